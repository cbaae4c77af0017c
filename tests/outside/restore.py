#!/usr/bin/env python3
"""A log that is lost, one brought back from an older copy, and one that is not the
stream's: `candour restore` and what it says."""

import json
import pathlib
import shutil
import subprocess
import uuid

from common import (
    BINARIES, Client, folder, free_port, nats_server, once_signed, token, up)

REFERRALS = "candour.referrals.v1.ReferralsService"
LEDGER = "candour.ledger.v1.LedgerService"
PROOF = "candour.ledger.v1.ProofService"
SIGNED = 40
LATER = 25


def main():
    with folder() as place:
        place = pathlib.Path(place)
        with nats_server(place) as nats:
            checked = check(place, nats)
    print(checked)


def check(place, nats):
    data = place / "data"
    with started(data, nats) as client:
        people = record(client, data, SIGNED)
    older = shutil.copytree(data, place / "older")
    with started(data, nats) as client:
        people += record(client, data, LATER)
        whole, key = records(client, data), checkpoint(client, data)
    events = len(whole)
    assert events >= SIGNED + LATER, events

    # One that is lost comes back to the byte, and what was signed comes out.
    shutil.rmtree(data / "referrals/log")
    told = restored(data, nats)
    assert (told["before"], told["events"], told["differences"]) == (0, events, []), told
    assert told["checked"], told
    with started(data, nats) as client:
        assert records(client, data) == whole
        assert checkpoint(client, data) == key
        # It takes more, of streams that were there and of new ones.
        contact(client, data, people[0])
        whole, key = records(client, data), checkpoint(client, data)
        assert len(whole) == events + 1 and json.loads(whole[-1])["streamversion"] == "2"

    # An older copy gets what came after it, and nothing is there twice.
    shutil.rmtree(data / "referrals")
    shutil.copytree(older / "referrals", data / "referrals")
    told = restored(data, nats)
    assert told["before"] < told["events"] == len(whole) and not told["differences"], told
    assert restored(data, nats)["before"] == len(whole), "the second time there is nothing to do"
    with started(data, nats) as client:
        assert records(client, data) == whole and checkpoint(client, data) == key
        verified = candour("verify", "referrals", *nats.options("reader"), "--data", data, "--server",
                           client.server)
        assert verified.returncode == 0, verified.stdout + verified.stderr

    # While a service has it open, nothing is touched.
    with started(data, nats):
        in_use = candour("restore", "referrals", "--data", data, *nats.options("reader"))
        assert in_use.returncode == 1 and "in use" in in_use.stderr, in_use.stderr

    nowhere = candour("restore", "nowhere", "--data", data, *nats.options("reader"))
    assert nowhere.returncode == 2 and "there are" in nowhere.stderr, nowhere.stderr

    # Where nothing is left to hold it against, that is said.
    bare = place / "bare"
    told = restored(bare, nats)
    assert told["events"] == len(whole) and not told["checked"], told

    # Another installation's log is not the stream's: it is told, and stays as it is.
    other = place / "other"
    with started(other, None) as client:
        record(client, other, 3)
    told = restored(other, nats, code=4)
    assert told["events"] == 3 and "is another on the stream" in told["differences"][0], told

    # And where what is signed is more than the stream has, it says what is missing.
    data_of_more = place / "more"
    shutil.copytree(other / "referrals/proof", data_of_more / "referrals/proof")
    told = restored(data_of_more, nats, code=4)
    assert told["events"] == len(whole) and told["differences"], told
    return f"{len(whole)} events come back from the stream, as they were signed"


class Started:
    """A running installation and a client of it."""

    def __init__(self, data, nats):
        self.port = free_port()
        options = nats.options("candour-up") if nats else ()
        self.up = up(data, self.port, *options, log=data.parent / f"{data.name}.log")

    def __enter__(self):
        self.up.__enter__()
        client = Client(self.port)
        client.server = f"http://127.0.0.1:{self.port}"
        return client

    def __exit__(self, *error):
        return self.up.__exit__(*error)


def started(data, nats):
    return Started(data, nats)


def act():
    return {"request_id": str(uuid.uuid4())}


def record(client, data, people):
    """Registers people, one event each."""
    coordinator, made = token(data / "auth", "care_coordinator"), []
    for _ in range(people):
        made.append("person_0" + "".join(
            "0123456789abcdefghjkmnpqrstvwxyz"[b % 32] for b in (uuid.uuid4().bytes * 2)[:25]))
        client.call(f"{REFERRALS}/RegisterPerson", coordinator, act=act(),
                    fact={"person_id": made[-1], "name": {"plain": "Synthetic Person"}})
    return made


def contact(client, data, person):
    client.call(f"{REFERRALS}/RecordContact", token(data / "auth", "care_coordinator"), act=act(),
                fact={"person_id": person, "agency_id": "agency_01h455vb4pex5vsknk084sn02q",
                      "service": "CONTACT_SERVICE_ED", "reason": "CONTACT_REASON_DISTRESS",
                      "disposal": "CONTACT_DISPOSAL_DISCHARGED"})


def records(client, data):
    asked = token(data / "auth", "operator")
    return [r.record for r in client.stream(f"{LEDGER}/ReadRecords", asked, context="referrals")]


def checkpoint(client, data):
    asked = token(data / "auth", "oversight")
    return once_signed(
        lambda: client.call(f"{PROOF}/GetCheckpoint", asked, context="referrals")).checkpoint


def candour(*arguments):
    return subprocess.run([BINARIES / "candour", *map(str, arguments)], capture_output=True,
                          text=True, timeout=60)


def restored(data, nats, code=0):
    done = candour("restore", "referrals", "--data", data, *nats.options("reader"), "--output", "json")
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)[0]


if __name__ == "__main__":
    main()
