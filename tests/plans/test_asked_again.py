"""When the screening is asked again, in full: every row of the rule, and for how long the last one counts."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.outcome import Call
from protocols.dosing.quantity import Unit, grams_per_day, of
from protocols.plans.adjusting import NewScreeningNeeded
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decide import PlanOver
from protocols.plans.effect import Ended, StopReason
from protocols.plans.event import RecordChanged, Voided
from protocols.plans.migrate import Migration, migrate
from protocols.plans.record_changed import record_changed
from protocols.plans.screened_on import ScreeningOutOfTime
from protocols.plans.screening import (
    AgreementNeeded,
    Excluded,
    Override,
    QuestionsChanged,
    Screening,
    ScreeningMissing,
)
from protocols.plans.snapshot import Declared, Pinned
from protocols.plans.still_screened import screened_until
from protocols.plans.void import Void, void
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import (
    ADULT,
    DAY,
    DAY_1,
    NONE,
    PARTY,
    REASON,
    Walk,
    begin,
    body,
    pinned,
    reasons,
    stamp,
    walk,
    walk_on,
    wish,
    yes,
)
from tests.spec.protocols import PAIN, end, item, look, protocol, step

START_LOW: Final = PROTOCOLS["glutamine-start-low"]
ALL_NO: Final = Screening(confirmed_none=True)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


# --- every trigger asks in full, after what triggered it


def starts(screening: Screening | None) -> None:
    """A new plan, today being day 10."""
    begin(START_LOW, replace(wish(START_LOW, day(10)), screening=screening or Screening()), day(10))


def resumes(plan: Walk, on: int) -> Callable[[Screening | None], None]:
    def go(screening: Screening | None) -> None:
        plan.adjust(day(on), "resume", screening=screening)

    return go


def stopped() -> Callable[[Screening | None], None]:
    """Stopped on day 8 at the client's wish."""
    plan = walk()
    plan.adjust(day(8), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    return resumes(plan, 10)


def long_off() -> Callable[[Screening | None], None]:
    """Paused by name on day 2, so that day 17 is the first after 15 days without a dose."""
    plan = walk()
    plan.adjust(day(2), "pause")
    return resumes(plan, 18)


def told_off() -> Callable[[Screening | None], None]:
    """Told on day 17 that nothing was taken for 16 days."""
    plan = walk()
    plan.check_in(replace(plan.well(day(17), None), off_days=16))
    return resumes(plan, 18)


def hospital() -> Callable[[Screening | None], None]:
    """Told on day 8 of a stay in hospital, during a pause since day 3."""
    plan = walk()
    plan.adjust(day(3), "pause")
    plan.check_in(CheckIn(on=day(8), alarms=NONE, changes=yes("hospital")))
    plan.adjust(day(8), "close_call", call=plan.head.calls[-1].event)
    return resumes(plan, 10)


def second(text: Protocol) -> tuple[Protocol, Pinned]:
    return text, replace(pinned(text), number=2)


def goes_over() -> Callable[[Screening | None], None]:
    """A new medicine was told on day 8, and on day 10 the plan goes over to another revision."""
    plan = walk()
    plan.check_in(CheckIn(on=day(8), alarms=NONE, changes=yes("new_medicine")))

    def go(screening: Screening | None) -> None:
        wished = Migration(reason=REASON, screening=screening, overrides=reasons(START_LOW))
        migrate(second(START_LOW), (plan.protocol, plan.head), wished, PARTY, day(10))

    return go


def record() -> Callable[[Screening | None], None]:
    """A caution that asks for a reason came on the record on day 8."""
    plan = walk()
    person = replace(ADULT, recorded_cautions=("moderate-renal-impairment",))
    done = record_changed(plan.protocol, plan.head, (ADULT, person), day(8))
    assert done is not None
    plan.events.append(RecordChanged(stamp=stamp(2, day(8)), sentence=done.sentence, effect=done.effect))

    def go(screening: Screening | None) -> None:
        plan.adjust(day(10), "resume", screening=screening, overrides=reasons(START_LOW, day(10)))

    return go


def past_the_line() -> Callable[[Screening | None], None]:
    """A weight of day 8 for which 20 g a day pass half a gram per kilogram."""
    twenty = item("alpha", step("a1", "10"), step("a2", "20", (28, 28, 28)), entry="a2", substance=_GLUTAMINE)
    text = protocol(twenty, checkpoints=(look("tolerance", PAIN), end(PAIN, 28)))
    plan = walk_on(text, of_body=body("41", "145"))
    plan.adjust(day(8), "weigh", weight=of("39.5", Unit.KILOGRAM))

    def go(screening: Screening | None) -> None:
        plan.adjust(day(10), "resume", screening=screening, overrides=reasons(text, day(10)))

    return go


_GLUTAMINE: Final = START_LOW.items[0].substance  # type: ignore[union-attr]

# what makes it necessary, the code without any screening, the last day that is too early to have asked
TRIGGERS: list[tuple[str, Callable[[], Callable[[Screening | None], None]], str, int]] = [
    ("h8 new plan", lambda: starts, "screening_missing", 10 - 91),
    ("h9 resume after a stop", stopped, "new_screening_needed", 7),
    ("h9 more than 14 days without a dose", long_off, "new_screening_needed", 16),
    ("h9 more than 14 days told", told_off, "new_screening_needed", 16),
    ("h9 hospital during a pause", hospital, "new_screening_needed", 7),
    ("h9 migration", goes_over, "new_screening_needed", 7),
    ("h9 the client's record", record, "new_screening_needed", 7),
    ("h9 a dose past the line", past_the_line, "new_screening_needed", 7),
]
NAMED: Final = pytest.mark.parametrize(
    ("happens", "code", "too_early"), [row[1:] for row in TRIGGERS], ids=[row[0] for row in TRIGGERS]
)
Happens = Callable[[], Callable[[Screening | None], None]]


@NAMED
def test_h8_h9_nothing_goes_on_without_it(happens: Happens, code: str, too_early: int) -> None:
    with pytest.raises(Refusal) as refused:
        happens()(None)
    assert (refused.value.code, refused.value.pointer) == (code, "/screening")


@NAMED
def test_h8_h9_it_is_asked_in_full(happens: Happens, code: str, too_early: int) -> None:
    with pytest.raises(ScreeningMissing, match="Not asked: "):
        happens()(Screening(answers={"pregnancy": YesNoUnknown.NO}))


@NAMED
def test_h8_h9_the_revision_s_own_questions_are_asked(happens: Happens, code: str, too_early: int) -> None:
    with pytest.raises(QuestionsChanged) as refused:
        happens()(replace(ALL_NO, questions="older"))
    assert refused.value.pointer == "/screening/questions"


@NAMED
def test_h8_h9_it_is_asked_after_what_made_it_necessary(happens: Happens, code: str, too_early: int) -> None:
    with pytest.raises(ScreeningOutOfTime) as refused:
        happens()(replace(ALL_NO, on=day(too_early)))
    assert refused.value.pointer == "/screening/on"
    happens()(replace(ALL_NO, on=day(too_early + 1)))


def test_no_screening_is_older_than_the_one_that_it_follows() -> None:
    plan = walk()
    plan.adjust(day(5), "rescreen", screening=ALL_NO)
    with pytest.raises(ScreeningOutOfTime):
        plan.adjust(day(6), "rescreen", screening=replace(ALL_NO, on=day(4)))
    plan.adjust(day(6), "rescreen", screening=replace(ALL_NO, on=day(5)))
    assert plan.head.screened.on == day(5)


# --- 90 days


def slow() -> Walk:
    """A plan that is looked at once in half a year: 5 g, 10 g in the reach of it."""
    steps = (step("a0", "2", (7, 300, 300)), step("a1", "5", (7, 300, 300)), step("a2", "10", (7, 300, 300)))
    looks = (look("tolerance", PAIN, 180, steps=("a0", "a1")), end(PAIN, 300, steps=("a2",)))
    text = protocol(item("alpha", *steps, entry="a1", settled_days=28), checkpoints=looks, limit=400)
    return walk_on(text)


def check_in(plan: Walk, number: int, **fields: Any) -> None:
    """On this day nothing has changed, but for what is said."""
    plan.check_in(replace(CheckIn(on=day(number), alarms=NONE, changes=NONE), **fields))


def check_in_late(plan: Walk, number: int, entered: int) -> None:
    plan.check_in(CheckIn(on=day(number), alarms=NONE, changes=NONE), day(entered))


def earlier_after_later(plan: Walk) -> None:
    check_in(plan, 60)
    check_in_late(plan, 50, 61)


def rescreen(plan: Walk, number: int, **fields: Any) -> None:
    plan.adjust(day(number), "rescreen", screening=replace(ALL_NO, **fields))


NO: Final = YesNoUnknown.NO
ONE_LEFT_OUT: Final = Told(answers={"pregnancy": NO})
ONE_UNKNOWN: Final = Told(
    answers={
        **dict.fromkeys(
            ("new_medicine", "new_diagnosis", "trying_or_breastfeeding", "hospital", "ill_now", "weight_changed"), NO
        ),
        "pregnancy": NO,
        "product_changed": YesNoUnknown.UNKNOWN,
    }
)

# what happens before, the last day on which the screening of day 1 counts
REFRESHED: list[tuple[str, Callable[[Walk], None], int]] = [
    ("nothing", lambda _: None, 91),
    ("a check-in without a change", lambda plan: check_in(plan, 60), 150),
    ("one that is entered later", lambda plan: check_in_late(plan, 60, 70), 150),
    ("an earlier one told after it", earlier_after_later, 150),
    ("changes not asked", lambda plan: check_in(plan, 60, changes=None), 91),
    ("one change not asked", lambda plan: check_in(plan, 60, changes=ONE_LEFT_OUT), 91),
    ("one change unknown", lambda plan: check_in(plan, 60, changes=ONE_UNKNOWN), 91),
    ("a change", lambda plan: told_and_weighed(plan, 60), 91),
    ("a new screening", lambda plan: rescreen(plan, 60), 150),
    ("a new screening of a day before", lambda plan: rescreen(plan, 60, on=day(58)), 148),
    ("a check-in after it ran out", lambda plan: check_in(plan, 100), 190),
    ("a check-in that was void", lambda plan: voided(plan, 60), 91),
]


def told_and_weighed(plan: Walk, number: int) -> None:
    check_in(plan, number, changes=yes("weight_changed"))
    plan.adjust(day(number), "weigh", weight=of("70", Unit.KILOGRAM))


def voided(plan: Walk, number: int) -> None:
    check_in(plan, number)
    act = Void(reason="That was about somebody else.")
    done = void(plan.protocol, plan.events, len(plan.events), act, day(number))
    seq = len(plan.events)
    plan.events.append(
        Voided(
            stamp=stamp(seq + 1, day(number)), voids=seq, reason=act.reason, sentence=done.sentence, effect=done.effect
        )
    )


@pytest.mark.parametrize(("happens", "last"), [row[1:] for row in REFRESHED], ids=[row[0] for row in REFRESHED])
def test_for_how_long_it_counts(happens: Callable[[Walk], None], last: int) -> None:
    plan = slow()
    happens(plan)
    assert screened_until(plan.head) == day(last)
    with pytest.raises(NewScreeningNeeded, match="Ask it again"):
        plan.adjust(day(last + 1), "set_step", step="a2")
    plan.adjust(day(last), "set_step", step="a2")
    assert plan.dose(day(last + 1)) == 10


# an act on the day after the screening ran out, its fields, where it is refused or None
RESTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("set_step", {"step": "a2"}, "/kind"),
    ("set_step", {"step": "a0"}, None),
    ("settle", {}, "/kind"),
    ("pause", {}, None),
    ("stop", {"stop_reason": StopReason.CLIENTS_CHOICE}, None),
    ("weigh", {"weight": of("70", Unit.KILOGRAM)}, None),
    ("rescreen", {"screening": ALL_NO}, None),
    ("complete", {}, None),
    ("entered_in_error", {}, None),
]


