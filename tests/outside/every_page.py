#!/usr/bin/env python3
"""Every page in a real browser: a panel meeting recorded by keyboard alone, with scripts and
without; the person's own page on paper; each page and each form by axe, in a wide window and on
a telephone, and with the same words without scripts; and nobody's name or words in a log line,
an address, a title or a file's name."""

import pathlib
import re
import uuid

import paper
from chromium import browser_or_skip, drive, least, looks_right, nowhere, sandbox, tell
from common import ROOT, Client, folder, token

AGENCY = "South London and Maudsley NHS Foundation Trust"
PANEL = "Panel of the trust"
CHAIR = "Panel chair"
PLANS = "candour.careplans.v1.CarePlansService"
PANELS = "candour.panel.v1.PanelService"
REFERRALS = "candour.referrals.v1.ReferralsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
# Whom the meeting is about. What is written about them holds words that nobody else writes.
NAME = "Mirabell Quendel"
NHS_NUMBER = "943 476 5919"
WORKER = f"worker_{'0' * 25}1"
# What the chair writes about the meeting.
RECORDED = {
    "heard": "Holunder helps me more than visits at night.",
    "decision": "A weekly Quittenbrot with the nurse whom she knows.",
    "reasons": "She asked for a Rhabarber in the morning.",
    "dissent": "Nobody asked the Brombeere team.",
    "task": "Ring the Stachelbeere clinic.",
    "notes": "They will see her on Mispel day.",
}
# What the plan says, and the person of it.
PLANNED = {
    "rationale": "Visits at night ended in Schlehdorn.",
    "tried": "A Sanddorn agreement was tried.",
    "before": "Staff go with her to the Vogelbeere group.",
    "after": "Staff go with her to the Vogelbeere group, and back, if she wants it.",
    "limit": "She is not to call the Kornelkirsche line more than once a day.",
    "view": "I did not ask for any Felsenbirne.",
}
# What is typed into forms: the name of somebody else, a statement, and a draft.
TYPED = {
    "name": "Wacholder Ysop",
    "statement": "I was never told about the Heckenrose.",
    "screened": "Staff must not take her calls about the Elsbeere.",
}
# Nobody else writes these, and nobody but a reader of the record may meet them.
WORDS = re.findall(r"\b(?:Holunder|Quitten|Rhabarber|Brombeere|Stachelbeere|Mispel|Schlehdorn|"
                   r"Sanddorn|Vogelbeere|Kornelkirsche|Felsenbirne|Wacholder|Heckenrose|Elsbeere)",
                   str((RECORDED, PLANNED, TYPED)))
FORMS = sorted(re.findall(r'^    name: "([a-z-]+)"', "".join(
    path.read_text() for path in (ROOT / "services/dashboard/src/forms/list").glob("*.rs")),
    re.MULTILINE))
# What a page that is not shown answers.
ANSWERS = {"not-found": 404, "not-permitted": 403}
# What says that something is wrong with what was entered.
REFUSED = {"wrong-day"}


def main():
    browser = browser_or_skip("no meeting was recorded and no page looked at")
    with folder() as place:
        place = pathlib.Path(place)
        # Whatever we would log if asked to; what our store says of its pages is no matter here.
        with sandbox(place, logs="debug,sled=warn") as (port, origin):
            tell(port, place / "data")
            scene = Scene(port, place / "data" / "auth")
            person, own = scene.registered()
            plan = scene.planned(person)
            result = drive(
                browser, "every_page.cjs", origin=origin, chair=CHAIR, agency=AGENCY, panel=PANEL,
                person=person, own=own, plan=plan, scheme=scene.scheme, worker=WORKER,
                recorded=RECORDED, typed=TYPED, forms=FORMS, pdf=str(place / "own.pdf"),
                meets={"Day": "10", "Month": "9", "Year": "2021"},
                due={"Day": "24", "Month": "9", "Year": "2021"})
        pdf = (place / "own.pdf").read_bytes()
        check(result, origin, pdf)
        nowhere([*WORDS, NAME, NHS_NUMBER, NHS_NUMBER.replace(" ", ""), "Synthetic Person"],
                result, place)
    seen = result["seen"]
    print(f"Chromium {result['version']}: a meeting recorded twice by keyboard alone, in "
          f"{result['stops']} stops; {len(seen['pages'])} pages and {len(FORMS)} forms without a "
          f"violation, with the same words without scripts; {len(result['contrasts'])} texts at "
          f"{least(result):.1f} to 1 at least; the person's page on {paper.sheets(pdf)} sheets")


