"""A course of somebody made up, as far as it has been walked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Adjustment, MoveEvent
from protocols.plans.adjust import adjust
from protocols.plans.asked_again import Party
from protocols.plans.assumed import asked_in_full
from protocols.plans.check_in import CheckIn
from protocols.plans.decide import decide
from protocols.plans.decision import Decision
from protocols.plans.effect import Effect
from protocols.plans.entering import entered
from protocols.plans.entry import MOST_DAYS
from protocols.plans.event import ENGINE, Actor, Adjusted, Decided, Event, Reported, Stamp, Started
from protocols.plans.fold import apply, fold
from protocols.plans.happening import Acted, CheckedIn, Happening, ReportTaken
from protocols.plans.head import Head
from protocols.plans.limits import SCREEN_FIRST
from protocols.plans.notice import PlanNotice, notices
from protocols.plans.person import Person, Practitioner, whoever
from protocols.plans.recall import check_not_recalled
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.script import Script, number_of
from protocols.plans.snapshot import Snapshot
from protocols.plans.spoken import lowered, to_say
from protocols.plans.tried_in import TriedIn
from protocols.plans.who_may import who_did
from protocols.refusal import Malformed, Refusal
from protocols.text import Key

MOST_EVENTS: Final = 500
"""Everything that happens in one course, so that one check-in every day is followed for more than a year."""

MOST_WORK: Final = 60_000
"""Days, and check-ins and acts four times, each times the size of the protocol: what is followed within a second or two
(measured). Every item and every checkpoint is looked at on every day.
"""

DAY: Final = timedelta(days=1)

EVENT: Final = 4
"""Days whose work a check-in or an act is worth."""


class CourseTooLong(Refusal):
    """A course that is not over after as many days or events as are followed."""

    code = "course_too_long"
    title = "The course is too long to be simulated"


class After(NamedTuple):
    """What is said to the client because of something, and the findings that stand after it."""

    to_say: tuple[str, ...]
    findings: tuple[PlanNotice, ...]


@dataclass
class Walk:
    """The log and its head, what happened, and how far each checkpoint's written answers are used up.

    `protocol` is the text that the plan follows now, `person` the client's record as it stands now, `recalled` the
    numbers of the revisions that were recalled on the way.
    """

    protocol: Protocol
    script: Script
    tried_in: TriedIn
    person: Person
    events: list[Event]
    head: Head = field(init=False)
    recalled: set[int] = field(default_factory=set)
    happened: list[Happening] = field(default_factory=list)
    came_up: dict[str, int] = field(default_factory=dict)
    unanswered: set[tuple[str, date]] = field(default_factory=set)
    work: int = 0

    def __post_init__(self) -> None:
        self.head = fold(self.events)

    @property
    def start_on(self) -> date:
        """Day 1."""
        return self.head.snapshot.start_on

    @property
    def follows(self) -> int:
        """The number of the revision that the plan follows now."""
        return self.head.follows.revision.number

    @property
    def party(self) -> Party:
        """The client's record, and the people of the practice."""
        return Party(person=self.person, staff=self.tried_in.staff)

    def check_in(self, check_in: CheckIn, day: date, written: str | None) -> None:
        """Record and decide a check-in, as the service would on this day.

        Where nothing but the screening stands against a rise, it is assumed to be asked in full before it.
        """
        self.spend(day, EVENT)
        who = whoever(self.tried_in.staff, check_in.by, "/by")
        by = entered(who, self.tried_in.staff, by_client=check_in.entered_by is not None)
        decision = decide(self.protocol, self.head, check_in, day, by)
        if any(SCREEN_FIRST in item.because for item in decision.items):
            self.act(asked_in_full(self.protocol, self.head, self.script, self.party, day), day, None)
            if self.head.ended is not None:
                return
            decision = decide(self.protocol, self.head, check_in, day, by)
        after = self.happens(Decided(stamp=self.stamp(day, who), decision=decision), decision)
        self.happened.append(CheckedIn(event=self.head.seq, decision=decision, **self.at(day, written, after)))
        self._record(decision.records)

    def act(self, act: Adjustment, day: date, written: str | None) -> None:
        """Do a practitioner's act, as the service would on this day."""
        if isinstance(act, MoveEvent) and number_of(act.event_on, self.start_on) > MOST_DAYS:
            raise Malformed(f"A course is followed until day {MOST_DAYS}.", pointer="/event_on")
        self.spend(day, EVENT)
        check_not_recalled(self.follows in self.recalled, act)
        who = who_did(act, self.tried_in.staff)
        done = adjust(self.protocol, self.head, act, self.party, day)
        event = Adjusted(stamp=self.stamp(day, who), adjustment=act, sentence=done.sentence, effect=done.effect)
        after = self.happens(event, done.effect)
        self.happened.append(
            Acted(event=self.head.seq, act=act, sentence=done.sentence, **self.at(day, written, after))
        )

    def report(self, told: Report, day: date, written: str) -> None:
        """Take what is told outside a check-in, as the service would on this day."""
        self.spend(day, EVENT)
        who = whoever(self.tried_in.staff, told.by, "/by")
        done = report(self.protocol, self.head, told, day)
        effect, says = done.effect, done.sentence
        stamp = self.stamp(day, who)
        event = Reported(stamp=stamp, report=told, dose_then=done.dose_then, sentence=says, effect=effect)
        after = self.happens(event, effect)
        self.happened.append(
            ReportTaken(
                event=self.head.seq,
                report=told,
                call=effect.call,
                sentence=says,
                **self.at(day, written, after),
            )
        )
        self._record(done.records)

    def at(self, day: date, written: str | None, after: After) -> dict[str, Any]:
        """What everything that happens says of itself, whether or not it comes into the plan's log."""
        number = number_of(day, self.start_on)
        return {"number": number, "day": day, "written": written, "to_say": after.to_say, "findings": after.findings}

    def happens(self, event: Event, made: Decision | Effect) -> After:
        """One more event of the log: what is said to the client because of it, and the findings after it."""
        if len(self.happened) >= MOST_EVENTS:
            raise CourseTooLong(f"In a course at most {MOST_EVENTS} things happen.")
        before, today = self.head, event.stamp.today
        self.events.append(event)
        self.head = apply(before, event)
        words = to_say((self.head, today), lowered(before, self.head, today), made, self.tried_in.emergency_number)
        return After(to_say=words, findings=notices(self.protocol, self.head))

    def spend(self, day: date, times: int = 1) -> None:
        """Count the work of a day or an event; raises CourseTooLong where it gets too much."""
        items, checkpoints = len(self.head.tracks), len(self.protocol.checkpoints)
        self.work += times * (items + 1) * (items + checkpoints + 1)
        if self.work > MOST_WORK:
            raise CourseTooLong(
                f"With {items} items and {checkpoints} checkpoints it is followed until day "
                f"{number_of(day, self.start_on)}; stop the plan before that."
            )

    def stamp(self, day: date, who: Practitioner | None = None) -> Stamp:
        """The stamp of the plan's next event."""
        return _stamp(self.head.seq + 1, day, self.head.follows.revision.hash, who)

    def _record(self, cautions: tuple[Key, ...]) -> None:
        """What an alarm says of the client for good stands on the record from now on."""
        record = tuple(dict.fromkeys((*self.person.recorded_cautions, *cautions)))
        self.person = replace(self.person, recorded_cautions=record)


def started(snapshot: Snapshot, today: date) -> Started:
    """The first event of a plan of nobody, on the day on which it is made."""
    return Started(stamp=_stamp(1, today, snapshot.revision.hash), snapshot=snapshot)


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
