#!/usr/bin/env python3
"""The oversight return of the SLP story, counted again from the ledger; and the review's own
tables, held against themselves and against it."""

import collections
import csv
import io
import json
import pathlib
import subprocess

from access import refused
from common import BINARIES, ROOT, STORY, Client, folder, free_port, token, up

OVERSIGHT = "candour.oversight.v1.OversightService"
LEDGER = "candour.ledger.v1.LedgerService"
TABLES = ROOT / "tests/stories/slp-2021-review.csv"
SCHEME = "@scheme.sim"
FIGURE_STATE_NOT_COLLECTED = 3
PEOPLE, ACTS = "FIGURE_UNIT_PEOPLE", "FIGURE_UNIT_ACTS"
FAIR = """source,figure,scope,within,value,of
1,plans,all,,3,4
1,plans,Northtown,all,1,2
1,plans,Southtown,all,2,2
"""


def main():
    with folder() as place:
        place, port = pathlib.Path(place), free_port()
        with up(place / "data", port, "--sandbox", log=place / "log"):
            here = Here(place, port)
            here.candour("story", "run", STORY, codes=(0,), cwd=ROOT)
            answered = figures(here.asked())
            ledger = Ledger(here)
            counted_again(answered, ledger)
            nothing_is_made_up(answered)
            behind(here, answered)
            as_known(here)
            csv_says_the_same(here, answered)
            for_the_agencies(here, ledger)
            groups(here, ledger, answered)
            found = reconciled(here)
    print(f"{len(answered)} figures lead to their events and add up; {found} contradictions of "
          "the review are found, and the ledger says which it supports")


class Here:
    """What runs."""

    def __init__(self, place, port):
        self.place, self.port, self.auth = place, port, place / "data" / "auth"
        self.client = Client(port)

    def candour(self, *verb, codes, cwd=None):
        """A verb of the command line, which ends with one of these codes."""
        done = subprocess.run(
            [BINARIES / "candour", *map(str, verb), "--auth", self.auth, "--server",
             f"http://127.0.0.1:{self.port}"], capture_output=True, text=True, cwd=cwd)
        assert done.returncode in codes, (verb, done.returncode, done.stderr)
        return done.stdout

    def asked(self, *more):
        said = self.candour("return", "--scheme", SCHEME, "--output", "json", *more, codes=(0,))
        return json.loads(said)

    def explained(self, figure, *more):
        return json.loads(self.candour("return", "explain", figure, "--scheme", SCHEME,
                                       "--output", "json", *more, codes=(0,)))


class Ledger:
    """The events themselves, as the logs hold them."""

    def __init__(self, here):
        operator = token(here.auth, "operator")
        self.events = []
        for context in ("referrals", "panel", "careplans", "sanctions", "concerns"):
            for answer in here.client.stream(f"{LEDGER}/ReadRecords", operator, context=context):
                self.events.append(json.loads(answer.record))
        made = self.of("SchemeRegistered")
        self.scheme, = (event["subject"] for event in made if "SIM" in event["data"]["name"])
        referred = [event for event in self.of("ReferralMade")
                    if event["data"]["scheme_id"] == self.scheme]
        self.boroughs = {event["data"]["person_id"]: event["data"]["borough"]
                         for event in referred}
        self.referrals = {event["subject"] for event in referred}

    def of(self, kind):
        return [event for event in self.events if event["type"].endswith(f".{kind}")]

    def here(self, kind):
        return [event for event in self.of(kind) if event["data"].get("scheme_id") == self.scheme]

    def by_borough(self, events, key):
        """How many different things there are in each borough."""
        things = {key(event): self.boroughs[event["person"]] for event in events}
        return collections.Counter(things.values())


# What JSON leaves out where it is empty.
EMPTY = {"number": None, "denominator": None, "rows": [], "rows_by": "", "published": []}
EMPTY_PUBLISHED = {"figure": "", "row": "", "difference": ""}


def figures(answer):
    assert [part["number"] for part in answer["parts"]] == list(range(1, 11))
    all_of_them = [{**EMPTY, **figure} for part in answer["parts"] for figure in part["figures"]]
    for figure in all_of_them:
        figure["published"] = [{**EMPTY_PUBLISHED, **one} for one in figure["published"]]
    return {figure["figure_id"]: figure for figure in all_of_them}


def rows(figure):
    return {row["label"]: int(row["number"]) for row in figure["rows"]}


