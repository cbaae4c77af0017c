#!/usr/bin/env python3
"""A person's case is handed out as a file: a FHIR R4 bundle that a validator of others'
takes, a table and lines; to whom it may be, of what they may see, and on record before.

The bundles are those of the people of the SLP story and of 10 simulated ones; with
CANDOUR_SOAK=1, of 100.
"""

import csv
import hashlib
import io
import json
import os
import pathlib
import subprocess
import time

from access import act, refused
from common import BINARIES, ROOT, STORY, Client, folder, free_port, token, up

REFERRALS = "candour.referrals.v1.ReferralsService"
PANEL = "candour.panel.v1.PanelService"
PLANS = "candour.careplans.v1.CarePlansService"
OVERSIGHT = "candour.oversight.v1.OversightService"
LEDGER = "candour.ledger.v1.LedgerService/ReadRecords"
STATUS = f"{OVERSIGHT}/GetStatus"
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
POLICE = "agency_01h455vb4pex5vsknk084sn03q"
OTHER = "agency_01h455vb4pex5vsknk084sn04q"
NAME, NOTES, LINE = "Robin Synthetic", "Came with a friend.", "Ring the sister first."
# What says something of somebody's care.
CLINICAL = {"Encounter", "ServiceRequest", "Observation"}
VALIDATE = ROOT / "tests/outside/fhir/validate.cjs"
MODULES = ROOT / ".tools/js-fhir/node_modules"
CODES = ROOT / "services/projection/src/exports/codes.json"
PEOPLE = 100 if os.environ.get("CANDOUR_SOAK") else 10
# Fewer do not hold the histories that are planted.
POPULATION = ["--people", "700", "--years", "1", "--often", "0.035", "--seed", "3"]


def main():
    with folder() as place:
        place = pathlib.Path(place)
        whose = handed_out(place)
        bundles = story(place / "story") + simulated(place / "simulated")
        taken = validated(place / "bundles", bundles)
        refused_by_the_validator(place / "broken", bundles)
        assert validated(place / "codes", [json.loads(CODES.read_text())])
    print(f"{len(bundles)} bundles of {taken} resources are taken by a validator that refuses a "
          f"wrong code, a missing and an unexpected property; {whose} files were handed out to "
          "whom they may be, and are on record")


class Here:
    """What runs, and who asks."""

    def __init__(self, client, auth, port):
        self.client, self.auth, self.port = client, auth, port

    def token(self, role, agency, worker="@worker.outside", of_register=True):
        command = [BINARIES / "candour", "token", "--auth", self.auth, "--agency", agency,
                   "--worker", worker, "--role", role]
        command += ["--register-ids"] * of_register
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def say(self, path, asker, **fact):
        return self.client.call(path, asker, act=act(), fact=fact).receipt

    def export(self, asker, person, form="FHIR_R4_BUNDLE", purpose="DIRECT_CARE", **more):
        """The file and what is told of it, of which nothing comes too late or too large."""
        first, *parts = self.client.stream(
            f"{OVERSIGHT}/ExportCase", asker, person_id=person,
            format=f"EXPORT_FORMAT_{form}", purpose=f"EXPORT_PURPOSE_{purpose}", **more)
        assert not first.part and not any(part.HasField("export") for part in parts)
        assert all(0 < len(part.part) <= 64 * 1024 for part in parts)
        file = b"".join(part.part for part in parts)
        told = first.export
        assert told.bytes == len(file) and told.digest == hashlib.sha256(file).hexdigest(), told
        return file, told

    def bundle(self, asker, person, **more):
        return resolved(json.loads(self.export(asker, person, **more)[0]))

    def until(self, what, holds):
        for _ in range(600):
            if holds():
                return
            time.sleep(0.1)
        raise AssertionError(f"never: {what}")


def of_kind(bundle, *kinds):
    return [entry["resource"] for entry in bundle["entry"]
            if entry["resource"]["resourceType"] in kinds]


