"""A plan starts on the entry step or lower, never higher; steps below entry are there to step back to as before."""

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.plans.event import Started
from protocols.plans.screening import Screening
from protocols.plans.start_step import StartStepRefused
from protocols.text import Key
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.scripting import walked
from tests.plans.walking import DAY_1, Walk, begin, stamp, wish
from tests.spec.protocols import course, day, due, end, item, look, protocol, scale, step, step_of, taken

START_LOW = PROTOCOLS["glutamine-start-low"]
ALPHA, BETA = scale("abdominal_pain", "alpha"), scale("nausea", "beta")
BOTH = (*ALPHA, *BETA)
LADDER = (step("a0", "2"), step("a1", "5"), step("a2", "10"))
TWO = protocol(
    item("alpha", *LADDER, entry="a1", taper=(step("t1", "3"),)),
    item("beta", step("b0", "1"), step("b1", "3"), step("b2", "6"), entry="b1"),
    rules=BOTH,
    checkpoints=(look("alpha-look", BOTH, item="alpha"), look("beta-look", BOTH, item="beta"), end(BOTH, 14)),
)


def starting(text: Protocol, wanted: Key | dict[Key, Key] | None) -> Walk:
    asked = replace(wish(text), start_step=wanted)
    return Walk(text, [Started(stamp=stamp(1, DAY_1), snapshot=begin(text, asked, DAY_1))])


# the protocol, what is asked for, the doses of day 1
MAY = [
    (START_LOW, None, ("5",)),
    (START_LOW, "s1", ("5",)),
    (START_LOW, "s0", ("2.5",)),
    (START_LOW, {"glutamine": "s0"}, ("2.5",)),
    (START_LOW, {}, ("5",)),
    (TWO, None, ("5", "3")),
    (TWO, {"beta": "b0"}, ("5", "1")),
    (TWO, {"alpha": "a0", "beta": "b0"}, ("2", "1")),
    (TWO, {"alpha": "a1", "beta": "b0"}, ("5", "1")),
]


@pytest.mark.parametrize(("text", "wanted", "doses"), MAY)
def test_where_a_plan_starts(text: Protocol, wanted: Key | dict[Key, Key] | None, doses: tuple[str, ...]) -> None:
    plan = starting(text, wanted)
    assert taken(plan, DAY_1) == doses
    entries = {each.key: each.entry for each in plan.head.snapshot.items}
    assert all(entries[key] != lower for key, lower in plan.head.snapshot.start_steps.items())


# the protocol, what is asked for, what the refusal says
NEVER = [
    (START_LOW, "s2", "s2 lies above the entry step of glutamine: a plan starts on s0 or s1."),
    (START_LOW, "s3", "s3 lies above the entry step"),
    (START_LOW, "s9", "glutamine has no step s9: s0, s1."),
    (START_LOW, {"zinc": "s0"}, "No item is called zinc: glutamine."),
    (PROTOCOLS["glutamine-pi-ibs-d"], "s2", "has no step s2: s1."),
    (TWO, "a0", "Name the item beside its step: alpha, beta."),
    (TWO, {"alpha": "a0", "beta": "b2"}, "b2 lies above"),
    (TWO, {"alpha": "t1"}, "alpha has no step t1: a0, a1."),
]


@pytest.mark.parametrize(("text", "wanted", "says"), NEVER)
def test_never_higher(text: Protocol, wanted: Key | dict[Key, Key], says: str) -> None:
    with pytest.raises(StartStepRefused, match=says) as refused:
        starting(text, wanted)
    assert (refused.value.code, refused.value.pointer) == ("start_step", "/start_step")


def test_a_lower_start_rises_by_check_in_like_any_step_and_keeps_its_least_days() -> None:
    plan = starting(START_LOW, "s0")
    assert due(plan, DAY_1)[:2] == [("baseline", 1), ("tolerance", 7)]
    plan.look(day(7))
    assert course(plan, 1, 15) == ["7 x 2.5", "8 x 5"]
    plan.look(day(14))
    assert taken(plan, day(15)) == ("10",)


def test_no_day_raises_a_lower_start_by_itself() -> None:
    plan = starting(START_LOW, "s0")
    assert course(plan, 1, 21) == ["21 x 2.5"]
    plan.look(day(7), abdominal_pain=2)
    assert course(plan, 1, 14) == ["14 x 2.5"]


def test_a_step_back_on_a_lower_start_is_a_pause_on_the_lowest_step() -> None:
    plan = starting(START_LOW, "s0")
    assert plan.look(day(7), abdominal_pain=5).dose.value == "pause"


def test_a_step_back_on_the_entry_step_still_leads_below_it() -> None:
    plan = starting(START_LOW, "s1")
    assert plan.look(day(7), abdominal_pain=5).dose.value == "step_back"
    assert step_of(plan, day(7))[0] == "s0"


def test_coming_back_after_a_long_break_is_never_above_a_lower_start() -> None:
    """The entry step or lower, and never above the last tolerated step."""
    plan = starting(START_LOW, "s0")
    plan.adjust(day(3), "pause")
    plan.adjust(day(20), "resume", screening=Screening(confirmed_none=True))
    assert taken(plan, day(20)) == ("2.5",)


def test_a_weighing_leaves_a_lower_start_where_it_is() -> None:
    plan = starting(START_LOW, "s0")
    plan.adjust(day(3), "weigh", weight=plan.head.snapshot.body.weight)
    assert taken(plan, day(4)) == ("2.5",)


def test_what_is_screened_is_the_highest_dose_that_the_plan_can_reach_however_low_it_starts() -> None:
    high, low = starting(START_LOW, None), starting(START_LOW, "s0")
    assert low.head.screened == high.head.screened
    assert "dose-above-osl" in {each.caution for each in low.head.screened.raised}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_course_from_the_lowest_step_goes_through_within_its_limit(slug: str) -> None:
    text = PROTOCOLS[slug]
    lowest = {each.key: each.steps[0].key for each in starting(text, None).head.snapshot.items}
    found = walked(text, start_step=lowest)
    assert (found.phase.value, found.days[0].items[0].step) == ("finished", lowest[found.days[0].items[0].item])
    assert len(found.days) <= text.calendar_limit_days + 1
