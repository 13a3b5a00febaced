"""Which product a client's amounts are measured with."""

from protocols.dosing.product import Product
from protocols.plans.head import Head


def measured_with(head: Head) -> Product:
    """The plan's product, as long as it is known whose size is meant.

    Nothing is known from a change of the product until the new one is recorded, nor in a plan of several substances:
    nobody said which of them the scoop or packet belongs to, and one powder's scoop would measure another one wrongly.
    """
    substances = {item.substance.key for item in head.snapshot.items}
    if len(substances) > 1:
        return Product()
    return head.product
