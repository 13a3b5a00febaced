"""Laboratory rules: what each value leads to, wherever it is taken, row by row of the table."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.laboratory import LimitImplausible, NotFromLaboratory, Result
from protocols.checkpoints.measure import UnknownMeasure
from protocols.decimal_string import DecimalString
from protocols.plans.check_in import CheckIn, Contradiction
from protocols.plans.decision import Decision
from protocols.plans.numbers import ResultDateRefused, UnitMissing, check_units
from protocols.plans.position import Phase
from protocols.plans.well import well
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import DAY, DAY_1, Walk, walk
from tests.spec.protocols import day

UNITS = {
    "alt": "U/L",
    "ast": "U/L",
    "ammonia": "umol/L",
    "egfr": "mL/min/{1.73_m2}",
    "faecal_calprotectin": "ug/g",
    "crp": "mg/L",
    "creatinine": "mg/dL",
    "urea_nitrogen": "mg/dL",
}
FIRST_LOOK = {"glutamine-chemotherapy": ("before-chemotherapy", 5)}


def result(key: str, value: str, limit: str | None = None, unit: str | None = None, **more: Any) -> Result:
    upper = None if limit is None else DecimalString(limit)
    return Result(value=DecimalString(value), unit=unit or UNITS[key], upper_limit=upper, **more)


def with_results(told: CheckIn, results: dict[str, Result]) -> CheckIn:
    """The same check-in, with values of the laboratory in the place of plain ones."""
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    answers = {key: answer for key, answer in told.answers.items() if key not in results}
    return CheckIn(**fields | {"answers": answers, "laboratory": {**told.laboratory, **results}})


def baseline(plan: Walk, results: dict[str, Result]) -> None:
    plan.check_in(with_results(plan.well(DAY_1, "baseline"), results))


def first_look(slug: str, before: dict[str, Result] | None, now: dict[str, Result]) -> Decision:
    """The first check-in on the way, all well but for these values; `before` the start these were taken."""
    plan = walk(slug)
    if before is not None:
        baseline(plan, before)
    key, number = FIRST_LOOK.get(slug, ("tolerance", 7))
    return plan.check_in(with_results(plan.well(day(number), key), now))


Told = tuple[str, str | None]
"""A value and the laboratory's limit."""


def test_h4_a_value_told_as_its_own_limit_hides_nothing() -> None:
    with pytest.raises(LimitImplausible, match="above 200 U/L"):
        first_look("glutamine-start-low", None, {"alt": result("alt", "1000", "4000")})


GO_ON, HOLD, STOP = ("advance", "none"), ("hold", "none"), ("stop", "today")

# measure, before the start, now, what follows
ROWS: list[tuple[str, Told | None, Told, tuple[str, str]]] = [
    # eGFR, 15 % and more below the baseline: hold; 25 % and more, or below 30: stop, today
    ("egfr", ("100", None), ("85.1", None), GO_ON),
    ("egfr", ("100", None), ("85", None), HOLD),
    ("egfr", ("100", None), ("75.1", None), HOLD),
    ("egfr", ("100", None), ("75", None), STOP),
    ("egfr", ("33", None), ("29.9", None), STOP),
    ("egfr", None, ("29.9", None), STOP),
    ("egfr", None, ("90", None), HOLD),
    # ammonia above the laboratory's limit, or 1.5 times the baseline: stop, today
    ("ammonia", ("30", "50"), ("44.9", "50"), GO_ON),
    ("ammonia", ("30", "50"), ("45", "50"), STOP),
    ("ammonia", ("40", "50"), ("50", "50"), GO_ON),
    ("ammonia", ("40", "50"), ("50.1", "50"), STOP),
    ("ammonia", ("30", "50"), ("35", None), HOLD),
    ("ammonia", ("30", "50"), ("45", None), STOP),
    ("ammonia", None, ("20", "50"), STOP),
    ("ammonia", None, ("20", None), STOP),
    ("ammonia", ("0", "50"), ("20", "50"), STOP),
    ("ammonia", ("0", "50"), ("0", "50"), GO_ON),
    # ALT and AST above the limit and not before: hold; 3 times the limit: stop, today
    *(
        row
        for key in ("alt", "ast")
        for row in (
            (key, ("20", "40"), ("40", "40"), GO_ON),
            (key, ("20", "40"), ("40.1", "40"), HOLD),
            (key, ("40", "40"), ("40.1", "40"), HOLD),
            (key, ("55", "40"), ("60", "40"), GO_ON),
            (key, ("55", "40"), ("119.9", "40"), GO_ON),
            (key, ("55", "40"), ("120", "40"), STOP),
            (key, ("20", "40"), ("119.9", "40"), HOLD),
            (key, ("20", "40"), ("120", "40"), STOP),
            (key, ("55", None), ("60", "40"), HOLD),
            (key, None, ("60", "40"), HOLD),
            (key, None, ("120", "40"), STOP),
            (key, ("20", "40"), ("25", None), HOLD),
            (key, ("20", "40"), ("400", None), HOLD),
            (key, ("20", "25"), ("38", "40"), GO_ON),
            (key, ("30", "25"), ("50", "40"), GO_ON),
        )
    ),
]


