"""What the outside clients share: free ports, processes, reflection."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time

import grpc
import nats
import nkeys
from google.protobuf import descriptor_pool, message_factory
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ["CANDOUR_BIN"]).resolve().parent
STORY = ROOT / "tests/stories/slp-2021.yaml"
NODE_MODULES = ROOT / ".tools/js-tests/node_modules"
# Where Node.js finds the packages that deploy/tools installs.
NODE_ENVIRONMENT = {**os.environ, "NODE_PATH": str(NODE_MODULES)}
# How a client ends that could not check anything; tests/run counts it as skipped.
SKIPPED = 77
# Several installations run at once: none serves its pages at the usual address.
os.environ.setdefault("CANDOUR_DASHBOARD", "127.0.0.1:0")


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def running(*command, log):
    """Runs a program until the block ends, then tells it to stop."""
    with open(log, "wb") as out:
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=out)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def wait_for(port, process):
    """Waits until somebody listens."""
    for _ in range(300):
        assert process.poll() is None, "the program ended before it listened"
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nobody listens on {port}")


@contextlib.contextmanager
def up(data, port, *options, log, listen=True):
    """`candour up` in a folder: from when it listens until the block ends; where it listens
    may stand among the options."""
    command = [BINARIES / "candour", "up", "--data", data]
    if listen:
        command += ["--listen", f"127.0.0.1:{port}"]
    with running(*command, *options, log=log) as process:
        wait_for(port, process)
        yield process


def node(script, *arguments, timeout=60):
    """Runs one of our scripts for Node.js."""
    path = pathlib.Path(__file__).resolve().parent / script
    return subprocess.run(["node", path, *map(str, arguments)], capture_output=True, text=True,
                          timeout=timeout, env=NODE_ENVIRONMENT)


def token(auth, role, agency="@agency.nhse", of_register=True):
    """A token, minted as the README says; of one who sees the register's ids, or the agency's."""
    command = [BINARIES / "candour", "token", "--auth", auth, "--agency", agency,
               "--worker", "@worker.outside", "--role", role,
               *(["--register-ids"] if of_register else [])]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


class Client:
    """A client that knows nothing but what reflection tells."""

    def __init__(self, port, channel=None, reflected=True):
        self.channel = channel or grpc.insecure_channel(f"127.0.0.1:{port}")
        if not reflected:
            return
        self.database = ProtoReflectionDescriptorDatabase(self.channel)
        self.pool = descriptor_pool.DescriptorPool(self.database)

    def services(self):
        return list(self.database.get_services())

    def message(self, name):
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))

    def ping(self):
        """A call that needs no token."""
        return self.channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=10)

    def call(self, path, role_token, **fields):
        """A unary call."""
        return self._stub(path, self.channel.unary_unary)(
            self._request(path, fields), metadata=self._shown(role_token), timeout=30)

    def answer(self, path, role_token, **fields):
        """A unary call's answer in bytes, as it came."""
        call = self.channel.unary_unary(
            f"/{path}", request_serializer=lambda m: m.SerializeToString())
        return call(self._request(path, fields), metadata=self._shown(role_token), timeout=30)

    def stream(self, path, role_token, **fields):
        """A call that is answered by a stream."""
        return self._stub(path, self.channel.unary_stream)(
            self._request(path, fields), metadata=self._shown(role_token))

    def exchange(self, path, role_token, *requests):
        """Calls of a stream, answered by a stream."""
        asked = [self._request(path, fields) for fields in requests]
        return self._stub(path, self.channel.stream_stream)(
            iter(asked), metadata=self._shown(role_token))

    def _method(self, path):
        service, method = path.split("/")
        return self.pool.FindServiceByName(service).methods_by_name[method]

    def _request(self, path, fields):
        return message_factory.GetMessageClass(self._method(path).input_type)(**fields)

    def _stub(self, path, kind):
        answer = message_factory.GetMessageClass(self._method(path).output_type)
        return kind(f"/{path}", request_serializer=lambda m: m.SerializeToString(),
                    response_deserializer=answer.FromString)

    @staticmethod
    def _shown(role_token):
        return [("authorization", f"Bearer {role_token}")] if role_token else []


def as_user(seed):
    """How one connects to NATS as the user of a seed, whose answers come in at an inbox of
    its own."""
    user = nkeys.from_seed(bytearray(pathlib.Path(seed).read_bytes().strip())).public_key
    return {"nkeys_seed": str(seed), "inbox_prefix": f"_INBOX.{user.decode()}"}


class Nats:
    """A NATS server that runs, and the keys of its users."""

    def __init__(self, url, seeds):
        self.url, self.seeds = url, seeds

    def options(self, user):
        """What a program of ours is told to be this user."""
        return ("--nats-url", self.url, "--nats-nkey-file", self.seeds / f"{user}.nk")

    async def connect(self, user):
        return await nats.connect(self.url, **as_user(self.seeds / f"{user}.nk"))


@contextlib.contextmanager
def nats_server(place):
    """A server of one's own in a folder, with the users that ours would have."""
    port, seeds = free_port(), place / "nats"
    subprocess.run([BINARIES / "candour", "nats-users", "--out", seeds], check=True,
                   capture_output=True)
    settings = seeds / "nats.conf"
    settings.write_text(f'listen: "127.0.0.1:{port}"\njetstream {{ store_dir: "{seeds}" }}\n'
                        'include "users.conf"\n')
    with running("nats-server", "-c", settings, log=place / "nats.log") as broker:
        wait_for(port, broker)
        server = Nats(f"nats://127.0.0.1:{port}", seeds)
        server.process = broker
        yield server
        said = (place / "nats.log").read_text()
        assert "Permissions Violation" not in said, said


def once_signed(call):
    """What a call answers once a service has looked at what was published before."""
    for _ in range(100):
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
        time.sleep(0.1)
    raise AssertionError("nothing is signed")


def folder():
    """A folder that goes away."""
    return tempfile.TemporaryDirectory(prefix="candour-")
