"""The screening is asked in full again where a dose passes 14 g, 30 g or 0.5 g per kg a day, whatever raises it."""

from contextlib import suppress
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.quantity import Unit, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.evidence.work import WorkStatus
from protocols.plans.acts import Extend, Rescreen, Resume, SetStep
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.effect import StopReason
from protocols.plans.entering import Entered
from protocols.plans.event import Adjusted, Started
from protocols.plans.position import windows
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared
from protocols.refusal import Refusal
from tests.plans.walking import ACTS, DAY, DAY_1, Walk, begin, body, reasons, stamp, walk, walk_on, wish
from tests.spec.protocols import PAIN, day, end, item, look, per_kg, protocol, scale, step, taken

GLUTAMINE: Final = Substance(key="l-glutamine", name="L-glutamine")
DIPEPTIDE: Final = Substance(key="l-alanyl-l-glutamine", name="L-alanyl-L-glutamine")
LOOKS: Final = (look("tolerance", PAIN), end(PAIN, 28, steps=("a2",)))
SCREENED: Final = Screening(confirmed_none=True)


def rising(first: str, then: str, of_body: Body | None = None, *, substance: Substance = GLUTAMINE) -> Walk:
    """A plan from one daily amount to another, screened on the day before it begins."""
    one = item("alpha", step("a1", first), step("a2", then, (28, 28, 28)), substance=substance)
    return begun(walk_on(without_kidneys(protocol(one, checkpoints=LOOKS)), DAY_1, DAY_1 - DAY, of_body))


def without_kidneys(text: Protocol) -> Protocol:
    """The same, where so much per kg asks for no eGFR and none is watched."""
    return replace(text, cautions=tuple(each for each in text.cautions if each.key != "moderate-renal-impairment"))


def begun(plan: Walk) -> Walk:
    """The same plan, on which nobody asks the screening again of their own accord."""
    plan.asks_again = False
    return plan


LIGHT: Final = body("30", "150", confirmed=True)

# g a day, g a day after it, in which body, the lines that this passes
PASSES: list[tuple[str, str, Body | None, str]] = [
    ("14", "15", None, "14 g a day"),
    ("5", "15", None, "14 g a day"),
    ("30", "31", None, "30 g a day"),
    ("15", "31", None, "30 g a day"),
    ("14", "31", None, "14 g and 30 g a day"),
    # 170 cm are 63.58 kg by 22 kg per square metre, of which half a gram each is 31.79 g.
    ("31", "32", None, "0.5 g per kg a day"),
    ("15", "16", LIGHT, "0.5 g per kg a day"),
    ("14", "16", LIGHT, "14 g and 0.5 g per kg a day"),
]


@pytest.mark.parametrize(("first", "then", "of_body", "lines"), PASSES)
def test_h9_a_rise_past_a_line_waits_for_the_screening(first: str, then: str, of_body: Body | None, lines: str) -> None:
    plan = rising(first, then, of_body)
    decision = plan.look(day(7))
    assert (decision.dose, decision.dose_because, decision.call) == (
        DoseOutcome.HOLD,
        ("limit-screen-first",),
        Call.NONE,
    )
    says = f"The next step passes {lines}: ask the screening questions in full first (`rescreen`), then check in again."
    assert says in decision.sentence
    assert taken(plan, day(20)) == (first,)


@pytest.mark.parametrize(
    ("first", "then", "of_body"),
    [("5", "14", None), ("15", "30", None), ("32", "40", None), ("12", "15", body("30", "150", confirmed=True))],
)
def test_a_rise_up_to_a_line_or_above_it_already_does_not(first: str, then: str, of_body: Body | None) -> None:
    # 15 g pass 14 g, but not half a gram for each of 30 kg.
    plan = rising(first, then, of_body)
    if of_body is None:
        assert plan.look(day(7)).dose is DoseOutcome.ADVANCE
    else:
        assert "passes 14 g a day" in plan.look(day(7)).sentence


def test_a_substance_without_lines_has_none() -> None:
    assert rising("5", "32", substance=Substance(key="zinc", name="Zinc")).look(day(7)).dose is DoseOutcome.ADVANCE


def test_a_dipeptide_counts_for_what_is_in_it() -> None:
    # 0.67 of 20 g is 13.4 g, of 21 g 14.07 g.
    assert rising("15", "20", substance=DIPEPTIDE).look(day(7)).dose is DoseOutcome.ADVANCE
    assert rising("15", "21", substance=DIPEPTIDE).look(day(7)).dose is DoseOutcome.HOLD


