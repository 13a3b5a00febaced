"""What a plan starts with, and stays pinned to."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from protocols.authoring.item import Mode
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Arithmetic
from protocols.dosing.body import Body
from protocols.dosing.ladder import Days
from protocols.dosing.product import Product
from protocols.dosing.quantity import DAILY_AMOUNTS, Quantity, require_positive_in
from protocols.dosing.substance import Substance
from protocols.plans.person import Staff
from protocols.plans.screening import Override, Screened, Screening
from protocols.text import Key, Line
from protocols.value import Value


class Declared(Value, frozen=True):
    """Another product the client takes, and how much of the substance is in a day of it, in g/d or mg/d.

    It counts towards the limits of the substance; a dipeptide (`l-alanyl-l-glutamine`) for 0.67 g of glutamine a gram.
    Declared are `l-glutamine`, `l-alanyl-l-glutamine`, or what the plan itself gives; any other key is refused. What
    one plan declares counts in every live plan of the client that gives the substance.
    """

    substance: Key
    name: Line
    daily: Quantity

    def __post_init__(self) -> None:
        require_positive_in(self.daily, DAILY_AMOUNTS, "The amount in another product", "/daily")


class Wish(Value, frozen=True):
    """What is asked for: a start day, the body, the screening with its reasons, products, a start below entry."""

    start_on: date
    body: Body
    screening: Screening
    overrides: tuple[Override, ...] = ()
    product: Product = Product()
    declared: tuple[Declared, ...] = ()
    start_step: Key | dict[Key, Key] | None = None


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
    """Everything a plan started with; no later change of the client or the library alters it.

    `start_steps` are those of the items that started below their entry step.
    `baseline` are the laboratory values of the screening that later ones are compared with, in the measures' own units,
    `baseline_limits` the laboratories' upper limits told with them.
    """

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
    start_steps: dict[Key, Key] = msgspec.field(default_factory=dict)
    baseline: dict[str, DecimalString] = msgspec.field(default_factory=dict)
    baseline_limits: dict[str, DecimalString] = msgspec.field(default_factory=dict)


class Practice(Value, frozen=True):
    """What a start needs of the practice: its people and its IANA time zone."""

    staff: Staff
    time_zone: Line


class Live(Value, frozen=True):
    """What the client's other plans say: the substances that live ones already hold, the newest weight of any.

    `call_open` says that a call about one of them, for today or an emergency, is open. `declared` are the other
    products that live ones declare, whatever they hold themselves. `told_on` is the newest day on which any of them,
    live or over, was told what a screening must come after, such as a pregnancy or a caution answered yes. `died`
    says that one of them was told of the client's death.
    """

    substances: tuple[Key, ...] = ()
    last_weighed: Body | None = None
    call_open: bool = False
    declared: tuple[Declared, ...] = ()
    told_on: date | None = None
    died: bool = False


def step_of(item: PlannedItem, key: str) -> PlannedStep:
    """The planned step of this key, of the ladder or the taper."""
    return next(step for step in (*item.steps, *item.taper) if step.key == key)
