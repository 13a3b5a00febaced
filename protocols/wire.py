"""The one JSON of a value, and its hash."""

import hashlib
from functools import cache
from typing import Any, Final, TypeVar

import msgspec

from protocols.decimal_string import decode_hook, encode_hook

T = TypeVar("T")

_encoder: Final = msgspec.json.Encoder(enc_hook=encode_hook, order="deterministic")


@cache
def decoder(wanted: Any) -> msgspec.json.Decoder[Any]:
    """A strict decoder for one type, made once."""
    return msgspec.json.Decoder(wanted, strict=True, dec_hook=decode_hook)


def encode(value: object) -> bytes:
    """Deterministic JSON: the same value gives the same bytes in every process."""
    return _encoder.encode(value)


def decode(written: bytes | str, wanted: type[T]) -> T:
    """The value that the bytes stand for; raises msgspec.ValidationError with the JSON path of the first fault."""
    of_type: Any = wanted
    value: T = decoder(of_type).decode(written)
    return value


def content_hash(written: bytes) -> str:
    """The SHA-256 of stored bytes, as `sha256:<hex>`."""
    return "sha256:" + hashlib.sha256(written).hexdigest()
