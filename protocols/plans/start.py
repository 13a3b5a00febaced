"""Starting a client on a protocol: the snapshot that a plan is pinned to."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Final
from uuid import UUID

import msgspec

from protocols.authoring.caution import Action
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.revision import RevisionStatus
from protocols.checkpoints.alarm import LOCKED
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import compute
from protocols.dosing.body import ADULT_WEIGHT_KG, Body, MeasurementMissing
from protocols.dosing.ladder import Step, expand
from protocols.dosing.quantity import in_grams_per_day
from protocols.dosing.substance import CEILINGS, Ceilings, counts_as
from protocols.plans.adjusting import CallStillOpen
from protocols.plans.answer import YesNoUnknown
from protocols.plans.declaring import check_counted, counted_in, together
from protocols.plans.died import check_lives
from protocols.plans.person import Person, age_on
from protocols.plans.raising import Examined
from protocols.plans.samples import before_the_start, samples
from protocols.plans.screened_on import VALID_DAYS, check_counts, check_knows, check_not_before
from protocols.plans.screening import Excluded, Screened, screen
from protocols.plans.single_dose import check_single_doses
from protocols.plans.snapshot import Declared, Live, Pinned, PlannedItem, PlannedStep, Practice, Snapshot, Wish
from protocols.plans.start_step import start_steps
from protocols.plans.weighed import STARTS_WITHIN, check_height, check_jump
from protocols.refusal import Refusal

EARLIEST_START: Final = 30
"""A plan may have begun so many days ago: its weight must be from within 30 days of the start (judgement)."""

LATEST_START: Final = VALID_DAYS
"""A plan may begin so many days ahead: as long as its screening counts (judgement)."""

WEIGHT_VALID: Final = 30
"""Days between the weighing and the start (judgement)."""


class RevisionNotUsable(Refusal):
    """A draft or a retired revision starts no plan."""

    code = "revision_not_published"
    title = "Only a published revision starts a plan"


class StartDateRefused(Refusal):
    """A start day too far from today."""

    code = "start_date"
    title = "The plan cannot start on this day"


class SubstanceTwice(Refusal):
    """A second live plan with the same substance."""

    code = "substance_twice"
    title = "The client already has a live plan with this substance"


class StepsDoNotRise(Refusal):
    """Steps that come to the same dose, or to a lower one, for this client: a step back would not lower."""

    code = "steps_do_not_rise"
    title = "The steps do not rise for this client"


class AmountNotDeclared(Refusal):
    """Another source of the substance without its amount."""

    code = "amount_not_declared"
    title = "The amount from other products is needed"


class CeilingPassed(Refusal):
    """More of a substance in a day than anybody may take."""

    code = "ceiling_passed"
    title = "The daily total is above the limit for this substance"


def check_usable(status: RevisionStatus) -> None:
    """Refuse a revision that is not published."""
    if status is not RevisionStatus.PUBLISHED:
        raise RevisionNotUsable(f"This revision is {status.value}.", pointer="/revision")


def start(  # noqa: PLR0913, PLR0917 every party to a start is named
    protocol: Protocol,
    revision: Pinned,
    client: tuple[UUID, Person],
    wish: Wish,
    practice: Practice,
    live: Live,
    today: date,
) -> Snapshot:
    """The snapshot of a plan that may start; raises the refusal that stands in its way."""
    client_id, person = client
    check_lives(live, "/client_id")
    _check_days(wish, today)
    _check_substances(protocol, live)
    _check_record(protocol, person)
    check_jump(live.last_weighed, wish.body, STARTS_WITHIN)
    check_height(live.last_weighed, wish.body)
    items = resolved_items(protocol, wish.body)
    check_counted(items, wish.declared)
    wish = _with_products(wish, items, live)
    body = _dated(wish.body, today)
    check_ceilings(items, wish.declared)
    highest = highest_daily(items, wish.declared)
    _check_weight_known(protocol, wish.body, highest)
    known = samples(protocol, wish.screening.laboratory, {}, today)
    examined = Examined(
        age=age_on(person.birth_date, wish.start_on),
        body=wish.body,
        recorded_cautions=person.recorded_cautions,
        highest_daily=highest,
        highest_meant=highest_meant(items, wish.declared),
        samples=known,
        as_of=max(wish.start_on, wish.screening.on or today),
    )
    screened = screen(protocol.cautions, wish.screening, wish.overrides, examined, practice.staff, today)
    check_counts(screened.on, wish.start_on)
    check_knows(screened.on, person)
    if live.told_on is not None:
        check_not_before(screened.on, live.told_on)
    check_declared(screened, items, wish.declared)
    # Last of all: a closed call mends nothing that stands against the start for good.
    if live.call_open:
        raise CallStillOpen(
            "A call about another plan of this client is open: close it first, by name and with a reason.",
            pointer="/client_id",
        )
    first = before_the_start(known, wish.start_on)
    return Snapshot(
        client_id=client_id,
        revision=revision,
        start_on=wish.start_on,
        calendar_limit=wish.start_on + timedelta(days=protocol.calendar_limit_days - 1),
        body=body,
        product=wish.product,
        declared=wish.declared,
        screened=screened,
        items=items,
        checkpoints=protocol.checkpoints,
        time_zone=practice.time_zone,
        start_steps=start_steps(items, wish.start_step),
        baseline={key: each.value for key, each in first.items()},
        baseline_limits={key: each.upper_limit for key, each in first.items() if each.upper_limit is not None},
    )


def _with_products(wish: Wish, items: tuple[PlannedItem, ...], live: Live) -> Wish:
    """What other live plans declare is taken beside this plan, too, whatever substance they are of."""
    held = {counts_as(item.substance.key)[0] for item in items}
    return msgspec.structs.replace(wish, declared=together(wish.declared, counted_in(live.declared, held)))


def _check_days(wish: Wish, today: date) -> None:
    if not -EARLIEST_START <= (wish.start_on - today).days <= LATEST_START:
        raise StartDateRefused(
            f"A plan starts between {EARLIEST_START} days ago and {LATEST_START} days from today.", pointer="/start_on"
        )
    weighed = _dated(wish.body, today).weighed_on
    if weighed is not None and (weighed > today or abs((weighed - wish.start_on).days) > WEIGHT_VALID):
        raise StartDateRefused(
            f"The weight must be from within {WEIGHT_VALID} days of the start, and not from the future.",
            pointer="/weighed_on",
        )


def _dated(body: Body, today: date) -> Body:
    """A weight without a date was stated today."""
    if body.weight is None or body.weighed_on is not None:
        return body
    return msgspec.structs.replace(body, weighed_on=today)


def _check_substances(protocol: Protocol, live: Live) -> None:
    held = {counts_as(substance)[0] for substance in live.substances}
    for item in substance_items(protocol):
        if counts_as(item.substance.key)[0] in held:
            raise SubstanceTwice(
                f"Stop or finish the plan that already holds {item.substance.name}.", pointer="/protocol"
            )


def _check_record(protocol: Protocol, person: Person) -> None:
    """What an alarm wrote on the record excludes, also where the protocol's own cautions ask nothing about it."""
    asked = {caution.key for caution in protocol.cautions if caution.action is Action.EXCLUDE}
    written = {alarm.records for alarm in (*LOCKED, *protocol.alarms)} - asked
    found = next((key for key in person.recorded_cautions if key in written), None)
    if found is not None and substance_items(protocol):
        raise Excluded(
            f"{found} stands on the client's record since an alarm: no new plan begins.", pointer="/client_id"
        )


