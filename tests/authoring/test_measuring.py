"""What a protocol measures: the engine's own measures mean the same in each, and a condition can be decided."""

import pytest
from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.authoring.measuring import mismeasured
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.checkpoints.measure import MeasureKind, Worse
from protocols.checkpoints.predicate import InARow, Not, Predicate
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    asking,
    both,
    every,
    fall,
    keyed,
    measured,
    number,
    percent,
    percent_rise,
    rise,
    some,
    times_limit,
)
from tests.authoring.finding_out import found, resolved
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]


def place_of(key: str) -> int:
    return [each.key for each in TEXT.measures].index(key)


# a measure that the engine reads itself, and one thing that is otherwise
REDEFINED: list[tuple[str, str, object]] = [
    ("days_taken", "kind", MeasureKind.SCORE),
    ("days_taken", "unit", "%"),
    ("days_taken", "low", number(1)),
    ("days_taken", "high", number(31)),
    ("days_taken", "whole", False),
    ("days_taken", "recall", "last 31 days"),
    ("days_taken", "recall", None),
    ("days_taken", "worse", Worse.HIGHER),
    ("days_taken", "worse", None),
    ("days_taken", "asked", "On how many of the last 7 days did you miss a dose?"),
    ("days_taken", "baseline_is_zero", True),
    ("days_taken", "research_use_only", True),
    ("body_weight", "kind", MeasureKind.SCORE),
    ("body_weight", "unit", "[lb_av]"),
    ("body_weight", "low", number(60)),
    ("body_weight", "high", number(550)),
    ("body_weight", "whole", True),
    ("body_weight", "recall", "a year ago"),
    ("body_weight", "baseline_is_zero", True),
    ("body_weight", "research_use_only", True),
]


@pytest.mark.parametrize(("key", "field", "value"), REDEFINED)
def test_h12_a_measure_that_the_engine_reads_itself_is_the_same_in_every_protocol(
    key: str, field: str, value: object
) -> None:
    change, where = keyed("measures", key, **{field: value}), f"/measures/{place_of(key)}/{field}"
    assert [each.pointer for each in mismeasured(change(TEXT)) if each.code == "measure_redefined"] == [where]
    assert found(TEXT, change, "measure_redefined", where).severity is Severity.ERROR
    resolved(change(TEXT), where)


@pytest.mark.parametrize(("key", "field"), [("days_taken", "label"), ("body_weight", "asked"), ("nausea", "high")])
def test_the_rest_of_it_and_every_other_measure_is_the_authors(key: str, field: str) -> None:
    value = number(5) if field == "high" else "Something else"
    assert list(mismeasured(keyed("measures", key, **{field: value})(TEXT))) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_measure_what_the_engine_reads(slug: str) -> None:
    assert list(mismeasured(PROTOCOLS[slug])) == []


ENERGY = both(measured(a_measure("energy", worse=Worse.LOWER)), asking("energy"))
BASE = a_measure("base", "-50", "0", kind=MeasureKind.LABORATORY, whole=False)

# a condition, what is asked for besides, why it can never be decided; None: it can
CONDITIONS: list[tuple[str, Change, Predicate, str | None]] = [
    ("a score has no limit", ENERGY, times_limit("energy", "at_least", 2), "no laboratory reports a limit with energy"),
    ("nor had it before", ENERGY, times_limit("energy", "at_least", 2, "baseline"), "no laboratory reports a limit"),
    ("a weight has none", ENERGY, times_limit("body_weight", "at_least", 2), "no laboratory reports a limit with body"),
    ("no limit is above 0", measured(BASE), times_limit("base", "at_least", 2), "no laboratory reports a limit with b"),
    ("a laboratory reports one", ENERGY, times_limit("alt", "at_least", 2), None),
    ("no share of 0", ENERGY, percent("bowel_change", "at_least", 50), "bowel_change begins at 0"),
    ("a share of the answer before", ENERGY, percent("bowel_change", "at_least", 50, "earlier"), None),
    ("a fall from 0", ENERGY, fall("bowel_change", "at_least", 1), None),
    ("nobody asked before", ENERGY, fall("energy", "at_least", 3), "no checkpoint before the start asks for energy"),
    ("nor for a share", ENERGY, percent("energy", "at_least", 30), "no checkpoint before the start asks for energy"),
    ("asked before", both(ENERGY, asking("energy", at="baseline")), fall("energy", "at_least", 3), None),
    ("since last time", ENERGY, fall("energy", "at_least", 3, "earlier"), None),
    ("a share since last time", ENERGY, percent("energy", "at_least", 30, "earlier"), None),
    ("a rise begins at 0", ENERGY, rise("energy", "at_least", 3), None),
    ("a share of it too", ENERGY, percent_rise("energy", "at_least", 30), None),
    ("the weight of the start", ENERGY, percent("body_weight", "at_least", 5), None),
    ("the first value", ENERGY, percent("egfr", "at_least", 25), None),
]
CASES = [pytest.param(*row[1:], id=row[0]) for row in CONDITIONS]


@pytest.mark.parametrize(("change", "when", "why"), CASES)
def test_h11_a_condition_that_nothing_can_decide_is_found_in_a_rule(
    change: Change, when: Predicate, why: str | None
) -> None:
    for deep, inside in ((when, ""), (some(every(Not(of=when))), "/of/0/of/0/of"), (InARow(of=when, times=2), "/of")):
        text = both(change, added(a_rule("more", deep, "stop", "today")))(TEXT)
        told = [(each.pointer, each.says) for each in mismeasured(text)]
        assert [where for where, _ in told] == ([f"/rules/{len(TEXT.rules)}/when{inside}"] if why else [])
        assert all(why in says for _, says in told if why)


@pytest.mark.parametrize(("change", "when", "why"), CASES)
def test_a_condition_that_nothing_can_decide_is_no_endpoint(change: Change, when: Predicate, why: str | None) -> None:
    assert TEXT.response is not None
    text = replace(change(TEXT), response=replace(TEXT.response, endpoints=(*TEXT.response.endpoints, when)))
    where = [f"/response/endpoints/{len(TEXT.response.endpoints)}"] if why else []
    assert [each.pointer for each in mismeasured(text)] == where
    assert list(mismeasured(replace(text, response=None))) == []


def test_the_gate_stops_a_rule_that_would_hold_for_ever() -> None:
    change: Change = both(ENERGY, added(a_rule("tired", times_limit("energy", "at_least", 2), "stop", "today")))
    finding = found(TEXT, change, "condition_undecidable", "")
    assert (finding.pointer, finding.severity) == (f"/rules/{len(TEXT.rules)}/when", Severity.ERROR)


def test_a_protocol_that_asks_for_neither_has_neither() -> None:
    def without(text: Protocol) -> Protocol:
        return replace(text, measures=(), rules=(), response=None)

    assert "measure_redefined" not in {each.code for each in verify(without(TEXT))}
