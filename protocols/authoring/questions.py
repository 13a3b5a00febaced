"""Which questions a revision asks before a start."""

from protocols import wire
from protocols.authoring.caution import Caution, question_of

_SHOWN = 12
"""Hex digits of the hash: enough to tell the question sets of one protocol apart."""


def questions_version(cautions: tuple[Caution, ...]) -> str:
    """A short name of the questions in their order: the same as long as no key, question or place changes."""
    asked = [(caution.key, question_of(caution)) for caution in cautions if question_of(caution) is not None]
    return wire.content_hash(wire.encode(asked)).removeprefix("sha256:")[:_SHOWN]
