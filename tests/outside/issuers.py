#!/usr/bin/env python3
"""Users of a real OpenID provider sign in there and call Candour: as what the file of
issuers makes of their role, or not at all; through a change of the provider's keys, and
while it is away."""

import base64
import contextlib
import hashlib
import html
import http.cookiejar
import json
import pathlib
import re
import secrets
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from common import BINARIES, ROOT, Client, folder, free_port, running, up, wait_for

PROVIDER = pathlib.Path(__file__).resolve().parent / "issuer/provider.mjs"
MODULES = ROOT / ".tools/js-issuer/node_modules"
FIND = "candour.referrals.v1.ReferralsService/FindPersons"
HEAD = "candour.ledger.v1.LedgerService/GetHead"
BACK = "http://127.0.0.1:1/back"
# The least time between two fetches of an issuer's keys, and some.
AGAIN = 12

FILE = """
[[issuer]]
url = "{url}"
audience = "candour"
algorithms = ["RS256"]
purposes = ["direct_care", "safeguarding"]
subject_claim = "nhsid_useruid"
roles_claim = "nhsid_nrbac_roles"
selected_claim = "selected_roleid"
entry_id = "person_roleid"
entry_role = "role_code"
entry_agency = "org_code"
[issuer.roles]
"S8000:G8000:R8000" = "clinician"
[issuer.agencies]
RRF = "agency_01h455vb4pex5vsknk084sn02q"
"""


def main():
    with folder() as place, contextlib.ExitStack() as services:
        place = pathlib.Path(place)
        port, at, ops = free_port(), free_port(), free_port()
        file = place / "issuers.toml"
        file.write_text(FILE.format(url=f"http://127.0.0.1:{at}"))
        data = place / "data"
        with provider(place, at, "first"):
            services.enter_context(up(data, port, "--issuers", file, "--ops", f"127.0.0.1:{ops}",
                                      log=place / "log"))
            client = Client(port)
            nurse = sign_in(at, "nurse")
            let_in_as_a_clinician(client, nurse)
            says_why(client, nurse)
            nobody_else(client, sign_in(at, "cook"), nurse)
            examined(data, file, port, "well", "answers; keys for us: 1")
        # The provider has a new key, which signs, and still has the old one.
        with provider(place, at, "second", "first"):
            renewed = sign_in(at, "nurse")
            assert kid(renewed) == "second" and kid(nurse) == "first"
            waits_for(lambda: refusal(client, FIND, renewed) is None)
            assert refusal(client, FIND, nurse) is None
        # The old key is gone. Whoever comes with a newer one makes that known.
        with provider(place, at, "third", "second"):
            newest, later = sign_in(at, "nurse"), sign_in(at, "nurse")
            waits_for(lambda: refusal(client, FIND, newest) is None)
            gone = refusal(client, FIND, nurse)
            assert gone == ("UNAUTHENTICATED", "TOKEN_INVALID"), gone
            assert refusal(client, FIND, renewed) is None
        # It is away: what it signed is good, also what was never shown before.
        assert refusal(client, FIND, later) is None
        examined(data, file, port, "failed", "it was not reached")
        told = metrics(ops)
        assert told['candour_issuer_keys'] == 2, told
        assert 0 <= told['candour_issuer_keys_age_seconds'] < 120, told
        said = (place / "log").read_text()
        assert not any(part in said for shown in (nurse, renewed) for part in shown.split(".")[1:])
        refused_at_the_start(place)
    print("users of an OpenID provider are let in by their roles, through new keys and without it")


def let_in_as_a_clinician(client, nurse):
    assert refusal(client, FIND, nurse) is None
    # Its own role is what the table of roles goes by.
    assert refusal(client, HEAD, nurse) == ("PERMISSION_DENIED", "ROLE_NOT_ALLOWED")
    details = error_info(client, HEAD, nurse)
    assert details.metadata["role"] == "ROLE_CLINICIAN", details


def says_why(client, nurse):
    for purpose in (None, "curiosity"):
        refused = refusal(client, FIND, nurse, purpose)
        assert refused == ("PERMISSION_DENIED", "PURPOSE_NOT_ALLOWED"), refused
    assert refusal(client, FIND, nurse, "safeguarding") is None


def nobody_else(client, cook, nurse):
    assert refusal(client, FIND, cook) == ("PERMISSION_DENIED", "ROLE_NOT_MAPPED")
    head, body, signature = nurse.split(".")
    forged = json.loads(decoded(body)) | {"selected_roleid": "1002", "nhsid_useruid": "1"}
    for broken in (f"{head}.{encoded(json.dumps(forged))}.{signature}",
                   f"{encoded(json.dumps({'alg': 'none', 'kid': 'first'}))}.{body}.",
                   f"{head}.{body}.{signature[:-8]}AAAAAAAA"):
        assert refusal(client, FIND, broken) == ("UNAUTHENTICATED", "TOKEN_INVALID")


