"""A client's answers at a checkpoint."""

from collections.abc import Collection
from datetime import date
from typing import Annotated, Final
from uuid import UUID

import msgspec

from protocols.checkpoints.change import CHANGE_KEYS, CHANGES, SCREENED_AFTER
from protocols.checkpoints.laboratory import Result
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.asked_where import no_question
from protocols.plans.entering import ByClient, check_one_enters
from protocols.plans.expect import Expecting
from protocols.refusal import Refusal
from protocols.text import Key, Prose
from protocols.value import Value


class Contradiction(Refusal):
    """`confirmed_none` beside a yes, a value told twice, or more days with a dose or without one than there can be."""

    code = "contradiction"
    title = "The answers contradict each other"


class UnknownQuestion(Refusal):
    """An answer to an alarm or change question that does not exist."""

    code = "unknown_question"
    title = "There is no such question"


class Told(Value, frozen=True):
    """Answers to a list of yes-no questions; `confirmed_none` says that all were asked and all answered no."""

    confirmed_none: bool = False
    answers: dict[Key, YesNoUnknown] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.confirmed_none and any(answer is not YesNoUnknown.NO for answer in self.answers.values()):
            raise Contradiction("`confirmed_none` stands beside an answer that is not no.", pointer="/confirmed_none")


_LABORATORY: Final = (
    "Laboratory values by the keys of the protocol's measures: "
    '`{"alt": {"value": "55", "unit": "U/L", "upper_limit": "40", "taken_on": "2026-11-20"}}`. A sample is from the '
    "plan's own days and at most 14 days older than the check-in, for a baseline at most 90 days (judgement)."
)
_ALARMS_ASKED: Final = "By the keys of the protocol's `alarms`: new, or worse, since the start. Any yes stops at once."
_CHANGES_ASKED: Final = "Since last time: " + " ".join(f"`{each.key}`: {each.asked}" for each in CHANGES)


class CheckIn(Expecting, frozen=True, kw_only=True):
    """The answers of one day; `checkpoint` is left out when it was not scheduled.

    `on` is not in the future and not before day 1; a baseline is from 7 days before. `answers` are those that the
    checkpoint asks, by the keys of the protocol's measures; laboratory values stand in `laboratory`, each with its
    unit, and where the protocol compares it with the laboratory's limit with that too. `alarms` and `changes` left out
    means not asked, and not asked never advances: the dose holds, and the same is due again within 2 days.
    `off_days` is the longest row of whole days without any dose since the last check-in, added to days from before that
    they join, or perhaps join; `days_taken` 0 without it counts as the days asked about, and more of either than the
    plan has days is refused. To 2 days they do not count towards the least days; to 7 these start again; to 14 it goes
    on one step lower, on a single step it pauses; after more it pauses until the screening was asked again, a single
    step stops; after more than 28 the plan ends (all judgement). A `body_weight` that is lower than that of the doses
    lowers doses by weight at once, if it is the newest and not far from all known ones; one that raises a caution
    pauses until the screening was asked again, also where the doses are fixed; a higher one changes nothing by itself
    (`weigh`). `by` names the person of the practice who enters it; a rise is proposed only, and waits for a
    practitioner's `confirm_rise`, where that is an assistant, where the client enters it, or where nobody is named and
    nobody is responsible.
    """

    on: date
    checkpoint: Key | None = None
    answers: Annotated[dict[Key, DecimalString], msgspec.Meta(max_length=100)] = msgspec.field(default_factory=dict)
    laboratory: Annotated[dict[Key, Result], msgspec.Meta(max_length=100, description=_LABORATORY)] = msgspec.field(
        default_factory=dict
    )
    alarms: Annotated[Told | None, msgspec.Meta(description=_ALARMS_ASKED)] = None
    changes: Annotated[Told | None, msgspec.Meta(description=_CHANGES_ASKED)] = None
    off_days: Annotated[int, msgspec.Meta(ge=0, le=731)] | None = None
    note: Prose | None = None
    by: UUID | None = None
    entered_by: ByClient = None

    def __post_init__(self) -> None:
        check_one_enters(self.by, self.entered_by)


def raised(told: Told | None, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The questions answered yes, in the order of the list."""
    return () if told is None else tuple(key for key in keys if told.answers.get(key) is YesNoUnknown.YES)


def told_yes(told: Told | None, key: str) -> bool:
    """Whether this question was answered yes."""
    return told is not None and told.answers.get(key) is YesNoUnknown.YES


def not_asked(told: Told | None, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The questions without a yes or a no."""
    if told is None:
        return keys
    if told.confirmed_none:
        return ()
    return tuple(key for key in keys if told.answers.get(key, YesNoUnknown.UNKNOWN) is YesNoUnknown.UNKNOWN)


def three_valued(told: Told | None, keys: tuple[str, ...]) -> bool | None:
    """Whether any of these was answered yes: a yes is known whatever else was left out."""
    if raised(told, keys):
        return True
    return None if not_asked(told, keys) else False


def nothing_new(changes: Told | None) -> bool:
    """Whether every change was asked, and answered no."""
    keys = tuple(CHANGE_KEYS)
    return not raised(changes, keys) and not not_asked(changes, keys)


def is_screened_after(changes: Told | None) -> bool:
    """Whether a change was told that a screening must come after."""
    return bool(raised(changes, SCREENED_AFTER))


def check_questions(told: Told | None, keys: Collection[str], where: str) -> None:
    """Refuse an answer to a question that is not on the list."""
    unknown = sorted(told.answers.keys() - set(keys)) if told else []
    if unknown:
        raise UnknownQuestion(no_question(unknown[0], where, keys), pointer=f"/{where}/answers/{unknown[0]}")
