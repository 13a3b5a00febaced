"""The shortest way into what a finding is about."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import msgspec

from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.text import Key
from protocols.value import Value

Count = Annotated[int, msgspec.Meta(ge=0)]


class Said(StrEnum):
    """What became of a question: answered yes, answered no, or not asked."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class Situation(Value, frozen=True, omit_defaults=True):
    """What is known at a check-in: a measure that stands in `answers` was answered, one that is absent was not asked.

    `baseline` and `earlier` are what the answers are compared with, `limits` and `baseline_limits` the upper limits
    that laboratories told with the answers and with the baseline. `emergency` and `today` say whether an alarm of that
    level was raised, `change` whether anything changed. `fired` counts the earlier check-ins at which a rule was true;
    `held` those just before at which the condition of a row held, by the JSON pointer of the row, `undecided` those
    before them at which it was asked for and not answered.
    Whatever is absent makes no difference.
    """

    answers: dict[Key, DecimalString] = msgspec.field(default_factory=dict)
    baseline: dict[Key, DecimalString] = msgspec.field(default_factory=dict)
    earlier: dict[Key, DecimalString] = msgspec.field(default_factory=dict)
    limits: dict[Key, DecimalString] = msgspec.field(default_factory=dict)
    baseline_limits: dict[Key, DecimalString] = msgspec.field(default_factory=dict)
    emergency: Said | None = None
    today: Said | None = None
    change: Said | None = None
    days_on_step: Count | None = None
    arrived_by: DoseOutcome | None = None
    fired: dict[Key, Count] = msgspec.field(default_factory=dict)
    held: dict[str, Count] = msgspec.field(default_factory=dict)
    undecided: dict[str, Count] = msgspec.field(default_factory=dict)


class Led(Value, frozen=True):
    """Where a check-in leads on both axes."""

    dose: DoseOutcome
    call: Call


class CounterExample(Value, frozen=True, omit_defaults=True):
    """What leads to a finding, as short as it can be: a body in kg and cm, or a check-in and where it leads.

    `ideal_weight` is one in kg that was entered, where none of a height does it.

    `instead` holds only what is different in the check-in that it is compared with, `without` the measure or question
    that is left out there, and `instead_leads_to` where that one leads. `item` and `step` stand where they matter.
    """

    weight: DecimalString | None = None
    height: DecimalString | None = None
    ideal_weight: DecimalString | None = None
    checkpoint: Key | None = None
    item: Key | None = None
    step: Key | None = None
    cautions: tuple[Key, ...] = ()
    given: Situation | None = None
    leads_to: Led | None = None
    instead: Situation | None = None
    without: str | None = None
    instead_leads_to: Led | None = None


def together(parts: Iterable[Situation]) -> Situation:
    """Everything that the parts say; where two speak of the same, the later one counts."""
    said: dict[str, object] = {}
    for part in parts:
        for name in part.__struct_fields__:
            value = getattr(part, name)
            if isinstance(value, dict):
                before = said.get(name)
                said[name] = {**before, **value} if isinstance(before, dict) else value
            elif value is not None:
                said[name] = value
    return msgspec.structs.replace(Situation(), **said)


def different(one: Situation, other: Situation) -> Situation:
    """What the second says otherwise than the first."""
    changed: dict[str, object] = {}
    for name in other.__struct_fields__:
        before, after = getattr(one, name), getattr(other, name)
        if isinstance(after, dict):
            changed[name] = {key: value for key, value in after.items() if before.get(key) != value}
        elif after is not None and after != before:
            changed[name] = after
    return msgspec.structs.replace(Situation(), **changed)
