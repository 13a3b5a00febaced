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
        "A recalled text gives no dose",
        (
            "protocols/plans/recall.py",
            "if head.recalled and isinstance(act, _GIVES_A_DOSE):",
            "if head.recalled and not act.reason:",
        ),
        "http/test_recall.py::test_h13_nothing_gives_a_dose_by_a_recalled_text",
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
