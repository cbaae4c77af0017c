#!/usr/bin/env python3
"""An outside client: lists, records, is refused, follows flags while a story runs."""

import pathlib
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from common import BINARIES, STORY, Client, folder, free_port, running, token, wait_for

REFERRALS = "candour.referrals.v1.ReferralsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
PERSON = "person_01h455vb4pex5vsknk084sn02q"
AGENCY = "agency_01h455vb4pex5vsknk084sn02q"


def act():
    return {"request_id": str(uuid.uuid4())}


def main():
    with folder() as place:
        data, port = pathlib.Path(place) / "data", free_port()
        command = [BINARIES / "candour", "up", "--sandbox", "--data", data,
                   "--listen", f"127.0.0.1:{port}", "--story", STORY]
        with running(*command, log=pathlib.Path(place) / "log") as process:
            wait_for(port, process)
            check(Client(port), data / "auth")
        assert process.returncode == 0, f"candour up ended with {process.returncode}"
    print("an outside client lists, records, is refused and follows flags")


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
    assert len(client.call(keys, token(auth, "service"), key_id=PERSON).key) == 32
    try:
        client.call(keys, coordinator, key_id=PERSON)
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
