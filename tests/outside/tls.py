#!/usr/bin/env python3
"""Mutual TLS from outside: who is let in with which certificate and token, over connections
that Python's gRPC makes, and NATS under the users of an installation of its own."""

import asyncio
import contextlib
import datetime
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import time
import urllib.request

import grpc
import nats
import nats.errors
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from common import BINARIES, STORY, Client, as_user, folder, free_port, token, up

LIST_FLAGS = "candour.oversight.v1.OversightService/ListFlags"
GET_KEY = "candour.ledger.v1.KeysService/GetKey"
AGENCY = "agency_01h455vb4pex5vsknk084sn02q"


def main():
    with folder() as place:
        place = pathlib.Path(place)
        data, port, ops = place / "data", free_port(), free_port()
        log = place / "log"
        with up(data, port, "--tls", "--sandbox", "--ops", f"127.0.0.1:{ops}", log=log) as process:
            seen = check(place, data, port)
            seen += the_command_line(place, data, port)
            seen += asyncio.run(on_nats(data, log))
            seen += a_new_certificate_counts(data, port, process, ops)
            seen += silence_is_cut_off(data, port)
        assert process.returncode == 0, log.read_text()
        seen += nothing_beyond_loopback_without(place)
        said = log.read_text()
        assert "BEGIN" not in said and "SU" not in said, "a secret is in the log"
    print(f"{seen} ways in over TLS are open or shut as they should be")


def certificate(data, name, out, *more):
    """A certificate, made as the terminal makes it."""
    subprocess.run([BINARIES / "candour", "certificate", "--data", data, "--for", name,
                    "--out", out, *more], check=True, capture_output=True)
    return Files(out / "ca.pem", out / f"{name}.pem", out / f"{name}.key")


class Files:
    """By what a server is known, and what is shown to it."""

    def __init__(self, ca, cert=None, key=None):
        self.ca, self.cert, self.key = ca, cert, key

    def credentials(self):
        read = [file and pathlib.Path(file).read_bytes() for file in (self.ca, self.key, self.cert)]
        return grpc.ssl_channel_credentials(*read)

    def options(self):
        return ["--ca", self.ca, "--cert", self.cert, "--key", self.key]


def secured(port, files, host="localhost"):
    return Client(port, grpc.secure_channel(f"{host}:{port}", files.credentials()))


def flags(client, shown):
    return client.call(LIST_FLAGS, shown, page_size=1)


def refused(port, files, why):
    """No connection comes about at all."""
    channel = grpc.secure_channel(f"localhost:{port}", files.credentials())
    with contextlib.closing(channel):
        call = channel.unary_unary("/grpc.health.v1.Health/Check")
        try:
            call(b"", timeout=10)
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE, (why, error)
            return 1
    raise AssertionError(f"a client is let in {why}")


def denied(code, call):
    try:
        call()
    except grpc.RpcError as error:
        assert error.code() == code, error
        return error.details()
    raise AssertionError(f"it is not {code}")


