"""Every "no" the domain can say."""

from typing import ClassVar


class Refusal(ValueError):
    """One broken rule, told in a sentence a person can act on.

    Subclasses ValueError so that a refusal raised while a value checks itself keeps the JSON path of that value.
    `pointer` is an RFC 6901 JSON Pointer into the caller's document, empty where no single field is at fault.
    """

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, sentence: str, *, pointer: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.pointer = pointer


class Malformed(Refusal):
    """A value that cannot be meant: out of range, of the wrong unit, or at odds with itself."""

    code = "malformed"
    title = "The value cannot be used"
