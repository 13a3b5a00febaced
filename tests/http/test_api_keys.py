"""Keys: made with their scopes, shown once, replaced without a gap, closed at once."""

from datetime import timedelta
from typing import Any, Final

import pytest
from litestar.exceptions import NotAuthorizedException

from api.call import Call
from api.call import Caller as Proved
from api.call import Service as Wiring
from api.errand import Errand
from api.scopes import Scope
from api.store import api_keys
from tests.http.calling import Caller, Json
from tests.http.rows import stored
from tests.http.service import MORNING, Practice, Service, found_practice

KEYS: Final = "/v1/api-keys"
ERRAND: Final = Errand(action="createClient", path="/v1/clients", request_id="r-1", trace_id="t-1")
DESK: Final = {"name": "Front desk", "scopes": ["clients:read", "clients:write"]}


def made(api: Caller, **said: Any) -> Json:
    return api.post(KEYS, DESK | said)


def with_key(service: Service, key: Json) -> Caller:
    return service.caller(key["key"])


def id_of(api: Caller) -> str:
    return (api.key or "").split("_")[1]


def test_a_new_key_opens_what_it_says_and_nothing_else(service: Service, api: Caller) -> None:
    key = made(api)
    assert key["key"].startswith(f"gp_{key['id']}_")
    assert (key["created_by"], key["usable"], key["expires_at"]) == (id_of(api), True, None)
    desk = with_key(service, key)
    assert desk.get("/v1/clients")["items"] == []
    assert desk.refused("GET", "/v1/plans")["code"] == "scope_missing"


def test_it_is_shown_once(service: Service, practice: Practice) -> None:
    key = made(practice.api)
    answer = practice.api.ask("GET", f"{KEYS}/{key['id']}")
    assert answer.json() == {name: value for name, value in key.items() if name != "key"}
    secret = key["key"].rsplit("_", 1)[1]
    assert secret not in answer.text + practice.api.ask("GET", KEYS).text
    assert secret not in repr(stored(service.database, practice.id))


def test_where_it_was_made_is_where_it_is(api: Caller) -> None:
    answer = api.ask("POST", KEYS, json=DESK)
    assert api.get(answer.headers["Location"])["id"] == answer.json()["id"]


def test_nobody_gives_on_what_they_do_not_hold(service: Service) -> None:
    admin = found_practice(service, scopes=[Scope.ADMIN, Scope.PLANS_READ]).api
    assert made(admin, scopes=["plans:read"])["scopes"] == ["plans:read"]
    for beyond in (["plans:read", "plans:write"], ["all"]):
        answer = admin.ask("POST", KEYS, json=DESK | {"scopes": beyond})
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        assert answer.headers["WWW-Authenticate"].endswith(f'scope="{beyond[-1]}"')


def test_all_gives_everything(service: Service, api: Caller) -> None:
    every = made(api, scopes=["all"])
    assert made(with_key(service, every), scopes=sorted(Scope))["scopes"] == sorted(Scope)


BAD: Final = {
    "no scope": ({"scopes": []}, 400, "body_refused", "#/scopes"),
    "an unknown scope": ({"scopes": ["plans:eat"]}, 400, "body_refused", "#/scopes/0"),
    "a scope twice": ({"scopes": ["plans:read", "plans:read"]}, 400, "malformed", "#/scopes"),
    "no name": ({"name": ""}, 400, "body_refused", "#/name"),
    "an end without its offset": ({"expires_at": "2027-01-01T00:00:00"}, 400, "body_refused", "#/expires_at"),
    "an end in the past": ({"expires_at": "2026-01-01T00:00:00Z"}, 422, "expiry_past", "#/expires_at"),
}


@pytest.mark.parametrize(("said", "status", "code", "pointer"), BAD.values(), ids=BAD)
def test_what_is_no_key(api: Caller, said: Json, status: int, code: str, pointer: str) -> None:
    answer = api.ask("POST", KEYS, json=DESK | said)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert len(api.get(KEYS)["items"]) == 1


