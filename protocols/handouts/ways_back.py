"""What each dose on a sheet is lowered to where the client is clearly worse."""

from decimal import Decimal

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.rule import BackTo
from protocols.plans.falls import on_taper
from protocols.plans.head import Head, dosed, item_of
from protocols.plans.schedule import Stretch
from protocols.plans.spans import span_on
from protocols.plans.stepping_back import daily_after
from protocols.value import Value


class WayBack(Value, frozen=True):
    """From this many g a day down to that many, 0 where nothing is taken any more; `taper` where nothing goes back."""

    daily: Decimal
    to: Decimal
    taper: bool = False


def ways_back(protocol: Protocol, head: Head, stretches: tuple[Stretch, ...]) -> tuple[WayBack, ...]:
    """One for each dose that is decided, as the engine would step back while it is taken.

    None where several items each have their own, so that everything stops: nobody tells on paper which one it is.
    Where any rule goes back as far as the last step without symptoms, so does the sheet, and of two ways from the same
    dose the lower one holds (judgement, the lower dose).
    """
    if len(head.tracks) != 1:
        return ()
    track = head.tracks[0]
    far = any(rule.dose is DoseOutcome.STEP_BACK and rule.back_to is BackTo.LAST_CLEAR for rule in protocol.rules)
    found: dict[Decimal, WayBack] = {}
    for stretch in stretches:
        span = span_on(track, stretch.since)
        daily = Decimal(dosed(head, track.item, span).arithmetic.daily.value)
        lower = daily_after(head, track, stretch.since, far=far)
        way = WayBack(daily=daily, to=lower, taper=on_taper(item_of(head, track.item), span.step))
        found[daily] = min(found.get(daily, way), way, key=lambda each: each.to)
    return tuple(found.values())
