"""H3, H4: a sheet that a client still has is held against the plan by every write that decides about doses."""

from collections.abc import Callable

import pytest

from protocols.dosing.product import Product
from protocols.dosing.quantity import grams
from protocols.plans.check_in import CheckIn
from protocols.plans.effect import Acknowledged, Effect, Ended, StopReason
from protocols.plans.report import Report
from protocols.plans.spoken import to_say
from protocols.plans.still_out import SheetHeld, looks_at_sheets, overtaken
from tests.plans.test_reports import tell
from tests.plans.test_spoken import PAUSED, STOPPED, day, on_10_g
from tests.plans.walking import ADA, Walk, yes

Act = Callable[[Walk], object]

FIVE = "From now on take 5 g of glutamine powder a day (morning 5 g)."


def scoop(size: str, on: int) -> Act:
    return lambda plan: plan.adjust(day(on), "product", product=Product(scoop=grams(size)))


def pause(on: int) -> Act:
    return lambda plan: plan.adjust(day(on), "pause")


def stop(on: int) -> Act:
    return lambda plan: plan.adjust(day(on), "stop", stop_reason=StopReason.NO_BENEFIT)


def resume(on: int) -> Act:
    return lambda plan: plan.adjust(day(on), "resume")


def resumed_lower(plan: Walk) -> None:
    """Back on 5 g after nine days without."""
    pause(9)(plan)
    resume(18)(plan)


def later_pause(plan: Walk) -> None:
    plan.adjust(day(8), "pause", on=day(12))


def in_error(on: int) -> Act:
    return lambda plan: plan.adjust(day(on), "entered_in_error")


def tells(on: int, alarm: str) -> Act:
    return lambda plan: tell(plan, Report(on=day(on), alarms=(alarm,)))


# between the sheet of 10 g, printed on day 8, and the write; the write; its day; what is said then
HAPPENED: list[tuple[str, list[Act], Act, int, tuple[str, ...]]] = [
    ("a resume on the same dose", [pause(9)], resume(10), 10, ()),
    ("a resume one step lower", [pause(9)], resume(18), 18, (FIVE,)),
    ("a look that holds, after a fall", [resumed_lower], lambda p: p.look(day(25), nausea=2), 25, (FIVE,)),
    ("a look that leads up to what it says", [resumed_lower], lambda p: p.look(day(24)), 24, ()),
    ("a hold where it says the same", [], lambda plan: plan.look(day(14), nausea=2), 14, ()),
    ("a stop of what was paused", [pause(9)], stop(10), 10, (STOPPED,)),
    ("a pause of what was to be paused later", [later_pause], pause(9), 9, (PAUSED,)),
    ("in error, of what was paused", [pause(9)], in_error(10), 10, (STOPPED,)),
    ("in error, of what was stopped", [stop(9)], in_error(10), 10, (STOPPED,)),
    ("an alarm of what was paused", [pause(9)], tells(10, "fever"), 10, (STOPPED,)),
    ("an alarm of what was stopped", [stop(9)], tells(10, "fever"), 10, (STOPPED,)),
]


@pytest.mark.parametrize(
    ("between", "write", "on", "says"), [row[1:] for row in HAPPENED], ids=[r[0] for r in HAPPENED]
)
def test_h3_what_a_sheet_says_too_much_is_said(between: list[Act], write: Act, on: int, says: tuple[str, ...]) -> None:
    plan = on_10_g()
    sheet = SheetHeld(use_until=day(28), said=plan.head)
    for act in between:
        act(plan)
    before = plan.head
    write(plan)
    found = overtaken(before, (plan.head, day(on)), (sheet,))
    assert to_say((plan.head, day(on)), found.less, Effect(day=day(on)), None) == says
    assert not found.measured_otherwise


def test_h3_a_rise_to_less_than_the_sheet_says_is_told_as_the_dose_that_it_leads_to() -> None:
    plan = on_10_g()
    plan.look(day(14))
    sheet = SheetHeld(use_until=day(29), said=plan.head)
    plan.adjust(day(16), "set_step", item="glutamine", step="s1")
    before = plan.head
    plan.look(day(22))
    found = overtaken(before, (plan.head, day(22)), (sheet,))
    says = to_say((plan.head, day(22)), found.less, Effect(day=day(22)), None)
    assert says == (f"From {day(23)} on take 10 g of glutamine powder a day (morning 5 g, evening 5 g).",)


def test_h3_a_sheet_says_nothing_after_its_last_day_of_use() -> None:
    plan = on_10_g()
    expired = SheetHeld(use_until=day(17), said=plan.head)
    pause(9)(plan)
    before = plan.head
    resume(18)(plan)
    assert overtaken(before, (plan.head, day(18)), (expired,)).less == ()
    without_an_end = SheetHeld(use_until=None, said=expired.said)
    assert [each.from_day for each in overtaken(before, (plan.head, day(18)), (without_an_end,)).less] == [day(18)]


# the size when the sheet was printed, the size after the write, whether it counts another
SIZES: list[tuple[str | None, str | None, bool]] = [
    (None, None, False),
    (None, "5", False),
    ("2.5", "2.5", False),
    ("2.5", "5", True),
    ("2.5", None, True),
]


@pytest.mark.parametrize(("then", "now", "otherwise"), SIZES)
def test_h4_a_sheet_that_counts_another_scoop_is_named(then: str | None, now: str | None, *, otherwise: bool) -> None:
    plan = on_10_g()
    if then is not None:
        scoop(then, 8)(plan)
    sheet, before = SheetHeld(use_until=day(21), said=plan.head), plan.head
    if now is not None:
        scoop(now, 9)(plan)
    elif then is not None:
        plan.check_in(CheckIn(on=day(9), changes=yes("product_changed")))
    found = overtaken(before, (plan.head, day(9)), (sheet,))
    assert (found.measured_otherwise, found.less) == (otherwise, ())


def test_a_note_looks_at_no_sheet() -> None:
    noted = Effect(day=day(9), acknowledges=(Acknowledged(about="scoop", because="", by=ADA, on=day(9)),))
    assert not looks_at_sheets(noted)
    assert looks_at_sheets(Effect(day=day(9), product=Product(scoop=grams("5"))))
    assert looks_at_sheets(Effect(day=day(9), ended=Ended(on=day(9), reason=StopReason.DIED, final=True)))
    assert looks_at_sheets(on_10_g().look(day(14)))
