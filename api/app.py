"""The application: the one file that knows every room."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from litestar import Litestar
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.spec import Contact, License, Tag
from litestar.types import ControllerRouterHandler

from api.admission import admit
from api.call import Clock, Service, open_call, utc_now
from api.contract import FinalConfig, contract
from api.edge import edge
from api.every_second import every_second
from api.facing import Facing
from api.identity.identity import Identity
from api.keys import Purpose, derive, root_secret
from api.manual import MANUAL
from api.press.press import Press
from api.quota import FAILURES_PART, Policy, Quota
from api.routes import (
    adjustments,
    api_keys,
    asks,
    audit_events,
    calls,
    check_ins,
    client_changes,
    clients,
    differences,
    handouts,
    health,
    migrations,
    overrides,
    plans,
    practice,
    previews,
    privacy,
    protocols,
    recalls,
    reports,
    revisions,
    summaries,
    uses,
    voids,
    worklist,
    works,
)
from api.settings import Settings
from api.shared_counts import share
from api.store import practices
from api.store.database import Database
from api.store.engines import is_sqlite
from api.store.reserved import NO_PRACTICE
from api.version import VERSION
from protocols.authoring.caution import Trigger
from protocols.authoring.item import Item
from protocols.checkpoints.predicate import Predicate
from protocols.dosing.dose import Dose
from protocols.dosing.ladder import Ladder
from protocols.dosing.portion import Portion
from protocols.evidence.link import About
from protocols.plans.acts import Adjustment
from protocols.plans.answered_by import AnsweredBy
from protocols.plans.happening import Happening

DESCRIPTION = """Gut-healing protocols as data: written once with their evidence, started for each client as a safe, \
dated plan, steered from the client's check-ins, printed as handouts.

**Intended use.** For qualified practitioners who decide themselves. Not for emergencies; not for children, pregnancy, \
hospital patients, tube or vein feeding. Not certified as a medical device: whoever deploys it settles what their law \
asks. This service is not watched day and night.

Amounts are decimal strings with UCUM units. Ids are UUIDs; instants carry their offset; a client's dates are days in \
the practice's time zone. Every error is a problem document (RFC 9457). Each body is read strictly, and the first \
fault is reported.

A request that may have got lost is sent again with the `Idempotency-Key` it had: it is done once, and the answer \
comes back for 24 hours. Refusals are not kept, because they changed nothing. What is read carries an `ETag`; as \
`If-None-Match` it spares the answer where nothing has changed. A tag such as `"v7.5f2b0c"` begins with the version, \
and only that is compared in `If-Match`.

