"""What changed in what is taken, and how much of it."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.authoring.diff import diff
from protocols.authoring.difference import Concern, Difference, DifferenceKind, Matters
from protocols.authoring.item import Mode
from protocols.dosing.body import WeightBasis
from protocols.dosing.day_part import DayPart
from protocols.dosing.ladder import Ramp, Step
from protocols.dosing.quantity import grams, grams_per_day
from tests.authoring.changing import (
    EVERYTHING,
    LOW,
    ONCE,
    THRICE,
    TWICE,
    UNEQUAL,
    by_weight,
    fixed,
    per_kg,
    ramp,
    split,
    step,
)
from tests.authoring.editing import (
    DOWN,
    EITHER,
    OTHER,
    STRONGER,
    UP,
    WEAKER,
    WORDING,
    Change,
    also,
    both,
    check,
    entry,
    item,
    ladder,
    limits,
    steps,
    text,
    the,
    the_step,
    told,
    without,
)
from tests.library.built_in import PROTOCOLS

CHANGES: Final[list[tuple[Change, Matters, str]]] = [
    (the_step("s3", dose=fixed("20")), UP, "Dose of step s3: 15 g/d → 20 g/d"),
    (the_step("s1", dose=fixed("4")), DOWN, "Dose of step s1: 5 g/d → 4 g/d"),
    (
        the_step("s3", dose=per_kg("0.3", WeightBasis.IDEAL)),
        EITHER,
        "Dose of step s3: 15 g/d → 0.3 g/kg/d of the lesser of ideal and actual weight",
    ),
    (
        the_step("s3", dose=by_weight("15", ("60", True, "20"), ("80", False, "25"))),
        UP,
        "Dose of step s3: 15 g/d → 15 g/d, from 60 kg 20 g/d, above 80 kg 25 g/d by actual weight",
    ),
    (limits(day_cap=grams_per_day("20")), UP, "Cap of a day of glutamine powder: 15 g/d → 20 g/d"),
    (limits(dose_cap=grams("2.5")), DOWN, "Cap of one dose of glutamine powder: 5 g → 2.5 g"),
    (limits(unit=grams("1")), EITHER, "Smallest measurable amount of glutamine powder: 2.5 g → 1 g"),
    (ladder(entry="s2"), UP, "A plan on glutamine powder starts on step s1 → s2"),
    (ladder(entry="s0"), DOWN, "A plan on glutamine powder starts on step s1 → s0"),
    (
        both(the_step("s0", dose=fixed("5")), ladder(entry="s0")),
        EITHER,
        "A plan on glutamine powder starts on step s1 → s0",
    ),
    (steps(lambda found: (*found, step("s4", fixed("20")))), UP, "Step s4 added: 20 g/d for 7 days"),
    (steps(lambda found: found[:3]), DOWN, "Step s3 removed: 15 g/d for 56 days"),
    (steps(lambda found: (*found[:2], found[3])), WEAKER, "Step s2 removed: 10 g/d for 7 days"),
    (
        steps(lambda found: (*found[:2], step("s1b", fixed("7.5")), *found[2:])),
        STRONGER,
        "Step s1b added: 7.5 g/d for 7 days",
    ),
    (
        steps(lambda found: (*found, step("s4", per_kg("0.3")))),
        EITHER,
        "Step s4 added: 0.3 g/kg/d of actual weight for 7 days",
    ),
    (
        steps(lambda found: (found[0], found[2], found[1], found[3])),
        EITHER,
        "Glutamine powder: steps in another order, s0, s1, s2, s3 → s0, s2, s1, s3",
    ),
    (the_step("s0", half_scoop=False), OTHER, "Step s0: half a scoop allowed yes → no"),
    (
        item(ladder=ramp()),
        EITHER,
        (
            "Glutamine powder: ladder written steps 2.5 g/d, 5 g/d, 10 g/d, 15 g/d → "
            "a ramp from 5 g/d to 15 g/d by 2.5 g/d every 7 days"
        ),
    ),
    (
        item(ladder=ramp(last="20")),
        UP,
        (
            "Glutamine powder: ladder written steps 2.5 g/d, 5 g/d, 10 g/d, 15 g/d → "
            "a ramp from 5 g/d to 20 g/d by 2.5 g/d every 7 days"
        ),
    ),
    (
        item(ladder=ramp("2.5", "2.5", "12.5")),
        DOWN,
        (
            "Glutamine powder: ladder written steps 2.5 g/d, 5 g/d, 10 g/d, "
            "15 g/d → a ramp from 2.5 g/d to 12.5 g/d by 2.5 g/d every 7 days"
        ),
    ),
    (
        item(ladder=ramp("2.5", "2.5", "20")),
        EITHER,
        (
            "Glutamine powder: ladder written steps 2.5 g/d, 5 g/d, 10 g/d, "
            "15 g/d → a ramp from 2.5 g/d to 20 g/d by 2.5 g/d every 7 days"
        ),
    ),
    (item(taper=(step("t1", fixed("2.5")),)), EITHER, "Step t1 added: 2.5 g/d for 7 days"),
    (item(mode=Mode.SCHEDULED), EITHER, "Glutamine powder: the dose falls by check-in → calendar"),
    (the_step("s1", split=TWICE), DOWN, "Split over the day of step s1: morning → morning + evening"),
    (
        the_step("s2", split=THRICE),
        DOWN,
        "Split over the day of step s2: morning + evening → morning + midday + evening",
    ),
    (
        the_step("s3", split=TWICE),
        EITHER,
        "Split over the day of step s3: morning + midday + evening → morning + evening",
    ),
    (
        the_step("s1", split=split((DayPart.EVENING, None))),
        OTHER,
        "Split over the day of step s1: morning → evening",
    ),
    (the_step("s2", planned_days=14), EITHER, "Step s2 lasts 7 days → 14 days"),
    (the_step("s3", least_days=49, planned_days=49), WEAKER, "Step s3 lasts at least 56 days → 49 days"),
    (the_step("s3", least_days=49, planned_days=49), DOWN, "Step s3 lasts 56 days → 49 days"),
    (the_step("s1", least_days=1), WEAKER, "Step s1 lasts at least 7 days → 1 day"),
    (the_step("s1", most_days=28), WEAKER, "Step s1 lasts at most 21 days → 28 days"),
    (ladder(settled_days=70), UP, "Glutamine powder goes on, once settled on a step, for none → 70 days"),
    (ladder(settled_days=28), DOWN, "Glutamine powder goes on, once settled on a step, for none → 28 days"),
    (ladder(settled_days=56), OTHER, "Glutamine powder goes on, once settled on a step, for none → 56 days"),
    (text(calendar_limit_days=140), WEAKER, "The course ends at the latest after 112 days → 140 days"),
    (
        without("items", "glutamine"),
        DOWN,
        ("Glutamine powder removed: L-glutamine, written steps 2.5 g/d, 5 g/d, 10 g/d, 15 g/d"),
    ),
    (also("items", PROTOCOLS["glutamine-low-fodmap"].items[1]), OTHER, "Low FODMAP diet added: diet for 42 days"),
    (item(route="by tube"), EITHER, "Glutamine powder: route by mouth → by tube"),
    (item(form="capsules"), EITHER, "Glutamine powder: form powder, free-form L-glutamine → capsules"),
    (item(called="L-glutamine"), WORDING, "L-glutamine: what it is called reworded"),
    (item(how_to_take=("With water.",)), WORDING, "Glutamine powder: how to take it reworded"),
    (item(how_to_measure=("With a spoon.",)), EITHER, "Glutamine powder: how to measure it reworded"),
]


@pytest.mark.parametrize(("change", "matters", "says"), CHANGES)
def test_a_change_is_said_and_weighed(change: Change, matters: Matters, says: str) -> None:
    check(change, matters, says)


RAMPS: Final[list[tuple[Ramp, Matters, str]]] = [
    (ramp(first="2.5"), DOWN, "First dose of the ramp of second powder: 5 g/d → 2.5 g/d"),
    (ramp(increment="5"), UP, "Each rise of the ramp of second powder: 2.5 g/d → 5 g/d"),
    (ramp(last="20"), UP, "Last dose of the ramp of second powder: 15 g/d → 20 g/d"),
    (ramp(parts=THRICE), EITHER, "Split over the day of second powder: morning + evening → morning + midday + evening"),
    (replace(ramp(), days_each=3), WEAKER, "Second powder stays on each dose of the ramp for 7 days → 3 days"),
    (
        replace(ramp(), most_days_each=21),
        WEAKER,
        "Second powder stays on each dose of the ramp for at most 14 days → 21 days",
    ),
    (
        replace(ramp(), days_at_last=56),
        WEAKER,
        "Second powder stays on the last dose of the ramp for 28 days → 56 days",
    ),
]


@pytest.mark.parametrize(("written", "matters", "says"), RAMPS)
def test_a_ramp_is_compared_as_it_is_written(written: Ramp, matters: Matters, says: str) -> None:
    assert told(EVERYTHING, the("items", "second", ladder=written)(EVERYTHING)) == [(matters, says)]


FIRST, LAST = entry("items", "third", EVERYTHING).taper
TAPERS: Final[list[tuple[tuple[Step, ...], Matters, str]]] = [
    ((FIRST, replace(LAST, dose=fixed("2"))), UP, "Dose of step t2 of third powder: 1 g/d → 2 g/d"),
    ((FIRST, replace(LAST, planned_days=10)), UP, "Step t2 of third powder lasts 7 days → 10 days"),
    ((FIRST, replace(LAST, least_days=3)), EITHER, "Step t2 of third powder lasts at least 7 days → 3 days"),
    ((LAST, FIRST), EITHER, "Third powder: the taper in another order, t1, t2 → t2, t1"),
    ((FIRST,), EITHER, "Step t2 of third powder removed: 1 g/d for 7 days"),
]


@pytest.mark.parametrize(("entries", "matters", "says"), TAPERS)
def test_a_taper(entries: tuple[Step, ...], matters: Matters, says: str) -> None:
    assert told(EVERYTHING, the("items", "third", taper=entries)(EVERYTHING)) == [(matters, says)]


SPLITS: Final = [
    # before, after, g/d, the cap of one dose in g, what it matters
    (ONCE, TWICE, "10", "10", DOWN),
    (ONCE, TWICE, "10", "5", EITHER),  # the cap has cut the one dose: two of them make a day of 10 g out of one of 5 g
    (TWICE, UNEQUAL, "15", "10", UP),
    (TWICE, UNEQUAL, "15", "7.5", EITHER),
    (THRICE, TWICE, "15", "10", UP),
    (UNEQUAL, split((DayPart.MORNING, "1"), (DayPart.EVENING, "2")), "15", "5", OTHER),
    (
        split((DayPart.MORNING, "2"), (DayPart.MIDDAY, "1"), (DayPart.EVENING, "1")),
        TWICE,
        "10",
        "5",
        EITHER,  # the largest dose stays, another one rises
    ),
]


@pytest.mark.parametrize(("before", "after", "daily", "cap", "matters"), SPLITS)
def test_a_split_goes_by_the_largest_dose_unless_a_cap_cuts_it(
    before: Any, after: Any, daily: str, cap: str, matters: Matters
) -> None:
    text = both(limits(dose_cap=grams(cap)), the_step("s3", dose=fixed(daily)))(LOW)
    ((found, says),) = told(the_step("s3", split=before)(text), the_step("s3", split=after)(text))
    assert (found, says.startswith("Split over the day of step s3: ")) == (matters, True)


def test_which_item_comes_first_has_a_meaning() -> None:
    """An advance raises the first that can rise; where a diet or a habit stands has none."""
    first, second, third, *rest = EVERYTHING.items
    (moved,) = diff(EVERYTHING, replace(EVERYTHING, items=(second, first, third, *rest)))
    assert (moved.kind, moved.matters, moved.before_at, moved.after_at) == (
        DifferenceKind.MOVED,
        EITHER,
        "/items",
        "/items",
    )
    assert (moved.before[:2], moved.after[:2]) == (["glutamine", "second"], ["second", "glutamine"])
    (habit,) = diff(EVERYTHING, replace(EVERYTHING, items=(first, *rest, second, third)))
    assert (habit.kind, habit.matters) == (DifferenceKind.MOVED, OTHER)


def test_a_difference_holds_the_values_as_json() -> None:
    (found,) = diff(LOW, the_step("s3", dose=fixed("20"))(LOW))
    assert found == Difference(
        kind=DifferenceKind.CHANGED,
        concerns=Concern.DOSE,
        matters=UP,
        before_at="/items/0/ladder/steps/3/dose",
        after_at="/items/0/ladder/steps/3/dose",
        before={"kind": "fixed", "daily": {"value": "15", "unit": "g/d"}},
        after={"kind": "fixed", "daily": {"value": "20", "unit": "g/d"}},
        says="Dose of step s3: 15 g/d → 20 g/d",
    )


def test_the_weightiest_come_first() -> None:
    found = [each.matters for each in diff(PROTOCOLS["glutamine-pi-ibs-d"], LOW)]
    assert found == sorted(found, key=list(Matters).index)
    assert len(set(found)) > 4
