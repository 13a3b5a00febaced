"""The summary holds all that the record holds of a plan, and nothing else."""

from collections.abc import Callable
from datetime import date

import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.checkpoints.alarm import LOCKED
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Unit, of
from protocols.evidence.doubt import Doubt
from protocols.evidence.work import WorkStatus
from protocols.handouts.dose_shown import DoseChange, DoseShown
from protocols.handouts.summary import Summary
from protocols.handouts.summary_of import ENTERED_IN_ERROR
from protocols.handouts.told import AnswerTold, SaidYes
from protocols.plans.adverse_event import AdverseEvent, EventSeverity
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn
from protocols.plans.decision import BenefitSeen
from protocols.plans.effect import StopReason
from protocols.plans.entering import Entered
from protocols.plans.fold import LogBroken
from protocols.plans.past import past
from protocols.plans.position import Phase
from protocols.plans.report import Report
from protocols.plans.screening import Screening
from tests.handouts.summing import day, summed, tell, void_it
from tests.handouts.test_daily import CLINIC, SAM
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.test_end import near_the_end
from tests.plans.test_nothing_to_swallow import WALKING
from tests.plans.test_record_changed import change
from tests.plans.walking import ADA, DAY, DAY_1, REASON, Walk, reasons, walk, walk_on, yes
from tests.spec.test_kidney import UNIT, egfr, plan_of, started
from tests.spec.test_laboratory import result, with_results
from tests.spec.test_watching import KIDNEY, LIVER, overridden, screened


def full() -> Walk:
    """A plan to which nearly everything has happened."""
    plan = walk(today=DAY_1 - DAY)
    plan.look(DAY_1 - DAY, "baseline", abdominal_pain=2)
    plan.look(day(7), abdominal_pain=2)
    plan.look(day(14), abdominal_pain=6)
    plan.check_in(replace(plan.well(day(16), None), off_days=2, note="Away for a weekend."))
    void_it(plan, 4, day(17))
    plan.adjust(day(18), "acknowledge", about="dose-above-osl")
    plan.check_in(CheckIn(on=day(20), changes=yes("new_medicine")))
    plan.adjust(day(21), "close_call", call=8)
    tell(plan, Report(on=day(22), alarms=("fever",), note="By phone.", entered_by="client"), day(22))
    tell(
        plan,
        Report(on=day(23), adverse_event=AdverseEvent(what="Cramps", onset=day(8), severity=EventSeverity.MILD)),
        day(23),
    )
    return plan


def grams(dose: DoseShown) -> str | None:
    return None if dose.daily is None else str(dose.daily.value)


def moved(found: DoseChange) -> tuple[str | None, str | None, date]:
    return grams(found.before), grams(found.after), found.from_day


def numbers(found: Summary) -> set[int]:
    """The events that stand in one of the lists of what happened."""
    return {each.event for told in (found.decisions, found.acts, found.reports, found.corrections) for each in told}


def test_every_event_stands_in_it_once() -> None:
    plan = full()
    found = summed(plan, day(24))
    many = [len(each) for each in (found.decisions, found.acts, found.reports, found.corrections)]
    assert numbers(found) == set(range(2, len(plan.events) + 1))
    assert sum(many) == len(plan.events) - 1
    assert (found.event, found.client, found.practice, found.made_on) == (len(plan.events), SAM, CLINIC, day(24))


def test_nothing_stands_in_it_that_has_not_happened() -> None:
    plan = full()
    for many in range(1, len(plan.events)):
        found = summed(Walk(plan.protocol, plan.events[:many]), day(30))
        assert max(numbers(found), default=1) == many
    empty = summed(walk(), DAY_1 - DAY)
    happened = (empty.decisions, empty.acts, empty.course, empty.taken, empty.reports, empty.calls, empty.corrections)
    assert {*happened, empty.sheets, empty.overrides, empty.notice} == {()}


def test_a_decision_is_told_with_its_answers_reasons_and_arithmetic() -> None:
    _, rise, fall, *_ = summed(full(), day(24)).decisions
    assert (rise.on, rise.decided_on, rise.checkpoint) == (day(7), day(7), "How you get on with this dose")
    assert (rise.by.practitioner, rise.entered, rise.voided_by) == (ADA, Entered.PRACTITIONER, None)
    pain = next(each for each in rise.answers if each.measure == "abdominal_pain")
    assert (pain.label, pain.value) == ("Stomach or belly pain", 2)
    assert (rise.dose.value, rise.call.value) == ("advance", "none")
    assert [each.key for each in rise.because] == ["clear"]
    assert moved(rise.doses[0]) == ("5", "10", day(8))
    assert rise.doses[0].after.worked_out == ("5 + 5 = 10 g a day",)
    assert (fall.dose.value, moved(fall.doses[0]), fall.voided_by) == ("step_back", ("10", "5", day(14)), 6)
    assert [each.key for each in fall.because] == ["moderate"]
    assert all(each.says and each.says != each.key for each in (*rise.because, *fall.because))


