"""A plan from its start to its end and beyond, whatever is told and whatever is done on the way."""

from datetime import date, timedelta
from random import Random
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from protocols import wire
from protocols.authoring.protocol import Protocol, substance_items
from protocols.plans.position import Phase, at, windows
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.life import Life
from tests.plans.walking import DAY, body
from tests.strategies.acting import adjustments, an_act, asking_first, resuming
from tests.strategies.effort import effort
from tests.strategies.people import bodies, start_days
from tests.strategies.protocols import protocols
from tests.strategies.saying import a_check_in, all_well, check_ins

pytestmark = pytest.mark.no_cover  # a search: whatever it finds gets a row of its own

SPARSE: Final = (0, 1, 2, 3, 7, 8, 14, 15, 29, 56, 110)
"""The days ahead that a long walk looks at."""


class WholeLife(RuleBasedStateMachine):
    """Days pass, check-ins and acts come in any order; every promise is checked after each."""

    life: Life

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        built_in = data.draw(st.integers(0, 3)) == 0
        protocol = PROTOCOLS[data.draw(st.sampled_from(SLUGS))] if built_in else data.draw(protocols())
        start_on = data.draw(start_days())
        today = start_on + DAY * data.draw(st.sampled_from([0, 0, 0, -5, 6]))
        self.life = Life(protocol, today)
        self.life.start(body() if built_in else data.draw(bodies()), start_on)

    @rule(days=st.sampled_from([1, 1, 2, 3, 6, 7, 8, 15, 22, 30]))
    def wait(self, days: int) -> None:
        self.life.wait(days)

    @rule(late=st.sampled_from([-1, 0, 0, 0, 0, 2, 5, 8, 15]), chance=st.randoms(use_true_random=False))
    def come_in_well(self, late: int, chance: Random) -> None:
        ahead = windows(self.life.head, self.life.today)
        if ahead:
            self.life.wait(max(0, (ahead[0].due - self.life.today).days + late))
            if (asked := asking_first(chance, self.life.protocol, self.life.head, self.life.today)) is not None:
                self.life.act(asked)
            self.life.tell(
                all_well(self.life.protocol, ahead[0].checkpoint, self.life.head.snapshot.start_on, self.life.today)
            )

    @rule(data=st.data())
    def tell(self, data: st.DataObject) -> None:
        self.life.tell(data.draw(check_ins(self.life.protocol, self.life.head, self.life.today)))

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        self.life.act(data.draw(adjustments(self.life.protocol, self.life.head, self.life.today)))

    @precondition(lambda self: at(self.life.head, self.life.today).phase in {Phase.PAUSED, Phase.STOPPED})
    @rule(chance=st.randoms(use_true_random=False))
    def come_back(self, chance: Random) -> None:
        self.life.act(resuming(chance, self.life.protocol, None, self.life.today))

    @invariant()
    def log(self) -> None:
        if hasattr(self, "life"):
            self.life.check_log()


WholeLife.TestCase.settings = effort(12, stateful_step_count=15)
TestWholeLife: Any = WholeLife.TestCase


def walk_on(protocol: Protocol, chance: Random, steps: int) -> int:
    """So many things happen, one plan after the other; how many plans there were."""
    plans, left = 0, steps
    while left > 0:
        today = date(2024, 1, 1) + timedelta(days=chance.randrange(3000))
        life = Life(protocol, today, strides=SPARSE)
        life.start(body(str(chance.randint(60, 100))), today + DAY * chance.choice([0, 0, 0, 3, -4]))
        plans, over = plans + 1, 0
        while left > 0 and over < 6:
            left -= 1
            step(life, chance)
            over += life.is_over
        life.check_log()
    return plans


def step(life: Life, chance: Random) -> None:
    """One thing happens: a check-in when it is due, or at any time, or an act."""
    drawn = chance.random()
    ahead = windows(life.head, life.today)
    if drawn < 0.45 and ahead:
        life.wait(max(0, (ahead[0].due - life.today).days + chance.choice([0, 0, 0, 0, 1, 4])))
        if (asked := asking_first(chance, life.protocol, life.head, life.today)) is not None:
            life.act(asked)
        life.tell(all_well(life.protocol, ahead[0].checkpoint, life.head.snapshot.start_on, life.today))
    elif drawn < 0.7:
        life.wait(chance.choice([0, 1, 1, 3, 7, 9]))
        life.tell(a_check_in(chance, life.protocol, life.head, life.today))
    elif drawn < 0.85 and at(life.head, life.today).phase in {Phase.PAUSED, Phase.STOPPED}:
        life.act(resuming(chance, life.protocol, None, life.today))
    else:
        life.wait(chance.choice([0, 0, 1, 2]))
        life.act(an_act(chance, life.protocol, life.head, life.today))


@pytest.mark.parametrize("slug", SLUGS)
def test_a_thousand_steps_on_a_built_in_protocol(slug: str) -> None:
    assert walk_on(PROTOCOLS[slug], Random(f"{slug} 1"), 1000) > 5


def test_hundreds_of_steps_on_made_up_protocols() -> None:
    """On a dozen of them: the first that is made up is always the simplest there is, one step of one item."""
    lived: dict[str, int] = {}

    @effort(12)
    @given(protocols(), st.integers(0, 10**6))
    def live(protocol: Protocol, seed: int) -> None:
        lived[wire.content_hash(wire.encode(protocol))] = len(substance_items(protocol))
        assert walk_on(protocol, Random(seed), 60) > 0

    live()
    assert len(lived) > 8
    assert set(lived.values()) == {1, 2, 3}
