"""What the strategies make is what they promise: protocols without an error, and bodies that can start."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given

from protocols.authoring.finding import Severity
from protocols.authoring.item import Mode
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.verify import verify
from protocols.checkpoints.checkpoint import Anchor
from protocols.checkpoints.rule import BackTo
from protocols.dosing.body import Body
from protocols.dosing.dose import ByWeightDose, PerKgDose
from protocols.dosing.ladder import Ramp, Step, expand
from tests.plans.walking import begin, wish
from tests.strategies.effort import effort
from tests.strategies.people import bodies, start_days
from tests.strategies.protocols import protocols, steps_of


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@effort(40)
@given(protocols())
def test_a_made_up_protocol_has_no_error(protocol: Protocol) -> None:
    assert [each for each in verify(protocol) if each.severity is Severity.ERROR] == []


@effort(30)
@given(protocols(), bodies(), start_days())
def test_a_made_up_client_can_start(protocol: Protocol, body: Body, day: date) -> None:
    snapshot = begin(protocol, wish(protocol, day, body, agreed_on=day), day)
    for item in snapshot.items:
        daily = [step.arithmetic.daily.value for step in item.steps]
        assert daily == sorted(set(daily))
        assert all(step.arithmetic.parts and step.arithmetic.units for step in (*item.steps, *item.taper))
        assert all(part.units for step in (*item.steps, *item.taper) for part in step.arithmetic.parts)
        falling = [step.arithmetic.daily.value for step in item.taper]
        assert falling == sorted(set(falling), reverse=True)
        assert max(falling, default=Decimal(0)) < daily[-1]


def steps_in(protocol: Protocol) -> list[tuple[Step, ...]]:
    return [steps_of(item) for item in substance_items(protocol)]


SEEN: Final[dict[str, Callable[[Protocol], bool]]] = {
    "a course of one day": lambda found: max(step.planned_days for steps in steps_in(found) for step in steps) == 1,
    "a course of two years": lambda found: found.calendar_limit_days > 670,
    "three items": lambda found: len(found.items) == 3,
    "six steps": lambda found: any(len(steps) == 6 for steps in steps_in(found)),
    "a ramp": lambda found: any(isinstance(item.ladder, Ramp) for item in substance_items(found)),
    "an entry above the lowest": lambda found: any(
        expand(item.ladder).entry != steps_of(item)[0].key for item in substance_items(found)
    ),
    "a taper": lambda found: any(item.taper for item in substance_items(found)),
    "a scheduled taper": lambda found: any(
        item.taper and item.mode is Mode.SCHEDULED for item in substance_items(found)
    ),
    "a dose per kg": lambda found: any(isinstance(steps[0].dose, PerKgDose) for steps in steps_in(found)),
    "a dose by weight": lambda found: any(isinstance(steps[0].dose, ByWeightDose) for steps in steps_in(found)),
    "unequal parts": lambda found: any(step.split[0].share is not None for steps in steps_in(found) for step in steps),
    "a rule for one item": lambda found: any(rule.items and "clear" not in rule.key for rule in found.rules),
    "a row": lambda found: any(rule.key == "in-a-row" for rule in found.rules),
    "a comparison with last time": lambda found: any(rule.key == "worse-than-last-time" for rule in found.rules),
    "a step back to the last clear one": lambda found: any(rule.back_to is BackTo.LAST_CLEAR for rule in found.rules),
    "a day of the course": lambda found: any(each.anchor is Anchor.COURSE for each in found.checkpoints),
    "a day of the course on some steps": lambda found: any(
        each.key == "course" and each.steps for each in found.checkpoints
    ),
    "a look of a caution": lambda found: any(each.only_with for each in found.checkpoints),
    "an end for each item": lambda found: any(each.key == "end-a" for each in found.checkpoints),
    "a look that repeats": lambda found: any(each.every for each in found.checkpoints),
}


def test_all_that_a_protocol_may_have_is_made_up_sooner_or_later() -> None:
    seen: Counter[str] = Counter()

    @effort(150)
    @given(protocols())
    def count(protocol: Protocol) -> None:
        seen.update(name for name, has in SEEN.items() if has(protocol))

    count()
    assert {name for name in SEEN if seen[name] < 3} == set()
