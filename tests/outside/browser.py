#!/usr/bin/env python3
"""gRPC-Web from a real browser, on a page of another origin: a person is
registered, refusals are decoded from their details, flags are watched; a page
whose origin was not named gets nothing. The page of proto/CALLS.md is one."""

import contextlib
import functools
import http.server
import json
import pathlib
import shutil
import subprocess
import sys
import threading

from google.protobuf import descriptor_pb2, duration_pb2
from google.rpc import error_details_pb2

from common import (
    NODE_ENVIRONMENT, NODE_MODULES, ROOT, SKIPPED, STORY, folder, free_port, node, token, up)
from readme import CALLS, snippets_of

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HERE = pathlib.Path(__file__).resolve().parent
PERSON = "person_01h455vb4pex5vsknk084sn02q"
AGENCY = "agency_01h455vb4pex5vsknk084sn02q"

# How many flags are watched: fewer than the story raises.
WATCHED = 20


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"SKIPPED: none of {', '.join(BROWSERS)} is on this machine, so no browser called "
              "the service. On Debian, `apt-get install chromium` brings one; as root, "
              "`deploy/tools --tests` does that.")
        sys.exit(SKIPPED)
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(stack.enter_context(folder()))
        data, port = place / "data", free_port()
        ours, strange = (stack.enter_context(pages(place)) for _ in range(2))
        process = stack.enter_context(up(
            data, port, "--sandbox", "--allow-origin", ours, "--story", STORY, log=place / "log"))
        address, auth = f"http://127.0.0.1:{port}", data / "auth"
        given = {"address": address, "person": PERSON, "agency": AGENCY, "watched": WATCHED,
                 "coordinator": token(auth, "care_coordinator", AGENCY),
                 "oversight": token(auth, "oversight")}
        write_pages(place, address, given["oversight"])
        done = node("browser/drive.cjs", browser, json.dumps([
            {"url": f"{ours}/page.html", "ask": "calls", "given": given},
            {"url": f"{strange}/page.html", "ask": "calls", "given": given},
            {"url": f"{ours}/calls.html", "lines": "#flags li", "least": WATCHED},
        ]), timeout=300)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        check(*told["results"])
    print(f"Chromium {told['version']} registers, is refused and watches flags over gRPC-Web")


def check(ours, strange, copied):
    assert "error" not in ours, ours
    answer = ours["answer"]
    assert answer["stream"] == PERSON and answer["seen"].startswith("referrals="), answer

    malformed = answer["malformed"]
    assert malformed["reason"] == "REQUEST_INVALID", malformed
    assert malformed["code"] == "InvalidArgument", malformed
    field, = malformed["fields"]
    assert field["field"] == "fact.person_id", malformed
    assert field["description"].startswith("the id reads person_ and 26"), malformed
    unknown = answer["unknown"]
    assert (unknown["code"], unknown["reason"]) == ("NotFound", "FLAG_NOT_FOUND"), unknown
    nobody = answer["nobody"]
    assert (nobody["code"], nobody["reason"]) == ("Unauthenticated", "NO_TOKEN"), nobody

    assert len({flag["id"] for flag in answer["told"]}) == WATCHED, answer["told"]
    assert all(flag["because"] and flag["resumeToken"] for flag in answer["told"])

    # The browser keeps the answer from a page of an origin that was not named.
    assert "Failed to fetch" in strange.get("error", ""), strange
    assert any("CORS policy" in line for line in strange["said"]), strange

    assert "error" not in copied, copied
    assert all(": " in line for line in copied["answer"]), copied


@contextlib.contextmanager
def pages(place):
    """Serves a folder on an origin of its own."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=place / "pages")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def write_pages(place, address, oversight):
    """The pages, their scripts as one file each, and the contract beside them."""
    folder_of_pages = place / "pages"
    folder_of_pages.mkdir()
    calls = snippets_of(CALLS)
    script = place / "calls.js"
    script.write_text(calls["createGrpcWebTransport"].replace("http://127.0.0.1:7400", address))
    for source in (HERE / "browser/page.js", script):
        bundled = subprocess.run(
            [NODE_MODULES / ".bin/esbuild", source, "--bundle", "--format=esm", "--log-level=error",
             f"--outfile={folder_of_pages / source.name}"],
            env=NODE_ENVIRONMENT, capture_output=True, text=True)
        assert bundled.returncode == 0, bundled.stderr
    for name, body in (("page", ""),
                       ("calls", f'<input id="token" value="{oversight}"><ul id="flags"></ul>')):
        (folder_of_pages / f"{name}.html").write_text(
            f"<!doctype html><title>{name}</title>{body}"
            f'<script type="module" src="{name}.js"></script>')

    contract = folder_of_pages / "contract.binpb"
    build = calls["buf build"].replace("contract.binpb", str(contract))
    subprocess.run(["bash", "-c", build], check=True, cwd=ROOT)
    # The details of a status are Google's messages. Descriptor sets are joined end to end.
    details = descriptor_pb2.FileDescriptorSet()
    for module in (duration_pb2, error_details_pb2):
        module.DESCRIPTOR.CopyToProto(details.file.add())
    with contract.open("ab") as out:
        out.write(details.SerializeToString())


if __name__ == "__main__":
    main()
