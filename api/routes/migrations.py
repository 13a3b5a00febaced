"""A plan taken over to another revision of its protocol, first as a dry run."""

from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.aftermath import Aftermath, aftermath
from api.answers.adjusted import PlanAdjusted
from api.answers.plan import ClientNamed, client_named, plan_read
from api.call import Call
from api.contract import op
from api.doubts import doubts_of, doubts_on
from api.etag import etag
from api.grown import grown
from api.idempotency import IdempotencyKey
from api.opened import Opened, about, happened, open_plan, party_of, pinned_of, stamp
from api.quota import NEVER_TURNED_AWAY
from api.scopes import Scope, needs
from api.store import practices, revisions
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from api.told_elsewhere import tell_others
from protocols.authoring.protocol import Protocol
from protocols.plans.asked_again import Party
from protocols.plans.doubted import DoubtedClaims, doubted_claims
from protocols.plans.event import Mapped, Migrated
from protocols.plans.fold import apply
from protocols.plans.migrate import Migrating, Migration, migrate, tried
from protocols.plans.person import Practitioner, answering
from protocols.plans.schedule import Schedule, schedule
from protocols.plans.snapshot import Pinned
from protocols.plans.start import check_usable
from protocols.plans.telling import told_by_migration
from protocols.text import Key
from protocols.value import Value

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class MigrationNew(Migration, frozen=True, kw_only=True):
    """To which revision of the plan's protocol, why, by whom, and the new text's screening.

    Each item goes on with the highest step of the new text that is not more than it takes now: its dose may be lower
    afterwards, as the dry run tells, and is never higher. Where the new text's course is over already, it ends today.
    Where anything is less, the client has to be told by voice, and the sheets that are out hold no longer. By a measure
    that the new text asks on another scale, in another unit or otherwise, it means other numbers: what was answered
    before is forgotten, a rise counts from 0 again, and what cannot be compared holds.
    """

    revision: Number


class MigrationPreview(Value, frozen=True):
    """What going over would do today: each item's step before and after, and the schedule before and after.

    Nothing is stored. A screening that is sent along is judged as by the real one, which it refuses alike; where none
    is, `screening_asked` says that the real one still needs the new revision's. `doubts` are publications in doubt that
    the new revision rests on. `forgotten` are the measures by which it means other numbers: what was answered of them
    counts no more. `aftermath` holds the words to say and the sheets still out that the real one would answer.
    """

    plan_id: UUID
    client: ClientNamed
    revision: Pinned
    items: tuple[Mapped, ...]
    sentence: str
    forgotten: tuple[Key, ...]
    aftermath: Aftermath
    screening_asked: bool
    doubts: tuple[DoubtedClaims, ...]
    before: Schedule
    after: Schedule


@post(
    "/v1/plans/{plan_id:uuid}/migrate/preview",
    sync_to_thread=True,
    status_code=200,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(400, 401, 404, 409, 422),
)
def preview_migration(
    call: NamedDependency[Call], plan_id: FromPath[UUID], data: JSONBody[MigrationNew]
) -> MigrationPreview:
    """Try a plan on another revision without storing anything: which step it maps to, or why it cannot.

    The answers of a new screening are judged where they are sent along; without them the rest is tried.
    """
    return call.read(lambda tx: _preview(tx, call, plan_id, data))


@post(
    "/v1/plans/{plan_id:uuid}/migrate",
    sync_to_thread=True,
    status_code=200,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE) | NEVER_TURNED_AWAY,
    operation_class=op(400, 401, 404, 409, 422, headers={200: ["ETag"]}),
)
def migrate_plan(
    call: NamedDependency[Call],
    plan_id: FromPath[UUID],
    data: JSONBody[MigrationNew],
    idempotency_key: IdempotencyKey = None,
) -> Response[PlanAdjusted]:
    """Take a plan over to another revision of its protocol, by name and after new screening; the answer is the plan.

    The new text may give less on the same step: then the answer holds the words to say and the sheets still out.
    """
    return call.once(
        idempotency_key,
        lambda tx: _migrate(tx, call, plan_id, data),
        lambda plan: Response(plan, headers={"ETag": etag(plan.version)}),
    )


def _preview(tx: Transaction, call: Call, plan_id: UUID, data: MigrationNew) -> MigrationPreview:
    opened = open_plan(tx, call, plan_id)
    wanted = _wanted(tx, call, opened, data)
    done = tried(wanted.to, (opened.protocol, opened.head), data, wanted.party, opened.today)
    event = _event(call, opened, (data, wanted), done)
    later = msgspec.structs.replace(
        opened,
        stored=msgspec.structs.replace(opened.stored, head=apply(opened.head, event)),
        protocol=wanted.to[0],
    )
    zone = opened.head.snapshot.time_zone
    return MigrationPreview(
        plan_id=plan_id,
        client=client_named(opened.client),
        revision=wanted.to[1],
        items=done.items,
        sentence=done.sentence,
        forgotten=done.forgotten,
        aftermath=aftermath(tx, opened, later, done.effect),
        screening_asked=data.screening is None,
        doubts=doubted_claims(wanted.to[0], doubts_on(tx, wanted.to[1].revision_id, zone)),
        before=schedule(opened.head, opened.today),
        after=schedule(later.head, opened.today),
    )


def _migrate(tx: Transaction, call: Call, plan_id: UUID, data: MigrationNew) -> PlanAdjusted:
    practices.before_a_dose(tx)
    opened = open_plan(tx, call, plan_id, lock=True)
    wanted = _wanted(tx, call, opened, data)
    done = migrate(wanted.to, (opened.protocol, opened.head), data, wanted.party, opened.today)
    event = _event(call, opened, (data, wanted), done)
    later = happened(tx, msgspec.structs.replace(opened, protocol=wanted.to[0]), event)
    follows = aftermath(tx, opened, later, done.effect)
    others = tell_others(tx, call, (opened, later), wanted.who, told_by_migration(wanted.to[0], data, opened.today))
    read = plan_read(later, doubts_of(tx, later))
    return grown(PlanAdjusted, read, sentence=done.sentence, aftermath=follows, other_plans=others)


class _Wanted(msgspec.Struct, frozen=True):
    """The text to go over to, pinned, by whom, and everybody whom it is about."""

    to: tuple[Protocol, Pinned]
    who: Practitioner
    party: Party


def _event(call: Call, opened: Opened, asked: tuple[MigrationNew, _Wanted], done: Migrating) -> Migrated:
    """Going over as it stands in the log, or would."""
    data, wanted = asked
    return Migrated(
        stamp=msgspec.structs.replace(stamp(call, opened, wanted.who), revision_hash=wanted.to[1].hash),
        reason=data.reason,
        items=done.items,
        sentence=done.sentence,
        effect=done.effect,
    )


def _wanted(tx: Transaction, call: Call, opened: Opened, data: MigrationNew) -> _Wanted:
    """What the dry run and the real one look up alike; raises what stands against it."""
    about(opened, data)
    revision = _revision(tx, opened, data.revision)
    staff = call.staff(tx)
    pinned = pinned_of(opened.head.follows.revision.slug, revision)
    who = answering(staff, data.by, "/by")
    return _Wanted(to=(text_of(revision), pinned), who=who, party=party_of(tx, opened, staff))


def _revision(tx: Transaction, opened: Opened, number: int) -> StoredRevision:
    """The published revision of the plan's own protocol; raises NotFound, RevisionNotUsable."""
    revision = revisions.get(tx, opened.stored.protocol_id, number)
    check_usable(revision.status)
    return revision
