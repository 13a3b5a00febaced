"""H13 and H14: a wrong protocol, and words that say something else than the plan."""

from typing import Final

from tests.hazards.control import Control, control

CONTROLS: Final[tuple[Control, ...]] = (
    control(
        13,
        "Errors block publishing",
        (
            "protocols/authoring/revision.py",
            "    if errors:\n        raise NotPublishable(errors)",
            "    if errors and not findings:\n        raise NotPublishable(errors)",
        ),
        "http/test_protocols.py::test_h13_from_a_draft_with_errors_to_a_plan_and_to_its_retirement",
    ),
    control(
        13,
        "Warnings need a second named person",
        (
            "protocols/authoring/revision.py",
            "if frozen.warnings and second is None:",
            "if not frozen.document:",
        ),
        "http/test_protocols.py::test_h13_warnings_are_published_only_with_a_second_named_person",
    ),
    control(
        13,
        "Nothing rests on retracted work",
        (
            "protocols/authoring/verify.py",
            "*(() if works is None else doubtful(protocol, works)),",
            "",
        ),
        "http/test_protocols.py::test_h13_nothing_is_published_that_rests_on_a_retracted_work",
    ),
    control(
        13,
        "A recall pauses every live plan on the revision",
        (
            "protocols/plans/recall.py",
            "pauses=tuple(Pausing(item=item, since=today) for item in going)",
            "pauses=()",
        ),
        "http/test_recall.py::test_h13_live_plans_are_paused_and_everybody_to_call_is_listed",
    ),
    control(
        13,
        "… and withdraws its sheets where a plan has gone over to another revision since",
        (
            "protocols/handouts/issued.py",
            "log[sheet.event - 1].after.follows.revision == event.before",
            "log[-1].after.follows.revision == event.before",
        ),
        "handouts/test_issued.py::test_h1_h3_h13_what_a_sheet_is_worth",
        "http/test_recall.py::test_h3_h13_a_sheet_of_a_recalled_text_is_withdrawn_where_the_plan_has_gone_over",
    ),
    control(
        13,
        "… whose clients are on the list, too",
        ("api/recalled_sheets.py", "    if not out:\n", "    if out or not out:\n"),
        "http/test_recall.py::test_h3_h13_a_sheet_of_a_recalled_text_is_withdrawn_where_the_plan_has_gone_over",
    ),
    control(
        13,
        "A recalled text gives no dose",
        (
            "protocols/plans/recall.py",
            "if recalled and isinstance(act, _GIVES_A_DOSE):",
            "if recalled and not act.reason:",
        ),
        "http/test_recall.py::test_h13_nothing_gives_a_dose_by_a_recalled_text",
    ),
    control(
        13,
        "… nor to a plan that was stopped before the recall",
        (
            "api/routes/adjustments.py",
            "check_not_recalled(opened.recalled, wish)",
            "check_not_recalled(opened.head.recalled, wish)",
        ),
        "http/test_recall.py::test_h13_a_plan_that_was_stopped_before_the_recall_is_not_taken_up_by_that_text",
    ),
    control(
        13,
        "… and starts no plan",
        (
            "protocols/plans/start.py",
            "if status is not RevisionStatus.PUBLISHED:",
            "if status is RevisionStatus.DRAFT:",
        ),
        "http/test_recall.py::test_h13_a_recalled_revision_starts_no_plan",
    ),
    control(
        13,
        "A practice recalls what is built in too, and reads it as recalled wherever it is read",
        (
            "api/store/recalls.py",
            "case((recalled, literal(RevisionStatus.RECALLED.value)), else_=revisions.c.status)",
            "revisions.c.status",
        ),
        "http/test_recall.py::test_h13_a_recalled_revision_is_offered_nowhere",
        "http/test_recall.py::test_h13_a_recalled_revision_starts_no_plan",
        "http/test_recall.py::test_h13_a_plan_that_was_stopped_before_the_recall_is_not_taken_up_by_that_text",
        "store/test_recalls.py::test_h13_it_reads_as_recalled_wherever_it_is_read",
    ),
    control(
        13,
        "… while other practices go on with it",
        (
            "api/store/recalls.py",
            "own = recalled_built_ins.c.practice_id == practice_id",
            "own = recalled_built_ins.c.practice_id.is_not(None)",
        ),
        "http/test_recall.py::test_h13_what_is_built_in_is_recalled_in_one_practice_and_goes_on_in_the_others",
        "store/test_recalls.py::test_h13_nothing_changes_for_anybody_else",
    ),
    control(
        13,
        "What is said of a publication flags every live plan that rests on it",
        (
            "api/store/worklist.py",
            "or_(seen.gravity.is_(None), seen.gravity < doubt.c.gravity)",
            "seen.gravity < doubt.c.gravity",
        ),
        "http/test_evidence.py::test_h13_a_retraction_flags_every_live_plan_that_rests_on_it",
        "store/test_evidence.py::test_h13_every_live_plan_that_rests_on_it_is_flagged_and_nothing_is_written",
    ),
    control(
        13,
        "… also one on a text of the practice's own",
        (
            "api/store/revisions.py",
            "    evidence.cite(tx, found.id, wire.decode(publication.frozen.document, Protocol))\n",
            "",
        ),
        "http/test_evidence.py::test_h13_a_plan_that_goes_over_to_a_text_without_it_is_flagged_no_more",
        "store/test_evidence.py::test_h13_what_is_published_keeps_what_it_rests_on_and_a_draft_does_not",
    ),
    control(
        13,
        "… by a release alone, in every practice",
        (
            "api/store/evidence.py",
            ".where(readable_by(practice_id, works.c.practice_id), works.c.status.in_(_GRAVITY))",
            ".where(works.c.practice_id == practice_id, works.c.status.in_(_GRAVITY))",
        ),
        "http/test_evidence.py::test_h13_a_release_flags_plans_by_itself",
    ),
    control(
        13,
        "… and anew once something graver is said than was seen",
        (
            "api/store/worklist.py",
            "or_(seen.gravity.is_(None), seen.gravity < doubt.c.gravity)",
            "seen.gravity.is_(None)",
        ),
        "http/test_evidence.py::test_h13_something_graver_flags_it_anew",
        "store/test_evidence.py::test_h13_what_was_seen_is_flagged_anew_by_something_graver_alone",
    ),
    control(
        13,
        "The plan and its summary tell it until a named practitioner has seen that or a graver word",
        (
            "protocols/plans/doubted.py",
            "if each.work == work and gravity(each.status) >= gravity(status))",
            "if each.work == work)",
        ),
        "spec/test_evidence.py::test_h13_a_plan_carries_a_doubt_until_that_one_or_a_graver_one_was_seen",
        "http/test_evidence.py::test_h13_something_graver_flags_it_anew",
    ),
    control(
        13,
        "Nobody signs what was not said",
        (
            "api/routes/adjustments.py",
            "    if isinstance(wish, AcknowledgeEvidence):\n        check_doubt(wish, doubts)\n",
            "",
        ),
        "http/test_evidence.py::test_h13_nobody_signs_what_was_not_said",
    ),
    control(
        14,
        "Every number and word on paper is compared with the plan by machine",
        (
            "api/press/templates/dose.html",
            '<td class="total">{{ dose.daily | grams }}</td>',
            '<td class="total"></td>',
        ),
        "press/test_daily_sheet.py::test_h6_h14_every_word_and_number_of_the_value_is_on_the_paper",
        "http/test_paper.py::test_h6_h14_the_sheet_holds_the_numbers_of_the_plan",
    ),
    control(
        14,
        "Alarm texts are fixed strings, whole or not at all",
        (
            "protocols/handouts/wording.py",
            '"you have a fit, or you pass out"',
            '"you have a fit"',
        ),
        "hazards/test_alarms.py::test_h10_h14_each_locked_alarm_stands_in_the_box_in_fixed_words",
    ),
)
