"""H11, H12 and H15: what a symptom means, what a rise rests on, and that every course ends."""

from typing import Final

from tests.hazards.control import Control, control

CONTROLS: Final[tuple[Control, ...]] = (
    control(
        11,
        "No rule waits for what can never be known",
        (
            "protocols/authoring/measuring.py",
            "        if why is not None:",
            "        if why is not None and not leaf:",
        ),
        "authoring/test_measuring.py::test_h11_a_condition_that_nothing_can_decide_is_found_in_a_rule",
    ),
    control(
        11,
        "A symptom is compared with the baseline",
        (
            "protocols/checkpoints/predicate.py",
            "return max(Decimal(0), answer - (_compared(predicate, facts) or Decimal(0)))",
            "return answer",
        ),
        "checkpoints/test_predicate.py::test_h11_what_an_answer_is_compared_with",
    ),
    control(
        11,
        "Nothing rises on a taper",
        ("protocols/plans/falls.py", "span.step in {step.key for step in item.steps[:-1]}", "bool(span.step)"),
        "spec/test_tapers.py::test_h11_on_a_taper",
    ),
    control(
        11,
        "The gate follows every answer: a worse one never leads to less",
        (
            "protocols/authoring/verify.py",
            "yield from _provable(misleading(protocol, joint), _refused(joint.place))",
            "yield from ()",
        ),
        "authoring/test_broken_rules.py::test_h11_h13_what_is_broken_is_found_and_the_engine_decides_its_counter_example_just_so",
    ),
    control(
        12,
        "Days taken mean the last 7 in every protocol",
        (
            "protocols/authoring/measuring.py",
            "        for name, own in otherwise(measure).items():",
            "        for name, own in otherwise(measure).items() if not measure.asked else ():",
        ),
        "authoring/test_measuring.py::test_h12_a_measure_that_the_engine_reads_itself_is_the_same_in_every_protocol",
    ),
    control(
        12,
        "A dose that was not taken is not raised",
        ("protocols/plans/limits.py", "ENOUGH_DAYS_TAKEN: Final = 6", "ENOUGH_DAYS_TAKEN: Final = 0"),
        "spec/test_coming_back.py::test_h12_days_taken_of_the_last_7",
    ),
    control(
        12,
        "What is told of a day before an act or a report raises nothing",
        (
            "protocols/plans/fold.py",
            "if holds or decides_a_dose(event.effect) else None",
            "if not event else None",
        ),
        "spec/test_when.py::test_h12_a_check_in_for_a_day_before_an_act_or_a_report_may_only_lower",
        "http/test_adjustments.py::test_h12_a_check_in_for_a_day_before_an_act_may_only_lower",
    ),
    control(
        12,
        "After days without a dose it goes on lower",
        (
            "protocols/plans/coming_back.py",
            "return ReEntry.STEP_LOWER if off_days <= STEP_LOWER_UNTIL else ReEntry.SCREEN_FIRST",
            "return ReEntry.SAME_STEP_OVER",
        ),
        "spec/test_coming_back.py::test_h12_whole_days_in_a_row_without_a_dose",
    ),
    control(
        12,
        "After more than 14 of them the screening comes first",
        (
            "protocols/plans/resume.py",
            "return days > STEP_LOWER_UNTIL or stopped or marked",
            "return stopped or marked",
        ),
        "http/test_adjustments.py::test_h12_after_more_than_14_days_screening_comes_first",
    ),
    control(
        12,
        "After a reaction that paused it, it goes on after so many days without symptoms",
        ("protocols/plans/steer.py", "        symptom_free=_symptom_free(case, item.because),\n", ""),
        "spec/test_coming_back.py::test_h12_after_a_moderate_reaction_it_goes_on_after_3_symptom_free_days",
        "http/test_adjustments.py::test_h12_a_resume_before_3_days_without_symptoms_is_refused",
    ),
    control(
        12,
        "After one that was reported it goes on below the step on which that began",
        (
            "protocols/plans/not_tolerated.py",
            "target = last_clear(head, track, keys, keys.index(began) if began in keys else place)",
            "target = place",
        ),
        "plans/test_reports.py::test_h12_after_a_moderate_reaction_nobody_goes_on_with_the_step_on_which_it_began",
    ),
    control(
        12,
        "A rise that was only proposed can be declined",
        (
            "protocols/plans/fold.py",
            "        return msgspec.structs.replace(head, proposal=None)\n    if isinstance(event, Adjusted)",
            "        return head\n    if isinstance(event, Adjusted)",
        ),
        "plans/test_proposed.py::test_h12_who_holds_the_present_dose_declines_what_was_proposed",
    ),
    control(
        12,
        "A rise begins on the next day at the earliest",
        (
            "protocols/plans/moving.py",
            "return max(after, least) + DAY",
            "return max(after, least)",
        ),
        "spec/test_when.py::test_h12_a_rise_takes_effect_on",
    ),
    control(
        12,
        "… and after the least days of the step",
        ("protocols/plans/moving.py", "return max(after, least) + DAY", "return after + DAY"),
        "spec/test_when.py::test_h12_a_rise_takes_effect_on",
        "spec/test_weight.py::test_h12_a_higher_dose_for_the_weight_waits_for_the_least_days_of_the_step",
    ),
    control(
        12,
        "One item rises at a time",
        (
            "protocols/plans/outcome.py",
            "goes_up = goes_on and not risen and rises(case.head, track, case.today)",
            "goes_up = goes_on and rises(case.head, track, case.today)",
        ),
        "spec/test_several_items.py::test_h12_outcomes_are_per_item",
    ),
    control(
        12,
        "What no practitioner entered raises nothing until one confirms it",
        (
            "protocols/plans/limits.py",
            "yield replace(true(PROPOSED, DoseOutcome.HOLD, Call.NONE, says), items=(track.item,))",
            "yield replace(true(PROPOSED, DoseOutcome.ADVANCE, Call.NONE, says), items=(track.item,))",
        ),
        "plans/test_proposed.py::test_h12_what_lowers_holds_at_once_and_what_raises_waits",
        "plans/test_played.py::test_h12_what_a_client_enters_is_proposed_and_confirmed_by_name",
    ),
    control(
        12,
        "… and waits on the worklist until then",
        ("protocols/plans/tasks.py", "            rise_waiting(head, day),\n", ""),
        "spec/test_rise_waiting.py::test_h12_a_proposed_rise_is_listed_until_it_can_be_confirmed_no_more",
        "http/test_worklist.py::test_h12_a_proposed_rise_waits_on_the_list_until_it_is_confirmed",
    ),
    control(
        15,
        "Every item has a last day",
        (
            "protocols/plans/position.py",
            "    if day > item_last_day(head, track):\n        return Phase.FINISHED\n",
            "",
        ),
        "plans/test_end.py::test_h15_an_end_that_nobody_looks_at_ends_all_the_same",
        "spec/test_end_of_course.py::test_h15_no_row_of_holds_goes_on_beyond_the_calendar_limit",
    ),
    control(
        15,
        "No pause moves it beyond the limit of the calendar",
        (
            "protocols/plans/days.py",
            "return limit if pause is not None and pause.since <= waits else min(limit, last)",
            "return last",
        ),
        "spec/test_end_of_course.py::test_h15_no_pause_moves_the_end_beyond_the_calendar_limit",
    ),
    control(
        15,
        "No resume gives back what had had its last day",
        (
            "protocols/plans/given_back.py",
            "return item_last_day(head, track) < on",
            "return False",
        ),
        "spec/test_several_items.py::test_h15_a_resume_gives_nothing_back_of_an_item_that_had_run_to_its_last_day",
    ),
    control(
        15,
        "… nor another weight or text",
        (
            "protocols/plans/own_end.py",
            "return tuple(own_end(head, track) for track in head.tracks if came_to_its_end(head, track, today))",
            "return ()",
        ),
        "spec/test_weight.py::test_h15_a_lower_weight_gives_nothing_back_of_an_item_that_had_run_to_its_last_day",
        "plans/test_migrate.py::test_h15_an_item_that_had_run_to_its_last_day_stays_over",
    ),
    control(
        15,
        "Nothing is taken where nobody answered for so long",
        (
            "protocols/plans/position.py",
            "    if ran_out(head, day) is not None:\n        return Phase.PAUSED\n",
            "",
        ),
        "hazards/test_course.py::test_h15_a_plan_that_nobody_looks_after_gives_nothing_and_ends",
    ),
    control(
        15,
        "A protocol has an end checkpoint",
        (
            "protocols/authoring/verify.py",
            "if not any(checkpoint.kind is CheckpointKind.END for checkpoint in protocol.checkpoints):",
            "if not protocol.checkpoints:",
        ),
        "hazards/test_course.py::test_h15_a_protocol_without_an_end_is_not_published",
    ),
    control(
        15,
        "Going on needs a reason that says something",
        (
            "protocols/plans/extend.py",
            "if not says_something(act.reason, SHORTEST_REASON):",
            "if not act.reason:",
        ),
        "spec/test_end_of_course.py::test_h15_going_on_needs_a_name_a_reason_and_new_screening",
        "http/test_acts.py::test_h15_going_on_needs_a_name_a_reason_and_a_new_screening",
    ),
    control(
        15,
        "… and a new screening",
        (
            "protocols/plans/extend.py",
            "screened = screen_again(protocol, head, (act.screening, act.overrides, act.declared), party, today)",
            "screened = head.screened",
        ),
        "spec/test_end_of_course.py::test_h15_going_on_needs_a_name_a_reason_and_new_screening",
    ),
    control(
        11,
        "An answer is compared with none by which an earlier text meant another number",
        (
            "protocols/plans/migrate.py",
            "forgets=meant_otherwise(text, protocol),",
            "forgets=(),",
        ),
        "spec/test_meant_otherwise.py::test_h11_an_answer_is_compared_with_none_in_another_meaning",
        "http/test_migrations.py::test_h11_a_revision_with_another_scale_says_what_it_forgets",
    ),
    control(
        11,
        "… nor entered late for a day of that text",
        (
            "protocols/plans/meant_otherwise.py",
            "if since is not None and check_in.on < since:",
            "if since is not None and check_in.on < check_in.on:",
        ),
        "spec/test_meant_otherwise.py::test_h11_an_answer_for_a_day_of_the_old_text_is_refused",
    ),
    control(
        15,
        "An extension ends with the text that it was given for",
        (
            "protocols/plans/extension_ended.py",
            "if own < was.extended and own != _by_itself(head, was):",
            "if own != own:",
        ),
        "spec/test_extended_over.py::test_h15_an_extension_ends_with_the_text_that_it_was_given_for",
    ),
    control(
        15,
        "An item that ran to its last day gets no more days from another text",
        ("protocols/plans/migrate.py", "ends=own_ends(head, today),", "ends=(),"),
        "plans/test_migrate.py::test_h15_an_item_that_had_run_to_its_last_day_stays_over",
    ),
)
