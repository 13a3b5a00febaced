"""What is the same thing in two texts, and what it stands in."""

import pytest

from protocols.authoring.diff_subject import subject
from protocols.authoring.pairing import is_moved, pair
from protocols.authoring.sides import Sides, within
from protocols.checkpoints.rule import Rule
from tests.authoring.changing import LOW


def first_letter(word: str) -> str:
    return word[0]


PAIRS = [
    ("", "", [], [], []),
    ("a b", "a b", [(0, 0), (1, 1)], [], []),
    ("a b", "b a", [(0, 1), (1, 0)], [], []),
    ("a1", "a2", [(0, 0)], [], []),
    ("a1 a2", "a2 a3", [(0, 1), (1, 0)], [], []),  # the equal ones first, then what is left over
    ("a b c", "b", [(1, 0)], [0, 2], []),
    ("b", "a b c", [(0, 1)], [], [0, 2]),
    ("a a", "a", [(0, 0)], [1], []),
]


@pytest.mark.parametrize(("before", "after", "both", "removed", "added"), PAIRS)
def test_pairs(before: str, after: str, both: list[tuple[int, int]], removed: list[int], added: list[int]) -> None:
    found = pair(before.split(), after.split(), first_letter)
    assert (list(found.both), list(found.removed), list(found.added)) == (both, removed, added)


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [("a b c", "a b c", False), ("a b c", "c a b", True), ("a b c", "x a y c", False), ("a b", "c d", False)],
)
def test_what_came_or_went_has_not_moved(before: str, after: str, moved: bool) -> None:
    assert is_moved(pair(before.split(), after.split())) is moved


def test_what_stands_in_nothing_is_a_fault_of_ours() -> None:
    alone = Sides(before=LOW, after=LOW, before_at="", after_at="")
    with pytest.raises(LookupError, match="Rule"):
        within(alone, Rule)
    with pytest.raises(LookupError, match="stands in a protocol"):
        subject(None)
