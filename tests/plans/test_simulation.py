"""A whole course of somebody made up, to the gram and the day."""

import re
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.caution import Action, AgeFrom, Caution, CautionKind
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.substance import Substance
from protocols.plans.acts import Pause, Rescreen
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.answer import YesNoUnknown
from protocols.plans.course import Course
from protocols.plans.decision import BenefitSeen, Decision
from protocols.plans.effect import StopReason
from protocols.plans.entry import CheckInThen, Entry
from protocols.plans.happening import Acted, CheckedIn, ReportTaken
from protocols.plans.position import LIVE, Phase, windows
from protocols.plans.preview import preview
from protocols.plans.walk import MOST_WORK, CourseTooLong
from protocols.plans.walk import Walk as Made
from protocols.refusal import Malformed, Refusal
from tests.library.built_in import PROTOCOLS
from tests.plans.scripting import NONE, TRIED_IN, act, acted, check_in, day, decided, grams, script, tolerance, walked
from tests.plans.test_laws import ACTS, SLUGS, check_ins
from tests.plans.walking import ACTS as ACT_OF
from tests.plans.walking import ADULT, DAY, DAY_1, REASON, Walk, walk

LOW = PROTOCOLS["glutamine-start-low"]


def test_nothing_said_is_the_course_on_which_all_goes_well() -> None:
    course = walked()
    assert grams(course) == ["5"] * 7 + ["10"] * 7 + ["15"] * 56 + ["0"]
    assert [each.phase for each in course.days] == [Phase.TITRATING] * 14 + [Phase.MAINTAINING] * 56 + [Phase.FINISHED]
    assert decided(course) == [
        (1, "baseline", "hold"),
        (7, "tolerance", "advance"),
        (14, "tolerance", "advance"),
        (21, "tolerance", "advance"),
        (42, "review", "advance"),
        (70, "end", "advance"),
    ]
    assert (str(course.total["glutamine"].value), course.last_dose_on, course.phase) == ("945", day(70), Phase.FINISHED)
    assert course.ended is not None
    assert course.ended.reason is StopReason.COMPLETED
    assert [(each.number, each.day) for each in course.days] == [(number, day(number)) for number in range(1, 72)]
    first = course.days[0].items[0]
    assert (first.step, [str(part.amount.value) for part in first.parts]) == ("s1", ["5"])
    assert (course.days[-1].items[0].step, course.days[-1].items[0].parts) == (None, ())


def assumed(course: Course) -> list[tuple[int, str]]:
    """Each act that nobody has written: its day, its kind."""
    acts = (each for each in course.happened if isinstance(each, Acted))
    return [(each.number, str(each.act.__struct_config__.tag)) for each in acts if each.written is None]


def test_before_a_line_the_screening_is_assumed_to_be_asked_again() -> None:
    course = walked(screening={"answers": {"liver-risk": "yes"}})
    (again,) = (each for each in course.happened if isinstance(each, Acted))
    assert assumed(course) == [(14, "rescreen")]
    assert isinstance(again.act, Rescreen)
    assert again.act.reason == "Assumed for a preview: the screening was asked again in full, with the same answers."
    said = again.act.screening.answers
    assert [key for key, answer in said.items() if answer is YesNoUnknown.YES] == ["liver-risk"]
    number = course.happened.index(again)
    following = course.happened[number + 1]
    assert isinstance(following, CheckedIn)
    assert (following.number, following.decision.dose.value) == (14, "advance")


def test_what_the_script_does_itself_is_not_assumed() -> None:
    course = walked(entries=[act(12, "rescreen", screening=NONE)])
    assert assumed(course) == []
    assert grams(course)[14] == "15"


def test_nothing_is_assumed_where_nothing_would_rise() -> None:
    assert assumed(walked(answers={"tolerance": [{}, {"abdominal_pain": "2"}]})) == [(21, "rescreen")]
    assert assumed(walked("glutamine-crohn-remission")) == []


