#!/usr/bin/env python3
"""Checkpoints and receipts, checked by what is written here from the standards alone:
RFC 6962's trees, C2SP's signed notes, checkpoints, cosignatures and proofs."""

import asyncio
import base64
import contextlib
import hashlib
import itertools
import json
import pathlib
import shutil
import subprocess
import time
import urllib.request
import uuid

import grpc
import nats.js.errors
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from common import (
    BINARIES, Client, folder, free_port, nats_server, once_signed, token, up)

REFERRALS = "candour.referrals.v1.ReferralsService"
LEDGER = "candour.ledger.v1.LedgerService"
PROOF = "candour.ledger.v1.ProofService"
PEOPLE = 11


# RFC 6962, 2.1: the hash of a leaf, of a node, of a list of leaves.

def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node(root(leaves[:half]), root(leaves[half:]))


def root_by_proof(hash_, index, size, proof):
    """RFC 9162, 2.1.3.2."""
    last, proof = size - 1, list(proof)
    for beside in proof:
        assert last > 0, "the proof is too long"
        if index & 1 or index == last:
            hash_ = node(beside, hash_)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            hash_ = node(hash_, beside)
        index, last = index >> 1, last >> 1
    assert last == 0, "the proof is too short"
    return hash_


def consistent(before, old_root, size, new_root, proof):
    """RFC 9162, 2.1.4.2."""
    if before == size:
        return old_root == new_root and not proof
    proof = list(proof)
    if before & (before - 1) == 0:
        proof.insert(0, old_root)
    one, other = before - 1, size - 1
    while one & 1:
        one, other = one >> 1, other >> 1
    old = new = proof[0]
    for beside in proof[1:]:
        if other == 0:
            return False
        if one & 1 or one == other:
            old, new = node(beside, old), node(beside, new)
            while not one & 1 and one:
                one, other = one >> 1, other >> 1
        else:
            new = node(new, beside)
        one, other = one >> 1, other >> 1
    return other == 0 and (old, new) == (old_root, new_root)


def opened(note, key):
    """A checkpoint's size and root, once the signature of the log's key is good."""
    text, kind, name, _ = signed(note, key)
    assert kind == 1, "no key of a log"
    origin, size, head, rest = text.split("\n")
    assert (origin, rest) == (name, "")
    return int(size), base64.b64decode(head)


def signed(note, key):
    """A note's text, the key's kind and name, and when it was signed, if that is told."""
    name, key_id, public = key.split("+", 2)
    public = base64.b64decode(public)
    expected = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    assert expected.hex() == key_id, "the key's id is another's"
    text, signatures = note.split("\n\n")
    text, at, good = text + "\n", None, 0
    for line in signatures.splitlines():
        dash, signer, signature = line.split(" ")
        assert dash == "—", line
        signature = base64.b64decode(signature)
        if (signer, signature[:4]) == (name, expected):
            said, signature = text.encode(), signature[4:]
            if public[0] == 4:
                at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                said = f"cosignature/v1\ntime {at}\n".encode() + said
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature, said)
            good += 1
    assert good == 1, f"{name} did not sign it"
    return text, public[0], name, at


def receipt_of(text, key):
    """A receipt's event and its number, once it holds."""
    proof, checkpoint = text.split("\n\n", 1)
    header, extra, index, *way = proof.split("\n")
    assert header == "c2sp.org/tlog-proof@v1"
    event = base64.b64decode(extra.removeprefix("extra "))
    index = int(index.removeprefix("index "))
    size, head = opened(checkpoint, key)
    way = [base64.b64decode(line) for line in way]
    assert root_by_proof(leaf(event), index, size, way) == head, "the event is not in the log"
    return event, index


def main():
    with folder() as place:
        place = pathlib.Path(place)
        with nats_server(place) as server:
            checked = check(place, server)
    print(f"by the standards alone: {checked}")