@pytest.mark.parametrize(("kind", "fields", "pointer"), RESTS)
def test_h9_what_rests_on_it_is_refused_once_it_has_run_out(
    kind: str, fields: dict[str, Any], pointer: str | None
) -> None:
    plan = slow()
    if pointer is None:
        plan.adjust(day(92), kind, **fields)
        return
    with pytest.raises(NewScreeningNeeded) as refused:
        plan.adjust(day(92), kind, **fields)
    assert refused.value.pointer == pointer
    rescreen(plan, 92)
    plan.adjust(day(92), kind, **fields)


def test_h9_a_short_pause_over_its_last_day_ends_with_a_new_screening() -> None:
    for number, refused in ((91, False), (92, True)):
        plan = slow()
        plan.adjust(day(89), "pause")
        if refused:
            with pytest.raises(NewScreeningNeeded) as caught:
                plan.adjust(day(number), "resume")
            assert caught.value.pointer == "/screening"
        plan.adjust(day(number), "resume", **({"screening": ALL_NO} if refused else {}))
        assert plan.dose(day(number)) == 5


def test_a_check_in_that_advances_refreshes_it_by_itself() -> None:
    plan = slow()
    decision = plan.look(day(180))
    assert (decision.dose.value, plan.dose(day(181)), screened_until(plan.head)) == ("advance", 10, day(270))