def test_reasons_and_agreements_are_assumed_with_it() -> None:
    """Also where an agreement was written that counts on day 1 and no more on day 14."""
    liver = "compensated-chronic-liver-disease"
    agreed = {"name": "Dr. Lin", "role": "consultant", "on": day(-80).isoformat()}
    written = {"caution": liver, "reason": REASON, "agreed_by": [agreed]}
    for overrides in ([], [written]):
        course = walked(screening={"answers": {liver: "yes"}}, overrides=overrides)
        assert assumed(course) == [(14, "rescreen")]
        assert grams(course)[14] == "15"


def test_an_act_by_name_is_not_done_past_a_line_without_it() -> None:
    with pytest.raises(NewScreeningNeeded) as refused:
        walked(entries=[act(14, "set_step", step="s3")])
    assert refused.value.pointer == "/entries/0/act/kind"


def test_what_excludes_by_then_stops_the_course() -> None:
    """The client is under the age of a caution from the day of the second screening on."""
    other = Caution(
        key="birthday",
        kind=CautionKind.PRECAUTION,
        label="Birthday",
        why="It may matter.",
        action=Action.EXCLUDE,
        triggers=(AgeFrom(years=41),),
    )
    course = walked(replace(LOW, cautions=(*LOW.cautions, other)), birth_date="1985-12-01")
    assert assumed(course) == [(14, "rescreen")]
    assert (course.phase, grams(course)[12:]) == (Phase.STOPPED, ["10", "0"])


def test_nobody_answers_and_the_plan_lapses() -> None:
    """H2: no dose rises by itself; after due + 14 nothing is to be taken, after 28 days without a dose it is over."""
    course = walked(otherwise="nobody")
    assert grams(course) == ["5"] * 21 + ["0"] * 23
    assert [each.phase for each in course.days] == [Phase.TITRATING] * 21 + [Phase.PAUSED] * 22 + [Phase.STOPPED]
    assert (course.happened, course.benefit, course.last_dose_on) == ((), None, day(21))
    assert course.ended is not None
    assert course.ended.reason is StopReason.LAPSED


@pytest.mark.parametrize("slug", PROTOCOLS)
def test_every_built_in_course_goes_well_to_its_end(slug: str) -> None:
    course = walked(slug)
    assert course.ended is not None
    assert course.ended.reason is StopReason.COMPLETED
    found = [each.decision for each in course.happened if isinstance(each, CheckedIn)]
    assert {each.dose.value for each in found} == {"advance", "hold"}
    assert [each.check_in.checkpoint for each in found if each.dose.value == "hold"] in ([], ["baseline"])
    assert all(each.missing == () for each in found)


# pain on day 7, what happens to the dose, the g of days 7 to 9
ON_DAY_7 = [
    ("1", "advance", ["5", "10", "10"]),
    ("2", "hold", ["5", "5", "5"]),
    ("5", "step_back", ["2.5", "2.5", "2.5"]),
    ("9", "stop", ["0"]),
]


@pytest.mark.parametrize(("pain", "dose", "after"), ON_DAY_7)
def test_answers_in_the_order_in_which_a_checkpoint_comes_up(pain: str, dose: str, after: list[str]) -> None:
    course = walked(answers={"tolerance": [{"abdominal_pain": pain}]})
    assert decided(course)[1] == (7, "tolerance", dose)
    assert grams(course)[6:9] == after
    first = course.happened[1]
    assert isinstance(first, CheckedIn)
    assert (first.event, first.written) == (3, "/answers/tolerance/0")
    assert {key: str(value) for key, value in first.decision.check_in.answers.items()} == {
        "abdominal_pain": pain,
        "nausea": "0",
        "headache": "0",
        "bowel_change": "0",
        "days_taken": "7",
    }


def test_a_checkpoint_that_comes_up_again_takes_the_next_answers() -> None:
    course = walked(answers={"tolerance": [{"nausea": "3"}, {"nausea": "5"}, {}]})
    assert decided(course)[1:5] == [
        (7, "tolerance", "hold"),
        (14, "tolerance", "step_back"),
        (20, "tolerance", "advance"),
        (27, "tolerance", "advance"),
    ]
    assert [each.written for each in course.happened[:5]] == [
        None,
        "/answers/tolerance/0",
        "/answers/tolerance/1",
        "/answers/tolerance/2",
        None,
    ]


