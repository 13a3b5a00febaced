"""A rise from a check-in that no practitioner entered: it waits, and nothing rises before it is confirmed."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.plans.acts import ConfirmRise
from protocols.plans.adjusting import CallStillOpen, StepRefused
from protocols.plans.confirm import NothingProposed, confirm_rise, standing
from protocols.plans.decide import dosing
from protocols.plans.decision import Decision
from protocols.plans.entering import Entered
from protocols.plans.event import Recalled, Voided
from protocols.plans.fold import fold
from protocols.plans.head import Head
from protocols.plans.position import LIVE, at, windows
from protocols.plans.recall import RevisionRecalled, recall
from protocols.plans.task import Task, TaskKind
from protocols.plans.tasks import tasks_on
from protocols.plans.void import Void, void
from tests.library.built_in import PROTOCOLS
from tests.plans.life import Life
from tests.plans.test_arrival import per_kilogram
from tests.plans.walking import DAY, DAY_1, REASON, Walk, body, stamp, walk, walk_on
from tests.spec.protocols import PAIN, end, item, look, of_course, protocol, scale, step
from tests.strategies.acting import an_act
from tests.strategies.effort import effort
from tests.strategies.people import bodies, start_days
from tests.strategies.protocols import protocols
from tests.strategies.saying import a_check_in, all_well

CLIENT: Final = Entered.CLIENT
OTHERS: Final = [each for each in Entered if each is not Entered.PRACTITIONER]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def doses(plan: Walk, first: int, last: int) -> list[str]:
    return [str(plan.dose(day(number))) for number in range(first, last + 1)]


def tell(plan: Walk, number: int, by: Entered = CLIENT, checkpoint: str | None = "tolerance", **said: int) -> Decision:
    return plan.check_in(plan.well(day(number), checkpoint, **said), day(number), by)


def proposed(number: int = 7) -> Walk:
    """5 g, and 10 g proposed by the client on this day."""
    plan = walk()
    tell(plan, number)
    return plan


def confirm(plan: Walk, number: int, event: int | None = None) -> None:
    plan.adjust(day(number), "confirm_rise", event=event or plan.head.seq)


# answers, the outcome if a practitioner enters them, the grams of the day and the next, whether a rise is proposed
ANSWERS: list[tuple[dict[str, int], DoseOutcome, list[str], bool]] = [
    ({}, DoseOutcome.ADVANCE, ["5", "5"], True),
    ({"abdominal_pain": 2}, DoseOutcome.HOLD, ["5", "5"], False),
    ({"days_taken": 5}, DoseOutcome.HOLD, ["5", "5"], False),
    ({"abdominal_pain": 5}, DoseOutcome.STEP_BACK, ["2.5", "2.5"], False),
    ({"abdominal_pain": 9}, DoseOutcome.STOP, ["0", "0"], False),
]


@pytest.mark.parametrize("by", OTHERS)
@pytest.mark.parametrize(("said", "outcome", "grams", "rises"), ANSWERS)
def test_h12_what_lowers_holds_at_once_and_what_raises_waits(
    by: Entered, said: dict[str, int], outcome: DoseOutcome, grams: list[str], rises: bool
) -> None:
    plan = walk()
    decision = tell(plan, 7, by, "tolerance", **said)
    assert decision.dose is (DoseOutcome.HOLD if rises else outcome)
    assert doses(plan, 7, 8) == grams
    assert (decision.proposed is not None, decision.entered) == (rises, by)
    practitioner = walk()
    assert tell(practitioner, 7, Entered.PRACTITIONER, "tolerance", **said).dose is outcome


def test_what_is_proposed_says_all_that_it_would_be() -> None:
    plan = walk()
    decision = tell(plan, 7)
    rise = decision.proposed
    assert rise is not None
    assert (rise.item, rise.step, str(rise.daily_before.value), str(rise.daily.value)) == ("glutamine", "s2", "5", "10")
    assert (rise.from_day, rise.until) == (day(8), day(14))
    assert decision.sentence.endswith("Proposed: 10 g a day, to be confirmed until 2026-12-06.")
    assert "No practitioner entered it: a rise waits until one confirms it." in decision.sentence
    assert plan.head.proposal is not None
    assert plan.head.proposal.event == 2


def test_a_rise_on_the_last_step_or_of_nothing_is_not_proposed() -> None:
    plan = walk("glutamine-pi-ibs-d")
    (first, *_) = windows(plan.head, DAY_1 + DAY)
    decision = plan.check_in(plan.well(first.due, first.checkpoint), first.due, CLIENT)
    assert (decision.proposed, decision.carry_on) == (None, True)


# the day of the confirmation, the grams from day 7 on
CONFIRMED = [
    (7, ["5", "10", "10", "10", "10"]),
    (8, ["5", "5", "10", "10", "10"]),
    (10, ["5", "5", "5", "5", "10"]),
]


@pytest.mark.parametrize(("number", "grams"), CONFIRMED)
def test_a_confirmed_rise_begins_tomorrow_at_the_earliest(number: int, grams: list[str]) -> None:
    plan = proposed()
    confirm(plan, number)
    assert doses(plan, 7, 11) == grams
    assert plan.head.proposal is None


@pytest.mark.parametrize("named", [{}, {"item": "glutamine"}])
def test_h12_who_holds_the_present_dose_declines_what_was_proposed(named: dict[str, str]) -> None:
    plan = proposed()
    done = plan.adjust(day(7), "hold", **named)
    assert done.sentence == "The proposed rise is declined: the present dose stays."
    assert plan.head.proposal is None
    assert tasks_of(plan, 7) == []
    with pytest.raises(NothingProposed):
        confirm(plan, 7, 2)
    assert doses(plan, 7, 9) == ["5", "5", "5"]


def test_h12_nothing_is_declined_out_of_time() -> None:
    plan = proposed()
    with pytest.raises(StepRefused, match="decided or proposed"):
        plan.adjust(day(15), "hold")


def tasks_of(plan: Walk, number: int) -> list[Task]:
    found = tasks_on(plan.protocol, plan.head, day(number))
    return [task for task in found if task.kind is TaskKind.PROPOSAL]


def test_a_confirmed_rise_is_the_one_that_a_practitioner_s_check_in_leads_to() -> None:
    plan, other = proposed(), walk()
    tell(other, 7, Entered.PRACTITIONER)
    confirm(plan, 7)
    assert plan.head.tracks == other.head.tracks
    assert windows(plan.head, day(8)) == windows(other.head, day(8))
    assert [span.arrived_by for span in plan.head.tracks[0].spans][1] is DoseOutcome.ADVANCE


def test_the_least_days_count_for_what_is_confirmed_early() -> None:
    slow = item("alpha", step("a1", "5", (10, 20, 30)), step("a2", "10"))
    plan = walk_on(protocol(slow, checkpoints=(look("tolerance", PAIN, steps=("a1",)), end(PAIN, 28, steps=("a2",)))))
    tell(plan, 7)
    confirm(plan, 8)
    assert doses(plan, 7, 11) == ["5"] * 4 + ["10"]


def test_a_higher_dose_for_a_new_weight_waits_too() -> None:
    plan = walk_on(per_kilogram(), of_body=body("70"))
    for number in (7, 14):
        plan.screen_again(day(number))
        tell(plan, number, Entered.PRACTITIONER)
    before = plan.dose(day(20))
    plan.adjust(day(20), "weigh", weight=of("79", Unit.KILOGRAM), confirmed=True)
    (ahead, *_) = windows(plan.head, day(20))
    number = (ahead.due - DAY_1).days + 1
    plan.screen_again(ahead.due)
    decision = tell(plan, number, CLIENT, ahead.checkpoint)
    assert (decision.proposed is not None, plan.dose(ahead.due + DAY)) == (True, before)
    begun = plan.head.tracks[0].spans[-1].begun
    confirm(plan, number + 1)
    assert plan.dose(ahead.due + DAY) == before < plan.dose(ahead.due + DAY * 2)
    assert plan.head.tracks[0].spans[-1].begun == begun


def test_of_two_items_the_first_is_proposed_and_no_other_rises() -> None:
    rules = (*scale("abdominal_pain", "alpha"), *scale("nausea", "beta"))
    both = (item("alpha", step("a1", "5"), step("a2", "10")), item("beta", step("b1", "3"), step("b2", "6")))
    text = protocol(*both, checkpoints=(look("tolerance", rules), end(rules, 28)), rules=rules)
    plan = walk_on(text)
    decision = tell(plan, 7)
    assert decision.proposed is not None
    assert decision.proposed.item == "alpha"
    confirm(plan, 7)
    assert [each.grams for each in dosing(plan.head, day(8))] == [10, 3]


def test_the_item_that_rises_is_proposed_and_not_the_one_that_stays() -> None:
    rules = (*scale("abdominal_pain", "alpha"), *scale("nausea", "beta"))
    alpha = item("alpha", step("a1", "5"), step("a2", "10"), step("a3", "15"))
    beta = item("beta", step("b1", "3"), step("b2", "6"))
    plan = walk_on(protocol(alpha, beta, checkpoints=(look("tolerance", rules), end(rules, 28)), rules=rules))
    tell(plan, 7, Entered.PRACTITIONER)
    told = replace(plan.well(day(14), abdominal_pain=2, days_taken=6), off_days=1)
    decision = plan.check_in(told, day(14), CLIENT)
    assert decision.proposed is not None
    assert (decision.proposed.item, str(decision.proposed.daily.value)) == ("beta", "6")


def test_a_look_of_the_course_is_over_once_its_rise_is_confirmed() -> None:
    rising = item("alpha", step("a1", "5"), step("a2", "10", (28, 28, 28)))
    text = protocol(rising, checkpoints=(of_course("tolerance", PAIN, 7, every=7), end(PAIN, 28, steps=("a2",))))
    plan, other = walk_on(text), walk_on(text)
    tell(plan, 7)
    tell(other, 7, Entered.PRACTITIONER)
    confirm(plan, 8)
    assert windows(plan.head, day(8))[0] == windows(other.head, day(8))[0]


# --- while it waits


def test_the_look_is_known_and_due_again_as_after_a_hold() -> None:
    plan, held = proposed(), walk()
    held.look(day(7), abdominal_pain=2)
    (waiting,) = [each for each in windows(plan.head, day(8)) if each.checkpoint == "tolerance"]
    (after_hold,) = [each for each in windows(held.head, day(8)) if each.checkpoint == "tolerance"]
    assert waiting.due == after_hold.due == day(14)
    assert plan.at(day(20)).phase in LIVE


def test_where_nobody_confirms_the_same_look_raises_later() -> None:
    plan = proposed()
    decision = tell(plan, 14, Entered.PRACTITIONER)
    assert (decision.dose, doses(plan, 14, 15), plan.head.proposal) == (DoseOutcome.ADVANCE, ["5", "10"], None)


def test_a_proposed_rise_is_no_hold_that_counts() -> None:
    plan = walk()
    told = [tell(plan, number) for number in (7, 14, 21)]
    assert plan.head.holds == {}
    assert "limit-three-holds" not in told[-1].call_because


KEEPS: list[tuple[str, Callable[[Walk], object], bool]] = [
    ("a product", lambda plan: plan.adjust(day(8), "product", product=Product(scoop=grams("5"))), True),
    ("an unscheduled check-in", lambda plan: plan.look(day(8), None), False),
    ("a pause", lambda plan: plan.adjust(day(8), "pause"), False),
    ("a pause of a later day", lambda plan: plan.adjust(day(8), "pause", on=day(12)), False),
    ("a lower step", lambda plan: plan.adjust(day(8), "set_step", step="s0"), False),
    ("a weight", lambda plan: plan.adjust(day(8), "weigh", weight=of("70", Unit.KILOGRAM)), False),
    ("a stop", lambda plan: plan.adjust(day(8), "complete"), False),
]


@pytest.mark.parametrize(("happens", "stands"), [row[1:] for row in KEEPS], ids=[row[0] for row in KEEPS])
def test_it_stands_only_while_nothing_newer_was_decided(happens: Callable[[Walk], object], stands: bool) -> None:
    plan = proposed()
    happens(plan)
    assert (plan.head.proposal is not None) is stands
    if stands:
        confirm(plan, 8, 2)
        assert plan.dose(day(9)) == 10
        return
    before = doses(plan, 8, 20)
    with pytest.raises(Exception, match=r"newer was decided|is stopped"):
        confirm(plan, 8, 2)
    assert doses(plan, 8, 20) == before


def test_it_is_confirmed_until_the_check_in_is_due_for_7_days() -> None:
    plan = proposed()
    assert (standing(plan.head, day(14)) is None, standing(plan.head, day(15)) is None) == (False, True)
    with pytest.raises(NothingProposed, match="until 2026-12-06"):
        confirm(plan, 15, 2)
    confirm(plan, 14, 2)
    assert doses(plan, 14, 15) == ["5", "10"]


@pytest.mark.parametrize("event", [1, 3])
def test_the_event_is_the_one_that_proposed_it(event: int) -> None:
    with pytest.raises(NothingProposed) as refused:
        confirm(proposed(), 8, event)
    assert refused.value.pointer == "/event"
    with pytest.raises(NothingProposed):
        confirm(walk(), 8, 2)


def test_not_on_a_revision_that_was_recalled() -> None:
    plan = proposed()
    done = recall(plan.head, day(8))
    plan.events.append(Recalled(stamp=stamp(3, day(8)), reason=REASON, sentence=done.sentence, effect=done.effect))
    with pytest.raises(RevisionRecalled):
        confirm(plan, 8, 2)


def test_once_is_enough() -> None:
    plan = proposed()
    confirm(plan, 8)
    with pytest.raises(NothingProposed):
        confirm(plan, 8, 2)


PAUSES: list[dict[str, date]] = [{}, {"on": day(12)}]


@pytest.mark.parametrize("fields", PAUSES)
def test_even_if_it_stood_it_would_give_no_dose_in_a_pause_or_towards_one(fields: dict[str, date]) -> None:
    plan = proposed()
    waiting = plan.head.proposal
    plan.adjust(day(8), "pause", **fields)
    with pytest.raises(NothingProposed, match="not where it was"):
        confirm_on(replace(plan.head, proposal=waiting), 9, 2)


def test_even_if_it_stood_it_would_not_rise_beside_another_item() -> None:
    both = (item("alpha", step("a1", "5"), step("a2", "10")), item("beta", step("b1", "3"), step("b2", "6")))
    plan = walk_on(protocol(*both, checkpoints=(look("tolerance", PAIN), end(PAIN, 28))))
    tell(plan, 7)
    waiting = plan.head.proposal
    plan.adjust(day(7), "set_step", item="beta", step="b2")
    with pytest.raises(NothingProposed, match="not where it was"):
        confirm_on(replace(plan.head, proposal=waiting), 7, 2)


def test_not_while_a_call_is_open() -> None:
    text = PROTOCOLS["glutamine-start-low"]
    plan = walk_on(text)
    plan.check_in(replace(plan.well(day(6), None), changes=None, alarms=None))
    tell(plan, 7)
    urgent = replace(plan.head, calls=with_a_call().head.calls)
    with pytest.raises(CallStillOpen):
        confirm_on(urgent, 8, plan.head.seq)


def with_a_call() -> Walk:
    """Somebody must be called today."""
    plan = walk()
    plan.look(day(3), None, abdominal_pain=9)
    assert plan.head.calls
    return plan


def confirm_on(head: Head, number: int, event: int) -> None:
    confirm_rise(head, ConfirmRise(reason=REASON, event=event), day(number))


# --- a check-in that was wrong


def make_void(plan: Walk, event: int, number: int) -> None:
    done = void(plan.protocol, plan.events, event, Void(reason="About somebody else."), day(number))
    made = stamp(len(plan.events) + 1, day(number))
    plan.events.append(Voided(stamp=made, voids=event, reason=REASON, sentence=done.sentence, effect=done.effect))


def test_a_void_check_in_proposes_nothing() -> None:
    plan = proposed()
    make_void(plan, 2, 8)
    with pytest.raises(NothingProposed):
        confirm(plan, 8, 2)


@pytest.mark.parametrize(("number", "grams"), [(8, ["5", "5", "5"]), (10, ["5", "10", "5"])])
def test_a_void_check_in_takes_its_confirmed_rise_along(number: int, grams: list[str]) -> None:
    plan = proposed()
    confirm(plan, 8)
    make_void(plan, 2, number)
    assert doses(plan, 8, 10) == grams


def test_a_confirmed_rise_stays_where_another_check_in_was_void() -> None:
    plan = walk()
    tell(plan, 3, CLIENT, None)
    tell(plan, 7)
    confirm(plan, 8)
    make_void(plan, 2, 10)
    assert doses(plan, 8, 11) == ["5", "10", "10", "10"]


def test_what_a_client_entered_proposes_no_more_when_the_plan_is_lived_again() -> None:
    plan = walk()
    tell(plan, 3, CLIENT, None)
    tell(plan, 7)
    tell(plan, 14, Entered.PRACTITIONER)
    make_void(plan, 2, 15)
    assert plan.dose(day(15)) == 10
    make_void(plan, 4, 16)
    assert plan.dose(day(16)) == 5


def test_another_rise_than_the_one_that_was_confirmed_is_none() -> None:
    """Without the first rise the client's check-in proposes 10 g, and nobody confirmed that."""
    plan = walk()
    tell(plan, 7, Entered.PRACTITIONER)
    plan.screen_again(day(14))
    tell(plan, 14)
    confirm(plan, 15)
    assert plan.dose(day(16)) == 15
    make_void(plan, 2, 17)
    assert plan.dose(day(17)) == 5


