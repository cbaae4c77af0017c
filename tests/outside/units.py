#!/usr/bin/env python3
"""The units for systemd: known to systemd in every key, and with as little right as
systemd's own measure asks for."""

import pathlib
import shutil

from common import BINARIES, folder
from deployed import BOGUS, SERVICES, UNITS, needed_here, run

# By systemd's measure 0 is nothing that it may and 10 is everything; times ten.
MOST_EXPOSED = 10


def main():
    needed_here("systemd-analyze", "it comes with systemd")
    files = sorted(path for path in UNITS.rglob("*") if path.is_file())
    units = [path for path in files if path.suffix in (".service", ".target", ".conf")]
    assert units == files, f"a file that nothing checks: {set(files) - set(units)}"
    with folder() as place:
        place = pathlib.Path(place)
        for name in [f"candour@{service}.service" for service in SERVICES] + [
                "candour-nats.service", "candour-dashboard.service", "candour.target"]:
            assert not complaint(installed(place), name), complaint(installed(place), name)
        users(installed(place))
        refused = sum(refuses(place, path.relative_to(UNITS)) for path in units)
        exposed(installed(place))
    print(f"{len(files)} files are known to systemd in every key; {refused} unknown ones are not")


def installed(place):
    """A copy of the units as they are installed, but for where the binaries are."""
    copy = place / "units"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(UNITS, copy)
    for path in copy.rglob("*.service"):
        text = path.read_text().replace("/usr/local/lib/candour/", f"{BINARIES}/")
        text = text.replace("/usr/local/bin/nats-server", shutil.which("nats-server"))
        path.write_text(text)
    return copy


def complaint(units, name):
    """What systemd says of a unit: it ends well after an unknown key, and says so."""
    done = run("systemd-analyze", "verify", "--man=no", name,
               env={"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"})
    said = done.stdout + done.stderr
    return said or (done.returncode and f"exit code {done.returncode}")


def users(units, expected=True):
    """Makes the users, in a root of their own; what systemd-sysusers says if it does not."""
    root = units / "root"
    (root / "etc").mkdir(parents=True)
    done = run("systemd-sysusers", f"--root={root}", units / "candour.sysusers.conf")
    if not expected:
        return done.returncode
    assert done.returncode == 0, done.stderr
    made = (root / "etc/passwd").read_text()
    assert all(f"candour-{name}:" in made for name in SERVICES + ["nats", "dashboard"]), made
    return 0


def refuses(place, file):
    """Puts an unknown key into each section of a file, and counts what was refused."""
    lines = (UNITS / file).read_text().splitlines()
    if file.suffix == ".conf" and file.parent.name == "":
        copy = installed(place)
        (copy / file).write_text("\n".join([*lines, f"{BOGUS} candour-panel", ""]))
        assert users(copy, expected=False), f"{file}: an unknown line is taken"
        return 1
    sections = [at for at, line in enumerate(lines) if line.startswith("[")]
    assert sections, file
    name = file.parent.name.removesuffix(".d") or file.name.replace("@.", "@panel.")
    for at in sections:
        copy = installed(place)
        text = (copy / file).read_text().splitlines()
        (copy / file).write_text("\n".join([*text[:at + 1], f"{BOGUS}=1", *text[at + 1:], ""]))
        said = complaint(copy, name)
        assert said and BOGUS in said, f"{file}: an unknown key under {lines[at]} is taken: {said}"
    return len(sections)


def exposed(units):
    """Holds each service to the measure, and sees that one with more right is told."""
    for name in ("candour@.service", "candour-nats.service", "candour-dashboard.service"):
        measure = ("systemd-analyze", "security", "--offline=true", "--no-pager",
                   f"--threshold={MOST_EXPOSED}", units / name)
        done = run(*measure)
        assert done.returncode == 0, done.stdout + done.stderr
        text = (units / name).read_text()
        (units / name).write_text(text.replace("NoNewPrivileges=yes\n", "")
                                  .replace("CapabilityBoundingSet=\n", ""))
        assert run(*measure).returncode, f"{name}: more right is not told"
        (units / name).write_text(text)


if __name__ == "__main__":
    main()
