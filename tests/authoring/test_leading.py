"""Where rules can lead an item that a check-in finds so: what they cannot tell apart is searched once, and no more."""

from itertools import chain, combinations, product

import pytest
from msgspec.structs import replace

from protocols.authoring import leading as searching
from protocols.authoring.course import courses
from protocols.authoring.item import SubstanceItem
from protocols.authoring.leading import Found, Leading
from protocols.authoring.living import living
from protocols.authoring.position import Position, arrivals
from protocols.authoring.proof.joined import joined
from protocols.authoring.proof.tally import ADVANCE, PAUSE, STEP_BACK
from protocols.authoring.proof.walks import quiet, shortest
from protocols.authoring.protocol import Protocol
from protocols.authoring.reach import reach
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import AlarmIs, ArrivedBy, FiredBefore, InARow, Not
from protocols.dosing.ladder import Steps
from protocols.dosing.substance import Substance
from tests.authoring.breaking import a_rule, added, answer, claimed, every, fixed, item_of, some, step
from tests.authoring.test_reach import days, small
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
GOOD, BAD = answer("mood", "at_most", 0), answer("mood", "at_least", 2)
FELL, ROSE = ArrivedBy(outcome=DoseOutcome.STEP_BACK), ArrivedBy(outcome=DoseOutcome.ADVANCE)
TODAY = AlarmIs(level="today")  # type: ignore[arg-type]

# what the rules tell apart
RULES = [
    ("nothing", (a_rule("up", GOOD, "advance"),)),
    ("days", (a_rule("up", every(GOOD, days("at_least", 3)), "advance"), a_rule("p", days("equal", 5), "pause"))),
    ("the arrival", (a_rule("up", every(GOOD, Not(of=FELL)), "advance"), a_rule("b", every(BAD, ROSE), "step_back"))),
    ("counts", (a_rule("up", every(GOOD, FiredBefore(rule="b", times=2)), "advance"), a_rule("b", BAD, "step_back"))),
    ("a row", (a_rule("up", InARow(of=GOOD, times=3), "advance"), a_rule("b", BAD, "step_back"))),
    ("an alarm", (a_rule("up", every(GOOD, Not(of=TODAY)), "advance"), a_rule("p", TODAY, "pause"))),
    (
        "several things",
        (
            a_rule("up", every(GOOD, some(days("at_most", 2), FiredBefore(rule="p")), Not(of=ROSE)), "advance"),
            a_rule("b", every(BAD, FiredBefore(rule="up", times=2)), "step_back"),
            a_rule("p", every(BAD, days("at_least", 4)), "pause"),
        ),
    ),
]


def joint_of(text: Protocol) -> Leading:
    everything = {each.key for each in text.rules}
    return Leading({each.key: joined(text, place, everything) for place, each in enumerate(text.checkpoints)})


@pytest.mark.parametrize(("what", "rules"), RULES, ids=[row[0] for row in RULES])
def test_what_is_searched_once_comes_to_what_each_search_would(what: str, rules: tuple[object, ...]) -> None:
    """Every day, way of arrival, set of rules and number of check-ins, beside a search of its own."""
    text = small(*rules)  # type: ignore[arg-type]
    (look,), keys = text.checkpoints, [each.key for each in text.rules]
    leading, joint = joint_of(text), joined(text, 0, set(keys))
    before = chain.from_iterable(combinations(keys, number) for number in range(len(keys) + 1))
    on = [(day, day) for day in range(1, 8)] + [(0, day) for day in range(1, 8)]
    ways = product(on, (None, *DoseOutcome), map(frozenset, before), (None, 0, 1, 2, 3), (False, True), (False, True))
    for each in ways:
        found = Found(**dict(zip(Found.__struct_fields__, each, strict=True)))
        for dose in (ADVANCE, STEP_BACK, PAUSE):
            alone = shortest(joint.bare, lambda total, dose=dose: total[0] == dose, found.allows)  # type: ignore[misc]
            assert leading.to({dose}, "glutamine", look.key, found) == (alone is not None), (what, found)


