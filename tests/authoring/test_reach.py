"""What can come to be, beside every course of a small protocol that the engine plays."""

import pytest
from msgspec.structs import replace

from protocols.authoring.course import courses
from protocols.authoring.position import Position
from protocols.authoring.proof.joined import joined
from protocols.authoring.protocol import Protocol
from protocols.authoring.reach import Reach, reach
from protocols.authoring.verify import verify
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import ArrivedBy, DaysOnStepIs, FiredBefore, InARow, Not, Operator, Predicate
from protocols.checkpoints.rule import Rule
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.substance import Substance
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    both,
    every,
    fields,
    item,
    item_of,
    number,
    rule,
)
from tests.authoring.exploring import Arrivals, Choices, played
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
ON_THE_WAY = ("tolerance", "review", "end")
CLEAR = next(each for each in TEXT.rules if each.key == "clear").when
LATE_ONLY = a_rule("seen-late", every(answer("nausea", "at_least", 2), answer("nausea", "at_most", 6)), "hold")


def days(operator: str, value: int) -> DaysOnStepIs:
    return DaysOnStepIs(operator=Operator(operator), value=number(value))


def only_after(condition: Predicate) -> Change:
    """Clear check-ins raise after this, and wait until then, so that no answer is without a rule."""
    waiting = a_rule("wait", every(CLEAR, Not(of=condition)), "hold")
    return both(rule("clear", when=every(CLEAR, condition)), added(waiting, to=ON_THE_WAY))


DAYS = 6
"""Those of the small plans."""

SHORT = 4
"""Those of plans with two items, which have many more courses."""


def at_places(pointer: str, *places: int) -> set[str]:
    return {pointer.format(place) for place in places}


STEPS = "/items/0/ladder/steps/{}"
ITSELF = rule("severe", when=lambda before: every(before, FiredBefore(rule="severe")))
CLEAR_PLACE = [each.key for each in TEXT.rules].index("clear")
SEVERE_PLACE = [each.key for each in TEXT.rules].index("severe")

# what holds itself up, the change, the dead rule, the steps that cannot be left
CIRCLES: list[tuple[str, Change, int | None, set[str]]] = [
    ("a rule after itself", ITSELF, SEVERE_PLACE, set()),
    ("a rise after itself", only_after(FiredBefore(rule="clear")), CLEAR_PLACE, at_places(STEPS, 0, 1, 2)),
    (
        "a rise after what only the last step sees",
        both(added(LATE_ONLY, to=("review",)), only_after(FiredBefore(rule="seen-late"))),
        None,
        at_places(STEPS, 0, 1, 2),
    ),
    ("each after the other", only_after(FiredBefore(rule="wait", times=1)), None, set()),
    ("a step that ends before it can be left", only_after(days("at_least", 100)), None, at_places(STEPS, 2)),
    (
        "more in a row than there are days",
        both(fields(calendar_limit_days=72), only_after(FiredBefore(rule="wait", times=72))),
        None,
        at_places(STEPS, 0, 1, 2),
    ),
]


@pytest.mark.parametrize(("what", "change", "dead", "stuck"), CIRCLES, ids=[row[0] for row in CIRCLES])
def test_what_holds_only_itself_up_is_not_there(what: str, change: Change, dead: int | None, stuck: set[str]) -> None:
    findings = verify(change(TEXT))
    found = {each.pointer for each in findings if each.code == "step_without_way_up"}
    assert found == stuck, what
    if dead is not None:
        assert f"/rules/{dead}" in {each.pointer for each in findings if each.code == "rule_dead"}


def test_ten_in_a_row_are_reached_within_72_days() -> None:
    """A check-in that holds may be followed by another after three days: that is slow, and no dead end."""
    text = both(fields(calendar_limit_days=72), only_after(InARow(of=CLEAR, times=10)))(TEXT)
    assert {each.code for each in verify(text)} == set()
    assert Position(item="glutamine", step=3, arrival=DoseOutcome.ADVANCE) in reached(text).begins


def reached(text: Protocol) -> Reach:
    """What the gate proves to be reached."""
    everything = {each.key for each in text.rules}
    return reach(text, {each.key: joined(text, place, everything) for place, each in enumerate(text.checkpoints)})


