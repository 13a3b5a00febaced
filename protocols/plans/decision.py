"""What a check-in led to, with everything that explains it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from protocols.checkpoints.checkpoint import Timing
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import Facts
from protocols.decimal_string import DecimalString
from protocols.dosing.arithmetic import Arithmetic
from protocols.evidence.link import Claim
from protocols.plans.check_in import CheckIn
from protocols.plans.effect import Effect, OffRow
from protocols.plans.entering import Entered
from protocols.plans.proposal import Proposal
from protocols.text import Key, Line
from protocols.value import Value


class Truth(StrEnum):
    """What became of a condition."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Considered(Value, frozen=True):
    """A rule, alarm, change or limit that was looked at: what it came to, and what it asks for if it holds.

    `key` is that of the protocol's rule, or begins with `alarm-` or `change-` and ends with the question's key, or
    begins with `caution-` and ends with the key of a caution that a laboratory value newly raises, or begins with
    `limit-`: what holds, lowers or stops whatever the rules say, such as `limit-not-asked`. A rule that is unknown asks
    for a hold. `items` are those that it moves; none named: every item. A rule that came to different things for
    different items, because it looks at their days or their way of arrival, stands here once for each.
    """

    key: str
    result: Truth
    dose: DoseOutcome
    call: Call
    says: str
    items: tuple[Key, ...] = ()


class Dosing(Value, frozen=True):
    """An item's dose on a day: its step and the arithmetic; no step where nothing is to be taken."""

    item: Key
    step: Key | None
    arithmetic: Arithmetic | None

    @property
    def grams(self) -> Decimal:
        """The g of the day; 0 where nothing is to be taken."""
        return Decimal(0) if self.arithmetic is None else Decimal(self.arithmetic.daily.value)


class BenefitSeen(StrEnum):
    """Whether the protocol's own endpoint was reached at the end of the course."""

    RESPONDED = "responded"
    NO_CLEAR_BENEFIT = "no_clear_benefit"
    CANNOT_BE_SAID = "cannot_be_said"


class Benefit(Value, frozen=True):
    """The answer of the course's endpoint, in the protocol's own words."""

    seen: BenefitSeen
    says: str


class ItemOutcome(Value, frozen=True):
    """What happens to the dose of one item, and why.

    `carry_on` is an advance that raises nothing: there is no step above, or another item rises first. `settles` makes
    the present step the maintenance dose, because the one above was tried often enough.
    """

    item: Key
    dose: DoseOutcome
    because: tuple[Key, ...]
    carry_on: bool = False
    settles: bool = False


class Decision(Value, frozen=True):
    """The two outcomes with their reasons, the dose before and after, when it takes effect, and one plain sentence.

    `after` shows each item on the day on which its own change takes effect; `effective_on` is that of the deciding one:
    for a rise the latest of the day after the check-in, the day after it was entered, and the end of the step's least
    days; for anything else today. `late_entered` marks one dated before the latest decision, which may be another
    check-in, or an act or a report that decided a dose: it can only lower.

    `dose` is the strongest over the items; `items` says what happens to each. `carry_on` marks an advance that has
    nowhere to go: the last step goes on to its planned end. `baseline` and `knew` are in the measures' own units,
    `baseline_limits` the laboratories' upper limits told with the baseline. `missing` names answers and questions that
    were not given. `knew` is all that the rules looked at, for the item that the checkpoint means; `remembers` is what
    the next check-in still looks at, for conditions over several in a row. `within_rules` are the laboratory values
    told so far of which the newest lies within the rules about it, `sampled` the days of their newest samples,
    `results` the newest values told at check-ins so far of what the cautions look at, in the measures' own units.
    `off_rows` are the whole days in a row without a dose, by item, that may have reached up to this check-in: a pause
    or a later row that joins them makes them longer.

    A lower weight told here lowers doses by weight at once, beside what is decided: `before` has the doses from before
    it. `entered` says in which capacity it was entered. Where that was no practitioner's, nothing rises: `proposed` is
    what would, until a practitioner confirms it or something newer is decided; meanwhile the dose holds. `ring_first`
    is who is rung before anybody else about the call, such as a chemotherapy line.
    """

    check_in: CheckIn
    timing: Timing
    late_entered: bool
    baseline: dict[str, DecimalString]
    baseline_limits: dict[str, DecimalString]
    missing: tuple[str, ...]
    knew: Facts
    remembers: tuple[Facts, ...]
    within_rules: tuple[Key, ...]
    results: dict[Key, Result]
    off_rows: dict[Key, OffRow]
    considered: tuple[Considered, ...]
    dose: DoseOutcome
    dose_because: tuple[str, ...]
    call: Call
    call_because: tuple[str, ...]
    ring_first: Line | None
    items: tuple[ItemOutcome, ...]
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
    entered: Entered
    proposed: Proposal | None
    sentence: str
    effect: Effect
    sampled: dict[Key, date] = msgspec.field(default_factory=dict)
