"""A second, naive plan: it lives day by day, keeps a page for every day, and knows nothing of the first one.

Each night `sleep` turns the page: a decided rise begins, a taper falls, a sheet runs out. Each check-in and each act
changes the page of today, and what is promised for tomorrow. Nothing is computed from dates that could be counted.
Covered: check-ins of every kind with their rules, alarms, changes and limits; off-days; pauses, also for later, lapses,
resumes; holds, set steps, settling, weighings, new screenings, products, closed calls, extensions, ends; tapers;
several items. Not covered: moved events, and whatever is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from protocols.authoring.protocol import Protocol, substance_items
from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind
from protocols.dosing.body import Body
from protocols.dosing.ladder import expand
from tests.plans.oracle_items import ONE, Asked, Item, Stand, table_of

ALIVE = {"titrating", "maintaining", "tapering", "not_started", "paused"}


@dataclass
class Oracle:
    """The whole plan as it stands today."""

    protocol: Protocol
    start: date
    today: date
    items: list[Item]
    body: Body
    pages: dict[date, dict[str, Decimal]] = field(default_factory=dict)
    asked: dict[str, list[Asked]] = field(default_factory=dict)
    ended: tuple[date, str, bool] | None = None
    lapse: date | None = None
    weighed: Body | None = None

    @property
    def limit(self) -> date:
        return self.start + ONE * (self.protocol.calendar_limit_days - 1)

    # --- days

    def sleep(self) -> None:
        """The night: what was given today is written down, and tomorrow begins."""
        self.pages[self.today] = {item.key: self.dose(item) for item in self.items}
        self.today += ONE
        for item in self.items:
            self._wake(item)
        self.lapse = self.lapse or self._too_late()

    def _wake(self, item: Item) -> None:
        if item.next is not None and item.next.since == self.today:
            item.stood.append(item.now)
            item.now, item.next = item.next, None
        if item.pause_from is not None and self.today >= item.pause_from:
            return
        if item.heavier is not None and item.heavier[0] == self.today:
            _, item.now.grams, item.now.weighing = item.heavier
            item.now.arrived, item.heavier = "advance", None
        if self._over(item) is not None or self.today < self.start:
            return
        if item.next is None and not item.can_rise(item.now) and self._falls_today(item):
            self._fall(item)
        if not item.ran_to_end:
            item.now.days.append(self.today)
        if self.today > (item.extended or self.limit):
            item.ran_to_end = True

    def _falls_today(self, item: Item) -> bool:
        """Whether the days of the dose are over, and what follows has no more days than those that are left."""
        return len(item.now.days) >= item.lasts(item.now) and self.today >= item.holds_until(item.now)

    def _fall(self, item: Item) -> None:
        """By the calendar: the next lower dose, or none."""
        lower = item.lower(item.now)
        if not lower:
            item.ran_to_end = True
            return
        item.stood.append(item.now)
        step, grams, weighing = lower[0]
        item.now = Stand(step, self.today, grams, weighing, by_calendar=True)

    # --- the page of today

    def _over(self, item: Item) -> tuple[date, str, bool] | None:
        return next((each for each in (self.ended, item.ended) if each is not None and each[0] <= self.today), None)

    def without_since(self, item: Item) -> date | None:
        """The first of the days without a dose that nobody has ended."""
        since = item.pause_from or self.ran_out()
        return None if since is None or since > self.today else max(since, self.start)

    def off_since(self, item: Item, day: date) -> date:
        """Back over the days before it, as long as nothing was taken on them: told, or in a pause that was resumed."""
        while day - ONE in item.off_told or self._was_paused(item, day - ONE):
            day -= ONE
        return day

    def _was_paused(self, item: Item, day: date) -> bool:
        return day >= self.start and any(since <= day < until for since, until in item.pauses)

    def answered(self, item: Item, since: date, until: date) -> int:
        """How many of these days somebody has gone by: a check-in that told them, or a resume."""
        found = [0]
        if item.off_told and min(item.off_told) <= until and max(item.off_told) + ONE >= since:
            found.append(item.off_answered)
        for begun, resumed in item.pauses:
            first = max(begun, self.start)
            if first < resumed and first <= until and resumed >= since:
                found.append((resumed - first).days)
        return max(found)

    def phase(self, item: Item) -> str:  # noqa: PLR0911 one return for each phase
        over = self._over(item)
        if over is not None:
            return {"completed": "finished", "entered_in_error": "entered_in_error"}.get(over[1], "stopped")
        since = self.without_since(item)
        if since is not None and self.last_day(item) >= since:
            first = self.off_since(item, since)
            if self.today >= since and (self.today - first).days > 28:
                return "stopped"
        if item.ran_to_end or self.today > self.last_day(item):
            return "finished"
        if item.pause_from is not None and item.pause_from <= self.today:
            return "paused"
        if self.today < self.start:
            return "not_started"
        if self.ran_out() is not None:
            return "paused"
        if item.is_tapering(item.now):
            return "tapering"
        return "titrating" if item.can_rise(item.now) else "maintaining"

    def plan_phase(self) -> str:
        order = ("titrating", "maintaining", "tapering", "not_started", "paused", "stopped", "finished")
        phases = {self.phase(item) for item in self.items}
        return "entered_in_error" if "entered_in_error" in phases else next(each for each in order if each in phases)

    def may_rise(self, item: Item) -> bool:
        """Whether the item goes on and has a step above."""
        return self.phase(item) in ALIVE and item.can_rise(item.now)

    def enough(self, item: Item, not_counted: int = 0) -> date:
        """The last of the least days of the present step, counted on paper."""
        counted = sum(day >= item.now.least_from for day in item.now.days) - item.now.uncounted - not_counted
        return item.counted_until(item.now) + ONE * max(0, item.step(item.now.step).least_days - counted)

    def waits_for_more(self, item: Item) -> bool:
        """Whether a new weight asks for more, and a day is left on which more may be taken."""
        return item.waits_for_more and max(self.today, self.enough(item)) + ONE <= self.last_day(item)

    def takes(self, item: Item) -> bool:
        return self.phase(item) in {"titrating", "maintaining", "tapering"}

    def doses(self) -> list[Decimal]:
        return [self.dose(item) for item in self.items]

    def dose(self, item: Item) -> Decimal:
        return item.now.grams if self.takes(item) else Decimal(0)

    def hard_last_day(self) -> date:
        """The last day on which anything can be taken: of what was stopped, nothing is."""
        days = [(self.last_day(item), item.ended) for item in self.items]
        return max(last if ended is None else min(last, ended[0] - ONE) for last, ended in days)

    def last_day(self, item: Item) -> date:
        """The limit, or the day on which the last dose is over if nothing happens any more; completed is over."""
        last = self._unless_completed(item)
        return min(last, item.ended[0] - ONE) if item.ended is not None and item.ended[1] == "completed" else last

    def _unless_completed(self, item: Item) -> date:
        stand = item.next or item.now
        if item.extended is not None:
            return item.extended
        if item.ran_to_end:
            return max(
                (day for each in (*item.stood, item.now) for day in each.days if day <= self.limit), default=self.limit
            )
        if item.can_rise(stand):
            return self.limit
        day, last = self._run_dry(item, stand), self.limit
        if item.pause_from is not None and item.pause_from <= day:
            return last
        return min(day, last)

    def planned_last(self, item: Item) -> date | None:
        """The last planned day of a dose that rises no more, its falls by the calendar included; none while it may."""
        stand = item.next or item.now
        if item.can_rise(stand):
            return None
        if item.extended is not None:
            return item.extended
        return min(self.last_day(item), self._run_dry(item, stand, planned=True))

    def planned_until(self, item: Item) -> date | None:
        """The last planned day of the present dose; none while it may rise."""
        stand = item.now
        if item.can_rise(stand):
            return None
        if item.extended is not None:
            return item.extended if item.next is None and not item.lower(stand) else self.falls_on(item) - ONE
        days = item.settled_days if stand.settled else item.step(stand.step).planned_days
        last = item.counted_until(stand)
        end = stand.days[days - 1] if len(stand.days) >= days else last + ONE * (days - len(stand.days))
        return min(self.last_day(item), end)

    def falls_on(self, item: Item) -> date:
        """The day on which the present dose falls, if nothing happens any more: decided, or by the calendar."""
        if item.next is not None:
            return item.next.since
        left = item.lasts(item.now) - len(item.now.days)
        return max(item.counted_until(item.now) + ONE * (left + 1), item.holds_until(item.now))

    def _run_dry(self, item: Item, stand: Stand, *, planned: bool = False) -> date:
        """Counting on from here, day by day, down to nothing, or to a pause; the last dose for its planned days."""
        day = item.counted_until(stand)
        trial = stand
        left = item.lasts(trial) - len(trial.days)
        while True:
            below = item.lower(trial)
            is_last = not below or self._pauses_by(item, day + ONE * (left + 1))
            if planned and is_last and not trial.settled:
                left = item.step(trial.step).planned_days - len(trial.days)
                return trial.days[left - 1] if left < 0 else day + ONE * left
            day += ONE * max(0, left)
            if not below:
                return day
            step, grams, weighing = below[0]
            trial = Stand(step, day + ONE, grams, weighing)
            left = item.lasts(trial)

    @staticmethod
    def _pauses_by(item: Item, day: date) -> bool:
        return item.pause_from is not None and item.pause_from <= day

    # --- when to look

    def meant(self, checkpoint: Checkpoint | None) -> Item:
        return next((each for each in self.items if checkpoint and each.key == checkpoint.item), self.items[0])

    def looked_at(self, checkpoint: Checkpoint, day: date) -> Stand:
        """The stand that a checkpoint hangs on: a decided one that has not begun, otherwise that of the day.

        What is due before a taper that was decided ahead hangs on the dose before it.
        """
        item = self.meant(checkpoint)
        stands = [*item.stood, item.now, *([item.next] if item.next else [])]
        later = [each for each in stands if each.since > max(day, stands[0].since) and not each.by_calendar]
        if not later:
            return self.stand_on(item, day)
        until = stands[stands.index(later[0]) - 1]
        if item.is_tapering(later[0]) and self._due_on(checkpoint, item, until) < later[0].since:
            return self.stand_on(item, day)
        return later[0]

    def _due_on(self, checkpoint: Checkpoint, item: Item, stand: Stand) -> date:
        """When a look on the way is due next on this stand; the last day there is where it is not."""
        if checkpoint.kind is not CheckpointKind.ROUTINE or not self.looks_at(checkpoint, item, stand):
            return date.max
        noted = self.asked.get(checkpoint.key, [])
        known = [each for each in noted if self.is_of_course(checkpoint) or self._same(each.stand, stand)]
        due = (known[0].due or date.max) if known else self.first_due(checkpoint, stand)
        return max(due, self._reached(checkpoint, item, stand))

    @staticmethod
    def _same(one: Stand | None, other: Stand) -> bool:
        return one is not None and one.since == other.since

    def stand_on(self, item: Item, day: date) -> Stand:
        begun = [each for each in (*item.stood, item.now) if each.since <= max(day, (*item.stood, item.now)[0].since)]
        return begun[-1]

    def windows(self, day: date) -> dict[str, tuple[date, date]]:
        """For each checkpoint that is ahead or open: the day it opens, and the day it is due."""
        found = {}
        for checkpoint in self.protocol.checkpoints:
            window = self._window(checkpoint, day)
            if window is not None:
                found[checkpoint.key] = window
        return found

    def _window(self, checkpoint: Checkpoint, day: date) -> tuple[date, date] | None:
        noted = self.asked.get(checkpoint.key, [])
        if checkpoint.kind is CheckpointKind.BASELINE:
            done = any(each.due is None for each in noted)
            return None if day > self.start or done else (self.start - 7 * ONE, self.start)
        item = self.meant(checkpoint)
        stand, last = self.looked_at(checkpoint, day), self.last_day(item)
        is_end = checkpoint.kind is CheckpointKind.END
        here = self.looks_at(checkpoint, item, stand)
        of_course = checkpoint.anchor is Anchor.COURSE
        asked = next((each for each in noted if of_course or self._same(each.stand, stand)), None)
        if asked is not None and (here or is_end):
            if asked.due is None or asked.due > last:
                return None
            came = self._reached(checkpoint, item, stand) if here else self.start
            if asked.due < came <= last:
                return (came, came)
            return (asked.due - ONE if asked.opens is None else asked.opens, asked.due)
        if not here:
            return (last - ONE, last) if is_end and not self._noted(item, noted) and day >= last - 14 * ONE else None
        due = max(self.first_due(checkpoint, stand), self._reached(checkpoint, item, stand))
        if is_end:
            due = last if item.extended is not None else min(due, last)
        return (due - ONE, due) if due <= last else None

    def ask(self, checkpoint: Checkpoint, asked: Asked) -> None:
        """Note when it is looked at once more, in the place of what was noted on the same step."""
        since = asked.stand and asked.stand.since
        noted = [each for each in self.asked.get(checkpoint.key, []) if (each.stand and each.stand.since) != since]
        self.asked[checkpoint.key] = [*noted, asked]

    @staticmethod
    def _noted(item: Item, noted: list[Asked]) -> bool:
        """Whether it was looked at since the item entered anything but its taper, which is no new course."""
        stands = [*item.stood, item.now, *([item.next] if item.next else [])]
        entered = [each.since for each in stands if not each.by_calendar and not item.is_tapering(each)][-1]
        return any(each.stand is None or each.stand.since >= entered for each in noted)

    def days_on(self, item: Item, stand: Stand, until: date) -> int:
        """The calendar days on a step, one by one, without those in a pause."""
        count, day = 0, stand.since
        while day <= until:
            paused = any(first <= day < last for first, last in item.pauses)
            count += not paused and (item.pause_from is None or day < item.pause_from)
            day += ONE
        return count

    def _reached(self, checkpoint: Checkpoint, item: Item, stand: Stand) -> date:
        """The first day on the steps that a look of the course looks at, one after the other, up to this stand."""
        if checkpoint.anchor is not Anchor.COURSE:
            return self.start
        stands = [*item.stood, item.now, *([item.next] if item.next else [])]
        came = stand.since
        for each in reversed(stands[: stands.index(stand)]):
            if not self.looks_at(checkpoint, item, each):
                break
            came = each.since
        return came

    @staticmethod
    def is_of_course(checkpoint: Checkpoint) -> bool:
        """Whether its day belongs to the course and not to a step."""
        return checkpoint.anchor is Anchor.COURSE or checkpoint.kind is CheckpointKind.BASELINE

    @staticmethod
    def looks_at(checkpoint: Checkpoint, item: Item, stand: Stand) -> bool:
        return not checkpoint.steps or (item.keys[-1] if stand.settled else stand.step) in checkpoint.steps

    def first_due(self, checkpoint: Checkpoint, stand: Stand) -> date:
        """The day on which the count reaches the checkpoint's number, paper in hand."""
        number = checkpoint.day or 1
        if checkpoint.anchor is Anchor.COURSE:
            return self.start + ONE * (number - 1)
        if len(stand.days) >= number:
            return stand.days[number - 1]
        return self.meant(checkpoint).counted_until(stand) + ONE * (number - len(stand.days))

    def ran_out(self) -> date | None:
        """The first day without a sheet, since a check-in was more than 14 days late; no fall makes up for it."""
        return self.lapse or self._too_late()

    def _too_late(self) -> date | None:
        late = []
        for checkpoint in self.protocol.checkpoints:
            window = None if checkpoint.kind is CheckpointKind.BASELINE else self._window(checkpoint, self.today)
            item = self.meant(checkpoint)
            if window is None or (checkpoint.item is not None and self._rests(item)):
                continue
            last = self.last_day(item) if checkpoint.item is not None else self.hard_last_day()
            if window[1] + 14 * ONE < min(self.today, last):
                late.append(window[1] + 8 * ONE)
        return min(late, default=None)

    def _rests(self, item: Item) -> bool:
        return item.ended is not None or (item.pause_from is not None and item.pause_from <= self.today)

    def ahead(self) -> dict[str, tuple[date, date]]:
        """The windows that a person sees today: none while nothing is taken, none of an item that is at rest."""
        if self.plan_phase() not in {"titrating", "maintaining", "tapering", "not_started"}:
            return {}
        resting = {
            i.key for i in self.items if self.phase(i) not in {"titrating", "maintaining", "tapering", "not_started"}
        }
        named = {each.key: each.item for each in self.protocol.checkpoints}
        return {
            key: found
            for key, found in self.windows(self.today).items()
            if named[key] not in resting
            and found[1] < self._over_on(named[key])
            and found[0] < self._rests_from(named[key])
        }

    def _rests_from(self, item: str | None) -> date:
        """The day from which a pause holds the item, or the last of them, whether it has begun or not."""
        return max(each.pause_from or date.max for each in self.items if item in {None, each.key})

    def _over_on(self, item: str | None) -> date:
        """The day from which nothing is looked at, of the item or of all of them, where an end was decided."""
        ends = [date.max if each.ended is None else each.ended[0] for each in self.items if item in {None, each.key}]
        return min(date.max if self.ended is None else self.ended[0], max(ends, default=date.max))


def begin(protocol: Protocol, body: Body, start: date, today: date, lower: Mapping[str, str] | None = None) -> Oracle:
    """The plan on the day it is written down; `lower` are the steps of items that start below entry."""
    items = []
    for definition in substance_items(protocol):
        table = table_of(definition, body)
        first = (lower or {}).get(definition.key, expand(definition.ladder).entry)
        items.append(Item(definition, [table], Stand(first, start, table[first]), [body]))
    found = Oracle(protocol, start, min(start, today) - ONE, items, body, weighed=body)
    while found.today < today:
        found.sleep()
    found.pages.clear()
    return found