def test_h15_what_the_end_says_about_the_benefit_is_told() -> None:
    plan = near_the_end(abdominal_pain=5)
    made = plan.look(day(56), "end", abdominal_pain=3)
    told = summed(plan, day(56)).decisions[-1]
    assert told.benefit is not None
    assert (told.benefit, told.benefit.seen) == (made.benefit, BenefitSeen.NO_CLEAR_BENEFIT)


def test_what_was_missing_and_what_was_answered_yes_are_told_in_their_words() -> None:
    told = summed(full(), day(24)).decisions[-1]
    assert [(each.key, each.asked) for each in told.changes] == [
        ("new_medicine", "A new or changed medicine or supplement?")
    ]
    assert told.missing[0] == "alarms"
    assert (told.checkpoint, told.timing.value) == (None, "unscheduled")
    assert [each.key for each in told.call_because] == ["change-new_medicine"]


def test_a_result_is_told_as_the_laboratory_reported_it() -> None:
    plan = overridden("glutamine-start-low", LIVER)
    told = {"alt": result("alt", "0.12", "0.04", unit="kU/L", taken_on=day(6))}
    plan.check_in(with_results(plan.well(day(7)), told))
    (alt,) = (each for each in summed(plan, day(7)).decisions[0].answers if each.measure == "alt")
    assert (alt.value, alt.unit, alt.upper_limit, alt.taken_on) == (
        DecimalString("0.12"),
        "kU/L",
        DecimalString("0.04"),
        day(6),
    )


def test_what_the_plan_asked_for_and_what_was_taken() -> None:
    found = summed(full(), day(24))
    assert [(each.since, each.until, grams(each.dose), each.phase.value) for each in found.course] == [
        (DAY_1, day(7), "5", "titrating"),
        (day(8), day(13), "10", "titrating"),
        (day(14), day(21), "5", "titrating"),
        (day(22), day(24), None, "stopped"),
    ]
    assert [(each.event, each.days_taken, each.off_days, each.voided) for each in found.taken] == [
        (3, 7, None, False),
        (4, 7, None, True),
        (5, None, 2, False),
    ]
    assert found.taken[-1].note == "Away for a weekend."


def test_the_days_are_those_that_were_known_then_and_not_what_is_known_now() -> None:
    """A stop that is taken back later was a stop on its days."""
    plan = walk("glutamine-pi-ibs-d")
    plan.adjust(day(3), "stop", stop_reason=StopReason.CLIENTS_CHOICE)
    plan.adjust(day(5), "resume", screening=screened(plan.protocol))
    found = summed(plan, day(6))
    assert [(each.since, each.until, grams(each.dose)) for each in found.course] == [
        (DAY_1, day(2), "15"),
        (day(3), day(4), None),
        (day(5), day(6), "15"),
    ]
    assert [moved(each.doses[0]) for each in found.acts] == [("15", None, day(3)), (None, "15", day(5))]
    assert [each.event for each in found.screenings] == [1, 3]


def test_what_a_plan_in_error_asked_for_stays_told() -> None:
    """Somebody may have taken it."""
    plan = walk()
    plan.adjust(day(4), "entered_in_error")
    assert [(each.until, grams(each.dose), each.phase.value) for each in summed(plan, day(5)).course] == [
        (day(3), "5", "titrating"),
        (day(5), None, "entered_in_error"),
    ]


def test_a_start_in_the_past_has_its_days_as_it_began() -> None:
    found = summed(walk(start_on=DAY_1 - DAY * 6, today=DAY_1), DAY_1)
    assert [(each.since, each.until) for each in found.course] == [(DAY_1 - DAY * 6, DAY_1)]


