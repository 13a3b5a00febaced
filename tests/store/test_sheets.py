"""Sheets are recorded when they are first printed."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
import pytest

from api.ids import new_id
from api.store import plans, sheets
from api.store.database import Database, Transaction
from api.store.sheets import Sheet
from api.store.troubles import RowRefused
from tests.store.samples import (
    NOW,
    TODAY,
    after,
    built_in_plan,
    called_about,
    client,
    gone_over,
    lifted,
    stop,
)

OVER = lifted(live=False)


def sheet(plan_id: UUID, number: str = "", seq: int = 1) -> Sheet:
    return Sheet(
        number=number or new_id().hex,
        plan_id=plan_id,
        seq=seq,
        kind="daily",
        options=b'{"paper":"a4"}',
        printed_on=TODAY,
        printed_at=NOW,
        use_until=TODAY + timedelta(days=13),
        content_hash="sha256:" + "0" * 64,
    )


def test_the_first_printing_is_recorded_and_the_second_is_not(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    first = sheet(plan.id)
    assert sheets.record(tx, first) == first
    again = msgspec.structs.replace(first, printed_at=NOW + timedelta(hours=1))
    assert sheets.record(tx, again) == first
    assert sheets.of_plan(tx, plan.id) == (first,)


def test_a_plans_sheets_come_newest_first(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    older = sheets.record(tx, sheet(plan.id))
    newer = sheets.record(tx, msgspec.structs.replace(sheet(plan.id), printed_at=NOW + timedelta(days=1)))
    assert sheets.of_plan(tx, plan.id) == (newer, older)
    assert sheets.of_plan(tx, new_id()) == ()


def test_sheets_that_are_out_of_plans_that_have_gone_over_since(tx: Transaction) -> None:
    """Of live plans on another revision alone, printed before they went over, and not used up."""
    first, second, stays, over = (built_in_plan(tx, client(tx, f"MRN-{number}")) for number in range(4))
    older = sheets.record(tx, sheet(first.id))
    sheets.record(tx, sheet(stays.id))
    used_up = msgspec.structs.replace(sheet(first.id), use_until=TODAY - timedelta(days=1))
    sheets.record(tx, used_up)
    sheets.record(tx, sheet(over.id))
    for plan in (first, second, over):
        gone_over(tx, plan)
    # Printed after it went over.
    sheets.record(tx, sheet(first.id, seq=2))
    endless = msgspec.structs.replace(sheet(second.id), use_until=None, printed_at=NOW + timedelta(hours=1))
    newer = sheets.record(tx, endless)
    stopped = plans.get(tx, over.id)
    plans.append(tx, stopped, (stop(stopped),), after(stopped, stop(stopped)), OVER)
    elsewhere = new_id()
    assert sheets.out_by_others(tx, (first.protocol_id, elsewhere), TODAY) == (newer, older)
    assert sheets.out_by_others(tx, (first.protocol_id, elsewhere), TODAY + timedelta(days=14)) == (newer,)
    assert sheets.out_by_others(tx, (first.protocol_id, first.revision_id), TODAY) == ()
    assert sheets.out_by_others(tx, (elsewhere, elsewhere), TODAY) == ()


def test_what_led_a_plan_from_text_to_text(tx: Transaction) -> None:
    first, second = (built_in_plan(tx, client(tx, f"MRN-{number}")) for number in range(2))
    gone_over(tx, first)
    called_about(tx, plans.get(tx, first.id))
    stopped = plans.get(tx, second.id)
    plans.append(tx, stopped, (stop(stopped),), after(stopped, stop(stopped)), OVER)
    found = plans.turns(tx, {first.id, second.id})
    kinds = {plan: [type(each).__name__ for each in events] for plan, events in found.items()}
    assert kinds == {first.id: ["Started", "Migrated", "Recalled"], second.id: ["Started"]}
    assert [each.id for each in plans.lock_several(tx, {second.id, first.id, new_id()})] == [first.id, second.id]


def test_a_sheet_belongs_to_an_event_of_the_practices_own_plan(
    database: Database, practice_id: UUID, stranger_id: UUID
) -> None:
    mine = database.write(practice_id, built_in_plan)
    theirs = database.write(stranger_id, built_in_plan)
    for wrong in (sheet(theirs.id), sheet(mine.id, seq=2)):
        with pytest.raises(RowRefused):
            database.write(practice_id, partial(sheets.record, sheet=wrong))
