#!/usr/bin/env python3
"""Every rpc in every role, and a record in every role and relation, end over the wire as the
table of outcomes says."""

import pathlib
import subprocess
import uuid

from access import refused
from common import BINARIES, ROOT, Client, folder, free_port, up

TABLE = ROOT / "services/kernel/src/access/table.txt"
REFERRALS = "candour.referrals.v1.ReferralsService"
PANEL = "candour.panel.v1.PanelService"
PLANS = "candour.careplans.v1.CarePlansService"
SANCTIONS = "candour.sanctions.v1.SanctionsService"
CONCERNS = "candour.concerns.v1.ConcernsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
ADVANCE = "candour.ledger.v1.SandboxService/Advance"
# Whose record it is kept in, and who asks.
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
ASKER = "agency_01h455vb4pex5vsknk084sn03q"
POLICE = "agency_01h455vb4pex5vsknk084sn04q"
WORKER = "worker_01h455vb4pex5vsknk084sn05q"
# Somebody who asks in the person's role and is another person.
ANOTHER = "person_01h455vb4pex5vsknk084sn08q"
# The parts of a record, and what a question about it asks for at least.
PARTS = "scpin"
LEAST = {"ListHoldings": "s", "WhoLooked": "s", "CountContacts": "c", "ListRestrictions": "c",
         "ExportCase": "s"}
FILE = {"format": "EXPORT_FORMAT_NDJSON", "purpose": "EXPORT_PURPOSE_OVERSIGHT"}
MONDAY = 1_610_355_600
NOT_YOURS = {"RECORD_NOT_YOURS", "RECORD_OF_ANOTHER"}


def main():
    with folder() as place:
        place, port = pathlib.Path(place), free_port()
        with up(place / "data", port, "--sandbox", log=place / "log"):
            here = Here(Client(port), place / "data" / "auth")
            roles, records = table()
            asked = relations(here, roles, records)
            called = doors(here, roles)
    print(f"{called} calls of {len(roles)} rpcs are let in or not, and {asked} questions about a "
          "record are answered or not, as the table says")


def table():
    """The roles that may call each rpc; and by role and relation what of a record is shown."""
    roles, records, rpc, role = {}, {}, None, None
    for line in TABLE.read_text().splitlines():
        words = line.split()
        if not line.startswith(" "):
            rpc = line
        elif line.startswith(" " * 8):
            for relation in words[1:]:
                known = records.setdefault((role, relation), words[0])
                assert known == words[0], (rpc, role, relation)
        elif words[0] == "as":
            role = words[1]
        else:
            roles[rpc] = set(words)
    return roles, records


class Here:
    """What runs, and the tokens of those who ask."""

    def __init__(self, client, auth):
        self.client, self.auth, self.tokens, self.now = client, auth, {}, MONDAY
        self.settle()

    def token(self, role, agency, worker=WORKER):
        key = (role, agency, worker)
        if key not in self.tokens:
            command = [BINARIES / "candour", "token", "--auth", self.auth, "--agency", agency,
                       "--worker", worker, "--role", role, "--register-ids"]
            self.tokens[key] = subprocess.run(command, check=True, capture_output=True,
                                              text=True).stdout.strip()
        return self.tokens[key]

    def record(self, path, agency=TRUST, ago=1, **fact):
        """Puts on record that something happened so many days ago."""
        when = {"start": {"seconds": MONDAY - ago * 24 * 3600}}
        act = {"request_id": str(uuid.uuid4()), "mode": "MODE_RECORD", "occurred": when,
               "source": {"title": "A test", "synthetic": True}}
        worker = "worker_01h455vb4pex5vsknk084sn06q"
        shown = self.token("information_governance", agency, worker)
        return self.client.call(path, shown, act=act, fact=fact).receipt.stream_id

    def register(self):
        return self.record(f"{REFERRALS}/RegisterPerson", name={"plain": "Sam Synthetic"},
                           borough="Lambeth")

    def settle(self):
        """Waits until all that was said is applied and judged."""
        self.now += 1
        self.client.call(ADVANCE, self.token("operator", TRUST), to={"seconds": self.now})


def contact(here, person, ago=1, agency=ASKER):
    here.record(f"{REFERRALS}/RecordContact", ago=ago, person_id=person, agency_id=agency,
                service="CONTACT_SERVICE_ED", reason="CONTACT_REASON_DISTRESS",
                disposal="CONTACT_DISPOSAL_DISCHARGED")


def case(here, person, of=TRUST, to=TRUST, scheme=""):
    referral = here.record(f"{REFERRALS}/Refer", person_id=person, from_agency_id=of,
                           to_agency_id=to, referred_by="REFERRED_BY_AGENCY", scheme_id=scheme,
                           borough="Lambeth")
    here.record(f"{REFERRALS}/AcceptReferral", referral_id=referral, agency_id=to)


