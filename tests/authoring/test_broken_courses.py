"""Courses broken in one place: a step that cannot be reached or left, a checkpoint that never comes due."""

import pytest
from msgspec.structs import replace

from protocols.authoring.course import courses
from protocols.authoring.finding import Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.checkpoints.checkpoint import Anchor, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import ArrivedBy, DaysOnStepIs, Operator
from protocols.checkpoints.rule import Rule
from tests.authoring.breaking import (
    Change,
    a_rule,
    added,
    answer,
    at,
    both,
    changed_step,
    checkpoint,
    claimed,
    every,
    fields,
    fixed,
    gone,
    item,
    item_of,
    number,
    parts,
    rule,
    step,
    unnamed,
)
from tests.authoring.finding_out import codes, found, resolved
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
DIET = PROTOCOLS["glutamine-low-fodmap"]


def all_rules(**new: object) -> Change:
    return lambda text: replace(text, rules=tuple(replace(each, **new) for each in text.rules))


def holding(text: Protocol) -> Protocol:
    """Nothing ever lowers the dose."""

    def held(each: Rule) -> Rule:
        return each if each.dose is DoseOutcome.ADVANCE else replace(each, dose=DoseOutcome.HOLD)

    return replace(text, rules=tuple(held(each) for each in text.rules))


def settled(days: int) -> Change:
    return lambda text: item(ladder=replace(item_of(text).ladder, settled_days=days))(text)


def on_day(operator: str, day: int) -> DaysOnStepIs:
    return DaysOnStepIs(operator=Operator(operator), value=number(day))


def only_if(condition: object) -> Change:
    return rule("clear", when=lambda before: every(before, condition))  # type: ignore[arg-type]


TAPER = both(item(taper=(step("t1", fixed("5"), split=parts("morning")),)), claimed("glutamine", "t1"))
SHORT = fields(calendar_limit_days=72)
AT_THE_END = both(unnamed("clear"), checkpoint("end", rules=lambda before: (*before, "clear")))
S0, S1, S2, S3 = (f"/items/0/ladder/steps/{place}" for place in range(4))

# what is broken, how, the code of the finding, where
ERRORS: list[tuple[str, Change, str, str]] = [
    ("a look after the most days", checkpoint("tolerance", day=30), "step_without_way_up", S1),
    ("up only after a fall", only_if(ArrivedBy(outcome=DoseOutcome.STEP_BACK)), "step_without_way_up", S1),
    ("up only after a rise", only_if(ArrivedBy(outcome=DoseOutcome.ADVANCE)), "step_without_way_up", S1),
    ("up only in the first days", only_if(on_day("at_most", 3)), "step_without_way_up", S1),
    (
        "up only at the end",
        both(unnamed("clear"), checkpoint("end", rules=lambda r: (*r, "clear"))),
        "step_without_way_up",
        S0,
    ),
    ("a low step without a way up", checkpoint("tolerance", steps=("s1", "s2", "s3")), "step_without_way_up", S0),
    ("nobody looks at the lowest", checkpoint("tolerance", steps=("s1", "s2", "s3")), "step_unwatched", S0),
    ("the target comes too late", fields(calendar_limit_days=14), "step_unreachable", S3),
    ("the plan ends before it is over", fields(calendar_limit_days=60), "course_longer_than_limit", "/items/0/ladder"),
    (
        "a taper after the last day",
        both(TAPER, fields(calendar_limit_days=72)),
        "course_longer_than_limit",
        "/items/0/ladder",
    ),
    ("a review after the last step", checkpoint("review", day=60), "checkpoint_never_due", "/checkpoints/2/day"),
    ("a review of too short a step", checkpoint("review", steps=("s0",)), "checkpoint_never_due", "/checkpoints/2/day"),
    (
        "a day of the course after its last",
        checkpoint("review", anchor=Anchor.COURSE, day=113),
        "checkpoint_never_due",
        "/checkpoints/2/day",
    ),
    (
        "a day of the course before the step",
        checkpoint("review", anchor=Anchor.COURSE, day=14),
        "checkpoint_never_due",
        "/checkpoints/2/day",
    ),
    ("an end after the last day", checkpoint("end", day=57), "end_never_due", "/checkpoints/3/day"),
    ("an end of a lower step", checkpoint("end", steps=("s2",), day=20), "end_never_due", "/checkpoints/3/day"),
    ("nothing stops it", holding, "nothing_stops", "/items/0"),
    ("no end", at("checkpoints", 3, kind=CheckpointKind.ROUTINE), "no_end", "/checkpoints"),
    ("a look without a day", at("checkpoints", 1, day=None), "checkpoint_day", "/checkpoints/1"),
    ("a baseline with a day", at("checkpoints", 0, day=1), "checkpoint_day", "/checkpoints/0"),
    ("an end without a day", at("checkpoints", 3, day=None), "checkpoint_day", "/checkpoints/3"),
]

