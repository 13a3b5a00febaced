"""What a token says of whoever shows it, claim by claim, as it was set."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from api.identity.refusals import PersonUnknown
from api.identity.trust import Trust
from api.scopes import Scope

_LONGEST_SUBJECT: Final = 300
_READABLE: Final = re.compile(r"[\x21-\x7e]{1,64}")
_ADMINISTER: Final = frozenset({Scope.ADMIN, Scope.ALL})


class Claimed(msgspec.Struct, frozen=True):
    """In which practice the provider says who has signed in, with which scopes, through which software."""

    practice_id: UUID
    subject: str
    scopes: frozenset[str]
    software: str


def read_claims(claims: Mapping[str, Any], trust: Trust) -> Claimed:
    """The claims of a proved token; raises PersonUnknown where they name no practice or nobody."""
    return Claimed(
        practice_id=_practice(claims.get(trust.practice_claim)),
        subject=_subject(claims.get(trust.person_claim)),
        scopes=_scopes(claims.get(trust.scope_claim, _scp(claims, trust)), administers=trust.administers),
        software=_software(claims),
    )


def _practice(said: object) -> UUID:
    try:
        read = UUID(said) if isinstance(said, str) else None
    except ValueError:
        read = None
    if read is None or not isinstance(said, str) or str(read) != said.lower():
        raise PersonUnknown
    return read


def _subject(said: object) -> str:
    if not isinstance(said, str) or not 0 < len(said) <= _LONGEST_SUBJECT or not said.isprintable():
        raise PersonUnknown
    return said


def _scp(claims: Mapping[str, Any], trust: Trust) -> object:
    """What some providers write for `scope`; nothing where another claim was set."""
    return claims.get("scp") if trust.scope_claim == "scope" else None


def _scopes(said: object, *, administers: bool) -> frozenset[str]:
    """Those that this service knows, of a text with spaces (RFC 8693) or a list; who administers only where set so."""
    listed = said.split(" ") if isinstance(said, str) else said if isinstance(said, list) else []
    known = {str(scope) for scope in Scope if scope in listed}
    return frozenset(known if administers else known - _ADMINISTER)


def _software(claims: Mapping[str, Any]) -> str:
    """Which software the person has signed in through, as it stands beside what is done: `token:<client id>`."""
    said = claims.get("client_id", claims.get("azp"))
    if not isinstance(said, str):
        return "token"
    if _READABLE.fullmatch(said):
        return f"token:{said}"
    return f"token:{sha256(said.encode(errors='surrogatepass')).hexdigest()[:16]}"
