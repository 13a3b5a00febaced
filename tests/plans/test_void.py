"""A wrong check-in taken out of a plan: lived again without it, lowered at most, never raised."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.dosing.quantity import Unit, of
from protocols.plans.adjusting import Adjusting, NotWellYet
from protocols.plans.effect import Ended, StopReason
from protocols.plans.event import Voided
from protocols.plans.lived_again import voided
from protocols.plans.position import Phase, windows
from protocols.plans.screening import ReasonTooShort, Screening
from protocols.plans.void import NotVoidable, Void, void
from tests.plans.test_migrate import go_over
from tests.plans.walking import DAY, DAY_1, REASON, Walk, reasons, stamp, walk, walk_on, yes
from tests.spec.protocols import PAIN, item, ladder, look, protocol, rise, rule, step, step_of, taken
from tests.spec.test_kidney import egfr, plan_of, started
from tests.spec.test_weight import weighed

WRONG = Void(reason=REASON)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def strike(plan: Walk, number: int, today: date) -> Adjusting:
    """The check-in of that event made void, appended to the log."""
    done = void(plan.protocol, plan.events, number, WRONG, today)
    event = Voided(
        stamp=stamp(len(plan.events) + 1, today),
        voids=number,
        reason=REASON,
        sentence=done.sentence,
        effect=done.effect,
    )
    plan.events.append(event)
    return done


def risen(plan: Walk) -> None:
    plan.look(day(7))


def twice(plan: Walk) -> None:
    plan.look(day(7))
    plan.look(day(14))


def held(plan: Walk) -> None:
    plan.look(day(7), nausea=2)


def lowered(plan: Walk) -> None:
    plan.look(day(7), nausea=4)


def stopped(plan: Walk) -> None:
    plan.look(day(7), nausea=9)


def paused(plan: Walk) -> None:
    plan.check_in(replace(plan.well(day(7)), changes=yes("hospital")))


def weekly(plan: Walk) -> None:
    for number in (7, 14, 21, 28):
        plan.look(day(number), nausea=2)


# what was told, the event that was wrong, the day on which it is struck, the dose that day before and after
STRUCK: list[tuple[str, Callable[[Walk], None], int, int, str, str, str]] = [
    ("a rise", risen, 2, 9, "10", "5", "Lower at once, to what the dose would be without it."),
    ("a rise of tomorrow", risen, 2, 7, "5", "5", "The rise that it decided is taken back."),
    ("the first of two rises", twice, 2, 16, "15", "10", "Lower at once, to what the dose would be without it."),
    ("the second of two rises", twice, 4, 16, "15", "10", "Lower at once, to what the dose would be without it."),
    ("a hold", held, 2, 9, "5", "5", "Nothing rises by that before the next check-in."),
    ("a step back", lowered, 2, 9, "2.5", "2.5", "Nothing rises by that before the next check-in."),
    ("a stop", stopped, 2, 9, "0", "0", "Nothing rises by that before the next check-in."),
    ("a pause", paused, 2, 9, "0", "0", "Nothing rises by that before the next check-in."),
    ("one of many", weekly, 3, 29, "5", "5", "Nothing rises by that before the next check-in."),
]


@pytest.mark.parametrize(
    ("tell", "number", "on", "before", "after", "says"), [row[1:] for row in STRUCK], ids=[row[0] for row in STRUCK]
)
def test_what_is_lower_without_it_is_lowered_and_nothing_rises(
    tell: Callable[[Walk], None], number: int, on: int, before: str, after: str, says: str
) -> None:
    plan = walk()
    tell(plan)
    assert str(plan.dose(day(on))) == before
    done = strike(plan, number, day(on))
    assert str(plan.dose(day(on))) == after
    assert done.sentence.startswith("The check-in of ")
    assert done.sentence.endswith(says)
    # Nothing that was taken is taken back, and nothing rises until somebody is asked again.
    assert plan.dose(day(on + 1)) <= plan.dose(day(on))
    assert voided(plan.events) == {number}


def test_what_would_have_lapsed_without_it_is_paused() -> None:
    plan = walk()
    plan.look(day(14), nausea=2)
    assert plan.dose(day(22)) == 5
    done = strike(plan, 2, day(22))
    assert plan.at(day(22)).phase is Phase.PAUSED
    assert done.sentence.endswith("Paused at once: without it nothing would be taken now.")
    plan.adjust(day(23), "resume")
    assert plan.dose(day(23)) <= 5


def test_the_same_is_asked_again_within_2_days() -> None:
    plan = walk()
    held(plan)
    strike(plan, 2, day(8))
    ahead, *_ = windows(plan.head, day(8))
    assert (ahead.checkpoint, ahead.opens, ahead.due) == ("tolerance", day(8), day(10))
    assert plan.look(day(9)).dose.value == "advance"


def test_what_it_left_behind_is_forgotten() -> None:
    plan = walk(today=DAY_1 - DAY)
    plan.look(DAY_1 - DAY, "baseline", abdominal_pain=3)
    plan.look(day(7), abdominal_pain=5)
    assert (plan.head.fired["mild"], plan.head.holds, plan.head.earlier["abdominal_pain"]) == (1, {"glutamine": 1}, 5)
    strike(plan, 3, day(8))
    head = plan.head
    assert ("mild" in head.fired, head.holds, head.earlier["abdominal_pain"]) == (False, {}, 3)
    assert (head.check_ins, head.baseline["abdominal_pain"]) == ((DAY_1 - DAY,), 3)
    strike(plan, 2, day(8))
    assert "abdominal_pain" not in plan.head.baseline
    assert plan.head.check_ins == ()


def test_a_second_one_is_struck_without_calling_the_first_back() -> None:
    plan = walk()
    twice(plan)
    strike(plan, 2, day(16))
    assert plan.dose(day(16)) == 10
    strike(plan, 4, day(16))
    assert plan.dose(day(16)) == 5
    assert voided(plan.events) == {2, 4}


def test_acts_stay_what_they_did() -> None:
    plan = walk()
    risen(plan)
    plan.adjust(day(9), "set_step", step="s0")
    strike(plan, 2, day(10))
    assert str(plan.dose(day(10))) == "2.5"


def test_the_calls_that_it_opened_stay_open() -> None:
    plan = walk()
    stopped(plan)
    strike(plan, 2, day(8))
    assert [call.event for call in plan.head.calls] == [2]


def test_what_could_not_have_been_told_without_it_says_nothing() -> None:
    """Without the hold of day 14 the plan would have ended by itself on day 44, and taken no check-in on day 45."""
    plan = walk()
    plan.look(day(14), nausea=2)
    plan.look(day(45), None)
    strike(plan, 2, day(46))
    assert plan.at(day(46)).phase is Phase.PAUSED
    assert plan.head.check_ins == ()


def before_another_text(plan: Walk) -> int:
    risen(plan)
    go_over(plan, plan.protocol, day(9))
    return 2


def nobodys(plan: Walk) -> int:
    return 9


def of_an_act(plan: Walk) -> int:
    plan.adjust(day(3), "settle")
    return 2


def twice_void(plan: Walk) -> int:
    risen(plan)
    strike(plan, 2, day(8))
    return 2


NOT_STRUCK = {
    "no event": nobodys,
    "no check-in": of_an_act,
    "void already": twice_void,
    "before the plan went over to another text": before_another_text,
}


@pytest.mark.parametrize("which", NOT_STRUCK.values(), ids=NOT_STRUCK)
def test_what_is_not_struck(which: Callable[[Walk], int]) -> None:
    plan = walk()
    number = which(plan)
    with pytest.raises(NotVoidable):
        void(plan.protocol, plan.events, number, WRONG, day(9))


def test_it_takes_a_reason() -> None:
    plan = walk()
    risen(plan)
    with pytest.raises(ReasonTooShort):
        void(plan.protocol, plan.events, 2, Void(reason="…"), day(9))


# --- a weight that was told, by somebody of 70 kg: 0.1, 0.2 and 0.3 g per kg


def test_what_was_lowered_for_a_weight_stays_so_until_an_advance_takes_the_one_before() -> None:
    plan = weighed()
    plan.look(day(3), None, body_weight=67)
    done = strike(plan, 2, day(4))
    assert done.sentence.endswith("Nothing rises by that before the next check-in.")
    assert (str(plan.dose(day(4))), str(plan.head.doses[-1].body.weight)) == ("6", "70 kg")
    plan.look(day(7))
    assert [str(plan.dose(day(number))) for number in (7, 8)] == ["6", "14"]


def test_acts_after_it_keep_the_doses_of_their_own_weight() -> None:
    plan = weighed()
    plan.look(day(7))
    plan.look(day(9), None, body_weight="69.9")
    plan.adjust(day(10), "weigh", weight=of("64.9", Unit.KILOGRAM), loss_was_planned=True)
    plan.look(day(14))
    strike(plan, 3, day(16))
    assert (str(plan.dose(day(16))), len(plan.head.doses)) == ("19", 3)
    strike(plan, 5, day(17))
    assert str(plan.dose(day(17))) == "12"
    plan.look(day(18), None, body_weight=62)
    strike(plan, 8, day(19))
    assert (str(plan.dose(day(19))), str(plan.head.doses[-1].body.weight)) == ("12", "64.9 kg")


def test_a_weight_that_counts_only_without_it_is_known_from_then_on() -> None:
    """The 69 kg of day 5 were more than the 67 kg of day 3, and so changed nothing."""
    plan = weighed()
    plan.look(day(3), None, body_weight=67)
    plan.look(day(5), None, body_weight=69)
    plan.look(day(7))
    strike(plan, 2, day(8))
    assert str(plan.head.doses[-1].body.weight) == "69 kg"
    strike(plan, 4, day(9))
    assert (step_of(plan, day(9))[0], str(plan.dose(day(9)))) == ("a1", "6")


def test_an_older_weight_lowers_once_the_newer_one_is_void() -> None:
    plan = weighed()
    plan.look(day(5), None, body_weight=70)
    plan.look(day(3), None, today=day(6), body_weight=67)
    assert str(plan.dose(day(6))) == "7"
    strike(plan, 2, day(6))
    assert (str(plan.dose(day(6))), str(plan.head.doses[-1].body.weight)) == ("6", "67 kg")


def test_the_day_of_the_newest_weight_is_that_without_it() -> None:
    plan = weighed()
    plan.look(day(4), None, body_weight=70)
    plan.look(day(6), None, body_weight=70)
    strike(plan, 3, day(7))
    assert plan.head.weight_told_on == day(4)
    plan.look(day(3), None, today=day(7), body_weight=67)
    assert str(plan.dose(day(7))) == "7"


# --- what is decided again, on both axes: clinical design, section 2


def on_a_high_baseline(plan: Walk, pain: int, *days: tuple[int, int]) -> None:
    """Somebody whose pain before the start, of event 2, was another client's."""
    plan.look(DAY_1, "baseline", abdominal_pain=pain)
    for number, later in days:
        plan.look(day(number), abdominal_pain=later)


