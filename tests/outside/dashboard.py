#!/usr/bin/env python3
"""What a dashboard asks: the register, the events of a scheme and of a meeting, parts of a
timeline, flags by when they are due, what was done about one and what its asker may do."""

import json
import pathlib
import uuid

from access import refused
from common import Client, folder, free_port, up
from outcomes import (
    ASKER, MONDAY, OVERSIGHT, PANEL, POLICE, TRUST, WORKER, Here, case, flagged, on_record)

DAY = 24 * 3600
# Nobody who asks: a post is a tie of its own.
CHAIR = {"worker_id": "worker_01h455vb4pex5vsknk084sn07q", "agency_id": TRUST, "role": "ROLE_PANEL_CHAIR"}
DECIDED = "A weekly visit."
GOVERNED = "Minutes go to all members."
WHY = "Nobody has answered."


def main():
    with folder() as place:
        place, port = pathlib.Path(place), free_port()
        with up(place / "data", port, "--sandbox", log=place / "log"):
            here = Here(Client(port), place / "data" / "auth")
            scheme, panel = register(here)
            threads(here, scheme, panel)
            timeline(here)
            flags(here)
    print("a dashboard is told of the register, schemes, meetings and flags, and of nobody whose "
          "record its asker may not see; what it says may be done is what is then done or refused")


def ask(here, rpc, asker, **fields):
    return here.client.call(f"{OVERSIGHT}/{rpc}", asker, **fields)


def whole(here, rpc, asker, field, size, **fields):
    """All pages together."""
    found, token = [], ""
    while True:
        page = ask(here, rpc, asker, page_size=size, page_token=token, **fields)
        found += getattr(page, field)
        token = page.next_page_token
        if not token:
            return found


def on(days_ago):
    return {"as_at": {"seconds": MONDAY - days_ago * DAY}}


def register(here):
    agency = here.record(f"{PANEL}/RegisterAgency", ago=20, name="South", ods_code="RV5",
                         kind="AGENCY_KIND_MENTAL_HEALTH_TRUST")
    here.record(f"{PANEL}/ChangeAgency", ago=10, agency_id=agency, name="East")
    here.record(f"{PANEL}/RegisterAgency", ago=20, name="Other", kind="AGENCY_KIND_POLICE")
    scheme = here.record(f"{PANEL}/RegisterScheme", ago=20, name="Steady Ground",
                         lead_agency_id=TRUST, partner_agency_ids=[ASKER])
    panel = here.record(f"{PANEL}/ConstitutePanel", ago=15, scheme_id=scheme, name="Monthly",
                        convening_agency_id=TRUST, member_agency_ids=[ASKER],
                        quorum={"chair": True, "members": 3})
    here.record(f"{PANEL}/AssignPost", ago=12, scheme_id=scheme, holder=CHAIR,
                boroughs=["Lambeth"])
    here.settle()
    # It tells of nobody on the register of people, so it is open to the person too.
    for role in ("person", "police_officer", "operator"):
        worker = "person_01h455vb4pex5vsknk084sn08q" if role == "person" else WORKER
        asker = here.token(role, POLICE, worker)
        names = {one.agency_id: one.name for one in ask(here, "ListAgencies", asker).agencies}
        assert names[agency] == "East" and len(names) == 2, names
        then = {one.agency_id: one.name
                for one in ask(here, "ListAgencies", asker, at=on(11)).agencies}
        assert then[agency] == "South", then
    asker = here.token("oversight", TRUST)
    paged = whole(here, "ListAgencies", asker, "agencies", 1)
    assert [one.agency_id for one in paged] == sorted(names), paged
    assert not ask(here, "ListAgencies", asker, at=on(21)).agencies
    known = {"as_known_at": {"seconds": MONDAY - DAY}}
    assert not ask(here, "ListSchemes", asker, at=known).schemes
    one, = ask(here, "ListSchemes", asker).schemes
    assert (one.scheme_id, one.name, list(one.partner_agency_ids)) == (
        scheme, "Steady Ground", [ASKER]), one
    assert [(part.panel_id, part.quorum.members) for part in one.panels] == [(panel, 3)], one
    post, = one.posts
    assert post.holder.worker_id == CHAIR["worker_id"] and list(post.boroughs) == ["Lambeth"], post
    assert not ask(here, "ListSchemes", asker, at=on(13)).schemes[0].posts
    return scheme, panel


def kinds(events):
    return [event.type.split(".")[-1] for event in events]


