"""A rise that was decided and has not begun, taken back."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.caution import BeforePassing
from protocols.authoring.protocol import Protocol
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import Effect
from protocols.plans.fold import affected
from protocols.plans.head import Head
from protocols.plans.labels import together
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.lines import called, lacking, totals
from protocols.plans.moving import about_to_rise, with_falls
from protocols.plans.position import LIVE, item_phase
from protocols.plans.spans import Span, Track
from protocols.plans.windows import first_look_again

TAKEN_BACK: Final = "The rise that was decided is taken back."


def taking_back(head: Head, tracks: tuple[Track, ...], today: date) -> Effect:
    """The effect that takes the rises of these items back; their present steps are looked at once more."""
    seen = tuple(each for track in tracks for each in first_look_again(head, track, today))
    return Effect(day=today, cancels=tuple(track.item for track in tracks), seen=seen)


def all_taken_back(head: Head, today: date) -> Effect | None:
    """The effect that takes back every rise of the plan; None where none was decided that has not begun."""
    rises = rising(head, today)
    return without_giving_back(head, with_falls(head, taking_back(head, rises, today)), today) if rises else None


def rising(head: Head, today: date) -> tuple[Track, ...]:
    """The items that are not over, with a rise that was decided and has not begun."""
    return tuple(track for track in head.tracks if _rises(head, track, today) is not None)


def without_untested(protocol: Protocol, head: Head, done: Adjusting, today: date) -> Adjusting:
    """What was done, and no rise left ahead before which a raised caution asks for values that nobody has told.

    A screening, or the client's record, may raise the caution between the day on which a rise was decided and its first
    day: the rise passed no line unasked when it was decided, and would now.
    """
    rises = {track.item: rise for track in head.tracks if (rise := _rises(head, track, today)) is not None}
    if not rises:
        return done
    after = affected(head, done.effect, head.seq, today)
    tracks = tuple(t for t in after.tracks if t.item in rises and _rises(after, t, today) == rises[t.item])
    lacks = next(lacking(protocol, after, totals(after, today), after.within_rules), None)
    if not tracks or lacks is None:
        return done
    back = taking_back(after, tracks, today)
    effect = replace(done.effect, cancels=(*done.effect.cancels, *back.cancels), seen=(*done.effect.seen, *back.seen))
    return Adjusting(effect=with_falls(head, effect), sentence=f"{done.sentence} {_says(protocol, lacks)}")


def _rises(head: Head, track: Track, today: date) -> Span | None:
    """A rise of an item that is not over, decided and not begun."""
    return about_to_rise(head, track, today) if item_phase(head, track, today) in LIVE else None


def _says(protocol: Protocol, lacks: BeforePassing) -> str:
    line = called((lacks.dose,))
    return f"{TAKEN_BACK} First tell {together(protocol, lacks.measures)}, within the rules: it passes {line}."