def counted_again(answered, ledger):
    """The figures that matter most, counted without any of our code."""
    accepted = [event for event in ledger.of("ReferralAccepted")
                if event["subject"] in ledger.referrals]
    people = ledger.by_borough(accepted, lambda event: event["person"])
    assert sum(people.values()) == 48 and people["Croydon"] == 6, people
    reviews = ledger.here("ReviewHeld")
    mentored = [event for event in ledger.here("PoliceInvolved")
                if event["data"]["trigger"] == "POLICE_TRIGGER_SCHEME"]
    wanted = {
        "model.people_ever": people,
        "model.people_now": people,
        "plans.reviewed": ledger.by_borough(reviews, lambda event: event["subject"]),
        "police.people": ledger.by_borough(mentored, lambda event: event["person"]),
    }
    for figure, counts in wanted.items():
        assert rows(answered[figure]) == dict(counts), (figure, rows(answered[figure]), counts)
        assert int(answered[figure]["number"]) == sum(counts.values()), figure
    reviewed = answered["plans.reviewed"]
    assert int(reviewed["denominator"]) == len(ledger.here("PlanDrafted")), reviewed
    for figure, kind in (("governance.disclosures", "DisclosureMade"),
                         ("governance.consents", "ConsentRecorded"),
                         ("police.record_access", "AccessGranted"),
                         ("data.published", "ClaimPublished"),
                         ("concerns.complaints", "ComplaintRaised")):
        assert int(answered[figure]["number"]) == len(ledger.here(kind)), figure
    assert rows(answered["governance.consents"]) == {"Verbal": len(ledger.here("ConsentRecorded"))}
    vacant = rows(answered["police.vacancies"])
    assert sum(vacant.values()) > 0 and set(vacant) == {"Metropolitan Police Service"}, vacant
    # Who was there: two in Southwark and five in SWL&StG with the person, thirteen without.
    there = rows(answered["plans.presence"])
    presence = collections.Counter(event["data"]["person_presence"] for event in reviews)
    with_them = sum(n for row, n in there.items() if row.startswith("The person"))
    without = sum(n for row, n in there.items() if row.startswith(("Neither", "An officer with")))
    assert with_them == presence["PERSON_PRESENCE_PRESENT"] == 7, (there, presence)
    assert without == presence["PERSON_PRESENCE_NOT_INVITED"] == 13, (there, presence)
    # What was published beside it is shown with the difference.
    of_all = [one for one in reviewed["published"] if one["figure"].startswith("47")]
    assert of_all and all("more than the" in one["difference"] for one in of_all), of_all
    croydon = [one["figure"] for one in reviewed["published"] if one["row"] == "Croydon"]
    assert sorted(croydon) == ["3", "6 of 6"], croydon


def nothing_is_made_up(answered):
    """Rows add up, and a nought stands only where there is an answer."""
    for name, figure in answered.items():
        if figure["rows_by"]:
            total = int(figure["number"] or 0)
            assert sum(rows(figure).values()) == total, name
        assert figure["completeness_reason"], name
        assert (figure["number"] is None) == (figure["state"] == "FIGURE_STATE_NOT_COLLECTED"), name
    # The review gave no count of sanctions, and the ledger does not turn that into none.
    for name, figure in answered.items():
        if name.startswith("sanctions.") and not name.startswith("sanctions.care_denied"):
            assert figure["state"] == "FIGURE_STATE_NOT_COLLECTED", (name, figure["state"])
    prosecuted = answered["sanctions.prosecutions"]
    assert any(one["figure"] == "none" for one in prosecuted["published"]), prosecuted
    assert any("no answer" in one["difference"] for one in prosecuted["published"]), prosecuted
    assert answered["concerns.safeguarding"]["state"] == "FIGURE_STATE_NOT_COLLECTED"


def behind(here, answered):
    """The number of each figure is that of the different things behind it."""
    for name in ("model.people_ever", "plans.reviewed", "police.involvements",
                 "governance.disclosures", "governance.dpias", "model.posts"):
        events = here.explained(name)
        counted = {event["counted_id"] for event in events}
        assert len(counted) == int(answered[name]["number"]) > 0, (name, len(counted))
        in_rows = collections.Counter()
        for row, _ in {(event["row"], event["counted_id"]) for event in events}:
            in_rows[row] += 1
        assert in_rows == rows(answered[name]), (name, in_rows)
    oversight = token(here.auth, "oversight")
    scheme = here.asked()["scheme_id"]
    fields = {"scheme_id": scheme, "figure_id": "model.people_ever", "page_size": 7}
    paged, page_token = [], ""
    while True:
        page = here.client.call(f"{OVERSIGHT}/ExplainFigure", oversight, **fields,
                                page_token=page_token)
        paged += [event.event_id for event in page.events]
        page_token = page.next_page_token
        if not page_token:
            break
    whole = [event["event_id"] for event in here.explained("model.people_ever")]
    assert paged == whole and page.total_size == len(whole), (len(paged), len(whole))
    # Who was shown whom is on record.
    person = here.explained("model.people_ever")[0]["person_id"]
    looks = here.client.call(f"{OVERSIGHT}/WhoLooked", oversight, person_id=person,
                             page_size=1000).looks
    assert "oversight.ExplainFigure" in {look.query for look in looks}, looks
    asked = {"scheme_id": scheme, "figure_id": "no.such_figure"}
    assert refused(lambda: here.client.call(f"{OVERSIGHT}/ExplainFigure", oversight, **asked)) \
        == "FIGURE_NOT_FOUND"


