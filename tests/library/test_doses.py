"""The doses, to the gram and the day."""

from decimal import Decimal
from itertools import pairwise

import pytest

from protocols.authoring.item import DietItem
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.dosing.arithmetic import Arithmetic, compute
from protocols.dosing.body import Body
from protocols.dosing.dose import FixedDose, PerKgDose
from protocols.dosing.ladder import Step, expand
from protocols.dosing.quantity import Unit, of
from tests.library.built_in import PROTOCOLS, SLUGS, glutamine

NOBODY = Body()

# protocol, step, g a day, parts in g, least, planned, most days
STEPS = [
    ("glutamine-start-low", "s0", "2.5", {"morning": "2.5"}, 7, 7, 14),
    ("glutamine-start-low", "s1", "5", {"morning": "5"}, 7, 7, 21),
    ("glutamine-start-low", "s2", "10", {"morning": "5", "evening": "5"}, 7, 7, 21),
    ("glutamine-start-low", "s3", "15", {"morning": "5", "midday": "5", "evening": "5"}, 56, 56, 56),
    ("glutamine-pi-ibs-d", "s1", "15", {"morning": "5", "midday": "5", "evening": "5"}, 56, 56, 56),
    ("glutamine-low-fodmap", "s1", "15", {"morning": "5", "midday": "5", "evening": "5"}, 42, 42, 42),
    ("glutamine-chemotherapy", "s1", "18", {"morning": "6", "midday": "6", "evening": "6"}, 15, 15, 15),
    ("glutamine-crohn-21g", "s1", "21", {"morning": "7", "midday": "7", "evening": "7"}, 28, 28, 28),
]


def step_of(slug: str, key: str) -> Step:
    return next(step for step in expand(glutamine(slug).ladder).steps if step.key == key)


def taken(slug: str, key: str, body: Body = NOBODY) -> Arithmetic:
    step = step_of(slug, key)
    return compute(step.dose, step.split, glutamine(slug).measuring, body)


@pytest.mark.parametrize(("slug", "key", "daily", "parts", "least", "planned", "most"), STEPS)
def test_a_step_is_exactly_this(
    slug: str, key: str, daily: str, parts: dict[str, str], least: int, planned: int, most: int
) -> None:
    step, amounts = step_of(slug, key), taken(slug, key)
    assert isinstance(step.dose, FixedDose)
    assert [str(each.value) for each in (step.dose.daily, amounts.daily, amounts.lost)] == [daily, daily, "0"]
    assert {part.part.value: str(part.amount.value) for part in amounts.parts} == parts
    assert (step.least_days, step.planned_days, step.most_days) == (least, planned, most)


def test_no_step_is_left_out_of_the_table() -> None:
    listed = [(slug, key) for slug, key, *_ in STEPS] + [("glutamine-crohn-remission", "s1")]
    assert sorted(listed) == sorted((slug, step.key) for slug in SLUGS for step in expand(glutamine(slug).ladder).steps)


@pytest.mark.parametrize(
    ("slug", "entry", "unit", "day_cap", "dose_cap", "limit"),
    [
        ("glutamine-start-low", "s1", "2.5", "15", "5", 112),
        ("glutamine-pi-ibs-d", "s1", "5", "15", "5", 56),
        ("glutamine-low-fodmap", "s1", "5", "15", "5", 42),
        ("glutamine-crohn-remission", "s1", "1", "35", "15", 60),
        ("glutamine-chemotherapy", "s1", "1", "18", "6", 15),
        ("glutamine-crohn-21g", "s1", "1", "21", "7", 28),
    ],
)
def test_entry_measure_caps_and_last_day(
    slug: str, entry: str, unit: str, day_cap: str, dose_cap: str, limit: int
) -> None:
    item = glutamine(slug)
    assert expand(item.ladder).entry == entry
    assert (str(item.measuring.unit), str(item.measuring.day_cap)) == (f"{unit} g", f"{day_cap} g/d")
    assert str(item.measuring.dose_cap) == f"{dose_cap} g"
    assert PROTOCOLS[slug].calendar_limit_days == limit


