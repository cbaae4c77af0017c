#!/usr/bin/env python3
"""A master key that is handed out read-only is exchanged by whoever hands it out."""

import json
import os
import pathlib
import secrets

from access import act
from common import BINARIES, Client, folder, free_port, token, up
from deployed import run
from namespace import apart

REFERRALS = "candour.referrals.v1.ReferralsService"
TRUST = "agency_01h455vb4pex5vsknk084sn02q"
NAME = "Robin Synthetic"


def main():
    apart()
    with folder() as place:
        try:
            check(pathlib.Path(place))
        finally:
            run("umount", pathlib.Path(place) / "handed")
    print("a master key that is handed out read-only is exchanged, and nothing is lost by it")


def check(place):
    kept, handed = place / "kept", place / "handed"
    kept.mkdir()
    handed.mkdir()
    first = written(kept / "master.key")
    for options in (["--bind", kept, handed], ["-o", "remount,bind,ro", handed]):
        assert not run("mount", *options).stderr
    here = Here(place, handed / "master.key")
    with here.up():
        person = here.register()
        refused = here.key("rotate")
        assert refused.returncode != 0 and "handed out read-only" in refused.stderr, refused.stderr
        assert here.stands() == {}, here.stands()
        assert here.name_of(person) == NAME
    # The next one beside it: all keys are taken along, and both open.
    second = written(kept / "master.key.next")
    with here.up():
        for _ in range(100):
            if here.stands().get("to_be_handed_out"):
                break
        assert here.stands() == {"to_be_handed_out": True}, here.stands()
        assert here.name_of(person) == NAME
        other = here.register()
        assert here.key("destroy-old").returncode != 0, "it is not ours to destroy"
        assert "hand the new key out" in here.key("show").stdout
    # Started once more before anybody came to it, it says the same.
    with here.up():
        assert here.stands() == {"to_be_handed_out": True}, here.stands()
    # The new one in its place, alone. The old one opens nothing any more.
    (kept / "master.key.next").unlink()
    (kept / "master.key").unlink()
    written(kept / "master.key", second)
    with here.up():
        assert here.stands() == {}, here.stands()
        assert here.name_of(person) == here.name_of(other) == NAME
    (kept / "master.key").unlink()
    written(kept / "master.key", first)
    ended = run(BINARIES / "candour", "up", "--data", here.data, "--listen", "127.0.0.1:0",
                "--master-key-file", here.file)
    assert ended.returncode == 1 and "another master key" in ended.stderr, ended.stderr


def written(path, words=None):
    """A key in a file of one's own."""
    words = words or secrets.token_hex(32)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write(words)
    return words


class Here:
    """An installation whose master key is handed out."""

    def __init__(self, place, file):
        self.data, self.file, self.log = place / "data", file, place / "log"
        self.port = free_port()

    def up(self):
        return up(self.data, self.port, "--master-key-file", self.file, log=self.log)

    def key(self, verb, *more):
        return run(BINARIES / "candour", "key", verb, "--server", f"http://127.0.0.1:{self.port}",
                   "--auth", self.data / "auth", *more)

    def stands(self):
        """How an exchange stands, where anything is to be said of it."""
        told = json.loads(self.key("show", "--output", "json").stdout)
        told = told[0] if isinstance(told, list) else told
        names = ("underway", "halted", "old_is_there", "to_be_handed_out")
        return {name: told[name] for name in names if told.get(name)}

    def say(self, rpc, **fact):
        asker = token(self.data / "auth", "clinician", TRUST)
        return Client(self.port).call(f"{REFERRALS}/{rpc}", asker, act=act(), fact=fact)

    def register(self):
        return self.say("RegisterPerson", name={"plain": NAME}, borough="Lambeth").receipt.stream_id

    def name_of(self, person):
        return self.say("RevealIdentity", person_id=person, purpose="IDENTITY_PURPOSE_DIRECT_CARE",
                        reason={"plain": "a visit"}).identity.name


if __name__ == "__main__":
    main()
