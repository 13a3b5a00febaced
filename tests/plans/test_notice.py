"""What stays to be known about a plan that runs."""

import pytest
from msgspec.structs import replace

from protocols.decimal_string import DecimalString
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.plans.check_in import CheckIn
from protocols.plans.notice import notices
from tests.plans.walking import DAY, DAY_1, bought, walk, yes


def test_what_only_tells_what_was_overridden_and_what_is_awaited() -> None:
    plan = walk("glutamine-crohn-remission")
    found = notices(plan.protocol, plan.head)
    about = {(each.code, each.about) for each in found}
    assert {("inform", "dose-above-osl"), ("override", "bowel-team-agreement"), ("override", "dose-above-30")} <= about
    assert {each.about for each in found if each.code == "result_awaited"} == set(plan.protocol.baseline_labs)
    review = next(each.says for each in found if each.about == "bowel-team-agreement")
    assert review.endswith(f"look again by {DAY_1 + DAY * 30}.")


def test_a_result_that_came_is_not_awaited() -> None:
    plan = walk("glutamine-crohn-21g")
    plan.check_in(CheckIn(on=DAY_1, checkpoint="baseline", answers={"crp": DecimalString(4)}))
    assert [each.about for each in notices(plan.protocol, plan.head) if each.code == "result_awaited"] == [
        "faecal_calprotectin"
    ]


PACKETS = "no number of whole packets of 5 g, and a packet is never split."

# protocol, product, steps that it cannot measure, what is said of the first
NOT_MEASURABLE: list[tuple[str, Product, list[str], str]] = [
    ("glutamine-start-low", Product(), [], ""),
    ("glutamine-start-low", Product(scoop=grams("5")), [], ""),
    ("glutamine-start-low", Product(scoop=grams("2")), ["s0"], "2.5 g is no number of level scoops of 2 g"),
    ("glutamine-start-low", Product(packet=grams("5")), ["s0"], f"2.5 g is {PACKETS}"),
    ("glutamine-pi-ibs-d", Product(packet=of("5000", Unit.MILLIGRAM)), [], ""),
    ("glutamine-chemotherapy", Product(packet=grams("5")), ["s1"], f"6 g is {PACKETS}"),
    ("glutamine-crohn-remission", Product(packet=grams("5")), ["s1"], f"11 g is {PACKETS}"),
    ("glutamine-crohn-remission", Product(scoop=grams("5")), [], ""),
]


@pytest.mark.parametrize(("slug", "product", "steps", "says"), NOT_MEASURABLE)
def test_h4_steps_that_the_product_cannot_measure(slug: str, product: Product, steps: list[str], says: str) -> None:
    plan = bought(product, walk(slug))
    found = [each for each in notices(plan.protocol, plan.head) if each.code == "not_measurable_with_product"]
    assert [each.says.partition(":")[0] for each in found] == [f"Step {step}" for step in steps]
    assert {each.about for each in found} <= {"glutamine"}
    assert all(says in each.says for each in found)


def test_only_the_amounts_that_do_not_fit_are_named() -> None:
    """31 g as 11, 10 and 10: one sentence for the 11, and none for the two that two packets hold."""
    plan = bought(Product(packet=grams("5")), walk("glutamine-crohn-remission"))
    (found,) = (each for each in notices(plan.protocol, plan.head) if each.code == "not_measurable_with_product")
    assert found.says == f"Step s1: 11 g is {PACKETS}"


def test_a_product_that_changed_is_not_known_and_so_not_told() -> None:
    plan = bought(Product(packet=grams("5")), walk("glutamine-start-low"))
    assert "not_measurable_with_product" in {each.code for each in notices(plan.protocol, plan.head)}
    plan.check_in(replace(plan.well(DAY_1 + DAY * 6), changes=yes("product_changed")))
    assert "not_measurable_with_product" not in {each.code for each in notices(plan.protocol, plan.head)}
