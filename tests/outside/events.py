#!/usr/bin/env python3
"""The schemas and the AsyncAPI document, read by parsers that are not ours and
held against every golden file and all that NATS carries while the story runs."""

import asyncio
import contextlib
import copy
import hashlib
import json
import pathlib
import re
import subprocess

from jsonschema import Draft7Validator, Draft202012Validator
from nats.js.api import ConsumerConfig, DeliverPolicy
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7, DRAFT202012

from common import (
    BINARIES, ROOT, STORY, Client, folder, free_port, nats_server, node, token, up)

PROTO = ROOT / "proto"
LEDGER = "candour.ledger.v1.LedgerService"
ADVANCE = "candour.ledger.v1.SandboxService/Advance"
FORMATS = Draft202012Validator.FORMAT_CHECKER

# Golden bytes are made up from the fields' names and never change, so these
# hold words where the contract asks for a digest or a channel's name.
MADE_UP_WORDS = {
    ("candour.oversight.v1.AlertRetried", "$.data.channel"),
    ("candour.panel.v1.AgreementSigned", "$.data.evidence_digest"),
    ("candour.panel.v1.ChecklistItemClaimed", "$.data.evidence_digest"),
    ("candour.panel.v1.MinutesApproved", "$.data.digest"),
}


class Schemas:
    """The schemas as they are checked in, resolved without a network."""

    def __init__(self):
        self.texts = {path.stem: json.loads(path.read_text())
                      for path in sorted((PROTO / "schemas").glob("*.json"))}
        common = self.texts["common"]
        self.registries = [
            (dialect, Registry().with_resource("common.json", kind.create_resource(common)))
            for dialect, kind in ((Draft202012Validator, DRAFT202012), (Draft7Validator, DRAFT7))]
        self.validators = {}

    def wrong(self, event):
        """Where and how an event breaks the schema of its type, as (path, words)."""
        name = event["type"]
        assert name in self.texts, f"{name} has no schema"
        if name not in self.validators:
            self.validators[name] = [
                dialect(self.texts[name], registry=registry, format_checker=FORMATS)
                for dialect, registry in self.registries]
        newest, oldest = ([(error.json_path, error.message) for error in one.iter_errors(event)]
                          for one in self.validators[name])
        assert sorted(newest) == sorted(oldest), f"{name} reads otherwise in draft 07"
        return newest


def main():
    schemas = Schemas()
    for name, schema in schemas.texts.items():
        Draft202012Validator.check_schema(schema)
        Draft7Validator.check_schema(schema)
    document = read_by_its_own_parser()
    golden = held_to_golden_files(schemas)
    spoiled = broken_events_fail(schemas)
    with contextlib.ExitStack() as stack:
        seen = asyncio.run(in_a_run(stack, schemas, document))
    print(f"{len(schemas.texts)} schemas hold for {golden} golden files and for {seen}; "
          f"{spoiled} broken events fail")


