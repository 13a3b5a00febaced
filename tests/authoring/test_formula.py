"""What is left of a condition when something becomes known, beside the engine's own three values."""

from itertools import permutations, product
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.authoring.proof.formula import FALSE, TRUE, UNKNOWN, Formulas, value_of, values_of
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.predicate import AlarmIs, AnyChange, Facts, InARow, Not, Predicate, evaluate
from tests.authoring.breaking import every, some
from tests.authoring.conditions import made_of, told

EMERGENCY: Final = AlarmIs(level=AlarmLevel.EMERGENCY)
TODAY: Final = AlarmIs(level=AlarmLevel.TODAY)
CHANGE: Final = AnyChange()
QUESTIONS: Final[tuple[Predicate, ...]] = (EMERGENCY, TODAY, CHANGE)
THREE: Final = (False, True, None)


def facts(emergency: bool | None, today: bool | None, change: bool | None, *, before: tuple[Facts, ...] = ()) -> Facts:
    return Facts(
        answers={},
        baseline={},
        emergency=emergency,
        today=today,
        change=change,
        days_on_step=1,
        arrived_by=None,
        fired={},
        before=before,
    )


@given(made_of(told(), rows=False))
@settings(max_examples=150, deadline=None)
def test_in_whatever_order_it_becomes_known_it_comes_to_the_same(condition: Predicate) -> None:
    for order in permutations(range(3)):
        formulas = Formulas({question: (place, 0) for place, question in zip(order, QUESTIONS, strict=True)})
        whole = formulas.of(condition)
        for said in product(THREE, repeat=3):
            left = whole
            for dimension in range(3):
                left = formulas.left(left, dimension, (value_of(said[order.index(dimension)]),))
            assert left == value_of(evaluate(condition, facts(*said))), said


@given(made_of(told(), rows=False), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_row_is_its_condition_where_it_held_before(condition: Predicate, held: bool) -> None:
    row = InARow(of=condition, times=2)
    places: dict[Predicate, tuple[int, int]] = {row: (3, 0)}
    formulas = Formulas(places | {question: (place, 0) for place, question in enumerate(QUESTIONS)})
    for said in product(THREE, repeat=3):
        for whole in (row, Not(of=row)):
            left = formulas.of(whole)
            for dimension, truth in enumerate((*said, held)):
                left = formulas.left(left, dimension, (value_of(truth),))
            expected = evaluate(whole, facts(*said, before=(facts(*said),) if held else ()))
            # Held before is put in by hand: the row of the engine looks at what was said then.
            if not held or evaluate(condition, facts(*said)) is True:
                assert left == value_of(expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (every(EMERGENCY, every(TODAY, CHANGE)), every(CHANGE, TODAY, EMERGENCY)),
        (some(EMERGENCY, some(TODAY), EMERGENCY), some(TODAY, EMERGENCY)),
        (Not(of=every(EMERGENCY, TODAY)), some(Not(of=TODAY), Not(of=EMERGENCY))),
        (Not(of=Not(of=EMERGENCY)), EMERGENCY),
    ],
    ids=["nested", "twice", "turned round", "turned round twice"],
)
def test_equal_conditions_are_one_formula(one: Predicate, other: Predicate) -> None:
    formulas = Formulas({question: (place, 0) for place, question in enumerate(QUESTIONS)})
    assert formulas.of(one) == formulas.of(other)


def test_values_have_an_order() -> None:
    assert values_of([False, None, True]) == (FALSE, UNKNOWN, TRUE) == (0, 1, 2)
