"""What a caution asks to know before a dose passes its line: told in this plan, and within the rules about it."""

from collections.abc import Callable

import pytest
from msgspec import ValidationError
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.caution import BeforePassing
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AllOf, AnswerIs, Operator
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Unit, grams_per_day, of
from protocols.plans.decision import Decision
from protocols.plans.effect import StopReason
from protocols.plans.event import Started
from protocols.plans.notice import awaited
from protocols.plans.passing import ResultsNeeded
from protocols.plans.position import Phase, windows
from protocols.plans.task import TaskKind
from protocols.plans.tasks import tasks_on
from protocols.plans.void import Void, void
from protocols.refusal import Malformed
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.scripting import walked
from tests.plans.test_record_changed import change
from tests.plans.test_start import taking
from tests.plans.walking import DAY_1, REASON, Walk, begin, reasons, stamp, walk, wish
from tests.spec.protocols import day
from tests.spec.test_laboratory import result, with_results
from tests.spec.test_watching import overridden, screened

LIVER = "liver-risk"
FINE = {"alt": result("alt", "20", "40"), "ast": result("ast", "30", "40")}


def risky() -> Walk:
    """Somebody who drinks heavily, on 10 g since day 8; the screening is asked in full wherever it comes first."""
    plan = overridden("glutamine-start-low", LIVER)
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    return plan


def told(plan: Walk, number: int, results: dict[str, Result], checkpoint: str | None = "tolerance") -> Decision:
    plan.screen_again(day(number))
    return plan.check_in(with_results(plan.well(day(number), checkpoint), results))


@pytest.mark.parametrize("slug", SLUGS)
def test_every_built_in_asks_for_liver_tests_before_14_g(slug: str) -> None:
    (caution,) = (each for each in PROTOCOLS[slug].cautions if each.key == LIVER)
    assert caution.before_passing == (BeforePassing(dose=grams_per_day("14"), measures=("alt", "ast")),)


# what the laboratory told on day 14, what follows, and why
TOLD: list[tuple[dict[str, Result], str, tuple[str, ...]]] = [
    ({}, "hold", ("limit-tests-first",)),
    (FINE, "advance", ("clear",)),
    ({"alt": FINE["alt"]}, "hold", ("limit-tests-first",)),
    ({**FINE, "ast": result("ast", "40", "40")}, "advance", ("clear",)),
    # above the limit, and nobody knows whether it was so before
    ({**FINE, "ast": result("ast", "41", "40")}, "hold", ("liver-tests-raised",)),
    # within what laboratory's limit?
    ({**FINE, "ast": result("ast", "30")}, "hold", ("liver-tests-raised", "liver-tests-high")),
    ({**FINE, "ast": result("ast", "120", "40")}, "stop", ("liver-tests-high",)),
]


@pytest.mark.parametrize(("results", "dose", "because"), TOLD)
def test_h9_nothing_passes_14_g_before_the_liver_tests(
    results: dict[str, Result], dose: str, because: tuple[str, ...]
) -> None:
    decision = told(risky(), 14, results)
    assert decision.dose.value == dose
    assert set(because) <= set(decision.dose_because)


def test_the_sentence_says_which_tests_and_before_what() -> None:
    says = (
        "The next step passes 14 g a day: first tell alanine aminotransferase (ALT) and aspartate aminotransferase "
        "(AST), within the rules."
    )
    assert says in told(risky(), 14, {}).sentence


def test_below_the_line_nobody_asks() -> None:
    plan = overridden("glutamine-start-low", LIVER)
    assert plan.look(day(7)).dose.value == "advance"


def test_without_the_caution_nobody_asks() -> None:
    plan = walk()
    plan.look(day(7))
    assert told(plan, 14, {}).dose.value == "advance"


def test_both_may_come_first() -> None:
    plan = risky()
    plan.asks_again = False
    assert plan.look(day(14)).dose_because == ("limit-screen-first", "limit-tests-first")


