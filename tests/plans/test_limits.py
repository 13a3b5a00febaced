"""How much of a substance anybody takes in a day and at once, over items and other products, in whatever unit."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Measuring, PartShare
from protocols.dosing.day_part import DayPart
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.plans.screening import Screening
from protocols.plans.single_dose import SingleDosePassed
from protocols.plans.snapshot import Declared
from protocols.plans.start import CeilingPassed
from tests.plans.test_start import START_LOW, item, step, taking
from tests.plans.walking import DAY, DAY_1, Walk, begin, body, reasons, walk_on, wish
from tests.spec import protocols as by_hand


def test_h4_h7_another_product_may_be_written_in_milligrams() -> None:
    """25 g beside the plan's 15 g is the most that anybody takes; a milligram more is refused, in either unit."""
    for most in (of("25000", Unit.MILLIGRAM_PER_DAY), grams_per_day("25")):
        wanted = replace(wish(START_LOW), declared=(replace(taking("1")[0], daily=most),))
        assert begin(START_LOW, wanted, DAY_1).declared[0].daily == most
    for more in (of("25001", Unit.MILLIGRAM_PER_DAY), grams_per_day("25.001")):
        wanted = replace(wish(START_LOW), declared=(replace(taking("1")[0], daily=more),))
        with pytest.raises(CeilingPassed, match=r"40\.001 g a day"):
            begin(START_LOW, wanted, DAY_1)


OTHERS = st.lists(
    st.tuples(
        st.integers(1, 20_000),
        st.sampled_from([Unit.MILLIGRAM_PER_DAY, Unit.GRAM_PER_DAY]),
        st.sampled_from([("l-glutamine", 100), ("l-alanyl-l-glutamine", 67)]),
    ),
    max_size=4,
)


@settings(max_examples=60)
@given(OTHERS)
@example([(15_000, Unit.GRAM_PER_DAY, ("l-glutamine", 100))])
@example([(15_001, Unit.MILLIGRAM_PER_DAY, ("l-glutamine", 100))])
@example([(20_000, Unit.GRAM_PER_DAY, ("l-glutamine", 100)), (7_463, Unit.GRAM_PER_DAY, ("l-alanyl-l-glutamine", 67))])
@example([(20_000, Unit.GRAM_PER_DAY, ("l-glutamine", 100)), (7_462, Unit.GRAM_PER_DAY, ("l-alanyl-l-glutamine", 67))])
def test_h7_whatever_is_taken_beside_it_the_total_is_counted_by_substance(
    others: list[tuple[int, Unit, tuple[str, int]]],
) -> None:
    """The sum once more, in hundred-thousandths of a gram: 15 g of the plan, and what each product holds."""
    total = 15 * 100_000 + sum(milligrams * share for milligrams, _, (_, share) in others)
    declared = tuple(
        Declared(
            substance=substance,
            name="Shake",
            daily=of(Decimal(amount) / (1 if unit is Unit.MILLIGRAM_PER_DAY else 1000), unit),
        )
        for amount, unit, (substance, _) in others
    )
    wanted = replace(wish(START_LOW, of_body=body("80", "180")), declared=declared)
    if total > 40 * 100_000:
        with pytest.raises(CeilingPassed):
            begin(START_LOW, wanted, DAY_1)
        return
    raised = {each.caution for each in begin(START_LOW, wanted, DAY_1).screened.raised}
    assert ("dose-above-30" in raised) is (total > 30 * 100_000)


def two_at_once(first: str, second: str, substances: tuple[str, str]) -> Protocol:
    """Two items of one step each, taken together in the morning."""
    parts = (PartShare(part=DayPart.MORNING),)
    limits = Measuring(unit=grams("1"), day_cap=grams_per_day("20"), dose_cap=grams("20"))
    items = tuple(
        replace(
            item(START_LOW),
            key=f"item-{place}",
            substance=Substance(key=substance, name=substance),
            measuring=limits,
            ladder=Steps(entry="s1", steps=(replace(step("s1", daily), split=parts),)),
        )
        for place, (daily, substance) in enumerate(zip((first, second), substances, strict=True))
    )
    return replace(START_LOW, items=items, claims=())


GLN, DIPEPTIDE = "l-glutamine", "l-alanyl-l-glutamine"

