"""The summary of a plan, for the record and for whoever takes over."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.addressed import identity_of, letterhead_of
from api.call import Call
from api.contract import op
from api.doubts import doubts_of
from api.opened import open_plan
from api.scopes import Scope, needs
from api.store import plans, practices, revisions, sheets
from api.store.sheets import Sheet
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.handouts.issued import Issued
from protocols.handouts.summary import Summary
from protocols.handouts.summary_of import Cover, summary_of


@get(
    "/v1/plans/{plan_id:uuid}/handouts/summary",
    sync_to_thread=True,
    tags=["handouts"],
    opt=needs(Scope.HANDOUTS_READ),
    operation_class=op(401, 404),
)
def get_summary_handout(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Summary:
    """Read all that the record holds of a plan, as data; there is one in every state, also of a plan that is over."""
    return call.read(lambda tx: _summary(tx, call, plan_id))


def _summary(tx: Transaction, call: Call, plan_id: UUID) -> Summary:
    opened, log = open_plan(tx, call, plan_id), plans.events(tx, plan_id)
    cover = Cover(
        client=identity_of(opened.client),
        practice=letterhead_of(practices.get(tx).settings),
        plan_id=plan_id,
        sheets=tuple(_issued(each) for each in sheets.of_plan(tx, plan_id)),
        doubts=doubts_of(tx, opened),
        today=opened.today,
    )
    followed = revisions.with_hashes(tx, opened.stored.protocol_id, {event.stamp.revision_hash for event in log})
    return summary_of(log, {each.hash: text_of(each) for each in followed}, cover)


def _issued(sheet: Sheet) -> Issued:
    return Issued(
        number=sheet.number,
        kind=sheet.kind,
        event=sheet.seq,
        printed_on=sheet.printed_on,
        use_until=sheet.use_until,
    )
