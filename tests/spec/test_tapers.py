"""Tapering: a step down a list of falling doses, in which nothing raises."""

import pytest
from msgspec.structs import replace

from protocols.authoring.item import Mode
from protocols.authoring.protocol import substance_items
from protocols.checkpoints.checkpoint import CheckpointKind, Timing
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.quantity import Unit, of
from protocols.plans.adjusting import StepRefused
from protocols.plans.check_in import CheckIn
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from protocols.plans.spans import span_on
from protocols.refusal import Malformed
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import Walk, walk_on, yes
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
    protocol,
    step,
    step_of,
    taken,
)

KG_69 = of("69", Unit.KILOGRAM)
LADDER = (step("a0", "2"), step("a1", "9"), step("a2", "15", (14, 14, 21)))
DOWN = (step("t1", "12", (3, 7, 10)), step("t2", "8", (3, 7, 10)), step("t3", "4", (3, 7, 10)))
LOOKS = (
    look("tolerance", PAIN, 7, steps=("a0", "a1", "a2")),
    look("down", PAIN, 5, steps=("t1", "t2", "t3")),
    end(PAIN, 14, steps=("a2",)),
)


def gated(mode: Mode = Mode.GATED, entry: str = "a2") -> Walk:
    """15 g for two weeks, then 12, 8 and 4 g for a week each; each at most 21 and 10 days."""
    return walk_on(protocol(item("alpha", *LADDER, entry=entry, taper=DOWN, mode=mode), checkpoints=LOOKS))


def scheduled() -> Walk:
    """The same by the calendar."""
    steps = (step("a2", "15", (14, 14, 21)),)
    return walk_on(protocol(item("alpha", *steps, taper=DOWN, mode=Mode.SCHEDULED), checkpoints=LOOKS))


def on_the_taper() -> Walk:
    """On 12 g since day 15."""
    plan = gated()
    plan.look(day(7))
    plan.look(day(14), "end")
    return plan


def test_all_well_it_goes_down_step_by_step_and_finishes() -> None:
    plan = on_the_taper()
    assert [plan.look(day(number), "down").dose for number in (19, 24, 29)] == [ADVANCE] * 3
    assert course(plan, 1, 32) == ["14 x 15", "5 x 12", "5 x 8", "5 x 4", "3 x 0"]
    assert [plan.at(day(number)).phase for number in (14, 15, 29, 30)] == [
        Phase.MAINTAINING,
        Phase.TAPERING,
        Phase.TAPERING,
        Phase.FINISHED,
    ]
    assert due(plan, day(29)) == []
    assert [track.ended.final for track in plan.head.tracks if track.ended] == [False]


# what is answered on 12 g, the outcome, the g a day on that day and on the next
ON_THE_TAPER = [
    ("advance goes to the next lower dose", 0, ADVANCE, ("12", "8")),
    ("hold stays on the present one", 2, HOLD, ("12", "12")),
    ("step back goes to the next lower dose, at once", 4, STEP_BACK, ("8", "8")),
    ("pause ends dosing", 7, PAUSE, ("0", "0")),
    ("stop ends dosing", 9, STOP, ("0", "0")),
]


@pytest.mark.parametrize(
    ("pain", "outcome", "doses"), [row[1:] for row in ON_THE_TAPER], ids=[r[0] for r in ON_THE_TAPER]
)
def test_h11_on_a_taper(pain: int, outcome: DoseOutcome, doses: tuple[str, str]) -> None:
    plan = on_the_taper()
    assert plan.look(day(19), "down", abdominal_pain=pain).dose is outcome
    assert (*taken(plan, day(19)), *taken(plan, day(20))) == doses


@pytest.mark.parametrize(("pain", "arrived_by"), [(0, None), (4, STEP_BACK)])
def test_a_lower_dose_of_the_taper_knows_whether_symptoms_led_to_it(pain: int, arrived_by: DoseOutcome | None) -> None:
    plan = on_the_taper()
    plan.look(day(19), "down", abdominal_pain=pain)
    assert span_on(plan.head.tracks[0], day(20)).arrived_by is arrived_by


