"""A plan taken over to another revision of its protocol."""

from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol, substance_items
from protocols.plans.acts import Act, OtherProducts
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.asked_again import Asked, Party, calls_answered, examined_now, screen_again
from protocols.plans.decide import PlanOver
from protocols.plans.effect import Anchored, Effect, Move, Resolved
from protocols.plans.event import Mapped
from protocols.plans.falls import on_taper
from protocols.plans.fold import affected
from protocols.plans.head import Head, dosed
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.looks_that_come import with_looks
from protocols.plans.moving import with_falls
from protocols.plans.own_end import own_ends
from protocols.plans.position import LIVE, phase_on
from protocols.plans.screened_values import stops_or_pauses
from protocols.plans.screening import (
    SHORTEST_REASON,
    Excluded,
    Override,
    ReasonTooShort,
    Screened,
    Screening,
    check_not_excluded,
    says_something,
)
from protocols.plans.snapshot import Follows, Pinned, PlannedItem, PlannedStep
from protocols.plans.spans import Track, span_on
from protocols.plans.start import resolved_items
from protocols.refusal import Refusal
from protocols.value import Value

DAY: Final = timedelta(days=1)


_RECORD_IT: Final = "Nothing of this is recorded, and the plan is as it was: tell it with `rescreen`, which stops it."


class MigrationRefused(Refusal):
    """A plan that cannot go over to the revision, and why not."""

    code = "migration_refused"
    title = "The plan cannot go over to this revision"


class Migration(Act, frozen=True, kw_only=True):
    """Going over to a revision: why, by whom, and the screening asked again with the new text's questions.

    A dry run may leave the screening out.
    """

    screening: Screening | None = None
    overrides: tuple[Override, ...] = ()
    declared: OtherProducts | None = None


class Migrating(Value, frozen=True):
    """What going over does: each item's step before and after, the effect, and a sentence for people."""

    items: tuple[Mapped, ...]
    effect: Effect
    sentence: str


def migrate(to: tuple[Protocol, Pinned], head: Head, wish: Migration, party: Party, today: date) -> Migrating:
    """The plan on the other revision for good: with the new text's screening asked; raises what stands against it."""
    done = mapped(to, head, wish.reason, today)
    if wish.screening is None:
        raise NewScreeningNeeded(
            "Ask the new revision's screening questions and send the answers along.", pointer="/screening"
        )
    after = affected(head, done.effect, head.seq, today)
    screened = _screened(to[0], after, (wish.screening, wish.overrides, wish.declared), party, today)
    closes = calls_answered(to[0], head)
    effect = replace(done.effect, screened=screened, declared=wish.declared, closes_calls=closes)
    return replace(done, effect=with_looks(head, effect))


def _screened(protocol: Protocol, after: Head, asked: Asked, party: Party, today: date) -> Screened:
    """The screening that lets it go over; what is raised for what stops a plan says what records it."""
    try:
        check_not_excluded(protocol.cautions, asked[0], examined_now(protocol, after, (*asked[:2], ()), party, today))
    except Excluded as refused:
        raise Excluded(f"{refused.sentence} {_RECORD_IT}", pointer=refused.pointer) from refused
    for rule in stops_or_pauses(protocol, after, asked[0].laboratory, today):
        raise MigrationRefused(f"{rule.says} {_RECORD_IT}", pointer="/screening/laboratory")
    return screen_again(protocol, after, asked, party, today)


def mapped(to: tuple[Protocol, Pinned], head: Head, reason: str, today: date) -> Migrating:
    """Every item on the highest step of the new revision that is not more than it takes now: nothing rises by this."""
    protocol, revision = to
    _check(head, revision, reason, today)
    doses = head.doses[-1]
    _check_same_items(protocol, head)
    items = resolved_items(protocol, doses.body)
    named = {item.key: item for item in items}
    pairs = tuple(_mapped(head, track, named[track.item], today) for track in head.tracks)
    limit = head.course.course_from + DAY * (protocol.calendar_limit_days - 1)
    effect = Effect(
        day=today,
        moves=tuple(move for _, move in pairs),
        ends=own_ends(head, today),
        resolved=Resolved(body=doses.body, items=items),
        anchored=Anchored(course_from=head.course.course_from, calendar_limit=limit),
        follows=Follows(revision=revision, checkpoints=protocol.checkpoints),
    )
    effect = with_looks(head, with_falls(head, without_giving_back(head, effect, today)))
    found = tuple(each for each, _ in pairs)
    return Migrating(items=found, effect=effect, sentence=_says(revision, found))


