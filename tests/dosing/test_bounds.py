"""How long a ladder may be, and how much of a substance is too much: the figures that stand beside the code."""

import msgspec
import pytest

from protocols import wire
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.day_part import DayPart
from protocols.dosing.dose import FixedDose
from protocols.dosing.ladder import Step, Steps
from protocols.dosing.portion import Packets
from protocols.dosing.quantity import grams, grams_per_day
from protocols.dosing.substance import L_GLUTAMINE


def written(key: str = "s1", days: int = 7) -> Step:
    dose, split = FixedDose(daily=grams_per_day("5")), (PartShare(part=DayPart.MORNING),)
    return Step(key=key, dose=dose, split=split, least_days=1, planned_days=1, most_days=days)


def ladder(steps: int) -> bytes:
    return wire.encode(Steps(entry="s1", steps=tuple(written(f"s{place + 1}") for place in range(steps))))


@pytest.mark.parametrize(("days", "fits"), [(1, True), (731, True), (732, False)])
def test_a_step_lasts_from_a_day_to_two_years(days: int, fits: bool) -> None:
    document = wire.encode(written(days=days))
    if fits:
        assert wire.decode(document, Step).most_days == days
    else:
        with pytest.raises(msgspec.ValidationError, match="most_days"):
            wire.decode(document, Step)


def test_a_step_lasts_no_less_than_a_day() -> None:
    with pytest.raises(msgspec.ValidationError, match="least_days"):
        wire.decode(wire.encode(written()).replace(b'"least_days":1', b'"least_days":0'), Step)


def test_a_ladder_has_sixty_steps_at_most() -> None:
    assert len(wire.decode(ladder(60), Steps).steps) == 60
    with pytest.raises(msgspec.ValidationError, match="length <= 60"):
        wire.decode(ladder(61), Steps)


def test_h4_half_scoops_are_for_steps_that_say_so() -> None:
    assert not written().half_scoop


@pytest.mark.parametrize(("count", "fits"), [(1, True), (0, False)])
def test_a_portion_is_a_packet_at_least(count: int, fits: bool) -> None:
    document = wire.encode(Packets(count=1, each=grams("5"))).replace(b'"count":1', b'"count":%d' % count)
    if fits:
        assert wire.decode(document, Packets).count == count
    else:
        with pytest.raises(msgspec.ValidationError, match="count"):
            wire.decode(document, Packets)


def test_the_limits_of_glutamine_a_day_a_kilogram_and_a_dose() -> None:
    assert (L_GLUTAMINE.refuse_above, L_GLUTAMINE.reason_above) == (grams_per_day("40"), grams_per_day("30"))
    assert (L_GLUTAMINE.inform_above, L_GLUTAMINE.single_dose) == (grams_per_day("14"), grams("15"))
    assert str(L_GLUTAMINE.reason_above_per_kg) == "0.5"
