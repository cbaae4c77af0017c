#!/usr/bin/env python3
"""Who sees what of a record hangs on how they stand to the person, and ends with it."""

import json
import pathlib
import time
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from common import Client, folder, free_port, token, up

REFERRALS = "candour.referrals.v1.ReferralsService"
PANEL = "candour.panel.v1.PanelService"
SANCTIONS = "candour.sanctions.v1.SanctionsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
POLICE = "agency_01h455vb4pex5vsknk084sn03q"
OTHER = "agency_01h455vb4pex5vsknk084sn04q"
NOTES = "Came with a friend."
CLINICAL, IDENTITY, NARRATIVE = 2, 4, 5


def main():
    with folder() as place:
        data, port = pathlib.Path(place) / "data", free_port()
        with up(data, port, log=pathlib.Path(place) / "log"):
            check(Client(port), data / "auth")
        # An installation's own policies take the place of ours, and never of the limits.
        own = pathlib.Path(place) / "policies"
        own.mkdir()
        (own / "all.cedar").write_text('@id("all") permit (principal, action, resource);\n')
        with up(data, port, "--policies", own, log=pathlib.Path(place) / "log"):
            limits(Client(port), data / "auth")
    print("a record is seen by those whom something ties to the person, and police see no more "
          "than a consent or a threshold lets them")


def act():
    return {"request_id": str(uuid.uuid4())}


def refused(call):
    """The reason for which a call is refused, if it is."""
    try:
        call()
        return None
    except grpc.RpcError as error:
        info = error_details_pb2.ErrorInfo()
        assert any(detail.Unpack(info) for detail in rpc_status.from_call(error).details), error
        return info.reason


class Record:
    """Somebody's record, as one asker sees it."""

    def __init__(self, client, person):
        self.client, self.person = client, person

    def ask(self, asker):
        return self.client.call(f"{OVERSIGHT}/GetTimeline", asker, person_id=self.person)

    def kinds(self, asker, wanted):
        """Waits until an event of this kind is applied, and gives what is seen."""
        for _ in range(200):
            answer = self.ask(asker)
            if any(event.type.endswith(f".{wanted}") for event in answer.events):
                return answer
            time.sleep(0.1)
        raise AssertionError(f"no {wanted} was applied")

    def refuses(self, asker):
        return refused(lambda: self.ask(asker))


def of(answer, kind):
    """The last event of a kind."""
    return [event for event in answer.events if event.type.endswith(f".{kind}")][-1]