LOW = "glutamine-start-low"
SINGLE = "glutamine-pi-ibs-d"
# the protocol, the pain before the start and on day 7, what follows of that without the first, and what is said
DECIDED_AGAIN: list[tuple[str, str, int, int, tuple[str, str, tuple[str, ...]], str]] = [
    ("a step back is a stop", LOW, 4, 7, ("stopped", "today", ("severe",)), "A practitioner calls today."),
    ("a hold is a stop", LOW, 6, 7, ("stopped", "today", ("severe",)), "A practitioner calls today."),
    ("a hold is a step back", LOW, 2, 4, ("titrating", "none", ()), "what the dose would be without it."),
    ("a hold is a pause", SINGLE, 4, 6, ("paused", "routine", ("moderate",)), "at the next opportunity."),
    ("an advance is a hold", LOW, 2, 3, ("titrating", "none", ()), "The rise that it decided is taken back."),
    ("the same", LOW, 0, 2, ("titrating", "none", ()), "Nothing rises by that before the next check-in."),
]


@pytest.mark.parametrize(
    ("slug", "before", "then", "follows", "says"),
    [row[1:] for row in DECIDED_AGAIN],
    ids=[row[0] for row in DECIDED_AGAIN],
)
def test_h1_what_it_hid_is_called_for_and_stopped_now(
    slug: str, before: int, then: int, follows: tuple[str, str, tuple[str, ...]], says: str
) -> None:
    plan = walk(slug)
    on_a_high_baseline(plan, before, (7, then))
    told = {call.event for call in plan.head.calls}
    done = strike(plan, 2, day(7))
    _, call, because = follows
    assert (plan.at(day(7)).phase.value, done.effect.call.value, done.effect.call_because) == follows
    assert [each.because for each in plan.head.calls if each.event not in told] == ([because] if call != "none" else [])
    assert done.sentence.endswith(says)


