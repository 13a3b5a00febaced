"""A course of somebody made up, as far as it has been walked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Adjustment, MoveEvent
from protocols.plans.adjust import adjust
from protocols.plans.asked_again import Party
from protocols.plans.assumed import asked_in_full
from protocols.plans.check_in import CheckIn
from protocols.plans.course import Acted, CheckedIn, Happening, ReportTaken
from protocols.plans.decide import decide
from protocols.plans.event import ENGINE, Actor, Adjusted, Decided, Event, Reported, Stamp, Started
from protocols.plans.fold import apply, fold
from protocols.plans.head import Head
from protocols.plans.limits import SCREEN_FIRST
from protocols.plans.person import Practitioner
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.script import MOST_DAYS, Script, number_of
from protocols.plans.snapshot import Snapshot
from protocols.plans.who_may import who_did
from protocols.refusal import Malformed, Refusal
from protocols.text import Key

MOST_EVENTS: Final = 500
"""Check-ins and acts of one course, so that one every day is followed for more than a year."""

MOST_WORK: Final = 60_000
"""Days, and check-ins and acts four times, each times the size of the protocol: what is followed within a second or two
(measured). Every item and every checkpoint is looked at on every day.
"""

DAY: Final = timedelta(days=1)

_EVENT: Final = 4
"""Days whose work a check-in or an act is worth."""


class CourseTooLong(Refusal):
    """A course that is not over after as many days or events as are followed."""

    code = "course_too_long"
    title = "The course is too long to be simulated"


@dataclass
class Walk:
    """The head after the last event, what happened, and how far each checkpoint's written answers are used up."""

    protocol: Protocol
    script: Script
    party: Party
    head: Head
    happened: list[Happening] = field(default_factory=list)
    came_up: dict[str, int] = field(default_factory=dict)
    unanswered: set[tuple[str, date]] = field(default_factory=set)
    work: int = 0

    @property
    def start_on(self) -> date:
        """Day 1."""
        return self.head.snapshot.start_on

    def check_in(self, check_in: CheckIn, day: date, written: str | None) -> None:
        """Record and decide a check-in, as the service would on this day.

        Where nothing but the screening stands against a rise, it is assumed to be asked in full before it.
        """
        self.spend(day, _EVENT)
        decision = decide(self.protocol, self.head, check_in, day)
        if any(SCREEN_FIRST in item.because for item in decision.items):
            self.act(asked_in_full(self.protocol, self.head, self.script, self.party, day), day, None)
            if self.head.ended is not None:
                return
            decision = decide(self.protocol, self.head, check_in, day)
        self._append(Decided(stamp=self._stamp(day), decision=decision))
        number, seq = number_of(day, self.start_on), self.head.seq
        self.happened.append(CheckedIn(event=seq, number=number, day=day, written=written, decision=decision))
        self._record(decision.records)

    def act(self, act: Adjustment, day: date, written: str | None) -> None:
        """Do a practitioner's act, as the service would on this day."""
        if isinstance(act, MoveEvent) and number_of(act.event_on, self.start_on) > MOST_DAYS:
            raise Malformed(f"A course is followed until day {MOST_DAYS}.", pointer="/event_on")
        self.spend(day, _EVENT)
        who = who_did(act, self.party.staff)
        done = adjust(self.protocol, self.head, act, self.party, day)
        event = Adjusted(stamp=self._stamp(day, who), adjustment=act, sentence=done.sentence, effect=done.effect)
        self._append(event)
        number, seq = number_of(day, self.start_on), self.head.seq
        self.happened.append(Acted(event=seq, number=number, day=day, written=written, act=act, sentence=done.sentence))

    def report(self, told: Report, day: date, written: str) -> None:
        """Take what is told outside a check-in, as the service would on this day."""
        self.spend(day, _EVENT)
        done = report(self.protocol, self.head, told, day)
        effect, says = done.effect, done.sentence
        stamp = self._stamp(day)
        self._append(Reported(stamp=stamp, report=told, dose_then=done.dose_then, sentence=says, effect=effect))
        event, number = self.head.seq, number_of(day, self.start_on)
        call = effect.call
        taken = ReportTaken(event=event, number=number, day=day, written=written, report=told, call=call, sentence=says)
        self.happened.append(taken)
        self._record(done.records)

    def spend(self, day: date, times: int = 1) -> None:
        """Count the work of a day or an event; raises CourseTooLong where it gets too much."""
        items, checkpoints = len(self.head.tracks), len(self.protocol.checkpoints)
        self.work += times * (items + 1) * (items + checkpoints + 1)
        if self.work > MOST_WORK:
            raise CourseTooLong(
                f"With {items} items and {checkpoints} checkpoints it is followed until day "
                f"{number_of(day, self.start_on)}; stop the plan before that."
            )

    def _record(self, cautions: tuple[Key, ...]) -> None:
        """What an alarm says of the client for good stands on the record from now on."""
        person = self.party.person
        record = tuple(dict.fromkeys((*person.recorded_cautions, *cautions)))
        self.party = replace(self.party, person=replace(person, recorded_cautions=record))

    def _stamp(self, day: date, who: Practitioner | None = None) -> Stamp:
        return _stamp(self.head.seq + 1, day, self.head.snapshot.revision.hash, who)

    def _append(self, event: Event) -> None:
        if len(self.happened) == MOST_EVENTS:
            raise CourseTooLong(f"A course has at most {MOST_EVENTS} check-ins and acts.")
        self.head = apply(self.head, event)


def begun(snapshot: Snapshot, today: date) -> Head:
    """The head of a plan of nobody, on the day on which it is made."""
    return fold([Started(stamp=_stamp(1, today, snapshot.revision.hash), snapshot=snapshot)])


def _stamp(seq: int, today: date, revision_hash: str, who: Practitioner | None = None) -> Stamp:
    noon = datetime.combine(today, time(12), tzinfo=UTC)
    by = Actor(key_id="simulation", practitioner=who)
    return Stamp(seq=seq, at=noon, today=today, by=by, revision_hash=revision_hash, engine=ENGINE)


@contextmanager
def pointing_into(where: str, said: str = "", without: str = "") -> Iterator[None]:
    """A refusal points into the script: its pointer, without its beginning, is put after this place."""
    try:
        yield
    except Refusal as refused:
        place = where + refused.pointer.removeprefix(without)
        raise type(refused)(said + refused.sentence, pointer=place) from None
