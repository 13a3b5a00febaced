"""The plan as its log adds up."""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

import msgspec

from protocols.checkpoints.change import PRODUCT_CHANGED
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import Facts
from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.plans.check_in import is_screened_after, nothing_new, told_yes
from protocols.plans.decision import Decision, Truth
from protocols.plans.effect import (
    Acknowledged,
    Anchored,
    Effect,
    Ended,
    EvidenceSeen,
    Move,
    Pausing,
    Resolved,
    Review,
    Seen,
    SymptomFree,
    decides_nothing,
    needs_screening,
)
from protocols.plans.event import Adjusted, Decided, Event, Migrated, Recalled, RecordChanged, Reported, Started, Voided
from protocols.plans.falls import falls
from protocols.plans.proposal import OpenProposal
from protocols.plans.samples import newest, not_told_since
from protocols.plans.screening import Screened
from protocols.plans.snapshot import Declared, Follows, PlannedItem, PlannedStep, Snapshot
from protocols.plans.spans import Break, Span, Track, from_day_on
from protocols.plans.taking_note import still_acknowledged, still_reviewed, still_seen
from protocols.refusal import Refusal
from protocols.text import Key, Line
from protocols.value import Value


class LogBroken(Refusal):
    """A log that does not begin with its start, or skips a number."""

    code = "log_broken"
    title = "The plan's log cannot be read"


class OpenCall(Value, frozen=True):
    """A referral that no named practitioner has closed yet: which event opened it, on which day, by which rules.

    While it is urgent, or about a change, nothing rises. A name closes it, or what answers it: a screening, a weight.
    `ring_first` is who is rung before anybody else.
    """

    event: int
    call: Call
    on: date
    because: tuple[Key, ...] = ()
    ring_first: Line | None = None


class Head(Value, frozen=True, dict=True):
    """The sum of a plan's events.

    `doses` are those of every weighing, the start's first. `baseline` and `earlier` are the answers that rules compare
    with, `baseline_limits` the laboratories' limits told with the baseline, `before` is what the last check-ins knew,
    `fired` counts how often each rule was true. `check_ins` are the days that check-ins were about, in order.
    `refreshed_on` is the newest of them on which every change was asked and answered no, `weight_told_on` the newest
    that told a weight, `unscreened_since` the newest day on which something happened that a screening must come after.
    `within_rules` are the laboratory values that were told and of which the newest lies within the rules about it.
    `results` are the newest values of what the cautions look at that were told at check-ins, or with a screening that
    did not pass, but for those in whose place a screening told another. `acknowledged` is what was taken note of,
    `evidence_seen` the gravest doubt of each publication that was, `reviews` when overrides are looked at next where
    that is not 30 days after the start. `proposal` is a rise that waits for a practitioner.

    It has a `__dict__` beside its fields, for what is worked out once: no part of its content.
    """

    seq: int
    snapshot: Snapshot
    doses: tuple[Resolved, ...]
    product: Product
    screened: Screened
    course: Anchored
    follows: Follows
    tracks: tuple[Track, ...]
    declared: tuple[Declared, ...] = ()
    ended: Ended | None = None
    baseline: dict[str, DecimalString] = msgspec.field(default_factory=dict)
    baseline_limits: dict[str, DecimalString] = msgspec.field(default_factory=dict)
    earlier: dict[str, DecimalString] = msgspec.field(default_factory=dict)
    before: tuple[Facts, ...] = ()
    fired: dict[str, int] = msgspec.field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
    holds: int = 0
    calls: tuple[OpenCall, ...] = ()
    check_ins: tuple[date, ...] = ()
    refreshed_on: date | None = None
    weight_told_on: date | None = None
    unscreened_since: date | None = None
    within_rules: tuple[Key, ...] = ()
    results: dict[str, Result] = msgspec.field(default_factory=dict)
    recalled: bool = False
    acknowledged: tuple[Acknowledged, ...] = ()
    reviews: tuple[Review, ...] = ()
    proposal: OpenProposal | None = None
    evidence_seen: tuple[EvidenceSeen, ...] = ()