def test_answers_whose_checkpoint_never_came_up_are_told() -> None:
    course = walked(answers={"tolerance": [{}, {"nausea": "10"}, {}, {}], "review": [{}]})
    assert decided(course)[-1] == (14, "tolerance", "stop")
    assert course.unused == ("/answers/tolerance/2", "/answers/tolerance/3", "/answers/review/0")


def test_null_leaves_a_question_out() -> None:
    course = walked(answers={"tolerance": [{"nausea": None}]})
    second = course.happened[1]
    assert isinstance(second, CheckedIn)
    assert (second.decision.dose.value, second.decision.missing) == ("hold", ("nausea",))
    assert decided(course)[2] == (9, "tolerance", "advance")  # asked again within 2 days


def test_null_instead_of_answers_says_that_nobody_answers() -> None:
    course = walked(answers={"tolerance": [{}, None]})
    assert decided(course) == [(1, "baseline", "hold"), (7, "tolerance", "advance")]
    assert course.ended is not None
    assert (course.ended.reason, course.last_dose_on) == (StopReason.LAPSED, day(28))


def test_after_a_null_an_entry_may_come_as_late_as_it_will() -> None:
    course = walked(answers={"tolerance": [None]}, entries=[tolerance(16)])
    assert decided(course)[1:3] == [(16, "tolerance", "hold"), (23, "tolerance", "advance")]


def test_written_answers_are_taken_where_otherwise_nobody_answers() -> None:
    course = walked(answers={"tolerance": [{}]}, otherwise="nobody")
    assert decided(course) == [(7, "tolerance", "advance")]
    assert walked(answers={"tolerance": [{}]}, otherwise=None) == course


def test_a_check_in_that_follows_within_3_days_is_the_answer() -> None:
    """Clinical design 7.1, the worked example: on 30 November, due on the 29th."""
    course = walked(entries=[tolerance(8, abdominal_pain="2", bowel_change="1")])
    (late,) = [each for each in course.happened if each.number == 8]
    assert isinstance(late, CheckedIn)
    assert (late.written, late.decision.timing.value, late.decision.next_due) == ("/entries/0", "late", day(14))
    assert decided(course)[:3] == [(1, "baseline", "hold"), (8, "tolerance", "hold"), (14, "tolerance", "advance")]


@pytest.mark.parametrize(("number", "dates"), [(10, [1, 10]), (11, [1, 7, 11])])
def test_a_check_in_that_follows_later_than_that_is_another_one(number: int, dates: list[int]) -> None:
    assert [each[0] for each in decided(walked(entries=[tolerance(number)]))][: len(dates)] == dates


def test_a_check_in_entered_later_counts_by_the_day_of_its_answers() -> None:
    late = tolerance(12)["check_in"] | {"on": day(8).isoformat()}
    course = walked(entries=[{"day": 12, "check_in": late}])
    assert decided(course)[:2] == [(1, "baseline", "hold"), (12, "tolerance", "advance")]
    assert grams(course)[10:14] == ["5", "5", "10", "10"]  # from the day after it was entered


def test_what_a_check_in_leaves_out_was_not_asked() -> None:
    course = walked(entries=[check_in(7, checkpoint="tolerance", answers={"nausea": "0"})])
    told = course.happened[1]
    assert isinstance(told, CheckedIn)
    assert told.decision.missing == ("abdominal_pain", "headache", "bowel_change", "days_taken", "alarms", "changes")
    assert decided(course)[1] == (7, "tolerance", "hold")


def test_a_checkpoint_that_an_entry_answered_is_not_answered_again_that_day() -> None:
    assert decided(walked(entries=[tolerance(7)])) == decided(walked())


def test_days_without_a_dose_are_told_in_a_check_in() -> None:
    course = walked(entries=[check_in(5, off_days=4, alarms=NONE, changes=NONE)])
    assert decided(course)[:3] == [(1, "baseline", "hold"), (5, None, "hold"), (12, "tolerance", "advance")]
    assert grams(course)[11:13] == ["5", "10"]


