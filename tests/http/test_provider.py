"""The identity provider as it really is: it rotates its keys, is slow, is down, and answers nonsense."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from api.identity import fetching
from api.identity.key_ring import ASKED_AGAIN, FRESH, LIFE
from api.store import practices
from tests.http.calling import Json
from tests.http.provider import Answer, Provider, as_json, ec_key, rsa_key
from tests.http.saying import SAM
from tests.http.service import MORNING, Practice, Service, signed_in, trusting

SECOND: Final = timedelta(seconds=1)
DISCOVERY: Final = "/.well-known/openid-configuration"


class Door:
    """The service as somebody with a token meets it, at a time after the morning."""

    def __init__(self, service: Service, provider: Provider, practice: Practice) -> None:
        self.service = service
        self.provider = provider
        self.practice = practice

    def at(self, after: timedelta) -> None:
        self.service.clock.now = MORNING + after

    def status(self, which: int = 0) -> int:
        return self.answer(which)[0]

    def answer(self, which: int = 0) -> tuple[int, str, str | None]:
        """Status, code, Retry-After."""
        key = self.provider.keys[which]
        claims: Json = {"practice_id": str(self.practice.id), "scope": "practice:read"}
        token = self.provider.token(self.service.clock(), key, **claims)
        answer = self.service.caller(token).ask("GET", "/v1/practice")
        return answer.status_code, answer.json().get("code", ""), answer.headers.get("Retry-After")


@pytest.fixture
def door(service: Service, provider: Provider, practice: Practice) -> Door:
    return Door(service, provider, practice)


UNREACHABLE: Final = "identity_provider_unreachable"


def test_a_new_key_opens_with_its_first_token(door: Door) -> None:
    assert door.status() == 200
    door.provider.keys.append(ec_key("ec-2"))
    door.at(ASKED_AGAIN)
    assert door.status(-1) == 200
    assert door.provider.asked.count("/keys") == 2


def test_made_up_names_of_keys_send_nobody_to_the_provider(door: Door) -> None:
    """At most one fetch in each while, however many tokens come; known keys open meanwhile."""
    assert door.status() == 200
    genuine = door.provider.keys
    for seconds in range(1, 31):
        door.at(SECOND * seconds)
        door.provider.keys = [rsa_key(f"made-up-{seconds}")] if seconds == 1 else door.provider.keys
        door.provider.answers["/keys"] = lambda: as_json({"keys": [key.jwk() for key in genuine]})
        assert door.answer()[:2] == (401, "token_refused")
    assert door.provider.asked.count("/keys") == 3
    door.provider.keys = genuine
    assert door.status() == 200


def test_a_withdrawn_key_opens_nothing_once_the_keys_are_fetched_anew(door: Door) -> None:
    """The fetch is beside a request, which it does not hold up."""
    assert (door.status(0), door.status(1)) == (200, 200)
    kept = [key.jwk() for key in door.provider.keys[1:]]
    door.provider.answers["/keys"] = lambda: as_json({"keys": kept})
    door.at(FRESH - SECOND)
    assert door.status(0) == 200
    door.at(FRESH)
    assert door.status(1) == 200
    until = time.monotonic() + 10
    # The provider was asked a moment before its answer is taken.
    while door.status(0) == 200 and time.monotonic() < until:
        time.sleep(0.01)
    assert door.answer(0)[:2] == (401, "token_refused")
    assert door.provider.asked.count("/keys") == 2
    assert door.status(1) == 200


def test_known_keys_live_on_while_the_provider_is_down_and_then_nobody_can_tell(door: Door) -> None:
    assert door.status() == 200
    door.provider.down = True
    door.at(LIFE - SECOND)
    assert door.status() == 200
    door.at(LIFE)
    for _ in range(3):
        status, code, retry_after = door.answer()
        assert (status, code) == (503, UNREACHABLE)
        assert retry_after is not None
        assert 1 <= int(retry_after) <= ASKED_AGAIN.total_seconds()
    # Keys of the practice's software need no provider.
    assert door.practice.api.get("/v1/practice")
    door.provider.down = False
    door.at(LIFE + ASKED_AGAIN)
    assert door.status() == 200


def test_a_new_key_of_a_provider_that_is_down_is_not_called_wrong(door: Door) -> None:
    assert door.status() == 200
    door.provider.keys.append(ec_key("ec-2"))
    door.provider.down = True
    door.at(ASKED_AGAIN)
    assert door.answer(-1)[:2] == (503, UNREACHABLE)
    assert door.status(0) == 200


def test_a_provider_that_never_answered(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """It is asked once in a while, and the log says so once each time, in a word."""
    caplog.set_level(logging.INFO, logger="api")
    door.provider.down = True
    assert {door.answer()[:2] for _ in range(5)} == {(503, UNREACHABLE)}
    assert door.provider.asked == [DISCOVERY]
    told = [record.getMessage() for record in caplog.records if record.name.startswith("api.")]
    assert told == ["the keys of the identity provider cannot be had: NotFetched"]


def elsewhere(door: Door) -> Answer:
    return 302, {"Location": f"{door.provider.url}/keys"}, b""


# what is answered at which path, so that no key is had
NONSENSE: Final[dict[str, tuple[str, Callable[[Door], Answer]]]] = {
    "no JSON": (DISCOVERY, lambda _: (200, {}, b"<html>")),
    "brackets": (DISCOVERY, lambda _: (200, {}, b"[" * 100_000)),
    "a list": (DISCOVERY, lambda _: as_json([])),
    "of another issuer": (
        DISCOVERY,
        lambda d: as_json({"issuer": "https://evil.example", "jwks_uri": f"{d.provider.url}/keys"}),
    ),
    "of nearly the issuer": (
        DISCOVERY,
        lambda d: as_json({"issuer": f"{d.provider.url}/", "jwks_uri": f"{d.provider.url}/keys"}),
    ),
    "without an address": (DISCOVERY, lambda d: as_json({"issuer": d.provider.url})),
    "an address without TLS": (
        DISCOVERY,
        lambda d: as_json({"issuer": d.provider.url, "jwks_uri": "http://keys.example/keys"}),
    ),
    "a file": (DISCOVERY, lambda d: as_json({"issuer": d.provider.url, "jwks_uri": "file:///etc/passwd"})),
    "no address": (DISCOVERY, lambda d: as_json({"issuer": d.provider.url, "jwks_uri": "keys"})),
    "elsewhere": (DISCOVERY, elsewhere),
    "keys elsewhere": ("/keys", lambda d: (302, {"Location": f"{d.provider.url}{DISCOVERY}"}, b"")),
    "too long": ("/keys", lambda _: (200, {}, b" " * (fetching.MOST_BYTES + 1))),
    "keys that are no JSON": ("/keys", lambda _: (200, {}, b"keys")),
    "no keys": ("/keys", lambda _: as_json({"keys": []})),
    "no set": ("/keys", lambda _: as_json({"keys": "rsa-1"})),
    "short keys": ("/keys", lambda _: as_json({"keys": [rsa_key("rsa-1", bits=1024).jwk()]})),
    "an error": ("/keys", lambda d: as_json({"keys": [key.jwk() for key in d.provider.keys]}, 500)),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_no_key(door: Door, name: str) -> None:
    path, answer = NONSENSE[name]
    door.provider.answers[path] = lambda: answer(door)
    assert door.answer()[:2] == (503, UNREACHABLE)
    door.provider.answers = {}
    door.at(ASKED_AGAIN)
    assert door.status() == 200


def test_a_provider_that_takes_too_long_holds_up_nobody_else(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits for it waits together, in no thread and with no connection; everybody else goes on."""
    monkeypatch.setattr(fetching, "MOST_SECONDS", 2.0)
    door.provider.pause = 4
    with ThreadPoolExecutor(24) as people:
        begun = time.monotonic()
        waiting = [people.submit(door.answer) for _ in range(16)]
        others = [people.submit(door.practice.api.get, "/v1/practice") for _ in range(8)]
        assert all(other.result() for other in others)
        # Sixteen wait; eight keys were answered in the meantime.
        assert not any(each.done() for each in waiting)
        assert {each.result()[:2] for each in waiting} == {(503, UNREACHABLE)}
        assert time.monotonic() - begun < 4
    assert door.provider.asked == [DISCOVERY]


