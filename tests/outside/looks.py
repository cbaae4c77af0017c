#!/usr/bin/env python3
"""Who looked, and who broke the glass: nobody sees a record unseen."""

import asyncio
import contextlib
import json
import pathlib
import shutil
import subprocess
import time

import grpc

from access import act, of, refused
from common import BINARIES, Client, folder, free_port, nats_server, token, up

REFERRALS = "candour.referrals.v1.ReferralsService"
PANEL = "candour.panel.v1.PanelService"
OVERSIGHT = "candour.oversight.v1.OversightService"
ADVANCE = "candour.ledger.v1.SandboxService/Advance"
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
AMBULANCE = "agency_01h455vb4pex5vsknk084sn03q"
POLICE = "agency_01h455vb4pex5vsknk084sn04q"
BOARD = "agency_01h455vb4pex5vsknk084sn05q"
OTHER = "agency_01h455vb4pex5vsknk084sn06q"
NAME, NOTES, REASON = "Robin Synthetic", "Came with a friend.", "Found cold on the bridge."
HOUR, DAY = 3600, 24 * 3600
NUMBER = "9990000018"
# A Monday without a bank holiday near it, 11 January 2021.
MONDAY = 1_610_355_600
CLINICAL, IDENTITY, NARRATIVE = 2, 4, 5
# ROLE_PERSON.
PERSON = 12

# The questions that tell nothing of any person.
OF_NOBODY = {"ListRules", "ScreenText", "GetStatus", "ListDeliveries", "ListAgencies",
             "ListSchemes", "WhoAmI", "CountDisclosures", "GetReturn", "CompareGroups"}


def main():
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(stack.enter_context(folder()))
        server = stack.enter_context(nats_server(place))
        data, port = place / "data", free_port()
        options = ("--sandbox", *server.options("candour-up"))
        with up(data, port, *options, log=place / "log"):
            here = Here(Client(port), data / "auth")
            glass(here)
            at_once = [(who, "s3", "emergency-access") for who in (AMBULANCE, POLICE, BOARD, BOARD)]
            assert asyncio.run(alerts(server, len(at_once))) == sorted(at_once)
            overdue(here)
            late = [(who, "s2", "emergency-access-unreviewed") for who in (AMBULANCE, BOARD)]
            told = asyncio.run(alerts(server, len(at_once) + len(late)))
            assert told == sorted(at_once + late), told
            everything_is_on_record(here)
            at_the_terminal(here, port)
            before = looks(here)
        said = (place / "log").read_text()
        for words in (NAME, NOTES, REASON):
            assert words not in said, f"`{words}` is in the log"
        # What is shown of looks is made anew from the logs.
        shutil.rmtree(data / "oversight" / "views")
        with up(data, port, *options, log=place / "log"):
            here.client = Client(port)
            known = {look.event_id for look in before}
            here.until("all looks are there", lambda: known <= {
                look.event_id for look in looks(here)})
            after = [look for look in looks(here) if look.event_id in known]
        # Each client has classes of its own for what it is told.
        assert list(map(str, after)) == list(map(str, before)), (before, after)
    print(f"nobody saw a record unseen in {len(before)} looks; an emergency access is over after "
          "three hours, alerts at once, and is flagged if nobody reviews it")


