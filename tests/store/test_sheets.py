"""Sheets are recorded when they are first printed."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import msgspec
import pytest

from api.ids import new_id
from api.store import sheets
from api.store.database import Database, Transaction
from api.store.sheets import Sheet
from api.store.troubles import RowRefused
from tests.store.samples import NOW, TODAY, built_in_plan


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


def test_a_sheet_belongs_to_an_event_of_the_practices_own_plan(
    database: Database, practice_id: UUID, stranger_id: UUID
) -> None:
    mine = database.write(practice_id, built_in_plan)
    theirs = database.write(stranger_id, built_in_plan)
    for wrong in (sheet(theirs.id), sheet(mine.id, seq=2)):
        with pytest.raises(RowRefused):
            database.write(practice_id, partial(sheets.record, sheet=wrong))
