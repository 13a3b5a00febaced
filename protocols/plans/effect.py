"""What a decision or an adjustment does to a plan: the facts that folding the log adds up."""

from datetime import date
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.checkpoints.predicate import Facts
from protocols.decimal_string import DecimalString
from protocols.dosing.body import Body
from protocols.dosing.product import Product
from protocols.evidence.work import WorkStatus
from protocols.plans.person import Practitioner
from protocols.plans.screening import Screened
from protocols.plans.snapshot import Declared, Follows, PlannedItem
from protocols.text import Key, Line
from protocols.value import Value


class StopReason(StrEnum):
    """Why a plan ended.

    Taken up again by name, after new screening: `reaction`, `alarm`, `clients_choice`, `new_caution` and
    `hospital_or_surgery`, unless the end is marked final. After all others a new plan begins with a new screening.
    """

    REACTION = "reaction"
    ALARM = "alarm"
    CLIENTS_CHOICE = "clients_choice"
    PREGNANCY = "pregnancy"
    NEW_CAUTION = "new_caution"
    HOSPITAL_OR_SURGERY = "hospital_or_surgery"
    NO_BENEFIT = "no_benefit"
    COMPLETED_EARLY = "completed_early"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    ENTERED_IN_ERROR = "entered_in_error"
    DIED = "died"


class Move(Value, frozen=True):
    """An item goes to a step from a day on, with the doses of one weighing.

    `begun` is day 1 on the step, earlier than `from_day` where only the dose changes; days before `counts_from` do not
    count towards its least days. `settled` makes the step the maintenance dose. `by_calendar` is a fall that comes on
    its day by itself; `arrived_by` is the outcome of a check-in that led there. `resolved` is the place of the doses
    among those of the plan: 0 as started, one more after each weighing.
    """

    item: Key
    step: Key
    from_day: date
    begun: date
    counts_from: date
    arrived_by: DoseOutcome | None = None
    settled: bool = False
    by_calendar: bool = False
    resolved: int = 0


class SymptomFree(Value, frozen=True):
    """So many whole days without symptoms come before a resume; `on` is the first day after them."""

    days: int
    on: date


class Pausing(Value, frozen=True):
    """An item holds no dose from a day on; left on the entry step or lower, or only after new screening, if so marked.

    Where a pause is open already, the earlier day and the stricter mark of the two stand. `lapsed` says that nobody
    paused it: its check-in was not done in time. `not_before` is the first day on which it may be resumed,
    `symptom_free` what comes before that where symptoms paused it.
    """

    item: Key
    since: date
    back_to_entry: bool = False
    screen_first: bool = False
    lapsed: bool = False
    not_before: date | None = None
    symptom_free: SymptomFree | None = None


class Resuming(Value, frozen=True):
    """An item's pause ends: this is the first day with a dose."""

    item: Key
    on: date


class Ended(Value, frozen=True):
    """From this day on there is no dose; a final end is never resumed."""

    on: date
    reason: StopReason
    final: bool


class Ending(Value, frozen=True):
    """One item ends while the plan goes on."""

    item: Key
    ended: Ended


class Extending(Value, frozen=True):
    """An item's hard last day moves on to this day."""

    item: Key
    until: date


class Again(Value, frozen=True):
    """A checkpoint is due again."""

    due: date
    opens: date


class Seen(Value, frozen=True):
    """A checkpoint was looked at; `again` where it is due once more.

    `begun` is day 1 on the step that was looked at; it is null for a checkpoint whose day belongs to the course.
    """

    checkpoint: Key
    again: Again | None
    begun: date | None = None


class Resolved(Value, frozen=True):
    """The doses of every step for a newly measured body."""

    body: Body
    items: tuple[PlannedItem, ...]


class Anchored(Value, frozen=True):
    """The event that the course hangs on has moved: day 1 of the course now, and the calendar limit that goes with it.

    Day 1 of the course is what checkpoints of the course are counted from; the plan's own start stays where it was.
    """

    course_from: date
    calendar_limit: date


class OffRow(Value, frozen=True):
    """Whole days without any dose, from a day up to but without another.

    A check-in told them, or a pause that was told late, and nobody has told of a dose since. `answered` are those that
    a decision or a resume has gone by already: the same row asks for the same thing once.
    """

    since: date
    until: date
    answered: int = 0


class Remembered(Value, frozen=True):
    """What check-ins left behind besides their effects, as it is without one that was made void."""

    baseline: dict[str, DecimalString]
    baseline_limits: dict[str, DecimalString]
    earlier: dict[str, DecimalString]
    before: tuple[Facts, ...]
    fired: dict[str, int]
    holds: dict[Key, int]
    check_ins: tuple[date, ...]
    refreshed_on: date | None = None
    weight_told_on: date | None = None
    unanswered: dict[Key, date] = msgspec.field(default_factory=dict)
    within_rules: tuple[Key, ...] = ()
    sampled: dict[str, date] = msgspec.field(default_factory=dict)
    results: dict[str, Result] = msgspec.field(default_factory=dict)
    off_rows: dict[Key, OffRow] = msgspec.field(default_factory=dict)