class Here:
    """What runs, and who asks."""

    def __init__(self, client, auth):
        self.client, self.auth = client, auth
        self.coordinator = token(auth, "care_coordinator", TRUST)
        self.paramedic = token(auth, "ambulance", AMBULANCE)
        self.oversight = self.token("oversight", BOARD, "@worker.inspector")
        self.officer = self.token("information_governance", AMBULANCE, "@worker.privacy")
        self.person = self.glass = None

    def token(self, role, agency, worker):
        """A token of another worker than the one who usually asks."""
        command = [BINARIES / "candour", "token", "--auth", self.auth, "--agency", agency,
                   "--worker", worker, "--role", role, "--register-ids"]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def say(self, path, asker, **fact):
        return self.client.call(path, asker, act=act(), fact=fact).receipt

    def ask(self, rpc, asker, **fields):
        return self.client.call(f"{OVERSIGHT}/{rpc}", asker, **fields)

    def refuses(self, rpc, asker, **fields):
        return refused(lambda: self.ask(rpc, asker, **fields))

    def until(self, what, holds):
        for _ in range(300):
            if holds():
                return
            time.sleep(0.1)
        raise AssertionError(f"never: {what}")

    def advance(self, seconds):
        """The sandbox's clock goes on from when something was last said."""
        now = self.say(f"{REFERRALS}/OfferAdvocate", self.coordinator, person_id=self.person,
                       response="OFFER_DECLINED").recorded_at
        self.client.call(ADVANCE, token(self.auth, "operator"),
                         to={"seconds": now.seconds + seconds})


def glass(here):
    """A stranger opens a record in an emergency."""
    operator = token(here.auth, "operator")
    here.client.call(ADVANCE, operator, to={"seconds": MONDAY})
    for agency, name, kind in ((TRUST, "Trust", "MENTAL_HEALTH_TRUST"),
                               (AMBULANCE, "Ambulance", "AMBULANCE"),
                               (POLICE, "Police", "POLICE"), (BOARD, "Board", "OVERSIGHT")):
        here.say(f"{PANEL}/RegisterAgency", operator, agency_id=agency, name=name,
                 kind=f"AGENCY_KIND_{kind}")
    here.person = here.say(f"{REFERRALS}/RegisterPerson", here.coordinator,
                           name={"plain": NAME}, date_of_birth={"plain": "1990-04-01"},
                           nhs_number={"plain": NUMBER}, borough="Lambeth").stream_id
    here.say(f"{REFERRALS}/RecordContact", here.coordinator, person_id=here.person,
             agency_id=TRUST, service="CONTACT_SERVICE_ED", reason="CONTACT_REASON_DISTRESS",
             disposal="CONTACT_DISPOSAL_DISCHARGED", notes={"plain": NOTES})
    person = here.person
    here.until("the contact is applied", lambda: any(
        event.type.endswith(".ContactRecorded")
        for event in here.ask("GetTimeline", here.coordinator, person_id=person).events))

    fact = {"person_id": person, "ground": "GLASS_GROUND_LIFE_AT_RISK", "reason": {"plain": REASON}}

    def refuses(asker, **other):
        return refused(lambda: here.say(f"{OVERSIGHT}/BreakGlass", asker, **{**fact, **other}))

    # Who sees the record needs no emergency; nobody opens nobody's; police are not asked.
    assert refuses(here.coordinator) == "GLASS_NOT_NEEDED"
    assert refuses(here.paramedic, person_id=f"person_{'0' * 26}") == "GLASS_OF_NOBODY"
    assert refuses(token(here.auth, "police_officer", POLICE)) == "ROLE_NOT_ALLOWED"
    assert refuses(here.paramedic, reason=None) == "REQUEST_INVALID"
    assert here.refuses("GetTimeline", here.paramedic, person_id=person) == "RECORD_NOT_YOURS"

    asked = {"act": act(), "fact": fact}
    call = f"{OVERSIGHT}/BreakGlass"
    here.glass = here.client.call(call, here.paramedic, **asked).receipt.stream_id
    here.until("the record is open", lambda: not here.refuses(
        "GetTimeline", here.paramedic, person_id=person))
    # Asked again, it is answered as before, though nothing is to be opened any more.
    assert here.client.call(call, here.paramedic, **asked).receipt.stream_id == here.glass
    assert refuses(here.paramedic) == "GLASS_NOT_NEEDED"
    seen = here.ask("GetTimeline", here.paramedic, person_id=person)
    assert not seen.hidden and NOTES in of(seen, "ContactRecorded").data, seen
    assert REASON in of(seen, "GlassBroken").data, seen
    # It is open to them alone.
    for other in (here.token("ambulance", AMBULANCE, "@worker.colleague"),
                  token(here.auth, "ambulance", POLICE)):
        assert here.refuses("GetTimeline", other, person_id=person) == "RECORD_NOT_YOURS"

    # A nurse of the police sees that acts were done, and no clinical facts or words.
    nurse = token(here.auth, "clinician", POLICE)
    here.say(f"{OVERSIGHT}/BreakGlass", nurse, **fact)
    here.until("it is open", lambda: not here.refuses("GetTimeline", nurse, person_id=person))
    seen = here.ask("GetTimeline", nurse, person_id=person)
    assert list(seen.hidden) == [CLINICAL, IDENTITY, NARRATIVE], seen.hidden
    assert NOTES not in str(seen), seen

    # The agency's privacy officer finds theirs, and nobody else's.
    listed = here.ask("ListBrokenGlass", here.officer, not_reviewed=True).glass
    assert [one.glass_id for one in listed] == [here.glass], listed
    one, = listed
    assert one.reason.plain == REASON and one.person_id == person, one
    assert one.until.seconds - one.at.seconds == 3 * HOUR, one
    assert one.review_due.seconds > one.at.seconds and not one.HasField("reviewed"), one
    assert len(here.ask("ListBrokenGlass", here.oversight).glass) == 2
    elsewhere = token(here.auth, "information_governance", TRUST)
    assert not here.ask("ListBrokenGlass", elsewhere).glass
    assert refused(lambda: review(here, elsewhere)) == "GLASS_NOT_FOUND"
    # Each is flagged at once, and the flag is for those whom the agency does not control.
    here.until("it is flagged", lambda: len(here.ask(
        "ListFlags", here.oversight, rule_id="emergency-access").flags) == 2)
    # A flag about it opens the record to no safeguarding lead.
    lead = here.token("safeguarding_lead", OTHER, "@worker.lead")
    assert here.refuses("GetTimeline", lead, person_id=person) == "RECORD_NOT_YOURS"
    own = here.ask("ListFlags", token(here.auth, "clinician", AMBULANCE),
                   rule_id="emergency-access").flags
    assert [flag.agency_ids for flag in own] == [[POLICE]], own


