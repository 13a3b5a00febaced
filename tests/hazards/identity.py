"""H1 to H3: whose plan it is, what the paper allows, and which paper still holds."""

from typing import Final

from tests.hazards.control import Control, Edit, control

CONTROLS: Final[tuple[Control, ...]] = (
    control(
        1,
        "Every answer about a plan names the client",
        ("api/answers/plan.py", "display_name=client.display_name", "display_name=client.reference"),
        "http/test_main_job.py::test_h1_a_check_in_names_whom_it_is_about_and_why",
        "http/test_whose.py::test_h1_every_answer_about_a_plan_says_whose_it_is",
    ),
    control(
        1,
        "… and says when the client was born",
        ("api/answers/plan.py", "birth_date=client.birth_date", "birth_date=client.created_at.date()"),
        "http/test_main_job.py::test_h1_a_check_in_names_whom_it_is_about_and_why",
        "http/test_whose.py::test_h1_every_answer_about_a_plan_says_whose_it_is",
    ),
    Control(
        1,
        "… also what only lists what was done",
        (
            Edit(
                "api/routes/adjustments.py",
                "    plan_id: UUID\n    client: ClientNamed\n",
                "",
            ),
            Edit(
                "api/routes/adjustments.py",
                "        plan_id=plan_id,\n        client=client_named(opened.client),\n",
                "",
            ),
        ),
        ("http/test_whose.py::test_h1_every_answer_about_a_plan_says_whose_it_is",),
    ),
    control(
        1,
        "… and each row of a list of plans names its own",
        (
            "api/routes/plans.py",
            "(plan, people[plan.client_id]) for plan in found",
            "(plan, next(iter(people.values()))) for plan in found",
        ),
        "http/test_whose.py::test_h1_each_row_of_a_list_of_plans_says_whose_it_is",
    ),
    control(
        1,
        "Name and birth date stand on every page",
        (
            "api/press/templates/page.html",
            "<p>Born {{ handout.client.birth_date | birth }} · {{ typed_or_line(handout.client.reference) }}</p>",
            "<p>{{ typed_or_line(handout.client.reference) }}</p>",
        ),
        "press/test_daily_sheet.py::test_h1_h3_every_page_says_whose_it_is_and_until_when",
    ),
    control(
        1,
        "A write that expects another name is refused",
        (
            "protocols/plans/expect.py",
            "_plain(expected.display_name) != _plain(display_name)",
            "not display_name",
        ),
        "http/test_expect.py::test_h1_a_write_for_somebody_else_is_refused",
        "http/test_expect.py::test_h1_a_start_for_somebody_else_is_refused",
    ),
    control(
        1,
        "… or another birth date",
        ("protocols/plans/expect.py", "expected.birth_date != birth_date", "birth_date.year < 1"),
        "http/test_expect.py::test_h1_a_write_for_somebody_else_is_refused",
    ),
    control(
        1,
        "A sheet with another name, birth date or reference than the record's is withdrawn",
        ("protocols/handouts/issued.py", "return renamed or less or counts", "return less or counts"),
        "handouts/test_issued.py::test_h1_h3_h13_what_a_sheet_is_worth",
        "handouts/test_issued.py::test_h1_a_sheet_from_after_the_change_of_the_name_holds",
    ),
    control(
        1,
        "… and named by the answer to the change",
        ("api/recorded.py", "msgspec.structs.replace(opened, client=before)", "opened"),
        "http/test_record_changes.py::test_h1_h3_a_sheet_that_names_the_client_otherwise_is_withdrawn_and_named",
    ),
    control(
        1,
        "A plan entered in error never comes back",
        (
            "protocols/plans/adjust.py",
            "_FINAL: Final = frozenset({StopReason.ENTERED_IN_ERROR, ",
            "_FINAL: Final = frozenset({",
        ),
        "http/test_adjustments.py::test_h1_a_plan_for_the_wrong_person_is_entered_in_error",
    ),
    control(
        1,
        "A check-in of somebody else is made void, and the dose falls",
        ("protocols/plans/lowered_to.py", "_daily(then, day) < _daily(now, day)", "_daily(then, day) < 0"),
        "http/test_voids.py::test_h1_a_wrong_check_in_is_kept_and_marked_and_the_dose_falls",
    ),
    control(
        1,
        "… what its answers hid is called for",
        ("protocols/plans/void.py", "call=unheard.call, ", ""),
        "plans/test_void.py::test_h1_what_it_hid_is_called_for_and_stopped_now",
        "plans/test_void.py::test_h1_a_value_of_another_client_hides_no_fall_of_the_kidneys_own",
        "http/test_voids.py::test_h1_a_baseline_of_another_client_hid_what_is_called_for_now",
    ),
    control(
        1,
        "… and what they hid stops the plan",
        ("protocols/plans/lowered_to.py", "    if ended is None:\n", "    if ended is None or effect:\n"),
        "plans/test_void.py::test_h1_what_it_hid_is_called_for_and_stopped_now",
    ),
    control(
        12,
        "A paused or stopped plan comes back on the step without a check-in that was void",
        ("protocols/plans/lowered_to.py", " in LIVE | {Phase.STOPPED}", " in DOSING"),
        "plans/test_void.py::test_h12_what_was_paused_or_stopped_on_a_step_comes_back_on_the_one_without_it",
    ),
    control(
        2,
        "Only the dose that was decided has days and boxes",
        (
            "protocols/handouts/daily_of.py",
            "if stretch.decided and stretch.until >= today",
            "if stretch.until >= today",
        ),
        "http/test_paper.py::test_h2_only_the_dose_of_now_has_days_with_boxes",
        "http/test_paper.py::test_h2_what_may_come_next_has_no_days",
    ),
    control(
        2,
        "A sheet may be used to 7 days after the next check-in is due, no longer",
        (
            "protocols/handouts/daily_of.py",
            "return max(today, min(ahead[0].due + DAY * SPARE_DAYS, last)) if ahead else last",
            "return last",
        ),
        "http/test_paper.py::test_h2_only_the_dose_of_now_has_days_with_boxes",
    ),
    control(
        2,
        "… nor beyond the day before a pause or an end that is set for a later day",
        ("protocols/plans/schedule.py", "        limits.append(pause.since - DAY)\n", "        pass\n"),
        "handouts/test_rest_ahead.py::test_h2_h3_h6_a_sheet_ends_the_day_before_a_pause_of_a_later_day",
        "http/test_paper.py::test_h2_h3_h6_a_sheet_ends_the_day_before_a_pause_that_is_set_for_a_later_day",
    ),
    control(
        2,
        "… item by item",
        ("protocols/handouts/daily_of.py", "if day <= each.day}", "}"),
        "handouts/test_rest_ahead.py::test_h2_a_box_is_only_for_the_parts_of_the_items_that_go_on",
        "handouts/test_rest_ahead.py::test_h2_h15_an_item_that_is_over_sooner_has_no_box_after_its_last_day",
    ),
    control(
        2,
        "… and says from which day on nothing is taken",
        ("protocols/handouts/daily_of.py", "nothing_from=nothing_from(head, going.lasts)", "nothing_from=()"),
        "handouts/test_rest_ahead.py::test_h2_h3_it_says_that_nothing_is_taken_from_that_day_on",
        "http/test_paper.py::test_h2_h3_h6_a_sheet_ends_the_day_before_a_pause_that_is_set_for_a_later_day",
    ),
    control(
        2,
        "A new sheet does not stretch that",
        (
            "protocols/handouts/daily_of.py",
            "return bool(ahead) and today > ahead[0].overdue_until",
            "return False",
        ),
        "handouts/test_daily.py::test_h2_a_new_sheet_does_not_stretch_the_use_until_of_the_last_one",
    ),
    control(
        3,
        "A sheet that says something else has another number",
        ("api/routes/handouts.py", "wire.encode(options), wire.encode(daily)))", "wire.encode(options)))"),
        "http/test_paper.py::test_h3_each_event_makes_another_sheet_of_the_same_day",
    ),
    control(
        3,
        "Words to say and sheets that are out are never left out of an answer",
        (
            "api/preference.py",
            'return handler is not None and bool(handler.opt.get("minimal"))',
            "return handler is not None",
        ),
        "http/test_prefer.py::test_h3_words_to_say_and_sheets_that_are_out_are_never_left_out",
    ),
    control(
        3,
        "Every page says that the sheet replaces all earlier ones",
        ("api/press/templates/page.html", "<strong>This sheet replaces all earlier ones.</strong> ", ""),
        "press/test_daily_sheet.py::test_h1_h3_every_page_says_whose_it_is_and_until_when",
    ),
    control(
        3,
        "Every page says until when it may be used",
        (
            "api/press/templates/page.html",
            '<p class="right">Use until <strong>{{ sheet.use_until | day }}</strong></p>',
            "",
        ),
        "press/test_daily_sheet.py::test_h1_h3_every_page_says_whose_it_is_and_until_when",
    ),
    control(
        3,
        "The answer to a write that lowers names the sheets still out",
        (
            "api/aftermath.py",
            "sheets_out=named_out(out) if found.less or found.measured_otherwise or renamed else ()",
            "sheets_out=()",
        ),
        "http/test_aftermath.py::test_h3_a_step_back_names_the_sheets_that_are_still_out",
        "http/test_aftermath.py::test_h3_entered_in_error_takes_every_sheet_back",
        "http/test_aftermath.py::test_h3_every_sheet_that_is_still_out_is_named_the_newest_first",
    ),
    control(
        3,
        "… also where nothing is taken, and at a resume or a migration on less than a sheet says",
        ("protocols/plans/still_out.py", "for each in _says_more(sheet, after, today):", "for each in ():"),
        "plans/test_still_out.py::test_h3_what_a_sheet_says_too_much_is_said",
        "http/test_aftermath.py::test_h3_what_stops_a_plan_at_rest_names_the_sheets_again",
        "http/test_aftermath.py::test_h3_a_resume_on_less_than_the_sheet_says_names_it",
    ),
    control(
        3,
        "… and holds the words to say",
        (
            "protocols/plans/spoken.py",
            "if now.grams < was.grams and was.item not in found:",
            "if now.grams < 0 and was.item not in found:",
        ),
        "plans/test_spoken.py::test_h3_what_is_said_after_a_write",
    ),
    control(
        3,
        "In the summary a sheet that says more than may be taken is withdrawn",
        (
            "protocols/handouts/issued.py",
            "bool(lowered(before, each.after, each.event.stamp.today))",
            "False",
        ),
        "handouts/test_issued.py::test_h1_h3_h13_what_a_sheet_is_worth",
        "http/test_summary.py::test_h3_the_sheets_that_were_printed_and_what_they_are_worth",
    ),
)
