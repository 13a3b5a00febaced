"""Rules that count rules: each is tried again only for what it counts, and too many are refused before any is tried."""

import pytest
from msgspec.structs import replace

from protocols.authoring import least as trying
from protocols.authoring.least import check_effort, counted, least
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.checkpoints.predicate import FiredBefore, InARow, Not
from protocols.checkpoints.rule import Rule
from tests.authoring.breaking import a_rule, added, answer, every, some
from tests.authoring.finding_out import codes
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]
BAD = answer("nausea", "at_least", 3)


def chain(length: int) -> tuple[Rule, ...]:
    """Each after the one before, written last first."""
    first = a_rule("c0", BAD, "hold", "routine")
    others = (a_rule(f"c{n}", every(BAD, FiredBefore(rule=f"c{n - 1}")), "hold", "routine") for n in range(1, length))
    return (first, *others)[::-1]


def all_of_each_other(number: int) -> tuple[Rule, ...]:
    """Each after any of the others."""
    keys = [f"c{place}" for place in range(number)]
    return tuple(
        a_rule(key, every(BAD, some(*(FiredBefore(rule=other) for other in keys if other != key))), "hold", "routine")
        for key in keys
    )


def test_a_rule_is_tried_again_only_when_one_that_it_counts_was_added() -> None:
    tried: list[str] = []

    def can_be_true(rule: Rule, known: frozenset[str]) -> bool:
        tried.append(rule.key)
        return counted(rule) <= known

    rules = chain(40)
    assert least(rules, frozenset(), can_be_true) == {rule.key for rule in rules}
    assert len(tried) == 2 * len(rules) - 1
    tried.clear()
    assert least(rules, frozenset(rule.key for rule in rules[1:]), can_be_true) == {rule.key for rule in rules}
    assert tried == [rules[0].key]


def test_rules_that_count_each_other_in_a_circle_hold_nothing_together() -> None:
    rules = (a_rule("a", FiredBefore(rule="b"), "hold"), a_rule("b", FiredBefore(rule="a"), "hold"))
    assert least(rules, frozenset(), lambda rule, known: counted(rule) <= known) == frozenset()


def test_what_a_rule_counts_is_found_however_deep() -> None:
    deep = every(Not(of=FiredBefore(rule="a")), InARow(of=some(BAD, FiredBefore(rule="b", times=3)), times=2))
    assert counted(a_rule("c", deep, "hold")) == {"a", "b"}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_are_far_from_too_large(slug: str) -> None:
    check_effort(PROTOCOLS[slug])


@pytest.mark.parametrize("length", [40, 120])
def test_a_long_chain_is_proved(length: int) -> None:
    assert codes(added(*chain(length))(TEXT)) == []


def test_too_many_are_refused_and_it_is_said_what_would_help() -> None:
    text = added(*all_of_each_other(40))(TEXT)
    large = {(each.pointer, each.says) for each in verify(text) if each.code == "too_large_to_prove"}
    says = "let fewer rules count how often others were true, or let them count fewer"
    assert ("/rules", f"There is more here than can be tried in full: {says}.") in large


def test_nothing_is_tried_of_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    text: Protocol = added(*chain(3))(TEXT)
    check_effort(text)
    monkeypatch.setattr(trying, "MOST_EFFORT", 0)
    with pytest.raises(TooLarge) as refused:
        check_effort(text)
    assert refused.value.helps.startswith("let fewer rules count")
    check_effort(replace(text, rules=tuple(each for each in text.rules if not counted(each))))
