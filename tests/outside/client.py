#!/usr/bin/env python3
"""An outside client: lists, records, is refused, follows flags while a story runs."""

import pathlib
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from common import STORY, Client, folder, free_port, token, up

REFERRALS = "candour.referrals.v1.ReferralsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
PERSON = "person_01h455vb4pex5vsknk084sn02q"
AGENCY = "agency_01h455vb4pex5vsknk084sn02q"


def act():
    return {"request_id": str(uuid.uuid4())}


def main():
    with folder() as place:
        data, port, log = pathlib.Path(place) / "data", free_port(), pathlib.Path(place) / "log"
        with up(data, port, "--sandbox", "--story", STORY, log=log) as process:
            check(Client(port), data / "auth")
        assert process.returncode == 0, f"candour up ended with {process.returncode}"
    print("an outside client lists, records, is refused and follows flags")


# An rpc of each service, and who may call it.
ONE_OF_EACH = {
    "candour.referrals.v1.ReferralsService": ("RecordContact", "care_coordinator"),
    "candour.panel.v1.PanelService": ("Disclose", "care_coordinator"),
    "candour.careplans.v1.CarePlansService": ("DraftPlan", "care_coordinator"),
    "candour.sanctions.v1.SanctionsService": ("ThreatenSanction", "care_coordinator"),
    "candour.concerns.v1.ConcernsService": ("RaiseComplaint", "care_coordinator"),
    "candour.oversight.v1.OversightService": ("ListFlags", "oversight"),
    "candour.ledger.v1.LedgerService": ("GetHead", "operator"),
    "candour.ledger.v1.ProofService": ("GetCheckpoint", "operator"),
    "candour.ledger.v1.KeysService": ("GetKey", "service"),
    "candour.ledger.v1.MasterKeyService": ("GetMasterKey", "operator"),
    "candour.ledger.v1.SandboxService": ("Advance", "operator"),
}
MOST_BYTES = 128 * 1024


def refusal(call):
    """With which code a call is refused."""
    try:
        call()
    except grpc.RpcError as error:
        return error.code()
    return None


def too_large(client, auth, services):
    """Every service refuses a request of more bytes than any needs, whatever is in it."""
    ours = {service for service in services if service.startswith("candour.")}
    assert ours == set(ONE_OF_EACH), ours ^ set(ONE_OF_EACH)
    for service, (method, role) in ONE_OF_EACH.items():
        call = client.channel.unary_unary(f"/{service}/{method}")
        shown = [("authorization", f"Bearer {token(auth, role)}")]
        for size, too_much in ((MOST_BYTES, False), (MOST_BYTES + 1, True)):
            try:
                # No message begins with a field of number 0.
                call(bytes(size), metadata=shown, timeout=10)
                raise AssertionError(f"{service} took {size} bytes of nothing")
            except grpc.RpcError as error:
                refused = error.code() == grpc.StatusCode.OUT_OF_RANGE
                assert refused == too_much, (service, size, error)


def check(client, auth):
    services = client.services()
    assert REFERRALS in services and OVERSIGHT in services, services

    # Without a token nobody is heard.
    try:
        client.call(f"{OVERSIGHT}/ListFlags", None)
        raise AssertionError("a call without a token was answered")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.UNAUTHENTICATED, error

    coordinator = token(auth, "care_coordinator", AGENCY)
    client.call(f"{REFERRALS}/RegisterPerson", coordinator, act=act(),
                fact={"person_id": PERSON, "name": {"plain": "Synthetic Person"}})
    contact = {"person_id": PERSON, "agency_id": AGENCY, "service": "CONTACT_SERVICE_ED",
               "reason": "CONTACT_REASON_DISTRESS", "disposal": "CONTACT_DISPOSAL_DISCHARGED"}
    receipt = client.call(f"{REFERRALS}/RecordContact", coordinator, act=act(), fact=contact)
    assert receipt.receipt.stream_id == PERSON and len(receipt.receipt.event_ids) == 1

    too_large(client, auth, services)

    # A bad one is refused with the field and the remedy.
    try:
        bad = dict(contact, agency_id="agency_1")
        client.call(f"{REFERRALS}/RecordContact", coordinator, act=act(), fact=bad)
        raise AssertionError("a malformed id was accepted")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.INVALID_ARGUMENT, error
        fields = []
        for detail in rpc_status.from_call(error).details:
            refused = error_details_pb2.BadRequest()
            if detail.Is(refused.DESCRIPTOR) and detail.Unpack(refused):
                fields += [violation.field for violation in refused.field_violations]
        assert fields == ["fact.agency_id"], fields

    # A key opens everything sealed under it: a service has it, and no worker.
    keys = "candour.ledger.v1.KeysService/GetKey"
    assert len(client.call(keys, token(auth, "service"), key_id=f"{PERSON}.narrative").key) == 32
    assert refusal(lambda: client.call(keys, token(auth, "service"), key_id=PERSON)) == \
        grpc.StatusCode.PERMISSION_DENIED, "the key from which all others follow is handed out"
    try:
        client.call(keys, coordinator, key_id=f"{PERSON}.narrative")
        raise AssertionError("a worker was given a key")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.PERMISSION_DENIED, error

    # Flags arrive while the story runs, and a later watch goes on where this one ended.
    oversight = token(auth, "oversight")
    seen, resume = [], ""
    for answer in client.stream(f"{OVERSIGHT}/WatchFlags", oversight):
        seen.append(answer.flag.flag_id)
        resume = answer.resume_token
        if len(seen) == 20:
            break
    for answer in client.stream(f"{OVERSIGHT}/WatchFlags", oversight, resume_token=resume):
        assert answer.flag.flag_id not in seen
        break


if __name__ == "__main__":
    main()
