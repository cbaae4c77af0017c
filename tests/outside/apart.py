#!/usr/bin/env python3
"""The story with every service as a process of its own, over NATS and gRPC."""

import contextlib
import pathlib
import subprocess

from common import BINARIES, ROOT, STORY, folder, free_port, running, token, wait_for

CONTEXTS = ["referrals", "panel", "careplans", "sanctions", "concerns", "projection"]


def main():
    with folder() as place, contextlib.ExitStack() as stack:
        place = pathlib.Path(place)
        nats, ports = free_port(), {context: free_port() for context in CONTEXTS}
        broker = stack.enter_context(running(
            "nats-server", "-a", "127.0.0.1", "-p", nats, "-js", "-sd", place / "nats",
            log=place / "nats.log"))
        wait_for(nats, broker)
        auth, key = place / "auth", place / "service.token"

        def start(context, *more):
            process = stack.enter_context(running(
                BINARIES / context, "--data", place / context, "--auth", auth, "--sandbox",
                "--listen", f"127.0.0.1:{ports[context]}",
                "--nats-url", f"nats://127.0.0.1:{nats}", *more, log=place / f"{context}.log"))
            wait_for(ports[context], process)

        start("referrals")
        key.write_text(token(auth, "service"))
        keys = ["--keys-url", f"http://127.0.0.1:{ports['referrals']}",
                "--service-token-file", key]
        for context in CONTEXTS[1:]:
            start(context, *keys)

        servers = []
        for context, port in ports.items():
            name = "oversight" if context == "projection" else context
            servers += ["--server", f"{name}=http://127.0.0.1:{port}"]
        subprocess.run([BINARIES / "candour", "story", "run", STORY, "--auth", auth, *servers],
                       check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    print("the story passes with every service in a process of its own")


if __name__ == "__main__":
    main()
