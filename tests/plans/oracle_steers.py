"""What the naive plan does about a verdict."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

from msgspec.structs import replace

from protocols.authoring.caution import Action, BmiBelow, Caution, DosePerKgAbove
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.predicate import measures_in
from protocols.checkpoints.rule import BackTo, Rule
from protocols.dosing.body import Body, Implausible
from protocols.dosing.quantity import Unit, of
from tests.plans.oracle import ALIVE
from tests.plans.oracle_decides import OF_CALENDAR, Judge, Verdict, is_doubtful, is_less, remember, weight_of
from tests.plans.oracle_facts import Answers
from tests.plans.oracle_items import ONE, Item, table_of
from tests.plans.oracle_lines import in_grams, together
from tests.plans.oracle_looks import Looks
from tests.plans.oracle_moves import End, newest


class Steers(Looks):
    """The plan as check-ins steer it; `seq` counts what has happened."""

    seq: int = 1
    lapsed: tuple[Item, ...] = ()
    since_lapse: date | None = None

    def tell(self, told: Answers) -> Verdict:
        """A check-in that is not refused."""
        self.memory.weighed.append(weight_of(self.plan))
        for_weight = self.doses_for(told)
        if for_weight is not None:
            self.weigh(for_weight)
        judge = Judge(self.plan, self.memory, told)
        verdict = judge.verdict()
        self.note()
        before = dict(self.memory.holds)
        remember(self.plan, self.memory, judge, verdict)
        if for_weight is not None:
            self.memory.unanswered.discard("weight_changed")
        self._steer(judge, verdict)
        self.keep()
        for key, dose in verdict.doses.items():
            if key in verdict.counted:
                self.memory.holds[key] = before.get(key, 0) + 1
            elif dose == "advance":
                self.memory.holds.pop(key, None)
        if verdict.call != "none":
            self.memory.calls.append((self.seq, verdict.call, set(verdict.call_because)))
        return verdict

    def doses_for(self, told: Answers) -> Body | None:
        """The body of the weight that was told, if it is less, the newest, near one that is known, and gives doses."""
        plan = self.plan
        if plan.weighed is None or not is_less(plan, self.memory, told):
            return None
        kilograms = Decimal(told.numbers["body_weight"]).quantize(Decimal("0.1"), ROUND_FLOOR)
        try:
            body = replace(plan.weighed, weight=of(str(kilograms), Unit.KILOGRAM), weighed_on=told.on)
        except Implausible:
            return None
        for item in plan.items:
            table = table_of(item.definition, body)
            if any(table[below] >= table[above] for below, above in pairwise(item.keys)):
                return None
        return body

    def too_light(self, told: Answers) -> bool:
        """Whether a caution that asks for more than telling is new for the lower weight that is told."""
        plan, kilograms = self.plan, told.numbers.get("body_weight")
        if plan.weighed is None or kilograms is None or is_doubtful(plan, self.memory, told):
            return False
        before, days = plan.weighed.weight, (plan.weighed.weighed_on, self.memory.weight_told)
        if (before is not None and kilograms >= before.value) or any(day is not None and day > told.on for day in days):
            return False
        body = self._body_of(kilograms, told.on)
        return body is not None and any(
            each.key not in self.memory.stand and each.action is not Action.INFORM and self._is_too_light(each, body)
            for each in plan.protocol.cautions
        )

    def _body_of(self, kilograms: Decimal, on: date) -> Body | None:
        """Nobody whose weight cannot be meant, and nobody for whom there are no doses."""
        assert self.plan.weighed is not None
        weight = of(str(Decimal(kilograms).quantize(Decimal("0.1"), ROUND_FLOOR)), Unit.KILOGRAM)
        try:
            body = replace(self.plan.weighed, weight=weight, weighed_on=on)
        except Implausible:
            return None
        tables = [(each, table_of(each.definition, body)) for each in self.plan.items]
        rise = all(table[a] < table[b] for item, table in tables for a, b in pairwise(item.keys))
        return body if rise else None

    def _is_too_light(self, caution: Caution, body: Body) -> bool:
        assert body.weight is not None
        for trigger in caution.triggers:
            if isinstance(trigger, BmiBelow) and body.height is not None:
                metres = Decimal(body.height.value) / 100
                if Decimal(body.weight.value) < trigger.value * metres * metres:
                    return True
            if isinstance(trigger, DosePerKgAbove) and body.height is not None:
                tables = {each.key: (table_of(each.definition, body), each.keys) for each in self.plan.items}
                most = {item: max(table[key] for key in keys) for item, (table, keys) in tables.items()}
                if max(together(most, self.plan.items).values()) > in_grams(trigger.dose, body):
                    return True
        return False

    def weigh(self, body: Body) -> None:
        """New tables: less holds at once, more waits for an advance; what came to its last day is over for good."""
        self.memory.weighed.append(weight_of(self.plan))
        self.plan.weighed = body
        for item in self.plan.items:
            if self.plan.phase(item) == "finished" and item.ended is None and self.plan.ended is None:
                item.ended = (self.plan.last_day(item) + ONE, "completed", False)
            table = table_of(item.definition, body)
            item.tables.append(table)
            item.bodies.append(body)
            newest = len(item.tables) - 1
            for stand in (item.now, *([item.next] if item.next is not None else [])):
                if table[stand.step] < stand.grams:
                    stand.grams, stand.weighing = table[stand.step], newest
            if item.heavier is not None and table[item.now.step] < item.heavier[1]:
                item.heavier = (item.heavier[0], table[item.now.step], newest)

    def note(self) -> None:
        """Something happens: who is paused before it, and since when no sheet holds any more."""
        self.seq += 1
        self.entered = set()
        self.lapsed = tuple(item for item in self.plan.items if self.plan.phase(item) == "paused")
        self.since_lapse = self.plan.ran_out() if self.lapsed else None

    def keep(self) -> None:
        """A lapse that something happens in is a pause since the sheet ran out."""
        for key in self.entered:
            self.memory.holds.pop(key, None)
        self.plan.lapse = None
        if self.since_lapse is not None:
            for item in self.lapsed:
                self.pause(item, self.since_lapse)

    def _steer(self, judge: Judge, verdict: Verdict) -> None:
        plan, checkpoint = self.plan, judge.checkpoint
        ends = {self._stopped(judge, verdict.because[key]) for key, dose in verdict.doses.items() if dose == "stop"}
        if set(verdict.doses.values()) == {"stop"} and len(ends) == 1:
            plan.ended = ends.pop()
            for item in plan.items:
                self.take_back(item)
            return
        finishing = _is_end(checkpoint) and verdict.timing not in {"early", "unscheduled"}
        looked_at = self.stand_of(checkpoint, judge.told.on)
        if finishing and checkpoint is not None and checkpoint.item is None:
            self._finish(judge, verdict)
            self.mark(judge, verdict, looked_at, None)
            return
        meant = plan.meant(checkpoint)
        stood = (looked_at, (meant.now, meant.next))
        again: list[Item] = []
        alive = [item for item in plan.items if plan.phase(item) in ALIVE]
        moves = [self._steer_one(item, judge, verdict, again, alive, finishing) for item in plan.items]
        if finishing:
            self.mark(judge, verdict, looked_at, None)
        else:
            self.look(judge, verdict, stood, moved=any(moves))
        for item in again:
            self.first_again(item, self.plan.today)

    def _steer_one(
        self, item: Item, judge: Judge, verdict: Verdict, again: list[Item], alive: list[Item], finishing: bool
    ) -> bool:
        if finishing and item is self.plan.meant(judge.checkpoint) and verdict.doses[item.key] != "stop":
            return self._finish_item(item, judge, verdict)
        return item in alive and self._steer_item(item, judge, verdict, again)

    def _steer_item(self, item: Item, judge: Judge, verdict: Verdict, again: list[Item]) -> bool:
        match verdict.doses[item.key]:
            case "stop":
                self.end_item(item, self._stopped(judge, verdict.because[item.key]))
                return False
            case "pause":
                return self._pause(item, judge, verdict)
            case "step_back":
                return self._step_back(item, verdict)
            case "hold":
                return self._hold(item, judge, verdict, again)
            case _:
                return self._advance(item, judge, verdict, again)

    def end_item(self, item: Item, end: End) -> None:
        """The item ends; nothing gives back a day that was already taken away."""
        on, reason, final = end
        if item.ended is not None:
            if item.ended[1] == "completed" and item.ended[0] <= on:
                # Over is over: a reaction that is told later stops nothing any more.
                reason = "completed"
            on, final = min(on, item.ended[0]), final or item.ended[2]
        item.ended = (on, reason, final)
        self.take_back(item)

    def _stopped(self, judge: Judge, because: list[str]) -> End:
        alarms = [each for each in self.plan.protocol.alarms if judge.told.alarms.get(each.key)]
        changes = [each for each in CHANGES if judge.told.changes.get(each.key) and each.dose.value == "stop"]
        rules = [each for each in self.plan.protocol.rules if each.key in because]
        final = any(each.final for each in alarms) or any(each.final for each in changes)
        lost = "alarm-weight_loss" in because
        reason = "alarm" if alarms or lost else ("pregnancy" if changes else "reaction")
        if reason == "reaction" and "limit-off-days" in because:
            reason = "lapsed"
        if reason == "reaction" and not rules:
            reason = "new_caution"
        return (self.plan.today, reason, final or any(each.final for each in rules))

    def _pause(self, item: Item, judge: Judge, verdict: Verdict) -> bool:
        """At once; where symptoms pause it, it waits on the last step that was tolerated."""
        rules = [rule for rule in self.plan.protocol.rules if rule.key in verdict.because[item.key]]
        symptoms = any(rule.dose.value == "pause" and measures_in(rule.when) - {"days_taken"} for rule in rules)
        places = 0 if item.is_tapering(item.now) or not symptoms else item.place - self.last_clear(item)
        moved = self._back_beside(item, verdict)
        if places:
            self.down(item, places, "step_back")
        elif moved is not None:
            moved()
        long = judge.off[item.key].days > 14
        told = [each for each in CHANGES if judge.told.changes.get(each.key)]
        self.pause(
            item,
            self.plan.today,
            back_to_entry=long or any(each.back_to_entry for each in told),
            screen_first=long or any(each.screen_first for each in told) or _needs_reason(verdict),
            well_on=self._well_on(judge, rules),
        )
        return places > 0 or moved is not None

    @staticmethod
    def _well_on(judge: Judge, rules: list[Rule]) -> date | None:
        """Two days after being ill, or the day after the last of the days without symptoms that a pause asks for."""
        waits = [rule.symptom_free_days + 1 for rule in rules if rule.dose.value == "pause" and rule.symptom_free_days]
        waits += [2] if judge.told.changes.get("ill_now") else []
        return judge.told.on + ONE * max(waits) if waits else None

    def _back_beside(self, item: Item, verdict: Verdict) -> Callable[[], None] | None:
        """What asks for a step back beside a pause holds for what comes after it, once in each pause."""
        asked = [
            line.key
            for line in verdict.lines
            if line.truth is True and line.dose == "step_back" and (not line.items or item.key in line.items)
        ]
        paused = item.pause_from is not None and item.pause_from <= item.now.since
        if not asked or item.now.step == item.keys[0] or (paused and item.now.arrived == "step_back"):
            return None
        if item.is_tapering(item.now) and not item.lower(item.now):
            return None
        return lambda: self._lower(item, asked)

    def _step_back(self, item: Item, verdict: Verdict) -> bool:
        if item.is_tapering(item.now) and not item.lower(item.now):
            self.end_item(item, (self.plan.today, "completed", False))
            return False
        self._lower(item, verdict.because[item.key])
        return True

    def _lower(self, item: Item, because: list[str]) -> None:
        """One lower on the taper, or on the ladder as far as the rules say."""
        arrived = None if because == ["limit-off-days"] else "step_back"
        if item.is_tapering(item.now):
            step, grams, weighing = item.lower(item.now)[0]
            self.enter(item, step, self.first_day, (grams, weighing), arrived)
            return
        rules = [rule for rule in self.plan.protocol.rules if rule.key in because]
        far = any(rule.back_to is BackTo.LAST_CLEAR for rule in rules)
        self.down(item, item.place - self.last_clear(item) if far else 1, arrived)

    def _advance(self, item: Item, judge: Judge, verdict: Verdict, again: list[Item]) -> bool:
        today = self.plan.today
        if item.is_tapering(item.now):
            return self._next_on_taper(item)
        if verdict.rises == item.key and item.can_rise(item.now):
            self.up(item, today, judge.told.off_days or 0)
            return True
        planned = self.plan.planned_until(item)
        due = planned is not None and judge.window is not None and judge.window[1] >= planned
        if due and self.plan.meant(judge.checkpoint) is item and self.onto_taper(item):
            return True
        if verdict.rises == item.key:
            since = max(today, self.plan.enough(item, judge.told.off_days or 0)) + ONE
            item.next, item.heavier = None, (since, *newest(item, item.now.step))
            return True
        return self._uncounted(item, judge, again)

    def _next_on_taper(self, item: Item) -> bool:
        least = item.step(item.now.step).least_days
        last, lower = item.counted_until(item.now), item.lower(item.now)
        since = max(self.plan.today, last + ONE * max(0, least - len(item.now.days))) + ONE
        if not lower:
            self.end_item(item, (since, "completed", False))
            return False
        step, grams, weighing = lower[0]
        asked, falls = dict(self.plan.asked), self.plan.falls_on(item)
        entered = set(self.entered)
        self.enter(item, step, since, (grams, weighing))
        if since == falls:
            # It comes as it would have come by the calendar, so that nothing begins anew.
            self.plan.asked, self.entered = asked, entered
        return True

    def _hold(self, item: Item, judge: Judge, verdict: Verdict, again: list[Item]) -> bool:
        if item.key in verdict.settles:
            self.settle(item)
            return True
        missed = self._not_taken(judge)
        much = (missed is not None and missed >= 4) or judge.off[item.key].way == "over"
        if much and item.can_rise(item.now):
            self.over(item)
            again.append(item)
            return True
        moved = self._uncounted(item, judge, again)
        if _speaks_against(verdict, item) and (item.next is not None or item.heavier is not None):
            decided = item.next.since if item.next is not None and item.is_tapering(item.next) else None
            self.take_back(item)
            again.append(item)
            if decided is not None and item.definition.mode.value == "scheduled":
                self._put_off(item, judge.checkpoint, decided)
            return moved
        if item.definition.mode.value == "scheduled" and judge.checkpoint is not None and not item.next:
            moved = self._hold_back(item, judge.checkpoint) or moved
        return moved

    def _uncounted(self, item: Item, judge: Judge, again: list[Item]) -> bool:
        """One or two days without a dose do not count; a rise that counted them is none, and is looked at again."""
        off = judge.told.off_days
        if not off or off > 2 or not item.can_rise(item.now):
            return False
        item.now.uncounted += off
        if item.next is not None:
            self.take_back(item)
            again.append(item)
        return True

    def _hold_back(self, item: Item, checkpoint: Checkpoint) -> bool:
        """A fall that would come by the calendar waits until the next look, within the most days of the step."""
        if not item.lower(item.now) or checkpoint.kind is CheckpointKind.BASELINE:
            return False
        step, last = item.step(item.now.step), item.counted_until(item.now)
        falls = last + ONE * (item.lasts(item.now) - len(item.now.days))
        until = max(falls, self.plan.today + ONE * checkpoint.again_after)
        item.now.held = min(step.most_days - step.planned_days, item.now.held + (until - falls).days)
        return True

    def _put_off(self, item: Item, checkpoint: Checkpoint | None, decided: date) -> None:
        """A fall that is taken back comes on the day it was decided for at the earliest, and after the next look."""
        step, last = item.step(item.now.step), item.counted_until(item.now)
        planned = last + ONE * (step.planned_days - len(item.now.days))
        looked = checkpoint is not None and checkpoint.kind is not CheckpointKind.BASELINE
        wait = self.plan.today + ONE * checkpoint.again_after if looked and checkpoint else self.plan.today
        until = max(planned, decided - ONE, wait)
        item.now.held = min(step.most_days - step.planned_days, (until - planned).days)

    def _not_taken(self, judge: Judge) -> int | None:
        """On how many of the last 7 days less was taken, of those on which something was to be taken."""
        taken, on = judge.told.numbers.get("days_taken"), judge.told.on
        if taken is None:
            return None
        item = self.plan.meant(judge.checkpoint)
        since = max(
            self.plan.start, *(until for first, until in item.pauses if first <= on and first < until), date.min
        )
        if item.pause_from is not None and item.pause_from <= on:
            since = max(since, self.plan.today)
        return max(0, min(7, max(0, (on - since).days + 1)) - int(taken))

    def _finish(self, judge: Judge, verdict: Verdict) -> None:
        """The end of the course: down the tapers, or after the planned days; at once where the answers lower."""
        plan, goes_on = self.plan, verdict.dose in {"advance", "hold"}
        down = {item.key: self.onto_taper(item) for item in plan.items if goes_on}
        if True in down.values():
            for item in plan.items:
                if not down[item.key] and item.is_promised_more and _speaks_against(verdict, item):
                    self.take_back(item)
            return
        on, before = self._end_of(plan.items, judge) if goes_on else plan.today, plan.ended
        for item in plan.items:
            self.take_back(item)
        plan.ended = (on, "completed", False) if before is None else (min(on, before[0]), "completed", before[2])

    def _finish_item(self, item: Item, judge: Judge, verdict: Verdict) -> bool:
        goes_on = verdict.doses[item.key] in {"advance", "hold"}
        if goes_on and self.onto_taper(item):
            return True
        self.end_item(item, (self._end_of([item], judge) if goes_on else self.plan.today, "completed", False))
        return False

    def _end_of(self, items: list[Item], judge: Judge) -> date:
        """The day after the planned ones, or after the day that the end is looked at."""
        planned = [end for end in map(self.plan.planned_last, items) if end is not None]
        due = [] if judge.window is None else [judge.window[1]]
        return max(self.plan.today, min(max(map(self.plan.last_day, items)), max((*due, *planned))) + ONE)


def _is_end(checkpoint: Checkpoint | None) -> bool:
    return checkpoint is not None and checkpoint.kind is CheckpointKind.END


def _speaks_against(verdict: Verdict, item: Item) -> bool:
    """Whether something known in the client asks to hold the item."""
    return any(
        line.truth is True
        and line.dose == "hold"
        and line.key.removeprefix("limit-") not in OF_CALENDAR
        and (not line.items or item.key in line.items)
        for line in verdict.lines
    )


def _needs_reason(verdict: Verdict) -> bool:
    """Whether a value raised a caution that nothing is taken against before the screening was asked again."""
    return any(line.key.startswith("caution-") for line in verdict.lines)