def test_many_at_once_fetch_the_keys_once(door: Door) -> None:
    door.provider.pause = 0.2
    ready = threading.Barrier(12)

    def knock(_: int) -> int:
        ready.wait()
        return door.status()

    with ThreadPoolExecutor(12) as people:
        assert set(people.map(knock, range(12))) == {200}
    assert door.provider.asked == [DISCOVERY, "/keys"]


def test_a_set_address_needs_no_discovery(door: Door) -> None:
    door.provider.answers["/other?p=1"] = lambda: as_json({"keys": [key.jwk() for key in door.provider.keys]})
    trusting(door.service, door.provider, jwks=f"{door.provider.url}/other?p=1")
    assert door.status() == 200
    assert door.provider.asked == ["/other?p=1"]


def test_keys_in_a_file_are_read_again_when_they_change(door: Door, tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    def write(*keys: Any) -> None:
        file.write_bytes(as_json({"keys": [key.jwk() for key in keys]})[2])

    write(door.provider.keys[0])
    trusting(door.service, door.provider, jwks=str(file))
    assert (door.status(0), door.status(1)) == (200, 401)
    write(*door.provider.keys)
    door.at(ASKED_AGAIN)
    assert door.status(1) == 200
    file.unlink()
    door.at(ASKED_AGAIN + LIFE)
    assert door.answer()[:2] == (503, UNREACHABLE)
    assert door.provider.asked == []


def test_a_clock_that_was_set_back_makes_no_key_younger(door: Door) -> None:
    door.at(LIFE)
    assert door.status() == 200
    door.at(timedelta())
    assert door.status() == 200
    assert door.provider.asked.count("/keys") == 2


def test_who_is_locked_out_meanwhile_commits_nothing(
    service: Service, provider: Provider, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proved at the door, and nobody any more when the transaction asks again."""
    api = signed_in(service, provider, practice)
    monkeypatch.setattr(practices, "still_signs_in", lambda *_: False)
    assert api.refused("POST", "/v1/clients", SAM)["code"] == "unauthenticated"
    monkeypatch.undo()
    assert api.get("/v1/clients")["items"] == []
