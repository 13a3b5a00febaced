"""Lives for as long as you like, most of them made up: of those that break a promise the shortest for each place.

`make hunt` runs it, and says how to live one again. The suite lives a few dozen such lives each time; an
engine that was changed deserves thousands.
"""

import argparse
import time
import traceback
from datetime import date
from pathlib import Path
from random import Random
from typing import Final, Literal

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from protocols import wire
from protocols.authoring.protocol import Protocol, substance_items
from protocols.dosing.body import Body
from protocols.value import Value
from tests.authoring.test_safe_protocols import SAFE
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.test_oracle import lived_twice
from tests.plans.test_whole_life import walk_on
from tests.strategies.people import bodies, start_days
from tests.strategies.protocols import protocols

FOLDER: Final = Path(".hunt")
MADE_UP: Final = st.tuples(protocols(), bodies(), start_days(), st.sampled_from([0, 0, 0, 4, -3]))
LIVES_OF_EACH: Final = 6
EVENTS: Final = 150


class Case(Value, frozen=True):
    """All that a life follows from."""

    way: Literal["twice", "whole"]
    protocol: Protocol
    body: Body
    start_on: date
    offset: int
    seed: int


def lived(case: Case) -> None:
    """The life once more; raises AssertionError where it breaks a promise."""
    if case.way == "twice":
        lived_twice(case.protocol, case.body, case.start_on, case.offset, case.seed)
    else:
        walk_on(case.protocol, Random(case.seed), EVENTS)


def known(number: int) -> Protocol:
    """One of the built-in protocols, or of the unusual ones that are safe."""
    chance = Random(number)
    _, text, change = chance.choice(SAFE)
    return chance.choice([PROTOCOLS[chance.choice(SLUGS)], change(text)])


class Hunt:
    """What was found so far: how many lives, and for each place the smallest protocol that leads there."""

    def __init__(self, until: float) -> None:
        self.until, self.lives = until, 0
        self.found: dict[str, tuple[int, Path]] = {}

    def run(self, number: int) -> None:
        """Live on until the time is over."""

        @seed(number)
        @settings(
            max_examples=10**6,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(MADE_UP, st.integers(0, 10**9))
        def live(drawn: tuple[Protocol, Body, date, int], first: int) -> None:
            if time.monotonic() > self.until:
                raise TimeoutError
            self._try(Case("whole", known(first), *drawn[1:], first))
            for place in range(LIVES_OF_EACH):
                way: Literal["twice", "whole"] = "whole" if place == 0 else "twice"
                self._try(Case(way, *drawn, first + place))

        try:
            live()
        except TimeoutError:
            return

    def _try(self, case: Case) -> None:
        self.lives += 1
        try:
            lived(case)
        except AssertionError as broken:
            last = traceback.extract_tb(broken.__traceback__)[-1]
            self._note(f"{Path(last.filename).stem}-{last.lineno}", case)

    def _note(self, where: str, case: Case) -> None:
        size = len(substance_items(case.protocol)) * 100 + len(case.protocol.checkpoints)
        if where in self.found and self.found[where][0] <= size:
            return
        FOLDER.mkdir(exist_ok=True)
        file = FOLDER / f"{where}.json"
        file.write_bytes(wire.encode(case))
        self.found[where] = (size, file)
        print(f"{where}: python -m tests.plans.hunting --again {file}", flush=True)


def main() -> int:
    """Hunt, or live one life again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="other numbers find other lives")
    parser.add_argument("--again", type=Path, help="a life that broke a promise")
    asked = parser.parse_args()
    if asked.again is not None:
        lived(wire.decode(asked.again.read_bytes(), Case))
        return 0
    hunt = Hunt(time.monotonic() + asked.seconds)
    hunt.run(asked.seed)
    print(f"{hunt.lives} lives of seed {asked.seed}: {len(hunt.found)} places where a promise broke.")
    return 1 if hunt.found else 0


if __name__ == "__main__":
    raise SystemExit(main())
