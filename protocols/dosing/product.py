"""What a client bought, and the sizes in which it is measured."""

from decimal import Decimal
from typing import Final

from protocols.dosing.body import Implausible
from protocols.dosing.quantity import MASSES, Quantity, in_grams, require_positive_in
from protocols.refusal import Malformed
from protocols.text import Line
from protocols.value import Value

PLAUSIBLE_SCOOP: Final = (Decimal("0.5"), Decimal(50))
"""Grams in a level scoop; outside, another unit or the whole pack was meant (judgement)."""

PLAUSIBLE_PACKET: Final = (Decimal("0.5"), Decimal(50))
"""Grams in a packet that is taken whole; outside, another unit or the whole pack was meant (judgement)."""

PLAUSIBLE_PACK: Final = (Decimal(10), Decimal(10_000))
"""Grams in a container as bought; outside, another unit or a single dose was meant (judgement)."""

FINEST: Final = Decimal("0.001")
"""Grams: no label states a size more finely than to the milligram (judgement)."""


class Product(Value, frozen=True):
    """What this client bought, as its label says: one level scoop, or one packet, and one pack.

    Each is a mass in mg, g or kg. A product is measured with its `scoop` or comes in packets; a `packet` is never
    split. A `pack` is one container as bought. What is left out is not known.
    """

    name: Line | None = None
    scoop: Quantity | None = None
    packet: Quantity | None = None
    pack: Quantity | None = None

    def __post_init__(self) -> None:
        _check(self.scoop, PLAUSIBLE_SCOOP, "A level scoop", "/scoop")
        _check(self.packet, PLAUSIBLE_PACKET, "A packet", "/packet")
        _check(self.pack, PLAUSIBLE_PACK, "A pack", "/pack")
        if self.scoop is not None and self.packet is not None:
            raise Malformed(
                "A product is measured with its scoop or comes in packets: name the one that this client uses.",
                pointer="/packet",
            )
        one = self.packet or self.scoop
        if one is not None and self.pack is not None and in_grams(one) > in_grams(self.pack):
            raise Implausible(f"A pack of {self.pack} does not hold {one}; check the units.", pointer="/pack/value")


def is_sized(product: Product) -> bool:
    """Whether the grams in a level scoop or a packet are known; a name or a pack says nothing about them."""
    return product.scoop is not None or product.packet is not None


def is_another(before: Product, now: Product) -> bool:
    """Whether a product without a size stands in the place of another: one with a size, or with another name."""
    renamed = before.name is not None and now.name != before.name
    return not is_sized(now) and (is_sized(before) or renamed)


def _check(size: Quantity | None, bounds: tuple[Decimal, Decimal], what: str, pointer: str) -> None:
    if size is None:
        return
    require_positive_in(size, MASSES, what, pointer)
    low, high = bounds
    if not low <= in_grams(size) <= high:
        raise Implausible(
            f"{what} holds {low} to {high} g; {size} is not plausible, check the unit.", pointer=f"{pointer}/value"
        )
    if in_grams(size) % FINEST:
        raise Implausible(f"{what} is known to the milligram at most.", pointer=f"{pointer}/value")