def check(place, data, port):
    """Certificates of every kind, and tokens beside them."""
    auth = data / "auth"
    ward = certificate(data, "ward-4", place / "ward")
    oversight, service = token(auth, "oversight"), token(auth, "service")
    for host in ("localhost", "127.0.0.1"):
        flags(secured(port, ward, host), oversight)
    client = secured(port, ward)
    denied(grpc.StatusCode.UNAUTHENTICATED, lambda: flags(client, None))

    # In the clear, without a certificate, with another CA's, or one that has ended.
    plain = Client(port, grpc.insecure_channel(f"127.0.0.1:{port}"), reflected=False)
    denied(grpc.StatusCode.UNAVAILABLE, lambda: plain.ping())
    seen = refused(port, Files(ward.ca), "without a certificate")
    other = CA("Another CA")
    ours = CA.of(data / "tls")
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.timezone.utc)
    seen += refused(port, other.issue(place / "other", "ward-4", ward.ca, now + day),
                    "with another CA's certificate")
    seen += refused(port, ours.issue(place / "ended", "ward-4", ward.ca, now - day),
                    "with a certificate that has ended")
    flags(secured(port, ours.issue(place / "good", "ward-4", ward.ca, now + day)), oversight)
    # A copy that calls itself so: same names, another key.
    seen += refused(port, CA(ours.name).issue(place / "copy", "ward-4", ward.ca, now + day),
                    "with a certificate of a CA that only has its name")
    # The client checks, too: a server that its CA did not sign is not spoken to.
    other.write(place / "other.pem")
    seen += refused(port, Files(place / "other.pem", ward.cert, ward.key),
                    "though it does not know the server")

    # A service's token is good from a service's machine only.
    asked = {"key_id": f"{AGENCY}.narrative", "create": True}
    says = denied(grpc.StatusCode.PERMISSION_DENIED, lambda: client.call(GET_KEY, service, **asked))
    assert "spiffe://candour/service/" in says, says
    panel = certificate(data, "panel", place / "service", "--service")
    assert len(secured(port, panel).call(GET_KEY, service, **asked).key) == 32
    kept = Files(data / "tls/ca.pem", data / "tls/careplans.pem", data / "tls/careplans.key")
    assert len(secured(port, kept).call(GET_KEY, service, **asked).key) == 32
    two = ours.issue(place / "two", "panel", ward.ca, now + day,
                     uris=["spiffe://candour/service/panel", "spiffe://candour/service/concerns"])
    denied(grpc.StatusCode.PERMISSION_DENIED,
           lambda: secured(port, two).call(GET_KEY, service, **asked))
    # Who somebody is opens to those alone who show it; what all keys follow from to nobody.
    identity, whole = {"key_id": f"{AGENCY}.identity"}, {"key_id": AGENCY}
    shows = certificate(data, "oversight", place / "shows", "--service")
    assert len(secured(port, shows).call(GET_KEY, service, **identity).key) == 32
    for machine, key in ((panel, identity), (panel, whole), (shows, whole)):
        says = denied(grpc.StatusCode.PERMISSION_DENIED,
                      lambda: secured(port, machine).call(GET_KEY, service, **key))
        assert "key" in says, says
    # What all services share is for services alone.
    roots = "candour.ledger.v1.KeysService/GetRoots"
    shared = secured(port, panel).call(roots, service)
    assert len(shared.pseudonyms) == len(shared.requests) == 32
    for machine, shown in ((client, service), (secured(port, panel), oversight)):
        denied(grpc.StatusCode.PERMISSION_DENIED, lambda: machine.call(roots, shown))
    # And a service's certificate makes nobody a service.
    denied(grpc.StatusCode.PERMISSION_DENIED,
           lambda: secured(port, panel).call(GET_KEY, oversight, **asked))
    return seen + 16


class CA:
    """A CA that is made, or whose key was read, outside."""

    def __init__(self, name, key=None, certificate=None):
        self.name, self.key = name, key or ec.generate_private_key(ec.SECP256R1())
        self.certificate = certificate or self.build(
            name, self.key.public_key(), datetime.datetime(2100, 1, 1), ca=True)

    @classmethod
    def of(cls, place):
        key = serialization.load_pem_private_key((place / "ca.key").read_bytes(), None)
        made = x509.load_pem_x509_certificate((place / "ca.pem").read_bytes())
        name = made.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value
        return cls(name, key, made)

    def subject(self):
        made = getattr(self, "certificate", None)
        return made.subject if made else x509.Name([
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Candour"),
            x509.NameAttribute(NameOID.COMMON_NAME, self.name)])

    def build(self, name, key, ends, ca=False, uris=()):
        subject = self.subject() if ca else x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (x509.CertificateBuilder().subject_name(subject)
                   .issuer_name(self.subject()).public_key(key)
                   .serial_number(x509.random_serial_number())
                   .not_valid_before(datetime.datetime(2020, 1, 1)).not_valid_after(ends)
                   .add_extension(x509.BasicConstraints(ca, None), critical=True))
        if not ca:
            names = [x509.UniformResourceIdentifier(uri) for uri in uris] or [x509.DNSName(name)]
            builder = (builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
                       .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]),
                                      critical=False))
        return builder.sign(self.key, hashes.SHA256())

    def write(self, file):
        file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def issue(self, out, name, known_by, ends, uris=()):
        out.mkdir()
        key = ec.generate_private_key(ec.SECP256R1())
        made = self.build(name, key.public_key(), ends, uris=uris)
        files = Files(known_by, out / "client.pem", out / "client.key")
        files.cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files.key.write_bytes(key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()))
        return files


