"""What a client should have at home."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from protocols.decimal_string import DecimalString
from protocols.dosing.portion import Packets, portion
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, grams, in_grams
from protocols.plans.head import Head
from protocols.plans.measured_with import measured_with
from protocols.plans.schedule import ScheduledDay, schedule
from protocols.plans.snapshot import PlannedItem
from protocols.text import Key, Line
from protocols.value import Value

OVERAGE: Final = Decimal(10)
"""Per cent to have at home beyond what is to be taken, for what is spilled (judgement)."""


class Stock(Value, frozen=True):
    """What an item takes up to a day, and what to have at home for it.

    `to_take` is the sum of the doses in g, to the last of them on `until`; `to_have` is 10 % more. `packets` and
    `packs` are that in whole packets and whole packs; None where the product's size is not known, or where its packets
    do not fit a dose.
    """

    until: date | None
    to_take: Quantity
    to_have: Quantity
    packets: int | None
    packs: int | None


class ItemSupply(Value, frozen=True):
    """An item's supply: for the days that are decided, and for all days if all goes well (the decided ones counted)."""

    item: Key
    called: Line
    decided: Stock
    if_all_goes_well: Stock


class Supply(Value, frozen=True):
    """What to have at home from a day on, that day's whole dose counted; nothing while a plan is paused or over.

    It reaches to the planned end as the schedule has it. It does not reach to the plan's hard last day: nobody stocks
    up for days that nobody has planned. A step that is held takes longer than this says, so read it again after each
    decision. What is at home already is not known here.
    """

    as_of: date
    overage_percent: DecimalString
    overage_basis: Line
    items: tuple[ItemSupply, ...]


def supply(head: Head, today: date) -> Supply:
    """What every item still takes from today on, as its schedule stands today."""
    ahead = tuple(each for each in schedule(head, today).days if each.day >= today)
    product = measured_with(head)
    return Supply(
        as_of=today,
        overage_percent=DecimalString(OVERAGE),
        overage_basis="judgement",
        items=tuple(_item(item, ahead, product) for item in head.snapshot.items),
    )


def _item(item: PlannedItem, ahead: tuple[ScheduledDay, ...], product: Product) -> ItemSupply:
    days = [each for each in ahead if each.item == item.key]
    return ItemSupply(
        item=item.key,
        called=item.called,
        decided=_stock([each for each in days if each.decided], product),
        if_all_goes_well=_stock(days, product),
    )


def _stock(days: list[ScheduledDay], product: Product) -> Stock:
    to_take = sum((each.daily.value for each in days), Decimal(0))
    to_have = _more(to_take)
    packets = _packets(days, product)
    return Stock(
        until=max((each.day for each in days), default=None),
        to_take=grams(to_take),
        to_have=grams(to_have),
        packets=packets,
        packs=_packs(to_have, packets, product),
    )


def _more(amount: Decimal) -> Decimal:
    return amount * (100 + OVERAGE) / 100


def _packets(days: Iterable[ScheduledDay], product: Product) -> int | None:
    """Each dose takes its own whole packets; where one dose takes no whole number of them, there is no number."""
    if product.packet is None:
        return None
    doses = [portion(part.amount, product, half=False) for each in days for part in each.parts if part.units]
    counts = [dose.count for dose in doses if isinstance(dose, Packets)]
    return _whole(_more(Decimal(sum(counts))), Decimal(1)) if len(counts) == len(doses) else None


def _packs(to_have: Decimal, packets: int | None, product: Product) -> int | None:
    if product.pack is None:
        return None
    if product.packet is None:
        return _whole(to_have, in_grams(product.pack))
    # What is left over of a pack that holds no whole number of packets is not a packet.
    in_a_pack = in_grams(product.pack) // in_grams(product.packet)
    return None if packets is None else _whole(Decimal(packets), in_a_pack)


def _whole(amount: Decimal, size: Decimal) -> int:
    """How many of this size hold the amount: rounded up, because these are bought and not taken."""
    count, rest = divmod(amount, size)
    return int(count) + (1 if rest else 0)
