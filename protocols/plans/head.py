"""The plan as its log adds up."""

from datetime import date

import msgspec

from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call
from protocols.checkpoints.predicate import Facts
from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.plans.adverse_event import KnownEvent
from protocols.plans.effect import Acknowledged, Anchored, Ended, EvidenceSeen, OffRow, Resolved, Review, Seen
from protocols.plans.proposal import OpenProposal
from protocols.plans.screening import Screened
from protocols.plans.snapshot import Declared, Follows, PlannedItem, PlannedStep, Snapshot, step_of
from protocols.plans.spans import Span, Track
from protocols.text import Key, Line
from protocols.value import Value


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

    `doses` are those of every weighing, the start's first; `texts_from` are the places in them from which on another
    text holds. `baseline` and `earlier` are the answers that rules compare
    with, `baseline_limits` the laboratories' limits told with the baseline, `before` is what the last check-ins knew,
    `fired` counts how often each rule was true. `check_ins` are the days that check-ins were about, in order.
    `refreshed_on` is the newest of them on which every change was asked and answered no, `weight_told_on` the newest
    that told a weight, `unscreened_since` the newest day on which something happened that a screening must come after.
    `screening_due_since` is the newest day on which the client's record changed, or another plan was told something,
    until the screening was asked in full; `due_by_another` says that it was another plan.
    `unanswered` are the changes that were told and wait for a screening, a weight or a product, each with the newest
    day on which it was told.
    `within_rules` are the laboratory values that were told and of which the newest lies within the rules about it,
    `sampled` the days of the newest samples told at check-ins.
    `results` are the newest values of what the cautions look at that were told at check-ins, or with a screening that
    did not pass, but for those in whose place a screening told another. `acknowledged` is what was taken note of,
    `evidence_seen` the gravest doubt of each publication that was, `reviews` when overrides are looked at next where
    that is not 30 days after the start. `proposal` is a rise that waits for a practitioner, `adverse_events` what is
    known of each now. `off_rows` are the days without a dose, by item, that were told and may have reached up to the
    last check-in. `holds` are the counted holds in a row of each item on its step. `decided_on` is the newest day on
    which an act or a report decided a dose, `planned_weight` the kg of a planned loss, from which later ones are
    counted. `meant_since` are the measures of which nothing from before a day is known any more, because from that day
    on the plan follows a text that means other numbers by them.

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
    holds: dict[Key, int] = msgspec.field(default_factory=dict)
    calls: tuple[OpenCall, ...] = ()
    check_ins: tuple[date, ...] = ()
    refreshed_on: date | None = None
    weight_told_on: date | None = None
    unscreened_since: date | None = None
    screening_due_since: date | None = None
    due_by_another: bool = False
    unanswered: dict[Key, date] = msgspec.field(default_factory=dict)
    within_rules: tuple[Key, ...] = ()
    sampled: dict[str, date] = msgspec.field(default_factory=dict)
    results: dict[str, Result] = msgspec.field(default_factory=dict)
    recalled: bool = False
    acknowledged: tuple[Acknowledged, ...] = ()
    reviews: tuple[Review, ...] = ()
    proposal: OpenProposal | None = None
    evidence_seen: tuple[EvidenceSeen, ...] = ()
    adverse_events: tuple[KnownEvent, ...] = ()
    texts_from: tuple[int, ...] = ()
    off_rows: dict[Key, OffRow] = msgspec.field(default_factory=dict)
    decided_on: date | None = None
    meant_since: dict[Key, date] = msgspec.field(default_factory=dict)
    planned_weight: DecimalString | None = None


def raised_on(head: Head) -> frozenset[Key]:
    """The cautions that the latest screening raised."""
    return frozenset(each.caution for each in head.screened.raised)


def checkpoints_of(head: Head) -> tuple[Checkpoint, ...]:
    """The checkpoints that this plan has: those that cautions bring only where one of them was raised."""
    raised = raised_on(head)
    return tuple(each for each in head.follows.checkpoints if not each.only_with or raised & set(each.only_with))


def is_before_a_check_in(head: Head, day: date) -> bool:
    """Whether a check-in was about a later day."""
    return bool(head.check_ins) and day < head.check_ins[-1]


def is_before_a_decision(head: Head, day: date) -> bool:
    """Whether a check-in was about a later day, or an act or a report decided a dose after it."""
    return is_before_a_check_in(head, day) or (head.decided_on is not None and day < head.decided_on)


def looked_at(head: Head, item: str | None) -> str | None:
    """The item that a checkpoint means: the one it names, otherwise the first."""
    return item if item is not None else next((track.item for track in head.tracks), None)


def item_of(head: Head, key: str) -> PlannedItem:
    """The planned item of this key, with the doses of the latest weighing."""
    return next(item for item in head.doses[-1].items if item.key == key)


def weighings(head: Head, item: str) -> tuple[PlannedItem, ...]:
    """The item as it was resolved at the start and after each weighing."""
    return tuple(next(each for each in doses.items if each.key == item) for doses in head.doses)


def dosed(head: Head, item: str, span: Span) -> PlannedStep:
    """The step of a span, with the doses of the weighing that it was entered with."""
    found = next(each for each in head.doses[span.resolved].items if each.key == item)
    return step_of(found, span.step)


def latest_doses(head: Head) -> int:
    """The place of the doses of the latest weighing."""
    return len(head.doses) - 1
