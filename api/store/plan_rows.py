"""A plan as it goes into the store and comes out of it."""

from datetime import date, datetime
from uuid import UUID

from protocols.plans.head import Head
from protocols.plans.task import Task
from protocols.text import Key
from protocols.value import Value


class Showing(Value, frozen=True):
    """A task of a plan, the instant of its `since`, and the instants between which it shows; null: until it is ended.

    Instants, because the days of a plan are those of its own time zone.
    """

    task: Task
    since_at: datetime
    shows_at: datetime
    hides_at: datetime | None


class Lifted(Value, frozen=True):
    """What lists and constraints need of a head; the domain says it, the store only keeps it.

    `live` is false once the plan can give no more doses: then another plan may hold its substances. `holds_until` is
    the day after which that is so if nothing more happens, because the calendar writes no event. `tasks` are those of
    today and of all days after it.
    """

    phase: Key
    last_day: date
    holds_until: date
    next_due: date | None
    substances: tuple[Key, ...]
    live: bool
    tasks: tuple[Showing, ...] = ()


class NewPlan(Value, frozen=True):
    """A plan that has just begun; `built_in` says that it walks a revision of the library."""

    id: UUID
    built_in: bool
    head: Head
    lifted: Lifted


class StoredPlan(Value, frozen=True):
    """A plan: its head, the pinned revision, and what was lifted out of the head when it was last written."""

    id: UUID
    client_id: UUID
    protocol_id: UUID
    revision_id: UUID
    revision_hash: str
    built_in: bool
    phase: str
    started_on: date
    last_day: date
    next_due: date | None
    head: Head
    seq: int
    version: int
    created_at: datetime
    updated_at: datetime


class LiveOn(Value, frozen=True):
    """Plans that can still give a dose on a day, or those that cannot, by what was known when each was last written."""

    live: bool
    on: date


class PlanFilter(Value, frozen=True):
    """Which plans: of one client, in one phase, due by a day, on one text, live or not; null does not matter."""

    client_id: UUID | None = None
    phase: str | None = None
    due_by: date | None = None
    protocol_id: UUID | None = None
    revision_id: UUID | None = None
    live: LiveOn | None = None