def check(place, server):
    data, log, watch = place / "data", place / "log", place / "watch"
    with up(data, port := free_port(), *server.options("candour-up"), log=log):
        client = Client(port)
        first = record(client, data / "auth", PEOPLE)
        note, key = checkpoint(client, data / "auth")
        witness = seen(watch, port, data, before=0, events=PEOPLE)
    older = shutil.copytree(data, place / "older")
    # At its start a service publishes what it signed.
    with up(data, port := free_port(), *server.options("candour-up"), log=log):
        client, auth = Client(port), data / "auth"
        size, head = opened(note, key)
        assert (size, head) == (PEOPLE, root([leaf(r) for r in records(client, auth)]))
        cosignatures_are_checked(client, auth, note, witness)
        receipts = receipts_hold(client, auth, key, first)
        for receipt in receipts:
            _, kind, _, at = signed(receipt.split("\n\n", 1)[1], witness)
            assert kind == 4 and abs(time.time() - at) < 600, at
        record(client, auth, 3)
        later = checkpoint(client, auth)[0]
        assert seen(watch, port, data, before=PEOPLE, events=PEOPLE + 3) == witness
        by_the_command_line(place, port, data, key, receipts[4], witness)
        asyncio.run(published_are_chained(server, key, PEOPLE))
    with up(data, port := free_port(), *server.options("candour-up"), log=log):
        published = asyncio.run(published_are_chained(server, key, PEOPLE + 3))
    the_log_is_held_against(place, data, key, note, later)
    with_the_stolen_key(place, data, key, watch, witness)
    an_older_copy_is_told(place, older, server, watch)
    return (f"a checkpoint of {PEOPLE} events, {len(receipts)} receipts, {published} published, "
            "another history with the stolen key told by a witness")


def seen(watch, port, data, before, events, code=0):
    """Has a witness look once; its key, as it told."""
    done = candour("witness", "referrals", "--once", "--name", "watch.example.org", "--folder",
                   watch, "--server", f"http://127.0.0.1:{port}", "--data", data, "--as",
                   "oversight", "--output", "json")
    assert done.returncode == code, done.stderr + done.stdout
    one, = json.loads(done.stdout)
    assert one["before"] == before and (code or one["events"] == events), one
    assert ("contradiction" in one) == (code != 0), one
    return next(line.rsplit(" ", 1)[1] for line in done.stderr.splitlines() if "key is" in line)


def with_the_stolen_key(place, data, key, watch, witness):
    """Another history under the same key is whole in itself, and the witness tells."""
    other = place / "other"
    shutil.copytree(data / "proof", other / "proof")
    with up(other, port := free_port(), log=place / "other.log"):
        client = Client(port)
        record(client, other / "auth", PEOPLE + 5)
        note, same_key = checkpoint(client, other / "auth")
        assert same_key == key and opened(note, key)[0] == PEOPLE + 5
        seen(watch, port, other, before=PEOPLE + 3, events=PEOPLE + 5, code=4)
    assert list((watch / "referrals").glob("*.contradiction")), "no evidence is kept"
    log, kept = other / "referrals/log", sorted((watch / "referrals").glob("*.checkpoint"))
    assert len(kept) == 2, kept
    alone = candour("verify", "--log", log, "--log-key", key)
    assert alone.returncode == 0 and "whoever has its key" in alone.stderr, alone
    by_witness = ("--log-key", key, "--witness", witness,
                  *(part for file in kept for part in ("--checkpoint", file)))
    told = candour("verify", "--log", log, *by_witness, "--output", "json")
    assert told.returncode == 4, told.stderr + told.stdout
    told = json.loads(told.stdout)
    assert told["position"] == 1 and len(told["differences"]) == 2, told
    assert "two histories" in told["differences"][1], told
    told = candour("verify", "--log", data / "referrals/log", *by_witness)
    assert told.returncode == 0 and "watch.example.org" in told.stdout, told


def record(client, auth, people):
    """Registers people, one event each."""
    coordinator, made = token(auth, "care_coordinator"), []
    for _ in range(people):
        made.append("person_0" + "".join(
            "0123456789abcdefghjkmnpqrstvwxyz"[b % 32] for b in (uuid.uuid4().bytes * 2)[:25]))
        client.call(f"{REFERRALS}/RegisterPerson", coordinator,
                    act={"request_id": str(uuid.uuid4())},
                    fact={"person_id": made[-1], "name": {"plain": "Synthetic Person"}})
    return made


