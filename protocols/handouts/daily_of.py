"""From a plan to its daily sheet."""

from datetime import date, timedelta
from typing import Final, assert_never

import msgspec

from protocols.authoring.item import DietItem, HabitItem, SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import SPARE_DAYS, CheckpointKind, Window
from protocols.handouts import wording
from protocols.handouts.daily import CheckInDay, CountsFrom, Daily, DailyState, DietNow, DoseNow, LaterStep, TickDay
from protocols.handouts.page import Identity, Letterhead, Sheet, StopBox
from protocols.handouts.rest_ahead import LastDay, last_days, nothing_from, plan_taken_until
from protocols.handouts.taking import dose_now, later_step
from protocols.handouts.ways_back import ways_back
from protocols.plans.days import last_day
from protocols.plans.head import Head, checkpoints_of
from protocols.plans.measured_with import measured_with
from protocols.plans.notice import awaited
from protocols.plans.position import DOSING, Phase, at, windows
from protocols.plans.schedule import Schedule, Stretch, schedule
from protocols.plans.snapshot import PlannedStep, Snapshot, step_of
from protocols.plans.spans import open_break
from protocols.value import Value

DAY: Final = timedelta(days=1)


class Brief(Value, frozen=True):
    """What a sheet is made from besides the plan: who it is for, whose it is, and the sheet's own identity."""

    client: Identity
    practice: Letterhead
    number: str
    today: date


def daily_of(protocol: Protocol, head: Head, brief: Brief) -> Daily:
    """The daily sheet as it stands today: only the dose that is decided has days and boxes."""
    today = brief.today
    state = _state(protocol, head, today)
    planned = schedule(head, today)
    shows_dose = state in {DailyState.TAKE, DailyState.WAIT_FOR_RESULTS}
    use_until = last_use(head, today)
    going = _going(head, planned, use_until) if shows_dose else _Going(stretches=(), lasts=())
    text, check_ins = protocol.client_text, _check_ins(protocol, head, today)
    return Daily(
        client=brief.client,
        practice=brief.practice,
        sheet=_sheet(protocol, head, brief, use_until),
        stop_box=StopBox(
            first=tuple(alarm.first_call.line for alarm in protocol.alarms if alarm.first_call is not None),
            emergency=wording.EMERGENCY,
            today=wording.TODAY,
            closing=wording.CLOSING,
        ),
        state=state,
        title=text.title,
        notice=_notice(protocol, head, state, going.stretches),
        doses=_doses(protocol, head, going),
        diets=_diets(protocol, head) if shows_dose else (),
        ticks=_ticks(planned, going, _due(head, today), use_until) if state is DailyState.TAKE else (),
        later=_later(protocol, head, planned) if shows_dose else (),
        check_ins=check_ins,
        check_in_words=text.check_in if check_ins else (),
        if_lines=wording.if_lines(ways_back(protocol, head, going.stretches)) if shows_dose else (),
        purpose=text.purpose,
        why_for=text.why_for,
        why_against=text.why_against,
        also=(*text.also, *wording.ALWAYS),
        anchor=_anchor(protocol, head),
        last_day=last_day(head) if head.ended is None else min(last_day(head), head.ended.on - DAY),
        nothing_from=nothing_from(head, going.lasts),
    )


def last_use(head: Head, today: date) -> date:
    """The last day a sheet printed today may be used: the next due day plus the spare days, or the last with a dose.

    That is the day before a pause or an end of a later day, or the end of the course. A sheet without a dose is good
    for its day; one with a dose and no check-in ahead, as on a taper, to the last with a dose.
    """
    last = plan_taken_until(head, today)
    if at(head, today).phase not in DOSING | {Phase.NOT_STARTED} or last < max(today, head.snapshot.start_on):
        return today
    ahead = _steering(head, today)
    return max(today, min(ahead[0].due + DAY * SPARE_DAYS, last)) if ahead else last


def _steering(head: Head, today: date) -> tuple[Window, ...]:
    """The windows that steer the dose: the baseline comes before it, and ends no sheet."""
    before = {each.key for each in checkpoints_of(head) if each.kind is CheckpointKind.BASELINE}
    return tuple(each for each in windows(head, today) if each.checkpoint not in before)


def _state(protocol: Protocol, head: Head, today: date) -> DailyState:
    phase = at(head, today).phase
    match phase:
        case Phase.PAUSED:
            return DailyState.PAUSED
        case Phase.STOPPED | Phase.ENTERED_IN_ERROR:
            return DailyState.STOPPED
        case Phase.FINISHED:
            return DailyState.FINISHED
        case Phase.NOT_STARTED | Phase.TITRATING | Phase.MAINTAINING | Phase.TAPERING:
            if _has_run_out(head, today) or _pauses_before_it_begins(head, today):
                return DailyState.PAUSED
            waits = bool(awaited(protocol, head))
            return DailyState.WAIT_FOR_RESULTS if waits else DailyState.TAKE
        case _:
            assert_never(phase)


def _has_run_out(head: Head, today: date) -> bool:
    """Whether the last sheet's use-until has passed without a check-in: a new sheet does not stretch it."""
    ahead = _steering(head, today)
    return bool(ahead) and today > ahead[0].overdue_until


def _pauses_before_it_begins(head: Head, today: date) -> bool:
    """Whether nothing is left to take before a pause that is set."""
    return plan_taken_until(head, today) < max(today, head.snapshot.start_on)


