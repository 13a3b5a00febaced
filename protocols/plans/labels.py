"""What the measures of a protocol are called inside a sentence."""

from collections.abc import Iterable

from protocols.authoring.protocol import Protocol, labels_of
from protocols.text import Key


def labels(protocol: Protocol) -> dict[Key, str]:
    """Each measure's label with its first letter small, but for an abbreviation's."""
    return {key: _within_a_sentence(label) for key, label in labels_of(protocol).items()}


def together(protocol: Protocol, measures: Iterable[Key]) -> str:
    """The labels of these measures, joined by `and`; a key that is no measure stands for itself."""
    called = labels(protocol)
    return " and ".join(called.get(key, key) for key in measures)


def _within_a_sentence(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