def nodes(value):
    """Every object in a value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)


KNOWN = {system["url"]: {concept["code"] for concept in system["concept"]}
         for system in of_kind(json.loads(CODES.read_text()), "CodeSystem")}


def resolved(bundle):
    """A bundle in which every reference leads to an entry, no two entries are one, and each
    code of ours is of the code systems that come with it."""
    there = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(there)) == len(there), "two entries have one address"
    for node in nodes(bundle):
        assert node.get("reference") is None or isinstance(node["reference"], dict) \
            or node["reference"] in there, node
        if node.get("system", "").startswith("urn:candour:") and "code" in node:
            assert node["code"] in KNOWN[node["system"]], node
    return bundle


def handed_out(place):
    """One case, and all who ask for it; how many files they are given."""
    place.joinpath("one").mkdir()
    data, port, log = place / "one/data", free_port(), place / "one/log"
    with up(data, port, log=log):
        here = Here(Client(port), data / "auth", port)
        coordinator = here.token("care_coordinator", TRUST)
        person, consent = told(here, coordinator)
        given = to_whom_it_may(here, coordinator, person)
        given += to_nobody_else(here, person)
        given += to_police(here, person, consent)
        given += at_the_terminal(here, place / "one", person)
        on_record(here, person, given)
    said = log.read_text()
    for words in (NAME, NOTES, LINE):
        assert words not in said, f"`{words}` is in the log"
    return given


def told(here, coordinator):
    """Somebody on a caseload on whose panel police sit, with a plan; and a consent to be."""
    operator = token(here.auth, "operator")
    for agency, kind in ((TRUST, "MENTAL_HEALTH_TRUST"), (POLICE, "POLICE"),
                         (OTHER, "ACUTE_TRUST")):
        here.say(f"{PANEL}/RegisterAgency", operator, agency_id=agency, name=kind.title(),
                 kind=f"AGENCY_KIND_{kind}")
    lead = here.token("scheme_lead", TRUST)
    scheme = here.say(f"{PANEL}/RegisterScheme", lead, name="Steady Ground",
                      lead_agency_id=TRUST).stream_id
    here.say(f"{PANEL}/ConstitutePanel", here.token("panel_chair", TRUST), scheme_id=scheme,
             name="Panel", convening_agency_id=TRUST, member_agency_ids=[POLICE])
    person = here.say(f"{REFERRALS}/RegisterPerson", coordinator, name={"plain": NAME},
                      date_of_birth={"plain": "1990-04-01"}, borough="Lambeth").stream_id
    here.say(f"{REFERRALS}/RecordContact", coordinator, person_id=person, agency_id=TRUST,
             service="CONTACT_SERVICE_ED", reason="CONTACT_REASON_DISTRESS",
             disposal="CONTACT_DISPOSAL_DISCHARGED", notes={"plain": NOTES})
    referral = here.say(f"{REFERRALS}/Refer", coordinator, person_id=person, scheme_id=scheme,
                        referred_by="REFERRED_BY_AGENCY", from_agency_id=TRUST,
                        to_agency_id=TRUST, borough="Lambeth").stream_id
    here.say(f"{REFERRALS}/AcceptReferral", coordinator, referral_id=referral, agency_id=TRUST)
    worker = {"worker_id": "worker_01h455vb4pex5vsknk084sn06q", "agency_id": TRUST,
              "role": "ROLE_CARE_COORDINATOR"}
    plan = here.say(f"{PLANS}/DraftPlan", coordinator, person_id=person, agency_id=TRUST,
                    scheme_id=scheme, authors=[worker],
                    coproduction="COPRODUCTION_JOINT").stream_id
    here.say(f"{PLANS}/IssueInstruction", coordinator, plan_id=plan,
             kind="INSTRUCTION_KIND_SUPPORT", for_agency_id=TRUST, text={"plain": LINE})

    def consent():
        here.say(f"{REFERRALS}/RecordConsent", coordinator, person_id=person,
                 capacity="ANSWER_YES", voluntary="ANSWER_YES", method="CONSENT_METHOD_WRITTEN",
                 recipient_agency_ids=[POLICE], purposes=["PURPOSE_PANEL_REVIEW"])

    def applied():
        return here.client.call(f"{OVERSIGHT}/GetTimeline", coordinator, person_id=person).events
    here.until("all of it is applied", lambda: len(applied()) == 6)
    return person, consent


def to_whom_it_may(here, coordinator, person):
    """Who cares for them is given all but who they are, in the ids of their agency."""
    bundle = here.bundle(coordinator, person)
    text = json.dumps(bundle)
    assert NOTES in text and LINE in text and NAME not in text and "1990-04-01" not in text
    kinds = {resource["resourceType"] for resource in of_kind(bundle, *CLINICAL)} | {
        one["resourceType"] for one in of_kind(bundle, "CareTeam", "CarePlan", "EpisodeOfCare")}
    assert kinds == {"Encounter", "ServiceRequest", "CareTeam", "CarePlan", "EpisodeOfCare"}, kinds
    assert len(of_kind(bundle, "Provenance")) == 7, "each event and the panel has one"

    own = here.token("care_coordinator", TRUST, of_register=False)
    register = here.client.call(f"{REFERRALS}/FindPersons", own, name=NAME,
                                date_of_birth="1990-04-01").candidates[0].person_id
    assert register != person
    files = {form: here.export(own, register, form)[0].decode()
             for form in ("FHIR_R4_BUNDLE", "CSV", "NDJSON")}
    for form, text in files.items():
        assert register in text and person.removeprefix("person_") not in text, form

    rows = list(csv.DictReader(io.StringIO(files["CSV"], newline="")))
    lines = [json.loads(line) for line in files["NDJSON"].splitlines()]
    assert len(rows) == len(lines) == 6, (len(rows), len(lines))
    for row, line in zip(rows, lines):
        assert row["event_id"] == line["event_id"] and row["type"] == line["type"], (row, line)
        assert json.loads(row["data"]) == line["data"], (row, line)
    assert {row["role"] for row in rows} == {"care_coordinator"}
    # What was known on the first day of all was nothing.
    early = here.export(coordinator, person, "CSV", at={"as_known_at": {"seconds": 1}})[1]
    assert early.events == 0, early
    return 5


def to_nobody_else(here, person):
    """Whom nothing ties to the person gets a refusal and nothing else, and so does who says
    not what it is for."""
    stranger = here.token("clinician", OTHER)

    def ask(asker, **fields):
        return list(here.client.stream(f"{OVERSIGHT}/ExportCase", asker, **{
            "person_id": person, "format": "EXPORT_FORMAT_CSV",
            "purpose": "EXPORT_PURPOSE_DIRECT_CARE", **fields}))

    assert refused(lambda: ask(stranger)) == "RECORD_NOT_YOURS"
    assert refused(lambda: ask(stranger, person_id=f"person_{'0' * 26}")) == "RECORD_NOT_YOURS"
    assert refused(lambda: ask(here.token("vendor", TRUST))) == "ROLE_NOT_ALLOWED"
    coordinator = here.token("care_coordinator", TRUST)
    for wrong in ({"purpose": 0}, {"purpose": 99}, {"format": 0}, {"for_agency_id": "agency_1"}):
        assert refused(lambda: ask(coordinator, **wrong)) == "REQUEST_INVALID", wrong
    return 0


def to_police(here, person, consent):
    """Police on the panel see that acts were done and no clinical fact; with a consent, more."""
    officer = here.token("police_officer", POLICE)
    bundle = here.bundle(officer, person, purpose="SAFEGUARDING")
    text = json.dumps(bundle)
    assert NOTES not in text and LINE not in text and NAME not in text
    assert not of_kind(bundle, *CLINICAL, "DetectedIssue", "AuditEvent"), bundle
    assert not any("activity" in plan for plan in of_kind(bundle, "CarePlan"))
    outcome, = of_kind(bundle, "OperationOutcome")
    held = [issue["details"]["text"] for issue in outcome["issue"]
            if issue["code"] == "suppressed"]
    for part in ("clinical facts", "who the person is", "words", "flags", "who looked"):
        assert any(part in text for text in held), (part, held)
    assert of_kind(bundle, "EpisodeOfCare") and of_kind(bundle, "CareTeam")

    consent()
    # The consent is an event of its own, which they now see too.
    here.until("the consent counts", lambda: of_kind(here.bundle(officer, person), "Encounter"))
    bundle = here.bundle(officer, person)
    assert NOTES in json.dumps(bundle) and of_kind(bundle, "Consent")
    return 1


def at_the_terminal(here, place, person):
    """The same by hand: to a file for its owner alone that is never replaced, or to stdout."""
    def export(*more):
        return subprocess.run(
            [BINARIES / "candour", "export", "--person", person, "--format", "csv",
             "--purpose", "complaint", "--for", OTHER, "--server",
             f"http://127.0.0.1:{here.port}", "--auth", here.auth, *more],
            capture_output=True, timeout=60)
    out = place / "case.csv"
    done = export("--out", out)
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(out.read_bytes()).hexdigest() in done.stderr.decode(), done.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    again = export("--out", out)
    assert again.returncode == 1 and b"could not be written" in again.stderr, again
    shown = export()
    assert shown.returncode == 0 and shown.stdout == out.read_bytes(), shown.stderr
    assert sorted(path.name for path in place.iterdir()) == ["case.csv", "data", "log"]
    # What another installation of ours would take in of the bundle.
    bundle = place / "case.json"
    bundle.write_bytes(here.export(here.token("care_coordinator", TRUST), person)[0])
    for kind in ("contacts", "referrals"):
        taken = subprocess.run(
            [BINARIES / "candour", "import", kind, bundle, "--dry-run", "--output", "json",
             "--server", f"http://127.0.0.1:{here.port}", "--auth", here.auth],
            capture_output=True, text=True, timeout=60)
        assert taken.returncode == 0, taken.stderr
        assert json.loads(taken.stdout)["rows"] == 1, taken.stdout
    return 4


def on_record(here, person, given):
    """Each file that was given is on record, with what it was for and for whom, and none
    that was refused."""
    themselves = here.token("person", TRUST, person)

    def exports():
        looks = here.client.call(f"{OVERSIGHT}/WhoLooked", themselves, person_id=person,
                                 page_size=1000).looks
        return [look for look in looks if look.HasField("export")]
    here.until("the files are on record", lambda: len(exports()) >= given)
    there = exports()
    assert {look.query for look in there} == {"oversight.ExportCase"}
    assert {look.agency_id for look in there} >= {TRUST, POLICE}
    assert OTHER not in {look.agency_id for look in there}, "a refusal is on record as a file"
    for_them = [look.export for look in there if look.export.for_agency_id == OTHER]
    assert len(for_them) == 3 and {export.purpose for export in for_them} == {5}, for_them
    assert all(look.export.digest and look.policy_ids for look in there), there
    # A later file tells of the earlier ones, and the person's own of all there is.
    bundle = here.bundle(themselves, person, purpose="SUBJECT_ACCESS")
    told_of = {node["valueString"] for audit in of_kind(bundle, "AuditEvent")
               for node in audit.get("extension", []) if node["url"] == "urn:candour:digest"}
    assert told_of >= {look.export.digest for look in there}, told_of
    seen = subprocess.run(
        [BINARIES / "candour", "looks", person, "--server", f"http://127.0.0.1:{here.port}",
         "--auth", here.auth], check=True, capture_output=True, text=True).stdout
    assert f"complaint {OTHER}" in seen, seen


def people(client, operator):
    """Everybody who was registered, in the order of their ids."""
    records = (json.loads(answer.record)
               for answer in client.stream(LEDGER, operator, context="referrals"))
    return sorted({record["person"] for record in records
                   if record["type"].endswith(".PersonRegistered")})


def story(place):
    """The bundles of everybody in the SLP story, as an oversight body sees them."""
    place.mkdir()
    data, port = place / "data", free_port()
    with up(data, port, "--sandbox", "--story", STORY, log=place / "log"):
        client = Client(port)
        here = Here(client, data / "auth", port)
        told_to_its_end(client, here)
        bundles = [here.bundle(here.token("oversight", TRUST), person)
                   for person in people(client, token(here.auth, "operator"))]
    assert any(of_kind(bundle, "DetectedIssue") for bundle in bundles)
    return bundles


def told_to_its_end(client, here):
    """Waits until nothing more is said and all of it is applied."""
    oversight, before = token(here.auth, "oversight"), None
    for _ in range(600):
        now = [(one.context, one.position) for one in client.call(STATUS, oversight).contexts]
        if now == before:
            return
        before = now
        time.sleep(3)
    raise AssertionError("the story does not end")


def simulated(place):
    """The bundles of some simulated people: each as an oversight body sees it, and as they
    do themselves."""
    place.mkdir()
    data, port = place / "data", free_port()
    command = [BINARIES / "candour", "simulate", *POPULATION, "--data", data, "--out",
               place / "out"]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    with up(data, port, "--sandbox", log=place / "log"):
        client = Client(port)
        here = Here(client, data / "auth", port)
        told_to_its_end(client, here)
        oversight, bundles = here.token("oversight", TRUST), []
        for person in most_told_of(client, token(here.auth, "operator")):
            of_them = [here.bundle(oversight, person, purpose="OVERSIGHT"),
                       here.bundle(here.token("person", TRUST, person), person,
                                   purpose="SUBJECT_ACCESS")]
            bundles += of_them
            names = json.dumps(of_them).count("Synthetic Person")
            assert names == 0, f"{names} names in the bundles of {person}"
    assert any(of_kind(bundle, "Observation") for bundle in bundles)
    log = (place / "log").read_text()
    assert "Synthetic Person" not in log, "a name is in the log"
    return bundles


def most_told_of(client, operator):
    """So many people that between them as many kinds of events as can be are told."""
    kinds = {}
    for context in ("referrals", "panel", "careplans", "sanctions", "concerns"):
        for answer in client.stream(LEDGER, operator, context=context):
            record = json.loads(answer.record)
            kinds.setdefault(record.get("person"), set()).add(record["type"])
    kinds.pop(None)
    chosen, told_already = [], set()
    while len(chosen) < PEOPLE:
        person = max(sorted(kinds), key=lambda one: (len(kinds[one] - told_already),
                                                     len(kinds[one])))
        told_already |= kinds.pop(person)
        chosen.append(person)
    return chosen


def validator(place, bundles):
    """What the validator says of each bundle."""
    place.mkdir()
    paths = []
    for number, bundle in enumerate(bundles):
        paths.append(place / f"{number}.json")
        paths[-1].write_text(json.dumps(bundle))
    environment = {**os.environ, "NODE_PATH": str(MODULES)}
    run = subprocess.run(["node", VALIDATE, *paths], capture_output=True, text=True,
                         timeout=1200, env=environment)
    assert run.returncode == 0, run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def validated(place, bundles):
    """How many resources the validator took, and none that it did not."""
    said = validator(place, bundles)
    assert len(said) == len(bundles)
    wrong = sorted({text for one in said for text in one["wrong"]})
    assert not wrong, wrong[:20]
    return sum(one["resources"] for one in said)


def refused_by_the_validator(place, bundles):
    """The check can fail: a bundle with one thing wrong in it is refused for that."""
    whole = next(bundle for bundle in bundles if of_kind(bundle, "Encounter"))

    def broken(change):
        bundle = json.loads(json.dumps(whole))
        change(of_kind(bundle, "Encounter")[0])
        return bundle
    said = validator(place, [
        broken(lambda encounter: encounter.update(status="over")),
        broken(lambda encounter: encounter.pop("class")),
        broken(lambda encounter: encounter.update(mood="low")),
        whole,
    ])
    for one, why in zip(said, ("not found in value set", "Missing property",
                               "Unexpected property")):
        assert one["wrong"] and all(why in text for text in one["wrong"]), (why, one)
    assert not said[-1]["wrong"], said[-1]


if __name__ == "__main__":
    main()
