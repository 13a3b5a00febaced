"""What is trusted of the identity provider, as it was set."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

import msgspec

from api.identity.key_set import FITS, KeySetUnusable, read_key_set

ALGORITHMS: Final = ("RS256", "ES256", "EdDSA")
"""What is taken unless it is set otherwise."""

PREFIX: Final = "GUT_IDP_"

AccessTokens: TypeAlias = Literal["rfc9068", "untyped"]
"""How an access token is known: by its own type, or, where the provider gives none, by what an ID token has."""

_CLAIM: Final = re.compile(r"\S{1,200}")


class TrustUnusable(ValueError):
    """A setting about the identity provider that cannot be meant."""


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """The provider whose tokens are taken, for whom they are to be, and which claims say what."""

    issuer: str
    audience: str
    jwks: str | None = None
    """A URL or a file of keys; None where the provider tells it (OpenID Connect Discovery)."""
    algorithms: tuple[str, ...] = ALGORITHMS
    access_tokens: AccessTokens = "rfc9068"
    practice_claim: str = "practice_id"
    scope_claim: str = "scope"
    person_claim: str = "sub"
    administers: bool = False
    """Whether `admin` and `all` are taken from a token."""


def read_trust(environ: Mapping[str, str]) -> Trust | None:
    """What the variables `GUT_IDP_…` say; None where no provider is set. Raises TrustUnusable."""
    said = {name: value.strip() for name, value in environ.items() if name.startswith(PREFIX) and value.strip()}
    if not said:
        return None
    for needed in ("GUT_IDP_ISSUER", "GUT_IDP_AUDIENCE"):
        if needed not in said:
            raise TrustUnusable(f"{needed} is missing: the other settings {PREFIX}… mean nothing without it.")
    algorithms = _algorithms(said.get("GUT_IDP_ALGORITHMS", ",".join(ALGORITHMS)))
    return Trust(
        issuer=check_address("GUT_IDP_ISSUER", said["GUT_IDP_ISSUER"]),
        audience=said["GUT_IDP_AUDIENCE"],
        jwks=_jwks(said.get("GUT_IDP_JWKS"), algorithms),
        algorithms=algorithms,
        access_tokens=_access_tokens(said.get("GUT_IDP_ACCESS_TOKENS", "rfc9068")),
        practice_claim=_claim(said, "GUT_IDP_PRACTICE_CLAIM", "practice_id"),
        scope_claim=_claim(said, "GUT_IDP_SCOPE_CLAIM", "scope"),
        person_claim=_claim(said, "GUT_IDP_PERSON_CLAIM", "sub"),
        administers=_yes(said.get("GUT_IDP_ADMIN", "no")),
    )


def check_address(named: str, written: str, *, query: bool = False) -> str:
    """The URL, which nobody on the way can answer for: TLS, or loopback; raises TrustUnusable."""
    try:
        url = urlsplit(written)
        host, _ = url.hostname or "", url.port
    except ValueError:
        raise TrustUnusable(f"{named} cannot be read as a URL.") from None
    if not host or not (url.scheme == "https" or (url.scheme == "http" and _is_loopback(host))):
        raise TrustUnusable(f"{named} must be an https URL: who can change what it answers can sign in as anybody.")
    if url.username is not None or "#" in written or ("?" in written and not query):
        raise TrustUnusable(f"{named} must be a URL without user, query or fragment.")
    return written


def is_file(jwks: str) -> bool:
    """Whether keys are in a file rather than at a URL."""
    return "://" not in jwks


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _algorithms(written: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(written.replace(",", " ").split()))
    if not named:
        raise TrustUnusable("GUT_IDP_ALGORITHMS names nothing: no token could be taken.")
    for each in named:
        if each not in FITS:
            raise TrustUnusable(
                f"GUT_IDP_ALGORITHMS names {each!r}, but a token is only taken when it is signed with a key pair: "
                f"{', '.join(FITS)}."
            )
    return named


def _jwks(written: str | None, algorithms: tuple[str, ...]) -> str | None:
    if written is None:
        return None
    if not is_file(written):
        return check_address("GUT_IDP_JWKS", written, query=True)
    try:
        read_key_set(Path(written).read_bytes(), algorithms)
    except OSError:
        raise TrustUnusable("GUT_IDP_JWKS is neither an https URL nor a file that can be read.") from None
    except KeySetUnusable as unusable:
        raise TrustUnusable(f"GUT_IDP_JWKS: {unusable}") from None
    return written


def _access_tokens(written: str) -> AccessTokens:
    kinds: tuple[AccessTokens, ...] = get_args(AccessTokens)
    for kind in kinds:
        if written == kind:
            return kind
    raise TrustUnusable(f"GUT_IDP_ACCESS_TOKENS is {written!r}, but must be one of: {', '.join(kinds)}.")


def _claim(said: Mapping[str, str], variable: str, default: str) -> str:
    name = said.get(variable, default)
    if not _CLAIM.fullmatch(name):
        raise TrustUnusable(f"{variable} must be the name of one claim.")
    return name


def _yes(written: str) -> bool:
    if written not in {"no", "yes"}:
        raise TrustUnusable(f"GUT_IDP_ADMIN is {written!r}, but must be one of: no, yes.")
    return written == "yes"