def test_an_advance_on_the_taper_waits_for_the_least_days() -> None:
    plan = walk_on(
        protocol(item("alpha", *LADDER, entry="a2", taper=(step("t1", "12", (6, 7, 10)), *DOWN[1:])), checkpoints=LOOKS)
    )
    plan.look(day(7))
    plan.look(day(14), "end")
    plan.look(day(18), "down")
    assert course(plan, 14, 22) == ["1 x 15", "6 x 12", "2 x 8"]


def test_a_step_back_on_the_lowest_dose_of_the_taper_ends_it() -> None:
    plan = on_the_taper()
    for number in (19, 24):
        plan.look(day(number), "down")
    decision = plan.look(day(26), None, abdominal_pain=4)
    assert (decision.dose, taken(plan, day(25)), taken(plan, day(26))) == (STEP_BACK, ("4",), ("0",))
    assert decision.sentence.startswith(f"The course ends; nothing is taken from {day(26)} on.")
    assert plan.at(day(26)).phase is Phase.FINISHED
    assert [track.ended.final for track in plan.head.tracks if track.ended] == [False]


def test_nobody_has_to_be_asked_for_less_a_gated_dose_falls_after_its_most_days() -> None:
    assert course(gated(), 1, 55) == ["21 x 15", "10 x 12", "10 x 8", "10 x 4", "4 x 0"]
    assert gated().at(day(1)).last_day == day(51)


def test_a_scheduled_dose_falls_after_its_planned_days() -> None:
    assert course(scheduled(), 1, 40) == ["14 x 15", "7 x 12", "7 x 8", "7 x 4", "5 x 0"]
    assert scheduled().at(day(1)).last_day == day(35)


def test_a_schedule_shows_the_taper_after_the_last_step() -> None:
    plan = gated(entry="a0")
    stretches = [(each.step, (each.until - each.since).days + 1) for each in plan.schedule(day(1)).stretches]
    assert stretches == [("a0", 7), ("a1", 7), ("a2", 14), ("t1", 7), ("t2", 7), ("t3", 7)]
    assert plan.schedule(day(1)).last_day == day(49)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_built_in_protocol_tapers(slug: str) -> None:
    """The one documented taper is of another use: 21 days after 336 days at up to 30 g."""
    assert [each.taper for each in substance_items(PROTOCOLS[slug])] == [()]


# --- what a hold does to a fall that comes by the calendar


def test_a_hold_puts_a_scheduled_fall_off_until_the_next_look() -> None:
    plan = scheduled()
    held = plan.look(day(7), "tolerance", abdominal_pain=2)
    assert held.sentence.startswith("Hold at 15 g a day; the next lower dose waits until")
    assert course(plan, 1, 30)[0] == "14 x 15"
    late = plan.look(day(14), "tolerance", abdominal_pain=2)
    assert late.sentence.startswith(f"Hold at 15 g a day; the next lower dose waits until {day(22)}.")
    assert course(plan, 1, 45) == ["21 x 15", "7 x 12", "7 x 8", "7 x 4", "3 x 0"]


@pytest.mark.parametrize(("number", "again"), [(7, 14), (14, 17)], ids=["on time", "a week late"])
def test_a_hold_that_puts_a_fall_off_is_looked_at_again_as_after_any_hold(number: int, again: int) -> None:
    plan = scheduled()
    plan.look(day(number), "tolerance", abdominal_pain=2)
    assert [each for each in due(plan, day(number)) if each[0] == "tolerance"] == [("tolerance", again)]


def test_a_check_in_that_was_answered_with_a_hold_is_not_missed_and_lapses_nothing() -> None:
    """Planned for 30 days: held on day 7, the next look is on day 14, and out by day 29."""
    steps = (step("a2", "15", (30, 30, 40)),)
    looks = (look("tolerance", PAIN, 7), end(PAIN, 60))
    plan = walk_on(protocol(item("alpha", *steps, taper=DOWN, mode=Mode.SCHEDULED), checkpoints=looks))
    plan.look(day(7), "tolerance", abdominal_pain=2)
    assert course(plan, 1, 30) == ["28 x 15", "2 x 0"]