def checkpoint(client, auth):
    shown = token(auth, "oversight")
    answer = once_signed(
        lambda: client.call(f"{PROOF}/GetCheckpoint", shown, context="referrals"))
    return answer.checkpoint, answer.public_key


def records(client, auth):
    asked = token(auth, "operator")
    return [r.record for r in client.stream(f"{LEDGER}/ReadRecords", asked, context="referrals")]


def receipts_hold(client, auth, key, people):
    oversight, receipts = token(auth, "oversight"), []
    for position, person in enumerate(people, 1):
        answer = client.call(
            f"{PROOF}/GetReceipt", oversight, context="referrals", position=position)
        assert answer.public_key == key
        event, index = receipt_of(answer.receipt, key)
        assert index + 1 == position and json.loads(event)["subject"] == person
        receipts.append(answer.receipt)
    # Of nothing there is none, and nobody has one of another person's.
    refused(client, oversight, grpc.StatusCode.NOT_FOUND, position=PEOPLE + 1)
    refused(client, token(auth, "clinician"), grpc.StatusCode.PERMISSION_DENIED, position=1)
    own = as_person(auth, people[2])
    answer = client.call(f"{PROOF}/GetReceipt", own, context="referrals", position=3)
    receipt_of(answer.receipt, key)
    refused(client, own, grpc.StatusCode.PERMISSION_DENIED, position=4)
    # What was edited does not hold.
    for broken in (receipts[0].replace("index 0", "index 1"),
                   receipts[0].replace(f"\n{PEOPLE}\n", f"\n{PEOPLE - 1}\n")):
        try:
            receipt_of(broken, key)
        except (AssertionError, InvalidSignature):
            continue
        raise AssertionError("an edited receipt holds")
    return receipts


def cosignatures_are_checked(client, auth, note, witness):
    """What is malformed is named by its field; what is not signed is refused."""
    for wrong, code, word in (
        ({"checkpoint": "three\nlines\n"}, grpc.StatusCode.INVALID_ARGUMENT, "checkpoint"),
        ({"public_key": "nobody+1+2"}, grpc.StatusCode.INVALID_ARGUMENT, "public_key"),
        ({}, grpc.StatusCode.FAILED_PRECONDITION, "signed"),
    ):
        fields = {"context": "referrals", "checkpoint": note, "public_key": witness, **wrong}
        try:
            client.call(f"{PROOF}/AddCosignature", token(auth, "oversight"), **fields)
            raise AssertionError(f"{wrong} was taken")
        except grpc.RpcError as error:
            assert error.code() == code and word in error.details(), error


def as_person(auth, person):
    return subprocess.run(
        [BINARIES / "candour", "token", "--auth", auth, "--agency", "@agency.nhse",
         "--worker", person, "--role", "person"],
        check=True, capture_output=True, text=True).stdout.strip()


def refused(client, shown, code, **fields):
    try:
        client.call(f"{PROOF}/GetReceipt", shown, context="referrals", **fields)
        raise AssertionError(f"{fields} was answered")
    except grpc.RpcError as error:
        assert error.code() == code, error


def by_the_command_line(place, port, data, key, receipt, witness):
    kept = place / "kept.tlog-proof"
    said = candour("receipt", "get", "referrals", 5, "--server", f"http://127.0.0.1:{port}",
                   "--data", data, "--as", "oversight")
    assert said.returncode == 0, said.stderr
    assert receipt_of(said.stdout, key)[0] == receipt_of(receipt, key)[0]
    kept.write_text(said.stdout)
    held = candour("receipt", "check", kept, "--key", key, "--witness", witness,
                   "--output", "json")
    assert held.returncode == 0, held.stderr
    assert json.loads(held.stdout)["position"] == 5
    kept.write_text(said.stdout.replace("index 4", "index 5"))
    assert candour("receipt", "check", kept, "--key", key).returncode == 4
    # Nor does a whole one by the key of another log, and a witness's key is no log's.
    kept.write_text(said.stdout)
    other = Client(port).call(f"{PROOF}/GetCheckpoint", token(data / "auth", "oversight"),
                              context="panel").public_key
    assert candour("receipt", "check", kept, "--key", other).returncode == 4
    assert candour("receipt", "check", kept, "--key", witness).returncode == 2
    assert candour("receipt", "check", kept, "--key", key, "--witness", key).returncode == 2


