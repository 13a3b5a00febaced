"""What is found of alarms and changes in rules, beside every check-in tried one by one with the engine's conditions."""

from collections.abc import Sequence

import pytest
from hypothesis import given

from protocols.authoring.proof.formula import FALSE, TRUE
from protocols.authoring.proof.joined import joined
from protocols.authoring.rule_outcomes import misleading
from protocols.authoring.rule_use import weak_alarms
from protocols.checkpoints.outcome import Call, DoseOutcome, call_strength, dose_strength
from protocols.checkpoints.rule import Rule
from tests.authoring.test_diagram import LOOKED_AT
from tests.authoring.trying import Tried, everything, names, protocol_with, rule_sets

LEVELS = {"emergency": Call.EMERGENCY, "today": Call.TODAY}
TOLD = ("emergency", "today", "change")


def weak(rule: Rule, said: str) -> bool:
    return rule.dose is not DoseOutcome.STOP or call_strength(rule.call) < call_strength(LEVELS[said])


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(rule_sets())
@LOOKED_AT
def test_a_rule_that_an_alarm_makes_true_and_that_is_too_weak_is_found_and_no_other(rules: tuple[Rule, ...]) -> None:
    text, alive = protocol_with(rules), names(rules)
    found = {each.finding.pointer for each in weak_alarms(text, [joined(text, 0, alive)], alive)}
    tried = everything(rules, can_fire=alive)
    made_true = {
        f"/rules/{place}"
        for place, rule in enumerate(rules)
        for said in LEVELS
        if weak(rule, said)
        for each in tried
        if each.said[said] and each.values(rules)[place] == TRUE
        if each.but(**{said: False}).values(rules)[place] != TRUE
    }
    assert found == made_true


def raised(rules: Sequence[Rule], tried: Tried) -> bool:
    """By the rules alone; an undecided one holds."""
    values = tried.values(rules)
    doses = [rule.dose if value == TRUE else DoseOutcome.HOLD for rule, value in zip(rules, values, strict=True)]
    standing = [dose for dose, value in zip(doses, values, strict=True) if value != FALSE]
    return max(standing, key=dose_strength, default=DoseOutcome.HOLD) is DoseOutcome.ADVANCE


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(rule_sets())
@LOOKED_AT
def test_a_rise_beside_what_nothing_rises_beside_is_found_and_no_other(rules: tuple[Rule, ...]) -> None:
    text, alive = protocol_with(rules), names(rules)
    ranked = misleading(text, joined(text, 0, alive))
    found = any(each.finding.code == "advance_not_guarded" for each in ranked)
    quiet = [
        each
        for each in everything(rules, can_fire=alive)
        if each.said["mood"] is not None and not any(each.said[key] is None for key in TOLD)
        if sum(bool(each.said[key]) for key in TOLD) < 2
    ]
    # A question that no rule looks at is told either way: such a check-in is tried without it.
    asked = {key for key in TOLD if any(each.said[key] for each in everything(rules, can_fire=alive))}
    beside = [each for each in quiet if asked != {*TOLD} or any(each.said[key] for key in TOLD)]
    assert found == any(raised(rules, each) for each in beside)