def fold(events: Iterable[Event]) -> Head:
    """The head that the events add up to; raises LogBroken for a log that is not whole."""
    head: Head | None = None
    for event in events:
        head = apply(head, event)
    if head is None:
        raise LogBroken("The log is empty.")
    return head


def apply(head: Head | None, event: Event) -> Head:
    """The head after one more event."""
    if event.stamp.seq != (head.seq if head else 0) + 1:
        raise LogBroken(f"Event {event.stamp.seq} does not follow.")
    if head is None:
        if not isinstance(event, Started):
            raise LogBroken("A log begins with its start.")
        return _begin(event)
    match event:
        case Started():
            raise LogBroken("A plan starts once.")
        case Decided():
            return affected(_note(head, event), event.decision.effect, event.stamp.seq, event.stamp.today)
        case Adjusted() | Migrated() | Recalled() | RecordChanged() | Reported() | Voided():
            later = affected(head, event.effect, event.stamp.seq, event.stamp.today)
            return later if decides_nothing(event.effect) else msgspec.structs.replace(later, proposal=None)
        case _:
            assert_never(event)


def _begin(event: Started) -> Head:
    snapshot = event.snapshot
    return Head(
        seq=event.stamp.seq,
        snapshot=snapshot,
        doses=(Resolved(body=snapshot.body, items=snapshot.items),),
        product=snapshot.product,
        declared=snapshot.declared,
        screened=snapshot.screened,
        course=Anchored(course_from=snapshot.start_on, calendar_limit=snapshot.calendar_limit),
        follows=Follows(revision=snapshot.revision, checkpoints=snapshot.checkpoints),
        tracks=tuple(_first_track(item, snapshot) for item in snapshot.items),
        baseline=snapshot.baseline,
        baseline_limits=snapshot.baseline_limits,
    )


def _first_track(item: PlannedItem, snapshot: Snapshot) -> Track:
    start, step = snapshot.start_on, snapshot.start_steps.get(item.key, item.entry)
    first = Track(item=item.key, spans=(Span(step=step, since=start, begun=start, counts_from=start),))
    return msgspec.structs.replace(first, spans=(*first.spans, *map(_span, falls((item,), first, start))))


def _note(head: Head, event: Decided) -> Head:
    """What a check-in leaves behind besides its effect: answers to compare with, true rules, calls, the day."""
    decision = event.decision
    fired = dict(head.fired)
    for considered in decision.considered:
        if considered.result is Truth.TRUE:
            fired[considered.key] = fired.get(considered.key, 0) + 1
    check_in = decision.check_in
    changed = told_yes(check_in.changes, PRODUCT_CHANGED)
    return msgspec.structs.replace(
        head,
        fired=fired,
        baseline=decision.baseline,
        baseline_limits=decision.baseline_limits,
        earlier=head.earlier if decision.late_entered else {**head.earlier, **decision.knew.answers},
        before=decision.remembers,
        # Once the product changed, its scoop is not known any more.
        product=Product() if changed else head.product,
        holds=0 if decision.dose is DoseOutcome.ADVANCE else head.holds,
        calls=_with_call(head, event.stamp.seq, event.stamp.today, decision),
        check_ins=tuple(sorted((*head.check_ins, check_in.on))),
        within_rules=decision.within_rules,
        results=decision.results,
        proposal=_proposal(event),
        weight_told_on=_newest(head.weight_told_on, check_in.on if BODY_WEIGHT in decision.knew.answers else None),
        refreshed_on=_newest(head.refreshed_on, check_in.on if nothing_new(check_in.changes) else None),
        unscreened_since=_newest(
            head.unscreened_since, event.stamp.today if is_screened_after(check_in.changes) else None
        ),
    )


def _proposal(event: Decided) -> OpenProposal | None:
    rise = event.decision.proposed
    return None if rise is None else OpenProposal(event=event.stamp.seq, rise=rise)


def _newest(known: date | None, told: date | None) -> date | None:
    return max((day for day in (known, told) if day is not None), default=None)


def _with_call(head: Head, seq: int, today: date, made: Decision | Effect) -> tuple[OpenCall, ...]:
    if made.call is Call.NONE:
        return head.calls
    opened = OpenCall(event=seq, call=made.call, on=today, because=made.call_because, ring_first=made.ring_first)
    return (*head.calls, opened)


