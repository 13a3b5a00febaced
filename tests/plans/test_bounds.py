"""The figures beside the code of plans: how much may be written, and what holds where nothing is said."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from protocols import wire
from protocols.checkpoints.outcome import DoseOutcome
from protocols.dosing.quantity import Unit, grams_per_day, of
from protocols.plans.acts import CloseCall, Weigh
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.decision import ItemOutcome
from protocols.plans.effect import Effect, Move, Pausing
from protocols.plans.entry import CheckInThen
from protocols.plans.event import ENGINE, Stamp
from protocols.plans.screened_on import VALID_DAYS
from protocols.plans.screening import REVIEW_DAYS, SHORTEST_REASON, Screening
from protocols.plans.script import AGE, Script
from protocols.plans.snapshot import Declared
from protocols.plans.spans import Break, Span
from protocols.plans.walk import MOST_EVENTS, MOST_WORK
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY_1, REASON, pinned, reasons, stamp

START_LOW = PROTOCOLS["glutamine-start-low"]
WEIGHT = of("70", Unit.KILOGRAM)
OTHER = Declared(substance="zinc", name="Other", daily=grams_per_day("1"))
REASONED = reasons(PROTOCOLS["glutamine-chemotherapy"])[0]

# what is bounded, its field, the least and the most; None where there is no most
NUMBERS: list[tuple[Any, str, int, int | None]] = [
    (CheckIn(on=DAY_1), "off_days", 0, 731),
    (CheckInThen(), "off_days", 0, 731),
    (CloseCall(reason=REASON, call=2), "call", 1, None),
    (Script(), "age", 0, 120),
    (pinned(START_LOW), "number", 1, None),
    (stamp(2, DAY_1), "seq", 1, None),
]


@pytest.mark.parametrize(("value", "field", "least", "most"), NUMBERS, ids=lambda each: str(each)[:12])
def test_from_the_least_to_the_most(value: Any, field: str, least: int, most: int | None) -> None:
    written = msgspec.json.decode(wire.encode(value))
    for number in (least, least if most is None else most):
        assert getattr(wire.decode(wire.encode(written | {field: number}), type(value)), field) == number
    for number in (least - 1, -1 if most is None else most + 1):
        with pytest.raises(msgspec.ValidationError, match=field):
            wire.decode(wire.encode(written | {field: number}), type(value))


def named(count: int, value: Any) -> dict[str, Any]:
    return {f"k{place}": value for place in range(count)}


# what is written, its field, so many of what
MANY: list[tuple[Any, str, int, Any]] = [
    (CheckIn(on=DAY_1), "answers", 100, "1"),
    (CheckInThen(), "answers", 100, "1"),
    (Script(), "answers", 50, []),
    (Script(), "declared", 20, OTHER),
    (Script(), "overrides", 60, REASONED),
]


@pytest.mark.parametrize(("value", "field", "most", "each"), MANY, ids=lambda each: str(each)[:12])
def test_no_more_than_so_many(value: Any, field: str, most: int, each: Any) -> None:
    written = msgspec.json.decode(wire.encode(value))
    for count in (most, most + 1):
        several = named(count, each) if field == "answers" else [each] * count
        said = wire.encode(written | {field: several})
        if count == most:
            assert len(getattr(wire.decode(said, type(value)), field)) == most
            continue
        with pytest.raises(msgspec.ValidationError, match=field):
            wire.decode(said, type(value))


def test_one_answer_of_a_script_has_at_most_100_values() -> None:
    for count in (100, 101):
        said = wire.encode({"answers": {"tolerance": [named(count, "1")]}})
        if count == 100:
            assert len(wire.decode(said, Script).answers["tolerance"]) == 1
            continue
        with pytest.raises(msgspec.ValidationError, match="answers"):
            wire.decode(said, Script)


def test_an_instant_has_its_offset() -> None:
    written = msgspec.json.decode(wire.encode(stamp(1, DAY_1)))
    assert wire.decode(wire.encode(written), Stamp).at == datetime(2026, 11, 23, 9, tzinfo=UTC)
    with pytest.raises(msgspec.ValidationError, match="at"):
        wire.decode(wire.encode(written | {"at": "2026-11-23T09:00:00"}), Stamp)


def test_days_and_sizes() -> None:
    assert (VALID_DAYS, SHORTEST_REASON, REVIEW_DAYS, AGE, ENGINE) == (90, 20, 30, 40, "1")
    assert (MOST_EVENTS, MOST_WORK) == (500, 60_000)


def test_what_holds_where_nothing_is_said() -> None:
    weigh = Weigh(reason=REASON, weight=WEIGHT)
    assert (weigh.confirmed, weigh.loss_was_planned) == (False, False)
    assert (Told().confirmed_none, Screening().confirmed_none, Script().confirmed) == (False, False, False)
    item = ItemOutcome(item="alpha", dose=DoseOutcome.HOLD, because=())
    assert (item.carry_on, item.settles) == (False, False)
    move = Move(item="alpha", step="a1", from_day=DAY_1, begun=DAY_1, counts_from=DAY_1)
    span = Span(step="a1", since=DAY_1, begun=DAY_1, counts_from=DAY_1)
    assert [(each.settled, each.by_calendar, each.resolved) for each in (move, span)] == [(False, False, 0)] * 2
    pausing, pause = Pausing(item="alpha", since=DAY_1), Break(since=date(2026, 11, 23), until=None)
    assert [(each.back_to_entry, each.screen_first) for each in (pausing, pause)] == [(False, False)] * 2
    assert (pausing.not_before, pause.not_before) == (None, None)
    effect = Effect(day=DAY_1)
    assert (effect.reopens, effect.counted_holds) == (False, ())
