"""A plan's whole life, and every promise that is kept on each of its days."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.dosing.body import Body
from protocols.plans.acts import Adjustment, Resume
from protocols.plans.adjust import adjust
from protocols.plans.check_in import CheckIn
from protocols.plans.decide import decide, dosing
from protocols.plans.decision import Decision, Dosing, Truth
from protocols.plans.entering import Entered
from protocols.plans.event import Adjusted, Decided, Event, Started
from protocols.plans.fold import apply, fold
from protocols.plans.head import Head, item_of
from protocols.plans.position import LIVE, at
from protocols.plans.snapshot import step_of
from protocols.plans.windows import ran_out
from protocols.refusal import Refusal
from tests.plans.promises import (
    amounts,
    check_amounts,
    check_calendar,
    check_last_day,
    check_no_lapse,
    check_over,
    check_past,
    check_pauses,
    check_schedule,
    check_sheet,
    check_sheet_of_a_step_back,
    check_stored,
    check_way_out,
)
from tests.plans.rises import Doses, Rise, check_rise
from tests.plans.walking import DAY, PARTY, begin, stamp, wish

FAR: Final = 120
"""Days ahead that are looked at after each event."""


@dataclass
class Life:
    """One plan from its start: its log, its head as it is stored, and the doses of the days that have passed.

    `strides` are the days ahead that are looked at.
    """

    protocol: Protocol
    today: date
    events: list[Event] = field(default_factory=list)
    passed: dict[date, tuple[Dosing, ...]] = field(default_factory=dict)
    strides: tuple[int, ...] = tuple(range(FAR))
    refused: list[Refusal] = field(default_factory=list)
    lapses: list[date] = field(default_factory=list)
    alarmed: bool = False
    _head: Head | None = None
    _known: dict[date, tuple[Dosing, ...]] = field(default_factory=dict)

    @property
    def head(self) -> Head:
        assert self._head is not None
        return self._head

    def start(self, of_body: Body, start_on: date, lower: dict[str, str] | None = None) -> None:
        """The plan begins to exist today, each item on its entry step or on the lower one that is named."""
        wanted = replace(wish(self.protocol, start_on, of_body, agreed_on=self.today), start_step=lower)
        snapshot = begin(self.protocol, wanted, self.today)
        event = Started(stamp=stamp(1, self.today), snapshot=snapshot)
        self.events.append(event)
        self._head = apply(None, event)
        self.check()

    def tell(self, check_in: CheckIn, entered: Entered = Entered.PRACTITIONER) -> Decision | None:
        """A check-in; None where it is refused."""
        before = self.head
        try:
            decision = decide(self.protocol, before, check_in, self.today, entered)
        except Refusal as refused:
            self.refused.append(refused)
            return None
        check_sheet_of_a_step_back(self.protocol, before, decision, self.today)
        self._append(Decided(stamp=stamp(before.seq + 1, self.today), decision=decision))
        return decision

    def act(self, act: Adjustment) -> bool:
        """An act by name; false where it is refused."""
        before = self.head
        try:
            done = adjust(self.protocol, before, act, PARTY, self.today)
        except Refusal as refused:
            self.refused.append(refused)
            return False
        seq = before.seq + 1
        self._append(Adjusted(stamp=stamp(seq, self.today), adjustment=act, sentence=done.sentence, effect=done.effect))
        return True

    def wait(self, days: int) -> None:
        """So many days pass, and what they asked for is put down."""
        for _ in range(days):
            self.passed[self.today] = self.dosing(self.today)
            self.today += DAY
        self.check()

    def dosing(self, day: date) -> tuple[Dosing, ...]:
        """Each item's dose on a day, by what is stored now."""
        if day not in self._known:
            self._known[day] = dosing(self.head, day)
        return self._known[day]

    def on(self, day: date) -> tuple[Decimal, ...]:
        """The grams of each item on a day."""
        return amounts(self.dosing(day))

    @property
    def is_over(self) -> bool:
        return at(self.head, self.today).phase not in LIVE

    def _append(self, event: Decided | Adjusted) -> None:
        before, was = self.head, self.ahead()
        taken = {track.item: last_taken(self, track.item) for track in before.tracks}
        self._head, self._known = apply(before, event), {}
        self.events.append(event)
        now = self.ahead()
        check_stored(before, event, self.head)
        check_no_lapse(before, self.head, self.today)
        check_over(before, self.head, self.today)
        check_rise(Rise(self.protocol, self.today, before, self.head, was, now, taken, self.strides), event)
        self._check_alarm(event, now)
        self.check()
        check_past(self)

    def ahead(self) -> Doses:
        """The grams of each item from today on."""
        rows = [self.on(self.today + DAY * offset) for offset in self.strides]
        return {track.item: [row[place] for row in rows] for place, track in enumerate(self.head.tracks)}

    def check(self) -> None:
        """All that must hold on any day, whatever has happened."""
        lapsed = ran_out(self.head, self.today)
        if lapsed is not None:
            self.lapses.append(lapsed)
        for offset in self.strides:
            check_amounts(self, self.today + DAY * offset)
        check_calendar(self)
        check_last_day(self)
        check_schedule(self)
        check_sheet(self)
        check_pauses(self.head)
        check_way_out(self)

    def check_log(self) -> None:
        """Folding the whole log gives what is stored."""
        assert fold(self.events) == self.head

    def _check_alarm(self, event: Decided | Adjusted, now: Doses) -> None:
        """After an alarm there is no dose, until a practitioner takes the plan up again by name; a final stop stays."""
        if isinstance(event, Adjusted) and isinstance(event.adjustment, Resume):
            self.alarmed = self.alarmed and bool(self.head.ended)
        if isinstance(event, Decided) and event.decision.records + _alarms(event.decision):
            self.alarmed = True
        if self.alarmed or (self.head.ended is not None and self.head.ended.final):
            assert not any(any(row) for row in now.values())


def _alarms(decision: Decision) -> tuple[str, ...]:
    return tuple(
        entry.key for entry in decision.considered if entry.key.startswith("alarm-") and entry.result is Truth.TRUE
    )


def last_taken(life: Life, item: str) -> Dosing:
    """The dose of the last day, up to today, on which there was one; that of the first step where there was none."""
    place = [track.item for track in life.head.tracks].index(item)
    given = [life.dosing(life.today)[place], *(row[place] for row in reversed(life.passed.values()))]
    found = item_of(life.head, item)
    begun = life.head.snapshot.start_steps.get(item, found.entry)
    first = Dosing(item=item, step=begun, arithmetic=step_of(found, begun).arithmetic)
    return next((each for each in given if each.arithmetic is not None), first)
