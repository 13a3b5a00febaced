"""A plan after something was done to it by name."""

from api.aftermath import Aftermath
from api.answers.plan import PlanRead


class PlanAdjusted(PlanRead, frozen=True, kw_only=True):
    """The plan after what was done to it, in a sentence, and what to say to the client because of it."""

    sentence: str
    aftermath: Aftermath
