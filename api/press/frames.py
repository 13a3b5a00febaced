"""How a worker process and its press talk: frames of four bytes of length, then the content."""

import struct
from asyncio import StreamReader
from typing import BinaryIO, Final

MOST_BYTES: Final = 64 * 1024 * 1024
"""A longer frame is nothing that a press sends: the stream is out of step."""

PRINTED: Final = b"P"
REFUSED: Final = b"R"
"""The first byte of an answer: a PDF follows, or an exception's name (never its text, which may quote the sheet)."""

_LENGTH: Final = struct.Struct(">I")


class OutOfStep(Exception):
    """What arrives cannot be a frame."""


def frame(content: bytes) -> bytes:
    """The content behind its length."""
    return _LENGTH.pack(len(content)) + content


def read(stream: BinaryIO) -> bytes | None:
    """The next frame's content; None at the end of the stream."""
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        return None
    return stream.read(_checked(length))


async def receive(stream: StreamReader) -> bytes:
    """The next frame's content; raises IncompleteReadError where the other side has gone."""
    return await stream.readexactly(_checked(await stream.readexactly(_LENGTH.size)))


def _checked(length: bytes) -> int:
    (size,) = _LENGTH.unpack(length)
    if size > MOST_BYTES:
        raise OutOfStep
    return int(size)