def the_command_line(place, data, port):
    """A story and a question, with and without what it takes."""
    files, server = certificate(data, "terminal", place / "terminal"), f"https://localhost:{port}"

    def candour(*arguments):
        return subprocess.run([BINARIES / "candour", *map(str, arguments)], capture_output=True,
                              text=True, timeout=120)

    to = ("--server", server, "--auth", data / "auth")
    told = candour("story", "run", STORY, *to, *files.options())
    assert told.returncode == 0, told.stdout + told.stderr
    asked = candour("flags", *to, *files.options(), "--output", "json")
    assert asked.returncode == 0 and "rule_id" in asked.stdout, asked.stderr
    assert candour("flags", *to, "--ca", files.ca).returncode != 0, "without a certificate"
    assert candour("flags", *to, "--cert", files.cert, "--key", files.key).returncode != 0, (
        "without the CA, which the system does not know")
    shared = shutil.copy(files.key, place / "shared.key")
    pathlib.Path(shared).chmod(0o644)
    told = candour("flags", *to, "--ca", files.ca, "--cert", files.cert, "--key", shared)
    assert told.returncode != 0 and "chmod 600" in told.stderr, told.stderr
    verified = candour("verify", *to, *files.options(), *on_its_nats(data))
    assert verified.returncode == 0, verified.stdout + verified.stderr
    return 6


def on_its_nats(data):
    settings = (data / "nats/nats.conf").read_text()
    port = settings.split('listen: "127.0.0.1:')[1].split('"')[0]
    return ("--nats-url", f"nats://127.0.0.1:{port}", "--nats-ca", data / "tls/ca.pem",
            "--nats-nkey-file", data / "nats/reader.nk")


async def on_nats(data, log):
    """NATS speaks TLS and lets in who has a key; oversight hears alerts and no events."""
    url = on_its_nats(data)[1]
    known = ssl.create_default_context(cafile=data / "tls/ca.pem")

    async def connected(**options):
        complaints = []

        async def complain(error):
            complaints.append(str(error))
        connection = await nats.connect(url, tls=known, connect_timeout=5,
                                        allow_reconnect=False, error_cb=complain, **options)
        connection.complaints = complaints
        return connection

    try:
        await connected()
        raise AssertionError("NATS lets in who has no key")
    except (nats.errors.Error, OSError):
        pass
    body = await connected(**as_user(data / "nats/oversight.nk"))
    alerts = await body.jetstream().subscribe("candour.alerts.>", ordered_consumer=True)
    alert = await alerts.next_msg(timeout=10)
    assert alert.subject.startswith("candour.alerts."), alert.subject
    await body.subscribe("candour.events.>")
    await body.flush()
    for _ in range(50):
        if body.complaints:
            break
        await asyncio.sleep(0.1)
    assert any("permissions violation" in one.lower() for one in body.complaints), body.complaints
    await body.close()
    reader = await connected(**as_user(data / "nats/reader.nk"))
    events = await reader.jetstream().subscribe("candour.events.>", ordered_consumer=True)
    assert (await events.next_msg(timeout=10)).subject.startswith("candour.events.")
    await reader.close()
    violations = [line for line in (data / "nats/nats.log").read_text().splitlines()
                  if "Violation" in line and "candour.events.>" not in line]
    # The one without a key is written down as well, and no service of ours is.
    violations = [line for line in violations if "authentication" not in line.lower()
                  and "authorization" not in line.lower()]
    assert not violations, violations
    assert "Permissions Violation" not in log.read_text(), log.read_text()
    return 4


