"""What two texts of a protocol say differently.

Members of a list are the same thing when they have the same name, wherever they stand. The order of items, of the steps
of a ladder or taper, and of the endpoints of a response has a meaning, and that it changed is said; the order of rules,
measures, alarms, cautions, checkpoints, claims, links, triggers and names, and of the parts of `all` and `any`, has
none. Lines of text are one text.
"""

from collections.abc import Callable, Iterator
from typing import Any, assert_never

import msgspec
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.diff_conditions import Part, Width, kind_of, looks_at, parts
from protocols.authoring.diff_judges import EITHER, OTHER, wider_rule
from protocols.authoring.diff_rows import (
    Condition,
    Endpoints,
    Inside,
    Members,
    Names,
    Row,
    Single,
    Text,
)
from protocols.authoring.diff_subject import Named, subject
from protocols.authoring.diff_table import ROWS
from protocols.authoring.difference import Concern, Difference, DifferenceKind, Matters, opposite
from protocols.authoring.pairing import Paired, is_moved, pair
from protocols.authoring.protocol import Protocol, labels_of
from protocols.authoring.sides import Sides, field, member, present, within
from protocols.checkpoints.in_words import in_words
from protocols.checkpoints.predicate import Predicate
from protocols.checkpoints.rule import Rule


def diff(before: Protocol, after: Protocol) -> tuple[Difference, ...]:
    """Every difference, those first that raise a dose or weaken a safeguard; none for texts that say the same."""
    found = _inside(Sides(before=before, after=after, before_at="", after_at=""))
    return tuple(sorted(found, key=lambda difference: list(Matters).index(difference.matters)))


def _inside(sides: Sides) -> Iterator[Difference]:
    """The differences of two values of one kind."""
    for name, row in ROWS[type(sides.before)].items():
        both = field(sides, name)
        if both.before != both.after:
            yield from _field(both, row)


def _field(both: Sides, row: Row) -> Iterator[Difference]:
    match row:
        case Single():
            if not row.same(both):
                yield _single(both, row)
        case Text():
            yield _text(both, row)
        case Inside():
            yield from _inside(both) if type(both.before) is type(both.after) else [_whole(both, row)]
        case Members():
            yield from _members(both, row)
        case Names():
            yield from _names(both, row)
        case Condition():
            yield from map(_of_rule, parts(both))
        case Endpoints():
            yield from _endpoints(both)
        case _:
            assert_never(row)


def _single(both: Sides, row: Single) -> Difference:
    told = row.says.format(subject=subject(both.above), before=row.words(both.before), after=row.words(both.after))
    return _difference(both, row.concerns, row.judge(both), told)


def _text(both: Sides, row: Text) -> Difference:
    what = {DifferenceKind.ADDED: "added", DifferenceKind.REMOVED: "removed"}.get(_kind(both), "reworded")
    return _difference(both, row.concerns, row.judge(both), f"{subject(both.above)}: {row.called} {what}")


def _whole(both: Sides, row: Inside) -> Difference:
    before, after = ("none" if each is None else row.words(each) for each in (both.before, both.after))
    told = f"{subject(both.above)}: {row.called} {before} → {after}"
    return _difference(both, row.concerns, row.judge(both), told)


def _members(both: Sides, row: Members) -> Iterator[Difference]:
    paired = pair(both.before, both.after, *row.same)
    for before, after in paired.both:
        if both.before[before] != both.after[after]:
            yield from _inside(member(both, before, after, both.above))
    lone = [(place, None) for place in paired.removed] + [(None, place) for place in paired.added]
    for left, right in lone:
        yield _came_or_went(member(both, left, right, both.above), row)
    if row.order is not None and is_moved(paired):
        yield _moved(both, row.concerns, row.order(both), row.called, _in_order(both, paired, lambda each: each.key))


def _came_or_went(lone: Sides, row: Members) -> Difference:
    there, kind = present(lone), _kind(lone)
    named = f"{subject(lone)} {kind}: {row.words(there)}"
    unnamed = f"{subject(lone)}: {row.called} {row.words(there)}, {kind}"
    return _difference(lone, row.concerns, row.judge(lone), named if isinstance(there, Named) else unnamed)