def small(*rules: Rule) -> Protocol:
    """Three steps of one day each, one question with three answers, one look on every step."""
    ladder = expand(item_of(TEXT).ladder)
    steps = tuple(replace(each, least_days=1, planned_days=1, most_days=DAYS) for each in ladder.steps[:3])
    looks = replace(
        TEXT.checkpoints[1],
        asks=("mood",),
        may_ask=(),
        rules=tuple(each.key for each in rules),
        steps=(),
        day=1,
        again_after=1,
        again_opens=1,
    )
    text = item(ladder=Steps(entry=steps[0].key, steps=steps))(TEXT)
    return replace(
        text,
        items=tuple(each for each in text.items if each == item_of(text)),
        measures=(a_measure("mood", "0", "2"),),
        rules=rules,
        checkpoints=(looks,),
        cautions=(),
        calendar_limit_days=DAYS,
    )


UP = a_rule("up", answer("mood", "at_most", 0), "advance")
SMALL: list[tuple[str, tuple[Rule, ...]]] = [
    ("up at once", (UP, a_rule("bad", answer("mood", "at_least", 1), "hold"))),
    ("after itself", (a_rule("up", every(answer("mood", "at_most", 0), FiredBefore(rule="up")), "advance"),)),
    (
        "after another",
        (
            a_rule("up", every(answer("mood", "at_most", 0), FiredBefore(rule="some", times=2)), "advance"),
            a_rule("some", answer("mood", "equal", 1), "hold"),
        ),
    ),
    (
        "in a circle",
        (
            a_rule("up", every(answer("mood", "at_most", 0), FiredBefore(rule="some")), "advance"),
            a_rule("some", every(answer("mood", "equal", 1), FiredBefore(rule="up")), "hold"),
        ),
    ),
    (
        "what only a rise leads to",
        (UP, a_rule("risen", every(answer("mood", "equal", 1), ArrivedBy(outcome=DoseOutcome.ADVANCE)), "hold")),
    ),
    (
        "what only a fall leads to",
        (UP, a_rule("fallen", every(answer("mood", "equal", 1), ArrivedBy(outcome=DoseOutcome.STEP_BACK)), "hold")),
    ),
    (
        "a fall and what follows",
        (
            UP,
            a_rule("back", answer("mood", "equal", 2), "step_back"),
            a_rule("fallen", every(answer("mood", "equal", 1), ArrivedBy(outcome=DoseOutcome.STEP_BACK)), "hold"),
        ),
    ),
    ("from the fifth day on", (a_rule("up", every(answer("mood", "at_most", 0), days("at_least", 5)), "advance"),)),
    ("up to the first day", (a_rule("up", every(answer("mood", "at_most", 0), days("at_most", 1)), "advance"),)),
    ("three in a row", (a_rule("up", InARow(of=answer("mood", "at_most", 0), times=3), "advance"),)),
    ("a rule of no answer", (UP, a_rule("never", answer("mood", "at_least", 3), "stop"))),
]


@pytest.mark.parametrize(("what", "rules"), SMALL, ids=[row[0] for row in SMALL])
def test_what_check_ins_can_play_is_what_the_gate_says_can_be(what: str, rules: tuple[Rule, ...]) -> None:
    """Every course of a client who answers whatever is due, on whatever day it is open."""
    text = small(*rules)
    known, found = reached(text), played(text, Choices(days=DAYS))
    assert known.rules == found.fired, what
    assert first_days(known) == found.begun, what


TWO_LOOKS: list[tuple[str, tuple[Rule, ...], tuple[Rule, ...]]] = [
    ("the other sees what raises", (UP,), (a_rule("seen", answer("mood", "equal", 1), "hold"),)),
    (
        "up after what the other saw",
        (a_rule("up", every(answer("mood", "at_most", 0), FiredBefore(rule="seen")), "advance"),),
        (a_rule("seen", answer("mood", "equal", 1), "hold"),),
    ),
    (
        "up after what only the other sees later",
        (a_rule("up", every(answer("mood", "at_most", 0), FiredBefore(rule="seen")), "advance"),),
        (a_rule("seen", every(answer("mood", "equal", 1), ArrivedBy(outcome=DoseOutcome.ADVANCE)), "hold"),),
    ),
    (
        "down at the other",
        (UP, a_rule("fallen", every(answer("mood", "equal", 1), ArrivedBy(outcome=DoseOutcome.STEP_BACK)), "hold")),
        (a_rule("back", answer("mood", "equal", 2), "step_back"),),
    ),
]


