"""How a field of a protocol is compared, what it is about, what a difference matters, how it is said."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

from protocols.authoring import diff_words as words
from protocols.authoring.diff_judges import OTHER, STRONGER, Judge, always, more_is
from protocols.authoring.difference import Concern, Matters
from protocols.authoring.pairing import Same
from protocols.authoring.sides import Sides

Words = Callable[[Any], str]
SamePart = Callable[[Sides], bool]


class Single(NamedTuple):
    """A value told as a whole; `says` takes {subject}, {before} and {after}."""

    concerns: Concern
    says: str
    judge: Judge
    words: Words = words.plain
    same: SamePart = lambda sides: bool(sides.before == sides.after)


class Text(NamedTuple):
    """Words; that they changed is said, not what they were."""

    concerns: Concern
    called: str
    judge: Judge


class Inside(NamedTuple):
    """A value compared field by field; as a whole where it came, went, or is of another kind."""

    concerns: Concern
    called: str
    judge: Judge
    words: Words


class Members(NamedTuple):
    """A list whose members are the same thing when they agree in `same`; `order` is what it means that they moved."""

    concerns: Concern
    called: str
    judge: Judge
    words: Words
    same: tuple[Same, ...] = (attrgetter("key"),)
    order: Judge | None = None


class Names(NamedTuple):
    """Names in no order; `says` is what the subject does with each."""

    concerns: Concern
    says: str
    judge: Judge


class Condition(NamedTuple):
    """What a rule waits for."""


class Endpoints(NamedTuple):
    """Conditions that are tried in their order, and move no dose."""


Row = Single | Text | Inside | Members | Names | Condition | Endpoints


def catalogue(called: str) -> Single:
    """What a text is found by."""
    return Single(Concern.CATALOGUE, f"{called} {{before}} → {{after}}", always(OTHER))


def text(called: str, concerns: Concern = Concern.TEXT) -> Text:
    """Words that nobody acts on."""
    return Text(concerns, called, always(Matters.WORDING))


def asked(called: str, concerns: Concern) -> Text:
    """Words that somebody acts on: another wording can get another answer, or another amount."""
    return Text(concerns, called, more_is(STRONGER))


def amount(called: str, judge: Judge) -> Single:
    """A quantity of something to swallow."""
    return Single(Concern.DOSE, f"{called} {{subject}}: {{before}} → {{after}}", judge, str)


def days(says: str, judge: Judge, concerns: Concern = Concern.DURATION) -> Single:
    """A number of days; `says` is what happens in them."""
    return Single(concerns, f"{{subject}} {says} {{before}} → {{after}}", judge, words.days)


def fact(called: str, judge: Judge, concerns: Concern, tell: Words = words.plain) -> Single:
    """Any other value, by what it is called."""
    return Single(concerns, f"{{subject}}: {called} {{before}} → {{after}}", judge, tell)
