"""Everything that can happen to a real plan happens to one made up: void, recall, migration, a changed record."""

from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import RevisionStatus
from protocols.decimal_string import DecimalString
from protocols.plans.course import Course
from protocols.plans.happening import (
    CheckedIn,
    Happening,
    MadeVoid,
    RecallTaken,
    RecordTaken,
    ReportTaken,
    WentOver,
)
from protocols.plans.person import Capacity, Practitioner, Staff
from protocols.plans.position import Phase
from protocols.plans.preview import preview
from protocols.plans.tried_in import Numbered
from protocols.plans.walk import MOST_WORK
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS
from tests.plans.scripting import NONE, REASON, TRIED_IN, act, check_in, day, grams, script, tolerance, walked
from tests.plans.test_migrate import with_doses
from tests.plans.walking import ADA, DAY_1

LOW: Final = PROTOCOLS["glutamine-start-low"]
LOWER: Final = with_doses("2.5", "7.5", "12.5")
"""The same protocol on three steps, of which none is 5 or 10 g a day."""

BEN: Final = Practitioner(
    id=UUID(int=2), name="Ben Ode", role="Front desk", registration=None, capacity=Capacity.ASSISTANT
)
WITH_BEN: Final = replace(TRIED_IN, staff=Staff(practitioners=(ADA, BEN), responsible=ADA.id))


def told(number: int, kind: str, /, **fields: Any) -> dict[str, Any]:
    """An entry of a kind on a day."""
    return {"day": number, kind: fields}


def void(number: int, event: int, **fields: Any) -> dict[str, Any]:
    return told(number, "void", event=event, reason=REASON, **fields)


def recall(number: int, **fields: Any) -> dict[str, Any]:
    return told(number, "recall", **{"reason": REASON} | fields)


def migrate(number: int, revision: int = 2, **fields: Any) -> dict[str, Any]:
    return told(number, "migrate", **{"revision": revision, "reason": REASON, "screening": NONE} | fields)


def record(number: int, *cautions: str) -> dict[str, Any]:
    return told(number, "record", recorded_cautions=cautions)


def by_client(number: int, **answers: str) -> dict[str, Any]:
    """A tolerance check-in that the client enters."""
    entry = tolerance(number, **answers)
    return entry | {"check_in": entry["check_in"] | {"entered_by": "client"}}


def over(*others: Protocol | Numbered, **said: Any) -> Course:
    """The course of a protocol of which there are further revisions, 2 and more."""
    numbered = (
        each if isinstance(each, Numbered) else Numbered(number=number, text=each)
        for number, each in enumerate(others, 2)
    )
    course = preview(LOW, script(**said), replace(TRIED_IN, others=tuple(numbered)), DAY_1).course
    assert course is not None
    return course


def last(course: Course) -> Happening:
    return course.happened[-1]


def refusal(*entries: dict[str, Any], **said: Any) -> tuple[str, str]:
    """The code and the place of what a script is refused for."""
    with pytest.raises(Refusal) as refused:
        over(LOWER, entries=entries, **said)
    assert refused.value.sentence.startswith("Day ")
    return refused.value.code, refused.value.pointer


# --- a check-in that was wrong


def test_a_void_check_in_lowers_at_once() -> None:
    course = walked(otherwise="nobody", entries=[tolerance(7), void(10, 2)])
    done = last(course)
    assert isinstance(done, MadeVoid)
    assert (done.event, done.number, done.day, done.written) == (3, 10, day(10), "/entries/1")
    assert done.sentence.endswith("Lower at once, to what the dose would be without it.")
    assert done.to_say == ("From now on take 5 g of glutamine powder a day (morning 5 g).",)
    assert grams(course)[6:11] == ["5", "10", "10", "5", "5"]


