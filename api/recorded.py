"""A client's record: what plans write to it, and what a change of it does to plans."""

from uuid import UUID

from api.aftermath import Aftermath, aftermath
from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.opened import Opened, as_opened, happened, person_of, stamp
from api.store import clients, plans, practices, revisions
from api.store.clients import ClientRecord, StoredClient
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.plans.event import RecordChanged
from protocols.plans.person import Person
from protocols.plans.position import Phase, phase_on
from protocols.plans.record_changed import record_changed
from protocols.text import Key
from protocols.value import Value


class PlanLookedAt(Value, frozen=True):
    """A live plan that a change of the client's record did something to: what, and what to say to the client."""

    plan_id: UUID
    client: ClientNamed
    event: int
    phase: Phase
    sentence: str
    aftermath: Aftermath


def write_to_record(tx: Transaction, call: Call, opened: Opened, cautions: tuple[Key, ...]) -> tuple[PlanLookedAt, ...]:
    """What an alarm says of the client for good, such as an allergy: on the record from now on, in every other plan."""
    client = opened.client
    kept = tuple(dict.fromkeys((*client.recorded_cautions, *cautions)))
    if kept == client.recorded_cautions:
        return ()
    record = ClientRecord(
        reference=client.reference,
        display_name=client.display_name,
        birth_date=client.birth_date,
        recorded_cautions=kept,
    )
    changed = clients.update(tx, client.id, record, client.version, call.now)
    return look_again(tx, call, (client, changed), besides=opened.stored.id)


def look_again(
    tx: Transaction, call: Call, records: tuple[StoredClient, StoredClient], besides: UUID | None = None
) -> tuple[PlanLookedAt, ...]:
    """Every live plan of the client, looked at again after a change; what is not touched is left out.

    `records` are the client's before and now.
    """
    before, client = records
    today = call.today(practices.get(tx).settings.time_zone)
    live = (
        as_opened(call, plan, client, text_of(revisions.pinned(tx, plan.revision_id)))
        # A client has a live plan or two: one for each substance at most.
        for plan in plans.lock_live(tx, client.id, today)
        if plan.id != besides
    )
    looked_at = (_looked_at(tx, call, each, person_of(before)) for each in live)
    return tuple(each for each in looked_at if each is not None)


def _looked_at(tx: Transaction, call: Call, opened: Opened, before: Person) -> PlanLookedAt | None:
    people = (before, person_of(opened.client))
    done = record_changed(opened.protocol, opened.head, people, opened.today)
    if done is None:
        return None
    event = RecordChanged(stamp=stamp(call, opened, None), sentence=done.sentence, effect=done.effect)
    later = happened(tx, opened, event)
    return PlanLookedAt(
        plan_id=opened.stored.id,
        client=client_named(opened.client),
        event=event.stamp.seq,
        phase=phase_on(later.head, later.today),
        sentence=done.sentence,
        aftermath=aftermath(tx, opened, later, done.effect),
    )