def test_without_a_weight_the_line_is_that_of_the_lightest_adult() -> None:
    plan = rising("5", "15", body(None, None))
    other = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("4"))
    plan.adjust(day(1) - DAY, "rescreen", screening=SCREENED, declared=(other,))
    assert "14 g and 0.5 g per kg a day" in plan.look(day(7)).sentence


# --- when it was asked


@pytest.mark.parametrize(("number", "dose"), [(7, "hold"), (8, "advance"), (13, "advance"), (14, "advance")])
def test_it_counts_from_the_day_on_which_the_present_step_began(number: int, dose: str) -> None:
    plan = walk()
    plan.look(day(7))
    begun(plan).adjust(day(number), "rescreen", screening=SCREENED)
    assert plan.look(day(14)).dose.value == dose


def test_what_was_asked_counts_and_not_when_it_was_sent() -> None:
    plan = walk()
    plan.look(day(7))
    begun(plan).adjust(day(10), "rescreen", screening=replace(SCREENED, on=day(7)))
    assert plan.look(day(14)).dose is DoseOutcome.HOLD
    plan.adjust(day(14), "rescreen", screening=replace(SCREENED, on=day(8)))
    assert plan.look(day(14)).dose is DoseOutcome.ADVANCE


@pytest.mark.parametrize(("before", "dose"), [(0, "advance"), (1, "hold")])
def test_the_start_s_counts_for_the_first_step_if_it_was_asked_on_day_1(before: int, dose: str) -> None:
    one = item("alpha", step("a1", "10"), step("a2", "15"), substance=GLUTAMINE)
    plan = walk_on(protocol(one, checkpoints=LOOKS), DAY_1, DAY_1 - DAY * before)
    assert begun(plan).look(day(7)).dose.value == dose


def test_a_step_that_starts_over_is_screened_anew() -> None:
    plan = walk()
    plan.look(day(7))
    begun(plan).adjust(day(9), "rescreen", screening=SCREENED)
    plan.check_in(replace(plan.well(day(14)), off_days=4))
    assert plan.look(day(20)).dose is DoseOutcome.HOLD
    plan.adjust(day(20), "rescreen", screening=SCREENED)
    assert plan.look(day(20)).dose is DoseOutcome.ADVANCE


def test_a_step_back_below_the_line_asks_again_at_the_next_rise() -> None:
    plan = walk()
    for number in (7, 14):
        plan.look(day(number))
    plan.look(day(21), abdominal_pain=5)
    assert plan.dose(day(21)) == 10
    assert begun(plan).look(day(27)).dose_because == ("limit-screen-first",)


def test_a_check_in_without_changes_is_no_full_screening() -> None:
    plan = walk()
    plan.look(day(7))
    plan.look(day(10), None)
    assert plan.head.refreshed_on == day(10)
    assert begun(plan).look(day(14)).dose is DoseOutcome.HOLD


# --- what it does to the check-in


def held() -> Walk:
    """5 g, then 10 g, and a check-in that found nothing against 15 g but the screening."""
    plan = walk()
    plan.look(day(7))
    begun(plan).look(day(14))
    return plan


def test_once_it_was_asked_the_check_in_of_the_same_day_raises() -> None:
    plan = held()
    assert windows(plan.head, day(14))[0].due == day(16)
    plan.screen_again(day(14))
    decision = plan.look(day(14))
    assert (decision.dose, plan.dose(day(14)), plan.dose(day(15))) == (DoseOutcome.ADVANCE, 10, 15)


def test_it_is_due_again_within_two_days_and_never_counts_as_a_hold() -> None:
    plan = held()
    for number in (16, 18, 20):
        decision = plan.look(day(number))
        assert (decision.dose, decision.call, decision.next_due) == (DoseOutcome.HOLD, Call.NONE, day(number + 2))
    assert plan.head.holds == {}


def test_what_would_not_rise_anyway_is_not_held_for_it() -> None:
    plan = walk()
    plan.look(day(7))
    begun(plan)
    unscheduled, late = plan.look(day(10), None), plan.look(day(13), abdominal_pain=2)
    assert (unscheduled.dose, late.dose_because) == (DoseOutcome.HOLD, ("mild",))
    assert "limit-screen-first" not in {each.key for each in (*unscheduled.considered, *late.considered)}
    assert walk("glutamine-pi-ibs-d").look(day(7)).carry_on


