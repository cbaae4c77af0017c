"""The commands of the runbooks, run as they stand there."""

import os
import re
import subprocess

from common import BINARIES, ROOT

RUNBOOKS = ROOT / "deploy/runbooks"
INSTALL, ROTATE = RUNBOOKS / "install-apart.md", RUNBOOKS / "rotate.md"


def blocks(runbook, section):
    """The shell commands under a heading, block by block."""
    found = re.search(rf"^#+ {re.escape(section)}\n(.*?)(?=^#|\Z)", runbook.read_text(),
                      re.MULTILINE | re.DOTALL)
    assert found, f"{runbook.name} has no section {section}"
    commands = re.findall(r"^```sh\n(.*?)^```", found[1], re.MULTILINE | re.DOTALL)
    assert commands, f"{section} in {runbook.name} has no commands"
    return commands


def functions():
    """What the first section defines and others call."""
    text = "\n".join(blocks(INSTALL, "1. Make the secrets"))
    found = re.findall(r"^[a-z]+\(\) \{\n.*?^\}\n", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 2, found
    return "".join(found)


def do(folder, commands):
    """Runs commands in a folder, and ends at the first that fails."""
    environment = {**os.environ, "PATH": f"{BINARIES}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, text=True,
                          capture_output=True, timeout=120, env=environment)
    assert done.returncode == 0, f"{commands}\n{done.stderr}"
    return done.stdout