def resolved_items(protocol: Protocol, body: Body) -> tuple[PlannedItem, ...]:
    """Every item with its doses for this body, none of which is too much at once, together with the others."""
    items = tuple(_plan_item(item, body) for item in substance_items(protocol))
    check_single_doses(items)
    return items


def _plan_item(item: SubstanceItem, body: Body) -> PlannedItem:
    """The item with every dose resolved for this body; raises StepsDoNotRise where two steps come to the same."""
    ladder = expand(item.ladder)
    steps = tuple(_plan_step(item, step, body) for step in ladder.steps)
    for lower, upper in pairwise(steps):
        if upper.arithmetic.daily.value <= lower.arithmetic.daily.value:
            raise StepsDoNotRise(f"For this client step {upper.key} is not more than step {lower.key}.")
    return PlannedItem(
        key=item.key,
        substance=item.substance,
        called=item.called,
        entry=ladder.entry,
        steps=steps,
        settled_days=ladder.settled_days or steps[-1].planned_days,
        mode=item.mode,
        taper=tuple(_plan_step(item, step, body) for step in item.taper),
    )


def _plan_step(item: SubstanceItem, step: Step, body: Body) -> PlannedStep:
    return PlannedStep(
        key=step.key,
        least_days=step.least_days,
        planned_days=step.planned_days,
        most_days=step.most_days,
        half_scoop=step.half_scoop,
        arithmetic=compute(step.dose, step.split, item.measuring, body),
    )


