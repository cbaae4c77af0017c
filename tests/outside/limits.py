#!/usr/bin/env python3
"""One worker may not call as often as they like, nor try out who is known."""

import pathlib
import uuid

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from common import Client, folder, free_port, token, up

REFERRALS = "candour.referrals.v1.ReferralsService"
LEDGER = "candour.ledger.v1.LedgerService"
SEARCHES = 5


def main():
    with folder() as place:
        data, port = pathlib.Path(place) / "data", free_port()
        with up(data, port, "--calls-per-second", 2, "--searches-per-minute", SEARCHES,
                log=pathlib.Path(place) / "log"):
            check(Client(port), data / "auth")
    print("who calls too often is told when to call again, and nobody else is held up")


def check(client, auth):
    clinician = token(auth, "clinician")
    found = [search(client, clinician) for _ in range(SEARCHES + 3)]
    assert found == [None] * SEARCHES + found[SEARCHES:], found
    assert all(wait and 0 < wait <= 60_000 for wait in found[SEARCHES:]), found
    # Another worker is not held up; the first may still do other things.
    assert search(client, token(auth, "clinician", agency="@agency.other")) is None
    # Ten may be saved up at two a second, of calls of any kind.
    operator = token(auth, "operator", agency="@agency.third")
    heads = [call(client, f"{LEDGER}/GetHead", operator, context="panel") for _ in range(30)]
    let_through = sum(wait is None for wait in heads)
    assert 10 <= let_through < 30, heads
    # The health of a service is anybody's to ask.
    service = token(auth, "service")
    assert all(call(client, f"{LEDGER}/GetHead", service, context="panel") is None
               for _ in range(30)), "services are held up"


def search(client, shown):
    return call(client, f"{REFERRALS}/FindPersons", shown, name=f"Nobody {uuid.uuid4()}",
                date_of_birth="1980-02-03")


def call(client, path, shown, **fields):
    """How long to wait, if it is one too many."""
    try:
        client.call(path, shown, **fields)
        return None
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error
        info = error_details_pb2.ErrorInfo()
        details = rpc_status.from_call(error).details
        assert any(detail.Unpack(info) for detail in details), details
        assert info.reason == "TOO_MANY_CALLS", info
        return int(info.metadata["retry_after_ms"])


if __name__ == "__main__":
    main()