def check(client, auth):
    oversight = token(auth, "oversight")
    coordinator = token(auth, "care_coordinator", TRUST)
    stranger = token(auth, "clinician", OTHER)
    officer = token(auth, "police_officer", POLICE)

    def said(path, asker, **fact):
        return client.call(path, asker, act=act(), fact=fact).receipt.stream_id

    person = said(f"{REFERRALS}/RegisterPerson", coordinator,
                  name={"plain": "Robin Synthetic"}, borough="Lambeth")
    said(f"{REFERRALS}/RecordContact", coordinator, person_id=person, agency_id=TRUST,
         service="CONTACT_SERVICE_ED", reason="CONTACT_REASON_DISTRESS",
         disposal="CONTACT_DISPOSAL_DISCHARGED", notes={"plain": NOTES})
    record = Record(client, person)

    # Oversight sees what was done, and neither words nor who it is.
    seen = record.kinds(oversight, "ContactRecorded")
    contact = of(seen, "ContactRecorded")
    assert list(seen.hidden) == [IDENTITY, NARRATIVE], seen.hidden
    assert "CONTACT_SERVICE_ED" in contact.data and NOTES not in contact.data, contact
    assert list(contact.hidden) == [NARRATIVE], contact
    assert "Synthetic" not in str(seen), seen

    # Who saw the person sees all; a stranger nothing, nor whether there is anybody.
    seen = record.ask(coordinator)
    assert not seen.hidden and NOTES in of(seen, "ContactRecorded").data, seen
    nobody = Record(client, f"person_{'0' * 26}")
    assert record.refuses(stranger) == nobody.refuses(stranger) == "RECORD_NOT_YOURS"
    for rpc in ("CountContacts", "ListHoldings", "ListRestrictions"):
        assert refused(lambda rpc=rpc: client.call(
            f"{OVERSIGHT}/{rpc}", stranger, person_id=person)) == "RECORD_NOT_YOURS", rpc
    assert refused(lambda: record.ask(officer)) == "RECORD_NOT_YOURS"

    # A panel ties its members to the people on the scheme; police see that acts were done.
    scheme = said(f"{PANEL}/RegisterScheme", token(auth, "scheme_lead", TRUST),
                  name="Steady Ground", lead_agency_id=TRUST)
    said(f"{PANEL}/ConstitutePanel", token(auth, "panel_chair", TRUST), scheme_id=scheme,
         name="Panel", convening_agency_id=TRUST, member_agency_ids=[POLICE])
    referral = said(f"{REFERRALS}/Refer", coordinator, person_id=person,
                    referred_by="REFERRED_BY_AGENCY", from_agency_id=TRUST, to_agency_id=TRUST,
                    scheme_id=scheme, borough="Lambeth")
    record.kinds(oversight, "ReferralMade")
    contact = of(record.ask(officer), "ContactRecorded")
    assert json.loads(contact.data).keys() <= {"person_id", "agency_id", "contact_id",
                                               "notes"}, contact
    assert NOTES not in contact.data, contact
    assert list(contact.hidden) == [CLINICAL], contact
    cases = client.call(f"{OVERSIGHT}/ListCases", stranger, scheme_id=scheme)
    assert not cases.cases, cases

    # Nobody meets a threshold by saying so for themselves, nor by asking in another role.
    said(f"{PANEL}/Disclose", officer, person_id=person, from_agency_id=TRUST,
         to_agency_id=POLICE, to_kind="AGENCY_KIND_POLICE", items=["DISCLOSED_ITEM_PLAN"],
         identifiability="IDENTIFIABILITY_IDENTIFIABLE", purpose={"plain": "we want it"},
         article_6="ARTICLE6_PUBLIC_TASK", article_9="ARTICLE9_HEALTH_OR_SOCIAL_CARE",
         confidentiality_ground="CONFIDENTIALITY_GROUND_PUBLIC_INTEREST")
    record.kinds(oversight, "DisclosureMade")
    contact = of(record.ask(officer), "ContactRecorded")
    assert list(contact.hidden) == [CLINICAL], contact
    client.call(f"{PANEL}/RegisterAgency", token(auth, "operator"), act=act(), fact={
        "agency_id": POLICE, "name": "Police", "kind": "AGENCY_KIND_POLICE"})
    nurse = token(auth, "clinician", POLICE)
    for _ in range(100):
        contact = of(record.ask(nurse), "ContactRecorded")
        if list(contact.hidden) == [CLINICAL]:
            break
        time.sleep(0.1)
    assert list(contact.hidden) == [CLINICAL], contact

    # With the person's consent police see what was agreed to, and once it is withdrawn no more.
    consent = said(f"{REFERRALS}/RecordConsent", coordinator, person_id=person, scheme_id=scheme,
                   recipient_agency_ids=[POLICE], method="CONSENT_METHOD_WRITTEN",
                   purposes=["PURPOSE_DIRECT_CARE"], capacity="ANSWER_YES",
                   voluntary="ANSWER_YES")
    record.kinds(oversight, "ConsentRecorded")
    seen = record.ask(officer)
    assert NOTES in of(seen, "ContactRecorded").data, seen
    assert list(seen.hidden) == [IDENTITY], seen.hidden
    said(f"{REFERRALS}/WithdrawConsent", coordinator, consent_id=consent)
    record.kinds(oversight, "ConsentWithdrawn")
    contact = of(record.ask(officer), "ContactRecorded")
    assert list(contact.hidden) == [CLINICAL] and "SERVICE_ED" not in contact.data, contact

    # A referral that ends takes what hung on it along.
    said(f"{REFERRALS}/WithdrawReferral", coordinator, referral_id=referral,
         by="WITHDRAWN_BY_REFERRER", reason={"plain": "not needed"})
    record.kinds(oversight, "ReferralWithdrawn")
    assert record.refuses(officer) == "RECORD_NOT_YOURS"

    # What a role may not call at all is refused by name.
    assert refused(lambda: client.call(f"{REFERRALS}/RevealIdentity", officer, act=act(), fact={
        "person_id": person, "purpose": "IDENTITY_PURPOSE_DIRECT_CARE"})) == "ROLE_NOT_ALLOWED"


def limits(client, auth):
    """Under policies that permit everything."""
    oversight = token(auth, "oversight")
    vendor = token(auth, "vendor", OTHER)
    officer = token(auth, "police_officer", OTHER)
    assert refused(lambda: client.call("candour.ledger.v1.KeysService/GetKey", vendor,
                                       key_id="x")) == "ROLE_NOT_ALLOWED"
    person = client.call(f"{REFERRALS}/RegisterPerson", vendor, act=act(), fact={
        "name": {"plain": "Sam Synthetic"}, "borough": "Lambeth"}).receipt.stream_id
    record = Record(client, person)
    record.kinds(oversight, "PersonRegistered")
    assert record.refuses(vendor) == "RECORD_NOT_YOURS"
    seen = record.ask(officer)
    assert list(seen.hidden) == [CLINICAL, IDENTITY, NARRATIVE], seen.hidden
    assert "Synthetic" not in str(seen), seen


if __name__ == "__main__":
    main()