@pytest.mark.parametrize("number", [12, 21, 22, 26])
def test_a_hold_leaves_a_fall_that_an_extension_put_off(number: int) -> None:
    """Extended to day 60, with three weeks of taper at its end: the most days of the step say nothing more."""
    plan = scheduled()
    plan.look(day(7))
    plan.adjust(day(8), "extend", until=day(60), screening=Screening(confirmed_none=True))
    known = course(plan, 1, 61)
    assert known == ["39 x 15", "7 x 12", "7 x 8", "7 x 4", "1 x 0"]
    assert plan.look(day(number), "tolerance", abdominal_pain=2).dose is HOLD
    assert course(plan, 1, 61) == known


@pytest.mark.parametrize("number", [-1, 1])
def test_a_baseline_puts_no_fall_off(number: int) -> None:
    """Planned for 3 days and at most 10: what is known before the start is no reason to take a dose for longer."""
    before = look("before", (), None, kind=CheckpointKind.BASELINE, asks=("abdominal_pain",))
    alpha = item("alpha", step("a2", "15", (3, 3, 10)), taper=DOWN, mode=Mode.SCHEDULED)
    plan = walk_on(protocol(alpha, checkpoints=(before, look("tolerance", PAIN, 2), end(PAIN, 3))))
    plan.look(day(number), "before", abdominal_pain=2)
    assert course(plan, 1, 11) == ["3 x 15", "7 x 12", "1 x 8"]


def test_no_number_of_holds_puts_it_off_beyond_the_most_days() -> None:
    plan = scheduled()
    for number in (7, 14, 18, 21):
        plan.look(day(number), "tolerance", abdominal_pain=2)
    assert course(plan, 1, 24) == ["21 x 15", "3 x 12"]


def test_a_dose_that_was_held_back_is_paused_and_comes_back() -> None:
    plan = scheduled()
    plan.look(day(14), "tolerance", abdominal_pain=2)
    plan.adjust(day(17), "pause")
    assert plan.at(day(17)).phase is Phase.PAUSED
    assert course(plan, 1, 18) == ["16 x 15", "2 x 0"]
    plan.adjust(day(19), "resume")
    assert course(plan, 1, 26) == ["16 x 15", "2 x 0", "7 x 12", "1 x 8"]


def test_what_was_put_off_stays_so_whatever_else_is_recorded() -> None:
    plan = scheduled()
    plan.look(day(14), "tolerance", abdominal_pain=2)
    plan.adjust(day(16), "weigh", weight=KG_69)
    plan.look(day(17), None)
    assert course(plan, 1, 24) == ["21 x 15", "3 x 12"]


def test_a_fall_on_the_taper_that_was_put_off_stays_so_too() -> None:
    """12 g since day 15, held on day 19: it would fall on day 22, and at the latest after its 10 most days."""
    plan = scheduled()
    plan.look(day(19), "down", abdominal_pain=2)
    assert course(plan, 13, 34) == ["2 x 15", "10 x 12", "7 x 8", "3 x 4"]
    plan.look(day(20), None)
    assert course(plan, 13, 34) == ["2 x 15", "10 x 12", "7 x 8", "3 x 4"]


def test_a_hold_on_the_very_day_of_a_fall_puts_off_the_next_one_and_not_this_one() -> None:
    plan = scheduled()
    plan.look(day(15), "down", abdominal_pain=2)
    for _ in range(2):
        assert course(plan, 1, 37) == ["14 x 15", "8 x 12", "7 x 8", "7 x 4", "1 x 0"]
        plan.look(day(15), None)


def test_a_pause_that_was_set_and_taken_back_leaves_put_off_what_was_put_off() -> None:
    plan = scheduled()
    plan.look(day(14), "tolerance", abdominal_pain=2)
    plan.adjust(day(15), "pause", on=day(30))
    plan.adjust(day(16), "resume")
    assert course(plan, 1, 24) == ["21 x 15", "3 x 12"]