def test_a_check_in_that_asks_no_changes_neither_advances_nor_refreshes() -> None:
    plan = slow()
    decision = plan.check_in(replace(plan.well(day(180)), changes=None))
    assert (decision.dose.value, screened_until(plan.head)) == ("hold", day(91))


# the screening, in days from the act; the start, in days from it
COUNTS: list[tuple[int, int, bool]] = [
    (0, 0, True),
    (-90, 0, True),
    (-91, 0, False),
    (-90, -30, True),
    (-91, -30, False),
    (-60, 30, True),
    (-61, 30, False),
    (1, 0, False),
    (1, 10, False),
]


@pytest.mark.parametrize(("asked", "start", "counts"), COUNTS)
def test_h8_it_counts_on_the_day_of_the_start_and_on_that_of_the_act(asked: int, start: int, counts: bool) -> None:
    wanted = wish(START_LOW, DAY_1 + DAY * start)
    wanted = replace(wanted, screening=replace(ALL_NO, on=DAY_1 + DAY * asked))
    if counts:
        assert begin(START_LOW, wanted, DAY_1).screened.on == DAY_1 + DAY * asked
        return
    with pytest.raises(ScreeningOutOfTime) as refused:
        begin(START_LOW, wanted, DAY_1)
    assert refused.value.pointer == "/screening/on"


