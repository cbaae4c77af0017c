#!/usr/bin/env python3
"""An installation apart to the letter: each service and NATS at the addresses, names and
places that the units name, over mutual TLS and with a user on NATS each. In a namespace of
its own, so that the machine's hosts and folders stay as they are."""

import contextlib
import http.cookiejar
import pathlib
import re
import shutil
import urllib.parse
import urllib.request

from as_installed import eventually, handed, healthy
from common import BINARIES, ROOT, STORY, folder, running, token, wait_for
from deployed import DEPLOY, SERVICES, UNITS, environment_of, filled, run, settings
from namespace import apart, skip
from runbooks import INSTALL, blocks, do, functions


def main():
    apart()
    with folder() as place, contextlib.ExitStack() as stack:
        installed(pathlib.Path(place), stack)
    print("the story passes at the names, addresses and places of the units, over mutual TLS, "
          "and the pages show its flags to somebody who signs in")


def installed(place, stack):
    secrets = place / "secrets"
    shutil.copytree(DEPLOY / "nats", place / "deploy/nats")
    do(place, "\n".join([*blocks(INSTALL, "1. Make the secrets"),
                         *blocks(INSTALL, "2. Make the users on NATS")]))
    do(secrets, functions() + "certify terminal")
    own_machine(secrets)
    start, = settings(UNITS / "candour-nats.service")["Service", "ExecStart"]
    log = place / "nats.log"
    nats = [shutil.which("nats-server"), *start.split()[1:]]
    wait_for(4222, stack.enter_context(running(*nats, log=log)))
    servers = []
    for service in SERVICES:
        told = environment_of(service, credentials=handed(place, service), state=place / "state")
        told["CANDOUR_SANDBOX"] = "true"
        process = stack.enter_context(running(
            "env", "-i", *(f"{key}={value}" for key, value in told.items()), BINARIES / service,
            log=place / f"{service}.log"))
        port = int(told["CANDOUR_LISTEN"].rsplit(":", 1)[1])
        wait_for(port, process)
        assert eventually(lambda told=told: healthy(told["CANDOUR_OPS"])), service
        name = "oversight" if service == "projection" else service
        servers += ["--server", f"{name}=https://{service}.candour:{port}"]

    def told(*words):
        return run(BINARIES / "candour", *words, "--auth", secrets / "auth",
                   "--ca", secrets / "public/ca.pem", cwd=ROOT)

    shown = ["--cert", secrets / "terminal/tls.pem", "--key", secrets / "terminal/tls.key"]
    done = told("story", "run", STORY, *servers, *shown)
    assert done.returncode == 0, done.stderr
    status = ["status", "--server", servers[-1].split("=")[1]]
    assert told(*status, *shown).returncode == 0, told(*status, *shown).stderr
    refused = told(*status)
    assert refused.returncode and not refused.stdout, (
        f"one who shows no certificate is let in: {refused}")
    assert "Violation" not in log.read_text(), log.read_text()
    with pages(place, secrets) as origin:
        page = signed_in(origin, token(secrets / "auth", "oversight"))
        assert "44 flags" in page and "Sign out" in page, (
            page, (place / "dashboard.log").read_text())


@contextlib.contextmanager
def pages(place, secrets):
    """The web pages, as their unit says; their address."""
    name = "candour-dashboard.service"
    unit = settings(UNITS / name)
    credentials = place / "credentials" / "dashboard"
    credentials.mkdir()
    pattern = secrets / "dashboard"
    shutil.copyfile(DEPLOY / "issuers/dashboard.toml", pattern / "dashboard.toml")
    (pattern / "client-secret").write_text("a secret between the issuer and the pages\n")
    for one in unit["Service", "LoadCredential"]:
        given, source = one.split(":")
        shutil.copyfile(place / source.removeprefix("/etc/candour/"), credentials / given)
        (credentials / given).chmod(0o400)
    environment = [filled(one, "dashboard", credentials=credentials)
                   for one in unit["Service", "Environment"]]
    listen, = (one.split("=")[1] for one in environment if one.startswith("CANDOUR_DASHBOARD="))
    start, = unit["Service", "ExecStart"]
    # The issuers of the pattern are nowhere: somebody signs in with a token.
    with running("env", "-i", *environment, "CANDOUR_DASHBOARD_TOKENS=true",
                 BINARIES / pathlib.Path(start).name, log=place / "dashboard.log") as process:
        wait_for(int(listen.rsplit(":", 1)[1]), process)
        yield f"http://{listen}"


def signed_in(origin, shown):
    """The flags, as a browser without scripts gets to them."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def read(address, **form):
        data = urllib.parse.urlencode(form).encode() if form else None
        return browser.open(urllib.parse.urljoin(origin, address), data, timeout=60).read().decode()

    choice = read("/sign-in")
    assert "Care Identity Service" in choice, choice
    way, = [path for path in re.findall(r'href="(/sign-in/to/[^"]+)"', choice) if "local" in path]
    asked = dict(re.findall(r'name="(\w+)" value="([^"]*)"', read(way)))
    read("/local/authorize", **asked, token=shown)
    return read("/flags?rule=disclosure-without-basis&stage=all")


def own_machine(secrets):
    """Lays what is installed over the machine's own folders, for those inside alone."""
    above = pathlib.Path("/mnt")
    assert not run("mount", "-t", "tmpfs", "above", above).stderr
    for there in ("/etc", "/var/lib"):
        upper, work = above / f"{there[1:3]}-upper", above / f"{there[1:3]}-work"
        upper.mkdir()
        work.mkdir()
        done = run("mount", "-t", "overlay", "candour", "-o",
                   f"lowerdir={there},upperdir={upper},workdir={work}", there)
        if done.returncode:
            skip(f"no folder can be laid over {there}: {done.stderr.strip()}")
    names = " ".join(f"{name}.candour" for name in [*SERVICES, "nats"])
    pathlib.Path("/etc/hosts").write_text(f"127.0.0.1 localhost {names}\n")
    pathlib.Path("/var/lib/candour/nats").mkdir(parents=True, exist_ok=True)
    etc = pathlib.Path("/etc/candour")
    for name in ("nats", "public"):
        shutil.copytree(secrets / name, etc / name, dirs_exist_ok=True)


if __name__ == "__main__":
    main()
