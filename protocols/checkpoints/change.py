"""What may have changed since the last check-in."""

from typing import Final

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.text import Key, Line
from protocols.value import Value


class Change(Value, frozen=True):
    """A question asked at every check-in; a yes leads at least to this on each axis. Outcomes: judgement.

    After a pause with `back_to_entry` the plan goes on with the entry step or a lower one; with `screen_first` only
    after the screening was asked again; with `well_days` so many days after it was told at the earliest.
    """

    key: Key
    asked: Line
    dose: DoseOutcome
    call: Call
    says: Line
    final: bool = False
    back_to_entry: bool = False
    screen_first: bool = False
    well_days: int = 0


CHANGES: Final = (
    Change(
        key="new_medicine",
        asked="A new or changed medicine or supplement?",
        dose=DoseOutcome.HOLD,
        call=Call.ROUTINE,
        says="A medicine or supplement changed: stay on this dose until the screening was asked again.",
    ),
    Change(
        key="new_diagnosis",
        asked="A new diagnosis or test result?",
        dose=DoseOutcome.HOLD,
        call=Call.ROUTINE,
        says="A new diagnosis or result: stay on this dose until the screening was asked again.",
    ),
    Change(
        key="pregnancy",
        asked="Pregnant, or may be?",
        dose=DoseOutcome.STOP,
        call=Call.TODAY,
        says="Pregnant, or may be: there are no data in pregnancy, so this plan ends here.",
        final=True,
    ),
    Change(
        key="trying_or_breastfeeding",
        asked="Trying for a pregnancy, or breast-feeding?",
        dose=DoseOutcome.PAUSE,
        call=Call.ROUTINE,
        says="Trying for a pregnancy or breast-feeding: pause until a practitioner has recorded a reason to go on.",
        screen_first=True,
    ),
    Change(
        key="hospital",
        asked="A hospital stay, surgery or a procedure, past or planned?",
        dose=DoseOutcome.PAUSE,
        call=Call.ROUTINE,
        says="Hospital, surgery or a procedure: pause; a practitioner resumes after new screening.",
        back_to_entry=True,
        screen_first=True,
    ),
    Change(
        key="ill_now",
        asked="Ill now with fever, vomiting or diarrhoea?",
        dose=DoseOutcome.PAUSE,
        call=Call.ROUTINE,
        says="Ill with fever, vomiting or diarrhoea: pause until 48 hours well.",
        well_days=2,
    ),
    Change(
        key="weight_changed",
        asked="Has the weight changed?",
        dose=DoseOutcome.HOLD,
        call=Call.ROUTINE,
        says="The weight changed: stay on this dose until the new weight is recorded.",
    ),
    Change(
        key="product_changed",
        asked="Has the product or its scoop changed?",
        dose=DoseOutcome.HOLD,
        call=Call.ROUTINE,
        says="The product or scoop changed: stay on this dose until the amount per scoop is recorded.",
    ),
)
"""Asked at every check-in, yes, no or unknown."""

PRODUCT_CHANGED: Final = "product_changed"
WEIGHT_CHANGED: Final = "weight_changed"

SCREENED_AFTER: Final = tuple(change.key for change in CHANGES if change.key not in {PRODUCT_CHANGED, WEIGHT_CHANGED})
"""Changes that a screening answers: all but those that wait for a product or a weight."""

WAITS_FOR_SCREENING: Final = frozenset({"new_medicine", "new_diagnosis"})
"""Changes that hold the dose until the screening was asked again, whoever was called about them."""

WAITS: Final = WAITS_FOR_SCREENING | {PRODUCT_CHANGED, WEIGHT_CHANGED}
"""Changes that hold the dose until something was recorded: a screening, a product, a weight."""

CHANGE_KEYS: Final = frozenset(change.key for change in CHANGES)