WARNINGS: list[tuple[str, Change, str, str]] = [
    ("longer than the plan", changed_step("s2", most_days=113), "most_days_beyond_limit", S2),
    ("settled for too long", settled(113), "most_days_beyond_limit", "/items/0/ladder/settled_days"),
    ("no rule steps back", rule("moderate", dose=DoseOutcome.PAUSE), "below_entry_unreachable", S0),
    ("nobody looks at the taper", TAPER, "taper_unwatched", "/items/0/taper/0"),
    ("an end on the way", checkpoint("end", steps=("s2", "s3"), day=21), "end_before_last_step", "/checkpoints/3/day"),
]

FOUND = [(row, Severity.ERROR) for row in ERRORS] + [(row, Severity.WARNING) for row in WARNINGS]
CASES = [pytest.param(*row, severity, id=row[0]) for row, severity in FOUND]


@pytest.mark.parametrize(("what", "change", "code", "pointer", "severity"), CASES)
def test_what_is_broken_is_found(what: str, change: Change, code: str, pointer: str, severity: Severity) -> None:
    finding = found(TEXT, change, code, pointer)
    assert (finding.severity, finding.pointer) == (severity, pointer), what
    resolved(change(TEXT), pointer)


def test_a_diet_ends_with_the_plan() -> None:
    change = at("items", 1, days=43)
    assert found(DIET, change, "course_longer_than_limit", "").pointer == "/items/1/days"


def test_the_earliest_days_of_the_steps_are_those_of_the_best_course() -> None:
    (course,) = courses(TEXT)
    assert course.earliest == {"s1": 1, "s2": 8, "s3": 15}
    assert course.planned == 70


def test_a_check_in_a_day_before_it_is_due_may_raise_when_the_least_days_are_over() -> None:
    (course,) = courses(both(changed_step("s1", least_days=3), checkpoint("tolerance", day=6))(TEXT))
    assert course.earliest["s2"] == 6


@pytest.mark.parametrize(
    ("arrival", "stuck"),
    [(DoseOutcome.ADVANCE, [S0, S1]), (DoseOutcome.STEP_BACK, [S0, S1, S2])],
)
def test_a_step_is_left_as_it_was_reached(arrival: DoseOutcome, stuck: list[str]) -> None:
    """Below entry by a fall or by a start there, on entry by the start, above it by a rise."""
    findings = verify(only_if(ArrivedBy(outcome=arrival))(TEXT))
    assert [each.pointer for each in findings if each.code == "step_without_way_up"] == stuck


def two_items(**looks: object) -> Change:
    """Zinc beside it: two steps, moved by the same rules."""

    def change(text: Protocol) -> Protocol:
        zinc = replace(
            item_of(text),
            key="zinc",
            substance=replace(item_of(text).substance, key="zinc", name="Zinc"),
            called="zinc powder",
            form="powder",
            ladder=replace(item_of(text).ladder, entry="s1"),
        )
        steps = ("s0", "s1", "s2", "s3")
        return both(fields(items=(*text.items, zinc)), claimed("zinc", *steps))(text)

    return change


def looked_at(text: Protocol) -> Protocol:
    """A look at every step of the zinc, with the same questions and rules."""
    look = next(each for each in text.checkpoints if each.key == "tolerance")
    return replace(text, checkpoints=(*text.checkpoints, replace(look, key="zinc-tolerance", item="zinc")))


def test_an_item_beside_another_is_watched_by_its_own_checkpoint() -> None:
    """Those of the other end with the other: nobody would look at what goes on alone."""
    unwatched = [each.pointer for each in verify(two_items()(TEXT)) if each.code == "step_unwatched"]
    assert unwatched == [f"/items/1/ladder/steps/{number}" for number in range(4)]
    assert codes(both(two_items(), looked_at)(TEXT)) == ["substance_without_limits"]


def test_rules_that_name_an_item_do_not_raise_another() -> None:
    change = both(two_items(), rule("clear", items=("glutamine",)))
    assert found(TEXT, change, "step_without_way_up", "/items/1").pointer == "/items/1/ladder/steps/0"
    for_both = both(change, added(a_rule("calm", answer("nausea", "at_most", 1), "advance", items=("zinc",))))
    assert "step_without_way_up" not in codes(for_both(TEXT))


def test_rules_that_name_an_item_do_not_stop_another() -> None:
    stops = both(*(rule(each.key, items=("glutamine",)) for each in TEXT.rules))
    assert found(TEXT, both(two_items(), stops), "nothing_stops", "/items/1").pointer == "/items/1"
    assert "nothing_stops" not in codes(gone("persistent")(TEXT))
