#!/usr/bin/env python3
"""What is asked for wrongly at a terminal: told what and where, with the exit
code that `candour --help` names."""

import contextlib
import pathlib
import socket
import subprocess

from common import BINARIES, STORY, folder, free_port, running, wait_for

CANDOUR = BINARIES / "candour"

# As `candour --help` says.
FAILED, WRONG, REFUSED = 1, 2, 3


def main():
    with folder() as place:
        place = pathlib.Path(place)
        help_text = subprocess.run([CANDOUR, "--help"], capture_output=True, text=True).stdout
        for code, says in ((FAILED, "it failed"), (WRONG, "it was asked for wrongly"),
                           (REFUSED, "it was refused")):
            assert f"  {code}  {says}" in help_text, help_text
        seen = options(place) + imports(place) + stories(place) + folders(place)
    print(f"{seen} wrong calls are told what is wrong and end as `candour --help` says")


def ends(code, *parts, of):
    """Runs `candour` and compares how it ends and what it says."""
    done = subprocess.run([str(part) for part in (CANDOUR, *of)],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == code, f"{of} ended with {done.returncode}: {done.stderr}"
    for part in parts:
        assert str(part) in done.stderr, f"{of} does not say `{part}`: {done.stderr}"
    assert "panicked" not in done.stderr, done.stderr
    assert not done.stdout, f"{of} writes data: {done.stdout}"
    return 1


def options(place):
    nobody = f"http://127.0.0.1:{free_port()}"
    token = ("token", "--data", place / "none", "--role", "oversight")
    return sum((
        ends(WRONG, "flgas", of=("flgas",)),
        ends(WRONG, "--sinc", of=("flags", "--sinc", "2020-01-01")),
        ends(WRONG, "--severity", "s1, s2, s3", of=("flags", "--severity", "s4")),
        ends(WRONG, "--as-at", "2018-04-03", of=("flags", "--as-at", "yesterday")),
        ends(WRONG, "agency_1", of=(*token, "--agency", "agency_1", "--worker", "@worker.a")),
        ends(WRONG, "person_1", of=("timeline", "person_1", "--server", nobody, "--token", "t")),
        ends(FAILED, place / "none", "--auth",
             of=(*token, "--agency", "@agency.a", "--worker", "@worker.a")),
        ends(FAILED, nobody, of=("flags", "--server", nobody, "--token", "t")),
    ))


def imports(place):
    """What is refused is never written over what is imported, under whatever name."""
    rows, other = place / "rows.csv", place / "other.csv"
    template = subprocess.run([CANDOUR, "import", "contacts", "--template"], check=True,
                              capture_output=True, text=True).stdout
    rows.write_text(template)
    other.symlink_to(rows)
    call = ("import", "contacts", rows, "--server", f"http://127.0.0.1:{free_port()}",
            "--token", "t", "--errors")
    seen = sum(ends(WRONG, f"--errors {name}", "one of the files to import", of=(*call, name))
               for name in (rows, other))
    assert rows.read_text() == template, "what was to be imported was changed"
    return seen


def stories(place):
    """Files that are cut off or wrong: the line and the field are named."""
    text = STORY.read_text()
    lines = text.splitlines(keepends=True)

    def line(part):
        """The number of the first line that holds this."""
        return next(n for n, one in enumerate(lines, 1) if part in one)

    def wrong(name, text, *parts):
        path = place / f"{name}.yaml"
        path.write_text(text)
        never = place / f"never-{name}"
        begin = ("up", "--data", never, "--listen", "127.0.0.1:0", "--story", path)
        seen = ends(WRONG, path, *parts, of=("story", "run", path))
        seen += ends(WRONG, path, *parts, of=begin)
        assert not never.exists(), "what cannot be told is not begun"
        return seen

    expects = line("expect_flags:")
    row = next(n for n in range(expects + 1, len(lines)) if "failure:" in lines[n - 1])
    call = line("call: candour.panel.v1.PanelService/RegisterAgency")
    person = line('"@person.{person}"')
    half = text[:len(text) // 2].rstrip("\n")
    change = lambda number, old, new: "".join(
        one.replace(old, new) if n == number else one for n, one in enumerate(lines, 1))
    return sum((
        wrong("cut-in-a-line", half, f"line, {half.count(chr(10)) + 1},", "cut off"),
        wrong("cut-between-lines", "".join(lines[:call]), "expect_flags"),
        wrong("cut-in-what-is-expected", "".join(lines[:row - 1]), f":{row - 1}:", "failure"),
        wrong("no-call", change(call, "RegisterAgency", "RenameAgency"), f":{call}:", "call:"),
        wrong("no-noun", change(person, "@person.", "@patient."), f":{person}:", "person_id",
              "`patient` is none of person"),
        wrong("no-yaml", text.replace("expect_flags:", "expect_flags: [", 1), "line"),
        ends(WRONG, place / "none.yaml", of=("story", "run", place / "none.yaml")),
    ))


def folders(place):
    """A port or a folder that cannot be had."""
    data, listen = place / "data", "127.0.0.1:0"
    seen = 0
    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        seen += ends(FAILED, address, "--listen", of=("up", "--data", data, "--listen", address))
    seen += ends(FAILED, "0.0.0.0", of=("up", "--data", data, "--listen", "0.0.0.0:0"))

    port = free_port()
    with running(CANDOUR, "up", "--data", data, "--listen", f"127.0.0.1:{port}",
                 log=place / "log") as process:
        wait_for(port, process)
        in_use = "in use by another process"
        seen += ends(FAILED, data, in_use, of=("up", "--data", data, "--listen", listen))
        # With a broker of its own it would come as far as the logs.
        nats = ("--nats-url", "nats://127.0.0.1:1")
        seen += ends(FAILED, data, in_use, of=("up", "--data", data, "--listen", listen, *nats))
        seen += ends(REFUSED, "FLAG_NOT_FOUND", of=(
            "flags", "show", "@flag.none", "--data", data, "--server", f"http://127.0.0.1:{port}"))
    assert process.returncode == 0, "the first process goes on, and ends well"

    sandbox = ("up", "--sandbox", "--data", data, "--listen", listen)
    seen += ends(WRONG, data, "--data", of=sandbox)
    newer = data / "panel" / "log" / "format"
    assert newer.read_text().strip() == "2", newer.read_text()
    newer.write_text("3\n")
    database = (newer.parent / "db").read_bytes()
    seen += ends(FAILED, newer.parent, "format 3", "up to 2",
                 of=("up", "--data", data, "--listen", listen))
    assert (newer.parent / "db").read_bytes() == database, "what is newer is left alone"
    return seen


if __name__ == "__main__":
    main()
