"""How an outline takes its shared parts from the catalogue."""

import pytest
from msgspec.structs import replace

from api.library import catalogue, outlines
from protocols.authoring.caution import Action, AgeFrom, Always, Caution, ResultNotKnown, question_of
from protocols.checkpoints.alarm import LOCKED, AlarmLevel
from protocols.evidence.link import AboutCaution
from protocols.library.compose import compose
from protocols.library.entries import NotInCatalogue, caution_named
from protocols.library.outline import Difference, Outline
from tests.library.built_in import PROTOCOLS

CATALOGUE = catalogue()
OUTLINES = {outline.slug: outline for outline in outlines()}
START_LOW = OUTLINES["glutamine-start-low"]


def unknown_rule_set(outline: Outline) -> Outline:
    first, *others = outline.checkpoints
    return replace(outline, checkpoints=(replace(first, rules=("nothing",)), *others))


@pytest.mark.parametrize(
    ("outline", "pointer"),
    [
        (replace(START_LOW, measures=("nothing",)), "/measures"),
        (replace(START_LOW, cautions=("nothing",), differences=()), "/cautions"),
        (unknown_rule_set(START_LOW), "/checkpoints"),
        (replace(START_LOW, differences=(Difference(caution="nothing", because="x"),)), "/differences/0/caution"),
    ],
    ids=["measure", "caution", "rule set", "difference"],
)
def test_a_name_that_stands_for_nothing_is_refused(outline: Outline, pointer: str) -> None:
    with pytest.raises(NotInCatalogue) as refused:
        compose(outline, CATALOGUE)
    assert refused.value.pointer == pointer


def test_the_differences_are_these_and_no_others() -> None:
    found = {(slug, each.caution) for slug, outline in OUTLINES.items() for each in outline.differences}
    assert found == {
        ("glutamine-low-fodmap", "eating-disorder"),
        ("glutamine-low-fodmap", "underweight"),
        ("glutamine-crohn-remission", "moderate-renal-impairment"),
        ("glutamine-chemotherapy", "active-malignancy-chemotherapy"),
        ("glutamine-crohn-21g", "egfr-from-65"),
        ("glutamine-start-low", "moderate-renal-impairment"),
    }


@pytest.mark.parametrize("slug", OUTLINES)
def test_a_shared_caution_without_a_difference_is_the_same_everywhere(slug: str) -> None:
    differing = {each.caution for each in OUTLINES[slug].differences}
    for caution in PROTOCOLS[slug].cautions:
        same = caution == caution_named(CATALOGUE, caution.key).caution
        assert same is (caution.key not in differing), caution.key


def test_a_difference_says_why_in_the_claim() -> None:
    for slug, outline in OUTLINES.items():
        for difference in outline.differences:
            claims = [each for each in PROTOCOLS[slug].claims if each.about == AboutCaution(caution=difference.caution)]
            assert [claim.says.endswith(difference.because) for claim in claims] == [True]


def test_what_differs_differs_as_stated() -> None:
    def caution(slug: str, key: str) -> Caution:
        return next(each for each in PROTOCOLS[slug].cautions if each.key == key)

    assert caution("glutamine-low-fodmap", "eating-disorder").action is Action.EXCLUDE
    assert caution("glutamine-low-fodmap", "underweight").action is Action.EXCLUDE
    assert caution("glutamine-start-low", "underweight").action is Action.OVERRIDE_WITH_REASON
    kidney = caution("glutamine-crohn-remission", "moderate-renal-impairment")
    assert AgeFrom(years=65) in kidney.triggers
    assert not any(isinstance(trigger, ResultNotKnown) for trigger in kidney.triggers)  # the first dose waits for it
    assert question_of(kidney) == question_of(caution("glutamine-start-low", "moderate-renal-impairment"))
    cancer = caution("glutamine-chemotherapy", "active-malignancy-chemotherapy")
    assert cancer.triggers == (Always(),)
    assert cancer.agreed_by == "oncologist"
    assert "day 14" in (caution("glutamine-crohn-21g", "egfr-from-65").brings or "")


def test_a_stronger_alarm_takes_the_place_of_the_locked_one() -> None:
    chemotherapy = PROTOCOLS["glutamine-chemotherapy"].alarms
    assert [alarm.key for alarm in chemotherapy] == [*(alarm.key for alarm in LOCKED), "sore_mouth"]
    fever = next(alarm for alarm in chemotherapy if alarm.key == "fever")
    assert fever.level is AlarmLevel.EMERGENCY
    assert "or the limit your cancer team gave you" in fever.asked


def test_each_rule_stands_once_and_is_used() -> None:
    for protocol in PROTOCOLS.values():
        keys = [rule.key for rule in protocol.rules]
        assert len(keys) == len(set(keys))
        assert set(keys) == {key for checkpoint in protocol.checkpoints for key in checkpoint.rules}
