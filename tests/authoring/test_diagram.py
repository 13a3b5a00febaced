"""The rules of a checkpoint taken together, beside every check-in tried one by one with the engine's own conditions."""

import pytest
from hypothesis import HealthCheck, given, settings

from protocols.authoring.living import living
from protocols.authoring.proof.diagram import diagram
from protocols.authoring.proof.formula import FALSE, TRUE, value_of
from protocols.authoring.proof.joined import Joined, joined, sum_of
from protocols.authoring.proof.tally import NOTHING, Sum, ending
from protocols.authoring.proof.walks import Contrasted, quiet, shortest
from protocols.authoring.rule_outcomes import weaker
from protocols.authoring.rule_use import idle
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength, dose_strength
from protocols.checkpoints.predicate import (
    AllOf,
    AnswerIs,
    AnyOf,
    DaysOnStepIs,
    FallIs,
    Operator,
    Predicate,
    RiseIs,
)
from protocols.checkpoints.rule import Rule
from tests.authoring.breaking import number
from tests.authoring.trying import (
    NEVER,
    Tried,
    everything,
    failing,
    names,
    protocol_with,
    rule_sets,
)


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


LOOKED_AT = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def joint_of(rules: tuple[Rule, ...]) -> Joined:
    text = protocol_with(rules)
    return joined(text, 0, frozenset(rule.key for rule in rules))


ALL = frozenset({"r0", "r1", "r2"})


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(rule_sets())
@LOOKED_AT
def test_the_diagram_comes_to_what_every_check_in_comes_to(rules: tuple[Rule, ...]) -> None:
    joint = joint_of(rules)
    graph = diagram([rule.when for rule in rules], joint.bare.dimensions, Recording(len(rules)))
    assert set(graph.sums) == {each.values(rules) for each in everything(rules, can_fire=names(rules))}


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
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


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
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
    """From nothing on: what was true before makes more true. On this plan of one day a rise comes too late."""
    alive: frozenset[str] = frozenset()
    while True:
        every = [
            each
            for each in everything(rules, can_fire=alive)
            if each.said["arrived"] is not DoseOutcome.ADVANCE and each.said["days"] == 1
        ]
        more = frozenset(
            rule.key for place, rule in enumerate(rules) if any(each.values(rules)[place] == TRUE for each in every)
        )
        if more == alive:
            return alive
        alive = more


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


def rule_of(key: str, when: Predicate, dose: str) -> Rule:
    return Rule(key=key, when=when, dose=DoseOutcome(dose), call=Call.NONE, says="So it is.")


def test_what_was_asked_and_is_not_answered_means_hold() -> None:
    rises = rule_of("r0", DaysOnStepIs(operator=Operator.AT_LEAST, value=number(1)), "advance")
    mood_3 = AnswerIs(measure="mood", operator=Operator.AT_LEAST, value=number(3))
    never = rule_of("r1", AllOf(of=(mood_3, NEVER)), "stop")
    joint = joint_of((rises, never))
    things = joint.guarded.dimensions
    (mood,) = (place for place, thing in enumerate(things) if thing.key == "mood")
    (lacking,) = (place for place, way in enumerate(things[mood].ways) if way.lacking)
    path = tuple(lacking if place == mood else 0 for place in range(len(things)))
    assert ending(sum_of(joint.guarded, path), on_lowest=False).doses == (dose_strength(DoseOutcome.HOLD),)
    assert ending(sum_of(joint.guarded, (0,) * len(things)), on_lowest=False).doses == (0,)


def test_a_rise_that_something_unknown_always_holds_back_never_decides() -> None:
    rises = rule_of("r0", RiseIs(measure="mood", operator=Operator.AT_LEAST, value=number(0)), "advance")
    fell, stayed = (
        FallIs(measure="mood", operator=operator, value=number(0))
        for operator in (Operator.AT_LEAST, Operator.LESS_THAN)
    )
    rules = (rises, rule_of("r1", AnyOf(of=(fell, stayed)), "hold"))
    text = protocol_with(rules)
    found = idle(text, living(text), (joint_of(rules),))
    assert [(each.code, each.pointer) for each in found] == [("rule_never_decides", "/rules/0")]
