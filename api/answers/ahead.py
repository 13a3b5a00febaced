"""What lies ahead of a plan, and whose plan it is."""

from uuid import UUID

from api.answers.plan import ClientNamed
from protocols.plans.schedule import Schedule
from protocols.plans.supply import Supply


class PlanSchedule(Schedule, frozen=True, kw_only=True):
    """A client's stretches, days and checkpoint windows as they stand today, if all goes well from now on.

    `total` is the amount in g of each item from the first to the last day. `last_day` is the planned one; the plan's
    own last day is the hard limit, which may lie later.
    """

    plan_id: UUID
    client: ClientNamed


class PlanSupply(Supply, frozen=True, kw_only=True):
    """What a client is to have at home from today on, today's whole dose counted; nothing in a pause or after the end.

    It reaches to the planned end as the schedule has it, not to the plan's hard last day: nobody stocks up for days
    that nobody has planned. A step that is held takes longer than this says, so read it again after each decision. What
    is at home already is not known here.
    """

    plan_id: UUID
    client: ClientNamed
