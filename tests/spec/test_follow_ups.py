"""What is known later of an adverse event is added to its record; only what is graver touches the plan again."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call
from protocols.plans.adverse_event import (
    MOST_AUTHORITIES,
    AdverseEvent,
    Authority,
    Cause,
    EventSeverity,
    SeriousBecause,
    added,
    is_graver,
)
from protocols.plans.answer import YesNoUnknown
from protocols.plans.confirm import standing
from protocols.plans.effect import Effect, StopReason
from protocols.plans.entering import Entered
from protocols.plans.position import LIVE, Phase
from protocols.plans.report import Report
from protocols.plans.reporting import NothingToFollow, Reporting, ReportOutOfTime
from protocols.plans.screening import Screening
from protocols.refusal import Malformed
from tests.plans.test_reports import bad, tell
from tests.plans.walking import DAY, DAY_1, Walk, walk

YES, NO, UNKNOWN = YesNoUnknown.YES, YesNoUnknown.NO, YesNoUnknown.UNKNOWN
AGENCY: Final = Authority(name="The medicines agency")


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def follow(plan: Walk, number: int, event: AdverseEvent, first: int = 2) -> Reporting:
    return tell(plan, Report(on=day(number), adverse_event=event, follows=first))


def back(severity: str) -> Walk:
    """An adverse event of day 4, its call closed, and the plan taken up again on day 8."""
    plan = walk()
    tell(plan, Report(on=day(4), adverse_event=bad(severity)))
    plan.adjust(day(5), "close_call", call=2)
    if plan.at(day(8)).phase not in {Phase.TITRATING, Phase.MAINTAINING}:
        plan.adjust(day(8), "resume", screening=Screening(confirmed_none=True))
    assert plan.dose(day(8)) > 0
    return plan


# what is known later and says nothing new about how bad it was
LATER: list[dict[str, Any]] = [
    {"settled": YES},
    {"settled": NO},
    {"returned": NO},
    {"cause": Cause.PROBABLE},
    {"action": "Told to stop."},
    {"reported_to": (replace(AGENCY, number="AE-1", on=day(9)),)},
    {},
]


@pytest.mark.parametrize("severity", ["mild", "moderate", "severe"])
@pytest.mark.parametrize("known", LATER)
def test_what_is_not_graver_touches_nothing(severity: str, known: dict[str, Any]) -> None:
    plan = back(severity)
    before = plan.dose(day(10))
    done = follow(plan, 10, bad(severity, **known))
    assert done.effect == Effect(day=day(10))
    assert done.sentence == "Added to the report of event 2; it is not graver than what was told before."
    assert (plan.dose(day(10)), plan.head.calls, plan.head.ended) == (before, (), None)


def test_a_rise_that_was_decided_or_proposed_stays() -> None:
    plan = back("mild")
    plan.look(day(8))
    follow(plan, 8, bad(settled=YES))
    assert plan.dose(day(9)) == 10
    other = back("mild")
    other.check_in(other.well(day(8)), entered=Entered.ASSISTANT)
    follow(other, 8, bad(settled=YES))
    assert standing(other.head, day(8)) is not None


HOSPITAL, DEATH = (SeriousBecause.HOSPITAL,), (SeriousBecause.DEATH,)

# what was told first, what is told later, whether that is graver
GRAVER: list[tuple[AdverseEvent, AdverseEvent, bool]] = [
    (bad("mild"), bad("mild"), False),
    (bad("mild"), bad("moderate"), True),
    (bad("mild"), bad("severe"), True),
    (bad("moderate"), bad("severe"), True),
    (bad("moderate"), bad("mild"), False),
    (bad("severe"), bad("mild"), False),
    (bad("mild"), bad("mild", serious=HOSPITAL), True),
    (bad("severe"), bad("severe", serious=HOSPITAL), True),
    (bad("mild", serious=HOSPITAL), bad("mild", serious=HOSPITAL), False),
    (bad("mild", serious=HOSPITAL), bad("mild"), False),
    (bad("mild", serious=HOSPITAL), bad("mild", serious=DEATH), True),
    (bad("mild", serious=(*HOSPITAL, *DEATH)), bad("mild", serious=DEATH), False),
    (bad("mild"), bad("mild", returned=YES), True),
    (bad("mild", returned=NO), bad("mild", returned=YES), True),
    (bad("mild", returned=YES), bad("mild", returned=YES), False),
    (bad("mild", returned=UNKNOWN), bad("mild", returned=NO), False),
    (bad("mild", settled=YES), bad("mild", settled=NO), False),
]


@pytest.mark.parametrize(("before", "now", "graver"), GRAVER)
def test_h10_what_is_graver(before: AdverseEvent, now: AdverseEvent, graver: bool) -> None:
    assert is_graver(before, added(before, now)) is graver


# the first report, what follows it on day 10, the phase then, who is called, the beginning of the sentence
ACTS: list[tuple[str, AdverseEvent, Phase | None, Call, str]] = [
    ("mild", bad("moderate"), Phase.PAUSED, Call.TODAY, "Pause at once: "),
    ("mild", bad("severe"), Phase.STOPPED, Call.TODAY, "Stop at once."),
    ("mild", bad(serious=HOSPITAL), Phase.STOPPED, Call.TODAY, "Stop at once."),
    ("moderate", bad("severe"), Phase.STOPPED, Call.TODAY, "Stop at once."),
    ("severe", bad("severe", serious=DEATH), Phase.STOPPED, Call.TODAY, "Stop for good. The client died: "),
    ("moderate", bad("moderate", returned=YES), Phase.PAUSED, Call.TODAY, "Pause at once: "),
    ("mild", bad(returned=YES), None, Call.ROUTINE, "The dose stays; nothing rises"),
]


@pytest.mark.parametrize(("first", "now", "phase", "call", "says"), ACTS)
def test_h10_what_is_graver_does_what_a_first_report_does(
    first: str, now: AdverseEvent, phase: Phase | None, call: Call, says: str
) -> None:
    plan = back(first)
    done = follow(plan, 10, now)
    assert plan.at(day(10)).phase is (phase or Phase.TITRATING)
    assert [(each.event, each.call, each.because) for each in plan.head.calls] == [
        (plan.head.seq, call, ("adverse-event",))
    ]
    assert done.sentence.startswith(says)


def test_h10_what_made_it_serious_need_not_be_said_again() -> None:
    """It came back mildly, and put somebody in hospital the first time: it stops."""
    plan = walk()
    tell(plan, Report(on=day(4), adverse_event=bad(serious=HOSPITAL)))
    plan.adjust(day(5), "close_call", call=2)
    plan.adjust(day(6), "resume", screening=Screening(confirmed_none=True))
    follow(plan, 10, bad(returned=YES))
    assert plan.head.ended is not None
    assert plan.head.ended.reason is StopReason.REACTION


def test_a_correction_to_less_and_back_is_graver_again() -> None:
    plan = back("moderate")
    assert follow(plan, 9, bad("mild")).effect == Effect(day=day(9))
    assert follow(plan, 10, bad("moderate")).effect.pauses


# what is known, what is told later, what is known then
ADDED: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"settled": YES}, {}, {"settled": YES}),
    ({"settled": YES}, {"settled": NO}, {"settled": NO}),
    ({"returned": NO}, {"settled": YES}, {"returned": NO, "settled": YES}),
    ({"cause": Cause.PROBABLE}, {}, {"cause": Cause.PROBABLE}),
    ({"cause": Cause.PROBABLE}, {"cause": Cause.UNLIKELY}, {"cause": Cause.UNLIKELY}),
    ({"action": "Told to stop."}, {}, {"action": "Told to stop."}),
    ({"serious": DEATH}, {"serious": HOSPITAL}, {"serious": (*DEATH, *HOSPITAL)}),
    ({"reported_to": (AGENCY,)}, {}, {"reported_to": (AGENCY,)}),
    (
        {"reported_to": (AGENCY,)},
        {"reported_to": (replace(AGENCY, number="AE-1"), Authority(name="The maker"))},
        {"reported_to": (replace(AGENCY, number="AE-1"), Authority(name="The maker"))},
    ),
]


@pytest.mark.parametrize(("known", "told", "then"), ADDED)
def test_what_is_left_out_stays_as_it_was_known(
    known: dict[str, Any], told: dict[str, Any], then: dict[str, Any]
) -> None:
    assert added(bad(**known), bad("severe", **told)) == bad("severe", **then)
    plan = walk()
    tell(plan, Report(on=day(4), adverse_event=bad(**known)))
    follow(plan, 5, bad(**told))
    follow(plan, 6, bad())
    assert [(each.event, each.on, each.record) for each in plan.head.adverse_events] == [(2, day(6), bad(**then))]


def stopped() -> Walk:
    plan = walk()
    tell(plan, Report(on=day(4), adverse_event=bad("severe")))
    return plan


def in_error() -> Walk:
    plan = stopped()
    plan.adjust(day(5), "entered_in_error")
    return plan


def before_it_begins() -> Walk:
    plan = walk(today=DAY_1 - DAY * 3)
    tell(plan, Report(on=DAY_1 - DAY * 2, adverse_event=bad(onset=-2)))
    return plan


@pytest.mark.parametrize("begin", [stopped, in_error, before_it_begins])
@pytest.mark.parametrize("number", [6, 60, 600])
def test_it_is_told_at_any_time(begin: Callable[[], Walk], number: int) -> None:
    plan = begin()
    onset = plan.head.adverse_events[0].record
    done = follow(plan, number, replace(onset, settled=YES))
    assert done.effect == Effect(day=day(number))
    assert plan.head.adverse_events[0].record.settled is YES


def test_h10_a_plan_that_is_over_calls_about_what_is_graver_and_gives_no_dose() -> None:
    plan = stopped()
    plan.adjust(day(5), "close_call", call=2)
    done = follow(plan, 90, bad("severe", serious=DEATH))
    assert done.sentence.startswith("The plan is over; nothing is taken.")
    assert [each.call for each in plan.head.calls] == [Call.TODAY]
    assert plan.at(day(90)).phase not in LIVE


def test_what_is_followed_is_an_adverse_event_of_the_plan() -> None:
    plan = walk()
    for wrong, says in ((1, "events: none"), (2, "events: none")):
        with pytest.raises(NothingToFollow, match=says) as refused:
            follow(plan, 4, bad(), wrong)
        assert refused.value.pointer == "/follows"
    tell(plan, Report(on=day(4), alarms=("fever",)))
    tell(plan, Report(on=day(4), adverse_event=bad()))
    follow(plan, 5, bad(), 3)
    for wrong in (2, 4, 9):
        with pytest.raises(NothingToFollow, match=r"events: 3\."):
            follow(plan, 6, bad(), wrong)


def test_two_adverse_events_are_followed_each_by_itself() -> None:
    plan = walk()
    tell(plan, Report(on=day(4), adverse_event=bad()))
    tell(plan, Report(on=day(4), adverse_event=bad(onset=4)))
    follow(plan, 5, bad(settled=YES))
    known = {each.event: (each.record.onset, each.record.settled) for each in plan.head.adverse_events}
    assert known == {2: (day(3), YES), 3: (day(4), UNKNOWN)}


@pytest.mark.parametrize(("number", "fits"), [(3, False), (4, True)])
def test_nothing_follows_from_before(number: int, fits: bool) -> None:
    plan = walk()
    tell(plan, Report(on=day(4), adverse_event=bad()))
    if fits:
        follow(plan, number, bad())
        return
    with pytest.raises(ReportOutOfTime) as refused:
        follow(plan, number, bad())
    assert refused.value.pointer == "/on"


def test_a_record_names_no_more_authorities_than_it_holds() -> None:
    plan = walk()
    named = tuple(Authority(name=f"Authority {number}") for number in range(MOST_AUTHORITIES))
    tell(plan, Report(on=day(4), adverse_event=bad(reported_to=named)))
    follow(plan, 5, bad(reported_to=named[:1]))
    with pytest.raises(Malformed) as refused:
        follow(plan, 6, bad(reported_to=(AGENCY,)))
    assert refused.value.pointer == "/adverse_event/reported_to"


def test_a_follow_up_is_about_one_adverse_event_alone() -> None:
    for told in ({"alarms": ("fever",)}, {"alarms": ("fever",), "adverse_event": bad()}):
        with pytest.raises(Malformed) as refused:
            Report(on=day(4), follows=2, **told)
        assert refused.value.pointer == "/follows"


def test_a_severity_is_worse_than_those_before_it() -> None:
    assert list(EventSeverity) == [EventSeverity.MILD, EventSeverity.MODERATE, EventSeverity.SEVERE]
