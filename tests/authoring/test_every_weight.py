"""What is found of doses, beside the arithmetic of every body there is, one tenth of a kilogram after the other."""

from decimal import Decimal
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.authoring.dose_safety import unsafe_doses
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import Body, IdealWeight
from protocols.dosing.dose import Dose
from protocols.dosing.ladder import expand
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from tests.authoring.breaking import bands, both, fixed, item_of, laddered, measuring, parts, per_kg, step
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
FOUND: Final = {"rounds_to_zero", "steps_do_not_rise", "parts_do_not_fit", "lost_by_rounding", "part_of_nothing"}


def tenths(low: int, high: int) -> list[Decimal]:
    return [Decimal(number) / 10 for number in range(low * 10, high * 10 + 1)]


def kilograms(weight: Decimal) -> Body:
    return Body(weight=of(weight, Unit.KILOGRAM), confirmed=True)


ACTUAL: Final = [kilograms(weight) for weight in tenths(30, 250)]

_HEAVY: Final = of("250", Unit.KILOGRAM)
_TALL: Final = of("210", Unit.CENTIMETRE)
IDEAL: Final = [
    *(Body(weight=_HEAVY, height=of(height, Unit.CENTIMETRE), confirmed=True) for height in tenths(140, 210)),
    *(Body(weight=of(weight, Unit.KILOGRAM), height=_TALL, confirmed=True) for weight in tenths(30, 97)),
    *(
        Body(weight=_HEAVY, confirmed=True, ideal=IdealWeight(weight=of(ideal, Unit.KILOGRAM), source="a table"))
        for ideal in tenths(30, 137)
    ),
]
"""The ideal weight is the lesser one in the first and the last, the actual one in the others."""


def of_basis(basis: str) -> st.SearchStrategy[Dose]:
    return st.one_of(
        st.integers(1, 30).map(lambda n: fixed(str(n))),
        st.integers(10, 400).map(lambda n: per_kg(str(Decimal(n) / 1000), basis)),
        st.lists(st.integers(1, 30).map(str), min_size=1, max_size=4).map(lambda daily: bands(*daily, basis=basis)),
    )


def protocol_of(doses: tuple[Dose, Dose], unit: str, at_once: str = "12") -> Protocol:
    split = parts("morning", "evening")
    keys = ("one", "two")
    steps = [step(key, dose, split=split) for key, dose in zip(keys, doses, strict=True)]
    limits = measuring(unit=grams(unit), day_cap=grams_per_day("30"), dose_cap=grams(at_once))
    return both(laddered("one", *steps), limits)(TEXT)


def computed(item: SubstanceItem, body: Body) -> list[Arithmetic | None]:
    found: list[Arithmetic | None] = []
    for each in expand(item.ladder).steps:
        try:
            found.append(compute(each.dose, each.split, item.measuring, body))
        except NothingToMeasure:
            found.append(None)
    return found


def wrong_with(item: SubstanceItem, body: Body) -> set[str]:
    """Read from the amounts of one body, by nothing of the gate."""
    steps = computed(item, body)
    known = [each for each in steps if each is not None]
    found = {"rounds_to_zero"} if None in steps else set()
    if any(later.daily.value <= before.daily.value for before, later in pairwise(known)):
        found.add("steps_do_not_rise")
    for each in known:
        found |= {"part_of_nothing"} if any(part.amount.value == 0 for part in each.parts) else set()
        capped = each.resolved.value > each.day_cap.value and each.weight is None
        if sum(part.units for part in each.dealt) > sum(part.units for part in each.parts):
            found |= set() if capped else {"parts_do_not_fit"}
        elif each.lost.value * 10 > each.capped.value and not capped:
            found.add("lost_by_rounding")
    return found


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@pytest.mark.parametrize("basis", ["actual", "ideal"])
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_what_is_found_is_what_is_wrong_with_somebody(basis: str, data: st.DataObject) -> None:
    doses = data.draw(st.tuples(of_basis(basis), of_basis(basis)))
    text = protocol_of(doses, data.draw(st.sampled_from(["0.1", "0.5", "1", "2.5"])))
    everybody = ACTUAL if basis == "actual" else IDEAL
    wrong = set[str]().union(*(wrong_with(item_of(text), body) for body in everybody))
    assert {each.code for each in unsafe_doses(text)} & FOUND == wrong


# a slip that one body alone is met by: the doses, what is measured with, the body, what is found
EDGES = [
    ("the lightest have nothing", ("0.0333", "0.2"), "1", Decimal(30), "rounds_to_zero"),
    ("the heaviest get no more", ("0.12", "0.1234"), "0.1", Decimal(250), "steps_do_not_rise"),
]


@pytest.mark.parametrize(("what", "daily", "unit", "weight", "code"), EDGES, ids=[row[0] for row in EDGES])
def test_one_body_is_enough(what: str, daily: tuple[str, str], unit: str, weight: Decimal, code: str) -> None:
    one, other = (per_kg(each) for each in daily)
    text = protocol_of((one, other), unit, at_once="15")
    met = [body for body in ACTUAL if code in wrong_with(item_of(text), body)]
    assert met == [kilograms(weight)], what
    assert code in {each.code for each in unsafe_doses(text)}
