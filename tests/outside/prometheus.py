#!/usr/bin/env python3
"""The rules by which Prometheus wakes those who run it, by promtool, and what is served
of the metrics that they name."""

import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.request

from common import ROOT, SKIPPED, folder, free_port, up, wait_for

RULES = ROOT / "deploy/prometheus"
# Served once it has happened, under a label that is not known before, or over TLS alone.
LATER = {"candour_reactions_given_up_total", "candour_issuer_keys_age_seconds",
         "candour_certificate_expires_seconds"}


def main():
    own = ROOT / ".tools/prometheus/usr/bin/promtool"
    promtool = shutil.which("promtool") or (own.exists() and own)
    if not promtool:
        print("skipped: there is no promtool; on Debian: apt-get install prometheus")
        sys.exit(SKIPPED)
    passes(promtool, RULES)
    with folder() as place:
        place = pathlib.Path(place)
        for broken in (("candour_alerts_dead > 0", "candour_alerts_dead > 2"),
                       ("[5m]) > 0\n        for: 5m", "[5m]) > 0"),
                       ("> 300", "> 3000"),
                       ("> 3600", "> 36000"),
                       ("< 14 * 86400", "< 86400"),
                       (" or (candour_reactions_given_up_total unless", " # (")):
            copy = shutil.copytree(RULES, place / "copy", dirs_exist_ok=True)
            text = (RULES / "rules.yaml").read_text()
            assert broken[0] in text, broken
            (copy / "rules.yaml").write_text(text.replace(*broken, 1))
            assert run(promtool, copy, "test", "rules", "tests.yaml").returncode, broken
        served = metrics_of(place)
    named = set(re.findall(r"\bcandour_[a-z_]+\b", (RULES / "rules.yaml").read_text()))
    assert named - LATER <= served, named - LATER - served
    sources = "".join(path.read_text() for path in (ROOT / "services").glob("*/src/**/*.rs"))
    assert all(f'"{name}"' in sources for name in named), named
    print(f"promtool passes the rules and their tests; {len(named)} metrics are served")


def run(promtool, place, *arguments):
    return subprocess.run([promtool, *arguments], cwd=place, capture_output=True, text=True,
                          timeout=60)


def passes(promtool, place):
    for command in (("check", "rules", "rules.yaml"), ("test", "rules", "tests.yaml")):
        done = run(promtool, place, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def metrics_of(place):
    """The names of the metrics of an installation in which nothing has happened yet."""
    ops = free_port()
    options = ("--ops", f"127.0.0.1:{ops}")
    with up(place / "data", free_port(), *options, log=place / "log") as process:
        wait_for(ops, process)
        for _ in range(50):
            text = urllib.request.urlopen(f"http://127.0.0.1:{ops}/metrics").read().decode()
            served = set(re.findall(r"^(candour_[a-z_]+)", text, re.MULTILINE))
            if {"candour_judged_up_to_seconds", "candour_log_unpublished"} <= served:
                return served
            time.sleep(0.1)
    raise AssertionError(f"served is only {served}")


if __name__ == "__main__":
    main()
