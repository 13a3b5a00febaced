"""The publish gate as a whole: what stops publishing, what is told first, and what is too much to prove."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.counter_example import CounterExample, Led, Said, Situation, different, together
from protocols.authoring.finding import Finding, Severity, error, warning
from protocols.authoring.proof import diagram, dimension, walks
from protocols.authoring.revision import NotPublishable, SecondPersonNeeded, check_answered_for, freeze
from protocols.authoring.verify import verify
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import FiredBefore
from protocols.evidence.link import AboutProtocol, Basis
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    asking,
    both,
    claiming,
    every,
    fields,
    left_out,
    measured,
    number,
    percent,
    percent_rise,
    rise,
    rule,
    times_limit,
)
from tests.authoring.finding_out import codes, found
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_is_found_in_the_built_in_protocols(slug: str) -> None:
    assert verify(PROTOCOLS[slug]) == ()


def test_an_alarm_left_out_is_found() -> None:
    assert found(TEXT, left_out("alarms", "seizure"), "alarm_weakened", "/alarms").severity is Severity.ERROR


def test_errors_stand_first_and_the_first_is_told_with_their_number() -> None:
    promise = fields(client_text=replace(TEXT.client_text, title="Heal your gut"))
    broken = both(promise, claiming(AboutProtocol(), Basis.TRIAL), left_out("alarms", "seizure"))(TEXT)
    assert [each.severity for each in verify(broken)] == [Severity.ERROR, Severity.ERROR, Severity.WARNING]
    with pytest.raises(NotPublishable, match=r"seizure is missing\. \(1 more\)") as refused:
        freeze(broken)
    assert refused.value.pointer == "/alarms"


def test_one_error_is_told_alone() -> None:
    with pytest.raises(NotPublishable, match=r"seizure is missing\.$"):
        freeze(left_out("alarms", "seizure")(TEXT))


def test_what_is_frozen_hashes_to_the_same() -> None:
    first, second = freeze(TEXT), freeze(TEXT)
    assert first == second
    assert first.hash.startswith("sha256:")
    assert freeze(replace(TEXT, title="Other")).hash != first.hash


WARNED: Change = fields(client_text=replace(TEXT.client_text, title="Heal your gut"))
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("change", "second", "refused"),
    [
        (None, None, None),
        (None, OTHER, None),
        (None, ONE, "another one than who publishes"),
        (WARNED, None, r"There are warnings \(\w+\): name a second"),
        (WARNED, OTHER, None),
        (WARNED, ONE, "another one than who publishes"),
    ],
)
def test_warnings_are_seen_by_a_second_person(change: Change | None, second: UUID | None, refused: str | None) -> None:
    frozen = freeze(TEXT if change is None else change(TEXT))
    assert bool(frozen.warnings) is (change is not None)
    if refused is None:
        check_answered_for(frozen, ONE, second)
        return
    with pytest.raises(SecondPersonNeeded, match=refused) as raised:
        check_answered_for(frozen, ONE, second)
    assert raised.value.pointer == "/seen_by"


def test_several_checkpoints_with_the_same_rules_find_the_same_once() -> None:
    broken = rule("severe", when=answer("nausea", "equal", 9))(TEXT)
    assert codes(broken).count("weaker_when_worse") == 1


LONG: Change = both(
    measured(a_measure("score", "0", "500")),
    asking("score"),
    added(
        a_rule("up", rise("score", "at_least", 50), "hold"),
        a_rule("up-again", rise("score", "at_least", 50, "earlier"), "hold"),
    ),
)


def test_a_scale_that_is_too_long_is_refused_and_not_sampled() -> None:
    broken = LONG(TEXT)
    large = [each.pointer for each in verify(broken) if each.code == "too_large_to_prove"]
    assert large == ["/checkpoints/1/rules"]
    with pytest.raises(NotPublishable, match="tried in full"):
        freeze(broken)


def wide(text: Any) -> Any:
    """Rules that count which of many answers are bad, two at a time, so that all of them have to be remembered."""
    keys = [f"m{place}" for place in range(24)]
    pairs = [
        every(answer(one, "equal", 1), answer(other, "equal", 1)) for one, other in zip(keys, keys[12:], strict=False)
    ]
    rules = [a_rule(f"pair-{place}", pair, "advance") for place, pair in enumerate(pairs)]
    measures = [a_measure(key, "0", "1") for key in keys]
    return both(measured(*measures), asking(*keys), added(*rules))(text)


FEWER = "compare {} with fewer things: its baseline, the check-in before, the laboratory's limit"

# what is too much, the sentence that says what makes it less
SAID: list[tuple[str, Change, str]] = [
    (
        "a scale",
        LONG,
        f"{FEWER.format('score')}; or give it a shorter scale.",
    ),
    (
        "a laboratory value",
        added(
            a_rule("a", every(times_limit("ast", "at_least", "1.5"), percent_rise("ast", "at_least", "50")), "hold"),
            a_rule("b", every(percent("ast", "at_most", -50, "earlier"), times_limit("ast", "at_least", "1")), "hold"),
            to=("tolerance", "review", "end"),
        ),
        f"{FEWER.format('ast')}.",
    ),
    ("rules", wide, "let fewer rules look at several measures at once."),
]


@pytest.mark.parametrize(("what", "change", "says"), SAID, ids=[row[0] for row in SAID])
def test_what_is_too_large_says_what_would_help(what: str, change: Change, says: str) -> None:
    large = [each.says for each in verify(change(TEXT)) if each.code == "too_large_to_prove"]
    assert set(large) == {f"There is more here than can be tried in full: {says}"}, what


def test_what_was_refused_is_refused_again_at_once() -> None:
    """Three checkpoints ask the same too much: it is tried once."""
    text = SAID[1][1](TEXT)
    first = verify(text)
    tried = dimension._worked_out.cache_info().misses
    assert verify(text) == first
    assert dimension._worked_out.cache_info().misses == tried


@pytest.mark.parametrize(
    ("module", "limit", "pointers"),
    [
        (diagram, "MOST_STATES", {"/rules", *(f"/checkpoints/{place}/rules" for place in range(4))}),
        (walks, "MOST_PAIRS", {f"/checkpoints/{place}/rules" for place in range(4)}),
    ],
)
def test_too_many_states_are_refused(
    module: Any, limit: str, pointers: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limits are lowered, because no test waits for as long as it takes to reach them."""
    monkeypatch.setattr(module, limit, 2)
    large = {each.pointer for each in verify(TEXT) if each.code == "too_large_to_prove"}
    assert large <= pointers
    assert len(large) >= 3


