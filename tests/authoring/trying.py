"""Every check-in there is on two short scales, tried one by one with the engine's own conditions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any, Final

from hypothesis import assume
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.proof.formula import FALSE, TRUE, value_of
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.measure import Measure, Worse
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength, dose_strength
from protocols.checkpoints.predicate import (
    AlarmIs,
    AllOf,
    AnswerIs,
    AnyChange,
    AnyOf,
    ArrivedBy,
    DaysOnStepIs,
    Facts,
    FiredBefore,
    InARow,
    Not,
    Operator,
    Predicate,
    evaluate,
    leaves,
)
from protocols.checkpoints.rule import Rule
from protocols.decimal_string import DecimalString
from tests.authoring.breaking import a_measure
from tests.authoring.conditions import comparisons, made_of, past, told
from tests.library.built_in import PROTOCOLS

MOOD: Final = a_measure("mood", "0", "2")
PULSE: Final = a_measure("pulse", "0", "2", worse=Worse.LOWER)
LAST_DAY: Final = 1 + 14
"""A plan of one day, and as long as it takes check-ins after it."""

LEAVES: Final[st.SearchStrategy[Predicate]] = st.one_of(
    comparisons(["mood"], 2), comparisons(["mood", "pulse"], 2).filter(lambda each: isinstance(each, AnswerIs))
)
CONDITIONS: Final = st.one_of(
    made_of(LEAVES), made_of(LEAVES | told(), rows=False), made_of(LEAVES | past(["r0", "r1"]), rows=False)
)


@st.composite
def rule_sets(draw: st.DrawFn) -> tuple[Rule, ...]:
    def rule(place: int) -> Rule:
        return Rule(
            key=f"r{place}",
            when=draw(CONDITIONS),
            dose=draw(st.sampled_from(DoseOutcome)),
            call=draw(st.sampled_from(Call)),
            call_on_lowest=draw(st.sampled_from([None] * 8 + list(Call))),
            says="So it is.",
        )

    return tuple(rule(place) for place in range(draw(st.integers(1, 3))))


def protocol_with(rules: tuple[Rule, ...]) -> Protocol:
    """Two short measures at one checkpoint: mood is asked, pulse may be left out."""
    text = PROTOCOLS["glutamine-start-low"]
    looks = replace(
        text.checkpoints[1], asks=("mood",), may_ask=("pulse",), rules=tuple(rule.key for rule in rules), day=1
    )
    return replace(text, measures=(MOOD, PULSE), rules=rules, checkpoints=(looks,), calendar_limit_days=1)


def names(rules: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(rule.key for rule in rules)


class Tried:
    """One check-in: what is told of each measure, and of everything else that the rules look at."""

    def __init__(self, **said: Any) -> None:
        self.said = said

    def but(self, **other: Any) -> "Tried":
        return Tried(**{**self.said, **other})

    @property
    def key(self) -> tuple[tuple[str, Any], ...]:
        return tuple(sorted(self.said.items()))

    def facts(self) -> Facts:
        said = self.said
        answers = {key: said[key] for key in ("mood", "pulse") if said[key] is not None}
        return Facts(
            answers=answers,
            baseline={} if said["baseline"] is None else {"mood": said["baseline"]},
            earlier={} if said["earlier"] is None else {"mood": said["earlier"]},
            emergency=said["emergency"],
            today=said["today"],
            change=said["change"],
            days_on_step=said["days"],
            arrived_by=said["arrived"],
            fired={"r0": said["r0"], "r1": said["r1"]},
            skipped=tuple({"pulse"} - answers.keys()),
        )

    def values(self, rules: Sequence[Rule]) -> tuple[int, ...]:
        return tuple(value_of(evaluate(in_a_row(rule.when, self.said["held"]), self.facts())) for rule in rules)


NEVER: Final = DaysOnStepIs(operator=Operator.LESS_THAN, value=DecimalString(0))


NOBODY_KNOWS: Final = AnswerIs(measure="nobody-asks", operator=Operator.AT_LEAST, value=DecimalString(0))

Before = tuple[int, int]
"""At how many check-ins just before it held, and up to how many it held or was left undecided."""

BEFORE: Final[tuple[Before, ...]] = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))


def in_a_row(predicate: Predicate, held: Mapping[Predicate, Before]) -> Predicate:
    """The condition with each row put as what it comes to after such check-ins."""
    match predicate:
        case InARow(of=of, times=times):
            sure, perhaps = held[of]
            if times - 1 <= sure:
                return of
            return AllOf(of=(of, NOBODY_KNOWS)) if times - 1 <= perhaps else NEVER
        case AllOf(of=several):
            return AllOf(of=tuple(in_a_row(each, held) for each in several))
        case AnyOf(of=several):
            return AnyOf(of=tuple(in_a_row(each, held) for each in several))
        case Not(of=of):
            return Not(of=in_a_row(of, held))
        case _:
            return predicate


def rows(predicate: Predicate) -> Iterator[Predicate]:
    match predicate:
        case InARow(of=of):
            yield of
        case AllOf(of=several) | AnyOf(of=several):
            for each in several:
                yield from rows(each)
        case Not(of=of):
            yield from rows(of)
        case _:
            pass


class Frozen(dict[Predicate, Before]):
    """How often rows held, to stand in a key."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __lt__(self, other: object) -> bool:
        return repr(self) < repr(other)


