#!/usr/bin/env python3
"""The story with every service as a process of its own, over NATS and gRPC: each as its
unit for systemd says, with secrets made and replaced by the commands of the runbooks."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import time
import uuid

import grpc

from common import (
    BINARIES, ROOT, STORY, Client, folder, free_port, running, token, wait_for)
from deployed import SERVICES, by_systemd, environment_of, filled, unit_of
from runbooks import INSTALL, ROTATE, blocks, do, functions

REFERRALS = "candour.referrals.v1.ReferralsService"
OVERSIGHT = "candour.oversight.v1.OversightService"
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
# What makes a connection safe is for other checks; here all is on one machine.
SAFETY = {"CANDOUR_NATS_CA", "CANDOUR_NATS_NKEY_FILE", "CANDOUR_TLS_CA", "CANDOUR_TLS_CERT",
          "CANDOUR_TLS_KEY"}


def main():
    with folder() as place, contextlib.ExitStack() as stack:
        place = pathlib.Path(place)
        do(place, "\n".join(blocks(INSTALL, "1. Make the secrets")))
        secrets = place / "secrets"
        certified(secrets)
        broker = free_port()
        wait_for(broker, stack.enter_context(running(
            "nats-server", "-a", "127.0.0.1", "-p", broker, "-js", "-sd", place / "nats",
            log=place / "nats.log")))
        ports = {service: free_port() for service in SERVICES}
        for service in sorted(SERVICES, key=lambda one: len(by_systemd(one).needs)):
            start(stack, place, service, ports, broker)

        servers = []
        for service, port in ports.items():
            name = "oversight" if service == "projection" else service
            servers += ["--server", f"{name}=http://127.0.0.1:{port}"]
        subprocess.run([BINARIES / "candour", "story", "run", STORY, "--auth", secrets / "auth",
                        *servers], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        one_id_everywhere(ports, secrets / "auth")
        signing_key_replaced(ports, place, secrets)
    print("the story passes with every service as its unit says, and rotated secrets count")


def start(stack, place, service, ports, broker):
    """Starts a service with what its unit says, on ports of its own."""
    # Who uses NATS is not asked here.
    (place / "secrets" / service / "nats.nk").touch()
    credentials = handed(place, service)
    told = environment_of(service, credentials=credentials, state=place / "state")
    told = {key: value for key, value in told.items() if key not in SAFETY}
    ops = f"127.0.0.1:{free_port()}"
    here = {
        "CANDOUR_LISTEN": f"127.0.0.1:{ports[service]}",
        "CANDOUR_OPS": ops,
        "CANDOUR_NATS_URL": f"nats://127.0.0.1:{broker}",
        "CANDOUR_AUTH": place / "secrets/public",
        "CANDOUR_KEYS_URL": f"http://127.0.0.1:{ports['referrals']}",
    }
    assert set(here) - set(told) <= {"CANDOUR_KEYS_URL"}, set(here) - set(told)
    told |= {key: str(value) for key, value in here.items() if key in told}
    told["CANDOUR_SANDBOX"] = "true"
    arguments = [word for key, value in told.items() for word in (f"{key}={value}",)]
    process = stack.enter_context(running(
        "env", "-i", *arguments, BINARIES / by_systemd(service).binary,
        log=place / f"{service}.log"))
    wait_for(ports[service], process)
    assert eventually(lambda: healthy(ops)), f"{service} is not well by deploy/healthy"
    assert not healthy(f"127.0.0.1:{free_port()}"), "nobody is well by deploy/healthy"


def handed(place, service):
    """The service's secrets, as systemd hands them over; the folder in which they are."""
    credentials = place / "credentials" / service
    credentials.mkdir(parents=True)
    for one in unit_of(service)["Service", "LoadCredential"]:
        name, source = filled(one, service).split(":")
        shutil.copyfile(place / source.removeprefix("/etc/candour/"), credentials / name)
        (credentials / name).chmod(0o400)
    return credentials