@pytest.mark.parametrize(("key", "before", "now", "follows"), ROWS)
@pytest.mark.parametrize("slug", [slug for slug in SLUGS if "crohn-remission" not in slug])
def test_the_table_row_by_row(slug: str, key: str, before: Told | None, now: Told, follows: tuple[str, str]) -> None:
    known = None if before is None else {key: result(key, *before)}
    if slug == "glutamine-crohn-21g":
        known = {**(known or {}), "crp": result("crp", "1"), "faecal_calprotectin": result("faecal_calprotectin", "20")}
    decision = first_look(slug, known, {key: result(key, *now)})
    assert (decision.dose.value, decision.call.value) == follows


# value before the end of the course, in its own unit or another
AT_THE_END = [
    ("faecal_calprotectin", "119.9", "ug/g", GO_ON),
    ("faecal_calprotectin", "120", "ug/g", ("stop", "routine")),
    ("faecal_calprotectin", "120", "mg/kg", ("stop", "routine")),
    ("crp", "9.9", "mg/L", GO_ON),
    ("crp", "10", "mg/L", ("hold", "today")),
    ("crp", "0.99", "mg/dL", GO_ON),
    ("crp", "1", "mg/dL", ("hold", "today")),
]


@pytest.mark.parametrize(("key", "value", "unit", "follows"), AT_THE_END)
@pytest.mark.parametrize(("slug", "number"), [("glutamine-crohn-21g", 28), ("glutamine-crohn-remission", 60)])
def test_calprotectin_and_crp(
    slug: str, number: int, key: str, value: str, unit: str, follows: tuple[str, str]
) -> None:
    plan = walk(slug)
    plan.look(DAY_1, "baseline", faecal_calprotectin=20, crp=1)
    for look in (each for each in PROTOCOLS[slug].checkpoints[1:-1] if each.day):
        plan.look(day(look.day or 0), look.key)
    told = plan.well(day(number), "end", faecal_calprotectin=20)
    decision = plan.check_in(with_results(told, {key: result(key, value, unit=unit)}))
    assert (decision.dose.value, decision.call.value) == follows


def test_a_hold_for_liver_tests_is_looked_at_again_within_14_days() -> None:
    plan = walk()
    baseline(plan, {"alt": result("alt", "20", "40")})
    decision = plan.check_in(with_results(plan.well(day(7)), {"alt": result("alt", "60", "40")}))
    assert decision.dose_because == ("liver-tests-raised",)
    assert decision.next_due is not None
    assert day(7) < decision.next_due <= day(7) + 14 * DAY
    again = plan.check_in(with_results(plan.well(decision.next_due), {"alt": result("alt", "60", "40")}))
    assert again.dose.value == "hold"


@pytest.mark.parametrize("slug", SLUGS)
def test_every_look_that_may_hold_for_a_value_comes_again_within_14_days(slug: str) -> None:
    for look in PROTOCOLS[slug].checkpoints:
        assert look.again_after <= 14


def test_a_value_that_was_not_taken_says_nothing() -> None:
    assert first_look("glutamine-start-low", None, {}).dose.value == "advance"


def test_what_was_told_is_kept_and_the_rules_see_the_measures_own_unit() -> None:
    plan = walk()
    baseline(plan, {"ammonia": result("ammonia", "0.03", "0.05", "mmol/L")})
    assert (plan.head.baseline["ammonia"], plan.head.baseline_limits["ammonia"]) == (30, 50)
    told = {"ammonia": result("ammonia", "0.044", "0.05", "mmol/L")}
    decision = plan.check_in(with_results(plan.well(day(7)), told))
    assert decision.check_in.laboratory == told
    assert (decision.knew.answers["ammonia"], decision.knew.limits["ammonia"]) == (44, 50)
    assert plan.head.earlier["ammonia"] == 44
    assert decision.dose.value == "advance"


def test_a_baseline_told_again_leaves_the_limit_of_the_one_before_behind() -> None:
    plan = walk(today=DAY_1 - DAY)
    plan.check_in(with_results(plan.well(DAY_1 - DAY, "baseline"), {"alt": result("alt", "60", "40")}))
    plan.check_in(with_results(plan.well(DAY_1, None), {"alt": result("alt", "20", "40")}))
    assert (plan.head.baseline["alt"], plan.head.baseline_limits) == (60, {"alt": 40})


