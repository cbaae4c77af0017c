#!/usr/bin/env python3
"""A simulated population, told twice: what is flagged is what is true, and both
times the services' logs hold the same, in the same order.

Once it is told to a sandbox that the program starts and keeps, once to one that
runs already. What differs by nature is made alike first: event ids, and the
nonces and ciphertexts of sealed words.

900 people in a year; with CANDOUR_SOAK=1, 10,000 in three.
"""

import contextlib
import datetime
import json
import os
import pathlib
import subprocess
import time

from common import BINARIES, Client, folder, free_port, token, up

LEDGER = "candour.ledger.v1.LedgerService/ReadRecords"
OVERSIGHT = "candour.oversight.v1.OversightService/ListFlags"
STATUS = "candour.oversight.v1.OversightService/GetStatus"
RAISED = 1  # FLAG_STATE_RAISED
CONTEXTS = ["referrals", "panel", "careplans", "sanctions", "concerns"]
if os.environ.get("CANDOUR_SOAK"):
    POPULATION = ["--people", "10000", "--years", "3"]
else:
    # As many come often as give nine hundred people a caseload.
    POPULATION = ["--people", "900", "--years", "1", "--often", "0.027"]


def simulate(*more, seed=3):
    """Simulates, and answers what was flagged beside the truth."""
    command = [BINARIES / "candour", "--output", "json", "simulate", *POPULATION,
               "--seed", seed, *more]
    run = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    assert run.returncode == 0, f"{run.returncode}: {run.stdout[-4000:]} {run.stderr[-2000:]}"
    return json.loads(run.stdout) if run.stdout else None


def main():
    with folder() as place:
        place = pathlib.Path(place)
        kept, told = place / "kept", place / "told"

        told_of = simulate("--data", kept, "--out", place / "first")
        flagged(told_of)
        with sandbox(kept, place / "kept.log") as port:
            first = logs(port, kept)

        with sandbox(told, place / "told.log") as port:
            again = simulate("--server", f"http://127.0.0.1:{port}", "--auth", told / "auth",
                             "--out", place / "second")
            second = logs(port, told)

        assert again == told_of, "the same simulation is flagged otherwise"
        assert contents(place / "first") == contents(place / "second"), "the files differ"
        for name in first:
            same(name, first[name], second[name])

        simulate("--out", place / "other", "--stories", seed=4)
        other = contents(place / "other")
        for name, text in contents(place / "first").items():
            assert other[name] != text, f"{name} knows no seed"

    flags = sum(rule["planted"] for rule in told_of["rules"].values())
    records = sum(len(first[context]) for context in CONTEXTS)
    print(f"{flags} planted flags were raised and no others; {records} records are the same twice")


def flagged(compared):
    """Every planted history is found by its rule, every look-alike is not, and
    nothing else is."""
    assert compared["differences"] == [], compared["differences"]
    assert len(compared["rules"]) >= 39, sorted(compared["rules"])
    for name, rule in compared["rules"].items():
        assert rule["recall"] == rule["precision"] == 1, name
        assert rule["planted"] >= 3 and rule["alike"] == rule["alike_met"] >= 2, name


@contextlib.contextmanager
def sandbox(data, log):
    """A sandbox that runs until the block ends, by its port."""
    port = free_port()
    with up(data, port, "--sandbox", log=log):
        yield port


def logs(port, data):
    """Each context's log, and the flags that stand, with what differs made alike."""
    client = Client(port)
    operator, oversight = token(data / "auth", "operator"), token(data / "auth", "oversight")
    records = {context: [json.loads(answer.record) for answer in
                         client.stream(LEDGER, operator, context=context)]
               for context in CONTEXTS}
    places = {record["id"]: f"{context} {number}"
              for context, log in records.items() for number, record in enumerate(log, 1)}
    alike = {context: [unsealed(record, places) for record in log]
             for context, log in records.items()}
    # What was done about flags may be evidence too. In their own log they stand in the
    # order in which they were found, so each is told by its flag and its moment.
    for answer in client.stream(LEDGER, operator, context="oversight"):
        record = json.loads(answer.record)
        about = record["data"].get("flag_id", "")
        places[record["id"]] = f"{record['type']} {about} {record['time']}"
    last = max(moment(record["recordedat"]) for log in records.values() for record in log)
    caught_up(client, oversight, {context: len(log) for context, log in records.items()}, last)
    flags = client.call(OVERSIGHT, oversight, page_size=1000)
    assert not flags.next_page_token
    # A ground that was gone within hours was seen or was not: a day passes in moments
    # here, and what is judged on the way is chance.
    alike["flags"] = sorted(
        [flag.rule_id, flag.anchor_id, flag.because, flag.stands_since.ToJsonString(),
         [[places[evidence.event_id], evidence.bearing] for evidence in flag.evidence]]
        for flag in flags.flags if flag.state == RAISED)
    return alike


def caught_up(client, oversight, heads, last):
    """Waits until flags rest on all that the logs hold, and on all that fell due by the
    last of it: a sandbox that was started anew may have views from before its last
    moments, and may have applied an event that it has not judged."""
    deadline = time.monotonic() + 60
    while True:
        status = client.call(STATUS, oversight)
        applied = {one.context: one.position for one in status.contexts}
        behind = any(applied.get(context, 0) < head for context, head in heads.items())
        if not behind and status.HasField("judged_up_to"):
            judged = status.judged_up_to
            if judged.seconds + judged.nanos / 1e9 > last:
                return
        assert time.monotonic() < deadline, f"the projection lags: {applied} of {heads}"
        time.sleep(0.1)


def moment(text):
    """The first full second after a moment of the form that records have."""
    whole = datetime.datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")
    return whole.replace(tzinfo=datetime.timezone.utc).timestamp() + 1


def unsealed(thing, places):
    """Ids of events are told by their place, and sealed words by whose they are."""
    if isinstance(thing, dict):
        if "ciphertext" in thing:
            return {"sealed for": thing.get("key_id", thing.get("keyId"))}
        return {name: unsealed(value, places) for name, value in thing.items()}
    if isinstance(thing, list):
        return [unsealed(item, places) for item in thing]
    return places.get(thing, thing) if isinstance(thing, str) else thing


def same(name, one, other):
    for number, (left, right) in enumerate(zip(one, other), 1):
        assert left == right, f"{name} {number}:\n{json.dumps(left)}\n{json.dumps(right)}"
    assert len(one) == len(other), f"{name}: {len(one)} and {len(other)} records"


def contents(place):
    return {path.name: path.read_bytes() for path in sorted(place.iterdir())}


if __name__ == "__main__":
    main()
