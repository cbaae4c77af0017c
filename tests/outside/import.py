#!/usr/bin/env python3
"""Files of contacts are imported: the good rows once and the bad ones never, each told with its
place, whatever breaks off in between, and in no more memory for a long file than for a short one.

3,000 rows; with CANDOUR_SOAK=1, 100,000."""

import contextlib
import csv
import json
import os
import pathlib
import re
import signal
import subprocess
import time

from common import BINARIES, Client, folder, free_port, token, up, wait_for
from import_files import COLUMNS, write_bundle, write_table

LEDGER = "candour.ledger.v1.LedgerService"
ROWS = 100_000 if os.environ.get("CANDOUR_SOAK") else 3_000
MIB = 1024 * 1024
# What either process may take more at the end than after a tenth of the rows. The import keeps a
# few hundred rows; the server's caches fill up with whatever is stored, up to their own limits.
MORE_OF_THE_IMPORT = 8 * MIB
MORE_OF_THE_SERVER = (400 if ROWS > 10_000 else 120) * MIB


def main():
    with folder() as place:
        machine = Machine(pathlib.Path(place))
        with machine.up():
            a_template_can_be_imported(machine)
            a_role_without_the_right_is_refused(machine)
            a_table(machine)
            a_bundle(machine)
            an_import_that_is_stopped(machine)
        a_service_that_is_killed(machine)


class Machine:
    """A machine of its own, and imports into it."""

    def __init__(self, place):
        self.place, self.data, self.port = place, place / "data", free_port()
        self.process = None

    @contextlib.contextmanager
    def up(self):
        with up(self.data, self.port, log=self.place / "up.log") as self.process:
            yield

    def command(self, *arguments):
        """An import, as a command."""
        return [str(part) for part in (
            BINARIES / "candour", "import", *arguments, "--server",
            f"http://127.0.0.1:{self.port}", "--auth", self.data / "auth",
            "--agency", "@agency.trust", "--output", "jsonl")]

    def imported(self, *arguments, at_a_tenth=None):
        """Imports, and says what came of it."""
        with open(self.place / "stderr", "w+") as talk:
            process = subprocess.Popen(self.command(*arguments), stdout=subprocess.PIPE,
                                       stderr=talk, text=True)
            return self.heard(process, talk, at_a_tenth)

    def heard(self, process, talk, at_a_tenth=None):
        rows, outcomes, began = [], {}, time.monotonic()
        memory = {}
        for line in process.stdout:
            row = json.loads(line)
            outcomes[row["outcome"]] = outcomes.get(row["outcome"], 0) + 1
            if row["outcome"] == "refused":
                rows.append(row)
            count = sum(outcomes.values())
            if at_a_tenth and count == at_a_tenth:
                memory["tenth"] = self.memory(process)
            if at_a_tenth and count % 500 == 0:
                memory["end"] = self.memory(process) or memory.get("end")
        code = process.wait(timeout=60)
        seconds = time.monotonic() - began
        talk.flush()
        talk.seek(0)
        return Came(code, outcomes, rows, talk.read(), memory, seconds)

    def memory(self, client):
        """The most that the import and the server have taken so far, in bytes."""
        taken = most_memory(client.pid), most_memory(self.process.pid)
        return taken if all(taken) else None

    def log(self, since=0):
        """What is in the log of referrals after a position, but for who looked: a row that is
        refused can tell whose number it has."""
        client, operator = Client(self.port), token(self.data / "auth", "operator")
        head = client.call(f"{LEDGER}/GetHead", operator, context="referrals").position
        if since >= head:
            return []
        answers = client.stream(f"{LEDGER}/ReadRecords", operator, context="referrals",
                                from_position=since + 1)
        records = [json.loads(answer.record) for answer in answers]
        assert len(records) == head - since, f"{len(records)} records of {head - since}"
        return [record for record in records if not record["type"].endswith(".RegisterRead")]

    def head(self):
        client, operator = Client(self.port), token(self.data / "auth", "operator")
        return client.call(f"{LEDGER}/GetHead", operator, context="referrals").position


