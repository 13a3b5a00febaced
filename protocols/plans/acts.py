"""What a practitioner may do to a plan: each act with a reason, and by name."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity
from protocols.plans.effect import StopReason
from protocols.plans.screening import Override, Screening
from protocols.text import Key, Prose
from protocols.value import Value

_ONE_ITEM = "The item; may be left out where the plan has one, and then means every item that it applies to."
ItemNamed = Annotated[Key, msgspec.Meta(description=_ONE_ITEM)]


class Act(Value, frozen=True, kw_only=True):
    """Why, and by whom: `by` may be left out where one practitioner is responsible."""

    reason: Prose
    by: UUID | None = None


class Pause(Act, frozen=True, kw_only=True, tag="pause", tag_field="kind"):
    """Nothing is taken from this day on, today if none is named: such as the day that a surgical team has named."""

    item: ItemNamed | None = None
    on: date | None = None


class Hold(Act, frozen=True, kw_only=True, tag="hold", tag_field="kind"):
    """A rise that was decided and has not begun is taken back; the present dose stays."""

    item: ItemNamed | None = None


class Resume(Act, frozen=True, kw_only=True, tag="resume", tag_field="kind"):
    """The plan goes on by the days without a dose, never above the last tolerated step.

    `screening` with its `overrides` is needed after a stop, after more than 14 days without a dose, after a hospital
    stay, and while trying for a pregnancy or breast-feeding.
    """

    item: ItemNamed | None = None
    screening: Screening | None = None
    overrides: tuple[Override, ...] = ()


class Stop(Act, frozen=True, kw_only=True, tag="stop", tag_field="kind"):
    """The plan ends today, for a coded reason."""

    stop_reason: StopReason


class SetStep(Act, frozen=True, kw_only=True, tag="set_step", tag_field="kind"):
    """An item goes to a step: lower at once, one higher as an advance would."""

    step: Key
    item: ItemNamed | None = None


class Settle(Act, frozen=True, kw_only=True, tag="settle", tag_field="kind"):
    """The present step becomes the maintenance dose: the highest comfortable one."""

    item: ItemNamed | None = None


class Extend(Act, frozen=True, kw_only=True, tag="extend", tag_field="kind"):
    """The present dose goes on until a later last day; only with a reason in words and a new screening."""

    until: date
    screening: Screening
    overrides: tuple[Override, ...] = ()
    item: ItemNamed | None = None


class Weigh(Act, frozen=True, kw_only=True, tag="weigh", tag_field="kind"):
    """A newly measured weight in kg: a lower dose per kg holds at once, a higher one waits for the next advance.

    `weighed_on` is today if left out. A change above 10 % is refused until it is sent again with `confirmed`. A loss
    of 5 % or more since the start stops the plan, unless `loss_was_planned`.
    """

    weight: Quantity
    height: Quantity | None = None
    weighed_on: date | None = None
    confirmed: bool = False
    loss_was_planned: bool = False


class RecordProduct(Act, frozen=True, kw_only=True, tag="product", tag_field="kind"):
    """What the client uses now, with the grams in its scoop or packet."""

    product: Product


class Rescreen(Act, frozen=True, kw_only=True, tag="rescreen", tag_field="kind"):
    """The screening was asked again: what excludes stops the plan, what lacks a reason pauses it."""

    screening: Screening
    overrides: tuple[Override, ...] = ()


class MoveEvent(Act, frozen=True, kw_only=True, tag="move_event", tag_field="kind"):
    """The event that the course hangs on has a new date; only while the plan is paused or has not begun."""

    event_on: date


class CloseCall(Act, frozen=True, kw_only=True, tag="close_call", tag_field="kind"):
    """A call was answered; `call` is the number of the event that opened it."""

    call: Annotated[int, msgspec.Meta(ge=1)]


class Complete(Act, frozen=True, kw_only=True, tag="complete", tag_field="kind"):
    """The course is ended before its time, with nothing wrong."""


class EnteredInError(Act, frozen=True, kw_only=True, tag="entered_in_error", tag_field="kind"):
    """The plan never should have been: final, and its sheets no longer hold."""


Adjustment = (
    Pause
    | Hold
    | Resume
    | Stop
    | SetStep
    | Settle
    | Extend
    | Weigh
    | RecordProduct
    | Rescreen
    | MoveEvent
    | CloseCall
    | Complete
    | EnteredInError
)
