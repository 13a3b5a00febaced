"""What a practitioner may do to a plan: each act with a reason, and by name."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from protocols.dosing.body import IdealWeight
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity
from protocols.evidence.work import WorkStatus
from protocols.plans.effect import StopReason
from protocols.plans.entering import ByClient, check_one_enters
from protocols.plans.expect import Expecting
from protocols.plans.screening import Override, Screening
from protocols.plans.snapshot import Declared
from protocols.refusal import Malformed
from protocols.text import Key, Prose

_ONE_ITEM = "The item; may be left out where the plan has one, and then means every item that it applies to."
ItemNamed = Annotated[Key, msgspec.Meta(description=_ONE_ITEM)]
_OTHER_PRODUCTS = "Other products with the substance as they are now, with their amounts a day; left out: as before."
OtherProducts = Annotated[tuple[Declared, ...], msgspec.Meta(max_length=20, description=_OTHER_PRODUCTS)]


class Act(Expecting, frozen=True, kw_only=True):
    """Why, and by whom: `by` may be left out where one practitioner is responsible."""

    reason: Prose
    by: UUID | None = None


class TakingLess(Act, frozen=True, kw_only=True):
    """An act that makes a dose less, which clients may do themselves, without asking; what raises one is refused them.

    `entered_by` says that the client entered it: a pause, a lower step, or a stop by the client's own choice.
    """

    entered_by: ByClient = None

    def __post_init__(self) -> None:
        check_one_enters(self.by, self.entered_by)


class Pause(TakingLess, frozen=True, kw_only=True, tag="pause", tag_field="kind"):
    """Nothing is taken from this day on, today if none is named: such as the day that a surgical team has named.

    A day that has passed says that nothing was taken since then: its days count as days without a dose.
    """

    item: ItemNamed | None = None
    on: date | None = None


class Hold(TakingLess, frozen=True, kw_only=True, tag="hold", tag_field="kind"):
    """A rise that was decided and has not begun is taken back, one that was proposed declined; the dose stays."""

    item: ItemNamed | None = None


class Resume(Act, frozen=True, kw_only=True, tag="resume", tag_field="kind"):
    """The plan goes on by the days without a dose, never above the last tolerated step; not while a call is open.

    To 2 days: the same step; to 7: the same step, its least days start again; to 14: one step lower, a single step at
    the same dose; to 28: the entry step or lower. After more, or more than 14 on a single step, the plan is at its end
    (all judgement). After a stop it goes on with the entry step or lower.
    `screening` with its `overrides` is needed after a stop, after more than 14 days without a dose, after a hospital
    stay, while trying for a pregnancy or breast-feeding, and where the last one has run out or the client's record
    changed since. What excludes in it stops the plan as with `rescreen`, whatever else stands against going on.
    """

    item: ItemNamed | None = None
    screening: Screening | None = None
    overrides: tuple[Override, ...] = ()
    declared: OtherProducts | None = None

    def __post_init__(self) -> None:
        if self.declared is not None and self.screening is None:
            raise Malformed("Other products are told with the screening that asks for them.", pointer="/declared")


class Stop(TakingLess, frozen=True, kw_only=True, tag="stop", tag_field="kind"):
    """The plan ends today, for a coded reason."""

    stop_reason: StopReason


class SetStep(TakingLess, frozen=True, kw_only=True, tag="set_step", tag_field="kind"):
    """An item goes to a step: lower at once and as far as is wanted, one higher as an advance would.

    A rise begins tomorrow at the earliest and after the least days; it is refused by more than one step, beside another
    item's, in a pause, on a taper, while an urgent call or one about a change is open, and once the screening is due in
    full or has run out. The present step takes back a rise that has not begun.
    """

    step: Key
    item: ItemNamed | None = None


class ConfirmRise(Act, frozen=True, kw_only=True, tag="confirm_rise", tag_field="kind"):
    """A practitioner confirms the rise that a check-in proposed; `event` is the number of the check-in's event.

    It rises exactly as decided then, from tomorrow at the earliest; only while nothing newer was decided, no call
    stands against a rise, and until the check-in is due for 7 days.
    """

    event: Annotated[int, msgspec.Meta(ge=1)]


class Settle(Act, frozen=True, kw_only=True, tag="settle", tag_field="kind"):
    """The present step becomes the maintenance dose: the highest comfortable one.

    It goes on from today for the `settled_days` of the item, within the limit of the course; nothing raises it but a
    step that is set by name. Refused once the screening is due in full or has run out.
    """

    item: ItemNamed | None = None


class Extend(Act, frozen=True, kw_only=True, tag="extend", tag_field="kind"):
    """The present dose goes on until a later last day; only with a reason of 20 characters and a new screening.

    At most 90 days ahead, as long as the screening counts (judgement); only a dose that is taken and has no step above.
    What excludes in the screening stops the plan as with `rescreen`.
    """

    until: date
    screening: Screening
    overrides: tuple[Override, ...] = ()
    declared: OtherProducts | None = None
    item: ItemNamed | None = None


class Weigh(Act, frozen=True, kw_only=True, tag="weigh", tag_field="kind"):
    """A newly measured weight in kg: a lower dose per kg holds at once, a higher one waits for the next advance.

    Like any rise it begins after the least days of the step, also of the last. A dose that follows the calendar waits
    for no advance: it never rises. `weighed_on` is today if left out. A change above 10 %, and another height than
    before, is refused until it is sent again with `confirmed`. A loss of 5 % or more since the start stops the plan,
    unless `loss_was_planned`: then later losses, also those that check-ins tell, are counted from this weight. By a
    practitioner it closes the call that a change of the weight opened.
    """

    weight: Quantity
    height: Quantity | None = None
    ideal_weight: IdealWeight | None = None
    weighed_on: date | None = None
    confirmed: bool = False
    loss_was_planned: bool = False


class RecordProduct(Act, frozen=True, kw_only=True, tag="product", tag_field="kind"):
    """What the client uses now, with the grams in its scoop or packet.

    By a practitioner they close the call that a change of the product opened; an assistant's act leaves it open. A name
    or a pack answers no change, and another product recorded without the grams holds the dose until they are recorded.
    """

    product: Product


class Rescreen(Act, frozen=True, kw_only=True, tag="rescreen", tag_field="kind"):
    """The screening was asked again: what excludes stops the plan, what lacks a reason pauses it.

    What excludes comes before everything else that is told or left out, and a pregnancy or an allergy ends for good.
    A laboratory value is judged by the rules about it as at a check-in: it may stop, pause or hold, and call.
    Another product with the substance pauses it, too, whose amount is not declared, or is too much with it. Where
    nothing stands against going on, it closes the calls that a new medicine or diagnosis opened.
    """

    screening: Screening
    overrides: tuple[Override, ...] = ()
    declared: OtherProducts | None = None


class MoveEvent(Act, frozen=True, kw_only=True, tag="move_event", tag_field="kind"):
    """The event that the course hangs on has a new date; only while the plan is paused or has not begun."""

    event_on: date


class CloseCall(Act, frozen=True, kw_only=True, tag="close_call", tag_field="kind"):
    """A call was answered; `call` is the number of the event that opened it."""

    call: Annotated[int, msgspec.Meta(ge=1)]


class Acknowledge(Act, frozen=True, kw_only=True, tag="acknowledge", tag_field="kind"):
    """A finding was read: it stays with the plan, with who read it and when, and is on no worklist any more.

    `about` is what the notice or the task is about: a caution that only tells, a result that is awaited, or `lapsed`
    where a plan is over because nobody spoke to its client. It changes no dose.
    """

    about: Key


class AcknowledgeEvidence(Act, frozen=True, kw_only=True, tag="acknowledge_evidence", tag_field="kind"):
    """A practitioner has seen what was said of a publication that the plan's protocol rests on.

    `work` is its key, `status` what was said of it (`corrected`, `concern` or `retracted`), as the plan's `doubts` list
    them. It is on no worklist any more until something graver is said. It changes no dose; whether the plan goes on is
    for whoever signs.
    """

    work: Key
    status: WorkStatus


class ReviewOverride(Act, frozen=True, kw_only=True, tag="review_override", tag_field="kind"):
    """The reason against a caution was looked at again and still stands: the next time is in 30 days (judgement).

    It changes no dose. A reason that no longer stands is a new screening, a pause or a stop.
    """

    caution: Key


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
    | ConfirmRise
    | Settle
    | Extend
    | Weigh
    | RecordProduct
    | Rescreen
    | MoveEvent
    | CloseCall
    | Acknowledge
    | AcknowledgeEvidence
    | ReviewOverride
    | Complete
    | EnteredInError
)
