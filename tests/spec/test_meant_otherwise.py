"""A plan goes over to a text that means other numbers by a measure: what was answered of it before counts no more."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.measure import Worse
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import AnswerIs, FallIs, InARow, Operator, Since
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from protocols.plans.going_over import MigrationRefused
from protocols.plans.meant_otherwise import AskedOtherwiseThen
from protocols.plans.migrate import Migrating, Migration, migrate
from protocols.plans.screening import Screening
from protocols.plans.void import NotVoidable, Void, void
from tests.plans.test_migrate import go_over, second
from tests.plans.test_void import strike
from tests.plans.walking import PARTY, REASON, Walk, reasons, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    START_LOW,
    STOP,
    TODAY,
    answer,
    day,
    fall,
    ladder,
    look,
    protocol,
    rise,
    rule,
)

WELL = rule("well", AnswerIs(measure="nausea", operator=Operator.AT_MOST, value=DecimalString(100)), ADVANCE)
WORSE = (WELL, rule("mild", rise("nausea", 2), HOLD), rule("severe", rise("nausea", 4), STOP, TODAY))
FELL = rule("fell", fall("nausea", 3), ADVANCE)
FELL_SINCE = rule("fell-since", fall("nausea", 3, Since.EARLIER), ADVANCE)
STAYED = rule(
    "stayed", FallIs(measure="nausea", operator=Operator.AT_MOST, value=DecimalString(2), since=Since.EARLIER), HOLD
)
TWICE = rule("twice", InARow(of=answer("nausea", 7), times=2), STOP, TODAY)


def text(*rules: Rule) -> Protocol:
    """5, 10 and 15 g, with a look on each 7th day of a step, and one before the start."""
    before = look("baseline", (), None, kind=CheckpointKind.BASELINE)
    return protocol(ladder(), checkpoints=(before, look("tolerance", rules)), rules=rules)


def measured(text: Protocol, key: str, **changes: Any) -> Protocol:
    """The text with another definition of one measure."""
    measures = tuple(replace(each, **changes) if each.key == key else each for each in text.measures)
    return replace(text, measures=measures)


def of_hundred(*rules: Rule) -> Protocol:
    """The same text, in which nausea goes from 0 to 100."""
    return measured(text(*rules), "nausea", high=DecimalString(100))


def without(text: Protocol, key: str) -> Protocol:
    return replace(text, measures=tuple(each for each in text.measures if each.key != key))


def before_the_start(text: Protocol, **answers: Any) -> Walk:
    """A plan whose client has answered before day 1."""
    plan = walk_on(text)
    plan.look(day(1), "baseline", **answers)
    return plan


# what the text had otherwise of nausea, the baseline in that, the answer of day 7 after going over, what it leads to
READ_ANEW: list[tuple[str, dict[str, Any], int, int, DoseOutcome]] = [
    ("60 of 100, then 8 of 10: more than it was", {"high": DecimalString(100)}, 60, 8, STOP),
    ("30 of 100, then 3 of 10: not known to be the same", {"high": DecimalString(100)}, 30, 3, HOLD),
    ("30 of 100, then 1 of 10", {"high": DecimalString(100)}, 30, 1, ADVANCE),
    ("the same scale: 6 was there before", {}, 6, 7, ADVANCE),
    ("another label: the same number", {"label": "Upset stomach"}, 6, 7, ADVANCE),
    ("another unit", {"unit": "%"}, 6, 7, STOP),
    ("the other end was the worse: 6 was not so bad", {"worse": Worse.LOWER}, 6, 7, STOP),
    ("asked about other days", {"recall": "the last day"}, 6, 7, STOP),
    ("asked as a change since the start", {"baseline_is_zero": True}, 6, 7, STOP),
]


@pytest.mark.parametrize(
    ("was", "baseline", "then", "dose"), [row[1:] for row in READ_ANEW], ids=[row[0] for row in READ_ANEW]
)
def test_h11_an_answer_is_compared_with_none_in_another_meaning(
    was: dict[str, Any], baseline: int, then: int, dose: DoseOutcome
) -> None:
    plan = before_the_start(measured(text(*WORSE), "nausea", **was), nausea=baseline)
    go_over(plan, text(*WORSE), day(3))
    assert plan.look(day(7), nausea=then).dose is dose


def test_going_over_says_what_is_forgotten() -> None:
    plan = before_the_start(of_hundred(*WORSE), nausea=60)
    done = go_over(plan, text(*WORSE), day(3))
    assert done.forgotten == ("nausea",)
    assert done.sentence.endswith(
        "Answers so far are forgotten, because the new text means other numbers by them: Feeling sick."
    )
    assert "nausea" not in plan.head.baseline
    assert go_over(plan, text(*WORSE), day(3)).forgotten == ()


def test_nothing_is_forgotten_that_was_never_answered() -> None:
    plan = walk_on(of_hundred(*WORSE))
    done = go_over(plan, text(*WORSE), day(3))
    assert (done.forgotten, "forgotten" in done.sentence) == ((), False)


def test_a_measure_that_one_text_left_out_is_not_remembered_by_the_next() -> None:
    """0 to 100, then not asked, then 0 to 10."""
    plan = before_the_start(of_hundred(*WORSE), nausea=60)
    assert go_over(plan, without(text(*WORSE), "nausea"), day(3)).forgotten == ()
    go_over(plan, text(*WORSE), day(4))
    assert plan.look(day(7), nausea=8).dose is STOP


def test_the_weight_is_the_same_in_every_text() -> None:
    """What is lost since the start stays known, though a text in between asks for no weight."""
    plan = before_the_start(START_LOW, body_weight=70)
    go_over(plan, without(START_LOW, "body_weight"), day(3))
    assert plan.head.baseline["body_weight"] == 70


@pytest.mark.parametrize("more", [FELL, FELL_SINCE, STAYED], ids=["since the start", "since the last", "that holds"])
def test_h11_a_fall_since_answers_in_another_meaning_is_unknown_and_never_leads_up(more: Rule) -> None:
    """1 of 10 says nothing beside 60 of 100."""
    plan = before_the_start(of_hundred(WELL, more), nausea=60)
    plan.look(day(4), None, nausea=60)
    go_over(plan, text(WELL, more), day(5))
    decision = plan.look(day(7), nausea=1)
    assert (decision.dose, more.key in decision.dose_because) == (HOLD, True)


# the last answer of the old text, the first two of the new one, what follows on each
ROWS = [
    ("7 of 100 is no 7 of 10, and no 0 either", 7, (7, 7), [HOLD, STOP]),
    ("nothing now: no row", 60, (0, 7), [ADVANCE, HOLD]),
]


@pytest.mark.parametrize(("was", "then", "doses"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_h11_a_row_with_an_answer_in_another_meaning_is_undecided(
    was: int, then: tuple[int, int], doses: list[DoseOutcome]
) -> None:
    plan = walk_on(of_hundred(WELL, TWICE))
    plan.look(day(4), None, nausea=was)
    go_over(plan, text(WELL, TWICE), day(5))
    found = [plan.look(day(7), nausea=then[0]), plan.look(day(8), None, nausea=then[1])]
    assert [each.dose for each in found] == doses


# the day that a check-in is about, entered on day 8 after going over on day 5; whether its answer is taken
DATED = [("the day before", 4, False), ("the day itself", 5, True), ("the day after", 6, True)]


@pytest.mark.parametrize(("about", "is_taken"), [row[1:] for row in DATED], ids=[row[0] for row in DATED])
def test_h11_an_answer_for_a_day_of_the_old_text_is_refused(about: int, is_taken: bool) -> None:
    plan = before_the_start(of_hundred(*WORSE), nausea=60)
    go_over(plan, text(*WORSE), day(5))
    told = plan.well(day(about), None, nausea=8)
    if is_taken:
        assert plan.check_in(told, day(8)).dose is STOP
        return
    with pytest.raises(AskedOtherwiseThen, match="Leave it out") as refused:
        plan.check_in(told, day(8))
    assert refused.value.pointer == "/answers/nausea"
    assert plan.check_in(replace(told, answers={}, alarms=yes("seizure")), day(8)).dose is STOP


def test_a_check_in_from_before_going_over_is_not_made_void_by_another_text() -> None:
    plan = before_the_start(of_hundred(*WORSE), nausea=60)
    go_over(plan, text(*WORSE), day(3))
    with pytest.raises(NotVoidable, match="went over"):
        void(plan.protocol, plan.events, 2, Void(reason=REASON), day(4))


def test_h11_what_an_earlier_text_decided_is_not_decided_again_by_another() -> None:
    """The first look was made void before going over; 30 of 100 is not on 0 to 10, and its change stays told."""
    plan = walk_on(of_hundred(WELL))
    plan.look(day(2), None, nausea=20)
    plan.check_in(replace(plan.well(day(3), None, nausea=30), changes=yes("new_medicine")))
    strike(plan, 2, day(4))
    before = plan.head
    go_over(plan, text(WELL), day(5))
    plan.look(day(6), None, nausea=1)
    strike(plan, 6, day(7))
    assert (plan.head.check_ins, plan.head.fired) == (before.check_ins, before.fired)
    assert plan.head.earlier == {key: each for key, each in before.earlier.items() if key != "nausea"}


# --- laboratory values


def egfr_in(unit: str) -> Protocol:
    return measured(START_LOW, "egfr", unit=unit)


def value(number: str, unit: str, taken: int) -> dict[str, Result]:
    return {"egfr": Result(value=DecimalString(number), unit=unit, taken_on=day(taken))}


OWN = next(each.unit for each in START_LOW.measures if each.key == "egfr")
OTHER = "mL/s"


def knowing_egfr(number: str = "80") -> Walk:
    plan = walk_on(START_LOW)
    told = replace(plan.well(day(4), None), laboratory=value(number, OWN, 4))
    plan.check_in(told)
    assert plan.head.baseline["egfr"] == DecimalString(number)
    return plan


def over_to(plan: Walk, text: Protocol, laboratory: dict[str, Result]) -> Migrating:
    wished = Migration(
        reason=REASON, screening=Screening(confirmed_none=True, laboratory=laboratory), overrides=reasons(text)
    )
    return migrate(second(text), (plan.protocol, plan.head), wished, PARTY, day(6))


# what is told with the screening of going over: its unit, and the day of its sample; whether it goes over
ANEW = [
    ("nothing", None, None, False),
    ("a value that is older", OTHER, 3, False),
    ("a newer one in the new unit", OTHER, 5, True),
]


@pytest.mark.parametrize(("unit", "taken", "goes"), [row[1:] for row in ANEW], ids=[row[0] for row in ANEW])
def test_h9_a_value_that_the_new_text_cannot_read_is_told_again(
    unit: str | None, taken: int | None, goes: bool
) -> None:
    """A caution looks at it: what it raises is not lost with the unit."""
    plan = knowing_egfr()
    told = {} if unit is None or taken is None else value("90", unit, taken)
    if not goes:
        with pytest.raises(MigrationRefused, match=f"in {OTHER}, from a sample of {day(4)} or later") as refused:
            over_to(plan, egfr_in(OTHER), told)
        assert refused.value.pointer == "/screening/laboratory/egfr"
        return
    done = over_to(plan, egfr_in(OTHER), told)
    assert done.effect.screened is not None
    assert (done.forgotten, done.effect.screened.laboratory["egfr"].unit) == (("egfr",), OTHER)


def test_the_unit_of_a_value_that_no_caution_looks_at_does_not_stand_against_going_over() -> None:
    plan = knowing_egfr()
    blind = tuple(each for each in START_LOW.cautions if "renal" not in each.key)
    done = over_to(plan, replace(egfr_in(OTHER), cautions=blind), {})
    assert done.forgotten == ("egfr",)


def test_a_value_that_the_new_text_can_read_need_not_be_told_again() -> None:
    assert over_to(knowing_egfr(), START_LOW, {}).forgotten == ()


def test_h9_a_value_that_held_is_still_told_again_in_the_new_unit() -> None:
    plan = knowing_egfr("80")
    plan.check_in(replace(plan.well(day(5), None), laboratory=value("65", OWN, 5)))
    held = plan.head
    assert "egfr" not in held.within_rules
    go_over(plan, replace(egfr_in(OTHER), cautions=()), day(6))
    decision = plan.look(day(7))
    assert (decision.dose, decision.dose_because) == (HOLD, ("limit-repeat-first",))
