"""A practice with its people, protocols, a client and a plan, as the routes would store them."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec

from api.ids import new_id
from api.library import built_in_revisions, built_in_works
from api.store import clients, plans, practices, revisions
from api.store import protocols as stored_protocols
from api.store.clients import ClientRecord, Written
from api.store.database import Database, Transaction
from api.store.plan_rows import Lifted, NewPlan, Showing, StoredPlan
from api.store.practices import PracticeSettings, StoredPractitioner
from api.store.reserved import protocol_id
from api.store.revision_rows import NewIds, Publication, StoredRevision
from protocols import wire
from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import Frozen
from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import Quantity, Unit
from protocols.evidence.link import Link, Relation
from protocols.plans.acts import Stop
from protocols.plans.effect import Effect, Ended, StopReason
from protocols.plans.event import ENGINE, Actor, Adjusted, Event, Migrated, Recalled, Stamp, Started
from protocols.plans.fold import apply, fold
from protocols.plans.head import Head
from protocols.plans.person import Person
from protocols.plans.recall import recall
from protocols.plans.screening import Raised, RecordedOverride, Screening
from protocols.plans.snapshot import Live, Pinned, Practice, Wish
from protocols.plans.start import start
from protocols.plans.task import Task, TaskKind, TaskState

NOW = datetime(2026, 11, 2, 9, 30, 0, 123456, tzinfo=UTC)
TODAY = NOW.date()
SLUG = "glutamine-start-low"
WORK = built_in_works()[0]
TEXT: Protocol = next(wire.decode(each.document, Protocol) for each in built_in_revisions() if each.slug == SLUG)
SETTINGS = PracticeSettings(name="Elm Street", time_zone="Europe/Berlin", language="en", paper="a4")
RECORD = ClientRecord(reference="MRN-1", display_name="Sam Rivera", birth_date=date(1988, 4, 2))

RENAMED = msgspec.structs.replace(RECORD, display_name="Sam Rivera-Moss")


def text(slug: str = "calm", title: str = "Calm start") -> Protocol:
    """A protocol of the practice's own."""
    return msgspec.structs.replace(TEXT, slug=slug, title=title)


def new_practice(database: Database) -> UUID:
    """A practice with one responsible person, which no other test knows of."""
    practice_id = new_id()
    database.write(practice_id, _settle)
    return practice_id


def _settle(tx: Transaction) -> None:
    practices.create(tx, SETTINGS, NOW)
    person = StoredPractitioner(id=new_id(), name="Dr. Ada Moss", role="GP", registration="7", responsible=True)
    practices.add_practitioner(tx, person)


def ids() -> NewIds:
    return NewIds(protocol=new_id(), revision=new_id())


def draft(tx: Transaction, slug: str = "calm", title: str = "Calm start") -> StoredRevision:
    return stored_protocols.create(tx, ids(), text(slug, title), NOW)


def asking_more(tx: Transaction, caution: str) -> StoredRevision:
    """A draft with a caution that no other text has."""
    own = msgspec.structs.replace(TEXT.cautions[0], key=caution)
    more = msgspec.structs.replace(text("curious"), cautions=(*TEXT.cautions, own))
    return stored_protocols.create(tx, ids(), more, NOW)


def publication(found: StoredRevision, by: UUID | None = None) -> Publication:
    """The draft as it was verified; what verification says is tested where it is written."""
    frozen = Frozen(document=found.document, hash=found.hash, warnings=())
    return Publication(frozen=frozen, by=by, expected_version=found.version)


def published(tx: Transaction, slug: str = "calm") -> StoredRevision:
    found = draft(tx, slug)
    return revisions.publish(tx, found.protocol_id, publication(found), NOW)


def citing(tx: Transaction, *keys: str, slug: str = "citing", now: datetime = NOW) -> StoredRevision:
    """A published revision whose first claim rests on these works, and no other claim on any."""
    links = tuple(Link(work=key, relation=Relation.SUPPORTS, note="Read in full.") for key in keys)
    first, *rest = (msgspec.structs.replace(each, links=()) for each in TEXT.claims)
    claims = (msgspec.structs.replace(first, links=links), *rest)
    written = msgspec.structs.replace(text(slug), claims=claims)
    found = stored_protocols.create(tx, ids(), written, now)
    return revisions.publish(tx, found.protocol_id, publication(found), now)


def client(tx: Transaction, reference: str = "MRN-1") -> UUID:
    record = msgspec.structs.replace(RECORD, reference=reference)
    return clients.create(tx, new_id(), record, NOW).id


def lifted(*, live: bool = True, next_due: date | None = None, holds_until: date | None = None) -> Lifted:
    return Lifted(
        phase="titrating" if live else "stopped",
        last_day=TODAY + timedelta(days=111),
        holds_until=holds_until or TODAY + timedelta(days=111),
        next_due=next_due or TODAY + timedelta(days=6),
        substances=("l-glutamine",),
        live=live,
        tasks=(showing(),),
    )


