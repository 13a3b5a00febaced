"""Which cautions plans have gone on in spite of, lifted out of their heads."""

from uuid import UUID

from sqlalchemy import func, select

from api.store.tables import plan_overrides, plans
from api.store.transaction import Transaction
from api.store.writing import insert_missing
from protocols.plans.head import Head
from protocols.text import Key


def keep(tx: Transaction, plan_id: UUID, before: Head | None, after: Head) -> None:
    """Each caution with a reason of the newest screening, once for a plan and the revision that it was given under."""
    if before is not None and (before.screened, before.follows) == (after.screened, after.follows):
        return
    whose = {"plan_id": plan_id, "revision_id": after.follows.revision.revision_id, "event": after.seq}
    given = (each.caution for each in after.screened.raised if each.override is not None)
    insert_missing(tx, plan_overrides, [whose | {"caution": caution} for caution in given])


def counts(tx: Transaction, revision_id: UUID) -> dict[Key, int]:
    """On how many of the practice's plans each caution of a revision was overridden; one that never was is left out."""
    query = (
        select(plan_overrides.c.caution, func.count().label("many"))
        .where(plan_overrides.c.practice_id == tx.practice_id, plan_overrides.c.revision_id == revision_id)
        .group_by(plan_overrides.c.caution)
    )
    return {row.caution: row.many for row in tx.connection.execute(query)}


def plans_on(tx: Transaction, revision_id: UUID) -> int:
    """How many of the practice's plans follow a revision now, over or not."""
    query = (
        select(func.count())
        .select_from(plans)
        .where(plans.c.practice_id == tx.practice_id, plans.c.revision_id == revision_id)
    )
    return int(tx.connection.execute(query).scalar_one())
