"""Counter-examples: the engine decides each just so, none is longer than it has to be, and no rules stop the gate."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from protocols.authoring.proof.joined import joined
from protocols.authoring.proof.on_plans import failures_of_all
from protocols.authoring.rule_outcomes import weaker
from protocols.authoring.verify import verify
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AnyChange, FiredBefore, InARow, Predicate, evaluate, leaves
from protocols.checkpoints.rule import Rule
from tests.authoring.breaking import (
    a_rule,
    added,
    answer,
    asking,
    both,
    checkpoint,
    every,
    fall,
    percent,
    percent_rise,
    rise,
    rule,
    some,
)
from tests.authoring.conditions import beside_limits, comparisons, made_of
from tests.authoring.finding_out import found
from tests.authoring.replaying import check_replayed
from tests.authoring.trying import (
    MOOD,
    PULSE,
    Tried,
    everything,
    in_a_row,
    is_weaker,
    names,
    outcome,
    protocol_with,
    rows,
    rule_sets,
    towards_worse,
)
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]

LABORATORY = ["nausea", "egfr", "ammonia", "alt", "body_weight"]
# What is found takes seconds to try, and thousands of tries to make smaller.
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
VALUES = st.sampled_from(["0", "1", "30", "70", "90", "100", "120.5"]).map(lambda each: answer("egfr", "equal", each))
CONDITIONS: st.SearchStrategy[Predicate] = made_of(
    st.one_of(
        comparisons(LABORATORY, values=VALUES.map(lambda each: each.value)),
        *(beside_limits(key) for key in ("ammonia", "alt")),
    ),
    rows=False,
)


def laboratory_rule(when: Predicate, dose: DoseOutcome, call: Call) -> Rule:
    return a_rule("x0", when, dose.value, call.value)


@given(st.builds(laboratory_rule, CONDITIONS, st.sampled_from(DoseOutcome), st.sampled_from(Call)))
@settings(max_examples=12, deadline=None, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_rules_look_at_the_gate_answers_and_the_engine_agrees(more: Rule) -> None:
    text = both(asking("body_weight"), added(more))(TEXT)
    for finding in verify(text):
        check_replayed(text, finding)


@pytest.mark.parametrize("key", ["ammonia", "egfr", "body_weight"])
@pytest.mark.parametrize("operator", ["equal", "at_least", "at_most"])
def test_a_value_that_only_a_baseline_nobody_can_write_down_comes_to_is_no_case(key: str, operator: str) -> None:
    """100 is risen by just half from 66.666…, which no laboratory tells; 90 kg is so from 60."""
    value = "90" if key == "body_weight" else "100"
    text = added(a_rule("x0", every(answer(key, operator, value), percent_rise(key, "equal", 50)), "hold"))(TEXT)
    dead = [each.pointer for each in verify(text) if each.code == "rule_dead"]
    assert (f"/rules/{len(TEXT.rules)}" in dead) == (operator == "equal" and key != "body_weight")
    assert all(check_replayed(text, each) for each in verify(text) if each.counter_example)


WEIGHT = [fall("body_weight", "at_least", 5), percent("body_weight", "at_least", 5), rise("body_weight", "at_least", 2)]


@pytest.mark.parametrize("compared", [*WEIGHT, answer("body_weight", "at_most", 50), fall("body_weight", "equal", 3)])
def test_a_weight_is_played_as_it_is_told(compared: Predicate) -> None:
    """It was weighed by name: a check-in that tells a weight far from all that are known is asked for it again."""
    rules = a_rule("x0", every(compared, answer("nausea", "at_most", 3)), "stop")
    text = both(asking("body_weight"), added(rules))(TEXT)
    played = [each for each in verify(text) if check_replayed(text, each)]
    told = [each.counter_example.given for each in played if each.counter_example is not None]
    assert any(given is not None and "body_weight" in given.answers for given in told)


def test_of_several_the_shortest_is_told() -> None:
    """Two troubles lead there by one measure, one by another."""
    when = some(
        every(answer("abdominal_pain", "equal", 9), answer("headache", "equal", 5)), answer("nausea", "equal", 9)
    )
    example = found(TEXT, rule("severe", when=when), "weaker_when_worse", "/rules/7").counter_example
    assert example is not None
    assert example.given is not None
    assert {key for key, value in example.given.answers.items() if value != 0} == {"nausea", "days_taken"}
    assert example.instead is not None
    assert {key: str(value) for key, value in example.instead.answers.items()} == {"nausea": "10"}


def test_a_plan_that_must_answer_says_by_which_caution() -> None:
    """Who has no doubtful kidneys may leave the value out: nothing is asked then, and nothing holds."""
    always = a_rule("x0", some(answer("egfr", "more_than", 90), answer("egfr", "at_most", 90)), "pause")
    held = a_rule("x1", answer("nausea", "at_least", 0), "hold")
    example = found(TEXT, added(always, held), "missing_hides", "/checkpoints/1/").counter_example
    assert example is not None
    assert (example.without, example.cautions) == ("egfr", ())
    brought = a_rule("x0", some(answer("ammonia", "more_than", 90), answer("ammonia", "at_most", 90)), "stop")
    must = both(added(brought), checkpoint("tolerance", only_with=(TEXT.cautions[0].key,)))
    example = found(TEXT, must, "missing_advances", "/checkpoints/1/").counter_example
    assert example is not None
    assert (example.without, example.cautions) == ("ammonia", (TEXT.cautions[0].key,))


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(rule_sets())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_no_check_in_with_less_out_of_order_leads_to_less_when_it_gets_worse(rules: tuple[Rule, ...]) -> None:
    joint = joined(protocol_with(rules), 0, names(rules))
    failures = failures_of_all(
        joint, joint.guarded, lambda total, beside: weaker(joint, total, beside), lambda thing: thing.worse
    )
    things = joint.guarded.dimensions
    assert {things[each.of.dimension].key: each.length // 10**13 for each in failures} == fewest(rules)


def fewest(rules: tuple[Rule, ...]) -> dict[str, int]:
    """Of each question of which a worse answer leads to less, how few things are otherwise than when all is well."""
    tried = everything(rules, can_fire=names(rules))
    assume(len(tried) <= 4_000)
    known = {each.key: outcome(rules, each) for each in tried}
    least: dict[str, int] = {}
    for each in tried:
        for key, worse in worse_ones(each):
            if worse.key in known and is_weaker(known[worse.key], known[each.key]):
                count = 1 + out_of_order(rules, each, besides=key)
                least[key] = min(least.get(key, count), count)
    return least


def worse_ones(each: Tried) -> list[tuple[str, Tried]]:
    steps: dict[str, list[Any]] = {measure.key: list(pairwise(towards_worse(measure))) for measure in (MOOD, PULSE)}
    steps |= {key: [(False, True)] for key in ("emergency", "today", "change")}
    return [
        (key, each.but(**{key: worse})) for key, pairs in steps.items() for one, worse in pairs if each.said[key] == one
    ]


def out_of_order(rules: tuple[Rule, ...], tried: Tried, besides: str) -> int:
    """How many things come to something else than when all is well."""
    compared = any(getattr(leaf, "since", None) is not None for rule in rules for leaf in leaves(rule.when))
    well = Tried(
        **{
            **tried.said,
            "mood": MOOD.low,
            "baseline": MOOD.low if compared else None,
            "earlier": None,
            "pulse": None,
            "emergency": False,
            "today": False,
            "change": False,
            "days": 1,
            "arrived": None,
            "r0": 0,
            "r1": 0,
        }
    )
    otherwise = {key for key in ("emergency", "today", "change") if tried.said[key] is not False}
    otherwise |= {"mood"} if tried.said["mood"] is None else set()
    for leaf in {leaf for each in rules for leaf in leaves(each.when)}:
        if evaluate(leaf, tried.facts()) != evaluate(leaf, well.facts()):
            otherwise.add(thing_of(leaf))
    rows_out = {
        of
        for each in rules
        for of in rows(each.when)
        for row in rows_of(each.when, of)
        if tried.said["held"][of][1] >= row.times - 1
    }
    return len(otherwise - {besides}) + len(rows_out)


def rows_of(predicate: Predicate, of: Predicate) -> list[InARow]:
    if isinstance(predicate, InARow):
        return [predicate] if predicate.of == of else []
    inner = getattr(predicate, "of", ())
    several = inner if isinstance(inner, tuple) else (inner,)
    return [row for each in several for row in rows_of(each, of)]


def thing_of(leaf: Predicate) -> str:
    """What the condition looks at."""
    if isinstance(leaf, FiredBefore):
        return f"fired {leaf.rule}"
    if isinstance(leaf, AnyChange):
        return "change"
    return getattr(leaf, "measure", None) or getattr(leaf, "level", None) or type(leaf).__name__


def test_in_a_row_is_what_it_holds_after_enough_check_ins() -> None:
    row = InARow(of=answer("mood", "at_least", 1), times=2)
    assert in_a_row(row, {row.of: (1, 1)}) == row.of
