"""How a plan's log adds up to its head, event by event."""

from collections.abc import Iterable
from datetime import date
from typing import assert_never

import msgspec

from protocols.checkpoints.change import PRODUCT_CHANGED, WAITS_FOR_SCREENING, WEIGHT_CHANGED
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.measure import BODY_WEIGHT
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.dosing.product import Product, is_another, is_sized
from protocols.plans.acts import Hold, Weigh
from protocols.plans.adverse_event import AdverseEvent, KnownEvent, added
from protocols.plans.affected_track import affected_track, earliest_end, later, span_of
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import Told, is_screened_after, nothing_new, told_yes
from protocols.plans.decision import Decision, Truth
from protocols.plans.effect import Anchored, Effect, Resolved, Seen, decides_a_dose, decides_nothing, needs_screening
from protocols.plans.event import (
    Adjusted,
    CalledElsewhere,
    Decided,
    Event,
    Migrated,
    Recalled,
    RecordChanged,
    Reported,
    Started,
    Voided,
)
from protocols.plans.falls import falls
from protocols.plans.head import Head, OpenCall, is_before_a_check_in, looked_at
from protocols.plans.meant_otherwise import forgetting
from protocols.plans.proposal import OpenProposal
from protocols.plans.samples import newest, not_told_since
from protocols.plans.snapshot import Follows, PlannedItem, Snapshot
from protocols.plans.spans import Span, Track, from_day_on
from protocols.plans.taking_note import still_acknowledged, still_reviewed, still_seen
from protocols.plans.unanswered import with_told, without
from protocols.plans.weighed import started_with
from protocols.refusal import Refusal
from protocols.text import Key


class LogBroken(Refusal):
    """A log that does not begin with its start, or skips a number."""

    code = "log_broken"
    title = "The plan's log cannot be read"


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
        case Adjusted() | CalledElsewhere() | Migrated() | Recalled() | RecordChanged() | Reported() | Voided():
            after = affected(_due_by(_told(head, event), event), event.effect, event.stamp.seq, event.stamp.today)
            after = msgspec.structs.replace(after, decided_on=_decided_on(head, event))
            return after if decides_nothing(event.effect) else msgspec.structs.replace(after, proposal=None)
        case _:
            assert_never(event)


def _decided_on(
    head: Head, event: Adjusted | CalledElsewhere | Migrated | Recalled | RecordChanged | Reported | Voided
) -> date | None:
    """The newest day on which a dose was decided besides check-ins; whoever holds a dose decides it, too."""
    holds = isinstance(event, Adjusted) and isinstance(event.adjustment, Hold)
    return later(head.decided_on, event.stamp.today if holds or decides_a_dose(event.effect) else None)


def _due_by(head: Head, event: Event) -> Head:
    """Whether it was the record or another plan of the client that made the screening due last."""
    if isinstance(event, RecordChanged) and event.effect.screening_due:
        return msgspec.structs.replace(head, due_by_another=event.told_of is not None)
    return head


def _told(head: Head, event: Event) -> Head:
    """What an act or a report tells besides its effect.

    One that carries a screening asked it in full; whatever else changes a screening only adds a caution to it.
    """
    if isinstance(event, Adjusted | Migrated) and event.effect.screened is not None:
        return msgspec.structs.replace(
            head,
            screening_due_since=None,
            due_by_another=False,
            unanswered=without(head.unanswered, WAITS_FOR_SCREENING),
        )
    if isinstance(event, Adjusted) and isinstance(event.adjustment, Hold):
        # Whoever holds the present dose declines what was only proposed.
        return msgspec.structs.replace(head, proposal=None)
    if isinstance(event, Adjusted) and isinstance(event.adjustment, Weigh):
        return _with_weight(head, event.adjustment)
    if not isinstance(event, Reported):
        return head
    if event.report.changes:
        head = _with_changes(head, event)
    if event.told_of is None and event.report.adverse_event is not None:
        return msgspec.structs.replace(head, adverse_events=_with_told(head, event, event.report.adverse_event))
    return head


def _with_changes(head: Head, event: Reported) -> Head:
    """What a report says has changed waits as what a check-in says."""
    told, day = Told(answers=dict.fromkeys(event.report.changes, YesNoUnknown.YES)), event.stamp.today
    unanswered = with_told(head.unanswered, told, day)
    return msgspec.structs.replace(head, unanswered=unanswered, unscreened_since=later(head.unscreened_since, day))


