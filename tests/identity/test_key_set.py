"""A set of keys (RFC 7517): which of them are taken, and for which algorithm."""

import json
from typing import Any, Final

import pytest

from api.identity.key_set import FITS, KeySetUnusable, pick, read_key_set
from tests.http.provider import Key, b64, ec_key, ed_key, rsa_key

RSA: Final = rsa_key("rsa")
EC: Final = {alg: ec_key(alg, alg) for alg in ("ES256", "ES384", "ES512")}
ED: Final = ed_key("ed")
ALL: Final = tuple(FITS)


def a_set(*keys: Any) -> bytes:
    return json.dumps({"keys": list(keys), "more": 1}).encode()


def test_only_signatures_of_a_key_pair_can_be_taken() -> None:
    families = ("RS", "PS", "ES")
    assert set(FITS) == {f"{family}{bits}" for family in families for bits in (256, 384, 512)} | {"EdDSA"}


@pytest.mark.parametrize("alg", ALL)
def test_a_key_fits_by_what_it_is(alg: str) -> None:
    """None of them says what it is for."""
    keys: list[Key] = [RSA, *EC.values(), ED]
    fitting = [key.kid for key in keys if _taken(key.jwk(alg=None), alg)]
    of_family = {"R": ["rsa"], "P": ["rsa"]}.get(alg[0], ["ed"] if alg == "EdDSA" else [alg])
    assert fitting == of_family


def _taken(jwk: dict[str, Any], alg: str) -> bool:
    kept = {name: value for name, value in jwk.items() if value is not None}
    keys = read_key_set(a_set(kept, RSA.jwk(kid="else"), ED.jwk(kid="or")), ALL)
    return pick(keys, jwk["kid"], alg) is not None


# what is other in a key, and whether it verifies RS256
SAYS: Final[list[tuple[dict[str, Any], bool]]] = [
    ({}, True),
    ({"use": None}, True),
    ({"alg": None}, True),
    ({"key_ops": ["verify"]}, True),
    ({"use": "enc"}, False),
    ({"use": ["sig"]}, False),
    ({"alg": "RS512"}, False),
    ({"alg": "HS256"}, False),
    ({"alg": 256}, False),
    ({"key_ops": ["encrypt"]}, False),
    ({"key_ops": "verify"}, False),
    ({"kty": "oct", "k": "c2VjcmV0"}, False),
    ({"kty": "EC"}, False),
    ({"n": "AQAB"}, False),
    ({"n": 7}, False),
    ({"e": "%"}, False),
]


@pytest.mark.parametrize(("more", "taken"), SAYS, ids=[str(place) for place, _ in enumerate(SAYS)])
def test_what_a_key_says_of_itself(more: dict[str, Any], taken: bool) -> None:
    assert _taken(RSA.jwk(**more), "RS256") is taken


def test_a_private_key_that_everybody_can_read_is_none() -> None:
    numbers = RSA.private.private_numbers()
    private = RSA.jwk(d=_b64(numbers.d), p=_b64(numbers.p), q=_b64(numbers.q))
    private |= {"dp": _b64(numbers.dmp1), "dq": _b64(numbers.dmq1), "qi": _b64(numbers.iqmp)}
    assert not _taken(private, "RS256")


def _b64(number: int) -> str:
    return b64(number.to_bytes((number.bit_length() + 7) // 8))


def test_two_keys_of_one_name_are_none() -> None:
    twice = read_key_set(a_set(RSA.jwk(), rsa_key("rsa").jwk(), EC["ES256"].jwk(kid="rsa")), ALL)
    assert pick(twice, "rsa", "RS256") is None
    assert pick(twice, "rsa", "ES256") is not None
    assert pick(twice, None, "RS256") is None
    assert pick(twice, None, "ES256") is not None


@pytest.mark.parametrize(
    "document",
    [b"", b"[]", b"7", b"{}", a_set(), a_set(7, "x", None), b'{"keys": {}}', b"[" * 10**5],
    ids=["empty", "list", "number", "nothing", "none", "odd", "object", "deep"],
)
def test_what_is_no_set_of_keys(document: bytes) -> None:
    with pytest.raises(KeySetUnusable):
        read_key_set(document, ALL)


def test_a_set_in_which_nothing_fits_what_was_set() -> None:
    with pytest.raises(KeySetUnusable, match="No key fits"):
        read_key_set(a_set(RSA.jwk(), ED.jwk()), ("ES256",))