def test_an_act_is_told_with_its_reason_and_the_doses_that_it_changed() -> None:
    plan = walk("glutamine-crohn-remission")
    plan.look(DAY_1, "baseline")
    plan.adjust(day(3), "weigh", weight=of("67", Unit.KILOGRAM))
    plan.adjust(day(4), "weigh", weight=of("58", Unit.KILOGRAM), loss_was_planned=True, confirmed=True)
    plan.adjust(day(5), "pause", on=day(9))
    _, lighter, later = summed(plan, day(5)).acts
    assert (lighter.kind, lighter.reason, lighter.by.practitioner) == ("weigh", REASON, ADA)
    assert [moved(each) for each in lighter.doses] == [("31", "29", day(4))]
    assert lighter.doses[0].after.worked_out[-1] == "10 + 10 + 9 = 29 g a day"
    assert [moved(each) for each in later.doses] == [("29", None, day(9))]
    assert [body.weight for body in summed(plan, day(5)).bodies] == [
        of("70", Unit.KILOGRAM),
        of("67", Unit.KILOGRAM),
        of("58", Unit.KILOGRAM),
    ]


def test_the_screening_is_told_question_by_question() -> None:
    plan = overridden("glutamine-start-low", KIDNEY)
    (asked,) = summed(plan, DAY_1).screenings
    assert (asked.event, asked.on, asked.by, asked.questions) == (1, DAY_1, ADA, plan.head.screened.questions)
    yes_to = [each for each in asked.answers if each.answer is YesNoUnknown.YES]
    assert [each.caution for each in yes_to] == [KIDNEY]
    assert yes_to[0].question == next(
        trigger.question  # type: ignore[union-attr]
        for caution in plan.protocol.cautions
        if caution.key == KIDNEY
        for trigger in caution.triggers
        if trigger.__struct_config__.tag == "asked"
    )
    assert len(asked.answers) == len(plan.head.screened.answers)
    assert asked.not_needed == plan.head.screened.not_needed != ()


def test_a_value_that_was_told_with_the_screening_is_told_with_its_unit_and_its_day() -> None:
    plan = plan_of(started(egfr("81", DAY_1 - DAY * 20)))
    (asked,) = summed(plan, DAY_1).screenings
    assert asked.laboratory == (
        AnswerTold(
            measure="egfr",
            label="Estimated GFR (CKD-EPI 2021, creatinine)",
            value=DecimalString(81),
            unit=UNIT,
            taken_on=DAY_1 - DAY * 20,
        ),
    )
    (nothing_told,) = summed(walk(), DAY_1).screenings
    assert nothing_told.laboratory == ()


def test_an_override_is_told_with_who_why_and_what_it_brings() -> None:
    plan = overridden("glutamine-start-low", LIVER)
    (found,) = summed(plan, DAY_1).overrides
    assert (found.caution, found.because, found.reason, found.by) == (LIVER, "Answered yes.", REASON, ADA)
    assert [(each.name, each.role) for each in found.agreed_by] == [("Dr. Lin", "consultant")]
    assert found.review is not None
    assert (found.on, found.review.next_on, found.stands) == (DAY_1, DAY_1 + DAY * 30, True)
    assert found.brings is not None
    assert [(set(each.measures), each.baseline, each.each_step) for each in found.watches] == [
        ({"Ammonia in plasma", "Alanine aminotransferase (ALT)", "Aspartate aminotransferase (AST)"}, True, True)
    ]


def test_a_reason_that_was_looked_at_again_says_so_and_one_that_fell_away_does_not_stand() -> None:
    plan = overridden("glutamine-start-low", KIDNEY)
    plan.adjust(day(3), "review_override", caution=KIDNEY)
    (found,) = summed(plan, day(3)).overrides
    assert found.review is not None
    assert (found.review.by, found.review.on, found.review.next_on) == (ADA, day(3), day(33))
    plan.adjust(day(4), "rescreen", screening=screened(plan.protocol, LIVER), overrides=reasons(plan.protocol))
    old, new = summed(plan, day(4)).overrides
    assert (old.caution, old.stands, old.review) == (KIDNEY, False, None)
    assert (new.caution, new.stands, new.event) == (LIVER, True, 3)


def test_a_finding_is_told_with_who_has_taken_note_of_it() -> None:
    plan = walk()
    plan.adjust(day(2), "acknowledge", about="dose-above-osl")
    change(plan, day(3), "liver-risk")
    found = {each.caution: each for each in summed(plan, day(3)).findings}
    noted = found["dose-above-osl"].acknowledged
    assert noted is not None
    assert (noted.by, noted.on, found["dose-above-osl"].event) == (ADA, day(2), 1)
    assert (found["liver-risk"].event, found["liver-risk"].on, found["liver-risk"].acknowledged) == (3, day(3), None)
    plan.adjust(day(4), "rescreen", screening=screened(plan.protocol))
    again = {each.caution: each for each in summed(plan, day(4)).findings}
    assert (again["liver-risk"].stands, again["dose-above-osl"].stands) == (False, True)
    assert again["dose-above-osl"].acknowledged == noted


