"""The gate proves a protocol with what its cautions bring and without, and finds what would never be asked."""

from collections.abc import Callable, Iterator
from itertools import chain, combinations

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import BeforePassing, Watch
from protocols.authoring.finding import Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.authoring.watching import never_watched, under, watched
from protocols.checkpoints.measure import MeasureKind
from protocols.checkpoints.predicate import AllOf
from protocols.dosing.quantity import grams_per_day
from protocols.evidence.link import AboutCheckpoint
from protocols.refusal import Malformed
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    asking,
    both,
    caution,
    checkpoint,
    every,
    fields,
    measured,
    times_limit,
)
from tests.authoring.finding_out import found
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]
KIDNEY, LIVER = "moderate-renal-impairment", "liver-risk"


LAB = a_measure("ferritin", "0", "5000", kind=MeasureKind.LABORATORY, whole=False)


def may_asking(*keys: str, at: str) -> Change:
    return checkpoint(at, may_ask=lambda before: (*before, *keys))


def codes(protocol: Protocol) -> set[tuple[str, str]]:
    return {(finding.code, finding.pointer) for finding in verify(protocol)}


def subsets(protocol: Protocol) -> Iterator[tuple[str, ...]]:
    bring = [each.key for each in protocol.cautions if each.watches]
    return chain.from_iterable(combinations(bring, count) for count in range(len(bring) + 1))


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@pytest.mark.parametrize("slug", SLUGS)
def test_every_plan_there_is_passes_by_itself(slug: str) -> None:
    """What is proved at once, tried one plan after the other: every set of cautions that bring something."""
    protocol = PROTOCOLS[slug]
    assert verify(protocol) == ()
    for raised in subsets(protocol):
        plain = tuple(replace(each, watches=()) for each in protocol.cautions)
        looks = tuple(replace(each, only_with=()) for each in under(protocol, raised).checkpoints)
        asked = {AboutCheckpoint(checkpoint=each.key) for each in looks}
        claims = tuple(c for c in protocol.claims if not isinstance(c.about, AboutCheckpoint) or c.about in asked)
        found = verify(replace(protocol, checkpoints=looks, cautions=plain, claims=claims))
        assert [each for each in found if each.severity is Severity.ERROR] == [], raised


def place_of(text: Protocol, key: str) -> int:
    return [each.key for each in text.cautions].index(key)


BROKEN = [
    (Watch(measures=("egfr",), day=15), "watch_never_asked", "/day"),
    (Watch(measures=("sodium",), baseline=True), "unknown_name", "/measures/0"),
]


@pytest.mark.parametrize(("watch", "code", "where"), BROKEN)
def test_a_watching_that_nobody_does_is_found(watch: Watch, code: str, where: str) -> None:
    text = caution(KIDNEY, watches=(watch,))(TEXT)
    assert (code, f"/cautions/{place_of(text, KIDNEY)}/watches/0{where}") in codes(text)


def test_without_a_checkpoint_before_the_start_or_on_the_way_it_is_never_asked() -> None:
    text = caution(KIDNEY, watches=(Watch(measures=("egfr",), baseline=True, each_step=True),))(TEXT)
    others = tuple(
        replace(each, watches=each.watches if each.key == KIDNEY else (), before_passing=()) for each in text.cautions
    )
    only_the_end = replace(text, checkpoints=text.checkpoints[-1:], cautions=others)
    at = f"/cautions/{place_of(text, KIDNEY)}/watches/0"
    found = [(each.code, each.pointer) for each in never_watched(only_the_end)]
    assert found == [("watch_never_asked", f"{at}/baseline"), ("watch_never_asked", f"{at}/each_step")]


LINE = grams_per_day("14")

# what must be known before a line, what the gate finds
BEFORE: list[tuple[BeforePassing, str, str]] = [
    (BeforePassing(dose=LINE, measures=("alt", "sodium")), "unknown_name", "/measures/1"),
    (BeforePassing(dose=LINE, measures=("nausea",)), "before_passing_not_laboratory", "/measures/0"),
    (BeforePassing(dose=LINE, measures=("alt", "days_taken")), "before_passing_not_laboratory", "/measures/1"),
]