def threads(here, scheme, panel):
    """Of a meeting that spoke of two people, a member sees the one who is on the scheme."""
    person, other = here.register(), here.register()
    case(here, person, scheme=scheme)
    meeting = here.record(f"{PANEL}/HoldMeeting", ago=9, panel_id=panel, scheme_id=scheme,
                          agency_id=TRUST, present=[CHAIR])
    for ago, of, about, words in ((8, "PLAN", person, DECIDED), (7, "PLAN", other, "Not theirs."),
                                  (6, "GOVERNANCE", "", GOVERNED)):
        here.record(f"{PANEL}/Decide", ago=ago, meeting_id=meeting, person_id=about,
                    kind=f"DECISION_KIND_{of}", decision={"plain": words}, led_by=CHAIR)
    here.settle()
    clinician, chair = here.token("clinician", ASKER), here.token("panel_chair", ASKER)
    stranger, board = here.token("clinician", POLICE), here.token("oversight", POLICE)

    def of_meeting(asker, **fields):
        return ask(here, "ListStreamEvents", asker, stream_id=meeting, **fields).events

    seen = of_meeting(clinician)
    assert kinds(seen) == ["MeetingHeld", "DecisionMade", "DecisionMade"], seen
    assert [event.person_id for event in seen] == ["", person, ""], seen
    assert DECIDED in seen[1].data and GOVERNED in seen[2].data, seen
    # Who chairs sees what was decided, and reads no words; who wants none is shown none.
    assert "DECISION_KIND_PLAN" in of_meeting(chair)[1].data
    assert DECIDED not in str(of_meeting(chair)) and GOVERNED not in str(of_meeting(chair))
    bare = json.loads(of_meeting(clinician, without_words=True)[1].data)
    assert bare["decision"] == {"withheld": {"reason": "WORDS_NOT_ASKED_FOR"}}, bare
    # A stranger sees that agencies met and decided, and of nobody what.
    seen = of_meeting(stranger)
    assert [event.person_id for event in seen] == ["", ""], seen
    assert "DECISION_KIND" not in seen[1].data and GOVERNED not in seen[1].data, seen
    # An oversight body sees that it was done, whoever it is about.
    assert [event.person_id for event in of_meeting(board)] == ["", person, other, ""]

    def of_scheme(asker, **fields):
        return ask(here, "ListSchemeEvents", asker, scheme_id=scheme, **fields).events

    every = of_scheme(board)
    assert kinds(every) == [
        "SchemeRegistered", "PanelConstituted", "PostAssigned", "MeetingHeld", "DecisionMade",
        "DecisionMade", "DecisionMade", "ReferralMade", "ReferralAccepted"], kinds(every)
    assert {event.person_id for event in of_scheme(clinician)} == {"", person}
    assert {event.person_id for event in of_scheme(stranger)} == {""}
    for backwards in (False, True):
        ids = [event.event_id for event in every]
        for asker, shown in ((board, ids), (clinician, [
                event.event_id for event in every if event.person_id != other])):
            for size in (1, 2, 100):
                paged = whole(here, "ListSchemeEvents", asker, "events", size, scheme_id=scheme,
                              newest_first=backwards)
                paged = [event.event_id for event in paged]
                assert paged == (shown[::-1] if backwards else shown), (backwards, size)
        # Nor does a page tell by its token that there is somebody whom its asker may not see.
        theirs = len(of_scheme(stranger))
        for size, more in ((theirs, False), (theirs - 1, True)):
            page = ask(here, "ListSchemeEvents", stranger, scheme_id=scheme, page_size=size,
                       newest_first=backwards)
            assert bool(page.next_page_token) == more, (backwards, size)
    only = of_scheme(board, types=["DecisionMade"], **{"from": {"seconds": MONDAY - 7 * DAY}})
    assert [event.person_id for event in only] == [other, ""], only
    assert len(of_scheme(board, at=on(9))) == 4
    disclosed(here, scheme, person, other)
    # Whose record was told of is on record, and nobody else's.
    for one, rpcs in ((person, {"ListSchemeEvents", "ListStreamEvents"}), (other, set())):
        looks = ask(here, "WhoLooked", board, person_id=one, page_size=1000).looks
        mine = {look.query.split(".")[1] for look in looks if look.agency_id == ASKER}
        assert mine == rpcs, (one, mine)
    for fields in ({"types": ["Nothing"]}, {"page_token": "none"}):
        assert refused(lambda fields=fields: of_scheme(board, **fields)) == "REQUEST_INVALID"
    assert refused(lambda: ask(here, "ListStreamEvents", board, stream_id=person)) \
        == "REQUEST_INVALID"


