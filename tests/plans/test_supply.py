"""What to have at home: grams to the planned end, 10 % more, in whole packets and whole packs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.ladder import Steps
from protocols.dosing.product import Product
from protocols.dosing.quantity import Quantity, Unit, grams, of
from protocols.dosing.substance import Substance
from protocols.plans.effect import StopReason
from protocols.plans.position import Phase
from protocols.plans.supply import Stock, Supply, supply
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, Walk, bought, check_ins_all_well, walk, walk_on, yes

START_LOW = "glutamine-start-low"
TUB = Product(scoop=grams("5"), pack=of("0.5", Unit.KILOGRAM))
BOX = Product(packet=of("5000", Unit.MILLIGRAM), pack=grams("150"))


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def buying(product: Product, slug: str = START_LOW) -> Walk:
    """A plan of a client who bought this."""
    return bought(product, walk(slug))


def at_home(plan: Walk, today: date) -> Supply:
    return supply(plan.head, today)


def told(stock: Stock) -> tuple[str, str, int | None, int | None]:
    return str(stock.to_take.value), str(stock.to_have.value), stock.packets, stock.packs


def planned(plan: Walk, today: date) -> tuple[str, str, int | None, int | None]:
    (item,) = at_home(plan, today).items
    return told(item.if_all_goes_well)


# protocol, g of the course, 10 % more, packets of 5 g, boxes of 30
COURSES = [
    (START_LOW, "945", "1039.5", 208, 7),
    ("glutamine-pi-ibs-d", "840", "924", 185, 7),
    ("glutamine-low-fodmap", "630", "693", 139, 5),
]


@pytest.mark.parametrize(("slug", "to_take", "to_have", "packets", "packs"), COURSES)
def test_a_whole_course_at_its_start(slug: str, to_take: str, to_have: str, packets: int, packs: int) -> None:
    assert planned(buying(BOX, slug), DAY_1) == (to_take, to_have, packets, packs)


def test_on_day_1_the_first_week_is_decided_and_the_rest_is_not() -> None:
    (item,) = at_home(buying(TUB), DAY_1).items
    assert (told(item.decided), item.decided.until) == (("35", "38.5", None, 1), day(7))
    assert (told(item.if_all_goes_well), item.if_all_goes_well.until) == (("945", "1039.5", None, 3), day(70))
    assert item.called == PROTOCOLS[START_LOW].items[0].called


def test_the_10_per_cent_are_told_as_judgement() -> None:
    found = at_home(buying(TUB), DAY_1)
    assert (str(found.overage_percent), found.overage_basis, found.as_of) == ("10", "judgement", DAY_1)


def test_what_was_taken_is_not_bought_again() -> None:
    """On day 7 that day's 5 g is still to be taken; on day 8, decided, 10 g a day."""
    plan = buying(TUB)
    plan.look(day(7))
    assert planned(plan, day(7)) == ("915", "1006.5", None, 3)
    (item,) = at_home(plan, day(8)).items
    assert told(item.decided) == ("70", "77", None, 1)
    assert told(item.if_all_goes_well) == ("910", "1001", None, 3)


def test_a_hold_makes_it_longer_and_so_it_is_read_again() -> None:
    plan = buying(TUB)
    before = planned(plan, day(7))
    assert plan.look(day(7), nausea=2).dose is DoseOutcome.HOLD
    after = planned(plan, day(7))
    assert (before[0], after[0]) == ("915", str(5 * 8 + 10 * 7 + 15 * 56))


def test_before_the_start_everything_is_still_to_be_taken() -> None:
    plan = walk(start_on=day(11), today=DAY_1)
    assert planned(plan, DAY_1)[0] == "945"


@pytest.mark.parametrize(
    ("product", "packets", "packs"),
    [
        (Product(), None, None),
        (Product(scoop=grams("5")), None, None),
        (Product(pack=grams("500")), None, 3),
        (Product(pack=of("1.0395", Unit.KILOGRAM)), None, 1),
        (Product(pack=of("1.039", Unit.KILOGRAM)), None, 2),
        (Product(packet=grams("5")), 208, None),
        (Product(packet=grams("2.5")), 416, None),
        (Product(packet=grams("5"), pack=grams("10")), 208, 104),
        (Product(packet=grams("5"), pack=grams("104")), 208, 11),
    ],
)
def test_packets_and_packs_are_told_where_their_size_is_known(
    product: Product, packets: int | None, packs: int | None
) -> None:
    assert planned(buying(product), DAY_1) == ("945", "1039.5", packets, packs)


def test_h4_packets_that_do_not_fit_are_not_counted() -> None:
    """6 g three times a day is no number of 5 g packets; after a step back, 2.5 g is none either."""
    assert planned(buying(BOX, "glutamine-chemotherapy"), DAY_1) == ("270", "297", None, None)
    plan = buying(BOX)
    plan.look(day(7), abdominal_pain=5)
    (item,) = at_home(plan, day(7)).items
    assert told(item.decided)[2:] == (None, None)
    assert told(item.if_all_goes_well)[2:] == (None, None)


