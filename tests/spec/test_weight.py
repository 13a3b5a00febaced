"""Weight: a dose per kilogram, and a newly measured weight during a plan."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action, Asked, Caution, CautionKind, DailyDoseAbove
from protocols.authoring.item import Mode, SubstanceItem
from protocols.checkpoints.checkpoint import CheckpointKind, Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Implausible, WeightBasis
from protocols.dosing.ladder import Step
from protocols.dosing.quantity import Quantity, Unit, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.decide import decide
from protocols.plans.decision import Decision
from protocols.plans.effect import StopReason
from protocols.plans.entering import Entered
from protocols.plans.event import Decided
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from protocols.plans.weigh import WeighedOutOfTime
from tests.plans.walking import DAY, Walk, body, reasons, stamp, walk, walk_on, yes
from tests.spec.protocols import (
    ADVANCE,
    HOLD,
    PAIN,
    PAUSE,
    STEP_BACK,
    STOP,
    course,
    day,
    due,
    end,
    item,
    look,
    per_kg,
    protocol,
    step,
    step_of,
    taken,
)

GLUTAMINE = Substance(key="l-glutamine", name="L-glutamine")
LOOKS = (look("tolerance", PAIN), end(PAIN, 28, steps=("a3",)))


def kg(amount: str) -> Quantity:
    return of(amount, Unit.KILOGRAM)


def alpha(**also: Any) -> SubstanceItem:
    """0.05, 0.1, 0.2 and 0.3 g for each kilogram: 3, 7, 14 and 21 g at 70 kg."""
    steps = [step(f"a{place}", per_kg(dose)) for place, dose in enumerate(("0.05", "0.1", "0.2"))]
    return item("alpha", *steps, step("a3", per_kg("0.3"), (7, 28, 28)), entry="a1", **also)


def weighed(kilograms: str = "70", **also: Any) -> Walk:
    return walk_on(protocol(alpha(**also), checkpoints=LOOKS), of_body=body(kilograms, "175"))


def on_step_2() -> Walk:
    """On 14 g since day 8."""
    plan = weighed()
    plan.look(day(7))
    return plan


# new weight, g a day on that day (14 g before)
WEIGHTS = [
    ("a lower dose applies at once", "67", "13"),
    ("the same in whole grams", "70", "14"),
    ("a higher dose only at the next advance", "76", "14"),
]


@pytest.mark.parametrize(("kilograms", "daily"), [row[1:] for row in WEIGHTS], ids=[row[0] for row in WEIGHTS])
def test_the_weight_changed(kilograms: str, daily: str) -> None:
    plan = on_step_2()
    plan.adjust(day(10), "weigh", weight=kg(kilograms))
    assert [taken(plan, day(number)) for number in (9, 10, 20)] == [("14",), (daily,), (daily,)]
    assert step_of(plan, day(10)) == ("a2", 3)


def test_the_next_advance_takes_the_new_weight() -> None:
    plan = on_step_2()
    plan.adjust(day(10), "weigh", weight=kg("76"))
    plan.look(day(14))
    assert [taken(plan, day(number)) for number in (14, 15)] == [("14",), ("22",)]


def test_where_there_is_no_step_above_it_comes_with_the_carry_on() -> None:
    plan = on_step_2()
    plan.look(day(14))
    plan.adjust(day(16), "weigh", weight=kg("76"))
    decision = plan.look(day(21))
    assert (decision.dose, decision.carry_on) == (ADVANCE, False)
    assert decision.sentence.startswith(f"Advance to 22 g a day from {day(22)}, for the new weight.")
    assert course(plan, 15, 44) == ["7 x 21", "21 x 22", "2 x 0"]
    assert step_of(plan, day(22)) == ("a3", 8)


# days of the only step, the look, the days told without a dose, the first day of the higher dose; none: it carries on
LEAST = [
    ("a look before the least days", (14, 14, 28), 7, 0, 15),
    ("a look on the last of them", (14, 14, 28), 14, 0, 15),
    ("a look after them", (14, 14, 28), 16, 0, 17),
    ("days without a dose do not count", (14, 14, 28), 9, 2, 17),
    ("no day of the course is left after them", (28, 28, 28), 7, 0, None),
    ("one day is left", (27, 28, 28), 7, 0, 28),
]


@pytest.mark.parametrize(("days", "number", "off", "begins"), [row[1:] for row in LEAST], ids=[row[0] for row in LEAST])
def test_h12_a_higher_dose_for_the_weight_waits_for_the_least_days_of_the_step(
    days: tuple[int, int, int], number: int, off: int, begins: int | None
) -> None:
    looks = (look("tolerance", PAIN, 7, every=1), end(PAIN, 28))
    plan = walk_on(protocol(item("alpha", step("a1", per_kg("0.2"), days)), checkpoints=looks), of_body=body())
    for before in range(7, number):
        plan.look(day(before))
    plan.adjust(day(number), "weigh", weight=kg("76"))
    decision = plan.check_in(replace(plan.well(day(number)), off_days=off or None))
    assert (decision.dose, decision.carry_on) == (ADVANCE, begins is None)
    shown = range(number, (begins or number + 7) + 1)
    assert [taken(plan, day(each)) for each in shown] == [("15",) if each == begins else ("14",) for each in shown]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("look", {"abdominal_pain": 2}),
        ("look", {"days_taken": 2}),
        ("look", {"abdominal_pain": 4}),
        ("pause", {}),
        ("set_step", {"step": "a1"}),
        ("settle", {}),
    ],
    ids=["a hold", "days not taken", "a step back", "a pause and a resume", "a named step back", "a settled step"],
)
def test_nothing_else_takes_the_higher_dose(kind: str, fields: dict[str, Any]) -> None:
    """14 g, and 7 g one step lower; at 82 kg it would be 16 and 8 g."""
    plan = on_step_2()
    plan.adjust(day(9), "weigh", weight=kg("76"))
    plan.adjust(day(9), "weigh", weight=kg("82"))
    if kind == "look":
        plan.look(day(14), **fields)
    else:
        plan.adjust(day(14), kind, **fields)
    if kind == "pause":
        plan.adjust(day(18), "resume")
    assert {taken(plan, day(number)) for number in range(18, 21)} <= {("14",), ("7",)}


def test_a_lower_dose_applies_to_a_rise_that_has_not_begun() -> None:
    plan = weighed()
    plan.look(day(7))
    done = plan.adjust(day(7), "weigh", weight=kg("67"))
    assert done.sentence == f"For this weight it is 6 g a day from today on and 13 g a day from {day(8)} on."
    assert [taken(plan, day(number)) for number in (6, 7, 8)] == [("7",), ("6",), ("13",)]
    assert due(plan, day(7))[0] == ("tolerance", 14)


STAYS = "The weight is recorded; the dose stays."
HIGHER_WAITS = "The weight is recorded; the dose stays, and a higher one waits for the next advance."


@pytest.mark.parametrize(("kilograms", "said"), [("70", STAYS), ("76", HIGHER_WAITS)])
def test_a_weight_that_lowers_nothing_moves_nothing_of_a_rise_that_has_not_begun(kilograms: str, said: str) -> None:
    plan = weighed()
    plan.look(day(7))
    done = plan.adjust(day(7), "weigh", weight=kg(kilograms))
    assert done.effect.moves == ()
    assert done.sentence == said
    assert [taken(plan, day(number)) for number in (7, 8)] == [("7",), ("14",)]


def test_no_higher_dose_waits_where_the_calendar_leads() -> None:
    alpha = item("alpha", step("a1", per_kg("0.1"), (28, 28, 28)), mode=Mode.SCHEDULED)
    plan = walk_on(protocol(alpha, checkpoints=LOOKS[:1]), of_body=body())
    assert plan.adjust(day(3), "weigh", weight=kg("76")).sentence == STAYS
    plan.look(day(14))
    assert [taken(plan, day(number)) for number in (3, 15, 28)] == [("7",)] * 3


def test_of_several_items_each_is_named_with_its_new_dose() -> None:
    plan = walk_on(
        protocol(alpha(), item("beta", step("b1", per_kg("0.1"), (56, 56, 56))), checkpoints=LOOKS), of_body=body()
    )
    assert plan.adjust(day(3), "weigh", weight=kg("67")).sentence == (
        "For this weight it is 6 g a day of alpha powder from today on and 6 g a day of beta powder from today on."
    )


def test_only_the_rise_is_lower_where_the_present_dose_does_not_change() -> None:
    plan = walk_on(
        protocol(item("alpha", step("a1", "5"), step("a2", per_kg("0.2")), entry="a1"), checkpoints=LOOKS),
        of_body=body(),
    )
    plan.look(day(7))
    assert (
        plan.adjust(day(7), "weigh", weight=kg("67")).sentence == f"For this weight it is 13 g a day from {day(8)} on."
    )
    assert [taken(plan, day(number)) for number in (7, 8)] == [("5",), ("13",)]


def test_a_lower_weight_changes_no_day_of_the_step_and_asks_nothing_again() -> None:
    plan = on_step_2()
    plan.look(day(14), abdominal_pain=2)
    plan.adjust(day(16), "weigh", weight=kg("67"))
    assert step_of(plan, day(16)) == ("a2", 9)
    assert due(plan, day(16))[0] == ("tolerance", 21)
    assert plan.look(day(17)).dose is ADVANCE


def test_a_taper_keeps_what_was_looked_at_and_takes_the_lower_doses() -> None:
    down = (step("t1", per_kg("0.2"), (7, 7, 7)), step("t2", per_kg("0.1"), (7, 7, 7)))
    top = item("alpha", step("a1", per_kg("0.1")), step("a2", per_kg("0.3"), (28, 28, 28)), entry="a2", taper=down)
    looks = (look("tolerance", PAIN, 7, steps=("a1", "a2")), end(PAIN, 14, steps=("t2",)))
    plan = walk_on(protocol(top, checkpoints=looks), of_body=body("70", "175"))
    plan.look(day(7))
    assert course(plan, 1, 43) == ["28 x 21", "7 x 14", "7 x 7", "1 x 0"]
    plan.adjust(day(26), "weigh", weight=kg("67"))
    assert course(plan, 1, 43) == ["25 x 21", "3 x 20", "7 x 13", "7 x 6", "1 x 0"]
    plan.adjust(day(27), "weigh", weight=kg("73"))
    plan.look(day(27), None)
    assert course(plan, 1, 43) == ["25 x 21", "3 x 20", "7 x 13", "7 x 6", "1 x 0"]


def test_a_weight_raises_nothing_on_a_taper_also_by_advance() -> None:
    down = (step("t1", per_kg("0.2"), (3, 7, 7)), step("t2", per_kg("0.1"), (3, 7, 7)))
    top = item("alpha", step("a2", per_kg("0.3"), (7, 7, 7)), taper=down)
    looks = (look("down", PAIN, 3, steps=("t1", "t2")), end(PAIN, 7, steps=("a2",)))
    plan = walk_on(protocol(top, checkpoints=looks), of_body=body("70", "175"))
    plan.look(day(7), "end")
    plan.adjust(day(8), "weigh", weight=kg("76"))
    plan.look(day(10), "down")
    assert course(plan, 6, 12) == ["2 x 21", "3 x 14", "2 x 7"]


# --- a taper per kilogram

DOWN = (step("t1", per_kg("0.2"), (7, 7, 7)), step("t2", per_kg("0.1"), (7, 7, 7)))
TOP = step("a2", "20", (28, 28, 28))


def above_a_taper(*steps: Step, entry: str = "a2", kilograms: str = "70", **also: Any) -> Walk:
    """On a fixed 20 g, or what is said, and then 0.2 and 0.1 g for each kilogram: 14 and 7 g at 70 kg."""
    top = item("alpha", *(steps or (step("a1", "5"), TOP)), entry=entry, taper=DOWN, **also)
    looks = (look("tolerance", PAIN, 7, steps=("a1", "a2")), end(PAIN, 14, steps=("t2",)))
    return walk_on(protocol(top, checkpoints=looks), of_body=body(kilograms, "175"))


# weights one after the other, the falls: each with the least dose of all weighings since the step was entered
FALLS = [
    ("lighter", ("67",), ["7 x 13", "7 x 6"]),
    ("lighter, then heavier", ("67", "73"), ["7 x 13", "7 x 6"]),
    ("heavier", ("76",), ["7 x 14", "7 x 7"]),
    ("heavier, then lighter than at the start", ("73", "67"), ["7 x 13", "7 x 6"]),
]


@pytest.mark.parametrize(("weights", "falls"), [row[1:] for row in FALLS], ids=[row[0] for row in FALLS])
def test_the_falls_that_are_still_to_come_take_the_least_dose(weights: tuple[str, ...], falls: list[str]) -> None:
    plan = above_a_taper()
    plan.look(day(7))
    for place, kilograms in enumerate(weights):
        plan.adjust(day(10 + place), "weigh", weight=kg(kilograms))
    assert course(plan, 1, 43) == ["28 x 20", *falls, "1 x 0"]


def test_a_fall_is_of_the_newest_of_the_weighings_with_the_same_dose() -> None:
    plan = above_a_taper()
    plan.adjust(day(5), "weigh", weight=kg("71"))
    plan.adjust(day(6), "weigh", weight=kg("72"))
    assert [each.resolved for each in plan.schedule(day(6)).stretches] == [0, 2, 2]


def test_weighings_before_a_rise_do_not_count_for_the_falls_after_it() -> None:
    """At 66 kg 13 and 6 g; the rise of day 8 is for 72 kg."""
    plan = above_a_taper(
        step("a1", per_kg("0.1")), step("a2", per_kg("0.25"), (28, 28, 28)), entry="a1", kilograms="66"
    )
    plan.adjust(day(5), "weigh", weight=kg("72"))
    plan.look(day(7))
    plan.look(day(14))
    assert course(plan, 7, 50) == ["1 x 6", "28 x 18", "7 x 14", "7 x 7", "1 x 0"]


def test_the_falls_that_may_follow_a_rise_are_shown_for_the_weight_of_that_rise() -> None:
    plan = above_a_taper(entry="a1", kilograms="66")
    plan.adjust(day(5), "weigh", weight=kg("72"))
    assert [(each.step, str(each.daily.value)) for each in plan.schedule(day(5)).stretches] == [
        ("a1", "5"),
        ("a2", "20"),
        ("t1", "14"),
        ("t2", "7"),
    ]


def test_a_lower_weight_on_the_day_of_a_fall_lowers_that_fall_too() -> None:
    plan = above_a_taper()
    plan.look(day(7))
    plan.adjust(day(29), "weigh", weight=kg("67"))
    assert course(plan, 27, 43) == ["2 x 20", "7 x 13", "7 x 6", "1 x 0"]


def test_a_lower_weight_leaves_put_off_what_was_put_off() -> None:
    """By the calendar it would fall on day 15; the hold of day 14 put it off to day 22."""
    steps = (step("a2", per_kg("0.3"), (14, 14, 28)),)
    top = item("alpha", *steps, taper=DOWN, mode=Mode.SCHEDULED)
    plan = walk_on(protocol(top, checkpoints=(look("tolerance", PAIN), end(PAIN, 28))), of_body=body("70", "175"))
    plan.look(day(14), "tolerance", abdominal_pain=2)
    assert course(plan, 14, 24) == ["8 x 21", "3 x 14"]
    plan.adjust(day(16), "weigh", weight=kg("67"))
    assert course(plan, 14, 24) == ["2 x 21", "6 x 20", "3 x 13"]


# --- told at a check-in

BEFORE = look("baseline", (), None, kind=CheckpointKind.BASELINE)

# told on day 10 (14 g before), g a day on days 9, 10 and 20
TOLD = [
    ("a lower weight lowers at once", {"body_weight": 67}, ("14", "13", "13")),
    ("the same in whole grams", {"body_weight": 70}, ("14", "14", "14")),
    ("a higher one changes nothing", {"body_weight": 76}, ("14", "14", "14")),
    ("one more than a tenth above is asked again", {"body_weight": "77.1"}, ("14", "14", "14")),
    ("a twentieth lost since the start stops", {"body_weight": "66.5"}, ("14", "0", "0")),
    ("so does more than a tenth", {"body_weight": "62.9"}, ("14", "0", "0")),
    ("more exactly than to the tenth counts for the tenth below", {"body_weight": "67.19"}, ("14", "13", "13")),
    ("zeros at the end change no number", {"body_weight": "67.00"}, ("14", "13", "13")),
    ("beside a hold", {"body_weight": 67, "abdominal_pain": 2}, ("14", "13", "13")),
    ("beside days that are not counted", {"body_weight": 67, "off_days": 2}, ("14", "13", "13")),
    ("beside a step that starts over", {"body_weight": 67, "days_taken": 2}, ("14", "13", "13")),
    ("beside a step back", {"body_weight": 67, "abdominal_pain": 4}, ("14", "6", "6")),
    ("beside a pause", {"body_weight": 67, "abdominal_pain": 7}, ("14", "0", "0")),
    ("beside a stop", {"body_weight": 67, "abdominal_pain": 9}, ("14", "0", "0")),
]


def tell(plan: Walk, on: int, off_days: int | None = None, entered_on: int | None = None, **answers: Any) -> Decision:
    """An unscheduled check-in on a day, entered on it or later."""
    told = replace(plan.well(day(on), None, **answers), off_days=off_days)
    return plan.check_in(told, today=day(entered_on or on))


@pytest.mark.parametrize(("told", "daily"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_a_weight_told_at_a_check_in(told: dict[str, Any], daily: tuple[str, ...]) -> None:
    plan = on_step_2()
    tell(plan, 10, **told)
    assert tuple(taken(plan, day(number))[0] for number in (9, 10, 20)) == daily


def test_a_lower_weight_of_a_check_in_changes_no_day_of_the_step_and_asks_nothing_again() -> None:
    plan = on_step_2()
    tell(plan, 10, body_weight=67)
    assert (step_of(plan, day(10)), due(plan, day(10))[0]) == (("a2", 3), ("tolerance", 14))
    assert plan.look(day(14)).dose is ADVANCE
    assert taken(plan, day(15)) == ("20",)


def test_the_decision_says_it_and_shows_both_doses() -> None:
    plan = on_step_2()
    decision = tell(plan, 10, body_weight=67, abdominal_pain=2)
    says = "For this weight it is 13 g a day from today on. Hold at 13 g a day."
    assert decision.sentence.startswith(says)
    assert [each.grams for each in (*decision.before, *decision.after)] == [14, 13]
    assert (str(plan.head.doses[-1].body.weight), plan.head.doses[-1].body.weighed_on) == ("67 kg", day(10))
    assert [str(each.daily.value) for each in plan.schedule(day(10)).stretches] == ["7", "14", "13", "20"]


def test_an_advance_rises_to_the_dose_for_the_weight_and_lowers_until_then() -> None:
    plan = on_step_2()
    decision = plan.look(day(14), body_weight=67)
    assert decision.sentence.startswith(
        f"For this weight it is 13 g a day from today on. Advance to 20 g a day from {day(15)}."
    )
    assert (decision.effective_on, decision.after[0].grams) == (day(15), 20)
    assert course(plan, 13, 16) == ["1 x 14", "1 x 13", "2 x 20"]


def test_a_rise_that_was_decided_keeps_its_day_and_comes_to_less() -> None:
    plan = on_step_2()
    plan.look(day(13))
    decision = tell(plan, 14, body_weight=67)
    assert f"hold at 13 g a day; 20 g a day from {day(15)} on, as was decided" in decision.sentence.lower()
    assert course(plan, 13, 16) == ["1 x 14", "1 x 13", "2 x 20"]


def test_where_only_the_rise_comes_to_less_nothing_is_said_of_today() -> None:
    """At 69.9 kg it is 13 g now; at 13.9 g of 0.2 it is less, of 0.05 the 3 g are the same."""
    plan = weighed()
    plan.look(day(7))
    decision = tell(plan, 7, body_weight="69.9")
    assert "For this weight" in decision.sentence
    lower = weighed("70.9")
    lower.look(day(7))
    told = tell(lower, 7, body_weight=70)
    assert "For this weight" not in told.sentence
    assert course(lower, 7, 9) == ["1 x 7", "2 x 14"]


def test_a_higher_dose_that_waited_is_forgotten_for_a_lower_weight() -> None:
    plan = on_step_2()
    plan.adjust(day(9), "weigh", weight=kg("76"))
    tell(plan, 10, body_weight=72)
    assert taken(plan, day(10)) == ("14",)
    plan.look(day(14))
    assert taken(plan, day(15)) == ("21",)


def test_who_comes_back_from_a_pause_or_a_stop_has_the_lower_dose() -> None:
    for pain, screening in ((7, None), (9, Screening(confirmed_none=True))):
        plan = on_step_2()
        plan.look(day(14))
        tell(plan, 16, body_weight=67, abdominal_pain=pain)
        for call in plan.head.calls:
            plan.adjust(day(17), "close_call", call=call.event)
        plan.adjust(day(17), "resume", screening=screening)
        assert taken(plan, day(17)) == ("13" if pain == 7 else "6",)


def test_before_the_start_it_lowers_what_the_plan_begins_with() -> None:
    plan = walk_on(protocol(alpha(), checkpoints=(BEFORE, *LOOKS)), today=day(-2), of_body=body("70", "175"))
    decision = tell_before(plan, -1)
    assert taken(plan, day(1)) == ("6",)
    assert decision.sentence.startswith(f"For this weight it is 6 g a day from {day(1)} on.")


def tell_before(plan: Walk, on: int) -> Decision:
    return plan.check_in(plan.well(day(on), "baseline", body_weight=67), today=day(on))


def test_a_pause_before_the_start_leaves_the_lower_dose_to_begin_with() -> None:
    plan = walk_on(protocol(alpha(), checkpoints=(BEFORE, *LOOKS)), today=day(-2), of_body=body("70", "175"))
    told = replace(plan.well(day(-1), "baseline", body_weight=67), changes=yes("ill_now"))
    assert plan.check_in(told).dose is PAUSE
    plan.adjust(day(1), "resume")
    assert taken(plan, day(1)) == ("6",)


@pytest.mark.parametrize("kilograms", [70, 67])
def test_a_check_in_for_a_day_before_a_lower_weight_looks_at_the_same(kilograms: int) -> None:
    """The rise of day 15 is what an older check-in hangs on, whatever was weighed in between."""
    plan = on_step_2()
    plan.look(day(14), body_weight=kilograms)
    late = plan.check_in(plan.well(day(13)), today=day(14))
    assert (late.timing, due(plan, day(14))) == (Timing.EARLY, [("tolerance", 21), ("end", 42)])


# told for day, entered on day 12, the dose on that day; on day 11 another weight, or none, was told
LATE = [
    ("the newest weight that is known", 9, None, "13"),
    ("an older one than another check-in told", 9, 70, "14"),
    ("one of the same day", 11, 70, "13"),
]


@pytest.mark.parametrize(("number", "other", "daily"), [row[1:] for row in LATE], ids=[row[0] for row in LATE])
def test_a_late_weight_lowers_where_none_is_newer(number: int, other: int | None, daily: str) -> None:
    plan = on_step_2()
    tell(plan, 11, **({} if other is None else {"body_weight": other}))
    tell(plan, number, entered_on=12, body_weight=67)
    assert taken(plan, day(12)) == (daily,)


def test_a_weight_by_name_is_newer_than_one_told_for_a_day_before() -> None:
    plan = on_step_2()
    plan.adjust(day(11), "weigh", weight=kg("70"))
    tell(plan, 10, entered_on=12, body_weight=67)
    assert taken(plan, day(12)) == ("14",)


def test_a_loss_that_stops_outranks_it() -> None:
    plan = walk("glutamine-crohn-remission", of_body=body("58"))
    plan.look(day(1), "baseline", body_weight=58)
    plan.look(day(7))
    plan.look(day(14), "labs")
    assert plan.look(day(30), "review", body_weight=55).dose is STOP
    assert plan.dose(day(30)) == 0


# kilograms at the start, the height, the weight on day 9, what it leads to, g a day before and after a resume
STOPPED_BY_WEIGHT = [
    ("58", "165", "54", Phase.STOPPED, 29, 27),
    ("52", "167", "51", Phase.PAUSED, 26, 25),
]


@pytest.mark.parametrize(("start", "height", "now", "phase", "before", "after"), STOPPED_BY_WEIGHT)
def test_h4_who_is_stopped_or_paused_by_a_weight_comes_back_on_its_dose(
    start: str, height: str, now: str, phase: Phase, before: int, after: int
) -> None:
    """5 % lost stops; a body mass index that falls below 18.5 pauses."""
    plan = walk("glutamine-crohn-remission", of_body=body(start, height))
    assert plan.dose(day(8)) == before
    plan.adjust(day(9), "weigh", weight=kg(now))
    assert (plan.at(day(9)).phase, plan.dose(day(9))) == (phase, 0)
    plan.adjust(day(9), "close_call", call=plan.head.calls[0].event)
    same = Screening(answers=plan.head.screened.answers)
    plan.adjust(day(10), "resume", screening=same, overrides=reasons(plan.protocol, day(10)))
    assert plan.dose(day(10)) == after


def test_a_weight_without_a_dose_holds_until_somebody_is_weighed_by_name() -> None:
    """Below 30 kg no dose is worked out."""
    plan = walk_on(protocol(alpha(), checkpoints=LOOKS), of_body=body("31", "145"))
    assert plan.look(day(7), body_weight="30.1").dose is ADVANCE
    other = walk_on(protocol(close(), checkpoints=LOOKS), of_body=body("70", "175"))
    held = other.look(day(7), body_weight="69.5")
    assert (held.dose, held.dose_because, held.call) == (HOLD, ("limit-weight-by-name",), Call.ROUTINE)
    assert taken(other, day(7)) == ("7",)


def close() -> SubstanceItem:
    """7 and 8 g at 70 kg; both 7 g at 69.5 kg."""
    return item("alpha", step("a1", per_kg("0.1014")), step("a2", per_kg("0.1143")), step("a3", per_kg("0.3")))


def test_a_fixed_dose_knows_no_weight_of_a_check_in() -> None:
    plan = walk()
    tell(plan, 3, body_weight=67)
    assert (taken(plan, day(3)), len(plan.head.doses)) == (("5",), 1)


def test_beside_a_dose_by_weight_a_fixed_dose_stays() -> None:
    beta = item("beta", step("b1", "9", (56, 56, 56)))
    looks = (look("tolerance", PAIN), end(PAIN, 28, steps=("a3",)))
    plan = walk_on(protocol(alpha(), beta, checkpoints=looks), of_body=body("70", "175"))
    decision = plan.look(day(7), abdominal_pain=2, body_weight=67)
    assert taken(plan, day(7)) == ("6", "9")
    assert decision.sentence.startswith("For this weight it is 6 g a day of alpha powder from today on.")


def test_what_nobody_of_the_practice_entered_lowers_too_and_proposes_the_rise_for_the_weight() -> None:
    plan = on_step_2()
    told = plan.well(day(14), body_weight=67)
    decision = decide(plan.protocol, plan.head, told, day(14), Entered.CLIENT)
    assert decision.proposed is not None
    assert [decision.after[0].grams, decision.proposed.daily_before.value, decision.proposed.daily.value] == [
        13,
        13,
        20,
    ]
    plan.events.append(Decided(stamp=stamp(len(plan.events) + 1, day(14)), decision=decision))
    plan.adjust(day(15), "confirm_rise", event=len(plan.events))
    assert course(plan, 13, 17) == ["1 x 14", "2 x 13", "2 x 20"]


def test_a_fall_that_was_held_back_stays_so_and_comes_to_less() -> None:
    steps = (step("a2", per_kg("0.3"), (14, 14, 28)),)
    top = item("alpha", *steps, taper=DOWN, mode=Mode.SCHEDULED)
    plan = walk_on(protocol(top, checkpoints=(look("tolerance", PAIN), end(PAIN, 28))), of_body=body("70", "175"))
    plan.look(day(14), "tolerance", abdominal_pain=2, body_weight=67)
    assert course(plan, 13, 24) == ["1 x 21", "8 x 20", "3 x 13"]


def test_the_end_of_a_course_goes_down_by_the_lower_weight() -> None:
    top = item("alpha", step("a2", per_kg("0.3"), (7, 7, 7)), taper=DOWN)
    plan = walk_on(protocol(top, checkpoints=(end(PAIN, 7, steps=("a2",)),)), of_body=body("70", "175"))
    plan.look(day(7), "end", body_weight=67)
    assert course(plan, 6, 23) == ["1 x 21", "1 x 20", "7 x 13", "7 x 6", "2 x 0"]


def test_a_step_back_beside_an_open_pause_is_not_taken_for_one_that_was_done() -> None:
    """The dose for a weight begins no step: the step back of day 8 came before the pause."""
    plan = on_step_2()
    plan.look(day(14))
    plan.look(day(15), None, abdominal_pain=4)
    plan.adjust(day(16), "pause")
    tell(plan, 17, body_weight=67)
    tell(plan, 18, abdominal_pain=4)
    plan.adjust(day(19), "resume")
    assert step_of(plan, day(19))[0] == "a1"


# --- asked again

CHANGES = [
    ("10 % more", "77", False, None),
    ("above 10 % more", "77.1", False, Implausible),
    ("above 10 % more, confirmed", "77.1", True, None),
    ("above 10 % less", "62.9", False, Implausible),
]


@pytest.mark.parametrize(("kilograms", "confirmed", "refused"), [r[1:] for r in CHANGES], ids=[r[0] for r in CHANGES])
def test_a_change_above_10_per_cent_is_asked_again_before_it_is_used(
    kilograms: str, refused: type[Exception] | None, *, confirmed: bool
) -> None:
    plan = on_step_2()
    if refused is None:
        plan.adjust(day(10), "weigh", weight=kg(kilograms), confirmed=confirmed)
        assert str(plan.head.doses[-1].body.weight) == f"{kilograms} kg"
        return
    with pytest.raises(refused, match="10 %"):
        plan.adjust(day(10), "weigh", weight=kg(kilograms))
    assert len(plan.head.doses) == 1


def test_the_change_is_counted_from_the_last_weight() -> None:
    plan = on_step_2()
    plan.adjust(day(10), "weigh", weight=kg("76"))
    plan.adjust(day(11), "weigh", weight=kg("83"))
    assert str(plan.head.doses[-1].body.weight) == "83 kg"


def test_a_first_weight_is_compared_with_nothing() -> None:
    plan = walk(of_body=body(None, None))
    plan.adjust(day(2), "weigh", weight=kg("70"))
    assert str(plan.head.doses[-1].body.weight) == "70 kg"


@pytest.mark.parametrize("number", [11, 4])
def test_a_weight_is_from_today_or_before_and_not_older_than_the_last(number: int) -> None:
    plan = on_step_2()
    plan.adjust(day(5), "weigh", weight=kg("71"))
    with pytest.raises(WeighedOutOfTime):
        plan.adjust(day(10), "weigh", weight=kg("70"), weighed_on=day(number))
    plan.adjust(day(10), "weigh", weight=kg("70"), weighed_on=day(9))
    assert plan.head.doses[-1].body.weighed_on == day(9)


# --- weight loss

LOSSES = [
    ("less than 5 %", "66.6", False, "13", Phase.TITRATING),
    ("5 % of the start weight", "66.5", False, "0", Phase.STOPPED),
    ("5 %, planned", "66.5", True, "13", Phase.TITRATING),
]


@pytest.mark.parametrize(
    ("kilograms", "planned", "daily", "phase"), [row[1:] for row in LOSSES], ids=[row[0] for row in LOSSES]
)
def test_unplanned_weight_loss_of_5_per_cent_since_start_is_an_alarm(
    kilograms: str, daily: str, phase: Phase, *, planned: bool
) -> None:
    plan = on_step_2()
    plan.adjust(day(10), "weigh", weight=kg(kilograms), loss_was_planned=planned)
    assert (taken(plan, day(10)), plan.at(day(10)).phase) == ((daily,), phase)
    stopped = phase is Phase.STOPPED
    assert [call.call for call in plan.head.calls] == ([Call.TODAY] if stopped else [])
    if stopped:
        assert plan.head.ended is not None
        assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.ALARM, False)


def test_the_loss_is_counted_from_the_start_not_from_the_last_weight() -> None:
    plan = on_step_2()
    plan.adjust(day(9), "weigh", weight=kg("68"))
    plan.adjust(day(10), "weigh", weight=kg("66.5"))
    assert plan.at(day(10)).phase is Phase.STOPPED


def test_without_a_start_weight_nothing_was_lost() -> None:
    plan = walk(of_body=body(None, None))
    plan.adjust(day(2), "weigh", weight=kg("40"))
    assert plan.at(day(2)).phase is Phase.TITRATING


# what is told on day 10 by somebody who started with 70 kg, and what follows, in a text without a rule about weight
LOST_AT_A_CHECK_IN = [
    ("less than 5 %", "66.6", HOLD, Call.NONE, ()),
    ("5 % of the start weight", "66.5", STOP, Call.TODAY, ("alarm-weight_loss",)),
    ("so much that it is in doubt", "62", STOP, Call.TODAY, ("alarm-weight_loss",)),
    ("more than at the start", "73.6", HOLD, Call.NONE, ()),
]


@pytest.mark.parametrize(
    ("told", "dose", "call", "because"), [row[1:] for row in LOST_AT_A_CHECK_IN], ids=[r[0] for r in LOST_AT_A_CHECK_IN]
)
@pytest.mark.parametrize("by_weight", [True, False])
def test_h10_a_loss_that_a_check_in_tells_is_an_alarm_whatever_the_rules_say(
    told: str, dose: DoseOutcome, call: Call, because: tuple[str, ...], *, by_weight: bool
) -> None:
    fixed = item("alpha", step("a1", "5"), step("a2", "10"), step("a3", "15", (28, 28, 28)))
    plan = on_step_2() if by_weight else walk_on(protocol(fixed, checkpoints=LOOKS))
    decision = tell(plan, 10, body_weight=told)
    assert (decision.dose, decision.call, decision.call_because) == (dose, call, because)
    ended = plan.head.ended
    assert (ended is not None) is bool(because)
    if ended is not None:
        assert decision.sentence.startswith(
            "Stop at once. The weight is 5 % or more below the start: stop, call today."
        )
        assert (ended.reason, ended.final) == (StopReason.ALARM, False)


def test_a_loss_that_is_told_and_measured_is_one_alarm() -> None:
    plan = on_step_2()
    told = replace(plan.well(day(10), None, body_weight=66), alarms=yes("weight_loss"))
    assert plan.check_in(told).call_because == ("alarm-weight_loss",)


def test_a_loss_that_was_planned_is_known_and_counts_from_there() -> None:
    plan = on_step_2()
    plan.adjust(day(9), "weigh", weight=kg("66"), loss_was_planned=True)
    assert tell(plan, 10, body_weight=66).dose is HOLD
    assert tell(plan, 11, body_weight="62.8").dose is HOLD
    assert tell(plan, 12, body_weight="62.7").dose is STOP


def test_a_loss_that_was_made_up_for_is_an_alarm_again() -> None:
    plan = on_step_2()
    plan.adjust(day(9), "weigh", weight=kg("66"), loss_was_planned=True)
    plan.adjust(day(10), "weigh", weight=kg("70"))
    assert tell(plan, 11, body_weight=66).dose is STOP


def test_a_check_in_in_between_does_not_make_the_planned_weight_that_of_the_start() -> None:
    plan = on_step_2()
    plan.adjust(day(9), "weigh", weight=kg("66"), loss_was_planned=True)
    tell(plan, 10, body_weight=66)
    plan.adjust(day(11), "weigh", weight=kg("70"))
    assert tell(plan, 12, body_weight=66).dose is STOP


def test_without_a_start_weight_a_planned_loss_is_the_only_one_that_is_known() -> None:
    fixed = item("alpha", step("a1", "5"), step("a2", "10", (28, 28, 28)))
    plan = walk_on(protocol(fixed, checkpoints=LOOKS[:1]), of_body=body(None, None))
    plan.adjust(day(2), "weigh", weight=kg("66"), loss_was_planned=True)
    assert tell(plan, 3, body_weight=66).dose is HOLD
    assert "body_weight" not in plan.head.baseline
    assert tell(plan, 4, body_weight="62.7").dose is STOP


def test_a_loss_that_stopped_is_known_also_where_it_is_weighed_by_name() -> None:
    plan = on_step_2()
    plan.adjust(day(10), "weigh", weight=kg("66"))
    assert plan.at(day(10)).phase is Phase.STOPPED
    plan.adjust(day(11), "close_call", call=plan.head.calls[-1].event)
    plan.adjust(day(12), "resume", screening=Screening(confirmed_none=True))
    plan.adjust(day(13), "weigh", weight=kg("65.9"))
    assert plan.at(day(13)).phase is not Phase.STOPPED
    plan.adjust(day(14), "weigh", weight=kg("62.7"))
    assert plan.at(day(14)).phase is Phase.STOPPED


def test_a_loss_that_stopped_is_known_once_the_plan_was_taken_up_again() -> None:
    plan = on_step_2()
    assert tell(plan, 10, body_weight=66).dose is STOP
    plan.adjust(day(11), "close_call", call=plan.head.calls[-1].event)
    plan.adjust(day(12), "resume", screening=Screening(confirmed_none=True))
    for number, kilograms in ((13, "66"), (14, "65.9"), (15, "65.9")):
        assert tell(plan, number, body_weight=kilograms).dose is HOLD
    assert tell(plan, 16, body_weight="62.7").dose is STOP


# kilograms at the baseline of somebody who is 70 kg for the doses, kilograms told later, whether that is an alarm
FROM_THE_BASELINE = [("66", "65", False), ("66", "62.7", True), ("72", "68.4", True), ("72", "68.5", False)]


@pytest.mark.parametrize(("before", "told", "lost"), FROM_THE_BASELINE)
def test_the_loss_is_counted_from_the_weight_that_was_told_before_the_first_dose(
    before: str, told: str, *, lost: bool
) -> None:
    plan = walk_on(protocol(alpha(), checkpoints=(BEFORE, *LOOKS)))
    assert plan.look(day(1), "baseline", body_weight=before).dose is HOLD
    assert (tell(plan, 3, body_weight=told).dose is STOP) is lost


@pytest.mark.parametrize(("before", "told", "lost"), FROM_THE_BASELINE)
def test_and_so_is_the_loss_that_is_weighed_by_name(before: str, told: str, *, lost: bool) -> None:
    plan = walk_on(protocol(alpha(), checkpoints=(BEFORE, *LOOKS)))
    plan.look(day(1), "baseline", body_weight=before)
    plan.adjust(day(3), "weigh", weight=kg(told), confirmed=True)
    assert (plan.at(day(3)).phase is Phase.STOPPED) is lost


def test_without_any_weight_before_nothing_told_was_lost() -> None:
    fixed = item("alpha", step("a1", "5"), step("a2", "10", (28, 28, 28)))
    plan = walk_on(protocol(fixed, checkpoints=LOOKS[:1]), of_body=body(None, None))
    assert tell(plan, 3, body_weight=40).dose is HOLD


# --- a new caution about the dose


def light(kilograms: str) -> Walk:
    """15 g a day passes 0.5 g per kg below 30 kg; 20 g below 40 kg."""
    twenty = item("alpha", step("a1", "10"), step("a2", "20", (28, 28, 28)), entry="a2", substance=GLUTAMINE)
    looks = (look("tolerance", PAIN), end(PAIN, 28))
    return walk_on(protocol(twenty, checkpoints=looks), of_body=body(kilograms, "145"))


def test_a_weight_that_raises_a_caution_about_the_dose_pauses_until_it_is_screened() -> None:
    plan = light("41")
    done = plan.adjust(day(5), "weigh", weight=kg("39.5"))
    assert done.sentence.startswith("Paused at once: for this weight there is a new caution.")
    assert (taken(plan, day(5)), plan.head.calls[0].call) == (("0",), Call.ROUTINE)
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(6), "resume")
    answers = Screening(confirmed_none=True)
    plan.adjust(day(6), "resume", screening=answers, overrides=reasons(plan.protocol))
    assert (taken(plan, day(6)), plan.head.calls) == (("20",), ())


def test_the_days_of_a_lapse_before_such_a_pause_count() -> None:
    plan = light("41")
    plan.adjust(day(24), "weigh", weight=kg("39.5"))
    assert [len(track.breaks) for track in plan.head.tracks] == [1]
    assert plan.head.tracks[0].breaks[0].since == day(15)


def test_a_caution_that_is_asked_for_too_is_not_raised_by_a_weight_that_does_not_raise_it() -> None:
    asked = Caution(
        key="kidney-or-much",
        kind=CautionKind.PRECAUTION,
        label="Kidneys",
        why="Judgement.",
        action=Action.OVERRIDE_WITH_REASON,
        triggers=(Asked(question="Is there a disease of the kidneys?"), DailyDoseAbove(dose=grams_per_day("30"))),
    )
    light_enough = light("60").protocol
    plan = walk_on(replace(light_enough, cautions=(*light_enough.cautions, asked)), of_body=body("60", "145"))
    plan.adjust(day(5), "weigh", weight=kg("58"))
    assert taken(plan, day(5)) == ("20",)


def test_a_caution_that_was_raised_already_pauses_nothing() -> None:
    plan = light("39.5")
    plan.adjust(day(5), "weigh", weight=kg("39"))
    assert taken(plan, day(5)) == ("20",)


def test_cautions_are_about_the_lesser_of_ideal_and_actual_weight() -> None:
    plan = light("60")
    plan.adjust(day(5), "weigh", weight=kg("60"), height=of("140", Unit.CENTIMETRE), confirmed=True)
    assert taken(plan, day(5)) == ("20",)


# --- which weight

BASES = [
    ("actual", WeightBasis.ACTUAL, "80", "175", "40"),
    ("ideal, where it is the lesser", WeightBasis.IDEAL, "80", "170", "31"),
    ("actual, where it is the lesser", WeightBasis.IDEAL, "45", "170", "22"),
]


@pytest.mark.parametrize(("basis", "kilograms", "height", "daily"), [r[1:] for r in BASES], ids=[r[0] for r in BASES])
def test_half_a_gram_per_kilogram(basis: WeightBasis, kilograms: str, height: str, daily: str) -> None:
    one = item("alpha", step("a1", per_kg("0.5", basis), (28, 28, 28)))
    plan = walk_on(protocol(one, checkpoints=(look("tolerance", PAIN), end(PAIN, 28))), of_body=body(kilograms, height))
    assert taken(plan, day(1)) == (daily,)


def test_a_higher_dose_for_the_weight_is_one_of_the_rises_of_which_there_is_one() -> None:
    """Alpha rises by a step; beta, on its last, has its higher dose only at the next check-in."""
    beta = item("beta", step("b1", per_kg("0.1"), (7, 56, 56)))
    looks = (look("tolerance", PAIN), end(PAIN, 28, steps=("a3",)))
    plan = walk_on(protocol(alpha(), beta, checkpoints=looks), of_body=body("70", "175"))
    plan.adjust(day(3), "weigh", weight=kg("76"))
    plan.adjust(day(3), "weigh", weight=kg("82"))
    assert [each.carry_on for each in plan.look(day(7)).items] == [False, True]
    assert [taken(plan, day(number)) for number in (7, 8)] == [("7", "7"), ("16", "7")]
    plan.look(day(14))
    plan.look(day(21))
    assert taken(plan, day(22)) == ("24", "8")


@pytest.mark.parametrize(("mode", "daily"), [(Mode.GATED, "15"), (Mode.SCHEDULED, "14")])
def test_what_follows_the_calendar_never_rises_by_check_in_also_for_a_new_weight(mode: Mode, daily: str) -> None:
    one = item("alpha", step("a1", per_kg("0.2"), (7, 28, 28)), mode=mode)
    plan = walk_on(protocol(one, checkpoints=(look("tolerance", PAIN), end(PAIN, 28))), of_body=body("70", "175"))
    plan.adjust(day(3), "weigh", weight=kg("76"))
    assert plan.look(day(7)).carry_on is (mode is Mode.SCHEDULED)
    assert taken(plan, day(8)) == (daily,)


@pytest.mark.parametrize(("days_taken", "daily"), [(6, "22"), (5, "21"), (0, "21")])
def test_fewer_than_6_of_the_last_7_days_taken_wait_for_it_too(days_taken: int, daily: str) -> None:
    """On the last step there is no step above, but there is a higher dose that waits for an advance."""
    plan = on_step_2()
    plan.look(day(14))
    plan.adjust(day(16), "weigh", weight=kg("76"))
    decision = plan.look(day(21), days_taken=days_taken)
    assert decision.dose is (ADVANCE if days_taken == 6 else HOLD)
    assert taken(plan, day(22)) == (daily,)
    assert plan.at(day(22)).last_day == day(42)


def test_nor_does_it_rise_at_a_second_look_of_the_day_on_which_another_item_rose() -> None:
    beta = item("beta", step("b1", per_kg("0.1"), (7, 56, 56)))
    looks = (look("tolerance", PAIN), look("beta-look", PAIN, item="beta"), end(PAIN, 28, steps=("a3",)))
    plan = walk_on(protocol(alpha(), beta, checkpoints=looks), of_body=body("70", "175"))
    plan.adjust(day(3), "weigh", weight=kg("76"))
    plan.adjust(day(3), "weigh", weight=kg("82"))
    plan.look(day(7))
    second = plan.look(day(7), "beta-look")
    assert [(each.dose, each.carry_on) for each in second.items] == [(ADVANCE, True), (HOLD, False)]
    assert [taken(plan, day(number)) for number in (7, 8)] == [("7", "7"), ("16", "7")]


@pytest.mark.parametrize(("pain", "dose"), [(2, HOLD), (4, STEP_BACK)])
def test_a_fixed_dose_knows_no_weight(pain: int, dose: object) -> None:
    plan = walk()
    plan.adjust(day(3), "weigh", weight=kg("67"))
    assert plan.look(day(7), abdominal_pain=pain).dose is dose
    assert taken(plan, day(3)) == ("5",)
    assert plan.events[1].stamp.today == day(1) + DAY * 2


# --- an item that is over


@pytest.mark.parametrize("mode", [Mode.GATED, Mode.SCHEDULED])
@pytest.mark.parametrize("told", [True, False], ids=["told at a check-in", "weighed by name"])
def test_h15_a_lower_weight_gives_nothing_back_of_an_item_that_had_run_to_its_last_day(
    mode: Mode, *, told: bool
) -> None:
    """At 75 kg the taper is 5 g as well, and so none; alpha is over on day 7. At 71.3 kg it would be 4 g."""
    once = step("a1", "5", (7, 7, 7 if mode is Mode.GATED else 30))
    down = step("t1", per_kg("0.07"))
    short = item("alpha", once, taper=(down,), mode=mode)
    long = item("beta", step("b1", "3", (7, 7, 60)), step("b2", "6"))
    looks = (look("beta-look", PAIN, 14, item="beta"), end(PAIN, 60, item="beta"))
    plan = walk_on(protocol(short, long, checkpoints=looks), of_body=body("75", "175"))
    assert [taken(plan, day(number)) for number in (7, 8, 10)] == [("5", "3"), ("0", "3"), ("0", "3")]
    if told:
        plan.check_in(
            replace(
                plan.well(day(10), None), answers={"body_weight": DecimalString("71.3"), "days_taken": DecimalString(7)}
            )
        )
    else:
        plan.adjust(day(10), "weigh", weight=kg("71.3"))
    assert plan.head.doses[-1].body.weight == kg("71.3")
    plan.adjust(day(11), "pause")
    plan.adjust(day(12), "resume")
    assert {taken(plan, day(number))[0] for number in range(8, 60)} == {"0"}
    assert plan.at(day(12)).items[0].phase is Phase.FINISHED
    assert taken(plan, day(7)) == ("5", "3")


def test_h15_a_lower_weight_told_after_a_lapse_gives_back_no_day_of_an_item_that_came_to_its_end_meanwhile() -> None:
    """Beta's first look is out by day 17, its sheet since day 10; its 20 days are over before the weight is told."""
    beta = item("beta", step("b1", "3", (20, 20, 20)))
    looks = (
        look("alpha-look", PAIN, 60, item="alpha"),
        look("beta-look", PAIN, 2, item="beta"),
        end(PAIN, 20, item="beta"),
    )
    plan = walk_on(protocol(alpha(), beta, checkpoints=looks), of_body=body("70", "175"))
    assert [taken(plan, day(number)) for number in (16, 17, 20)] == [("7", "3"), ("0", "0"), ("0", "0")]
    plan.check_in(replace(plan.well(day(23), None), answers={"body_weight": DecimalString(67)}))
    assert plan.head.doses[-1].body.weight == kg("67")
    assert {taken(plan, day(number)) for number in range(10, 60)} == {("0", "0")}
    assert [each.phase for each in plan.at(day(23)).items] == [Phase.PAUSED, Phase.FINISHED]
    assert taken(plan, day(9)) == ("7", "3")
