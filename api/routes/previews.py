"""A protocol tried on somebody made up; nothing of it is stored."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.call import Call
from api.contract import op
from api.doubts import doubts_on
from api.drafted import draft_of
from api.grown import grown
from api.named import Number, named
from api.scopes import Scope, needs
from api.store import practices, protocols, revisions
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import freeze
from protocols.evidence.doubt import Doubt
from protocols.plans.doubted import DoubtedClaims, doubted_claims
from protocols.plans.preview import Preview, preview
from protocols.plans.script import Script, goes_over_to
from protocols.plans.tried_in import Numbered, TriedIn


class RevisionPreview(Preview, frozen=True, kw_only=True):
    """A preview of what is published: `doubts` are publications that it rests on and that are in doubt now."""

    doubts: tuple[DoubtedClaims, ...]


class _Loaded(NamedTuple):
    """What a preview looks at."""

    protocol: Protocol
    tried_in: TriedIn
    today: date
    doubts: tuple[Doubt, ...]


@post(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_revision(
    call: NamedDependency[Call], protocol: FromPath[str], number: Number, data: JSONBody[Script]
) -> RevisionPreview:
    """Try a revision on somebody made up. Nothing is stored, and no plan comes of it.

    The answer is the arithmetic of every step, the cautions that this client raises, and the schedule. With `answers`,
    `entries` or `otherwise` it is also a whole course, walked day by day by the same rules that decide for a plan:
    `{"otherwise": "well"}` follows somebody for whom all goes well. What the script cannot do is refused as a plan
    would refuse it, with a pointer to the answer or the entry. Everything that happens has the words to say to the
    client because of it, and the findings that stand after it. `migrate` names another published revision of this
    protocol. `doubts` name the publications in doubt that the revision rests on.
    """
    found = _load(call, data, lambda tx: revisions.get(tx, protocols.get(tx, named(protocol)).id, number))
    shown = preview(found.protocol, data, found.tried_in, found.today)
    return grown(RevisionPreview, shown, doubts=doubted_claims(found.protocol, found.doubts))


@post(
    "/v1/protocols/{protocol:str}/draft/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_draft(call: NamedDependency[Call], protocol: FromPath[str], data: JSONBody[Script]) -> Preview:
    """Try the draft on somebody made up, as a revision is tried; refused while it has errors.

    What is said of the publications that it rests on is among its findings.
    """
    found = _load(call, data, lambda tx: draft_of(tx, protocol))
    freeze(found.protocol)
    return preview(found.protocol, data, found.tried_in, found.today)


def _load(call: Call, script: Script, find: Callable[[Transaction], StoredRevision]) -> _Loaded:
    """Load in one snapshot; what is decided, is decided with the transaction closed."""

    def step(tx: Transaction) -> _Loaded:
        settings, revision = practices.get(tx).settings, find(tx)
        doubts = doubts_on(tx, revision.id, settings.time_zone)
        tried_in = TriedIn(
            # Everybody may be played in what nothing is kept of, whoever is signed in.
            staff=practices.staff(tx, None),
            number=revision.number or _next_number(tx, revision),
            status=revision.status,
            others=_others(tx, revision, goes_over_to(script)),
            emergency_number=settings.emergency_number,
        )
        return _Loaded(text_of(revision), tried_in, call.today(settings.time_zone), doubts)

    return call.read(step)


def _others(tx: Transaction, revision: StoredRevision, numbers: frozenset[int]) -> tuple[Numbered, ...]:
    """The revisions of these numbers, as far as there are any besides the one that is tried."""
    wanted = numbers - {revision.number}
    found = revisions.numbered(tx, revision.protocol_id, wanted) if wanted else ()
    return tuple(Numbered(number=each.number or 0, text=text_of(each), status=each.status) for each in found)


def _next_number(tx: Transaction, draft: StoredRevision) -> int:
    """The number that the draft would have, once published."""
    newest = revisions.page(tx, draft.protocol_id, None, 1)
    return 1 + max((each.number or 0 for each in newest), default=0)
