"""The rules of a checkpoint taken together, beside every check-in tried one by one with the engine's own conditions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.proof.diagram import diagram
from protocols.authoring.proof.formula import FALSE, TRUE, value_of
from protocols.authoring.proof.joined import Joined, joined
from protocols.authoring.proof.tally import NOTHING, Sum
from protocols.authoring.proof.walks import Contrasted, quiet, shortest
from protocols.authoring.protocol import Protocol
from protocols.authoring.rule_outcomes import weaker
from protocols.authoring.rule_use import idle, living
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


def in_a_row(predicate: Predicate, held: Mapping[Predicate, int]) -> Predicate:
    """The condition with each row put as what it comes to after so many check-ins on which it held."""
    match predicate:
        case InARow(of=of, times=times):
            return of if held[of] >= times - 1 else NEVER
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


class Frozen(dict[Predicate, int]):
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
        "held": [Frozen(zip(of_rows, counts, strict=True)) for counts in product((0, 1, 2), repeat=len(of_rows))],
    }
    return [Tried(**dict(zip(ways, each, strict=True))) for each in product(*ways.values())]


class Recording:
    """A tally that forgets nothing: what every rule came to."""

    def __init__(self, count: int) -> None:
        self.start: Sum = (-1,) * count

    def told(self, so_far: Sum, rule: int, value: int) -> Sum:
        return (*so_far[:rule], value, *so_far[rule + 1 :])

    def lacking(self, so_far: Sum) -> Sum:
        return so_far

    def settled(self, _so_far: Sum, _rule: int) -> bool:
        return False


LOOKED_AT = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def joint_of(rules: tuple[Rule, ...]) -> Joined:
    text = protocol_with(rules)
    return joined(text, 0, frozenset(rule.key for rule in rules))


ALL = frozenset({"r0", "r1", "r2"})


def names(rules: tuple[Rule, ...]) -> frozenset[str]:
    return frozenset(rule.key for rule in rules)


@given(rule_sets())
@LOOKED_AT
def test_the_diagram_comes_to_what_every_check_in_comes_to(rules: tuple[Rule, ...]) -> None:
    joint = joint_of(rules)
    graph = diagram([rule.when for rule in rules], joint.bare.dimensions, Recording(len(rules)))
    assert set(graph.sums) == {each.values(rules) for each in everything(rules, can_fire=names(rules))}


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


@given(rule_sets())
@settings(LOOKED_AT, max_examples=25)
def test_what_leads_too_low_is_found_and_nothing_else(rules: tuple[Rule, ...]) -> None:
    joint = joint_of(rules)
    contrasted = Contrasted(joint.guarded, lambda total, beside: weaker(joint, total, beside))
    things = joint.guarded.dimensions
    found = tuple(
        {things[failure.dimension].key for failure in contrasted.failures(contrasts)}
        for contrasts in (lambda thing: thing.worse, lambda thing: thing.baselines, lambda thing: thing.left_out)
    )
    assert found == failing(rules)


@given(rule_sets())
@LOOKED_AT
def test_a_forgotten_case_is_found_and_nothing_else(rules: tuple[Rule, ...]) -> None:
    joint = joint_of(rules)
    path = shortest(joint.bare, lambda total: total[0] == NOTHING, quiet)
    quiet_ones = [
        each
        for each in everything(rules, can_fire=names(rules))
        if each.said["mood"] is not None and not any(each.said[key] for key in ("emergency", "today", "change"))
        if None not in {each.said["emergency"], each.said["today"], each.said["change"]}
    ]
    assert (path is not None) == any(set(each.values(rules)) == {FALSE} for each in quiet_ones)


@given(rule_sets())
@LOOKED_AT
def test_dead_and_idle_rules_are_found_and_no_others(rules: tuple[Rule, ...]) -> None:
    text = protocol_with(rules)
    alive = living(text)
    assert alive == brute_living(rules)
    codes = {(each.code, each.pointer) for each in idle(text, alive, (joined(text, 0, alive),))}
    every = everything(rules, can_fire=alive)
    for place, rule in enumerate(rules):
        assert (("rule_dead", f"/rules/{place}") in codes) == (rule.key not in alive)
        decides = any(_decides(rules, place, each) for each in every)
        assert (("rule_never_decides", f"/rules/{place}") in codes) == (rule.key in alive and not decides)


def brute_living(rules: tuple[Rule, ...]) -> frozenset[str]:
    alive = names(rules)
    while True:
        every = everything(rules, can_fire=alive)
        still = frozenset(
            rule.key
            for place, rule in enumerate(rules)
            if rule.key in alive and any(each.values(rules)[place] == TRUE for each in every)
        )
        if still == alive:
            return alive
        alive = still


def _decides(rules: tuple[Rule, ...], place: int, tried: Tried) -> bool:
    """Whether the rule is true and the strongest on an axis, with every question asked."""
    values, rule, said = tried.values(rules), rules[place], tried.said
    if values[place] != TRUE or None in {said["mood"], said["emergency"], said["today"], said["change"]}:
        return False
    stands = {TRUE} if rule.dose is not DoseOutcome.ADVANCE else {TRUE, value_of(None)}
    in_dose = not any(
        values[other] in stands and dose_strength(each.dose) > dose_strength(rule.dose)
        for other, each in enumerate(rules)
    )
    louder = any(
        values[other] == TRUE and call_strength(each.call) > call_strength(rule.call)
        for other, each in enumerate(rules)
    )
    return in_dose or (rule.call is not Call.NONE and not louder)