A key may make so many requests in a minute: `RateLimit` tells what is left, and 429 when to come back. What tells an \
alarm or takes a dose away is carried out all the same. `Prefer: return=minimal` leaves out a body that says nothing \
new; answers with words to say to a client, or with a new key, are never shortened. `traceparent` is taken up, and \
`trace_id` in a problem is its trace. Where an answer has none of the media types in `Accept`, nothing is done (406)."""

TAGS = (
    Tag(name="protocols", description="Titration protocols: the built-in library, drafts, frozen revisions."),
    Tag(name="works", description="Publications that protocols rest on, for and against."),
    Tag(name="clients", description="The people that plans are for."),
    Tag(name="plans", description="One client walking one frozen revision: check-ins, decisions, adjustments."),
    Tag(name="handouts", description="Paper, as data and as PDF."),
    Tag(name="practice", description="What the practice says of itself, and its people."),
    Tag(name="operations", description="Whether the service runs."),
)

UNIONS = {
    "Dose": Dose,
    "Ladder": Ladder,
    "Item": Item,
    "Portion": Portion,
    "Predicate": Predicate,
    "Trigger": Trigger,
    "ClaimSubject": About,
    "Adjustment": Adjustment,
    "AnsweredBy": AnsweredBy,
    "Happening": Happening,
}


def handlers() -> Sequence[ControllerRouterHandler]:
    """Every route."""
    return (
        protocols.list_protocols,
        protocols.create_protocol,
        protocols.get_protocol,
        protocols.get_draft,
        protocols.create_draft,
        protocols.replace_draft,
        protocols.list_findings,
        protocols.copy_protocol,
        differences.get_draft_diff,
        revisions.list_revisions,
        revisions.publish_draft,
        revisions.get_revision,
        differences.get_revision_diff,
        revisions.list_screening_questions,
        overrides.list_override_counts,
        revisions.retire_revision,
        recalls.recall_revision,
        previews.preview_revision,
        previews.preview_draft,
        works.list_works,
        works.create_work,
        works.get_work,
        works.replace_work,
        uses.list_uses,
        clients.create_client,
        clients.list_clients,
        clients.get_client,
        clients.update_client,
        client_changes.list_client_changes,
        privacy.get_client_export,
        privacy.erase_client,
        plans.start_plan,
        plans.list_plans,
        plans.get_plan,
        plans.get_schedule,
        plans.get_supply,
        asks.get_asks,
        worklist.list_tasks,
        calls.list_calls,
        reports.record_report,
        reports.list_reports,
        check_ins.record_check_in,
        voids.void_check_in,
        check_ins.preview_check_in,
        check_ins.list_check_ins,
        check_ins.list_decisions,
        adjustments.adjust_plan,
        adjustments.list_adjustments,
        migrations.preview_migration,
        migrations.migrate_plan,
        handouts.list_handouts,
        handouts.get_daily_handout,
        summaries.get_summary_handout,
        handouts.print_daily_handout,
        practice.get_practice,
        practice.update_practice,
        practice.add_practitioner,
        practice.update_practitioner,
        api_keys.list_api_keys,
        api_keys.create_api_key,
        api_keys.get_api_key,
        api_keys.rotate_api_key,
        api_keys.revoke_api_key,
        audit_events.list_audit_events,
        health.get_liveness,
        health.get_readiness,
        contract,
    )


def create_app(settings: Settings, clock: Clock = utc_now) -> Litestar:
    """The application for these settings; `clock` tells the instant."""
    root = root_secret(settings.secret, settings.data, embedded=settings.embedded)
    service = Service(
        database=Database.open(settings.database_url),
        press=Press(settings.renderers),
        pepper=derive(root, Purpose.API_KEYS),
        cursor_key=derive(root, Purpose.CURSORS),
        sheet_key=derive(root, Purpose.SHEETS),
        replay_key=derive(root, Purpose.REPLAYS),
        audit_key=derive(root, Purpose.AUDIT),
        clock=clock,
        quota=quota(settings.rate_limit, "default"),
        failures=quota(settings.rate_limit, "failures", FAILURES_PART),
        identity=None if settings.trust is None else Identity.of(settings.trust, clock),
    )
    facing = Facing(origins=settings.cors_origins, hsts_seconds=settings.hsts_seconds, clock=clock)
    return application(service, facing)


def quota(limit: int | None, name: str, part: int = 1) -> Quota | None:
    """A quota of a part of the limit, or none where there is no limit."""
    return None if limit is None else Quota(Policy(name, max(1, limit // part)))


def application(service: Service | None, facing: Facing | None = None) -> Litestar:
    """The application around a service; without one it can only describe itself."""
    return edge(
        described(),
        handlers(),
        facing,
        guards=[admit],
        dependencies={"call": Provide(open_call, sync_to_thread=False)},
        state=State({"service": service}),
        lifespan=[_running] if service else [],
    )


def described() -> FinalConfig:
    """What the OpenAPI document says besides the routes."""
    return FinalConfig(
        title="gut-protocols",
        version=VERSION,
        description=DESCRIPTION,
        license=License(name="MIT", identifier="MIT"),
        contact=Contact(name="The gut-protocols authors"),
        tags=list(TAGS),
        unions=UNIONS,
        manual=MANUAL,
        counted=True,
    )


@asynccontextmanager
async def _running(app: Litestar) -> AsyncIterator[None]:
    service: Service = app.state.service
    for each in await asyncio.to_thread(service.database.read, NO_PRACTICE, practices.everywhere):
        # A crash may have left events that nobody sealed.
        service.readings.changed(each.id)
    async with service.press, every_second(partial(_beside, service)), every_second(partial(_audit, service)):
        yield
    service.database.close()


def _beside(service: Service) -> None:
    """What is written down beside the requests, so that none of them waits for it."""
    service.last_uses.write(service.database)
    # One process serves a SQLite file: there is nobody to share with.
    if service.quota is not None and not is_sqlite(service.database.url):
        share(service.quota, service.database)


def _audit(service: Service) -> None:
    """What was read is told, and what was told is sealed."""
    service.readings.write(service.database)
    service.readings.seal(service.database, service.audit_key, service.clock())