def test_h1_a_value_of_another_client_hides_no_fall_of_the_kidneys_own() -> None:
    plan = plan_of(started(egfr("90")))
    plan.check_in(replace(plan.well(DAY_1, "baseline"), laboratory={"egfr": egfr("62", DAY_1)}))
    plan.check_in(replace(plan.well(day(7)), laboratory={"egfr": egfr("61", day(7))}))
    done = strike(plan, 2, day(8))
    assert [(each.event, each.call.value, each.because) for each in plan.head.calls] == [(4, "today", ("egfr-fall",))]
    assert plan.head.ended == Ended(on=day(8), reason=StopReason.REACTION, final=False)
    assert "eGFR is 25 % or more under the baseline, or below 30: stop, call today." in done.sentence


def test_nobody_is_called_twice_for_the_same_reason_of_the_same_check_in() -> None:
    plan = walk()
    on_a_high_baseline(plan, 3, (7, 7))
    assert strike(plan, 2, day(8)).effect.call is Call.NONE
    assert [call.because for call in plan.head.calls] == [("severe",)]


def test_nor_after_the_first_void_has_called_for_it() -> None:
    plan = walk()
    on_a_high_baseline(plan, 4, (7, 7))
    plan.look(day(9), None)
    strike(plan, 2, day(10))
    plan.adjust(day(10), "close_call", call=plan.head.calls[-1].event)
    assert strike(plan, 4, day(10)).effect.call is Call.NONE
    assert plan.head.calls == ()