def read_by_its_own_parser():
    """The AsyncAPI document, once AsyncAPI's parser has no complaint."""
    path = PROTO / "asyncapi.json"
    document = json.loads(path.read_text())
    done = node("asyncapi.cjs", path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["channels"] == len(document["channels"]), found
    assert found["payloads"] == len(document["components"]["messages"]), found

    # The check can fail: a broken document, and one that points to nothing.
    with folder() as place:
        for spoil in (
            lambda d: d["operations"]["publish_alerts"].update(action="shout"),
            lambda d: d["components"]["messages"]["candour.panel.v1.MeetingHeld"].update(
                payload={"$ref": "./schemas/gone.json"}),
        ):
            broken = copy.deepcopy(document)
            spoil(broken)
            other = pathlib.Path(place) / "asyncapi.json"
            other.write_text(json.dumps(broken).replace("./schemas/", f"{PROTO}/schemas/"))
            assert node("asyncapi.cjs", other).returncode == 1, "a broken document passes"
    return document


def held_to_golden_files(schemas):
    files = sorted((PROTO / "golden").glob("*.json"))
    assert files, "there are no golden files"
    wrong = []
    for path in files:
        event = json.loads(path.read_text())
        wrong += [(event["type"], *error) for error in schemas.wrong(event)]
    unheard = [one for one in wrong if one[:2] not in MADE_UP_WORDS]
    assert not unheard, f"golden files that break their schemas: {unheard}"
    return len(files)


async def in_a_run(stack, schemas, document):
    """Tells the story, then takes all that NATS holds."""
    place = pathlib.Path(stack.enter_context(folder()))
    port, auth = free_port(), place / "data" / "auth"
    server = stack.enter_context(nats_server(place))
    stack.enter_context(up(place / "data", port, "--sandbox", *server.options("candour-up"),
                           log=place / "log"))
    connection = await server.connect("reader")
    watermarks = await connection.subscribe("candour.watermarks.*")
    subprocess.run([BINARIES / "candour", "story", "run", STORY, "--auth", auth,
                    "--server", f"http://127.0.0.1:{port}"],
                   check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    client, operator = Client(port), token(auth, "operator")
    contexts = [context for channel in document["channels"]
                if (context := channel.removesuffix("Events")) != channel]
    # Never back: this only waits until what falls due by now is done.
    client.call(ADVANCE, operator, to={"seconds": 0})
    stored = {context: records(client, operator, context) for context in contexts}
    channels = Channels(document)
    events = await taken(connection, channels, "CANDOUR", sum(map(len, stored.values())))
    for message in events:
        channels.check(message, schemas)
    published = {context: [] for context in contexts}
    for message in events:
        published[message.subject.split(".")[2]].append(message.data)
    for context in contexts:
        held = len(stored[context])
        assert published[context][:held] == stored[context], f"{context} is published otherwise"

    # What is published again has ids of its own, and is otherwise the same.
    client.call(f"{LEDGER}/Republish", operator, context="concerns")
    later = await taken(connection, channels, "CANDOUR", len(events) + len(stored["concerns"]))
    later = [message for message in later if ":" in message.headers["Nats-Msg-Id"]]
    assert [message.data for message in later] == stored["concerns"], "another log was republished"
    for message in later:
        channels.check(message, schemas)

    alerts = await taken(connection, channels, "CANDOUR_ALERTS", 1)
    for message in alerts:
        channels.check(message, schemas)
    heard = set()
    for _ in range(200):
        message = await watermarks.next_msg(timeout=10)
        channels.check(message, schemas)
        heard.add(message.subject.rsplit(".", 1)[1])
    assert heard == set(contexts), f"watermarks come from {heard}"
    await connection.close()

    types = {json.loads(message.data)["type"] for message in events}
    return (f"a run's {len(events)} events of {len(types)} types, {len(alerts)} alerts and "
            "watermarks")


def records(client, operator, context):
    return [answer.record for answer in
            client.stream(f"{LEDGER}/ReadRecords", operator, context=context)]


async def taken(connection, channels, name, least):
    """All messages of a stream, once it holds as many; its settings are compared."""
    stream = connection.jetstream()
    for _ in range(600):
        info = await stream.stream_info(name)
        if info.state.messages >= least:
            break
        await asyncio.sleep(0.1)
    wanted = channels.stream(name)
    config = info.config
    found = {"stream": config.name, "subjects": config.subjects, "storage": config.storage,
             "retention": config.retention, "discard": config.discard,
             "duplicate_window_seconds": config.duplicate_window}
    assert found == wanted, f"{name} is {found} and is said to be {wanted}"
    consumer = await stream.subscribe(
        wanted["subjects"][0], ordered_consumer=True,
        config=ConsumerConfig(deliver_policy=DeliverPolicy.ALL))
    return [await consumer.next_msg(timeout=10) for _ in range(info.state.messages)]


class Channels:
    """What the AsyncAPI document says of a subject."""

    def __init__(self, document):
        self.document = document
        self.channels = [(self.pattern(channel), channel)
                         for channel in document["channels"].values()]

    def at(self, what):
        """What stands where a reference points to, or the thing itself."""
        while "$ref" in what:
            place = self.document
            for step in what["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            what = place
        return what

    def pattern(self, channel):
        """The subjects of a channel; a parameter is a token, or one of some."""
        def token_of(match):
            values = self.at(channel["parameters"][match[1]]).get("enum")
            return f"(?P<{match[1]}>{'|'.join(values) if values else '[A-Za-z0-9_-]+'})"
        address = re.escape(channel["address"]).replace(r"\{", "{").replace(r"\}", "}")
        return re.compile(re.sub(r"\{(\w+)\}", token_of, address))

    def stream(self, name):
        settings = [channel["x-jetstream"] for channel in self.document["channels"].values()
                    if channel.get("x-jetstream", {}).get("stream") == name]
        assert settings and all(one == settings[0] for one in settings), settings
        return settings[0]

    def check(self, message, schemas):
        """That a message is on a subject, with headers and of a form, that is described."""
        fits = [(found, channel) for pattern, channel in self.channels
                if (found := pattern.fullmatch(message.subject))]
        assert len(fits) == 1, f"{message.subject} fits {len(fits)} channels"
        found, channel = fits[0]
        body = json.loads(message.data)
        name = body.get("type") or next(iter(channel["messages"]))
        described = dict(self.at(channel["messages"][name]))
        for one in described.get("traits", []):
            described |= self.at(one)
        if "headers" in described:
            held = Draft202012Validator(described["headers"]).iter_errors(dict(message.headers))
            assert not (held := list(held)), f"{name}: {held[0].message}"
        if name != body.get("type"):
            schema = self.at(described["payload"])
            held = list(Draft202012Validator(schema, format_checker=FORMATS).iter_errors(body))
            assert not held, f"{name}: {held[0].json_path}: {held[0].message}"
            assert body.keys() == schema["properties"].keys(), f"{name} has {body.keys()}"
            for part, value in found.groupdict().items():
                assert body.get(part, value) == value, f"{message.subject}: {body}"
            return
        wrong = schemas.wrong(body)
        assert not wrong, f"{name} at {body['position']} of {body['source']}: {wrong}"
        assert message.headers["Candour-Position"] == body["position"], message.headers
        digest = hashlib.sha256((body.get("person") or body["subject"]).encode()).digest()
        shard = int.from_bytes(digest[:2], "big") % 64
        assert found.groupdict() == {"shard": str(shard), "stream_id": body["subject"]}, found


def broken_events_fail(schemas):
    """The check can fail; and it lets pass what readers are to ignore."""
    golden = PROTO / "golden/candour.referrals.v1.ContactRecorded.json"
    event = json.loads(golden.read_text())
    spoiled = {
        "$": lambda e: e.pop("id"),
        "$.position": lambda e: e.update(position=1),
        "$.time": lambda e: e.update(time="yesterday"),
        "$.actorrole": lambda e: e.update(actorrole="ROLE_FRIEND"),
        "$.source": lambda e: e.update(source="/candour/panel"),
        "$.data": lambda e: e["data"].pop("person_id"),
        "$.data.service": lambda e: e["data"].update(service="CONTACT_SERVICE_UNSPECIFIED"),
        "$.data.agency_id": lambda e: e["data"].update(agency_id=e["data"]["person_id"]),
        "$.data.plan_version": lambda e: e["data"].update(plan_version=-1),
        "$.data.notes": lambda e: e["data"].update(notes={}),
        "$.data.notes.sealed.nonce": lambda e: e["data"].update(
            notes={"sealed": {"key_id": e["subject"], "nonce": "?", "ciphertext": ""}}),
    }
    for path, spoil in spoiled.items():
        broken = copy.deepcopy(event)
        spoil(broken)
        where = {one[0] for one in schemas.wrong(broken)}
        assert where == {path}, f"broken at {path}, and wrong at {where}"
    tomorrow = copy.deepcopy(event)
    tomorrow["a_field_of_tomorrow"] = tomorrow["data"]["a_field_of_tomorrow"] = {"n": 1}
    assert not schemas.wrong(tomorrow), "a field of tomorrow is not ignored"
    return len(spoiled)


if __name__ == "__main__":
    main()
