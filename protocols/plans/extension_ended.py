"""Extensions of a course, which end with the text that they were given over."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from protocols.plans.days import item_last_day
from protocols.plans.effect import Effect, Extending
from protocols.plans.extend import end_again
from protocols.plans.fold import affected
from protocols.plans.head import Head, item_of
from protocols.plans.position import LIVE, item_phase
from protocols.plans.spans import Track


def extensions_ended(head: Head, effect: Effect, today: date) -> tuple[Extending, ...]:
    """The last days by the new text, where it ends an item on another day than the old one did by itself.

    Whoever went on for longer did so by name, with a reason and a screening about the course of then: a text that ends
    it otherwise is another course, and longer than that goes on by name again (judgement). A last day that was given
    and comes sooner than that of the new text stays.
    """
    return tuple(_ended(head, affected(head, effect, head.seq, today), today))


def _ended(head: Head, after: Head, today: date) -> Iterator[Extending]:
    for was, now in zip(head.tracks, after.tracks, strict=True):
        if was.extended is None or item_phase(head, was, today) not in LIVE:
            continue
        own = _by_itself(after, now)
        if own < was.extended and own != _by_itself(head, was):
            yield Extending(item=was.item, until=own)


def _by_itself(head: Head, track: Track) -> date:
    """The item's last day without its extension."""
    bare = replace(track, extended=None)
    return item_last_day(replace(head, tracks=tuple(bare if each == track else each for each in head.tracks)), bare)


def with_extensions_ended(head: Head, effect: Effect, ended: tuple[Extending, ...], today: date) -> Effect:
    """The effect with these last days; the end of the course is looked at with them."""
    for each in ended:
        track = next(track for track in head.tracks if track.item == each.item)
        effect = replace(effect, seen=effect.seen + end_again(head, effect, track, max(each.until, today)))
    return replace(effect, extends=ended)


def ends_with_it(head: Head, ended: tuple[Extending, ...], today: date) -> Iterator[str]:
    """What it says of each that goes on; of one that ends today its item says it."""
    for each in ended:
        if each.until >= today:
            called = item_of(head, each.item).called
            yield f"The later last day of {called} was given for the text before: by the new one it is {each.until}."
