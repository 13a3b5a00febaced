"""Access tokens of the identity provider: RFC 9068 (their profile), RFC 7519 (claims), RFC 7515 (signatures), RFC 8725
(what attackers do), RFC 6750 (how they are refused). On the real service, with real keys and a real provider."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from tests.http.calling import Caller, Json
from tests.http.provider import AUDIENCE, Key, Provider, as_json, b64, ec_key, ed_key, hs256_with, rsa_key, signed
from tests.http.service import MORNING, Practice, Service, signed_in, trusting

SECOND: Final = timedelta(seconds=1)
NOW: Final = int(MORNING.timestamp())
REFUSED: Final = (401, "token_refused", 'Bearer error="invalid_token"')


class Door:
    """The service as somebody with a token meets it."""

    def __init__(self, service: Service, provider: Provider, practice: Practice) -> None:
        self.service = service
        self.provider = provider
        self._own = {"practice_id": str(practice.id), "scope": "practice:read"}

    def token(self, key: Key | None = None, header: Json | None = None, **claims: Any) -> str:
        return self.provider.token(self.service.clock(), key, header, **(self._own | claims))

    def claims(self, **more: Any) -> Json:
        return self.provider.claims(self.service.clock(), **(self._own | more))

    def answer(self, token: str) -> tuple[int, str, str | None]:
        """Status, code and challenge; the body never repeats anything of the token."""
        answer = self.service.caller(token).ask("GET", "/v1/practice")
        for part in token.split("."):
            assert len(part) < 8 or part not in answer.text
        return answer.status_code, answer.json().get("code", ""), answer.headers.get("WWW-Authenticate")

    def opens(self, token: str) -> bool:
        status, code, challenge = self.answer(token)
        assert status == 200 or (status, code, challenge) == REFUSED, (status, code, challenge)
        return status == 200


@pytest.fixture
def door(service: Service, provider: Provider, practice: Practice) -> Door:
    return Door(service, provider, practice)


def test_each_kind_of_key_signs(door: Door) -> None:
    for key in door.provider.keys:
        assert door.opens(door.token(key)), key.alg


def test_nothing_is_asked_of_the_provider_before_the_first_token_and_once_for_many(
    door: Door, practice: Practice
) -> None:
    assert practice.api.get("/v1/practice")
    assert door.provider.asked == []
    for key in door.provider.keys * 2:
        assert door.opens(door.token(key))
    assert door.provider.asked == ["/.well-known/openid-configuration", "/keys"]


# what is other than in a good token, and whether it opens
CLAIMS: Final[dict[str, tuple[Json, bool]]] = {
    "as it is": ({}, True),
    "for several": ({"aud": ["https://other.example", AUDIENCE]}, True),
    "for somebody else": ({"aud": "https://other.example"}, False),
    "for the client, as an ID token is": ({"aud": "clinic-desk"}, False),
    "for a part of us": ({"aud": AUDIENCE[:-1]}, False),
    "for us and more": ({"aud": f"{AUDIENCE}/v1"}, False),
    "for nobody": ({"aud": []}, False),
    "for an odd one": ({"aud": [AUDIENCE, 7]}, False),
    "for whoever": ({"aud": None}, False),
    "of another": ({"iss": "https://evil.example"}, False),
    "of a list": ({"iss": ["https://evil.example"]}, False),
    "of nobody": ({"iss": None}, False),
    "without an end": ({"exp": None}, False),
    "ended within the leeway": ({"exp": NOW - 29}, True),
    "ended": ({"exp": NOW - 30}, False),
    "an end in words": ({"exp": "2099-01-01"}, False),
    "an end in digits": ({"exp": str(NOW + 60)}, False),
    "an end that is true": ({"exp": True}, False),
    "an end that is no number": ({"exp": float("nan")}, False),
    "an end that never comes": ({"exp": float("inf")}, False),
    "an end beyond every number": ({"exp": 10**400}, False),
    "a beginning before every number": ({"nbf": -(10**400)}, False),
    "a fraction of a second": ({"exp": NOW + 60.5}, True),
    "not yet within the leeway": ({"nbf": NOW + 30}, True),
    "not yet": ({"nbf": NOW + 31}, False),
    "not before no number": ({"nbf": float("nan")}, False),
    "not before in words": ({"nbf": "now"}, False),
    "of tomorrow": ({"iat": NOW + 31}, False),
    "without its making": ({"iat": None}, True),
    "bound to a key": ({"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}, False),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_what_a_token_says(door: Door, name: str) -> None:
    claims, opens = CLAIMS[name]
    assert door.opens(door.token(**claims)) is opens


# what is other than in a good header, and whether it opens
HEADERS: Final[dict[str, tuple[Json, bool]]] = {
    "its media type": ({"typ": "application/at+jwt"}, True),
    "in capitals": ({"typ": "AT+JWT"}, True),
    "a plain JWT": ({"typ": "JWT"}, False),
    "no type": ({"typ": None}, False),
    "a logout": ({"typ": "logout+jwt"}, False),
    "a proof": ({"typ": "dpop+jwt"}, False),
    "an odd type": ({"typ": ["at+jwt"]}, False),
    "what must be understood": ({"crit": ["exp"], "exp": 1}, False),
    "what the library would understand": ({"crit": ["b64"], "b64": True}, False),
    "a key that nobody has": ({"kid": "rsa-2"}, False),
    "another's key": ({"kid": "ec-1"}, False),
    "an odd name": ({"kid": 7}, False),
    # Three keys are there, and one alone fits RS256.
    "no name": ({"kid": None}, True),
    "a way to another key": ({"jku": "https://evil.example/keys", "x5u": "https://evil.example/x"}, True),
}


@pytest.mark.parametrize("name", HEADERS)
def test_what_its_header_says(door: Door, name: str) -> None:
    header, opens = HEADERS[name]
    assert door.opens(door.token(header=header)) is opens
    assert not any("evil" in path for path in door.provider.asked)


def test_a_token_without_a_name_of_its_key_fits_one_key_or_none(door: Door) -> None:
    door.provider.keys.append(rsa_key("rsa-2"))
    assert not door.opens(door.token(header={"kid": None}))
    assert door.opens(door.token(door.provider.keys[1], {"kid": None}))


class TestForgeries:
    def test_none_is_no_signature(self, door: Door) -> None:
        for alg in ("none", "None", "NONE", ""):
            start = b64(json.dumps({"alg": alg, "typ": "at+jwt", "kid": "rsa-1"}).encode())
            body = b64(json.dumps(door.claims()).encode())
            for signature in ("", door.token().rsplit(".", 1)[1]):
                assert not door.opens(f"{start}.{body}.{signature}")

    def test_a_public_key_is_no_secret(self, door: Door) -> None:
        for key in door.provider.keys:
            for token in hs256_with(key, door.claims()):
                assert not door.opens(token)

    def test_somebody_else_s_key_under_a_known_name(self, door: Door) -> None:
        for key in (rsa_key("rsa-1"), ec_key("ec-1"), ed_key("ed-1"), ec_key("rsa-1"), rsa_key("ec-1")):
            assert not door.opens(door.token(key))

    def test_the_key_that_a_token_brings_along(self, door: Door) -> None:
        own = rsa_key("rsa-1")
        assert not door.opens(door.token(own, {"jwk": own.jwk()}))

    def test_an_algorithm_that_was_not_set(self, door: Door) -> None:
        """Signed with the provider's own keys, in ways in which it never signs."""
        rsa, ec, _ = door.provider.keys
        for alg in ("RS384", "RS512", "PS256", "PS512"):
            assert not door.opens(Key("rsa-1", alg, rsa.private).sign(door.claims()))
        p384 = ec_key("ec-384", "ES384")
        door.provider.keys.append(p384)
        assert not door.opens(door.token(p384))
        trusting(door.service, door.provider, algorithms=("ES384",))
        assert door.opens(door.token(p384))
        assert not door.opens(door.token(ec))

    def test_what_was_changed_after_it_was_signed(self, door: Door) -> None:
        start, body, signature = door.token().split(".")
        other = b64(json.dumps(door.claims(sub="eve")).encode())
        for forged in (
            f"{start}.{other}.{signature}",
            f"{start}.{body}.{signature[:-4]}AAAA",
            f"{start}.{body}.",
            f"{start}.{body}.{b64(b'0' * 256)}",
        ):
            assert not door.opens(forged)

    def test_the_zero_signature(self, door: Door) -> None:
        """An ECDSA library that takes (0, 0) takes every token."""
        start, body, _ = door.token(door.provider.keys[1]).split(".")
        assert not door.opens(f"{start}.{body}.{b64(bytes(64))}")

    def test_a_private_or_a_secret_key_among_the_provider_s_opens_nothing(self, door: Door) -> None:
        secret = {"kty": "oct", "kid": "oct-1", "k": b64(b"s" * 32), "alg": "HS256", "use": "sig"}
        door.provider.answers["/keys"] = lambda: as_json({"keys": [secret, door.provider.keys[0].jwk()]})
        assert door.opens(door.token())
        assert not door.opens(signed(door.claims(), {"alg": "HS256", "typ": "at+jwt", "kid": "oct-1"}, b"s" * 32))


