#!/usr/bin/env python3
"""Every snippet under "Call it" in README.md, and every one of proto/CALLS.md,
is run as it stands there; only the address and the folders are others. The
browser's own are left to browser.py."""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import time

from common import BINARIES, ROOT, STORY, folder, free_port, running, up


@dataclasses.dataclass
class Document:
    """Where snippets stand, and how each is known, in the order in which they do."""
    path: str
    known: list
    section: str = ""


README = Document("README.md", section="Call it", known=[
    ("sh", "export TOKEN"), ("sh", "--list-services"), ("sh", "ListFlags"),
    ("python", "import grpc"), ("sh", "WatchFlags"), ("sh", "RegisterPerson"), ("sh", "agency_1")])
CALLS = Document("proto/CALLS.md", [
    ("sh", "export TOKEN"), ("sh", "RegisterPerson"), ("sh", "MODE_RECORD"),
    ("python", "import grpc"), ("sh", "GetTimeline"), ("sh", "buf build"), ("js", "createGrpcWebTransport"),
    ("python", "import nats")])

# How many flags are watched, and how many events are read: fewer than the story has.
WATCHED = 20
READ = 500


def main():
    with folder() as place:
        place = pathlib.Path(place)
        data, port = place / "data", free_port()
        changed = {"127.0.0.1:7400": f"127.0.0.1:{port}", "data/slp-2021/auth": data / "auth",
                   "$PWD/target/release": BINARIES}
        readme, calls = (elsewhere(snippets_of(one), changed) for one in (README, CALLS))
        with up(data, port, "--sandbox", log=place / "log") as process:
            nats = greeted(place / "log", r"NATS at (nats://[0-9.:]+)")
            seeds = greeted(place / "log", r"those of NATS in (\S+)")
            with running(BINARIES / "candour", "story", "run", STORY, "--auth", data / "auth",
                         "--server", f"http://127.0.0.1:{port}", log=place / "story") as story:
                check_readme(readme)
                assert story.wait(timeout=120) == 0, (place / "story").read_text()
            check_calls(calls, {**os.environ, "NATS": nats,
                               "NATS_SEED": f"{seeds}/reader.nk"})
        assert process.returncode == 0, f"candour up ended with {process.returncode}"
    # The browser's two are not run here.
    print(f"{len(readme)} snippets of README.md and {len(calls) - 2} of proto/CALLS.md do what "
          "is said of them")


def greeted(log, pattern):
    """What a program says of itself once it has started."""
    for _ in range(100):
        if found := re.search(pattern, log.read_text()):
            return found[1]
        time.sleep(0.1)
    raise AssertionError(f"`{pattern}` is not in: {log.read_text()}")


def snippets_of(document):
    """A document's snippets, by what they are known by."""
    text = (ROOT / document.path).read_text()
    if document.section:
        text = text.split(f"\n## {document.section}\n")[1].split("\n## ")[0]
    found = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(found) == len(document.known), (
        f"{document.path} has {len(found)} snippets, known are {document.known}")
    for (language, snippet), (wanted, name) in zip(found, document.known):
        assert name in snippet, f"`{name}` is not in: {snippet}"
        assert language == wanted, f"{name} is written as {language}"
    return {name: snippet for (_, snippet), (_, name) in zip(found, document.known)}


def elsewhere(snippets, changed):
    """The snippets with another address and other folders."""
    for old, new in changed.items():
        assert any(old in text for text in snippets.values()), f"no snippet has `{old}`"
        snippets = {name: text.replace(old, str(new)) for name, text in snippets.items()}
    return snippets


def shell(*parts):
    """A shell that runs snippets one after the other, as a reader would."""
    return ["bash", "-c", "\n".join(("set -e", *parts))]


class Reader:
    """One who copies snippets into a shell, the first of them first."""

    def __init__(self, snippets, env=None):
        self.snippets, self.env = snippets, env
        self.first = snippets["export TOKEN"]

    def run(self, *parts):
        return subprocess.run(shell(self.first, *parts), cwd=ROOT, capture_output=True, text=True,
                              timeout=60, env=self.env)

    def answered(self, name):
        done = self.run(self.snippets[name])
        assert done.returncode == 0, f"{name}: {done.stderr}"
        return done.stdout

    def python(self, name):
        """A shell that runs a snippet in Python."""
        return shell(self.first, f"{sys.executable} - <<'END'\n{self.snippets[name]}END")

    def printed(self, name):
        done = subprocess.run(self.python(name), cwd=ROOT, capture_output=True, text=True,
                              timeout=60, env=self.env)
        assert done.returncode == 0, f"{name}: {done.stderr}"
        return done.stdout


def check_readme(snippets):
    reader = Reader(snippets)
    run, answered = reader.run, reader.answered

    services = answered("--list-services").split()
    for service in ("candour.oversight.v1.OversightService",
                    "candour.referrals.v1.ReferralsService"):
        assert service in services, services

    watched = watch(shell(reader.first, snippets["WatchFlags"]))
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

    printed = reader.printed("import grpc")
    assert len(re.findall(r"^[a-z-]+ [A-Z].+\.$", printed, re.MULTILINE)) == 5, printed


def check_calls(snippets, env):
    reader = Reader(snippets, env)

    receipt = reader.answered("RegisterPerson")
    person = json.loads(receipt)["receipt"]["streamId"]
    assert person in snippets["RegisterPerson"], receipt
    assert reader.answered("RegisterPerson") == receipt, "said twice is answered the same"
    recorded = json.loads(reader.answered("MODE_RECORD"))["receipt"]
    assert recorded["streamId"] == person and len(recorded["eventIds"]) == 1, recorded

    printed = reader.printed("import grpc")
    for line in (r"stored as [0-9a-f-]{36}",
                 r"the last of 3 events is candour\.referrals\.v1\.ContactRecorded",
                 "refused for REQUEST_INVALID", r"the field is fact\.agency_id"):
        assert re.search(f"^{line}$", printed, re.MULTILINE), printed
    assert json.loads(reader.answered("GetTimeline")) == {}, "nobody knew of it then"

    events = first_lines(reader.python("import nats"), lambda lines: len(lines) == READ, env)
    assert all(" candour." in line for line in events), events


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
    # A document ends where its brace stands alone.
    lines = first_lines(command, lambda lines: lines.count("}\n") == WATCHED)
    return documents("".join(lines))


def first_lines(command, enough, env=None):
    """What a program prints that does not end by itself, until there is enough of it."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=env,
                               stderr=subprocess.PIPE, start_new_session=True)
    def end():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)

    lines, patience = [], threading.Timer(90, end)
    patience.start()
    try:
        for line in process.stdout:
            lines.append(line)
            if enough(lines):
                return lines
        raise AssertionError(f"it ended: {''.join(lines[-20:])}{process.stderr.read()}")
    finally:
        patience.cancel()
        end()
        process.wait(timeout=30)


if __name__ == "__main__":
    main()