def a_new_certificate_counts(data, port, process, ops):
    """The server shows what is in its files, without a restart, and says when it ends."""
    def serial():
        # Which certificate is shown is seen before ours is asked for.
        context = known_as(data)
        with socket.create_connection(("127.0.0.1", port), 5) as plain, context.wrap_socket(
                plain, server_hostname="localhost") as secure:
            return secure.getpeercert()["serialNumber"]

    before, tls = serial(), data / "tls"
    out = data / "renewed"
    certificate(data, "server", out, "--host", "localhost", "--host", "127.0.0.1")
    # What cannot be used leaves the old one in use.
    kept = (tls / "server.pem").read_bytes()
    (tls / "server.pem").write_bytes(b"no certificate")
    process.send_signal(signal.SIGHUP)
    time.sleep(1)
    assert serial() == before, "half a file took the place of a certificate"
    (tls / "server.pem").write_bytes(kept)
    shutil.copy(out / "server.key", tls / "server.key")
    shutil.copy(out / "server.pem", tls / "server.pem")
    process.send_signal(signal.SIGHUP)
    for _ in range(50):
        if serial() != before:
            break
        time.sleep(0.1)
    assert serial() != before, "a new certificate is not shown"
    with urllib.request.urlopen(f"http://127.0.0.1:{ops}/metrics", timeout=5) as answer:
        told = [line for line in answer.read().decode().splitlines()
                if line.startswith("candour_certificate_expires_seconds{")]
    left = [float(line.rsplit(" ", 1)[1]) - time.time() for line in told]
    assert len(left) == 2 and all(80 * 86400 < one for one in left), told
    return 2


def silence_is_cut_off(data, port):
    """Who connects and says nothing is let go."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), 5) as silent:
        silent.settimeout(20)
        assert silent.recv(1) == b"", "something is said to one who says nothing"
    # Nor who says half a word, with a certificate.
    context = known_as(data)
    with socket.create_connection(("127.0.0.1", port), 5) as plain, context.wrap_socket(
            plain, server_hostname="localhost") as halting:
        halting.sendall(b"PRI * HTTP")
        halting.settimeout(20)
        with contextlib.suppress(ConnectionError, ssl.SSLError):
            while halting.recv(1024):
                pass
    assert time.monotonic() - begun < 30
    return 2


def known_as(data, service="panel"):
    """How Python's own TLS shows a service's certificate."""
    context = ssl.create_default_context(cafile=data / "tls/ca.pem")
    context.load_cert_chain(data / f"tls/{service}.pem", data / f"tls/{service}.key")
    return context


def nothing_beyond_loopback_without(place):
    """An address that others reach is refused without TLS, and says what it takes."""
    told = subprocess.run(
        [BINARIES / "candour", "up", "--data", place / "open", "--listen", "0.0.0.0:0"],
        capture_output=True, text=True, timeout=60)
    assert told.returncode != 0 and "--tls-ca" in told.stderr, told.stderr
    ops = free_port()
    told = subprocess.run(
        [BINARIES / "candour", "up", "--data", place / "open", "--listen", "127.0.0.1:0",
         "--ops", f"0.0.0.0:{ops}"], capture_output=True, text=True, timeout=60)
    assert told.returncode != 0 and "--tls-ca" in told.stderr, told.stderr
    with up(place / "wide", port := free_port(), "--tls", "--listen", f"0.0.0.0:{port}",
            "--ops", f"0.0.0.0:{ops}", log=place / "wide.log", listen=False):
        files = certificate(place / "wide", "me", place / "me")
        flags(secured(port, files), token(place / "wide/auth", "oversight"))
        # Health and metrics beyond loopback, with a certificate and without.
        where = f"https://localhost:{ops}/healthz"
        with urllib.request.urlopen(where, timeout=5, context=known_as(place / "wide")) as answer:
            assert answer.read() == b"ok\n"
        nobody = ssl.create_default_context(cafile=place / "wide/tls/ca.pem")
        try:
            urllib.request.urlopen(where, timeout=5, context=nobody)
            raise AssertionError("metrics are shown without a certificate")
        except OSError:
            pass
    return 5


if __name__ == "__main__":
    main()
