"""How the naive plan moves an item: onto a step, down, up, into a pause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from protocols.checkpoints.checkpoint import CheckpointKind
from tests.plans.oracle import Oracle
from tests.plans.oracle_facts import Memory
from tests.plans.oracle_items import ONE, Asked, Item, Stand

End = tuple[date, str, bool]
"""From which day on there is no dose, why, and whether for good."""


@dataclass
class Moves:
    """The plan and its memory; `entered` are the items that entered a step since something happened last."""

    plan: Oracle
    memory: Memory = field(default_factory=Memory)
    entered: set[str] = field(default_factory=set)

    @property
    def first_day(self) -> date:
        """Today, or the first day of a plan that has not begun."""
        return max(self.plan.today, self.plan.start)

    def enter(self, item: Item, step: str, since: date, dose: tuple[Decimal, int], arrived: str | None = None) -> Stand:
        """A step from a day on: at once, or promised; what was looked at on the same day 1 is looked at anew."""
        stand = Stand(step, since, *dose, arrived=arrived)
        self.entered.add(item.key)
        self.take_back(item)
        for checkpoint in self.plan.protocol.checkpoints:
            if self.plan.meant(checkpoint) is item and checkpoint.key in self.plan.asked:
                noted = self.plan.asked[checkpoint.key]
                self.plan.asked[checkpoint.key] = [
                    each for each in noted if not each.stand or each.stand.since != since
                ]
        if since > self.first_day:
            item.next = stand
            return stand
        if item.pause_from is None or item.pause_from > self.plan.today:
            self._count_today(item, stand)
        item.stood.append(item.now)
        item.now = stand
        return stand

    def _count_today(self, item: Item, stand: Stand) -> None:
        if self.plan.today >= self.plan.start:
            stand.days.append(self.plan.today)
            if item.now.days and item.now.days[-1] == self.plan.today:
                item.now.days.pop()

    @staticmethod
    def take_back(item: Item) -> None:
        """A promise that has not begun is none."""
        item.next = item.heavier = None

    def pause(
        self,
        item: Item,
        since: date,
        *,
        back_to_entry: bool = False,
        screen_first: bool = False,
        well_on: date | None = None,
    ) -> None:
        """No dose from the day on; where a pause is open already, the earlier day and the stricter marks stand."""
        if item.pause_from is None:
            item.pause_from, item.back_to_entry, item.screen_first, item.well_on = since, False, False, None
        item.pause_from = min(item.pause_from, since)
        item.back_to_entry = item.back_to_entry or back_to_entry
        item.screen_first = item.screen_first or screen_first
        item.well_on = max((each for each in (item.well_on, well_on) if each is not None), default=None)
        if since <= self.plan.today or (item.next is not None and item.next.since >= since):
            item.next = None
        if since <= self.plan.today or (item.heavier is not None and item.heavier[0] >= since):
            item.heavier = None
        for stand in (item.now, *item.stood):
            stand.days = [day for day in stand.days if day < item.pause_from or _in(item.pauses, day)]

    def down(self, item: Item, places: int, arrived: str | None) -> None:
        """So many steps down the ladder at once, and never to more than there was."""
        target = item.keys[max(0, item.place - places)]
        if arrived == "step_back" and target != item.now.step:
            self.memory.left.append((item.key, item.now.step))
        self.enter(item, target, self.first_day, item.least(target, item.now), arrived)

    def up(self, item: Item, after: date, not_counted: int = 0) -> None:
        """The step above, not before the least days are over, and never today."""
        enough = self.plan.enough(item, not_counted)
        above = item.keys[item.place + 1]
        self.enter(item, above, max(after, enough) + ONE, newest(item, above), "advance")

    def over(self, item: Item) -> None:
        """Least days start again: of the days on the step, which go on, only those from today on count for them."""
        item.now.least_from, item.now.uncounted = self.plan.today, 0
        item.now.grams, item.now.weighing = item.least(item.now.step, item.now)
        self.take_back(item)

    def settle(self, item: Item) -> None:
        """The present step becomes the maintenance dose."""
        stand = self.enter(item, item.now.step, self.first_day, (item.now.grams, item.now.weighing))
        stand.settled = True

    @staticmethod
    def last_clear(item: Item) -> int:
        """The highest place below from which a check-in once led up."""
        stands = [*item.stood, item.now]
        led = {
            before.step
            for before, after in pairwise(stands)
            if after.arrived == "advance" and after.step != before.step
        }
        return max((place for place in range(item.place) if item.keys[place] in led), default=0)

    def onto_taper(self, item: Item) -> bool:
        """The first lower dose after the planned days; false where there is none, or where the dose may still rise."""
        lower, end = item.lower(item.now), self.plan.planned_until(item)
        if not lower or end is None or item.is_tapering(item.now):
            return False
        step, grams, weighing = lower[0]
        self.enter(item, step, max(self.plan.today, end) + ONE, (grams, weighing))
        return True

    def first_again(self, item: Item, on: date) -> None:
        """The first checkpoint of the present step is looked at once more."""
        plan, stand = self.plan, self.plan.stand_on(item, on)
        looks = [
            each
            for each in plan.protocol.checkpoints
            if each.kind is CheckpointKind.ROUTINE and plan.meant(each) is item and plan.looks_at(each, item, stand)
        ]
        if looks:
            first = min(looks, key=lambda each: each.day or 0)
            kept = None if plan.is_of_course(first) else stand
            plan.ask(first, Asked(kept, on + ONE * first.again_after, on + ONE * first.again_opens))


def newest(item: Item, step: str) -> tuple[Decimal, int]:
    """The step in grams by the newest weighing."""
    return item.tables[-1][step], len(item.tables) - 1


def _in(pauses: list[tuple[date, date]], day: date) -> bool:
    return any(since <= day < until for since, until in pauses)
