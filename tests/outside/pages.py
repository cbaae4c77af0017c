#!/usr/bin/env python3
"""The web pages in a real browser: a flag that arrives live while the story is told, why it
is one, the case behind it on another day, a resolution by who may and a refusal to who may
not; without scripts, too; every page by axe and at both widths; and nobody's words in a log
line or an address."""

import pathlib
import threading
import time
import uuid

# BROWSERS is passed on to another client.
from chromium import (
    BROWSERS, browser_or_skip, drive, least, looks_right, nowhere, sandbox, tell)
from common import Client, folder, token

AGENCY = "agency_01h455vb4pex5vsknk084sn09q"
CLAIM = "claim_01h455vb4pex5vsknk084sn09q"
# AGENCY_KIND_ADVOCACY.
ADVOCACY = 7
# What nobody else writes.
WORDS = "Zwetschgen were mentioned in the notes of that evening."


def main():
    browser = browser_or_skip("no page was looked at")
    with folder() as place:
        place = pathlib.Path(place)
        told, ready = place / "told", place / "ready"
        with sandbox(place) as (port, origin):
            onlooker(port, place / "data" / "auth")
            telling = (port, place / "data", ready, told)
            threading.Thread(target=tell_later, args=telling, daemon=True).start()
            result = drive(browser, "pages.cjs", origin=origin, ready=str(ready),
                           story=str(told), words=WORDS)
            check(result, origin)
        nowhere(["Zwetschgen", "Synthetic Person"], result, place)
    checked = {one["name"] for one in result["axe"]}
    print(f"Chromium {result['version']}: {len(checked)} pages at two widths without a violation, "
          f"{len(result['contrasts'])} texts at {least(result):.1f} to 1 at least; "
          "a flag arrived live, was read, resolved, and not by who may not")


def onlooker(port, auth):
    """Somebody has to be on the register before the story begins, to sign in as."""
    Client(port).call(
        "candour.panel.v1.PanelService/RegisterAgency", token(auth, "information_governance"),
        act={"request_id": str(uuid.uuid4())},
        fact={"agency_id": AGENCY, "name": "Onlooker", "kind": ADVOCACY})


def tell_later(port, data, ready, told):
    """Tells the story once the page is open on which its flags are to arrive."""
    while not ready.exists():
        time.sleep(0.2)
    tell(port, data)
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

    assert "Of nobody is anything on record about ethnic group" in seen["groups"], seen["groups"]

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
    assert "Nothing was stored" in seen["givenBack"] and WORDS in seen["givenBack"], \
        seen["givenBack"]
    assert seen["outElsewhere"] == "/sign-in", seen["outElsewhere"]

    looks_right(result, origin)


if __name__ == "__main__":
    main()