ODD: Final = b64(json.dumps({"alg": ["RS256"], "typ": "at+jwt"}).encode())
SHAPES: Final[dict[str, Callable[[str], str]]] = {
    "a header of brackets": lambda _: f"{b64(b'[' * 4000)}.e30.e30",
    "a header that is a list": lambda _: f"{b64(b'[]')}.e30.e30",
    "a header without an algorithm": lambda _: f"{b64(b'{}')}.e30.e30",
    "an algorithm that is a list": lambda _: f"{ODD}.e30.e30",
    "too long": lambda token: token + "A" * 9000,
    "not base64": lambda _: "a.b.c",
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_no_token_in_the_shape_of_one(door: Door, name: str) -> None:
    assert not door.opens(SHAPES[name](door.token()))


@pytest.mark.parametrize("body", [b"[]", b"7", b"no JSON", b"\xff", b"[" * 4000, b'{"exp":'])
def test_a_signed_text_that_holds_no_claims(door: Door, body: bytes) -> None:
    key = door.provider.keys[0]
    assert not door.opens(signed(body, {"alg": key.alg, "typ": "at+jwt", "kid": key.kid}, key.private))


def test_what_has_another_shape_is_a_key_that_nobody_has(door: Door) -> None:
    token = door.token()
    for shown in (f"{token}.a.b", token.replace(".", ""), f"{token}="):
        assert door.answer(shown) == (401, "unauthenticated", 'Bearer error="invalid_token"')


ID_TOKENS: Final[dict[str, Json]] = {
    "asked with a nonce": {"nonce": "n-0S6"},
    "beside an access token": {"at_hash": "MTIzNDU2Nzg5"},
    "beside a code": {"c_hash": "MTIzNDU2Nzg5"},
    "said so": {"token_use": "id"},
    "said so otherwise": {"typ": "ID"},
    "to refresh": {"typ": "Refresh"},
    "a logout": {"events": {"http://schemas.openid.net/event/backchannel-logout": {}}},
}


@pytest.mark.parametrize("name", ID_TOKENS)
def test_an_id_token_opens_nothing_also_where_access_tokens_have_no_type(door: Door, name: str) -> None:
    trusting(door.service, door.provider, access_tokens="untyped")
    for typ in ("JWT", None, "at+jwt"):
        assert door.opens(door.token(header={"typ": typ}))
        assert door.opens(door.token(header={"typ": typ}, token_use="access"))
        assert not door.opens(door.token(header={"typ": typ}, **ID_TOKENS[name]))
    assert not door.opens(door.token(header={"typ": "logout+jwt"}))


SCOPES: Final[dict[str, tuple[Json, bool]]] = {
    "among others": ({"scope": "openid plans:read practice:read email"}, True),
    "a list": ({"scope": ["practice:read"]}, True),
    "scp as a text": ({"scope": None, "scp": "practice:read"}, True),
    "scp as a list": ({"scope": None, "scp": ["openid", "practice:read"]}, True),
    "scp beside a scope": ({"scope": "plans:read", "scp": ["practice:read"]}, False),
    "another": ({"scope": "plans:read"}, False),
    "none": ({"scope": None}, False),
    "nothing": ({"scope": ""}, False),
    "a number": ({"scope": 7}, False),
    "odd ones": ({"scope": [7, None, ["practice:read"]]}, False),
    "a part": ({"scope": "practice:reader practice"}, False),
    "in capitals": ({"scope": "PRACTICE:READ"}, False),
    "everything, which a token does not give": ({"scope": "all admin"}, False),
}


@pytest.mark.parametrize("name", SCOPES)
def test_which_scopes_it_gives(door: Door, name: str) -> None:
    claims, opens = SCOPES[name]
    status, code, challenge = door.answer(door.token(**claims))
    missing = (403, "scope_missing", 'Bearer error="insufficient_scope", scope="practice:read"')
    assert (status, code, challenge) == ((200, "", None) if opens else missing)


def test_a_token_administers_where_it_was_set_so(
    service: Service, provider: Provider, practice: Practice, door: Door
) -> None:
    """A key that it makes is of the software through which somebody signed in."""
    trusting(service, provider, administers=True)
    api = signed_in(service, provider, practice, scope="admin plans:read")
    made = api.post("/v1/api-keys", {"name": "Desk", "scopes": ["plans:read"]})
    assert made["created_by"] == "token:clinic-desk"
    assert api.refused("POST", "/v1/api-keys", {"name": "Desk", "scopes": ["all"]})["code"] == "scope_missing"
    assert door.opens(door.token(scope="all"))


def test_claims_of_other_names(door: Door, practice: Practice) -> None:
    names = {"practice_claim": "https://clinic.example/practice", "person_claim": "email", "scope_claim": "roles"}
    trusting(door.service, door.provider, **names)
    found = practice.api.ask(
        "PATCH", f"/v1/practice/practitioners/{practice.person_id}", json={"subject": "ada@clinic"}
    )
    assert found.status_code == 200
    other = {"https://clinic.example/practice": str(practice.id).upper(), "email": "ada@clinic"}
    good: Json = {"practice_id": None, "scope": None, "sub": "42"} | other | {"roles": ["practice:read"]}
    assert door.opens(door.token(**good))
    assert door.answer(door.token(**good | {"roles": None, "scp": "practice:read"}))[1] == "scope_missing"
    assert door.answer(door.token(**good | {"email": None, "sub": "ada@clinic"}))[1] == "person_unknown"


def test_the_challenge_is_that_of_rfc_6750(door: Door) -> None:
    """Nothing for whoever showed nothing; otherwise one and the same word, whatever was wrong (section 3.1)."""
    nobody = door.service.caller(None).ask("GET", "/v1/practice")
    assert (nobody.status_code, nobody.headers["WWW-Authenticate"]) == (401, "Bearer")
    wrong = [door.token(**claims) for claims in ({"exp": NOW - 60}, {"aud": "x"}, {"iss": "https://evil.example"})]
    wrong += [door.token(rsa_key("rsa-1")), door.token(header={"kid": "x"}), door.token(header={"typ": "JWT"})]
    answers = [door.service.caller(each).ask("GET", "/v1/practice") for each in wrong]
    for answer in answers:
        of_each = {"instance": "", "trace_id": ""}
        assert answer.json() | of_each == answers[0].json() | of_each
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_token_is_shown_in_the_header_alone(door: Door) -> None:
    """Not in the address, where logs keep it (RFC 6750, section 2.3)."""
    nobody = door.service.caller(None)
    assert nobody.ask("GET", "/v1/practice", params={"access_token": door.token()}).status_code == 401


def test_the_log_says_which_check_failed_and_nothing_of_the_token(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = [door.token(aud="x"), door.token(exp=NOW - 60), door.token(header={"typ": "JWT"}), door.token()]
    for token in tokens:
        door.answer(token)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("api.")]
    assert told == [f"a token was refused: {why}" for why in ("InvalidAudienceError", "exp", "type")]
    everything = "\n".join(record.getMessage() for record in caplog.records)
    assert not any(part in everything for token in tokens for part in token.split(".")[1:])


def test_without_a_provider_a_token_is_a_key_that_nobody_has(
    service: Service, provider: Provider, practice: Practice
) -> None:
    service.app.state.service = replace(service.app.state.service, identity=None)
    api: Caller = signed_in(service, provider, practice)
    assert api.refused("GET", "/v1/practice")["code"] == "unauthenticated"
    assert provider.asked == []
