#!/usr/bin/env python3
"""Every story but the SLP's, which has checks of its own, is told to a sandbox
of its own and ends as it expects; and every rpc that a story can call is called."""

import concurrent.futures
import pathlib
import re
import subprocess

from common import BINARIES, ROOT, STORY, folder

STORIES = sorted(path for path in STORY.parent.glob("*.yaml") if path != STORY)
CONTEXTS = ("referrals", "panel", "careplans", "sanctions", "concerns", "oversight")
# In a story every alert arrives, so that there is none to be sent again.
NEVER_IN_A_STORY = {"candour.oversight.v1.OversightService/RetryAlert"}
# Each runs a broker and every service; more at a time only wait for each other.
AT_A_TIME = 2


def main():
    assert STORIES, f"there are no stories in {STORY.parent}"
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as tellers:
        failed = [name for name in tellers.map(told, STORIES) if name]
    assert not failed, f"not as expected: {', '.join(failed)}"
    called = {call for story in STORIES for call in calls_of(story)}
    missing = callable_rpcs() - NEVER_IN_A_STORY - called
    assert not missing, f"no story calls {', '.join(sorted(missing))}"
    print(f"{len(STORIES)} stories end as they expect, and call every rpc that a story can")


def told(story):
    """Tells a story and says how it ended; the story's name if it failed."""
    with folder() as place:
        command = [BINARIES / "candour", "up", "--once", "--story", story, "--data",
                   pathlib.Path(place) / "data", "--listen", "127.0.0.1:0"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    lines = done.stdout.splitlines() or ["it said nothing"]
    # What was not as expected is said before the last line, which counts.
    unmet = [line for line in lines[:-1] if "unmet:" in line.lower()]
    if done.returncode != 0 and not unmet:
        unmet = done.stderr.splitlines()[-20:]
    print("\n  ".join([f"{story.stem}: {lines[-1]}", *unmet]), flush=True)
    return story.stem if done.returncode != 0 else None


def calls_of(story):
    """The rpcs that a story calls and expects to go through."""
    steps = re.split(r"^ *(?=- )", story.read_text(), flags=re.MULTILINE)
    for step in steps:
        call = re.search(r"^ *(?:- )?call: (\S+)$", step, re.MULTILINE)
        if call and not re.search(r"^ *expect: ", step, re.MULTILINE):
            yield call[1]


def callable_rpcs():
    """The rpcs that answer a request once; a story makes no streams."""
    rpcs = set()
    for context in CONTEXTS:
        text = (ROOT / f"proto/candour/{context}/v1/service.proto").read_text()
        service = re.search(r"^service (\w+)", text, re.MULTILINE)[1]
        for name, asks, answers in re.findall(
                r"^ +rpc (\w+)\((stream )?\w+\) returns \((stream )?", text, re.MULTILINE):
            if not asks and not answers:
                rpcs.add(f"candour.{context}.v1.{service}/{name}")
    return rpcs


if __name__ == "__main__":
    main()