def disclosed(here, scheme, person, other):
    """What went out is counted, of people only where their record may be seen."""
    to = {"from_agency_id": TRUST, "to_agency_id": POLICE, "to_kind": "AGENCY_KIND_POLICE",
          "scheme_id": scheme}
    for ago, about in ((5, person), (4, other), (3, other)):
        here.record(f"{PANEL}/Disclose", ago=ago, person_id=about, purpose={"plain": "Asked."},
                    items=["DISCLOSED_ITEM_RISK"],
                    identifiability="IDENTIFIABILITY_IDENTIFIABLE", **to)
    here.record(f"{PANEL}/Disclose", ago=2, purpose={"plain": "Counts."},
                items=["DISCLOSED_ITEM_ACTIVITY"], article_6="ARTICLE6_PUBLIC_TASK",
                identifiability="IDENTIFIABILITY_ANONYMOUS_AGGREGATE", **to)
    here.settle()

    def counted(asker, **fields):
        counts = ask(here, "CountDisclosures", asker, scheme_id=scheme, **fields).counts
        return {one.identifiability: one for one in counts}

    named, counts = 1, 3
    for role, agency, seen in (("oversight", POLICE, 3), ("clinician", ASKER, 1),
                               ("clinician", TRUST, 1), ("clinician", POLICE, 0)):
        found = counted(here.token(role, agency))
        assert found[counts].disclosures == 1 and not found[counts].without_person_told, found
        assert (found[named].disclosures if named in found else 0) == seen, (role, agency, found)
    board = here.token("oversight", POLICE)
    one = counted(board)[named]
    assert (one.from_agency_id, one.to_agency_id) == (TRUST, POLICE), one
    assert (one.without_article_6, one.without_person_told, one.without_agreement) == (3, 3, 3)
    assert one.last.seconds - one.first.seconds == 2 * DAY, one
    then = counted(board, at=on(4))
    assert list(then) == [named] and then[named].disclosures == 2, then


def timeline(here):
    """A part of a timeline is that part of the whole."""
    person = here.register()
    case(here, person, to=ASKER)
    for _ in range(3):
        on_record(here, person)
    here.settle()
    asker = here.token("clinician", ASKER)
    # Who asks as the person concerned is told whose record theirs is, and nobody else is.
    own = here.token("person", TRUST, person)
    assert ask(here, "WhoAmI", own).person_id == person
    unknown = here.token("person", TRUST, "person_01h455vb4pex5vsknk084sn08q")
    assert not ask(here, "WhoAmI", unknown).person_id
    assert not ask(here, "WhoAmI", asker).person_id

    def part(**fields):
        return whole(here, "GetTimeline", asker, "events", 2, person_id=person, **fields)

    every = part()
    assert kinds(every).count("AdvocateOffered") == 3 and len(every) == 6, kinds(every)
    ids = [event.event_id for event in every]
    assert [event.event_id for event in part(newest_first=True)] == ids[::-1]
    assert kinds(part(types=["ReferralMade", "ReferralAccepted"])) == [
        "ReferralMade", "ReferralAccepted"]
    referral = next(event.stream_id for event in every if event.type.endswith("ReferralMade"))
    assert kinds(part(stream_id=referral)) == ["ReferralMade", "ReferralAccepted"]
    assert not part(**{"from": {"seconds": MONDAY}}) and part(**{"from": {"seconds": MONDAY - DAY}})
    assert "Sam Synthetic" in str(every) and "Sam Synthetic" not in str(part(without_words=True))
    assert refused(lambda: part(types=["Nothing"])) == "REQUEST_INVALID"