def test_an_alarm_on_any_day_stops_and_stands_on_the_record() -> None:
    alarm = {"answers": {"allergic_reaction": "yes"}}
    course = walked(entries=[check_in(3, alarms=alarm), act(3, "close_call", call=3)])
    assert (grams(course), course.phase) == (["5", "5", "0"], Phase.STOPPED)
    told = course.happened[1]
    assert isinstance(told, CheckedIn)
    assert (told.decision.call.value, told.decision.records) == ("emergency", ("hypersensitivity",))


def test_what_an_alarm_wrote_on_the_record_is_screened_with() -> None:
    """H1: a resume with a new screening looks at the record, not only at what is answered."""
    marked = tuple(
        replace(each, records="hypersensitivity") if each.key == "rash_itch_swelling" else each for each in LOW.alarms
    )
    entries = [
        check_in(3, alarms={"answers": {"rash_itch_swelling": "yes"}}),
        act(4, "close_call", call=3),
        act(5, "resume", screening=NONE),
    ]
    with pytest.raises(Refusal, match="record") as refused:
        walked(replace(LOW, alarms=marked), entries=entries)
    assert (refused.value.code, refused.value.pointer) == ("excluded", "/entries/2/act/client_id")
    assert walked(entries=entries).phase is Phase.FINISHED


def test_acts_happen_on_their_day_by_any_practitioner() -> None:
    entries = [
        act(20, "pause"),
        act(25, "resume"),
        {"on": day(30).isoformat(), "act": act(1, "set_step", step="s1")["act"]},
    ]
    course = walked(entries=entries)
    assert acted(course) == [
        (4, 14, "Screened again: nothing stands against going on."),
        (6, 20, "Paused at once: nothing is taken."),
        (7, 25, "Resumed after 5 days without a dose."),
        (9, 30, f"Set to 5 g a day from {day(30)}."),
        (11, 43, "Screened again: nothing stands against going on."),
    ]
    assert grams(course)[18:31] == ["15"] + ["0"] * 5 + ["15"] * 5 + ["5"] * 2
    assert [each.written for each in course.happened if each.number == 30] == ["/entries/2"]


def test_entries_of_a_day_happen_as_they_are_written_and_before_the_rest() -> None:
    both = [act(7, "pause"), act(7, "resume")]
    assert [each.event for each in walked(entries=both).happened] == [*range(2, 11)]
    assert acted(walked(entries=both))[0][2].startswith("Paused")
    with pytest.raises(Refusal) as refused:
        walked(entries=both[::-1])
    assert (refused.value.code, refused.value.pointer) == ("not_paused", "/entries/0/act/kind")
    paused = walked(entries=[act(7, "pause")])
    assert decided(paused) == [(1, "baseline", "hold")]  # what is paused is not asked


def test_entries_may_lie_before_day_1() -> None:
    baseline = {"abdominal_pain": "4", "nausea": "0", "headache": "0", "bowel_change": "0", "body_weight": "70"}
    before = check_in(-6, checkpoint="baseline", answers=baseline, alarms=NONE, changes=NONE)
    course = walked(entries=[before], answers={"end": [{"abdominal_pain": "1"}]})
    assert decided(course)[:2] == [(-6, "baseline", "hold"), (7, "tolerance", "advance")]
    assert (course.days[0].number, course.days[0].day) == (1, DAY_1)
    assert course.benefit is not None
    assert course.benefit.seen is BenefitSeen.RESPONDED
    weighed = walked(entries=[act(-3, "weigh", weight={"value": "69", "unit": "kg"})])
    assert told(weighed)[0].decision.check_in.answers["body_weight"] == 69
    stopped = walked(entries=[act(-2, "stop", stop_reason="clients_choice")])
    assert (grams(stopped), stopped.last_dose_on, str(stopped.total["glutamine"].value)) == (["0"], None, "0")


def test_a_course_goes_on_while_something_is_written() -> None:
    entries = [act(10, "stop", stop_reason="clients_choice"), act(15, "resume", screening=NONE)]
    course = walked(entries=entries)
    assert grams(course)[8:15] == ["10"] + ["0"] * 5 + ["5"]
    assert [each.phase for each in course.days[9:15]] == [Phase.STOPPED] * 5 + [Phase.TITRATING]


