"""H8 and H9: what was missed at the start, and what comes up later."""

from typing import Final

from tests.hazards.control import Control, control

CONTROLS: Final[tuple[Control, ...]] = (
    control(
        8,
        "Unknown is not no",
        (
            "protocols/plans/raising.py",
            ', YesNoUnknown.UNKNOWN: "Not known, and unknown is not no."',
            "",
        ),
        "plans/test_screening.py::test_h8_an_answer_leads_to",
    ),
    control(
        8,
        "Every question is answered",
        (
            "protocols/plans/screening.py",
            "    if missing:\n        raise ScreeningMissing",
            "    if missing and not asked:\n        raise ScreeningMissing",
        ),
        "plans/test_screening.py::test_h8_a_screening_with_gaps",
    ),
    control(
        8,
        "What excludes refuses",
        (
            "protocols/plans/screening.py",
            "if caution.action is Action.EXCLUDE and caution.key in standing:",
            "if caution.action is Action.EXCLUDE and not standing:",
        ),
        "plans/test_screening.py::test_h8_an_answer_leads_to",
    ),
    control(
        8,
        "What asks for a reason refuses without one",
        ("protocols/plans/screening.py", "    if unreasoned:\n", "    if unreasoned and not asking:\n"),
        "plans/test_screening.py::test_h8_an_answer_leads_to",
    ),
    control(
        8,
        "What stands on the record counts, whatever is answered",
        (
            "protocols/plans/raising.py",
            "if caution.key in examined.recorded_cautions:",
            "if not caution.key:",
        ),
        "plans/test_screening.py::test_h8_what_stands_on_the_record_counts_whatever_is_answered",
    ),
    control(
        8,
        "A slip in what is written to the record is refused",
        ("api/routes/clients.py", "    if set(keys) - set(before):", "    if not keys:"),
        "http/test_recorded_cautions.py::test_h8_a_slip_in_a_key_is_refused_and_writes_nothing",
    ),
    control(
        8,
        "An eGFR is judged as a number, whatever is answered",
        (
            "protocols/plans/raising.py",
            "return _told(samples.get(trigger.measure), least, trigger.below)",
            "return None",
        ),
        "spec/test_kidney.py::test_h8_an_egfr_is_judged_by_its_number_though_every_answer_was_no",
        "http/test_kidney.py::test_h8_no_plan_starts",
    ),
    control(
        8,
        "From 65 years and from 0.5 g per kg on, nothing starts without a recent eGFR or a reason",
        ("protocols/plans/raising.py", "return _not_known(trigger, examined)", "return None"),
        "spec/test_kidney.py::test_h8_from_65_on_an_egfr_of_the_last_12_months_is_needed",
        "spec/test_kidney.py::test_h8_from_half_a_gram_per_kg_on_an_egfr_is_needed_at_any_age",
    ),
    control(
        8,
        "No band of a laboratory value leaves a gap below another",
        (
            "protocols/authoring/value_bands.py",
            "if _strongest(worse) < _strongest(better):",
            "if not better:",
        ),
        "authoring/test_value_bands.py::test_h8_bands_of_one_value",
    ),
    control(
        8,
        "An allergy that was reported stands on the record",
        (
            "protocols/plans/telling.py",
            "passed_on(protocol, told, done), records=done.records)",
            "passed_on(protocol, told, done), records=())",
        ),
        "http/test_reports.py::test_h8_an_allergy_that_was_reported_stands_on_the_record",
    ),
    control(
        8,
        "… and so does one that a screening tells, whatever act it came with",
        (
            "protocols/plans/telling.py",
            "records=tuple(key for key in yes if key in lasting)",
            "records=()",
        ),
        "plans/test_telling.py::test_h8_h9_what_a_screening_tells",
        "http/test_told_of_the_person.py::test_h8_an_allergy_told_with_a_screening_stands_on_the_record",
    ),
    control(
        8,
        "Every protocol asks about alarm features that nobody has looked into",
        (
            "protocols/library/published/glutamine-start-low.1.json",
            '"key":"alarm-features-unassessed"',
            '"key":"nothing-in-particular"',
        ),
        "hazards/test_screening.py::test_h8_each_built_in_protocol_asks_every_question_of_the_table",
    ),
    control(
        8,
        "A caution is taken off the record by a practitioner",
        (
            "protocols/plans/taken_off.py",
            'who = answering(staff, said.by, "/by")',
            'who = named(staff, said.by, "/by")',
        ),
        "plans/test_taken_off.py::test_h8_who_changes_a_record",
        "http/test_record_changes.py::test_h8_a_caution_is_taken_off_the_record_by_a_practitioner",
    ),
    control(
        8,
        "… and with a reason",
        (
            "protocols/plans/taken_off.py",
            "    if said.reason is None:\n",
            "    if said.reason is None and not who:\n",
        ),
        "plans/test_taken_off.py::test_h8_who_changes_a_record",
        "http/test_record_changes.py::test_h8_a_caution_is_taken_off_the_record_with_a_reason",
    ),
    control(
        8,
        "What the record said before is kept, with who changed it and why",
        ("api/store/clients.py", "    if was != record:\n", "    if was is record:\n"),
        "http/test_record_changes.py::test_h8_every_change_of_a_record_is_listed_oldest_first",
    ),
    control(
        9,
        "Each change since the last check-in leads at least to its outcome",
        (
            "protocols/plans/considering.py",
            'yield true(f"{CHANGE_PREFIX}{change.key}", change.dose, change.call, change.says)',
            'yield true(f"{CHANGE_PREFIX}{change.key}", DoseOutcome.ADVANCE, Call.NONE, change.says)',
        ),
        "plans/test_decisions.py::test_h9_every_change_leads_at_least_to_its_outcome",
    ),
    control(
        9,
        "Changes that were not asked hold",
        (
            "protocols/plans/case.py",
            "    changes = not_asked(case.check_in.changes, CHANGE_KEYS)",
            "    changes: tuple[str, ...] = ()",
        ),
        "plans/test_decisions.py::test_h9_h10_alarms_or_changes_that_were_not_asked_hold",
    ),
    control(
        9,
        "After a change nothing rises until somebody has looked",
        ("protocols/plans/open_calls.py", "return is_call_open(head) or bool(changed)", "return is_call_open(head)"),
        "plans/test_decisions.py::test_h9_after_a_change_nothing_rises_until_it_was_answered",
    ),
    control(
        9,
        "A closed call about a medicine, a diagnosis, a product or a weight is no screening, and records nothing",
        (
            "protocols/plans/unanswered.py",
            "{key: day for key in _WAITS if told_yes(told, key)}",
            "{key: day for key in () if told_yes(told, key)}",
        ),
        "plans/test_decisions.py::test_h9_after_a_change_nothing_rises_until_it_was_answered",
    ),
    control(
        9,
        "Pregnancy ends a plan for good",
        (
            "protocols/checkpoints/change.py",
            'so this plan ends here.",\n        final=True',
            'so this plan ends here.",\n        final=False',
        ),
        "plans/test_decisions.py::test_h9_a_final_stop_ends_the_plan",
    ),
    control(
        9,
        "… also where it is told with the screening",
        ("protocols/plans/excluded_again.py", "ended_by(told, today)", "ended_by((), today)"),
        "plans/test_asked_again.py::test_h9_what_is_final_is_final_when_the_screening_is_asked_again",
    ),
    control(
        9,
        "… before all that the same act is refused or paused for, and whatever act it is",
        (
            "protocols/plans/adjust.py",
            "done = _excluded(protocol, head, act, party, today) or _done(",
            "done = _done(",
        ),
        "plans/test_asked_again.py::test_h9_a_pregnancy_ends_the_plan_for_good_whatever_else_is_told",
        "plans/test_asked_again.py::test_h9_a_pregnancy_told_with_another_act_is_not_refused_with_it",
        "http/test_screened.py::test_h9_a_pregnancy_told_with_an_extension_ends_the_plan",
    ),
    control(
        9,
        "No dose is given again, by a start or any act, after a screening from before what another plan was told",
        (
            "protocols/plans/still_screened.py",
            "since = (head.screened.on, head.unscreened_since, live.told_on)",
            "since = (head.screened.on, head.unscreened_since)",
        ),
        "plans/test_elsewhere.py::test_h9_no_dose_is_given_again_by_a_screening_from_before_what_another_plan_was_told",
        "http/test_told_of_the_person.py::"
        "test_h9_no_plan_comes_back_with_a_screening_from_before_what_another_was_told",
    ),
    control(
        9,
        "A laboratory value that excludes or needs a reason does so in every live plan of the client, wherever told",
        (
            "protocols/plans/heard_elsewhere.py",
            "known = samples(protocol, readable, known_values(head), today)",
            "known = samples(protocol, {}, known_values(head), today)",
        ),
        "plans/test_heard_elsewhere.py::test_h9_a_value_told_elsewhere_does_what_it_does_here",
        "http/test_told_of_the_person.py::test_h9_a_value_that_excludes_reaches_the_other_plan",
    ),
    control(
        9,
        "What changed about the person reaches every live plan of the client, wherever it was told",
        (
            "protocols/plans/passed_on.py",
            "changes = raised(check_in.changes, SCREENED_AFTER)",
            "changes = ()",
        ),
        "plans/test_told_elsewhere.py::test_h9_h10_what_a_check_in_tells_of_the_person_is_passed_on",
        "plans/test_told_elsewhere.py::test_h9_what_is_about_the_person_reaches_every_plan",
        "http/test_told_elsewhere.py::test_h9_h10_what_is_told_of_the_person_at_a_late_look_reaches_the_plan_after_it",
    ),
    control(
        9,
        "… also with the reason of a stop",
        ("protocols/plans/telling.py", "if why in _CHANGED else None", "if not _CHANGED else None"),
        "plans/test_telling.py::test_h9_what_the_reason_of_a_stop_tells",
        "http/test_told_of_the_person.py::test_h9_what_a_stop_says_of_the_person_reaches_the_other_plan",
    ),
    control(
        9,
        "… and every caution that a screening answers with yes",
        ("api/told_elsewhere.py", "about.told.cautions, other.today)", "(), other.today)"),
        "http/test_told_of_the_person.py::test_h9_what_a_screening_tells_reaches_the_other_plan",
        "http/test_told_of_the_person.py::test_h9_a_caution_told_at_a_start_is_looked_at_in_the_plan_that_is_taken",
    ),
    control(
        9,
        "A laboratory value told with a screening is judged by the rules about it",
        (
            "protocols/plans/adjust.py",
            "done = with_values_judged(protocol, head, act.screening.laboratory, done, today)",
            "pass",
        ),
        "spec/test_screened_values.py::test_h9_an_egfr_told_with_a_screening_is_compared_with_the_baseline",
        "spec/test_screened_values.py::test_h9_a_value_that_stops_comes_before_the_act_it_was_told_with",
    ),
    control(
        9,
        "The record is looked at also in a plan that holds too much with other products",
        (
            "protocols/plans/examining.py",
            "declared = () if passes_a_ceiling(doses.items, head.declared) else head.declared",
            "declared = head.declared",
        ),
        "plans/test_record_changed.py::test_h9_too_much_with_other_products_is_nothing_that_the_record_says",
    ),
    control(
        9,
        "A new weight with too low a body mass index is a new caution",
        ("protocols/plans/weigh.py", "BmiBelow | DailyDoseAbove", "DailyDoseAbove"),
        "plans/test_weighing.py::test_h9_a_body_mass_index_that_falls_below_18_5_is_a_new_caution",
    ),
    control(
        9,
        "… also one that a check-in tells",
        ("protocols/plans/limits.py", "    if case.light:\n", "    if not case:\n"),
        "plans/test_weighing.py::test_h9_a_weight_of_a_check_in_raises_what_it_raises_by_name",
    ),
    control(
        9,
        "After any change the reasons against cautions are looked at again",
        ("protocols/plans/decide.py", "    if told_changes(case):\n", "    if told_changes(case) and not head:\n"),
        "spec/test_tasks.py::test_h9_any_change_told_at_a_check_in_asks_for_it_at_once",
    ),
    control(
        9,
        "What held for a laboratory value does not rise before it is repeated",
        ("protocols/plans/limits.py", "    yield from _to_repeat(case)\n", ""),
        "spec/test_laboratory.py::test_h9_what_held_for_a_value_does_not_rise_before_it_is_repeated",
    ),
    control(
        9,
        "After a hospital stay the screening is asked again",
        (
            "protocols/checkpoints/change.py",
            "        back_to_entry=True,\n        screen_first=True,",
            "        back_to_entry=True,\n        screen_first=False,",
        ),
        "spec/test_coming_back.py::test_h9_a_change",
    ),
    control(
        9,
        "After an illness it goes on after 48 hours well",
        ("protocols/plans/steer.py", "        not_before=_well_on(case, changes),\n", ""),
        "spec/test_coming_back.py::test_h9_an_illness_is_paused_until_48_hours_well",
    ),
    control(
        9,
        "A changed record is looked at in every live plan at once",
        ("api/recorded.py", "    if done is None:", "    if done is None or done.sentence:"),
        "http/test_record_changes.py::test_h9_every_live_plan_of_the_client_is_looked_at_again",
    ),
    control(
        9,
        "A newer eGFR is judged when the screening is asked again",
        (
            "protocols/plans/asked_again.py",
            "known = samples(protocol, screening.laboratory, known_values(head), today)",
            "known = samples(protocol, {}, known_values(head), today)",
        ),
        "spec/test_kidney.py::test_h9_a_newer_value_is_judged_when_the_screening_is_asked_again",
    ),
    control(
        9,
        "… also where it was told at a check-in",
        (
            "protocols/plans/told_values.py",
            "return newest(head.screened.laboratory, head.results)",
            "return head.screened.laboratory",
        ),
        "spec/test_kidney.py::test_h9_a_value_told_at_a_check_in_counts_when_the_screening_is_asked_again",
    ),
    control(
        9,
        "An eGFR told at a check-in is judged by the cautions at once",
        (
            "protocols/plans/considering.py",
            "*_changes(case), *_cautions(case), *limits(case)",
            "*_changes(case), *limits(case)",
        ),
        "spec/test_kidney.py::test_h9_an_egfr_told_at_a_check_in_needs_a_reason_as_one_told_at_the_start",
        "http/test_kidney.py::test_h9_a_value_told_before_the_first_dose_waits_for_a_reason_like_one_told_at_the_start",
    ),
    control(
        9,
        "What held for a value waits for a newer sample",
        ("protocols/plans/newer_samples.py", "if day != case.head.sampled.get(key)", "if day"),
        "spec/test_laboratory.py::test_h9_a_repeat_is_from_a_newer_sample_than_the_one_that_held",
    ),
    control(
        9,
        "A good value that was void leaves the low one before it",
        (
            "protocols/plans/void.py",
            "return cautioned or Adjusting(",
            "return Adjusting(",
        ),
        "spec/test_kidney.py::test_h9_without_a_good_value_that_was_void_the_low_one_before_it_asks_for_a_reason",
    ),
    control(
        9,
        "What needs a reason pauses until there is one",
        (
            "protocols/plans/record_changed.py",
            "    if pauses:\n        waiting",
            "    if pauses and not going:\n        waiting",
        ),
        "spec/test_kidney.py::test_h9_without_a_good_value_that_was_void_the_low_one_before_it_asks_for_a_reason",
    ),
    control(
        9,
        "Before a rise passes a line the screening is asked in full",
        (
            "protocols/plans/before_a_line.py",
            "    elif lines:\n        says",
            "    elif lines and not case:\n        says",
        ),
        "spec/test_lines.py::test_h9_a_rise_past_a_line_waits_for_the_screening",
    ),
    control(
        9,
        "No act by name raises past a line without the screening in full",
        (
            "protocols/plans/passing.py",
            "    if lines and effect.screened is None and not all(",
            "    if not lines and effect.screened is None and not all(",
        ),
        "spec/test_lines.py::test_h9_a_step_is_not_set_past_a_line_before_it",
    ),
    control(
        9,
        "Before a line the tests that a caution asks for are told",
        (
            "protocols/plans/lines.py",
            "    unknown = tuple(key for key in before.measures if key not in known)",
            "    unknown = tuple(key for key in before.measures if key not in before.measures)",
        ),
        "spec/test_values_first.py::test_h9_nothing_passes_14_g_before_the_liver_tests",
    ),
    control(
        8,
        "A first dose past a line waits for values within the rules",
        (
            "protocols/plans/limits.py",
            "    return tuple(key for key in before_the_first_dose(case.protocol, case.head) if key in first)",
            "    return tuple(key for key in before_the_first_dose(case.protocol, case.head) if key in ())",
        ),
        "spec/test_values_first.py::test_h8_a_first_dose_past_the_line_waits_for_values_within_the_rules",
        "spec/test_values_first.py::test_h8_whatever_check_in_tells_them",
    ),
    control(
        9,
        "A caution that comes up takes back a rise that has not begun",
        (
            "protocols/plans/taken_back.py",
            "    if not tracks or lacks is None:",
            "    if tracks or lacks is None:",
        ),
        "spec/test_values_first.py::test_h9_a_caution_that_comes_up_takes_back_a_rise_that_has_not_begun",
    ),
    control(
        8,
        "The first dose waits for the tests that a caution brings to the start",
        (
            "protocols/plans/lines.py",
            "        for key in (*_at_the_start(caution, laboratory), *_before_lines_below(caution, start.body, most))",
            "        for key in _before_lines_below(caution, start.body, most)",
        ),
        "spec/test_values_first.py::test_h8_the_first_dose_waits_for_what_a_caution_brings_to_the_start",
    ),
    control(
        9,
        "After a change of the record the screening is asked in full before anything rises",
        ("protocols/plans/record_changed.py", "screening_due=True", "screening_due=False"),
        "spec/test_changed_record.py::test_h9_a_check_in_raises_nothing_before_the_screening_was_asked",
        "spec/test_changed_record.py::test_h9_it_is_due_until_it_was_asked_in_full",
        "http/test_record_changes.py::test_h9_any_other_change_asks_the_screening_in_full",
    ),
    control(
        9,
        "… also by name",
        (
            "protocols/plans/still_screened.py",
            "    if due is not None:\n",
            "    if due is not None and not pointer:\n",
        ),
        "spec/test_changed_record.py::test_h9_no_act_raises_before_it_was_asked",
        "spec/test_changed_record.py::test_h9_a_pause_ends_with_the_screening_in_full",
    ),
    control(
        9,
        "… and takes back a rise that has not begun",
        (
            "protocols/plans/record_changed.py",
            "rises = rising(head, effect.day)",
            "rises = rising(head, effect.day)[:0]",
        ),
        "spec/test_changed_record.py::test_h9_a_rise_that_has_not_begun_is_taken_back",
    ),
    control(
        9,
        "A start and a comeback take no screening from before the last change of the record",
        (
            "api/opened.py",
            "changed_on=None if changed is None else changed.astimezone(ZoneInfo(time_zone)).date(),",
            "changed_on=None,",
        ),
        "http/test_record_changes.py::test_h9_a_start_asks_the_screening_after_the_last_change_of_the_record",
        "http/test_record_changes.py::"
        "test_h9_a_plan_that_was_stopped_comes_back_after_a_screening_that_knows_the_record",
    ),
    control(
        9,
        "A value that another text cannot read is told again before the plan goes over to it",
        (
            "protocols/plans/told_anew.py",
            "if told is None or (told.taken_on or date.min) < (known.taken_on or date.min):",
            "if known is None:",
        ),
        "spec/test_meant_otherwise.py::test_h9_a_value_that_the_new_text_cannot_read_is_told_again",
    ),
)
