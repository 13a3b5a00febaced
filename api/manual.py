"""What the service does of its own, told beside the operations that do it; every number is the one that counts."""

from collections.abc import Mapping
from typing import Final

from protocols.checkpoints.checkpoint import BASELINE_OPENS, LAPSES_AFTER, LATE_UNTIL, OPENS_BEFORE, OVERDUE_UNTIL
from protocols.dosing.body import ADULT_WEIGHT_KG, IDEAL_BMI, IDEAL_HEIGHT_CM, PLAUSIBLE_BMI, PLAUSIBLE_HEIGHT_CM
from protocols.dosing.day_part import ORDER
from protocols.dosing.substance import L_GLUTAMINE
from protocols.plans.coming_back import LEAST_DAYS_AGAIN_UNTIL, SAME_STEP_UNTIL, STEP_LOWER_UNTIL
from protocols.plans.declaring import DECLARABLE
from protocols.plans.limits import ENOUGH_DAYS_TAKEN, TRIES
from protocols.plans.look_again import ASK_AGAIN
from protocols.plans.numbers import OLDEST_BASELINE_RESULT, OLDEST_RESULT
from protocols.plans.outcome import HOLDS_BEFORE_CALL
from protocols.plans.position import ENDS_AFTER
from protocols.plans.screened_on import VALID_DAYS
from protocols.plans.start import EARLIEST_START, LATEST_START, WEIGHT_VALID
from protocols.plans.steer import MANY_NOT_TAKEN
from protocols.plans.supply import OVERAGE
from protocols.plans.weighed import ASKED_AGAIN_ABOVE, LOSS_THAT_STOPS, STARTS_WITHIN

_WEIGHT: Final = (
    f"A weight is {ADULT_WEIGHT_KG[0]} to {ADULT_WEIGHT_KG[1]} kg, a height {PLAUSIBLE_HEIGHT_CM[0]} to "
    f"{PLAUSIBLE_HEIGHT_CM[1]} cm, each with at most one digit after the point. A body mass index outside "
    f"{PLAUSIBLE_BMI[0]} to {PLAUSIBLE_BMI[1]}, or a weight more than {STARTS_WITHIN} % from the client's last one, is "
    f"sent again with `confirmed`. The ideal weight is {IDEAL_BMI} kg per square metre of height, from "
    f"{IDEAL_HEIGHT_CM[0]} to {IDEAL_HEIGHT_CM[1]} cm; with the basis `ideal` the lesser of ideal and actual weight "
    f"counts. The weight is from the {WEIGHT_VALID} days around the start."
)

_ARITHMETIC: Final = (
    "A dose is worked out in stages, and each of them is in the answer: the dose for this weight; at most the cap of a "
    "day; rounded down, never up, to whole units that can be measured; dealt over the parts of the day "
    f"({', '.join(ORDER)}), one unit at a time in the order of the day, or by the largest remainder where the step "
    "states unequal shares, the earlier part first where two are equal; at most the cap of one dose in each part; "
    "added up. A dose that rounds down to nothing is refused."
)

_SUBSTANCE: Final = (
    f"Over all items, all live plans and all declared products, L-glutamine of more than "
    f"{L_GLUTAMINE.refuse_above.value} g a day is refused; more than {L_GLUTAMINE.reason_above.value} g a day, or than "
    f"{L_GLUTAMINE.reason_above_per_kg} g per kg of the lesser of ideal and actual weight, needs a reason; more than "
    f"{L_GLUTAMINE.inform_above.value} g a day is told. One dose holds at most {L_GLUTAMINE.single_dose.value} g. "
    f"Other products are declared as {' or '.join(f'`{key}`' for key in DECLARABLE)}, or as what the plan itself "
    "gives; any other key would count for nothing and is refused."
)

_START_DAYS: Final = (
    f"Day 1 is at most {EARLIEST_START} days ago and at most {LATEST_START} days ahead. A screening counts for "
    f"{VALID_DAYS} days."
)

_OUTCOMES: Final = (
    "The dose: `stop`, `pause`, `step_back`, `hold`, `advance`, the strongest first. The call: `emergency`, `today`, "
    "`routine`, `none`. A rule that cannot be decided counts as a hold and hides nothing stronger. A step back from "
    "the lowest step is a pause. An advance raises one item by one step; on the last step it means carry on. On a "
    "taper nothing rises: an advance and a step back both go to the next lower dose."
)