def test_h13_a_publication_in_doubt_is_told_with_what_rests_on_it_and_who_has_seen_it() -> None:
    """A claim never stands without what was said of its source; what the text does not rest on is left out."""
    plan = walk()
    plan.adjust(day(2), "acknowledge_evidence", work="heyland-2013", status=WorkStatus.CONCERN)
    said = {
        "heyland-2013": WorkStatus.CONCERN,
        "not-cited-here": WorkStatus.RETRACTED,
        "rao-2012": WorkStatus.RETRACTED,
    }
    doubts = [Doubt(work=key, title="A trial", status=status, since=day(1)) for key, status in said.items()]
    seen, unseen = summed(plan, day(3), doubts=doubts).doubts
    assert (seen.work, seen.status, seen.since, len(seen.claims)) == ("heyland-2013", WorkStatus.CONCERN, day(1), 1)
    assert seen.acknowledged is not None
    assert (seen.acknowledged.by, seen.acknowledged.on) == (ADA, day(2))
    assert (unseen.work, unseen.acknowledged) == ("rao-2012", None)
    assert summed(plan, day(3)).doubts == ()


def test_who_took_note_of_what_fell_away_is_still_told() -> None:
    plan = walk()
    change(plan, day(3), "liver-risk")
    plan.adjust(day(3), "acknowledge", about="liver-risk")
    plan.adjust(day(4), "rescreen", screening=screened(plan.protocol))
    found = next(each for each in summed(plan, day(4)).findings if each.caution == "liver-risk")
    assert (found.stands, found.acknowledged is not None) == (False, True)


def test_a_change_of_the_record_asks_no_screening_and_is_an_act_of_nobody_s() -> None:
    plan = walk()
    change(plan, day(3), "hypersensitivity")
    found = summed(plan, day(3))
    assert [each.event for each in found.screenings] == [1]
    assert [(each.kind, each.reason) for each in found.acts] == [("record_changed", None)]
    assert found.calls[0].because[0].says == found.acts[0].sentence


def test_results_that_are_awaited_are_told_until_they_are_in() -> None:
    plan = walk("glutamine-crohn-remission")
    assert [each.about for each in summed(plan, DAY_1).awaited] == list(plan.protocol.baseline_labs)
    plan.look(DAY_1, "baseline")
    assert summed(plan, DAY_1).awaited == ()


def test_reports_are_told_with_the_doses_of_then() -> None:
    alarm, event = summed(full(), day(24)).reports
    assert (alarm.on, alarm.by_client, alarm.note, alarm.call.value) == (day(22), True, "By phone.", "today")
    assert [(each.key, each.asked) for each in alarm.alarms] == [("fever", "Fever of 38.0 °C or more")]
    assert event.adverse_event is not None
    assert (event.adverse_event.what, event.by_client) == ("Cramps", False)
    assert [grams(each.dose) for each in event.doses_then] == ["10"]


def test_h10_a_locked_alarm_is_told_of_a_plan_whose_text_asks_about_none() -> None:
    plan = walk_on(replace(PROTOCOLS["glutamine-start-low"], items=(WALKING,), alarms=()))
    tell(plan, Report(on=DAY_1, alarms=("jaundice", "chest_pain")), DAY_1)
    (told,) = summed(plan, DAY_1).reports
    assert [(each.key, each.asked) for each in told.alarms] == [
        ("chest_pain", "Chest pain or tightness"),
        ("jaundice", "Yellow skin or eyes, very dark urine"),
    ]


def test_an_alarm_is_told_in_the_words_of_the_text() -> None:
    plan = walk("glutamine-chemotherapy")
    tell(plan, Report(on=DAY_1, alarms=("fever",)), DAY_1)
    own = next(each for each in plan.protocol.alarms if each.key == "fever")
    assert summed(plan, DAY_1).reports[0].alarms == (SaidYes(key="fever", asked=own.asked),)
    assert own.asked != next(each for each in LOCKED if each.key == "fever").asked