def _with_weight(head: Head, act: Weigh) -> Head:
    """A planned loss is the start of what is lost after it, until somebody who is weighed weighs more again."""
    weight, started = act.weight.value, started_with(head)
    if act.loss_was_planned:
        # What is no loss is none that was planned.
        is_less = started is None or weight < started
        return msgspec.structs.replace(head, planned_weight=weight) if is_less else head
    regained = head.planned_weight is not None and weight > head.planned_weight
    return msgspec.structs.replace(head, planned_weight=None) if regained else head


def _with_told(head: Head, event: Reported, told: AdverseEvent) -> tuple[KnownEvent, ...]:
    first = event.report.follows or event.stamp.seq
    before = next((each.record for each in head.adverse_events if each.event == first), told)
    others = (each for each in head.adverse_events if each.event != first)
    return (*others, KnownEvent(event=first, on=event.report.on, record=added(before, told)))


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
    return msgspec.structs.replace(first, spans=(*first.spans, *map(span_of, falls((item,), first, start))))


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
        earlier=head.earlier if is_before_a_check_in(head, check_in.on) else {**head.earlier, **decision.knew.answers},
        before=decision.remembers,
        # Once the product changed, its scoop is not known any more.
        product=Product() if changed else head.product,
        holds=_without({each.item for each in decision.items if each.dose is DoseOutcome.ADVANCE}, head.holds),
        calls=_with_call(head, event.stamp.seq, event.stamp.today, decision),
        check_ins=tuple(sorted((*head.check_ins, check_in.on))),
        within_rules=decision.within_rules,
        sampled=decision.sampled,
        results=decision.results,
        off_rows=decision.off_rows,
        proposal=_proposal(event),
        unanswered=with_told(head.unanswered, check_in.changes, event.stamp.today),
        weight_told_on=later(head.weight_told_on, check_in.on if BODY_WEIGHT in decision.knew.answers else None),
        refreshed_on=later(head.refreshed_on, check_in.on if nothing_new(check_in.changes) else None),
        unscreened_since=later(
            head.unscreened_since, event.stamp.today if is_screened_after(check_in.changes) else None
        ),
    )


def _proposal(event: Decided) -> OpenProposal | None:
    rise = event.decision.proposed
    if rise is None:
        return None
    seq, today, on = event.stamp.seq, event.stamp.today, event.decision.check_in.on
    return OpenProposal(event=seq, proposed_on=today, check_in_on=on, rise=rise)


def _with_call(head: Head, seq: int, today: date, made: Decision | Effect) -> tuple[OpenCall, ...]:
    if made.call is Call.NONE:
        return head.calls
    opened = OpenCall(event=seq, call=made.call, on=today, because=made.call_because, ring_first=made.ring_first)
    return (*head.calls, opened)


def affected(head: Head, effect: Effect, seq: int, today: date) -> Head:
    """The head with one more effect."""
    head = forgetting(_with_judged(_reminded(head, effect), effect), effect.forgets, effect.day)
    kept = tuple(call for call in head.calls if call.event not in effect.closes_calls)
    left = msgspec.structs.replace(head, calls=kept)
    return msgspec.structs.replace(
        head,
        seq=seq,
        doses=head.doses if effect.resolved is None else (*head.doses, *effect.resolved_before, effect.resolved),
        product=head.product if effect.product is None else effect.product,
        declared=head.declared if effect.declared is None else effect.declared,
        screened=effect.screened or head.screened,
        results=_results(head, effect),
        course=effect.anchored or head.course,
        unanswered=_unanswered(head, effect, today),
        follows=effect.follows or head.follows,
        tracks=tuple(affected_track(track, effect) for track in head.tracks),
        ended=earliest_end(None if effect.reopens else head.ended, effect.ended),
        seen=_seen(head, effect),
        holds=_holds(head, effect),
        calls=_with_call(left, seq, today, effect),
        unscreened_since=later(head.unscreened_since, today if needs_screening(effect) else None),
        screening_due_since=later(head.screening_due_since, today if effect.screening_due else None),
        recalled=effect.recalls or (head.recalled and effect.follows is None),
        acknowledged=still_acknowledged(head.acknowledged, effect),
        evidence_seen=still_seen(head.evidence_seen, effect),
        off_rows={**head.off_rows, **effect.off_rows},
        reviews=still_reviewed(head.reviews, head.screened, effect),
        texts_from=head.texts_from if effect.follows is None else (*head.texts_from, len(head.doses)),
    )


