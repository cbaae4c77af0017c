#!/usr/bin/env python3
"""deploy/compose.yaml and deploy/Containerfile: known to Docker's own reader in every key,
and each container as little as it can be."""

import copy
import pathlib

import yaml

from common import ROOT, folder
from deployed import BOGUS, COMPOSE, DEPLOY, DOCKER_COMPOSE, SERVICES, compose, needed_here, run

LINT = ROOT / ".tools/js-deploy/node_modules/.bin/dockerfile-utils"


def main():
    needed_here("node", "it comes from https://nodejs.org")
    document = compose()
    for name, service in document["services"].items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["user"] == "10001:10001" and "cap_add" not in service, name
        assert service["healthcheck"]["test"][0] == "CMD" and not service.get("privileged"), name
        published = {one["host_ip"] for one in service.get("ports", [])}
        assert published <= {"127.0.0.1"}, f"{name} is published on {published}"
    alone(document)
    with folder() as place:
        refused = unknown_keys(pathlib.Path(place))
        contained(pathlib.Path(place))
    print(f"the containers are as little as they can be; {refused} unknown keys are refused")


def alone(document):
    """No two services share a network, but with NATS and with those that keep the keys."""
    networks = document["networks"]
    shared = networks["outside"]["driver_opts"]
    assert shared == {"com.docker.network.bridge.enable_icc": "false"}, shared
    assert all(networks[name]["internal"] for name in networks if name != "outside"), networks
    on = {name: set(service["networks"]) - {"outside"}
          for name, service in document["services"].items()}
    together = {(one, other) for one in on for other in on if one < other and on[one] & on[other]}
    wanted = {tuple(sorted(pair)) for pair in
              [("nats", name) for name in SERVICES]
              + [("referrals", name) for name in SERVICES if name != "referrals"]}
    assert together == wanted, together ^ wanted
    assert "outside" not in document["services"]["nats"]["networks"]


def complaint(file):
    done = run(DOCKER_COMPOSE, "-f", file, "config", "--quiet")
    return done.stderr or (done.returncode and f"exit code {done.returncode}")


def unknown_keys(place):
    """Puts an unknown key wherever there may be known ones only; how often it was refused."""
    told, file = yaml.safe_load(COMPOSE.read_text()), place / "compose.yaml"
    # What only lends its keys to services is read as theirs.
    told = {key: value for key, value in told.items() if not key.startswith("x-")}

    def written(document):
        file.write_text(yaml.safe_dump(document))
        return complaint(file)

    assert not written(told), written(told)
    places = [()] + [(kind, name) for kind in ("services", "networks", "volumes", "secrets")
                     for name in told[kind]]
    places += [("services", name, key) for name in told["services"]
               for key in ("healthcheck", "build") if key in told["services"][name]]
    for at in places:
        document = copy.deepcopy(told)
        here = document
        for key in at:
            # A volume that says nothing of itself is one that may say something.
            here[key] = here[key] or {}
            here = here[key]
        here[BOGUS] = 1
        said = written(document)
        assert said and BOGUS in said, f"an unknown key at {'.'.join(at) or 'the top'} is taken"
    return len(places)


def contained(place):
    """The recipe: known in every word, as nobody who is root, from what it is given."""
    text = (DEPLOY / "Containerfile").read_text()
    file = place / "Containerfile"

    def said(recipe):
        file.write_text(recipe)
        done = run("node", LINT, "lint", file)
        return done.returncode and done.stdout

    assert not said(text), said(text)
    for broken in (f"{BOGUS} x\n", f"COPY --{BOGUS}=1 a b\n"):
        assert BOGUS in str(said(text + broken)), f"{broken} is taken"
    assert [line for line in text.splitlines() if line.startswith("USER")] == ["USER 10001:10001"]
    # Whatever the build copies has to come through the list of what is not ignored.
    allowed = [line[1:] for line in (DEPLOY / "Containerfile.dockerignore").read_text().splitlines()
               if line.startswith("!")]
    assert all((ROOT / one).exists() for one in allowed), allowed
    assert set(allowed) >= {"Cargo.toml", "Cargo.lock", "proto", "services", "deploy/tools"}
    copied = [line.split()[1] for line in text.splitlines()
              if line.startswith("COPY ") and "--from" not in line]
    assert all(one == "." or one in allowed for one in copied), copied


if __name__ == "__main__":
    main()
