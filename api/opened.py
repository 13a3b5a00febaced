"""A plan with all that a decision or an answer about it needs, loaded in one step."""

from datetime import UTC, date, datetime, time
from typing import Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from api.call import Call
from api.store import clients, open_calls, plans, revisions
from api.store.clients import StoredClient
from api.store.plan_rows import Lifted, Showing, StoredPlan
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.plans.ahead import Shown, tasks_from
from protocols.plans.asked_again import Party
from protocols.plans.call_elsewhere import with_call_elsewhere
from protocols.plans.days import last_day
from protocols.plans.elsewhere import said_elsewhere
from protocols.plans.event import ENGINE, Actor, Event, Stamp
from protocols.plans.expect import Expecting, check_expected
from protocols.plans.fold import apply
from protocols.plans.head import Head
from protocols.plans.holding import holds_until, substances
from protocols.plans.person import Person, Practitioner, Staff
from protocols.plans.position import LIVE, at, windows
from protocols.plans.snapshot import Pinned
from protocols.refusal import Malformed

LOOKED_BACK: Final = 100
"""Plans of a client in which is looked what the others say: more than anybody has."""


class Opened(msgspec.Struct, frozen=True):
    """A plan, its client, its pinned text, the client's day, and whether the text was recalled."""

    stored: StoredPlan
    client: StoredClient
    protocol: Protocol
    today: date
    recalled: bool = False

    @property
    def head(self) -> Head:
        """The sum of the plan's events."""
        return self.stored.head


def open_plan(tx: Transaction, call: Call, plan_id: UUID, *, lock: bool = False) -> Opened:
    """The plan as it is, or locked until the transaction ends; raises NotFound.

    The client is locked first: whoever writes to one of the client's plans may have to write to the others, and two who
    had each locked their own would wait for each other.
    """
    client = clients.lock_of_plan(tx, plan_id) if lock else None
    stored = plans.get(tx, plan_id) if client is None else plans.lock(tx, plan_id)
    revision = revisions.pinned(tx, stored.revision_id)
    opened = as_opened(call, stored, client or clients.get(tx, stored.client_id), text_of(revision))
    return msgspec.structs.replace(opened, recalled=revision.status is RevisionStatus.RECALLED)


def as_opened(call: Call, stored: StoredPlan, client: StoredClient, protocol: Protocol) -> Opened:
    """A loaded plan with its client and its text, on the client's day."""
    return Opened(stored=stored, client=client, protocol=protocol, today=call.today(stored.head.snapshot.time_zone))


T = TypeVar("T", bound=Expecting)


def about(opened: Opened, told: T) -> T:
    """What was told, once it is sure that it is about this client; raises WrongClient."""
    check_expected(told.expect, opened.client.display_name, opened.client.birth_date)
    return msgspec.structs.replace(told, expect=None)


def lifted(protocol: Protocol, head: Head, today: date) -> Lifted:
    """What lists and constraints need of a head; `protocol` is the text that it follows."""
    phase = at(head, today).phase
    ahead = windows(head, today)
    return Lifted(
        phase=phase.value,
        last_day=last_day(head),
        holds_until=holds_until(head, today),
        next_due=ahead[0].due if ahead else None,
        # What holds a substance counts as it, so that no plan comes back beside another with the same.
        substances=substances(head),
        live=phase in LIVE,
        tasks=tuple(_showing(each, head.snapshot.time_zone) for each in tasks_from(protocol, head, today)),
    )


def _showing(shown: Shown, time_zone: str) -> Showing:
    """The days of a plan begin at midnight of its own time zone."""
    return Showing(
        task=shown.task,
        since_at=_midnight(shown.task.since, time_zone),
        shows_at=_midnight(shown.since, time_zone),
        hides_at=None if shown.until is None else _midnight(shown.until, time_zone),
    )


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def person_of(client: StoredClient, time_zone: str) -> Person:
    """What a start or a screening looks at in a client; a change was made on the day that it then was there."""
    changed = client.looked_at_anew
    return Person(
        birth_date=client.birth_date,
        recorded_cautions=client.recorded_cautions,
        changed_on=None if changed is None else changed.astimezone(ZoneInfo(time_zone)).date(),
    )


def party_of(tx: Transaction, opened: Opened, staff: Staff) -> Party:
    """Everybody whom an act on the plan is about, and what the client's other plans say."""
    found = plans.newest(tx, opened.client.id, LOOKED_BACK)
    others = (plan.head for plan in found if plan.id != opened.stored.id)
    person = person_of(opened.client, opened.head.snapshot.time_zone)
    return Party(person=person, staff=staff, live=said_elsewhere(others, opened.today))


def as_decided(tx: Transaction, opened: Opened) -> Head:
    """The plan as it is decided about: an urgent call about another plan of the client counts, too."""
    elsewhere = open_calls.urgent(tx, opened.client.id, opened.stored.id)
    return with_call_elsewhere(opened.head, opened.today) if elsewhere else opened.head


def pinned_of(slug: str, revision: StoredRevision) -> Pinned:
    """A revision as a plan is pinned to it; raises Malformed for a draft."""
    if revision.number is None:
        raise Malformed("A draft starts no plan.", pointer="/revision")
    return Pinned(
        protocol_id=revision.protocol_id,
        revision_id=revision.id,
        slug=slug,
        number=revision.number,
        hash=revision.hash,
        title=revision.title,
    )


def happened(tx: Transaction, opened: Opened, event: Event) -> Opened:
    """The locked plan after one more event, written; where it goes over to another text, opened with that one."""
    head = apply(opened.head, event)
    values = lifted(opened.protocol, head, opened.today)
    return msgspec.structs.replace(opened, stored=plans.append(tx, opened.stored, (event,), head, values))


def stamp(call: Call, opened: Opened, who: Practitioner | None) -> Stamp:
    """The stamp of the plan's next event; whoever is signed in stays beside what nobody of the practice did."""
    return Stamp(
        seq=opened.head.seq + 1,
        at=call.now,
        today=opened.today,
        by=Actor(key_id=call.caller.key_id, practitioner=who or call.caller.person),
        revision_hash=opened.stored.revision_hash,
        engine=ENGINE,
    )