def _unanswered(head: Head, effect: Effect, today: date) -> dict[Key, date]:
    """What still waits; another product whose size nobody recorded begins to, as where a client tells of it."""
    still = without(head.unanswered, _recorded(effect))
    if effect.product is None or not is_another(head.product, effect.product):
        return still
    return {**still, PRODUCT_CHANGED: today}


def _holds(head: Head, effect: Effect) -> dict[Key, int]:
    """Each item's counted holds in a row: one more, or none where it entered a step without one."""
    counted = {key: head.holds.get(key, 0) + 1 for key in effect.counted_holds}
    return _without({item for item, _ in _starting_over(head, effect)}, head.holds) | counted


def _without(items: set[Key], holds: dict[Key, int]) -> dict[Key, int]:
    return {key: number for key, number in holds.items() if key not in items}


def _recorded(effect: Effect) -> set[Key]:
    """The changes that were waiting for what the effect records.

    Doses for another text, or without a check-in that is void, are for a weight that was known: they record none.
    """
    weighed = effect.resolved is not None and effect.follows is None and effect.remembers is None
    sized = effect.product is not None and is_sized(effect.product)
    return {key for key, recorded in ((PRODUCT_CHANGED, sized), (WEIGHT_CHANGED, weighed)) if recorded}


def _reminded(head: Head, effect: Effect) -> Head:
    """What check-ins left behind, without one that was made void."""
    if effect.remembers is None:
        return head
    return msgspec.structs.replace(head, **msgspec.structs.asdict(effect.remembers))


def _with_judged(head: Head, effect: Effect) -> Head:
    """What is known after values that were told with a screening: the newest, and which rules they made true."""
    judged = effect.judged
    if judged is None:
        return head
    limits = {key: limit for key, limit in judged.limits.items() if key in judged.first}
    return msgspec.structs.replace(
        head,
        baseline={**judged.first, **head.baseline},
        baseline_limits={**limits, **head.baseline_limits},
        earlier={**head.earlier, **judged.answers},
        fired={**head.fired, **{key: head.fired.get(key, 0) + 1 for key in judged.fired}},
        within_rules=tuple(sorted({*head.within_rules} - judged.answers.keys() | {*judged.within})),
    )


def _results(head: Head, effect: Effect) -> dict[str, Result]:
    """What was told besides the screenings that passed, without what one of these told anew."""
    told = head.screened.laboratory if effect.screened is None else effect.screened.laboratory
    return newest(not_told_since(head.results, head.screened.laboratory, told), effect.results)


def _seen(head: Head, effect: Effect) -> tuple[Seen, ...]:
    """What was looked at stays known for its step, unless the item enters one anew on the same day 1."""
    entered = _newly_entered(head, effect)
    items = {each.key: looked_at(head, each.item) for each in head.follows.checkpoints}
    newer = {(entry.checkpoint, entry.begun) for entry in effect.seen}
    older = (entry for entry in head.seen if (entry.checkpoint, entry.begun) not in newer)
    kept = (entry for entry in older if (items.get(entry.checkpoint), entry.begun) not in entered)
    return (*kept, *effect.seen)


def _starting_over(head: Head, effect: Effect) -> set[tuple[str, date]]:
    """The items that enter a step; the same dose that another text calls otherwise is none, and keeps its day 1."""
    held = {(t.item, span.begun) for t in head.tracks for span in from_day_on(t, effect.day)}
    return _newly_entered(head, effect) - (held if effect.follows else set())


def _newly_entered(head: Head, effect: Effect) -> set[tuple[str, date]]:
    """The items that enter a step now, each with its day 1; another dose on the same step is no entry."""
    standing = {(t.item, span.step, span.begun) for t in head.tracks for span in from_day_on(t, effect.day)}
    entered = (move for move in effect.moves if not move.by_calendar)
    return {(move.item, move.begun) for move in entered if (move.item, move.step, move.begun) not in standing}
