"""What is told of one plan in the client's other live plans, and what an urgent call about it does there."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from api.call import Call
from api.opened import Opened, happened, person_of, stamp
from api.recorded import PlanLookedAt, Why, opened_live, plan_looked_at, write_to_record
from api.store.clients import StoredClient
from api.store.transaction import Transaction
from protocols.plans.adjusting import Adjusting
from protocols.plans.event import CalledElsewhere, Event, RecordChanged, Reported
from protocols.plans.heard_elsewhere import hear_of_cautions, hear_of_products, hear_of_values
from protocols.plans.open_calls import opens_an_urgent_call
from protocols.plans.passed_on import hear, hear_of_a_call, part_for
from protocols.plans.person import Practitioner
from protocols.plans.position import LIVE, phase_on
from protocols.plans.record_changed import record_changed
from protocols.plans.reporting import Reporting
from protocols.plans.telling import Telling


class About(msgspec.Struct, frozen=True):
    """The plan of which something was told, what and by whom, and the client before and after it was written down."""

    opened: Opened
    who: Practitioner | None
    told: Telling
    records: tuple[StoredClient, StoredClient]


Said = tuple[Event, Adjusting | Reporting]
"""The event of a plan that heard something, and what that does."""


def tell_others(
    tx: Transaction, call: Call, turned: tuple[Opened, Opened], who: Practitioner | None, told: Telling
) -> tuple[PlanLookedAt, ...]:
    """What each other live plan of the client hears of an event, and what that did; the record has it first.

    `turned` is the plan before and after the event. An urgent call that opened in any of the plans takes back what is
    about to rise in the others.
    """
    opened, later = turned
    client = write_to_record(tx, call, (opened.client, Why(who, told.because)), told.records)
    rings = opens_an_urgent_call(opened.head, later.head)
    if not (rings or told.report or told.cautions or told.declared or told.values) and client is opened.client:
        return ()
    about = About(opened, who, told, (opened.client, client))
    # A check-in of such a plan waits for the client's lock: its rise is found here, or finds the call that this opens.
    live = tuple(opened_live(tx, call, (client, opened.today), opened.stored.id))
    heard = tuple(_after(tx, call, each, (about, _HEARS)) for each in live)
    rings = rings or any(opens_an_urgent_call(was.head, now.head) for was, (now, _) in zip(live, heard, strict=True))
    rung = tuple(_after(tx, call, now, (about, (_of_a_call,))) for now, _ in heard) if rings else ()
    return tuple(answer for _, answers in (*heard, *rung) for answer in answers)


def _after(
    tx: Transaction, call: Call, other: Opened, what: "tuple[About, Sequence[Hears]]"
) -> tuple[Opened, tuple[PlanLookedAt, ...]]:
    """The other plan after all of it, as long as it lives, with an answer for each that did something."""
    about, every = what
    answers: list[PlanLookedAt] = []
    for hears in every:
        said = hears(call, other, about) if phase_on(other.head, other.today) in LIVE else None
        if said is not None:
            event, done = said
            later = happened(tx, other, event)
            answers.append(plan_looked_at(tx, other, later, done))
            other = later
    return other, tuple(answers)


def _of_a_report(call: Call, other: Opened, about: About) -> Said | None:
    passed = None if about.told.report is None else part_for(about.told.report, about.opened.head, other.head)
    if passed is None:
        return None
    done = hear(other.protocol, other.head, passed, other.today)
    event = Reported(
        stamp=stamp(call, other, about.who),
        report=passed.report,
        dose_then=done.dose_then,
        sentence=done.sentence,
        effect=done.effect,
        told_of=about.opened.stored.id,
    )
    return event, done


def _of_the_record(call: Call, other: Opened, about: About) -> Said | None:
    zone = other.head.snapshot.time_zone
    before, now = (person_of(each, zone) for each in about.records)
    done = record_changed(other.protocol, other.head, (before, now), other.today)
    if done is None:
        return None
    by = stamp(call, other, about.who)
    return RecordChanged(stamp=by, reason=about.told.because, sentence=done.sentence, effect=done.effect), done


def _of_cautions(call: Call, other: Opened, about: About) -> Said | None:
    done = hear_of_cautions(other.protocol, other.head, about.told.cautions, other.today)
    return None if done is None else (_told_there(call, other, about, done), done)


def _of_values(call: Call, other: Opened, about: About) -> Said | None:
    done = hear_of_values(other.protocol, other.head, about.told.values, other.today)
    return None if done is None else (_told_there(call, other, about, done), done)


def _of_products(call: Call, other: Opened, about: About) -> Said | None:
    person = person_of(other.client, other.head.snapshot.time_zone)
    done = hear_of_products(other.protocol, other.head, about.told.declared, person, other.today)
    return None if done is None else (_told_there(call, other, about, done), done)


def _told_there(call: Call, other: Opened, about: About, done: Adjusting) -> RecordChanged:
    by, there = stamp(call, other, about.who), about.opened.stored.id
    return RecordChanged(stamp=by, sentence=done.sentence, effect=done.effect, told_of=there)


def _of_a_call(call: Call, other: Opened, about: About) -> Said | None:
    done = hear_of_a_call(other.head, other.today)
    if done is None:
        return None
    by, there = stamp(call, other, about.who), about.opened.stored.id
    return CalledElsewhere(stamp=by, sentence=done.sentence, effect=done.effect, told_of=there), done


Hears = Callable[[Call, Opened, About], Said | None]
"""What one kind of news does to another plan; None where it does nothing."""

_HEARS: Final = (_of_a_report, _of_the_record, _of_cautions, _of_values, _of_products)
"""In this order: what ends a plan comes before what only asks."""
