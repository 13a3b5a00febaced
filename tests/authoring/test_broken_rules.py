"""Rules broken in one place: the gate says which, with a check-in that the engine decides just so."""

import pytest
from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.authoring.verify import verify
from protocols.checkpoints.alarm import Alarm, AlarmLevel
from protocols.checkpoints.measure import Worse
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import (
    AlarmIs,
    AnyChange,
    ArrivedBy,
    DaysOnStepIs,
    FiredBefore,
    Not,
    Operator,
)
from protocols.evidence.link import AboutRule
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    asking,
    both,
    checkpoint,
    every,
    gone,
    measure,
    measured,
    not_asking,
    number,
    percent,
    rise,
    rule,
    some,
    unnamed,
    without,
)
from tests.authoring.finding_out import codes, found
from tests.authoring.replaying import check_replayed
from tests.library.built_in import PROTOCOLS

START_LOW = PROTOCOLS["glutamine-start-low"]
ONE_STEP = PROTOCOLS["glutamine-pi-ibs-d"]
CHEMO = PROTOCOLS["glutamine-chemotherapy"]

EMERGENCY = AlarmIs(level=AlarmLevel.EMERGENCY)
TODAY = AlarmIs(level=AlarmLevel.TODAY)

SEVERE = some(answer("nausea", "at_least", 9), every(answer("nausea", "at_least", 7), rise("nausea", "at_least", 4)))


def clear(*missing: object) -> Change:
    """`clear` without one of its conditions."""

    def drop(before: object) -> object:
        for condition in missing:
            before = without(before, condition)  # type: ignore[arg-type]
        return before

    return rule("clear", when=drop)


def days(operator: str, value: int) -> DaysOnStepIs:
    return DaysOnStepIs(operator=Operator(operator), value=number(value))


MOOD = both(measured(a_measure("mood")), asking("mood"))
MAYBE = both(measured(a_measure("mood")), checkpoint("tolerance", may_ask=("mood", "egfr", "ammonia")))