def check(result, origin, pdf):
    seen = result["seen"]
    assert not result["stumbles"], result["stumbles"]
    for met in (seen["met"], seen["metPlain"]):
        recorded(met)
    for words in RECORDED.values():
        assert words in seen["read"], (words, seen["read"])
    printed(seen, pdf)
    for name, page in seen["pages"].items():
        assert page["status"] == ANSWERS.get(name, 200), (name, page)
        assert not page["lost"], f"without scripts {name} does not say: {page['lost']}"
        assert page["lines"] > 2, (name, page)
        begun = page["begun"]
        if name in REFUSED:
            # What is wrong comes first, and Tab goes to where it can be mended.
            assert "error-summary" in begun["start"] and begun["inMain"], (name, begun)
        else:
            assert (begun["link"], begun["inMain"]) == ("Skip to main content", True), (name, begun)
    assert len(seen["pages"]) == 21, sorted(seen["pages"])
    assert len(FORMS) > 50 and set(seen["forms"].values()) == {200}, seen["forms"]
    assert "would be labelled" in seen["screened"], seen["screened"]
    assert "/people/person_" in seen["registered"], seen["registered"]
    assert TYPED["statement"] in seen["stated"], seen["stated"]
    looks_right(result, origin)


def recorded(met):
    """What the chair was told at each step."""
    assert "Arranged for 10 September 2021" in met["arranged"], met["arranged"]
    assert "Not all of it was stored" in met["refused"], met["refused"]
    assert "What was decided, and why: not stored" in met["refused"], met["refused"]
    said = met["recorded"]
    for words in ("It is done, and on record", f"{CHAIR} of {AGENCY}", f"Clinician of {AGENCY}",
                  "Its quorum needs: somebody who chairs, a clinician, the person's voice, "
                  "4 members at least", "Without quorum", "Heard in person", "1. Plan",
                  "1 for, 0 against", f"Dissent: {CHAIR} of {AGENCY}", "24 September 2021"):
        assert words.casefold() in said.casefold(), (words, said)
    assert "Done: " in met["done"] and "Done: " not in said, met["done"]


def printed(seen, pdf):
    """The person's page on paper: large, whole, and without what one can only use on a screen."""
    told = seen["printed"]
    assert told["texts"] > 40, told
    # In pixels, of which 96 are an inch and 72 points are one.
    assert told["smallest"][0][0] >= 14 * 96 / 72 - 0.01, told["smallest"]
    assert not told["stray"], told["stray"]
    text = paper.text(pdf)
    assert paper.sheets(pdf) > 1, paper.sheets(pdf)
    for words in ("What is on record about you", "What is planned about you", "Who met about you",
                  "What was decided", "Who holds something about you",
                  "Who was told what, and why", "What you said", "What you were told",
                  "Who looked at your record", "If you do not agree", PLANNED["limit"],
                  PLANNED["view"], RECORDED["decision"], RECORDED["reasons"],
                  RECORDED["dissent"], RECORDED["heard"]):
        assert words in seen["own"], (words, seen["own"])
        assert "".join(words.split()) in text, (words, text)
    for words in ("Sign out", "Challenge this limit", "Back to", "Skip to main"):
        assert "".join(words.split()) not in text, (words, text)