def flags(here):
    for _ in range(3):
        flagged(here, here.register())
    here.settle()
    lead = here.token("safeguarding_lead", ASKER)
    worker = {"worker_id": WORKER, "agency_id": ASKER, "role": "ROLE_SAFEGUARDING_LEAD"}

    def listed(**fields):
        return whole(here, "ListFlags", lead, "flags", 2, **fields)

    every = listed()
    assert len(every) >= 3
    first = ask(here, "ListFlags", lead, page_size=1)
    assert first.total_size == len(every)
    counted = {count.severity: count.flags for count in first.counts.severities}
    assert counted == {severity: [flag.severity for flag in every].count(severity)
                       for severity in {flag.severity for flag in every}}, counted
    assert [(count.tier, count.flags) for count in first.counts.tiers] == [(1, len(every))]
    second = ask(here, "ListFlags", lead, page_size=1, page_token=first.next_page_token)
    assert not second.HasField("counts")

    chosen = every[0]
    assert acts_are_true(here, lead, chosen)["ReopenFlag"] == "FLAG_NOT_RESOLVED"
    # The flagged agency's own lead, and somebody whose role deals with no flag.
    own = here.token("safeguarding_lead", chosen.agency_ids[0])
    assert acts_are_true(here, own, chosen)["ResolveFlag"] == "FLAG_ABOUT_ONES_OWN_AGENCY"
    coordinator = here.token("care_coordinator", ASKER)
    assert set(acts_are_true(here, coordinator, chosen).values()) == {"ROLE_NOT_ALLOWED"}

    def does(rpc, asker=lead, **fact):
        here.client.call(f"{OVERSIGHT}/{rpc}", asker, act={"request_id": str(uuid.uuid4())},
                         fact={"flag_id": chosen.flag_id, **fact})

    does("AssignFlag", to=worker, note={"plain": WHY})
    does("EscalateFlag", to_tier="FLAG_TIER_BOARD", reason={"plain": WHY})
    here.settle()
    assert [flag.flag_id for flag in listed(assigned_to_worker_id=WORKER)] == [chosen.flag_id]
    assert [flag.flag_id for flag in listed(tier="FLAG_TIER_BOARD")] == [chosen.flag_id]
    due = listed(order="FLAG_ORDER_DUE")
    times = [flag.handling.due.seconds or 1 << 60 for flag in due]
    assert times == sorted(times) and len(due) == len(every), times
    # Who wrote the words reads them; who reads no words about the person does not.
    history = ask(here, "GetFlag", lead, flag_id=chosen.flag_id).history
    assert [done.type for done in history] == ["FlagAssigned", "FlagEscalated"], history
    assert {done.words.plain for done in history} == {WHY}, history
    assert history[0].assigned_to.worker_id == WORKER and history[1].to_tier == 2, history
    board = here.token("oversight", POLICE, "worker_01h455vb4pex5vsknk084sn09q")
    shown = ask(here, "GetFlag", board, flag_id=chosen.flag_id).history
    assert {done.words.withheld.reason for done in shown} == {"NOT_YOURS_TO_READ"}, shown
    before = {"as_known_at": {"seconds": MONDAY + 1}}
    assert refused(lambda: ask(here, "GetFlag", lead, flag_id=chosen.flag_id, at=before)) \
        == "FLAG_NOT_FOUND"

    does("ResolveFlag", outcome="FLAG_OUTCOME_INCONCLUSIVE", reason={"plain": WHY})
    here.settle()
    assert [flag.flag_id for flag in listed(stage="FLAG_STAGE_RESOLVED")] == [chosen.flag_id]
    open_ones = [flag.flag_id for flag in listed(stage="FLAG_STAGE_OPEN")]
    assert sorted(open_ones + [chosen.flag_id]) == sorted(flag.flag_id for flag in every)
    assert listed(order="FLAG_ORDER_DUE")[-1].flag_id == chosen.flag_id, "nothing of it is due"
    done = ask(here, "GetFlag", lead, flag_id=chosen.flag_id).history[-1]
    assert (done.type, done.outcome) == ("FlagResolved", 3), done
    assert acts_are_true(here, lead, chosen)["EscalateFlag"] == "FLAG_ALREADY_RESOLVED"


def acts_are_true(here, asker, flag):
    """What may not be done is refused for the reason that was given."""
    facts = {
        "AcknowledgeFlag": {}, "AssignFlag": {"to": {
            "worker_id": WORKER, "agency_id": ASKER, "role": "ROLE_COMPLAINTS"}},
        "EscalateFlag": {"to_tier": "FLAG_TIER_OVERSIGHT", "reason": {"plain": WHY}},
        "SnoozeFlag": {"until": {"seconds": here.now + 3600}, "reason": {"plain": WHY}},
        "ResolveFlag": {"outcome": "FLAG_OUTCOME_UPHELD", "reason": {"plain": WHY},
                        "evidence_event_ids": [str(uuid.uuid4())]},
        "ReopenFlag": {"reason": {"plain": WHY}},
    }
    acts = ask(here, "GetFlag", asker, flag_id=flag.flag_id).acts
    assert [act.rpc for act in acts] == list(facts), acts
    refusals = {}
    for act in acts:
        assert act.may == (not act.why_not), act
        if act.reason:
            fact = {"flag_id": flag.flag_id, **facts[act.rpc]}
            why = refused(lambda act=act, fact=fact: here.client.call(
                f"{OVERSIGHT}/{act.rpc}", asker, act={"request_id": str(uuid.uuid4())},
                fact=fact))
            assert why == act.reason, (act, why)
            refusals[act.rpc] = why
    return refusals


if __name__ == "__main__":
    main()
