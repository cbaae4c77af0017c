#!/usr/bin/env python3
"""Each agency sees ids of its own for people, and asks by them; the rest is the same."""

import json
import pathlib
import time
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from common import STORY, Client, folder, free_port, token, up

REFERRALS = "candour.referrals.v1.ReferralsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
POLICE = "agency_01h455vb4pex5vsknk084sn02r"


def act():
    return {"request_id": str(uuid.uuid4())}


def timeline(client, asker, person):
    """What is on record of somebody, once all events have been applied."""
    for _ in range(200):
        events = client.call(f"{OVERSIGHT}/GetTimeline", asker, person_id=person).events
        if len(events) == 3:
            return events
        time.sleep(0.1)
    raise AssertionError(f"there are {len(events)} events of {person}")


def main():
    with folder() as place:
        data, port, log = pathlib.Path(place) / "data", free_port(), pathlib.Path(place) / "log"
        with up(data, port, "--sandbox", "--story", STORY, log=log) as process:
            check(Client(port), data / "auth")
        assert process.returncode == 0, f"candour up ended with {process.returncode}"
    print("each agency registers, finds, asks and is refused in ids of its own")


def check(client, auth):
    def of(agency, role, of_register=False):
        return token(auth, role, agency, of_register)

    trust, oversight = of(TRUST, "care_coordinator"), of(TRUST, "oversight")
    register = of(TRUST, "care_coordinator", of_register=True)
    other = of(POLICE, "care_coordinator")

    # The trust registers somebody and records a contact, and sees one id throughout.
    person = client.call(f"{REFERRALS}/RegisterPerson", trust, act=act(), fact={
        "name": {"plain": "Robin Synthetic"}, "date_of_birth": {"plain": "1990-02-03"},
        "nhs_number": {"plain": "943 476 5919"}, "borough": "Lambeth"}).receipt.stream_id
    assert person.startswith("person_"), person
    contact = {"person_id": person, "agency_id": TRUST, "service": "CONTACT_SERVICE_ED",
               "reason": "CONTACT_REASON_DISTRESS", "disposal": "CONTACT_DISPOSAL_DISCHARGED",
               "notes": {"plain": "Came with a friend."}}
    receipt = client.call(f"{REFERRALS}/RecordContact", trust, act=act(), fact=contact)
    assert receipt.receipt.stream_id == person, receipt

    # Another agency finds the same person under an id of its own.
    found = {}
    for name, asker in (("trust", trust), ("other", other), ("register", register)):
        answer = client.call(f"{REFERRALS}/FindPersons", asker, nhs_number="9434765919")
        found[name] = answer.candidates[0].person_id
    assert found["trust"] == person, found
    assert len(set(found.values())) == 3, found

    # It sees their record once something ties it to them.
    try:
        client.call(f"{OVERSIGHT}/GetTimeline", other, person_id=found["other"])
        raise AssertionError("an agency with no tie saw a record")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.PERMISSION_DENIED, error
    client.call(f"{REFERRALS}/RecordContact", other, act=act(),
                fact=dict(contact, person_id=found["other"], agency_id=POLICE))

    # Each asks by its own and is answered in its own, in fields and in JSON.
    for name, asker in (("trust", trust), ("other", other), ("register", register),
                        ("register", oversight)):
        told = str(timeline(client, asker, found[name]))
        for of_whom, person_id in found.items():
            suffix = person_id.removeprefix("person_")
            assert (suffix in told) == (of_whom == name), (name, of_whom, told)
    for name, asker in (("trust", trust), ("other", other)):
        data = json.loads(timeline(client, asker, found[name])[1].data)
        assert data["person_id"] == found[name], (name, data)

    # What is sent beside the ids and comes back says nothing of the register's.
    row = {"row": f"worker_{person.removeprefix('person_')} {person}", "act": act(),
           "contact": dict(contact, agency_id="agency_1")}
    told = str(list(client.exchange(f"{REFERRALS}/Import", trust, row)))
    assert found["register"].removeprefix("person_") not in told, told

    # An id of another agency is nobody's, and a refusal names the id that was asked with.
    for unknown in (found["other"], found["register"]):
        try:
            client.call(f"{REFERRALS}/RecordContact", trust, act=act(),
                        fact=dict(contact, person_id=unknown, notes={"plain": "x"}))
            raise AssertionError("another agency's id was taken")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.NOT_FOUND, error
            for detail in rpc_status.from_call(error).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    assert info.reason == "PERSON_NOT_FOUND", info


if __name__ == "__main__":
    main()