VOID_REFUSED: Final[list[tuple[str, list[dict[str, Any]], str, str]]] = [
    ("what is no check-in", [tolerance(7), void(8, 1)], "not_voidable", "/entries/1/void"),
    ("what is void already", [tolerance(7), void(8, 2), void(9, 2)], "not_voidable", "/entries/2/void"),
    (
        "without a reason",
        [tolerance(7), void(8, 2) | {"void": {"event": 2, "reason": "."}}],
        "reason_too_short",
        "/entries/1/void/reason",
    ),
    ("by nobody of the practice", [tolerance(7), void(8, 2, by="0" * 32)], "practitioner_needed", "/entries/1/void/by"),
]


@pytest.mark.parametrize(
    ("entries", "code", "pointer"), [row[1:] for row in VOID_REFUSED], ids=[r[0] for r in VOID_REFUSED]
)
def test_what_cannot_be_made_void(entries: list[dict[str, Any]], code: str, pointer: str) -> None:
    assert refusal(*entries) == (code, pointer)


def test_a_void_check_in_costs_as_much_as_all_that_is_decided_again() -> None:
    """Every one lives the log once more: a hundred of them over a hundred check-ins are not followed."""
    entries = [check_in(5) for _ in range(99)] + [void(6, number) for number in range(2, 101)]
    assert refusal(*entries)[0] == "course_too_long"
    assert sum(4 * 12 * (100 + done) for done in range(99)) > MOST_WORK


# --- a revision that was recalled


LIFTED: Final = (migrate(4), act(4, "close_call", call=2), act(5, "resume"))


def test_h13_a_recall_pauses_and_another_revision_lifts_it() -> None:
    course = over(LOWER, otherwise="nobody", entries=[recall(3), *LIFTED, recall(8)])
    paused, *_, again = course.happened
    assert isinstance(paused, RecallTaken)
    assert (paused.event, paused.call.value) == (2, "today")
    assert paused.to_say == (
        "Stop taking it from now on. Do not start again until we tell you to.",
        "We call you today.",
    )
    assert grams(course)[:8] == ["5", "5", "0", "0", "2.5", "2.5", "2.5", "0"]
    assert isinstance(again, RecallTaken)


def test_h13_a_recalled_revision_gives_no_dose() -> None:
    assert refusal(recall(3), act(4, "resume")) == ("revision_recalled", "/entries/1/act/kind")
    stopped = act(3, "stop", stop_reason="clients_choice")
    assert refusal(stopped, recall(4), act(5, "resume", screening=NONE)) == ("revision_recalled", "/entries/2/act/kind")
    assert refusal(recall(3), *LIFTED, migrate(6, 1)) == (
        "revision_not_published",
        "/entries/4/migrate/revision",
    )


@pytest.mark.parametrize("before", [recall(3), act(3, "stop", stop_reason="clients_choice")], ids=["recalled", "over"])
def test_a_recall_leaves_a_plan_that_does_not_go_on(before: dict[str, Any]) -> None:
    course = walked(otherwise="nobody", entries=[before, recall(4)])
    done = last(course)
    assert isinstance(done, RecallTaken)
    assert (done.event, done.call.value, done.to_say) == (None, "none", ())
    assert done.sentence == "The revision is recalled. No plan that goes on walks it: nothing is paused."
    assert [each.about for each in done.findings] == ["dose-above-osl", "hot-or-acidic-mixing"]


def test_who_recalls_and_why_is_needed() -> None:
    assert refusal(recall(3, reason="!")) == ("reason_too_short", "/entries/0/recall/reason")
    assert refusal(recall(3, by="0" * 32)) == ("practitioner_needed", "/entries/0/recall/by")


# --- another revision


def test_a_plan_goes_over_to_the_highest_step_that_is_not_more() -> None:
    course = over(LOWER, otherwise="nobody", entries=[tolerance(7), migrate(9)])
    done = last(course)
    assert isinstance(done, WentOver)
    assert [(each.before, each.after) for each in done.items] == [("s2", "s1")]
    assert done.to_say == ("From now on take 7.5 g of glutamine powder a day (morning 7.5 g).",)
    assert grams(course)[7:10] == ["10", "7.5", "7.5"]


