"""A finding that was read, and a reason that was looked at again; neither touches a dose."""

from datetime import date, timedelta

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Acknowledge, ReviewOverride
from protocols.plans.adjusting import Adjusting
from protocols.plans.asked_again import Party
from protocols.plans.effect import Acknowledged, Effect, Review
from protocols.plans.head import Head
from protocols.plans.lapse import LAPSED, lapsed
from protocols.plans.lines import values_first
from protocols.plans.notice import acknowledged, awaited, informing, review_of
from protocols.plans.person import named
from protocols.plans.screening import REVIEW_DAYS
from protocols.plans.task import TaskState
from protocols.refusal import Refusal


class NothingToAcknowledge(Refusal):
    """A finding that the plan does not have, or that somebody has taken note of already."""

    code = "nothing_to_acknowledge"
    title = "No such finding is open"


class NotOverridden(Refusal):
    """A review of a reason that was never given."""

    code = "not_overridden"
    title = "No reason was recorded against this caution"


def acknowledge(protocol: Protocol, head: Head, act: Acknowledge, party: Party, today: date) -> Adjusting:
    """Who took note of what; raises NothingToAcknowledge where nothing of it is open."""
    who = named(party.staff, act.by, "/by")
    found = [because for about, because in _open(protocol, head, today) if about == act.about]
    if not found:
        raise NothingToAcknowledge("What is open is told in the plan's notices and on the worklist.", pointer="/about")
    noted = tuple(Acknowledged(about=act.about, because=because, by=who, on=today) for because in found)
    return Adjusting(effect=Effect(day=today, acknowledges=noted), sentence=f"Acknowledged: {act.about}.")


def _open(protocol: Protocol, head: Head, today: date) -> list[tuple[str, str]]:
    """What nobody has taken note of: what it is about, and why it stands."""
    told = [(each.caution, each.because) for each in informing(head)]
    results = [(key, "") for key in (*awaited(protocol, head), *values_first(protocol, head, today))]
    over = [(LAPSED, "") for task in lapsed(head, today) if task.state is TaskState.ENDED]
    return [each for each in (*told, *results, *over) if acknowledged(head, *each) is None]


def review_override(head: Head, act: ReviewOverride, party: Party, today: date) -> Adjusting:
    """The reason still stands, and is looked at again in 30 days; raises NotOverridden where there is none."""
    who = named(party.staff, act.by, "/by")
    found = next((each for each in head.screened.raised if each.caution == act.caution and review_of(head, each)), None)
    if found is None:
        raise NotOverridden("Only a reason that this plan went on with is reviewed.", pointer="/caution")
    again = today + timedelta(days=REVIEW_DAYS)
    review = Review(caution=found.caution, next_on=again, by=who, on=today)
    says = f"{found.label}: the reason still stands, to be looked at again by {again}."
    return Adjusting(effect=Effect(day=today, reviews=(review,)), sentence=says)
