"""Days after a sheet ran out, which stay days without a dose."""

from datetime import date

from msgspec.structs import replace

from protocols.plans.days import item_last_day
from protocols.plans.effect import Effect, Pausing
from protocols.plans.head import Head
from protocols.plans.own_end import came_to_its_end, own_end
from protocols.plans.position import Phase, item_phase
from protocols.plans.spans import Track
from protocols.plans.windows import ran_out


def without_giving_back(head: Head, effect: Effect, today: date) -> Effect:
    """After a lapse only a resume gives a dose back: for all else its days are a pause since the sheet ran out.

    An item that ends with the effect has had none on them either, nor one whose last day came meanwhile.
    """
    lapsed = ran_out(head, today)
    waited = [track for track in head.tracks if item_phase(head, track, today) is Phase.PAUSED]
    if lapsed is None:
        return effect
    resumed = {each.item for each in effect.resumes}
    over = [track for track in head.tracks if _ran_to_its_end(head, track, lapsed, today)]
    paused = {each.item for each in effect.pauses if each.since == lapsed}
    pauses = tuple(
        Pausing(item=track.item, since=lapsed, lapsed=True)
        for track in (*waited, *over)
        if track.item not in resumed | paused
    )
    known = {each.item for each in effect.ends}
    ends = tuple(own_end(head, track) for track in over if track.item not in known)
    return replace(effect, pauses=pauses + effect.pauses, ends=effect.ends + ends)


def _ran_to_its_end(head: Head, track: Track, lapsed: date, today: date) -> bool:
    """Whether nothing but the calendar ended the item, and its sheet had run out by then."""
    return came_to_its_end(head, track, today) and item_last_day(head, track) >= lapsed
