"""What is told of one plan of a client, in the others: an alarm, an adverse event, a call that is still open."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.dosing.substance import Substance
from protocols.plans.acts import SetStep, Stop
from protocols.plans.adjust import adjust
from protocols.plans.adjusting import CallStillOpen
from protocols.plans.adverse_event import AdverseEvent, EventSeverity, SeriousBecause
from protocols.plans.asked_again import Party
from protocols.plans.call_elsewhere import with_call_elsewhere
from protocols.plans.decide import decide, dosing
from protocols.plans.effect import StopReason
from protocols.plans.event import CalledElsewhere, Reported
from protocols.plans.fold import affected, apply
from protocols.plans.head import Head, OpenCall
from protocols.plans.open_calls import opens_an_urgent_call
from protocols.plans.passed_on import (
    PassedOn,
    hear,
    hear_of_a_call,
    part_for,
    passed_on,
    passed_on_from,
    shares_a_substance,
)
from protocols.plans.person import Person
from protocols.plans.position import Phase, phase_on
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.screened_on import ScreeningOutOfTime
from protocols.plans.snapshot import Live
from protocols.plans.spoken import lowered, to_say
from tests.library.built_in import PROTOCOLS
from tests.plans.test_who_may import BEN, STAFF
from tests.plans.walking import (
    ADA,
    ADULT,
    DAY,
    DAY_1,
    PARTY,
    REASON,
    Walk,
    begin,
    stamp,
    walk,
    walk_on,
    wish,
    yes,
)
from tests.spec.protocols import end, item, look, none_of, protocol, rule, step, taken

START_LOW = PROTOCOLS["glutamine-start-low"]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def stopped() -> Walk:
    plan = walk()
    plan.adjust(day(3), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    return plan


def event(severity: EventSeverity) -> AdverseEvent:
    return AdverseEvent(what="Cramps after each dose", onset=day(2), severity=severity)


# what is told of a plan that is over, the phase of the one that is taken after it; none where it hears nothing
TOLD: list[tuple[Report, Phase | None]] = [
    (Report(on=day(5), alarms=("chest_pain",), note="By phone."), Phase.STOPPED),
    (Report(on=day(5), adverse_event=event(EventSeverity.SEVERE)), Phase.STOPPED),
    (Report(on=day(5), adverse_event=event(EventSeverity.MODERATE)), Phase.PAUSED),
    (Report(on=day(5), adverse_event=event(EventSeverity.MILD)), None),
]


@pytest.mark.parametrize(("told", "phase"), TOLD)
def test_h10_what_is_grave_is_told_of_the_plan_that_is_taken(told: Report, phase: Phase | None) -> None:
    old, new = stopped(), walk("glutamine-pi-ibs-d")
    done = report(old.protocol, old.head, told, day(5))
    passed = passed_on(old.protocol, told, done)
    assert (passed is None) == (phase is None)
    if passed is None:
        return
    assert (passed.report.note, passed.report.follows) == (None, None)
    heard = hear(new.protocol, new.head, passed, day(5))
    reported = Reported(
        stamp=stamp(2, day(5)),
        report=passed.report,
        dose_then=heard.dose_then,
        sentence=heard.sentence,
        effect=heard.effect,
        told_of=new.head.snapshot.revision.revision_id,
    )
    later = apply(new.head, reported)
    assert phase_on(later, day(5)) is phase
    assert [call.call for call in later.calls] == [done.effect.call]
    # It is one event of the client's, known in the plan that it was told of.
    assert later.adverse_events == ()


# what else is told at a check-in where all is well, what other plans hear: alarms, changes, and words of an event
AT_A_CHECK_IN: list[tuple[str, dict[str, Any], tuple[str, ...], tuple[str, ...], str | None]] = [
    ("nothing", {}, (), (), None),
    ("an alarm", {"alarms": yes("chest_pain")}, ("chest_pain",), (), None),
    ("a pregnancy", {"changes": yes("pregnancy")}, (), ("pregnancy",), None),
    ("changes", {"changes": yes("new_medicine", "product_changed", "ill_now")}, (), ("new_medicine", "ill_now"), None),
    ("a severe symptom", {"nausea": 10}, (), (), "A symptom is severe: 9 or more,"),
    ("a moderate symptom", {"nausea": 5}, (), (), None),
    ("a measured loss", {"body_weight": 66}, ("weight_loss",), (), None),
    ("a fall of eGFR", {"egfr": 60}, (), (), "eGFR is 25 % or more under the baseline"),
    ("an eGFR that excludes", {"egfr": 25}, (), (), "eGFR"),
]


@pytest.mark.parametrize(
    ("told", "alarms", "changes", "says"), [row[1:] for row in AT_A_CHECK_IN], ids=[row[0] for row in AT_A_CHECK_IN]
)
def test_h9_h10_what_a_check_in_tells_of_the_person_is_passed_on(
    told: dict[str, Any], alarms: tuple[str, ...], changes: tuple[str, ...], says: str | None
) -> None:
    plan = walk("glutamine-pi-ibs-d")
    plan.look(day(1), "baseline", egfr=90)
    lists = {key: each for key, each in told.items() if key in {"alarms", "changes"}}
    answers = {key: each for key, each in told.items() if key not in lists}
    made = plan.check_in(replace(plan.well(day(7), **answers), **lists))
    passed = passed_on_from(plan.protocol, made)
    if not (alarms or changes or says):
        assert passed is None
        return
    assert passed is not None
    assert (passed.report.alarms, passed.report.changes) == (alarms, changes)
    assert tuple(alarm.key for alarm in passed.alarms) == alarms
    bad = passed.report.adverse_event
    assert (bad is None) == (says is None)
    if bad is not None and says is not None:
        assert bad.what.startswith(says)
        assert (bad.onset, bad.severity) == (day(7), EventSeverity.SEVERE)


# what is told at the late end of an old plan, the phase of the one that is taken, and of one of another substance
HEARD: list[tuple[dict[str, Any], Phase, Phase]] = [
    ({"changes": yes("pregnancy")}, Phase.STOPPED, Phase.STOPPED),
    ({"changes": yes("hospital")}, Phase.PAUSED, Phase.PAUSED),
    ({"changes": yes("ill_now")}, Phase.PAUSED, Phase.PAUSED),
    ({"changes": yes("new_diagnosis")}, Phase.TITRATING, Phase.TITRATING),
    ({"nausea": 10}, Phase.STOPPED, Phase.TITRATING),
    ({"body_weight": 66}, Phase.STOPPED, Phase.TITRATING),
]


@pytest.mark.parametrize(("told", "same", "another"), HEARD)
def test_h9_what_is_about_the_person_reaches_every_plan(told: dict[str, Any], same: Phase, another: Phase) -> None:
    old, new = walk("glutamine-pi-ibs-d"), walk().head
    lists = {key: each for key, each in told.items() if key == "changes"}
    answers = {key: each for key, each in told.items() if key not in lists}
    passed = passed_on_from(old.protocol, old.check_in(replace(old.well(day(7), **answers), **lists)))
    assert passed is not None
    for head, phase in ((new, same), (of_zinc(new), another)):
        part = part_for(passed, old.head, head)
        later = head if part is None else heard(head, part)
        assert phase_on(later, day(7)) is phase
        assert bool(later.calls) is (part is not None)


def heard(head: Head, part: PassedOn) -> Head:
    """The plan after it heard of it on day 7."""
    done = hear(START_LOW, head, part, day(7))
    told_of = head.snapshot.revision.revision_id
    event = Reported(
        stamp=stamp(2, day(7)),
        report=part.report,
        dose_then=done.dose_then,
        sentence=done.sentence,
        effect=done.effect,
        told_of=told_of,
    )
    return apply(head, event)


def of_zinc(head: Head) -> Head:
    """The plan as one of another substance."""
    (powder,) = head.snapshot.items
    items = (replace(powder, substance=Substance(key="zinc", name="Zinc")),)
    return replace(head, snapshot=replace(head.snapshot, items=items))


def test_h10_a_death_is_told_of_every_plan_and_other_events_where_the_substance_is_shared() -> None:
    old, head = stopped(), walk().head
    for serious, heard in (((SeriousBecause.DEATH,), True), ((SeriousBecause.HOSPITAL,), False)):
        bad = replace(event(EventSeverity.SEVERE), serious=serious)
        told = Report(on=day(5), alarms=("chest_pain",), adverse_event=bad)
        passed = passed_on(old.protocol, told, report(old.protocol, old.head, told, day(5)))
        assert passed is not None
        assert part_for(passed, old.head, head) == passed
        part = part_for(passed, old.head, of_zinc(head))
        assert (part is not None) is heard
        if part is not None:
            assert part.report == Report(on=day(5), adverse_event=bad)
            ended = hear(START_LOW, of_zinc(head), part, day(5)).effect.ended
            assert (ended and ended.reason) is StopReason.DIED


def test_a_plan_hears_of_what_has_its_substance() -> None:
    head = walk().head
    (powder,) = head.snapshot.items
    for key, shared in (("l-glutamine", True), ("l-alanyl-l-glutamine", True), ("zinc", False)):
        items = (replace(powder, substance=Substance(key=key, name="Another")),)
        assert shares_a_substance(head, replace(head, snapshot=replace(head.snapshot, items=items))) == shared


def test_h10_nothing_rises_while_a_call_about_another_plan_is_open() -> None:
    plan = walk()
    head = with_call_elsewhere(plan.head, day(7))
    held = decide(plan.protocol, head, plan.well(day(7)), day(7))
    assert (held.dose, held.dose_because) == (DoseOutcome.HOLD, ("limit-open-call",))
    act = SetStep(reason=REASON, step="s2")
    with pytest.raises(CallStillOpen, match="call about another plan of this client"):
        adjust(plan.protocol, head, act, PARTY, day(7))
    assert adjust(plan.protocol, plan.head, act, PARTY, day(7)).effect.moves


def test_h10_an_urgent_call_about_another_plan_takes_back_a_rise_that_has_not_begun() -> None:
    """What nobody has begun to take is taken back in the plan's own log, which says of which plan the call was."""
    plan = walk()
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    done = hear_of_a_call(plan.head, day(7))
    assert done is not None
    says = "A call about another plan of this client is open: nothing rises before it was closed."
    assert done.sentence == f"{says} The rise that was decided is taken back."
    event = CalledElsewhere(stamp=stamp(3, day(7)), sentence=done.sentence, effect=done.effect, told_of=UUID(int=9))
    plan.events.append(event)
    assert [plan.dose(day(number)) for number in (7, 8, 9)] == [5, 5, 5]
    # The step is looked at once more, as after a hold; a routine look that was done does not lapse the plan.
    assert [each.checkpoint for each in plan.schedule(day(7)).windows][:1] == ["tolerance"]
    assert plan.look(day(14)).dose is DoseOutcome.ADVANCE
    assert hear_of_a_call(walk().head, day(7)) is None