def _check(head: Head, revision: Pinned, reason: str, today: date) -> None:
    if phase_on(head, today) not in LIVE:
        raise PlanOver("A plan that is over goes over to no other revision.", pointer="/revision")
    if revision.protocol_id != head.follows.revision.protocol_id:
        raise MigrationRefused("A plan goes over to another revision of its own protocol.", pointer="/revision")
    if revision.number == head.follows.revision.number:
        raise MigrationRefused(f"The plan follows revision {revision.number} already.", pointer="/revision")
    if not says_something(reason, SHORTEST_REASON):
        raise ReasonTooShort(f"Say why in at least {SHORTEST_REASON} characters.", pointer="/reason")


def _check_same_items(protocol: Protocol, head: Head) -> None:
    """Refuse a text in which an item was added, removed or replaced."""
    new = {item.key: item for item in substance_items(protocol)}
    old = {item.key: item.substance.key for item in head.doses[-1].items}
    if {key: item.substance.key for key, item in new.items()} != old:
        raise MigrationRefused(
            f"The new revision is taken as {', '.join(new) or 'nothing'}, the plan as {', '.join(old) or 'nothing'}: "
            "end this plan and start a new one.",
            pointer="/revision",
        )


def _mapped(head: Head, track: Track, item: PlannedItem, today: date) -> tuple[Mapped, Move]:
    """The same dose keeps its days; a lower one is entered today; a taper stays a taper, for nothing rises there."""
    span = span_on(track, today)
    before = dosed(head, track.item, span)
    tapering = on_taper(head_item(head, track.item), span.step)
    after = _not_more(item.taper if tapering else item.steps, before, item)
    same = after.arithmetic.daily.value == before.arithmetic.daily.value
    since = max(today, head.snapshot.start_on)
    move = Move(
        item=track.item,
        step=after.key,
        from_day=since,
        begun=span.begun if same else since,
        counts_from=span.counts_from if same else since,
        arrived_by=span.arrived_by if same else None,
        settled=span.settled and not tapering,
        resolved=len(head.doses),
    )
    return _pair(track.item, before, after), move


def head_item(head: Head, key: str) -> PlannedItem:
    """The item as the plan knows it before it goes over."""
    return next(item for item in head.doses[-1].items if item.key == key)


def _not_more(steps: tuple[PlannedStep, ...], before: PlannedStep, item: PlannedItem) -> PlannedStep:
    """The highest step that is not more than the present dose; raises MigrationRefused where every one is more."""
    present = before.arithmetic.daily.value
    fitting = [step for step in steps if step.arithmetic.daily.value <= present]
    if not fitting:
        raise MigrationRefused(
            f"Every step of {item.called} in the new revision is more than the {present} g a day taken now, and "
            "nothing rises by going over.",
            pointer="/revision",
        )
    return max(fitting, key=lambda step: step.arithmetic.daily.value)


def _pair(item: str, before: PlannedStep, after: PlannedStep) -> Mapped:
    old, new = before.arithmetic.daily, after.arithmetic.daily
    same = "the same dose" if old.value == new.value else "the highest dose that is not more"
    return Mapped(
        item=item,
        before=before.key,
        after=after.key,
        daily_before=old,
        daily_after=new,
        says=f"From {before.key} ({old.value} g a day) to {after.key} ({new.value} g a day): {same}.",
    )


def _says(revision: Pinned, found: tuple[Mapped, ...]) -> str:
    return f"Goes over to revision {revision.number}. {' '.join(each.says for each in found)}".strip()
