"""What the files for an installation apart say, each kind read by its own tool."""

import collections
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import yaml

from common import ROOT, SKIPPED

DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
COMPOSE = DEPLOY / "compose.yaml"
KUSTOMIZE = DEPLOY / "kustomize"
DOCKER_COMPOSE = ROOT / ".tools/py-deploy/compose/docker-compose"
SERVICES = ["referrals", "panel", "careplans", "sanctions", "concerns", "projection"]
# Put into each file: a key that no tool knows.
BOGUS = "BogusKey"


@dataclasses.dataclass
class Told:
    """What one kind of file says of one service."""
    binary: str
    environment: dict
    # The services that are waited for, or reached where nobody is waited for.
    needs: set
    # By what name the service's secrets go.
    secrets: set


def needed_here(program, where):
    """The path of a program, or the end of this check as one that was skipped."""
    found = shutil.which(program)
    if not found:
        print(f"skipped: there is no {program}; {where}")
        sys.exit(SKIPPED)
    return found


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True,
                          timeout=600, **options)


# systemd

def settings(*files):
    """The settings of a unit and its drop-ins, as lists by section and key."""
    told, section = collections.defaultdict(list), None
    for file in files:
        for line in file.read_text().replace("\\\n", " ").splitlines():
            line = line.strip()
            if line.startswith("["):
                section = line.strip("[]")
            elif line and not line.startswith("#"):
                key, value = line.split("=", 1)
                told[section, key].append(value)
    return told


def unit_of(service):
    return settings(UNITS / "candour@.service",
                    *sorted((UNITS / f"candour@{service}.service.d").glob("*.conf")))


def filled(text, service, credentials="/run/credentials", state="/var/lib"):
    """A value with systemd's specifiers filled in."""
    for specifier, value in (("%i", service), ("%d", credentials), ("%S", state)):
        text = text.replace(specifier, str(value))
    assert "%" not in text, f"{text}: a specifier that this does not know"
    return text


def environment_of(service, **places):
    told = unit_of(service)["Service", "Environment"]
    return dict(filled(one, service, **places).split("=", 1) for one in told)


def by_systemd(service):
    unit = unit_of(service)
    after = " ".join(unit["Unit", "After"]).split()
    needs = {one.removeprefix("candour@").removeprefix("candour-").removesuffix(".service")
             for one in after if one.startswith("candour")}
    start, = unit["Service", "ExecStart"]
    return Told(pathlib.Path(filled(start, service)).name, environment_of(service), needs,
                {one.split(":")[0] for one in unit["Service", "LoadCredential"]})


# Compose

def compose():
    told = run(DOCKER_COMPOSE, "-f", COMPOSE, "config", "--format", "json")
    assert told.returncode == 0 and not told.stderr, told.stderr
    return json.loads(told.stdout)


def by_compose(service, document):
    told = document["services"][service]
    binary, = told["command"]
    return Told(binary, told["environment"], set(told.get("depends_on", {})),
                {pathlib.Path(one["target"]).name for one in told["secrets"]})


# Kustomize

def kustomized(folder=KUSTOMIZE):
    """What the folder comes to: (documents, what was complained of)."""
    done = run("kubectl", "kustomize", folder, env={**os.environ, "KUBECONFIG": "/dev/null"})
    if done.returncode or done.stderr:
        return [], done.stderr or "it failed and did not say why"
    return list(yaml.safe_load_all(done.stdout)), ""


def of_kind(documents, kind):
    return {one["metadata"]["name"]: one for one in documents if one["kind"] == kind}


def chosen(selector, labels):
    """Whether a selector takes a pod of these labels."""
    tests = {"In": lambda value, values: value in values,
             "NotIn": lambda value, values: value not in values}
    return (all(labels.get(key) == value
                for key, value in selector.get("matchLabels", {}).items())
            and all(tests[one["operator"]](labels.get(one["key"]), one["values"])
                    for one in selector.get("matchExpressions", [])))


def reaches(documents):
    """Which of the pods reach which, on which ports, by the policies."""
    policies = of_kind(documents, "NetworkPolicy").values()
    pods = {name: one["spec"]["template"]["metadata"]["labels"]
            for name, one in of_kind(documents, "StatefulSet").items()}

    def allowed(at, to, way, peers):
        ports = set()
        for policy in policies:
            if way in policy["spec"]["policyTypes"] and chosen(policy["spec"]["podSelector"], at):
                for rule in policy["spec"].get(way.lower(), []):
                    if any("namespaceSelector" not in peer and chosen(peer["podSelector"], to)
                           for peer in rule[peers]):
                        ports |= {port["port"] for port in rule["ports"]}
        return ports

    return {(one, other): both for one, a in pods.items() for other, b in pods.items()
            if (both := allowed(a, b, "Egress", "to") & allowed(b, a, "Ingress", "from"))}


def by_kustomize(service, documents):
    told = of_kind(documents, "StatefulSet")[service]["spec"]["template"]["spec"]
    container, = told["containers"]
    binary, = container["args"]
    needs = {other for one, other in reaches(documents) if one == service}
    environment = {one["name"]: one["value"] for one in container["env"]}
    # A secret is mounted as a whole: what is read of it is what it has to hold.
    held = {pathlib.Path(value).name for value in environment.values()
            if value.startswith("/etc/candour/secrets/")}
    return Told(binary, environment, needs, held)


def variables(text):
    return set(re.findall(r"\bCANDOUR_[A-Z_]+\b", text))
