"""What an override brings: measures that must be answered on this plan, at the start, on day 14 and at each step."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.authoring.watching import under
from protocols.checkpoints.laboratory import Result
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.decide import UnknownCheckpoint
from protocols.plans.event import Started
from protocols.plans.head import raised_on
from protocols.plans.person import Person
from protocols.plans.screening import Screening
from protocols.plans.windows import scheduled
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.scripting import walked
from tests.plans.walking import ADULT, DAY_1, Walk, begin, stamp, walk, wish
from tests.spec.protocols import day
from tests.spec.test_laboratory import baseline, result, with_results

LIVER, KIDNEY = "compensated-chronic-liver-disease", "moderate-renal-impairment"
OLD = Person(birth_date=date(1956, 4, 2))
LIVER_TESTS, KIDNEY_TESTS = {"ammonia", "alt", "ast"}, {"creatinine", "egfr"}
FIRST = {"glutamine-chemotherapy": "before-chemotherapy"}
DAY_14 = {
    "glutamine-crohn-remission": "labs",
    "glutamine-crohn-21g": "review",
    "glutamine-pi-ibs-d": "kidney",
    "glutamine-low-fodmap": "kidney",
    "glutamine-chemotherapy": "kidney",
}


def screened(protocol: Protocol, *yes: str) -> Screening:
    asked = [each.key for each in protocol.cautions if any(t.__struct_config__.tag == "asked" for t in each.triggers)]
    said = {key: YesNoUnknown.YES if key in yes else YesNoUnknown.NO for key in asked}
    return Screening(answers=said)


def overridden(slug: str, *yes: str, person: Person = ADULT) -> Walk:
    """A plan that begins in spite of these cautions, each with its reason."""
    protocol = PROTOCOLS[slug]
    wanted = replace(wish(protocol), screening=screened(protocol, *yes))
    return Walk(protocol, [Started(stamp=stamp(1, DAY_1), snapshot=begin(protocol, wanted, DAY_1, person))])


def asks(plan: Walk, key: str) -> set[str]:
    checkpoints = under(plan.protocol, raised_on(plan.head)).checkpoints
    return set(next(each.asks for each in checkpoints if each.key == key))


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize(("caution", "tests"), [(LIVER, LIVER_TESTS), (KIDNEY, KIDNEY_TESTS)])
def test_baseline_and_each_step_ask_what_the_override_brings(slug: str, caution: str, tests: set[str]) -> None:
    plan, other = overridden(slug, caution), walk(slug)
    for key in ("baseline", FIRST.get(slug, "tolerance")):
        assert tests <= asks(plan, key)
        own = next(set(each.asks) for each in PROTOCOLS[slug].checkpoints if each.key == key)
        assert asks(other, key) == own


@pytest.mark.parametrize(("slug", "key"), DAY_14.items())
def test_day_14_asks_for_the_kidney_override(slug: str, key: str) -> None:
    plan = overridden(slug, KIDNEY)
    found = next(each for each in under(plan.protocol, {KIDNEY}).checkpoints if each.key == key)
    assert (found.day, set(found.asks) >= KIDNEY_TESTS) == (14, True)
    assert key in {each.checkpoint for each in scheduled(plan.head, DAY_1)}


@pytest.mark.parametrize("slug", [slug for slug, key in DAY_14.items() if key == "kidney"])
def test_its_own_look_is_not_there_without_the_override(slug: str) -> None:
    plan = walk(slug)
    assert "kidney" not in {each.checkpoint for each in scheduled(plan.head, DAY_1)}
    with pytest.raises(UnknownCheckpoint):
        plan.look(day(14), "kidney")


def test_from_65_on_egfr_is_asked_on_day_14() -> None:
    assert "egfr" in asks(overridden("glutamine-crohn-21g", person=OLD), "review")
    assert "egfr" not in asks(overridden("glutamine-crohn-21g"), "review")


def test_valproate_asks_ammonia_before_the_start() -> None:
    plan = overridden("glutamine-start-low", "valproate")
    assert "ammonia" in asks(plan, "baseline")
    assert "ammonia" not in asks(plan, "tolerance")


WELL = {"ammonia": ("30", "50"), "alt": ("20", "40"), "ast": ("20", "40")}


def liver_tests(**other: str) -> dict[str, Result]:
    return {key: result(key, other.get(key, value), limit) for key, (value, limit) in WELL.items()}


# what the laboratory told on day 7, what follows
TOLD = [
    (liver_tests(), ("advance", "none")),
    ({}, ("hold", "none")),
    ({key: each for key, each in liver_tests().items() if key != "ast"}, ("hold", "none")),
    ({**liver_tests(), "alt": result("alt", "20")}, ("hold", "none")),
    (liver_tests(alt="41"), ("hold", "none")),
    (liver_tests(alt="120"), ("stop", "today")),
    (liver_tests(ammonia="45"), ("stop", "today")),
]


@pytest.mark.parametrize(("told", "follows"), TOLD)
def test_under_a_liver_override_nothing_rises_without_its_tests(
    told: dict[str, Result], follows: tuple[str, str]
) -> None:
    plan = overridden("glutamine-start-low", LIVER)
    baseline(plan, liver_tests())
    decision = plan.check_in(with_results(plan.well(day(7)), told))
    assert (decision.dose.value, decision.call.value) == follows
    assert set(decision.missing) == LIVER_TESTS - told.keys()


def test_without_the_override_the_same_check_in_rises() -> None:
    assert walk().look(day(7)).dose.value == "advance"


def test_a_screening_during_the_plan_brings_the_tests_from_then_on() -> None:
    plan = walk()
    protocol = plan.protocol
    plan.adjust(
        day(3), "rescreen", screening=screened(protocol, KIDNEY), overrides=wish(protocol, agreed_on=DAY_1).overrides
    )
    decision = plan.look(day(7))
    assert (decision.dose.value, set(decision.missing)) == ("hold", KIDNEY_TESTS)


def test_a_course_all_well_under_an_override_goes_through() -> None:
    protocol = PROTOCOLS["glutamine-start-low"]
    said = {key: answer.value for key, answer in screened(protocol, LIVER).answers.items()}
    course = walked(screening={"answers": said})
    assert course.phase.value == "finished"
    assert max(each.daily.value for every in course.days for each in every.items) == DecimalString(15)


# who goes on in spite of what, on glutamine-crohn-21g, whether eGFR has to be answered at day 14
AT_DAY_14 = [(set(), False), ({"egfr-from-65"}, True), ({KIDNEY}, True), ({LIVER}, False)]


@pytest.mark.parametrize(("raised", "asked"), AT_DAY_14, ids=["nobody", "from 65 on", "kidney", "liver"])
def test_egfr_at_day_14_of_crohn_21g_from_65_on_or_under_a_kidney_override(raised: set[str], asked: bool) -> None:
    looks = {each.key: each for each in under(PROTOCOLS["glutamine-crohn-21g"], raised).checkpoints}
    assert looks["review"].day == 14
    assert ("egfr" in looks["review"].asks) is asked