def refused_at_the_start(place):
    wrong = place / "wrong.toml"
    wrong.write_text(FILE.format(url="https://a.example").replace("clinician", "operator"))
    done = subprocess.run([BINARIES / "candour", "up", "--data", place / "other",
                           "--listen", "127.0.0.1:0", "--issuers", wrong],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode and "no issuer grants" in done.stderr, done


def examined(data, file, port, state, says):
    """What `candour doctor` finds of the issuer."""
    done = subprocess.run([BINARIES / "candour", "doctor", "--data", data, "--issuers", file,
                           "--server", f"http://127.0.0.1:{port}", "--output", "json"],
                          capture_output=True, text=True, timeout=60)
    found = [line for line in json.loads(done.stdout) if line["what"] == "issuer"]
    assert [line["state"] for line in found] == [state] and says in found[0]["says"], done


def refusal(client, path, shown, purpose="direct_care"):
    """Why a call is refused, by code and reason, or None."""
    try:
        call(client, path, shown, purpose)
        return None
    except grpc.RpcError as error:
        return error.code().name, info_of(error).reason


def error_info(client, path, shown):
    try:
        call(client, path, shown, "direct_care")
    except grpc.RpcError as error:
        return info_of(error)
    raise AssertionError("it was let in")


def info_of(error):
    info = error_details_pb2.ErrorInfo()
    assert any(detail.Unpack(info) for detail in rpc_status.from_call(error).details), error
    return info


def call(client, path, shown, purpose):
    fields = {"context": "panel"} if path == HEAD else {"name": "Nobody Known",
                                                        "date_of_birth": "1980-02-03"}
    metadata = [("authorization", f"Bearer {shown}")]
    metadata += [("candour-purpose", purpose)] if purpose else []
    client._stub(path, client.channel.unary_unary)(
        client._request(path, fields), metadata=metadata, timeout=30)


def waits_for(holds):
    """An unknown key is asked for at once, though not more often than every ten seconds."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < AGAIN, "it does not come"
        time.sleep(0.5)


@contextlib.contextmanager
def provider(place, port, *kids):
    """The provider, with these keys."""
    keys = place / "provider"
    keys.mkdir(exist_ok=True)
    with running("node", PROVIDER, MODULES, port, keys, *kids, log=place / "provider.log") as it:
        wait_for(port, it)
        yield


def sign_in(port, user):
    """An access token of somebody who signs in and agrees, as a browser would."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), Stays)
    verifier = secrets.token_urlsafe(48)
    challenge = encoded(hashlib.sha256(verifier.encode()).digest())
    base = f"http://127.0.0.1:{port}"
    asked = {"client_id": "pages", "response_type": "code", "redirect_uri": BACK,
             "scope": "openid", "resource": "urn:candour", "state": "s", "nonce": "n",
             "code_challenge": challenge, "code_challenge_method": "S256"}
    url, form = f"{base}/auth?{urllib.parse.urlencode(asked)}", None
    for _ in range(12):
        status, where, page = fetched(browser, url, form)
        form = None
        if status in (302, 303):
            url = urllib.parse.urljoin(url, where)
            if url.startswith(BACK):
                code = urllib.parse.parse_qs(urllib.parse.urlparse(url).query)["code"][0]
                return redeemed(base, code, verifier)
            continue
        action = re.search(r'<form[^>]* action="([^"]+)"', page)
        assert status == 200 and action, (status, page)
        prompt = re.search(r'name="prompt" value="([^"]+)"', page).group(1)
        url = urllib.parse.urljoin(url, html.unescape(action.group(1)))
        form = {"prompt": prompt, "login": user, "password": "any"}
    raise AssertionError("signing in does not end")


class Stays(urllib.request.HTTPRedirectHandler):
    """Follows no redirect by itself."""

    def redirect_request(self, *_):
        return None


def fetched(browser, url, form):
    body = urllib.parse.urlencode(form).encode() if form else None
    try:
        answer = browser.open(url, body, timeout=30)
    except urllib.error.HTTPError as error:
        answer = error
    return answer.status, answer.headers.get("location"), answer.read().decode()


def redeemed(base, code, verifier):
    form = urllib.parse.urlencode({
        "grant_type": "authorization_code", "client_id": "pages", "code": code,
        "redirect_uri": BACK, "code_verifier": verifier, "resource": "urn:candour"}).encode()
    with urllib.request.urlopen(f"{base}/token", form, timeout=30) as answer:
        return json.load(answer)["access_token"]


def metrics(ops):
    """The newest figures about the issuer, by name."""
    with urllib.request.urlopen(f"http://127.0.0.1:{ops}/metrics", timeout=10) as answer:
        lines = re.findall(r'^(candour_issuer_\w+)\{[^}]*issuer="1"[^}]*\} (\S+)$',
                           answer.read().decode(), re.M)
    return {name: float(value) for name, value in lines}


def kid(shown):
    return json.loads(decoded(shown.split(".")[0]))["kid"]


def encoded(what):
    what = what.encode() if isinstance(what, str) else what
    return base64.urlsafe_b64encode(what).rstrip(b"=").decode()


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


if __name__ == "__main__":
    main()