def _known(head: Head) -> Snapshot:
    """What is known today of the body, and of the product as far as it is known; else grams stand alone."""
    return msgspec.structs.replace(head.snapshot, product=measured_with(head), body=head.doses[-1].body)


def _notice(protocol: Protocol, head: Head, state: DailyState, present: tuple[Stretch, ...]) -> tuple[str, ...]:
    first = protocol.client_text.first
    lines = () if first is None else (first,)
    match state:
        case DailyState.TAKE:
            return (*lines, wording.TWO_DOSES) if len(present) > len(head.tracks) else lines
        case DailyState.WAIT_FOR_RESULTS:
            return (protocol.client_text.before_start or wording.WAIT, *lines)
        case DailyState.PAUSED:
            return wording.PAUSED if any(open_break(track) is not None for track in head.tracks) else wording.LAPSED
        case DailyState.STOPPED:
            return wording.STOPPED
        case DailyState.FINISHED:
            return wording.FINISHED
        case _:
            assert_never(state)


def _sheet(protocol: Protocol, head: Head, brief: Brief, use_until: date) -> Sheet:
    revision = head.follows.revision
    return Sheet(
        number=brief.number,
        printed_on=brief.today,
        use_until=use_until,
        protocol=protocol.client_text.title,
        slug=revision.slug,
        revision=revision.number,
        revision_hash=revision.hash,
        event=head.seq,
        language=protocol.language,
    )


class _Going(Value, frozen=True):
    """What is decided from today on, today's dose and one that begins later, and the last day of each item."""

    stretches: tuple[Stretch, ...]
    lasts: tuple[LastDay, ...]


def _going(head: Head, planned: Schedule, use_until: date) -> _Going:
    today = planned.as_of
    present = tuple(stretch for stretch in planned.stretches if stretch.decided and stretch.until >= today)
    return _Going(stretches=present, lasts=last_days(head, today, use_until))


def _item(protocol: Protocol, key: str) -> SubstanceItem:
    return next(item for item in protocol.items if isinstance(item, SubstanceItem) and item.key == key)


def _doses(protocol: Protocol, head: Head, going: _Going) -> tuple[DoseNow, ...]:
    return tuple(
        dose_now(
            _item(protocol, stretch.item),
            _step(head, stretch),
            _known(head),
            (stretch.since, _said_until(going, stretch)),
        )
        for stretch in going.stretches
    )


def _said_until(going: _Going, stretch: Stretch) -> date | None:
    """The day before the dose that follows it, or the item's last where that is said."""
    if any(other.item == stretch.item and other.since > stretch.since for other in going.stretches):
        return stretch.until
    return next((each.day for each in going.lasts if each.item == stretch.item and each.said), None)


def _step(head: Head, stretch: Stretch) -> PlannedStep:
    """The step of a stretch with the doses of its weighing."""
    item = next(each for each in head.doses[stretch.resolved].items if each.key == stretch.item)
    return step_of(item, stretch.step)


def _later(protocol: Protocol, head: Head, planned: Schedule) -> tuple[LaterStep, ...]:
    return tuple(
        later_step(
            _item(protocol, stretch.item),
            stretch,
            _step(head, stretch),
            measured_with(head),
        )
        for stretch in planned.stretches
        if not stretch.decided
    )


def _due(head: Head, today: date) -> date | None:
    """The day until which the boxes count: after it they are spare, for whoever has not spoken yet."""
    return next((each.due for each in _steering(head, today)), None)


def _ticks(planned: Schedule, going: _Going, due: date | None, use_until: date) -> tuple[TickDay, ...]:
    """Boxes from today to the due day, then spare days at the same dose; none past the last use."""
    today = planned.as_of
    first = max(today, min((stretch.since for stretch in going.stretches), default=today))
    days = ((first + DAY * offset) for offset in range((use_until - first).days + 1))
    return tuple(tick for day in days if (tick := _tick(planned, going, day, due)) is not None)


def _tick(planned: Schedule, going: _Going, day: date, due: date | None) -> TickDay | None:
    """A day beyond the decided stretches keeps the last decided dose: it is a spare day, and nothing rises on paper.

    No item has a box after its own last day.
    """
    goes_on = {each.item for each in going.lasts if day <= each.day}
    begun = [each for each in going.stretches if each.since <= day and each.item in goes_on]
    latest = {stretch.item: stretch for stretch in begun}
    parts = tuple(dict.fromkeys(part.part for each in latest.values() for part in each.parts if part.units))
    spare = due is not None and day > due
    return TickDay(day=day, parts=parts, spare=spare) if parts and day <= planned.last_day else None


def _check_ins(protocol: Protocol, head: Head, today: date) -> tuple[CheckInDay, ...]:
    titles = {checkpoint.key: checkpoint.title for checkpoint in protocol.checkpoints}
    return tuple(
        CheckInDay(title=titles[each.checkpoint], opens=each.opens, due=each.due) for each in windows(head, today)
    )


def _diets(protocol: Protocol, head: Head) -> tuple[DietNow, ...]:
    return tuple(
        DietNow(
            called=item.called,
            until=head.snapshot.start_on + DAY * (item.days - 1),
            led_by=item.led_by if isinstance(item, DietItem) else None,
            instructions=item.instructions,
        )
        for item in protocol.items
        if isinstance(item, DietItem | HabitItem)
    )


def _anchor(protocol: Protocol, head: Head) -> CountsFrom | None:
    anchored = protocol.anchored_to
    if anchored is None:
        return None
    return CountsFrom(called=anchored.called, day=head.course.course_from + DAY * anchored.days_before)
