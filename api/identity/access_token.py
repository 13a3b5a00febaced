"""Bearer tokens that are JWTs (RFC 7519), taken as RFC 8725 and RFC 9068 ask for.

The algorithm is one that was set, and fits the key by what the key is; nothing in a token says where a key is (`jku`,
`jwk`, `x5u` are passed over), and a header that must be understood (`crit`) is not. An ID token is none of ours: it
has another type than `at+jwt`; where access tokens have none (`untyped`), it is known by what only ID tokens carry
(`nonce`, `at_hash` …, the providers' own `token_use` and `typ`), and in either case by its audience, which is the
client that signed somebody in, and not this service. A token that is bound to a key (`cnf`) is no bearer token.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
import msgspec

from api.identity.key_set import PublicKey
from api.identity.refusals import TokenRefused
from api.identity.trust import Trust

LEEWAY: Final = timedelta(seconds=30)
"""How far the provider's clock may be from ours."""

LONGEST: Final = 8192
"""Characters; the header and the signature of a token are looked at before anybody is known."""

_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_OWN_TYPE: Final = frozenset({"at+jwt", "application/at+jwt"})
_OF_ID_TOKENS: Final = frozenset({"nonce", "at_hash", "c_hash", "s_hash", "events"})


class Named(msgspec.Struct, frozen=True):
    """What the header of a token says of its key; not proved by anything yet."""

    kid: str | None
    alg: str


def is_token(shown: str) -> bool:
    """Whether what was shown has the shape of a signed JWT, which no API key has."""
    return _SHAPE.fullmatch(shown) is not None


def key_named(token: str, trust: Trust) -> Named:
    """Which key is said to have signed; raises TokenRefused for what could not be taken with any key."""
    if len(token) > LONGEST:
        raise TokenRefused("length")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError:
        raise TokenRefused("form") from None
    alg, kid = header.get("alg"), header.get("kid")
    if alg not in trust.algorithms:
        raise TokenRefused("algorithm")
    if "crit" in header or "b64" in header:
        raise TokenRefused("critical header")
    _check_type(header, trust)
    return Named(kid=kid, alg=alg)


def proved_claims(token: str, key: PublicKey | None, trust: Trust, now: datetime) -> Mapping[str, Any]:
    """What the token says, once it is sure that the provider said it, to this service, and that it holds now.

    Raises TokenRefused, also where the provider has no such key.
    """
    if key is None:
        raise TokenRefused("key")
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=list(trust.algorithms),
            audience=trust.audience,
            issuer=trust.issuer,
            # The instants are compared below, with the one clock of the service.
            options={"require": ["exp", "iss", "aud"], "verify_exp": False, "verify_nbf": False, "verify_iat": False},
        )
    except jwt.PyJWTError as refused:
        raise TokenRefused(type(refused).__name__) from None
    _check_instants(claims, now)
    _check_bearer(claims, trust)
    return claims


def _check_type(header: Mapping[str, Any], trust: Trust) -> None:
    typ = header.get("typ", "JWT")
    own = isinstance(typ, str) and typ.lower() in _OWN_TYPE
    if not own and not (trust.access_tokens == "untyped" and isinstance(typ, str) and typ.lower() == "jwt"):
        raise TokenRefused("type")


_FAR: Final = 2.0**53
"""Seconds beyond which a number is no instant; neither is what is no number, because nothing compares with it."""


def _check_instants(claims: Mapping[str, Any], now: datetime) -> None:
    early, late = (now - LEEWAY).timestamp(), (now + LEEWAY).timestamp()
    if _instant(claims, "exp", late) <= early:
        raise TokenRefused("exp")
    for name in ("nbf", "iat"):
        if _instant(claims, name, early) > late:
            raise TokenRefused(name)


def _instant(claims: Mapping[str, Any], name: str, absent: float) -> float:
    value = claims.get(name, absent)
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_FAR <= value <= _FAR:
        raise TokenRefused(name)
    return value


def _check_bearer(claims: Mapping[str, Any], trust: Trust) -> None:
    if "cnf" in claims:
        raise TokenRefused("cnf")
    if trust.access_tokens == "untyped":
        kinds = (claims.get("token_use", "access"), claims.get("typ", "Bearer"))
        if kinds != ("access", "Bearer") or _OF_ID_TOKENS & claims.keys():
            raise TokenRefused("ID token")
