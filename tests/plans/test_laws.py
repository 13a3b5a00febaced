"""What holds for every plan, whatever is answered and whenever."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols import wire
from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.outcome import DoseOutcome, dose_strength
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import decide
from protocols.plans.effect import StopReason
from protocols.plans.event import Event
from protocols.plans.fold import LogBroken, apply, fold
from protocols.plans.head import Head
from protocols.plans.position import DOSING
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS, TOLERANCE
from tests.plans.walking import DAY, DAY_1, NONE, Walk, end_key, walk

SLUGS = ["glutamine-start-low", "glutamine-pi-ibs-d", "glutamine-chemotherapy"]
SCORES = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 7, 9])
TOLD_ALARMS = st.sampled_from(
    [NONE] * 8 + [None, Told(answers={LOCKED[0].key: YesNoUnknown.UNKNOWN}), Told(answers={"fever": YesNoUnknown.YES})]
)
TOLD_CHANGES = st.sampled_from(
    [NONE] * 8 + [None, *(Told(answers={change.key: YesNoUnknown.YES}) for change in CHANGES)]
)
ACTS: st.SearchStrategy[tuple[str, dict[str, object]]] = st.sampled_from(
    [
        ("pause", {}),
        ("resume", {}),
        ("resume", {}),
        ("set_step", {"step": "s0"}),
        ("set_step", {"step": "s1"}),
        ("set_step", {"step": "s2"}),
        ("set_step", {"step": "s3"}),
        ("close_call", {"call": 2}),
        ("close_call", {"call": 3}),
        ("stop", {"stop_reason": StopReason.CLIENTS_CHOICE}),
    ]
)


@st.composite
def check_ins(draw: st.DrawFn, slug: str, today: date) -> CheckIn:
    """Any answers at any checkpoint, dated today or before, some of them left out."""
    protocol = PROTOCOLS[slug]
    checkpoint = draw(st.sampled_from([*(each.key for each in protocol.checkpoints), "tolerance", None]))
    if checkpoint not in {each.key for each in protocol.checkpoints}:
        checkpoint = None
    on = today - DAY * draw(st.sampled_from([0, 0, 0, 0, 1, 3, 9, 25]))
    whole = Walk(protocol).well(on, checkpoint, days_taken=draw(st.sampled_from([7, 7, 7, 6, 5, 3])))
    said = {key: DecimalString(draw(SCORES)) for key in TOLERANCE if draw(st.integers(0, 9))}
    return replace(whole, answers=whole.answers | said, alarms=draw(TOLD_ALARMS), changes=draw(TOLD_CHANGES))


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@settings(max_examples=120)
@given(st.data())
def test_only_an_advance_or_a_named_act_raises_a_dose(data: st.DataObject) -> None:
    slug = data.draw(st.sampled_from(SLUGS))
    start_in = data.draw(st.sampled_from([0, 0, 5, -10]))
    plan = walk(slug, DAY_1 + DAY * start_in, DAY_1)
    cap = max(step.arithmetic.daily.value for step in plan.head.snapshot.items[0].steps)
    today, ahead = DAY_1, 90
    for _ in range(data.draw(st.integers(1, 8))):
        today += DAY * data.draw(st.sampled_from([0, 0, 1, 2, 6, 7, 8, 16, 30]))
        before = [plan.dose(today + DAY * offset) for offset in range(ahead)]
        kind, fields = data.draw(ACTS) if data.draw(st.integers(0, 3)) == 0 else ("look", {})
        rises = kind in {"resume", "set_step"}
        try:
            if kind == "look":
                decision = plan.check_in(data.draw(check_ins(slug, today)), today)
                rises = decision.dose is DoseOutcome.ADVANCE
            else:
                plan.adjust(today, kind, **fields)
        except Refusal:
            continue
        after = [plan.dose(today + DAY * offset) for offset in range(ahead)]
        assert all(value <= cap for value in after)
        if rises:
            assert after[0] <= before[0] or kind == "resume"
            continue
        # A lapse that is put off gives back days; no day has more than it or a day before it had.
        assert after[0] <= before[0]
        assert all(value <= max(before[: place + 1]) for place, value in enumerate(after))
        check_stored(plan.events)


def check_stored(events: list[Event]) -> None:
    """Folding whole, step by step, and after a round trip through JSON is one and the same head."""
    head: Head | None = None
    for event in events:
        head = apply(head, wire.decode(wire.encode(event), Event))  # type: ignore[arg-type]
    assert head == fold(events)
    assert wire.decode(wire.encode(head), Head) == head


@settings(max_examples=60)
@given(st.data())
def test_a_plan_that_is_over_never_gives_a_dose(data: st.DataObject) -> None:
    slug = data.draw(st.sampled_from(SLUGS))
    plan = walk(slug)
    today = DAY_1 + DAY * data.draw(st.integers(0, 14))
    for number in range(data.draw(st.integers(0, 2))):
        plan.look(DAY_1 + DAY * number, None, nausea=data.draw(st.sampled_from([0, 2])))
    plan.adjust(today, "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    for offset in range(150):
        assert plan.dose(today + DAY * offset) == 0
        assert plan.at(today + DAY * offset).phase not in DOSING
    assert all(each.day < today for each in plan.schedule(today).days)


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@settings(max_examples=80)
@given(st.sampled_from(SLUGS), st.sampled_from(TOLERANCE), st.integers(0, 6), st.data())
def test_a_worse_answer_is_never_weaker(slug: str, measure: str, baseline: int, data: st.DataObject) -> None:
    plan = walk(slug)
    plan.check_in(plan.well(DAY_1, "baseline", **dict[str, Any]({measure: baseline})))
    checkpoint = next(each for each in PROTOCOLS[slug].checkpoints if each.day)
    on = DAY_1 + DAY * ((checkpoint.day or 1) - 1)
    key = data.draw(st.sampled_from([checkpoint.key, None]))
    strengths = [
        dose_strength(decide(plan.protocol, plan.head, plan.well(on, key, **dict[str, Any]({measure: score})), on).dose)
        for score in range(11)
    ]
    assert strengths == sorted(strengths)


def naive(slug: str, start: date, looks: dict[date, str]) -> list[tuple[date, Decimal]]:
    """The schedule written down a second time, day by day: a step up after each week and each good check-in."""
    if slug != "glutamine-start-low":
        daily_of = {"glutamine-pi-ibs-d": (15, 56), "glutamine-chemotherapy": (18, 15), "glutamine-crohn-21g": (21, 28)}
        amount, length = daily_of[slug]
        return [(start + DAY * number, Decimal(amount)) for number in range(length)]
    days: list[tuple[date, Decimal]] = []
    ladder, place, on_step, day = [(5, 7), (10, 7), (15, 56)], 0, 0, start
    while True:
        amount, planned = ladder[place]
        days.append((day, Decimal(amount)))
        on_step += 1
        looked = day in looks
        may_rise = looked or (not looks and on_step >= planned)
        if place == 2 and on_step == planned:
            return days
        if place < 2 and may_rise and on_step >= planned:
            place, on_step = place + 1, 0
        day += DAY


@pytest.mark.parametrize("slug", [*SLUGS, "glutamine-crohn-21g"])
@given(st.integers(0, 400))
def test_the_schedule_is_what_a_calendar_on_paper_says(slug: str, offset: int) -> None:
    start = DAY_1 + DAY * offset
    found = walk(slug, start).schedule(start)
    expected = naive(slug, start, {})
    assert [(each.day, each.daily.value) for each in found.days] == expected
    assert found.total["glutamine"].value == sum(amount for _, amount in expected)
    assert all(sum(part.amount.value for part in each.parts) == each.daily.value for each in found.days)


@given(st.lists(st.integers(0, 7), min_size=2, max_size=2))
def test_late_check_ins_move_the_days_on(late: list[int]) -> None:
    """Each good check-in so many days after it was due; every other day as on paper."""
    plan, looks, due = walk(), {}, DAY_1 + DAY * 6
    for delay in late:
        on = due + DAY * delay
        plan.look(on)
        looks[on] = "tolerance"
        due = on + DAY * 7
    found = plan.schedule(due - DAY * 6)
    expected = naive("glutamine-start-low", DAY_1, looks)
    assert [(each.day, each.daily.value) for each in found.days] == expected
    assert [each.day for each in found.days] == [day for day, _ in expected]


@settings(max_examples=60)
@given(st.data())
def test_what_is_decided_in_the_schedule_is_what_the_plan_asks_for(data: st.DataObject) -> None:
    """Each day that has passed, and today, in the schedule as in the position of that day."""
    plan, today = walk("glutamine-start-low"), DAY_1
    for _ in range(data.draw(st.integers(0, 6))):
        today += DAY * data.draw(st.sampled_from([0, 1, 3, 7, 8, 15]))
        try:
            plan.check_in(data.draw(check_ins("glutamine-start-low", today)), today)
        except Refusal:
            continue
    planned = {each.day: each.daily.value for each in plan.schedule(today).days}
    if plan.at(today).phase in DOSING:
        assert planned.get(today, 0) == plan.dose(today)
    else:
        assert today not in planned
    assert all(day >= DAY_1 for day in planned)
    assert max(planned, default=DAY_1) <= plan.head.snapshot.calendar_limit


def test_a_log_that_is_none() -> None:
    plan = walk()
    plan.look(DAY_1 + DAY * 6)
    started, decided = plan.events
    with pytest.raises(LogBroken, match="empty"):
        fold([])
    with pytest.raises(LogBroken, match="begins with its start"):
        fold([replace(decided, stamp=started.stamp)])
    with pytest.raises(LogBroken, match="does not follow"):
        fold([started, started])
    with pytest.raises(LogBroken, match="starts once"):
        fold([started, replace(started, stamp=decided.stamp)])
    assert end_key(plan.protocol) == "end"


def test_the_calendar_limit_cuts_what_may_come() -> None:
    plan = walk()
    for week in range(1, 14):
        plan.look(DAY_1 + DAY * (7 * week - 1), headache=2)
    limit = plan.head.snapshot.calendar_limit
    found = plan.schedule(DAY_1 + DAY * 90)
    assert found.last_day == limit == DAY_1 + DAY * 111
    assert [each.step for each in found.stretches] == ["s1", "s2", "s3"]
    assert all(each.due <= limit for each in found.windows)
    assert [each.checkpoint for each in found.windows if each.checkpoint != "tolerance"] == ["end"]