def scheme(here):
    return here.record(f"{PANEL}/RegisterScheme", name="Steady Ground", lead_agency_id=TRUST)


def panel(here, person):
    of = scheme(here)
    here.record(f"{PANEL}/ConstitutePanel", scheme_id=of, name="Panel",
                convening_agency_id=TRUST, member_agency_ids=[ASKER])
    case(here, person, scheme=of)


def access(here, person):
    of = scheme(here)
    here.record(f"{PANEL}/GrantAccess", scheme_id=of, from_agency_id=TRUST,
                to={"worker_id": WORKER, "agency_id": ASKER, "role": "ROLE_CLINICIAN"},
                to_kind="AGENCY_KIND_ACUTE_TRUST", instrument="ACCESS_INSTRUMENT_HONORARY_CONTRACT",
                items=["DISCLOSED_ITEM_CLINICAL_NOTES"])
    case(here, person, scheme=of)


def plan(here, person):
    of = here.record(f"{PLANS}/DraftPlan", person_id=person, agency_id=TRUST,
                     authors=[{"worker_id": "worker_01h455vb4pex5vsknk084sn06q",
                               "agency_id": TRUST, "role": "ROLE_CARE_COORDINATOR"}],
                     coproduction="COPRODUCTION_JOINT")
    here.record(f"{PLANS}/PublishPlan", plan_id=of, recipient_agency_ids=[ASKER])


def concern(here, person):
    here.record(f"{CONCERNS}/RaiseComplaint", person_id=person, about_agency_id=ASKER,
                subject="COMPLAINT_SUBJECT_CARE_REFUSED", raised_by="RAISED_BY_PERSON", formal=True)


def sanction(here, person):
    here.record(f"{SANCTIONS}/ApplySanction", person_id=person, kind="SANCTION_KIND_ARREST",
                agency_id=ASKER, predicate="PREDICATE_SEPARATE_OFFENCE")


def representative(here, person):
    here.record(f"{REFERRALS}/AppointRepresentative", person_id=person, representative_id=WORKER,
                kind="REPRESENTATIVE_KIND_CHOSEN", name={"plain": "A sister"})


def consent(here, person):
    return here.record(f"{REFERRALS}/RecordConsent", person_id=person, capacity="ANSWER_YES",
                       recipient_agency_ids=[ASKER], method="CONSENT_METHOD_WRITTEN",
                       purposes=["PURPOSE_DIRECT_CARE"], voluntary="ANSWER_YES")


def threshold(here, person):
    here.record(f"{PANEL}/Disclose", person_id=person, from_agency_id=TRUST, to_agency_id=ASKER,
                to_kind="AGENCY_KIND_ACUTE_TRUST", items=["DISCLOSED_ITEM_PLAN"],
                identifiability="IDENTIFIABILITY_IDENTIFIABLE", purpose={"plain": "a life"},
                article_6="ARTICLE6_VITAL_INTERESTS", article_9="ARTICLE9_VITAL_INTERESTS",
                confidentiality_ground="CONFIDENTIALITY_GROUND_PUBLIC_INTEREST")


def withdrawn(here, person):
    here.record(f"{REFERRALS}/WithdrawConsent", consent_id=consent(here, person))


def flagged(here, person):
    here.record(f"{SANCTIONS}/InvolvePolice", person_id=person, agency_id=POLICE,
                worker_id="worker_01h455vb4pex5vsknk084sn07q", role="POLICE_ROLE_MENTOR",
                trigger="POLICE_TRIGGER_SCHEME", planned="ANSWER_YES",
                clinician_present="ANSWER_YES", care_agency_id=TRUST)


def on_record(here, person, agency=ASKER):
    here.record(f"{REFERRALS}/OfferAdvocate", agency=agency, person_id=person,
                response="OFFER_DECLINED")


def glass(here, person):
    here.settle()
    fact = {"person_id": person, "ground": "GLASS_GROUND_LIFE_AT_RISK", "reason": {"plain": "now"}}
    here.client.call(f"{OVERSIGHT}/BreakGlass", here.token("ambulance", ASKER),
                     act={"request_id": str(uuid.uuid4())}, fact=fact)


# What puts an asker into each relation of the table.
RELATIONS = {
    "nothing": (), "person": (), "representative": (representative,),
    "case_holder": (lambda here, person: case(here, person, to=ASKER),),
    "panel_member": (panel,), "named_in_plan": (plan,),
    "referrer": (lambda here, person: case(here, person, of=ASKER),),
    "given_access": (access,), "concern": (concern,), "sanction": (sanction,),
    "on_record": (on_record,), "flagged": (flagged,), "contact_90": (contact,),
    "contact_91": (lambda here, person: contact(here, person, ago=91),),
    "break_glass": (glass,), "consent": (consent,), "threshold": (threshold,),
    "panel+consent": (panel, consent), "panel+threshold": (panel, threshold),
    "panel+withdrawn": (panel, withdrawn),
    "panel+withdrawn+flagged": (panel, withdrawn, flagged),
    "panel+withdrawn+referrer": (
        panel, withdrawn, lambda here, person: case(here, person, of=ASKER)),
    "police_agency+on_record": (
        lambda here, person: on_record(here, person, agency=POLICE),),
}