CHEMO: Final = PROTOCOLS["glutamine-chemotherapy"]


@pytest.mark.parametrize(("days", "counts"), [(0, True), (90, True), (91, False), (-1, False)])
def test_an_agreement_counts_as_long_as_a_screening(days: int, counts: bool) -> None:
    wanted = wish(CHEMO, agreed_on=DAY_1 - DAY * days)
    if counts:
        assert begin(CHEMO, wanted, DAY_1).start_on == DAY_1
        return
    with pytest.raises(AgreementNeeded) as refused:
        begin(CHEMO, wanted, DAY_1)
    assert refused.value.pointer == "/overrides"


# --- a yes that ends a plan for good ends it for good also where it is told with the screening

# what was answered yes, the reason of the end, whether it is final, who is called because of what
TOLD_AGAIN = [
    ("pregnancy", StopReason.PREGNANCY, True, [(Call.TODAY, ("record-pregnancy",))]),
    ("hypersensitivity", StopReason.NEW_CAUTION, True, [(Call.TODAY, ("record-hypersensitivity",))]),
    ("acute-abdomen", StopReason.NEW_CAUTION, False, []),
]


@pytest.mark.parametrize(("caution", "reason", "final", "calls"), TOLD_AGAIN, ids=[each[0] for each in TOLD_AGAIN])
def test_h9_what_is_final_is_final_when_the_screening_is_asked_again(
    caution: str, reason: StopReason, final: bool, calls: list[tuple[Call, tuple[str, ...]]]
) -> None:
    plan = walk()
    answers = plan.head.screened.answers | {caution: YesNoUnknown.YES}
    plan.adjust(day(3), "rescreen", screening=Screening(answers=answers))
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (reason, final)
    assert [(each.call, each.because) for each in plan.head.calls] == calls
    back = {"screening": ALL_NO, "overrides": reasons(START_LOW, day(5))}
    if final:
        with pytest.raises(PlanOver):
            plan.adjust(day(5), "resume", **back)
    else:
        plan.adjust(day(5), "resume", **back)
        assert plan.dose(day(5)) == 5


# --- … whatever else the same screening brings, and whatever act it came with

PREGNANT: Final = YesNoUnknown.YES
TUB: Final = (Declared(substance="l-glutamine", name="Tub", daily=grams_per_day("35")),)
SHORT: Final = (Override(caution="mania-bipolar", reason="short"),)

