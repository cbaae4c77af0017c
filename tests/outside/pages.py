#!/usr/bin/env python3
"""The web pages in a real browser: a flag that arrives live while the story is told, why it
is one, the case behind it on another day, a resolution by who may and a refusal to who may
not; without scripts, too; every page by axe and at both widths; and nobody's words in a log
line or an address."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import threading
import time
import uuid

from common import (
    BINARIES, NODE_ENVIRONMENT, SKIPPED, STORY, Client, folder, free_port, running, token,
    wait_for)

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
AGENCY = "agency_01h455vb4pex5vsknk084sn09q"
CLAIM = "claim_01h455vb4pex5vsknk084sn09q"
# AGENCY_KIND_ADVOCACY.
ADVOCACY = 7
# What nobody else writes.
WORDS = "Zwetschgen were mentioned in the notes of that evening."


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"SKIPPED: none of {', '.join(BROWSERS)} is on this machine, so no page was looked "
              "at. On Debian, `apt-get install chromium` brings one; as root, "
              "`deploy/tools --tests` does that.")
        sys.exit(SKIPPED)
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(stack.enter_context(folder()))
        told, port, pages = place / "told", free_port(), free_port()
        log = place / "log"
        command = [BINARIES / "candour", "up", "--sandbox", "--data", place / "data",
                   "--listen", f"127.0.0.1:{port}", "--dashboard", f"127.0.0.1:{pages}"]
        process = stack.enter_context(running(*command, log=log))
        wait_for(pages, process)
        onlooker(port, place / "data" / "auth")
        telling = (port, place / "data", place / "ready", told)
        threading.Thread(target=tell, args=telling, daemon=True).start()
        given = {"origin": f"http://127.0.0.1:{pages}", "ready": str(place / "ready"),
                 "story": str(told), "words": WORDS,
                 "shots": os.environ.get("CANDOUR_SCREENSHOTS", "")}
        script = pathlib.Path(__file__).resolve().parent / "browser/pages.cjs"
        done = subprocess.run(["node", script, browser, json.dumps(given)], capture_output=True,
                              text=True, timeout=900, env=NODE_ENVIRONMENT)
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout)
        check(result, given["origin"])
        said = log.read_text()
    for words in (WORDS, "Zwetschgen"):
        assert words not in said, "words about somebody are in the log"
    checked = {one["name"] for one in result["axe"]}
    print(f"Chromium {result['version']}: {len(checked)} pages at two widths without a violation, "
          f"{len(result['contrasts'])} texts of pictures at {least(result):.1f} to 1 at least; "
          "a flag arrived live, was read, resolved, and not by who may not")


def onlooker(port, auth):
    """Somebody has to be on the register before the story begins, to sign in as."""
    Client(port).call(
        "candour.panel.v1.PanelService/RegisterAgency", token(auth, "information_governance"),
        act={"request_id": str(uuid.uuid4())},
        fact={"agency_id": AGENCY, "name": "Onlooker", "kind": ADVOCACY})


def tell(port, data, ready, told):
    """Tells the story once the page is open on which its flags are to arrive."""
    while not ready.exists():
        time.sleep(0.2)
    command = [BINARIES / "candour", "story", "run", "--server", f"http://127.0.0.1:{port}",
               "--data", data, STORY]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    claim(port, data / "auth")
    told.touch()


def claim(port, auth):
    """An item is ticked without evidence: a flag of today, which nobody has had yet."""
    client = Client(port)
    scheme = client.call("candour.oversight.v1.OversightService/ListSchemes",
                         token(auth, "oversight")).schemes[0]
    client.call(
        "candour.panel.v1.PanelService/ClaimChecklistItem", token(auth, "information_governance"),
        act={"request_id": str(uuid.uuid4())},
        fact={"claim_id": CLAIM, "scheme_id": scheme.scheme_id,
              "agency_id": scheme.lead_agency_id, "item": 1})


def least(result):
    return min(one["ratio"] for one in result["contrasts"])


def check(result, origin):
    seen = result["seen"]
    assert seen["first"].endswith("/flags"), seen["first"]
    assert "New flag" in seen["live"] and seen["stayed"], seen["live"]
    assert seen["count"] == "44 flags", seen["count"]
    for words in ("What was seen", "The evidence", "What speaks against it", "The pattern",
                  "What you may do", "It is a claim that can be tested"):
        assert words in seen["why"], f"the flag's page does not say `{words}`"
    assert "What happened" in seen["case"] and "Everything on record" in seen["case"]
    assert "As it was on 1 January 2019" in seen["before"], seen["before"][:300]
    assert len(seen["before"]) < len(seen["case"]), "an earlier day shows no less"

    assert "Flag escalated to: board" in seen["escalated"], seen["escalated"][-600:]
    assert "Choose an answer: What did you find?" in seen["empty"], seen["empty"]
    assert "nhsuk-error-summary" in seen["focused"], "what is wrong has the focus"
    assert "It is done" in seen["resolved"] and "Inconclusive" in seen["resolved"]
    assert WORDS in seen["resolved"], "who wrote a reason reads it"

    assert "Resolve it: not now" in seen["notYours"], seen["notYours"][-600:]
    assert "Nothing was stored" in seen["refused"], seen["refused"]
    assert "neither sets aside nor resolves a flag" in seen["refused"], seen["refused"]

    assert seen["plain"]["list"] > 0 and seen["plain"]["flag"]
    assert "It is done" in seen["plain"]["done"]

    assert seen["forged"] == [403, 403, 403], seen["forged"]
    session, = (c for c in seen["cookies"] if c["name"].endswith("candour"))
    assert session["httpOnly"] and session["sameSite"] == "Lax", session
    assert "You are signed out" in seen["out"], seen["out"]
    assert seen["outElsewhere"] == "/sign-in", seen["outElsewhere"]

    wrong = [one for one in result["axe"] if one["violations"]]
    assert not wrong, json.dumps(wrong, indent=1)
    assert all(one["passes"] > 10 for one in result["axe"]), "axe checked nothing"
    assert not result["sideways"], result["sideways"]
    assert result["contrasts"] and least(result) >= 4.5, sorted(
        result["contrasts"], key=lambda one: one["ratio"])[:5]
    elsewhere = [url for url in result["asked"] if not url.startswith(origin)]
    assert not elsewhere, elsewhere
    assert not [url for url in result["asked"] if "wetschgen" in url]
    # A refusal is one to a browser, too; nothing else is said.
    said = [line for line in result["said"] if "422 (Unprocessable Entity)" not in line]
    assert not said, said


if __name__ == "__main__":
    main()