def relations(here, roles, records):
    """Asks about a person in each relation in each role, and compares with the table."""
    here.record(f"{PANEL}/RegisterAgency", agency_id=POLICE, name="Police",
                kind="AGENCY_KIND_POLICE")
    assert {relation for _, relation in records} == set(RELATIONS)
    people = {}
    for relation, acts in RELATIONS.items():
        people[relation] = here.register()
        for said in acts:
            said(here, people[relation])
    here.settle()
    everyone = sorted({role for may in roles.values() for role in may})
    asked = 0
    for relation, person in people.items():
        # What was said of the person may have raised a flag, which is a relation too, unless
        # it is one for the agency to look into.
        flags = here.client.call(f"{OVERSIGHT}/ListFlags", here.token("oversight", TRUST),
                                 subject_id=person).flags
        ties = [flag for flag in flags
                if flag.state == 1 and not flag.rule_id.startswith("emergency-access")]
        held = [relation] + ["flagged"] * bool(ties)
        for role in everyone:
            if role == "person":
                asker = here.token(role, ASKER, person if relation == "person" else ANOTHER)
            else:
                asker = here.token(role, POLICE if relation.startswith("police") else ASKER)
            # Being the person is theirs alone, and of nobody else is it a relation.
            mine = ["nothing" if one == "person" and role != "person" else one for one in held]
            shown = "".join(
                part for place, part in enumerate(PARTS)
                if any(records.get((role, one), ".....")[place] == part for one in mine))
            asked += compare(here, roles, (relation, role, person), asker, shown)
    return asked


def compare(here, roles, who, asker, shown):
    """One asker's questions about one person."""
    relation, role, person = who
    timeline = {}

    def outcome(rpc):
        def ask():
            path = f"{OVERSIGHT}/{rpc}"
            if rpc == "ExportCase":
                assert list(here.client.stream(path, asker, person_id=person, **FILE))
            else:
                timeline[rpc] = here.client.call(path, asker, person_id=person)
        return refused(ask)

    for rpc, least in {"GetTimeline": "s", **LEAST}.items():
        came = outcome(rpc)
        if role not in roles[f"oversight.{rpc}"]:
            assert came == "ROLE_NOT_ALLOWED", (relation, role, rpc, came)
        elif least in shown:
            assert came is None, (relation, role, rpc, shown, came)
        else:
            assert came in NOT_YOURS, (relation, role, rpc, shown, came)
    if "GetTimeline" in timeline:
        seen = "".join(part for place, part in enumerate(PARTS, 1)
                       if place not in timeline["GetTimeline"].hidden)
        assert seen == shown, (relation, role, seen, shown)
    return 1 + len(LEAST)


def doors(here, roles):
    """Calls every rpc in every role with nothing in it: it is refused for the role, or not."""
    client, called = here.client, 0
    everyone = {role for may in roles.values() for role in may}
    rpcs = {}
    for service in client.services():
        if service.startswith("candour."):
            for name, method in client.pool.FindServiceByName(service).methods_by_name.items():
                rpcs[f"{service.split('.')[1]}.{name}"] = (f"/{service}/{name}", method)
    assert set(rpcs) == set(roles), set(rpcs) ^ set(roles)
    for action, (path, method) in sorted(rpcs.items()):
        for role in sorted(everyone):
            worker = ANOTHER if role == "person" else WORKER
            shown = [("authorization", f"Bearer {here.token(role, ASKER, worker)}")]
            why = refused(lambda: nothing_said(client.channel, path, method, shown))
            let_in = why != "ROLE_NOT_ALLOWED"
            assert let_in == (role in roles[action]), (action, role, why)
            called += 1
    return called


def nothing_said(channel, path, method, shown):
    """An empty request, and the beginning of what is answered."""
    many_in, many_out = method.client_streaming, method.server_streaming
    kind = {(False, False): channel.unary_unary, (False, True): channel.unary_stream,
            (True, True): channel.stream_stream}[many_in, many_out]
    said = iter([b""]) if many_in else b""
    if not many_out:
        return kind(path)(said, metadata=shown, timeout=20)
    call = kind(path)(said, metadata=shown, timeout=20)
    try:
        # A watch goes on and on; what it begins with says whether it was let in.
        next(call, None)
    finally:
        call.cancel()


if __name__ == "__main__":
    main()
