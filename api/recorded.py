"""A client's record: what plans write to it, and what a change of it does to plans."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec

from api.addressed import identity_of
from api.aftermath import Aftermath, aftermath
from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.opened import Opened, as_opened, happened, person_of, stamp
from api.store import clients, plans, practices, revisions
from api.store.clients import ClientRecord, StoredClient, Written
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.plans.adjusting import Adjusting
from protocols.plans.event import Actor, RecordChanged
from protocols.plans.person import Practitioner
from protocols.plans.position import Phase, phase_on
from protocols.plans.record_changed import record_changed, renamed
from protocols.plans.reporting import Reporting
from protocols.text import Key
from protocols.value import Value


class PlanLookedAt(Value, frozen=True):
    """A live plan after a change of the client's record: what that did, and what to say to the client."""

    plan_id: UUID
    client: ClientNamed
    event: int
    phase: Phase
    sentence: str
    aftermath: Aftermath


class Why(msgspec.Struct, frozen=True):
    """Who changes a record, and why; None where nobody was named, and where nobody was asked."""

    who: Practitioner | None
    reason: str | None


def written(call: Call, why: Why) -> Written:
    """A change of a record as it is noted."""
    by = Actor(key_id=call.caller.key_id, practitioner=why.who or call.caller.person)
    return Written(at=call.now, by=by, reason=why.reason)


def write_to_record(
    tx: Transaction, call: Call, whose: tuple[StoredClient, Why], cautions: tuple[Key, ...]
) -> StoredClient:
    """The client with what was told for good, such as an allergy, on the record; the same one where it has it already.

    Why is who told it, and what said so.
    """
    client, why = whose
    kept = tuple(dict.fromkeys((*client.recorded_cautions, *cautions)))
    if kept == client.recorded_cautions:
        return client
    record = ClientRecord(
        reference=client.reference,
        display_name=client.display_name,
        birth_date=client.birth_date,
        recorded_cautions=kept,
    )
    return clients.update(tx, client.id, record, client.version, written(call, why))


def look_again(
    tx: Transaction, call: Call, records: tuple[StoredClient, StoredClient], why: Why
) -> tuple[PlanLookedAt, ...]:
    """Every live plan of the client, looked at again after a change.

    None where nothing changed that a screening asks or a sheet carries. `records` are the client's before and now.
    """
    before, client = records
    today = call.today(practices.get(tx).settings.time_zone)
    live = opened_live(tx, call, (client, today), None)
    looked_at = (_looked_at(tx, call, each, (before, why)) for each in live)
    return tuple(each for each in looked_at if each is not None)


def opened_live(
    tx: Transaction, call: Call, whose: tuple[StoredClient, date], besides: UUID | None
) -> Iterator[Opened]:
    """The client's live plans on the day but for one, locked and opened."""
    client, today = whose
    # A client has a live plan or two: one for each substance at most.
    for plan in plans.lock_live(tx, client.id, today):
        if plan.id != besides:
            yield as_opened(call, plan, client, text_of(revisions.pinned(tx, plan.revision_id)))


def plan_looked_at(tx: Transaction, before: Opened, later: Opened, done: Adjusting | Reporting) -> PlanLookedAt:
    """The answer about a plan after its newest event."""
    return PlanLookedAt(
        plan_id=later.stored.id,
        client=client_named(later.client),
        event=later.head.seq,
        phase=phase_on(later.head, later.today),
        sentence=done.sentence,
        aftermath=aftermath(tx, before, later, done.effect),
    )


def _looked_at(tx: Transaction, call: Call, opened: Opened, changed: tuple[StoredClient, Why]) -> PlanLookedAt | None:
    (before, why), zone = changed, opened.head.snapshot.time_zone
    people = (person_of(before, zone), person_of(opened.client, zone))
    done = record_changed(opened.protocol, opened.head, people, opened.today)
    # What stands on paper is noted also where no sheet is known: one may be in the printer.
    otherwise = identity_of(before) != identity_of(opened.client)
    if otherwise:
        done = renamed(done, opened.today)
    if done is None:
        return None
    event = RecordChanged(
        stamp=stamp(call, opened, why.who),
        reason=why.reason,
        sentence=done.sentence,
        effect=done.effect,
        renamed=otherwise,
    )
    later = happened(tx, opened, event)
    return plan_looked_at(tx, msgspec.structs.replace(opened, client=before), later, done)