def test_an_entry_may_lie_on_the_day_before_day_1() -> None:
    course = walked(entries=[act(0, "stop", stop_reason="clients_choice")])
    assert acted(course)[0][:2] == (2, 0)


def test_somebody_well_has_none_of_the_symptoms_of_the_baseline() -> None:
    course = walked(answers={"baseline": [{"abdominal_pain": "4"}]})
    first, second = told(course)[:2]
    assert [str(each.decision.check_in.answers["abdominal_pain"]) for each in (first, second)] == ["4", "0"]


def test_somebody_well_keeps_the_laboratory_values_of_the_baseline() -> None:
    course = walked("glutamine-crohn-remission", answers={"baseline": [{"egfr": "71", "albumin": "4"}]})
    labs = next(each.decision for each in told(course) if each.decision.check_in.checkpoint == "labs")
    review = next(each.decision for each in told(course) if each.decision.check_in.checkpoint == "review")
    assert (str(labs.check_in.answers["egfr"]), str(labs.check_in.answers["creatinine"])) == ("71", "0")
    assert str(review.check_in.answers["body_weight"]) == "70"


def test_somebody_well_of_unknown_weight_gives_the_best_value_there_is() -> None:
    first, *_, review, _ = told(walked(weight=None, height=None))
    assert [str(each.decision.check_in.answers["body_weight"]) for each in (first, review)] == ["250", "250"]


def test_somebody_well_keeps_the_newest_weight() -> None:
    course = walked(entries=[act(30, "weigh", weight={"value": "68", "unit": "kg"})])
    review = next(each.decision for each in told(course) if each.decision.check_in.checkpoint == "review")
    assert str(review.check_in.answers["body_weight"]) == "68"


def told(course: Course) -> list[CheckedIn]:
    return [each for each in course.happened if isinstance(each, CheckedIn)]


def with_zinc() -> Protocol:
    """The start-low ladder, and beside it one step of zinc."""
    (glutamine,) = (each for each in LOW.items if isinstance(each, SubstanceItem))
    step = replace(expand(glutamine.ladder).steps[1], key="z1")
    ladder = Steps(entry="z1", steps=(step,))
    zinc = replace(glutamine, key="zinc", substance=Substance(key="zinc", name="Zinc"), ladder=ladder)
    return replace(LOW, items=(glutamine, zinc))


def test_each_item_has_its_doses_and_its_total() -> None:
    course = walked(with_zinc())
    assert {item: str(amount.value) for item, amount in course.total.items()} == {"glutamine": "945", "zinc": "105"}
    assert [(item.item, str(item.daily.value), item.phase) for item in course.days[21].items] == [
        ("glutamine", "15", Phase.MAINTAINING),
        ("zinc", "0", Phase.FINISHED),
    ]


def test_a_protocol_with_nothing_to_swallow_has_days_too() -> None:
    diet = tuple(each for each in PROTOCOLS["glutamine-low-fodmap"].items if not isinstance(each, SubstanceItem))
    course = walked(replace(PROTOCOLS["glutamine-low-fodmap"], items=diet))
    assert (len(course.days), course.total, course.last_dose_on) == (43, {}, None)
    assert course.days[0].items == ()


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("a checkpoint that is not there", {"answers": {"mood": []}}, "unknown_checkpoint", "/answers/mood", "baseline"),
    (
        "a measure that is not there",
        {"answers": {"tolerance": [{}, {"mood": "1"}]}},
        "unknown_measure",
        "/answers/tolerance/1/mood",
        "mood",
    ),
    (
        "an answer off the scale, though it never comes up",
        {"answers": {"tolerance": [None] * 9 + [{"nausea": "11"}]}},
        "answer_outside_scale",
        "/answers/tolerance/9/nausea",
        "0 to 10",
    ),
    (
        "an answer off the scale in an entry",
        {"entries": [tolerance(7), tolerance(14, nausea="2.5")]},
        "answer_outside_scale",
        "/entries/1/check_in/answers/nausea",
        f"Day 14, {day(14)}: Feeling sick",
    ),
    (
        "answers from the future",
        {"entries": [{"day": 7, "check_in": {"on": day(8).isoformat()}}]},
        "check_in_from_future",
        "/entries/0/check_in/on",
        "after today",
    ),
    ("an entry too early", {"entries": [check_in(-1)]}, "check_in_before_start", "/entries/0/check_in/on", "earliest"),
    (
        "a step that is not there",
        {"entries": [act(9, "set_step", step="s9")]},
        "step_refused",
        "/entries/0/act/step",
        f"Day 9, {day(9)}: The steps are",
    ),
    (
        "nobody of this practice",
        {"entries": [act(9, "pause", by="0" * 32)]},
        "practitioner_needed",
        "/entries/0/act/by",
        "No practitioner of this practice",
    ),
    (
        "an act after the end",
        {"entries": [act(9, "stop", stop_reason="died"), act(10, "pause")]},
        "plan_over",
        "/entries/1/act/kind",
        "stopped",
    ),
    (
        "an entry 8 days before the start",
        {"entries": [{"on": day(-7).isoformat(), "act": act(1, "pause")["act"]}]},
        "malformed",
        "/entries/0/on",
        "7 days before day 1",
    ),
    (
        "an entry after all the days that are followed",
        {"entries": [{"on": day(1097).isoformat(), "check_in": {}}]},
        "malformed",
        "/entries/0/on",
        "1096",
    ),
]


