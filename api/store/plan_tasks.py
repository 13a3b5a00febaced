"""What there is to do about plans, lifted out of their heads."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import and_, select

from api.store.plan_rows import Showing
from api.store.tables import plan_tasks
from api.store.transaction import Transaction
from protocols.plans.task import urgency

_SAME = ("kind", "state", "about", "event", "since", "due", "says", "hides_at")


def keep(tx: Transaction, whose: tuple[UUID, UUID], tasks: Sequence[Showing], now: datetime) -> None:
    """The plan's rows are these tasks; `whose` is the plan and its client. Only what changed is written."""
    plan_id, client_id = whose
    own = and_(plan_tasks.c.practice_id == tx.practice_id, plan_tasks.c.plan_id == plan_id)
    stored = tx.connection.execute(select(plan_tasks).where(own).order_by(plan_tasks.c.number)).mappings().all()
    wanted = {_what(row, now): row for row in map(_row, tasks)}
    known = {_what(row, now): row["number"] for row in stored}
    gone = [number for what, number in known.items() if what not in wanted]
    if gone:
        tx.connection.execute(plan_tasks.delete().where(own, plan_tasks.c.number.in_(gone)))
    owner = {"practice_id": tx.practice_id, "plan_id": plan_id, "client_id": client_id}
    free = count(max((row["number"] for row in stored), default=0) + 1)
    new = [owner | row | {"number": next(free)} for what, row in wanted.items() if what not in known]
    if new:
        tx.connection.execute(plan_tasks.insert(), new)


def _row(showing: Showing) -> dict[str, Any]:
    task = showing.task
    instants = {"since_at": showing.since_at, "shows_at": showing.shows_at, "hides_at": showing.hides_at}
    return msgspec.structs.asdict(task) | instants | {"urgency": urgency(task)}


def _what(row: Any, now: datetime) -> tuple[Any, ...]:
    """What makes two rows the same; a task that shows already has shown for however long."""
    return (*(row[name] for name in _SAME), max(row["shows_at"], now))
