"""Every code that a finding can have, with what it means."""

from collections.abc import Mapping
from typing import Final

from protocols.authoring.dose_safety import MOST_LOST
from protocols.authoring.finding import Severity
from protocols.value import Value


class Meaning(Value, frozen=True):
    """What a code says whatever the protocol, and how severe it is: one of them, or both by the place."""

    title: str
    severities: tuple[Severity, ...]


def _error(title: str) -> Meaning:
    return Meaning(title=title, severities=(Severity.ERROR,))


def _warning(title: str) -> Meaning:
    return Meaning(title=title, severities=(Severity.WARNING,))


NAMES: Final = {
    "unknown_name": _error("A name stands for nothing in this protocol; nothing else is looked at before it is mended"),
    "name_twice": _error("Two entries of a list have one key"),
}

DOSES: Final = {
    "rounds_to_zero": _error("For some weight the dose is less than the smallest amount that can be measured"),
    "dose_above_cap": _error("A fixed dose passes the item's own cap of a day"),
    "cap_above_ceiling": _error("The cap of a day passes what anybody takes of the substance"),
    "dose_cap_above_ceiling": _error("The cap of one dose passes what one dose of the substance may hold"),
    "total_above_ceiling": _error("Items of one substance come to more a day than anybody takes of it"),
    "dose_total_above_ceiling": _error(
        "Items of one substance come to more in one part of the day than one dose holds"
    ),
    "dose_uncautioned": _error("A limit of the substance has no caution that tells of it or asks for a reason"),
    "substance_under_another_name": _error("A substance with limits is called otherwise, so that they would not hold"),
    "substance_without_limits": _warning("Nothing is known of the limits of the substance"),
    "steps_do_not_rise": _error("For some weight a step is not more than the one before"),
    "taper_does_not_fall": _error("For some weight a dose of the taper is not less than the one before"),
    "scheduled_rises": _error("An item that follows the calendar has more than one step"),
    "parts_do_not_fit": Meaning(
        title="One part of the day holds more than the cap of one dose; an error where everybody is met by it",
        severities=(Severity.ERROR, Severity.WARNING),
    ),
    "lost_by_rounding": _warning(f"Rounding down takes more than {MOST_LOST} % of the dose"),
    "part_of_nothing": _warning("A part of the day is left without any"),
}

RULES: Final = {
    "no_rule": _error("There are answers of which no rule says what follows for the item that is looked at"),
    "weaker_when_worse": _error("A worse answer leads to less than a better one"),
    "stronger_with_worse_baseline": _warning("The same answer leads to more after a worse baseline"),
    "missing_advances": _error("An answer that is left out raises the dose"),
    "missing_hides": _error("An answer that is left out leads to less than any answer would"),
    "rule_name_reserved": _error("A rule has a key under which the engine itself says why"),
    "rule_unused": _error("No checkpoint names the rule"),
    "rule_undecidable": _error("A rule looks at a measure that its checkpoint does not ask"),
    "rule_dead": _error("Nothing that can be answered makes the rule true"),
    "rule_never_decides": _warning("Whenever the rule is true, a stronger one is true as well"),
    "symptom_free_days_without_pause": _error("Days without symptoms stand on a rule that does not pause"),
    "measure_redefined": _error("A measure that the engine reads itself is another thing here"),
    "condition_undecidable": _error("A condition looks at what can never be known of its measure"),
    "measure_without_worse": _error("A measure in a rule does not say which end of it is the worse one"),
    "research_measure_in_rule": _error("A measure for research, or one without an agreed limit, steers a dose"),
    "days_taken_not_asked": _error("A checkpoint that can raise does not ask on how many days the dose was taken"),
    "advance_not_guarded": _warning("A rule raises where the engine never does: an alarm, a change, days not taken"),
    "alarm_weakened": _error("The locked alarm list may be added to, never weakened"),
    "alarm_rule_weak": _error("A rule about an alarm does not stop, or calls more softly than the alarm does"),
}

COURSE: Final = {
    "checkpoint_day": _error("Every checkpoint but the baseline has a day, and the baseline has none"),
    "no_end": _error("The course has no end checkpoint"),
    "nothing_stops": _error("No rule ever lowers, pauses or stops the item"),
    "step_unwatched": _error("No checkpoint looks at the step"),
    "taper_unwatched": _warning("No checkpoint looks at a dose of the taper"),
    "step_without_way_up": _error("No check-in that comes due on the step can lead up from it"),
    "step_unreachable": _error("The step begins after the last day of the plan"),
    "below_entry_unreachable": _warning("No rule steps back to a step below entry"),
    "course_longer_than_limit": _error("The planned days do not fit into the days of the plan"),
    "most_days_beyond_limit": _warning("The most days of a step go beyond the days of the plan"),
    "checkpoint_never_due": _error("The checkpoint never comes due on any step that it looks at"),
    "end_never_due": _error("The end never comes due on the last step"),
    "end_before_last_step": _warning("The end comes due before the last step"),
}

CAUTIONS: Final = {
    "not_a_laboratory_value": _error("A caution looks at a measure that is no laboratory value"),
    "low_is_not_worse": _error("A caution is raised by low values of a measure whose low end is not the worse one"),
    "edge_off_scale": _error("The edge of a band lies outside the scale of its measure"),
    "worse_value_weaker": _error("A worse value is answered more weakly than a better one"),
    "bands_overlap": _warning("A value lies in more than one band"),
    "watch_never_asked": _error("No checkpoint asks what a caution wants to be watched"),
    "watch_not_askable": _error("A caution brings a measure to a checkpoint that may not ask it"),
    "before_passing_never_told": _error("There is no checkpoint at which a value can be told before the first dose"),
    "awaited_never_told": _error("No checkpoint before the start asks what the first dose waits for"),
    "awaited_not_laboratory": _error("What the first dose waits for is no laboratory value"),
    "before_passing_not_laboratory": _error("What must be known before a dose passes a line is no laboratory value"),
}

HONESTY: Final = {
    "no_source": _error("A claim that rests on a trial or a label names no work, or only such as contradict it"),
    "dose_unclaimed": _error("No claim says what the dose of a step rests on"),
    "duration_unclaimed": _error("No claim says what the days of a step, a settled one, a diet or a habit rest on"),
    "caution_unclaimed": _error("No claim says what a caution rests on"),
    "research_measure_in_endpoint": _error("A measure for research, or one without an agreed limit, decides a benefit"),
    "client_text_missing": _error("A text that every client reads is missing"),
    "promise": _warning("A text that may reach a client promises something"),
    "work_unknown": _error("A claim names a work that does not exist"),
    "work_retracted": _error("A claim names a work that was retracted"),
    "work_of_concern": _warning("A claim names a work under an expression of concern"),
}

SIZE: Final = {
    "too_large_to_prove": _error("There is more here than can be tried in full"),
}

FINDING_CODES: Final[Mapping[str, Meaning]] = {**NAMES, **DOSES, **RULES, **COURSE, **CAUTIONS, **HONESTY, **SIZE}
"""By code; a code once given keeps its meaning."""
