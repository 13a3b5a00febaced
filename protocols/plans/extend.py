"""A later last day, by name, with a reason and a new screening."""

from datetime import date, timedelta

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Extend
from protocols.plans.adjusting import Adjusting, check_may_rise, one_track
from protocols.plans.asked_again import Party, screen_again
from protocols.plans.days import item_last_day
from protocols.plans.effect import Effect, Extending
from protocols.plans.falls import can_rise
from protocols.plans.head import Head, dosed, item_of
from protocols.plans.moving import with_falls
from protocols.plans.position import DOSING, item_phase
from protocols.plans.screening import SHORTEST_REASON, VALID_DAYS, ReasonTooShort, says_something
from protocols.plans.spans import span_on
from protocols.refusal import Refusal


class ExtensionRefused(Refusal):
    """A later last day that cannot be given."""

    code = "extension_refused"
    title = "The course cannot go on until this day"


def extend(protocol: Protocol, head: Head, act: Extend, party: Party, today: date) -> Adjusting:
    """The present dose until a later day, at most as long as the new screening counts (judgement)."""
    track = one_track(head, act.item)
    span = span_on(track, today)
    if item_phase(head, track, today) not in DOSING or can_rise(item_of(head, track.item), span):
        raise ExtensionRefused("Only a dose that is taken and has no step above it is extended.", pointer="/kind")
    if not says_something(act.reason, SHORTEST_REASON):
        raise ReasonTooShort(f"Going on needs a reason of at least {SHORTEST_REASON} characters.", pointer="/reason")
    check_may_rise(head)
    _check_until(act.until, item_last_day(head, track), today)
    screened = screen_again(protocol, head, (act.screening, act.overrides), party, today)
    effect = Effect(day=today, extends=(Extending(item=track.item, until=act.until),), screened=screened)
    daily = dosed(head, track.item, span).arithmetic.daily.value
    return Adjusting(effect=with_falls(head, effect), sentence=f"Goes on with {daily} g a day until {act.until}.")


def _check_until(until: date, now: date, today: date) -> None:
    latest = today + timedelta(days=VALID_DAYS)
    if not now < until <= latest:
        raise ExtensionRefused(
            f"The last day is {now}; a later one is at most {VALID_DAYS} days from today, {latest}.", pointer="/until"
        )
