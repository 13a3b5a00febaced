"""Alarms and adverse events told outside a check-in, in every state of a plan."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.outcome import Call
from protocols.plans.adverse_event import AdverseEvent, EventSeverity, SeriousBecause
from protocols.plans.check_in import CheckIn, UnknownQuestion
from protocols.plans.decide import PlanOver
from protocols.plans.effect import Ended, StopReason
from protocols.plans.event import Reported
from protocols.plans.fold import apply
from protocols.plans.not_tolerated import below_the_reaction
from protocols.plans.position import LIVE, Phase
from protocols.plans.report import Report
from protocols.plans.reporting import Reporting, ReportOutOfTime, report
from protocols.plans.screening import Screening
from protocols.plans.spans import Break
from protocols.plans.spoken import lowered, to_say
from protocols.refusal import Malformed
from tests.plans.walking import DAY, DAY_1, NONE, Walk, stamp, walk, yes
from tests.spec.test_tapers import on_the_taper

MODERATE: Final = EventSeverity.MODERATE


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def tell(plan: Walk, told: Report, today: date | None = None) -> Reporting:
    """The report as it goes into the plan's log."""
    now = today or told.on
    done = report(plan.protocol, plan.head, told, now)
    event = Reported(
        stamp=stamp(plan.head.seq + 1, now),
        report=told,
        dose_then=done.dose_then,
        sentence=done.sentence,
        effect=done.effect,
    )
    assert apply(plan.head, event).seq == plan.head.seq + 1
    plan.events.append(event)
    return done


def bad(severity: str = "mild", onset: int = 3, **also: Any) -> AdverseEvent:
    return AdverseEvent(what="Cramps after each dose", onset=day(onset), severity=EventSeverity(severity), **also)


def test_confusion_asks_for_ammonia_and_liver_tests_the_same_day() -> None:
    plan = walk()
    at_a_look = plan.check_in(CheckIn(on=day(3), alarms=yes("confusion"))).sentence
    reported = tell(walk(), Report(on=day(3), alarms=("confusion",))).sentence
    assert "Ammonia and liver tests the same day." in at_a_look
    assert "Ammonia and liver tests the same day." in reported
    assert "Ammonia" not in tell(walk(), Report(on=day(3), alarms=("collapse",))).sentence


# --- an alarm stops in every state

ALARMS = [(each.key, each.level.value, each.final, each.records) for each in LOCKED]


@pytest.mark.parametrize(("key", "call", "final", "records"), ALARMS, ids=[row[0] for row in ALARMS])
def test_h10_each_locked_alarm_stops_on_any_day(key: str, call: str, final: bool, records: str | None) -> None:
    plan = walk()
    done = tell(plan, Report(on=day(3), alarms=(key,)))
    assert (plan.dose(day(2)), plan.dose(day(3))) == (5, 0)
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.ALARM, final)
    assert [(each.call, each.because) for each in plan.head.calls] == [(Call(call), (f"alarm-{key}",))]
    assert done.records == (() if records is None else (records,))
    assert done.sentence.startswith("Stop for good. Alarm: " if final else "Stop at once. Alarm: ")


def not_begun() -> Walk:
    return walk(today=DAY_1 - DAY)


def paused() -> Walk:
    plan = walk()
    plan.adjust(day(2), "pause")
    return plan


def stopped() -> Walk:
    plan = walk()
    plan.adjust(day(2), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    return plan


def in_error() -> Walk:
    plan = walk()
    plan.adjust(day(2), "entered_in_error")
    return plan


def finished() -> Walk:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(7))
    plan.look(day(28), "review")
    plan.look(day(56), "end")
    return plan


STATES: list[tuple[str, Callable[[], Walk], int, Phase, str]] = [
    ("not begun", not_begun, 0, Phase.STOPPED, "Stop at once."),
    ("paused", paused, 3, Phase.STOPPED, "Stop at once."),
    ("stopped", stopped, 3, Phase.STOPPED, "The plan is over; nothing is taken."),
    ("entered in error", in_error, 3, Phase.ENTERED_IN_ERROR, "The plan is over; nothing is taken."),
    ("finished", finished, 60, Phase.FINISHED, "The plan is over; nothing is taken."),
]