def review(here, asker, **other):
    return here.say(f"{OVERSIGHT}/ReviewGlass", asker, **{
        "glass_id": here.glass, "finding": "GLASS_FINDING_JUSTIFIED", "told": "GLASS_TOLD_YES",
        "reason": {"plain": "They had to know what he takes."}, **other})


def overdue(here):
    """After three hours it is over, after a week it is flagged."""
    here.advance(3 * HOUR + 60)
    here.until("it is over", lambda: here.refuses(
        "GetTimeline", here.paramedic, person_id=here.person) == "RECORD_NOT_YOURS")
    flags = lambda rule: here.ask("ListFlags", here.oversight, rule_id=rule).flags
    assert not flags("emergency-access-unreviewed")
    # The other one is reviewed at once.
    other, = [one.glass_id for one in here.ask("ListBrokenGlass", here.oversight).glass
              if one.glass_id != here.glass]
    review(here, here.oversight, glass_id=other, finding="GLASS_FINDING_JUSTIFIED")
    here.advance(12 * DAY)
    here.until("it is flagged", lambda: len(flags("emergency-access-unreviewed")) == 1)
    flag, = flags("emergency-access-unreviewed")
    assert flag.agency_ids == [AMBULANCE] and flag.subject_id == here.person, flag

    # A late review says what was found, and does not undo that it was late.
    assert refused(lambda: review(here, here.officer, told="GLASS_TOLD_NOT_REACHED")) \
        == "GLASS_NOT_TOLD_WITHOUT_REASON"
    review(here, here.officer)
    here.until("the ground is gone", lambda: all(
        flag.state == 2 for flag in flags("emergency-access")))
    assert [flag.state for flag in flags("emergency-access-unreviewed")] == [1]
    assert not here.ask("ListBrokenGlass", here.officer, not_reviewed=True).glass
    one, = here.ask("ListBrokenGlass", here.officer).glass
    assert one.HasField("reviewed") and one.finding == 1 and one.told == 1, one