def test_the_rest_of_the_course_is_that_of_the_other_text() -> None:
    """Its doses, its checkpoints, its questions; and the way back leads to less, not to more."""
    nausea = next(each for each in LOW.measures if each.key == "nausea")
    mood = replace(nausea, key="mood", label="Mood", asked="How low were you?")
    looks = tuple(
        replace(each, asks=(*each.asks, "mood")) if each.key == "tolerance" else each for each in LOWER.checkpoints
    )
    asked = replace(LOWER, measures=(*LOWER.measures, mood), checkpoints=looks)
    course = over(asked, otherwise="well", entries=[migrate(3)], answers={"tolerance": [{"mood": "4", "nausea": "0"}]})
    first = next(each for each in course.happened if isinstance(each, CheckedIn) and each.written is not None)
    assert str(first.decision.check_in.answers["mood"]) == "4"
    assert max(map(float, grams(course)[3:])) == 12.5
    back = over(LOWER, otherwise="nobody", entries=[migrate(3), migrate(5, 1)])
    assert grams(back)[:6] == ["5", "5", "2.5", "2.5", "2.5", "2.5"]
    assert [each.event for each in back.happened] == [2, 3]


def test_an_answer_that_texts_ask_differently_is_held_against_the_one_that_asks() -> None:
    wider = tuple(replace(each, high=DecimalString("20")) if each.key == "nausea" else each for each in LOW.measures)
    text = replace(LOWER, measures=wider)
    course = over(text, entries=[migrate(3)], answers={"tolerance": [{"nausea": "15"}]})
    assert any(
        isinstance(each, CheckedIn) and each.decision.check_in.answers.get("nausea") == 15 for each in course.happened
    )
    with pytest.raises(Refusal) as refused:
        over(text, answers={"tolerance": [{"nausea": "15"}]})
    assert (refused.value.code, refused.value.pointer) == ("answer_outside_scale", "/answers/tolerance/0/nausea")


MIGRATE_REFUSED: Final[list[tuple[str, list[dict[str, Any]], str, str]]] = [
    ("a revision that there is not", [migrate(3, 7)], "migration_refused", "/revision"),
    ("the one that it follows", [migrate(3, 1)], "migration_refused", "/revision"),
    ("without asking", [told(3, "migrate", revision=2, reason=REASON)], "new_screening_needed", "/screening"),
    ("without a reason", [migrate(3, reason="Newer.")], "reason_too_short", "/reason"),
    ("by nobody of the practice", [migrate(3, by="0" * 32)], "practitioner_needed", "/by"),
]


@pytest.mark.parametrize(
    ("entries", "code", "pointer"), [row[1:] for row in MIGRATE_REFUSED], ids=[row[0] for row in MIGRATE_REFUSED]
)
def test_where_a_plan_does_not_go_over(entries: list[dict[str, Any]], code: str, pointer: str) -> None:
    assert refusal(*entries) == (code, f"/entries/0/migrate{pointer}")


def test_a_revision_that_is_not_published_is_gone_over_to_by_nobody() -> None:
    retired = Numbered(number=4, text=LOWER, status=RevisionStatus.RETIRED)
    with pytest.raises(Refusal, match="retired") as refused:
        over(retired, entries=[migrate(3, 4)])
    assert refused.value.code == "revision_not_published"
    with pytest.raises(Refusal, match="there is 1, 4"):
        over(retired, entries=[migrate(3, 5)])


# --- what is known of an adverse event later


def test_h10_what_is_known_later_follows_the_first_report_and_pauses_nothing_again() -> None:
    bad = {"what": "Cramps", "onset": day(3).isoformat(), "severity": "moderate"}
    entries = [
        told(3, "report", adverse_event=bad),
        act(4, "close_call", call=3),
        act(5, "resume"),
        told(6, "report", follows=3, adverse_event=bad | {"settled": "yes"}),
    ]
    course = walked(entries=entries)
    followed = next(each for each in course.happened if isinstance(each, ReportTaken) and each.report.follows == 3)
    assert (followed.call.value, grams(course)[2:7]) == ("none", ["0", "0", "2.5", "2.5", "2.5"])
    assert refusal(entries[0], told(6, "report", follows=7, adverse_event=bad)) == (
        "nothing_to_follow",
        "/entries/1/report/follows",
    )


