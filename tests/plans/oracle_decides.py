"""How the naive plan judges a check-in: the page of rules read aloud, one line after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from protocols.authoring.caution import Action, Caution, ResultBelow, ResultBetween, Trigger
from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.measure import MeasureKind
from protocols.checkpoints.predicate import (
    AnyChange,
    leaves,
    measures_in,
)
from protocols.checkpoints.rule import Rule
from protocols.dosing.dose import FixedDose
from tests.plans.oracle import ALIVE, Oracle
from tests.plans.oracle_facts import (
    CALENDAR,
    CALLS,
    DOSES,
    RISING_TIMES,
    Answers,
    Known,
    Memory,
    any_yes,
    is_true,
    strongest,
    timing_of,
)
from tests.plans.oracle_items import ONE, Item
from tests.plans.oracle_lines import after, asked_before, fine, passes_a_line, too_much_at_once

DOES = {Action.EXCLUDE: ("stop", "today"), Action.OVERRIDE_WITH_REASON: ("pause", "routine")}
"""What a caution that a value raises asks for."""


@dataclass
class Line:
    """Something that was looked at: true or unknown, what it asks for, of which items."""

    key: str
    truth: bool | None
    dose: str
    call: str
    items: tuple[str, ...] = ()


@dataclass
class Verdict:
    """What the page says: for each item, over all, who is told, and why."""

    timing: str
    window: tuple[date, date] | None
    late_entered: bool
    doses: dict[str, str]
    because: dict[str, list[str]]
    dose: str
    call: str
    call_because: list[str]
    rises: str | None
    settles: set[str]
    counted: set[str]
    lines: list[Line]
    missing: bool
    symptoms: bool
    known: Known


def is_doubtful(plan: Oracle, memory: Memory, told: Answers) -> bool:
    """Whether the weight that was told is more than a tenth away from every one that is known."""
    kilograms = told.numbers.get("body_weight")
    found = (memory.earlier.get("body_weight"), memory.baseline.get("body_weight"), weight_of(plan))
    known = [each for each in found if each is not None]
    return kilograms is not None and bool(known) and all(abs(kilograms - each) * 10 > each for each in known)


def weight_of(plan: Oracle) -> Decimal | None:
    """What the doses were last worked out for."""
    return None if plan.weighed is None or plan.weighed.weight is None else Decimal(plan.weighed.weight.value)


def is_less(plan: Oracle, memory: Memory, told: Answers) -> bool:
    """Whether a weight was told that is less than the one of the doses, and the newest, where it matters."""
    kilograms, weight = told.numbers.get("body_weight"), weight_of(plan)
    steps = [step for item in plan.items for step in (*item.ladder, *item.definition.taper)]
    if kilograms is None or weight is None or all(isinstance(step.dose, FixedDose) for step in steps):
        return False
    known = [None if plan.weighed is None else plan.weighed.weighed_on, memory.weight_told]
    older = any(day is not None and day > told.on for day in known)
    return kilograms < weight and not older and not is_doubtful(plan, memory, told)


@dataclass
class Off:
    """Days in a row without a dose, what they still ask for, and those that reach up to the check-in."""

    days: int
    way: str
    told: set[date]
    answered: int


def table(days: int) -> str:
    return next(
        (way for most, way in ((2, "same"), (7, "over"), (14, "lower"), (28, "screen")) if days <= most), "ends"
    )


def way_of(days: int, answered: int) -> str:
    """By the table; what was lowered or screened for the same row already only starts over."""
    way = table(days)
    return "over" if way in {"lower", "screen"} and table(answered) == way else way


def as_planned(plan: Oracle, told: Answers) -> Answers:
    """Whoever left nothing out took it as planned on 7 of 7 days, however few of them had anything to take."""
    week = [told.on - ONE * back for back in range(7)]
    had = sum(day >= plan.start and any(not _rests(item, day) for item in plan.items) for day in week)
    if 0 < had <= told.numbers.get("days_taken", Decimal(-1)):
        return replace(told, numbers=told.numbers | {"days_taken": Decimal(7)})
    return told


def _rests(item: Item, day: date) -> bool:
    waits = item.pause_from is not None and item.pause_from <= day
    return waits or any(first <= day < last for first, last in item.pauses)


class Judge:
    """One check-in in front of the naive plan."""

    def __init__(self, plan: Oracle, memory: Memory, told: Answers) -> None:
        self.plan, self.memory, self.told = plan, memory, as_planned(plan, told)
        protocol = plan.protocol
        self.checkpoint = next((each for each in protocol.checkpoints if each.key == told.checkpoint), None)
        self.window = plan.windows(told.on).get(told.checkpoint or "")
        self.timing = timing_of(self.window, told.on)
        self.older = memory.last is not None and told.on < memory.last
        self.late_entered = self.older or (memory.named is not None and told.on < memory.named)
        taken = self._taken()
        self.baseline = self._baseline(taken)
        self.off = {item.key: self._days_off(item) for item in plan.items}
        self.baseline_limits = {
            key: limit
            for key in memory.baseline_limits.keys() | told.limits.keys()
            if (limit := told.limits.get(key) if key in taken else memory.baseline_limits.get(key)) is not None
        }

    def _taken(self) -> dict[str, Decimal]:
        """Before the start in its time; later only results that are waited for."""
        if self.checkpoint is None or self.checkpoint.kind is not CheckpointKind.BASELINE:
            return {}
        if self.window is not None and not self.older:
            doubtful = {"body_weight"} if is_doubtful(self.plan, self.memory, self.told) else set()
            return {key: value for key, value in self.told.numbers.items() if key not in doubtful}
        waited = set(self.plan.protocol.baseline_labs) - self.memory.baseline.keys()
        return {key: value for key, value in self.told.numbers.items() if key in waited}

    def _baseline(self, taken: dict[str, Decimal]) -> dict[str, Decimal]:
        weight = self.memory.baseline.get("body_weight")
        zero = {each.key: Decimal(0) for each in self.plan.protocol.measures if each.baseline_is_zero}
        started = {} if weight is not None else self._weight()
        planned = {} if self.memory.planned is None else {"body_weight": self.memory.planned}
        self.before = {**started, **self.memory.baseline}
        return {**started, **self.memory.baseline, **taken, **planned, **zero}

    def _weight(self) -> dict[str, Decimal]:
        weight = self.plan.body.weight
        return {} if weight is None else {"body_weight": Decimal(weight.value)}

    def looked_at(self) -> list[Checkpoint]:
        if self.checkpoint is not None and self.timing not in {"early", "unscheduled"}:
            return [self.checkpoint]
        steps = {self.plan.stand_on(item, self.told.on).step for item in self.plan.items}
        return [
            each
            for each in self.plan.protocol.checkpoints
            if each is self.checkpoint or (each.day is not None and (not each.steps or steps & set(each.steps)))
        ]

    def rules(self) -> list[Rule]:
        looked = self.looked_at()
        keys = {key for each in looked for key in each.rules}
        asked = {key for each in looked for key in (*each.asks, *each.may_ask)}
        others = {
            key
            for each in self.plan.protocol.checkpoints
            if each.kind is not CheckpointKind.BASELINE
            for key in each.rules
        }
        found = []
        for rule in self.plan.protocol.rules:
            about = measures_in(rule.when)
            told_besides = about <= self.told.numbers.keys() and about - asked and rule.key in others
            if rule.key in keys or (told_besides and rule.dose.value != "advance"):
                found.append(rule)
        return found

    def known(self, item: Item) -> Known:
        alarms, told = self.plan.protocol.alarms, self.told
        stand = self.plan.stand_on(item, told.on)
        may = {key for each in self.looked_at() for key in each.may_ask}
        return Known(
            numbers=told.numbers,
            limits=told.limits,
            baseline=self.baseline,
            baseline_limits=self.baseline_limits,
            earlier=dict(self.memory.earlier),
            emergency=any_yes(told.alarms, [each.key for each in alarms if each.level is AlarmLevel.EMERGENCY]),
            today=any_yes(told.alarms, [each.key for each in alarms if each.level is AlarmLevel.TODAY]),
            change=any_yes(told.changes, [each.key for each in CHANGES]),
            days=self.plan.days_on(item, stand, told.on),
            arrived=stand.arrived,
            fired={} if "paused" in {self.plan.plan_phase(), self.plan.phase(item)} else dict(self.memory.fired),
            skipped=may - told.numbers.keys(),
            before=list(self.memory.before),
            asked=set(self.checkpoint.asks) if self.checkpoint is not None else set(),
        )

    def lines(self) -> list[Line]:
        found = []
        for rule in self.rules():
            about = [each for each in self.plan.items if not rule.items or each.key in rule.items]
            for item in about:
                truth = is_true(rule.when, self.known(item))
                dose, call = (rule.dose.value, rule.call.value) if truth is not None else ("hold", "none")
                found.append(Line(rule.key, truth, dose, call, (item.key,)))
        found += [
            Line(f"alarm-{each.key}", True, "stop", each.level.value)
            for each in self.plan.protocol.alarms
            if self.told.alarms.get(each.key)
        ]
        if self.has_lost() and not self.told.alarms.get("weight_loss"):
            found.append(Line("alarm-weight_loss", True, "stop", "today"))
        found += [
            Line(f"change-{each.key}", True, each.dose.value, each.call.value)
            for each in CHANGES
            if self.told.changes.get(each.key)
        ]
        found += [
            Line(f"caution-{each.key}", True, *DOES[each.action])
            for each in new_cautions(self.plan, self.memory, self.values())
            if each.action in DOES
        ]
        return [line for line in (*found, *self.limits()) if line.truth is not False]

    def has_lost(self) -> bool:
        """A twentieth of the start weight, or of a lower one that is known to be so far below it."""
        told, start = self.told.numbers.get("body_weight"), self.baseline.get("body_weight")
        is_baseline = self.checkpoint is not None and self.checkpoint.kind is CheckpointKind.BASELINE
        if told is None or start is None or (is_baseline and self.window is not None):
            return False
        known = start
        for weight in self.memory.weighed:
            far = weight is not None and weight * 20 <= 19 * start
            if not far:
                known = start
            elif weight is not None and weight * 20 <= 19 * known:
                known = weight
        return told * 20 <= 19 * known

    def values(self) -> dict[str, tuple[date, Decimal]]:
        """The newest laboratory values, each with its day: what is told of the same day replaces what was."""
        known, day = self.memory.values, self.told.on
        older = {key for key, (then, _) in known.items() if then > day}
        return known | {key: (day, value) for key, value in self.told.numbers.items() if key not in older}

    def missing(self) -> bool:
        asks = set(self.checkpoint.asks) if self.checkpoint else set()
        alarms = {each.key for each in self.plan.protocol.alarms}
        changes = {each.key for each in CHANGES}
        return bool(
            asks - self.told.numbers.keys() or alarms - self.told.alarms.keys() or changes - self.told.changes.keys()
        )

    def limits(self) -> list[Line]:  # noqa: C901, PLR0912 one line for each limit
        plan, found = self.plan, []

        def held(key: str) -> None:
            found.append(Line(f"limit-{key}", True, "hold", "none"))

        if plan.plan_phase() == "paused":
            found.append(Line("limit-paused", True, "pause", "none"))
        else:
            found += [
                Line("limit-paused", True, "pause", "none", (each.key,))
                for each in plan.items
                if plan.phase(each) == "paused"
            ]
        if self.missing():
            held("not-asked")
        if is_doubtful(plan, self.memory, self.told):
            held("weight")
        if is_less(plan, self.memory, self.told):
            found.append(Line("limit-weight-by-name", True, "hold", "routine"))
        taken = self.told.numbers.get("days_taken")
        if taken is not None and taken < 6 and any(map(plan.may_rise, plan.items)):
            held("days-taken")
        if taken == 0 and self.told.off_days is None:
            found.append(Line("limit-not-taken", True, "hold", "routine"))
        found += self._off_days()
        if self.checkpoint is not None and self.checkpoint.kind is CheckpointKind.BASELINE:
            held("baseline")
        elif self.timing not in RISING_TIMES:
            held(self.timing)
        elif timing_of(self.window, plan.today) not in RISING_TIMES:
            held("entered-late")
        if self.late_entered:
            held("late-entered")
        if blocks(self.memory):
            held("open-call")
        else:
            for _ in RECORDED & self.memory.unanswered:
                held("change-unrecorded")
        if any(key not in self.baseline for key in plan.protocol.baseline_labs):
            held("results-awaited")
        if (self.memory.brought & self.told.numbers.keys()) - self.memory.baseline.keys() - self.fine():
            found.append(Line("limit-results-outside", True, "pause", "routine"))
        for rule in plan.protocol.rules:
            if rule.dose.value == "hold" and rule.key in self.memory.fired and self._not_repeated(rule):
                found.append(Line("limit-repeat-first", True, "hold", "none", rule.items))
        for item in plan.items:
            if item.pause_from is not None and item.pause_from > plan.today:
                found.append(Line("limit-pause-ahead", True, "hold", "none", (item.key,)))
            if plan.may_rise(item) and any(each.is_promised_more for each in plan.items if each is not item):
                found.append(Line("limit-other-rises", True, "hold", "none", (item.key,)))
        for item in plan.items:
            if plan.may_rise(item):
                above = item.keys[item.place + 1]
                if self.memory.left.count((item.key, above)) > 2:
                    found.append(Line("limit-tries", True, "hold", "routine", (item.key,)))
        return found

    def _not_repeated(self, rule: Rule) -> bool:
        """Whether a laboratory value that it held for waits to be told again, and there is more to rise to."""
        laboratory = {each.key for each in self.plan.protocol.measures if each.kind is MeasureKind.LABORATORY}
        about = measures_in(rule.when)
        waits = (about & self.memory.earlier.keys()) - self.fine() - self.newly_taken()
        more = any(self.plan.may_rise(each) for each in self.plan.items if not rule.items or each.key in rule.items)
        return about <= laboratory and bool(waits) and more

    def _off_days(self) -> list[Line]:
        if self.plan.plan_phase() == "paused":
            return []
        one_step = all(len(each.ladder) == 1 for each in self.plan.items)
        does = {
            "ends": ("stop", "routine"),
            "over": ("hold", "none"),
            "lower": ("step_back", "none"),
            "screen": ("stop" if one_step else "pause", "routine"),
        }
        lines = []
        for item in self.plan.items:
            way = self.off[item.key].way
            if self.plan.phase(item) == "paused" or way not in does:
                continue
            dose, call = does[way]
            nothing_lower = self.plan.takes(item) and item.now.step == item.keys[0]
            told = "routine" if way == "lower" and nothing_lower else call
            lines.append(Line("limit-off-days", True, dose, told, (item.key,)))
        return lines

    def _days_off(self, item: Item) -> Off:
        """The most days in a row without a dose that the answers leave possible, and those that reach up to today."""
        plan, on, told = self.plan, self.told.on, self._told_off()
        taken = int(self.told.numbers.get("days_taken") or 0)
        if told is None:
            kept = set(item.off_told)
            if taken and not self.late_entered:
                kept = {day for day in kept if day >= on - ONE * (7 - taken)}
                kept = kept if kept - {max(kept, default=on)} else set()
            return Off(0, "same", kept, item.off_answered)
        joins = self.late_entered and bool(item.off_told) and min(item.off_told) <= on + ONE
        until = max(item.off_told) if joins else on
        since = plan.off_since(item, on - ONE * told)
        answered = plan.answered(item, since, until)
        last = max([plan.start, *([self.memory.last] if self.memory.last else []), *(back for _, back in item.pauses)])
        span = (on - last).days
        reaches = (until - since).days
        if taken and told + taken <= max(span, 7):
            reaches = min(reaches, 7 - taken)
        lead = plan.off_since(item, last)
        first = (last - lead).days + told if told < span else 0
        days, known = 0, 0
        if told and reaches >= max(first, told):
            days, known = reaches, answered
        elif told and first >= told:
            days, known = first, plan.answered(item, lead, last)
        elif told:
            days = told
        acts = plan.plan_phase() != "paused" and plan.phase(item) != "paused"
        if self.late_entered and not joins:
            return Off(days, way_of(days, known), set(item.off_told), item.off_answered)
        row = until - ONE * reaches
        ends = max(until, plan.today)
        kept = {row + ONE * number for number in range((ends - row).days + 1)} if reaches else set()
        return Off(days, way_of(days, known), kept, reaches if acts else answered)

    def _told_off(self) -> int | None:
        if self.told.off_days is not None:
            return self.told.off_days
        if self.told.numbers.get("days_taken") != 0:
            return None
        return min(7, max(0, (self.told.on - self.plan.start).days))

    def verdict(self) -> Verdict:
        plan, lines = self.plan, self.lines()
        lines += self._beside_a_call(lines)
        doses: dict[str, str] = {}
        because: dict[str, list[str]] = {}
        settles, rises = set(), None
        for item in plan.items:
            about = [line for line in lines if not line.items or item.key in line.items]
            dose = strongest([line.dose for line in about] or ["hold"], DOSES)
            because[item.key] = [line.key for line in about if line.dose == dose]
            others = [line.dose for line in about if line.key != "limit-tries"]
            if because[item.key] == ["limit-tries"] and others and strongest(others, DOSES) == "advance":
                settles.add(item.key)
            if dose == "step_back" and item.now.step == item.keys[0]:
                dose = "pause"
            doses[item.key] = dose
            up = item.can_rise(item.now) or self.plan.waits_for_more(item)
            if dose == "advance" and plan.takes(item) and not item.is_promised_more and up and rises is None:
                against = [] if self._ends(item) else self._before_a_line(item)
                if against:
                    lines += against
                    doses[item.key], because[item.key] = "hold", [line.key for line in against]
                else:
                    rises = item.key
        going = self._going(doses, because) or list(doses.values())
        calls: dict[str, str] = {}
        for key, call in [*self._of_lines(lines, doses, because), *self._of_place(doses, settles)]:
            if call != "none":
                calls[key] = strongest([call, calls.get(key, "none")], CALLS)
        counted = self._counts(doses, lines)
        if any(self.memory.holds.get(key, 0) >= 2 for key in counted):
            calls["limit-three-holds"] = "routine"
        call = strongest([*calls.values(), "none"], CALLS)
        return Verdict(
            timing=self.timing,
            window=self.window,
            late_entered=self.late_entered,
            doses=doses,
            because=because,
            dose=strongest(going, DOSES),
            call=call,
            call_because=self._said_once([key for key, made in calls.items() if made == call]),
            rises=rises,
            settles=settles,
            counted=counted,
            lines=lines,
            missing=self.missing(),
            symptoms=any(e.truth is True and e.dose == "hold" and not e.key.startswith("limit-") for e in lines),
            known=self.known(plan.meant(self.checkpoint)),
        )

    def _beside_a_call(self, lines: list[Line]) -> list[Line]:
        """Where this page has somebody called today or at once, what would go up on it, or was going to, stays."""
        loud = {"today", "emergency"}
        doses, because, about = {}, {}, {}
        for item in self.plan.items:
            about[item.key] = [line for line in lines if not line.items or item.key in line.items]
            doses[item.key] = strongest([line.dose for line in about[item.key]] or ["hold"], DOSES)
            because[item.key] = [line.key for line in about[item.key] if line.dose == doses[item.key]]
            if doses[item.key] == "step_back" and item.now.step == item.keys[0]:
                doses[item.key] = "pause"
        calls = {call for _, call in self._of_lines(lines, doses, because)}
        if blocks(self.memory) or not loud & calls:
            return []
        found = []
        for item in self.plan.items:
            waiting = item.is_promised_more and self.plan.phase(item) in ALIVE
            up = (
                self.plan.takes(item)
                and (item.can_rise(item.now) or self.plan.waits_for_more(item))
                and not self._ends(item)
            )
            if waiting or (doses[item.key] == "advance" and up):
                found.append(Line("limit-open-call", True, "hold", "none", (item.key,)))
        return found

    def _ends(self, item: Item) -> bool:
        """Whether this check-in ends the item's course, which raises nothing."""
        if self.checkpoint is None or self.checkpoint.kind is not CheckpointKind.END:
            return False
        return self.timing not in {"early", "unscheduled"} and self.checkpoint.item in {None, item.key}

    def _before_a_line(self, item: Item) -> list[Line]:
        """What stands against a rise that nothing else stands against: the screening, and then the tests."""
        plan, memory, body = self.plan, self.memory, self.plan.weighed
        assert body is not None
        found = []
        due = bool(SCREENED_AGAIN & memory.unanswered)
        if due or (memory.screened < min(plan.today, item.now.counts_from) and passes_a_line(plan, body, item)):
            found.append(Line("limit-screen-first", True, "hold", "none", (item.key,)))
        if too_much_at_once(plan, item):
            found.append(Line("limit-single-dose", True, "hold", "none", (item.key,)))
        if asked_before(plan, body, memory.cautions, after(plan, item)[1]) - self.fine():
            found.append(Line("limit-tests-first", True, "hold", "none", (item.key,)))
        return found

    def fine(self) -> set[str]:
        """The laboratory values that are known and within their rules, now or from before."""
        before = (self.baseline, self.memory.baseline_limits)
        told, good = fine(self.plan, self.known(self.plan.meant(self.checkpoint)), before)
        repeats = set() if self.older else good & (self.memory.fine | self.newly_taken())
        return (self.memory.fine - told) | repeats

    def newly_taken(self) -> set[str]:
        """What was taken after the last sample of it; nobody here says another day than that of the check-in."""
        before = self.memory.sampled
        return {key for key in self.told.numbers if key not in before or before[key] < self.told.on}

    def _going(self, doses: dict[str, str], because: dict[str, list[str]]) -> list[str]:
        """What was decided about anything that is taken, and what stops though it is not."""
        stops = [i.key for i in self.plan.items if doses[i.key] == "stop" and self.plan.phase(i) in ALIVE]
        taken = [item.key for item in self.plan.items if self.plan.takes(item)]
        spoken_of = [key for key in taken if because[key]]
        return [doses[key] for key in (*stops, *(spoken_of or taken))]

    def _said_once(self, keys: list[str]) -> list[str]:
        """A rule about any change says nothing beside the change itself."""
        told = any(key.startswith("change-") for key in keys)
        any_change = {rule.key for rule in self.plan.protocol.rules if set(leaves(rule.when)) == {AnyChange()}}
        return [key for key in keys if not (told and key in any_change)]

    def _of_lines(
        self, lines: list[Line], doses: dict[str, str], because: dict[str, list[str]]
    ) -> list[tuple[str, str]]:
        """A step back that has nowhere to go calls as its rule says for that, unless another item does step back."""
        calls = []
        for line in lines:
            rule = next((each for each in self.plan.protocol.rules if each.key == line.key), None)
            moved = [key for key in doses if line.key in because[key] and (not line.items or key in line.items)]
            nowhere = line.dose == "step_back" and "pause" in [doses[key] for key in moved]
            if nowhere and rule is not None and rule.call_on_lowest is not None:
                calls.append((line.key, rule.call_on_lowest.value))
                if "step_back" not in [doses[key] for key in moved]:
                    continue
            calls.append((line.key, line.call))
        return calls

    def _of_place(self, doses: dict[str, str], settles: set[str]) -> list[tuple[str, str]]:
        calls = []
        for item in self.plan.items:
            long = self.plan.may_rise(item) and len(item.now.days) >= item.step(item.now.step).most_days
            if doses[item.key] == "hold" and item.key not in settles and long:
                calls.append(("limit-most-days", "routine"))
        return calls

    def _counts(self, doses: dict[str, str], lines: list[Line]) -> set[str]:
        """The items that stay where they are, on their way up, for something that is not the calendar's."""
        if self.timing in {"early", "unscheduled"}:
            return set()
        found = set()
        for item in self.plan.items:
            about = [e for e in lines if e.dose == "hold" and (not e.items or item.key in e.items)]
            reasons = [e for e in about if e.key.removeprefix("limit-") not in OF_CALENDAR]
            if reasons and doses[item.key] == "hold" and self.plan.phase(item) == "titrating":
                found.add(item.key)
        return found


