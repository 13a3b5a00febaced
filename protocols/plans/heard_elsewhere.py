"""What was answered or declared in another plan of the same client, looked at in a live plan."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call
from protocols.checkpoints.reasons import CAUTION_PREFIX, CHANGE_PREFIX, RECORD_PREFIX
from protocols.plans.adjusting import Adjusting
from protocols.plans.declaring import counted_in, together
from protocols.plans.effect import Effect, Pausing
from protocols.plans.examining import examined_with
from protocols.plans.head import Head
from protocols.plans.holding import substances
from protocols.plans.looks_that_come import with_looks
from protocols.plans.moving import with_falls
from protocols.plans.person import Person
from protocols.plans.position import going_on
from protocols.plans.raising import because, because_of_values
from protocols.plans.record_changed import at_once, goes_on, to_review
from protocols.plans.samples import samples
from protocols.plans.sentence import calling
from protocols.plans.snapshot import Declared
from protocols.plans.start import passes_a_ceiling
from protocols.plans.told_values import known_values, newly_raised, with_raised
from protocols.refusal import Refusal
from protocols.text import Key

_ANSWERED: Final = "Answered yes in the screening of another plan."

_ASK: Final = (
    "Another plan of this client was told something new: ask the screening questions in full, nothing rises before."
)

_NEW_PRODUCT: Final = f"{CHANGE_PREFIX}new_medicine"
"""A product that was declared elsewhere is a new supplement here: a screening answers the call about it."""

_TOO_MUCH: Final = "With a product that another plan of this client declares this is more than anybody takes."


def hear_of_cautions(protocol: Protocol, head: Head, told: Iterable[Key], today: date) -> Adjusting | None:
    """What cautions that were answered yes raise here, as if the record had them; None where each stands already."""
    yes = set(told)
    new = newly_raised(protocol, head, today, lambda caution: _ANSWERED if caution.key in yes else None)
    if not new:
        return None
    screened, reviews = with_raised(head, new).screened, to_review(head, today)
    effect = Effect(day=today, screened=screened, reviews=reviews, screening_due=True)
    done = at_once(head, effect, new, RECORD_PREFIX) or goes_on(head, effect, new, _ASK)
    return replace(done, effect=with_looks(head, done.effect))


def hear_of_values(protocol: Protocol, head: Head, told: Mapping[str, Result], today: date) -> Adjusting | None:
    """What laboratory values told in another plan do here: the newest raise cautions as at a check-in, and are kept.

    None where no caution looks at them, or none comes up by them that stands not already. A value in a unit that means
    nothing here was looked at there, and cannot be compared.
    """
    readable = {key: each for key, each in told.items() if _is_readable(protocol, key, each, today)}
    known = samples(protocol, readable, known_values(head), today)
    new = newly_raised(protocol, head, today, lambda caution: because_of_values(caution, known))
    if not new:
        return None
    screened, reviews = with_raised(head, new).screened, to_review(head, today)
    effect = Effect(day=today, screened=screened, reviews=reviews, screening_due=True, results=readable)
    done = at_once(head, effect, new, CAUTION_PREFIX) or goes_on(head, effect, new, _ASK)
    return replace(done, effect=with_looks(head, done.effect))


def _is_readable(protocol: Protocol, key: str, told: Result, today: date) -> bool:
    try:
        samples(protocol, {key: told}, {}, today)
    except Refusal:
        return False
    return True


def hear_of_products(
    protocol: Protocol, head: Head, told: tuple[Declared, ...], person: Person, today: date
) -> Adjusting | None:
    """What products do that another plan declares; None where this one counts them, or holds nothing of theirs.

    They count here from now on, and nothing rises before the screening was asked with them. Too much with them pauses
    the plan, and so does a caution about the total that has no reason yet.
    """
    declared = together(head.declared, counted_in(told, substances(head)))
    if declared == head.declared:
        return None
    with_them = replace(head, declared=declared)
    examined = examined_with(protocol, with_them, head.doses[-1], person, today)
    new = newly_raised(protocol, head, today, lambda caution: because(caution, head.screened.answers, examined))
    screened = with_raised(head, new).screened if new else None
    effect = Effect(day=today, declared=declared, screened=screened, reviews=to_review(head, today), screening_due=True)
    done = at_once(head, effect, new, RECORD_PREFIX) or _counted(with_them, effect, goes_on(head, effect, new, _ASK))
    return replace(done, effect=with_looks(head, done.effect))


def _counted(with_them: Head, effect: Effect, otherwise: Adjusting) -> Adjusting:
    """Paused where it is too much with them; otherwise it goes on, and somebody calls about them."""
    called = {"call": Call.ROUTINE, "call_because": (_NEW_PRODUCT,)}
    if not passes_a_ceiling(with_them.doses[-1].items, with_them.declared):
        says = f"{otherwise.sentence} {calling(Call.ROUTINE)}"
        return Adjusting(effect=replace(otherwise.effect, **called), sentence=says)
    going = going_on(with_them, effect.day)
    pauses = tuple(Pausing(item=item, since=effect.day, screen_first=True) for item in going)
    paused = with_falls(with_them, replace(effect, pauses=pauses, cancels=going, **called))
    return Adjusting(effect=paused, sentence=f"Paused at once until the screening was asked again. {_TOO_MUCH}")