@pytest.mark.parametrize("number", [1, 3, 7, 10])
def test_they_may_be_told_at_any_time_before(number: int) -> None:
    plan = overridden("glutamine-start-low", LIVER)
    for looked in (1, 3, 7, 10):
        checkpoint = {1: "baseline", 7: "tolerance"}.get(looked)
        told(plan, looked, FINE if looked == number else {}, checkpoint)
    assert told(plan, 14, {}).dose.value == "advance"


# what was told at the baseline, what on day 10, what follows on day 14
KEPT: list[tuple[dict[str, str], dict[str, str], str]] = [
    ({"alt": "20", "ast": "30"}, {}, "advance"),
    ({"alt": "20"}, {"ast": "30"}, "advance"),
    ({}, {"alt": "20", "ast": "30"}, "advance"),
    # the newest counts
    ({"alt": "20", "ast": "30"}, {"ast": "60"}, "hold"),
    # one above the limit is told once more, and then it was so before
    ({"alt": "60", "ast": "30"}, {}, "hold"),
    ({"alt": "60", "ast": "30"}, {"alt": "60"}, "advance"),
    ({"alt": "60", "ast": "30"}, {"alt": "20"}, "advance"),
]


@pytest.mark.parametrize(("first", "then", "dose"), KEPT)
def test_the_newest_value_counts_and_lies_within_its_rules(
    first: dict[str, str], then: dict[str, str], dose: str
) -> None:
    plan = overridden("glutamine-start-low", LIVER)
    told(plan, 1, {key: result(key, value, "40") for key, value in first.items()}, "baseline")
    plan.look(day(7))
    told(plan, 10, {key: result(key, value, "40") for key, value in then.items()}, None)
    assert plan.dose(day(14)) == 10
    assert told(plan, 14, {}).dose.value == dose


@pytest.mark.parametrize(("measure", "dose"), [("alt", DoseOutcome.ADVANCE), ("nausea", DoseOutcome.HOLD)])
def test_only_rules_that_lower_or_hold_for_laboratory_values_alone_speak_against_one(
    measure: str, dose: DoseOutcome
) -> None:
    plan = risky()
    tests = tuple(AnswerIs(measure=key, operator=Operator.AT_MOST, value=DecimalString(90)) for key in ("alt", measure))
    fine = Rule(key="fine", when=AllOf(of=tests), dose=dose, call=Call.NONE, says="Fine.")
    plan.protocol = replace(plan.protocol, rules=(*plan.protocol.rules, fine))
    assert told(plan, 10, FINE, None).within_rules == ("alt", "ast")


def test_what_is_told_late_takes_away_and_adds_nothing() -> None:
    plan = risky()
    plan.look(day(10), None)
    late = with_results(plan.well(day(9), None), FINE)
    assert plan.check_in(late, day(11)).within_rules == ()
    told(plan, 12, FINE, None)
    plan.check_in(with_results(plan.well(day(9), None), {"alt": result("alt", "60", "40")}), day(13))
    assert plan.head.within_rules == ("ast",)


def test_a_check_in_that_is_void_takes_its_tests_with_it() -> None:
    plan = risky()
    told(plan, 10, FINE, None)
    number = len(plan.events)
    assert plan.head.within_rules == ("alt", "ast")
    done = void(plan.protocol, plan.events, number, Void(reason=REASON), day(11))
    assert done.effect.remembers is not None
    assert done.effect.remembers.within_rules == ()


def test_and_gives_back_what_was_known_before_it() -> None:
    plan = risky()
    told(plan, 10, FINE, None)
    told(plan, 11, {"alt": result("alt", "60")}, None)
    assert plan.head.within_rules == ("ast",)
    done = void(plan.protocol, plan.events, len(plan.events), Void(reason=REASON), day(11))
    assert done.effect.remembers is not None
    assert done.effect.remembers.within_rules == ("alt", "ast")


