"""The rules that some course can make true, beside every course of small protocols with all that people may do."""

import pytest
from msgspec.structs import replace

from protocols.authoring.course import courses
from protocols.authoring.item import DietItem, Mode
from protocols.authoring.living import living, positions
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.verify import verify
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import AnyChange, ArrivedBy, FiredBefore, Not
from protocols.checkpoints.rule import Rule
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.quantity import Unit, of
from protocols.plans.check_in import CheckIn
from tests.authoring.breaking import a_rule, added, answer, every, fixed, item, item_of, number, parts, per_kg, step
from tests.authoring.exploring import Arrivals, Choices, played
from tests.authoring.test_reach import SMALL, TEXT, UP, days, of_two, small
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, NONE, walk_on

FELL, ROSE = ArrivedBy(outcome=DoseOutcome.STEP_BACK), ArrivedBy(outcome=DoseOutcome.ADVANCE)
HOLD = a_rule("hold", answer("mood", "at_least", 0), "hold")
ACTS = ("set_step", "settle")

# what people make of it besides
BY_NAME: list[tuple[str, tuple[Rule, ...]]] = [
    ("lowered by name", (UP, a_rule("fallen", every(answer("mood", "equal", 1), FELL), "hold"))),
    ("raised by name", (a_rule("risen", every(answer("mood", "equal", 1), ROSE), "hold"),)),
    ("settled", (UP, a_rule("neither", every(Not(of=FELL), Not(of=ROSE), FiredBefore(rule="up")), "hold"))),
    ("lowered after a rule that is dead", (a_rule("x", every(FELL, FiredBefore(rule="x")), "hold"), HOLD)),
    ("too late", (HOLD, a_rule("late", every(ROSE, days("at_least", 3)), "hold"))),
    ("just in time", (HOLD, a_rule("late", every(ROSE, days("at_least", 2)), "hold"))),
]


def short(*rules: Rule) -> Protocol:
    """A plan of three days."""
    return replace(small(*rules), calendar_limit_days=3)


PLAYED = ("after itself", "after another", "in a circle", "what only a fall leads to", "three in a row")
ROWS = [*BY_NAME, *(row for row in SMALL if row[0] in PLAYED)]


@pytest.mark.parametrize(("what", "rules"), ROWS, ids=[row[0] for row in ROWS])
def test_what_answers_and_people_can_play_is_alive_and_nothing_else(what: str, rules: tuple[Rule, ...]) -> None:
    text = short(*rules)
    choices = {"settled": Choices(days=2, acts=ACTS), "three in a row": Choices(days=3)}
    assert living(text) == played(text, choices.get(what, Choices(days=3, acts=ACTS[:1]))).fired, what


@pytest.mark.parametrize(("about", "is_alive"), [("glutamine", True), ("zinc", False)])
def test_a_rule_is_about_its_own_items(about: str, *, is_alive: bool) -> None:
    """Glutamine has three steps, zinc has one: nothing leads down to it."""
    fell = a_rule("fell", every(answer("mood", "equal", 1), FELL), "hold", items=(about,))
    text = of_two(short(HOLD, fell))
    *others, zinc = substance_items(text)
    (only, *_) = expand(zinc.ladder).steps
    text = replace(text, items=(*others, replace(zinc, ladder=Steps(entry=only.key, steps=(only,)))))
    assert ("fell" in living(text)) is is_alive


def test_where_nothing_is_swallowed_a_rule_can_be_true() -> None:
    diet = next(each for each in PROTOCOLS["glutamine-low-fodmap"].items if isinstance(each, DietItem))
    text = replace(short(HOLD, a_rule("never", answer("mood", "at_least", 3), "hold")), items=(diet,))
    assert living(text) == {"hold"}


def laddered(entry: int) -> Protocol:
    ladder = expand(item_of(small(HOLD)).ladder)
    return item(ladder=replace(ladder, entry=ladder.steps[entry].key))(small(HOLD))


def proved(text: Protocol, until: int) -> Arrivals:
    """Where the gate says that the item can be, and from which day on."""
    (course,) = courses(text)
    found: Arrivals = {}
    for at, day in positions(course):
        key = at.item, at.step, at.arrival
        if day <= until:
            found[key] = min(day, found.get(key, day))
    return found


@pytest.mark.parametrize("entry", range(3))
def test_where_people_can_lead_is_where_an_item_can_be(entry: int) -> None:
    text = laddered(entry)
    found = played(text, Choices(days=2, acts=ACTS, starts=True)).begun
    assert proved(text, 2) == {at: day for at, day in found.items() if day <= 2}