# --- laws


@effort(8)
@given(protocols(), bodies(), start_days(), st.integers(0, 10**9))
def test_no_day_rises_before_a_practitioner_confirms(text: object, of_body: object, start_on: date, seed: int) -> None:
    """Life checks after each event that nothing has risen but by a practitioner; here it is confirmed now and then."""
    chance = Random(seed)
    life = Life(text, start_on, strides=tuple(range(40)))  # type: ignore[arg-type]
    life.start(of_body, start_on)  # type: ignore[arg-type]
    for _ in range(12):
        by = chance.choice(OTHERS)
        ahead = windows(life.head, life.today)
        if chance.random() < 0.6 and ahead:
            life.wait(max(0, (ahead[0].due - life.today).days))
            before = life.ahead()
            told = life.tell(all_well(life.protocol, ahead[0].checkpoint, start_on, life.today), by)
        else:
            life.wait(chance.choice([0, 1, 3]))
            before = life.ahead()
            told = life.tell(a_check_in(chance, life.protocol, life.head, life.today), by)
        if told is not None:
            assert all(max(now) <= max(before[key]) for key, now in life.ahead().items())
        if told is not None and told.proposed is not None and chance.random() < 0.6:
            life.wait(chance.choice([0, 0, 1, 5, 9]))
            life.act(ConfirmRise(reason=REASON, event=life.head.seq))
        elif chance.random() < 0.3:
            life.act(an_act(chance, life.protocol, life.head, life.today))
        if at(life.head, life.today).phase not in LIVE:
            break
    life.check_log()
    assert fold(life.events) == life.head