def test_h10_a_plan_that_lapsed_gets_no_dose_back_by_it() -> None:
    """Beta's look is out by day 22; alpha's rise of day 31 is taken back, and nothing is taken all the same."""
    plan = slow_and_lapsing()
    assert taken(plan, day(23)) == ("0", "0")
    done = hear_of_a_call(plan.head, day(23))
    assert done is not None
    head = affected(plan.head, done.effect, plan.head.seq + 1, day(23))
    assert [each.grams for number in (23, 24, 31, 32) for each in dosing(head, day(number))] == [0] * 8


def slow_and_lapsing() -> Walk:
    alpha = item("alpha", step("a1", "5", (30, 30, 60)), step("a2", "10", (28, 28, 28)))
    beta = item("beta", step("b1", "3"), step("b2", "6", (28, 28, 28)))
    rules = (rule("up", none_of(("abdominal_pain",)), DoseOutcome.ADVANCE, items=("alpha",)),)
    looks = (look("tolerance", rules), look("beta-look", rules, 7, item="beta"), end(rules, 60))
    plan = walk_on(protocol(alpha, beta, checkpoints=looks, rules=rules))
    plan.look(day(7))
    return plan


# whether a call is open before, and of which urgency it is after; whether an urgent one opened
OPENED = [
    ((), (), False),
    ((), (Call.ROUTINE,), False),
    ((), (Call.TODAY,), True),
    ((), (Call.ROUTINE, Call.EMERGENCY), True),
    ((Call.TODAY,), (Call.TODAY,), False),
    ((Call.TODAY,), (Call.TODAY, Call.ROUTINE), False),
    ((Call.TODAY,), (Call.TODAY, Call.TODAY), True),
]


