"""The text that a practitioner writes."""

from typing import Annotated

import msgspec

from protocols.authoring.caution import Caution
from protocols.authoring.item import Item, Lines, SubstanceItem
from protocols.checkpoints.alarm import Alarm
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.measure import Measure, MeasureKind
from protocols.checkpoints.predicate import Predicate
from protocols.checkpoints.rule import Rule
from protocols.dosing.ladder import Days
from protocols.evidence.link import Claim
from protocols.text import Key, Line, Prose
from protocols.value import Value


class Response(Value, frozen=True):
    """The protocol's own endpoint: true at the end of the course means the client responded.

    Tried in order; the first that can be decided counts.
    """

    endpoints: tuple[Predicate, ...]
    responded: Prose
    no_clear_benefit: Prose


class AnchoredEvent(Value, frozen=True):
    """An event outside the plan that its days hang on: day 1 lies `days_before` days before it."""

    called: Line
    days_before: Days


class ClientText(Value, frozen=True):
    """The client's words, at about a twelve-year-old's reading level; it promises nothing.

    `first` stands above everything but the stop box; `before_start` is for a plan that waits for results.
    """

    title: Line
    purpose: Lines
    why_for: Lines
    why_against: Lines
    check_in: Lines
    first: Line | None = None
    before_start: Line | None = None
    also: Lines = ()


class Protocol(Value, frozen=True):
    """A named, reusable text: items with their ladders, what to watch and when, what follows, for whom not, and why.

    Everything a plan needs stands in it, so that a frozen revision says the same for ever.
    `calendar_limit_days` is the hard last day of every plan, pauses included; `baseline_labs` are measures without
    which the first sheet says to wait.
    """

    slug: Key
    title: Line
    summary: Prose
    for_whom: Prose
    basis_note: Prose
    language: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
    tags: tuple[Key, ...]
    items: Annotated[tuple[Item, ...], msgspec.Meta(min_length=1, max_length=20)]
    calendar_limit_days: Days
    measures: tuple[Measure, ...]
    alarms: tuple[Alarm, ...]
    cautions: tuple[Caution, ...]
    checkpoints: tuple[Checkpoint, ...]
    rules: tuple[Rule, ...]
    claims: tuple[Claim, ...]
    client_text: ClientText
    response: Response | None = None
    anchored_to: AnchoredEvent | None = None
    baseline_labs: tuple[Key, ...] = ()


def substance_items(protocol: Protocol) -> tuple[SubstanceItem, ...]:
    """The items that are swallowed, in the order of the protocol."""
    return tuple(item for item in protocol.items if isinstance(item, SubstanceItem))


def laboratory_of(protocol: Protocol) -> frozenset[Key]:
    """The measures that a laboratory reports."""
    return frozenset(each.key for each in protocol.measures if each.kind is MeasureKind.LABORATORY)


def labels_of(protocol: Protocol) -> dict[Key, Line]:
    """What each measure is called."""
    return {measure.key: measure.label for measure in protocol.measures}


def item_at(protocol: Protocol, checkpoint: Checkpoint) -> SubstanceItem | None:
    """The item whose steps and days the checkpoint means: the one it names, otherwise the first."""
    items = substance_items(protocol)
    return next((item for item in items if checkpoint.item in {None, item.key}), None)
