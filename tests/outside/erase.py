#!/usr/bin/env python3
"""A person is erased. With every file, every stream, an older backup and every master key
that is left in hand, nothing of them opens; the same attempt before opened all of it.
What happened to them stays on record, proved and counted, and a backup from before that
is put back erases them again."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import pathlib
import re
import shutil
import subprocess
import threading
import uuid

import grpc
import nats
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from common import (
    BINARIES, Client, folder, free_port, once_signed, running, up, wait_for)

REFERRALS = "candour.referrals.v1.ReferralsService"
PLANS = "candour.careplans.v1.CarePlansService"
SANCTIONS = "candour.sanctions.v1.SanctionsService"
CONCERNS = "candour.concerns.v1.ConcernsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
LEDGER = "candour.ledger.v1.LedgerService"
PROOF = "candour.ledger.v1.ProofService"
CONTEXTS = ["referrals", "panel", "careplans", "sanctions", "concerns", "oversight"]
STREAMS = ["CANDOUR", "CANDOUR_ALERTS", "CANDOUR_CHECKPOINTS"]
TRUST, BOARD = "@agency.trust", "@agency.board"
GONE = "person_01h455vb4pex5vsknk084sn02q"
STAYS = "person_01h455vb4pex5vsknk084sn02r"
# Words that stand nowhere else, said of each in several contexts.
WORDS = {
    GONE: ["Zephyrine Quillfeather", "1987-03-29", "9990000018", "zq slept under the arches",
           "zq must be told there is no bed for them", "zq will be arrested if zq rings again",
           "zq was left in the corridor for nine hours", "zq period over since the spring"],
    STAYS: ["Ottoline Brackwater", "1979-11-02", "9990000026", "ob sprained an ankle"],
}
# Nobody's words: a code, by which it is seen that the search finds what is in the clear.
IN_THE_CLEAR = "Fenmoorside"


def main():
    with folder() as place:
        place, port = pathlib.Path(place), free_port()
        with broker(place, port) as url:
            told = check(place, url)
        after_everything_is_lost(place)
    print(told)


@contextlib.contextmanager
def broker(place, port):
    with running("nats-server", "-a", "127.0.0.1", "-p", port, "-js", "-sd", place / "nats",
                 log=place / "nats.log") as process:
        wait_for(port, process)
        yield f"nats://127.0.0.1:{port}"


@contextlib.contextmanager
def forwarded(port, there):
    """Whoever listens on one port can be reached on another, until the block ends."""
    async def pump(reader, writer):
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        writer.close()

    async def connected(reader, writer):
        onward, back = await asyncio.open_connection("127.0.0.1", there)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(pump(reader, back), pump(onward, writer))

    async def ended():
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(connected, "127.0.0.1", port), loop).result()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(ended(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def check(place, url):
    data, backup = place / "data", place / "backup"
    with started(data, url) as here:
        lives(here)
        resolve_flags(here)
    # While nothing runs it is copied; a copy of a running one is refused.
    copied = done(candour("backup", "--data", data, "--out", backup, "--output", "json"))
    old_master = place / "kept-apart.key"
    shutil.copy(data / "master.key", old_master)
    assert not (backup / "master.key").exists()
    assert json.loads(copied.stdout)

    with started(data, url) as here:
        counts = {context: len(acts(here, context)) for context in CONTEXTS}
        in_use = candour("backup", "--data", data, "--out", place / "never")
        assert in_use.returncode == 1 and "in use" in in_use.stderr, in_use.stderr
        request_is_looked_at(here)
        flags, cases, receipt = flags_of(here), cases_of(here), receipt_of(here)
    before = attack(place, [data / "master.key"])
    assert before.blobs[GONE] >= len(WORDS[GONE]) and before.opened[GONE] == before.blobs[GONE]
    assert set(WORDS[GONE]) <= before.words, set(WORDS[GONE]) - before.words

    with started(data, url) as here:
        confirm(here)
        assert flags_of(here) == flags and cases_of(here) == cases
        proved(here, receipt)
        nothing_is_shown(here)
    # Without a new master key the older backup still has them: that is what waiting means.
    assert attack(place, [data / "master.key"]).opened[GONE] > 0

    with started(data, url) as here:
        meanwhile = exchange(here)
        assert flags_of(here) == flags and cases_of(here) == cases
        labels = labels_of(here)
        proved(here, receipt)
        nothing_is_shown(here)
        whole = {context: len(acts(here, context)) for context in CONTEXTS}
        # That she was erased is on record, and what came meanwhile; nothing is gone.
        assert whole["referrals"] == counts["referrals"] + 1 + meanwhile, (whole, counts)
        assert all(whole[context] >= events for context, events in counts.items())
        verified = candour("verify", "--nats-url", url, "--data", data, "--server", here.server)
        assert verified.returncode == 0, verified.stdout + verified.stderr
        texts = asyncio.run(carried(url))

    # What an attacker would have: all that is there, and whatever opens.
    after = attack(place, master_keys(place) - {old_master}, texts)
    assert after.blobs[GONE] >= before.blobs[GONE], (after.blobs, before.blobs)
    assert after.opened[GONE] == 0, after.opened
    assert after.opened[STAYS] == after.blobs[STAYS] > 0, (after.opened, after.blobs)
    assert labels, "what the labeller found stays"
    nothing_in_the_clear(place, texts)

    from_before_is_erased_again(place, url, backup, old_master, whole)
    return (f"{after.blobs[GONE]} sealed words of one who was erased were found in files, "
            f"streams and a backup, and none opens; before, all of {before.blobs[GONE]} did")


class Here:
    """A running installation, and whoever calls it."""

    def __init__(self, data, url, port):
        self.data, self.url = data, url
        self.client = Client(port)
        self.server = f"http://127.0.0.1:{port}"

    def token(self, role, worker="outside", agency=TRUST):
        made = candour("token", "--auth", self.data / "auth", "--agency", agency, "--worker",
                       f"@worker.{worker}", "--role", role, "--register-ids")
        return done(made).stdout.strip()

    def say(self, path, role, act=None, **fact):
        act = {"request_id": str(uuid.uuid4()), **(act or {})}
        return self.client.call(path, self.token(role), act=act, fact=fact)


@contextlib.contextmanager
def started(data, url):
    port = free_port()
    options = ("--nats-url", url) if url else ()
    with up(data, port, *options, log=data.parent / f"{data.name}.log"):
        yield Here(data, url, port)


def candour(*arguments, stdin=None):
    return subprocess.run([BINARIES / "candour", *map(str, arguments)], capture_output=True,
                          text=True, timeout=120, input=stdin)


def done(ended):
    assert ended.returncode == 0, f"{ended.args}\n{ended.stdout}{ended.stderr}"
    return ended


def ids(noun):
    return f"{noun}_01h455vb4pex5vsknk084sn02q"


def lives(here):
    """Two lives, in the words of several agencies."""
    trust = agency_id(here)
    for agency, kind in ((trust, "MENTAL_HEALTH_TRUST"), (ids("agency"), "POLICE")):
        here.say("candour.panel.v1.PanelService/RegisterAgency", "information_governance",
                 agency_id=agency, name="Fenmoor", kind=f"AGENCY_KIND_{kind}")
    for person, words in WORDS.items():
        name, born, number, note = words[:4]
        here.say(f"{REFERRALS}/RegisterPerson", "care_coordinator", person_id=person,
                 name={"plain": name}, date_of_birth={"plain": born},
                 nhs_number={"plain": number}, borough=IN_THE_CLEAR)
        here.say(f"{REFERRALS}/RecordContact", "care_coordinator", person_id=person,
                 agency_id=trust, service="CONTACT_SERVICE_ED", reason="CONTACT_REASON_DISTRESS",
                 disposal="CONTACT_DISPOSAL_DISCHARGED", notes={"plain": note})
    worker = {"worker_id": ids("worker"), "agency_id": trust, "role": "ROLE_CLINICIAN"}
    here.say(f"{PLANS}/DraftPlan", "care_coordinator", plan_id=ids("plan"), person_id=GONE,
             agency_id=trust, authors=[worker], coproduction="COPRODUCTION_JOINT")
    here.say(f"{PLANS}/IssueInstruction", "clinician", plan_id=ids("plan"),
             instruction_id=ids("instruction"), kind="INSTRUCTION_KIND_SUPPORT",
             for_agency_id=trust, text={"plain": WORDS[GONE][4]})
    here.say(f"{SANCTIONS}/ThreatenSanction", "police_officer",
             act={"mode": "MODE_RECORD", "source": {"title": "a letter"}},
             sanction_id=ids("sanction"), person_id=GONE, kind="SANCTION_KIND_ARREST",
             agency_id=ids("agency"), predicate="PREDICATE_CALLING",
             words={"plain": WORDS[GONE][5]})
    here.say(f"{CONCERNS}/RaiseComplaint", "complaints", concern_id=ids("concern"),
             person_id=GONE, about_agency_id=trust, subject="COMPLAINT_SUBJECT_STAFF_CONDUCT",
             raised_by="RAISED_BY_PERSON", words={"plain": WORDS[GONE][6]})


def agency_id(here):
    """The agency for which tokens here are made, as the ids know it."""
    token = here.token("care_coordinator").split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return next(v for v in claims.values() if isinstance(v, str) and v.startswith("agency_"))


def flags_of(here):
    asked = here.token("oversight", agency=BOARD)
    listed = here.client.call(f"{OVERSIGHT}/ListFlags", asked, verdict="VERDICT_FIRES")
    return sorted((f.flag_id, f.rule_id, f.state, f.subject_id, f.because) for f in listed.flags)


def cases_of(here):
    asked = here.token("information_governance")
    counted = here.client.call(f"{OVERSIGHT}/CountContacts", asked, person_id=GONE)
    return str(counted.counts) if hasattr(counted, "counts") else str(counted)


def labels_of(here):
    return [json.loads(r)["data"] for r in records(here, "oversight")
            if json.loads(r)["type"].endswith(".InstructionLabelled")]


def records(here, context):
    asked = here.token("operator")
    return [r.record for r in here.client.stream(f"{LEDGER}/ReadRecords", asked, context=context)]


def resolve_flags(here):
    """An erasure is asked for; the open complaint and the flags are in its way, and go."""
    wait_until(lambda: len(flags_of(here)) >= 1 and labels_of(here))
    asked = erase(here, "request", "ada", "--ground", "retention-over", "--why", "-",
                  stdin=WORDS[GONE][7])
    done(asked)
    refused = erase(here, "confirm", "bo", "--etag", etag(here))
    assert refused.returncode == 3 and "complaint" in refused.stderr, refused.stderr
    here.say(f"{CONCERNS}/AcknowledgeComplaint", "complaints", concern_id=ids("concern"),
             agency_id=agency_id(here))
    close = {"request_id": str(uuid.uuid4())}
    here.client.call(f"{CONCERNS}/CloseComplaint", here.token("complaints", agency=BOARD),
                     act=close, fact={
                         "concern_id": ids("concern"), "outcome": "COMPLAINT_OUTCOME_UPHELD",
                         "agency_id": board_id(here), "independent": True})
    refused = erase(here, "confirm", "bo", "--etag", etag(here))
    assert refused.returncode == 3 and "flag" in refused.stderr, refused.stderr
    for obstacle in shown(here)["obstacles"]:
        here.client.call(
            f"{OVERSIGHT}/ResolveFlag", here.token("oversight", agency=BOARD),
            act={"request_id": str(uuid.uuid4())},
            fact={"flag_id": obstacle["id"], "outcome": "FLAG_OUTCOME_INCONCLUSIVE",
                  "reason": {"plain": "It is so."}})
    # Whoever looks at it turns it down once, so that it is seen that one can.
    done(erase(here, "withdraw", "bo", "--why", "-", stdin="not yet"))
    done(erase(here, "request", "ada", "--ground", "retention-over", "--why", "-",
               stdin=WORDS[GONE][7]))


def board_id(here):
    token = here.token("oversight", agency=BOARD).split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return next(v for v in claims.values() if isinstance(v, str) and v.startswith("agency_"))


def erase(here, verb, worker, *options, stdin=None):
    return candour("erase", verb, GONE, "--server", here.server, "--token",
                   here.token("information_governance", worker), *options, stdin=stdin)


def shown(here, worker="bo"):
    return json.loads(done(erase(here, "show", worker, "--output", "json")).stdout)


def etag(here):
    return shown(here)["etag"]


def request_is_looked_at(here):
    """The second sees why, by whom, what it erases, and that nothing speaks against it."""
    seen = shown(here)
    assert seen["requested"]["reason"]["plain"] == WORDS[GONE][7], seen
    assert not seen.get("obstacles") and not seen.get("erased"), seen
    erased = seen["events"]
    assert erased["PersonRegistered"]["words"] == 3 and erased["ContactRecorded"]["words"] == 1
    assert erased["ComplaintRaised"]["words"] == 1 and erased["InstructionIssued"]["words"] == 1
    alone = erase(here, "confirm", "ada", "--etag", seen["etag"])
    assert alone.returncode == 3 and "two people" in alone.stderr, alone.stderr
    stale = erase(here, "confirm", "bo", "--etag", "1")
    assert stale.returncode == 3, stale.stderr
    nobody = candour("erase", "show", GONE, "--server", here.server, "--data", here.data)
    assert nobody.returncode == 2 and "people" in nobody.stderr, nobody.stderr


def confirm(here):
    done(erase(here, "confirm", "bo", "--etag", etag(here)))
    assert shown(here)["erased"]
    waiting = json.loads(done(key(here, "show")).stdout)
    assert int(waiting["destroyed"]) == int(waiting["waiting"]) == 1, waiting


def key(here, verb):
    return candour("key", verb, "--server", here.server, "--data", here.data, "--output", "json")


def exchange(here):
    """The master key becomes another while words are sealed and opened."""
    refused = key(here, "destroy-old")
    assert refused.returncode == 3 and "no old" in refused.stderr, refused.stderr
    said, ended = [], threading.Event()

    def serve():
        while not ended.is_set():
            fact = {"person_id": STAYS, "agency_id": ids("agency"),
                    "service": "CONTACT_SERVICE_ED", "reason": "CONTACT_REASON_DISTRESS",
                    "disposal": "CONTACT_DISPOSAL_DISCHARGED", "notes": {"plain": WORDS[STAYS][3]}}
            here.client.call(f"{REFERRALS}/RecordContact", coordinator,
                             act={"request_id": str(uuid.uuid4())}, fact=fact)
            reads = here.client.call(f"{OVERSIGHT}/GetTimeline", coordinator, person_id=STAYS)
            assert WORDS[STAYS][3] in str(reads), "words open while keys are wrapped anew"
            said.append(True)

    coordinator = here.token("care_coordinator")
    serving = threading.Thread(target=serve)
    serving.start()
    rotated = json.loads(done(key(here, "rotate")).stdout)
    ended.set()
    serving.join()
    assert said and rotated["old_is_there"] and int(rotated["waiting"]) == 1, rotated
    again = key(here, "rotate")
    assert again.returncode == 3 and "destroy it first" in again.stderr, again.stderr
    left = json.loads(done(key(here, "destroy-old")).stdout)
    assert int(left["destroyed"]) == 1 and int(left.get("waiting", 0)) == 0, left
    assert WORDS[STAYS][3] in str(
        here.client.call(f"{OVERSIGHT}/GetTimeline", coordinator, person_id=STAYS))
    return len(said)


def nothing_is_shown(here):
    asked = here.token("care_coordinator")
    reads = here.client.call(f"{OVERSIGHT}/GetTimeline", asked, person_id=GONE)
    data = [json.loads(event.data) for event in reads.events]
    assert len(data) >= 6 and "KEY_DESTROYED" in str(data), data
    assert not any(word in str(data) for word in WORDS[GONE]), data
    found = here.client.call(f"{REFERRALS}/FindPersons", asked, nhs_number=WORDS[GONE][2])
    assert not found.candidates, found
    found = here.client.call(f"{REFERRALS}/FindPersons", asked, nhs_number=WORDS[STAYS][2])
    assert [c.person_id for c in found.candidates] == [STAYS], found
    try:
        here.say(f"{REFERRALS}/RecordContact", "care_coordinator", person_id=GONE,
                 agency_id=ids("agency"), service="CONTACT_SERVICE_ED",
                 reason="CONTACT_REASON_DISTRESS", disposal="CONTACT_DISPOSAL_DISCHARGED",
                 notes={"plain": "more"})
        raise AssertionError("words are sealed for somebody who was erased")
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.FAILED_PRECONDITION, error


def receipt_of(here):
    """The receipt of the first event about the person, and the log's key."""
    asked = here.token("service")
    at = next(n for n, r in enumerate(records(here, "referrals"), 1)
              if json.loads(r).get("person") == GONE)
    return once_signed(
        lambda: here.client.call(f"{PROOF}/GetReceipt", asked, context="referrals", position=at))


