"""What changed in the rules: by what a rule does where it is true more often."""

from typing import Final

import pytest
from msgspec.structs import replace

from protocols.authoring.diff import diff
from protocols.authoring.difference import Concern, DifferenceKind, Matters
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import AllOf, Not, Operator
from protocols.checkpoints.rule import BackTo
from tests.authoring.changing import (
    EVERYTHING,
    LOW,
    answer,
)
from tests.authoring.editing import (
    EITHER,
    OTHER,
    STRONGER,
    WEAKER,
    WORDING,
    Change,
    also,
    check,
    entry,
    limit,
    the,
    told,
    without,
)

MILD, CLEAR, SEVERE = (entry("rules", key) for key in ("mild", "clear", "severe"))
PAIN_RISES = "Stomach or belly pain rises by"

CHANGES: Final[list[tuple[Change, Matters, str]]] = [
    (the("rules", "moderate", dose=DoseOutcome.HOLD), WEAKER, "Rule moderate: step back → hold"),
    (the("rules", "mild", dose=DoseOutcome.STOP), STRONGER, "Rule mild: hold → stop"),
    (the("rules", "severe", call=Call.ROUTINE), WEAKER, "Rule severe: a call today → a routine call"),
    (the("rules", "severe", final=True), STRONGER, "Rule severe: a stop ends the plan for good no → yes"),
    (
        the("rules", "moderate", symptom_free_days=3),
        STRONGER,
        "Rule moderate: days without symptoms before a resume none → 3",
    ),
    (
        the("rules", "moderate", back_to=BackTo.LAST_CLEAR),
        STRONGER,
        "Rule moderate: goes back to step below → last clear",
    ),
    (the("rules", "moderate", call_on_lowest=None), WEAKER, "Rule moderate: on the lowest step a routine call → none"),
    (
        the("rules", "moderate", call_on_lowest=Call.TODAY),
        STRONGER,
        ("Rule moderate: on the lowest step a routine call → a call today"),
    ),
    (
        the("rules", "severe", call_on_lowest=Call.ROUTINE),
        WEAKER,
        "Rule severe: on the lowest step none → a routine call",
    ),
    (the("rules", "mild", call_on_lowest=Call.NONE), OTHER, "Rule mild: on the lowest step none → no call"),
    (the("rules", "moderate", items=("glutamine",)), WEAKER, "Rule moderate moves every item → glutamine"),
    (the("rules", "clear", items=("glutamine",)), STRONGER, "Rule clear moves every item → glutamine"),
    (without("rules", "severe"), WEAKER, f"Rule severe removed: stop, a call today: {SEVERE.says}"),
    (without("rules", "clear"), STRONGER, f"Rule clear removed: advance, no call: {CLEAR.says}"),
    (also("rules", replace(CLEAR, key="new")), WEAKER, f"Rule new added: advance, no call: {CLEAR.says}"),
    (
        also("rules", replace(CLEAR, key="new", call=Call.TODAY)),
        EITHER,
        f"Rule new added: advance, a call today: {CLEAR.says}",
    ),
    (the("rules", "mild", says="Stay."), WORDING, "Rule mild: its sentence reworded"),
    (the("rules", "mild", client_says=None), WORDING, "Rule mild: its sentence for the client removed"),
    (
        the("rules", "mild", when=limit(MILD.when, "3")),
        WEAKER,
        f"Rule mild: {PAIN_RISES} 2 or more since the baseline → {PAIN_RISES} 3 or more since the baseline",
    ),
    (
        the("rules", "clear", when=limit(CLEAR.when, "2")),
        WEAKER,
        f"Rule clear: {PAIN_RISES} 1 or less since the baseline → {PAIN_RISES} 2 or less since the baseline",
    ),
    (
        the("rules", "clear", when=limit(CLEAR.when, "0")),
        STRONGER,
        f"Rule clear: {PAIN_RISES} 1 or less since the baseline → {PAIN_RISES} 0 or less since the baseline",
    ),
    (
        the("rules", "severe", when=limit(SEVERE.when, "8")),
        STRONGER,
        "Rule severe: Stomach or belly pain is 9 or more → Stomach or belly pain is 8 or more",
    ),
    (
        the("rules", "missed", when=answer("days_taken", "4", Operator.AT_MOST)),
        WEAKER,
        "Rule missed: Days taken as planned is 5 or less → Days taken as planned is 4 or less",
    ),
    (
        the("rules", "missed", when=answer("days_taken", "5")),
        EITHER,
        "Rule missed: Days taken as planned is 5 or less → Days taken as planned is 5 or more",
    ),
    (
        the("rules", "clear", when=AllOf(of=CLEAR.when.of[:-1])),
        WEAKER,
        "Rule clear, condition removed: not a change since last time is told",
    ),
    (
        the("rules", "clear", when=AllOf(of=(*CLEAR.when.of, answer("egfr", "60")))),
        STRONGER,
        "Rule clear, condition added: Estimated GFR (CKD-EPI 2021, creatinine) is 60 or more",
    ),
    (
        the("rules", "missed", when=Not(of=answer("days_taken", "5", Operator.MORE_THAN))),
        EITHER,
        "Rule missed: Days taken as planned is 5 or less → not Days taken as planned is more than 5",
    ),
]


