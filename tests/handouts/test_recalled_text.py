"""H13: which sheet was printed by a text that is recalled, and of which nobody was told yet."""

from collections.abc import Callable
from uuid import UUID

import pytest

from protocols.plans.recall import recalled_text, throw_away
from tests.handouts.summing import day
from tests.handouts.test_issued import over, recalled, recalled_before
from tests.plans.walking import Walk, walk

FIRST, SECOND, THIRD = UUID(int=3), UUID(int=32), UUID(int=33)


def gone_over_twice() -> Walk:
    """On the first revision at event 1, on the second at 3, on the third at 4."""
    plan = walk()
    plan.adjust(day(1), "pause", on=day(60))
    over(plan, 2)
    over(plan, 3, revision=3)
    return plan


# after which event the sheet was printed, the revision that is recalled, whether the sheet is one of its own
PRINTED: list[tuple[int, UUID, bool]] = [
    (1, FIRST, True),
    (2, FIRST, True),
    (3, FIRST, False),
    (2, SECOND, False),
    (3, SECOND, True),
    (4, SECOND, False),
    (4, THIRD, True),
]


@pytest.mark.parametrize(("event", "revision", "own"), PRINTED)
def test_h13_a_sheet_is_of_the_text_that_the_plan_followed_then(event: int, revision: UUID, *, own: bool) -> None:
    found = recalled_text(gone_over_twice().events, event, revision)
    assert (None if found is None else found.revision_id) == (revision if own else None)


def first_recalled(plan: Walk) -> None:
    recalled_before(plan, 4)


def second_recalled(plan: Walk) -> None:
    text = recalled_text(plan.events, 3, SECOND)
    assert text is not None
    recalled_before(plan, 4, text)


# what was recalled before, and whether somebody is still to be told of a sheet from event 1
TOLD: list[tuple[str, Callable[[Walk], object], bool]] = [
    ("nothing", lambda _: None, True),
    ("the same", first_recalled, False),
    ("another that the plan followed", second_recalled, True),
    ("the one that it walks", lambda plan: recalled(plan, 4), False),
]


@pytest.mark.parametrize(("_name", "happens", "open_"), TOLD, ids=[row[0] for row in TOLD])
def test_h13_nobody_is_told_twice(_name: str, happens: Callable[[Walk], object], *, open_: bool) -> None:
    plan = gone_over_twice()
    happens(plan)
    assert (recalled_text(plan.events, 1, FIRST) is not None) is open_


def test_h13_a_sheet_from_after_the_recall_is_told_of_anew() -> None:
    """Such as one that was printed by the same text in a plan that went back to it: that is a sheet of its own."""
    plan = walk()
    recalled(plan, 2)
    assert recalled_text(plan.events, 1, FIRST) is None
    assert recalled_text(plan.events, 2, FIRST) is not None


def test_h13_what_is_said_of_one_sheet_and_of_several() -> None:
    assert throw_away(("A",)).startswith("Do not go by the sheet with the number A any more: ")
    assert throw_away(("A", "B")).startswith("Do not go by the sheets A, B any more: ")