def proved(here, receipt):
    """A receipt from before holds, and what is signed now contains what was signed then."""
    file = here.data.parent / "receipt"
    file.write_text(receipt.receipt)
    done(candour("receipt", "check", file, "--key", receipt.public_key))
    again = receipt_of(here)
    assert again.public_key == receipt.public_key


async def carried(url):
    """All that every stream on NATS holds, as bytes."""
    client = await nats.connect(url)
    jetstream, found = client.jetstream(), []
    for stream in STREAMS:
        state = (await jetstream.stream_info(stream)).state
        for sequence in range(max(1, state.first_seq), state.last_seq + 1):
            message = await jetstream.get_msg(stream, sequence)
            found.append(message.data)
    await client.close()
    return found


SEALED = re.compile(
    rb'"sealed":\s*\{"key_id":"(?P<key>person_[0-9a-z]{26}\.(?:identity|clinical|police|narrative))",'
    rb'"nonce":"(?P<nonce>[A-Za-z0-9+/=]+)","ciphertext":"(?P<text>[A-Za-z0-9+/=]+)"\}')
FIELD = re.compile(rb'"([a-z_]+)":\[?\{"sealed"')
MASTER = re.compile(rb"^[0-9a-f]{64}\s*$")


class Attacked:
    """What was found, and what of it opened."""

    def __init__(self):
        self.blobs = {GONE: 0, STAYS: 0}
        self.opened = {GONE: 0, STAYS: 0}
        self.words = set()