def test_while_paused_nothing_is_bought_and_after_it_the_rest() -> None:
    """Two of 56 days are lost to the pause, because this protocol's calendar limit is day 56."""
    plan = buying(Product(pack=grams("500")), "glutamine-pi-ibs-d")
    plan.adjust(day(5), "pause")
    for today in (day(5), day(6)):
        assert planned(plan, today) == ("0", "0", None, 0)
        assert at_home(plan, today).items[0].if_all_goes_well.until is None
    plan.adjust(day(7), "resume")
    assert planned(plan, day(7)) == ("750", "825", None, 2)


def test_a_plan_that_is_over_takes_nothing() -> None:
    stopped = buying(BOX)
    stopped.adjust(day(5), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    assert planned(stopped, day(5)) == ("0", "0", 0, 0)
    lapsed = buying(TUB)
    assert lapsed.at(day(22)).phase is Phase.PAUSED
    assert planned(lapsed, day(22)) == ("0", "0", None, 0)
    done = walk("glutamine-pi-ibs-d")
    check_ins_all_well(done, day(56))
    assert [planned(done, day(number))[0] for number in (56, 57)] == ["15", "0"]


def test_once_the_product_changed_its_pack_is_not_known() -> None:
    plan = buying(TUB)
    plan.check_in(replace(plan.well(day(7)), changes=yes("product_changed")))
    assert planned(plan, day(7))[2:] == (None, None)


def test_h15_nobody_stocks_up_to_the_hard_last_day() -> None:
    """56 planned and 70 most days: the supply ends with the planned ones, and goes on when the plan does."""
    protocol = PROTOCOLS["glutamine-pi-ibs-d"]
    (item,) = (each for each in protocol.items if isinstance(each, SubstanceItem))
    assert isinstance(item.ladder, Steps)
    longer = Steps(entry="s1", steps=(replace(item.ladder.steps[0], most_days=70),))
    plan = walk_on(replace(protocol, items=(replace(item, ladder=longer),), calendar_limit_days=70))
    assert plan.at(DAY_1).last_day == day(70)
    (found,) = at_home(plan, DAY_1).items
    assert (str(found.if_all_goes_well.to_take.value), found.if_all_goes_well.until) == ("840", day(56))
    check_ins_all_well(plan, day(50))
    (late,) = at_home(plan, day(57)).items
    assert (str(late.if_all_goes_well.to_take.value), late.if_all_goes_well.until) == (str(15 * 14), day(70))


def test_each_item_has_its_own_supply_and_nobody_knows_whose_pack_it_is() -> None:
    protocol = PROTOCOLS[START_LOW]
    (first,) = (each for each in protocol.items if isinstance(each, SubstanceItem))
    second = replace(first, key="zinc", substance=Substance(key="zinc", name="Zinc"), called="zinc powder")
    plan = bought(TUB, walk_on(replace(protocol, items=(first, second))))
    found = at_home(plan, DAY_1).items
    assert [(each.item, each.called, told(each.if_all_goes_well)) for each in found] == [
        ("glutamine", first.called, ("945", "1039.5", None, None)),
        # It waits 14 days longer on 5 g: one item rises at a check-in.
        ("zinc", "zinc powder", ("1015", "1116.5", None, None)),
    ]


def test_a_plan_with_nothing_to_swallow_needs_nothing() -> None:
    protocol = PROTOCOLS["glutamine-low-fodmap"]
    assert at_home(walk_on(replace(protocol, items=protocol.items[1:], claims=())), DAY_1).items == ()


PACKS = st.integers(10_000, 2_000_000).map(lambda milligrams: grams(Decimal(milligrams) / 1000))


@given(st.integers(1, 56), PACKS)
def test_the_packs_hold_it_and_one_less_would_not(number: int, pack: Quantity) -> None:
    """15 g for each day that is left; nothing but whole packs."""
    plan = buying(Product(pack=pack), "glutamine-pi-ibs-d")
    check_ins_all_well(plan, day(number) - DAY)
    (item,) = at_home(plan, day(number)).items
    stock = item.if_all_goes_well
    assert stock.to_take.value == 15 * (57 - number)
    assert stock.to_have.value * 10 == stock.to_take.value * 11
    assert stock.packs is not None
    assert (stock.packs - 1) * pack.value < stock.to_have.value <= stock.packs * pack.value


@given(st.integers(1, 70))
def test_on_every_day_what_was_taken_and_what_is_left_make_the_whole_course(number: int) -> None:
    plan = buying(TUB)
    check_ins_all_well(plan, day(number) - DAY)
    (item,) = at_home(plan, day(number)).items
    taken = sum(plan.dose(day(each)) for each in range(1, number))
    assert taken + item.if_all_goes_well.to_take.value == 945
    assert item.decided.to_take.value <= item.if_all_goes_well.to_take.value