def test_a_stop_that_would_be_for_good_is_for_good() -> None:
    final = rule("far", rise("abdominal_pain", 5), DoseOutcome.STOP, Call.TODAY, final=True)
    looks = (look("baseline", (), None, kind=CheckpointKind.BASELINE), look("week", (*PAIN, final)))
    plan = walk_on(protocol(ladder(), checkpoints=looks, rules=(*PAIN, final)))
    on_a_high_baseline(plan, 5)
    plan.look(day(7), "week", abdominal_pain=9)
    assert plan.head.ended == Ended(on=day(7), reason=StopReason.REACTION, final=False)
    done = strike(plan, 2, day(8))
    assert plan.head.ended == Ended(on=day(7), reason=StopReason.REACTION, final=True)
    assert (done.effect.call.value, done.effect.call_because) == ("today", ("far",))


def test_of_several_items_only_the_one_ends_that_a_check_in_would_end() -> None:
    first = rule("far", rise("abdominal_pain", 5), DoseOutcome.STOP, Call.TODAY, items=("alpha",))
    rules = (*PAIN, first)
    looks = (look("baseline", (), None, kind=CheckpointKind.BASELINE), look("week", rules))
    other = item("beta", step("b1", "3", (70, 70, 70)))
    plan = walk_on(protocol(ladder(), other, checkpoints=looks, rules=rules))
    on_a_high_baseline(plan, 2)
    plan.look(day(7), "week", abdominal_pain=5)
    before = taken(plan, day(7))
    done = strike(plan, 2, day(8))
    after = taken(plan, day(8))
    assert (before[0] != "0", after[0], after[1]) == (True, "0", before[1])
    assert done.sentence.startswith(f"The check-in of {DAY_1} is void. Stopped at once:")


