"""H9: what a change to the client's record does to a plan that is under way."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.checkpoints.outcome import Call
from protocols.dosing.quantity import grams_per_day
from protocols.plans.effect import StopReason
from protocols.plans.event import RecordChanged, Started
from protocols.plans.person import Person
from protocols.plans.position import LIVE, Phase
from protocols.plans.record_changed import record_changed, renamed
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared
from tests.plans.walking import ADULT, DAY, DAY_1, Walk, begin, stamp, walk, wish


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def change(
    plan: Walk, on: date, *cautions: str, born: date = ADULT.birth_date, before: tuple[str, ...] = ()
) -> str | None:
    """The sentence of what the record does on the day, appended to the log; None where it does nothing."""
    was, person = replace(ADULT, recorded_cautions=before), Person(birth_date=born, recorded_cautions=cautions)
    done = record_changed(plan.protocol, plan.head, (was, person), on)
    if done is None:
        return None
    event = RecordChanged(stamp=stamp(len(plan.events) + 1, on), sentence=done.sentence, effect=done.effect)
    plan.events.append(event)
    return done.sentence


# caution on the record, phase, reason and finality of the end, the call
CAUTIONS = [
    ("hypersensitivity", Phase.STOPPED, StopReason.NEW_CAUTION, True, Call.TODAY),
    ("pregnancy", Phase.STOPPED, StopReason.PREGNANCY, True, Call.TODAY),
    ("severe-renal-impairment", Phase.STOPPED, StopReason.NEW_CAUTION, False, Call.TODAY),
    ("moderate-renal-impairment", Phase.PAUSED, None, False, Call.ROUTINE),
]


@pytest.mark.parametrize(("caution", "phase", "reason", "final", "call"), CAUTIONS, ids=[row[0] for row in CAUTIONS])
def test_h9_what_excludes_stops_and_what_needs_a_reason_pauses(
    caution: str, phase: Phase, reason: StopReason | None, final: bool, call: Call
) -> None:
    plan = walk()
    says = change(plan, day(3), caution)
    assert says is not None
    assert says.startswith("Stopped at once. " if reason else "Paused at once until the screening was asked again")
    assert (plan.at(day(3)).phase, plan.dose(day(2)), plan.dose(day(3))) == (phase, 5, 0)
    assert [(each.call, each.because) for each in plan.head.calls] == [(call, (f"record-{caution}",))]
    ended = plan.head.ended
    assert (None if ended is None else (ended.reason, ended.final)) == (None if reason is None else (reason, final))


def test_h9_what_only_tells_changes_no_dose() -> None:
    plan = walk()
    says = change(plan, day(3), "liver-risk")
    assert says is not None
    assert says.startswith("Goes on. The client's record changed: ask the screening questions in full, ")
    assert " To be known: " in says
    assert (plan.dose(day(3)), plan.head.calls) == (5, ())
    assert "liver-risk" in {each.caution for each in plan.head.screened.raised}


def test_h9_an_age_that_was_wrong_counts_too() -> None:
    plan = walk()
    assert change(plan, day(3), born=date(2015, 4, 2)) is not None
    assert plan.at(day(3)).phase is Phase.STOPPED


def test_a_stop_outranks_a_pause_and_both_are_named() -> None:
    plan = walk()
    change(plan, day(3), "moderate-renal-impairment", "pregnancy")
    assert plan.head.calls[0].because == ("record-pregnancy", "record-moderate-renal-impairment")
    assert plan.at(day(3)).phase is Phase.STOPPED


def test_what_is_known_already_does_nothing_again() -> None:
    plan, kidney = walk(), "moderate-renal-impairment"
    assert change(plan, day(3)) is None
    assert change(plan, day(3), kidney) is not None
    assert change(plan, day(4), kidney, before=(kidney,)) is None
    assert change(plan, day(4), "msg-sensitivity", kidney, before=(kidney, "msg-sensitivity")) is None
    assert plan.at(day(4)).phase is Phase.PAUSED


def test_what_is_gone_from_the_record_lifts_nothing() -> None:
    plan, kidney = walk(), "moderate-renal-impairment"
    change(plan, day(3), kidney)
    assert change(plan, day(4), before=(kidney,)) is not None
    assert plan.at(day(4)).phase is Phase.PAUSED
    assert kidney in {each.caution for each in plan.head.screened.raised}


def test_a_rise_that_was_decided_is_taken_back() -> None:
    plan = walk()
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    change(plan, day(7), "moderate-renal-impairment")
    plan.events.append(replace(plan.events[-1], stamp=stamp(len(plan.events) + 1, day(7))))
    assert plan.dose(day(8)) == 0
    assert plan.at(day(7)).phase in LIVE


def test_a_product_that_is_not_taken_any_more_is_not_counted() -> None:
    """With 20 g a day of another product the plan reaches 35 g; since the screening was asked again it is 15 g."""
    shake = Declared(substance="l-glutamine", name="Shake", daily=grams_per_day("20"))
    plan = walk()
    snapshot = begin(plan.protocol, replace(wish(plan.protocol), declared=(shake,)), DAY_1)
    plan.events = [Started(stamp=stamp(1, DAY_1), snapshot=snapshot)]
    assert "dose-above-30" in {each.caution for each in snapshot.screened.raised}
    plan.adjust(day(2), "rescreen", screening=Screening(confirmed_none=True), declared=())
    says = change(plan, day(3), "liver-risk")
    assert says is not None
    assert says.startswith("Goes on. ")
    assert plan.dose(day(3)) == 5


def test_h9_the_age_is_that_of_the_day_on_which_the_record_is_looked_at() -> None:
    """64 years old on day 1 and 65 on day 3: from then on an eGFR is asked for."""
    plan, born = walk(), date(1961, 11, 25)
    change(plan, day(2), born=born)
    assert plan.at(day(2)).phase is Phase.TITRATING
    change(plan, day(3), "msg-sensitivity", born=born)
    assert "moderate-renal-impairment" in {each.caution for each in plan.head.screened.raised}
    assert plan.at(day(3)).phase is Phase.PAUSED


def test_h1_another_name_does_nothing_to_the_plan_but_to_its_sheets() -> None:
    plan = walk()
    plan.look(day(7))
    done = renamed(None, day(7))
    assert done.sentence == "Sheets from before carry another name, birth date or reference than the record does now."
    before = plan.head
    noted = RecordChanged(stamp=stamp(3, day(7)), sentence=done.sentence, effect=done.effect, renamed=True)
    plan.events.append(noted)
    assert plan.head == replace(before, seq=3)


def test_h1_h9_another_birth_date_does_both_and_says_both() -> None:
    plan = walk()
    people = (ADULT, replace(ADULT, birth_date=date(1987, 4, 2)))
    done = record_changed(plan.protocol, plan.head, people, day(3))
    assert done is not None
    both = renamed(done, day(3))
    assert both.effect == done.effect
    assert both.sentence == f"{done.sentence} {renamed(None, day(3)).sentence}"


def over_the_ceiling() -> Walk:
    """With 35 g a day of another product, told with a screening, the plan waits for less of it."""
    plan = walk()
    tub = Declared(substance="l-glutamine", name="Tub", daily=grams_per_day("35"))
    plan.adjust(day(2), "rescreen", screening=Screening(confirmed_none=True), declared=(tub,))
    assert plan.at(day(2)).phase is Phase.PAUSED
    return plan


@pytest.mark.parametrize(("caution", "phase", "reason", "final", "call"), CAUTIONS, ids=[row[0] for row in CAUTIONS])
def test_h9_the_record_is_looked_at_also_where_the_plan_holds_too_much(
    caution: str, phase: Phase, reason: StopReason | None, final: bool, call: Call
) -> None:
    plan = over_the_ceiling()
    assert change(plan, day(3), caution) is not None
    assert plan.at(day(3)).phase is phase
    assert [(each.call, each.because) for each in plan.head.calls] == [(call, (f"record-{caution}",))]
    ended = plan.head.ended
    assert (None if ended is None else (ended.reason, ended.final)) == (None if reason is None else (reason, final))


def test_h9_too_much_with_other_products_is_nothing_that_the_record_says() -> None:
    plan = over_the_ceiling()
    says = change(plan, day(3), "liver-risk")
    assert says is not None
    assert says.startswith("Goes on. ")
    assert (plan.at(day(3)).phase, plan.head.calls) == (Phase.PAUSED, ())
