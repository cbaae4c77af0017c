#!/usr/bin/env python3
"""The story with every service as a process of its own: gRPC over mutual TLS, and a NATS
server on the settings of `deploy/nats`, on which each service is a user of its own."""

import contextlib
import pathlib
import shutil
import subprocess

from common import BINARIES, ROOT, STORY, folder, free_port, running, token, wait_for

# Each service's program, its context and where it listens.
SERVICES = {"referrals": "referrals", "panel": "panel", "careplans": "careplans",
            "sanctions": "sanctions", "concerns": "concerns", "projection": "oversight"}


def main():
    with folder() as place, contextlib.ExitStack() as stack:
        place = pathlib.Path(place)
        ports = {service: free_port() for service in SERVICES}
        certificates = place / "certificates"
        for context in SERVICES.values():
            certificate(place, certificates, context, "--service", "--host", "localhost")
        certificate(place, certificates, "terminal")
        nats = nats_server(place, certificates, stack)
        auth, key = place / "auth", place / "service.token"

        def start(service, *more):
            own = certificates / SERVICES[service]
            process = stack.enter_context(running(
                BINARIES / service, "--data", place / service, "--auth", auth, "--sandbox",
                "--listen", f"127.0.0.1:{ports[service]}",
                "--tls-cert", f"{own}.pem", "--tls-key", f"{own}.key",
                "--tls-ca", certificates / "ca.pem",
                "--nats-url", nats, "--nats-nkey-file", place / "nats" / f"{service}.nk",
                "--nats-ca", certificates / "ca.pem", *more, log=place / f"{service}.log"))
            wait_for(ports[service], process)

        start("referrals")
        key.write_text(token(auth, "service"))
        keys = ["--keys-url", f"https://localhost:{ports['referrals']}",
                "--service-token-file", key]
        for service in list(SERVICES)[1:]:
            start(service, *keys)

        servers = []
        for service, port in ports.items():
            servers += ["--server", f"{SERVICES[service]}=https://localhost:{port}"]
        own = certificates / "terminal"
        subprocess.run([BINARIES / "candour", "story", "run", STORY, "--auth", auth, *servers,
                        "--ca", certificates / "ca.pem", "--cert", f"{own}.pem",
                        "--key", f"{own}.key"],
                       check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        denied = [line for line in (place / "nats.log").read_text().splitlines()
                  if "Violation" in line]
        assert not denied, denied
        # One process has the master key and what is under it.
        have = {path.relative_to(place).parts[0] for path in place.rglob("master.key*")}
        assert have == {"referrals"}, have
    print("the story passes with every service in a process of its own, over mutual TLS and as "
          "a user of its own on NATS")


def certificate(place, out, name, *more):
    subprocess.run([BINARIES / "candour", "certificate", "--data", place, "--for", name,
                    "--out", out, *more], check=True, capture_output=True)


def nats_server(place, certificates, stack):
    """A server on the settings as they are shipped, but for where its files are."""
    home, port = place / "nats", free_port()
    subprocess.run([BINARIES / "candour", "nats-users", "--out", home], check=True,
                   capture_output=True)
    certificate(place, certificates, "nats", "--host", "localhost")
    for kind in ("pem", "key"):
        shutil.copy(certificates / f"nats.{kind}", home)
    settings = (ROOT / "deploy/nats/nats.conf").read_text()
    for shipped, here in (("/etc/candour/nats", home), ("/var/lib/candour/nats", home / "streams"),
                          ("0.0.0.0:4222", f"127.0.0.1:{port}")):
        assert shipped in settings, f"deploy/nats/nats.conf does not name {shipped}"
        settings = settings.replace(shipped, str(here))
    file = home / "nats.conf"
    file.write_text(settings)
    subprocess.run(["nats-server", "-t", "-c", file], check=True, capture_output=True)
    # The check can fail: a user whose key is none.
    broken = home / "users.conf"
    good = broken.read_text()
    broken.write_text(good.replace("nkey: U", "nkey: X", 1))
    assert subprocess.run(["nats-server", "-t", "-c", file], capture_output=True).returncode != 0
    broken.write_text(good)
    broker = stack.enter_context(running("nats-server", "-c", file, log=place / "nats.log"))
    wait_for(port, broker)
    return f"tls://localhost:{port}"


if __name__ == "__main__":
    main()