def test_a_baseline_is_no_rise_over_itself() -> None:
    plan = overridden("glutamine-start-low", LIVER)
    assert told(plan, 1, {"ammonia": result("ammonia", "20", "50")}, "baseline").within_rules == ("ammonia",)


def test_a_screening_on_the_way_brings_it() -> None:
    plan = walk()
    plan.look(day(7))
    answers = screened(plan.protocol, LIVER)
    plan.adjust(day(12), "rescreen", screening=answers, overrides=reasons(plan.protocol, day(12)))
    assert plan.look(day(14)).dose_because == ("limit-tests-first",)


def test_a_step_is_not_set_past_the_line_without_them() -> None:
    plan = risky()
    plan.screen_again(day(14))
    with pytest.raises(
        ResultsNeeded, match=r"14 g a day: tell alanine aminotransferase \(ALT\) and aspartate"
    ) as refused:
        plan.adjust(day(14), "set_step", step="s3")
    assert (refused.value.code, refused.value.pointer) == ("results_needed", "/kind")
    told(plan, 14, FINE, None)
    plan.adjust(day(14), "set_step", step="s3")
    assert plan.dose(day(15)) == 15


def test_what_is_above_the_line_already_rises_no_further_without_them() -> None:
    plan = overridden("glutamine-crohn-remission", LIVER)
    assert plan.look(day(7)).dose.value == "hold"


# --- where the first dose passes the line

ABOVE = [slug for slug in SLUGS if slug not in {"glutamine-start-low", "glutamine-crohn-remission"}]


@pytest.mark.parametrize("slug", ABOVE)
def test_the_first_dose_waits_for_them_where_it_passes_the_line(slug: str) -> None:
    plan = overridden(slug, LIVER)
    awaited = {each.about for each in tasks_on(plan.protocol, plan.head, DAY_1) if each.state.value == "awaited"}
    assert awaited == {"alt", "ast", *plan.protocol.baseline_labs}
    decision = told(plan, 1, FINE, "baseline")
    assert {"alt", "ast"} <= decision.baseline.keys()
    assert not [each for each in tasks_on(plan.protocol, plan.head, DAY_1) if each.state.value == "awaited"]


def test_nobody_else_waits() -> None:
    for plan in (walk("glutamine-pi-ibs-d"), overridden("glutamine-start-low", LIVER)):
        assert not [each for each in tasks_on(plan.protocol, plan.head, DAY_1) if each.state.value == "awaited"]


def test_what_comes_up_later_holds_nobody_from_a_first_dose_that_was_taken() -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.adjust(day(3), "rescreen", screening=screened(plan.protocol, LIVER))
    assert plan.look(day(7)).carry_on
    plan.adjust(day(9), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(12), "resume", screening=screened(plan.protocol, LIVER))
    assert plan.at(day(12)).phase is Phase.MAINTAINING


# what the laboratory told before the first dose, what follows, and why
OUTSIDE: list[tuple[dict[str, Result], str, tuple[str, ...]]] = [
    (FINE, "hold", ()),
    ({**FINE, "alt": result("alt", "60", "40")}, "pause", ("limit-results-outside",)),
    ({**FINE, "ast": result("ast", "30")}, "pause", ("limit-results-outside",)),
    ({"alt": result("alt", "60", "40")}, "pause", ("limit-results-outside",)),
    ({"alt": FINE["alt"]}, "hold", ("limit-results-awaited",)),
    ({**FINE, "alt": result("alt", "120", "40")}, "stop", ("baseline-liver-tests",)),
    ({**FINE, "ammonia": result("ammonia", "60", "50")}, "stop", ("baseline-ammonia",)),
]


@pytest.mark.parametrize(("results", "dose", "because"), OUTSIDE)
def test_h8_a_first_dose_past_the_line_waits_for_values_within_the_rules(
    results: dict[str, Result], dose: str, because: tuple[str, ...]
) -> None:
    plan = overridden("glutamine-pi-ibs-d", LIVER)
    decision = told(plan, 1, results, "baseline")
    assert decision.dose.value == dose
    assert set(because) <= set(decision.dose_because)
    assert plan.dose(day(2)) == (15 if dose == "hold" else 0)