# --- the client's record

# what stands on the record from day 3 on: who is called, the g of days 2 to 4, the words to say
RECORDS: Final[list[tuple[str, str, list[str], tuple[str, ...]]]] = [
    (
        "pregnancy",
        "today",
        ["5", "0"],
        ("Stop taking it from now on. Do not start again by yourself.", "We call you today."),
    ),
    (
        "moderate-renal-impairment",
        "routine",
        ["5", "0", "0"],
        ("Stop taking it from now on. Do not start again until we tell you to.",),
    ),
    ("liver-risk", "none", ["5", "5", "5"], ()),
]


@pytest.mark.parametrize(("caution", "call", "after", "says"), RECORDS, ids=[row[0] for row in RECORDS])
def test_a_caution_on_the_record_does_what_it_does_to_a_real_plan(
    caution: str, call: str, after: list[str], says: tuple[str, ...]
) -> None:
    course = walked(otherwise="nobody", entries=[record(3, caution)])
    done = last(course)
    assert isinstance(done, RecordTaken)
    assert (done.event, done.call.value, done.to_say) == (2, call, says)
    assert grams(course)[1:4] == after
    assert ("liver-risk" in [each.about for each in done.findings]) is (caution == "liver-risk")


@pytest.mark.parametrize(
    "entries",
    [[record(3)], [act(2, "stop", stop_reason="clients_choice"), record(3, "pregnancy")]],
    ids=["same", "over"],
)
def test_a_record_that_does_not_concern_the_plan_changes_nothing(entries: list[dict[str, Any]]) -> None:
    done = last(walked(otherwise="nobody", entries=entries))
    assert isinstance(done, RecordTaken)
    assert (done.event, done.call.value, done.to_say) == (None, "none", ())
    assert done.sentence == "The record is changed. Nothing about the plan changes."


def test_a_birth_date_that_was_wrong_changes_the_age() -> None:
    course = walked(otherwise="nobody", entries=[told(3, "record", birth_date="2010-01-01")])
    assert (grams(course)[:3], course.phase) == (["5", "5", "0"], Phase.STOPPED)
    assert refusal(told(3, "record", birth_date=day(4).isoformat())) == (
        "birth_date_refused",
        "/entries/0/record/birth_date",
    )


def test_what_stands_on_the_record_stays_until_it_is_said_otherwise() -> None:
    """A later screening looks at it; the birth date alone leaves it."""
    entries = [record(3, "liver-risk"), told(4, "record", birth_date="1990-01-01"), act(5, "rescreen", screening=NONE)]
    raised = [each.about for each in last(walked(otherwise="nobody", entries=entries)).findings]
    assert "liver-risk" in raised
    entries[1:1] = [told(3, "record", recorded_cautions=(), reason=REASON)]
    raised = [each.about for each in last(walked(otherwise="nobody", entries=entries)).findings]
    assert "liver-risk" not in raised


# --- who enters it


def test_h12_what_a_client_enters_is_proposed_and_confirmed_by_name() -> None:
    course = walked(otherwise="nobody", entries=[by_client(7), act(8, "confirm_rise", event=2)])
    first = course.happened[0]
    assert isinstance(first, CheckedIn)
    assert (first.decision.entered.value, first.decision.dose.value) == ("client", "hold")
    assert first.decision.proposed is not None
    assert grams(course)[6:10] == ["5", "5", "10", "10"]
    unconfirmed = walked(otherwise="nobody", entries=[by_client(7)])
    assert set(grams(unconfirmed)) == {"5", "0"}


def test_a_client_s_check_in_lowers_at_once() -> None:
    assert grams(walked(otherwise="nobody", entries=[by_client(7, abdominal_pain="5")]))[5:8] == ["5", "2.5", "2.5"]