def as_known(here):
    """What came to light later was not known before, and what came later was not so before."""
    before = figures(here.asked("--as-known-at", "2021-01-01"))
    assert before["plans.reviewed"]["state"] == "FIGURE_STATE_NOT_COLLECTED"
    assert int(before["model.people_ever"]["number"]) == 48
    # The plans are of 2018 to 2021, and came to light in May 2021.
    early = figures(here.asked("--as-at", "2021-05-10"))
    assert int(early["views.people_with_plans"]["number"]) > 0
    unknown = figures(here.asked("--as-at", "2021-05-10", "--as-known-at", "2021-05-10"))
    assert unknown["views.people_with_plans"]["number"] is None
    summer = figures(here.asked("--as-at", "2018-08-01"))
    assert rows(summer["model.people_ever"]) == {"Lambeth": 3}, summer["model.people_ever"]


def csv_says_the_same(here, answered):
    said = here.candour("return", "--scheme", SCHEME, "--output", "csv", codes=(0,))
    read = list(csv.DictReader(io.StringIO(said)))
    totals = {row["figure"]: row for row in read if not row["row"]}
    assert set(totals) == set(answered)
    for name, figure in answered.items():
        assert totals[name]["number"] == (figure["number"] or ""), name
    shown = here.candour("return", "--scheme", SCHEME, codes=(0,))
    assert "People ever on the scheme: 48" in shown, shown
    lines = here.candour("return", "--scheme", SCHEME, "--output", "jsonl", codes=(0,))
    assert len(lines.splitlines()) == len(answered)


def for_the_agencies(here, ledger):
    """Who runs the scheme is shown no small number, and who does not, nothing."""
    governance = token(here.auth, "information_governance", "@agency.slam")
    answer = here.client.call(f"{OVERSIGHT}/GetReturn", governance, scheme_id=ledger.scheme)
    assert answer.suppressed
    shown = 0
    for part in answer.parts:
        for figure in part.figures:
            if figure.unit == 3:
                continue
            numbers = [row.number for row in figure.rows if row.HasField("number")]
            numbers += [figure.number] if figure.HasField("number") else []
            assert all(number == 0 or number > 7 for number in numbers), figure
            assert all(number % 5 == 0 for number in numbers), figure
            shown += len(numbers)
    assert shown > 0
    ask = lambda who, rpc, **more: refused(lambda: here.client.call(
        f"{OVERSIGHT}/{rpc}", who, scheme_id=ledger.scheme, **more))
    assert ask(governance, "ExplainFigure", figure_id="model.people_ever") \
        == "FIGURE_FOR_OVERSIGHT"
    assert ask(governance, "ExplainFigure", figure_id="governance.dpias") is None
    elsewhere = token(here.auth, "information_governance", "@agency.elsewhere")
    assert ask(elsewhere, "GetReturn") == "RETURN_NOT_FOUND"
    assert ask(token(here.auth, "clinician", "@agency.slam"), "GetReturn") == "ROLE_NOT_ALLOWED"
    public = here.asked("--suppressed")
    assert public["suppressed"], public
    for figure in figures(public).values():
        if figure["unit"] in (PEOPLE, ACTS) and figure["number"] is not None:
            assert int(figure["number"]) % 5 == 0, figure