def test_a_lapse_ends_what_was_put_off() -> None:
    """Put off to day 45; the second look is out by day 31, and by then nothing was taken for a week."""
    steps = (step("a2", "15", (14, 14, 60)),)
    looks = (look("tolerance", PAIN, 14, again_after=30), look("second", PAIN, 16), end(PAIN, 60, steps=("a2",)))
    plan = walk_on(protocol(item("alpha", *steps, taper=DOWN, mode=Mode.SCHEDULED), checkpoints=looks))
    plan.look(day(14), "tolerance", abdominal_pain=2)
    assert course(plan, 1, 30) == ["30 x 15"]
    plan.adjust(day(31), "resume")
    assert course(plan, 1, 33) == ["23 x 15", "7 x 0", "3 x 12"]


def test_after_a_step_back_on_the_taper_the_falls_count_from_that_day() -> None:
    """12 g for up to 30 days, 8 g for up to 5: back to 8 g on day 19, it falls again on day 24."""
    down = (step("t1", "12", (3, 7, 30)), step("t2", "8", (3, 5, 5)), DOWN[2])
    plan = walk_on(protocol(item("alpha", *LADDER, entry="a2", taper=down), checkpoints=LOOKS))
    plan.look(day(7))
    plan.look(day(14), "end")
    plan.look(day(19), "down", abdominal_pain=4)
    assert course(plan, 14, 34) == ["1 x 15", "4 x 12", "5 x 8", "10 x 4", "1 x 0"]


def test_what_moves_no_fall_writes_none_and_speaks_of_none() -> None:
    plan = on_the_taper()
    decision = plan.look(day(19), "down", abdominal_pain=2)
    assert decision.effect.moves == ()
    assert decision.sentence.startswith("Hold at 12 g a day. Rule mild.")
    assert plan.adjust(day(20), "weigh", weight=KG_69).effect.moves != ()


def test_a_check_in_on_the_day_of_a_fall_moves_no_fall() -> None:
    plan = on_the_taper()
    plan.look(day(19), "down", abdominal_pain=2)
    plan.look(day(25), None, abdominal_pain=2)
    assert course(plan, 14, 40) == ["1 x 15", "10 x 12", "10 x 8", "6 x 4"]


def test_a_decided_fall_is_no_rise_that_could_be_taken_back_by_name() -> None:
    plan = gated()
    plan.look(day(7))
    plan.look(day(14), "end")
    with pytest.raises(StepRefused, match="No rise has been decided"):
        plan.adjust(day(14), "hold")


def test_the_looks_of_a_taper_that_comes_by_the_calendar_are_ahead() -> None:
    assert due(scheduled(), day(1)) == [("tolerance", 7), ("end", 14), ("down", 19), ("down", 26), ("down", 33)]


@pytest.mark.parametrize("of", [None, "alpha"], ids=["of the plan", "of the item"])
def test_the_end_is_looked_at_once_although_it_goes_down_a_taper(of: str | None) -> None:
    looks = (*LOOKS[:2], end(PAIN, 14, steps=("a2",), item=of))
    plan = walk_on(protocol(item("alpha", *LADDER, entry="a2", taper=DOWN), checkpoints=looks))
    plan.look(day(7))
    assert plan.look(day(14), "end").sentence.startswith(
        f"Carry on with 15 g a day, then 12 g a day from {day(15)} on."
    )
    assert course(plan, 13, 36) == ["2 x 15", "10 x 12", "10 x 8", "2 x 4"]
    plan.look(day(19), "down", abdominal_pain=2)
    plan.look(day(30), "down", abdominal_pain=2)
    assert "end" not in [key for key, _ in due(plan, day(40))]


@pytest.mark.parametrize("pain", [4, 7])
def test_the_end_of_one_item_with_symptoms_leads_down_no_taper(pain: int) -> None:
    looks = (*LOOKS[:2], end(PAIN, 14, steps=("a2",), item="alpha"))
    plan = walk_on(protocol(item("alpha", *LADDER, entry="a2", taper=DOWN), checkpoints=looks))
    plan.look(day(7))
    plan.look(day(14), "end", abdominal_pain=pain)
    assert course(plan, 13, 36) == ["1 x 15", "23 x 0"]