@pytest.mark.parametrize("above", [False, True], ids=["on every step", "from the second step on"])
@pytest.mark.parametrize(("what", "rules", "others"), TWO_LOOKS, ids=[row[0] for row in TWO_LOOKS])
def test_with_two_looks(what: str, rules: tuple[Rule, ...], others: tuple[Rule, ...], *, above: bool) -> None:
    text = small(*rules, *others)
    keys = tuple(step.key for step in expand(item_of(text).ladder).steps)
    (look,) = text.checkpoints
    one, other = (replace(look, rules=tuple(each.key for each in several)) for several in (rules, others))
    text = replace(text, checkpoints=(one, replace(other, key="other", steps=keys[1:] if above else ())))
    known, found = reached(text), played(text, Choices(days=DAYS - 1))
    assert known.rules == found.fired, what
    assert {at: day for at, day in first_days(known).items() if day < DAYS} == {
        at: day for at, day in found.begun.items() if day < DAYS
    }, what


TWO_ITEMS: list[tuple[str, tuple[Rule, ...]]] = [
    ("both rise", (UP,)),
    ("one rises", (a_rule("up", answer("mood", "at_most", 0), "advance", items=("glutamine",)),)),
    (
        "one after what only the other can see",
        (
            a_rule("up", answer("mood", "at_most", 0), "advance", items=("glutamine",)),
            a_rule(
                "risen",
                every(answer("mood", "equal", 1), ArrivedBy(outcome=DoseOutcome.ADVANCE)),
                "hold",
                items=("zinc",),
            ),
        ),
    ),
    (
        "one rises after the other fell",
        (
            a_rule("up", answer("mood", "at_most", 0), "advance", items=("glutamine",)),
            a_rule("back", answer("mood", "equal", 2), "step_back", items=("glutamine",)),
            a_rule(
                "zinc-up",
                every(answer("mood", "equal", 1), FiredBefore(rule="back")),
                "advance",
                items=("zinc",),
            ),
        ),
    ),
]


@pytest.mark.parametrize(("what", "rules"), TWO_ITEMS, ids=[row[0] for row in TWO_ITEMS])
def test_with_two_items(what: str, rules: tuple[Rule, ...]) -> None:
    """Of two items that could rise at once the second waits, for as long as the first can go on to rise."""
    text = replace(of_two(small(*rules)), calendar_limit_days=SHORT)
    known, found = reached(text), played(text, Choices(days=SHORT))
    assert known.rules == found.fired, what
    assert first_days(known).keys() == {at for at in found.begun if at in first_days(known)}, what
    assert found.begun.keys() <= first_days(known).keys(), what
    assert all(found.begun[at] >= day for at, day in first_days(known).items()), what


def of_two(text: Protocol) -> Protocol:
    """With a second item of two steps, looked at alike."""
    first, (look,) = item_of(text), text.checkpoints
    ladder = expand(first.ladder)
    steps = tuple(replace(each, key=f"z-{each.key}") for each in ladder.steps[:2])
    zinc = replace(
        first,
        key="zinc",
        substance=Substance(key="zinc", name="Zinc"),
        ladder=Steps(entry=steps[0].key, steps=steps),
    )
    looks = (replace(look, item="glutamine"), replace(look, key="other", item="zinc"))
    return replace(text, items=(first, zinc), checkpoints=looks)


def first_days(known: Reach) -> Arrivals:
    return {(at.item, at.step, at.arrival): day for at, day in known.begins.items()}


def test_the_end_of_an_item_raises_nothing() -> None:
    (course,) = courses(TEXT)
    assert {each.kind for each in course.looks} == {CheckpointKind.ROUTINE, CheckpointKind.END}
