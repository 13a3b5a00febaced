"""Dose, weight and measuring: by weight, day cap, whole units, dealt over the day, dose cap, summed."""

from datetime import date
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.item import SubstanceItem
from protocols.authoring.verify import verify
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Measuring, PartShare, lines
from protocols.dosing.body import Body, IdealWeight, Implausible, MeasurementMissing, WeightBasis
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import Band, ByWeightDose, Dose, LowerEdge
from protocols.dosing.ladder import Step
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance, lesser_weight
from protocols.plans.screening import ReasonNeeded
from protocols.plans.snapshot import Declared, Live, Snapshot
from protocols.plans.start import CeilingPassed, StartDateRefused, SubstanceTwice
from protocols.plans.weighed import last_weighed
from tests.plans.walking import DAY, DAY_1, Walk, begin, body, reasons, walk, walk_on, wish
from tests.spec.protocols import PAIN, START_LOW, day, end, fixed, item, look, per_kg, protocol, step

GLUTAMINE = Substance(key="l-glutamine", name="L-glutamine")
DIPEPTIDE = Substance(key="l-alanyl-l-glutamine", name="Dipeptide")
MORNING, MIDDAY, EVENING, BEDTIME = DayPart


def taking(dose: Dose | str, substance: Substance = GLUTAMINE, **also: Any) -> SubstanceItem:
    """One step of this dose for eight weeks."""
    only = step("a1", dose, (56, 56, 56))
    return item(also.pop("key", "alpha"), replace(only, **also.pop("step", {})), substance=substance, **also)


def started(
    *items: SubstanceItem, of_body: Body | None = None, declared: tuple[Declared, ...] = (), **also: Any
) -> Any:
    """The snapshot of a start on these items, with a reason for every caution that asks for one."""
    wanted = protocol(*items, checkpoints=(look("tolerance", PAIN), end(PAIN, 56)))
    asked = replace(wish(wanted, of_body=of_body or body("80", "175")), declared=declared, **also)
    return begin(wanted, asked, DAY_1)


def parts(snapshot: Snapshot) -> list[str]:
    (only,) = snapshot.items
    return [str(part.amount.value) for part in only.steps[0].arithmetic.parts]


def total(snapshot: Snapshot) -> str:
    (only,) = snapshot.items
    return str(only.steps[0].arithmetic.daily.value)


# --- the cap of a substance, over items, live plans and declared products

ABOUT_DOSE = {"dose-above-osl": "inform", "dose-above-30": "reason"}

# g a day of the plan, g of another product, weight; what is said
CAPS = [
    ("14 g", "14", None, "80", set()),
    ("above 14 g inform", "15", None, "80", {"dose-above-osl"}),
    ("other products count: above 14 g", "14", "0.5", "80", {"dose-above-osl"}),
    ("30 g", "30", None, "80", {"dose-above-osl"}),
    ("above 30 g a reason", "31", None, "80", {"dose-above-osl", "dose-above-30"}),
    ("other products count: above 30 g", "15", "16", "80", {"dose-above-osl", "dose-above-30"}),
    ("15 g at 30 kg", "15", None, "30", {"dose-above-osl"}),
    ("18 g passes 0.5 g per kg below 36 kg", "18", None, "35.9", {"dose-above-osl", "dose-above-30"}),
    ("18 g at 36 kg", "18", None, "36", {"dose-above-osl"}),
    ("21 g passes it below 42 kg", "21", None, "41.9", {"dose-above-osl", "dose-above-30"}),
    ("21 g at 42 kg", "21", None, "42", {"dose-above-osl"}),
    ("30 g passes it below 60 kg", "30", None, "59.9", {"dose-above-osl", "dose-above-30"}),
    ("30 g at 60 kg", "30", None, "60", {"dose-above-osl"}),
    ("40 g", "40", None, "80", {"dose-above-osl", "dose-above-30"}),
]


