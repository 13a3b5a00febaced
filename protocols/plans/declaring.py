"""Which other products can be declared, and which of those that other plans declare count in a plan, too."""

from collections.abc import Collection, Iterable
from typing import Final

from protocols.dosing.quantity import in_grams_per_day
from protocols.dosing.substance import CEILINGS, CONTAINS, counts_as
from protocols.plans.snapshot import Declared, PlannedItem
from protocols.refusal import Refusal
from protocols.text import Key

DECLARABLE: Final = (*CEILINGS, *CONTAINS)
"""The substances that count towards a limit, in whatever plan they are declared."""


class SubstanceNotCounted(Refusal):
    """Another product with a substance that no limit counts."""

    code = "substance_not_counted"
    title = "Nothing counts this substance"


def check_counted(items: tuple[PlannedItem, ...], declared: tuple[Declared, ...]) -> None:
    """Refuse a substance that would count for nothing: `glutamine` is no name of L-glutamine here."""
    counted = tuple(dict.fromkeys((*DECLARABLE, *(item.substance.key for item in items))))
    for place, product in enumerate(declared):
        if product.substance not in counted:
            raise SubstanceNotCounted(
                f"{product.substance} would count towards no limit: other products are declared as "
                f"{' or '.join(counted)}.",
                pointer=f"/declared/{place}/substance",
            )


def counted_in(told: Iterable[Declared], held: Collection[Key]) -> tuple[Declared, ...]:
    """The products with a substance that is held: a dipeptide holds glutamine."""
    return tuple(product for product in told if counts_as(product.substance)[0] in held)


def together(here: tuple[Declared, ...], elsewhere: Iterable[Declared]) -> tuple[Declared, ...]:
    """The products of both; those of one name and substance are one product, of which the larger amount counts."""
    found = here
    for product in elsewhere:
        same = [each for each in found if _which(each) == _which(product)]
        if all(in_grams_per_day(each.daily) < in_grams_per_day(product.daily) for each in same):
            found = (*(each for each in found if each not in same), product)
    return found


def _which(product: Declared) -> tuple[Key, str]:
    return product.substance, " ".join(product.name.split()).casefold()