def test_a_void_baseline_takes_its_limit_with_it() -> None:
    plan = walk()
    baseline(plan, {"alt": result("alt", "60", "40")})
    remembered = plan.head.baseline_limits
    assert remembered == {"alt": 40}


REFUSED: list[tuple[dict[str, Result], type[Refusal], str]] = [
    ({"sodium": Result(value=DecimalString(1), unit="mmol/L")}, UnknownMeasure, "/laboratory/sodium"),
    ({"nausea": Result(value=DecimalString(1), unit="{score}")}, NotFromLaboratory, "/laboratory/nausea"),
    ({"alt": result("alt", "20", taken_on=day(8))}, ResultDateRefused, "/laboratory/alt/taken_on"),
    ({"alt": result("alt", "20", taken_on=DAY_1 - DAY)}, ResultDateRefused, "/laboratory/alt/taken_on"),
]


@pytest.mark.parametrize(("results", "refusal", "pointer"), REFUSED)
def test_what_cannot_be_meant_is_refused(results: dict[str, Result], refusal: type[Refusal], pointer: str) -> None:
    plan = walk()
    with pytest.raises(refusal) as caught:
        plan.check_in(with_results(plan.well(day(7)), results))
    assert caught.value.pointer == pointer


# on the day of the check-in, from day 1 on, and no older than 14 days
TAKEN = [(21, 21, True), (21, 7, True), (21, 6, False), (10, 1, True), (10, 0, False), (21, 22, False)]


@pytest.mark.parametrize(("on", "taken", "fits"), TAKEN)
def test_how_old_a_result_may_be(on: int, taken: int, fits: bool) -> None:
    plan = walk()
    told = with_results(plan.well(day(on), None), {"alt": result("alt", "20", "40", taken_on=day(taken))})
    if fits:
        assert plan.check_in(told).check_in.laboratory["alt"].taken_on == day(taken)
    else:
        with pytest.raises(ResultDateRefused):
            plan.check_in(told)


@pytest.mark.parametrize(("days", "fits"), [(90, True), (91, False)])
def test_how_old_a_result_before_the_start_may_be(days: int, fits: bool) -> None:
    plan = walk()
    told = {"alt": result("alt", "20", "40", taken_on=DAY_1 - days * DAY)}
    if fits:
        baseline(plan, told)
        assert plan.head.baseline["alt"] == 20
    else:
        with pytest.raises(ResultDateRefused):
            baseline(plan, told)


def test_a_value_is_told_once() -> None:
    plan = walk()
    told = plan.well(day(7), alt="20")
    twice = CheckIn(on=told.on, answers=told.answers, laboratory={"alt": result("alt", "20")})
    with pytest.raises(Contradiction):
        plan.check_in(twice)


def test_a_bare_number_is_refused_where_a_client_is_meant() -> None:
    told = walk().well(day(7), alt="20")
    with pytest.raises(UnitMissing, match="ALT") as caught:
        check_units(PROTOCOLS["glutamine-start-low"], told)
    assert caught.value.pointer == "/answers/alt"


def test_a_value_with_its_unit_is_taken_where_a_client_is_meant() -> None:
    told = with_results(walk().well(day(7)), {"alt": result("alt", "20", "40")})
    check_units(PROTOCOLS["glutamine-start-low"], told)


# eGFR on day 7 and day 14, none before the start: what the second one leads to
FIRST = [("80", "75", GO_ON), ("80", "67", HOLD), ("80", "59", STOP), ("29", "29", STOP)]


@pytest.mark.parametrize(("first", "then", "follows"), FIRST)
def test_the_first_value_is_what_later_ones_are_compared_with(first: str, then: str, follows: tuple[str, str]) -> None:
    """Such as one that an override of day 5 brings: nothing rises on the first, and nothing is stuck after it."""
    plan = walk()
    plan.check_in(with_results(plan.well(day(7)), {"egfr": result("egfr", first)}))
    if first == "29":
        assert plan.at(day(7)).phase is Phase.STOPPED
        return
    assert plan.dose(day(8)) == 5
    decision = plan.check_in(with_results(plan.well(day(14)), {"egfr": result("egfr", then)}))
    assert (decision.dose.value, decision.call.value) == follows


def test_a_first_value_entered_late_is_compared_with_nothing() -> None:
    plan = walk()
    plan.look(day(7))
    late = with_results(plan.well(day(6), None), {"egfr": result("egfr", "80")})
    assert plan.check_in(late, day(8)).late_entered
    assert "egfr" not in plan.head.baseline


