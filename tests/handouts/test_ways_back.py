"""What the sheet says to go back to is what the engine would do, for each dose that stands on it."""

import pytest
from msgspec.structs import replace

from protocols.authoring.item import Mode
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.rule import BackTo
from protocols.plans.decide import decide
from tests.handouts.test_daily import day, sheet
from tests.plans.walking import Walk, body, walk, walk_on
from tests.spec.protocols import PAIN, end, item, look, per_kg, protocol, step
from tests.spec.test_weight import kg


def said(plan: Walk, number: int) -> tuple[str, str]:
    """What a little worse and clearly worse ask for on the sheet of a day."""
    lines = sheet(plan, day(number)).if_lines
    return lines[2].answer.removeprefix("Stay on your dose. Do not go up. "), lines[3].answer


def tapered(mode: Mode) -> Protocol:
    """9 g, 15 g from day 8 to 14 by a look, then 6 g and 3 g."""
    ladder = (step("a1", "9"), step("a2", "15", (14, 14, 21)))
    taper = (step("t1", "6", (3, 7, 10)), step("t2", "3", (3, 7, 10)))
    looks = [look("tolerance", PAIN, 7, steps=("a1", "a2")), end(PAIN, 14, steps=("a2",))]
    if mode is Mode.GATED:
        looks.insert(1, look("down", PAIN, 5, steps=("t1", "t2")))
    return protocol(item("alpha", *ladder, entry="a2", taper=taper, mode=mode), checkpoints=tuple(looks))


def by_weight() -> Protocol:
    """12 g, 14 g and 21 g for 70 kg."""
    steps = (
        step("a0", per_kg("0.18"), (7, 7, 21)),
        step("a1", per_kg("0.2"), (7, 7, 28)),
        step("a2", per_kg("0.3"), (7, 28, 28)),
    )
    return protocol(
        item("alpha", *steps, entry="a1"), checkpoints=(look("tolerance", PAIN), end(PAIN, 28, steps=("a2",)))
    )


def test_a_rise_from_tomorrow_on_has_each_dose_go_back_to_its_own_last_one() -> None:
    plan = walk()
    plan.look(day(7))
    assert said(plan, 7) == (
        "On 5 g a day you may go back to 2.5 g a day; on 10 g a day you may go back to 5 g a day.",
        "On 5 g a day, go back to 2.5 g a day; on 10 g a day, go back to 5 g a day. Tell us.",
    )
    assert said(plan, 8) == ("You may go back to 5 g a day.", "Go back to 5 g a day and tell us.")


@pytest.mark.parametrize("mode", Mode)
def test_on_a_taper_nothing_goes_back_up(mode: Mode) -> None:
    plan = walk_on(tapered(mode))
    plan.look(day(7))
    plan.look(day(14), "end")
    assert said(plan, 14)[1] == (
        "On 15 g a day, go back to 9 g a day; on 6 g a day, go down to 3 g a day; on 3 g a day, stop. Tell us."
    )
    assert said(plan, 16)[1] == "On 6 g a day, go down to 3 g a day; on 3 g a day, stop. Tell us."


def test_on_the_last_dose_of_a_taper_it_stops() -> None:
    plan = walk_on(tapered(Mode.SCHEDULED))
    plan.look(day(7))
    plan.look(day(14), "end")
    assert said(plan, 22) == ("You may stop.", "Stop and tell us.")


def test_a_higher_weight_that_waits_raises_nothing_that_is_gone_back_to() -> None:
    plan = walk_on(by_weight(), of_body=body("70", "175"))
    plan.adjust(day(3), "weigh", weight=kg("86"), confirmed=True)
    assert said(plan, 3)[1] == "Go back to 12 g a day and tell us."
    worse = plan.well(day(7), abdominal_pain=5)
    assert "Step back to 12 g a day" in decide(plan.protocol, plan.head, worse, day(7)).sentence


def test_a_lower_weight_lowers_what_is_gone_back_to_where_the_dose_of_today_stays_the_same() -> None:
    steps = (step("a0", per_kg("0.19"), (7, 7, 21)), step("a1", "14", (7, 28, 28)))
    text = protocol(item("alpha", *steps, entry="a1"), checkpoints=(look("tolerance", PAIN), end(PAIN, 28)))
    plan = walk_on(text, of_body=body("70", "175"))
    assert said(plan, 1)[1] == "Go back to 13 g a day and tell us."
    plan.adjust(day(3), "weigh", weight=kg("68"))
    assert said(plan, 3)[1] == "Go back to 12 g a day and tell us."


def test_where_a_rule_goes_back_to_the_last_step_without_symptoms_so_does_the_sheet() -> None:
    """A plan that began on its third step was never taken below it: no check-in led up to it."""
    steps = (step("a0", "2"), step("a1", "9"), step("a2", "15", (14, 28, 28)))
    text = protocol(item("alpha", *steps, entry="a2"), checkpoints=(look("tolerance", PAIN), end(PAIN, 28)))
    rules = tuple(replace(each, back_to=BackTo.LAST_CLEAR) for each in text.rules)
    assert said(walk_on(text), 1)[1] == "Go back to 9 g a day and tell us."
    assert said(walk_on(replace(text, rules=rules)), 1)[1] == "Go back to 2 g a day and tell us."


def test_a_sheet_without_a_dose_says_nothing_of_going_back() -> None:
    plan = walk()
    plan.adjust(day(7), "pause")
    assert sheet(plan, day(7)).if_lines == ()
