#!/usr/bin/env python3
"""Somebody signs in to the web pages by an OpenID provider at another address, in a real
browser: the pages' own policy lets them go there, they come back as what the services make of
their claims, for the purpose that they chose, and nobody else's link begins it."""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import urllib.request

from common import BINARIES, NODE_ENVIRONMENT, SKIPPED, folder, free_port, running, wait_for
from issuers import FILE, provider
from pages import BROWSERS

PAGES = """
[[issuer]]
name = "The trust's own sign-in"
url = "{url}"
client_id = "pages"
shows = "access_token"
parameters = {{ resource = "urn:candour" }}
purposes = {{ direct_care = "I care for somebody", safeguarding = "I look after somebody's safety" }}
"""


def main():
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print("SKIPPED: there is no Chromium on this machine, so nobody signed in with one. On "
              "Debian, `apt-get install chromium` brings one; as root, `deploy/tools --tests` "
              "does that.")
        sys.exit(SKIPPED)
    with contextlib.ExitStack() as stack:
        place = pathlib.Path(stack.enter_context(folder()))
        port, at, pages = free_port(), free_port(), free_port()
        url, origin = f"http://127.0.0.1:{at}", f"http://127.0.0.1:{pages}"
        (place / "issuers.toml").write_text(FILE.format(url=url))
        (place / "pages.toml").write_text(PAGES.format(url=url))
        os.environ["CANDOUR_BACK"] = f"{origin}/sign-in/back"
        stack.enter_context(provider(place, at, "first"))
        log = place / "log"
        process = stack.enter_context(running(
            BINARIES / "candour", "up", "--data", place / "data",
            "--listen", f"127.0.0.1:{port}", "--issuers", place / "issuers.toml",
            "--dashboard", f"127.0.0.1:{pages}", "--dashboard-issuers", place / "pages.toml",
            log=log))
        wait_for(pages, process)
        script = pathlib.Path(__file__).resolve().parent / "browser/sign_in.cjs"
        given = {"origin": origin, "elsewhere": f"http://localhost:{pages}"}
        done = subprocess.run(["node", script, browser, json.dumps(given)], capture_output=True,
                              text=True, timeout=300, env=NODE_ENVIRONMENT)
        assert done.returncode == 0, done.stderr
        check(json.loads(done.stdout), origin)
        no_other_sites_link(origin)
        said = log.read_text()
    assert "nurse" not in said and "eyJ" not in said, "a name or a token is in the log"
    print("somebody signs in by a provider elsewhere, for the purpose that they chose; nobody who "
          "was not sent comes in")


def check(result, origin):
    seen, said = result["seen"], result["said"]
    assert seen["home"] == f"{origin}/sign-in", seen
    assert seen["in"].startswith(origin) and "Clinician" in seen["who"], seen
    assert "did not sign you in" in seen["declined"], seen["declined"]
    assert "was not begun in this browser" in seen["strange"], seen["strange"]
    assert not [line for line in said if "Content Security Policy" in line], said


def no_other_sites_link(origin):
    """A link of another site chooses no purpose for anybody."""
    request = urllib.request.Request(f"{origin}/sign-in/to/1?purpose=safeguarding",
                                     headers={"sec-fetch-site": "cross-site"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.url == f"{origin}/sign-in", answer.url


if __name__ == "__main__":
    main()