def healthy(ops):
    """What a container's health is told by."""
    asked = subprocess.run([ROOT / "deploy/healthy"], env={**os.environ, "CANDOUR_OPS": ops},
                           capture_output=True)
    return asked.returncode == 0


def one_id_everywhere(ports, auth):
    """What one service calls somebody to an agency, another does too."""
    asker = token(auth, "care_coordinator", TRUST, of_register=False)
    person = Client(ports["referrals"]).call(
        f"{REFERRALS}/RegisterPerson", asker, act={"request_id": str(uuid.uuid4())},
        fact={"name": {"plain": "Robin Synthetic"}}).receipt.stream_id
    # A contact ties the trust to them.
    Client(ports["referrals"]).call(
        f"{REFERRALS}/RecordContact", asker, act={"request_id": str(uuid.uuid4())},
        fact={"person_id": person, "agency_id": TRUST, "service": "CONTACT_SERVICE_ED",
              "reason": "CONTACT_REASON_DISTRESS", "disposal": "CONTACT_DISPOSAL_DISCHARGED"})
    for _ in range(100):
        try:
            if Client(ports["projection"]).call(f"{OVERSIGHT}/GetTimeline", asker,
                                                person_id=person).events:
                return
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.PERMISSION_DENIED, error
        time.sleep(0.1)
    raise AssertionError("the projection knows the person by another id")


def certified(secrets):
    """The certificates name whom they are for; a new CA is taken and the old one refused."""
    def names(service):
        file = "nats" if service == "nats" else "tls"
        text = do(secrets, f"openssl x509 -in {service}/{file}.pem -noout -ext subjectAltName")
        return text.split("\n", 1)[1].strip()

    assert names("nats") == "DNS:nats.candour", names("nats")
    for service in SERVICES:
        context = "oversight" if service == "projection" else service
        assert names(service) == (
            f"DNS:{service}.candour, URI:spiffe://candour/service/{context}"), names(service)
        assert (secrets / service / "tls.key").stat().st_mode & 0o777 == 0o600, service

    def passes(certificate):
        done = subprocess.run(["openssl", "verify", "-CAfile", "public/ca.pem", certificate],
                              cwd=secrets, capture_output=True)
        return done.returncode == 0

    shutil.copyfile(secrets / "panel/tls.pem", secrets / "old.pem")
    both, alone = blocks(ROTATE, "The CA")
    certificate, = blocks(ROTATE, "A certificate")
    do(secrets, both)
    do(secrets, functions() + certificate)
    assert passes("old.pem") and passes("panel/tls.pem"), "both are good for a while"
    do(secrets, alone)
    assert passes("panel/tls.pem") and not passes("old.pem"), "the old CA is still trusted"
    do(secrets, "for one in referrals careplans sanctions concerns; do certify $one $one; done"
       .join((functions(), "\ncertify nats \"\" nats; certify projection oversight")))


def signing_key_replaced(ports, place, secrets):
    """A new key's tokens count at once, and the old one's no more once it is taken out."""
    client = Client(ports["panel"])

    def counts(shown):
        try:
            client.call("candour.ledger.v1.LedgerService/GetHead", shown, context="panel")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAUTHENTICATED, error
            return False
        return True

    old = token(secrets / "auth", "operator")
    assert counts(old)
    added, taken_out = blocks(ROTATE, "The key that signs tokens")
    do(secrets, added)
    do(secrets, functions() + blocks(ROTATE, "A service's token")[0])
    assert (secrets / "panel/service.token").stat().st_mode & 0o777 == 0o600
    new = token(secrets / "auth", "operator")
    assert eventually(lambda: counts(new)) and counts(old)
    do(secrets, taken_out)
    # A token of a key that nobody knows has the keys read again before the minute is over.
    do(place, "candour token-key --auth stranger")
    stranger = token(place / "stranger", "operator")
    assert eventually(lambda: not counts(stranger) and not counts(old)), "the old key still counts"
    assert counts(new)


def eventually(true):
    for _ in range(150):
        if true():
            return True
        time.sleep(0.5)
    return False


if __name__ == "__main__":
    main()
