"""How many plans rest on a revision today."""

from collections.abc import Sequence
from uuid import UUID

from api.call import Call
from api.store import plans, practices
from api.store.transaction import Transaction


def live_plans(tx: Transaction, call: Call, revision_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The practice's own live plans on each of these revisions; one on which none rests is left out."""
    return plans.count_live(tx, revision_ids, call.today(practices.get(tx).settings.time_zone))