_EFFECT: Final = (
    "A rise takes effect on the latest of the day after the check-in, the day after it was entered, and the end of the "
    "least days of the step; a fall, a pause or a stop at once."
)

_WINDOWS: Final = (
    f"A checkpoint opens {OPENS_BEFORE} day before it is due (a baseline {BASELINE_OPENS} days before day 1), is late "
    f"until {LATE_UNTIL} days after, overdue until {OVERDUE_UNTIL}, missed until {LAPSES_AFTER}. After that the plan "
    "lapses: it is paused, and a practitioner resumes it. Early, missed, lapsed and unscheduled check-ins raise "
    "nothing. "
    f"What was left out is asked again within {ASK_AGAIN} days."
)

_HOLDS: Final = (
    f"{HOLDS_BEFORE_CALL} counted holds in a row on one step make a routine call. Those from symptoms, missed doses or "
    "missing answers while the dose is titrated count; early and unscheduled check-ins and carrying on do not."
)

_TRIES: Final = (
    f"A step that was left by a step back may be entered again {TRIES} times; left once more, the step below it "
    "becomes the maintenance dose."
)

_TAKEN: Final = (
    f"Taken on fewer than {ENOUGH_DAYS_TAKEN} of the last 7 days, nothing rises; with {MANY_NOT_TAKEN} of them or more "
    f"not taken, so on fewer than {8 - MANY_NOT_TAKEN} days, the least days of the step start again. "
    "Where fewer of these days had a dose, as the plan began or was paused, and none was left out, it counts as all."
)

_OFF: Final = (
    "After whole days in a row without a dose (`off_days` at check-ins and pauses, added up where they join): up to "
    f"{SAME_STEP_UNTIL}, the same step, and these days do not count; up to {LEAST_DAYS_AGAIN_UNTIL}, the same step, "
    f"of which the least days start again; up to {STEP_LOWER_UNTIL}, one step lower; more, the entry step or lower "
    f"after a new screening; after more than {ENDS_AFTER} the plan ends. "
    "A plan of one step ends where another needs a new screening."
)

_WEIGHED: Final = (
    f"A weight more than {ASKED_AGAIN_ABOVE} % from those before is asked again before it is used. A lower dose for a "
    f"new weight applies at once, a higher one with the next advance, after the least days of the step. An "
    f"unplanned loss of {LOSS_THAT_STOPS} % or more since the start stops the plan, weighed by name or told at a "
    "check-in, whatever its rules say."
)

_RESULTS: Final = (
    f"A laboratory value is from the last {OLDEST_RESULT} days before the check-in, at a baseline from the last "
    f"{OLDEST_BASELINE_RESULT}."
)

_KEYS: Final = (
    "`considered` lists everything that was looked at, and `dose_because` and `call_because` the keys that won: rules "
    "by their own keys, and `alarm-…`, `change-…`, `caution-…` and `limit-…` for what holds whatever the rules say. "
    "Each `limit-…` key is explained at `Considered.key`."
)

_GATE: Final = (
    "Each error in the problem has the code, the place, the sentence and, where there is one, the counter-example of "
    "its finding. Every code is explained at `Finding.code`."
)

MANUAL: Final[Mapping[str, tuple[str, ...]]] = {
    "startPlan": (_START_DAYS, _WEIGHT, _ARITHMETIC, _SUBSTANCE),
    "getSchedule": (_EFFECT, _ARITHMETIC),
    "getSupply": (f"{OVERAGE} % more than the course needs is counted in, in whole packs.",),
    "recordCheckIn": (_OUTCOMES, _EFFECT, _WINDOWS, _HOLDS, _TRIES, _TAKEN, _OFF, _WEIGHED, _RESULTS, _KEYS),
    "listDecisions": (_OUTCOMES, _HOLDS, _TRIES, _KEYS),
    "adjustPlan": (_OFF, _WEIGHED, "A dose is never resumed above the last step that was tolerated."),
    "publishDraft": (_GATE,),
}
"""Paragraphs by operation, to follow its own words."""
