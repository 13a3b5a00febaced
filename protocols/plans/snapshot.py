"""What a plan starts with, and stays pinned to."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

import msgspec

from protocols.authoring.item import Mode
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.dosing.arithmetic import Arithmetic
from protocols.dosing.body import Body, Implausible
from protocols.dosing.ladder import Days
from protocols.dosing.quantity import Quantity, Unit, require_positive
from protocols.dosing.substance import Substance
from protocols.plans.person import Staff
from protocols.plans.screening import Override, Screened, Screening
from protocols.text import Key, Line
from protocols.value import Value

PLAUSIBLE_SCOOP: Final = (Decimal("0.5"), Decimal(50))
"""Grams in a level scoop; outside, mg or a pack was meant (judgement)."""


class Product(Value, frozen=True):
    """What this client bought; `scoop` is one level scoop in g, as its label says."""

    name: Line | None = None
    scoop: Quantity | None = None

    def __post_init__(self) -> None:
        if self.scoop is not None:
            require_positive(self.scoop, Unit.GRAM, "A scoop", "/scoop")
            low, high = PLAUSIBLE_SCOOP
            if not low <= self.scoop.value <= high:
                raise Implausible(f"A level scoop holds {low} to {high} g; check the unit.", pointer="/scoop/value")


class Declared(Value, frozen=True):
    """Another product the client takes, and how much of the substance is in a day of it, in g/d."""

    substance: Key
    name: Line
    daily: Quantity

    def __post_init__(self) -> None:
        require_positive(self.daily, Unit.GRAM_PER_DAY, "The amount in another product", "/daily")


class Wish(Value, frozen=True):
    """What is asked for: a start day, the body, the screening with its reasons, the product, other products."""

    start_on: date
    body: Body
    screening: Screening
    overrides: tuple[Override, ...] = ()
    product: Product = Product()
    declared: tuple[Declared, ...] = ()


class Pinned(Value, frozen=True):
    """The revision a plan walks, pinned by id, number and hash."""

    protocol_id: UUID
    revision_id: UUID
    slug: Key
    number: Annotated[int, msgspec.Meta(ge=1)]
    hash: str
    title: Line


class PlannedStep(Value, frozen=True):
    """A step with its dose resolved for this client."""

    key: Key
    least_days: Days
    planned_days: Days
    most_days: Days
    half_scoop: bool
    arithmetic: Arithmetic


class PlannedItem(Value, frozen=True):
    """An item with all its steps resolved for this client, lowest first, then the falling doses of its taper.

    `settled_days` is how long a step goes on once it is settled on.
    """

    key: Key
    substance: Substance
    called: Line
    entry: Key
    steps: tuple[PlannedStep, ...]
    settled_days: Days
    mode: Mode = Mode.GATED
    taper: tuple[PlannedStep, ...] = ()


class Follows(Value, frozen=True):
    """The revision that a plan follows now, with its checkpoints."""

    revision: Pinned
    checkpoints: tuple[Checkpoint, ...]


class Snapshot(Value, frozen=True):
    """Everything a plan started with; no later change of the client or the library alters it."""

    client_id: UUID
    revision: Pinned
    start_on: date
    calendar_limit: date
    body: Body
    product: Product
    declared: tuple[Declared, ...]
    screened: Screened
    items: tuple[PlannedItem, ...]
    checkpoints: tuple[Checkpoint, ...]
    time_zone: Line


class Practice(Value, frozen=True):
    """What a start needs of the practice: its people and its IANA time zone."""

    staff: Staff
    time_zone: Line


class Live(Value, frozen=True):
    """The substances that the client's live plans already hold."""

    substances: tuple[Key, ...] = ()
