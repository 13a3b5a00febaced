"""What somebody of the practice has to do about a plan: from which day, in which state, until what."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.caution import Action, Always, Caution, CautionKind
from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.dose import Dose
from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.plans.acknowledging import NothingToAcknowledge, NotOverridden
from protocols.plans.check_in import CheckIn
from protocols.plans.decide import PlanOver
from protocols.plans.effect import StopReason
from protocols.plans.event import Migrated, RecordChanged, Reported
from protocols.plans.migrate import Migration, migrate
from protocols.plans.notice import notices
from protocols.plans.person import Person, PractitionerNeeded
from protocols.plans.position import Phase
from protocols.plans.record_changed import record_changed
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared
from protocols.plans.task import Task, TaskKind, TaskState, urgency, urgency_of_call, urgency_of_evidence
from protocols.plans.tasks import tasks_on
from tests.plans.walking import (
    ADULT,
    DAY,
    DAY_1,
    PARTY,
    REASON,
    Walk,
    body,
    check_ins_all_well,
    pinned,
    reasons,
    stamp,
    walk,
    walk_on,
    yes,
)
from tests.spec.protocols import PAIN, day, end, item, ladder, look, per_kg, protocol, step

SCREENED = Screening(confirmed_none=True)
OSL = "dose-above-osl"


def told(key: str) -> Caution:
    """A caution that tells everybody something."""
    return Caution(
        key=key,
        kind=CautionKind.PRECAUTION,
        label=key,
        why="It may matter.",
        action=Action.INFORM,
        triggers=(Always(),),
    )


def kinds(plan: Walk, on: date, kind: TaskKind) -> list[tuple[str, str]]:
    """State and subject of the tasks of one kind."""
    return [(each.state.value, each.about) for each in tasks_on(plan.protocol, plan.head, on) if each.kind is kind]


def one(plan: Walk, on: date, kind: TaskKind) -> Task:
    (found,) = (each for each in tasks_on(plan.protocol, plan.head, on) if each.kind is kind)
    return found


# --- check-ins

# day, how the check-in of day 7 stands
CHECK_IN = [
    (5, None), (6, "due"), (7, "due"), (8, "late"), (10, "late"), (11, "overdue"), (14, "overdue"), (15, "missed"),
    (21, "missed"), (22, None),
]  # fmt: skip


@pytest.mark.parametrize(("number", "state"), CHECK_IN)
def test_h15_a_check_in_is_due_late_overdue_missed(number: int, state: str | None) -> None:
    expected = [] if state is None else [(state, "tolerance")]
    assert kinds(walk(), day(number), TaskKind.CHECK_IN) == expected


def test_a_check_in_says_what_follows_from_waiting() -> None:
    says = [one(walk(), day(number), TaskKind.CHECK_IN).says for number in (6, 9, 15)]
    called = "How you get on with this dose"
    assert says == [
        f"{called}: due on {day(7)}.",
        f"{called}: was due on {day(7)}. After {day(14)} it can raise nothing.",
        f"{called}: was due on {day(7)}. It raises nothing now; the plan pauses after {day(21)}.",
    ]
    found = one(walk(), day(9), TaskKind.CHECK_IN)
    assert (found.since, found.due, found.event) == (day(6), day(7), None)


def test_a_check_in_that_was_done_is_off_the_list() -> None:
    plan = walk()
    plan.look(day(7))
    assert kinds(plan, day(7), TaskKind.CHECK_IN) == []
    assert kinds(plan, day(13), TaskKind.CHECK_IN) == [("due", "tolerance")]


# --- plans whose clients nobody spoke to


def paused(plan: Walk) -> None:
    plan.adjust(day(9), "pause")


def paused_after_the_sheet(plan: Walk) -> None:
    plan.adjust(day(16), "pause")


def told_late(plan: Walk) -> None:
    plan.look(day(23))


def product_named(plan: Walk) -> None:
    plan.adjust(day(24), "product", product=Product(scoop=grams("5")))


def paused_too_late(plan: Walk) -> None:
    plan.adjust(day(24), "pause")


def reported(plan: Walk) -> None:
    """Something bad that is told after the lapse pauses the plan once more."""
    done = report(plan.protocol, plan.head, Report(on=day(24), alarms=("fever",)), day(24))
    assert done.effect.ended is not None
    effect = replace(done.effect, ended=None, pauses=())
    event = Reported(
        stamp=stamp(len(plan.events) + 1, day(24)),
        report=Report(on=day(24), alarms=("fever",)),
        dose_then=done.dose_then,
        sentence=done.sentence,
        effect=effect,
    )
    plan.events.append(event)


def resumed(plan: Walk) -> None:
    plan.adjust(day(24), "resume")


def resumed_after_a_pause_that_lapsed(plan: Walk) -> None:
    """What paused it once more is no lapse, though the one before was."""
    plan.adjust(day(23), "product", product=Product(scoop=grams("5")))
    plan.adjust(day(24), "resume")
    plan.adjust(day(25), "pause")


def stopped(plan: Walk) -> None:
    plan.adjust(day(24), "stop", stop_reason=StopReason.CLIENTS_CHOICE)


# what happened, whether the plan shows as lapsed on day 25
LAPSES: list[tuple[Callable[[Walk], None] | None, bool]] = [
    (None, True),
    (told_late, True),
    (product_named, True),
    (paused_too_late, True),
    (reported, True),
    (paused, False),
    (paused_after_the_sheet, False),
    (resumed, False),
    (resumed_after_a_pause_that_lapsed, False),
    (stopped, False),
]


@pytest.mark.parametrize(("happens", "shows"), LAPSES, ids=[getattr(row[0], "__name__", "nothing") for row in LAPSES])
def test_h15_a_lapse_shows_until_somebody_resumes_or_stops_the_plan(
    happens: Callable[[Walk], None] | None, shows: bool
) -> None:
    plan = walk()
    assert kinds(plan, day(21), TaskKind.LAPSED) == []
    if happens is not None:
        happens(plan)
    assert kinds(plan, day(25), TaskKind.LAPSED) == ([("paused", "lapsed")] if shows else [])
    if shows:
        assert one(plan, day(25), TaskKind.LAPSED).since == day(22)


def test_h15_a_plan_that_ended_by_itself_shows_for_30_days() -> None:
    plan = walk()
    assert plan.at(day(44)).phase is Phase.STOPPED
    found = [(number, kinds(plan, day(number), TaskKind.LAPSED)) for number in (43, 44, 73, 74)]
    ended = [("ended", "lapsed")]
    assert found == [(43, [("paused", "lapsed")]), (44, ended), (73, ended), (74, [])]
    assert one(plan, day(50), TaskKind.LAPSED).since == day(44)


def test_h15_or_until_somebody_took_note_by_name() -> None:
    plan = walk()
    with pytest.raises(NothingToAcknowledge):
        plan.adjust(day(43), "acknowledge", about="lapsed")
    plan.adjust(day(44), "acknowledge", about="lapsed")
    assert tasks_on(plan.protocol, plan.head, day(45)) == ()


def test_a_pause_by_name_that_nobody_ends_shows_when_it_ended_the_plan() -> None:
    plan = walk()
    paused(plan)
    assert [kinds(plan, day(number), TaskKind.LAPSED) for number in (37, 38)] == [[], [("ended", "lapsed")]]


SHORT = protocol(ladder(), checkpoints=(look("tolerance", PAIN), end(PAIN, 5, steps=("a3",))), limit=20)


def test_h15_a_course_that_runs_out_without_its_last_check_in_shows() -> None:
    plan = walk_on(SHORT)
    last = plan.at(day(1)).last_day
    assert plan.at(last + DAY).phase is Phase.FINISHED
    assert kinds(plan, last + DAY, TaskKind.LAPSED) == [("ended", "lapsed")]
    assert "the last check-in was not done" in one(plan, last + DAY, TaskKind.LAPSED).says
    assert kinds(plan, last + DAY * 31, TaskKind.LAPSED) == []


def test_a_course_that_was_looked_at_to_its_end_leaves_nothing_to_do() -> None:
    plan = walk()
    check_ins_all_well(plan, DAY_1 + DAY * 200)
    ended = plan.head.ended
    assert ended is not None
    assert tasks_on(plan.protocol, plan.head, ended.on) == ()


def test_a_plan_without_anything_to_take_runs_out_too() -> None:
    whole = walk("glutamine-low-fodmap").protocol
    plan = walk_on(replace(whole, items=whole.items[1:]))
    over = plan.head.snapshot.calendar_limit + DAY
    assert kinds(plan, over, TaskKind.LAPSED) == []
    assert tasks_on(plan.protocol, plan.head, over) == ()


# --- findings


def test_findings_are_what_tells_and_what_is_awaited() -> None:
    plan = walk("glutamine-crohn-21g")
    assert kinds(plan, day(1), TaskKind.FINDING) == [
        ("told", "only-trial-found-no-effect"),
        ("told", "bowel-team-informed"),
        ("told", OSL),
        ("told", "hot-or-acidic-mixing"),
        ("awaited", "crp"),
        ("awaited", "faecal_calprotectin"),
    ]
    plan.check_in(CheckIn(on=day(1), checkpoint="baseline", answers={"crp": DecimalString(4)}))
    plan.adjust(day(2), "acknowledge", about="faecal_calprotectin")
    plan.adjust(day(2), "acknowledge", about=OSL)
    found = [about for _, about in kinds(plan, day(2), TaskKind.FINDING)]
    assert found == ["only-trial-found-no-effect", "bowel-team-informed", "hot-or-acidic-mixing"]


def test_an_acknowledged_finding_says_who_and_when() -> None:
    plan = walk()
    plan.adjust(day(2), "acknowledge", about=OSL)
    (notice,) = (each for each in notices(plan.protocol, plan.head) if each.about == OSL)
    assert notice.acknowledged is not None
    assert (notice.acknowledged.by.name, notice.acknowledged.on) == ("Dr. Ada Moss", day(2))
    others = [each.acknowledged for each in notices(plan.protocol, plan.head) if each.about != OSL]
    assert set(others) == {None}


@pytest.mark.parametrize("about", ["liver-risk", "lapsed", "tolerance"])
def test_what_does_not_stand_is_not_acknowledged(about: str) -> None:
    with pytest.raises(NothingToAcknowledge):
        walk().adjust(day(2), "acknowledge", about=about)


def test_nothing_is_acknowledged_twice_or_by_nobody() -> None:
    plan = walk()
    plan.adjust(day(2), "acknowledge", about=OSL)
    with pytest.raises(NothingToAcknowledge):
        plan.adjust(day(3), "acknowledge", about=OSL)
    with pytest.raises(PractitionerNeeded):
        plan.adjust(day(3), "acknowledge", about="hot-or-acidic-mixing", by=UUID(int=9))


def on_record(plan: Walk, on: date, *cautions: str, born: date = ADULT.birth_date) -> None:
    done = record_changed(plan.protocol, plan.head, (ADULT, Person(birth_date=born, recorded_cautions=cautions)), on)
    assert done is not None
    event = RecordChanged(stamp=stamp(len(plan.events) + 1, on), sentence=done.sentence, effect=done.effect)
    plan.events.append(event)


def test_h9_a_finding_of_the_record_has_its_own_day() -> None:
    plan = walk()
    on_record(plan, day(3), "liver-risk")
    since = {each.about: each.since for each in tasks_on(plan.protocol, plan.head, day(4))}
    assert (since[OSL], since["liver-risk"]) == (day(1), day(3))


def rescreened(plan: Walk) -> None:
    plan.adjust(day(3), "rescreen", screening=SCREENED)


def raised_by_more(plan: Walk) -> None:
    """With another product the day's most is 18 g instead of 15 g."""
    other = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("3"))
    plan.adjust(day(3), "rescreen", screening=SCREENED, declared=(other,))