class Judged(Value, frozen=True):
    """What the rules made of laboratory values told with a screening, to be known as if a check-in had told them.

    `first` are those that nothing was known of to compare with, `limits` the laboratories' limits, `fired` the rules
    that were true, `within` the values that lie within every rule about them.
    """

    answers: dict[str, DecimalString]
    first: dict[str, DecimalString]
    limits: dict[str, DecimalString]
    fired: tuple[Key, ...]
    within: tuple[Key, ...]


class Acknowledged(Value, frozen=True):
    """A finding of a plan that a named practitioner has taken note of: which, why it stood, who, when.

    `because` is what raised a caution, so that the same caution raised by something else is a new finding; it is empty
    for a result that is awaited, and for a plan that is over because nobody spoke to its client.
    """

    about: Key
    because: str
    by: Practitioner
    on: date


class EvidenceSeen(Value, frozen=True):
    """A named practitioner has seen what was said of a publication that the plan rests on: which, what, who, when."""

    work: Key
    status: WorkStatus
    by: Practitioner
    on: date


class Review(Value, frozen=True):
    """When the reason against a caution is looked at next; by whom and when it was last, and a change since then."""

    caution: Key
    next_on: date
    by: Practitioner | None = None
    on: date | None = None
    changed_on: date | None = None


class Effect(Value, frozen=True):
    """The change to a plan; the same events always add up to the same plan, whatever engine reads them.

    `cancels` are the items of which a rise that has not begun by `day` is taken back, `counted_holds` those whose hold
    adds to the row of holds on their step. `ended` ends the whole plan, and
    `reopens` takes back such an end. `product`, `declared`, `resolved`, `anchored`, `screened` and `follows` replace
    what was known before. `recalls` says that the text which the plan follows was recalled; another text lifts that.
    `remembers` is what check-ins left behind, where one of them was made void. `results` are laboratory values told
    with a screening that did not pass: they count all the same; `judged` is what the rules made of such values.
    `screening_due` says that the screening is to be asked in full before anything rises, because the client's record
    changed. `acknowledges` is what was noted, `evidence_seen` which doubts of publications were, `reviews` what is
    looked at again and when; they touch no dose. `ring_first` is who is rung before anybody else about the call.
    `off_rows` are days without a dose, by item, that a pause was told too late for; the days that passed stay as they
    were decided. `resolved_before` are the doses of another text for the weighings before that of `resolved`, with
    which doses were entered. `forgets` are the measures by which another text means other numbers: what was answered of
    them is compared with no more.
    """

    day: date
    moves: tuple[Move, ...] = ()
    cancels: tuple[Key, ...] = ()
    pauses: tuple[Pausing, ...] = ()
    resumes: tuple[Resuming, ...] = ()
    ends: tuple[Ending, ...] = ()
    extends: tuple[Extending, ...] = ()
    ended: Ended | None = None
    reopens: bool = False
    seen: tuple[Seen, ...] = ()
    counted_holds: tuple[Key, ...] = ()
    closes_calls: tuple[int, ...] = ()
    call: Call = Call.NONE
    call_because: tuple[Key, ...] = ()
    product: Product | None = None
    declared: tuple[Declared, ...] | None = None
    resolved: Resolved | None = None
    anchored: Anchored | None = None
    screened: Screened | None = None
    screening_due: bool = False
    follows: Follows | None = None
    recalls: bool = False
    remembers: Remembered | None = None
    judged: Judged | None = None
    results: dict[str, Result] = msgspec.field(default_factory=dict)
    acknowledges: tuple[Acknowledged, ...] = ()
    reviews: tuple[Review, ...] = ()
    ring_first: Line | None = None
    evidence_seen: tuple[EvidenceSeen, ...] = ()
    off_rows: dict[Key, OffRow] = msgspec.field(default_factory=dict)
    resolved_before: tuple[Resolved, ...] = ()
    forgets: tuple[Key, ...] = ()


def needs_screening(effect: Effect) -> bool:
    """Whether a screening must come after this: a stop, a pause that says so, or a change of the client's record."""
    ends = (effect.ended, *(each.ended for each in effect.ends))
    stopped = any(ended is not None and ended.reason is not StopReason.COMPLETED for ended in ends)
    return stopped or effect.screening_due or any(pausing.screen_first for pausing in effect.pauses)


def decides_a_dose(effect: Effect) -> bool:
    """Whether a dose, a rise ahead or an end is decided by it, or the body, dates or text that doses rest on.

    Another weight counts also where the doses stay. A pause that only marks a lapse was decided by nobody.
    """
    paused = any(not each.lapsed for each in effect.pauses)
    changed = (effect.moves, effect.cancels, effect.resumes, effect.ends, effect.extends)
    replaced = (effect.ended, effect.resolved, effect.anchored, effect.follows)
    return paused or effect.reopens or any(changed) or any(each is not None for each in replaced)


def decides_nothing(effect: Effect) -> bool:
    """Whether a proposed rise still stands after it: a call closed, a product recorded, a note taken."""
    changed = tuple(each for each in effect.reviews if each.changed_on is not None)
    rest = replace(effect, closes_calls=(), product=None, acknowledges=(), evidence_seen=(), reviews=changed)
    return rest == Effect(day=effect.day)
