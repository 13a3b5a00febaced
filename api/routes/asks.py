"""What to ask at the next check-in of a plan."""

from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath

from api.answers.plan import ClientNamed, client_named
from api.call import Call
from api.contract import op
from api.grown import grown
from api.opened import open_plan
from api.scopes import Scope, needs
from protocols.plans.asking import CheckInForm, form_of


class Asks(CheckInForm, frozen=True):
    """The form of a plan's next check-in, and about whom it is."""

    plan_id: UUID
    client: ClientNamed


@get(
    "/v1/plans/{plan_id:uuid}/asks",
    sync_to_thread=True,
    tags=["plans"],
    opt=needs(Scope.PLANS_READ),
    operation_class=op(401, 404),
)
def get_asks(call: NamedDependency[Call], plan_id: FromPath[UUID]) -> Asks:
    """Read what to ask at a check-in of today: measures with their scales, alarms and changes in their words.

    A form that is built from this answer alone leaves nothing out, also where the plan goes on in spite of a caution
    that brings tests.
    """
    opened = call.read(lambda tx: open_plan(tx, call, plan_id))
    form = form_of(opened.protocol, opened.head, opened.today)
    return grown(Asks, form, plan_id=plan_id, client=client_named(opened.client))