class Came:
    """What came of an import."""

    def __init__(self, code, outcomes, refused, talk, memory, seconds):
        self.code, self.outcomes, self.refused = code, outcomes, refused
        self.talk, self.memory, self.seconds = talk, memory, seconds

    def expect(self, code, **outcomes):
        assert self.code == code and self.outcomes == outcomes, \
            f"it ended with {self.code} and {self.outcomes}: {self.talk[-2000:]}"

    def rate(self):
        rows = sum(self.outcomes.values())
        return f"{rows} rows in {self.seconds:.1f} s, {rows / self.seconds:.0f} a second"

    def flat(self, what):
        """The memory of both processes grows by no more than it may."""
        limits = MORE_OF_THE_IMPORT, MORE_OF_THE_SERVER
        for who, tenth, end, limit in zip(("import", "server"), *self.memory.values(), limits):
            print(f"  {what}: memory of the {who} after a tenth {tenth / MIB:.1f} MiB, at the "
                  f"end {end / MIB:.1f} MiB; it may grow by {limit / MIB:.0f}", flush=True)
            assert end - tenth <= limit, f"the {who} takes {(end - tenth) / MIB:.1f} MiB more"


def most_memory(pid):
    """The most memory that a process had; nothing if it is gone."""
    try:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def kinds(records, kind):
    return [record for record in records if record["type"].endswith(f".{kind}")]


def a_template_can_be_imported(machine):
    for kind, name in (("contacts", "csv"), ("referrals", "csv"), ("contacts", "fhir"),
                       ("referrals", "fhir")):
        shown = subprocess.run([BINARIES / "candour", "import", kind, "--template", "--format",
                                name], check=True, capture_output=True, text=True)
        file = machine.place / f"{kind}.{name}"
        file.write_text(shown.stdout)
        came = machine.imported(kind, file, "--format", name, "--register-people", "--dry-run")
        came.expect(0, would_be_added=1)
    assert machine.head() == 0, "a dry run stored something"


def a_role_without_the_right_is_refused(machine):
    file = machine.place / "contacts.csv"
    came = machine.imported("contacts", file, "--as", "oversight", "--register-people")
    came.expect(3)
    assert "ROLE_NOT_ALLOWED" in came.talk, came.talk
    assert machine.head() == 0