def highest_daily(items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> Decimal:
    """The most g/d of one substance that the plan can reach, together with what other products add."""
    return max(daily_totals(items, declared).values(), default=Decimal(0))


def highest_meant(items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> Decimal:
    """The same before doses are rounded down to what can be measured: 0.5 g per kg stays 0.5 g per kg."""
    return max(daily_totals(items, declared, _meant).values(), default=Decimal(0))


def _rounded(step: PlannedStep) -> Decimal:
    return step.arithmetic.daily.value


def _meant(step: PlannedStep) -> Decimal:
    return step.arithmetic.capped.value


def daily_totals(
    items: tuple[PlannedItem, ...],
    declared: tuple[Declared, ...],
    dose_of: Callable[[PlannedStep], Decimal] = _rounded,
) -> dict[str, Decimal]:
    """The most g/d of each substance that the plan can reach, together with what other products add."""
    reach = ((item.substance.key, max(map(dose_of, item.steps))) for item in items)
    return total_of(reach, declared)


def total_of(doses: Iterable[tuple[str, Decimal]], declared: tuple[Declared, ...]) -> dict[str, Decimal]:
    """The g/d of each substance that these doses come to, together with what other products add."""
    totals: dict[str, Decimal] = {}
    for taken, grams in doses:
        substance, share = counts_as(taken)
        totals[substance] = totals.get(substance, Decimal(0)) + grams * share
    for product in declared:
        substance, share = counts_as(product.substance)
        if substance in totals:
            totals[substance] += in_grams_per_day(product.daily) * share
    return totals


def check_ceilings(items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> None:
    """Refuse more of a substance than anybody may take, from all items and other products together."""
    for total, most in _above(items, declared):
        raise CeilingPassed(
            f"With other products this comes to {DecimalString(total)} g a day; nobody takes more than {most} g a day.",
            pointer="/declared",
        )


def passes_a_ceiling(items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> bool:
    """Whether they come to more of a substance than anybody may take."""
    return next(_above(items, declared), None) is not None


def _above(items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> Iterator[tuple[Decimal, Decimal]]:
    """Each total that is above the most of its substance, with that."""
    for substance, total in daily_totals(items, declared).items():
        ceilings = CEILINGS.get(substance)
        if ceilings is not None and total > ceilings.refuse_above.value:
            yield total, ceilings.refuse_above.value


def _check_weight_known(protocol: Protocol, body: Body, highest: Decimal) -> None:
    """A fixed dose may still be too much for a light person, so its dose per kg must be known."""
    for item in substance_items(protocol):
        ceilings = CEILINGS.get(counts_as(item.substance.key)[0])
        if ceilings is not None and body.weight is None and passes_per_kg(ceilings, highest):
            raise MeasurementMissing(
                f"Up to {highest} g a day may pass {ceilings.reason_above_per_kg} g per kg: the weight is needed.",
                pointer="/weight",
            )


def passes_per_kg(ceilings: Ceilings, highest: Decimal) -> bool:
    """Whether so many g/d pass the limit per kg for the lightest adult, so that it takes the weight to know."""
    return highest > ceilings.reason_above_per_kg * ADULT_WEIGHT_KG[0]


def check_declared(screened: Screened, items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> None:
    """Refuse another source of a substance without its amount: it counts towards the daily limit."""
    if screened.answers.get(OTHER_SOURCE, YesNoUnknown.NO) is YesNoUnknown.NO:
        return
    held = {counts_as(item.substance.key)[0] for item in items}
    if not any(counts_as(product.substance)[0] in held for product in declared):
        raise AmountNotDeclared(
            "The client takes, or may take, another product with this substance: declare it with its g a day.",
            pointer="/declared",
        )


OTHER_SOURCE: Final = "other-glutamine-source"
"""The caution whose yes must come with an amount, because it counts towards the daily limit."""
