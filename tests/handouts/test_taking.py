"""What the sheet says of measuring: packets and scoops of this client's product, a scale, a line, or a call."""

import msgspec
import pytest

from protocols.authoring.item import SubstanceItem
from protocols.decimal_string import DecimalString
from protocols.dosing.portion import Misfit, Packets, PacketsDoNotFit, Portion, Scoops, ScoopsDoNotFit, Weighed
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.dosing.substance import Substance
from tests.handouts.test_daily import day, sheet
from tests.library.built_in import glutamine
from tests.plans.walking import DAY_1, Walk, bought, walk, walk_on, yes


def with_scoop(plan: Walk, scoop: str) -> Walk:
    """The same plan with a product whose level scoop holds so many grams."""
    return bought(Product(scoop=grams(scoop)), plan)


def scoops(count: str, size: str) -> Scoops:
    return Scoops(count=DecimalString(count), each=grams(size))


@pytest.mark.parametrize(
    ("scoop", "morning"),
    [("5", scoops("1", "5")), ("2.5", scoops("2", "2.5")), ("2", Weighed()), ("10", Weighed())],
)
def test_h4_scoops_are_printed_only_where_they_come_out_whole(scoop: str, morning: Portion) -> None:
    printed = sheet(with_scoop(walk(), scoop), DAY_1)
    assert [line.portion for line in printed.doses[0].parts] == [morning]
    assert printed.doses[0].scoop == grams(scoop)


def test_h4_packets_are_counted_whole() -> None:
    plan = bought(Product(packet=of("5000", Unit.MILLIGRAM)), walk())
    one = Packets(count=1, each=grams("5"))
    printed = sheet(plan, DAY_1)
    (dose,) = printed.doses
    assert (dose.packet, dose.scoop, [line.portion for line in dose.parts]) == (grams("5"), None, [one])
    assert [[line.portion for line in step.parts] for step in printed.later] == [[one] * 2, [one] * 3]
    assert dose.how_to_measure == glutamine("glutamine-start-low").how_to_measure


# product, the smallest step of the slow ladder, what the sheet says of it
MISFITS: list[tuple[Product, Misfit, str]] = [
    (
        Product(packet=grams("5")),
        PacketsDoNotFit(each=grams("5")),
        (
            "Your packets hold 5 g each. Never split one: you cannot measure 2.5 g with them. "
            "Call us before you take it."
        ),
    ),
    (
        Product(scoop=grams("2")),
        ScoopsDoNotFit(each=grams("2")),
        (
            "Your level scoop holds 2 g: you cannot measure 2.5 g with it, nor on a 1 g kitchen scale. "
            "Call us before you take it."
        ),
    ),
]


@pytest.mark.parametrize(("product", "why", "told"), MISFITS)
def test_h4_a_dose_that_the_product_cannot_measure_is_said_where_measuring_is_told(
    product: Product, why: Misfit, told: str
) -> None:
    plan = bought(product, walk())
    assert told not in sheet(plan, DAY_1).doses[0].how_to_measure
    plan.look(day(7), abdominal_pain=5)
    (dose,) = sheet(plan, day(7)).doses
    assert [line.portion for line in dose.parts] == [why]
    assert dose.how_to_measure[-1] == told


def test_what_is_told_of_an_amount_is_told_once() -> None:
    """18 g as three times 6 g: packets of 5 g do not fit any of them."""
    (dose,) = sheet(bought(Product(packet=grams("5")), walk("glutamine-chemotherapy")), DAY_1).doses
    assert len(dose.parts) == 3
    assert len([line for line in dose.how_to_measure if "Never split one" in line]) == 1


def test_h4_with_two_substances_nobody_knows_whose_scoop_it_is() -> None:
    """One powder's scoop does not measure another one."""
    plan = walk()
    first = plan.protocol.items[0]
    assert isinstance(first, SubstanceItem)
    second = msgspec.structs.replace(first, key="other", substance=Substance(key="zinc", name="Zinc"))
    both = with_scoop(walk_on(msgspec.structs.replace(plan.protocol, items=(first, second))), "5")
    assert [(dose.scoop, dose.parts[0].portion) for dose in sheet(both, DAY_1).doses] == [(None, None)] * 2


def test_half_a_scoop_is_printed_only_on_a_step_that_says_so() -> None:
    plan = with_scoop(walk(), "5")
    plan.look(day(7), abdominal_pain=5)
    assert [line.portion for line in sheet(plan, day(7)).doses[0].parts] == [scoops("0.5", "5")]


def test_without_a_known_scoop_there_are_grams_alone() -> None:
    (dose,) = sheet(walk(), DAY_1).doses
    assert (dose.scoop, dose.packet, [line.portion for line in dose.parts]) == (None, None, [None])


def test_after_the_product_changed_no_scoop_is_printed() -> None:
    plan = with_scoop(walk(), "5")
    plan.check_in(msgspec.structs.replace(plan.well(day(7)), changes=yes("product_changed")))
    assert [(dose.scoop, dose.parts[0].portion) for dose in sheet(plan, day(7)).doses] == [(None, None)]