def test_a_hold_never_puts_a_gated_fall_off() -> None:
    plan = on_the_taper()
    for number in (19, 22, 24):
        plan.look(day(number), "down", abdominal_pain=2)
    assert course(plan, 14, 26) == ["1 x 15", "10 x 12", "2 x 8"]


# what is told beside an illness on 12 g, the g a day that the plan comes back to
TOLD = [(0, "12"), (4, "8")]


@pytest.mark.parametrize(("pain", "daily"), TOLD)
def test_a_pause_hides_no_fall_that_was_asked_for(pain: int, daily: str) -> None:
    plan = on_the_taper()
    plan.check_in(replace(plan.well(day(18), None, abdominal_pain=pain), changes=yes("ill_now")))
    plan.adjust(day(20), "resume")
    assert taken(plan, day(20)) == (daily,)


def test_on_the_last_dose_of_the_taper_there_is_none_below() -> None:
    plan = on_the_taper()
    for number in (19, 24):
        plan.look(day(number), "down")
    plan.check_in(replace(plan.well(day(26), None, abdominal_pain=4), changes=yes("ill_now")))
    plan.adjust(day(28), "resume")
    assert [taken(plan, day(number)) for number in (26, 28)] == [("0",), ("4",)]


# --- nothing raises


RAISING = [
    ("a step above", "a2"),
    ("a step of the ladder", "a0"),
    ("the present dose", "t2"),
    ("a dose of the taper above", "t1"),
]


@pytest.mark.parametrize("wanted", [row[1] for row in RAISING], ids=[row[0] for row in RAISING])
def test_no_name_raises_a_dose_in_a_taper(wanted: str) -> None:
    plan = on_the_taper()
    plan.look(day(19), "down")
    with pytest.raises(StepRefused, match="Nothing raises a dose in a taper; lower are: t3"):
        plan.adjust(day(21), "set_step", step=wanted)


def test_a_name_goes_down_the_taper_as_far_as_is_wanted() -> None:
    plan = on_the_taper()
    assert plan.adjust(day(16), "set_step", step="t3").sentence == f"Set to 4 g a day from {day(16)}."
    assert course(plan, 14, 30) == ["1 x 15", "1 x 12", "10 x 4", "5 x 0"]
    with pytest.raises(StepRefused, match="lower are: none"):
        plan.adjust(day(17), "set_step", step="t3")


# days without a dose, what the plan comes back to
BACK = [(2, "12"), (7, "12"), (8, "8"), (14, "8")]


@pytest.mark.parametrize(("days", "daily"), BACK)
def test_coming_back_on_a_taper_is_where_it_was_or_one_lower(days: int, daily: str) -> None:
    plan = on_the_taper()
    plan.adjust(day(16), "pause")
    plan.adjust(day(16 + days), "resume")
    assert taken(plan, day(16 + days)) == (daily,)


def test_a_pause_on_the_taper_puts_the_falls_off_by_its_days() -> None:
    plan = on_the_taper()
    plan.adjust(day(16), "pause")
    plan.adjust(day(20), "resume")
    assert course(plan, 14, 52) == ["1 x 15", "1 x 12", "4 x 0", "9 x 12", "10 x 8", "10 x 4", "4 x 0"]


def test_a_pause_from_a_later_day_stops_the_falls_only_from_then_on() -> None:
    plan = on_the_taper()
    plan.adjust(day(16), "pause", on=day(27))
    assert course(plan, 14, 30) == ["1 x 15", "10 x 12", "2 x 8", "4 x 0"]
    plan.adjust(day(29), "resume")
    assert course(plan, 14, 50) == ["1 x 15", "10 x 12", "2 x 8", "2 x 0", "8 x 8", "10 x 4", "4 x 0"]


