"""Two ladders in one protocol: one rises at a check-in, each falls and ends on its own."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.authoring.item import SubstanceItem
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.substance import Substance
from protocols.plans.adjusting import StepRefused
from protocols.plans.decide import dosing
from protocols.plans.position import Phase, windows
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, Walk, walk_on


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def both(*looks: Checkpoint) -> Walk:
    """The start-low ladder, and beside it two steps of zinc, 5 and 10 g, the last for 21 days."""
    protocol = PROTOCOLS["glutamine-start-low"]
    (glutamine,) = (each for each in protocol.items if isinstance(each, SubstanceItem))
    _, low, high, _ = expand(glutamine.ladder).steps
    steps = (replace(low, key="z1"), replace(high, key="z2"))
    zinc = replace(
        glutamine, key="zinc", substance=Substance(key="zinc", name="Zinc"), ladder=Steps(entry="z1", steps=steps)
    )
    return walk_on(replace(protocol, items=(glutamine, zinc), checkpoints=(*protocol.checkpoints, *looks)))


def grams(plan: Walk, on: date) -> list[str]:
    found = (each.arithmetic for each in dosing(plan.head, on))
    return ["0" if each is None else str(each.daily.value) for each in found]


def climbed() -> Walk:
    """Glutamine on its last step from day 15, zinc on its last step from day 22."""
    plan = both()
    for number in (7, 14, 21):
        assert plan.look(day(number)).dose is DoseOutcome.ADVANCE
    return plan


def test_one_item_rises_at_a_check_in_the_first_that_can() -> None:
    plan = climbed()
    assert [grams(plan, day(number)) for number in (1, 8, 15, 21, 22)] == [
        ["5", "5"],
        ["10", "5"],
        ["15", "5"],
        ["15", "5"],
        ["15", "10"],
    ]
    assert plan.look(day(28)).carry_on


def test_each_item_ends_on_its_own_last_day() -> None:
    plan = climbed()
    plan.look(day(28))
    plan.look(day(42), "review")
    assert [grams(plan, day(number)) for number in (42, 43, 70, 71)] == [
        ["15", "10"],
        ["15", "0"],
        ["15", "0"],
        ["0", "0"],
    ]
    totals = {key: str(amount.value) for key, amount in plan.schedule(day(42)).total.items()}
    assert totals == {"glutamine": "945", "zinc": str(21 * 5 + 21 * 10)}


def test_a_step_back_lowers_each_item_and_pauses_what_is_on_its_lowest_step() -> None:
    plan = both()
    plan.look(day(7))
    decision = plan.look(day(8), None, nausea=5)
    assert [item.dose for item in decision.items] == [DoseOutcome.STEP_BACK, DoseOutcome.PAUSE]
    assert grams(plan, day(8)) == ["5", "0"]
    assert [item.phase for item in plan.at(day(8)).items] == [Phase.TITRATING, Phase.PAUSED]
    assert plan.look(day(9), None, nausea=5).dose is DoseOutcome.STEP_BACK
    assert grams(plan, day(9)) == ["2.5", "0"]
    plan.adjust(day(9), "resume", item="zinc")
    assert grams(plan, day(9)) == ["2.5", "5"]
    assert plan.look(day(10), None, nausea=5).dose is DoseOutcome.PAUSE


def test_missed_days_start_over_only_what_is_not_on_its_last_step() -> None:
    plan = both()
    plan.look(day(7))
    plan.look(day(14))
    plan.look(day(21), days_taken=2)
    assert [track.spans[-1].since for track in plan.head.tracks] == [day(15), day(21)]
    assert plan.at(day(21)).last_day == day(112)
    assert [each.due for each in plan.schedule(day(21)).windows if each.checkpoint == "tolerance"] == [day(28)]


ZINC_LOOK = Checkpoint(
    key="zinc-look", kind=CheckpointKind.ROUTINE, title="Zinc", asks=("nausea",), rules=(), item="zinc", day=10
)


@pytest.mark.parametrize(("looks", "due"), [((), {"tolerance": 7}), ((ZINC_LOOK,), {"tolerance": 7, "zinc-look": 12})])
def test_a_rise_that_is_taken_back_is_looked_at_again_for_its_own_item_only(
    looks: tuple[Checkpoint, ...], due: dict[str, int]
) -> None:
    plan = both(*looks)
    plan.adjust(day(5), "set_step", item="zinc", step="z2")
    plan.adjust(day(5), "set_step", item="zinc", step="z1")
    assert grams(plan, day(8)) == ["5", "5"]
    assert {each.checkpoint: each.due for each in windows(plan.head, day(5))} == {
        key: day(number) for key, number in due.items()
    }


def test_one_item_is_settled_by_name_and_the_other_goes_on_rising() -> None:
    plan = both()
    with pytest.raises(StepRefused, match="Name the item: glutamine, zinc"):
        plan.adjust(day(5), "settle")
    plan.adjust(day(5), "settle", item="zinc")
    assert [item.settled for item in plan.at(day(5)).items] == [False, True]
    plan.look(day(7))
    assert grams(plan, day(8)) == ["10", "5"]
