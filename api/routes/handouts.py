"""Paper for a client: which kinds there are, what stands on them, and the PDF."""

import asyncio
import base64
import hmac
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from api.addressed import identity_of, letterhead_of
from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.contract import op
from api.opened import open_plan
from api.press.options import Locale, Paper, PrintOptions, Size
from api.press.press import digest_of, etag_of
from api.press.workers import PressBusy
from api.problems import Busy
from api.scopes import Scope, needs
from api.store import practices, sheets
from api.store.sheets import Sheet as StoredSheet
from api.store.transaction import Transaction
from protocols import wire
from protocols.handouts.daily import Daily
from protocols.handouts.daily_of import Brief, daily_of
from protocols.value import Value

DAILY = "daily"
SUMMARY = "summary"


class HandoutKind(Value, frozen=True):
    """A kind of handout that a plan has, and where it is; `pdf_url` is null for one that is not printed."""

    kind: str
    title: str
    json_url: str
    pdf_url: str | None


class HandoutKinds(Value, frozen=True):
    """The kinds of handout that a plan has."""

    plan_id: UUID
    client: ClientNamed
    items: tuple[HandoutKind, ...]


@get(
    "/v1/plans/{plan_id:uuid}/handouts",
    sync_to_thread=True,
    tags=["handouts"],
    opt=needs(Scope.HANDOUTS_READ),
    operation_class=op(401, 404),
)
def list_handouts(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> HandoutKinds:
    """List the kinds of handout that a plan has."""
    opened = call.read(lambda tx: open_plan(tx, call, plan_id))
    where = f"/v1/plans/{plan_id}/handouts"
    daily, summary = f"{where}/{DAILY}", f"{where}/{SUMMARY}"
    return HandoutKinds(
        plan_id=plan_id,
        client=client_named(opened.client),
        items=(
            HandoutKind(kind=DAILY, title="What to take, day by day", json_url=daily, pdf_url=f"{daily}.pdf"),
            HandoutKind(kind=SUMMARY, title="All that the record holds", json_url=summary, pdf_url=None),
        ),
    )


@get(
    "/v1/plans/{plan_id:uuid}/handouts/daily",
    sync_to_thread=True,
    tags=["handouts"],
    opt=needs(Scope.HANDOUTS_READ),
    operation_class=op(401, 404),
)
def get_daily_handout(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Daily:
    """Read what the daily sheet says today, as data."""
    return call.read(lambda tx: _daily(tx, call, plan_id, PrintOptions()))


@get(
    "/v1/plans/{plan_id:uuid}/handouts/daily.pdf",
    media_type="application/pdf",
    tags=["handouts"],
    opt=needs(Scope.HANDOUTS_READ),
    operation_class=op(400, 401, 404, 422, 503, headers={200: ["Content-Disposition"]}),
)
async def print_daily_handout(
    call: NamedDependency[Call],
    plan_id: FromPath[UUID],
    *,
    locale: FromQuery[Locale] = Locale.EN,
    paper: FromQuery[Paper | None] = None,
    size: FromQuery[Size] = Size.REGULAR,
) -> Response[bytes]:
    """Print the daily sheet; the practice's own paper, unless another is asked for."""
    # No connection is held while the sheet is printed: loading, printing and recording are three things.

    def load(tx: Transaction) -> tuple[PrintOptions, Daily, set[UUID]]:
        chosen = paper or Paper(practices.get(tx).settings.paper)
        wanted = PrintOptions(locale=locale, paper=chosen, size=size)
        return wanted, _daily(tx, call, plan_id, wanted), tx.clients

    def record(tx: Transaction) -> None:
        tx.concerns(clients)
        _record(tx, call, plan_id, daily, options)

    options, daily, clients = await asyncio.to_thread(call.read, load)
    try:
        pdf = await call.service.press.pdf(daily, options)
    except PressBusy as busy:
        raise Busy(retry_after=busy.retry_after) from None
    if not call.errand.head_only:  # nobody holds a sheet of which only the head was sent
        await asyncio.to_thread(call.write, record)
    name = f"daily-{daily.sheet.printed_on}-{daily.sheet.number}.pdf"
    headers = {
        "ETag": etag_of(daily, options),
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


def _daily(tx: Transaction, call: Call, plan_id: UUID, options: PrintOptions) -> Daily:
    opened = open_plan(tx, call, plan_id)
    brief = Brief(
        client=identity_of(opened.client),
        practice=letterhead_of(practices.get(tx).settings),
        number="",
        today=opened.today,
    )
    daily = daily_of(opened.protocol, opened.head, brief)
    sheet = msgspec.structs.replace(daily.sheet, number=_number(call, plan_id, daily, options))
    return msgspec.structs.replace(daily, sheet=sheet)


def _number(call: Call, plan_id: UUID, daily: Daily, options: PrintOptions) -> str:
    """Ten letters and digits that nobody can guess, and that follow from plan, options and all that the sheet says.

    The day, the event, the client and the practice are part of that, so no two different sheets share a number.
    """
    told = b"\0".join((plan_id.bytes, wire.encode(options), wire.encode(daily)))
    letters = base64.b32encode(hmac.digest(call.service.sheet_key, told, "sha256")).decode()[:10]
    return f"{letters[:5]}-{letters[5:]}"


def _record(tx: Transaction, call: Call, plan_id: UUID, daily: Daily, options: PrintOptions) -> StoredSheet:
    """A sheet is recorded when it is printed first; printing it again records nothing."""
    return sheets.record(
        tx,
        StoredSheet(
            number=daily.sheet.number,
            plan_id=plan_id,
            seq=daily.sheet.event,
            kind=DAILY,
            options=wire.encode(options),
            printed_on=daily.sheet.printed_on,
            printed_at=call.now,
            use_until=daily.sheet.use_until,
            content_hash=f"sha256:{digest_of(daily, options)}",
        ),
    )