async def alerts(server, least):
    """Whom the stream of alerts told of what, and nothing of words."""
    connection = await server.connect("oversight")
    stream = connection.jetstream()
    told = []
    consumer = await stream.subscribe("candour.alerts.>", ordered_consumer=True)
    while len(told) < least:
        message = await consumer.next_msg(timeout=20)
        told.append(tuple(message.subject.split(".")[2:]))
        for words in (NAME, NOTES, REASON):
            assert words.encode() not in message.data, message.data
        assert json.loads(message.data), message.data
    await connection.close()
    return sorted(told)


def questions(client, service):
    """The rpcs that ask and say nothing: those that take no act."""
    methods = client.pool.FindServiceByName(service).methods
    return {method.name for method in methods
            if "act" not in method.input_type.fields_by_name}


def everything_is_on_record(here):
    """Whatever is asked about a person, the person can see that it was."""
    client, person = here.client, here.person
    scheme = here.say(f"{PANEL}/RegisterScheme", token(here.auth, "scheme_lead", TRUST),
                      name="Steady Ground", lead_agency_id=TRUST).stream_id
    referral = here.say(f"{REFERRALS}/Refer", here.coordinator, person_id=person,
                        scheme_id=scheme, referred_by="REFERRED_BY_AGENCY",
                        from_agency_id=TRUST, to_agency_id=TRUST, borough="Lambeth").stream_id
    here.say(f"{REFERRALS}/AcceptReferral", here.coordinator, referral_id=referral,
             agency_id=TRUST)
    here.until("the case is open", lambda: here.ask(
        "ListCases", here.oversight, scheme_id=scheme).cases)
    flag = here.ask("ListFlags", here.oversight, subject_id=person).flags[0]
    about = {"person_id": person}
    asked = {
        "GetFlag": {"flag_id": flag.flag_id}, "GetTimeline": about, "CountContacts": about,
        "ListRestrictions": about, "ListHoldings": about, "WhoLooked": about,
        "ListBrokenGlass": {}, "ListCases": {}, "ListFlags": {"subject_id": person},
        "ListSchemeEvents": {"scheme_id": scheme}, "ListStreamEvents": {"stream_id": referral},
        "ExplainFigure": {"scheme_id": scheme, "figure_id": "model.people_ever"},
    }
    for rpc, fields in asked.items():
        here.ask(rpc, here.oversight, **fields)
    for answer in client.stream(f"{OVERSIGHT}/WatchFlags", here.oversight):
        assert answer.flag.subject_id == person
        break
    # At a hundred days nobody would have been late.
    tried = {"name": "reviewed_within_working_days", "value": 100}
    found = [answer.flag.subject_id for answer in client.stream(
        f"{OVERSIGHT}/BacktestRule", here.oversight, rule_id="emergency-access-unreviewed",
        thresholds=[tried]) if answer.change]
    assert found == [person], found
    assert list(client.stream(f"{OVERSIGHT}/ExportCase", here.oversight, person_id=person,
                              format="EXPORT_FORMAT_CSV", purpose="EXPORT_PURPOSE_OVERSIGHT"))
    ours = {"WatchFlags", "BacktestRule", "ExportCase", *asked}
    assert questions(client, OVERSIGHT) == ours | OF_NOBODY

    governance = token(here.auth, "information_governance", TRUST)
    found = client.call(f"{REFERRALS}/FindPersons", here.coordinator, name=NAME,
                        date_of_birth="1990-04-01").candidates
    assert [one.person_id for one in found] == [person], found
    client.call(f"{REFERRALS}/SuggestLinks", governance, person_id=person)
    client.call(f"{REFERRALS}/GetErasure", governance, person_id=person)
    here.say(f"{REFERRALS}/RevealIdentity", here.coordinator, person_id=person,
             purpose="IDENTITY_PURPOSE_DIRECT_CARE", reason={"plain": "a home visit"})
    # A row that only asks whose number it is.
    row, = client.exchange(f"{REFERRALS}/Import", here.coordinator, {
        "row": "1", "act": {**act(), "mode": "MODE_RECORD", "source": {"title": "a table"}},
        "dry_run": True, "nhs_number": NUMBER, "contact": {
            "agency_id": TRUST, "service": "CONTACT_SERVICE_ED",
            "reason": "CONTACT_REASON_DISTRESS", "disposal": "CONTACT_DISPOSAL_DISCHARGED"}})
    assert row.person_id == person, row
    theirs = {"FindPersons", "SuggestLinks", "GetErasure"}
    assert questions(client, REFERRALS) == theirs
    wanted = {f"oversight.{rpc}" for rpc in ours}
    wanted |= {f"referrals.{rpc}" for rpc in theirs | {"Import", "RevealIdentity"}}
    here.until("all of it is on record", lambda: wanted <= {look.query for look in looks(here)})

    # The person sees who, for whom, as what and why; by which policy, if it was an emergency.
    themselves = here.token("person", TRUST, person)
    seen = here.ask("WhoLooked", themselves, person_id=person)
    broke, = {(look.agency_id, look.role, look.purpose) for look in seen.looks
              if look.agency_id == AMBULANCE and "record-break-glass" in look.policy_ids}
    assert broke == (AMBULANCE, 5, "direct_care"), broke
    assert [one.reader for one in seen.standing] == ["projection"], seen.standing
    assert NAME not in str(seen) and REASON not in str(seen), seen
    # That they asked is on record once, and by nothing else. It is on record before they are
    # answered, and told of as soon as that is applied.
    def asked_themselves():
        return [look.query for look in looks(here) if look.role == PERSON]
    here.until("that they asked is told of", asked_themselves)
    assert asked_themselves() == ["oversight.WhoLooked"], asked_themselves()
    again = here.ask("WhoLooked", themselves, person_id=person).looks
    # In pages it is the same.
    paged, page_token = [], ""
    while True:
        page = here.ask("WhoLooked", themselves, person_id=person, page_size=3,
                        page_token=page_token)
        paged += [look.event_id for look in page.looks]
        page_token = page.next_page_token
        if not page_token:
            break
    # But for those by which the pages themselves are on record, which is newer each time.
    assert len(set(paged)) == len(paged) and set(paged) >= {look.event_id for look in again}
    assert here.refuses("WhoLooked", token(here.auth, "complaints", POLICE), person_id=person) \
        == "RECORD_NOT_YOURS"


def at_the_terminal(here, port):
    """The same as lists."""
    def listed(*verb):
        done = subprocess.run(
            [BINARIES / "candour", *verb, "--server", f"http://127.0.0.1:{port}", "--auth",
             here.auth, "--output", "json"], check=True, capture_output=True, text=True)
        return json.loads(done.stdout), done.stderr

    seen, said = listed("looks", here.person)
    assert {look["event_id"] for look in seen} >= {look.event_id for look in looks(here)[2:]}
    assert "projection reads everybody since" in said, said
    emergencies, _ = listed("emergencies")
    assert here.glass in {one["glass_id"] for one in emergencies} and len(emergencies) == 2
    assert not listed("emergencies", "--not-reviewed")[0]


def looks(here):
    """All looks at the person's record, as an oversight body sees them, newest first."""
    for _ in range(300):
        with contextlib.suppress(grpc.RpcError):
            return list(here.ask("WhoLooked", here.oversight, person_id=here.person,
                                 page_size=1000).looks)
        time.sleep(0.1)
    raise AssertionError("the looks are not there")


if __name__ == "__main__":
    main()