SCALE: Final = tuple(DecimalString(each) for each in range(3))


def everything(rules: Sequence[Rule], *, can_fire: frozenset[str]) -> list[Tried]:
    """Every check-in there is, as far as the rules can tell them apart; the first is quiet."""
    found = [leaf for rule in rules for leaf in leaves(rule.when)]
    compared = any(getattr(leaf, "since", None) is not None for leaf in found)
    earlier = any(getattr(leaf, "since", None) == "earlier" for leaf in found)
    alarms = {leaf.level for leaf in found if isinstance(leaf, AlarmIs)}
    fired = {leaf.rule for leaf in found if isinstance(leaf, FiredBefore)} & can_fire
    of_rows = list(dict.fromkeys(of for rule in rules for of in rows(rule.when)))
    three = (False, True, None)
    # A call that only the lowest step makes is lost where an alarm stops: then every question counts.
    every = any(rule.call_on_lowest is not None for rule in rules)
    ways: dict[str, Sequence[Any]] = {
        "mood": (*SCALE, None),
        "baseline": (None, *SCALE) if compared else (None,),
        "earlier": (None, *SCALE) if earlier else (None,),
        "pulse": (*SCALE, None) if any(getattr(leaf, "measure", None) == "pulse" for leaf in found) else (None,),
        "emergency": three if every or "emergency" in alarms else (False,),
        "today": three if every or "today" in alarms else (False,),
        "change": three if every or any(isinstance(leaf, AnyChange) for leaf in found) else (False,),
        "days": range(1, LAST_DAY + 1) if any(isinstance(leaf, DaysOnStepIs) for leaf in found) else (1,),
        "arrived": (None, DoseOutcome.ADVANCE, DoseOutcome.STEP_BACK)
        if any(isinstance(leaf, ArrivedBy) for leaf in found)
        else (None,),
        "r0": (0, 1, 2) if "r0" in fired else (0,),
        "r1": (0, 1, 2) if "r1" in fired else (0,),
        "held": [Frozen(zip(of_rows, counts, strict=True)) for counts in product(BEFORE, repeat=len(of_rows))],
    }
    return [Tried(**dict(zip(ways, each, strict=True))) for each in product(*ways.values())]


Ends = tuple[tuple[int, int], tuple[int, int]]
"""Dose and call, above the lowest step and on it."""


def outcome(rules: Sequence[Rule], tried: Tried) -> Ends:
    """The strongest on each axis, written as a person would: the rules, then alarms, changes and missing answers."""
    return _outcome(rules, tried, on_lowest=False), _outcome(rules, tried, on_lowest=True)


