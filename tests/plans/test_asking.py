"""A check-in form that is built from the plan's own list leaves nothing out."""

from datetime import date
from typing import Final

import pytest

from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import CheckpointKind, Timing
from protocols.checkpoints.laboratory import Result, highest_limit
from protocols.checkpoints.measure import Measure, Worse
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.asking import CheckInForm, LookAsked, MeasureAsked, ToldIn, form_of
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import PlanOver, decide
from protocols.plans.effect import StopReason
from protocols.plans.numbers import check_units
from protocols.plans.position import LIVE
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.walking import DAY, DAY_1, NONE, Walk, check_ins_all_well, end_key, stands_at_a_line, walk
from tests.spec.test_watching import DAY_14, KIDNEY, LIVER, LIVER_TESTS, overridden

USUAL: Final = {"body_weight": "70", "stool_frequency": "1", "temperature": "36.8"}


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def form(plan: Walk, today: date) -> CheckInForm:
    return form_of(plan.protocol, plan.head, today)


def good(measure: Measure) -> DecimalString:
    """The good end of the scale."""
    usual = measure.high if measure.worse is Worse.LOWER else measure.low
    return DecimalString(USUAL.get(measure.key, usual))


def reported(asked: MeasureAsked) -> Result:
    limit = highest_limit(asked.measure) if asked.limit_asked else None
    return Result(value=good(asked.measure), unit=asked.measure.unit, upper_limit=limit)


def filled_in(asked: CheckInForm, look: LookAsked, on: date) -> CheckIn:
    """Every question of the form answered, and none besides; nobody takes it on more days than there were."""
    no, days = YesNoUnknown.NO, {"days_taken": DecimalString(min(7, max(0, (on - DAY_1).days + 1)))}
    measures = [each.measure for each in look.asks if each.told_in is ToldIn.ANSWERS]
    return CheckIn(
        on=on,
        checkpoint=look.checkpoint,
        answers={each.key: days.get(each.key, good(each)) for each in measures},
        laboratory={each.measure.key: reported(each) for each in look.asks if each.told_in is ToldIn.LABORATORY},
        alarms=Told(answers={each.key: no for each in asked.alarms}),
        changes=Told(answers={each.key: no for each in asked.changes}),
    )


@pytest.mark.parametrize("caution", [None, LIVER, KIDNEY])
@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_answered_by_its_forms_alone_leaves_nothing_out_and_goes_through(
    slug: str, caution: str | None
) -> None:
    plan = walk(slug) if caution is None else overridden(slug, caution)
    today, seen = DAY_1, set()
    while plan.at(today).phase in LIVE:
        asked = form(plan, today)
        for look in asked.looks:
            if look.window.due == today and look.timing is Timing.ON_TIME:
                told = filled_in(asked, look, today)
                check_units(plan.protocol, told)
                if stands_at_a_line(decide(plan.protocol, plan.head, told, today)):
                    plan.screen_again(today)
                decision = plan.check_in(told)
                follows = "hold" if look.kind is CheckpointKind.BASELINE else "advance"
                assert (decision.missing, decision.dose.value) == ((), follows), (look.checkpoint, today)
                seen.add(look.checkpoint)
        today += DAY
    brought = {"kidney"} if DAY_14.get(slug) == "kidney" and caution == KIDNEY else set()
    assert seen == {each.key for each in plan.protocol.checkpoints if not each.only_with} | brought
    assert plan.at(today).phase.value == "finished"


@pytest.mark.parametrize("key", ["alarms", "changes"])
def test_a_list_that_is_left_out_of_the_form_would_be_missing(key: str) -> None:
    plan = walk()
    asked = form(plan, day(7))
    told = filled_in(asked, asked.looks[0], day(7))
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    assert plan.check_in(CheckIn(**fields | {key: None})).missing == (key,)


def test_h10_it_holds_every_question_in_its_words() -> None:
    found = form(walk(), day(7))
    assert found.alarms_lead == "Is any of these new, or worse, since you started?"
    assert [(each.key, each.level, each.asked) for each in found.alarms[: len(LOCKED)]] == [
        (each.key, each.level, each.asked) for each in LOCKED
    ]
    assert [(each.key, each.asked) for each in found.changes] == [(each.key, each.asked) for each in CHANGES]
    (look, *_) = found.looks
    assert (look.checkpoint, look.title, look.timing) == ("tolerance", "How you get on with this dose", Timing.ON_TIME)
    pain = look.asks[0].measure
    assert (pain.key, pain.low, pain.high, pain.low_means) == ("abdominal_pain", 0, 10, "none")
    assert "days_taken" in {each.measure.key for each in look.asks}


def test_what_an_override_brings_is_asked_with_the_limits_that_rules_need() -> None:
    plan = overridden("glutamine-start-low", LIVER)
    (look, *_) = form(plan, day(7)).looks
    brought = {each.measure.key: each for each in look.asks if each.told_in is ToldIn.LABORATORY}
    assert brought.keys() == LIVER_TESTS
    assert all(each.limit_asked for each in brought.values())
    (plain, *_) = form(walk(), day(7)).looks
    assert not brought.keys() & {each.measure.key for each in plain.asks}
    assert brought.keys() <= {each.measure.key for each in plain.may_ask}
    assert not brought.keys() & {each.measure.key for each in look.may_ask}


def test_a_value_that_no_rule_holds_beside_a_limit_is_asked_without_one() -> None:
    (look, *_) = form(overridden("glutamine-start-low", KIDNEY), day(7)).looks
    labs = {each.measure.key: each.limit_asked for each in look.asks if each.told_in is ToldIn.LABORATORY}
    assert labs == {"creatinine": False, "egfr": False}


def test_the_earliest_checkpoint_comes_first_with_where_a_check_in_of_today_lies() -> None:
    found = form(walk(today=DAY_1 - DAY * 3), DAY_1 - DAY * 3)
    assert [(each.checkpoint, each.timing) for each in found.looks] == [
        ("baseline", Timing.ON_TIME),
        ("tolerance", Timing.EARLY),
    ]
    assert [each.timing for each in form(walk(), day(12)).looks] == [Timing.OVERDUE]


def test_a_paused_plan_asks_alarms_and_changes_only() -> None:
    plan = walk()
    plan.adjust(day(3), "pause")
    found = form(plan, day(4))
    assert (found.takes_check_ins, found.looks) == (True, ())
    assert plan.check_in(CheckIn(on=day(4), alarms=NONE, changes=NONE)).missing == ()


def test_a_plan_that_is_over_takes_no_check_ins() -> None:
    plan = walk()
    plan.adjust(day(3), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    found = form(plan, day(4))
    assert (found.takes_check_ins, found.looks) == (False, ())
    with pytest.raises(PlanOver):
        plan.look(day(4))


@pytest.mark.parametrize(("number", "takes"), [(56, True), (57, True), (70, True), (71, False)])
def test_the_end_of_a_course_is_asked_late_too(number: int, takes: bool) -> None:
    protocol = PROTOCOLS["glutamine-pi-ibs-d"]
    plan = walk(protocol.slug)
    check_ins_all_well(plan, day(50))
    found = form(plan, day(number))
    assert (found.takes_check_ins, [each.checkpoint for each in found.looks]) == (
        takes,
        [end_key(protocol)] if takes else [],
    )
    if takes:
        assert plan.check_in(filled_in(found, found.looks[0], day(number))).missing == ()