def gone_and_back(plan: Walk) -> None:
    raised_by_more(plan)
    plan.adjust(day(3), "rescreen", screening=SCREENED, declared=())


def of_the_record(plan: Walk) -> None:
    on_record(plan, day(3), "liver-risk")


def made_void(plan: Walk) -> None:
    plan.look(day(7))
    plan.adjust(day(7), "hold")


def over_to_another_text(plan: Walk) -> None:
    text = replace(plan.protocol, title="Another title")
    revision = replace(pinned(text), number=2)
    wish = Migration(reason=REASON, screening=SCREENED, overrides=reasons(text))
    done = migrate((text, revision), (plan.protocol, plan.head), wish, PARTY, day(3))
    event = Migrated(
        stamp=stamp(len(plan.events) + 1, day(3)),
        reason=REASON,
        items=done.items,
        sentence=done.sentence,
        effect=done.effect,
    )
    plan.events.append(event)


# what happens after it was acknowledged, whether it still is
STANDS: list[tuple[Callable[[Walk], None], bool]] = [
    (rescreened, True),
    (of_the_record, True),
    (made_void, True),
    (raised_by_more, False),
    (gone_and_back, False),
    (over_to_another_text, False),
]


@pytest.mark.parametrize(("happens", "stands"), STANDS, ids=[row[0].__name__ for row in STANDS])
def test_what_was_acknowledged_stands_until_it_is_raised_by_something_else(
    happens: Callable[[Walk], None], stands: bool
) -> None:
    plan = walk()
    plan.adjust(day(2), "acknowledge", about=OSL)
    happens(plan)
    open_ones = [about for _, about in kinds(plan, plan.events[-1].stamp.today, TaskKind.FINDING)]
    assert (OSL not in open_ones) is stands