@pytest.mark.parametrize(("begin", "on", "phase", "says"), [row[1:] for row in STATES], ids=[row[0] for row in STATES])
def test_h10_a_report_is_taken_in_every_state(begin: Callable[[], Walk], on: int, phase: Phase, says: str) -> None:
    plan = begin()
    done = tell(plan, Report(on=day(on), alarms=("jaundice",)))
    assert done.sentence == f"{says} Alarm: Yellow skin or eyes, very dark urine. A practitioner calls today."
    assert plan.at(day(on)).phase is phase
    assert plan.head.calls[-1].call is Call.TODAY
    assert plan.dose(day(on + 1)) == 0


def test_a_final_alarm_after_the_end_makes_the_end_final() -> None:
    plan = stopped()
    tell(plan, Report(on=day(5), alarms=("jaundice",)))
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.CLIENTS_CHOICE, False)
    tell(plan, Report(on=day(5), alarms=("allergic_reaction",)))
    assert (plan.head.ended.on, plan.head.ended.reason) == (day(2), StopReason.CLIENTS_CHOICE)
    assert plan.head.ended.final
    assert tell(plan, Report(on=day(5), alarms=("seizure",))).effect.ended is None


def test_the_most_urgent_of_several_alarms_calls() -> None:
    done = tell(walk(), Report(on=day(3), alarms=("rash_itch_swelling", "chest_pain")))
    assert (done.effect.call, done.effect.call_because) == (
        Call.EMERGENCY,
        ("alarm-chest_pain", "alarm-rash_itch_swelling"),
    )


# --- an adverse event: how bad, what follows, who is called

IN_HOSPITAL = (SeriousBecause.HOSPITAL,)
EVENTS: list[tuple[str, AdverseEvent, int, AbstractSet[Phase], Call, str]] = [
    ("mild", bad(), 5, LIVE, Call.ROUTINE, "The dose stays; nothing rises before the next check-in."),
    ("moderate", bad("moderate"), 0, {Phase.PAUSED}, Call.TODAY, "Pause at once: nothing is taken until"),
    ("severe", bad("severe"), 0, {Phase.STOPPED}, Call.TODAY, "Stop at once."),
    ("mild and serious", bad(serious=IN_HOSPITAL), 0, {Phase.STOPPED}, Call.TODAY, "Stop at once."),
]


@pytest.mark.parametrize(
    ("event", "dose", "phases", "call", "says"), [row[1:] for row in EVENTS], ids=[row[0] for row in EVENTS]
)
def test_an_adverse_event(event: AdverseEvent, dose: int, phases: AbstractSet[Phase], call: Call, says: str) -> None:
    plan = walk()
    done = tell(plan, Report(on=day(4), adverse_event=event))
    assert (plan.dose(day(5)), plan.at(day(4)).phase in phases) == (dose, True)
    assert [(each.call, each.because) for each in plan.head.calls] == [(call, ("adverse-event",))]
    assert done.sentence.startswith(says)
    if plan.head.ended is not None:
        assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.REACTION, False)


@pytest.mark.parametrize(("severity", "grams"), [("mild", 5), ("moderate", 0)])
def test_a_rise_that_was_decided_is_taken_back(severity: str, grams: int) -> None:
    plan = walk()
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    tell(plan, Report(on=day(7), adverse_event=bad(severity)))
    assert plan.dose(day(8)) == grams


def test_the_dose_then_is_that_of_the_day_on_which_it_began() -> None:
    plan = walk()
    plan.look(day(7))
    for onset, grams in ((7, 5), (8, 10)):
        done = report(plan.protocol, plan.head, Report(on=day(9), adverse_event=bad(onset=onset)), day(9))
        assert [each.arithmetic and each.arithmetic.daily.value for each in done.dose_then] == [grams]
    before = report(plan.protocol, plan.head, Report(on=day(9), adverse_event=bad(onset=-2)), day(9))
    assert [each.arithmetic for each in before.dose_then] == [None]


def test_after_a_reaction_a_practitioner_may_resume_with_new_screening() -> None:
    plan = walk()
    tell(plan, Report(on=day(3), adverse_event=bad("severe")))
    plan.adjust(day(4), "close_call", call=plan.head.calls[-1].event)
    plan.adjust(day(4), "resume", screening=Screening(confirmed_none=True))
    assert plan.at(day(4)).phase in LIVE


# --- what is refused