# what the laboratory told before the start, and what follows for anybody
BEFORE_THE_START: list[tuple[str, str, str, str]] = [
    ("alt", "119.9", "40", "hold"),
    ("alt", "120", "40", "stop"),
    ("ast", "119.9", "40", "hold"),
    ("ast", "120", "40", "stop"),
    ("ammonia", "50", "50", "hold"),
    ("ammonia", "50.1", "50", "stop"),
]


@pytest.mark.parametrize(("measure", "value", "limit", "dose"), BEFORE_THE_START)
def test_h8_liver_tests_at_3_times_the_limit_and_ammonia_above_it_begin_nothing(
    measure: str, value: str, limit: str, dose: str
) -> None:
    plan = walk("glutamine-pi-ibs-d")
    decision = told(plan, 1, {measure: result(measure, value, limit)}, "baseline")
    assert (decision.dose.value, decision.call.value) == (dose, "today" if dose == "stop" else "none")


def test_h8_whatever_check_in_tells_them() -> None:
    plan = overridden("glutamine-pi-ibs-d", LIVER)
    told(plan, 1, {}, "baseline")
    decision = told(plan, 2, {**FINE, "alt": result("alt", "60", "40")}, None)
    assert (decision.dose.value, decision.call.value, plan.dose(day(3))) == ("pause", "routine", 0)
    assert (
        "Asked for before the first dose and not within the rules: alanine aminotransferase (ALT). Nothing is taken "
        "until a practitioner resumes."
    ) in decision.sentence


def test_a_practitioner_who_looked_at_them_resumes() -> None:
    plan = overridden("glutamine-pi-ibs-d", LIVER)
    outside = {**FINE, "alt": result("alt", "60", "40")}
    told(plan, 1, outside, "baseline")
    plan.adjust(day(2), "close_call", call=plan.head.calls[0].event)
    plan.adjust(day(2), "resume")
    assert plan.dose(day(2)) == 15
    # It was so before: what stays as it was holds nobody.
    assert told(plan, 7, outside).carry_on


def test_a_first_dose_below_the_line_waits_for_nothing() -> None:
    plan = overridden("glutamine-start-low", LIVER)
    told(plan, 1, {**FINE, "alt": result("alt", "60", "40")}, "baseline")
    assert plan.dose(day(2)) == 5


# --- what a caution brings to the start

KIDNEY = "moderate-renal-impairment"
# the caution that was overridden, and the values that the first dose waits for
BROUGHT = [
    ("valproate", {"ammonia"}),
    ("compensated-chronic-liver-disease", {"ammonia", "alt", "ast"}),
    (KIDNEY, {"egfr", "creatinine"}),
]


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("caution", "values"), BROUGHT)
def test_h8_the_first_dose_waits_for_what_a_caution_brings_to_the_start(
    slug: str, caution: str, values: set[str]
) -> None:
    plan = overridden(slug, caution)
    assert set(awaited(plan.protocol, plan.head)) == {*values, *plan.protocol.baseline_labs}


# the caution, the value, its limit, what follows
FIRST_TOLD = [
    ("valproate", "ammonia", "50", "50", "hold"),
    ("valproate", "ammonia", "50.1", "50", "stop"),
    ("compensated-chronic-liver-disease", "ammonia", "200", "50", "stop"),
    ("compensated-chronic-liver-disease", "alt", "40", "40", "hold"),
    ("compensated-chronic-liver-disease", "alt", "60", "40", "pause"),
    ("compensated-chronic-liver-disease", "alt", "120", "40", "stop"),
    (KIDNEY, "creatinine", "2", None, "hold"),
    (KIDNEY, "egfr", "29.9", None, "stop"),
]