@pytest.mark.parametrize(("change", "matters", "says"), CHANGES)
def test_a_change_is_said_and_weighed(change: Change, matters: Matters, says: str) -> None:
    check(change, matters, says)


def test_which_item_an_advance_names_first_has_a_meaning() -> None:
    def naming(dose: DoseOutcome, *items: str) -> Protocol:
        return the("rules", "deep", dose=dose, call=Call.NONE, items=items)(EVERYTHING)

    pause, rise = DoseOutcome.PAUSE, DoseOutcome.ADVANCE
    one, other = ("third", "glutamine"), ("glutamine", "third")
    assert diff(naming(pause, *one), naming(pause, *other)) == ()
    said = [(EITHER, "Rule deep moves third, glutamine → glutamine, third")]
    assert told(naming(rise, *one), naming(rise, *other)) == said
    turned_round = told(naming(pause, "third"), naming(rise, "glutamine"))
    assert (EITHER, "Rule deep moves third → glutamine") in turned_round


def test_endpoints_move_no_dose_and_are_tried_in_order() -> None:
    response = LOW.response
    assert response is not None
    one, other = response.endpoints
    (moved,) = diff(LOW, replace(LOW, response=replace(response, endpoints=(other, one))))
    assert (moved.kind, moved.matters, moved.concerns) == (DifferenceKind.MOVED, OTHER, Concern.COURSE)
    assert moved.says.startswith(
        "The response: endpoints in another order, IBS severity score (IBS-SSS) falls by 50 or"
    )
    (easier,) = diff(LOW, replace(LOW, response=replace(response, endpoints=(limit(one, "40"), other))))
    assert (easier.kind, easier.matters, easier.before_at) == (DifferenceKind.CHANGED, OTHER, "/response/endpoints/0")
    gone = "The response, condition removed: Stomach or belly pain falls by 3 or more since the baseline"
    assert told(LOW, replace(LOW, response=replace(response, endpoints=(one,)))) == [(OTHER, gone)]


def test_a_condition_in_a_group_of_one_is_the_same_condition() -> None:
    alone = entry("rules", "change").when
    assert diff(LOW, the("rules", "change", when=AllOf(of=(alone,)))(LOW)) == ()


def test_a_rule_that_turns_round_while_its_condition_changes_is_either_way() -> None:
    after = the("rules", "mild", dose=DoseOutcome.ADVANCE, when=limit(MILD.when, "3"))(LOW)
    assert {(each.matters, each.before_at) for each in diff(LOW, after)} == {
        (WEAKER, "/rules/8/dose"),
        (EITHER, "/rules/8/when/of/0/of/0"),
    }
