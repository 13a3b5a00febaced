"""What steps come to for every weight, beside bodies tried one by one."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof.amounts import amounts, side_by_side
from protocols.authoring.proof.bodies import build_with, heights, usable, weights
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import Body, IdealWeight, WeightBasis, weight_for
from protocols.dosing.dose import Dose
from protocols.dosing.quantity import Unit, of
from tests.authoring.breaking import (
    bands,
    dosed,
    fixed,
    item_of,
    parts,
    per_kg,
    step,
)
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
TWICE = parts("morning", "evening")

DOSES = st.one_of(
    st.integers(1, 60).map(lambda n: fixed(str(Decimal(n) / 2))),
    st.builds(
        per_kg,
        st.integers(5, 600).map(lambda n: str(Decimal(n) / 1000)),
        st.sampled_from(["actual", "ideal"]),
    ),
    st.builds(
        lambda daily, basis: bands(*daily, basis=basis),
        st.lists(st.integers(1, 40).map(str), min_size=1, max_size=4),
        st.sampled_from(["actual", "ideal"]),
    ),
)


def entered(kilograms: str) -> IdealWeight:
    return IdealWeight(weight=of(kilograms, Unit.KILOGRAM), source="the clinic's own table")


SOME = [*range(300, 2501, 37), 499, 500, 501, 969, 970, 971]
BODIES = [
    Body(
        weight=of(Decimal(weight) / 10, Unit.KILOGRAM), height=of(Decimal(height) / 10, Unit.CENTIMETRE), confirmed=True
    )
    for weight in SOME
    for height in (1400, 1500, 1555, 1703, 1888, 2099, 2100)
] + [
    Body(weight=of(Decimal(weight) / 10, Unit.KILOGRAM), confirmed=True, ideal=entered(ideal))
    for weight in SOME
    for ideal in ("30", "37.2", "43.1", "60", "97", "97.1", "120.3", "137.5")
]


def result(item: SubstanceItem, dose: Dose, body: Body) -> tuple[object, ...]:
    """The amounts of each part; nothing where there is nothing to measure."""
    try:
        return compute(dose, TWICE, item.measuring, body).parts
    except NothingToMeasure:
        return ()


def of_run(arithmetic: Arithmetic | None) -> tuple[object, ...]:
    return () if arithmetic is None else arithmetic.parts


@given(DOSES, DOSES)
@settings(max_examples=40, deadline=None)
def test_no_body_comes_to_amounts_that_were_not_tried(one: Dose, other: Dose) -> None:
    chosen = item_of(dosed(one)(TEXT))
    steps = [step("a", one, split=TWICE), step("b", other, split=TWICE)]

    def results(body: Body) -> tuple[tuple[object, ...], ...]:
        return tuple(result(chosen, each.dose, body) for each in steps)

    tried = set()
    for build, several in side_by_side([amounts(chosen, each) for each in steps]):
        tried.add(tuple(of_run(each) for each in several))
        assert tuple(of_run(each) for each in several) == results(Body() if build is None else build.body)
    assert {results(body) for body in BODIES} <= tried


@given(DOSES)
@settings(max_examples=30, deadline=None)
def test_nobody_loses_more_than_the_heaviest_of_a_run(dose: Dose) -> None:
    chosen = item_of(dosed(dose)(TEXT))
    of_step = amounts(chosen, step("a", dose, split=TWICE))
    if of_step.basis is None:
        return
    for place, weight in enumerate(usable(of_step.basis)[::13]):
        run = of_step.runs[of_step.run_of[place * 13]]
        if run.at_heaviest is not None:
            here = compute(dose, TWICE, chosen.measuring, build_with(of_step.basis, weight).body)
            worst = run.at_heaviest
            assert here.parts == worst.parts
            assert here.lost.value * worst.capped.value <= worst.lost.value * here.capped.value


@pytest.mark.parametrize("basis", WeightBasis)
def test_every_usable_weight_is_some_bodys(basis: WeightBasis) -> None:
    for weight in usable(basis)[::7]:
        assert weight_for(basis, build_with(basis, weight).body).kilograms == weight


def test_every_body_has_a_usable_weight() -> None:
    every = set(usable(WeightBasis.IDEAL))
    assert all(weight_for(WeightBasis.IDEAL, body).kilograms in every for body in BODIES)
    assert len(weights()) == 2201
    assert len(heights()) == 701
