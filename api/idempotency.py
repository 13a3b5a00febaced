"""A request that is sent again is answered again, and done once (draft-ietf-httpapi-idempotency-key-header).

The answer is kept in the transaction that did the work: either both are there or neither. A second request with the
same key that comes meanwhile waits for the first. Refusals are not kept, because they changed nothing: the same request
may be sent again once the reason is gone. Answers are sealed: they hold what clients said and keys shown only once.
"""

import hashlib
import os
import re
from datetime import timedelta
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from litestar import Request, Response
from litestar.params import HeaderParameter
from litestar.serialization import encode_json, get_serializer

from api.faults import Fault, RequestRefusal
from protocols.decimal_string import DecimalString

KEPT_FOR: Final = timedelta(hours=24)

IdempotencyKey: TypeAlias = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="A name that you give this request, new for each (a UUID, say). Sent again with the same name and "
        "the same body within 24 hours, it is not done again: the first answer comes back, with "
        "`Idempotency-Replayed: true`.",
    ),
]
"""`idempotency_key: IdempotencyKey = None` on a handler whose work goes through `Call.once`."""

ARGUMENT: Final = "idempotency_key"
REPLAYED: Final = "Idempotency-Replayed"

_NONCE: Final = 12
_BARE: Final = re.compile(r"[\x21\x23-\x7e][\x21-\x7e]{0,254}")
_QUOTED: Final = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"')
_serializer: Final = get_serializer({DecimalString: str})


class _KeyRefusal(RequestRefusal):
    """A no to the Idempotency-Key of a request."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, Fault(detail=sentence, header="Idempotency-Key"))


class IdempotencyKeyUnreadable(_KeyRefusal):
    """A key that is no string, or more than one."""

    code = "idempotency_key_unreadable"
    title = "The Idempotency-Key header cannot be read"


class IdempotencyKeyReused(_KeyRefusal):
    """A key that stands for another request."""

    code = "idempotency_key_reused"
    title = "The key stands for another request"


class Asked(msgspec.Struct, frozen=True):
    """A request that has a key: what it is found by, and what it asked."""

    place: bytes
    fingerprint: bytes
    status: int


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """An answer as it is kept."""

    status: int
    headers: dict[str, str]
    body: bytes


_kept: Final = msgspec.msgpack.Decoder(_Kept)


async def asked_once(request: Request[Any, Any, Any]) -> Asked | None:
    """The request by its key, where it has one and the handler keeps answers; raises IdempotencyKeyUnreadable."""
    handler = request.route_handler
    if ARGUMENT not in handler.parsed_fn_signature.parameters:
        return None
    sent = request.headers.getall("Idempotency-Key", [])
    if not sent:
        return None
    key = read_key(sent)
    content_type = request.headers.get("Content-Type", "")
    asked = (request.scope["query_string"], content_type.encode(), await request.body())
    return Asked(
        place=_digest(*_whose(request), request.method.encode(), request.scope["path"].encode(), key.encode()),
        fingerprint=_digest(*asked),
        status=handler.status_code,
    )


def read_key(sent: list[str]) -> str:
    """The one key of the header lines: a string of RFC 9651 in its quotes, or the bare word that many clients send."""
    if len(sent) != 1:
        raise IdempotencyKeyUnreadable("Send Idempotency-Key once.")
    written = sent[0].strip()
    if found := _QUOTED.fullmatch(written):
        return re.sub(r"\\(.)", r"\1", found[1])
    if not _BARE.fullmatch(written):
        raise IdempotencyKeyUnreadable('Send Idempotency-Key as 1 to 255 visible ASCII characters, such as "8e03978e".')
    return written


def seal(response: Response[Any], asked: Asked, key: bytes) -> bytes:
    """The answer, fit to be kept: nobody without the root secret reads it, nor puts it in another's place."""
    status = response.status_code or asked.status
    body = encode_json(response.content, serializer=_serializer)
    written = msgspec.msgpack.encode(_Kept(status=status, headers=dict(response.headers), body=body))
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, written, asked.place)


def reopen(sealed: bytes, asked: Asked, key: bytes) -> Response[Any]:
    """The answer that was kept, as it was, marked as sent again."""
    kept = _kept.decode(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], asked.place))
    return Response(
        kept.body,
        status_code=kept.status,
        media_type="application/json",
        headers=kept.headers | {REPLAYED: "true"},
    )


def _whose(request: Request[Any, Any, Any]) -> tuple[bytes, ...]:
    """One key of two people stands for two requests: who is signed in is never answered what somebody else did."""
    person = getattr(getattr(request.state, "caller", None), "person", None)
    return () if person is None else (person.id.bytes,)


def _digest(*parts: bytes) -> bytes:
    """SHA-256 over the parts, each with its length before it."""
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).digest()
