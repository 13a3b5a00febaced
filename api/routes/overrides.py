"""How often each caution of a revision was overridden: many overrides mean a bad caution, or a bad habit."""

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.call import Call
from api.contract import op
from api.named import Number, named
from api.scopes import Scope, needs
from api.store import overrides, protocols, revisions
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.caution import Action
from protocols.text import Key
from protocols.value import Value


class OverrideCount(Value, frozen=True):
    """A caution that asks for a reason, and on how many of the practice's plans one was given."""

    caution: Key
    label: str
    plans: int


class OverrideCounts(Value, frozen=True):
    """The cautions of a revision that ask for a reason, the most often overridden first.

    Each plan counts once for a caution, also one that is over, or that went over to another revision since.
    `plans` are those of the practice that follow this revision now.
    """

    plans: int
    items: tuple[OverrideCount, ...]


@get(
    "/v1/protocols/{protocol:str}/revisions/{number:int}/overrides",
    sync_to_thread=True,
    tags=["protocols"],
    opt=needs(Scope.PROTOCOLS_READ),
    operation_class=op(400, 401, 404),
)
def list_override_counts(call: NamedDependency[Call], protocol: FromPath[str], number: Number) -> OverrideCounts:
    """List how often the practice went on in spite of each caution of this revision."""
    return call.read(lambda tx: _counts(tx, protocol, number))


def _counts(tx: Transaction, protocol: str, number: int) -> OverrideCounts:
    revision = revisions.get(tx, protocols.get(tx, named(protocol)).id, number)
    many = overrides.counts(tx, revision.id)
    found = (
        OverrideCount(caution=each.key, label=each.label, plans=many.get(each.key, 0))
        for each in text_of(revision).cautions
        if each.action is Action.OVERRIDE_WITH_REASON
    )
    items = tuple(sorted(found, key=lambda each: -each.plans))
    return OverrideCounts(plans=overrides.plans_on(tx, revision.id), items=items)
