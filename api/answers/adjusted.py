"""A plan after something was done to it by name."""

from api.aftermath import Aftermath
from api.answers.plan import PlanRead
from api.recorded import PlanLookedAt


class PlanAdjusted(PlanRead, frozen=True, kw_only=True):
    """The plan after what was done to it, in a sentence, and what to say to the client because of it.

    `other_plans` are live plans of the client that hear of what was told of the person with it, such as a pregnancy,
    an allergy or another product; and those in which an urgent call takes back a rise that has not begun.
    """

    sentence: str
    aftermath: Aftermath
    other_plans: tuple[PlanLookedAt, ...]
