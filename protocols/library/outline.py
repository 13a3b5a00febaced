"""A built-in protocol as it is written: its own text, and the names of what it shares with the others."""

from typing import Annotated

import msgspec

from protocols.authoring.caution import Action, Trigger, Watch
from protocols.authoring.item import Item
from protocols.authoring.protocol import AnchoredEvent, ClientText, Response
from protocols.checkpoints.alarm import Alarm
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.dosing.ladder import Days
from protocols.evidence.link import Claim
from protocols.text import Key, Line, Prose
from protocols.value import Value


class Difference(Value, frozen=True):
    """How a shared caution differs in one protocol, and why.

    `instead` replaces what raises it, `also` adds to it; what is left out stays as in the catalogue.
    """

    caution: Key
    because: Prose
    action: Action | None = None
    instead: tuple[Trigger, ...] = ()
    also: tuple[Trigger, ...] = ()
    brings: Prose | None = None
    watches: tuple[Watch, ...] | None = None


class Outline(Value, frozen=True):
    """A protocol before its shared parts are put in.

    `measures` and `cautions` name catalogue entries. A checkpoint's `rules` name rule sets of the catalogue, not rules.
    `alarms` are added to the locked list; one with a locked key takes the place of the locked alarm. `claims` are the
    protocol's own; those about shared cautions and rules come with them.
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
    measures: tuple[Key, ...]
    cautions: tuple[Key, ...]
    checkpoints: tuple[Checkpoint, ...]
    claims: tuple[Claim, ...]
    client_text: ClientText
    alarms: tuple[Alarm, ...] = ()
    differences: tuple[Difference, ...] = ()
    response: Response | None = None
    anchored_to: AnchoredEvent | None = None
    baseline_labs: tuple[Key, ...] = ()
