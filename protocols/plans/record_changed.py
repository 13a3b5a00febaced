"""What a change to a client's record does to a plan: the cautions are looked at again with what is known now."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import Call
from protocols.checkpoints.reasons import RECORD_PREFIX
from protocols.plans.adjusting import Adjusting
from protocols.plans.effect import Effect, Ended, Pausing, Review, StopReason
from protocols.plans.examining import examined_with
from protocols.plans.head import Head
from protocols.plans.looks_that_come import with_looks
from protocols.plans.moving import with_falls
from protocols.plans.notice import review_of
from protocols.plans.person import Person, is_same
from protocols.plans.position import going_on
from protocols.plans.raising import because
from protocols.plans.screening import Raised
from protocols.plans.taken_back import TAKEN_BACK, rising, taking_back
from protocols.plans.told_values import newly_raised, with_raised
from protocols.text import Key

BY_ALARM: Final = "An alarm that was told says so for good."
"""Why something stands on the record that no person wrote there."""

_ASK: Final = "The client's record changed: ask the screening questions in full, nothing rises before."

_RENAMED: Final = "Sheets from before carry another name, birth date or reference than the record does now."

_FINAL: Final = {"pregnancy": StopReason.PREGNANCY, "hypersensitivity": StopReason.NEW_CAUTION}
"""Cautions after which a plan is never resumed, with the reason of its end."""


def record_changed(protocol: Protocol, head: Head, people: tuple[Person, Person], today: date) -> Adjusting | None:
    """What excludes stops the plan, what needs a reason pauses it, what only tells is noted; None if nothing changed.

    `people` is the client before and now. Answers are those of the newest screening. What is gone from the record lifts
    nothing: that takes a new screening. After any change the screening is due in full, nothing rises before it was
    asked, and every override is looked at again (judgement).
    """
    before, now = people
    if is_same(before, now):
        return None
    new, reviews = _newly_raised(protocol, head, now, today), to_review(head, today)
    screened = with_raised(head, new).screened if new else None
    effect = Effect(day=today, screened=screened, reviews=reviews, screening_due=True)
    done = at_once(head, effect, new, RECORD_PREFIX) or goes_on(head, effect, new, _ASK)
    return replace(done, effect=with_looks(head, done.effect))


def renamed(done: Adjusting | None, today: date) -> Adjusting:
    """What a change of the record does where it changes name, birth date or reference, too: nothing to the dose."""
    if done is None:
        return Adjusting(effect=Effect(day=today), sentence=_RENAMED)
    return replace(done, sentence=f"{done.sentence} {_RENAMED}")


def at_once(head: Head, effect: Effect, new: tuple[Raised, ...], prefix: str) -> Adjusting | None:
    """The effect with what cautions that come up stop or pause, and a call about them; None where they only tell."""
    today, going = effect.day, going_on(head, effect.day)
    stops = tuple(each for each in new if each.action is Action.EXCLUDE)
    pauses = tuple(each for each in new if each.action is Action.OVERRIDE_WITH_REASON)
    because = tuple(f"{prefix}{each.caution}" for each in (*stops, *pauses))
    if stops:
        ended = ended_by((each.caution for each in stops), today)
        called = replace(effect, ended=ended, cancels=going, call=Call.TODAY, call_because=because)
        return Adjusting(effect=called, sentence=f"Stopped at once. A practitioner calls today. {_says(stops)}")
    if pauses:
        waiting = tuple(Pausing(item=item, since=today, screen_first=True) for item in going)
        held = replace(effect, pauses=waiting, cancels=going, call=Call.ROUTINE, call_because=because)
        says = f"Paused at once until the screening was asked again, with a reason. {_says(pauses)}"
        return Adjusting(effect=with_falls(head, held), sentence=says)
    return None


def to_review(head: Head, today: date) -> tuple[Review, ...]:
    """Every override of the plan, to be looked at again from the day on because something changed (judgement)."""
    standing = (review_of(head, each) for each in head.screened.raised)
    return tuple(replace(each, changed_on=today) for each in standing if each is not None)


def goes_on(head: Head, effect: Effect, new: tuple[Raised, ...], ask: str) -> Adjusting:
    """The dose stays as it is; a rise that was decided and has not begun waits for the screening, too."""
    rises = rising(head, effect.day)
    back = taking_back(head, rises, effect.day)
    after = with_falls(head, replace(effect, cancels=back.cancels, seen=back.seen)) if rises else effect
    called = {each.caution: each.label for each in head.screened.raised}
    again = ", ".join(called[each.caution] for each in effect.reviews)
    says = (
        f"Goes on. {ask}",
        TAKEN_BACK if rises else "",
        f"To be known: {_says(new)}" if new else "",
        f"To be looked at again: {again}." if again else "",
    )
    return Adjusting(effect=after, sentence=" ".join(filter(None, says)))


def _newly_raised(protocol: Protocol, head: Head, person: Person, today: date) -> tuple[Raised, ...]:
    examined = examined_with(protocol, head, head.doses[-1], person, today)
    return newly_raised(protocol, head, today, lambda caution: because(caution, head.screened.answers, examined))


def ended_by(cautions: Iterable[Key], today: date) -> Ended:
    """The end that cautions which exclude make of a plan; for good where one of them is final."""
    final = [_FINAL[each] for each in cautions if each in _FINAL]
    return Ended(on=today, reason=final[0] if final else StopReason.NEW_CAUTION, final=bool(final))


def _says(raised: tuple[Raised, ...]) -> str:
    return " ".join(f"{each.label}: {each.because}" for each in raised)