def _outcome(rules: Sequence[Rule], tried: Tried, *, on_lowest: bool) -> tuple[int, int]:
    standing: list[tuple[DoseOutcome, Call, Call | None]] = []
    for rule, value in zip(rules, tried.values(rules), strict=True):
        if value == TRUE:
            standing.append((rule.dose, rule.call, rule.call_on_lowest))
        elif value != FALSE:
            standing.append((DoseOutcome.HOLD, Call.NONE, None))
    said = tried.said
    if said["emergency"]:
        standing.append((DoseOutcome.STOP, Call.EMERGENCY, None))
    if said["today"]:
        standing.append((DoseOutcome.STOP, Call.TODAY, None))
    if said["change"]:
        standing.append((DoseOutcome.HOLD, Call.ROUTINE, None))
    if said["mood"] is None or None in {said["emergency"], said["today"], said["change"]}:
        standing.append((DoseOutcome.HOLD, Call.NONE, None))
    dose = max((dose for dose, _, _ in standing), key=dose_strength, default=DoseOutcome.HOLD)
    becomes_pause = on_lowest and dose is DoseOutcome.STEP_BACK
    calls = [
        lowest if becomes_pause and each is dose and lowest is not None else call for each, call, lowest in standing
    ]
    call = max(calls, key=call_strength, default=Call.NONE)
    return dose_strength(DoseOutcome.PAUSE if becomes_pause else dose), call_strength(call)


def is_weaker(one: Ends, other: Ends) -> bool:
    return any(
        mine < theirs
        for end, against in zip(one, other, strict=True)
        for mine, theirs in zip(end, against, strict=True)
    )


def least(ends: Sequence[Ends]) -> Ends:
    above, lowest = ((min(end[place][0] for end in ends), min(end[place][1] for end in ends)) for place in (0, 1))
    return above, lowest


def towards_worse(measure: Measure) -> tuple[DecimalString, ...]:
    return SCALE if measure.worse is Worse.HIGHER else SCALE[::-1]


def failing(rules: tuple[Rule, ...]) -> tuple[set[str], set[str], set[str]]:
    """The measures (or questions) of which a worse answer, a worse baseline, or no answer leads where it must not."""
    every = everything(rules, can_fire=names(rules))
    assume(len(every) <= 5_000)
    known = {each.key: outcome(rules, each) for each in every}
    worse, baselines, left_out = set(), set(), set()
    for each in every:
        for measure in (MOOD, PULSE):
            for one, other in pairwise(towards_worse(measure)):
                beside = each.but(**{measure.key: other}).key
                if each.said[measure.key] == one and beside in known and is_weaker(known[beside], known[each.key]):
                    worse.add(measure.key)
        for question in ("emergency", "today", "change"):
            beside = each.but(**{question: True}).key
            if each.said[question] is False and beside in known and is_weaker(known[beside], known[each.key]):
                worse.add(question)
        baselines |= _baselines(rules, each, known)
        left_out |= _left_out(rules, each, known)
    return worse, baselines, left_out


Known = dict[tuple[tuple[str, Any], ...], Ends]


def _comparisons(rules: Sequence[Rule], key: str) -> list[Predicate]:
    return [leaf for rule in rules for leaf in leaves(rule.when) if getattr(leaf, "measure", None) == key]


def _is_decided(rules: Sequence[Rule], key: str, tried: Tried) -> bool:
    return all(evaluate(leaf, tried.facts()) is not None for leaf in _comparisons(rules, key))


def _baselines(rules: Sequence[Rule], each: Tried, known: Known) -> set[str]:
    if each.said["mood"] is None or each.said["baseline"] is None:
        return set()
    better = [value for value in SCALE[::-1] if value < each.said["baseline"]]
    beside = [each.but(baseline=value) for value in better]
    decided = [other for other in beside if _is_decided(rules, "mood", other)]
    if not decided or not _is_decided(rules, "mood", each):
        return set()
    return {"mood"} if is_weaker(known[decided[0].key], known[each.key]) else set()


def _left_out(rules: Sequence[Rule], each: Tried, known: Known) -> set[str]:
    found = set()
    for key in ("mood", "pulse"):
        answered = [each.but(**{key: value}) for value in SCALE]
        if each.said[key] is None and answered[0].key in known:
            may_be = key == "mood" or all(_is_decided(rules, key, other) for other in answered)
            if may_be and is_weaker(known[each.key], least([known[other.key] for other in answered])):
                found.add(key)
    for question in ("emergency", "today", "change"):
        both = [each.but(**{question: value}) for value in (False, True)]
        if each.said[question] is None and is_weaker(known[each.key], least([known[other.key] for other in both])):
            found.add(question)
    return found
