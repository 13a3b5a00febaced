"""Every key under which the engine itself holds, lowers or stops, with what it means."""

from collections.abc import Mapping
from typing import Final

from protocols.checkpoints.checkpoint import LAPSES_AFTER, OPENS_BEFORE, OVERDUE_UNTIL, Timing
from protocols.checkpoints.reasons import LIMIT_PREFIX
from protocols.plans.coming_back import LEAST_DAYS_AGAIN_UNTIL, SAME_STEP_UNTIL, STEP_LOWER_UNTIL
from protocols.plans.limits import (
    AT_ONCE,
    ENOUGH_DAYS_TAKEN,
    OFF_DAYS,
    OPEN_CALL,
    PAUSED,
    PROPOSED,
    SCREEN_FIRST,
    TESTS_FIRST,
    TOO_LIGHT,
    TRIED_ENOUGH,
    TRIES,
)
from protocols.plans.look_again import ASK_AGAIN
from protocols.plans.outcome import HOLDS_BEFORE_CALL, MOST_DAYS, NOTHING_LEADS_UP, THREE_HOLDS
from protocols.plans.position import ENDS_AFTER


def _key(name: str) -> str:
    return f"{LIMIT_PREFIX}{name}"


LIMIT_KEYS: Final[Mapping[str, str]] = {
    PAUSED: "The plan or the item is paused: a named practitioner resumes it",
    _key("not-asked"): f"Something was not asked or not answered: hold, and ask again within {ASK_AGAIN} days",
    _key("weight"): "A weight far from those before: hold, until it was told once more",
    _key("weight-by-name"): "A weight for which no dose can be worked out: hold, and a routine call",
    TOO_LIGHT: (
        "A lower weight than before raises a caution: pause, until the screening was asked again, and a routine call"
    ),
    _key("days-taken"): f"Taken on fewer than {ENOUGH_DAYS_TAKEN} of the last 7 days: hold",
    _key("not-taken"): "Nothing was taken for 7 days or more, and nobody says since when: hold, and a routine call",
    OFF_DAYS: (
        f"Whole days in a row without a dose: after more than {SAME_STEP_UNTIL} hold, after more than "
        f"{LEAST_DAYS_AGAIN_UNTIL} step back, after more than {STEP_LOWER_UNTIL} pause, after more than {ENDS_AFTER} "
        "stop; a step back from the lowest step is a pause with a routine call, and a ladder of one step stops where "
        "another pauses"
    ),
    _key("baseline"): "A check-in from before the start: hold",
    _key(Timing.EARLY): f"More than {OPENS_BEFORE} day before it is due: hold",
    _key(Timing.UNSCHEDULED): "At no checkpoint that is due: hold",
    _key(Timing.MISSED): f"More than {OVERDUE_UNTIL} days late: hold",
    _key(Timing.LAPSED): f"More than {LAPSES_AFTER} days late: hold; the plan is paused already",
    _key("entered-late"): f"Entered more than {OVERDUE_UNTIL} days after it was due: hold",
    _key("late-entered"): "Dated before the latest decision: hold",
    OPEN_CALL: "A call is open, from before or by this check-in: hold, and a rise that has not begun is taken back",
    _key("change-unrecorded"): "The product or the weight changed, and the new one was not recorded: hold",
    _key("results-awaited"): "Test results without which nothing is taken are still awaited: hold",
    _key(
        "results-outside"
    ): "A value asked for before the first dose is not within its rules: pause, and a routine call",
    _key("repeat-first"): "A value that held the dose was not told again within its rules: hold",
    _key("pause-ahead"): "A pause is set for a later day: hold",
    _key("other-rises"): "Another item is about to rise: hold, because one rises at a time",
    TRIED_ENOUGH: (
        f"The step above was left by a step back {TRIES + 1} times: hold and a routine call, and the present step "
        "becomes the maintenance dose"
    ),
    PROPOSED: "No practitioner entered it: hold, until one confirms the rise that is proposed",
    SCREEN_FIRST: "The dose would pass a line of a caution that was not screened for, or with too little: hold",
    TESTS_FIRST: "The dose would pass a line without the values that a caution asks for there: hold",
    AT_ONCE: "One dose would pass the limit of its substance, with what other items give at the same time: hold",
    NOTHING_LEADS_UP: "No rule speaks of it: the dose stays",
    THREE_HOLDS: f"{HOLDS_BEFORE_CALL} counted holds of an item in a row on one step: a routine call",
    MOST_DAYS: "The step has had its most days and could still rise: a routine call",
}
"""By key: an outcome of the dose holds against every weaker one of the rules, and a call against every weaker call."""