OUT_OF_TIME = [
    ("tomorrow", walk, Report(on=day(6), alarms=("fever",)), 5, "/on"),
    ("30 days before the start", walk, Report(on=day(1), adverse_event=bad(onset=-29)), 1, None),
    ("31 days before the start", walk, Report(on=day(1), adverse_event=bad(onset=-30)), 1, "/adverse_event/onset"),
    ("30 days after the stop", stopped, Report(on=day(40), adverse_event=bad(onset=32)), 40, None),
    ("31 days after the stop", stopped, Report(on=day(40), adverse_event=bad(onset=33)), 40, "/adverse_event/onset"),
    ("30 days after the end", finished, Report(on=day(90), adverse_event=bad(onset=87)), 90, None),
    ("31 days after the end", finished, Report(on=day(90), adverse_event=bad(onset=88)), 90, "/adverse_event/onset"),
    ("an alarm long after", stopped, Report(on=day(90), alarms=("fever",)), 90, None),
]


@pytest.mark.parametrize(
    ("begin", "told", "today", "pointer"), [row[1:] for row in OUT_OF_TIME], ids=[row[0] for row in OUT_OF_TIME]
)
def test_until_when_it_can_be_told(begin: Callable[[], Walk], told: Report, today: int, pointer: str | None) -> None:
    plan = begin()
    if pointer is None:
        assert tell(plan, told, day(today)).sentence
        return
    with pytest.raises(ReportOutOfTime) as refused:
        report(plan.protocol, plan.head, told, day(today))
    assert refused.value.pointer == pointer


def test_a_report_tells_something() -> None:
    with pytest.raises(Malformed, match="tells of an alarm, of a change or of an adverse event"):
        Report(on=day(3))
    with pytest.raises(Malformed, match="on the day of the report or before"):
        Report(on=day(2), adverse_event=bad())
    with pytest.raises(Malformed, match="named once"):
        bad(serious=IN_HOSPITAL * 2)


def test_only_alarms_of_the_list_are_told() -> None:
    with pytest.raises(UnknownQuestion) as refused:
        tell(walk(), Report(on=day(3), alarms=("fever", "headache")))
    assert refused.value.pointer == "/alarms/1"


CHECK_IN: Final = "record a check-in that answers it in `changes`, `checkpoint` left out where none is due."
NO_ALARMS: Final = [
    ("pregnancy", "pregnancy is no alarm but a change since last time: report it in `changes`."),
    ("product_changed", f"product_changed is no alarm but a change since last time: {CHECK_IN}"),
    ("fevr", "There is no alarm fevr. Is fever meant?"),
    ("xxxxxxxx", "There is no alarm xxxxxxxx."),
]


@pytest.mark.parametrize(("key", "says"), NO_ALARMS)
def test_h10_what_is_no_alarm_says_where_it_is_told(key: str, says: str) -> None:
    with pytest.raises(UnknownQuestion) as refused:
        tell(walk(), Report(on=day(3), alarms=(key,)))
    assert refused.value.sentence == says


# --- the step on which a reaction began


def on_15_g() -> Walk:
    """5 g from day 1, 10 g from day 8, 15 g from day 15; 2.5 g below."""
    plan = walk()
    plan.look(day(7))
    plan.look(day(14))
    assert [str(plan.dose(day(number))) for number in (7, 14, 15)] == ["5", "10", "15"]
    return plan


# the day on which it began, the g a day of the resume
BEGAN = [
    ("on the present step", 16, "10"),
    ("on the day of the rise", 15, "10"),
    ("on the step below", 14, "5"),
    ("on the entry step", 7, "2.5"),
    ("before day 1: held against the present step", -2, "10"),
]


@pytest.mark.parametrize(("onset", "grams"), [row[1:] for row in BEGAN], ids=[row[0] for row in BEGAN])
def test_h12_after_a_moderate_reaction_nobody_goes_on_with_the_step_on_which_it_began(onset: int, grams: str) -> None:
    plan = on_15_g()
    done = tell(plan, Report(on=day(17), adverse_event=bad("moderate", onset)))
    assert "It comes back below the dose on which this began." in done.sentence
    assert plan.dose(day(17)) == 0
    plan.adjust(day(17), "close_call", call=plan.head.seq)
    plan.adjust(day(18), "resume")
    assert str(plan.dose(day(18))) == grams


