"""What a plan may start with: days, weights, other products, and the limits of the substance."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.dosing.body import MeasurementMissing, WeightBasis
from protocols.dosing.dose import FixedDose, PerKgDose
from protocols.dosing.ladder import Step, Steps, expand
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.plans.answer import YesNoUnknown
from protocols.plans.declaring import SubstanceNotCounted
from protocols.plans.screening import ReasonNeeded, Screening
from protocols.plans.snapshot import Declared, Live, Wish
from protocols.plans.start import (
    OTHER_SOURCE,
    AmountNotDeclared,
    CeilingPassed,
    RevisionNotUsable,
    StartDateRefused,
    StepsDoNotRise,
    SubstanceTwice,
    check_usable,
)
from protocols.refusal import Malformed
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, begin, body, walk_on, wish

START_LOW = PROTOCOLS["glutamine-start-low"]
REMISSION = PROTOCOLS["glutamine-crohn-remission"]
CHEMOTHERAPY = PROTOCOLS["glutamine-chemotherapy"]


def item(protocol: Protocol) -> SubstanceItem:
    (only,) = (each for each in protocol.items if isinstance(each, SubstanceItem))
    return only


def with_steps(*steps: Step, **fields: object) -> Protocol:
    """The start-low protocol with another ladder."""
    ladder = Steps(entry=steps[0].key, steps=steps)
    return replace(START_LOW, items=(replace(item(START_LOW), ladder=ladder, **fields),))


def step(key: str, daily: str) -> Step:
    thrice = expand(item(START_LOW).ladder).steps[-1]
    return replace(thrice, key=key, dose=FixedDose(daily=grams_per_day(daily)))


def per_kg(key: str, daily: str) -> Step:
    grams_per_kg = of(daily, Unit.GRAM_PER_KILOGRAM_PER_DAY)
    return replace(step(key, "5"), dose=PerKgDose(daily=grams_per_kg, weight_basis=WeightBasis.ACTUAL))


@pytest.mark.parametrize("start_on", [date(1, 1, 1), date(9999, 12, 31), DAY_1 - DAY * 31, DAY_1 + DAY * 91])
def test_a_start_too_far_away(start_on: date) -> None:
    with pytest.raises(StartDateRefused) as refused:
        begin(START_LOW, replace(wish(START_LOW), start_on=start_on), DAY_1)
    assert refused.value.pointer == "/start_on"


@pytest.mark.parametrize("days", [-30, 0, 30])
def test_a_start_near_today(days: int) -> None:
    started = begin(START_LOW, wish(START_LOW, DAY_1 + DAY * days), DAY_1)
    assert started.calendar_limit == DAY_1 + DAY * (days + 111)


def test_without_a_weight_a_start_may_lie_90_days_ahead() -> None:
    later = wish(START_LOW, DAY_1 + DAY * 90, body(None, None))
    assert begin(START_LOW, later, DAY_1).start_on == DAY_1 + timedelta(days=90)


@pytest.mark.parametrize(
    ("start_in", "weighed_in", "fits"),
    [
        (0, 0, True),
        (0, -30, True),
        (0, -31, False),
        (0, 1, False),
        (10, -20, True),
        (10, -21, False),
        (31, None, False),
    ],
)
def test_a_weight_is_from_within_30_days_of_the_start(start_in: int, weighed_in: int | None, fits: bool) -> None:
    weighed = replace(body(), weighed_on=None if weighed_in is None else DAY_1 + DAY * weighed_in)
    wanted = wish(START_LOW, DAY_1 + DAY * start_in, weighed)
    if fits:
        assert begin(START_LOW, wanted, DAY_1).client_id == UUID(int=4)
        return
    with pytest.raises(StartDateRefused, match="within 30 days"):
        begin(START_LOW, wanted, DAY_1)


def test_h7_a_second_plan_with_the_same_substance() -> None:
    for held in ("l-glutamine", "l-alanyl-l-glutamine"):
        with pytest.raises(SubstanceTwice):
            begin(START_LOW, wish(START_LOW), DAY_1, live=Live(substances=("zinc", held)))
    assert begin(START_LOW, wish(START_LOW), DAY_1, live=Live(substances=("zinc",))).client_id == UUID(int=4)


@pytest.mark.parametrize("status", [RevisionStatus.DRAFT, RevisionStatus.RETIRED])
def test_only_a_published_revision_starts(status: RevisionStatus) -> None:
    check_usable(RevisionStatus.PUBLISHED)
    with pytest.raises(RevisionNotUsable, match=status.value):
        check_usable(status)


def taking(daily: str, substance: str = "l-glutamine") -> tuple[Declared, ...]:
    return (Declared(substance=substance, name="Sip feed", daily=grams_per_day(daily)),)


# g of another product beside 15 g, cautions raised, what is refused
OTHER_PRODUCTS = [
    ("0.1", "l-glutamine", {"dose-above-osl"}),
    ("15", "l-glutamine", {"dose-above-osl"}),
    ("15.1", "l-glutamine", {"dose-above-osl", "dose-above-30", "long-course-abrupt-stop"}),
    ("25", "l-glutamine", {"dose-above-osl", "dose-above-30", "long-course-abrupt-stop"}),
    ("22", "l-alanyl-l-glutamine", {"dose-above-osl"}),
    ("23", "l-alanyl-l-glutamine", {"dose-above-osl", "dose-above-30", "long-course-abrupt-stop"}),
]


@pytest.mark.parametrize(("daily", "substance", "expected"), OTHER_PRODUCTS)
def test_other_products_count_towards_the_limits(daily: str, substance: str, expected: set[str]) -> None:
    wanted = replace(wish(START_LOW, of_body=body("80", "180")), declared=taking(daily, substance))
    raised = {each.caution for each in begin(START_LOW, wanted, DAY_1).screened.raised}
    about_doses = {"dose-above-osl", "dose-above-30", "dose-above-40", "long-course-abrupt-stop"}
    assert raised & about_doses == expected


def test_above_30_g_a_reason_is_needed_and_above_40_g_nobody_goes() -> None:
    wanted = replace(wish(START_LOW), declared=taking("16"), overrides=())
    with pytest.raises(ReasonNeeded, match="dose-above-30"):
        begin(START_LOW, wanted, DAY_1)
    for daily, substance in (("25.1", "l-glutamine"), ("38", "l-alanyl-l-glutamine")):
        with pytest.raises(CeilingPassed, match=r"40\.[0-9]+ g a day"):
            begin(START_LOW, replace(wish(START_LOW), declared=taking(daily, substance)), DAY_1)


@pytest.mark.parametrize(
    ("protocol", "kilograms", "needs_reason"),
    [
        (START_LOW, "30", False),
        (CHEMOTHERAPY, "35.9", True),
        (CHEMOTHERAPY, "36", False),
        (PROTOCOLS["glutamine-crohn-21g"], "41.9", True),
        (PROTOCOLS["glutamine-crohn-21g"], "42", False),
    ],
    ids=lambda each: each.slug if isinstance(each, Protocol) else str(each),
)
def test_a_fixed_dose_may_be_too_much_for_a_light_client(
    protocol: Protocol, kilograms: str, needs_reason: bool
) -> None:
    snapshot = begin(protocol, wish(protocol, of_body=body(kilograms, "145")), DAY_1)
    assert ("dose-above-30" in {each.caution for each in snapshot.screened.raised}) is needs_reason


def test_h5_above_15_g_the_weight_is_needed() -> None:
    with pytest.raises(MeasurementMissing, match=r"may pass 0\.5 g per kg"):
        begin(CHEMOTHERAPY, wish(CHEMOTHERAPY, of_body=body(None, "170")), DAY_1)
    with pytest.raises(MeasurementMissing, match=r"may pass 0\.5 g per kg"):
        begin(START_LOW, replace(wish(START_LOW, of_body=body(None, None)), declared=taking("1")), DAY_1)
    assert begin(START_LOW, wish(START_LOW, of_body=body(None, None)), DAY_1).client_id == UUID(int=4)


@pytest.mark.parametrize("answer", [YesNoUnknown.YES, YesNoUnknown.UNKNOWN])
def test_h7_another_source_comes_with_its_amount(answer: YesNoUnknown) -> None:
    asked = begin(START_LOW, wish(START_LOW), DAY_1).screened.answers
    screening = Screening(answers={**asked, OTHER_SOURCE: answer})
    wanted = replace(wish(START_LOW), screening=screening)
    with pytest.raises(AmountNotDeclared):
        begin(START_LOW, wanted, DAY_1)
    assert begin(START_LOW, replace(wanted, declared=taking("5")), DAY_1).declared == taking("5")


@pytest.mark.parametrize("substance", ["glutamine", "l_glutamine", "alanyl-glutamine", "zinc"])
def test_h7_what_would_count_for_nothing_is_not_declared(substance: str) -> None:
    """At the start and with a screening during the plan; the sentence lists what may be."""
    may_be = "other products are declared as l-glutamine or l-alanyl-l-glutamine"
    told = (*taking("1"), *taking("60", substance))
    with pytest.raises(SubstanceNotCounted, match=f"{substance} would count towards no limit: {may_be}") as refused:
        begin(START_LOW, replace(wish(START_LOW), declared=told), DAY_1)
    assert refused.value.pointer == "/declared/1/substance"
    with pytest.raises(SubstanceNotCounted, match=may_be):
        walk_on(START_LOW).adjust(DAY_1, "rescreen", screening=Screening(confirmed_none=True), declared=told)


def test_steps_that_do_not_rise_for_this_client_start_nothing() -> None:
    """At 30 kg both steps round down to 5 g: a step back would lower nothing."""
    protocol = with_steps(per_kg("s1", "0.18"), per_kg("s2", "0.2"))
    with pytest.raises(StepsDoNotRise, match="step s2 is not more than step s1"):
        begin(protocol, wish(protocol, of_body=body("30", "140")), DAY_1)
    (planned,) = begin(protocol, wish(protocol, of_body=body("65", "140")), DAY_1).items
    assert [str(each.arithmetic.daily.value) for each in planned.steps] == ["10", "12.5"]


def test_a_taper_starts_nothing() -> None:
    protocol = with_steps(step("s1", "15"), step("s2", "10"))
    with pytest.raises(StepsDoNotRise):
        begin(protocol, wish(protocol), DAY_1)


def test_two_items_of_one_substance_count_together() -> None:
    protocol = with_steps(step("s1", "15"))
    twice = replace(protocol, items=tuple(replace(item(protocol), key=key) for key in ("a", "b", "c")))
    with pytest.raises(CeilingPassed, match="45 g a day"):
        begin(twice, wish(twice), DAY_1)


def test_a_substance_without_known_limits() -> None:
    other = replace(item(START_LOW), substance=Substance(key="zinc", name="Zinc"))
    protocol = replace(START_LOW, items=(other,))
    for beside in (taking("100"), taking("5", "zinc")):
        snapshot = begin(protocol, replace(wish(protocol, of_body=body(None, None)), declared=beside), DAY_1)
        assert (snapshot.items[0].substance.key, snapshot.declared) == ("zinc", beside)


def test_a_protocol_with_nothing_to_swallow() -> None:
    protocol = replace(PROTOCOLS["glutamine-low-fodmap"], items=PROTOCOLS["glutamine-low-fodmap"].items[1:])
    assert begin(protocol, wish(protocol), DAY_1).items == ()


@pytest.mark.parametrize(
    ("daily", "pointer"),
    [
        (grams("5"), "/daily/unit"),
        (of("5000", Unit.MILLIGRAM), "/daily/unit"),
        (of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY), "/daily/unit"),
        (of("0", Unit.MILLIGRAM_PER_DAY), "/daily/value"),
    ],
)
def test_the_amount_in_another_product_is_an_amount_a_day(daily: Quantity, pointer: str) -> None:
    with pytest.raises(Malformed) as refused:
        Declared(substance="l-glutamine", name="Sip feed", daily=daily)
    assert refused.value.pointer == pointer


def test_the_snapshot_holds_what_it_was_given() -> None:
    wanted: Wish = wish(REMISSION)
    snapshot = begin(REMISSION, wanted, DAY_1)
    stated_today = replace(wanted.body, weighed_on=DAY_1)
    assert (snapshot.body, snapshot.start_on, snapshot.time_zone) == (stated_today, DAY_1, "Europe/Berlin")
    assert snapshot.checkpoints == REMISSION.checkpoints
    assert snapshot.items[0].entry == "s1"


def test_the_snapshot_holds_the_product_as_it_was_written() -> None:
    bought = Product(name="Pure", packet=of("5000", Unit.MILLIGRAM), pack=of("0.15", Unit.KILOGRAM))
    assert begin(START_LOW, replace(wish(START_LOW), product=bought), DAY_1).product == bought
