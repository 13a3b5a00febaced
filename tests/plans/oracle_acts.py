"""What the naive plan does at each act by name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.dosing.body import Body
from tests.plans.oracle import ALIVE
from tests.plans.oracle_decides import SCREENED_AGAIN
from tests.plans.oracle_items import ONE, Asked, Item, Stand
from tests.plans.oracle_lines import after, asked_before, passes_a_line, raised, together, too_much_at_once
from tests.plans.oracle_moves import End
from tests.plans.oracle_steers import Steers

PRODUCT: Final = "change-product_changed"
WEIGHT: Final = "change-weight_changed"
SCREENED: Final = {f"change-{each.key}" for each in CHANGES} - {PRODUCT, WEIGHT} | {"weighed-caution"}
"""The calls that a new screening answers."""

COMES_BACK: Final = {"reaction", "alarm", "clients_choice", "new_caution", "hospital_or_surgery"}
"""The ends that a practitioner may take back."""


class Naive(Steers):
    """The whole naive plan: check-ins, and acts by name."""

    def pause_by_name(self, item: str | None, on: date | None) -> None:
        for each in self._meant(item):
            since = max(self.plan.today, on or self.plan.today)
            first = max([on or since, self.plan.start, *(back for _, back in each.pauses)])
            if first < self.plan.today:
                # Nothing was taken since then, though nobody had said so.
                row = self.plan.off_since(each, first)
                each.off_answered = self.plan.answered(each, row, self.plan.today)
                each.off_told = {row + ONE * number for number in range((self.plan.today - row).days + 1)}
            if each.is_promised_more and each.next and self.plan.today < since <= each.next.since:
                # Until the pause the present step goes on, which nobody would look at any more.
                self.first_again(each, self.plan.today)
            self.pause(each, since)

    def hold_by_name(self, item: str | None) -> None:
        for each in self._meant(item):
            if each.is_promised_more:
                self.take_back(each)
                self.first_again(each, self.plan.today)

    def set_step(self, item: str | None, step: str) -> None:
        meant = self._meant(item)
        found = next((each for each in meant if step in each.keys), meant[0])
        if found.is_tapering(found.now):
            dose = next((grams, weighing) for key, grams, weighing in found.lower(found.now) if key == step)
            self.enter(found, step, self.plan.today, dose)
            return
        places = found.place - found.keys.index(step)
        if places > 0:
            self.down(found, places, "step_back")
        elif places < 0:
            self.up(found, self.plan.today)
        else:
            self.take_back(found)
            self.first_again(found, self.plan.today)

    def settle_by_name(self, item: str | None) -> None:
        self.settle(self._meant(item)[0])

    def extend(self, item: str | None, until: date) -> None:
        """The present dose goes on, and what follows it ends on the day; then the end is looked at."""
        plan, meant = self.plan, self._meant(item)[0]
        if plan.ended is not None:
            self._leave_over([meant], plan.ended)
        plan.ended, meant.ended, meant.extended = None, None, until
        self.take_back(meant)
        last, since = meant.now, plan.falls_on(meant)
        for step, grams, weighing in meant.lower(meant.now):
            last = Stand(step, since, grams, weighing, by_calendar=True)
            since += ONE * meant.lasts(last)
        for checkpoint in plan.protocol.checkpoints:
            if checkpoint.kind is CheckpointKind.END and plan.meant(checkpoint) is meant:
                plan.ask(checkpoint, Asked(None if plan.is_of_course(checkpoint) else last, until, until - ONE))

    def _leave_over(self, but: list[Item], ended: End) -> None:
        """Where the end of the plan is taken back for some, it stays the end of the others that it took with it."""
        for each in self.plan.items:
            if each not in but and not self._was_over(each, ended[0]):
                each.ended = _sooner(each.ended, ended)

    def end(self, reason: str) -> None:
        for item in self.plan.items:
            self.take_back(item)
        self.plan.ended = _sooner(
            self.plan.ended, (self.plan.today, reason, reason in {"entered_in_error", "pregnancy", "died"})
        )

    def close(self, call: int) -> None:
        self.memory.calls = [each for each in self.memory.calls if each[0] != call]

    def answer(self, keys: set[str]) -> None:
        """Calls that these keys alone have opened are answered."""
        self.memory.calls = [each for each in self.memory.calls if not each[2] or not each[2] <= keys]

    def answer_screened(self) -> None:
        """Calls that a new screening answers."""
        self.answer(SCREENED | {f"caution-{each.key}" for each in self.plan.protocol.cautions})

    def screen(self, asked: date, stand: frozenset[str]) -> None:
        """The screening was asked in full on a day; which cautions stand is its word, which is not lived twice."""
        assert self.plan.weighed is not None
        self.memory.unanswered -= SCREENED_AGAIN
        self.memory.stand = set(stand)
        self.memory.screened, self.memory.cautions = asked, raised(self.plan, self.plan.weighed)
        promised = [each for each in self.plan.items if self.plan.phase(each) in ALIVE and each.is_promised_more]
        for item in promised:
            if (
                asked_before(self.plan, self.plan.weighed, self.memory.cautions, after(self.plan, item)[0])
                - self.memory.fine
            ):
                self.take_back(item)
                self.first_again(item, self.plan.today)
                self.decide()

    def decide(self) -> None:
        """A dose is decided by name today: what is told of a day before it comes too late to raise one."""
        self.memory.named = self.plan.today

    def waits(self) -> None:
        """Before the first dose: the tests that come before a dose like that of the start."""
        plan = self.plan
        assert plan.weighed is not None
        entered = together({item.key: (*item.stood, item.now)[0].grams for item in plan.items}, plan.items)
        brought = asked_before(plan, plan.weighed, self.memory.cautions, entered)
        self.memory.brought = brought
        labs = (*plan.protocol.baseline_labs, *sorted(brought))
        plan.protocol = replace(plan.protocol, baseline_labs=labs)

    def forbids(self, item: str | None, step: str) -> bool:
        """Whether a step by name leads up past a line that something comes before."""
        meant = self._meant(item)
        found = next((each for each in meant if step in each.keys), meant[0])
        steps_up = step in found.keys and not found.is_tapering(found.now) and found.keys.index(step) > found.place
        if not steps_up or found.is_promised_more:
            return False
        plan, body, memory = self.plan, self.plan.weighed, self.memory
        assert body is not None
        if memory.unanswered:
            return True
        if too_much_at_once(plan, found):
            return True
        unscreened = memory.screened < min(plan.today, found.now.counts_from) and passes_a_line(plan, body, found)
        return unscreened or bool(asked_before(plan, body, memory.cautions, after(plan, found)[1]) - memory.fine)

    def weigh_by_name(self, body: Body, *, planned: bool) -> None:
        self.weigh(body)
        start = None if self.plan.body.weight is None else Decimal(self.plan.body.weight.value)
        known = (self.memory.planned, self.memory.baseline.get("body_weight"), start)
        since = next((each for each in known if each is not None), None)
        if planned and body.weight is not None and (since is None or body.weight.value < since):
            # What is lost from here on is counted from here.
            self.memory.planned = Decimal(body.weight.value)
        elif not planned and body.weight is not None and self.memory.planned is not None:
            # More than that weight again: it is made up for.
            self.memory.planned = None if body.weight.value > self.memory.planned else self.memory.planned
        self.answer({WEIGHT})
        self.memory.unanswered.discard("weight_changed")

    def record_product(self, name: str | None, *, sized: bool) -> None:
        """Grams per measure answer what changed; a name alone does not, and another name without them changes it."""
        known = self.memory.product
        if sized:
            self.answer({PRODUCT})
            self.memory.unanswered.discard("product_changed")
        elif known is not None and (known[1] or known[0] not in {None, name}):
            self.memory.unanswered.add("product_changed")
            for each in self.plan.items:
                if each.is_promised_more and self.plan.phase(each) in ALIVE:
                    self.take_back(each)
                    self.first_again(each, self.plan.today)
        self.memory.product = (name, sized)

    def resume(self, item: str | None, *, screened: bool) -> None:
        plan = self.plan
        meant = [each for each in self._meant(item) if self._comes_back(each)]
        ends = {each.key: [end[1] for end in (plan.ended, each.ended) if end is not None] for each in meant}
        if plan.ended is not None:
            self._leave_over(meant, plan.ended)
        assert all(each.well_on is None or each.well_on <= plan.today for each in meant), "ill a moment ago"
        days = {each.key: self.off_days(each) for each in meant}
        lowered = {each.key: 8 <= self._answered(each) <= 14 and 8 <= days[each.key] <= 14 for each in meant}
        for each in meant:
            since = self._rest(each)
            if since < plan.today and (each.pause_from is None or since < each.pause_from):
                self.pause(each, since)
        self.lapsed = tuple(each for each in self.lapsed if each not in meant)
        plan.ended = plan.lapse = None
        again: list[Item] = []
        for each in meant:
            self._come_back(each, (days[each.key], lowered[each.key]), ends[each.key], again)
        self.keep()
        for checkpoint in plan.protocol.checkpoints:
            self.due_again(checkpoint)
        for each in again:
            self.first_again(each, plan.today)
        if screened:
            self.answer_screened()

    def _meant(self, item: str | None) -> list[Item]:
        return [each for each in self.plan.items if item in {None, each.key}]

    def _comes_back(self, item: Item) -> bool:
        phase = self.plan.phase(item)
        ahead = item.pause_from is not None and item.pause_from > self.plan.today
        if phase == "paused" or (ahead and phase in ALIVE):
            return True
        ends = [each for each in (self.plan.ended, item.ended) if each is not None]
        back = all(not final and reason in COMES_BACK for _, reason, final in ends)
        return bool(ends) and not item.ran_to_end and back

    def _was_over(self, item: Item, ended_on: date) -> bool:
        """Whether the item had come to its own end before that of the plan."""
        by = min(ended_on, self.plan.today)
        return item.ran_to_end or (item.ended is not None and item.ended[0] <= by)

    def off_days(self, item: Item) -> int:
        """Whole days without a dose, yesterday and before, and those that were told before them."""
        rest = self._rest(item)
        return (self.plan.today - self.plan.off_since(item, rest)).days if rest < self.plan.today else 0

    def _answered(self, item: Item) -> int:
        rest = self._rest(item)
        return self.plan.answered(item, self.plan.off_since(item, rest), rest) if rest < self.plan.today else 0

    def _rest(self, item: Item) -> date:
        """The first day of the pause, of the lapse or of the end."""
        ends = [each[0] for each in (self.plan.ended, item.ended) if each is not None]
        since = self.plan.without_since(item)
        first = min([*ends, *([] if since is None else [since])], default=self.plan.today)
        return max(first, self.plan.start)

    def _come_back(self, item: Item, off: tuple[int, bool], ends: list[str], again: list[Item]) -> None:
        """By the table of days without a dose, and never above the last tolerated step."""
        days, lowered = off
        today = self.plan.today
        untried = self._is_untried(item, today - ONE * days)
        back_to_entry = item.back_to_entry
        item.ended = None
        if item.pause_from is not None and item.pause_from <= today:
            if item.pause_from < today:
                # Nobody looked in the pause at what a hold had put off: it waits no longer.
                item.now.held = 0
            item.pauses.append((item.pause_from, today))
        item.pause_from, item.back_to_entry, item.screen_first, item.well_on = None, False, False, None
        if today >= self.plan.start and today not in item.now.days and not item.ran_to_end:
            item.now.days.append(today)
        if item.is_tapering(item.now):
            below = item.lower(item.now)
            if days > 7 and below and not lowered:
                step, grams, weighing = below[0]
                self.enter(item, step, self.first_day, (grams, weighing))
            return
        target = item.place - 1 if (8 <= days <= 14 and not lowered) or untried else item.place
        if days > 14 or back_to_entry or ends:
            target = min(target, item.entry)
        if {"reaction", "alarm"} & set(ends):
            target = min(target, self.last_clear(item))
        if max(0, target) < item.place:
            self.down(item, item.place - max(0, target), None)
        elif days > 2 and item.place < len(item.keys) - 1 and not item.now.settled:
            self.over(item)
            again.append(item)

    def _is_untried(self, item: Item, first_off: date) -> bool:
        """Whether a rise was caught before one whole day was taken on the step, however often it began over."""
        stands = [item.now]
        for stand in reversed(item.stood):
            if stand.step != item.now.step:
                break
            stands.append(stand)
        return stands[-1].arrived == "advance" and not any(day < first_off for s in stands for day in s.days)


def _sooner(before: End | None, now: End) -> End:
    """The newest reason from the earliest day on."""
    return now if before is None else (min(before[0], now[0]), now[1], before[2] or now[2])