def test_an_assistant_enters_check_ins_and_reports() -> None:
    entry = tolerance(7)
    entries = [
        entry | {"check_in": entry["check_in"] | {"by": str(BEN.id), "note": "By telephone."}},
        told(8, "report", alarms=["fever"], by=str(BEN.id), note="By telephone."),
    ]
    course = preview(LOW, script(entries=entries), WITH_BEN, DAY_1).course
    assert course is not None
    first, second = course.happened
    assert isinstance(first, CheckedIn)
    assert (first.decision.entered.value, first.decision.proposed is not None) == ("assistant", True)
    assert isinstance(second, ReportTaken)
    assert (second.report.by, second.report.note) == (BEN.id, "By telephone.")
    entries = [act(7, "resume", by=str(BEN.id))]
    with pytest.raises(Refusal) as refused:
        preview(LOW, script(entries=[act(6, "pause"), *entries]), WITH_BEN, DAY_1)
    assert refused.value.code == "practitioner_only"


def test_a_client_reports() -> None:
    course = walked(otherwise="nobody", entries=[told(3, "report", alarms=["fever"], entered_by="client")])
    done = last(course)
    assert isinstance(done, ReportTaken)
    assert (done.report.entered_by, course.phase) == ("client", Phase.STOPPED)


@pytest.mark.parametrize("kind", ["check_in", "report"])
def test_one_of_the_two_enters_it(kind: str) -> None:
    both = {"by": str(ADA.id), "entered_by": "client"} | ({"alarms": ["fever"]} if kind == "report" else {})
    assert refusal(told(3, kind, **both)) == ("malformed", f"/entries/0/{kind}/entered_by")
    unknown = both | {"by": "0" * 32}
    unknown.pop("entered_by")
    assert refusal(told(3, kind, **unknown)) == ("practitioner_needed", f"/entries/0/{kind}/by")


# --- what is said, and what stands

CHEST_PAIN: Final = told(3, "report", alarms=["chest_pain"])


@pytest.mark.parametrize(("number", "says"), [(None, "the emergency number"), ("112", "112")])
def test_in_an_emergency_the_words_name_the_practice_s_number(number: str | None, says: str) -> None:
    tried_in = replace(TRIED_IN, emergency_number=number)
    course = preview(LOW, script(entries=[CHEST_PAIN]), tried_in, DAY_1).course
    assert course is not None
    assert last(course).to_say[0] == f"Stop taking it now, and call an ambulance ({says})."


def test_nothing_is_said_where_nothing_is_lowered() -> None:
    course = walked()
    assert {each.to_say for each in course.happened} == {()}


def test_findings_stand_until_they_are_acknowledged() -> None:
    entries = [act(2, "acknowledge", about="dose-above-osl"), act(3, "pause")]
    _, then, after = walked(otherwise="nobody", entries=[tolerance(1), *entries]).happened
    for each in (then, after):
        assert [(found.about, found.acknowledged is not None) for found in each.findings] == [
            ("dose-above-osl", True),
            ("hot-or-acidic-mixing", False),
        ]


def test_h8_a_caution_is_taken_off_the_record_with_a_reason_and_by_a_practitioner() -> None:
    off: dict[str, Any] = {"recorded_cautions": []}
    on = record(3, "liver-risk")
    assert refusal(on, told(4, "record", **off)) == ("reason_needed", "/entries/1/record/reason")
    by_ben = told(4, "record", **off, reason=REASON, by=str(BEN.id))
    with pytest.raises(Refusal) as refused:
        preview(LOW, script(entries=[on, by_ben]), WITH_BEN, DAY_1)
    assert (refused.value.code, refused.value.pointer) == ("practitioner_only", "/entries/1/record/by")
    course = walked(entries=[on, told(4, "record", **off, reason=REASON)])
    assert [each.event for each in course.happened if isinstance(each, RecordTaken)] == [3, 4]