def test_what_has_to_be_remembered_all_at_once_is_too_large() -> None:
    assert "too_large_to_prove" in codes(wide(TEXT))


def test_a_counter_example_is_as_short_as_it_can_be() -> None:
    example = found(
        TEXT, rule("severe", when=answer("nausea", "equal", 9)), "weaker_when_worse", "/rules/7"
    ).counter_example
    assert example is not None
    assert example.given is not None
    assert (example.checkpoint, example.item) == ("tolerance", "glutamine")
    assert {key: str(value) for key, value in example.given.answers.items()} == {
        "abdominal_pain": "0",
        "nausea": "9",
        "headache": "0",
        "bowel_change": "0",
        "days_taken": "7",
    }
    assert example.leads_to == Led(dose=DoseOutcome.STOP, call=Call.TODAY)
    assert example.instead == Situation(answers={"nausea": number(10)})
    assert example.instead_leads_to == Led(dose=DoseOutcome.STEP_BACK, call=Call.NONE)


def test_what_is_absent_is_not_sent() -> None:
    example = CounterExample(weight=number("30.5"), given=Situation(answers={"nausea": number(9)}, change=Said.NO))
    finding = error("code", "/rules/0", "So it is.", example)
    assert wire.decode(wire.encode(finding), dict) == {
        "code": "code",
        "severity": "error",
        "pointer": "/rules/0",
        "says": "So it is.",
        "counter_example": {"weight": "30.5", "given": {"answers": {"nausea": "9"}, "change": "no"}},
    }
    assert wire.decode(wire.encode(finding), Finding) == finding
    assert warning("code", "", "So it is.").counter_example is None


def test_an_older_finding_without_a_counter_example_is_read() -> None:
    old = b'{"code":"promise","severity":"warning","pointer":"/title","says":"No."}'
    assert wire.decode(old, Finding).counter_example is None


def test_situations_are_put_together_and_told_apart() -> None:
    one = Situation(answers={"nausea": number(1)}, days_on_step=7)
    other = Situation(answers={"nausea": number(2), "headache": number(0)}, days_on_step=7, change=Said.YES)
    assert together([one, other]) == other
    assert different(one, other) == Situation(answers={"nausea": number(2), "headache": number(0)}, change=Said.YES)
    assert different(other, other) == Situation()


def test_items_are_followed_each_by_the_rules_that_move_it() -> None:
    """What is weaker for one item is found, also where another item is moved more strongly."""
    first = TEXT.items[0]
    zinc = replace(first, key="zinc", substance=replace(first.substance, key="zinc"))  # type: ignore[union-attr]
    worse_for_zinc = added(
        a_rule("some", every(answer("nausea", "at_least", 5), answer("nausea", "at_most", 6)), "pause", items=("zinc",))
    )
    broken = both(fields(items=(first, zinc)), worse_for_zinc)(TEXT)
    claims = both(
        *(claiming(replace(claim.about, item="zinc")) for claim in TEXT.claims if hasattr(claim.about, "step"))
    )
    example = found(broken, claims, "weaker_when_worse", "/rules/").counter_example
    assert example is not None
    assert example.item == "zinc"
    assert example.leads_to == Led(dose=DoseOutcome.PAUSE, call=Call.NONE)


def test_a_rule_that_counts_a_rule_is_followed_by_how_often() -> None:
    often = a_rule("often", every(FiredBefore(rule="mild", times=2), rise("nausea", "at_most", 0)), "stop")
    example = found(TEXT, added(often), "weaker_when_worse", "/rules/").counter_example
    assert example is not None
    assert example.given is not None
    assert example.given.fired == {"mild": 2}
