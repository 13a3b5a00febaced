"""Which product a client's amounts are measured with."""

from typing import Final

from protocols.dosing.product import Product
from protocols.plans.considering import CHANGE_PREFIX
from protocols.plans.head import Head

PRODUCT_CHANGED: Final = f"{CHANGE_PREFIX}product_changed"


def measured_with(head: Head) -> Product:
    """The plan's product, as long as it is known whose size is meant.

    Nothing is known once the product changed, nor in a plan of several substances: nobody said which of them the
    scoop or packet belongs to, and one powder's scoop would measure another one wrongly.
    """
    substances = {item.substance.key for item in head.snapshot.items}
    if PRODUCT_CHANGED in head.fired or len(substances) > 1:
        return Product()
    return head.snapshot.product