@pytest.mark.parametrize(
    ("said", "code", "pointer", "says"), [each[1:] for each in REFUSED], ids=[r[0] for r in REFUSED]
)
def test_what_a_script_cannot_do(said: dict[str, Any], code: str, pointer: str, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        walked(**said)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert says in refused.value.sentence


MALFORMED = [
    ({"entries": [{"check_in": {}}]}, "one of the two"),
    ({"entries": [{"day": 1, "on": "2026-11-23", "check_in": {}}]}, "one of the two"),
    ({"entries": [{"day": 1}]}, "one of these"),
    ({"entries": [act(1, "pause") | {"check_in": {}}]}, "one of these"),
    ({"entries": [act(1, "pause") | {"report": {"alarms": ["fever"]}}]}, "one of these"),
    ({"entries": [{"day": -7, "check_in": {}}]}, "-6"),
    ({"entries": [{"day": 1097, "check_in": {}}]}, "1096"),
    ({"entries": [check_in(1)] * 201}, "200"),
    ({"answers": {"tolerance": [{}] * 101}}, "100"),
    ({"answers": {"tolerance": [{"nausea": 1}]}}, "string"),
    ({"answers": {"tolerance": {"nausea": "1"}}}, "array"),
    ({"otherwise": "fine"}, "fine"),
    ({"age": 40, "birth_date": "1986-11-23"}, "not both"),
    ({"start_on": "1899-12-31"}, "1900"),
    ({"start_on": "3000-01-01"}, "2999"),
    ({"weight": {"value": "154", "unit": "cm"}}, "kg"),
    ({"weight": {"value": "250", "unit": "kg"}, "height": {"value": "150", "unit": "cm"}}, "body mass index"),
    ({"answer": {}}, "unknown field"),
]


@pytest.mark.parametrize(("said", "says"), MALFORMED)
def test_what_cannot_be_written(said: dict[str, Any], says: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=re.escape(says)):
        script(**said)


def test_an_event_moves_no_further_than_the_course_is_followed() -> None:
    entries = [act(2, "pause"), act(3, "move_event", event_on="9999-12-31")]
    with pytest.raises(Malformed, match="1096") as refused:
        walked("glutamine-chemotherapy", entries=entries)
    assert refused.value.pointer == "/entries/1/act/event_on"


def test_an_event_that_moves_takes_its_course_with_it() -> None:
    entries = [act(2, "pause"), act(3, "move_event", event_on=day(9).isoformat()), act(4, "resume")]
    course = walked("glutamine-chemotherapy", entries=entries)
    assert acted(course)[1][2] == f"chemotherapy day 1 is now on {day(9)}; a resume begins the doses."


def daily_looks(protocol: Protocol) -> Protocol:
    """Ten checkpoints on every day of the course."""
    look = next(each for each in protocol.checkpoints if each.kind is CheckpointKind.ROUTINE)
    looks = tuple(replace(look, key=f"look-{place}", day=1, every=1) for place in range(10))
    kept = tuple(each for each in protocol.checkpoints if each.kind is not CheckpointKind.ROUTINE)
    return replace(protocol, checkpoints=(*kept, *looks))


def test_a_course_has_at_most_500_check_ins() -> None:
    with pytest.raises(Refusal, match="500") as refused:
        walked(daily_looks(PROTOCOLS["glutamine-pi-ibs-d"]))
    assert refused.value.code == "course_too_long"


def test_a_course_of_many_items_and_checkpoints_is_followed_for_less_long() -> None:
    """The work of a request has an end: twenty items that are looked at every day would take a minute."""
    (item,) = (each for each in LOW.items if isinstance(each, SubstanceItem))
    items = tuple(replace(item, key=f"i{place}", substance=Substance(key=f"s{place}", name="S")) for place in range(20))
    with pytest.raises(Refusal, match="With 20 items and 12 checkpoints it is followed until day") as refused:
        walked(daily_looks(replace(LOW, items=items)))
    assert refused.value.code == "course_too_long"


def test_a_day_costs_by_items_and_checkpoints_and_an_event_as_much_as_four_days() -> None:
    """One item and four checkpoints: 2 x 6 for a day."""
    plan = walk()
    made_up = Made(LOW, script(), TRIED_IN, ADULT, list(plan.events))
    assert len(LOW.checkpoints) == 4
    made_up.spend(DAY_1)
    assert made_up.work == 12
    made_up.check_in(plan.well(DAY_1, None), DAY_1, None)
    assert made_up.work == 12 + 4 * 12
    made_up.act(Pause(reason=REASON), DAY_1, "/entries/0")
    assert made_up.work == 12 + 8 * 12
    made_up.work = MOST_WORK - 12
    made_up.spend(DAY_1)
    with pytest.raises(CourseTooLong, match="With 1 items and 4 checkpoints it is followed until day 3;"):
        made_up.spend(day(3))


def test_a_course_is_followed_for_at_most_1096_days() -> None:
    extends = [
        act(number, "extend", until=day(number + 89).isoformat(), screening=NONE) for number in range(50, 1050, 80)
    ]
    with pytest.raises(Refusal, match="not over on day 1096") as refused:
        walked("glutamine-pi-ibs-d", entries=extends)
    assert (refused.value.code, refused.value.pointer) == ("course_too_long", "/entries")
    assert walked("glutamine-pi-ibs-d", entries=extends[:-2]).phase is Phase.FINISHED


def test_something_may_still_be_written_on_day_1096() -> None:
    course = walked(entries=[act(1096, "entered_in_error")])
    assert (course.days[-1].number, course.phase) == (1096, Phase.ENTERED_IN_ERROR)


@settings(max_examples=100)
@given(st.data())
def test_entries_lead_where_the_same_log_leads(data: st.DataObject) -> None:
    """A script of entries is nothing but a log: the same decisions, and the same dose on every day."""
    slug = data.draw(st.sampled_from(SLUGS))
    plan = walk(slug)
    entries: list[Entry] = []
    doses: dict[date, object] = {}
    today = DAY_1
    for _ in range(data.draw(st.integers(1, 8))):
        before, today = today, today + DAY * data.draw(st.sampled_from([0, 1, 2, 6, 7, 8, 16, 30]))
        doses |= {before + DAY * n: plan.dose(before + DAY * n) for n in range((today - before).days)}
        entries += _accepted(plan, data, slug, today)
    doses[today] = plan.dose(today)
    found = preview(PROTOCOLS[slug], replace(script(), entries=tuple(entries)), TRIED_IN, DAY_1).course
    decisions = [event.decision for event in plan.events if hasattr(event, "decision")]
    if not entries:
        assert found is None
        return
    assert found is not None
    assert [each.decision for each in told(found)] == decisions
    lived = {each.day: each.items[0].daily.value for each in found.days}
    assert {on: lived.get(on, 0) for on in doses} == doses


def _accepted(plan: Walk, data: st.DataObject, slug: str, today: date) -> list[Entry]:
    """One act or check-in, if the plan takes it."""
    kind, fields = data.draw(ACTS) if data.draw(st.integers(0, 3)) == 0 else ("look", {})
    try:
        if kind != "look":
            plan.adjust(today, kind, **fields)
            return [Entry(on=today, act=ACT_OF[kind](reason=REASON, **fields))]
        said = data.draw(check_ins(slug, today))
        plan.check_in(said, today)
    except Refusal:
        return []
    told = {name: getattr(said, name) for name in CheckInThen.__struct_fields__}
    return [Entry(on=today, check_in=CheckInThen(**told))]


@settings(max_examples=60)
@given(slug=st.sampled_from(sorted(PROTOCOLS)), data=st.data())
def test_answers_lead_where_a_client_who_gives_them_gets(slug: str, data: st.DataObject) -> None:
    """A second way to walk: each day look at what is due, and answer it."""
    scores = st.sampled_from(["0", "0", "0", "1", "2", "4", "9"])
    times = data.draw(st.lists(scores, max_size=6))
    checkpoint = next(each.key for each in PROTOCOLS[slug].checkpoints if each.kind is CheckpointKind.ROUTINE)
    answers = {checkpoint: [{"nausea": each} for each in times]}
    course = walked(slug, answers=answers, otherwise=None if times else "well")
    assert [outcome(each.decision) for each in told(course)] == _answered(walk(slug), checkpoint, times)


def report(number: int, **told: Any) -> dict[str, Any]:
    """An entry: something told outside a check-in."""
    return {"day": number, "report": told}


def event(severity: str) -> dict[str, str]:
    return {"what": "Cramps after each dose", "onset": day(9).isoformat(), "severity": severity}


# what is told on day 10, who is called, the phase afterwards
REPORTS = [
    ({"alarms": ["jaundice"]}, "today", "stopped"),
    ({"alarms": ["chest_pain"]}, "emergency", "stopped"),
    ({"adverse_event": event("severe")}, "today", "stopped"),
    ({"adverse_event": event("moderate")}, "today", "paused"),
    ({"adverse_event": event("mild")}, "routine", "titrating"),
]


@pytest.mark.parametrize(("what", "call", "phase"), REPORTS)
def test_a_report_does_what_it_does_to_a_real_plan(what: dict[str, Any], call: str, phase: str) -> None:
    course = walked(entries=[report(10, **what)])
    (taken,) = (each for each in course.happened if isinstance(each, ReportTaken))
    assert (taken.number, taken.written, taken.call.value) == (10, "/entries/0", call)
    assert course.days[9].phase.value == phase


def test_a_report_of_nothing_is_refused_where_it_stands() -> None:
    with pytest.raises(Malformed, match=f"Day 2, {day(2)}: A report tells of an alarm") as refused:
        walked(entries=[report(2)])
    assert refused.value.pointer == "/entries/0/report/alarms"


def test_an_alarm_that_is_reported_stands_on_the_record() -> None:
    """The plan is over for good, and a screening of later does not take it up again."""
    entries = [
        report(3, alarms=["allergic_reaction"]),
        act(4, "close_call", call=3),
        act(5, "resume", screening=NONE),
    ]
    with pytest.raises(Refusal, match="not taken back"):
        walked(entries=entries)


def outcome(decision: Decision) -> tuple[object, ...]:
    return (
        decision.check_in.on,
        decision.check_in.checkpoint,
        decision.dose_because,
        decision.call_because,
        decision.after,
        decision.effective_on,
        decision.next_due,
        decision.sentence,
    )


def _answered(plan: Walk, checkpoint: str, times: list[str]) -> list[tuple[object, ...]]:
    """The outcomes for somebody who answers this checkpoint so often; all checkpoints, where no answers are given."""
    left, found, today = list(times), [], DAY_1
    while plan.at(today).phase in LIVE:
        for due in [each.checkpoint for each in windows(plan.head, today) if each.due == today]:
            if not times:
                found.append(outcome(plan.look(today, due)))
            elif due == checkpoint and left:
                found.append(outcome(plan.look(today, due, nausea=left.pop(0))))
        today += DAY
    return found
