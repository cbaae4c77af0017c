"""What the clients share that look at the web pages in the machine's Chromium."""

import contextlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.parse

from common import (
    BINARIES, NODE_ENVIRONMENT, SKIPPED, STORY, free_port, running, wait_for)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HERE = pathlib.Path(__file__).resolve().parent / "browser"
# A refusal is one to a browser, too; and a page that is not there or not shown.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of "
                     r"(403|404|422) ")


def browser_or_skip(lacking):
    """The browser's program. Where there is none, the client ends and says what is lacking."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"SKIPPED: none of {', '.join(BROWSERS)} is on this machine, so {lacking}. On "
              "Debian, `apt-get install chromium` brings one; as root, `deploy/tools --tests` "
              "does that.")
        sys.exit(SKIPPED)
    return browser


@contextlib.contextmanager
def sandbox(place, *options, logs="warn"):
    """A sandbox with pages: where its services and its pages listen. It logs as much as one
    asks it to, to `log` in the folder."""
    port, pages = free_port(), free_port()
    command = ["env", f"RUST_LOG={logs}", BINARIES / "candour", "up", "--sandbox",
               "--data", place / "data", "--listen", f"127.0.0.1:{port}",
               "--dashboard", f"127.0.0.1:{pages}"]
    with running(*command, *options, log=place / "log") as process:
        wait_for(pages, process)
        yield port, f"http://127.0.0.1:{pages}"


def tell(port, data):
    """Tells the story to what listens."""
    command = [BINARIES / "candour", "story", "run", "--server", f"http://127.0.0.1:{port}",
               "--data", data, STORY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def drive(browser, script, **given):
    """What a script of ours saw in the browser, with what it is given. Where screenshots are
    wanted, `CANDOUR_SCREENSHOTS` names their folder."""
    given["shots"] = os.environ.get("CANDOUR_SCREENSHOTS", "")
    done = subprocess.run(["node", HERE / script, browser, json.dumps(given)],
                          capture_output=True, text=True, timeout=900, env=NODE_ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def least(result):
    return min(one["ratio"] for one in result["contrasts"])


def looks_right(result, origin):
    """Nothing is wrong with what was looked at, nothing was asked of anybody else, and the
    pages had nothing to complain of."""
    wrong = [one for one in result["axe"] if one["violations"] or one["undecided"]]
    assert not wrong, json.dumps(wrong, indent=1)
    assert all(one["passes"] > 10 for one in result["axe"]), "axe checked nothing"
    assert not result["sideways"], result["sideways"]
    assert result["contrasts"] and least(result) >= 4.5, sorted(
        result["contrasts"], key=lambda one: one["ratio"])[:5]
    for one in result["outlines"]:
        assert one["language"] == "en-GB" and one["title"].endswith(" - Candour"), one
        assert len(one["headings"]) == 1 and one["headings"][0].strip(), one
    elsewhere = [url for url in result["asked"] if not url.startswith(origin)]
    assert not elsewhere, elsewhere
    said = [line for line in result["said"] if not REFUSED.match(line)]
    assert not said, said


def nowhere(words, result, place):
    """No word about anybody is in a log line, an address, a title or a file's name."""
    everywhere = {
        "the log": (place / "log").read_text().splitlines(),
        "an address": [urllib.parse.unquote_plus(url) for url in result["asked"]],
        "a title": result["titles"],
        "a file's name": result["files"] + [
            str(path.relative_to(place)) for path in place.rglob("*")],
    }
    for where, told in everywhere.items():
        assert told, f"nothing of {where} was looked through"
        whole = "\n".join(told).casefold()
        for word in words:
            at = whole.find(word.casefold())
            assert at < 0, f"`{word}` is in {where}: {whole[max(0, at - 150):at + 150]}"
