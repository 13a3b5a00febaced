"""A plan taken over to another revision of its protocol, first as a dry run."""

from typing import Annotated, TypeAlias
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.aftermath import aftermath
from api.answers.adjusted import PlanAdjusted
from api.answers.plan import ClientNamed, client_named, plan_read
from api.call import Call
from api.contract import op
from api.doubts import doubts_of, doubts_on
from api.etag import etag
from api.grown import grown
from api.opened import Opened, about, happened, open_plan, party_of, pinned_of, stamp
from api.scopes import Scope, needs
from api.store import practices, revisions
from api.store.revision_rows import StoredRevision
from api.store.transaction import Transaction
from api.texts import text_of
from api.told_elsewhere import call_others
from protocols.plans.doubted import DoubtedClaims, doubted_claims
from protocols.plans.event import Mapped, Migrated
from protocols.plans.fold import affected
from protocols.plans.migrate import Migration, mapped, migrate
from protocols.plans.person import answering
from protocols.plans.schedule import Schedule, schedule
from protocols.plans.snapshot import Pinned
from protocols.plans.start import check_usable
from protocols.value import Value

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class MigrationNew(Migration, frozen=True, kw_only=True):
    """To which revision of the plan's protocol, why, by whom, and the new text's screening.

    Each item goes on with the highest step of the new text that is not more than it takes now: its dose may be lower
    afterwards, as the dry run tells, and is never higher. Where it is lower, the client has to be told by voice, and
    the sheets that are out hold no longer.
    """

    revision: Number


class MigrationPreview(Value, frozen=True):
    """What going over would do today: each item's step before and after, and the schedule before and after.

    Nothing is stored. `screening_asked` says that the real one still needs the new revision's screening; `doubts` are
    publications in doubt that the new revision rests on.
    """

    plan_id: UUID
    client: ClientNamed
    revision: Pinned
    items: tuple[Mapped, ...]
    sentence: str
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
    """Try a plan on another revision without storing anything: which step it maps to, or why it cannot."""
    return call.read(lambda tx: _preview(tx, call, plan_id, data))


@post(
    "/v1/plans/{plan_id:uuid}/migrate",
    sync_to_thread=True,
    status_code=200,
    tags=["plans"],
    opt=needs(Scope.PLANS_WRITE),
    operation_class=op(400, 401, 404, 409, 422, headers={200: ["ETag"]}),
)
def migrate_plan(
    call: NamedDependency[Call], plan_id: FromPath[UUID], data: JSONBody[MigrationNew]
) -> Response[PlanAdjusted]:
    """Take a plan over to another revision of its protocol, by name and after new screening; the answer is the plan.

    The new text may give less on the same step: then the answer holds the words to say and the sheets still out.
    """
    plan = call.write(lambda tx: _migrate(tx, call, plan_id, data))
    return Response(plan, headers={"ETag": etag(plan.version)})


def _preview(tx: Transaction, call: Call, plan_id: UUID, data: MigrationNew) -> MigrationPreview:
    opened = open_plan(tx, call, plan_id)
    about(opened, data)
    revision = _revision(tx, opened, data.revision)
    pinned = pinned_of(opened.head.follows.revision.slug, revision)
    done = mapped((text_of(revision), pinned), opened.head, data.reason, opened.today)
    later = affected(opened.head, done.effect, opened.head.seq + 1, opened.today)
    return MigrationPreview(
        plan_id=plan_id,
        client=client_named(opened.client),
        revision=pinned,
        items=done.items,
        sentence=done.sentence,
        screening_asked=data.screening is None,
        doubts=doubted_claims(text_of(revision), doubts_on(tx, revision.id, opened.head.snapshot.time_zone)),
        before=schedule(opened.head, opened.today),
        after=schedule(later, opened.today),
    )


def _migrate(tx: Transaction, call: Call, plan_id: UUID, data: MigrationNew) -> PlanAdjusted:
    practices.before_a_dose(tx)
    opened = open_plan(tx, call, plan_id, lock=True)
    about(opened, data)
    revision = _revision(tx, opened, data.revision)
    staff = practices.staff(tx)
    who = answering(staff, data.by, "/by")
    party = party_of(opened, staff)
    protocol, pinned = text_of(revision), pinned_of(opened.head.follows.revision.slug, revision)
    done = migrate((protocol, pinned), opened.head, data, party, opened.today)
    event = Migrated(
        stamp=msgspec.structs.replace(stamp(call, opened, who), revision_hash=pinned.hash),
        reason=data.reason,
        items=done.items,
        sentence=done.sentence,
        effect=done.effect,
    )
    later = happened(tx, msgspec.structs.replace(opened, protocol=protocol), event)
    follows = aftermath(tx, opened, later, done.effect)
    others = call_others(tx, call, (opened, later), who)
    read = plan_read(later, doubts_of(tx, later))
    return grown(PlanAdjusted, read, sentence=done.sentence, aftermath=follows, other_plans=others)


def _revision(tx: Transaction, opened: Opened, number: int) -> StoredRevision:
    """The published revision of the plan's own protocol; raises NotFound, RevisionNotUsable."""
    revision = revisions.get(tx, opened.stored.protocol_id, number)
    check_usable(revision.status)
    return revision