# g at once of the one and of the other, whether that is refused
AT_ONCE = [
    ("8", "7", (GLN, GLN), False),
    ("8", "8", (GLN, GLN), True),
    ("16", "1", (GLN, "zinc"), True),
    ("15", "20", (GLN, "zinc"), False),
    ("20", "20", ("zinc", "zinc"), False),
    ("5", "14", (GLN, DIPEPTIDE), False),
    ("5", "15", (GLN, DIPEPTIDE), True),
]


@pytest.mark.parametrize(("first", "second", "substances", "refused"), AT_ONCE)
def test_h6_h7_what_is_taken_at_once_is_counted_over_all_items(
    first: str, second: str, substances: tuple[str, str], refused: bool
) -> None:
    """15 g at once is the most; a gram of dipeptide counts for 0.67 g."""
    protocol = two_at_once(first, second, substances)
    wanted = wish(protocol, of_body=body("80", "180"))
    if not refused:
        assert len(begin(protocol, wanted, DAY_1).items) == 2
        return
    with pytest.raises(SingleDosePassed, match=r"morning.*nobody takes more than 15 g at once") as told:
        begin(protocol, wanted, DAY_1)
    assert told.value.pointer == "/protocol"


def by_weight(key: str, *doses: str, split: tuple[PartShare, ...], day_cap: str) -> SubstanceItem:
    """L-glutamine by the kilogram, whole grams, at most 15 g at once."""
    steps = tuple(by_hand.step(f"{key}{place}", by_hand.per_kg(dose), (7, 7, 56)) for place, dose in enumerate(doses))
    measuring = Measuring(unit=grams("1"), day_cap=grams_per_day(day_cap), dose_cap=grams("15"))
    return by_hand.item(
        key,
        *(replace(each, split=split) for each in steps),
        substance=Substance(key=GLN, name="L-glutamine"),
        measuring=measuring,
    )


def two_by_weight() -> Walk:
    """10 g in three unequal parts by the weight of the start, and 3 g beside it in the evening, then 14 g at 66 kg.

    The 11 g that 66 kg come to would leave 1 g for the evening, where the 10 g that are taken hold 2 g.
    """
    unequal = tuple(
        PartShare(part=part, share=DecimalString(share))
        for part, share in ((DayPart.MORNING, 6), (DayPart.MIDDAY, 6), (DayPart.EVENING, 2))
    )
    alpha = by_weight("alpha", "0.166667", split=unequal, day_cap="11")
    beta = by_weight("beta", "0.05", "0.212122", split=(PartShare(part=DayPart.EVENING),), day_cap="14")
    rules = by_hand.scale("nausea", "beta")
    looks = (by_hand.look("beta-look", rules, 7, item="beta"), by_hand.end(rules, 28, steps=("beta1",), item="beta"))
    plan = walk_on(by_hand.protocol(alpha, beta, checkpoints=looks, rules=rules), of_body=body("65.9", "175"))
    plan.adjust(DAY_1 + 4 * DAY, "weigh", weight=of("66", Unit.KILOGRAM))
    return plan


def test_h6_h7_a_rise_is_held_where_the_parts_as_they_are_taken_would_be_too_much_at_once() -> None:
    """No weight alone passes the limit: items go on by different ones, until the next advance of each."""
    plan = two_by_weight()
    decision = plan.look(DAY_1 + 6 * DAY, "beta-look")
    assert decision.dose_because == ("limit-single-dose",)
    assert "In one part of the day (evening) this comes to 16 g of l-glutamine" in decision.sentence
    plan = two_by_weight()
    plan.adjust(DAY_1 + 6 * DAY, "rescreen", screening=Screening(confirmed_none=True), overrides=reasons(plan.protocol))
    with pytest.raises(SingleDosePassed, match="16 g of l-glutamine") as refused:
        plan.adjust(DAY_1 + 6 * DAY, "set_step", item="beta", step="beta1")
    assert refused.value.pointer == "/kind"


@pytest.mark.parametrize("daily", ["8", "15"])
def test_items_taken_apart_do_not_add_up_to_one_dose(daily: str) -> None:
    protocol = two_at_once(daily, daily, (GLN, GLN))
    first, second = protocol.items
    assert isinstance(second, SubstanceItem)
    ladder = expand(second.ladder)
    later = replace(ladder.steps[0], split=(PartShare(part=DayPart.EVENING),))
    apart = replace(protocol, items=(first, replace(second, ladder=Steps(entry="s1", steps=(later,)))))
    assert len(begin(apart, wish(apart, of_body=body("80", "180")), DAY_1).items) == 2
