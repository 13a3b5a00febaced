"""H4 to H7: the amount, the weight, the rounding, the total."""

from typing import Final

from tests.hazards.control import Control, control

CONTROLS: Final[tuple[Control, ...]] = (
    control(
        4,
        "Amounts on paper are grams, with a leading zero and no trailing one",
        (
            "api/press/writing.py",
            "else in_grams(amount)",
            "else in_grams(amount) * 1000",
        ),
        "press/test_writing.py::test_h4_amounts_are_in_grams_with_a_leading_zero_and_no_trailing_one",
    ),
    control(
        4,
        "A sheet that counts scoops or packets of another size is named after every write that knows of another",
        (
            "protocols/plans/still_out.py",
            "return any(measured) and measured != (after.product.scoop, after.product.packet)",
            "return False",
        ),
        "plans/test_still_out.py::test_h4_a_sheet_that_counts_another_scoop_is_named",
        "http/test_aftermath.py::test_h3_h4_a_sheet_that_counts_another_scoop_is_named",
    ),
    control(
        4,
        "Weight and height are plausible by themselves",
        (
            "protocols/dosing/body.py",
            '    if not low <= quantity.value <= high:\n        raise Implausible(\n            f"{what} is between',
            '    if quantity.value <= 0:\n        raise Implausible(\n            f"{what} is between',
        ),
        "dosing/test_body.py::test_h4_a_slip_is_refused",
    ),
    control(
        4,
        "… and together: pounds for kilograms",
        ("protocols/dosing/body.py", "not PLAUSIBLE_BMI[0] <= index <= PLAUSIBLE_BMI[1]", "not index"),
        "dosing/test_body.py::test_h4_what_is_beyond_the_index_is_refused_until_it_is_confirmed",
        "dosing/test_body.py::test_h4_pounds_written_as_kilograms_are_caught_from_an_index_of_27",
    ),
    control(
        4,
        "A weight that jumps is asked again",
        ("protocols/plans/weighed.py", "if _is_far(known, told, per_cent):", "if told < 0:"),
        "plans/test_weighing.py::test_h4_more_than_10_per_cent_is_asked_again",
        "http/test_known.py::test_h4_a_weight_far_from_that_of_the_plan_before_is_confirmed_first",
    ),
    control(
        4,
        "… and another height",
        ("protocols/plans/weighed.py", "if now.height.value != before.height.value:", "if not now.height.value:"),
        "plans/test_weighing.py::test_h4_another_height_is_asked_again_and_raises_at_the_next_advance_only",
        "plans/test_weighing.py::test_h4_a_plan_asks_again_about_another_height_than_the_one_before",
    ),
    control(
        4,
        "… also one that a check-in tells",
        ("protocols/plans/limits.py", "if is_doubtful(case.head, case.numbers.answers):", "if not case.head:"),
        "plans/test_weighing.py::test_h4_a_weight_of_a_check_in_that_is_far_from_those_before_is_asked_again",
    ),
    control(
        4,
        "Scoops are printed only once the client's own is known",
        ("protocols/plans/fold.py", "product=Product() if changed else head.product", "product=head.product"),
        "http/test_acts.py::test_h4_a_new_product_is_printed_only_once_its_scoop_is_known",
    ),
    control(
        4,
        "What the product cannot measure is never a number of scoops",
        (
            "protocols/dosing/portion.py",
            "return ScoopsDoNotFit(each=grams(size)) if wanted % SCALE_MARK else Weighed()",
            "return Scoops(count=DecimalString(count), each=grams(size))",
        ),
        "dosing/test_portion.py::test_h4_h6_a_portion_is_the_amount_and_never_more_or_less",
    ),
    control(
        4,
        "A key that stands twice in one object of a request is refused",
        ("api/json_text.py", "        if key in seen:\n", "        if not key:\n"),
        "http/test_content_types.py::test_h4_a_key_that_stands_twice_is_refused",
        "http/test_content_types.py::test_h4_an_answer_that_stands_twice_is_refused",
    ),
    control(
        5,
        "The lesser of ideal and actual weight counts",
        ("protocols/dosing/body.py", "kilograms = min(ideal.value, actual.value)", "kilograms = ideal.value"),
        "dosing/test_body.py::test_h5_a_dose_never_uses_more_than_the_actual_weight",
        "http/test_courses.py::test_h5_somebody_light_is_dosed_by_the_actual_weight",
    ),
    control(
        5,
        "0.5 g per kg is looked at for fixed doses too",
        (
            "protocols/plans/raising.py",
            "if kilograms is None or highest_daily <= trigger.dose.value * kilograms:",
            "if kilograms is None or highest_daily:",
        ),
        "plans/test_screening.py::test_h5_half_a_gram_per_kilogram_counts_for_fixed_doses_too",
    ),
    control(
        5,
        "A weight is needed where the dose could pass that",
        (
            "protocols/plans/start.py",
            "body.weight is None and passes_per_kg(ceilings, highest):",
            "body.weight is None and not ceilings:",
        ),
        "plans/test_start.py::test_h5_above_15_g_the_weight_is_needed",
    ),
    control(
        5,
        "Formula, height and both weights are kept and printed",
        (
            "protocols/dosing/arithmetic.py",
            "said = [] if arithmetic.weight is None else [_weight_line(arithmetic.weight), _dose_line(arithmetic)]",
            "said: list[str] = []",
        ),
        "handouts/test_daily.py::test_h5_the_arithmetic_of_a_dose_by_weight_can_be_followed",
    ),
    control(
        5,
        "The day of the weight is printed",
        (
            "protocols/handouts/taking.py",
            "weighed_on=None if step.arithmetic.weight is None else snapshot.body.weighed_on",
            "weighed_on=None",
        ),
        "handouts/test_daily.py::test_h5_a_dose_by_weight_names_the_day_of_the_weight",
    ),
    control(
        5,
        "A lower weight lowers at once, a higher one waits",
        (
            "protocols/plans/lighter.py",
            "less = now < dosed(later, track.item, span).arithmetic.daily.value",
            "less = now > dosed(later, track.item, span).arithmetic.daily.value",
        ),
        "plans/test_weighing.py::test_h5_a_lower_weight_lowers_at_once_and_a_higher_one_waits",
        "plans/test_weighing.py::test_h5_a_lower_weight_of_a_check_in_lowers_at_once_and_a_higher_one_changes_nothing",
    ),
    control(
        5,
        "… also one that a check-in tells",
        (
            "protocols/plans/weight_told.py",
            "resolved = _resolved(case) if _is_less(case) else None",
            "resolved = None",
        ),
        "plans/test_weighing.py::test_h5_a_lower_weight_of_a_check_in_lowers_at_once_and_a_higher_one_changes_nothing",
        "http/test_acts.py::test_h5_a_lower_weight_told_at_a_check_in_lowers_a_dose_per_kg_at_once",
    ),
    control(
        6,
        "Amounts are rounded down only",
        (
            "protocols/dosing/arithmetic.py",
            "return int(amount // unit)",
            'return int((amount / unit).to_integral_value("ROUND_CEILING"))',
        ),
        "dosing/test_arithmetic.py::test_h6_a_day_is_measured_like_this",
        "dosing/test_arithmetic.py::test_h6_no_dose_passes_what_was_written_or_any_cap",
    ),
    control(
        6,
        "The cap of a day holds",
        (
            "protocols/dosing/arithmetic.py",
            "capped = min(resolved, measuring.day_cap.value)",
            "capped = resolved",
        ),
        "dosing/test_arithmetic.py::test_h6_no_dose_passes_what_was_written_or_any_cap",
    ),
    control(
        6,
        "The cap of one dose holds after dealing",
        (
            "protocols/dosing/arithmetic.py",
            "kept = {part: min(count, most) for part, count in dealt.items()}",
            "kept = dealt",
        ),
        "dosing/test_arithmetic.py::test_h6_a_day_is_measured_like_this",
    ),
    control(
        6,
        "One dose is counted over all items",
        (
            "protocols/plans/single_dose.py",
            "if ceilings is not None and amount > ceilings.single_dose.value:",
            "if ceilings is not None and amount < 0:",
        ),
        "plans/test_limits.py::test_h6_h7_what_is_taken_at_once_is_counted_over_all_items",
    ),
    control(
        6,
        "Nor does a rise beside a dose of another weighing",
        (
            "protocols/plans/before_a_line.py",
            "if too_much is not None:",
            'if too_much == "":',
        ),
        "plans/test_limits.py::test_h6_h7_a_rise_is_held_where_the_parts_as_they_are_taken_would_be_too_much_at_once",
    ),
    control(
        6,
        "Paper is compared with the plan by machine",
        (
            "api/press/templates/dose.html",
            "<td>{{ line.amount | grams }}</td>{% endfor %}<td class=",
            "<td>{{ dose.daily | grams }}</td>{% endfor %}<td class=",
        ),
        "press/test_daily_sheet.py::test_h6_h14_every_word_and_number_of_the_value_is_on_the_paper",
        "http/test_paper.py::test_h6_h14_the_sheet_holds_the_numbers_of_the_plan",
    ),
    control(
        7,
        "No substance escapes its limits by another name",
        (
            "protocols/authoring/substance_names.py",
            "    if ceilings is None and told:",
            "    if ceilings is None and not told:",
        ),
        "authoring/test_substance_names.py::test_h7_a_substance_keeps_its_limits_by_whatever_name",
    ),
    control(
        7,
        "Nobody takes more than the limit of a substance",
        (
            "protocols/plans/start.py",
            "if ceilings is not None and total > ceilings.refuse_above.value:",
            "if ceilings is not None and total < 0:",
        ),
        "plans/test_limits.py::test_h7_whatever_is_taken_beside_it_the_total_is_counted_by_substance",
    ),
    control(
        7,
        "Other products count towards it",
        (
            "protocols/plans/start.py",
            "totals[substance] += in_grams_per_day(product.daily) * share",
            "totals[substance] += 0",
        ),
        "plans/test_limits.py::test_h7_whatever_is_taken_beside_it_the_total_is_counted_by_substance",
    ),
    control(
        7,
        "… also those that another live plan of the client declares, whatever it gives itself",
        (
            "protocols/plans/start.py",
            "declared=together(wish.declared, counted_in(live.declared, held))",
            "declared=together(wish.declared, counted_in((), held))",
        ),
        "plans/test_heard_elsewhere.py::test_h7_a_start_counts_what_other_live_plans_declare",
        "http/test_told_of_the_person.py::test_h7_a_start_counts_what_another_live_plan_declares",
    ),
    control(
        7,
        "… and those that one declares later",
        ("api/told_elsewhere.py", "about.told.declared, person, other.today)", "(), person, other.today)"),
        "http/test_told_of_the_person.py::test_h7_glutamine_declared_in_the_plan_of_zinc_counts_in_that_of_glutamine",
    ),
    control(
        7,
        "Nothing is declared under a key that no limit counts",
        (
            "protocols/plans/declaring.py",
            "if product.substance not in counted:",
            "if not counted:",
        ),
        "plans/test_start.py::test_h7_what_would_count_for_nothing_is_not_declared",
    ),
    control(
        7,
        "Another product comes with its amount",
        (
            "protocols/plans/start.py",
            "if not any(counts_as(product.substance)[0] in held for product in declared):",
            "if not held:",
        ),
        "plans/test_start.py::test_h7_another_source_comes_with_its_amount",
    ),
    control(
        7,
        "What holds the substance counts as it",
        (
            "protocols/dosing/substance.py",
            "return CONTAINS.get(substance, (substance, Decimal(1)))",
            "return (substance, Decimal(1))",
        ),
        "plans/test_limits.py::test_h7_whatever_is_taken_beside_it_the_total_is_counted_by_substance",
    ),
    control(
        7,
        "A second live plan with it is refused",
        (
            "protocols/plans/start.py",
            "if counts_as(item.substance.key)[0] in held:\n            raise SubstanceTwice",
            "if not held:\n            raise SubstanceTwice",
        ),
        "plans/test_start.py::test_h7_a_second_plan_with_the_same_substance",
    ),
    control(
        5,
        "A dose goes over to another text with the weight that it was entered with",
        (
            "protocols/plans/going_over.py",
            "(before, to.entered(span)), to)",
            "(before, len(to.weighings) - 1), to)",
        ),
        "spec/test_weighings_kept.py::test_h5_a_dose_goes_over_with_the_weight_that_it_was_entered_with",
    ),
)
