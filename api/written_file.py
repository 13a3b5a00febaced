"""JSON files that a person wrote."""

import json
from pathlib import Path
from typing import TypeVar

from api.body import BodyNotJson, BodyRefused, read_body

T = TypeVar("T")


class UnreadableFile(Exception):
    """A file that is not there, is not JSON, or is not what it should be; told in a sentence with the place in it."""


def read_file(path: Path, wanted: type[T]) -> T:
    """The value that a file holds, read as strictly as a request's body; raises UnreadableFile."""
    written = _bytes_of(path)
    try:
        return read_body(written, wanted)
    except BodyNotJson:
        raise UnreadableFile(f"{path}: {_where_not_json(written)}") from None
    except BodyRefused as refused:
        places = [fault.pointer for fault in refused.faults if isinstance(fault.pointer, str)]
        raise UnreadableFile(f"{path}, at {' and '.join(places) or '#'}: {refused.sentence.rstrip('.')}.") from None


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as refused:
        raise UnreadableFile(f"{path}: {refused.strerror}.") from None


def _where_not_json(written: bytes) -> str:
    try:
        json.loads(written.decode("utf-8"))
    except json.JSONDecodeError as refused:
        return f"not JSON: {refused.msg} at line {refused.lineno}, column {refused.colno}."
    except UnicodeDecodeError as refused:
        return f"not text in UTF-8: byte {refused.start + 1} belongs to no character."
    return "not JSON as it is exchanged (RFC 8259): NaN and Infinity are no numbers."