def test_what_is_told_of_the_same_pause_lowers_once() -> None:
    """Unless it began on a lower step; what began in the pause began on no step."""
    plan = on_15_g()
    for number, onset, place in ((17, 16, 2), (18, 16, 2), (18, 17, 2), (19, 14, 1), (19, 18, 1)):
        tell(plan, Report(on=day(number), adverse_event=bad("moderate", onset)))
        assert plan.at(day(number)).items[0].step == f"s{place}"


def test_where_there_is_no_lower_dose_the_reaction_only_pauses() -> None:
    one_step, lowest = walk("glutamine-pi-ibs-d"), walk()
    lowest.adjust(day(2), "set_step", step="s0")
    for plan, number, grams in ((one_step, 4, "15"), (lowest, 4, "2.5"), (not_begun(), 0, "5")):
        today = day(number)
        done = tell(plan, Report(on=today, adverse_event=bad("moderate", number - 1)))
        assert done.sentence.startswith("Pause at once: nothing is taken until a practitioner resumes the plan. A")
        plan.adjust(today, "close_call", call=plan.head.seq)
        plan.adjust(today, "resume")
        assert str(plan.dose(max(today, plan.head.snapshot.start_on))) == grams


def test_on_a_taper_it_goes_on_with_the_next_lower_dose() -> None:
    plan = on_the_taper()
    today = plan.events[-1].stamp.today
    first_day = next(today + DAY * n for n in range(60) if plan.at(today + DAY * n).phase is Phase.TAPERING)
    before = plan.at(first_day).items[0].step
    tell(plan, Report(on=first_day, adverse_event=AdverseEvent(what="Cramps", onset=first_day, severity=MODERATE)))
    assert (before, plan.at(first_day).items[0].step) == ("t1", "t2")


def test_a_step_that_the_ladder_does_not_have_any_more_is_judged_by_the_present_one() -> None:
    plan = on_15_g()
    (track,) = plan.head.tracks
    first, *rest = track.spans
    gone = replace(track, spans=(replace(first, step="gone"), *rest))
    move = below_the_reaction(plan.head, gone, day(3), day(17))
    assert move is not None
    assert move.step == "s2"


# --- a death

DIED = (SeriousBecause.DEATH,)


@pytest.mark.parametrize("severity", ["mild", "severe"])
def test_h10_a_death_ends_the_plan_for_good_and_nothing_is_said_to_the_client(severity: str) -> None:
    plan = walk()
    before = plan.head
    done = tell(plan, Report(on=day(3), adverse_event=bad(severity, serious=DIED)))
    assert plan.head.ended == Ended(on=day(3), reason=StopReason.DIED, final=True)
    assert (plan.dose(day(3)), [each.call for each in plan.head.calls]) == (0, [Call.TODAY])
    less = lowered(before, plan.head, day(3))
    assert (len(less), to_say((plan.head, day(3)), less, done.effect, None)) == (1, ())
    assert done.sentence == (
        "Stop for good. The client died: nobody calls the client, and a practitioner speaks today to whoever told it."
    )
    plan.adjust(day(4), "close_call", call=plan.head.calls[0].event)
    with pytest.raises(PlanOver):
        plan.adjust(day(4), "resume", screening=Screening(confirmed_none=True))


def test_a_death_that_is_known_later_ends_what_an_alarm_had_stopped() -> None:
    plan = stopped()
    first = tell(plan, Report(on=day(3), adverse_event=bad("mild")))
    seq = plan.head.seq
    assert first.effect.ended is None
    done = tell(plan, Report(on=day(5), adverse_event=bad("mild", serious=DIED), follows=seq))
    assert plan.head.ended == Ended(on=day(2), reason=StopReason.CLIENTS_CHOICE, final=True)
    assert to_say((plan.head, day(5)), (), done.effect, None) == ()


def test_nothing_is_said_after_a_death_beside_an_alarm() -> None:
    plan = walk()
    done = tell(plan, Report(on=day(3), alarms=("chest_pain",), adverse_event=bad("severe", serious=DIED)))
    assert (done.effect.ended, done.effect.call) == (
        Ended(on=day(3), reason=StopReason.DIED, final=True),
        Call.EMERGENCY,
    )
    assert to_say((plan.head, day(3)), lowered(walk().head, plan.head, day(3)), done.effect, None) == ()


# --- what changed about the person