# stop reason, whether the findings still matter
OVER = [
    (StopReason.CLIENTS_CHOICE, True),
    (StopReason.REACTION, True),
    (StopReason.NO_BENEFIT, False),
    (StopReason.DIED, False),
    (StopReason.PREGNANCY, False),
]


@pytest.mark.parametrize(("reason", "matter"), OVER)
def test_findings_of_a_plan_that_is_over_matter_while_it_may_be_taken_up_again(
    reason: StopReason, matter: bool
) -> None:
    plan = walk("glutamine-crohn-21g")
    plan.adjust(day(5), "stop", stop_reason=reason)
    states = {state for state, _ in kinds(plan, day(33), TaskKind.FINDING)}
    assert states == ({"told"} if matter else set())
    assert tasks_on(plan.protocol, plan.head, day(34)) == ()
    if matter:
        plan.adjust(day(20), "acknowledge", about=OSL)


# --- overrides


def test_a_reason_is_looked_at_again_after_30_days_and_30_days_on() -> None:
    plan = walk("glutamine-chemotherapy", DAY_1 + DAY * 25, DAY_1)
    caution = "active-malignancy-chemotherapy"
    assert [kinds(plan, day(number), TaskKind.OVERRIDE) for number in (30, 31)] == [[], [("due", caution)]]
    found = one(plan, day(31), TaskKind.OVERRIDE)
    assert (found.since, found.due) == (day(31), day(31))
    assert found.says.endswith("look at the reason again, its day has come.")
    done = plan.adjust(day(31), "review_override", caution=caution)
    assert done.sentence.endswith(f"the reason still stands, to be looked at again by {day(61)}.")
    assert kinds(plan, day(31), TaskKind.OVERRIDE) == []
    (review,) = plan.head.reviews
    assert (review.next_on, review.on, review.by, review.changed_on) == (
        day(61),
        day(31),
        PARTY.staff.practitioners[0],
        None,
    )


