"""A plan is an append-only log; a decision explains itself."""

import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.evidence.link import AboutRule
from protocols.plans.decision import Truth
from protocols.plans.effect import StopReason
from protocols.plans.event import ENGINE, Event
from protocols.plans.fold import LogBroken, apply, fold
from protocols.plans.head import Head
from protocols.plans.position import at
from protocols.plans.schedule import schedule
from protocols.plans.screening import Screening
from tests.plans.walking import ADA, DAY, REASON, Walk, stamp, walk, walk_on, yes
from tests.spec.protocols import PAIN, answer, day, end, ladder, look, protocol, rule, step, taken


def eventful() -> Walk:
    """A ladder with a taper on which most things have happened once."""
    down = (step("t1", "8", (3, 7, 7)), step("t2", "4", (3, 7, 7)))
    plan = walk_on(protocol(ladder(taper=down), checkpoints=(look("tolerance", PAIN), end(PAIN, 14, steps=("a3",)))))
    plan.look(day(7))
    plan.adjust(day(7), "hold")
    plan.look(day(14))
    plan.check_in(replace(plan.well(day(16), None), changes=yes("product_changed", "new_medicine")))
    plan.adjust(day(17), "product", product=Product(name="Pure", scoop=grams("5")))
    plan.adjust(day(17), "rescreen", screening=Screening(confirmed_none=True))
    plan.adjust(day(18), "close_call", call=5)
    plan.adjust(day(18), "weigh", weight=of("71", Unit.KILOGRAM))
    plan.adjust(day(19), "pause")
    plan.adjust(day(23), "resume")
    plan.look(day(29), days_taken=2)
    plan.look(day(30), None, abdominal_pain=4)
    plan.adjust(day(31), "settle")
    plan.look(day(37))
    plan.adjust(day(40), "extend", until=day(70), screening=Screening(confirmed_none=True))
    plan.adjust(day(41), "set_step", step="a0")
    plan.adjust(day(42), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(43), "resume", screening=Screening(confirmed_none=True))
    return plan


def test_folding_again_always_gives_what_is_stored() -> None:
    plan = eventful()
    head: Head | None = None
    for event in plan.events:
        head = apply(head, wire.decode(wire.encode(event), Event))  # type: ignore[arg-type]
        assert wire.decode(wire.encode(head), Head) == head
    assert head == fold(plan.events) == plan.head


@pytest.mark.parametrize("place", range(1, 19))
def test_a_log_is_unique_by_its_numbers(place: int) -> None:
    events = eventful().events
    for broken in (events[:place] + events[place + 1 :], events[: place + 1] + events[place:]):
        if len(broken) > place:
            with pytest.raises(LogBroken):
                fold(broken)


def test_each_event_carries_the_revisions_hash_and_the_engines_version() -> None:
    found = {(event.stamp.engine, event.stamp.revision_hash) for event in eventful().events}
    assert found == {(ENGINE, "sha256:0")}
    assert stamp(3, day(1)).by.practitioner == ADA


def test_position_and_schedule_are_derived_from_the_log_alone() -> None:
    plan = eventful()
    for number in range(1, 75):
        assert plan.at(day(number)) == at(fold(plan.events), day(number))
    assert plan.schedule(day(43)) == schedule(fold(plan.events), day(43))


def test_what_was_decided_never_changes_the_past() -> None:
    plan = eventful()
    for place in range(1, len(plan.events)):
        before, after = fold(plan.events[:place]), fold(plan.events[: place + 1])
        today = plan.events[place].stamp.today
        for number in range(1, (today - day(1)).days + 1):
            was, now = (Walk(plan.protocol, plan.events[: place + more]) for more in (0, 1))
            assert taken(was, day(number)) == taken(now, day(number))
        assert after.seq == before.seq + 1


def test_a_definition_and_its_instances_are_two_things() -> None:
    one, other = walk(), walk()
    one.look(day(7))
    assert one.at(day(8)).items[0].step == "s2"
    assert other.at(day(8)).items[0].step == "s1"
    assert one.protocol == other.protocol


def test_a_decision_explains_itself() -> None:
    plan = walk()
    check_in = plan.well(day(7), abdominal_pain=2)
    decision = plan.check_in(check_in)
    event = plan.events[-1]
    assert decision.check_in == check_in
    assert {each.result for each in decision.considered} == {Truth.TRUE, Truth.FALSE}
    assert {rule.key for rule in plan.protocol.rules if rule.key in {"severe", "mild", "clear"}} <= {
        each.key for each in decision.considered
    }
    assert (decision.dose, decision.dose_because, decision.call_because) == (DoseOutcome.HOLD, ("mild",), ())
    assert [(each.step, str(each.arithmetic and each.arithmetic.daily.value)) for each in decision.before] == [
        ("s1", "5")
    ]
    assert [each.step for each in decision.after] == ["s1"]
    assert {claim.about for claim in decision.claims} == {AboutRule(rule="mild")}
    assert (event.stamp.by.practitioner, event.stamp.today) == (ADA, day(7))
    assert decision.sentence
    assert decision.knew.answers == check_in.answers


def test_what_won_on_each_axis_and_why() -> None:
    """Two rules stand on each axis; only what won is named as the reason."""
    rules = (
        *PAIN,
        rule("refer", answer("nausea", 1), DoseOutcome.HOLD, Call.ROUTINE),
        rule("tell", answer("nausea", 2), DoseOutcome.HOLD, Call.TODAY),
    )
    plan = walk_on(protocol(ladder(), checkpoints=(look("tolerance", rules), end(rules, 14)), rules=rules))
    decision = plan.look(day(7), abdominal_pain=4, nausea=2)
    assert (decision.dose, decision.dose_because) == (DoseOutcome.STEP_BACK, ("moderate",))
    assert (decision.call, decision.call_because) == (Call.TODAY, ("tell",))
    standing = {each.key for each in decision.considered if each.result is Truth.TRUE}
    assert {"mild", "moderate", "refer", "tell"} <= standing


def test_a_fall_shows_the_dose_of_before_and_of_after_on_the_same_day() -> None:
    plan = walk()
    plan.look(day(7))
    decision = plan.look(day(10), None, abdominal_pain=4)
    assert [(each.step, each.arithmetic and str(each.arithmetic.daily)) for each in decision.before] == [
        ("s2", "10 g/d")
    ]
    assert [(each.step, each.arithmetic and str(each.arithmetic.daily)) for each in decision.after] == [("s1", "5 g/d")]


def test_a_rise_shows_the_arithmetic_before_and_after() -> None:
    plan = walk()
    decision = plan.look(day(7))
    shown = [
        (each.step, str(each.arithmetic.capped.value), [str(part.amount.value) for part in each.arithmetic.parts])
        for each in (*decision.before, *decision.after)
        if each.arithmetic is not None
    ]
    assert shown == [("s1", "5", ["5"]), ("s2", "10", ["5", "5"])]
    assert decision.effective_on == day(7) + DAY


def test_an_override_is_kept_with_its_reason() -> None:
    plan = walk("glutamine-crohn-remission")
    found = [each.override for each in plan.head.screened.raised if each.override is not None]
    assert {(each.reason, each.by) for each in found} == {(REASON, ADA)}
