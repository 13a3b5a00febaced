"""The end of a course: a hard last day, an end checkpoint, an extension by name."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.checkpoint import CheckpointKind, Timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.quantity import grams_per_day
from protocols.plans.adjusting import CallStillOpen, StepRefused
from protocols.plans.answer import YesNoUnknown
from protocols.plans.decide import PlanOver
from protocols.plans.effect import StopReason
from protocols.plans.extend import ExtensionRefused
from protocols.plans.position import Phase, windows
from protocols.plans.screening import ReasonNeeded, ReasonTooShort, Screening
from protocols.plans.snapshot import Declared
from protocols.plans.start import AmountNotDeclared, CeilingPassed
from tests.library.built_in import SLUGS
from tests.plans.walking import DAY, Walk, check_ins_all_well, reasons, walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    TODAY,
    answer,
    course,
    day,
    due,
    end,
    item,
    ladder,
    look,
    of_course,
    protocol,
    rule,
    step,
    taken,
)

SCREENED = Screening(confirmed_none=True)
LOOKS = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))
DOWN = (step("t1", "8", (3, 7, 7)), step("t2", "4", (3, 7, 7)))


def at_the_top(limit: int = 60, **also: Any) -> Walk:
    """On 15 g since day 15, for two weeks."""
    plan = walk_on(protocol(ladder(**also), checkpoints=LOOKS, limit=limit))
    plan.look(day(7))
    plan.look(day(14))
    plan.look(day(21))
    return plan


# --- the hard last day


@pytest.mark.parametrize("slug", SLUGS)
def test_every_built_in_course_has_a_last_day_from_the_first_sheet_on(slug: str) -> None:
    plan = walk(slug)
    assert plan.at(day(1)).last_day <= plan.head.snapshot.calendar_limit
    planned = plan.schedule(day(1)).last_day
    check_ins_all_well(plan, planned)
    assert taken(plan, planned) != ("0",)
    assert plan.at(planned + DAY).phase is Phase.FINISHED


def test_h15_no_row_of_holds_goes_on_beyond_the_calendar_limit() -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS, limit=30))
    for number in (7, 14, 21, 28):
        plan.look(day(number), abdominal_pain=2)
    assert course(plan, 1, 32) == ["30 x 5", "2 x 0"]
    assert plan.at(day(31)).phase is Phase.FINISHED
    with pytest.raises(PlanOver):
        plan.look(day(31), None)


def test_h15_no_pause_moves_the_end_beyond_the_calendar_limit() -> None:
    plan = at_the_top(limit=40)
    for number, last in ((22, 35), (32, 40)):
        plan.adjust(day(number), "pause")
        assert plan.at(day(number)).last_day == day(40)
        plan.adjust(day(number + 7), "resume")
        assert plan.at(day(number + 7)).last_day == day(last)
    assert course(plan, 36, 42) == ["3 x 0", "2 x 15", "2 x 0"]


# --- the end checkpoint on a lower step

IN_SIGHT = [(45, []), (46, [("end", 60)]), (60, [("end", 60)])]


@pytest.mark.parametrize(("number", "ends"), IN_SIGHT)
def test_in_the_last_14_days_the_end_is_looked_at_on_whatever_step(number: int, ends: list[tuple[str, int]]) -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS, limit=60))
    for each in (7, 14, 21, 28, 35, 42):
        plan.look(day(each), abdominal_pain=2)
    found = [(each.checkpoint, each.due) for each in windows(plan.head, day(number)) if each.checkpoint == "end"]
    assert found == [(key, day(last)) for key, last in ends]


def test_the_end_on_a_lower_step_finishes_the_course() -> None:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS, limit=60))
    for each in (7, 14, 21, 28, 35, 42, 49, 56):
        plan.look(day(each), abdominal_pain=2)
    plan.look(day(59), "end")
    assert course(plan, 55, 62) == ["6 x 5", "2 x 0"]
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.COMPLETED, False)


@pytest.mark.parametrize("of", [None, "alpha"], ids=["of the plan", "of the item"])
def test_the_end_takes_back_a_rise_that_was_decided_before_it(of: str | None) -> None:
    looks = (look("tolerance", PAIN), end(PAIN, 14, steps=("a3",), item=of))
    plan = walk_on(protocol(ladder(), checkpoints=looks, limit=60))
    for each in (7, 14, 21, 28, 35, 42, 49, 56):
        plan.look(day(each), abdominal_pain=2)
    assert course(plan, 59, 62) == ["2 x 5", "2 x 0"]
    plan.adjust(day(59), "set_step", step="a2")
    assert course(plan, 59, 62) == ["1 x 5", "1 x 10", "2 x 0"]
    plan.look(day(59), "end")
    assert [span.step for span in plan.head.tracks[0].spans] == ["a1"]


# --- an extension: who, why, on what

EXTENSIONS: list[tuple[str, int, dict[str, Any], type[Exception] | None]] = [
    ("a later last day with a reason and new screening", 24, {}, None),
    ("no reason in words", 24, {"reason": "because."}, ReasonTooShort),
    ("a new caution", 24, {"screening": None}, ReasonNeeded),
    ("not a later day", 24, {"until": day(28)}, ExtensionRefused),
    ("at most as long as the screening counts", 24, {"until": day(24 + 90)}, None),
    ("longer than the screening counts", 24, {"until": day(24 + 91)}, ExtensionRefused),
    ("after the last day", 29, {}, PlanOver),
]


@pytest.mark.parametrize(
    ("number", "fields", "refused"), [row[1:] for row in EXTENSIONS], ids=[row[0] for row in EXTENSIONS]
)
def test_h15_going_on_needs_a_name_a_reason_and_new_screening(
    number: int, fields: dict[str, Any], refused: type[Exception] | None
) -> None:
    plan = at_the_top()
    asked = Screening(
        answers=dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO) | {"mania-bipolar": YesNoUnknown.YES}
    )
    wanted = {"until": day(40), "screening": SCREENED} | fields
    wanted["screening"] = wanted["screening"] or asked
    if refused is not None:
        with pytest.raises(refused):
            plan.adjust(day(number), "extend", **wanted)
        return
    says = plan.adjust(day(number), "extend", **wanted).sentence
    assert says == f"Goes on with 15 g a day until {wanted['until']}."
    assert (plan.at(day(number)).last_day, plan.head.screened.on) == (wanted["until"], day(number))


def test_the_dose_goes_on_until_then_and_the_end_is_looked_at_then() -> None:
    plan = at_the_top()
    plan.adjust(day(24), "extend", until=day(40), screening=SCREENED)
    assert due(plan, day(24)) == [("end", 40)]
    assert course(plan, 15, 42) == ["26 x 15", "2 x 0"]
    plan.look(day(40), "end")
    assert course(plan, 15, 42) == ["26 x 15", "2 x 0"]


def test_other_products_count_towards_the_cap_of_an_extension_too() -> None:
    plan = walk("glutamine-pi-ibs-d")
    asked = dict.fromkeys(plan.head.screened.answers, YesNoUnknown.NO) | {"other-glutamine-source": YesNoUnknown.YES}
    shake = Declared(substance="l-glutamine", name="Shake", daily=grams_per_day("25"))
    fields = {"until": day(60), "screening": Screening(answers=asked), "overrides": reasons(plan.protocol)}
    for declared, refused in ((None, AmountNotDeclared), (replace(shake, daily=grams_per_day("26")), CeilingPassed)):
        with pytest.raises(refused):
            plan.adjust(day(3), "extend", **fields, declared=None if declared is None else (declared,))
    plan.adjust(day(3), "extend", **fields, declared=(shake,))
    assert (plan.head.declared, plan.at(day(3)).last_day) == ((shake,), day(60))


@pytest.mark.parametrize(("number", "planned"), [(23, 28), (24, 40)])
def test_the_schedule_goes_to_the_new_last_day(number: int, planned: int) -> None:
    plan = at_the_top()
    if number == 24:
        plan.adjust(day(24), "extend", until=day(40), screening=SCREENED)
    assert plan.schedule(day(number)).last_day == day(planned)


def test_it_does_so_too_where_no_end_is_looked_at() -> None:
    one = item("alpha", step("a1", "5", (28, 28, 28)))
    plan = walk_on(protocol(one, checkpoints=(look("tolerance", PAIN),)))
    plan.look(day(7))
    plan.adjust(day(24), "extend", until=day(40), screening=SCREENED)
    assert plan.schedule(day(24)).last_day == day(40)


def test_a_step_that_is_not_settled_is_planned_for_its_own_days() -> None:
    """14 planned days, at the most 21; settled, it would be 20."""
    plan = at_the_top(settled_days=20, last=(14, 14, 21))
    assert plan.schedule(day(21)).last_day == day(28)


# the day of a look before the fall of day 36, and what it says: only the last one before the fall leads onto the taper
LOOKS_AHEAD = [
    (28, "Carry on with 15 g a day. Rule clear."),
    (34, f"Carry on with 15 g a day, then 8 g a day from {day(36)} on. Rule clear."),
    (35, f"Carry on with 15 g a day, then 8 g a day from {day(36)} on. Rule clear."),
]


@pytest.mark.parametrize(("number", "says"), LOOKS_AHEAD)
def test_the_last_look_before_the_taper_of_an_extended_course_leads_onto_it(number: int, says: str) -> None:
    weekly = (look("tolerance", PAIN, steps=("a1", "a2")), look("weekly", PAIN, 7, steps=("a3",), every=7))
    plan = walk_on(protocol(ladder(taper=DOWN), checkpoints=(*weekly, end(PAIN, 14, steps=("a3",))), limit=60))
    plan.look(day(7))
    plan.look(day(14))
    plan.look(day(21), "weekly")
    plan.adjust(day(24), "extend", until=day(49), screening=SCREENED)
    plan.look(day(28), "weekly") if number > 28 else None
    assert plan.look(day(number), "weekly").sentence.startswith(says)
    assert course(plan, 15, 51) == ["21 x 15", "7 x 8", "7 x 4", "2 x 0"]


def test_nothing_is_looked_at_after_an_end_that_was_decided() -> None:
    one = item("alpha", step("a1", "5", (14, 14, 40)))
    plan = walk_on(protocol(one, checkpoints=(end(PAIN, 14), of_course("after", PAIN, 30))))
    assert due(plan, day(13)) == [("end", 14), ("after", 30)]
    plan.look(day(13), "end")
    assert due(plan, day(13)) == []


def test_an_extension_takes_back_an_end_that_was_decided_and_is_looked_at_again() -> None:
    plan = at_the_top()
    plan.look(day(27), "end")
    assert due(plan, day(27)) == []
    plan.adjust(day(28), "extend", until=day(40), screening=SCREENED)
    assert (course(plan, 15, 42), due(plan, day(28))) == (["26 x 15", "2 x 0"], [("end", 40)])


def test_the_end_of_an_extended_course_is_looked_at_from_the_day_before_it() -> None:
    plan = at_the_top()
    plan.adjust(day(24), "extend", until=day(40), screening=SCREENED)
    assert plan.look(day(38), "end").timing is Timing.EARLY
    assert plan.look(day(39), "end").timing is Timing.ON_TIME
    assert course(plan, 15, 42) == ["26 x 15", "2 x 0"]


def test_an_end_that_is_counted_on_the_course_is_looked_at_on_the_new_last_day_too() -> None:
    looks = (look("tolerance", PAIN), of_course("end", PAIN, 28, kind=CheckpointKind.END))
    plan = walk_on(protocol(item("alpha", step("a1", "5", (28, 28, 28))), checkpoints=looks))
    plan.look(day(7))
    plan.look(day(27), "end")
    assert due(plan, day(27)) == []
    plan.adjust(day(28), "extend", until=day(40), screening=SCREENED)
    assert due(plan, day(28)) == [("end", 40)]


def ending_apart() -> Walk:
    """Alpha's course ends on day 14, beta's on day 28."""
    items = (item("alpha", step("a1", "9", (14, 14, 14))), item("beta", step("b1", "6", (28, 28, 28))))
    looks = (end(PAIN, 14, key="alpha-end", item="alpha"), end(PAIN, 28, key="beta-end", item="beta"))
    return walk_on(protocol(*items, checkpoints=looks))


def test_an_extension_of_one_item_takes_back_its_own_end_that_was_decided() -> None:
    plan = ending_apart()
    plan.look(day(13), "alpha-end")
    plan.adjust(day(14), "extend", until=day(20), screening=SCREENED, item="alpha")
    assert [taken(plan, day(number)) for number in (15, 20, 21)] == [("9", "6"), ("9", "6"), ("0", "6")]
    assert due(plan, day(14)) == [("alpha-end", 20), ("beta-end", 28)]


def test_the_end_of_the_item_that_is_extended_is_looked_at_again_and_no_other() -> None:
    plan = ending_apart()
    plan.adjust(day(8), "extend", until=day(40), screening=SCREENED, item="beta")
    assert due(plan, day(8)) == [("alpha-end", 14), ("beta-end", 40)]
    plan.adjust(day(8), "extend", until=day(30), screening=SCREENED, item="alpha")
    assert due(plan, day(8)) == [("alpha-end", 30), ("beta-end", 40)]


def test_an_extension_of_one_item_leaves_the_others_their_end() -> None:
    """Beta might still have risen: the end of the plan was its end too."""
    plan = walk_on(protocol(ladder(), item("beta", step("b1", "3"), step("b2", "6")), checkpoints=LOOKS))
    for number, key in ((7, "tolerance"), (14, "tolerance"), (28, "end")):
        plan.look(day(number), key)
    with pytest.raises(StepRefused, match="Name the item"):
        plan.adjust(day(28), "extend", until=day(34), screening=SCREENED)
    plan.adjust(day(28), "extend", until=day(34), screening=SCREENED, item="alpha")
    found = [taken(plan, day(number)) for number in (28, 29, 34, 35)]
    assert found == [("15", "3"), ("15", "0"), ("15", "0"), ("0", "0")]


def test_an_extension_may_go_beyond_the_calendar_limit_which_is_then_the_new_hard_last_day() -> None:
    plan = at_the_top()
    plan.adjust(day(24), "extend", until=day(80), screening=SCREENED)
    plan.adjust(day(50), "pause")
    plan.adjust(day(56), "resume")
    assert plan.at(day(56)).last_day == day(80)
    assert taken(plan, day(81)) == ("0",)


@pytest.mark.parametrize(("number", "falls"), [(24, 28), (29, 28)])
def test_a_taper_stays_at_the_end_of_an_extended_course(number: int, falls: int) -> None:
    """Extended on 15 g, the lower doses end on the new last day; extended on the taper, the present one is longer."""
    plan = at_the_top(taper=DOWN)
    assert course(plan, 15, 44) == ["14 x 15", "7 x 8", "7 x 4", "2 x 0"]
    plan.look(day(28), "end") if number > falls else None
    says = plan.adjust(day(number), "extend", until=day(52), screening=SCREENED).sentence
    if number > falls:
        assert says == f"Goes on with 8 g a day until {day(45)}, then with the lower doses until {day(52)}."
        assert course(plan, 15, 54) == ["14 x 15", "17 x 8", "7 x 4", "2 x 0"]
    else:
        assert says == f"Goes on with 15 g a day until {day(38)}, then with the lower doses until {day(52)}."
        assert course(plan, 15, 54) == ["24 x 15", "7 x 8", "7 x 4", "2 x 0"]
    assert ("end", 52) in due(plan, day(50))


def test_an_extension_takes_back_a_taper_that_was_decided_and_has_not_begun() -> None:
    plan = at_the_top(taper=DOWN)
    plan.look(day(27), "end")
    plan.adjust(day(28), "extend", until=day(52), screening=SCREENED)
    assert course(plan, 15, 54) == ["24 x 15", "7 x 8", "7 x 4", "2 x 0"]


def climbing() -> Walk:
    plan = walk_on(protocol(ladder(), checkpoints=LOOKS))
    plan.look(day(7))
    return plan


def paused() -> Walk:
    plan = at_the_top()
    plan.adjust(day(24), "pause")
    return plan


NOT_EXTENDED = [
    ("a step that may still rise", climbing, 10),
    ("a paused plan", paused, 25),
]


@pytest.mark.parametrize(("begin", "number"), [row[1:] for row in NOT_EXTENDED], ids=[row[0] for row in NOT_EXTENDED])
def test_what_is_not_extended(begin: Any, number: int) -> None:
    with pytest.raises(ExtensionRefused):
        begin().adjust(day(number), "extend", until=day(50), screening=SCREENED)


def test_nothing_is_extended_while_an_urgent_call_is_open() -> None:
    rules = (*PAIN, rule("tell", answer("nausea", 1), HOLD, TODAY))
    one = item("alpha", step("a1", "5", (28, 28, 28)))
    plan = walk_on(protocol(one, checkpoints=(look("tolerance", rules), end(rules, 28)), rules=rules))
    plan.look(day(7), nausea=1)
    with pytest.raises(CallStillOpen):
        plan.adjust(day(8), "extend", until=day(50), screening=SCREENED)


def test_an_alarm_stops_an_extended_course_too() -> None:
    plan = at_the_top()
    plan.adjust(day(24), "extend", until=day(40), screening=SCREENED)
    plan.check_in(replace(plan.well(day(30), None), alarms=yes("fever")))
    assert course(plan, 28, 45) == ["2 x 15", "16 x 0"]


# --- ended before its time


@pytest.mark.parametrize("kind", ["complete", "stop"])
def test_a_course_ended_by_name_ends_today(kind: str) -> None:
    plan = at_the_top()
    fields = {"stop_reason": StopReason.NO_BENEFIT} if kind == "stop" else {}
    plan.adjust(day(24), kind, **fields)
    assert course(plan, 22, 26) == ["2 x 15", "3 x 0"]
    assert plan.head.ended is not None
    assert plan.head.ended.reason is (StopReason.NO_BENEFIT if fields else StopReason.COMPLETED_EARLY)
    assert plan.at(day(24)).phase is Phase.STOPPED


@pytest.mark.parametrize(("pain", "dose"), [(0, ADVANCE), (2, HOLD)])
def test_the_end_finishes_whatever_the_answers(pain: int, dose: DoseOutcome) -> None:
    plan = at_the_top()
    assert plan.look(day(28), "end", abdominal_pain=pain).dose is dose
    assert course(plan, 26, 30) == ["3 x 15", "2 x 0"]