def groups(here, ledger, answered):
    """How groups compare: of nobody is a characteristic on record, and that is what is said."""
    oversight = token(here.auth, "oversight")
    compare = lambda who, **more: here.client.call(
        f"{OVERSIGHT}/CompareGroups", who, scheme_id=ledger.scheme, **more)
    answer = compare(oversight)
    assert not answer.suppressed and "All numbers" in answer.suppression, answer.suppression
    assert [one.characteristic for one in answer.comparisons] == [1, 2, 3, 4, 5, 6], answer
    assert not ledger.of("CharacteristicsRecorded")
    planned = ledger.here("PlanPublished")
    people = {event["person"] for event in planned} | {
        event["person"] for event in ledger.of("ReferralAccepted")
        if event["subject"] in ledger.referrals}
    restricted = {event["person"] for event in planned if event["data"].get("restrictive")}
    assert not ledger.of("SanctionApplied") and not ledger.of("BehaviouralContractImposed")
    wanted = {1: len(restricted), 3: int(answered["police.people"]["number"])}
    for one in answer.comparisons:
        assert one.people == len(people), (one.people, len(people))
        group, = one.groups
        assert group.not_recorded and group.people == len(people), group
        assert "Of nobody is anything on record" in one.caveats[0], one.caveats
        assert [rates.outcome for rates in one.rates] == [1, 2, 3, 4], one
        for rates in one.rates:
            row, = rates.groups
            assert row.says and not row.HasField("rate_ratio"), row
            assert rates.completeness_reason and rates.definition, rates
            if rates.state == FIGURE_STATE_NOT_COLLECTED:
                assert not rates.HasField("had") and not row.HasField("rate_percent"), rates
                continue
            assert rates.had == row.had == wanted.get(rates.outcome, row.had), rates
            rate = row.rate_percent
            assert 0 <= rate.low <= rate.value <= rate.high <= 100, rate
            assert abs(rate.value - 100 * row.had / len(people)) < 1e-9, rate
            assert f"Of {len(people)} people of whom it is not recorded" in row.says, row.says
    # Sanctions were never put on record, and nobody is told that there were none.
    assert answer.comparisons[0].rates[1].state == FIGURE_STATE_NOT_COLLECTED
    # Each number leads to its events.
    for figure, number in [("groups.sex.people", len(people)), ("groups.autistic.police", wanted[3])]:
        events = here.explained(figure)
        assert len({event["counted_id"] for event in events}) == number > 0, figure
    one = compare(oversight, characteristic=2).comparisons
    assert [found.label for found in one] == ["ethnic group"], one
    before = compare(oversight, at={"as_at": {"seconds": 1483228800}}).comparisons[0]
    assert before.people == 0 and "Nobody is on record" in before.caveats[0], before

    governance = token(here.auth, "information_governance", "@agency.slam")
    for public in (compare(governance), compare(oversight, suppressed=True)):
        assert public.suppressed and "rounded to 5" in public.suppression
        for one in public.comparisons:
            numbers = [(one, "people")] + [(group, "people") for group in one.groups]
            for rates in one.rates:
                numbers += [(rates, "had")] + [(row, "had") for row in rates.groups]
                for row in rates.groups:
                    assert row.HasField("had") or not row.HasField("rate_percent"), row
            shown = [getattr(at, name) for at, name in numbers if at.HasField(name)]
            assert shown and all(number % 5 == 0 for number in shown), shown
    ask = lambda who, rpc, **more: refused(lambda: here.client.call(
        f"{OVERSIGHT}/{rpc}", who, scheme_id=ledger.scheme, **more))
    assert ask(governance, "ExplainFigure", figure_id="groups.sex.people") \
        == "FIGURE_FOR_OVERSIGHT"
    elsewhere = token(here.auth, "information_governance", "@agency.elsewhere")
    assert ask(elsewhere, "CompareGroups") == "RETURN_NOT_FOUND"
    assert ask(token(here.auth, "clinician", "@agency.slam"), "CompareGroups") \
        == "ROLE_NOT_ALLOWED"
    assert ask(oversight, "ExplainFigure", figure_id="groups.sex.none_such") == "FIGURE_NOT_FOUND"


def reconciled(here):
    """The review's own tables contradict themselves, and the ledger says which it supports."""
    plain = json.loads(here.candour("reconcile", TABLES, "--output", "json", codes=(4,)))
    rules = collections.Counter(finding["rule"] for finding in plain)
    assert rules == {"rows-and-total": 2, "stated-twice": 4, "excluded": 2, "no-count": 1}, rules
    held = json.loads(here.candour("reconcile", TABLES, "--scheme", SCHEME, "--output", "json",
                                   codes=(4,)))
    says = {(finding["rule"], finding["figure"], finding["scope"]): finding["ledger"]
            for finding in held}
    assert says["stated-twice", "care plans reviewed", "Croydon"] \
        == "The ledger shows 6: it supports 7.3.", says
    assert "supports none of them" in says["rows-and-total", "care plans reviewed", "all"], says
    assert "does not say" in says["stated-twice", "staff survey answers", "all"], says
    assert "does not say" in says["no-count", "people cautioned, prosecuted or charged", "SLaM"]
    caseload = says["not-as-the-ledger", "people on the caseload", "all"]
    assert "48" in caseload, caseload
    fair = here.place / "fair.csv"
    fair.write_text(FAIR)
    assert json.loads(here.candour("reconcile", fair, "--output", "json", codes=(0,))) == []
    fair.write_text(FAIR.replace("1,plans,all,,3,4", "1,plans,all,,3 of 4,4"))
    here.candour("reconcile", fair, codes=(2,))
    template = here.candour("reconcile", "--template", codes=(0,))
    assert template.startswith("source,figure,scope,within,value,of,on,excludes,ledger\n")
    return len(plain)


if __name__ == "__main__":
    main()
