"""A plan taken over to another revision of its protocol."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol, labels_of, substance_items
from protocols.plans.acts import Act, OtherProducts
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.asked_again import Asked, Party, calls_answered, declared_anew, examined_now, screen_again
from protocols.plans.decide import PlanOver
from protocols.plans.died import check_lives
from protocols.plans.effect import Anchored, Effect
from protocols.plans.event import Mapped
from protocols.plans.extension_ended import ends_with_it, extensions_ended, with_extensions_ended
from protocols.plans.fold import affected
from protocols.plans.going_over import MigrationRefused, moves
from protocols.plans.gone_over import gone_over, over_by_text
from protocols.plans.head import Head
from protocols.plans.lapsed_days import without_giving_back
from protocols.plans.looks_that_come import with_looks
from protocols.plans.meant_otherwise import meant_otherwise, remembered_of
from protocols.plans.moving import with_falls
from protocols.plans.own_end import own_ends
from protocols.plans.past_kept import with_the_past
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
from protocols.plans.snapshot import Follows, Pinned
from protocols.plans.spans import span_on
from protocols.plans.taken_back import TAKEN_BACK, rising
from protocols.plans.told_anew import told_anew
from protocols.plans.weighings_kept import doses_kept, kept
from protocols.plans.windows import first_look_again
from protocols.text import Key
from protocols.value import Value

DAY: Final = timedelta(days=1)


_RECORD_IT: Final = "Nothing of this is recorded, and the plan is as it was: tell it with `rescreen`, which stops it."


class Migration(Act, frozen=True, kw_only=True):
    """Going over to a revision: why, by whom, and the screening asked again with the new text's questions.

    A dry run may leave the screening out, and judges one that is sent along.
    """

    screening: Screening | None = None
    overrides: tuple[Override, ...] = ()
    declared: OtherProducts | None = None


class Migrating(Value, frozen=True):
    """What going over does: each item's step before and after, the effect, and a sentence for people.

    `forgotten` are the measures of which the plan knows an answer that counts no more, because the new text means
    another number by them.
    """

    items: tuple[Mapped, ...]
    effect: Effect
    sentence: str
    forgotten: tuple[Key, ...] = ()


Plan = tuple[Protocol, Head]
"""A plan with the text that it has followed so far."""


def migrate(to: tuple[Protocol, Pinned], plan: Plan, wish: Migration, party: Party, today: date) -> Migrating:
    """The plan on the other revision for good: with the new text's screening asked; raises what stands against it."""
    check_lives(party.live, "")
    head, done = plan[1], mapped(to, plan, wish.reason, today)
    if wish.screening is None:
        raise NewScreeningNeeded(
            "Ask the new revision's screening questions and send the answers along.", pointer="/screening"
        )
    after = told_anew(to[0], affected(head, done.effect, head.seq, today), wish.screening)
    screened = _screened(to[0], after, (wish.screening, wish.overrides, wish.declared), party, today)
    closes = calls_answered(to[0], head)
    declared = declared_anew(head, wish.declared, party.live)
    effect = replace(done.effect, screened=screened, declared=declared, closes_calls=closes)
    return replace(done, effect=with_looks(head, effect))


def tried(to: tuple[Protocol, Pinned], plan: Plan, wish: Migration, party: Party, today: date) -> Migrating:
    """What going over would do: judged as the real one where the screening is sent along, without it the rest."""
    check_lives(party.live, "")
    if wish.screening is None:
        return mapped(to, plan, wish.reason, today)
    return migrate(to, plan, wish, party, today)


def _screened(protocol: Protocol, after: Head, asked: Asked, party: Party, today: date) -> Screened:
    """The screening that lets it go over; what is raised for what stops a plan says what records it."""
    try:
        check_not_excluded(protocol.cautions, asked[0], examined_now(protocol, after, (*asked[:2], ()), party, today))
    except Excluded as refused:
        raise Excluded(f"{refused.sentence} {_RECORD_IT}", pointer=refused.pointer) from refused
    for rule in stops_or_pauses(protocol, after, asked[0].laboratory, today):
        raise MigrationRefused(f"{rule.says} {_RECORD_IT}", pointer="/screening/laboratory")
    return screen_again(protocol, after, asked, party, today)


def mapped(to: tuple[Protocol, Pinned], plan: Plan, reason: str, today: date) -> Migrating:
    """Every item on the highest step of the new revision that is not more than it takes now: nothing rises by this."""
    (protocol, revision), (text, head) = to, plan
    _check(head, revision, reason, today)
    _check_same_items(protocol, head)
    doses = doses_kept(text, protocol, head, today)
    limit = head.course.course_from + DAY * (protocol.calendar_limit_days - 1)
    effect = Effect(
        day=today,
        moves=tuple(move for track in head.tracks for move in moves(head, track, kept(head, doses, track.item), today)),
        ends=own_ends(head, today),
        resolved=doses[-1],
        resolved_before=doses[:-1],
        anchored=Anchored(course_from=head.course.course_from, calendar_limit=limit),
        follows=Follows(revision=revision, checkpoints=protocol.checkpoints),
        forgets=meant_otherwise(text, protocol),
    )
    effect = with_falls(head, without_giving_back(head, effect, today))
    effect = _looked_at_again(head, effect, today)
    ended = extensions_ended(head, effect, today)
    effect = with_looks(head, with_the_past(head, with_extensions_ended(head, effect, ended, today), today))
    found = gone_over(head, effect, ended, today)
    forgotten = tuple(key for key in remembered_of(head, effect.forgets) if key in labels_of(protocol))
    says = (*_says(head, revision, effect, found), *ends_with_it(head, ended, today), *_forgets(protocol, forgotten))
    return Migrating(items=found, effect=effect, sentence=" ".join(says), forgotten=forgotten)


def _forgets(protocol: Protocol, forgotten: tuple[Key, ...]) -> Iterator[str]:
    if forgotten:
        called = ", ".join(labels_of(protocol)[key] for key in forgotten)
        yield f"Answers so far are forgotten, because the new text means other numbers by them: {called}."


def _looked_at_again(head: Head, effect: Effect, today: date) -> Effect:
    """The looks of doses that a decided rise would have left: it is taken back, and they go on without an end."""
    after, rises = affected(head, effect, head.seq, today), {track.item for track in rising(head, today)}
    stays = (
        now
        for was, now in zip(head.tracks, after.tracks, strict=True)
        if now.item in rises and span_on(now, today).begun == span_on(was, today).begun
    )
    return replace(effect, seen=tuple(mark for track in stays for mark in first_look_again(after, track, today)))


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


def _says(head: Head, revision: Pinned, effect: Effect, found: tuple[Mapped, ...]) -> Iterator[str]:
    yield f"Goes over to revision {revision.number}."
    yield from (each.says for each in found)
    if rising(head, effect.day):
        yield TAKEN_BACK
    over = over_by_text(head, effect)
    if over is not None:
        yield f"By the new text the course was over with {over}."
