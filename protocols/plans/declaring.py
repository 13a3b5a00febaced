"""Which other products can be declared: those that count towards a limit, or towards what the plan itself gives."""

from typing import Final

from protocols.dosing.substance import CEILINGS, CONTAINS
from protocols.plans.snapshot import Declared, PlannedItem
from protocols.refusal import Refusal

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
