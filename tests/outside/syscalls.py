#!/usr/bin/env python3
"""What a service and NATS ask of the kernel, by strace, is what their units let them: a
filter that is too narrow would show on a machine in use, and there first."""

import collections
import pathlib
import re
import shutil
import signal
import subprocess
import time

from common import BINARIES, folder, free_port, wait_for
from deployed import UNITS, needed_here, run, settings, unit_of


def main():
    strace = needed_here("strace", "on Debian: apt-get install strace")
    needed_here("systemd-analyze", "it comes with systemd")
    sets = groups()
    with folder() as place:
        place = pathlib.Path(place)
        nats, listen = free_port(), free_port()
        traces = {"candour-nats": place / "nats.trace", "candour@": place / "service.trace"}
        commands = {
            "candour-nats": [shutil.which("nats-server"), "-a", "127.0.0.1", "-p", nats, "-js",
                             "-sd", place / "nats"],
            "candour@": [BINARIES / "referrals", "--data", place / "data", "--ops",
                         f"127.0.0.1:{free_port()}", "--listen", f"127.0.0.1:{listen}",
                         "--nats-url", f"nats://localhost:{nats}"]}
        traced(strace, traces, commands, {"candour-nats": nats, "candour@": listen})
        units = {"candour-nats": settings(UNITS / "candour-nats.service"),
                 "candour@": unit_of("referrals")}
        counts = [held(name, units[name]["Service", "SystemCallFilter"],
                       units[name]["Service", "RestrictAddressFamilies"],
                       traces[name].read_text(), sets) for name in units]
    print(f"NATS and a service make {counts[0]} and {counts[1]} kinds of calls, all let through")


def traced(strace, traces, commands, ports):
    """Runs both until the service has published what it began with, and stops them."""
    processes = []
    for name in ("candour-nats", "candour@"):
        process = subprocess.Popen(
            [strace, "-f", "-qq", "-o", traces[name], *map(str, commands[name])],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.append(process)
        wait_for(ports[name], process)
    time.sleep(3)
    for process in reversed(processes):
        child, = map(int, pathlib.Path(
            f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
        subprocess.run(["kill", f"-{signal.SIGTERM.value}", str(child)], check=True)
        assert process.wait(60) == 0, process.args


def groups():
    """systemd's groups of calls, those of other groups included."""
    named, group = collections.defaultdict(set), None
    for line in run("systemd-analyze", "syscall-filter", "--no-pager").stdout.splitlines():
        word = line.strip()
        if line.startswith("@"):
            group = word
        elif group and word and not word.startswith("#"):
            named[group].add(word)

    def whole(name):
        return {call for one in named[name]
                for call in (whole(one) if one.startswith("@") else {one})}
    return {name: whole(name) for name in list(named)}


def let_through(filters, sets):
    calls = set()
    for words in filters:
        taken = words.startswith("~")
        for word in words.lstrip("~").split():
            here = sets[word] if word.startswith("@") else {word}
            calls = calls - here if taken else calls | here
    return calls


def held(name, filters, families, trace, sets):
    """Compares what was asked with what is let through; how many kinds of calls it was."""
    made = set(re.findall(r"^\d+ +([a-z_0-9]+)\(", trace, re.MULTILINE))
    assert len(made) > 20, f"{name}: only {made} were seen"
    denied = made - let_through(filters, sets)
    assert not denied, f"{name}: the unit's filter denies {denied}"
    assert made - let_through([*filters, "~@file-system"], sets), "a narrow filter is not seen"
    asked = set(re.findall(r"\bsocket\((AF_[A-Z0-9]+)", trace))
    assert asked and asked <= set(" ".join(families).split()), f"{name} asks for {asked}"
    # MemoryDenyWriteExecute: no memory that can be written and run.
    both = re.findall(r"\b(?:mmap|mprotect)\([^)]*PROT_WRITE\|PROT_EXEC", trace)
    assert not both, f"{name}: {both[0]}"
    return len(made)


if __name__ == "__main__":
    main()