@pytest.mark.parametrize(("before", "after", "opened"), OPENED)
def test_h10_other_plans_hear_of_an_urgent_call_once(
    before: tuple[Call, ...], after: tuple[Call, ...], *, opened: bool
) -> None:
    head = walk().head

    def having(calls: tuple[Call, ...]) -> Head:
        return replace(head, calls=tuple(OpenCall(event=n, call=call, on=DAY_1) for n, call in enumerate(calls)))

    assert opens_an_urgent_call(having(before), having(after)) is opened


def test_h10_no_plan_begins_while_an_urgent_call_is_open() -> None:
    with pytest.raises(CallStillOpen) as refused:
        begin(START_LOW, wish(START_LOW), DAY_1, live=Live(call_open=True))
    assert refused.value.pointer == "/client_id"


@pytest.mark.parametrize(("changed", "fits"), [(None, True), (DAY_1 - DAY, True), (DAY_1, True), (DAY_1 + DAY, False)])
def test_h9_a_screening_knows_the_last_change_of_the_record(changed: date | None, *, fits: bool) -> None:
    person = Person(birth_date=ADULT.birth_date, changed_on=changed)
    if fits:
        assert begin(START_LOW, wish(START_LOW), DAY_1, person).screened.on == DAY_1
        return
    with pytest.raises(ScreeningOutOfTime):
        begin(START_LOW, wish(START_LOW), DAY_1, person)


