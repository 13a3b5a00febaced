"""Whether a plan waits for a product to be recorded."""

from collections.abc import Iterator
from typing import Final

from protocols.checkpoints.change import PRODUCT_CHANGED
from protocols.plans.head import Head
from protocols.plans.task import Task, TaskKind, TaskState

PRODUCT: Final = "product"
"""What a task about a product is about."""


def product_wanted(head: Head) -> Iterator[Task]:
    """The one task about the product: it, or its scoop, changed, and nobody has recorded how much a measure holds."""
    since = head.unanswered.get(PRODUCT_CHANGED)
    if since is not None:
        says = "The product or its scoop changed: nothing rises until the grams in its scoop or packet are recorded."
        yield Task(kind=TaskKind.PRODUCT, state=TaskState.CHANGED, about=PRODUCT, since=since, says=says)
