"""Of several items each has rules of its own: at its own checkpoint, for every answer, one says what follows for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.authoring.proof.formula import FALSE
from protocols.authoring.proof.joined import joined
from protocols.authoring.protocol import Protocol
from protocols.authoring.rule_outcomes import misleading
from protocols.authoring.verify import verify
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.rule import Rule
from tests.authoring.breaking import Change, both, checkpoint, rule
from tests.authoring.finding_out import found
from tests.authoring.replaying import check_replayed
from tests.authoring.test_diagram import LOOKED_AT
from tests.authoring.test_safe_protocols import zinc
from tests.authoring.trying import everything, names, protocol_with, rule_sets
from tests.library.built_in import PROTOCOLS

TEXT = zinc(PROTOCOLS["glutamine-start-low"])
PLACES = {each.key: place for place, each in enumerate(TEXT.checkpoints)}
RULES = {rule: f"/checkpoints/{PLACES[rule]}/rules" for rule in ("tolerance", "zinc-check")}


def about(item: str, *keys: str) -> Change:
    return both(*(rule(key, items=(item,)) for key in keys))


BUT_CLEAR = tuple(each.key for each in TEXT.rules if not each.items)

# what is said of whom, whether a rule is lacking at the check-in for glutamine, at the one for zinc
ABOUT: list[tuple[str, Change, bool, bool]] = [
    ("each has all that it needs", both(), False, False),
    ("nothing about zinc, but a rise", about("glutamine", *BUT_CLEAR), False, True),
    ("its own check-in names no rule about it", checkpoint("zinc-check", rules=("clear",)), False, True),
    ("what is mild for zinc is not said", about("glutamine", "mild"), False, True),
    ("what is mild for glutamine is not said", about("zinc", "mild"), True, False),
    ("neither is told to stay", both(about("zinc", "mild"), about("glutamine", "missed")), True, True),
    ("what it says of the other does not matter", checkpoint("tolerance", rules=(*BUT_CLEAR, "clear")), False, False),
]


@pytest.mark.parametrize(("what", "change", "glutamine", "of_zinc"), ABOUT, ids=[row[0] for row in ABOUT])
def test_every_answer_has_a_rule_about_the_item_that_is_looked_at(
    what: str, change: Change, *, glutamine: bool, of_zinc: bool
) -> None:
    lacking = {each.pointer for each in verify(change(TEXT)) if each.code == "no_rule"}
    places = {RULES["tolerance"]: glutamine, RULES["zinc-check"]: of_zinc}
    assert lacking & {*places} == {where for where, lacks in places.items() if lacks}, what


def test_the_check_in_that_is_shown_holds_the_item_for_want_of_a_rule() -> None:
    text = about("glutamine", "mild")(TEXT)
    finding = found(text, both(), "no_rule", RULES["zinc-check"])
    assert finding.severity is Severity.ERROR
    assert finding.says == "At zinc-check there are answers of which no rule says what follows for zinc."
    example = finding.counter_example
    assert example is not None
    assert (example.item, example.leads_to and example.leads_to.dose) == ("zinc", DoseOutcome.HOLD)
    assert check_replayed(text, finding)


def beside_zinc(rules: tuple[Rule, ...]) -> Protocol:
    """The small protocol with a second item, at whose own checkpoint the rules are tried."""
    text = protocol_with(rules)
    looks = replace(text.checkpoints[0], item="zinc", steps=())
    return replace(text, items=TEXT.items, checkpoints=(looks,))


ITEMS = st.sampled_from([(), ("zinc",), ("glutamine",), ("glutamine", "zinc")])


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@given(rule_sets(), st.lists(ITEMS, min_size=3, max_size=3))
@LOOKED_AT
def test_a_forgotten_case_of_an_item_is_found_and_nothing_else(
    drawn: tuple[Rule, ...], items: list[tuple[str, ...]]
) -> None:
    rules = tuple(replace(each, items=named) for each, named in zip(drawn, items, strict=False))
    text = beside_zinc(rules)
    ranked = misleading(text, joined(text, 0, names(rules)))
    forgotten = False
    own = [place for place, each in enumerate(rules) if not each.items or "zinc" in each.items]
    for each in everything(rules, can_fire=names(rules)):
        said = each.said
        told = [said[key] for key in ("emergency", "today", "change")]
        values = each.values(rules)
        forgotten |= said["mood"] is not None and told == [False] * 3 and all(values[at] == FALSE for at in own)
    assert any(each.finding.code == "no_rule" for each in ranked) == forgotten