def test_where_nothing_is_said_of_what_is_found_all_is_quiet() -> None:
    text = small(a_rule("up", GOOD, "advance"), a_rule("p", TODAY, "pause"))
    leading, (look,) = joint_of(text), text.checkpoints
    assert leading.to({ADVANCE}, "glutamine", look.key)
    assert not leading.to({PAUSE}, "glutamine", look.key)
    assert shortest(joined(text, 0, {"up", "p"}).bare, lambda total: total[0] == PAUSE, quiet) is None


def test_where_nothing_is_proved_the_rules_may_lead_anywhere() -> None:
    assert Leading({}).to({ADVANCE}, "glutamine", "tolerance")
    assert Leading({}).apart("tolerance") is None


def test_of_each_way_of_arrival_the_one_that_lasts_longest_is_tried() -> None:
    def at(step: int, arrival: DoseOutcome | None = None) -> Position:
        return Position(item="glutamine", step=step, arrival=arrival)

    rose = DoseOutcome.ADVANCE
    found = [(at(0), 7), (at(1), 9), (at(2), 8), (at(1, rose), 2), (at(2, rose), 2)]
    assert arrivals(found) == ((at(1), 9), (at(1, rose), 2))
    assert arrivals([(None, 3)]) == ((None, 3),)


def many(items: int, steps: int) -> Protocol:
    """So many items of so many steps, each with a look of its own, all moved by the same rules."""
    first, looks, end = item_of(TEXT), TEXT.checkpoints[1], TEXT.checkpoints[-1]
    keys = [[f"i{place}s{number}" for number in range(steps)] for place in range(items)]

    def beside(place: int) -> SubstanceItem:
        rungs = tuple(step(key, fixed(str(number + 1)), 1, 10) for number, key in enumerate(keys[place]))
        substance = Substance(key=f"s{place}", name=f"s{place}")
        return replace(first, key=f"i{place}", substance=substance, ladder=Steps(entry=rungs[0].key, steps=rungs))

    text = replace(
        TEXT,
        items=tuple(beside(place) for place in range(items)),
        checkpoints=(
            *(replace(looks, key=f"c{place}", item=f"i{place}", steps=(), day=1) for place in range(items)),
            replace(end, item="i0", steps=keys[0][-1:], day=1),
        ),
        calendar_limit_days=731,
        claims=(),
    )
    for place in range(items):
        text = claimed(f"i{place}", *keys[place])(text)
    return text


def searches(text: Protocol, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the rules of a checkpoint are searched."""
    made: list[object] = []

    def counting(*given: object) -> object:
        made.append(given)
        return shortest(*given)  # type: ignore[arg-type]

    joints = {each.key: joined(text, place, living(text)) for place, each in enumerate(text.checkpoints)}
    monkeypatch.setattr(searching, "shortest", counting)
    known = reach(text, joints)
    assert {at.step for at in known.begins} == set(range(len(next(courses(text)).ladder.steps)))
    return len(made)


def test_more_items_and_steps_cost_no_more_searches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each checkpoint once for each thing that its rules tell apart, however many steps it finds alike."""
    assert searches(many(2, 3), monkeypatch) <= 2 * searches(many(1, 3), monkeypatch)
    assert searches(many(2, 12), monkeypatch) == searches(many(2, 6), monkeypatch)


def test_a_rule_that_counts_is_tried_again_when_what_it_counts_was_added() -> None:
    more = (
        a_rule("seen", answer("nausea", "at_least", 2), "hold"),
        a_rule("again", every(answer("nausea", "at_least", 2), FiredBefore(rule="seen")), "hold"),
    )
    text = added(*more[::-1])(TEXT)
    everything = {each.key for each in text.rules}
    joints = {each.key: joined(text, place, everything) for place, each in enumerate(text.checkpoints)}
    assert {"seen", "again"} <= reach(text, joints).rules