def test_h9_any_change_of_the_record_asks_for_it_at_once() -> None:
    plan = walk("glutamine-chemotherapy")
    on_record(plan, day(3), born=date(1987, 4, 2))
    assert kinds(plan, day(3), TaskKind.OVERRIDE) == [("changed", "active-malignancy-chemotherapy")]
    assert one(plan, day(3), TaskKind.OVERRIDE).since == day(3)
    assert one(plan, day(3), TaskKind.OVERRIDE).says.endswith(f"again, something about the client changed on {day(3)}.")
    plan.adjust(day(4), "review_override", caution="active-malignancy-chemotherapy")
    assert kinds(plan, day(4), TaskKind.OVERRIDE) == []
    on_record(plan, day(5), "liver-risk")
    assert kinds(plan, day(5), TaskKind.OVERRIDE) == [("changed", "active-malignancy-chemotherapy")]


@pytest.mark.parametrize("change", ["weight_changed", "product_changed", "new_medicine", "ill_now"])
def test_h9_any_change_told_at_a_check_in_asks_for_it_at_once(change: str) -> None:
    plan = walk("glutamine-chemotherapy")
    plan.check_in(replace(plan.well(day(3), None), changes=yes(change)))
    assert kinds(plan, day(3), TaskKind.OVERRIDE) == [("changed", "active-malignancy-chemotherapy")]
    assert one(plan, day(3), TaskKind.OVERRIDE).says.endswith(f"again, something about the client changed on {day(3)}.")


def test_a_reason_that_was_given_anew_has_its_own_day() -> None:
    plan = walk("glutamine-chemotherapy")
    on_record(plan, day(3), born=date(1987, 4, 2))
    anew = reasons(plan.protocol, day(3))
    plan.adjust(day(4), "rescreen", screening=SCREENED, overrides=anew)
    assert (kinds(plan, day(4), TaskKind.OVERRIDE), plan.head.reviews) == ([], ())


