#!/usr/bin/env python3
"""Every snippet under "Call it" in README.md is run as it stands there, while
the story runs; only the address and the folders are others."""

import contextlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading

from common import BINARIES, ROOT, STORY, folder, free_port, running, wait_for

# How each snippet is known, in the order in which they stand.
KNOWN = ["export TOKEN", "--list-services", "ListFlags", "import grpc", "WatchFlags",
         "RegisterPerson", "agency_1"]

# How many flags are watched: fewer than the story raises.
WATCHED = 20


def main():
    snippets = from_readme()
    with folder() as place:
        place = pathlib.Path(place)
        data, port = place / "data", free_port()
        changed = {"127.0.0.1:7400": f"127.0.0.1:{port}", "data/slp-2021/auth": data / "auth",
                   "$PWD/target/release": BINARIES}
        for old, new in changed.items():
            assert any(old in text for text in snippets.values()), f"README has no `{old}`"
            snippets = {name: text.replace(old, str(new)) for name, text in snippets.items()}
        command = [BINARIES / "candour", "up", "--sandbox", "--data", data,
                   "--listen", f"127.0.0.1:{port}", "--story", STORY]
        with running(*command, log=place / "log") as process:
            wait_for(port, process)
            check(snippets)
        assert process.returncode == 0, f"candour up ended with {process.returncode}"
    print(f"the {len(snippets)} snippets of the README do what it says")


def from_readme():
    """The snippets by what they are known by."""
    text = (ROOT / "README.md").read_text()
    section = text.split("\n## Call it\n")[1].split("\n## ")[0]
    found = re.findall(r"^```(\w+)\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert len(found) == len(KNOWN), f"README has {len(found)} snippets, known are {KNOWN}"
    for (language, snippet), name in zip(found, KNOWN):
        assert name in snippet, f"`{name}` is not in: {snippet}"
        assert language == ("python" if name == "import grpc" else "sh"), language
    return {name: snippet for (_, snippet), name in zip(found, KNOWN)}


def shell(*parts):
    """A shell that runs snippets one after the other, as a reader would."""
    return ["bash", "-c", "\n".join(("set -e", *parts))]


def check(snippets):
    first = snippets["export TOKEN"]

    def run(*parts):
        return subprocess.run(shell(first, *parts), cwd=ROOT, capture_output=True, text=True,
                              timeout=60)

    def answered(name):
        done = run(snippets[name])
        assert done.returncode == 0, f"{name}: {done.stderr}"
        return done.stdout

    services = answered("--list-services").split()
    for service in ("candour.oversight.v1.OversightService",
                    "candour.referrals.v1.ReferralsService"):
        assert service in services, services

    watched = watch(shell(first, snippets["WatchFlags"]))
    assert len({answer["flag"]["flagId"] for answer in watched}) == WATCHED, watched
    assert all(answer["flag"]["because"] and answer["resumeToken"] for answer in watched)

    flags = json.loads(answered("ListFlags"))["flags"]
    assert len(flags) == 5 and all(flag["because"] for flag in flags), flags

    # Registered and recorded; said again, it is answered the same.
    receipts = answered("RegisterPerson")
    registered, recorded = documents(receipts)
    assert registered["receipt"]["streamId"] == recorded["receipt"]["streamId"], receipts
    assert len(recorded["receipt"]["eventIds"]) == 1, receipts
    assert answered("RegisterPerson") == receipts

    # A bad one, from a shell that has done what comes before it.
    refused = run(snippets["RegisterPerson"], snippets["agency_1"])
    assert refused.returncode == 3 << 3, f"INVALID_ARGUMENT is told: {refused}"
    remedy = snippets["agency_1"].splitlines()[-1].removeprefix("# ")
    assert json.loads(refused.stderr[refused.stderr.index("{"):])["message"] == remedy, refused

    printed = run(f"{sys.executable} - <<'END'\n{snippets['import grpc']}END").stdout
    assert len(re.findall(r"^[a-z-]+ [A-Z].+\.$", printed, re.MULTILINE)) == 5, printed


def documents(text):
    """JSON documents that stand one after the other."""
    found, decoder = [], json.JSONDecoder()
    while text := text.strip():
        document, end = decoder.raw_decode(text)
        found.append(document)
        text = text[end:]
    return found


def watch(command):
    """The first flags that are told, while the story raises them."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    def end():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)

    lines, patience = [], threading.Timer(90, end)
    patience.start()
    try:
        for line in process.stdout:
            lines.append(line)
            # A document ends where its brace stands alone.
            if line == "}\n" and lines.count("}\n") == WATCHED:
                return documents("".join(lines))
        raise AssertionError(f"the watch ended: {''.join(lines)}")
    finally:
        patience.cancel()
        end()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
