"""What one decision costs: load, decide, encode, fold."""

import statistics
import time
from collections.abc import Callable

from protocols import wire
from protocols.plans.decide import decide
from protocols.plans.fold import fold
from protocols.plans.head import Head
from protocols.plans.schedule import schedule
from tests.plans.scripting import tried
from tests.plans.walking import DAY, DAY_1, check_ins_all_well, walk

ROUNDS = 200


def median_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the median round."""
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def tell(what: str, work: Callable[[], object], rounds: int = ROUNDS) -> None:
    print(f"{what:32}{median_ms(work, rounds):8.3f} ms")


def bench_a_check_in() -> None:
    plan = walk()
    head, stored = plan.head, wire.encode(plan.head)
    check_in = plan.well(DAY_1 + DAY * 6)
    text = wire.encode(plan.protocol)
    print()
    tell("decide one check-in", lambda: decide(plan.protocol, head, check_in, check_in.on))
    tell(f"decode a head of {len(stored)} bytes", lambda: wire.decode(stored, Head))
    tell(f"decode a text of {len(text)} bytes", lambda: wire.decode(text, type(plan.protocol)))


def bench_a_whole_course() -> None:
    plan = walk()
    check_ins_all_well(plan, DAY_1 + DAY * 70)
    head = walk().head
    print()
    tell(f"fold {len(plan.events)} events", lambda: fold(plan.events))
    tell("schedule of 70 days", lambda: schedule(head, DAY_1))


def bench_a_simulated_course() -> None:
    print()
    tell("preview without a course", tried)
    tell("preview with a course of 70 days", lambda: tried(otherwise="well"))