@pytest.mark.parametrize("caution", [OSL, "liver-risk"])
def test_what_was_not_overridden_is_not_reviewed(caution: str) -> None:
    with pytest.raises(NotOverridden):
        walk().adjust(day(2), "review_override", caution=caution)


def test_reasons_of_a_plan_that_is_over_are_not_looked_at() -> None:
    plan = walk("glutamine-chemotherapy")
    plan.adjust(day(2), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    with pytest.raises(PlanOver):
        plan.adjust(day(3), "review_override", caution="active-malignancy-chemotherapy")


def test_h14_a_sentence_about_many_cautions_names_each_in_full_and_is_read_back() -> None:
    plan = walk()
    on_record(plan, day(3), *(each.key for each in plan.protocol.cautions))
    event = plan.events[-1]
    assert isinstance(event, RecordChanged)
    excludes = [each.label for each in plan.protocol.cautions if each.action is Action.EXCLUDE]
    assert len(excludes) > 5
    assert [label for label in excludes if label not in event.sentence] == []
    assert wire.decode(wire.encode(event), RecordChanged) == event


# --- weights

GLUTAMINE = Substance(key="l-glutamine", name="L-glutamine")

# the two steps of an item, whether its doses rest on the weight: 0.5 g per kg of 30 kg is 15 g
RESTS: list[tuple[Dose | str, Dose | str, bool]] = [
    (per_kg("0.1"), per_kg("0.2"), True),
    ("5", per_kg("0.2"), True),
    ("5", "16", True),
    ("5", "15", False),
]


@pytest.mark.parametrize(("low", "high", "rests"), RESTS)
def test_h5_a_weight_that_a_dose_rests_on_is_taken_again_after_90_days(
    low: Dose | str, high: Dose | str, rests: bool
) -> None:
    only = item("alpha", step("a1", low), step("a2", high), substance=GLUTAMINE)
    text = protocol(only, checkpoints=(look("tolerance", PAIN), end(PAIN, 7, steps=("a2",))))
    plan = walk_on(text, of_body=replace(body(), weighed_on=DAY_1 - DAY * 30))
    for number in range(7, 60, 7):
        plan.look(day(number), abdominal_pain=2)
    old = [("old", "weight")] if rests else []
    assert [kinds(plan, day(number), TaskKind.WEIGHT) for number in (61, 62)] == [[], old]
    if rests:
        assert one(plan, day(62), TaskKind.WEIGHT).since == day(62)


def test_a_told_change_waits_for_a_weight_whatever_the_dose_rests_on() -> None:
    plan = walk()
    plan.check_in(replace(plan.well(day(7)), changes=yes("weight_changed")))
    found = one(plan, day(7), TaskKind.WEIGHT)
    assert (found.state, found.about, found.since, found.event) == (TaskState.CHANGED, "weight", day(7), 2)
    plan.adjust(day(8), "weigh", weight=of("71", Unit.KILOGRAM))
    assert kinds(plan, day(8), TaskKind.WEIGHT) == []


def test_h5_with_another_product_it_takes_a_weight_that_nobody_asked_for_before() -> None:
    plan = walk_on(walk().protocol, of_body=body(None, None))
    assert kinds(plan, day(2), TaskKind.WEIGHT) == []
    other = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("3"))
    plan.adjust(day(2), "rescreen", screening=SCREENED, declared=(other,))
    found = one(plan, day(2), TaskKind.WEIGHT)
    assert (found.state, found.since) == (TaskState.MISSING, day(2))
    plan.adjust(day(3), "weigh", weight=of("71", Unit.KILOGRAM))
    assert kinds(plan, day(3), TaskKind.WEIGHT) == []


def test_too_much_with_other_products_is_no_reason_to_lose_the_list() -> None:
    """A rescreening that finds more than anybody may take pauses the plan and keeps what was declared."""
    plan = walk()
    other = Declared(substance="l-glutamine", name="Bars", daily=grams_per_day("39"))
    plan.adjust(day(2), "rescreen", screening=SCREENED, declared=(other,))
    assert plan.at(day(2)).phase is Phase.PAUSED
    assert kinds(plan, day(2), TaskKind.FINDING)


# --- screenings


def on_10() -> Walk:
    """10 g since day 8: the next check-in is due on day 14, and its rise would pass 14 g."""
    plan = walk()
    plan.look(day(7))
    return plan