class Scene:
    """Puts on record, as the agency's own, what the pages are to show."""

    def __init__(self, port, auth):
        self.client, self.auth = Client(port), auth
        board = token(auth, "oversight")
        self.agencies = {one.name: one.agency_id for one in self._oversight(
            "ListAgencies", board).agencies}
        self.agency = self.agencies[AGENCY]
        self.scheme = next(one.scheme_id for one in self._oversight("ListSchemes", board).schemes
                           if "SIM" in one.name)
        # Of people, each agency sees ids of its own.
        self.shown = token(auth, "information_governance", self.agency, of_register=False)

    def _oversight(self, rpc, shown):
        return self.client.call(f"{OVERSIGHT}/{rpc}", shown)

    def worker(self, role):
        return {"worker_id": WORKER, "agency_id": self.agency, "role": role}

    def record(self, path, **fact):
        act = {"request_id": str(uuid.uuid4()), "mode": "MODE_RECORD",
               "source": {"title": "A test", "synthetic": True}}
        return self.client.call(path, self.shown, act=act, fact=fact).receipt.stream_id

    def registered(self):
        """Somebody with a case on the scheme, whose agency convenes a panel of it: their id to
        the agency, and their own."""
        person = self.record(f"{REFERRALS}/RegisterPerson", name={"plain": NAME},
                             nhs_number={"plain": NHS_NUMBER}, borough="Lambeth")
        referral = self.record(
            f"{REFERRALS}/Refer", person_id=person, from_agency_id=self.agency,
            to_agency_id=self.agency, referred_by="REFERRED_BY_AGENCY", scheme_id=self.scheme,
            borough="Lambeth")
        self.record(f"{REFERRALS}/AcceptReferral", referral_id=referral, agency_id=self.agency)
        self.record(f"{PANELS}/ConstitutePanel", scheme_id=self.scheme, name=PANEL,
                    convening_agency_id=self.agency, member_agency_ids=[self.agency],
                    quorum={"chair": True, "clinician": True, "voice": True, "members": 4})
        return person, self.own_id(referral)

    def own_id(self, referral):
        """By which id a person goes to themselves: the register's."""
        shown, at = token(self.auth, "care_coordinator", self.agency), ""
        while True:
            page = self.client.call(f"{OVERSIGHT}/ListCases", shown, scheme_id=self.scheme,
                                    page_size=100, page_token=at)
            for case in page.cases:
                if case.referral_id == referral:
                    return case.person_id
            at = page.next_page_token
            assert at, "the case is not listed"

    def planned(self, person):
        """A plan with two versions, a restriction that is challenged, and a view."""
        plan = self.record(
            f"{PLANS}/DraftPlan", person_id=person, scheme_id=self.scheme,
            agency_id=self.agency, authors=[self.worker("ROLE_CARE_COORDINATOR")],
            coproduction="COPRODUCTION_JOINT")
        line, limit = (f"instruction_{'0' * 25}{number}" for number in (1, 2))
        about = {"plan_id": plan}
        self.record(f"{PLANS}/IssueInstruction", **about, instruction_id=line,
                    kind="INSTRUCTION_KIND_SUPPORT", for_agency_id=self.agency,
                    text={"plain": PLANNED["before"]})
        self.publish(plan)
        self.record(f"{PLANS}/ReviseInstruction", **about, instruction_id=line,
                    text={"plain": PLANNED["after"]})
        self.record(f"{PLANS}/IssueInstruction", **about, instruction_id=limit,
                    kind="INSTRUCTION_KIND_RESTRICTION", for_agency_id=self.agency,
                    text={"plain": PLANNED["limit"]}, clinician=self.worker("ROLE_CLINICIAN"),
                    rationale={"plain": PLANNED["rationale"]},
                    less_restrictive_tried={"plain": PLANNED["tried"]})
        self.publish(plan)
        self.record(f"{PLANS}/RecordView", **about, agreement="AGREEMENT_DISAGREES",
                    words={"plain": PLANNED["view"]})
        return plan

    def publish(self, plan):
        self.record(f"{PLANS}/ApprovePlan", plan_id=plan, approver=self.worker("ROLE_CLINICIAN"))
        self.record(f"{PLANS}/PublishPlan", plan_id=plan, recipient_agency_ids=[
            self.agencies["Metropolitan Police Service"]])


if __name__ == "__main__":
    main()