def _in_order(both: Sides, paired: Paired, name: Callable[[Any], str]) -> tuple[list[str], list[str]]:
    """What is in both lists, by name, as each of them has it."""
    left = [name(both.before[place]) for place, _ in paired.both]
    return left, [name(both.after[place]) for place in sorted(place for _, place in paired.both)]


def _moved(
    both: Sides, concerns: Concern, matters: Matters, called: str, orders: tuple[list[str], list[str]]
) -> Difference:
    before, after = orders
    told = f"{subject(both.above)}: {called} in another order, {', '.join(before)} → {', '.join(after)}"
    whole = _difference(both, concerns, matters, told)
    return replace(whole, kind=DifferenceKind.MOVED, before=before, after=after)


def _names(both: Sides, row: Names) -> Iterator[Difference]:
    before, after = set(both.before), set(both.after)
    for place, name in enumerate(both.before):
        if name not in after:
            yield _name(member(both, place, None, both.above), row, "no longer")
    for place, name in enumerate(both.after):
        if name not in before:
            yield _name(member(both, None, place, both.above), row, "now")


def _name(lone: Sides, row: Names, since: str) -> Difference:
    told = f"{subject(lone.above)} {since} {row.says} {present(lone)}"
    return _difference(lone, row.concerns, row.judge(lone), told)


def _endpoints(both: Sides) -> Iterator[Difference]:
    """Which of them is tried first has a meaning; what differs in one moves no dose."""
    paired = pair(both.before, both.after, looks_at, kind_of)
    for before, after in paired.both:
        for part in parts(member(both, before, after, both.above)):
            yield _condition(part, Concern.COURSE, OTHER)
    for left, right in [*((place, None) for place in paired.removed), *((None, place) for place in paired.added)]:
        lone = Part(sides=member(both, left, right, both.above), width=Width.UNCLEAR)
        yield _condition(lone, Concern.COURSE, OTHER)
    if is_moved(paired):
        labels = labels_of(within(both, Protocol).after)
        orders = _in_order(both, paired, lambda each: in_words(each, labels))
        yield _moved(both, Concern.COURSE, OTHER, "endpoints", orders)


def _of_rule(part: Part) -> Difference:
    """A part of what a rule waits for; by what the rule does where it is true more often."""
    rule = within(part.sides, Rule)
    one, other = wider_rule(rule.before), wider_rule(rule.after)
    wider = one if one is other else EITHER
    by_width = {Width.WIDER: wider, Width.NARROWER: opposite(wider), Width.SAME: OTHER, Width.UNCLEAR: EITHER}
    return _condition(part, Concern.RULE, by_width[part.width])


def _condition(part: Part, concerns: Concern, matters: Matters) -> Difference:
    text = within(part.sides, Protocol)
    before, after = _told(part.sides.before, text.before), _told(part.sides.after, text.after)
    kind = _kind(part.sides)
    change = f": {before} → {after}" if kind is DifferenceKind.CHANGED else f", condition {kind}: {before or after}"
    return _difference(part.sides, concerns, matters, f"{subject(part.sides.above)}{change}")


def _told(predicate: Predicate | None, text: Protocol) -> str:
    return "" if predicate is None else in_words(predicate, labels_of(text))


def _kind(both: Sides) -> DifferenceKind:
    if both.before is None:
        return DifferenceKind.ADDED
    return DifferenceKind.REMOVED if both.after is None else DifferenceKind.CHANGED


def _difference(both: Sides, concerns: Concern, matters: Matters, says: str) -> Difference:
    return Difference(
        kind=_kind(both),
        concerns=concerns,
        matters=matters,
        before_at=None if both.before is None else both.before_at,
        after_at=None if both.after is None else both.after_at,
        before=_json(both.before),
        after=_json(both.after),
        says=says[0].upper() + says[1:],
    )


def _json(value: Any) -> Any:
    """As it stands in the text on the wire."""
    return msgspec.json.decode(wire.encode(value))
