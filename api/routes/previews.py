"""A protocol tried on somebody made up; nothing of it is stored."""

from collections.abc import Callable
from datetime import date

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.call import Call
from api.contract import op
from api.named import Number, named
from api.store import practices, protocols, revisions
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import freeze
from protocols.plans.person import Staff
from protocols.plans.preview import Preview, preview
from protocols.plans.script import Script


@post(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_revision(
    call: NamedDependency[Call], protocol: FromPath[str], number: Number, data: JSONBody[Script]
) -> Preview:
    """Try a revision on somebody made up. Nothing is stored, and no plan comes of it.

    The answer is the arithmetic of every step, the cautions that this client raises, and the schedule. With `answers`,
    `entries` or `otherwise` it is also a whole course, walked day by day by the same rules that decide for a plan:
    `{"otherwise": "well"}` follows somebody for whom all goes well. What the script cannot do is refused as a plan
    would refuse it, with a pointer to the answer or the entry.
    """
    return _preview(call, data, lambda tx: revisions.get(tx, protocols.get(tx, named(protocol)).id, number))


@post(
    "/v1/protocols/{protocol:str}/draft/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_draft(call: NamedDependency[Call], protocol: FromPath[str], data: JSONBody[Script]) -> Preview:
    """Try the draft on somebody made up, as a revision is tried; refused while it has errors."""
    return _preview(call, data, lambda tx: revisions.draft(tx, protocols.get(tx, named(protocol)).id), frozen=False)


def _preview(
    call: Call, script: Script, find: Callable[[Transaction], StoredRevision], *, frozen: bool = True
) -> Preview:
    """Load in one snapshot, then decide with the transaction closed."""

    def step(tx: Transaction) -> tuple[Protocol, Staff, date]:
        today = call.today(practices.get(tx).settings.time_zone)
        return text_of(find(tx)), practices.staff(tx), today

    protocol, staff, today = call.read(step)
    if not frozen:
        freeze(protocol)
    return preview(protocol, script, staff, today)