def showing(about: str = "tolerance", shows_at: datetime = NOW, hides_at: datetime | None = None) -> Showing:
    """A check-in that is due."""
    task = Task(
        kind=TaskKind.CHECK_IN, state=TaskState.DUE, about=about, since=TODAY, due=TODAY, says="How you are: due today."
    )
    return Showing(task=task, since_at=shows_at, shows_at=shows_at, hides_at=hides_at)


def written(at: datetime = NOW, reason: str | None = None) -> Written:
    """A change of a client's record by nobody in particular."""
    return Written(at=at, by=Actor(key_id="k", practitioner=None), reason=reason)


def started(tx: Transaction, revision: StoredRevision, client_id: UUID) -> Started:
    """The first event of a plan, as the domain says it."""
    pinned = Pinned(
        protocol_id=revision.protocol_id,
        revision_id=revision.id,
        slug=wire.decode(revision.document, Protocol).slug,
        number=revision.number or 0,
        hash=revision.hash,
        title=revision.title,
    )
    staff = practices.staff(tx, None)
    wish = Wish(
        start_on=TODAY,
        body=Body(weight=Quantity(value=DecimalString("70"), unit=Unit.KILOGRAM), weighed_on=TODAY),
        screening=Screening(confirmed_none=True),
    )
    snapshot = start(
        wire.decode(revision.document, Protocol),
        pinned,
        (client_id, Person(birth_date=RECORD.birth_date)),
        wish,
        Practice(staff=staff, time_zone="Europe/Berlin"),
        Live(),
        TODAY,
    )
    return Started(stamp=stamp(1, revision.hash), snapshot=snapshot)


def stamp(seq: int, revision_hash: str, today: date = TODAY) -> Stamp:
    return Stamp(
        seq=seq,
        at=NOW + timedelta(minutes=seq),
        today=today,
        by=Actor(key_id="k", practitioner=None),
        revision_hash=revision_hash,
        engine=ENGINE,
    )


def new_plan(tx: Transaction, revision: StoredRevision, client_id: UUID, values: Lifted | None = None) -> StoredPlan:
    event = started(tx, revision, client_id)
    new = NewPlan(id=new_id(), built_in=revision.built_in, head=fold([event]), lifted=values or lifted())
    return plans.start(tx, new, event)


def built_in_plan(tx: Transaction, client_id: UUID | None = None) -> StoredPlan:
    """A plan on the library's first protocol."""
    return new_plan(tx, revisions.latest_published(tx, protocol_id(SLUG)), client_id or client(tx))


def stop(plan: StoredPlan, today: date = TODAY) -> Adjusted:
    """A practitioner stops the plan."""
    return Adjusted(
        stamp=stamp(plan.seq + 1, plan.revision_hash, today),
        adjustment=Stop(reason="The client asked to stop.", stop_reason=StopReason.CLIENTS_CHOICE),
        sentence="Stopped by Dr. Ada Moss.",
        effect=Effect(day=today, ended=Ended(on=today, reason=StopReason.CLIENTS_CHOICE, final=False)),
    )


def called_about(tx: Transaction, plan: StoredPlan, *, urgent: bool = False) -> StoredPlan:
    """The plan after its revision was recalled, so that somebody has to be called."""
    done = recall(plan.head, TODAY)
    if urgent:
        done = msgspec.structs.replace(done, effect=msgspec.structs.replace(done.effect, call=Call.TODAY))
    event = Recalled(
        stamp=stamp(plan.seq + 1, plan.revision_hash),
        reason="The second step is too high.",
        sentence=done.sentence,
        effect=done.effect,
    )
    return plans.append(tx, plan, (event,), after(plan, event), lifted())


def gone_over(tx: Transaction, plan: StoredPlan) -> StoredPlan:
    """The plan after it went over to a text that says the same."""
    event = Migrated(
        stamp=stamp(plan.seq + 1, plan.revision_hash),
        reason="The new text is clearer.",
        items=(),
        sentence="Goes over to the new text.",
        effect=Effect(day=TODAY),
    )
    return plans.append(tx, plan, (event,), after(plan, event), lifted())


def after(plan: StoredPlan, event: Event) -> Head:
    return apply(plan.head, event)


def overridden(plan: StoredPlan, *cautions: str) -> Head:
    """The plan's head as if it had gone on in spite of these cautions; one where none is named."""
    given = RecordedOverride(
        reason="The team agrees to this.", by=plan.head.screened.by, agreed_by=(), on=TODAY, review_on=TODAY
    )
    raised = tuple(
        Raised(
            caution=key,
            on=TODAY,
            action=Action.OVERRIDE_WITH_REASON,
            label="A caution",
            because="Answered yes.",
            override=given,
        )
        for key in cautions or ("msg-sensitivity",)
    )
    screened = msgspec.structs.replace(plan.head.screened, raised=raised)
    return msgspec.structs.replace(plan.head, screened=screened)