# --- what it put on the client's record


def test_h8_it_says_what_stays_on_the_record_and_how_that_comes_off() -> None:
    plan = walk()
    plan.check_in(replace(plan.well(day(7)), alarms=yes("allergic_reaction")))
    done = strike(plan, 2, day(7))
    assert done.sentence == (
        f"The check-in of {day(7)} is void. Nothing rises by that before the next check-in. "
        "It stays on the client's record: Known hypersensitivity to glutamine or to an ingredient of the product. "
        "Where that is wrong too, a practitioner takes it off there by name, with a reason (`recorded_cautions`)."
    )


# --- what is not taken now comes back as it would without the check-in


def test_a_pause_by_name_takes_on_the_days_that_would_come_before_its_end() -> None:
    plan = walk(SINGLE)
    on_a_high_baseline(plan, 4, (7, 6))
    plan.adjust(day(7), "pause")
    strike(plan, 2, day(8))
    with pytest.raises(NotWellYet):
        plan.adjust(day(8), "resume")


def test_a_pause_that_would_be_the_same_stays_as_it_is() -> None:
    plan = walk()
    held(plan)
    plan.adjust(day(8), "pause")
    done = strike(plan, 2, day(9))
    assert (done.effect.pauses, plan.at(day(9)).phase) == ((), Phase.PAUSED)


@pytest.mark.parametrize(("act", "fields"), [("pause", {}), ("stop", {"stop_reason": StopReason.CLIENTS_CHOICE})])
def test_h12_what_was_paused_or_stopped_on_a_step_comes_back_on_the_one_without_it(
    act: str, fields: dict[str, Any]
) -> None:
    plan = walk()
    risen(plan)
    plan.look(day(9), None)
    plan.adjust(day(10), act, **fields)
    done = strike(plan, 2, day(10))
    assert done.sentence.endswith("it comes back on the lower step that it would be on without it, at most.")
    assert str(plan.dose(day(10))) == "0"
    plan.adjust(day(11), "resume", screening=Screening(confirmed_none=True), overrides=reasons(plan.protocol))
    assert str(plan.dose(day(11))) == "5"


def test_a_step_that_it_would_have_come_back_to_is_watched_as_such() -> None:
    plan = walk()
    plan.look(DAY_1, "baseline", abdominal_pain=2)
    plan.look(day(7), abdominal_pain=4)
    strike(plan, 2, day(7))
    assert plan.look(day(14), abdominal_pain=2).dose_because == ("persistent",)


def test_after_a_lapse_it_gives_no_day_back() -> None:
    plan = walk()
    risen(plan)
    assert plan.at(day(40)).phase is Phase.PAUSED
    strike(plan, 2, day(40))
    assert [str(plan.dose(day(number))) for number in (39, 40, 41)] == ["0", "0", "0"]


# --- a caution beside it


def test_a_caution_that_is_left_and_a_pause_that_was_hidden_are_one_call() -> None:
    begun = started(egfr("68"))
    plan = plan_of(replace(begun, start_steps={"glutamine": "s0"}))
    plan.check_in(replace(plan.well(day(7)), laboratory={"egfr": egfr("69", day(7))}))
    assert plan.look(day(14), nausea=5).call is Call.NONE
    plan.check_in(replace(plan.well(day(15), None), laboratory={"egfr": egfr("59", day(6))}))
    done = strike(plan, 2, day(15))
    reasons_of = ("caution-moderate-renal-impairment", "moderate")
    assert (done.effect.call, done.effect.call_because) == (Call.ROUTINE, reasons_of)
    assert plan.at(day(15)).phase is Phase.PAUSED