def test_an_adverse_event_that_was_followed_up_is_told_as_it_is_known_now_with_its_history() -> None:
    plan = full()
    first = plan.events[-1].stamp.seq
    later = AdverseEvent(
        what="Cramps, and hives", onset=day(15), severity=EventSeverity.MODERATE, settled=YesNoUnknown.YES
    )
    tell(plan, Report(on=day(25), adverse_event=later, follows=first, note="In a letter."), day(26))
    alarm, event = summed(plan, day(26)).reports
    assert (alarm.history, alarm.adverse_event) == ((), None)
    assert (event.event, event.on, event.adverse_event) == (first, day(23), later)
    assert [(each.event, each.on, each.told_on, each.note) for each in event.history] == [
        (first, day(23), day(23), None),
        (first + 1, day(25), day(26), "In a letter."),
    ]
    assert [each.adverse_event.what for each in event.history] == ["Cramps", "Cramps, and hives"]
    assert [each.call.value for each in event.history] == ["routine", "today"]
    assert [each.event for each in summed(full(), day(24)).reports[1].history] == [first]


def test_calls_are_told_with_who_closed_them() -> None:
    first, second, third = summed(full(), day(24)).calls
    assert (first.event, first.call.value, first.on) == (8, "routine", day(20))
    assert [each.key for each in first.because] == ["change-new_medicine"]
    assert first.closed is not None
    assert (first.closed.event, first.closed.on, first.closed.kind, first.closed.reason) == (
        9,
        day(21),
        "close_call",
        REASON,
    )
    assert first.closed.by.practitioner == ADA
    assert (second.closed, third.closed) == (None, None)
    assert second.because[0].says.startswith("Stop at once.")


def test_a_call_that_a_report_opened_is_closed_by_what_answers_it() -> None:
    plan = walk()
    plan.check_in(replace(plan.well(day(3), None), changes=yes("new_medicine")))
    plan.adjust(day(4), "rescreen", screening=screened(plan.protocol))
    (call,) = summed(plan, day(4)).calls
    assert call.closed is not None
    assert (call.closed.kind, call.closed.event) == ("rescreen", 3)


def test_a_correction_is_told_with_what_it_corrected() -> None:
    (found,) = summed(full(), day(24)).corrections
    assert (found.event, found.voids, found.check_in_on, found.on) == (6, 4, day(14), day(17))
    assert (found.reason, found.by.practitioner, found.doses) == (REASON, ADA, ())


def test_what_the_client_entered_is_told_as_the_client_s() -> None:
    plan = walk()
    plan.adjust(day(3), "pause", entered_by="client")
    plan.adjust(day(4), "resume")
    assert [each.by_client for each in summed(plan, day(4)).acts] == [True, False]


PHASES: list[tuple[str, Callable[[Walk], object], Phase]] = [
    ("not begun", lambda _: None, Phase.NOT_STARTED),
    ("paused", lambda plan: plan.adjust(day(3), "pause"), Phase.PAUSED),
    ("stopped", lambda plan: plan.adjust(day(3), "stop", stop_reason=StopReason.DIED), Phase.STOPPED),
    ("completed", lambda plan: plan.adjust(day(3), "complete"), Phase.STOPPED),
    ("in error", lambda plan: plan.adjust(day(3), "entered_in_error"), Phase.ENTERED_IN_ERROR),
]


@pytest.mark.parametrize(("_name", "happens", "phase"), PHASES, ids=[row[0] for row in PHASES])
def test_there_is_a_summary_in_every_phase(_name: str, happens: Callable[[Walk], object], phase: Phase) -> None:
    plan = walk()
    happens(plan)
    today = DAY_1 - DAY if phase is Phase.NOT_STARTED else day(4)
    found = summed(plan, today)
    assert (found.phase, found.ended is None) == (phase, phase in {Phase.NOT_STARTED, Phase.PAUSED})
    assert found.notice == ((ENTERED_IN_ERROR,) if phase is Phase.ENTERED_IN_ERROR else ())


@pytest.mark.parametrize("slug", SLUGS)
def test_long_after_its_end_a_plan_has_its_summary(slug: str) -> None:
    plan = walk(slug)
    found = summed(plan, day(400))
    assert found.course[-1].until == found.last_day
    assert wire.decode(wire.encode(found), Summary) == found


def test_a_log_that_is_empty_is_none() -> None:
    with pytest.raises(LogBroken):
        past(())


def test_a_value_that_raises_a_caution_asks_no_screening() -> None:
    plan = walk()
    plan.check_in(with_results(plan.well(day(6), None), {"egfr": result("egfr", "55")}))
    plan.check_in(with_results(plan.well(day(8), None), {"egfr": result("egfr", "61")}))
    plan.adjust(day(8), "resume", screening=Screening(confirmed_none=True))
    void_it(plan, 3, day(8))
    found = summed(plan, day(8))
    assert plan.head.screened.raised[-1].caution == KIDNEY
    assert [each.event for each in found.screenings] == [1, 4]
    assert found.decisions[0].because[-1].key == f"caution-{KIDNEY}"
