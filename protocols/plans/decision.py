"""What a check-in led to, with everything that explains it."""

from datetime import date
from enum import StrEnum

from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Arithmetic
from protocols.evidence.link import Claim
from protocols.plans.check_in import CheckIn
from protocols.plans.effect import Effect
from protocols.text import Key
from protocols.value import Value


class Truth(StrEnum):
    """What became of a condition."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Considered(Value, frozen=True):
    """A rule, alarm, change or limit that was looked at: what it came to, and what it asks for if it holds."""

    key: str
    result: Truth
    dose: DoseOutcome
    call: Call
    says: str


class Dosing(Value, frozen=True):
    """An item's dose on a day: its step and the arithmetic; no step where nothing is to be taken."""

    item: Key
    step: Key | None
    arithmetic: Arithmetic | None


class BenefitSeen(StrEnum):
    """Whether the protocol's own endpoint was reached at the end of the course."""

    RESPONDED = "responded"
    NO_CLEAR_BENEFIT = "no_clear_benefit"
    CANNOT_BE_SAID = "cannot_be_said"


class Benefit(Value, frozen=True):
    """The answer of the course's endpoint, in the protocol's own words."""

    seen: BenefitSeen
    says: str


class Decision(Value, frozen=True):
    """The two outcomes with their reasons, the dose before and after, when it takes effect, and one plain sentence.

    `carry_on` marks an advance that has nowhere to go: the last step goes on to its planned end.
    `missing` names answers and questions that were not given.
    """

    check_in: CheckIn
    timing: Timing
    late_entered: bool
    baseline: dict[str, DecimalString]
    missing: tuple[str, ...]
    considered: tuple[Considered, ...]
    dose: DoseOutcome
    dose_because: tuple[str, ...]
    call: Call
    call_because: tuple[str, ...]
    carry_on: bool
    final: bool
    effective_on: date
    before: tuple[Dosing, ...]
    after: tuple[Dosing, ...]
    next_due: date | None
    next_checkpoint: Key | None
    claims: tuple[Claim, ...]
    records: tuple[Key, ...]
    benefit: Benefit | None
    sentence: str
    effect: Effect
