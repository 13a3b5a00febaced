"""Which plans a list is asked for, and which plans those are."""

from datetime import date
from typing import Annotated, NamedTuple, TypeAlias
from uuid import UUID

from litestar.params import QueryParameter

from api.call import Call
from api.faults import Fault
from api.named import named
from api.query import QueryRefused
from api.store import practices, protocols, revisions
from api.store.plan_rows import LiveOn, PlanFilter
from api.store.refusals import NotFound
from api.store.transaction import Transaction
from protocols.plans.position import Phase

OnProtocol: TypeAlias = Annotated[
    str | None, QueryParameter(min_length=1, max_length=64, description="On this protocol, by its id or slug.")
]
OnRevision: TypeAlias = Annotated[
    int | None,
    QueryParameter(ge=1, le=1_000_000, description="On the revision of this number; name the protocol too."),
]
IsLive: TypeAlias = Annotated[
    bool | None,
    QueryParameter(
        description="`true` for plans that can still give a dose, by their phase when they were last written and by "
        "their last day; `false` for all others."
    ),
]


class PlanQuery(NamedTuple):
    """Which plans are asked for, as it stands in the address."""

    client_id: UUID | None
    phase: Phase | None
    due_by: date | None
    protocol: str | None
    revision: int | None
    live: bool | None


def written(asked: PlanQuery) -> dict[str, str | None]:
    """What is asked for as a query string writes it; None for what is not asked."""
    return {name: None if value is None else _word(value) for name, value in asked._asdict().items()}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def filter_of(tx: Transaction, call: Call, asked: PlanQuery) -> PlanFilter:
    """The same by ids; raises QueryRefused where there is no such protocol or revision."""
    protocol_id, revision_id = _named_text(tx, asked)
    today = None if asked.live is None else call.today(practices.get(tx).settings.time_zone)
    return PlanFilter(
        client_id=asked.client_id,
        phase=None if asked.phase is None else asked.phase.value,
        due_by=asked.due_by,
        protocol_id=protocol_id,
        revision_id=revision_id,
        live=None if asked.live is None or today is None else LiveOn(live=asked.live, on=today),
    )


def _named_text(tx: Transaction, asked: PlanQuery) -> tuple[UUID | None, UUID | None]:
    """The protocol and the revision; a slip in a name must not look like "no plans"."""
    if asked.protocol is None:
        if asked.revision is not None:
            raise _refused("revision", "A revision is named together with its protocol.")
        return None, None
    try:
        protocol = protocols.get(tx, named(asked.protocol))
    except NotFound:
        raise _refused("protocol", "There is no such protocol.") from None
    if asked.revision is None:
        return protocol.id, None
    try:
        return protocol.id, revisions.get(tx, protocol.id, asked.revision).id
    except NotFound:
        raise _refused("revision", "The protocol has no such revision.") from None


def _refused(parameter: str, sentence: str) -> QueryRefused:
    return QueryRefused(sentence, Fault(detail=sentence, parameter=parameter))
