"""H10: an alarm that is lost: not asked, incomplete, told when no check-in is due, read by nobody."""

from typing import Final

from tests.hazards.control import Control, Edit, control

CONTROLS: Final[tuple[Control, ...]] = (
    control(
        10,
        "No protocol leaves a locked alarm out",
        (
            "protocols/checkpoints/alarm.py",
            "        if carried is None:\n            raise AlarmWeakened",
            "        if carried is None:\n            continue\n            raise AlarmWeakened",
        ),
        "checkpoints/test_checkpoint.py::test_h10_no_alarm_may_be_left_out",
    ),
    control(
        10,
        "… or makes one weaker",
        (
            "protocols/checkpoints/alarm.py",
            "if call_strength(call_of(carried.level)) < call_strength(call_of(locked.level)):",
            "if call_strength(call_of(carried.level)) < 0:",
        ),
        "checkpoints/test_checkpoint.py::test_h10_no_alarm_may_be_weakened",
    ),
    Control(
        10,
        "An alarm counts however incomplete the form is, and whatever the protocol's rules say",
        (
            Edit(
                "protocols/plans/check_in.py",
                "    if raised(told, keys):\n        return True\n",
                "",
            ),
            Edit(
                "protocols/plans/considering.py",
                'yield true(f"{ALARM_PREFIX}{alarm.key}", DoseOutcome.STOP, call_of(alarm.level)',
                'yield true(f"{ALARM_PREFIX}{alarm.key}", DoseOutcome.HOLD, Call.NONE',
            ),
        ),
        ("hazards/test_alarms.py::test_h10_an_alarm_stops_whatever_else_was_left_out",),
    ),
    control(
        10,
        "The form of a check-in holds every alarm",
        (
            "protocols/plans/asking.py",
            "asked=each.asked) for each in text.alarms)",
            "asked=each.asked) for each in ())",
        ),
        "plans/test_asking.py::test_h10_it_holds_every_question_in_its_words",
    ),
    control(
        10,
        "A locked alarm is asked in the locked words",
        (
            "protocols/checkpoints/alarm.py",
            "        if not asks_as_much(locked, carried):",
            "        if not asks_as_much(locked, carried) and not carried.asked:",
        ),
        "spec/test_locked_alarms.py::test_h10_a_locked_alarm_is_asked_in_the_locked_words",
        "spec/test_locked_alarms.py::test_h10_no_locked_alarm_is_asked_for_less",
    ),
    control(
        10,
        "Alarms that were not asked hold",
        (
            "protocols/plans/case.py",
            "    alarms = not_asked(case.check_in.alarms, alarm_keys(case.protocol))",
            "    alarms: tuple[str, ...] = ()",
        ),
        "hazards/test_alarms.py::test_h10_alarms_that_were_not_asked_are_said_to_be_missing",
    ),
    control(
        10,
        "An alarm is told on any day, in any state of the plan",
        (
            "protocols/plans/reporting.py",
            "    if alarms:\n        return ending",
            "    if alarms and not going:\n        return ending",
        ),
        "plans/test_reports.py::test_h10_each_locked_alarm_stops_on_any_day",
        "http/test_reports.py::test_h10_an_alarm_is_reported_on_any_day_and_stops_the_plan",
    ),
    control(
        10,
        "… also of a plan that is over",
        (
            "protocols/plans/reporting.py",
            "    call, because = _called(told, alarms)",
            "    call, because = _called(told, alarms if phase_on(head, today) in LIVE else ())",
        ),
        "http/test_reports.py::test_h10_an_alarm_is_taken_after_the_plan_is_over",
    ),
    control(
        10,
        "A call is listed until a named person closes it",
        ("api/store/open_calls.py", "        if call.event not in known:", "        if call.event in known:"),
        "http/test_reports.py::test_h10_a_call_stays_in_the_list_until_a_named_person_closes_it",
    ),
    control(
        10,
        "A call that nobody closes comes up again",
        ("protocols/plans/coming_up.py", "passed = max(0, (now - opened_at) // period)", "passed = 0"),
        "http/test_reports.py::test_h10_a_call_that_nobody_closes_comes_up_again",
    ),
    control(
        10,
        "Nothing is resumed while an urgent call is open",
        (
            "protocols/plans/open_calls.py",
            "return any(is_urgent(call.call) for call in head.calls)",
            "return False",
        ),
        "http/test_adjustments.py::test_h10_nothing_resumes_while_somebody_must_still_be_called",
    ),
    control(
        10,
        "The answer to an alarm holds the words to say",
        (
            "protocols/plans/spoken.py",
            '*_at_once(made, emergency_number or "the emergency number"),',
            "",
        ),
        "http/test_aftermath.py::test_h10_the_words_of_an_emergency_hold_the_practices_number",
    ),
    control(
        10,
        "Fever around chemotherapy rings the chemotherapy line first: in words",
        (
            "protocols/plans/ringing.py",
            "return found.pop() if len(found) == 1 else None",
            "return None",
        ),
        "spec/test_first_call.py::test_h10_who_is_rung_first",
        "http/test_first_call.py::test_h10_a_fever_at_a_check_in_rings_the_chemotherapy_line_first",
    ),
    control(
        10,
        "… and first in the box",
        (
            "protocols/handouts/daily_of.py",
            "first=tuple(alarm.first_call.line for alarm in protocol.alarms if alarm.first_call is not None),",
            "first=(),",
        ),
        "handouts/test_daily.py::test_h10_chemotherapy_puts_its_own_line_first_and_the_date_it_assumes",
    ),
    control(
        10,
        "Nobody is rung before the ambulance for a locked emergency",
        (
            "protocols/checkpoints/alarm.py",
            "if locked.level is AlarmLevel.EMERGENCY and carried.first_call is not None:",
            "if not by_key:",
        ),
        "spec/test_first_call.py::test_h10_for_a_locked_emergency_nobody_is_rung_before_the_ambulance",
    ),
    control(
        10,
        "Every locked alarm stands in the stop-and-call box",
        ("protocols/handouts/wording.py", '    "your chest hurts or feels tight",\n', ""),
        "hazards/test_alarms.py::test_h10_h14_each_locked_alarm_stands_in_the_box_in_fixed_words",
        "handouts/test_daily.py::test_h10_h14_the_stop_box_is_whole_on_every_sheet",
    ),
    control(
        10,
        "The service says that nobody watches it day and night",
        ("api/app.py", "This service is not watched day and night.", ""),
        "hazards/test_alarms.py::test_h10_the_document_says_that_nobody_watches_day_and_night",
    ),
    control(
        10,
        "What an assistant records leaves the call about it open",
        (
            "protocols/plans/who_may.py",
            "return who is not None and who.capacity is Capacity.PRACTITIONER",
            "return who is not None",
        ),
        "plans/test_who_may.py::test_h10_what_answers_a_call_closes_it_in_a_practitioner_s_name_alone",
        "http/test_who_may.py::test_h10_an_assistant_records_what_was_asked_and_a_practitioner_closes_the_call",
    ),
    control(
        10,
        "… and whoever is signed in is that person, and nobody else",
        (
            "protocols/plans/person.py",
            "staff.signed_in is not None and who not in {None, staff.signed_in}",
            "staff.signed_in is not None and who == staff.responsible is None",
        ),
        "plans/test_who_may.py::test_h10_an_assistant_who_is_signed_in_borrows_no_name",
        "http/test_signed_in.py::test_h10_an_assistant_s_check_in_proposes_only",
    ),
    control(
        10,
        "… also where no name is given",
        (
            "protocols/plans/person.py",
            "who or staff.signed_in or staff.responsible",
            "who or staff.responsible",
        ),
        "plans/test_who_may.py::test_h10_an_assistant_who_is_signed_in_borrows_no_name",
        "http/test_signed_in.py::test_h10_an_assistant_s_check_in_proposes_only",
    ),
    control(
        10,
        "An alarm or a bad event told of an old plan stops or pauses the one that is taken",
        (
            "protocols/plans/telling.py",
            "report=passed_on(protocol, told, done)",
            "report=None",
        ),
        "http/test_told_elsewhere.py::test_h10_an_alarm_told_of_an_old_plan_stops_the_one_that_is_taken",
        "http/test_told_elsewhere.py::test_h10_an_adverse_event_of_an_old_plan_does_the_same_to_the_one_that_is_taken",
        "http/test_told_elsewhere.py::test_h10_what_becomes_graver_is_heard_then",
    ),
    control(
        10,
        "… also at the late look at the old plan's end",
        ("protocols/plans/telling.py", "report=passed_on_from(protocol, made)", "report=None"),
        "http/test_told_elsewhere.py::test_h10_an_alarm_at_a_late_look_at_the_end_stops_the_plan_after_it",
        "http/test_told_elsewhere.py::test_h9_h10_what_is_told_of_the_person_at_a_late_look_reaches_the_plan_after_it",
    ),
    control(
        10,
        "A death ends every plan of the client for good, without a word to the client",
        (
            "protocols/plans/reporting.py",
            "    if is_death(told.adverse_event):\n        return ending(",
            "    if is_death(told.adverse_event) and not going:\n        return ending(",
        ),
        "plans/test_reports.py::test_h10_a_death_ends_the_plan_for_good_and_nothing_is_said_to_the_client",
        "http/test_told_elsewhere.py::test_h10_a_death_ends_every_plan_and_withdraws_the_sheets_without_a_word",
    ),
    control(
        10,
        "No plan begins while an urgent call about the client is open",
        ("api/routes/plans.py", "call_open=open_calls.urgent(tx, client_id)", "call_open=False"),
        "http/test_told_elsewhere.py::"
        "test_h10_no_plan_begins_and_none_goes_on_while_an_urgent_call_about_the_client_is_open",
    ),
    control(
        10,
        "… and none rises or goes on while one about another plan is",
        (
            "api/opened.py",
            "return with_call_elsewhere(opened.head, opened.today) if elsewhere else opened.head",
            "return opened.head",
        ),
        "http/test_told_elsewhere.py::"
        "test_h10_no_plan_begins_and_none_goes_on_while_an_urgent_call_about_the_client_is_open",
        "http/test_told_elsewhere.py::test_h10_nothing_rises_in_one_plan_while_a_call_about_another_is_open",
    ),
    control(
        10,
        "Nothing rises beside an urgent call that the same check-in opens, and what was about to rise stays",
        ("protocols/plans/decide.py", "found = (*found, *calling_now(case, found))", "found = (*found,)"),
        "spec/test_rise_and_call.py::test_h10_no_item_rises_beside_the_call_that_another_opens",
        "spec/test_rise_and_call.py::test_h10_a_call_takes_back_the_rise_of_another_item_that_has_not_begun",
    ),
    control(
        10,
        "… nor in the client's other plans, whatever their substance",
        ("api/told_elsewhere.py", "(about, (_of_a_call,))", "(about, ())"),
        "http/test_told_elsewhere.py::test_h10_an_urgent_call_takes_back_a_rise_of_another_plan",
        "http/test_told_elsewhere.py::test_h10_the_call_about_a_recall_takes_back_a_rise_of_another_plan",
        "http/test_told_of_the_person.py::test_h10_a_call_that_opens_in_another_plan_takes_back_the_rise_of_a_third",
    ),
    control(
        10,
        "A stop for an alarm or a pregnancy that no practitioner made calls one",
        (
            "protocols/plans/who_may.py",
            "frozenset({StopReason.ALARM, StopReason.PREGNANCY})",
            "frozenset[StopReason]()",
        ),
        "http/test_who_may.py::test_h10_a_stop_that_no_practitioner_made_calls_one_today",
    ),
    control(
        10,
        "What is known later of an adverse event stops, pauses and calls where it is graver",
        ("protocols/plans/reporting.py", "    if is_graver(before.record, known):\n", "    if not known:\n"),
        "spec/test_follow_ups.py::test_h10_what_is_graver_does_what_a_first_report_does",
        "spec/test_follow_ups.py::test_h10_a_plan_that_is_over_calls_about_what_is_graver_and_gives_no_dose",
        "http/test_reports.py::test_h10_what_is_graver_stops_again_and_calls",
    ),
    control(
        10,
        "… judged by all that is known of it",
        (
            "protocols/plans/reporting.py",
            "return reporting(protocol, head, replace(told, adverse_event=known), alarms, today)",
            "return reporting(protocol, head, told, alarms, today)",
        ),
        "spec/test_follow_ups.py::test_h10_what_made_it_serious_need_not_be_said_again",
    ),
    control(
        10,
        "What tells an alarm or takes a dose away is carried out whatever the quota of the key",
        ("api/admission.py", "    if not within and not spared:\n", "    if not within:\n"),
        "http/test_rate_limit.py::test_h10_an_alarm_is_never_told_to_come_back_later",
        "http/test_rate_limit.py::test_h10_what_takes_a_dose_away_is_never_told_to_come_back_later",
    ),
)
