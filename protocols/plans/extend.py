"""A later last day, by name, with a reason and a new screening."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import OPENS_BEFORE, Anchor, CheckpointKind
from protocols.plans.acts import Extend
from protocols.plans.adjusting import Adjusting, check_may_rise, one_track
from protocols.plans.asked_again import Party, declared_anew, screen_again
from protocols.plans.days import item_last_day
from protocols.plans.effect import Again, Effect, Extending, Seen
from protocols.plans.falls import can_rise
from protocols.plans.given_back import stay_over
from protocols.plans.head import Head, checkpoints_of, dosed, item_of, looked_at
from protocols.plans.moving import with_falls
from protocols.plans.position import DOSING, item_phase
from protocols.plans.screened_on import VALID_DAYS
from protocols.plans.screening import SHORTEST_REASON, ReasonTooShort, says_something
from protocols.plans.spans import Track, span_on
from protocols.refusal import Refusal

DAY: Final = timedelta(days=1)


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
    screened = screen_again(protocol, head, (act.screening, act.overrides, act.declared), party, today)
    effect = Effect(
        day=today,
        cancels=(track.item,),
        extends=(Extending(item=track.item, until=act.until),),
        screened=screened,
        declared=declared_anew(head, act.declared, party.live),
        # An end that was decided for a later day is taken back for this item, and stays the end of the others.
        reopens=head.ended is not None or track.ended is not None,
        ends=stay_over(head, (track,), today),
    )
    effect = with_falls(head, effect)
    effect = replace(effect, seen=end_again(head, effect, track, act.until))
    return Adjusting(effect=effect, sentence=_says(head, effect, track, act.until))


def end_again(head: Head, effect: Effect, track: Track, until: date) -> tuple[Seen, ...]:
    """The end of the course is looked at on the new last day, also where it was looked at before."""
    again = Again(due=until, opens=until - DAY * OPENS_BEFORE)
    begun = [move.begun for move in effect.moves] or [track.spans[-1].begun]
    return tuple(
        Seen(checkpoint=each.key, again=again, begun=None if each.anchor is Anchor.COURSE else begun[-1])
        for each in checkpoints_of(head)
        if each.kind is CheckpointKind.END and looked_at(head, each.item) == track.item
    )


def _says(head: Head, effect: Effect, track: Track, until: date) -> str:
    daily = dosed(head, track.item, span_on(track, effect.day)).arithmetic.daily.value
    falls = [move.from_day - DAY for move in effect.moves]
    then = f", then with the lower doses until {until}" if falls else ""
    return f"Goes on with {daily} g a day until {min([*falls, until])}{then}."


def _check_until(until: date, now: date, today: date) -> None:
    latest = today + timedelta(days=VALID_DAYS)
    if not now < until <= latest:
        raise ExtensionRefused(
            f"The last day is {now}; a later one is at most {VALID_DAYS} days from today, {latest}.", pointer="/until"
        )
