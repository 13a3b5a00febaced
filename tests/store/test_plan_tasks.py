"""Tasks of plans: rows that show from one instant to another, and that are written only where something changed."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import select

from api.store import plan_tasks as kept
from api.store import plans, worklist
from api.store.database import Transaction
from api.store.plan_rows import Showing, StoredPlan
from api.store.tables import plan_tasks
from api.store.worklist import Asked, Place
from protocols.plans.task import TaskKind
from tests.store.samples import NOW, TODAY, after, built_in_plan, called_about, client, lifted, showing, stop

HOUR = timedelta(hours=1)
DUE = showing("tolerance", hides_at=NOW + HOUR * 2)
NEXT = showing("review", NOW + HOUR, NOW + HOUR * 3)


def rows(tx: Transaction, plan: StoredPlan) -> dict[str, int]:
    """The number of each row by what it is about."""
    own = (plan_tasks.c.practice_id == tx.practice_id, plan_tasks.c.plan_id == plan.id)
    found = tx.connection.execute(select(plan_tasks.c.about, plan_tasks.c.number).where(*own))
    return {row.about: row.number for row in found}


def keep(tx: Transaction, plan: StoredPlan, now: datetime, *tasks: Showing) -> None:
    kept.keep(tx, (plan.id, plan.client_id), tasks, now)


def shown(tx: Transaction, at: datetime, kind: TaskKind | None = TaskKind.CHECK_IN) -> list[str | None]:
    return [each.about for each in worklist.page(tx, Asked(at=at, today=TODAY, kind=kind), None, 100)]


def test_a_row_shows_from_its_first_instant_to_its_last(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    keep(tx, plan, NOW, DUE, NEXT)
    moments = [NOW - HOUR, NOW, NOW + HOUR, NOW + HOUR * 2, NOW + HOUR * 3]
    assert [shown(tx, each) for each in moments] == [
        [],
        ["tolerance"],
        ["tolerance", "review"],
        ["review"],
        [],
    ]


def test_only_what_changed_is_written(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    keep(tx, plan, NOW, DUE, NEXT)
    before = rows(tx, plan)
    late = msgspec.structs.replace(DUE, shows_at=NOW + HOUR / 2)
    keep(tx, plan, NOW + HOUR / 2, late, NEXT)
    assert rows(tx, plan) == before
    other = msgspec.structs.replace(NEXT, task=msgspec.structs.replace(NEXT.task, says="Another sentence."))
    keep(tx, plan, NOW + HOUR / 2, late, other)
    assert rows(tx, plan)["tolerance"] == before["tolerance"]
    assert rows(tx, plan)["review"] not in before.values()
    keep(tx, plan, NOW + HOUR / 2)
    assert rows(tx, plan) == {}


def test_a_task_that_comes_later_than_it_did_is_another_one(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    keep(tx, plan, NOW, NEXT)
    keep(tx, plan, NOW, msgspec.structs.replace(NEXT, shows_at=NOW + HOUR * 2))
    assert (shown(tx, NOW + HOUR), shown(tx, NOW + HOUR * 2)) == ([], ["review"])


def test_tasks_move_with_the_head(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    assert set(rows(tx, plan)) == {"tolerance"}
    event = stop(plan)
    plans.append(tx, plan, (event,), after(plan, event), msgspec.structs.replace(lifted(live=False), tasks=()))
    assert rows(tx, plan) == {}


def test_calls_and_tasks_are_one_list(tx: Transaction) -> None:
    first = called_about(tx, built_in_plan(tx))
    second = built_in_plan(tx, client(tx, "MRN-2"))
    at = NOW + HOUR
    asked = Asked(at=at, today=TODAY)
    found = worklist.page(tx, asked, None, 100)
    assert [(each.kind.value, each.plan_id) for each in found] == [
        ("call", first.id),
        ("check_in", first.id),
        ("check_in", second.id),
    ]
    assert worklist.counts(tx, at, TODAY) == {TaskKind.CALL: 1, TaskKind.CHECK_IN: 2}
    for seen, last in enumerate(found):
        place = Place(urgency=last.urgency, at=last.at, plan_id=last.plan_id, number=last.number)
        assert worklist.page(tx, asked, place, 100) == found[seen + 1 :]
        assert worklist.page(tx, asked, place, 1) == found[seen + 1 : seen + 2]
