"""The things that can happen to a plan; a plan is the log of them."""

from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec

from protocols.dosing.quantity import Quantity
from protocols.plans.acts import Adjustment
from protocols.plans.decision import Decision, Dosing
from protocols.plans.effect import Effect
from protocols.plans.person import Practitioner
from protocols.plans.report import Report
from protocols.plans.snapshot import Pinned, Snapshot
from protocols.text import Key, Line, Prose
from protocols.value import Value

ENGINE: Final = "1"
"""The version of the deciding code; stands on every event, and changes when the same answers would decide otherwise."""


class Actor(Value, frozen=True):
    """Which software acted, and which person where one was named or signed in.

    `key_id` is the id of the key, or `token:` and the id of the client through which the person had signed in.
    """

    key_id: str
    practitioner: Practitioner | None


class Stamp(Value, frozen=True):
    """When and by whom: the place in the log, the instant, the client's day, the pinned revision, the engine."""

    seq: Annotated[int, msgspec.Meta(ge=1)]
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    today: date
    by: Actor
    revision_hash: str
    engine: str


class Started(Value, frozen=True, tag="started", tag_field="kind"):
    """The plan began to exist."""

    stamp: Stamp
    snapshot: Snapshot


class Decided(Value, frozen=True, tag="decided", tag_field="kind"):
    """A check-in was recorded and decided."""

    stamp: Stamp
    decision: Decision


class Adjusted(Value, frozen=True, tag="adjusted", tag_field="kind"):
    """A practitioner changed the plan by name."""

    stamp: Stamp
    adjustment: Adjustment
    sentence: str
    effect: Effect


class Mapped(Value, frozen=True):
    """An item's step before and after a plan went over to another revision, and the day's dose of each.

    The dose is 0 where the item is over. `over_from` is the first day without one where the new text ends it, because
    its course is shorter than the days that were taken.
    """

    item: Key
    before: Key
    after: Key
    daily_before: Quantity
    daily_after: Quantity
    says: Line
    over_from: date | None = None


class Migrated(Value, frozen=True, tag="migrated", tag_field="kind"):
    """The plan went over to another revision of its protocol, by name and with a reason."""

    stamp: Stamp
    reason: Prose
    items: tuple[Mapped, ...]
    sentence: str
    effect: Effect


class Reported(Value, frozen=True, tag="reported", tag_field="kind"):
    """An alarm or an adverse event was told outside a check-in; `dose_then` is what was to be taken when it began.

    `told_of` is the plan of the same client that it was told of, where that is another one.
    """

    stamp: Stamp
    report: Report
    dose_then: tuple[Dosing, ...]
    sentence: str
    effect: Effect
    told_of: UUID | None = None


class CalledElsewhere(Value, frozen=True, tag="called_elsewhere", tag_field="kind"):
    """An urgent call about another plan of the client opened, `told_of`, and took back a rise that had not begun."""

    stamp: Stamp
    sentence: str
    effect: Effect
    told_of: UUID


class Recalled(Value, frozen=True, tag="recalled", tag_field="kind"):
    """A revision was recalled by name and with a reason.

    `before` is null where the plan walks it, and is paused. Otherwise it is the recalled one, which the plan followed
    before: only sheets from then are withdrawn.
    """

    stamp: Stamp
    reason: Prose
    sentence: str
    effect: Effect
    before: Pinned | None = None


class RecordChanged(Value, frozen=True, tag="record_changed", tag_field="kind"):
    """The client's record changed, with a reason where one was given, and what is known now was looked at again.

    `renamed` says that sheets from before carry another name, birth date or reference than the record does now.
    `told_of` is the plan of the same client whose screening told what was looked at, where no record changed.
    """

    stamp: Stamp
    sentence: str
    effect: Effect
    reason: Prose | None = None
    renamed: bool = False
    told_of: UUID | None = None


class Voided(Value, frozen=True, tag="voided", tag_field="kind"):
    """A check-in was made void by name and with a reason; `voids` is the number of its event."""

    stamp: Stamp
    voids: Annotated[int, msgspec.Meta(ge=1)]
    reason: Prose
    sentence: str
    effect: Effect


Event = Started | Decided | Adjusted | Migrated | Recalled | RecordChanged | CalledElsewhere | Reported | Voided
