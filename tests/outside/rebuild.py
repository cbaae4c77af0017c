#!/usr/bin/env python3
"""The views of the whole story are lost, and come back byte for byte."""

import json
import pathlib
import shutil
import subprocess
import time

from common import BINARIES, ROOT, STORY, Client, folder, free_port, token, up

OVERSIGHT = "candour.oversight.v1.OversightService"
LEDGER = "candour.ledger.v1.LedgerService"
ADVANCE = "candour.ledger.v1.SandboxService/Advance"


def main():
    with folder() as place:
        place = pathlib.Path(place)
        data, port = place / "data", free_port()

        with up(data, port, "--sandbox", log=place / "first.log"):
            subprocess.run([BINARIES / "candour", "story", "run", STORY, "--auth", data / "auth",
                            "--server", f"http://127.0.0.1:{port}"],
                           check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            before, flags_log = taken(Client(port), data / "auth")
            backtested(Client(port), token(data / "auth", "oversight"))

        shutil.rmtree(data / "oversight" / "views")
        with up(data, port, "--sandbox", log=place / "second.log"):
            after, flags_log_after = taken(Client(port), data / "auth")

    differ = sorted(asked for asked in before | after if before.get(asked) != after.get(asked))
    assert not differ, f"after a rebuild these are answered otherwise: {differ}"
    grown = len(flags_log_after) - len(flags_log)
    assert flags_log == flags_log_after, f"a rebuild says of flags what is new: {grown} records"
    print(f"{len(before)} answers and {len(flags_log)} records of flags outlive the views")


def backtested(client, oversight):
    """At a threshold that nothing reaches, a rule misses flags that it has raised."""
    rule = "panel-defect"
    tried = [{"name": "post_filled_within_days", "value": 100_000}]
    asked = {"rule_id": rule, "thresholds": tried}
    told = list(client.stream(f"{OVERSIGHT}/BacktestRule", oversight, **asked))
    raised = client.call(f"{OVERSIGHT}/ListFlags", oversight, rule_id=rule, page_size=1000,
                         verdict="VERDICT_FIRES").flags
    missed = {answer.flag.flag_id for answer in told if answer.flag.flag_id}
    assert missed and missed <= {flag.flag_id for flag in raised}, (missed, len(raised))
    assert all(answer.change == 2 for answer in told if answer.flag.flag_id), told
    assert told[-1].events > 500 and told[-1].judged > 0, told[-1]
    same = [answer for answer in client.stream(f"{OVERSIGHT}/BacktestRule", oversight,
                                               rule_id=rule) if answer.flag.flag_id]
    assert not same, f"at its own thresholds nothing changes: {same}"
    print(f"a backtest of {told[-1].judged} misses {len(missed)} flags of {rule}")


def taken(client, auth):
    """All that can be asked once nothing is left to be done, and the log of flags."""
    oversight, operator = token(auth, "oversight"), token(auth, "operator")
    # Never back: this only waits until what falls due by now is done.
    client.call(ADVANCE, operator, to={"seconds": 0})
    rules = client.call(f"{OVERSIGHT}/ListRules", oversight).rules
    in_force = {rule.rule_id for rule in rules if rule.maturity == "InForce"}
    flags_log = told(client, operator, in_force)

    questions = [("cases", "ListCases", {}, "cases")]
    questions += [(verdict, "ListFlags", {"verdict": verdict}, "flags")
                  for verdict in ("VERDICT_FIRES", "VERDICT_NOT_EVIDENCED")]
    questions += [(person, "GetTimeline", {"person_id": person}, "events")
                  for person in people(client, operator)]
    answers = {}
    for name, rpc, fields, things in questions:
        fields["page_size"] = 1000
        answers[name] = client.answer(f"{OVERSIGHT}/{rpc}", oversight, **fields)
        answer = client.message(f"candour.oversight.v1.{rpc}Response")
        answer = answer.FromString(answers[name])
        assert getattr(answer, things) and not answer.next_page_token, name
        for flag in answer.flags if rpc == "ListFlags" else []:
            if name == "VERDICT_FIRES":
                answers[flag.flag_id] = client.answer(
                    f"{OVERSIGHT}/GetFlag", oversight, flag_id=flag.flag_id)
    return answers, flags_log


def records(client, operator, context):
    return [answer.record for answer in
            client.stream(f"{LEDGER}/ReadRecords", operator, context=context)]


def people(client, operator):
    """Everybody who was ever registered."""
    events = map(json.loads, records(client, operator, "referrals"))
    return [event["subject"] for event in events if event["type"].endswith(".PersonRegistered")]


def told(client, operator, in_force):
    """The log of flags, once it is noted of each whose rule alerts that it did."""
    for _ in range(600):
        # Who looked is in it too, and that goes on.
        log = [record for record in records(client, operator, "oversight")
               if not json.loads(record)["subject"].startswith("look_")]
        raised, delivered = set(), set()
        for event in map(json.loads, log):
            kind = event["type"].rsplit(".", 1)[1]
            if kind == "FlagRaised" and event["data"]["flag"]["rule_id"] in in_force:
                raised.add(event["subject"])
            elif kind == "AlertDelivered":
                delivered.add(event["subject"])
        if raised and raised <= delivered:
            return log
        time.sleep(0.1)
    raise AssertionError(f"nobody was alerted of {sorted(raised - delivered)}")


if __name__ == "__main__":
    main()