def a_table(machine):
    file, errors = machine.place / "attendances.csv", machine.place / "errors.csv"
    bad, people = write_table(file, ROWS)
    good = ROWS - len(bad)
    arguments = ("contacts", file, "--register-people", "--source", "ED extract")

    came = machine.imported(*arguments, "--dry-run")
    came.expect(3, would_be_added=good, refused=len(bad))
    assert machine.head() == 0, "a dry run stored something"
    assert {row["line"] for row in came.refused} == set(bad)
    print(f"a table, dry run: {came.rate()}", flush=True)

    came = machine.imported(*arguments, "--errors", errors, at_a_tenth=ROWS // 10)
    came.expect(3, added=good, refused=len(bad))
    print(f"a table: {came.rate()}", flush=True)
    came.flat("a table")

    # Each bad row is told once, with its line and column.
    told = dict(re.findall(r"^attendances\.csv:(\d+): (.*)$", came.talk, re.MULTILINE))
    assert {int(line) for line in told} == set(bad)
    for row in came.refused:
        column, expected = row["faults"][0]["field"], bad[row["line"]]
        assert column == expected, f"line {row['line']}: {row['faults']}, and not {expected}"
        named = f"{column}: " if column else ""
        if column in COLUMNS:
            named = f"column {COLUMNS.index(column) + 1} ({column}): "
        assert told[str(row["line"])].startswith(named), told[str(row["line"])]
    with open(errors, newline="", encoding="utf-8", errors="replace") as rows:
        kept = {int(row["error_line"]): row for row in csv.DictReader(rows)}
    assert set(kept) == set(bad)
    assert all(row["error_text"] and row["key"] for row in kept.values())

    # The log has one event for each good row, and one for each person.
    records = machine.log()
    contacts = kinds(records, "ContactRecorded")
    places = [record["data"]["contact_id"] for record in contacts]
    assert len(contacts) == good and len(set(places)) == good, len(contacts)
    assert len({record["correlationid"] for record in contacts}) == good
    registered = kinds(records, "PersonRegistered")
    assert len(registered) == len(people), f"{len(registered)} people and not {len(people)}"
    assert len(records) == good + len(people)
    assert "Synthetic" not in json.dumps(records[:1000]), "a name is stored in clear"

    # A second import adds nothing, though the file is renamed.
    renamed = file.rename(machine.place / "again.csv")
    came = machine.imported("contacts", renamed, *arguments[2:])
    came.expect(3, already_there=good, refused=len(bad))
    assert len(machine.log()) == len(records), "a second import added something"
    print(f"a table, again: {came.rate()}", flush=True)

    # What was refused is mended where it stands, and imported.
    text = errors.read_bytes().replace(b"dentist", b"ed").replace(b"04/03/2021", b"2021-03-04")
    mended = machine.place / "mended.csv"
    mended.write_bytes(text)
    came = machine.imported("contacts", mended, *arguments[2:])
    # A row without a key has been given one there.
    count = sum(row["service"] == "dentist" or row["occurred"] == "04/03/2021"
                or row["error_field"] == "key" for row in kept.values())
    came.expect(3, added=count, refused=len(bad) - count)


def a_bundle(machine):
    file, since = machine.place / "encounters.json", machine.head()
    bad, people = write_bundle(file, ROWS)
    good = ROWS - len(bad)
    arguments = ("contacts", file, "--register-people", "--ods", "RJ1=@agency.acute-trust")
    came = machine.imported(*arguments, at_a_tenth=ROWS // 10)
    came.expect(3, added=good, refused=len(bad))
    print(f"a bundle: {came.rate()}", flush=True)
    came.flat("a bundle")
    assert {row["faults"][0]["field"] for row in came.refused} == set(bad)
    records = machine.log(since)
    assert len(kinds(records, "ContactRecorded")) == good
    assert len(kinds(records, "PersonRegistered")) == len(people)
    came = machine.imported(*arguments)
    came.expect(3, already_there=good, refused=len(bad))
    assert len(machine.log(since)) == len(records)


def broken_off(machine, file, after, then):
    """Imports, and does something once so many rows were answered; what came of it."""
    command = machine.command("contacts", file, "--register-people")
    with open(machine.place / "stderr", "w+") as talk:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=talk, text=True)
        for _ in range(after):
            assert process.stdout.readline(), "it ended before"
        then(process)
        came = machine.heard(process, talk)
        came.outcomes["added"] = came.outcomes.get("added", 0) + after
        return came


def an_import_that_is_stopped(machine):
    file, since, rows = machine.place / "stopped.csv", machine.head(), 1_500
    _, people = write_table(file, rows, first=600_000, faulty=0)
    came = broken_off(machine, file, 300, lambda process: process.send_signal(signal.SIGINT))
    assert came.code == 1 and "it came as far as stopped.csv line" in came.talk, came.talk
    added = came.outcomes["added"]
    stored = len(kinds(machine.log(since), "ContactRecorded"))
    assert 300 <= added < rows and stored == added, f"{added} were answered, {stored} are stored"
    machine.imported("contacts", file, "--register-people").expect(
        0, added=rows - added, already_there=added)
    assert len(machine.log(since)) == rows + len(people)
    print(f"stopped after {added} of {rows} rows, and gone on", flush=True)


def a_service_that_is_killed(machine):
    """It goes on where it was once the service is back, and every row is stored once."""
    file, rows = machine.place / "killed.csv", 1_500
    _, people = write_table(file, rows, first=700_000, faulty=0)
    command = [BINARIES / "candour", "up", "--data", machine.data, "--listen",
               f"127.0.0.1:{machine.port}"]
    log = open(machine.place / "killed.log", "wb")
    first = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
    wait_for(machine.port, first)
    since, again = machine.head(), []

    def kill(_):
        first.kill()
        first.wait()
        again.append(subprocess.Popen([str(part) for part in command], stdout=log, stderr=log))

    try:
        came = broken_off(machine, file, 300, kill)
        assert came.code == 0 and "trying again after killed.csv line" in came.talk, came.talk
        assert sum(came.outcomes.values()) == rows, came.outcomes
        records = machine.log(since)
        assert len(kinds(records, "ContactRecorded")) == rows
        assert len(kinds(records, "PersonRegistered")) == len(people)
        print(f"the service was killed after some 300 of {rows} rows: {came.outcomes}", flush=True)
    finally:
        for process in (first, *again):
            if process.poll() is None:
                process.terminate()
                process.wait(timeout=30)
        log.close()


if __name__ == "__main__":
    main()