def test_a_lapse_is_not_ended_by_a_fall_that_comes_by_the_calendar() -> None:
    """The check-in of day 7 is out by day 22; at the fall of day 31 nobody has spoken yet."""
    steps = (step("a1", "9"), step("a2", "15", (14, 14, 30)))
    plan = walk_on(protocol(item("alpha", *steps, entry="a2", taper=DOWN), checkpoints=LOOKS))
    assert course(plan, 1, 60) == ["21 x 15", "39 x 0"]
    plan.adjust(day(32), "resume", screening=Screening(confirmed_none=True))
    assert taken(plan, day(32)) == ("8",)


def test_after_a_settled_step_comes_only_what_is_less() -> None:
    plan = gated(entry="a1")
    plan.adjust(day(9), "settle")
    assert course(plan, 1, 60) == ["22 x 9", "10 x 8", "10 x 4", "18 x 0"]
    assert [move.step for move in plan.events[-1].effect.moves] == ["a1", "t2", "t3"]  # type: ignore[union-attr]


def test_an_alarm_ends_a_taper_as_anything_else() -> None:
    plan = on_the_taper()
    plan.check_in(replace(plan.well(day(16), None), alarms=yes("fever")))
    assert course(plan, 14, 40) == ["1 x 15", "1 x 12", "25 x 0"]
    assert plan.head.ended is not None
    assert plan.head.ended.reason is StopReason.ALARM
    assert step_of(plan, day(40))[0] == "t1"


@pytest.mark.parametrize("on", [45, 40, 27])
def test_what_is_told_after_a_lapse_gives_no_day_back(on: int) -> None:
    """Nobody answers the look of day 19: the sheet ran out on day 26, whatever falls by the calendar on day 40."""
    down = (step("t1", "12", (3, 7, 25)), step("t2", "8", (3, 7, 30)))
    looks = (*LOOKS[:1], look("down", PAIN, 5, steps=("t1", "t2")), end(PAIN, 14, steps=("a2",)))
    plan = walk_on(protocol(item("alpha", *LADDER, entry="a2", taper=down), checkpoints=looks))
    plan.look(day(7))
    plan.look(day(14), "end")
    known = [taken(plan, day(number)) for number in range(1, 45)]
    assert (known[25], set(known[33:])) == (("12",), {("0",)})
    plan.check_in(CheckIn(on=day(on), alarms=yes("fever")), day(45))
    assert [taken(plan, day(number)) for number in range(1, 45)] == [*known[:26], *[("0",)] * 18]


@pytest.mark.parametrize(("named", "gone"), [(4, ["3 x 5", "2 x 0", "3 x 3", "3 x 2", "3 x 0"]), (7, [])])
def test_a_pause_from_the_day_of_a_fall_keeps_the_fall_waiting(named: int, gone: list[str]) -> None:
    """Three days each of 5, 3 and 2 g; the pause is named ahead, for the day on which the next dose would begin."""
    fallen = (step("t1", "3", (3, 3, 3)), step("t2", "2", (3, 3, 3)))
    alpha = item("alpha", step("a1", "5", (3, 3, 3)), taper=fallen)
    plan = walk_on(protocol(alpha, checkpoints=(end(PAIN, 3),)))
    plan.adjust(day(2), "pause", on=day(named))
    assert plan.at(day(named)).phase is Phase.PAUSED
    plan.adjust(day(named + 2), "resume")
    assert course(plan, 1, 14) == (gone or ["3 x 5", "3 x 3", "2 x 0", "3 x 2", "3 x 0"])


def test_a_look_that_sends_down_the_taper_later_is_done() -> None:
    """The dose goes on for its least days, and nobody is asked the same once more until then."""
    fallen = (step("t1", "3", (4, 7, 7)), step("t2", "2", (3, 3, 3)))
    alpha = item("alpha", step("a1", "5", (3, 3, 3)), taper=fallen)
    looks = (look("on-taper", PAIN, 1, steps=("t1",)), end(PAIN, 3, steps=("a1",)))
    plan = walk_on(protocol(alpha, checkpoints=looks))
    plan.look(day(3), "end")
    assert [each[0] for each in due(plan, day(4))] == ["on-taper"]
    plan.look(day(4), "on-taper")
    assert course(plan, 1, 12) == ["3 x 5", "4 x 3", "3 x 2", "2 x 0"]
    assert due(plan, day(4)) == []


