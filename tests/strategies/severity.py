"""Rules built backwards from an intended table of severity: total and monotone because of how they are made."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from msgspec import structs

from protocols.checkpoints.alarm import AlarmLevel
from protocols.checkpoints.measure import Measure, MeasureKind, Worse
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import (
    AlarmIs,
    AllOf,
    AnswerIs,
    AnyChange,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    FiredBefore,
    InARow,
    Not,
    Operator,
    PercentRiseIs,
    Predicate,
    RiseIs,
    Since,
    Taken,
    TimesLimitIs,
)
from protocols.checkpoints.rule import BackTo, Rule
from protocols.decimal_string import DecimalString

LOWERING: Final = (DoseOutcome.HOLD, DoseOutcome.STEP_BACK, DoseOutcome.PAUSE, DoseOutcome.STOP)
CALLS: Final = {
    DoseOutcome.HOLD: Call.NONE,
    DoseOutcome.STEP_BACK: Call.NONE,
    DoseOutcome.PAUSE: Call.ROUTINE,
    DoseOutcome.STOP: Call.TODAY,
}

DAYS_TAKEN: Final = Measure(
    key="days_taken",
    kind=MeasureKind.COUNT,
    label="Days taken",
    asked="On how many of the last 7 days did you take the full day's amount?",
    unit="d",
    low=DecimalString(0),
    high=DecimalString(7),
    whole=True,
    recall="last 7 days",
    worse=Worse.LOWER,
)


def _measure(key: str, low: str, high: str, *, whole: bool = True, lower: bool = False, zero: bool = False) -> Measure:
    return Measure(
        key=key,
        kind=MeasureKind.SCORE,
        label=key.replace("_", " "),
        asked=f"How about {key.replace('_', ' ')}?",
        unit="{score}",
        low=DecimalString(low),
        high=DecimalString(high),
        whole=whole,
        worse=Worse.LOWER if lower else Worse.HIGHER,
        baseline_is_zero=zero,
    )


def _laboratory(key: str, unit: str, high: str) -> Measure:
    return Measure(
        key=key,
        kind=MeasureKind.LABORATORY,
        label=key,
        asked=f"{key}, as the laboratory reports it",
        unit=unit,
        low=DecimalString(0),
        high=DecimalString(high),
        whole=False,
        worse=Worse.HIGHER,
    )


MEASURES: Final = (
    _laboratory("alt", "U/L", "400"),
    _laboratory("ammonia", "umol/L", "300"),
    _measure("abdominal_pain", "0", "10"),
    _measure("nausea", "0", "10"),
    _measure("bowel_change", "0", "10", zero=True),
    _measure("stool_frequency", "0", "50"),
    _measure("temperature", "30", "45", whole=False),
    _measure("egfr", "0", "150", lower=True),
)


@dataclass(frozen=True)
class Severity:
    """One measure's part of the table: from which mark on each outcome is due; by the answer, or by its rise.

    A laboratory value is judged by its rise in per cent, or by how many times the laboratory's limit it is: from the
    mildest mark on if it was not beyond it before the start, and from one limit more on in any case.
    `item` is the one item that it moves, none: every item.
    """

    measure: Measure
    marks: dict[DoseOutcome, Decimal]
    by_rise: bool
    by_share: bool
    by_limit: bool
    may_skip: bool
    item: str | None

    def reaches(self, outcome: DoseOutcome) -> Predicate:
        """True from the outcome's mark on."""
        return self._beyond(self.marks[outcome])

    def troubles(self) -> Predicate:
        """True from the mildest mark on."""
        return self._beyond(self.mildest)

    @property
    def mildest(self) -> Decimal:
        marks = self.marks.values()
        return max(marks) if self.measure.worse is Worse.LOWER else min(marks)

    def _beyond(self, mark: Decimal) -> Predicate:
        value = DecimalString(mark)
        if self.measure.worse is Worse.LOWER:
            return AnswerIs(measure=self.measure.key, operator=Operator.AT_MOST, value=value)
        if self.by_share:
            return PercentRiseIs(measure=self.measure.key, operator=Operator.AT_LEAST, value=value)
        if self.by_limit:
            beyond = TimesLimitIs(measure=self.measure.key, operator=Operator.AT_LEAST, value=value)
            if mark != self.mildest:
                return beyond
            before = TimesLimitIs(
                measure=self.measure.key, operator=Operator.MORE_THAN, value=value, taken=Taken.BASELINE
            )
            still = TimesLimitIs(measure=self.measure.key, operator=Operator.AT_LEAST, value=DecimalString(mark + 1))
            return AnyOf(of=(AllOf(of=(beyond, Not(of=before))), still))
        if self.by_rise:
            return RiseIs(measure=self.measure.key, operator=Operator.AT_LEAST, value=value)
        return AnswerIs(measure=self.measure.key, operator=Operator.AT_LEAST, value=value)