def test_on_a_taper_what_falls_fell_from_the_second_dose_on() -> None:
    back = a_rule("back", answer("mood", "equal", 2), "step_back")
    text = small(HOLD, back)
    (only, *_) = expand(item_of(text).ladder).steps
    only = replace(only, planned_days=1, most_days=1, dose=fixed("10"), split=parts("morning", "evening"))
    falling = tuple(step(f"t{dose}", fixed(dose), 1, split=parts("morning")) for dose in ("5", "2.5"))
    text = item(ladder=Steps(entry=only.key, steps=(only,)), taper=falling)(text)
    found = played(text, Choices(days=4, acts=("set_step",)))
    assert found.begun.keys() == proved(text, 99).keys()
    assert all(found.begun[at] >= day for at, day in proved(text, 99).items())


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("dose", [fixed("5"), per_kg("0.1")], ids=["fixed", "per kg"])
def test_a_new_weight_raises_the_one_step_there_is(dose: object, mode: Mode) -> None:
    """An advance takes the higher dose of a newer weight, and is how this dose was reached; a calendar never does."""
    risen = a_rule("risen", every(answer("mood", "equal", 1), ROSE), "hold")
    text = small(UP, risen)
    (only, *_) = expand(item_of(text).ladder).steps
    only = replace(only, dose=dose, planned_days=6, split=parts("morning", "evening"))
    text = item(ladder=Steps(entry=only.key, steps=(only,)), mode=mode)(text)
    walked = walk_on(text, DAY_1)
    walked.adjust(DAY_1, "weigh", weight=of("76", Unit.KILOGRAM))
    for day, mood in ((DAY_1, 0), (DAY_1 + DAY, 1)):
        told = CheckIn(on=day, checkpoint="tolerance", answers={"mood": number(mood)}, alarms=NONE, changes=NONE)
        walked.check_in(told)
    assert ("risen" in living(text)) == ("risen" in walked.head.fired) == (dose != fixed("5") and mode is Mode.GATED)


def test_a_pause_for_symptoms_leaves_the_step_and_a_rule_after_a_fall_is_alive() -> None:
    """No rule steps back here: the pause itself goes down to the last step that was clear."""
    fallen = a_rule("fallen", every(answer("mood", "equal", 1), FELL, days("at_least", 2)), "stop")
    text = small(UP, a_rule("bad", answer("mood", "equal", 2), "pause"), fallen)
    assert "fallen" in living(text)
    walked = walk_on(text, DAY_1)
    for day, mood in ((0, 0), (1, 2)):
        told = CheckIn(
            on=DAY_1 + DAY * day, checkpoint="tolerance", answers={"mood": number(mood)}, alarms=NONE, changes=NONE
        )
        walked.check_in(told)
    walked.adjust(DAY_1 + DAY * 2, "resume")
    last = CheckIn(on=DAY_1 + DAY * 3, checkpoint="tolerance", answers={"mood": number(1)}, alarms=NONE, changes=NONE)
    assert walked.check_in(last).dose is DoseOutcome.STOP
    assert "fallen" in walked.head.fired


def test_a_check_in_that_nobody_planned_makes_rules_true_and_raises_nothing() -> None:
    """The review looks at the last step on its 28th day, and is told on the first day."""
    early = a_rule("early", every(answer("nausea", "equal", 3), days("at_most", 2), Not(of=ROSE)), "hold")
    text = added(early, to=("review",))(TEXT)
    assert "early" in living(text)
    assert not [each for each in verify(text) if each.code == "rule_dead"]
    walked = walk_on(text, DAY_1)
    walked.look(DAY_1, "review", nausea=3)
    assert "early" in walked.head.fired


def test_after_the_limit_only_what_the_end_looks_at_is_looked_at() -> None:
    late = days("at_least", 113)
    for to, is_alive in (("tolerance", False), ("end", True)):
        text = added(a_rule("late", every(answer("nausea", "at_least", 0), late), "hold"), to=(to,))(TEXT)
        assert ("late" in living(text)) == is_alive
    besides = added(a_rule("late", every(answer("body_weight", "at_least", 0), late), "hold"))(TEXT)
    asked = {key for each in TEXT.checkpoints if each.key == "end" for key in (*each.asks, *each.may_ask)}
    assert ("late" in living(besides)) == ("body_weight" not in asked)


def test_where_nothing_is_swallowed_a_rise_beside_a_change_is_told_of_no_step() -> None:
    """There is nothing that the engine could raise; the rule would say so on paper."""
    diet = next(each for each in PROTOCOLS["glutamine-low-fodmap"].items if isinstance(each, DietItem))
    text = short(a_rule("up", answer("mood", "at_most", 2), "advance"), a_rule("x", Not(of=AnyChange()), "advance"))
    findings = verify(replace(text, items=(diet,), claims=(), response=None, baseline_labs=()))
    (told, *_) = [each for each in findings if each.code == "advance_not_guarded"]
    assert told.pointer == "/rules/0"
    assert told.counter_example is not None
    assert (told.counter_example.item, told.counter_example.step) == (None, None)
