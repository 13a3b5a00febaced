"""Sheets of a recalled text that clients still have, although their plans have gone over to another one."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from api.store import plans, sheets
from api.store.plan_rows import StoredPlan
from api.store.revision_rows import StoredRevision
from api.store.sheets import Sheet
from api.store.transaction import Transaction
from protocols.plans.recall import recalled_text
from protocols.plans.snapshot import Pinned


class StillOut(msgspec.Struct, frozen=True):
    """A locked plan, the recalled text that it followed before, and its sheets from then, newest first."""

    plan: StoredPlan
    text: Pinned
    sheets: tuple[Sheet, ...]


def still_out(tx: Transaction, recalled: StoredRevision, today: date) -> tuple[StillOut, ...]:
    """Every live plan on another revision whose client may still use a sheet of this one; oldest first.

    Four questions at most, however many plans there are.
    """
    out = sheets.out_by_others(tx, (recalled.protocol_id, recalled.id), today)
    if not out:
        return ()
    turns = plans.turns(tx, {each.plan_id for each in out})
    found = [(each, text) for each in out if (text := recalled_text(turns[each.plan_id], each.seq, recalled.id))]
    return tuple(_by_plan(plans.lock_several(tx, {sheet.plan_id for sheet, _ in found}), found))


def _by_plan(locked: Sequence[StoredPlan], found: Sequence[tuple[Sheet, Pinned]]) -> Iterator[StillOut]:
    for plan in locked:
        own = [(sheet, text) for sheet, text in found if sheet.plan_id == plan.id]
        yield StillOut(plan=plan, text=own[0][1], sheets=tuple(sheet for sheet, _ in own))