@pytest.mark.parametrize(("before", "code", "where"), BEFORE)
def test_a_value_before_a_line_is_one_of_the_protocol_and_from_a_laboratory(
    before: BeforePassing, code: str, where: str
) -> None:
    text = caution(LIVER, before_passing=(before,))(TEXT)
    assert codes(text) == {(code, f"/cautions/{place_of(text, LIVER)}/before_passing/0{where}")}


def test_a_value_before_a_line_can_be_told_before_the_start() -> None:
    """Where the first dose passes the line, nobody could begin."""
    text = replace(TEXT, checkpoints=TEXT.checkpoints[1:])
    found = {(each.code, each.pointer) for each in never_watched(text)}
    assert ("before_passing_never_told", f"/cautions/{place_of(text, LIVER)}/before_passing/0") in found
    without = caution(LIVER, before_passing=())(text)
    assert "before_passing_never_told" not in {each.code for each in never_watched(without)}


# what the first dose waits for, what the gate finds
AWAITED: list[tuple[Change, str, str]] = [
    (fields(baseline_labs=("egfr", "nausea")), "awaited_not_laboratory", "/baseline_labs/1"),
    (both(measured(LAB), fields(baseline_labs=("ferritin",))), "awaited_never_told", "/baseline_labs/0"),
    (both(measured(LAB), fields(baseline_labs=("ferritin",)), asking("ferritin")), "awaited_never_told", "/baseline"),
]


@pytest.mark.parametrize(("change", "code", "pointer"), AWAITED)
def test_what_the_first_dose_waits_for_is_asked_before_it_and_from_a_laboratory(
    change: Change, code: str, pointer: str
) -> None:
    assert found(TEXT, change, code, pointer).severity is Severity.ERROR


def test_without_a_checkpoint_before_the_start_nothing_can_be_waited_for() -> None:
    text = replace(TEXT, checkpoints=TEXT.checkpoints[1:], baseline_labs=("egfr",))
    assert ("awaited_never_told", "/baseline_labs/0") in {(each.code, each.pointer) for each in never_watched(text)}


@pytest.mark.parametrize("ask", [asking, may_asking])
def test_what_is_asked_before_the_start_can_be_waited_for(ask: Callable[..., Change]) -> None:
    change = both(measured(LAB), fields(baseline_labs=("ferritin",)), ask("ferritin", at="baseline"))
    assert verify(change(TEXT)) == ()


def test_what_is_brought_has_to_be_askable() -> None:
    text = caution(KIDNEY, watches=(Watch(measures=("stool_frequency",), each_step=True),))(TEXT)
    assert ("watch_not_askable", "/checkpoints/1/may_ask") in codes(text)


def test_a_checkpoint_of_its_own_names_a_caution() -> None:
    looks = (*TEXT.checkpoints[:1], replace(TEXT.checkpoints[1], only_with=("gout",)), *TEXT.checkpoints[2:])
    assert ("unknown_name", "/checkpoints/1/only_with/0") in codes(replace(TEXT, checkpoints=looks))


def test_a_checkpoint_of_some_plans_watches_no_step_of_all() -> None:
    looks = (*TEXT.checkpoints[:1], replace(TEXT.checkpoints[1], only_with=(KIDNEY,)), *TEXT.checkpoints[2:])
    assert "step_unwatched" in {code for code, _ in codes(replace(TEXT, checkpoints=looks))}


def test_a_way_up_that_only_an_unasked_test_leaves_is_none() -> None:
    """Where the test must be answered, no answer lets the dose rise: every value holds."""
    never = a_rule("never", some_alt(), "hold")
    text = added(never)(TEXT)
    liver = "compensated-chronic-liver-disease"
    without = caution(liver, watches=())(text)
    assert "step_without_way_up" not in {code for code, _ in codes(without)}
    assert "step_without_way_up" in {code for code, _ in codes(text)}


def some_alt() -> AllOf:
    return every(times_limit("alt", "at_least", 0))


def test_a_watching_says_when() -> None:
    with pytest.raises(Malformed, match="Say when"):
        Watch(measures=("egfr",))


def test_the_first_look_at_a_step_is_the_one_that_comes_first() -> None:
    by_key = {each.key: watched(TEXT, each, {KIDNEY}) for each in TEXT.checkpoints}
    kidney = frozenset({"egfr", "creatinine"})
    assert by_key == {"baseline": kidney, "tolerance": kidney, "review": frozenset(), "end": frozenset()}