@pytest.mark.parametrize(("daily", "other", "kilograms", "said"), [r[1:] for r in CAPS], ids=[r[0] for r in CAPS])
def test_the_substance_cap(daily: str, other: str | None, kilograms: str, said: set[str]) -> None:
    declared = () if other is None else (Declared(substance="l-glutamine", name="Shake", daily=grams_per_day(other)),)
    tall = body(kilograms, "175", confirmed=True)
    snapshot = started(taking(daily), of_body=tall, declared=declared)
    assert {each.caution for each in snapshot.screened.raised} & set(ABOUT_DOSE) == said
    if "dose-above-30" in said:
        with pytest.raises(ReasonNeeded, match="dose-above-30"):
            started(taking(daily), of_body=tall, declared=declared, overrides=())


REFUSED = [
    ("above 40 g", ("40",), "0.1"),
    ("over all items", ("25", "16"), None),
    ("over all items and products", ("20", "15"), "6"),
]


@pytest.mark.parametrize(("daily", "other"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_above_40_g_is_refused(daily: tuple[str, ...], other: str | None) -> None:
    declared = () if other is None else (Declared(substance="l-glutamine", name="Shake", daily=grams_per_day(other)),)
    items = tuple(taking(dose, key=f"item-{place}") for place, dose in enumerate(daily))
    with pytest.raises(CeilingPassed):
        started(*items, declared=declared)


def test_a_dipeptide_counts_067_g_for_a_gram() -> None:
    shake = Declared(substance=DIPEPTIDE.key, name="Shake", daily=grams_per_day("37"))
    assert total(started(taking("15"), declared=(shake,))) == "15"
    with pytest.raises(CeilingPassed, match=r"40\.46 g a day"):
        started(taking("15"), declared=(replace(shake, daily=grams_per_day("38")),))
    raised = {each.caution for each in started(taking("20", DIPEPTIDE)).screened.raised}
    assert "dose-above-osl" not in raised


@pytest.mark.parametrize("held", ["l-glutamine", "l-alanyl-l-glutamine"])
def test_a_second_live_plan_with_the_same_substance_is_refused(held: str) -> None:
    with pytest.raises(SubstanceTwice):
        begin(START_LOW, wish(START_LOW), DAY_1, live=Live(substances=(held,)))


# --- which weight

IDEAL = [("150", "49.5"), ("160", "56.32"), ("170", "63.58"), ("180", "71.28"), ("140", "43.12"), ("210", "97.02")]


@pytest.mark.parametrize(("height", "kilograms"), IDEAL)
def test_ideal_weight_is_22_kg_per_square_metre(height: str, kilograms: str) -> None:
    snapshot = started(taking(per_kg("0.2", WeightBasis.IDEAL)), of_body=body("120", height, confirmed=True))
    used = snapshot.items[0].steps[0].arithmetic.weight
    assert used is not None
    assert (str(used.kilograms), str(used.ideal)) == (kilograms, f"{kilograms} kg")


@pytest.mark.parametrize("height", ["139.9", "210.1"])
def test_it_is_valid_for_140_to_210_cm(height: str) -> None:
    with pytest.raises(Implausible):
        started(taking(per_kg("0.2", WeightBasis.IDEAL)), of_body=body("80", height))


SOURCE = "The clinic's own table."


def ideal(kilograms: str) -> IdealWeight:
    return IdealWeight(weight=of(kilograms, Unit.KILOGRAM), source=SOURCE)


# height, weight, the ideal weight that was entered, the kg that count
ENTERED = [
    ("below 140 cm", "130", "50", "37.2", "37.2"),
    ("above 210 cm", "215", "120", "101.7", "101.7"),
    ("no height at all", None, "80", "60", "60"),
    ("a height that has one: what was entered counts", "170", "80", "55", "55"),
    ("never more than the actual weight", "130", "35", "37.2", "35"),
    ("the least", None, "80", "30", "30"),
    ("the most", None, "160", "137.5", "137.5"),
]


@pytest.mark.parametrize(("height", "kg", "told", "counts"), [row[1:] for row in ENTERED], ids=[r[0] for r in ENTERED])
def test_or_it_is_entered_by_the_practitioner_with_its_source(
    height: str | None, kg: str, told: str, counts: str
) -> None:
    who = replace(body(kg, height, confirmed=True), ideal=ideal(told))
    arithmetic = started(taking(per_kg("0.1", WeightBasis.IDEAL)), of_body=who).items[0].steps[0].arithmetic
    assert arithmetic.weight is not None
    assert (str(arithmetic.weight.kilograms), arithmetic.weight.source) == (counts, SOURCE)
    assert lesser_weight(who) == arithmetic.weight.kilograms
    assert lines(arithmetic)[0] == (
        f"Ideal weight {told} kg as it was entered ({SOURCE}). Weight {kg} kg. The lesser counts: {counts} kg."
    )


@pytest.mark.parametrize("kilograms", ["29.9", "137.6", "37.25"])
def test_an_entered_ideal_weight_is_plausible(kilograms: str) -> None:
    with pytest.raises(Implausible) as refused:
        ideal(kilograms)
    assert refused.value.pointer == "/weight/value"


def test_an_entered_ideal_weight_stays_until_another_is_entered() -> None:
    plan = walk("glutamine-crohn-remission", of_body=replace(body("50", "130"), ideal=ideal("37.2")))
    plan.adjust(day(3), "weigh", weight=of("48", Unit.KILOGRAM))
    assert plan.head.doses[-1].body.ideal == ideal("37.2")
    plan.adjust(day(4), "weigh", weight=of("48", Unit.KILOGRAM), ideal_weight=ideal("36"))
    assert plan.head.doses[-1].body.ideal == ideal("36")


def test_basis_ideal_resolves_to_the_lesser_of_ideal_and_actual_weight() -> None:
    snapshot = started(taking(per_kg("0.5", WeightBasis.IDEAL)), of_body=body("45", "170"))
    used = snapshot.items[0].steps[0].arithmetic.weight
    assert used is not None
    assert (str(used.kilograms), total(snapshot)) == ("45", "22")


MISSING = [("a weight", WeightBasis.ACTUAL, body(None, "170")), ("a height", WeightBasis.IDEAL, body("70", None))]


@pytest.mark.parametrize(("basis", "known"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING])
def test_a_dose_per_kg_needs(basis: WeightBasis, known: Body) -> None:
    with pytest.raises(MeasurementMissing):
        started(taking(per_kg("0.1", basis)), of_body=known)


@pytest.mark.parametrize(("days", "used"), [(0, True), (30, True), (31, False)])
def test_the_weight_is_from_within_30_days_of_start(days: int, *, used: bool) -> None:
    weighed = replace(body("80", "175"), weighed_on=DAY_1 - DAY * days)
    if used:
        assert total(started(taking("5"), of_body=weighed)) == "5"
        return
    with pytest.raises(StartDateRefused):
        started(taking("5"), of_body=weighed)


@pytest.mark.parametrize(("kilograms", "taken"), [("29.9", False), ("30", True), ("250", True), ("250.1", False)])
def test_30_to_250_kg_for_adults(kilograms: str, *, taken: bool) -> None:
    if taken:
        assert body(kilograms, None).weight is not None
        return
    with pytest.raises(Implausible):
        body(kilograms, None)


@pytest.mark.parametrize(("kilograms", "plausible"), [("55.9", False), ("56", True), ("240", True), ("240.1", False)])
def test_a_body_mass_index_outside_14_to_60_must_be_confirmed(kilograms: str, *, plausible: bool) -> None:
    if not plausible:
        with pytest.raises(Implausible, match="confirmed"):
            body(kilograms, "200")
    assert body(kilograms, "200", confirmed=True).weight is not None


# the last weight that is known of the client, the weight of a new plan, confirmed, whether it is taken
JUMPS = [
    ("20 % more", "70", "84", False, True),
    ("above 20 % more", "70", "84.1", False, False),
    ("20 % less", "70", "56", False, True),
    ("above 20 % less", "70", "55.9", False, False),
    ("pounds for kilograms", "70", "154.3", False, False),
    ("above 20 % more, confirmed", "70", "84.1", True, True),
    ("nothing known", None, "154.3", False, True),
]


@pytest.mark.parametrize(("known", "now", "confirmed", "used"), [r[1:] for r in JUMPS], ids=[r[0] for r in JUMPS])
def test_a_jump_above_20_per_cent_since_the_last_value_must_be_confirmed(
    known: str | None, now: str, *, confirmed: bool, used: bool
) -> None:
    live = Live(last_weighed=None if known is None else body(known, "175", confirmed=True))
    asked = wish(START_LOW, of_body=body(now, "175", confirmed=confirmed))
    if used:
        assert begin(START_LOW, asked, DAY_1, live=live).body.weight == of(now, Unit.KILOGRAM)
        return
    with pytest.raises(Implausible, match=r"20 %.*`confirmed`"):
        begin(START_LOW, asked, DAY_1, live=live)


def test_a_start_without_a_weight_has_nothing_to_compare() -> None:
    live = Live(last_weighed=body("70", "175"))
    assert begin(START_LOW, wish(START_LOW, of_body=body(None, None)), DAY_1, live=live).body.weight is None


def weighing(kilograms: str | None, weighed_on: date) -> Walk:
    """A plan of the client, with this weight of that day."""
    who = body(kilograms, "175", confirmed=True)
    return walk_on(START_LOW, weighed_on, of_body=replace(who, weighed_on=weighed_on if kilograms else None))


def kilograms_of(*plans: Walk) -> Quantity | None:
    found = last_weighed([plan.head for plan in plans])
    return None if found is None else found.weight


def test_the_last_value_is_the_newest_of_the_clients_plans() -> None:
    older, newer, none = weighing("90", day(1)), weighing("70", day(10)), weighing(None, day(20))
    assert kilograms_of(newer, older, none) == of("70", Unit.KILOGRAM)
    older.adjust(day(15), "weigh", weight=of("88", Unit.KILOGRAM))
    assert kilograms_of(older, newer) == of("88", Unit.KILOGRAM)
    assert kilograms_of(none) is None
    assert kilograms_of() is None


def test_what_was_entered_in_error_is_no_value_of_the_client() -> None:
    plan, wrong = weighing("70", day(1)), weighing("110", day(10))
    wrong.adjust(day(11), "entered_in_error")
    assert kilograms_of(plan, wrong) == of("70", Unit.KILOGRAM)


# --- weight bands: below 30, 30 to 65, above 65 kg

LABEL = ByWeightDose(
    bands=(
        Band(from_weight=None, daily=grams_per_day("10")),
        Band(from_weight=LowerEdge(kilograms=DecimalString(30), included=True), daily=grams_per_day("20")),
        Band(from_weight=LowerEdge(kilograms=DecimalString(65), included=False), daily=grams_per_day("30")),
    )
)


@pytest.mark.parametrize(("kilograms", "daily"), [("30", "20"), ("65", "20"), ("65.1", "30"), ("100", "30")])
def test_every_edge_of_a_band_belongs_to_one_side(kilograms: str, daily: str) -> None:
    assert total(started(taking(LABEL), of_body=body(kilograms, "150", confirmed=True))) == daily


def test_an_edge_says_which_side_it_belongs_to() -> None:
    assert wire.decode(b'{"kilograms": "30", "included": true}', LowerEdge).included
    with pytest.raises(msgspec.ValidationError, match="included"):
        wire.decode(b'{"kilograms": "30"}', LowerEdge)


# --- the stages in their order

MEASURES = Measuring(unit=grams("1"), day_cap=grams_per_day("40"), dose_cap=grams("15"))

# dose, smallest unit, day cap, dose cap, parts of the day, what is taken
STAGES = [
    ("by weight, then whole units", per_kg("0.2"), "1", "40", "15", 3, ["6", "5", "5"]),
    ("day cap", fixed("30"), "1", "20", "15", 3, ["7", "7", "6"]),
    ("day cap before rounding", fixed("30"), "7", "20", "15", 2, ["7", "7"]),
    ("whole measurable units, down", fixed("9.9"), "2.5", "40", "15", 1, ["7.5"]),
    ("never up", fixed("14.9"), "5", "40", "15", 2, ["5", "5"]),
    ("dealt one by one in day order", fixed("11"), "1", "40", "15", 4, ["3", "3", "3", "2"]),
    ("dose cap removes units", fixed("20"), "1", "40", "5", 3, ["5", "5", "5"]),
    ("dose cap in whole units", fixed("20"), "2", "40", "5", 2, ["4", "4"]),
]


@pytest.mark.parametrize(
    ("dose", "unit", "day_cap", "dose_cap", "times", "expected"), [r[1:] for r in STAGES], ids=[r[0] for r in STAGES]
)
def test_the_arithmetic(dose: Dose, unit: str, day_cap: str, dose_cap: str, times: int, expected: list[str]) -> None:
    measuring = Measuring(unit=grams(unit), day_cap=grams_per_day(day_cap), dose_cap=grams(dose_cap))
    one = replace(taking(dose), measuring=measuring)
    only = step("a1", dose, (56, 56, 56), parts=times)
    snapshot = started(replace(one, ladder=replace(one.ladder, steps=(only,))))
    assert parts(snapshot) == expected
    assert total(snapshot) == str(sum(DecimalString(each) for each in expected))


def test_an_unequal_split_goes_by_largest_remainder() -> None:
    shares = (PartShare(part=MORNING, share=DecimalString(2)), PartShare(part=EVENING, share=DecimalString(1)))
    found = [parts(started(taking(dose, step={"split": shares}))) for dose in ("9", "10", "11")]
    assert found == [["6", "3"], ["7", "3"], ["7", "4"]]


def test_every_stage_is_kept_and_exact() -> None:
    arithmetic = started(taking(per_kg("0.21")), of_body=body("77.7", "175")).items[0].steps[0].arithmetic
    stages = [arithmetic.resolved, arithmetic.capped, arithmetic.daily, arithmetic.lost]
    assert [str(each.value) for each in stages] == ["16.317", "16.317", "16", "0.317"]
    assert (str(arithmetic.day_cap), str(arithmetic.dose_cap), arithmetic.units) == ("40 g/d", "15 g", 16)


# --- publishing


def findings(wanted: SubstanceItem) -> set[str]:
    return {each.code for each in verify(protocol(wanted, checkpoints=(look("tolerance", PAIN), end(PAIN, 56))))}


def test_a_single_dose_cap_above_15_g_is_no_protocol() -> None:
    above = replace(MEASURES, dose_cap=grams("15.1"))
    assert "dose_cap_above_ceiling" not in findings(taking("15"))
    assert "dose_cap_above_ceiling" in findings(replace(taking("15"), measuring=above))


@pytest.mark.parametrize(("daily", "warned"), [("10", False), ("10.9", False), ("5.5", False), ("5.6", True)])
def test_a_loss_above_10_per_cent_of_the_step_is_a_warning(daily: str, *, warned: bool) -> None:
    assert ("lost_by_rounding" in findings(taking(daily))) is warned


# --- during a plan


def test_parts_sum_to_the_day_on_every_day() -> None:
    plan: Walk = walk_on(START_LOW)
    for each in plan.schedule(day(1)).days:
        assert sum(part.amount.value for part in each.parts) == each.daily.value


def test_amounts_are_strings_with_ucum_units() -> None:
    assert str(of("2.50", Unit.GRAM)) == "2.5 g"
    assert {str(unit) for unit in Unit} == {"mg", "g", "kg", "cm", "g/d", "mg/d", "g/kg/d"}
    assert isinstance(step("a1", "5"), Step)
    assert reasons(START_LOW)
    assert list(DayPart) == [MORNING, MIDDAY, EVENING, BEDTIME]