def files(place):
    return [path for path in sorted(place.rglob("*")) if path.is_file()]


def master_keys(place):
    """Every file that could be a master key, wherever it lies."""
    return {path for path in files(place) if MASTER.match(path.read_bytes())}


def derive(key, label):
    """HKDF-SHA256 without salt, one block."""
    root = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(root, label + b"\x01", hashlib.sha256).digest()


def data_keys(place, masters):
    """Every wrapped key in every file that any of the master keys unwraps, and what follows
    from it for each class of words."""
    wrapping = [derive(bytes.fromhex(master.read_text().strip()), b"candour/v1/wrapping key")
                for master in masters]
    found = set()
    for path in files(place):
        wrapped, owner = path.read_bytes()[:200], path.stem
        if not wrapped.startswith(b"CNDK\x01") or len(wrapped) != 65:
            continue
        for key_bytes in wrapping:
            with contextlib.suppress(InvalidTag):
                key = AESGCM(key_bytes).decrypt(wrapped[5:17], wrapped[17:], owner.encode())
                found |= {key} | {derive(key, b"candour/v1/class key/" + name)
                                  for name in (b"identity", b"clinical", b"police", b"narrative")}
    return found


def attack(place, masters, texts=()):
    """Tries every sealed word that is found anywhere with every key that opens."""
    sources = [path.read_bytes() for path in files(place)] + list(texts)
    blobs = {(m["key"], m["nonce"], m["text"]) for s in sources for m in SEALED.finditer(s)}
    fields = {name for s in sources for name in FIELD.findall(s)}
    keys, attacked = [AESGCM(key) for key in data_keys(place, masters)], Attacked()
    for owner, nonce, text in blobs:
        person = owner.decode().split(".")[0]
        attacked.blobs[person] += 1
        words = next(filter(None, (
            opened(key, nonce, text, owner, field) for key in keys for field in fields)), None)
        if words is not None:
            attacked.opened[person] += 1
            attacked.words.add(words.decode())
    return attacked