OF_CALENDAR = {*CALENDAR, "baseline", "entered-late", "late-entered", "pause-ahead", "other-rises", "screen-first"}


RECORDED = {"product_changed", "weight_changed"}
"""Changes that hold until they were recorded."""

SCREENED_AGAIN = {"new_medicine", "new_diagnosis"}
"""Changes that hold until the screening was asked again."""


def blocks(memory: Memory) -> bool:
    """Whether a call stands against every rise."""
    changes = {f"change-{each.key}" for each in CHANGES}
    return any(call in {"today", "emergency"} or because & changes for _, call, because in memory.calls)


def new_cautions(plan: Oracle, memory: Memory, values: dict[str, tuple[date, Decimal]]) -> list[Caution]:
    """The cautions that do not stand yet and in a band of which the newest value lies."""
    return [
        caution
        for caution in plan.protocol.cautions
        if caution.key not in memory.stand and any(lies_in(each, values) for each in caution.triggers)
    ]


def lies_in(trigger: Trigger, values: dict[str, tuple[date, Decimal]]) -> bool:
    if not isinstance(trigger, ResultBelow | ResultBetween) or trigger.measure not in values:
        return False
    value = values[trigger.measure][1]
    return value < trigger.below and (isinstance(trigger, ResultBelow) or value >= trigger.least)