@st.composite
def severities(draw: st.DrawFn, measure: Measure, items: tuple[str, ...]) -> Severity:
    """Some of the lowering outcomes, each from a mark of its own, the stronger the worse."""
    chosen = [each for each in LOWERING if draw(st.booleans())] or [DoseOutcome.HOLD]
    low, high = int(measure.low), int(measure.high)
    by_share = measure.kind is MeasureKind.LABORATORY and draw(st.booleans())
    by_limit = measure.kind is MeasureKind.LABORATORY and not by_share
    if by_limit:
        # Beside answer, limit and both of the baseline, more than two marks are honestly too much to prove.
        chosen = list(dict.fromkeys((chosen[0], chosen[-1])))
    if by_share or by_limit:
        scale = (Decimal(10), Decimal(10)) if by_share else (Decimal(1), Decimal("1.25"))
        places = draw(st.lists(st.integers(0, 8), min_size=len(chosen), max_size=len(chosen), unique=True))
        marks = [scale[0] + place * scale[1] for place in sorted(places)]
    elif not measure.whole:
        tenths = st.integers(low * 10 + 10, high * 10).map(lambda n: Decimal(n) / 10)
        marks = sorted(draw(st.lists(tenths, min_size=len(chosen), max_size=len(chosen), unique=True)))
    else:
        room = min(high - low, 12)
        places = draw(st.lists(st.integers(1, room), min_size=len(chosen), max_size=len(chosen), unique=True))
        marks = [Decimal(low + place * (high - low) // room) for place in sorted(places)]
    if measure.worse is Worse.LOWER:
        marks = [measure.high + measure.low - mark for mark in marks]
    by_rise = measure.worse is Worse.HIGHER and measure.whole and draw(st.booleans())
    return Severity(
        measure=measure,
        marks=dict(zip(chosen, marks, strict=True)),
        by_rise=by_rise,
        by_share=by_share,
        by_limit=by_limit,
        may_skip=draw(st.integers(0, 4)) == 0,
        item=draw(st.sampled_from([None, None, *items])) if len(items) > 1 else None,
    )


@dataclass(frozen=True)
class Table:
    """The intended table: what a check-in is to lead to, from which the rules are written."""

    severities: tuple[Severity, ...]
    items: tuple[str, ...]
    rules: tuple[Rule, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        return (*(each.measure for each in self.severities), DAYS_TAKEN)


@st.composite
def tables(draw: st.DrawFn, steps: dict[str, int]) -> Table:
    """One to three measures with their marks, now and then a rule that looks back; `steps` are those of each item."""
    items = tuple(steps)
    measures = draw(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=3, unique_by=lambda each: each.key))
    found = _lowering_all(tuple(draw(severities(measure, items)) for measure in measures), items)
    may_fall = max(steps.values()) > 1 and any(DoseOutcome.STEP_BACK in each.marks for each in found)
    looking_back = draw(_looking_back(found, may_fall=may_fall))
    rules = (*_watching(), *draw(_by_marks(found, items)), *looking_back, *_clear(found, items))
    return Table(found, items, rules)


def _rule(key: str, when: Predicate, dose: DoseOutcome, **more: object) -> Rule:
    return Rule(
        **{  # type: ignore[arg-type]
            "key": key,
            "when": when,
            "dose": dose,
            "call": CALLS.get(dose, Call.NONE),
            "says": f"Rule {key}.",
            "client_says": f"This is what {key.replace('-', ' ')} means for you.",
        }
        | more
    )


def _watching() -> tuple[Rule, ...]:
    """Alarms and changes, and doses that were not taken."""
    missed = AnswerIs(measure=DAYS_TAKEN.key, operator=Operator.AT_MOST, value=DecimalString(5))
    return (
        _rule("alarm-emergency", AlarmIs(level=AlarmLevel.EMERGENCY), DoseOutcome.STOP, call=Call.EMERGENCY),
        _rule("alarm-today", AlarmIs(level=AlarmLevel.TODAY), DoseOutcome.STOP, call=Call.TODAY),
        _rule("change", AnyChange(), DoseOutcome.HOLD, call=Call.ROUTINE),
        _rule("missed", missed, DoseOutcome.HOLD),
    )


@st.composite
def _by_marks(draw: st.DrawFn, found: tuple[Severity, ...], items: tuple[str, ...]) -> tuple[Rule, ...]:
    """One rule for each outcome and each item that it moves: any of the measures beyond its mark."""
    rules = []
    for item in (None, *items):
        for outcome in LOWERING:
            reached = tuple(each.reaches(outcome) for each in found if each.item == item and outcome in each.marks)
            if reached:
                named = "" if item is None else f"-{item}"
                back = outcome is DoseOutcome.STEP_BACK
                rules.append(
                    _rule(
                        f"{outcome.value.replace('_', '-')}{named}",
                        AnyOf(of=reached),
                        outcome,
                        items=() if item is None else (item,),
                        back_to=draw(st.sampled_from(BackTo)) if back else BackTo.STEP_BELOW,
                        call_on_lowest=draw(st.sampled_from([None, Call.ROUTINE])) if back else None,
                        final=outcome is DoseOutcome.STOP and draw(st.integers(0, 3)) == 0,
                    )
                )
    return tuple(rules)


def _lowering_all(found: tuple[Severity, ...], items: tuple[str, ...]) -> tuple[Severity, ...]:
    """The first measure lowers every item that no other does."""
    lowered = {each.item for each in found if set(each.marks) - {DoseOutcome.HOLD}}
    if None in lowered or set(items) <= lowered:
        return found
    first, *others = found
    marks = {DoseOutcome.PAUSE: first.mildest} if set(first.marks) == {DoseOutcome.HOLD} else first.marks
    return (replace(first, item=None, marks=marks), *others)


@st.composite
def _looking_back(draw: st.DrawFn, found: tuple[Severity, ...], *, may_fall: bool) -> tuple[Rule, ...]:
    """Up to two rules over the past of the plan, so few that the gate can try all that may have been before."""
    of_all = tuple(each.troubles() for each in found if each.item is None)
    rules = []
    if of_all and len(found) < 3 and draw(st.integers(0, 2)) == 0:
        row = InARow(of=AnyOf(of=of_all), times=draw(st.sampled_from([2, 3])))
        rules.append(_rule("in-a-row", row, draw(st.sampled_from([DoseOutcome.STEP_BACK, DoseOutcome.PAUSE]))))
    if of_all and may_fall and draw(st.integers(0, 2)) == 0:
        still: tuple[Predicate, ...] = (
            ArrivedBy(outcome=DoseOutcome.STEP_BACK),
            DaysOnStepIs(operator=Operator.AT_LEAST, value=DecimalString(draw(st.sampled_from([3, 7])))),
            AnyOf(of=of_all),
        )
        rules.append(_rule("persistent", AllOf(of=still), DoseOutcome.STOP, call=Call.ROUTINE))
    if of_all and draw(st.integers(0, 2)) == 0:
        again = AllOf(of=(FiredBefore(rule="change", times=2), AnyOf(of=of_all)))
        rules.append(structs.replace(_rule("after-changes", again, DoseOutcome.PAUSE), symptom_free_days=2))
    # With nothing told before, a rise counts from 0, which says something on scales from 0 only.
    higher = [
        each for each in found if each.item is None and each.measure.worse is Worse.HIGHER and not each.measure.low
    ]
    if higher and draw(st.integers(0, 2)) == 0:
        rise = RiseIs(
            measure=higher[0].measure.key,
            operator=Operator.AT_LEAST,
            value=DecimalString(draw(st.integers(2, 5))),
            since=Since.EARLIER,
        )
        worse = draw(st.sampled_from([DoseOutcome.HOLD, DoseOutcome.STEP_BACK]))
        rules.append(_rule("worse-than-last-time", rise, worse))
    return tuple(rules[:2])


def _clear(found: tuple[Severity, ...], items: tuple[str, ...]) -> tuple[Rule, ...]:
    """What is left: nothing beyond its mildest mark; for each item by itself where a measure moves one of them."""
    enough = AnswerIs(measure=DAYS_TAKEN.key, operator=Operator.AT_LEAST, value=DecimalString(6))
    if all(each.item is None for each in found):
        well: tuple[Predicate, ...] = (*(Not(of=each.troubles()) for each in found), enough)
        return (_rule("clear", AllOf(of=well), DoseOutcome.ADVANCE),)
    return tuple(
        _rule(
            f"clear-{item}",
            AllOf(of=(*(Not(of=each.troubles()) for each in found if each.item in {None, item}), enough)),
            DoseOutcome.ADVANCE,
            items=(item,),
        )
        for item in items
    )