def test_keys_are_listed_oldest_first_page_by_page(service: Service, api: Caller) -> None:
    wanted = [id_of(api)]
    for hour in range(1, 4):
        service.clock.now = MORNING + timedelta(hours=hour)
        wanted.append(made(api)["id"])
    seen, cursor = [], None
    while True:
        page = api.get(KEYS, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [key["id"] for key in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == wanted


def test_a_revoked_key_is_closed_at_once_and_for_good(service: Service, api: Caller) -> None:
    key = made(api)
    desk = with_key(service, key)
    assert desk.get("/v1/clients")
    first = api.post(f"{KEYS}/{key['id']}/revoke", status=200)
    assert (first["usable"], first["revoked_at"]) == (False, "2026-11-23T08:00:00Z")
    assert desk.refused("GET", "/v1/clients")["code"] == "unauthenticated"
    service.clock.now = MORNING + timedelta(days=1)
    # When it was used last is written down beside the requests: it may have come to be known meanwhile.
    again = api.post(f"{KEYS}/{key['id']}/revoke", status=200)
    assert again | {"last_used_at": None} == first | {"last_used_at": None}


@pytest.mark.parametrize("scopes", [["admin"], ["all"]], ids="".join)
def test_the_last_key_that_administers_stays(service: Service, api: Caller, scopes: list[str]) -> None:
    own = f"{KEYS}/{id_of(api)}/revoke"
    made(api)
    ending = (MORNING + timedelta(hours=1)).isoformat()
    made(api, scopes=scopes, expires_at=ending)
    service.clock.now = MORNING + timedelta(hours=1)
    assert api.refused("POST", own)["code"] == "last_admin_key"
    assert api.get(f"{KEYS}/{id_of(api)}")["usable"]
    made(api, scopes=scopes)
    api.post(own, status=200)
    assert api.refused("GET", KEYS)["code"] == "unauthenticated"


def test_a_key_that_was_revoked_meanwhile_writes_nothing(service: Service, practice: Practice) -> None:
    key = made(practice.api)
    proved = Proved(practice_id=practice.id, key_id=key["id"], scopes=frozenset(key["scopes"]))
    call = Call(caller=proved, service=service.app.state.service, now=MORNING, errand=ERRAND)
    begun: list[str] = []
    call.write(lambda _: begun.append("usable"))
    service.database.write(practice.id, lambda tx: api_keys.revoke(tx, key["id"], MORNING))
    with pytest.raises(NotAuthorizedException):
        call.write(lambda _: begun.append("revoked"))
    assert begun == ["usable"]


def rotated(api: Caller, key: Json, **said: Any) -> Json:
    return api.post(f"{KEYS}/{key['id']}/rotate", said)


def test_a_replaced_key_opens_on_until_the_overlap_ends(service: Service, api: Caller) -> None:
    old = made(api)
    new = rotated(api, old, overlap_hours=2)
    assert {name: new[name] for name in ("name", "scopes")} == {name: old[name] for name in ("name", "scopes")}
    assert api.get(f"{KEYS}/{old['id']}")["replaced_by"] == new["id"]
    service.clock.now = MORNING + timedelta(hours=2, seconds=-1)
    assert with_key(service, old).get("/v1/clients") == with_key(service, new).get("/v1/clients")
    service.clock.now = MORNING + timedelta(hours=2)
    assert with_key(service, old).refused("GET", "/v1/clients")["code"] == "unauthenticated"
    assert with_key(service, new).get("/v1/clients")


def test_without_a_word_the_overlap_is_a_day(api: Caller) -> None:
    old = made(api)
    api.ask("POST", f"{KEYS}/{old['id']}/rotate")
    assert api.get(f"{KEYS}/{old['id']}")["expires_at"] == "2026-11-24T08:00:00Z"


def test_an_overlap_makes_no_key_last_longer(api: Caller) -> None:
    old = made(api, expires_at="2026-11-23T09:00:00Z")
    rotated(api, old)
    assert api.get(f"{KEYS}/{old['id']}")["expires_at"] == "2026-11-23T09:00:00Z"


def test_the_new_key_lasts_as_long_as_the_old_one_was_made_for(service: Service, api: Caller) -> None:
    old = made(api, expires_at="2026-12-23T08:00:00Z")
    service.clock.now = MORNING + timedelta(days=29)
    new = rotated(api, old)
    assert new["expires_at"] == "2027-01-21T08:00:00Z"
    assert rotated(api, new, expires_at="2026-12-24T00:00:00Z")["expires_at"] == "2026-12-24T00:00:00Z"


def revoked(service: Service, api: Caller, key: Json) -> None:
    api.post(f"{KEYS}/{key['id']}/revoke", status=200)


def expired(service: Service, api: Caller, key: Json) -> None:
    service.clock.now = MORNING + timedelta(days=30)


def replaced(service: Service, api: Caller, key: Json) -> None:
    rotated(api, key)


@pytest.mark.parametrize("spoil", [revoked, expired, replaced], ids=lambda spoil: spoil.__name__)
def test_only_a_key_that_opens_is_replaced_and_once(service: Service, api: Caller, spoil: Any) -> None:
    key = made(api, expires_at="2026-12-23T08:00:00Z")
    spoil(service, api, key)
    assert api.refused("POST", f"{KEYS}/{key['id']}/rotate")["code"] == "key_not_usable"


def test_nobody_replaces_a_key_that_opens_more_than_their_own(service: Service, practice: Practice) -> None:
    admin = with_key(service, made(practice.api, scopes=["admin"]))
    desk = made(practice.api)
    assert admin.refused("POST", f"{KEYS}/{desk['id']}/rotate")["code"] == "scope_missing"


def test_when_it_was_used_last_is_told_to_the_minute(service: Service, api: Caller) -> None:
    wiring: Wiring = service.app.state.service
    key = made(api)
    where, desk = f"{KEYS}/{key['id']}", with_key(service, key)
    assert api.get(where)["last_used_at"] is None
    for seconds, told in ((0, "08:00:00"), (59, "08:00:00"), (60, "08:01:00")):
        service.clock.now = MORNING + timedelta(seconds=seconds)
        desk.get("/v1/clients")
        wiring.last_uses.write(wiring.database)
        assert api.get(where)["last_used_at"] == f"2026-11-23T{told}Z"


def test_another_practices_keys_are_not_listed(api: Caller, stranger: Practice) -> None:
    made(stranger.api)
    assert [key["id"] for key in api.get(KEYS)["items"]] == [id_of(api)]
