"""From an amount in grams to what a person measures with the product at home."""

from decimal import Decimal
from typing import Annotated, Final

import msgspec

from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, grams, in_grams
from protocols.value import Value

SCALE_MARK: Final = Decimal(1)
"""Grams between two marks of a kitchen scale (judgement)."""

HALF: Final = Decimal("0.5")


class Packets(Value, frozen=True, tag="packets", tag_field="kind"):
    """So many whole packets; `each` holds so many g."""

    count: Annotated[int, msgspec.Meta(ge=1)]
    each: Quantity


class Scoops(Value, frozen=True, tag="scoops", tag_field="kind"):
    """So many level scoops, counted in halves ("0.5", "1"); `each` holds so many g."""

    count: DecimalString
    each: Quantity


class Weighed(Value, frozen=True, tag="weighed", tag_field="kind"):
    """No number of this product's scoops, but a whole number of grams: weighed on a kitchen scale with 1 g marks."""


class PacketsDoNotFit(Value, frozen=True, tag="packets_do_not_fit", tag_field="kind"):
    """No number of whole packets: this product cannot measure the amount. `each` holds so many g."""

    each: Quantity


class ScoopsDoNotFit(Value, frozen=True, tag="scoops_do_not_fit", tag_field="kind"):
    """No number of scoops, nor of whole grams: this product cannot measure the amount. `each` holds so many g."""

    each: Quantity


Misfit = PacketsDoNotFit | ScoopsDoNotFit
"""The amount cannot be measured with this product."""

Portion = Packets | Scoops | Weighed | Misfit


def portion(amount: Quantity, product: Product, *, half: bool) -> Portion | None:
    """How an amount above 0, a mass, is measured with this product; `half` allows half a level scoop.

    None where neither scoop nor packet is known: then grams stand alone, with a line to fill in. Nothing is ever
    rounded. A powder in packets is not weighed, because a packet would have to be split.
    """
    wanted = in_grams(amount)
    if product.packet is not None:
        return _in_packets(wanted, in_grams(product.packet))
    if product.scoop is not None:
        return _in_scoops(wanted, in_grams(product.scoop), half=half)
    return None


def _in_packets(wanted: Decimal, size: Decimal) -> Portion:
    count, rest = divmod(wanted, size)
    return PacketsDoNotFit(each=grams(size)) if rest else Packets(count=int(count), each=grams(size))


def _in_scoops(wanted: Decimal, size: Decimal, *, half: bool) -> Portion:
    count, rest = divmod(wanted, size)
    if not rest:
        return Scoops(count=DecimalString(count), each=grams(size))
    if half and rest * 2 == size:
        return Scoops(count=DecimalString(count + HALF), each=grams(size))
    return ScoopsDoNotFit(each=grams(size)) if wanted % SCALE_MARK else Weighed()