def affected(head: Head, effect: Effect, seq: int, today: date) -> Head:
    """The head with one more effect."""
    head = _reminded(head, effect)
    kept = tuple(call for call in head.calls if call.event not in effect.closes_calls)
    left = msgspec.structs.replace(head, calls=kept)
    return msgspec.structs.replace(
        head,
        seq=seq,
        doses=head.doses if effect.resolved is None else (*head.doses, effect.resolved),
        product=head.product if effect.product is None else effect.product,
        declared=head.declared if effect.declared is None else effect.declared,
        screened=effect.screened or head.screened,
        results=_results(head, effect),
        course=effect.anchored or head.course,
        follows=effect.follows or head.follows,
        tracks=tuple(_affected_track(track, effect) for track in head.tracks),
        ended=_ended(None if effect.reopens else head.ended, effect.ended),
        seen=_seen(head, effect),
        holds=head.holds + 1 if effect.counted_hold else (0 if _newly_entered(head, effect) else head.holds),
        calls=_with_call(left, seq, today, effect),
        unscreened_since=_newest(head.unscreened_since, today if needs_screening(effect) else None),
        recalled=effect.recalls or (head.recalled and effect.follows is None),
        acknowledged=still_acknowledged(head.acknowledged, effect),
        evidence_seen=still_seen(head.evidence_seen, effect),
        reviews=still_reviewed(head.reviews, head.screened, effect),
    )


def _reminded(head: Head, effect: Effect) -> Head:
    """What check-ins left behind, without one that was made void."""
    if effect.remembers is None:
        return head
    return msgspec.structs.replace(head, **msgspec.structs.asdict(effect.remembers))


def _results(head: Head, effect: Effect) -> dict[str, Result]:
    """What was told besides the screenings that passed, without what one of these told anew."""
    told = head.screened.laboratory if effect.screened is None else effect.screened.laboratory
    return newest(not_told_since(head.results, head.screened.laboratory, told), effect.results)


def _affected_track(track: Track, effect: Effect) -> Track:
    ending = next((each.ended for each in effect.ends if each.item == track.item), None)
    extended = next((each.until for each in effect.extends if each.item == track.item), None)
    given_back = effect.reopens and (extended is not None or any(each.item == track.item for each in effect.resumes))
    return msgspec.structs.replace(
        track,
        spans=_spans(track, effect),
        breaks=_breaks(track, effect),
        ended=_ended(None if given_back else track.ended, ending),
        extended=extended or track.extended,
    )


def _spans(track: Track, effect: Effect) -> tuple[Span, ...]:
    """What has not begun by the day is replaced or taken back; falls replace only falls, and none begins in a pause."""
    moves = tuple(move for move in effect.moves if move.item == track.item)
    begun = max(effect.day, track.spans[0].since)
    all_of_them = track.item in effect.cancels or any(not move.by_calendar for move in moves)
    paused = min((each.since for each in effect.pauses if each.item == track.item), default=date.max)
    kept = (
        span
        for span in track.spans
        if span.since <= begun or not (all_of_them or (moves and span.by_calendar) or span.since >= paused)
    )
    return (*kept, *map(_span, moves))


def _span(move: Move) -> Span:
    return Span(
        step=move.step,
        since=move.from_day,
        begun=move.begun,
        counts_from=move.counts_from,
        arrived_by=move.arrived_by,
        settled=move.settled,
        by_calendar=move.by_calendar,
        resolved=move.resolved,
    )


def _breaks(track: Track, effect: Effect) -> tuple[Break, ...]:
    """A pause begins, or makes the open one earlier and stricter; a resume ends it."""
    breaks = track.breaks
    for pausing in effect.pauses:
        if pausing.item == track.item:
            breaks = _paused(breaks, pausing)
    for resuming in effect.resumes:
        if resuming.item == track.item and breaks and breaks[-1].until is None:
            # A pause that has not begun is taken back altogether.
            ended = () if breaks[-1].since > resuming.on else (msgspec.structs.replace(breaks[-1], until=resuming.on),)
            breaks = (*breaks[:-1], *ended)
    return breaks