@pytest.mark.parametrize(("caution", "measure", "value", "limit", "dose"), FIRST_TOLD)
def test_h8_a_first_value_is_judged_beside_its_limit(
    caution: str, measure: str, value: str, limit: str | None, dose: str
) -> None:
    """It is no rise over itself, and no fall."""
    plan = overridden("glutamine-pi-ibs-d", caution)
    assert told(plan, 1, {measure: result(measure, value, limit)}, "baseline").dose.value == dose
    assert measure not in awaited(plan.protocol, plan.head)


@pytest.mark.parametrize(("measure", "value"), [("creatinine", "2"), ("egfr", "62")])
def test_a_first_value_that_no_baseline_check_in_told_is_awaited_still(measure: str, value: str) -> None:
    plan = overridden("glutamine-pi-ibs-d", KIDNEY)
    told(plan, 1, {}, "baseline")
    decision = told(plan, 2, {measure: result(measure, value)}, None)
    assert (decision.dose.value, decision.within_rules) == ("hold", (measure,))
    assert measure in awaited(plan.protocol, plan.head)
    told(plan, 3, {measure: result(measure, value)}, "baseline")
    assert measure not in awaited(plan.protocol, plan.head)


# --- between the decision and the first day of a rise


def about_to_pass(*, tests: bool = False) -> Walk:
    """A rise to 15 g was decided on day 14, for day 15."""
    plan = walk()
    plan.look(day(7))
    assert told(plan, 14, FINE if tests else {}).dose.value == "advance"
    return plan


def by_screening(plan: Walk, on: int) -> str:
    return plan.adjust(
        day(on), "rescreen", screening=screened(plan.protocol, LIVER), overrides=reasons(plan.protocol, day(on))
    ).sentence


def by_record(plan: Walk, on: int) -> str:
    """On the record first, and then the screening that this asks for."""
    return f"{change(plan, day(on), LIVER)} {by_screening(plan, on)}"


RAISED = pytest.mark.parametrize("raised", [by_screening, by_record])


@RAISED
def test_h9_a_caution_that_comes_up_takes_back_a_rise_that_has_not_begun(raised: Callable[[Walk, int], str]) -> None:
    plan = about_to_pass()
    assert "The rise that was decided is taken back." in raised(plan, 14)
    assert (plan.dose(day(14)), plan.dose(day(15)), plan.dose(day(20))) == (10, 10, 10)
    upcoming = next(iter(windows(plan.head, day(14))))
    assert upcoming.checkpoint == "tolerance"
    decision = told(plan, (upcoming.due - DAY_1).days + 1, {})
    assert (decision.dose.value, decision.dose_because) == ("hold", ("limit-tests-first",))


def test_what_is_to_be_told_first_is_said() -> None:
    assert by_screening(about_to_pass(), 14).endswith(
        "The rise that was decided is taken back. First tell alanine aminotransferase (ALT) and aspartate "
        "aminotransferase (AST), within the rules: it passes 14 g a day."
    )


@RAISED
def test_the_rise_is_decided_again_with_the_tests(raised: Callable[[Walk, int], str]) -> None:
    plan = about_to_pass()
    raised(plan, 14)
    upcoming = next(iter(windows(plan.head, day(14))))
    assert told(plan, (upcoming.due - DAY_1).days + 1, FINE).dose.value == "advance"


@RAISED
def test_a_rise_that_has_begun_stays(raised: Callable[[Walk, int], str]) -> None:
    plan = about_to_pass()
    assert "taken back" not in raised(plan, 15)
    assert plan.dose(day(16)) == 15


def test_a_rise_below_the_line_stays() -> None:
    plan = walk()
    plan.look(day(7))
    assert "taken back" not in by_screening(plan, 7)
    assert plan.dose(day(8)) == 10


def test_a_rise_with_the_tests_stays() -> None:
    plan = about_to_pass(tests=True)
    assert "taken back" not in by_screening(plan, 14)
    assert plan.dose(day(15)) == 15