@pytest.mark.parametrize(
    ("slug", "total", "days"),
    [
        ("glutamine-start-low", 945, 70),
        ("glutamine-pi-ibs-d", 840, 56),
        ("glutamine-low-fodmap", 630, 42),
        ("glutamine-crohn-21g", 588, 28),
        ("glutamine-chemotherapy", 270, 15),
    ],
)
def test_all_going_well_the_course_takes_so_many_grams(slug: str, total: int, days: int) -> None:
    ladder = expand(glutamine(slug).ladder)
    keys = [step.key for step in ladder.steps]
    walked = ladder.steps[keys.index(ladder.entry) :]
    assert sum(taken(slug, step.key).daily.value * step.planned_days for step in walked) == total
    assert sum(step.planned_days for step in walked) == days
    assert f"{total} g" in PROTOCOLS[slug].summary


@pytest.mark.parametrize(
    ("height", "ideal", "resolved", "daily", "parts"),
    [
        ("150", "49.5", "24.75", "24", ["8", "8", "8"]),
        ("160", "56.32", "28.16", "28", ["10", "9", "9"]),
        ("170", "63.58", "31.79", "31", ["11", "10", "10"]),
        ("180", "71.28", "35.64", "35", ["12", "12", "11"]),
    ],
)
def test_crohn_remission_by_height(height: str, ideal: str, resolved: str, daily: str, parts: list[str]) -> None:
    body = Body(weight=of("80", Unit.KILOGRAM), height=of(height, Unit.CENTIMETRE))
    amounts = taken("glutamine-crohn-remission", "s1", body)
    assert amounts.weight is not None
    assert (str(amounts.weight.kilograms), str(amounts.resolved.value)) == (ideal, resolved)
    assert (str(amounts.daily.value), [str(part.amount.value) for part in amounts.parts]) == (daily, parts)


def test_crohn_remission_takes_the_lesser_weight() -> None:
    body = Body(weight=of("45", Unit.KILOGRAM), height=of("170", Unit.CENTIMETRE))
    amounts = taken("glutamine-crohn-remission", "s1", body)
    assert (str(amounts.resolved.value), str(amounts.daily.value)) == ("22.5", "22")
    assert isinstance(step_of("glutamine-crohn-remission", "s1").dose, PerKgDose)
    step = step_of("glutamine-crohn-remission", "s1")
    assert (step.least_days, step.planned_days, step.most_days) == (60, 60, 60)


def test_only_the_smallest_step_halves_a_scoop() -> None:
    halved = [(slug, step.key) for slug in SLUGS for step in expand(glutamine(slug).ladder).steps if step.half_scoop]
    assert halved == [("glutamine-start-low", "s0")]


def test_the_ladder_only_rises() -> None:
    doses = [
        taken("glutamine-start-low", step.key).daily.value
        for step in expand(glutamine("glutamine-start-low").ladder).steps
    ]
    assert all(lower < upper for lower, upper in pairwise(doses))
    assert doses[-1] == Decimal(15)


def test_the_diet_ends_with_the_powder_and_names_who_leads_it() -> None:
    (diet,) = (item for item in PROTOCOLS["glutamine-low-fodmap"].items if isinstance(item, DietItem))
    assert (diet.days, diet.led_by) == (42, "the dietitian named by your clinic")
    others = [item for slug in SLUGS for item in PROTOCOLS[slug].items if not isinstance(item, DietItem)]
    assert [item.key for item in others] == ["glutamine"] * 6


def test_chemotherapy_hangs_on_its_first_day() -> None:
    anchored = {slug: PROTOCOLS[slug].anchored_to for slug in SLUGS}
    found = anchored.pop("glutamine-chemotherapy")
    assert found is not None
    assert (found.called, found.days_before) == ("chemotherapy day 1", 5)
    assert set(anchored.values()) == {None}


def test_the_last_look_is_on_the_last_planned_day() -> None:
    for slug in SLUGS:
        (end,) = (each for each in PROTOCOLS[slug].checkpoints if each.kind is CheckpointKind.END)
        assert end.day == expand(glutamine(slug).ladder).steps[-1].planned_days