def opened(key_, nonce, text, owner, field):
    with contextlib.suppress(InvalidTag):
        return key_.decrypt(base64.b64decode(nonce), base64.b64decode(text),
                            owner + b"\x00" + field)
    return None


def nothing_in_the_clear(place, texts):
    """No word of anybody stands anywhere, and the search finds what does."""
    found = {word: [] for words in WORDS.values() for word in words}
    found[IN_THE_CLEAR] = []
    sources = [(path, path.read_bytes()) for path in files(place)]
    for name, held in [*sources, *(("a stream", text) for text in texts)]:
        for word, places in found.items():
            forms = {word.encode(), base64.b64encode(word.encode()).rstrip(b"="),
                     word.encode("utf-16-le")}
            if any(form in held for form in forms):
                places.append(str(name))
    assert found.pop(IN_THE_CLEAR), "the search finds nothing at all"
    assert not any(found.values()), found


def from_before_is_erased_again(place, url, backup, old_master, whole):
    """A backup from before the erasure, put back with the master key of that time."""
    lost = place / "lost"
    (place / "data").rename(lost)
    damaged = shutil.copytree(backup, place / "damaged")
    (damaged / "keys/master.check").write_bytes(b"another")
    refused = candour("put-back", "--from", damaged, "--data", place / "data")
    assert refused.returncode == 2 and "not as it was" in refused.stderr, refused.stderr
    for restore_first in (True, False):
        data = place / f"again-{restore_first}"
        done(candour("put-back", "--from", backup, "--data", data))
        again = candour("put-back", "--from", backup, "--data", data)
        assert again.returncode == 2 and "is there" in again.stderr, again.stderr
        shutil.copy(old_master, data / "master.key")
        (data / "master.key").chmod(0o600)
        assert attack(data, [data / "master.key"]).opened[GONE] > 0, "the backup has them"
        if restore_first:
            done(candour("restore", *CONTEXTS, "--data", data, "--nats-url", url))
        with started(data, url) as here:
            assert attack(data, [data / "master.key"]).opened[GONE] == 0
            if restore_first:
                assert {c: len(acts(here, c)) for c in CONTEXTS} == whole
                verified = candour("verify", "--nats-url", url, "--data", data, "--server",
                                   here.server)
                assert verified.returncode == 0, verified.stdout + verified.stderr
                nothing_is_shown(here)
    # With NATS away at the start, the key goes as soon as NATS is there.
    data = place / "again-late"
    done(candour("put-back", "--from", backup, "--data", data))
    shutil.copy(old_master, data / "master.key")
    (data / "master.key").chmod(0o600)
    port = free_port()
    with started(data, f"nats://127.0.0.1:{port}"):
        assert attack(data, [data / "master.key"]).opened[GONE] > 0, "nobody told of it"
        with forwarded(port, int(url.rsplit(":", 1)[1])):
            wait_until(lambda: attack(data, [data / "master.key"]).opened[GONE] == 0)
    # With the new master key the old backup is of no use to anybody.
    data = place / "with-the-new"
    done(candour("put-back", "--from", backup, "--data", data))
    shutil.copy(lost / "master.key", data / "master.key")
    refused = candour("up", "--data", data, "--nats-url", url, "--listen", "127.0.0.1:0")
    assert refused.returncode == 1 and "another master key" in refused.stderr, refused.stderr