def test_the_end_of_the_course_asks_for_no_screening() -> None:
    one = item("alpha", step("a1", "10"), step("a2", "15"), substance=GLUTAMINE)
    text = protocol(one, checkpoints=(look("tolerance", PAIN, 28), end(PAIN, 7)))
    assert begun(walk_on(text, DAY_1, DAY_1 - DAY)).look(day(7), "end").dose is DoseOutcome.ADVANCE


def test_nobody_s_client_is_proposed_a_rise_past_a_line() -> None:
    plan = walk()
    plan.look(day(7))
    held_by_both = plan.check_in(plan.well(day(14)), entered=Entered.ASSISTANT)
    assert (held_by_both.proposed, held_by_both.dose_because) == (None, ("limit-proposed", "limit-screen-first"))
    plan.screen_again(day(14))
    assert plan.check_in(plan.well(day(16)), entered=Entered.ASSISTANT).proposed is not None


# --- all items together, and other products

BOTH: Final = (*scale("abdominal_pain", "alpha"), *scale("nausea", "beta"))


def together(alpha: tuple[str, ...], beta: tuple[str, ...], **other: Any) -> Walk:
    """Two items with the same substance, 5 parts of it taken apart."""
    items = tuple(
        item(key, *(step(f"{key[0]}{place}", each) for place, each in enumerate(amounts)), substance=substance)
        for key, amounts, substance in (("alpha", alpha, GLUTAMINE), ("beta", beta, other.get("substance", GLUTAMINE)))
    )
    text = protocol(*items, checkpoints=(look("tolerance", BOTH), end(BOTH, 60)), rules=BOTH)
    return begun(walk_on(text, DAY_1, DAY_1 - DAY))


def test_all_items_count_together() -> None:
    decision = together(("5", "8"), ("7",)).look(day(7))
    assert decision.items[0].because == ("limit-screen-first",)
    assert together(("5", "7"), ("7",)).look(day(7)).items[0].dose is DoseOutcome.ADVANCE
    zinc = Substance(key="zinc", name="Zinc")
    assert together(("5", "8"), ("7",), substance=zinc).look(day(7)).items[0].dose is DoseOutcome.ADVANCE


def test_an_item_that_is_paused_counts_and_one_that_is_over_does_not() -> None:
    plan = together(("5", "8"), ("7",))
    plan.adjust(day(3), "pause", item="beta")
    assert plan.look(day(7)).items[0].because == ("limit-screen-first",)
    plan = together(("5", "8"), ("7",))
    plan.check_in(replace(plan.well(day(3), None), answers={"nausea": DecimalString(9)}))
    assert plan.at(day(3)).items[1].phase.value == "stopped"
    plan.adjust(day(4), "close_call", call=2)
    assert plan.look(day(7)).items[0].dose is DoseOutcome.ADVANCE


def test_where_the_first_is_held_the_next_one_rises() -> None:
    plan = together(("5", "11"), ("4", "6"))
    decision = plan.look(day(7))
    assert [each.dose.value for each in decision.items] == ["hold", "advance"]
    assert taken(plan, day(8)) == ("5", "6")


def test_where_the_first_rises_the_next_one_carries_on_whatever_its_line() -> None:
    decision = together(("5", "6"), ("4", "11")).look(day(7))
    assert [(each.dose.value, each.carry_on) for each in decision.items] == [("advance", False), ("advance", True)]


def test_other_products_count() -> None:
    bars = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("5"))
    one = item("alpha", step("a1", "5"), step("a2", "10"), substance=GLUTAMINE)
    text = protocol(one, checkpoints=LOOKS)
    wanted = replace(wish(text), declared=(bars,))
    plan = Walk(text, [Started(stamp=stamp(1, DAY_1 - DAY), snapshot=begin(text, wanted, DAY_1 - DAY))])
    assert begun(plan).look(day(7)).dose_because == ("limit-screen-first",)


def test_more_for_a_new_weight_on_the_last_step_waits_too() -> None:
    one = item("alpha", step("a1", per_kg("0.2"), (7, 60, 60)), substance=GLUTAMINE)
    text = protocol(one, checkpoints=(look("tolerance", PAIN, every=7), end(PAIN, 60)))
    plan = begun(walk_on(text, DAY_1, DAY_1 - DAY, body("70")))
    plan.adjust(day(3), "weigh", weight=of("76", Unit.KILOGRAM))
    decision = plan.look(day(7))
    assert decision.dose_because == ("limit-screen-first",)
    assert "The dose for the new weight passes 14 g a day: ask" in decision.sentence
    plan.screen_again(day(7))
    plan.look(day(9))
    assert taken(plan, day(10)) == ("15",)