# day, how it stands with the screening
SCREENING = [(7, None), (12, None), (13, "due"), (14, "due"), (17, "due"), (21, "due"), (22, None)]


@pytest.mark.parametrize(("number", "state"), SCREENING)
def test_h9_the_screening_is_due_while_the_check_in_is_open_that_could_raise_past_a_line(
    number: int, state: str | None
) -> None:
    expected = [] if state is None else [(state, "screening")]
    assert kinds(on_10(), day(number), TaskKind.SCREENING) == expected


def test_a_screening_says_which_line_and_goes_once_it_was_asked() -> None:
    plan = on_10()
    found = one(plan, day(14), TaskKind.SCREENING)
    assert found.says == "The next dose passes 14 g a day: ask the screening questions in full before the check-in."
    assert (found.since, found.due, found.event) == (day(13), day(14), None)
    plan.screen_again(day(13))
    assert kinds(plan, day(14), TaskKind.SCREENING) == []


def test_where_no_line_is_near_or_nothing_rises_no_screening_is_due() -> None:
    assert kinds(walk(), day(7), TaskKind.SCREENING) == []
    paused = on_10()
    paused.adjust(day(10), "pause")
    assert kinds(paused, day(14), TaskKind.SCREENING) == []
    decided = on_10()
    decided.look(day(14))
    assert kinds(decided, day(14), TaskKind.SCREENING) == []


def test_before_the_end_of_the_course_no_screening_is_due() -> None:
    glutamine = Substance(key="l-glutamine", name="L-glutamine")
    rises = item("alpha", step("a1", "10", (7, 7, 40)), step("a2", "15"), substance=glutamine)
    plan = walk_on(protocol(rises, checkpoints=(end(PAIN, 7),), limit=60), DAY_1, DAY_1 - DAY)
    assert kinds(plan, day(7), TaskKind.CHECK_IN) == [("due", "end")]
    assert kinds(plan, day(7), TaskKind.SCREENING) == []


def five_months() -> Walk:
    """One dose for 150 days, looked at on the last of them."""
    one = item("alpha", step("a1", "5", (150, 150, 150)))
    return walk_on(protocol(one, checkpoints=(end(PAIN, 150),), limit=150))


def test_a_screening_that_has_run_out_is_old_until_it_was_asked() -> None:
    plan = five_months()
    assert [kinds(plan, day(number), TaskKind.SCREENING) for number in (91, 92)] == [[], [("old", "screening")]]
    found = one(plan, day(100), TaskKind.SCREENING)
    assert (found.since, found.due) == (day(92), None)
    assert found.says == f"The screening counted until {day(91)}: ask it in full."
    plan.screen_again(day(100))
    assert kinds(plan, day(100), TaskKind.SCREENING) == []


def test_a_check_in_without_changes_keeps_a_screening_from_running_out() -> None:
    plan = five_months()
    plan.look(day(80), None)
    assert kinds(plan, day(105), TaskKind.SCREENING) == []


# --- order

ORDER = [
    (TaskKind.LAPSED, TaskState.PAUSED), (TaskKind.CHECK_IN, TaskState.MISSED), (TaskKind.CHECK_IN, TaskState.OVERDUE),
    (TaskKind.CHECK_IN, TaskState.LATE), (TaskKind.CHECK_IN, TaskState.DUE),
    (TaskKind.PROPOSAL, TaskState.PROPOSED), (TaskKind.SCREENING, TaskState.DUE), (TaskKind.FINDING, TaskState.TOLD),
    (TaskKind.OVERRIDE, TaskState.DUE), (TaskKind.WEIGHT, TaskState.OLD),
]  # fmt: skip


def test_h10_the_most_urgent_comes_first() -> None:
    places = [urgency(Task(kind=kind, state=state, about="x", since=DAY_1, says="X.")) for kind, state in ORDER]
    emergency, today, routine = (urgency_of_call(call) for call in (Call.EMERGENCY, Call.TODAY, Call.ROUTINE))
    assert places == sorted(places)
    assert emergency < today < places[0]
    assert places[4] < routine < places[5]


def test_h13_a_publication_in_doubt_comes_after_a_screening_and_before_a_finding() -> None:
    def place(kind: TaskKind) -> int:
        return urgency(Task(kind=kind, state=TaskState.TOLD, about="it", since=day(1), says="It."))

    assert place(TaskKind.SCREENING) < urgency_of_evidence() < place(TaskKind.FINDING)