def _paused(breaks: tuple[Break, ...], pausing: Pausing) -> tuple[Break, ...]:
    if not breaks or breaks[-1].until is not None:
        begun = Break(
            since=pausing.since,
            until=None,
            back_to_entry=pausing.back_to_entry,
            screen_first=pausing.screen_first,
            lapsed=pausing.lapsed,
            not_before=pausing.not_before,
            symptom_free=pausing.symptom_free,
        )
        return (*breaks, begun)
    standing = breaks[-1]
    stricter = Break(
        since=min(standing.since, pausing.since),
        until=None,
        back_to_entry=standing.back_to_entry or pausing.back_to_entry,
        screen_first=standing.screen_first or pausing.screen_first,
        lapsed=standing.lapsed,
        not_before=_later(standing.not_before, pausing.not_before),
        symptom_free=_later_free(standing.symptom_free, pausing.symptom_free),
    )
    return (*breaks[:-1], stricter)


def _later(one: date | None, other: date | None) -> date | None:
    return max((day for day in (one, other) if day is not None), default=None)


def _later_free(one: SymptomFree | None, other: SymptomFree | None) -> SymptomFree | None:
    return max((each for each in (one, other) if each is not None), key=lambda each: each.on, default=None)


def _ended(before: Ended | None, now: Ended | None) -> Ended | None:
    """The newest reason from the earliest day on: nothing gives back a day that was already taken away."""
    if before is None or now is None:
        return now or before
    return Ended(on=min(before.on, now.on), reason=now.reason, final=before.final or now.final)


def _seen(head: Head, effect: Effect) -> tuple[Seen, ...]:
    """What was looked at stays known for its step, unless the item enters one anew on the same day 1."""
    entered = _newly_entered(head, effect)
    items = {each.key: looked_at(head, each.item) for each in head.follows.checkpoints}
    newer = {(entry.checkpoint, entry.begun) for entry in effect.seen}
    older = (entry for entry in head.seen if (entry.checkpoint, entry.begun) not in newer)
    kept = (entry for entry in older if (items.get(entry.checkpoint), entry.begun) not in entered)
    return (*kept, *effect.seen)


def _newly_entered(head: Head, effect: Effect) -> set[tuple[str | None, date | None]]:
    """The items that enter a step now, each with its day 1; another dose on the same step is no entry."""
    standing = {(t.item, span.step, span.begun) for t in head.tracks for span in from_day_on(t, effect.day)}
    entered = (move for move in effect.moves if not move.by_calendar)
    return {(move.item, move.begun) for move in entered if (move.item, move.step, move.begun) not in standing}


def raised_on(head: Head) -> frozenset[Key]:
    """The cautions that the latest screening raised."""
    return frozenset(each.caution for each in head.screened.raised)


def checkpoints_of(head: Head) -> tuple[Checkpoint, ...]:
    """The checkpoints that this plan has: those that cautions bring only where one of them was raised."""
    raised = raised_on(head)
    return tuple(each for each in head.follows.checkpoints if not each.only_with or raised & set(each.only_with))


def looked_at(head: Head, item: str | None) -> str | None:
    """The item that a checkpoint means: the one it names, otherwise the first."""
    return item if item is not None else next((track.item for track in head.tracks), None)


def item_of(head: Head, key: str) -> PlannedItem:
    """The planned item of this key, with the doses of the latest weighing."""
    return next(item for item in head.doses[-1].items if item.key == key)


def weighings(head: Head, item: str) -> tuple[PlannedItem, ...]:
    """The item as it was resolved at the start and after each weighing."""
    return tuple(next(each for each in doses.items if each.key == item) for doses in head.doses)


def step_of(item: PlannedItem, key: str) -> PlannedStep:
    """The planned step of this key, of the ladder or the taper."""
    return next(step for step in (*item.steps, *item.taper) if step.key == key)


def dosed(head: Head, item: str, span: Span) -> PlannedStep:
    """The step of a span, with the doses of the weighing that it was entered with."""
    found = next(each for each in head.doses[span.resolved].items if each.key == item)
    return step_of(found, span.step)


def latest_doses(head: Head) -> int:
    """The place of the doses of the latest weighing."""
    return len(head.doses) - 1
