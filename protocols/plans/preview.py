"""A plan that is never stored: what a protocol would do with somebody made up."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols import wire
from protocols.authoring.protocol import Protocol
from protocols.dosing.arithmetic import Arithmetic, lines
from protocols.dosing.body import Body
from protocols.plans.answerable import check_answers
from protocols.plans.assumed import CautionMet, all_asked, met, reasons, with_anybody
from protocols.plans.course import Course
from protocols.plans.fold import fold
from protocols.plans.person import age_on
from protocols.plans.raising import Examined
from protocols.plans.samples import samples
from protocols.plans.schedule import Schedule, schedule
from protocols.plans.screening import Excluded, Override, Screening
from protocols.plans.script import Script, body_of, check_entries, first_day, is_walked, person_of
from protocols.plans.simulate import simulate, texts_of
from protocols.plans.snapshot import Live, PlannedItem, PlannedStep, Practice, Snapshot, Wish
from protocols.plans.start import AmountNotDeclared, highest_daily, highest_meant, start
from protocols.plans.tried_in import NOBODY, Numbered, TriedIn, pinned
from protocols.plans.walk import started
from protocols.refusal import Refusal
from protocols.text import Key
from protocols.value import Value

_ZONE: Final = "UTC"
"""A preview's days are days, wherever they are: no clock is looked at."""


class StepWorked(Value, frozen=True):
    """One step for this body: every stage of its arithmetic, and the same in lines that a person can check."""

    item: Key
    step: Key
    entry: bool
    tapers: bool
    planned_days: int
    arithmetic: Arithmetic
    lines: tuple[str, ...]


class Objection(Value, frozen=True):
    """Why this client could not start at all: the refusal that a real start would meet."""

    code: str
    title: str
    says: str


class Preview(Value, frozen=True):
    """What a protocol would do with somebody made up: no plan, and no dose for anyone.

    `objection` says why this client could not start, and then there is no course. `cautions` are all that are raised.
    `schedule` is what follows if all goes well. `course` is what the script leads to, null where it says nothing.
    """

    slug: Key
    title: str
    hash: str
    start_on: date
    age: int
    body: Body
    objection: Objection | None
    cautions: tuple[CautionMet, ...]
    steps: tuple[StepWorked, ...]
    schedule: Schedule
    course: Course | None


class _Asked(Value, frozen=True):
    """A preview that was asked for, from a day on, with somebody responsible for acts that name nobody."""

    script: Script
    start_on: date
    tried_in: TriedIn


def preview(protocol: Protocol, script: Script, tried_in: TriedIn, today: date) -> Preview:
    """The preview, from `today` on where the script names no start; raises the refusal of what cannot be meant."""
    asked = _Asked(script=script, start_on=script.start_on or today, tried_in=_with_itself(protocol, tried_in))
    check_entries(script, asked.start_on)
    check_answers(texts_of(protocol, script, asked.tried_in), script)
    # Without its cautions a protocol lets everybody start: the doses are shown for somebody who is excluded, too.
    shown = _start(replace(protocol, cautions=()), asked, Screening(confirmed_none=True), ())
    cautions = met(protocol, script, _examined(protocol, asked, shown))
    head = fold([started(shown, asked.start_on)])
    found, objection = _start_or_not(protocol, asked, cautions)
    return Preview(
        slug=protocol.slug,
        title=protocol.title,
        hash=wire.content_hash(wire.encode(protocol)),
        start_on=asked.start_on,
        age=age_on(person_of(script, asked.start_on).birth_date, asked.start_on),
        body=shown.body,
        objection=objection,
        cautions=cautions,
        steps=tuple(worked for item in shown.items for worked in _worked(item)),
        schedule=schedule(head, asked.start_on),
        course=None if found is None or not is_walked(script) else simulate(protocol, script, found, asked.tried_in),
    )


def _with_itself(protocol: Protocol, tried_in: TriedIn) -> TriedIn:
    """With somebody responsible, and the way back to the revision that is tried."""
    itself = Numbered(number=tried_in.number, text=protocol, status=tried_in.status)
    return replace(tried_in, staff=with_anybody(tried_in.staff), others=(itself, *tried_in.others))


def _start(protocol: Protocol, asked: _Asked, screening: Screening, overrides: tuple[Override, ...]) -> Snapshot:
    """The start itself, on the day of the screening."""
    script = asked.script
    wish = Wish(
        start_on=asked.start_on,
        body=body_of(script),
        screening=screening,
        overrides=overrides,
        product=script.product,
        declared=script.declared,
        start_step=script.start_step,
    )
    practice = Practice(staff=asked.tried_in.staff, time_zone=_ZONE)
    today = first_day(script, asked.start_on)
    client = (NOBODY, person_of(script, asked.start_on))
    return start(protocol, pinned(protocol, asked.tried_in.number), client, wish, practice, Live(), today)


def _examined(protocol: Protocol, asked: _Asked, shown: Snapshot) -> Examined:
    return Examined(
        age=age_on(person_of(asked.script, asked.start_on).birth_date, asked.start_on),
        body=shown.body,
        recorded_cautions=(),
        highest_daily=highest_daily(shown.items, asked.script.declared),
        highest_meant=highest_meant(shown.items, asked.script.declared),
        samples=samples(protocol, asked.script.screening.laboratory, {}, first_day(asked.script, asked.start_on)),
        as_of=asked.start_on,
    )


def _start_or_not(
    protocol: Protocol, asked: _Asked, cautions: tuple[CautionMet, ...]
) -> tuple[Snapshot | None, Objection | None]:
    """The start with every reason that is lacking assumed, or what stands against this client altogether."""
    script = asked.script
    overrides = reasons(cautions, script, first_day(script, asked.start_on))
    try:
        return _start(protocol, asked, all_asked(protocol, script.screening), overrides), None
    except (Excluded, AmountNotDeclared) as refused:
        return None, _objection(refused)


def _objection(refused: Refusal) -> Objection:
    return Objection(code=refused.code, title=refused.title, says=refused.sentence)


def _worked(item: PlannedItem) -> tuple[StepWorked, ...]:
    ladder = tuple(_worked_step(item, step, tapers=False) for step in item.steps)
    return (*ladder, *(_worked_step(item, step, tapers=True) for step in item.taper))


def _worked_step(item: PlannedItem, step: PlannedStep, *, tapers: bool) -> StepWorked:
    return StepWorked(
        item=item.key,
        step=step.key,
        entry=step.key == item.entry,
        tapers=tapers,
        planned_days=step.planned_days,
        arithmetic=step.arithmetic,
        lines=lines(step.arithmetic),
    )
