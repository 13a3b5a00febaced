"""Cautions that plans went on in spite of are kept once for each plan and revision, and counted in the database."""

from uuid import UUID

import pytest
from msgspec.structs import replace

from api.ids import new_id
from api.store import overrides
from api.store.database import Database, Transaction
from api.store.plan_rows import StoredPlan
from api.store.troubles import RowRefused
from protocols.plans.head import Head
from tests.store.samples import built_in_plan, client, overridden


def over(head: Head, revision_id: UUID) -> Head:
    """The head of a plan that went over to another revision."""
    revision = replace(head.follows.revision, revision_id=revision_id)
    return replace(head, follows=replace(head.follows, revision=revision))


def test_a_plan_counts_once_for_each_caution_however_often_it_is_asked_again(tx: Transaction) -> None:
    plans = [built_in_plan(tx, client(tx, f"MRN-{number}")) for number in range(3)]
    for plan in plans:
        overrides.keep(tx, plan.id, None, overridden(plan, "lactulose"))
    again = overridden(plans[0], "lactulose", "lactation")
    overrides.keep(tx, plans[0].id, overridden(plans[0], "lactulose"), again)
    revision = plans[0].revision_id
    assert overrides.counts(tx, revision) == {"lactulose": 3, "lactation": 1}
    assert overrides.plans_on(tx, revision) == 3


def test_what_a_later_screening_does_not_need_any_more_was_still_overridden(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    overrides.keep(tx, plan.id, None, overridden(plan, "lactulose"))
    overrides.keep(tx, plan.id, overridden(plan, "lactulose"), plan.head)
    assert overrides.counts(tx, plan.revision_id) == {"lactulose": 1}


def test_each_revision_has_its_own_count(tx: Transaction) -> None:
    plan, other = built_in_plan(tx), new_id()
    first = overridden(plan, "lactulose")
    overrides.keep(tx, plan.id, None, first)
    overrides.keep(tx, plan.id, first, over(first, other))
    assert (overrides.counts(tx, plan.revision_id), overrides.counts(tx, other)) == ({"lactulose": 1},) * 2
    assert overrides.plans_on(tx, other) == 0


def test_where_nothing_was_screened_nothing_is_written(tx: Transaction, statements: list[str]) -> None:
    plan = built_in_plan(tx)
    statements.clear()
    overrides.keep(tx, plan.id, plan.head, plan.head)
    assert statements == []


def test_it_belongs_to_an_event_of_the_practices_own_plan(
    database: Database, practice_id: UUID, stranger_id: UUID
) -> None:
    theirs: StoredPlan = database.write(stranger_id, built_in_plan)
    with pytest.raises(RowRefused):
        database.write(practice_id, lambda tx: overrides.keep(tx, theirs.id, None, overridden(theirs)))
