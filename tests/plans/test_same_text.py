"""Going over to a text that says the same, under another number, changes no dose on any day."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.plans.decide import dosing
from protocols.plans.fold import affected
from protocols.plans.head import Head
from protocols.plans.migrate import mapped
from protocols.plans.position import LIVE, phase_on
from protocols.plans.schedule import schedule
from protocols.plans.taken_back import all_taken_back
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.life import Life
from tests.plans.test_whole_life import SPARSE, step
from tests.plans.walking import DAY, REASON, body, pinned
from tests.strategies.effort import effort
from tests.strategies.protocols import protocols

pytestmark = pytest.mark.no_cover  # a search: whatever it finds gets a row of its own


def days(head: Head, today: date) -> list[Any]:
    """What each day asks for, and may ask for, with the phase it is in."""
    return [
        (each.day, each.item, each.step, each.daily, each.parts, each.decided) for each in schedule(head, today).days
    ]


def check_same_text(protocol: Protocol, head: Head, today: date) -> None:
    """All stays; a rise that was decided is taken back, and when its step is looked at again is another question."""
    if phase_on(head, today) not in LIVE:
        return
    number = head.follows.revision.number + 1
    done = mapped((protocol, replace(pinned(protocol), number=number)), (protocol, head), REASON, today)
    back = all_taken_back(head, today)
    goes = affected(head, done.effect, head.seq, today)
    if back is None:
        assert days(goes, today) == days(head, today)
    else:
        stays, ahead = affected(head, back, head.seq, today), [today + DAY * offset for offset in SPARSE]
        assert [dosing(goes, each) for each in ahead] == [dosing(stays, each) for each in ahead]
    assert [each.over_from for each in done.items] == [None] * len(done.items)


def lived(protocol: Protocol, chance: Random, steps: int) -> None:
    today = date(2024, 1, 1) + timedelta(days=chance.randrange(3000))
    life = Life(protocol, today, strides=SPARSE)
    life.start(body(str(chance.randint(60, 100))), today + DAY * chance.choice([0, 0, 0, 3, -4]))
    for _ in range(steps):
        if life.is_over:
            return
        step(life, chance)
        check_same_text(protocol, life.head, life.today)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_same_text_changes_no_dose_of_a_built_in_protocol(slug: str) -> None:
    chance = Random(f"{slug} 1")
    for _ in range(8):
        lived(PROTOCOLS[slug], chance, 12)


@effort(10)
@given(protocols(), st.integers(0, 10**6))
def test_the_same_text_changes_no_dose(protocol: Protocol, seed: int) -> None:
    lived(protocol, Random(seed), 12)
