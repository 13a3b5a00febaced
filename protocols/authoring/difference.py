"""One thing that two texts of a protocol say differently."""

from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec

from protocols.value import Value


class DifferenceKind(StrEnum):
    """What became of it; `added` and `removed` also where one of the texts leaves an optional field empty."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


class Concern(StrEnum):
    """What a difference is about."""

    ITEM = "item"
    DOSE = "dose"
    DURATION = "duration"
    COURSE = "course"
    MEASURE = "measure"
    CHECKPOINT = "checkpoint"
    RULE = "rule"
    ALARM = "alarm"
    CAUTION = "caution"
    EVIDENCE = "evidence"
    TEXT = "text"
    CATALOGUE = "catalogue"


class Matters(StrEnum):
    """What a difference does to doses and safeguards; written in the order in which they are to be read.

    `dose_up`, `dose_down`: more or less is taken, or may be, at once or in total. `safeguard_weaker`,
    `safeguard_stronger`: what limits, watches, asks, holds or stops. `either_way`: a dose or a safeguard changes, and
    it cannot be told to which side, or it differs from client to client: read it as if weaker. `other`: anything else,
    such as evidence. `wording`: words that neither the service nor the client acts on.
    """

    DOSE_UP = "dose_up"
    SAFEGUARD_WEAKER = "safeguard_weaker"
    EITHER_WAY = "either_way"
    DOSE_DOWN = "dose_down"
    SAFEGUARD_STRONGER = "safeguard_stronger"
    OTHER = "other"
    WORDING = "wording"


_OPPOSITE: Final = {
    Matters.DOSE_UP: Matters.DOSE_DOWN,
    Matters.DOSE_DOWN: Matters.DOSE_UP,
    Matters.SAFEGUARD_WEAKER: Matters.SAFEGUARD_STRONGER,
    Matters.SAFEGUARD_STRONGER: Matters.SAFEGUARD_WEAKER,
}


def opposite(matters: Matters) -> Matters:
    """What the same difference matters when it is taken back."""
    return _OPPOSITE.get(matters, matters)


class Difference(Value, frozen=True):
    """What changed, what it matters, and one sentence that says so.

    `before_at` and `after_at` are RFC 6901 pointers into the two texts, null where that text has nothing of the kind;
    `before` and `after` are what stands there, as JSON (for `moved`, the names in their order).
    """

    kind: DifferenceKind
    concerns: Concern
    matters: Matters
    before_at: str | None
    after_at: str | None
    before: Annotated[Any, msgspec.Meta(description="What stands there before, as JSON.")]
    after: Annotated[Any, msgspec.Meta(description="What stands there after, as JSON.")]
    says: str