@pytest.mark.parametrize(("told", "fits"), [(None, True), (DAY_1, True), (DAY_1 + DAY, False)])
def test_h9_a_screening_knows_what_other_plans_were_told_last(told: date | None, *, fits: bool) -> None:
    wanted, live = wish(START_LOW), Live(told_on=told)
    if fits:
        assert begin(START_LOW, wanted, DAY_1, live=live).screened.on == DAY_1
        return
    with pytest.raises(ScreeningOutOfTime):
        begin(START_LOW, wanted, DAY_1, live=live)


# who stops the plan, and why; whether a practitioner is called
STOPS = [
    (BEN.id, StopReason.PREGNANCY, True),
    (BEN.id, StopReason.ALARM, True),
    (BEN.id, StopReason.REACTION, False),
    (ADA.id, StopReason.ALARM, False),
    (None, StopReason.PREGNANCY, False),
]


@pytest.mark.parametrize(("by", "why", "called"), STOPS)
def test_h10_a_stop_that_no_practitioner_made_calls_one(by: object, why: StopReason, *, called: bool) -> None:
    plan = walk()
    act = Stop(reason=REASON, by=by, stop_reason=why)  # type: ignore[arg-type]
    done = adjust(plan.protocol, plan.head, act, Party(person=ADULT, staff=STAFF), day(3))
    expected = (Call.TODAY, (f"stopped-{why.value}",)) if called else (Call.NONE, ())
    assert (done.effect.call, done.effect.call_because) == expected
    assert done.sentence.endswith("A practitioner calls today.") == called


def test_nothing_is_said_to_somebody_who_died() -> None:
    for why, says in ((StopReason.DIED, 0), (StopReason.REACTION, 1)):
        plan = walk()
        before = plan.head
        done = plan.adjust(day(3), "stop", stop_reason=why)
        less = lowered(before, plan.head, day(3))
        assert less
        assert len(to_say((plan.head, day(3)), less, done.effect, None)) == says
