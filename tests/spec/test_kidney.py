"""The latest eGFR with its day, told with the screening: judged as a number, whatever the questions were answered."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result, UnitRefused
from protocols.checkpoints.measure import AnswerOutsideScale, UnknownMeasure
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import grams_per_day
from protocols.plans.event import Adjusted, Started
from protocols.plans.notice import awaited
from protocols.plans.person import Person
from protocols.plans.position import LIVE, Phase
from protocols.plans.record_changed import record_changed
from protocols.plans.samples import SampleDateRefused
from protocols.plans.screening import Excluded, Override, ReasonNeeded, Screening
from protocols.plans.snapshot import Declared, Snapshot
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import ADULT, DAY, DAY_1, Walk, begin, body, reasons, stamp, wish
from tests.spec.protocols import day
from tests.spec.test_watching import screened

UNIT = "mL/min/{1.73_m2}"
SEVERE, MODERATE = "severe-renal-impairment", "moderate-renal-impairment"
LOW = PROTOCOLS["glutamine-start-low"]
CROHN = PROTOCOLS["glutamine-crohn-remission"]
AT_65 = Person(birth_date=date(1961, 11, 23))
AT_64 = Person(birth_date=date(1961, 11, 24))
SEND = "send it in `screening.laboratory.egfr` with `value`, `unit` and `taken_on`"


def egfr(value: str, taken_on: date | None = DAY_1 - DAY * 30, unit: str = UNIT) -> Result:
    return Result(value=DecimalString(value), unit=unit, taken_on=taken_on)


def asked(value: Result | None, *yes: str) -> Screening:
    """Every question answered no but these, and the eGFR where there is one."""
    return replace(screened(LOW, *yes), laboratory={} if value is None else {"egfr": value})


def no_reason(protocol: Protocol) -> tuple[Override, ...]:
    """A reason for everything but the kidneys."""
    return tuple(each for each in reasons(protocol) if each.caution != MODERATE)


def started(
    value: Result | None,
    person: Person = ADULT,
    protocol: Protocol = LOW,
    of_body: Body | None = None,
    start_on: date = DAY_1,
) -> Snapshot:
    """A start asked for on day 1, every question answered no, without a reason about the kidneys."""
    said = Screening(confirmed_none=True, laboratory={} if value is None else {"egfr": value})
    wanted = replace(wish(protocol, start_on, of_body), screening=said, overrides=no_reason(protocol))
    return begin(protocol, wanted, DAY_1, person)


def plan_of(snapshot: Snapshot, protocol: Protocol = LOW) -> Walk:
    return Walk(protocol, [Started(stamp=stamp(1, DAY_1), snapshot=snapshot)])


def kidneys(snapshot: Snapshot) -> set[str]:
    return {each.caution for each in snapshot.screened.raised} & {SEVERE, MODERATE}


# --- below 30 excludes, from 30 to below 60 asks for a reason

BANDS: list[tuple[str, type[Refusal] | None, str]] = [
    ("0", Excluded, SEVERE),
    ("25", Excluded, SEVERE),
    ("29.9", Excluded, SEVERE),
    ("30", ReasonNeeded, MODERATE),
    ("59.99", ReasonNeeded, MODERATE),
    ("60", None, ""),
    ("90", None, ""),
]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("value", "refused", "caution"), BANDS)
def test_h8_an_egfr_is_judged_by_its_number_though_every_answer_was_no(
    slug: str, value: str, refused: type[Refusal] | None, caution: str
) -> None:
    if refused is None:
        assert kidneys(started(egfr(value), protocol=PROTOCOLS[slug])) == set()
        return
    with pytest.raises(refused, match=caution) as found:
        started(egfr(value), protocol=PROTOCOLS[slug])
    assert found.value.pointer == ("/screening/laboratory/egfr" if refused is Excluded else "/overrides")
    assert f"Estimated GFR (CKD-EPI 2021, creatinine): {value} {UNIT} on 2026-10-24" in found.value.sentence


def test_h8_a_reason_lets_a_moderate_one_start_and_says_what_it_is_against() -> None:
    wanted = replace(wish(LOW), screening=asked(egfr("45")))
    (found,) = (each for each in begin(LOW, wanted, DAY_1).screened.raised if each.caution == MODERATE)
    assert found.because.endswith(f"45 {UNIT} on 2026-10-24, from 30 to below 60.")
    assert found.override is not None


def test_h8_no_reason_helps_against_a_severe_one() -> None:
    with pytest.raises(Excluded, match="below 30"):
        begin(LOW, replace(wish(LOW), screening=asked(egfr("29"))), DAY_1)


def test_h8_a_low_value_counts_however_old_it_is() -> None:
    with pytest.raises(Excluded):
        started(egfr("25", date(2001, 1, 1)))


def test_h8_a_good_value_takes_back_no_yes() -> None:
    with pytest.raises(Excluded, match="Answered yes") as refused:
        begin(LOW, replace(wish(LOW), screening=asked(egfr("95"), SEVERE)), DAY_1)
    assert refused.value.pointer == f"/screening/answers/{SEVERE}"


# --- from 65 years on, and from 0.5 g per kg on, an eGFR of the last 12 months, or a reason

KNOWN: list[tuple[str, Result | None, Person, bool]] = [
    ("64 and none", None, AT_64, False),
    ("65 and none", None, AT_65, True),
    ("65 and a fresh one", egfr("80"), AT_65, False),
    ("65 and one of 12 months", egfr("80", DAY_1 - DAY * 365), AT_65, False),
    ("65 and an older one", egfr("80", DAY_1 - DAY * 366), AT_65, True),
    ("64 and an older one", egfr("80", DAY_1 - DAY * 366), AT_64, False),
]


@pytest.mark.parametrize(("value", "person", "needed"), [row[1:] for row in KNOWN], ids=[row[0] for row in KNOWN])
def test_h8_from_65_on_an_egfr_of_the_last_12_months_is_needed(
    value: Result | None, person: Person, needed: bool
) -> None:
    if not needed:
        assert kidneys(started(value, person)) == set()
        return
    with pytest.raises(ReasonNeeded, match=MODERATE) as refused:
        started(value, person)
    assert f"of the last 365 days is needed, and {'none is known' if value is None else 'the last is of'}" in str(
        refused.value.sentence
    )
    assert SEND in refused.value.sentence


def test_the_12_months_are_those_before_the_start() -> None:
    value, later = egfr("80", DAY_1 - DAY * 350), DAY_1 + DAY * 30
    assert kidneys(started(value, AT_65)) == set()
    with pytest.raises(ReasonNeeded, match="the last is of"):
        started(value, AT_65, start_on=later)


# slug, kg (no height: the actual weight counts), needed?
LIGHT = [
    ("glutamine-start-low", "30", True),
    ("glutamine-start-low", "30.1", False),
    ("glutamine-chemotherapy", "36", True),
    ("glutamine-chemotherapy", "36.1", False),
    ("glutamine-crohn-21g", "42", True),
    ("glutamine-crohn-21g", "42.1", False),
]


@pytest.mark.parametrize(("slug", "kilograms", "needed"), LIGHT)
def test_h8_from_half_a_gram_per_kg_on_an_egfr_is_needed_at_any_age(slug: str, kilograms: str, needed: bool) -> None:
    protocol, light = PROTOCOLS[slug], body(kilograms, None, confirmed=True)
    if not needed:
        assert kidneys(started(None, protocol=protocol, of_body=light)) == set()
        return
    with pytest.raises(ReasonNeeded, match=r"Up to 0\.5 g per kg a day or more"):
        started(None, protocol=protocol, of_body=light)
    assert kidneys(started(egfr("80"), protocol=protocol, of_body=light)) == set()


def test_a_dose_per_kg_is_meant_before_it_is_rounded_down() -> None:
    """At 170 cm 0.5 g per kg comes to 31.79 g, of which 31 g can be measured: less than 0.5 g per kg."""
    shared = next(each for each in LOW.cautions if each.key == MODERATE)
    text = replace(CROHN, cautions=tuple(shared if each.key == MODERATE else each for each in CROHN.cautions))
    with pytest.raises(ReasonNeeded, match=r"Up to 0\.5 g per kg a day or more"):
        started(None, protocol=text)


def test_without_a_weight_nobody_knows_until_it_is_weighed() -> None:
    plan = plan_of(started(None, of_body=body(None, None)))
    more = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("3"))
    plan.adjust(day(2), "rescreen", screening=asked(None), overrides=no_reason(LOW), declared=(more,))
    assert plan.at(day(2)).phase is Phase.TITRATING
    plan.adjust(day(3), "weigh", weight=body("36", None, confirmed=True).weight, confirmed=True)
    assert plan.at(day(3)).phase is Phase.PAUSED


@pytest.mark.parametrize("person", [ADULT, AT_64])
def test_the_crohn_protocol_starts_without_one_and_waits_for_it_with_the_first_dose(person: Person) -> None:
    snapshot = started(None, person, CROHN)
    assert kidneys(snapshot) == set()
    assert "egfr" in awaited(CROHN, plan_of(snapshot, CROHN).head)
    with pytest.raises(ReasonNeeded, match="65 or more"):
        started(egfr("80"), AT_65, CROHN)


# --- what is told

REFUSED: list[tuple[str, Result, type[Refusal], str]] = [
    ("egfr", egfr("80", None), SampleDateRefused, "/taken_on"),
    ("egfr", egfr("80", DAY_1 + DAY), SampleDateRefused, "/taken_on"),
    ("egfr", egfr("80", unit="mL/min"), UnitRefused, "/unit"),
    ("egfr", egfr("1.2", unit="mg/dL"), UnitRefused, "/unit"),
    ("egfr", egfr("251"), AnswerOutsideScale, "/value"),
    ("creatinine", egfr("1", unit="mg/dL"), UnknownMeasure, ""),
    ("sodium", egfr("1"), UnknownMeasure, ""),
]


@pytest.mark.parametrize(("key", "value", "refusal", "where"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_its_place(
    key: str, value: Result, refusal: type[Refusal], where: str
) -> None:
    said = Screening(confirmed_none=True, laboratory={key: value})
    with pytest.raises(refusal) as refused:
        begin(LOW, replace(wish(LOW), screening=said), DAY_1)
    assert refused.value.pointer == f"/screening/laboratory/{key}{where}"


def test_a_sample_of_today_in_another_prefix_is_read_and_kept_as_told() -> None:
    value = egfr("0.045", DAY_1, "L/min/{1.73_m2}")
    wanted = replace(wish(LOW), screening=asked(value))
    found = begin(LOW, wanted, DAY_1).screened
    assert "45" in next(each.because for each in found.raised if each.caution == MODERATE)
    assert found.laboratory == {"egfr": value}


# --- the first value that later ones are compared with

FIRST: list[tuple[int, int, bool]] = [
    # days from the sample to day 1, days from day 1 to today, is it the baseline?
    (0, 0, True),
    (90, 0, True),
    (91, 0, False),
    (-1, 6, False),
]


@pytest.mark.parametrize(("before", "begun", "counts"), FIRST)
def test_it_is_the_baseline_where_it_is_from_the_90_days_before_day_1(before: int, begun: int, counts: bool) -> None:
    start_on = DAY_1 - DAY * begun
    snapshot = started(egfr("80", start_on - DAY * before), start_on=start_on)
    assert plan_of(snapshot).head.baseline.get("egfr") == (DecimalString("80") if counts else None)


def test_a_later_fall_is_measured_from_it() -> None:
    plan = plan_of(started(egfr("100")))
    decision = plan.check_in(replace(plan.well(day(7), "tolerance"), laboratory={"egfr": egfr("74", day(7))}))
    assert (decision.dose.value, decision.call.value) == ("stop", "today")


def test_what_the_first_dose_waits_for_is_known_then() -> None:
    head = plan_of(started(egfr("80"), protocol=CROHN), CROHN).head
    assert "egfr" not in awaited(CROHN, head)
    assert "creatinine" in awaited(CROHN, head)


def test_a_laboratorys_limit_comes_along() -> None:
    value = replace(egfr("80"), upper_limit=DecimalString("120"))
    assert plan_of(started(value)).head.baseline_limits == {"egfr": DecimalString("120")}


# --- asked again during the plan

AGAIN: list[tuple[Result | None, Phase]] = [
    (egfr("25", day(9)), Phase.STOPPED),
    (egfr("45", day(9)), Phase.PAUSED),
    (egfr("80", day(9)), Phase.TITRATING),
    (None, Phase.TITRATING),
]


@pytest.mark.parametrize(("value", "phase"), AGAIN)
def test_h9_a_newer_value_is_judged_when_the_screening_is_asked_again(value: Result | None, phase: Phase) -> None:
    plan = plan_of(started(egfr("80")))
    plan.adjust(day(10), "rescreen", screening=asked(value), overrides=no_reason(LOW))
    assert plan.at(day(10)).phase is phase


def test_h9_a_value_that_was_told_counts_until_a_newer_one_is() -> None:
    plan = plan_of(begin(LOW, replace(wish(LOW), screening=asked(egfr("45"))), DAY_1))
    older = egfr("90", DAY_1 - DAY * 60)
    for value in (None, older):
        plan.adjust(day(10), "rescreen", screening=asked(value), overrides=reasons(LOW))
        assert MODERATE in {each.caution for each in plan.head.screened.raised}
        assert plan.head.screened.laboratory == {"egfr": egfr("45")}
    corrected = egfr("75")
    plan.adjust(day(11), "rescreen", screening=asked(corrected), overrides=no_reason(LOW))
    assert MODERATE not in {each.caution for each in plan.head.screened.raised}
    assert plan.at(day(11)).phase in LIVE


def test_h9_a_weight_that_makes_half_a_gram_per_kg_asks_for_it() -> None:
    plan = plan_of(started(None, of_body=body("31", None, confirmed=True)))
    with_value = plan_of(started(egfr("80"), of_body=body("31", None, confirmed=True)))
    for each, phase in ((plan, Phase.PAUSED), (with_value, Phase.TITRATING)):
        each.adjust(
            day(5), "weigh", weight=body("30", None, confirmed=True).weight, loss_was_planned=True, confirmed=True
        )
        assert each.at(day(5)).phase is phase
    weighed = plan.events[-1]
    assert isinstance(weighed, Adjusted)
    assert "Up to 0.5 g per kg a day or more" in weighed.sentence


def test_h9_a_value_does_not_grow_old_by_a_change_of_the_record() -> None:
    """It was in time when the screening was asked; the record's change asks nothing again."""
    plan = plan_of(started(egfr("80", DAY_1 - DAY * 360), AT_65))
    moved = replace(AT_65, birth_date=AT_65.birth_date - DAY)
    assert record_changed(LOW, plan.head, (AT_65, moved), day(20)) is None
    without = plan_of(started(None, AT_64))
    older = record_changed(LOW, without.head, (AT_64, AT_65), day(20))
    assert older is not None
    assert older.sentence.startswith("Paused at once")