def test_what_a_client_waits_for_is_told_before_the_start() -> None:
    """The rules of the baseline look at it: told on the way, it lets nobody begin."""
    plan = walk("glutamine-crohn-21g")
    plan.check_in(with_results(plan.well(day(7)), {"crp": result("crp", "4")}))
    assert "crp" not in plan.head.baseline


# before the start, the value that holds, the value that it is repeated with, what the repeat leads to
REPEATED: list[tuple[str, Told, Told, Told, str]] = [
    ("egfr", ("100", None), ("80", None), ("88", None), "advance"),
    ("egfr", ("100", None), ("80", None), ("80", None), "hold"),
    ("alt", ("20", "40"), ("60", "40"), ("39", "40"), "advance"),
    ("alt", ("20", "40"), ("60", "40"), ("60", "40"), "hold"),
]


@pytest.mark.parametrize(("key", "before", "held", "again", "dose"), REPEATED)
def test_h9_what_held_for_a_value_does_not_rise_before_it_is_repeated(
    key: str, before: Told, held: Told, again: Told, dose: str
) -> None:
    plan = walk()
    baseline(plan, {key: result(key, *before)})
    assert plan.check_in(with_results(plan.well(day(7)), {key: result(key, *held)})).dose.value == "hold"
    left_out = plan.check_in(plan.well(day(14)))
    assert (left_out.dose.value, left_out.dose_because) == ("hold", ("limit-repeat-first",))
    assert left_out.next_due is not None
    repeated = plan.check_in(with_results(plan.well(left_out.next_due), {key: result(key, *again)}))
    assert repeated.dose.value == dose


def test_a_repeat_between_two_looks_counts() -> None:
    plan = walk()
    baseline(plan, {"egfr": result("egfr", "100")})
    plan.check_in(with_results(plan.well(day(7)), {"egfr": result("egfr", "80")}))
    plan.check_in(with_results(plan.well(day(9), None), {"egfr": result("egfr", "95")}))
    assert plan.check_in(plan.well(day(14))).dose.value == "advance"


# days of the sample that held and of its repeat, None where no day is told, and what the look of day 14 leads to
SAMPLES: list[tuple[int | None, int | None, str]] = [
    (7, 8, "advance"),
    (7, 14, "advance"),
    (7, None, "advance"),
    (None, 8, "advance"),
    (7, 7, "hold"),
    (7, 6, "hold"),
    (None, 7, "hold"),
    (None, 6, "hold"),
]


@pytest.mark.parametrize(("held", "again", "dose"), SAMPLES)
def test_h9_a_repeat_is_from_a_newer_sample_than_the_one_that_held(
    held: int | None, again: int | None, dose: str
) -> None:
    def of(value: str, number: int | None) -> dict[str, Result]:
        return {"egfr": replace(result("egfr", value), taken_on=None if number is None else day(number))}

    plan = walk()
    baseline(plan, {"egfr": result("egfr", "100")})
    assert plan.check_in(with_results(plan.well(day(7)), of("80", held))).dose.value == "hold"
    repeated = plan.check_in(with_results(plan.well(day(14)), of("95", again)))
    assert repeated.dose.value == dose
    if dose == "hold":
        assert repeated.dose_because == ("limit-repeat-first",)
        assert plan.check_in(plan.well(day(21))).dose.value == "hold"
        assert plan.check_in(with_results(plan.well(day(22), None), of("95", 22))).within_rules == ("egfr",)


def test_a_value_within_the_rules_stays_so_with_an_older_sample_that_is() -> None:
    plan = walk()
    baseline(plan, {"egfr": result("egfr", "100")})
    plan.check_in(with_results(plan.well(day(7)), {"egfr": result("egfr", "95")}))
    older = {"egfr": replace(result("egfr", "96"), taken_on=day(5))}
    assert plan.check_in(with_results(plan.well(day(8), None), older)).within_rules == ("egfr",)


def test_a_first_value_that_nothing_is_known_to_compare_with_is_not_asked_for_twice() -> None:
    plan = walk()
    first = plan.check_in(with_results(plan.well(day(7)), {"egfr": result("egfr", "90")}))
    assert first.dose.value == "hold"
    assert plan.check_in(plan.well(day(14))).dose.value == "advance"


def test_whoever_is_well_repeats_what_held() -> None:
    plan = walk()
    baseline(plan, {"egfr": result("egfr", "100")})
    plan.check_in(with_results(plan.well(day(7)), {"egfr": result("egfr", "80")}))
    look = next(each for each in plan.protocol.checkpoints if each.key == "tolerance")
    assert well(plan.protocol, plan.head, look, day(14))["egfr"] == 100
