"""Names that stand for nothing, or twice: they are found first, because nothing more can be said."""

import pytest
from msgspec.structs import replace

from protocols.checkpoints.predicate import AnswerIs, FiredBefore, InARow, Not, Operator
from protocols.decimal_string import DecimalString
from protocols.evidence.link import AboutCaution, AboutCheckpoint, AboutDose, AboutRule
from tests.authoring.breaking import (
    Change,
    at,
    both,
    checkpoint,
    claiming,
    fields,
    fixed,
    item,
    item_of,
    rise,
    some,
    step,
    twice,
)
from tests.authoring.finding_out import found, resolved
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
DIET = PROTOCOLS["glutamine-low-fodmap"]

MOOD = AnswerIs(measure="mood", operator=Operator.AT_LEAST, value=DecimalString(1))
DEEP = some(rise("nausea", "at_least", 1), Not(of=MOOD))
AFTER = FiredBefore(rule="calm")
CLAIM = f"/claims/{len(TEXT.claims)}/about"

# what is broken, how, the code of the finding, where
NAMES: list[tuple[str, Change, str, str]] = [
    ("an item twice", twice("items"), "name_twice", "/items/1/key"),
    ("a measure twice", twice("measures"), "name_twice", f"/measures/{len(TEXT.measures)}/key"),
    ("an alarm twice", twice("alarms"), "name_twice", f"/alarms/{len(TEXT.alarms)}/key"),
    ("a caution twice", twice("cautions"), "name_twice", f"/cautions/{len(TEXT.cautions)}/key"),
    ("a checkpoint twice", twice("checkpoints"), "name_twice", "/checkpoints/4/key"),
    ("a rule twice", twice("rules"), "name_twice", f"/rules/{len(TEXT.rules)}/key"),
    ("asks the unknown", at("checkpoints", 1, asks=("mood",)), "unknown_name", "/checkpoints/1/asks/0"),
    ("may ask the unknown", at("checkpoints", 1, may_ask=("mood",)), "unknown_name", "/checkpoints/1/may_ask/0"),
    ("an unknown rule", at("checkpoints", 1, rules=("calm",)), "unknown_name", "/checkpoints/1/rules/0"),
    ("an unknown step", at("checkpoints", 1, steps=("s9",)), "unknown_name", "/checkpoints/1/steps/0"),
    ("an unknown item", at("checkpoints", 1, item="zinc"), "unknown_name", "/checkpoints/1/item"),
    ("a rule over the unknown", at("rules", 0, when=MOOD), "unknown_name", "/rules/0/when/measure"),
    (
        "deep in a rule",
        at("rules", 0, when=DEEP),
        "unknown_name",
        "/rules/0/when/of/1/of/measure",
    ),
    ("in a row", at("rules", 0, when=InARow(of=MOOD, times=2)), "unknown_name", "/rules/0/when/of/measure"),
    ("a rule after no rule", at("rules", 0, when=AFTER), "unknown_name", "/rules/0/when/rule"),
    ("a rule that moves nothing", at("rules", 1, items=("glutamine", "zinc")), "unknown_name", "/rules/1/items/1"),
    ("awaits the unknown", fields(baseline_labs=("mood",)), "unknown_name", "/baseline_labs/0"),
    ("a claim about no item", claiming(AboutDose(item="zinc", step="s1")), "unknown_name", CLAIM),
    ("a claim about no step", claiming(AboutDose(item="glutamine", step="s9")), "unknown_name", CLAIM),
    ("a claim about no caution", claiming(AboutCaution(caution="x")), "unknown_name", CLAIM),
    ("a claim about no rule", claiming(AboutRule(rule="x")), "unknown_name", CLAIM),
    ("a claim about no look", claiming(AboutCheckpoint(checkpoint="x")), "unknown_name", CLAIM),
]


@pytest.mark.parametrize(("what", "change", "code", "pointer"), NAMES, ids=[row[0] for row in NAMES])
def test_a_name_that_stands_for_nothing_is_found(what: str, change: Change, code: str, pointer: str) -> None:
    finding = found(TEXT, change, code, pointer)
    assert finding.pointer == pointer, what
    assert resolved(change(TEXT), pointer) is not None


def test_an_unknown_endpoint_is_found() -> None:
    assert TEXT.response is not None
    change = fields(response=replace(TEXT.response, endpoints=(MOOD,)))
    assert found(TEXT, change, "unknown_name", "").pointer == "/response/endpoints/0/measure"


def test_a_checkpoint_names_the_steps_of_its_own_item() -> None:
    zinc = replace(item_of(TEXT), key="zinc")
    change = both(fields(items=(*TEXT.items, zinc)), checkpoint("review", item="zinc", steps=("z1",)))
    assert found(TEXT, change, "unknown_name", "").pointer == "/checkpoints/2/steps/0"


def test_a_rule_moves_what_is_swallowed_and_no_diet() -> None:
    change = at("rules", 0, items=("low-fodmap",))
    assert found(DIET, change, "unknown_name", "").pointer == "/rules/0/items/0"


def test_steps_of_a_taper_can_be_looked_at_and_claimed_for() -> None:
    change = both(
        item(taper=(step("t1", fixed("5")),)),
        claiming(AboutDose(item="glutamine", step="t1")),
        checkpoint("tolerance", steps=("s1", "t1")),
        checkpoint("review", steps=("t2",)),
    )
    assert found(TEXT, change, "unknown_name", "").pointer == "/checkpoints/2/steps/0"
