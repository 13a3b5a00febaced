"""The screening asked again during a plan."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.change import SCREENED_AFTER
from protocols.checkpoints.reasons import CAUTION_PREFIX, RECORD_PREFIX
from protocols.plans.acts import Rescreen
from protocols.plans.adjusting import Adjusting
from protocols.plans.declaring import check_counted, counted_in, together
from protocols.plans.effect import Effect, Pausing
from protocols.plans.head import Head
from protocols.plans.holding import substances
from protocols.plans.limits import TOO_LIGHT
from protocols.plans.open_calls import calls_about
from protocols.plans.person import Person, Staff, age_on
from protocols.plans.raising import Examined
from protocols.plans.samples import samples
from protocols.plans.screened_on import check_knows
from protocols.plans.screening import (
    AgreementNeeded,
    Override,
    ReasonNeeded,
    Screened,
    Screening,
    screen,
)
from protocols.plans.snapshot import Declared, Live
from protocols.plans.start import (
    AmountNotDeclared,
    CeilingPassed,
    check_ceilings,
    check_declared,
    highest_daily,
    highest_meant,
)
from protocols.plans.still_screened import check_newer
from protocols.plans.told_values import known_values
from protocols.value import Value

NEW_CAUTION: Final = "weighed-caution"
"""What opens the call after a weight that raises a caution about the dose."""

ANSWERED: Final = frozenset(f"change-{key}" for key in SCREENED_AFTER) | {NEW_CAUTION, TOO_LIGHT}
"""Changes that a new screening answers: all but those that wait for a product or a weight."""


class Party(Value, frozen=True):
    """The client's record, the people of the practice, and what the client's other plans say."""

    person: Person
    staff: Staff
    live: Live = Live()


Asked = tuple[Screening, tuple[Override, ...], tuple[Declared, ...] | None]
"""The answers, the reasons, and the other products where they are told again."""


def screen_again(protocol: Protocol, head: Head, asked: Asked, party: Party, today: date) -> Screened:
    """A screening that is newer than all it answers, with the newest weight and other products.

    Raises what stands against going on.
    """
    screening, overrides, told = asked
    declared = counted_now(head, told, party.live)
    check_ceilings(head.doses[-1].items, declared)
    with_others = (screening, overrides, None if told is None else declared)
    examined = examined_now(protocol, replace(head, declared=declared), with_others, party, today)
    screened = screen(protocol.cautions, screening, overrides, examined, party.staff, today)
    check_newer(head, party.live, screened.on)
    check_knows(screened.on, party.person)
    check_declared(screened, head.doses[-1].items, declared)
    # What check-ins told is kept beside it: one that is made void takes its values along.
    told_with_screenings = samples(protocol, screening.laboratory, head.screened.laboratory, today)
    return replace(screened, laboratory={key: each.told for key, each in told_with_screenings.items()})


def counted_now(head: Head, told: tuple[Declared, ...] | None, live: Live) -> tuple[Declared, ...]:
    """The other products told anew, or those known, with what other live plans declare of what is held here."""
    return together(head.declared if told is None else told, counted_in(live.declared, substances(head)))


def declared_anew(head: Head, told: tuple[Declared, ...] | None, live: Live) -> tuple[Declared, ...] | None:
    """What the plan counts from now on; None where it goes on as it was and nothing was told."""
    declared = counted_now(head, told, live)
    return None if told is None and declared == head.declared else declared


def examined_now(protocol: Protocol, head: Head, asked: Asked, party: Party, today: date) -> Examined:
    """What a screening during the plan looks at besides its answers."""
    doses, (screening, _, told) = head.doses[-1], asked
    # What stands on the plan was looked at when it was told, beside the items of then.
    check_counted(doses.items, told or ())
    declared = head.declared if told is None else told
    known = samples(protocol, screening.laboratory, known_values(head), today)
    return Examined(
        age=age_on(party.person.birth_date, today),
        body=doses.body,
        recorded_cautions=party.person.recorded_cautions,
        highest_daily=highest_daily(doses.items, declared),
        highest_meant=highest_meant(doses.items, declared),
        samples=known,
        as_of=max(head.snapshot.start_on, screening.on or today),
    )


def calls_answered(protocol: Protocol, head: Head) -> tuple[int, ...]:
    """The open calls that a new screening answers, by event: about what was told to have changed, or cautions."""
    keys = (f"{prefix}{caution.key}" for caution in protocol.cautions for prefix in (RECORD_PREFIX, CAUTION_PREFIX))
    return calls_about(protocol, head, ANSWERED | frozenset(keys))


def rescreen(protocol: Protocol, head: Head, act: Rescreen, party: Party, today: date) -> Adjusting:
    """What asks for a reason that was not given pauses the plan; otherwise it goes on."""
    items = tuple(track.item for track in head.tracks)
    declared = declared_anew(head, act.declared, party.live)
    try:
        screened = screen_again(protocol, head, (act.screening, act.overrides, act.declared), party, today)
    except (ReasonNeeded, AgreementNeeded, AmountNotDeclared, CeilingPassed) as refused:
        pauses = tuple(Pausing(item=item, since=today, screen_first=True) for item in items)
        effect = Effect(day=today, pauses=pauses, cancels=items, declared=declared, results=act.screening.laboratory)
        return Adjusting(effect=effect, sentence=f"Paused at once. {_in_one_line(refused.sentence)}")
    closes = calls_answered(protocol, head)
    effect = Effect(day=today, screened=screened, declared=declared, closes_calls=closes)
    return Adjusting(effect=effect, sentence="Screened again: nothing stands against going on.")


def _in_one_line(sentence: str) -> str:
    return " ".join(sentence.split())
