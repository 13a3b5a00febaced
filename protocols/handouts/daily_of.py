"""From a plan to its daily sheet."""

from datetime import date, timedelta
from typing import Final, assert_never

import msgspec

from protocols.authoring.item import DietItem, HabitItem, SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import SPARE_DAYS, CheckpointKind, Window
from protocols.handouts import wording
from protocols.handouts.daily import CheckInDay, Daily, DailyState, DietNow, DoseNow, LaterStep, TickDay
from protocols.handouts.page import Identity, Letterhead, Sheet, StopBox
from protocols.handouts.taking import dose_now, later_step
from protocols.plans.days import last_day
from protocols.plans.head import Head, checkpoints_of, item_of
from protocols.plans.measured_with import measured_with
from protocols.plans.notice import awaited
from protocols.plans.position import DOSING, Phase, at, windows
from protocols.plans.schedule import Schedule, Stretch, schedule
from protocols.plans.snapshot import PlannedStep, Snapshot, step_of
from protocols.plans.spans import open_break, span_on
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
    present = _present(planned, today) if shows_dose else ()
    use_until = last_use(head, today)
    text = protocol.client_text
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
        notice=_notice(protocol, head, state, present),
        doses=_doses(protocol, head, present),
        diets=_diets(protocol, head) if shows_dose else (),
        ticks=_ticks(planned, present, _steering(head, today), use_until, today) if state is DailyState.TAKE else (),
        later=_later(protocol, head, planned) if shows_dose else (),
        check_ins=_check_ins(protocol, head, today),
        check_in_words=text.check_in,
        if_lines=wording.if_lines(_lower(head, today)),
        purpose=text.purpose,
        why_for=text.why_for,
        why_against=text.why_against,
        also=(*text.also, *wording.ALWAYS),
        anchor=_anchor(protocol, head),
        last_day=last_day(head),
    )


def last_use(head: Head, today: date) -> date:
    """The last day a sheet printed today may be used: the next due day plus the spare days, or the end of the course.

    A sheet without a dose is good for its day; one with a dose and no check-in ahead, as on a taper, to its last day.
    """
    ahead = _steering(head, today)
    if not ahead:
        return last_day(head) if at(head, today).phase in DOSING else today
    return max(today, min(ahead[0].due + DAY * SPARE_DAYS, last_day(head)))


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
            if _has_run_out(head, today):
                return DailyState.PAUSED
            waits = bool(awaited(protocol, head))
            return DailyState.WAIT_FOR_RESULTS if waits else DailyState.TAKE
        case _:
            assert_never(phase)


def _has_run_out(head: Head, today: date) -> bool:
    """Whether the last sheet's use-until has passed without a check-in: a new sheet does not stretch it."""
    ahead = _steering(head, today)
    return bool(ahead) and today > ahead[0].overdue_until


def _lower(head: Head, today: date) -> str | None:
    """The dose of the step below, in words; None where there is none, or where several items each have their own."""
    if len(head.tracks) != 1:
        return None
    steps = item_of(head, head.tracks[0].item).steps
    keys = [step.key for step in steps]
    present = span_on(head.tracks[0], today).step
    place = keys.index(present) if present in keys else 0
    return f"{steps[place - 1].arithmetic.daily.value} g a day" if place else None


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


def _present(planned: Schedule, today: date) -> tuple[Stretch, ...]:
    """The decided stretches from today on: the dose of today, and one that was decided and begins later."""
    return tuple(stretch for stretch in planned.stretches if stretch.decided and stretch.until >= today)


def _item(protocol: Protocol, key: str) -> SubstanceItem:
    return next(item for item in protocol.items if isinstance(item, SubstanceItem) and item.key == key)


def _doses(protocol: Protocol, head: Head, present: tuple[Stretch, ...]) -> tuple[DoseNow, ...]:
    return tuple(
        dose_now(
            _item(protocol, stretch.item),
            stretch,
            _step(head, stretch),
            _known(head),
            last=not any(other.item == stretch.item and other.since > stretch.since for other in present),
        )
        for stretch in present
    )


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


def _ticks(
    planned: Schedule, present: tuple[Stretch, ...], ahead: tuple[Window, ...], use_until: date, today: date
) -> tuple[TickDay, ...]:
    """Boxes from today to the due day, then spare days at the same dose; none past the last use."""
    due = ahead[0].due if ahead else use_until
    first = max(today, min((stretch.since for stretch in present), default=today))
    days = ((first + DAY * offset) for offset in range((use_until - first).days + 1))
    return tuple(tick for day in days if (tick := _tick(planned, present, day, due)) is not None)


def _tick(planned: Schedule, present: tuple[Stretch, ...], day: date, due: date) -> TickDay | None:
    """A day beyond the decided stretches keeps the last decided dose: it is a spare day, and nothing rises on paper."""
    begun = [stretch for stretch in present if stretch.since <= day]
    latest = {stretch.item: stretch for stretch in begun}
    parts = tuple(dict.fromkeys(part.part for each in latest.values() for part in each.parts if part.units))
    return TickDay(day=day, parts=parts, spare=day > due) if parts and day <= planned.last_day else None


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


def _anchor(protocol: Protocol, head: Head) -> tuple[str, date] | None:
    """The event that the plan's days hang on, on the date that the start day assumes."""
    anchored = protocol.anchored_to
    return None if anchored is None else (anchored.called, head.course.course_from + DAY * anchored.days_before)