# what else was answered yes, what else the act holds
BESIDES: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("too much with another product", ("other-glutamine-source",), {"declared": TUB}),
    ("another product without its amount", ("other-glutamine-source",), {}),
    ("a reason that is lacking", ("mania-bipolar",), {}),
    ("a reason that says nothing", ("mania-bipolar",), {"overrides": SHORT}),
    ("questions that were left out", (), {"screening": Screening(answers={"pregnancy": PREGNANT})}),
]


@pytest.mark.parametrize(("also", "fields"), [row[1:] for row in BESIDES], ids=[row[0] for row in BESIDES])
def test_h9_a_pregnancy_ends_the_plan_for_good_whatever_else_is_told(
    also: tuple[str, ...], fields: dict[str, Any]
) -> None:
    plan = walk()
    answers = plan.head.screened.answers | dict.fromkeys(("pregnancy", *also), YesNoUnknown.YES)
    plan.adjust(day(3), "rescreen", **{"screening": Screening(answers=answers)} | fields)
    check_ended_for_pregnancy(plan, day(3))


def check_ended_for_pregnancy(plan: Walk, on: date) -> None:
    """For good from the day on, and a practitioner calls today."""
    ended, call = plan.head.ended, plan.head.calls[-1]
    assert ended == Ended(on=on, reason=StopReason.PREGNANCY, final=True)
    assert (call.call, call.because) == (Call.TODAY, ("record-pregnancy",))
    assert plan.dose(on) == 0


def paused_by_name() -> Walk:
    plan = walk()
    plan.adjust(day(2), "pause")
    return plan


def with_a_call() -> Walk:
    """A severe symptom stopped the plan, and nobody has called yet."""
    plan = walk()
    plan.look(day(7), nausea=10)
    return plan


def goes_on_to_its_end() -> Walk:
    return walk("glutamine-pi-ibs-d")


# the plan, the act, its other fields
OTHER_ACTS: list[tuple[str, Callable[[], Walk], dict[str, Any]]] = [
    ("extend", goes_on_to_its_end, {"until": day(80)}),
    ("extend", walk, {"until": day(80)}),
    ("resume", paused_by_name, {}),
    ("resume", walk, {}),
]


@pytest.mark.parametrize(("kind", "begins", "fields"), OTHER_ACTS)
def test_h9_a_pregnancy_told_with_another_act_is_not_refused_with_it(
    kind: str, begins: Callable[[], Walk], fields: dict[str, Any]
) -> None:
    plan = begins()
    asked = Screening(answers=plan.head.screened.answers | {"pregnancy": PREGNANT})
    done = plan.adjust(day(8), kind, screening=asked, **fields)
    check_ended_for_pregnancy(plan, day(8))
    assert done.sentence.startswith("Stopped at once. Pregnancy")


def test_h9_a_pregnancy_told_with_a_resume_makes_the_end_of_a_stopped_plan_final() -> None:
    plan = with_a_call()
    assert plan.head.ended is not None
    was = plan.head.ended
    asked = Screening(answers=plan.head.screened.answers | {"pregnancy": PREGNANT})
    plan.adjust(day(8), "resume", screening=asked)
    assert plan.head.ended == replace(was, final=True)
    assert [each.because for each in plan.head.calls][1:] == [("record-pregnancy",)]
    # What is final already does not become so again.
    with pytest.raises(PlanOver):
        plan.adjust(day(9), "resume", screening=asked)


def test_what_excludes_for_now_leaves_a_stopped_plan_as_it_was() -> None:
    plan = with_a_call()
    plan.adjust(day(7), "close_call", call=plan.head.calls[0].event)
    asked = Screening(answers=plan.head.screened.answers | {"acute-abdomen": YesNoUnknown.YES})
    with pytest.raises(Excluded):
        plan.adjust(day(8), "resume", screening=asked, overrides=reasons(START_LOW, day(8)))


def test_h9_a_pregnancy_told_while_going_over_says_what_records_it() -> None:
    plan = walk()
    asked = Screening(answers=plan.head.screened.answers | {"pregnancy": PREGNANT})
    with pytest.raises(Excluded, match=r"Nothing of this is recorded, .* tell it with `rescreen`, which stops it"):
        migrate(
            second(START_LOW), (plan.protocol, plan.head), Migration(reason=REASON, screening=asked), PARTY, day(10)
        )
