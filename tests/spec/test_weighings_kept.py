"""Going over to another text leaves each dose the weighing that it was entered with: more waits for an advance."""

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.dosing.quantity import Unit, of
from protocols.plans.event import Adjusted
from tests.plans.test_migrate import go_over
from tests.plans.test_void import strike
from tests.plans.walking import Walk, body, walk_on
from tests.spec.protocols import PAIN, course, day, end, item, look, per_kg, protocol, step, taken


def by_weight(*daily: str, days: int = 14) -> Protocol:
    """So many g per kg a day, step by step, each for at least a week, looked at on its 7th day."""
    steps = tuple(step(f"a{place}", per_kg(each)) for place, each in enumerate(daily))
    last = replace(steps[-1], least_days=7, planned_days=days, most_days=days)
    alpha = item("alpha", *steps[:-1], last, entry="a0")
    return protocol(alpha, checkpoints=(look("tolerance", PAIN), end(PAIN, days, steps=(last.key,))))


def weigh(plan: Walk, number: int, kilograms: str) -> None:
    plan.adjust(day(number), "weigh", weight=of(kilograms, Unit.KILOGRAM))


# the kg weighed on days 2 and 3 after 60 on day 1, on 0.1 g per kg; the new text; the g a day from day 4 on
KEPT = [
    ("heavier, the same text", ("66",), by_weight("0.1", "0.2"), "6"),
    ("heavier twice, the same text", ("66", "72"), by_weight("0.1", "0.2"), "6"),
    ("lighter, the same text", ("58",), by_weight("0.1", "0.2"), "5"),
    ("lighter and heavier again, the same text", ("58", "60"), by_weight("0.1", "0.2"), "5"),
    ("heavier, more on the step after it", ("66",), by_weight("0.1", "0.3"), "6"),
    ("heavier, less per kg: 0.09 of 60", ("66", "72"), by_weight("0.09", "0.2"), "5"),
    ("lighter, less per kg: 0.08 of 58", ("58",), by_weight("0.08", "0.2"), "4"),
    ("heavier, more per kg, with a step below it", ("66",), by_weight("0.05", "0.13", "0.2"), "3"),
]


@pytest.mark.parametrize(("kilograms", "text", "daily"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT])
def test_h5_a_dose_goes_over_with_the_weight_that_it_was_entered_with(
    kilograms: tuple[str, ...], text: Protocol, daily: str
) -> None:
    plan = walk_on(by_weight("0.1", "0.2"), of_body=body("60"))
    for number, weight in enumerate(kilograms, 2):
        weigh(plan, number, weight)
    go_over(plan, text, day(4))
    assert taken(plan, day(4)) == (daily,)


def test_h5_the_next_advance_takes_the_heavier_weight() -> None:
    plan = walk_on(by_weight("0.1", "0.2"), of_body=body("60"))
    weigh(plan, 2, "66")
    go_over(plan, plan.protocol, day(4))
    plan.look(day(7))
    assert course(plan, 1, 9) == ["7 x 6", "2 x 13"]


def test_h5_a_weight_for_which_the_new_text_has_no_doses_gives_way_to_the_newest() -> None:
    """At 45 kg the two lowest steps would come to the same 4 g; at 49 kg they are 4 and 5 g."""
    plan = walk_on(by_weight("0.2"), of_body=body("45", "150"))
    weigh(plan, 2, "49")
    go_over(plan, by_weight("0.09", "0.105", "0.5"), day(4))
    assert taken(plan, day(4)) == ("5",)


def test_h5_a_check_in_is_made_void_with_the_weights_of_both_texts() -> None:
    """The rise of day 7 was for 66 kg; without it the dose of 60 kg goes on, by whichever text."""
    plan = walk_on(by_weight("0.1", "0.2"), of_body=body("60"))
    weigh(plan, 2, "66")
    go_over(plan, plan.protocol, day(4))
    plan.look(day(7))
    weigh(plan, 9, "67")
    number = len(plan.events) - 1
    assert not isinstance(plan.events[number - 1], Adjusted)
    strike(plan, number, day(10))
    assert course(plan, 1, 11) == ["7 x 6", "2 x 13", "2 x 6"]


def falling() -> Protocol:
    """15 g for a week, then 12, 8 and 4 g, each for 3 to 10 days, looked at on the 5th."""
    taper = tuple(step(f"t{place}", daily, (3, 7, 10)) for place, daily in enumerate(("12", "8", "4")))
    looks = (look("down", PAIN, 5, steps=("t0", "t1", "t2")), end(PAIN, 7, steps=("a0",)))
    return protocol(item("alpha", step("a0", "15", (7, 7, 7)), taper=taper), checkpoints=looks)


def test_a_fall_that_was_held_back_stays_so_by_the_same_text() -> None:
    plan = walk_on(falling())
    plan.look(day(7), "end")
    plan.adjust(day(9), "pause")
    plan.adjust(day(11), "resume")
    before = course(plan, 1, 50)
    go_over(plan, plan.protocol, day(12))
    assert course(plan, 1, 50) == before