def first_results(plan: Oracle, judge: Judge) -> set[str]:
    """The laboratory values told on the way: the first one is what later ones are compared with."""
    if judge.older or (judge.checkpoint is not None and judge.checkpoint.kind is CheckpointKind.BASELINE):
        return set()
    reported = {each.key for each in plan.protocol.measures if each.kind is MeasureKind.LABORATORY}
    return (reported - {*plan.protocol.baseline_labs}) & judge.told.numbers.keys()


def remember(plan: Oracle, memory: Memory, judge: Judge, verdict: Verdict) -> None:
    """What the next check-in will know."""
    is_baseline = judge.checkpoint is not None and judge.checkpoint.kind is CheckpointKind.BASELINE
    if not is_baseline and not judge.older:
        memory.before = [*memory.before, verdict.known]
    for key in {line.key for line in verdict.lines if line.truth is True}:
        memory.fired[key] = memory.fired.get(key, 0) + 1
    memory.stand |= {each.key for each in new_cautions(plan, memory, judge.values())}
    memory.values = judge.values()
    memory.fine = judge.fine()
    for key in judge.told.numbers:
        memory.sampled[key] = max(judge.told.on, memory.sampled.get(key, judge.told.on))
    first = first_results(plan, judge)
    limits = {key: value for key, value in judge.told.limits.items() if key in first - judge.baseline.keys()}
    memory.baseline = {key: judge.told.numbers[key] for key in first} | judge.baseline
    if memory.planned is not None:
        # The planned weight is known apart, and no longer where it was made up for.
        del memory.baseline["body_weight"]
        memory.baseline |= {key: told for key, told in judge.before.items() if key == "body_weight"}
    memory.baseline_limits = limits | judge.baseline_limits
    if not judge.older:
        memory.earlier |= judge.told.numbers
    if "body_weight" in judge.told.numbers:
        memory.weight_told = max(judge.told.on, memory.weight_told or judge.told.on)
    memory.unanswered |= {key for key in RECORDED | SCREENED_AGAIN if judge.told.changes.get(key)}
    for item in plan.items:
        item.off_told, item.off_answered = judge.off[item.key].told, judge.off[item.key].answered
    if judge.told.changes.get("product_changed"):
        memory.product = None
    memory.last = max(judge.told.on, memory.last or judge.told.on)