def test_a_hold_overtakes_no_fall_that_was_decided() -> None:
    """On day 4 the next dose is decided for day 5; what is entered late on the same day only holds."""
    fallen = (step("t1", "3", (2, 3, 3)), step("t2", "2", (1, 2, 4)), step("t3", "1", (3, 3, 3)))
    alpha = item("alpha", step("a1", "5", (2, 2, 2)), taper=fallen, mode=Mode.SCHEDULED)
    looks = (
        look("on-taper", PAIN, 1, steps=("t1",)),
        look("also", PAIN, 2, steps=("t1",)),
        end(PAIN, 2, steps=("a1",)),
    )
    plan = walk_on(protocol(alpha, checkpoints=looks))
    plan.look(day(2), "end")
    plan.look(day(4), "on-taper")
    decided = course(plan, 1, 12)
    assert decided[:3] == ["2 x 5", "2 x 3", "2 x 2"]
    plan.look(day(3), "also", today=day(4))
    assert course(plan, 1, 12)[:3] == decided[:3]


# what is looked at on the day on which the next dose was decided, the days on 12 g from day 15 on
TAKEN_BACK = [
    ("nothing that is looked at again: the day it was decided for", None, 9),
    ("a look: after the next one, at most after the most days", "down", 10),
]


@pytest.mark.parametrize(("looked", "days"), [row[1:] for row in TAKEN_BACK], ids=[row[0] for row in TAKEN_BACK])
def test_h11_a_hold_that_takes_back_a_fall_stays_on_the_present_dose(looked: str | None, days: int) -> None:
    """Held on day 19 beyond the 7 planned days; on day 23 it goes down from the next day on, and is held again."""
    plan = scheduled()
    plan.look(day(19), "down", abdominal_pain=2)
    assert plan.look(day(23), "down").dose is ADVANCE
    held = plan.look(day(23), looked, abdominal_pain=2)
    assert held.sentence.startswith(f"Hold at 12 g a day; the next lower dose waits until {day(15 + days)}.")
    assert course(plan, 15, 21 + days) == [f"{days} x 12", "7 x 8"]


def test_a_fall_that_is_taken_back_before_a_pause_waits_for_whoever_ends_it() -> None:
    plan = scheduled()
    plan.look(day(19), "down")
    plan.adjust(day(19), "pause", on=day(20))
    assert plan.look(day(19), None, abdominal_pain=2).dose is HOLD
    assert course(plan, 15, 21) == ["5 x 12", "2 x 0"]


def test_a_dose_of_the_taper_is_named_as_no_other_of_its_item() -> None:
    with pytest.raises(Malformed, match="Two steps of an item never share a key") as refused:
        item("alpha", step("a1", "5"), step("a2", "10"), taper=(step("a1", "3"),))
    assert refused.value.pointer == "/taper"


def test_an_end_that_is_looked_at_on_the_way_down_a_taper_cuts_nothing_off() -> None:
    """Beta goes down by the calendar from day 4 on, with a dose to go when alpha's end is looked at."""
    alpha = item("alpha", step("a1", "6", (5, 5, 10)))
    beta = item("beta", step("b1", "5", (3, 3, 3)), taper=(step("t1", "3", (3, 3, 3)), step("t2", "2", (9, 9, 9))))
    looks = (look("tolerance", PAIN, 40), end(PAIN, 5, steps=("a1",)))
    plan = walk_on(protocol(alpha, beta, checkpoints=looks))
    before = [taken(plan, day(number))[1] for number in range(1, 18)]
    assert before == ["5"] * 3 + ["3"] * 3 + ["2"] * 9 + ["0"] * 2
    assert plan.look(day(5), "end").timing is Timing.ON_TIME
    assert [taken(plan, day(number))[1] for number in range(1, 18)] == before
    assert plan.at(day(5)).last_day == day(15)