def after_everything_is_lost(place):
    """A backup from after it all, when NATS is lost too: all is there again, and counted."""
    data, backup = place / "lost", place / "newer"
    copied = done(candour("backup", "--data", data, "--out", backup, "--output", "json"))
    counts = {line["context"]: line["events"] for line in json.loads(copied.stdout)}
    master = (data / "master.key").read_bytes()
    shutil.rmtree(data)
    shutil.rmtree(place / "nats")
    back = place / "back"
    done(candour("put-back", "--from", backup, "--data", back))
    (back / "master.key").write_bytes(master)
    (back / "master.key").chmod(0o600)
    with broker(place, free_port()) as url, started(back, url) as here:
        wait_until(lambda: candour("verify", "--nats-url", url, "--data", back, "--server",
                                   here.server).returncode == 0)
        stored = {context: len(records(here, context)) for context in CONTEXTS}
        # That it began to read is on record by now.
        assert stored.pop("oversight") > counts.pop("oversight"), (stored, counts)
        assert stored == counts
        nothing_is_shown(here)


def acts(here, context):
    """The records of a log but for those that say who looked."""
    return [record for record in records(here, context)
            if not json.loads(record)["subject"].startswith("look_")]


def wait_until(holds):
    for _ in range(100):
        if holds():
            return
        threading.Event().wait(0.2)
    raise AssertionError("it does not come about")


if __name__ == "__main__":
    main()