# --- acts by name


def at_the_line() -> Walk:
    """10 g since day 8, and the next step is 15 g."""
    plan = walk()
    plan.look(day(7))
    return begun(plan)


def test_h9_a_step_is_not_set_past_a_line_before_it() -> None:
    plan = at_the_line()
    with pytest.raises(NewScreeningNeeded, match="14 g a day") as refused:
        plan.adjust(day(14), "set_step", step="s3")
    assert refused.value.pointer == "/kind"
    plan.screen_again(day(14))
    plan.adjust(day(14), "set_step", step="s3")
    assert plan.dose(day(15)) == 15


def test_a_proposal_from_before_the_screening_is_not_confirmed_past_a_line() -> None:
    """A screening that is older than the step: as if the proposal had been made when nothing was asked of it."""
    plan = at_the_line()
    plan.screen_again(day(14))
    plan.check_in(plan.well(day(14)), entered=Entered.ASSISTANT)
    asked = plan.events[-2]
    assert isinstance(asked, Adjusted)
    assert asked.effect.screened is not None
    earlier = replace(asked.effect.screened, on=day(6))
    plan.events[-2] = replace(asked, effect=replace(asked.effect, screened=earlier))
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(14), "confirm_rise", event=len(plan.events))


FIELDS: Final[dict[str, dict[str, Any]]] = {
    "stop": {"stop_reason": StopReason.CLIENTS_CHOICE},
    "set_step": {"step": "s3"},
    "confirm_rise": {"event": 2},
    "extend": {"until": day(60), "screening": SCREENED, "overrides": reasons(walk().protocol, day(14))},
    "weigh": {"weight": of("76", Unit.KILOGRAM)},
    "product": {"product": walk().head.product},
    "rescreen": {"screening": SCREENED},
    "move_event": {"event_on": day(60)},
    "close_call": {"call": 2},
    "acknowledge": {"about": "dose-above-osl"},
    "acknowledge_evidence": {"work": "zhou-2019", "status": WorkStatus.RETRACTED},
    "review_override": {"caution": "liver-risk"},
}
RAISES: Final = {"set_step", "confirm_rise"}
"""The acts that can raise a dose past a line; a resume and an extension give what was decided before, and no more."""


@pytest.mark.parametrize("kind", sorted(ACTS))
@pytest.mark.parametrize("paused", [False, True])
def test_no_act_passes_a_line_without_it(kind: str, *, paused: bool) -> None:
    plan = at_the_line()
    if paused:
        plan.adjust(day(10), "pause")
    with suppress(Refusal):
        plan.adjust(day(14), kind, **FIELDS.get(kind, {}))
    assert max(plan.dose(day(number)) for number in range(14, 80)) <= 10


@pytest.mark.parametrize("kind", sorted(RAISES))
def test_the_acts_that_raise_do_so_once_it_was_asked(kind: str) -> None:
    plan = at_the_line()
    plan.screen_again(day(14))
    plan.check_in(plan.well(day(14)), entered=Entered.ASSISTANT)
    plan.adjust(day(14), kind, **FIELDS[kind] | ({"event": len(plan.events)} if kind == "confirm_rise" else {}))
    assert plan.dose(day(15)) == 15


def test_a_resume_gives_back_what_was_above_the_line_before() -> None:
    plan = walk()
    for number in (7, 14):
        plan.look(day(number))
    begun(plan).adjust(day(20), "pause")
    plan.adjust(day(24), "resume")
    assert plan.dose(day(24)) == 15


def test_a_resume_after_a_stop_brings_its_own() -> None:
    plan = together(("5", "8"), ("7",))
    plan.check_in(replace(plan.well(day(3), None), answers={"nausea": DecimalString(9)}))
    plan.adjust(day(4), "close_call", call=2)
    plan.look(day(7))
    with pytest.raises(NewScreeningNeeded):
        plan.adjust(day(8), "resume", item="beta")
    plan.adjust(day(8), "resume", item="beta", screening=SCREENED, overrides=reasons(plan.protocol, day(8)))
    assert taken(plan, day(8)) == ("8", "7")


def test_the_acts_that_carry_a_screening_are_known() -> None:
    """Whatever raises by name either carries one, or is looked at; a new act has to be put on one side."""
    carries = {each.__struct_config__.tag for each in ACTS.values() if "screening" in each.__struct_fields__}
    assert carries == {each.__struct_config__.tag for each in (Rescreen, Resume, Extend)}
    assert {SetStep.__struct_config__.tag} < RAISES