@pytest.mark.parametrize(("grams", "daily"), [("4", 10), ("4.1", 5)])
def test_h7_another_product_passes_the_line_as_well(grams: str, daily: int) -> None:
    """Beside the 10 g that were decided: 14 g lie on the line, and not above it."""
    plan = overridden("glutamine-start-low", LIVER)
    plan.look(day(7))
    says = plan.adjust(
        day(7),
        "rescreen",
        screening=screened(plan.protocol, LIVER),
        overrides=reasons(plan.protocol, day(7)),
        declared=taking(grams),
    ).sentence
    assert says.startswith("Screened again: nothing stands against going on.")
    assert ("The rise that was decided is taken back." in says) is (daily == 5)
    assert plan.dose(day(8)) == daily


@pytest.mark.parametrize(("grams", "waits"), [("9", set[str]()), ("9.1", {"alt", "ast"})])
def test_h7_so_it_does_before_the_first_dose(grams: str, waits: set[str]) -> None:
    plan = overridden("glutamine-start-low", LIVER)
    text = plan.protocol
    wanted = replace(wish(text), screening=screened(text, LIVER), declared=taking(grams))
    head = Walk(text, [Started(stamp=stamp(1, DAY_1), snapshot=begin(text, wanted, DAY_1))]).head
    assert set(awaited(text, head)) == waits


# --- the working day


def test_the_worklist_says_so_before_the_check_in() -> None:
    plan = risky()

    def findings(number: int) -> list[str]:
        found = tasks_on(plan.protocol, plan.head, day(number))
        return [each.says for each in found if each.kind is TaskKind.FINDING and each.state.value == "awaited"]

    assert findings(7) == []
    called = ("Alanine aminotransferase (ALT)", "Aspartate aminotransferase (AST)")
    says = [f"{name}: to be told, within the rules, before the dose passes 14 g a day." for name in called]
    assert findings(8) == says
    plan.adjust(day(9), "acknowledge", about="alt")
    assert findings(9) == says[1:]
    told(plan, 10, FINE, None)
    assert findings(10) == []


# --- a course


def test_a_course_all_well_tells_them_and_climbs() -> None:
    said = {key: answer.value for key, answer in screened(PROTOCOLS["glutamine-start-low"], LIVER).answers.items()}
    course = walked(screening={"answers": said})
    assert max(each.daily.value for every in course.days for each in every.items) == DecimalString(15)


# --- what may be written


@pytest.mark.parametrize(("value", "unit"), [("0", Unit.GRAM_PER_DAY), ("14", Unit.GRAM), ("14", Unit.KILOGRAM)])
def test_a_line_is_a_daily_total(value: str, unit: Unit) -> None:
    with pytest.raises(Malformed):
        BeforePassing(dose=of(value, unit), measures=("alt",))


def test_a_line_is_in_grams_or_in_grams_for_each_kilogram_and_names_a_value() -> None:
    written = {"dose": {"value": "0.5", "unit": "g/kg/d"}, "measures": ["alt"]}
    assert wire.decode(wire.encode(written), BeforePassing).measures == ("alt",)
    with pytest.raises(ValidationError):
        wire.decode(wire.encode(written | {"measures": []}), BeforePassing)


def test_a_line_for_each_kilogram_counts_for_this_body() -> None:
    plan = risky()
    per_kg = BeforePassing(dose=of("0.2", Unit.GRAM_PER_KILOGRAM_PER_DAY), measures=("alt",))
    # 22 kg per square metre at 170 cm are 63.58 kg: 12.7 g.
    for dose, lines in (("0.2", "0.2 g per kg a day"), ("0.24", None)):
        line = replace(per_kg, dose=of(dose, Unit.GRAM_PER_KILOGRAM_PER_DAY))
        cautions = tuple(replace(c, before_passing=(line,) if c.key == LIVER else ()) for c in plan.protocol.cautions)
        other = Walk(replace(plan.protocol, cautions=cautions), list(plan.events))
        sentence = told(other, 14, {}).sentence
        assert (lines is None) == ("first tell" not in sentence)
        assert lines is None or lines in sentence