def candour(*arguments):
    return subprocess.run([BINARIES / "candour", *map(str, arguments)], capture_output=True,
                          text=True, timeout=60)


def an_older_copy_is_told(place, older, server, watch):
    """A data folder of before, on a stream that has what was signed since."""
    ops = free_port()
    with up(older, port := free_port(), *server.options("candour-up"), "--ops", f"127.0.0.1:{ops}",
            log=place / "older.log"):
        client = Client(port)
        for _ in range(100):
            try:
                checkpoint(client, older / "auth")
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.DATA_LOSS, error
                break
            time.sleep(0.1)
        else:
            raise AssertionError("an older copy goes on signing")
        # It stays so, whatever is put on record; the services go on.
        record(client, older / "auth", 9)
        time.sleep(1.5)
        refused(client, token(older / "auth", "oversight"), grpc.StatusCode.DATA_LOSS, position=1)
        metrics = urllib.request.urlopen(f"http://127.0.0.1:{ops}/metrics").read().decode()
        assert 'candour_proof_broken{context="referrals"} 1' in metrics, metrics
        seen(watch, port, older, before=PEOPLE + 3, events=0, code=4)


async def published_are_chained(server, key, events):
    """Waits for the checkpoint of so many events. Each contains the one before."""
    connection = await server.connect("oversight")
    try:
        stream, before, old, seen = connection.jetstream(), 0, None, 0
        for sequence in itertools.count(1):
            if before >= events:
                break
            message = await next_checkpoint(stream, sequence)
            # The projection has something in its log from its first start on.
            if message.subject == "candour.checkpoints.oversight":
                continue
            assert message.subject == "candour.checkpoints.referrals", message.subject
            proof, note = message.data.decode().split("\n\n", 1)
            said, *hashes = proof.split("\n")
            assert said == f"old {before}", (said, before)
            size, head = opened(note, key)
            hashes = [base64.b64decode(line) for line in hashes]
            if before:
                assert consistent(before, old, size, head, hashes), "it does not contain it"
            before, old, seen = size, head, seen + 1
        assert before == events, (before, events)
        return seen
    finally:
        await connection.close()


async def next_checkpoint(stream, sequence):
    for _ in range(200):
        with contextlib.suppress(nats.js.errors.NotFoundError):
            return await stream.get_msg("CANDOUR_CHECKPOINTS", sequence)
        await asyncio.sleep(0.1)
    raise AssertionError(f"checkpoint {sequence} was not published")


def the_log_is_held_against(place, data, key, *notes):
    """`candour verify --log`, with nothing running."""
    files = []
    for number, note in enumerate(notes):
        files.append(place / f"checkpoint.{number}")
        files[-1].write_text(note)
    log = data / "referrals/log"
    told = candour("verify", "--log", log, "--log-key", key, "--checkpoint", files[0],
                   "--checkpoint", files[1], "--output", "json")
    assert told.returncode == 0, told.stderr + told.stdout
    told = json.loads(told.stdout)
    assert (told["events"], told["covered"]) == (PEOPLE + 3, PEOPLE + 3), told
    # The log of another context is not the one that was signed.
    told = candour("verify", "--log", data / "panel/log", "--log-key", key, "--checkpoint", files[0])
    assert told.returncode == 4, told.stderr + told.stdout
    spoiled = key.replace("referrals", "panel")
    assert candour("verify", "--log", log, "--log-key", spoiled).returncode == 2


if __name__ == "__main__":
    main()