def renamed(old: str, new: str) -> Change:
    """A rule by another name, wherever it is named, in a protocol with an alarm called `mine`."""

    def called(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(new if key == old else key for key in keys)

    return lambda text: replace(
        text,
        alarms=(*text.alarms, Alarm(key="mine", level=AlarmLevel.TODAY, asked="A flare", source="judgement")),
        rules=tuple(replace(each, key=new) if each.key == old else each for each in text.rules),
        checkpoints=tuple(replace(each, rules=called(each.rules)) for each in text.checkpoints),
        claims=tuple(each for each in text.claims if each.about != AboutRule(rule=old)),
    )


# what is broken, how, the code of the finding, where
ERRORS: list[tuple[str, Change, str, str]] = [
    ("severe at 9 only", rule("severe", when=answer("nausea", "equal", 9)), "weaker_when_worse", "/rules/7"),
    (
        "mild steps back, moderate holds",
        both(
            rule(
                "mild",
                when=every(rise("nausea", "at_least", 2), rise("nausea", "at_most", 3)),
                dose=DoseOutcome.STEP_BACK,
            ),
            rule("moderate", when=rise("nausea", "at_least", 4), dose=DoseOutcome.HOLD),
        ),
        "weaker_when_worse",
        "/rules/8",
    ),
    (
        "severe calls more softly than what is milder",
        both(
            rule("severe", call=Call.ROUTINE),
            rule(
                "moderate", when=every(rise("nausea", "at_least", 4), answer("nausea", "at_most", 8)), call=Call.TODAY
            ),
        ),
        "weaker_when_worse",
        "/rules/9",
    ),
    (
        "a kidney that fails altogether is fine",
        rule("egfr-fall", when=every(percent("egfr", "at_least", 25), percent("egfr", "less_than", 50))),
        "weaker_when_worse",
        "/rules/",
    ),
    (
        "a gap between some and much",
        rule("egfr-fall-some", when=every(percent("egfr", "at_least", 15), percent("egfr", "less_than", 20))),
        "weaker_when_worse",
        "/rules/",
    ),
    (
        "ammonia up by just half",
        rule("ammonia-high", when=percent("ammonia", "equal", -50)),
        "weaker_when_worse",
        "/rules/",
    ),
    (
        "weight gained stops",
        rule("weight-loss", when=percent("body_weight", "at_most", -5)),
        "weaker_when_worse",
        "/rules/",
    ),
    ("the wrong end is worse", measure("bowel_change", worse=Worse.LOWER), "weaker_when_worse", "/rules/"),
    (
        "lower calls on the lowest step are lost when it gets worse",
        both(
            rule("severe", call=Call.NONE),
            rule(
                "moderate",
                when=every(rise("nausea", "at_least", 4), answer("nausea", "at_most", 8)),
                call_on_lowest=Call.TODAY,
            ),
            gone("persistent", "egfr-fall-some", "egfr-fall", "ammonia-high"),
        ),
        "weaker_when_worse",
        "/rules/",
    ),
    *(
        (f"a rule called {key}", renamed("mild", key), "rule_name_reserved", "/rules/")
        for key in ("limit-early", "limit-mine", "change-weight", "caution-x", "record-x", "alarm-fever", "alarm-mine")
    ),
    (
        "days without symptoms after no pause",
        rule("moderate", symptom_free_days=3),
        "symptom_free_days_without_pause",
        "/rules/",
    ),
    ("rising by just 2 is mild", rule("mild", when=rise("nausea", "equal", 2)), "no_rule", "/checkpoints/1/rules"),
    ("a scale of halves", measure("nausea", whole=False), "no_rule", "/checkpoints/1/rules"),
    ("nobody names mild", unnamed("mild"), "no_rule", "/checkpoints/1/rules"),
    ("nobody names missed", unnamed("missed"), "no_rule", "/checkpoints/1/rules"),
    ("nobody names clear", unnamed("clear"), "no_rule", "/checkpoints/1/rules"),
    ("missed is 5 days only", rule("missed", when=answer("days_taken", "equal", 5)), "no_rule", "/checkpoints/1/rules"),
    ("a checkpoint without rules", checkpoint("review", rules=()), "no_rule", "/checkpoints/2/rules"),
    ("which end is worse is not said", measure("nausea", worse=None), "measure_without_worse", "/measures/1"),
    (
        "arrived by a hold",
        rule("persistent", when=ArrivedBy(outcome=DoseOutcome.HOLD)),
        "rule_dead",
        "/rules/",
    ),
    ("11 of 10", rule("severe", when=answer("nausea", "at_least", 11)), "rule_dead", "/rules/7"),
    (
        "risen by 2 to 1",
        rule("mild", when=every(rise("nausea", "at_least", 2), answer("nausea", "at_most", 1))),
        "rule_dead",
        "/rules/8",
    ),
    (
        "after a rule nobody names",
        both(
            unnamed("persistent"),
            rule("mild", when=every(FiredBefore(rule="persistent"), rise("nausea", "at_least", 2))),
        ),
        "rule_dead",
        "/rules/8",
    ),
    (
        "after a rule that is dead",
        both(
            rule("severe", when=answer("nausea", "at_least", 11)),
            rule("mild", when=every(FiredBefore(rule="severe"), rise("nausea", "at_least", 2))),
        ),
        "rule_dead",
        "/rules/8",
    ),
    ("on day 400 of 112", rule("persistent", when=days("at_least", 400)), "rule_dead", "/rules/"),
    ("an eGFR below 0", rule("egfr-fall", when=answer("egfr", "less_than", 0)), "rule_dead", "/rules/"),
    (
        "more than half of a whole number",
        rule("severe", when=every(answer("nausea", "more_than", 8), answer("nausea", "less_than", 9))),
        "rule_dead",
        "/rules/7",
    ),
    ("a rule nobody names", unnamed("persistent"), "rule_unused", "/rules/"),
    ("nausea is not asked", not_asking("nausea"), "rule_undecidable", "/checkpoints/1/rules/"),
    (
        "alarms for today pause",
        rule("alarm-today", dose=DoseOutcome.PAUSE),
        "alarm_rule_weak",
        "/rules/1",
    ),
    ("an emergency can wait", rule("alarm-emergency", call=Call.TODAY), "alarm_rule_weak", "/rules/0"),
    (
        "an alarm is mild",
        rule("mild", when=some(TODAY, rise("nausea", "at_least", 2), answer("nausea", "at_least", 7))),
        "alarm_rule_weak",
        "/rules/8",
    ),
    (
        "two halves that are both unknown",
        both(
            MOOD,
            added(
                a_rule("low", answer("mood", "at_most", 4), "hold", "routine"),
                a_rule("high", answer("mood", "at_least", 5), "hold", "routine"),
            ),
        ),
        "missing_hides",
        "/checkpoints/1/asks/5",
    ),
    (
        "two halves that both pause",
        both(
            MOOD,
            added(
                a_rule("low", answer("mood", "at_most", 4), "pause"),
                a_rule("high", answer("mood", "at_least", 5), "pause"),
            ),
        ),
        "missing_hides",
        "/checkpoints/1/asks/5",
    ),
    (
        "an alarm that is not asked is better than one that is",
        added(a_rule("yes", TODAY, "stop", "today"), a_rule("no", Not(of=TODAY), "pause", "routine")),
        "missing_hides",
        "/checkpoints/1/rules",
    ),
    (
        "only without an answer it rises",
        both(MAYBE, added(a_rule("told", answer("mood", "at_least", 0), "hold"))),
        "missing_advances",
        "/checkpoints/1/may_ask/0",
    ),
    (
        "only without an answer nothing stops",
        both(
            MAYBE,
            added(
                a_rule("told", answer("mood", "at_least", 0), "stop"),
                a_rule("always", days("at_least", 1), "hold"),
            ),
        ),
        "missing_hides",
        "/checkpoints/1/may_ask/0",
    ),
    (
        "days taken are not asked",
        both(not_asking("days_taken"), gone("missed"), clear(answer("days_taken", "at_least", 6))),
        "days_taken_not_asked",
        "/checkpoints/1/asks",
    ),
]

WARNINGS: list[tuple[str, Change, str, str]] = [
    (
        "always beaten",
        added(a_rule("worst", answer("nausea", "at_least", 9), "hold", "routine")),
        "rule_never_decides",
        "/rules/",
    ),
    (
        "raises with an emergency",
        both(gone("alarm-emergency"), clear(Not(of=EMERGENCY))),
        "advance_not_guarded",
        "/rules/",
    ),
    ("raises with an alarm", both(gone("alarm-today"), clear(Not(of=TODAY))), "advance_not_guarded", "/rules/"),
    ("raises with a change", both(gone("change"), clear(Not(of=AnyChange()))), "advance_not_guarded", "/rules/"),
    (
        "raises after four days",
        both(
            rule("missed", when=answer("days_taken", "at_most", 3)),
            clear(answer("days_taken", "at_least", 6)),
            rule("clear", when=lambda before: every(before, answer("days_taken", "at_least", 4))),
        ),
        "advance_not_guarded",
        "/rules/",
    ),
    (
        "who was worse before is paused sooner",
        both(
            MOOD,
            added(
                a_rule("much", every(answer("mood", "at_least", 5), rise("mood", "at_least", 2)), "pause"),
                a_rule("some", every(answer("mood", "at_least", 4), rise("mood", "at_most", 1)), "pause"),
                a_rule("little", answer("mood", "at_least", 4), "hold"),
            ),
        ),
        "stronger_with_worse_baseline",
        "/rules/",
    ),
]

FOUND = [(row, Severity.ERROR) for row in ERRORS] + [(row, Severity.WARNING) for row in WARNINGS]
CASES = [pytest.param(*row, severity, id=row[0]) for row, severity in FOUND]


WITHOUT_EXAMPLE = {
    *("rule_dead", "rule_unused", "rule_undecidable", "rule_never_decides"),
    *("measure_without_worse", "symptom_free_days_without_pause", "rule_name_reserved"),
}


@pytest.mark.parametrize(("what", "change", "code", "pointer", "severity"), CASES)
def test_h11_h13_what_is_broken_is_found_and_the_engine_decides_its_counter_example_just_so(
    what: str, change: Change, code: str, pointer: str, severity: Severity
) -> None:
    """Not only the finding that is looked for: whatever is found of the protocol is played."""
    finding = found(START_LOW, change, code, pointer)
    assert finding.severity is severity, what
    assert (finding.counter_example is None) == (code in WITHOUT_EXAMPLE), what
    text = change(START_LOW)
    played = {each.code for each in verify(text) if check_replayed(text, each)}
    assert code in played | WITHOUT_EXAMPLE


def test_where_nothing_rises_nobody_asks_for_the_days_taken() -> None:
    change = both(not_asking("days_taken"), gone("missed", "clear"))
    assert "days_taken_not_asked" not in codes(change(START_LOW))


def test_a_course_that_was_extended_has_later_days_than_its_limit() -> None:
    """Nobody can be left without a rule on day 131 of 112, after a named practitioner has extended the course."""
    to_day = rule("clear", when=lambda before: every(before, days("at_most", 130)))
    example = found(START_LOW, to_day, "no_rule", "/checkpoints/1/rules").counter_example
    assert example is not None
    assert example.given is not None
    assert example.given.days_on_step == 131
    assert "rule_dead" in codes(rule("persistent", when=days("at_least", 127))(START_LOW))
    assert "rule_dead" not in codes(rule("persistent", when=days("at_least", 126))(START_LOW))
