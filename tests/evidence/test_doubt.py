"""What was said of a work: which of two is graver, and in which words it is told."""

from typing import Final

import pytest
from msgspec.structs import replace

from api.library import built_in_works
from protocols.evidence.doubt import DOUBTS, SHORT, doubt_changes, gravity, said_of, side_by_side, to_answer
from protocols.evidence.work import Work, WorkStatus

# what is said of a work, and how grave that is
GRAVITY: Final = [
    (WorkStatus.OK, 0),
    (WorkStatus.UNKNOWN, 0),
    (WorkStatus.CORRECTED, 1),
    (WorkStatus.CONCERN, 2),
    (WorkStatus.RETRACTED, 3),
]


@pytest.mark.parametrize(("status", "grave"), GRAVITY)
def test_a_retraction_is_graver_than_a_concern_and_that_than_a_correction(status: WorkStatus, grave: int) -> None:
    assert gravity(status) == grave
    assert (status in DOUBTS) is (grave > 0)


def test_every_status_is_in_the_table() -> None:
    assert {status for status, _ in GRAVITY} == set(WorkStatus)


@pytest.mark.parametrize(
    ("before", "after", "answers"),
    [
        (WorkStatus.UNKNOWN, WorkStatus.OK, False),
        (WorkStatus.OK, WorkStatus.CORRECTED, True),
        (WorkStatus.CONCERN, WorkStatus.RETRACTED, True),
        (WorkStatus.RETRACTED, WorkStatus.OK, True),
        (WorkStatus.CONCERN, WorkStatus.CONCERN, False),
    ],
)
def test_somebody_answers_for_a_doubt_that_is_raised_or_taken_back(
    before: WorkStatus, after: WorkStatus, answers: bool
) -> None:
    assert doubt_changes(before, after) is answers


@pytest.mark.parametrize("status", DOUBTS)
def test_it_is_told_with_the_title_and_the_act_that_answers_it(status: WorkStatus) -> None:
    says = to_answer("Glutamine after a trial", status)
    assert says.startswith(f"“Glutamine after a trial” {said_of(status)}. ")
    assert "`acknowledge_evidence`" in says


def test_a_long_title_is_cut() -> None:
    whole, cut = to_answer("x" * SHORT, WorkStatus.RETRACTED), to_answer("x" * (SHORT + 1), WorkStatus.RETRACTED)
    assert whole.startswith(f"“{'x' * SHORT}” was retracted.")
    assert cut.startswith(f"“{'x' * (SHORT - 1)}…” was retracted.")


def of(status: WorkStatus, summary: str = "") -> Work:
    return replace(built_in_works()[0], status=status, summary=summary or "The library's.")


@pytest.mark.parametrize("mine", WorkStatus)
@pytest.mark.parametrize("theirs", WorkStatus)
def test_ones_own_work_stands_with_the_graver_doubt(mine: WorkStatus, theirs: WorkStatus) -> None:
    own, other = of(mine, "Mine."), of(theirs)
    status = mine if gravity(mine) >= gravity(theirs) else theirs
    assert side_by_side([own], [other]) == {own.key: replace(own, status=status)}


def test_works_of_other_keys_stand_beside_each_other() -> None:
    own, other = replace(of(WorkStatus.OK), key="mine"), of(WorkStatus.CONCERN)
    assert side_by_side([own], [other]) == {"mine": own, other.key: other}
    assert side_by_side([], []) == {}
