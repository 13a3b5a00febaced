"""What is remembered of measures, and forgotten where a plan goes over to a text that means other numbers by them."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import TypeVar

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.meaning import means_otherwise
from protocols.checkpoints.own_measures import is_own
from protocols.checkpoints.predicate import Facts
from protocols.plans.check_in import CheckIn
from protocols.plans.head import Head
from protocols.refusal import Refusal
from protocols.text import Key

T = TypeVar("T")


class AskedOtherwiseThen(Refusal):
    """An answer for a day on which the plan followed a text that meant another number by the measure."""

    code = "asked_otherwise_then"
    title = "On this day the measure was asked otherwise"


def meant_otherwise(before: Protocol, now: Protocol) -> tuple[Key, ...]:
    """The measures of the old text by which the new one means other numbers, or nothing at all.

    One that is left out is forgotten as well: a later text may take its key for something else. What the engine reads
    itself means the same in every text.
    """
    known = {measure.key: measure for measure in now.measures}
    return tuple(
        measure.key
        for measure in before.measures
        if not is_own(measure) and (measure.key not in known or means_otherwise(measure, known[measure.key]))
    )


def remembered_of(head: Head, keys: Iterable[Key]) -> tuple[Key, ...]:
    """Those of the measures of which the plan knows an answer."""
    known = {*head.baseline, *head.earlier, *head.within_rules, *(key for each in head.before for key in each.answers)}
    return tuple(key for key in keys if key in known)


def forgetting(head: Head, keys: tuple[Key, ...], on: date) -> Head:
    """The head without what was answered of these measures: nothing is there for the next answer to be compared with.

    A rise then counts from 0 and a fall is unknown, as in a plan without a baseline. A check-in of a row in which one
    of them was answered stays in it, as one at which the answer is missing: the row is undecided, and holds.
    """
    if not keys:
        return head
    return replace(
        head,
        baseline=_without(keys, head.baseline),
        baseline_limits=_without(keys, head.baseline_limits),
        earlier=_without(keys, head.earlier),
        before=tuple(_unanswered(each, keys) for each in head.before),
        within_rules=tuple(key for key in head.within_rules if key not in keys),
        meant_since={**head.meant_since, **dict.fromkeys(keys, on)},
    )


def _unanswered(known: Facts, keys: Collection[Key]) -> Facts:
    answered = tuple(key for key in keys if key in known.answers)
    return replace(
        known,
        answers=_without(keys, known.answers),
        limits=_without(keys, known.limits),
        baseline=_without(keys, known.baseline),
        baseline_limits=_without(keys, known.baseline_limits),
        earlier=_without(keys, known.earlier),
        asked=tuple(dict.fromkeys((*known.asked, *answered))),
    )


def _without(keys: Collection[Key], known: dict[str, T]) -> dict[str, T]:
    return {key: each for key, each in known.items() if key not in keys}


def check_meant(head: Head, check_in: CheckIn) -> None:
    """Refuse an answer that is about a day of the old text: on which of the two scales it is, nobody can tell.

    A laboratory value carries its unit, and is taken.
    """
    for key in check_in.answers:
        since = head.meant_since.get(key)
        if since is not None and check_in.on < since:
            raise AskedOtherwiseThen(
                f"Since {since} the plan follows a text that means another number by {key}; on {check_in.on} it was "
                "asked otherwise. Leave it out; what else was answered that day is taken, and an alarm at any time.",
                pointer=f"/answers/{key}",
            )
