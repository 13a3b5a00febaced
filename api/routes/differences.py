"""What a revision, or the draft, says differently from another revision of the same protocol."""

from typing import Annotated, TypeAlias

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from api.answers.diff import RevisionDiff, revision_diff
from api.call import Call
from api.contract import op
from api.named import Number, named
from api.scopes import Scope, needs
from api.store import protocols, revisions
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction

Against: TypeAlias = Annotated[
    int, QueryParameter(ge=1, le=1_000_000, description="The number of the revision to compare with: `before`.")
]


@get(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/diff",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404),
)
def get_revision_diff(
    call: NamedDependency[Call], protocol: FromPath[str], number: Number, against: Against
) -> RevisionDiff:
    """Read what a revision says differently from another one: from `against` (`before`) to this one (`after`).

    Both are numbered; for what the draft would change, see the diff of the draft.
    """

    def step(tx: Transaction) -> tuple[StoredRevision, StoredRevision]:
        found = protocols.get(tx, named(protocol))
        return revisions.get(tx, found.id, against), revisions.get(tx, found.id, number)

    return revision_diff(*call.read(step))


@get(
    "/v1/protocols/{protocol:str}/draft/diff",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404),
)
def get_draft_diff(call: NamedDependency[Call], protocol: FromPath[str], against: Against) -> RevisionDiff:
    """Read what publishing the draft would change: from the revision `against` (`before`) to the draft (`after`)."""

    def step(tx: Transaction) -> tuple[StoredRevision, StoredRevision]:
        found = protocols.get(tx, named(protocol))
        return revisions.get(tx, found.id, against), revisions.draft(tx, found.id)

    return revision_diff(*call.read(step))
