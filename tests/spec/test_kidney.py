"""The latest eGFR with its day, told with the screening: judged as a number, whatever the questions were answered."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result, UnitRefused
from protocols.checkpoints.measure import AnswerOutsideScale, UnknownMeasure
from protocols.checkpoints.predicate import measures_in
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import grams_per_day
from protocols.plans.adjusting import Adjusting, NewScreeningNeeded
from protocols.plans.decision import Decision
from protocols.plans.effect import StopReason
from protocols.plans.entering import Entered
from protocols.plans.event import Adjusted, Started, Voided
from protocols.plans.notice import awaited, notices
from protocols.plans.person import Person
from protocols.plans.position import LIVE, Phase
from protocols.plans.record_changed import record_changed
from protocols.plans.samples import SampleDateRefused
from protocols.plans.screening import Excluded, Override, ReasonNeeded, Screening
from protocols.plans.snapshot import Declared, Snapshot
from protocols.plans.void import Void, void
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import ADULT, DAY, DAY_1, REASON, Walk, begin, body, reasons, stamp, wish
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
    (egfr("45", day(9)), Phase.STOPPED),
    (egfr("59", day(9)), Phase.PAUSED),
    (egfr("70", day(9)), Phase.TITRATING),
    (None, Phase.TITRATING),
]


@pytest.mark.parametrize(("value", "phase"), AGAIN)
def test_h9_a_newer_value_is_judged_when_the_screening_is_asked_again(value: Result | None, phase: Phase) -> None:
    """Below 60 it needs a reason; below 52.5 it has fallen by a quarter since the start."""
    plan = plan_of(started(egfr("70")))
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
    """It was in time when the screening was asked; whether it still is, is for the screening that is due now."""
    plan = plan_of(started(egfr("80", DAY_1 - DAY * 360), AT_65))
    moved = replace(AT_65, birth_date=AT_65.birth_date - DAY)
    done = record_changed(LOW, plan.head, (AT_65, moved), day(20))
    assert done is not None
    assert (done.effect.screened, done.effect.pauses, done.effect.ended) == (None, (), None)
    without = plan_of(started(None, AT_64))
    older = record_changed(LOW, without.head, (AT_64, AT_65), day(20))
    assert older is not None
    assert older.sentence.startswith("Paused at once")


# --- told at a check-in: what the first dose waits for, and what is found on the way

# the value, what follows, the caution that is raised
TOLD: list[tuple[str, str, str, str | None]] = [
    ("60", "hold", "none", None),
    ("59.9", "pause", "routine", MODERATE),
    ("30", "pause", "routine", MODERATE),
    ("29.9", "stop", "today", SEVERE),
]
WHEN: list[tuple[str | None, int]] = [("baseline", 1), (None, 14)]


def telling(plan: Walk, number: int, value: Result | None, checkpoint: str | None = None, today: int = 0) -> Decision:
    """A check-in on which all is well but for this eGFR."""
    told = plan.well(day(number), checkpoint)
    others = {key: answer for key, answer in told.answers.items() if key != "egfr"}
    results = told.laboratory | ({} if value is None else {"egfr": value})
    return plan.check_in(replace(told, answers=others, laboratory=results), day(today or number))


def against(decision: Decision) -> set[str]:
    """The cautions that a value raised at this check-in."""
    return {each.key.removeprefix("caution-") for each in decision.considered if each.key.startswith("caution-")}


def asks_again(plan: Walk, number: int, *, reason: bool, value: Result | None = None, kind: str = "rescreen") -> str:
    """Every question asked again and answered no; what came of it."""
    said = Screening(confirmed_none=True, laboratory={} if value is None else {"egfr": value})
    why = reasons(plan.protocol, day(number)) if reason else no_reason(plan.protocol)
    return plan.adjust(day(number), kind, screening=said, overrides=why).sentence


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("checkpoint", "number"), WHEN)
@pytest.mark.parametrize(("value", "dose", "call", "caution"), TOLD)
def test_h9_an_egfr_told_at_a_check_in_needs_a_reason_as_one_told_at_the_start(
    slug: str, checkpoint: str | None, number: int, value: str, dose: str, call: str, caution: str | None
) -> None:
    plan = plan_of(started(None, protocol=PROTOCOLS[slug]), PROTOCOLS[slug])
    found = telling(plan, number, egfr(value, day(number)), checkpoint)
    assert (found.dose.value, found.call.value) == (dose, call)
    assert against(found) == kidneys_now(plan) == ({caution} - {None})
    if caution is not None:
        assert plan.dose(day(number)) == 0
        assert f"caution-{caution}" in found.call_because


def kidneys_now(plan: Walk) -> set[str]:
    return {each.caution for each in plan.head.screened.raised} & {SEVERE, MODERATE}


def bloods(value: str) -> dict[str, Result]:
    """All that the first dose of the Crohn protocol waits for."""
    told = {
        "creatinine": ("1", "mg/dL", None),
        "urea_nitrogen": ("10", "mg/dL", None),
        "alt": ("20", "U/L", "40"),
        "ast": ("20", "U/L", "40"),
    }
    return {"egfr": egfr(value)} | {
        key: Result(value=DecimalString(number), unit=unit, upper_limit=None if limit is None else DecimalString(limit))
        for key, (number, unit, limit) in told.items()
    }


@pytest.mark.parametrize(("value", "grams"), [("60", 31), ("59.9", 0), ("30", 0)])
def test_h9_the_first_dose_waits_for_a_reason_where_the_value_that_it_waits_for_asks_for_one(
    value: str, grams: int
) -> None:
    """Section 7.4: eGFR before the start, and where it was not recorded by then, at the baseline."""
    plan = plan_of(started(None, protocol=CROHN), CROHN)
    told = plan.well(DAY_1, "baseline")
    others = {key: answer for key, answer in told.answers.items() if key not in bloods(value)}
    plan.check_in(replace(told, answers=others, laboratory={**told.laboratory, **bloods(value)}))
    assert awaited(CROHN, plan.head) == ()
    assert plan.dose(DAY_1) == grams


def test_h9_it_says_why_and_goes_on_once_there_is_a_reason() -> None:
    plan = plan_of(started(egfr("61")))
    found = telling(plan, 7, egfr("55", day(7)), "tolerance")
    assert "from 30 to below 60. It needs a reason: the screening is asked again first." in found.sentence
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(8), "resume")
    with pytest.raises(ReasonNeeded, match=r"55 mL/min/\{1.73_m2\} on 2026-11-29"):
        asks_again(plan, 8, reason=False, kind="resume")
    assert asks_again(plan, 8, reason=False).startswith("Paused at once")
    assert [call.because for call in plan.head.calls] == [(f"caution-{MODERATE}",)]
    asks_again(plan, 8, reason=True, kind="resume")
    assert plan.head.calls == ()
    assert plan.at(day(8)).phase is Phase.TITRATING


@pytest.mark.parametrize(("value", "raised"), [("0.06", set()), ("0.0599", {MODERATE}), ("0.0299", {SEVERE})])
def test_a_value_told_in_another_unit_is_the_same_value(value: str, raised: set[str]) -> None:
    plan = plan_of(started(None))
    assert against(telling(plan, 7, egfr(value, day(7), "L/min/{1.73_m2}"))) == raised


# days of the sample and of the check-in, of a good value and then of a low one: is it raised?
NEWEST: list[tuple[str, tuple[int | None, int], tuple[int | None, int], bool]] = [
    ("a newer one", (7, 7), (10, 10), True),
    ("one of the same day corrects it", (7, 7), (7, 10), True),
    ("an older sample", (7, 7), (6, 10), False),
    ("entered late, and older", (10, 10), (7, 7), False),
    ("entered late, of a newer sample", (5, 10), (7, 7), True),
    ("without a day: that of the check-in", (None, 7), (None, 10), True),
    ("without a day, entered late", (None, 10), (None, 7), False),
]


@pytest.mark.parametrize(("good", "low", "counts"), [row[1:] for row in NEWEST], ids=[row[0] for row in NEWEST])
def test_the_newest_value_is_the_one_of_the_latest_sample(
    good: tuple[int | None, int], low: tuple[int | None, int], counts: bool
) -> None:
    plan = plan_of(started(egfr("61")))
    decisions = [
        telling(plan, told, egfr(value, None if taken is None else day(taken)), today=10)
        for value, (taken, told) in (("62", good), ("55", low))
    ]
    assert [against(each) for each in decisions] == [set(), {MODERATE} if counts else set()]
    assert asks_again(plan, 11, reason=False).startswith("Paused at once") is counts


def test_a_check_in_corrects_the_value_that_the_start_told_of_the_same_day() -> None:
    plan = plan_of(started(egfr("61", DAY_1)))
    assert against(telling(plan, 1, egfr("55", DAY_1), "baseline")) == {MODERATE}
    assert asks_again(plan, 2, reason=False).startswith("Paused at once")


def test_h9_whoever_enters_it_the_dose_is_paused_at_once() -> None:
    plan = plan_of(started(egfr("61")))
    told = replace(plan.well(day(7)), laboratory={"egfr": egfr("55", day(7))})
    found = plan.check_in(told, entered=Entered.CLIENT)
    assert (found.dose.value, found.proposed, plan.dose(day(7))) == ("pause", None, 0)


def test_an_older_value_that_is_told_late_where_none_is_known_counts() -> None:
    plan = plan_of(started(None))
    telling(plan, 10, None)
    found = telling(plan, 7, egfr("45", day(7)), today=10)
    assert found.late_entered
    assert (found.dose.value, against(found)) == ("pause", {MODERATE})


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != CROHN.slug])
def test_a_caution_with_a_reason_is_not_raised_again(slug: str) -> None:
    text = PROTOCOLS[slug]
    plan = plan_of(begin(text, replace(wish(text), screening=asked_of(text, egfr("33"))), DAY_1), text)
    found = telling(plan, 7, egfr("30", day(7)))
    assert (against(found), found.effect.screened) == (set(), None)
    assert plan.dose(day(7)) > 0
    assert against(telling(plan, 8, egfr("29.9", day(8)))) == {SEVERE}
    assert plan.dose(day(8)) == 0


def asked_of(text: Protocol, value: Result) -> Screening:
    return Screening(confirmed_none=True, laboratory={"egfr": value})


def test_a_caution_that_stands_without_a_reason_is_raised_once() -> None:
    plan = plan_of(started(None))
    telling(plan, 7, egfr("55", day(7)))
    again = telling(plan, 8, egfr("54", day(8)))
    assert (again.dose.value, against(again), len(plan.head.calls)) == ("pause", set(), 1)


def test_what_a_rule_says_keeps_its_strength_beside_a_caution() -> None:
    plan = plan_of(started(egfr("100")))
    found = telling(plan, 7, egfr("55", day(7)), "tolerance")
    assert (found.dose.value, found.call.value, found.dose_because) == ("stop", "today", ("egfr-fall",))
    assert found.effect.ended is not None
    assert found.effect.ended.reason is StopReason.REACTION
    assert kidneys_now(plan) == {MODERATE}
    plan.adjust(day(8), "close_call", call=2)
    with pytest.raises(ReasonNeeded):
        asks_again(plan, 8, reason=False, kind="resume")
    asks_again(plan, 8, reason=True, kind="resume")
    assert plan.dose(day(8)) > 0


def unruled(**changes: Any) -> Protocol:
    """The protocol without its rules about eGFR, and with other cautions about the kidneys."""
    rules = tuple(each for each in LOW.rules if "egfr" not in measures_in(each.when))
    kept = {each.key for each in rules}
    looks = tuple(replace(each, rules=tuple(key for key in each.rules if key in kept)) for each in LOW.checkpoints)
    cautions = tuple(replace(each, **changes.get(each.key, {})) for each in LOW.cautions)
    return replace(LOW, rules=rules, checkpoints=looks, cautions=cautions)


# what the caution is made to be, the dose, the call, is a stop final, why it ended
ACTIONS: list[tuple[dict[str, Any], str, str, tuple[StopReason, bool] | None]] = [
    ({}, "stop", "today", (StopReason.NEW_CAUTION, False)),
    ({"key": "pregnancy"}, "stop", "today", (StopReason.PREGNANCY, True)),
    ({"action": Action.OVERRIDE_WITH_REASON}, "pause", "routine", None),
    ({"action": Action.INFORM}, "advance", "none", None),
]


@pytest.mark.parametrize(("changed", "dose", "call", "ended"), ACTIONS)
def test_h9_what_a_value_raises_does_what_the_caution_does(
    changed: dict[str, Any], dose: str, call: str, ended: tuple[StopReason, bool] | None
) -> None:
    text = unruled(**{SEVERE: changed})
    text = replace(
        text, cautions=tuple(each for each in text.cautions if each.key != "pregnancy" or changed.get("key"))
    )
    key = changed.get("key", SEVERE)
    plan = plan_of(started(egfr("80"), protocol=text), text)
    found = telling(plan, 7, egfr("25", day(7)), "tolerance")
    assert (found.dose.value, found.call.value) == (dose, call)
    assert key in {each.caution for each in plan.head.screened.raised}
    now = found.effect.ended
    assert (None if now is None else (now.reason, now.final)) == ended
    told = [each.about for each in notices(text, plan.head) if each.code == "inform"]
    assert (key in told) is (changed.get("action") is Action.INFORM)


def test_a_caution_that_ends_a_plan_for_good_does_so_beside_a_rule_that_stops() -> None:
    rest = tuple(each for each in LOW.cautions if each.key != "pregnancy")
    text = replace(LOW, cautions=tuple(replace(e, key="pregnancy") if e.key == SEVERE else e for e in rest))
    plan = plan_of(started(egfr("80"), protocol=text), text)
    found = telling(plan, 7, egfr("25", day(7)), "tolerance")
    assert found.dose_because == ("egfr-fall", "caution-pregnancy")
    assert found.final


def test_a_plan_that_ends_by_its_days_off_does_not_come_back_by_a_caution() -> None:
    text = unruled()
    plan = plan_of(started(egfr("80"), protocol=text), text)
    for number in (7, 14, 21, 28):
        plan.look(day(number), abdominal_pain=2)
    told = replace(plan.well(day(36)), laboratory={"egfr": egfr("25", day(36))}, off_days=29)
    found = plan.check_in(told)
    assert found.effect.ended is not None
    assert found.effect.ended.reason is StopReason.LAPSED


# --- and it counts whenever the screening is asked again


def test_h9_a_value_told_at_a_check_in_counts_when_the_screening_is_asked_again() -> None:
    """Without a band of its own at the check-in: the plan had a reason, which the new screening leaves out."""
    plan = plan_of(begin(LOW, replace(wish(LOW), screening=asked(egfr("45"))), DAY_1))
    telling(plan, 7, egfr("55", day(7)))
    assert asks_again(plan, 8, reason=False).startswith("Paused at once")
    telling(plan, 9, egfr("61", day(9)))
    assert asks_again(plan, 10, reason=False).startswith("Screened again")
    assert plan.head.screened.laboratory == {"egfr": egfr("45")}
    assert kidneys_now(plan) == set()


def test_h9_a_value_told_with_a_screening_that_did_not_pass_counts_at_the_next() -> None:
    plan = plan_of(started(egfr("65")))
    assert asks_again(plan, 7, reason=False, value=egfr("58", day(7))).startswith("Paused at once")
    assert asks_again(plan, 8, reason=False).startswith("Paused at once")
    with pytest.raises(ReasonNeeded, match="58"):
        asks_again(plan, 8, reason=False, kind="resume")
    assert asks_again(plan, 9, reason=False, value=egfr("25", day(9))).startswith("Stopped at once")
    plan.adjust(day(9), "close_call", call=plan.head.calls[-1].event)
    with pytest.raises(Excluded, match="25"):
        asks_again(plan, 10, reason=True, kind="resume")


def test_a_value_told_with_a_screening_corrects_one_of_the_same_day_from_a_check_in() -> None:
    plan = plan_of(started(egfr("61")))
    telling(plan, 7, egfr("55", day(7)))
    assert asks_again(plan, 8, reason=False, value=egfr("75", day(6))).startswith("Paused at once")
    for told in (egfr("75", day(7)), None):
        assert asks_again(plan, 8, reason=False, value=told).startswith("Screened again")
    assert plan.head.results == {}


def test_an_older_value_told_with_a_screening_that_passed_replaces_no_newer_one_from_a_check_in() -> None:
    plan = plan_of(started(egfr("61")))
    telling(plan, 7, egfr("55", day(7)))
    assert asks_again(plan, 8, reason=True, value=egfr("75", day(6))).startswith("Screened again")
    assert asks_again(plan, 8, reason=False).startswith("Paused at once")


def test_what_cannot_be_meant_is_refused_before_anything_else_is_found() -> None:
    plan = plan_of(started(egfr("80")))
    much = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("40"))
    said = Screening(confirmed_none=True, laboratory={"egfr": egfr("80", None)})
    with pytest.raises(SampleDateRefused):
        plan.adjust(day(7), "rescreen", screening=said, overrides=reasons(LOW), declared=(much,))


def test_a_value_told_at_a_check_in_is_known_when_a_weight_or_the_record_asks_for_one() -> None:
    plan = plan_of(started(None, of_body=body("31", None, confirmed=True)))
    without = plan_of(started(None, AT_64))
    for each in (plan, without):
        telling(each, 4, egfr("80", day(4)))
    plan.adjust(day(5), "weigh", weight=body("30", None, confirmed=True).weight, loss_was_planned=True, confirmed=True)
    assert plan.at(day(5)).phase is Phase.TITRATING
    older = record_changed(LOW, without.head, (AT_64, AT_65), day(5))
    assert older is not None
    assert older.sentence.startswith("Goes on.")


# --- a check-in that was wrong


def voiding(plan: Walk, number: int, today: int) -> Adjusting:
    done = void(plan.protocol, plan.events, number, Void(reason="The value was another client's."), day(today))
    noted = stamp(len(plan.events) + 1, day(today))
    plan.events.append(Voided(stamp=noted, voids=number, reason=REASON, sentence=done.sentence, effect=done.effect))
    return done


def test_a_low_value_that_was_void_asks_for_no_reason() -> None:
    plan = plan_of(started(egfr("61")))
    telling(plan, 7, egfr("55", day(7)))
    voiding(plan, 2, 8)
    assert plan.at(day(8)).phase is Phase.PAUSED
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(8), "resume")
    asks_again(plan, 8, reason=False, kind="resume")
    assert kidneys_now(plan) == set()
    assert against(telling(plan, 9, egfr("55", day(9)))) == {MODERATE}


@pytest.mark.parametrize("screened_between", [True, False])
def test_h9_without_a_good_value_that_was_void_the_low_one_before_it_asks_for_a_reason(screened_between: bool) -> None:
    plan = plan_of(started(egfr("61")))
    telling(plan, 10, egfr("61", day(10)))
    if screened_between:
        asks_again(plan, 10, reason=False)
    assert against(telling(plan, 9, egfr("55", day(9)), today=10)) == set()
    done = voiding(plan, 2, 11)
    assert done.sentence.startswith("Paused at once until the screening was asked again, with a reason.")
    assert (done.effect.call.value, done.effect.call_because) == ("routine", (f"caution-{MODERATE}",))
    assert kidneys_now(plan) == {MODERATE}
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(11), "resume")
    with pytest.raises(ReasonNeeded, match="55"):
        asks_again(plan, 11, reason=False, kind="resume")
    asks_again(plan, 11, reason=True, kind="resume")
    assert (plan.head.calls, plan.at(day(11)).phase) == ((), Phase.TITRATING)


def test_a_void_check_in_raises_nothing_on_a_plan_that_is_over() -> None:
    plan = plan_of(started(egfr("61")))
    telling(plan, 10, egfr("61", day(10)))
    telling(plan, 9, egfr("55", day(9)), today=10)
    plan.adjust(day(10), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    effect = voiding(plan, 2, 11).effect
    assert (effect.call.value, effect.screened) == ("none", None)
