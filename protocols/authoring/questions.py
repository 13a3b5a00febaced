"""Which questions a revision asks before a start."""

from protocols import wire
from protocols.authoring.caution import Caution, question_of, results_of

_SHOWN = 12
"""Hex digits of the hash: enough to tell the question sets of one protocol apart."""


def questions_version(cautions: tuple[Caution, ...]) -> str:
    """A short name of what is asked, in its order: the same as long as no key, question, value or place changes."""
    questions = [(caution.key, question_of(caution)) for caution in cautions if question_of(caution) is not None]
    asked = [*questions, *((key, None) for key in results_of(cautions))]
    return wire.content_hash(wire.encode(asked)).removeprefix("sha256:")[:_SHOWN]