# what changed, whether it ends the plan, whether it pauses it, who is called
CHANGED: list[tuple[str, StopReason | None, Break | None, Call]] = [
    ("pregnancy", StopReason.PREGNANCY, None, Call.TODAY),
    ("hospital", None, Break(since=day(3), until=None, back_to_entry=True, screen_first=True), Call.ROUTINE),
    ("trying_or_breastfeeding", None, Break(since=day(3), until=None, screen_first=True), Call.ROUTINE),
    ("ill_now", None, Break(since=day(3), until=None, not_before=day(5)), Call.ROUTINE),
    ("new_medicine", None, None, Call.ROUTINE),
    ("new_diagnosis", None, None, Call.ROUTINE),
]


@pytest.mark.parametrize(("key", "reason", "pause", "call"), CHANGED, ids=[row[0] for row in CHANGED])
def test_h9_what_changed_about_the_person_does_what_it_does_at_a_check_in(
    key: str, reason: StopReason | None, pause: Break | None, call: Call
) -> None:
    plan, looked = walk(), walk()
    done = tell(plan, Report(on=day(3), changes=(key,)))
    looked.check_in(CheckIn(on=day(3), alarms=NONE, changes=yes(key)))
    for head in (plan.head, looked.head):
        (track,) = head.tracks
        ended = None if reason is None else Ended(on=day(3), reason=reason, final=True)
        assert (head.ended, track.breaks) == (ended, () if pause is None else (pause,))
        assert [(opened.call, opened.because) for opened in head.calls] == [(call, (f"change-{key}",))]
    assert plan.head.unanswered == looked.head.unanswered
    assert plan.head.unscreened_since == looked.head.unscreened_since
    assert done.is_grave


def test_h9_a_rise_that_was_decided_waits_for_the_screening_after_a_new_medicine() -> None:
    plan = walk()
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    tell(plan, Report(on=day(7), changes=("new_medicine",)))
    assert plan.dose(day(8)) == 5
    held = plan.look(day(10))
    assert held.dose_because == ("limit-open-call",)
    plan.screen_again(day(14))
    assert plan.head.calls == ()
    assert plan.look(day(17)).dose.value == "advance"


def test_h9_an_override_is_looked_at_again_after_a_change() -> None:
    plan = walk("glutamine-crohn-remission")
    tell(plan, Report(on=day(3), changes=("new_medicine",)))
    assert {review.changed_on for review in plan.head.reviews} == {day(3)}


def test_h9_a_pregnancy_after_the_end_makes_the_end_final_and_other_changes_do_nothing_to_it() -> None:
    plan = stopped()
    tell(plan, Report(on=day(3), changes=("hospital",)))
    assert plan.head.ended == Ended(on=day(2), reason=StopReason.CLIENTS_CHOICE, final=False)
    tell(plan, Report(on=day(3), changes=("pregnancy",)))
    assert plan.head.ended == Ended(on=day(2), reason=StopReason.CLIENTS_CHOICE, final=True)


def test_an_event_beside_a_change_does_what_is_stricter() -> None:
    plan = walk()
    tell(plan, Report(on=day(3), changes=("hospital",), adverse_event=bad("severe")))
    assert plan.head.ended == Ended(on=day(3), reason=StopReason.REACTION, final=False)
    other = walk()
    tell(other, Report(on=day(3), changes=("new_medicine",), adverse_event=bad("moderate")))
    assert other.at(day(3)).phase is Phase.PAUSED


NO_CHANGES: Final = [
    ("product_changed", f"product_changed is about this plan alone: {CHECK_IN}"),
    ("fever", "fever is an alarm: answer it in `alarms`."),
    ("pregnanc", "There is no change pregnanc. Is pregnancy meant?"),
]


@pytest.mark.parametrize(("key", "says"), NO_CHANGES)
def test_what_is_no_change_about_the_person_says_where_it_is_told(key: str, says: str) -> None:
    with pytest.raises(UnknownQuestion) as refused:
        tell(walk(), Report(on=day(3), changes=("hospital", key)))
    assert (refused.value.sentence, refused.value.pointer) == (says, "/changes/1")


def test_what_follows_a_report_tells_no_change() -> None:
    with pytest.raises(Malformed, match="about its adverse event alone"):
        Report(on=day(3), changes=("hospital",), adverse_event=bad(), follows=2)
