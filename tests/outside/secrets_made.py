#!/usr/bin/env python3
"""What the runbook's commands make is what containers and pods look for: every secret by
its name, and none of those that stay on the safe machine."""

import os
import pathlib
import shutil

import yaml

from common import folder
from deployed import (
    DEPLOY, SERVICES, by_kustomize, compose, kustomized, needed_here, of_kind)
from runbooks import INSTALL, blocks, do

# Who can be anybody, and who can make a service: of the safe machine alone.
KEPT = {"ca.key", "token-signing.pem"}
# What of a machine is not here: a cluster is told nothing, and nobody is root.
ELSEWHERE = f"""
docker() {{ :; }}
chown() {{ :; }}
kubectl() {{
  case "$1" in
    apply) command kubectl kustomize {DEPLOY}/kustomize > applied ;;
    *) command kubectl "$@" --dry-run=client --output=yaml >> made; echo --- >> made ;;
  esac
}}
"""


def main():
    needed_here("kubectl", "https://kubernetes.io/docs/tasks/tools/ says how to get it")
    os.environ["KUBECONFIG"] = "/dev/null"
    with folder() as place:
        place = pathlib.Path(place)
        do(place, "\n".join(blocks(INSTALL, "1. Make the secrets")))
        users_made(place)
        files = in_containers(place)
        secrets = in_pods(place)
    print(f"{files} secrets of containers and {secrets} of pods are made by the runbook")


def users_made(place):
    """The users on NATS."""
    secrets = place / "secrets"
    # As on a machine where the repository is at hand.
    (place / "deploy").mkdir()
    shutil.copytree(DEPLOY / "nats", place / "deploy/nats")
    do(secrets, "\n".join(blocks(INSTALL, "2. Make the users on NATS")))


def in_containers(place):
    do(place, ELSEWHERE + "\n".join(blocks(INSTALL, "With containers on one machine")))
    there = place / "deploy"
    document = compose()
    wanted = [pathlib.Path(one["file"]) for one in document["secrets"].values()]
    wanted += [pathlib.Path(volume["source"]) for service in document["services"].values()
               for volume in service["volumes"] if volume["type"] == "bind"]
    for file in wanted:
        assert (there / file.relative_to(DEPLOY)).exists(), f"nothing makes {file.name}"
    brought = {path.name for path in (there / "secrets").rglob("*")}
    assert not brought & KEPT, f"{brought & KEPT} come to the containers"
    public = {path.name for path in (there / "secrets/public").iterdir()}
    assert public == {"ca.pem", "jwks.json"}, public
    return len(wanted)


def in_pods(place):
    do(place, ELSEWHERE + "\n".join(blocks(INSTALL, "With Kubernetes")))
    assert (place / "applied").read_text()
    made = [one for one in yaml.safe_load_all((place / "made").read_text()) if one]
    documents, said = kustomized()
    assert not said, said
    secrets, maps = of_kind(made, "Secret"), of_kind(made, "ConfigMap")
    assert {one["metadata"]["namespace"] for one in [*secrets.values(), *maps.values()]} == {
        "candour"}
    for name, one in of_kind(documents, "StatefulSet").items():
        for volume in one["spec"]["template"]["spec"]["volumes"]:
            if "secret" in volume:
                assert volume["secret"]["secretName"] in secrets, volume
            elif "configMap" in volume:
                assert set(maps[volume["configMap"]["name"]]["data"]) == {"ca.pem", "jwks.json"}
    # What its settings name: deploy/nats/nats.conf.
    assert set(secrets["candour-nats"]["data"]) == {
        "nats.conf", "users.conf", "nats.pem", "nats.key"}, secrets["candour-nats"]["data"]
    for service in SERVICES:
        held = set(secrets[f"candour-{service}"]["data"])
        # One that is not asked for is one more to lose.
        assert held == by_kustomize(service, documents).secrets, f"{service}: {held}"
    assert not {key for one in secrets.values() for key in one["data"]} & KEPT
    return len(secrets)


if __name__ == "__main__":
    main()
