"""What decided rules add up to, and when an undecided one no longer matters."""

from itertools import product
from typing import Final

import pytest

from protocols.authoring.proof.formula import FALSE, TRUE, UNKNOWN
from protocols.authoring.proof.tally import CALLS, DOSES, Strongest, Sum, ending
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AnyChange
from protocols.checkpoints.rule import Rule
from tests.authoring.breaking import a_rule

VALUES: Final = (FALSE, UNKNOWN, TRUE)
KINDS: Final = tuple(
    a_rule("r", AnyChange(), dose, call, call_on_lowest=lowest)
    for dose in ("advance", "hold", "step_back", "pause")
    for call in ("none", "today")
    for lowest in (None, Call.NONE, Call.EMERGENCY)
)


def tally(*rules: Rule) -> Strongest:
    return Strongest(rules, (frozenset(range(len(rules))),), guarded=True)


def ends(total: Sum) -> tuple[tuple[str, str], ...]:
    """Dose and call above the lowest step, then on it."""
    found = (ending(total, on_lowest=lowest) for lowest in (False, True))
    return tuple((DOSES[each.doses[0]].value, CALLS[each.call].value) for each in found)


@pytest.mark.parametrize("value", VALUES)
def test_a_settled_rule_changes_nothing_whatever_follows(value: int) -> None:
    settled = 0
    for first, rule, later in product(KINDS, KINDS, KINDS[::5]):
        adds = tally(first, rule, later)
        so_far = adds.told(adds.start, 0, value)
        if not adds.settled(so_far, 1):
            continue
        settled += 1
        for comes_to, follows in product(VALUES, VALUES):
            with_it = adds.told(adds.told(so_far, 1, comes_to), 2, follows)
            assert ends(with_it) == ends(adds.told(so_far, 2, follows)), (first, rule, later)
    assert (settled > 0) == (value != FALSE)


BACK = a_rule("back", AnyChange(), "step_back", "none", call_on_lowest=Call.ROUTINE)
STOP = a_rule("stop", AnyChange(), "stop")
ADVANCE = a_rule("up", AnyChange(), "advance")

# the rules that are true, where they lead above the lowest step, and on it
ENDINGS: Final = [
    ((), ("hold", "none"), ("hold", "none")),
    ((ADVANCE,), ("advance", "none"), ("advance", "none")),
    ((BACK,), ("step_back", "none"), ("pause", "routine")),
    ((BACK, ADVANCE), ("step_back", "none"), ("pause", "routine")),
    ((BACK, STOP), ("stop", "none"), ("stop", "none")),
]


@pytest.mark.parametrize(("rules", "above", "lowest"), ENDINGS, ids=[f"{len(row[0])}-{row[1][0]}" for row in ENDINGS])
def test_the_strongest_wins(rules: tuple[Rule, ...], above: tuple[str, str], lowest: tuple[str, str]) -> None:
    adds = tally(*rules)
    total = adds.start
    for number in range(len(rules)):
        total = adds.told(total, number, TRUE)
    assert ends(total) == (above, lowest)


def test_unknown_and_lacking_mean_hold() -> None:
    adds = tally(ADVANCE, STOP)
    risen = adds.told(adds.start, 0, TRUE)
    assert ends(adds.told(risen, 1, UNKNOWN))[0] == ("hold", "none")
    assert ends(adds.lacking(risen))[0] == ("hold", "none")
    bare = Strongest((ADVANCE,), (frozenset({0}),), guarded=False)
    assert ends(bare.lacking(bare.told(bare.start, 0, TRUE)))[0] == ("advance", "none")


def test_each_group_of_items_has_its_own_dose_and_all_have_one_call() -> None:
    adds = Strongest((ADVANCE, STOP, BACK), (frozenset({0, 1}), frozenset({0, 2})), guarded=True)
    total = adds.start
    for number in range(3):
        total = adds.told(total, number, TRUE)
    found = ending(total, on_lowest=True)
    assert [DOSES[dose] for dose in found.doses] == [DoseOutcome.STOP, DoseOutcome.PAUSE]
    assert CALLS[found.call] is Call.ROUTINE
