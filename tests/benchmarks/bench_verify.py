"""What the publish gate costs: the built-in protocols, one of a real size, and how fast it refuses what is too much."""

from functools import partial
from time import process_time
from typing import Final

from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof import dimension
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.quantity import grams, grams_per_day
from protocols.dosing.substance import Substance
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    asking,
    both,
    claimed,
    every,
    fields,
    fixed,
    item_of,
    measured,
    per_kg,
    percent,
    percent_rise,
    rise,
    step,
    times_limit,
)
from tests.benchmarks.bench_plan import tell
from tests.library.built_in import PROTOCOLS

MOST_SECONDS: Final = 2
"""In which a protocol of a real size is proved."""


def beside(text: Protocol, key: str, *steps: str) -> SubstanceItem:
    """One more item of four steps, the last two by weight."""
    doses = (fixed("1"), fixed("2"), per_kg("0.1"), per_kg("0.2"))
    split = expand(item_of(text).ladder).steps[-1].split
    rungs = tuple(step(name, dose, split=split) for name, dose in zip(steps, doses, strict=True))
    limits = replace(item_of(text).measuring, unit=grams("0.1"), day_cap=grams_per_day("40"), dose_cap=grams("15"))
    return replace(
        item_of(text),
        key=key,
        substance=Substance(key=key, name=key),
        ladder=Steps(entry=steps[0], steps=rungs),
        measuring=limits,
    )


def of_real_size(text: Protocol) -> Protocol:
    """3 items, 6 checkpoints, 12 steps, and the 8 measures that its rules look at."""
    more = ("alpha", "beta")
    looks = text.checkpoints[1]
    own: tuple[Change, ...] = tuple(claimed(key, *(f"{key}{place}" for place in range(4))) for key in more)
    checkpoints = tuple(
        replace(looks, key=f"{key}-check", item=key, steps=tuple(f"{key}{place}" for place in range(4))) for key in more
    )
    items = tuple(beside(text, key, *(f"{key}{place}" for place in range(4))) for key in more)
    return both(
        fields(items=(*text.items, *items), checkpoints=(*text.checkpoints, *checkpoints)),
        *own,
        measured(a_measure("mood"), a_measure("sleep")),
        asking("mood"),
        added(a_rule("low", answer("mood", "at_least", 7), "hold", "routine")),
        added(a_rule("lower", rise("mood", "at_least", 4, "earlier"), "step_back", "routine")),
    )(text)


def too_long(text: Protocol) -> Protocol:
    """A scale of 500 marks, compared with the baseline and with the check-in before."""
    rules = (
        a_rule("up", rise("score", "at_least", 50), "hold"),
        a_rule("again", rise("score", "at_least", 50, "earlier"), "hold"),
    )
    return both(measured(a_measure("score", "0", "500")), asking("score"), added(*rules))(text)


def with_laboratories(text: Protocol) -> Protocol:
    """Rules about laboratory values beside their limits, in per cent, since the start and since the check-in before."""
    rules = (
        a_rule("kidney", percent("egfr", "at_least", 15), "hold"),
        a_rule("kidney-again", percent("egfr", "at_least", 25, "earlier"), "pause"),
        a_rule("liver", times_limit("alt", "at_least", "3"), "stop", "today"),
        a_rule(
            "liver-rise", every(times_limit("ast", "at_least", "1.5"), percent_rise("ast", "at_least", "50")), "hold"
        ),
    )
    return added(*rules, to=everywhere(text))(text)


def too_many_comparisons(text: Protocol) -> Protocol:
    """One laboratory value beside its limit, its baseline and the value before, at every checkpoint on the way."""
    both_ways = every(percent("ast", "at_most", -50, "earlier"), times_limit("ast", "at_least", "1"))
    return added(a_rule("too-much", both_ways, "hold"), to=everywhere(text))(with_laboratories(text))


def everywhere(text: Protocol) -> tuple[str, ...]:
    return tuple(each.key for each in text.checkpoints if each.kind is not CheckpointKind.BASELINE)


def anew(text: Protocol) -> None:
    """As the first time: nothing is remembered of earlier protocols."""
    dimension._worked_out.cache_clear()
    verify(text)


def bench_the_built_in_protocols() -> None:
    print()
    for slug, text in PROTOCOLS.items():
        tell(slug, partial(anew, text), rounds=10)


def bench_a_protocol_of_a_real_size() -> None:
    text = of_real_size(PROTOCOLS["glutamine-start-low"])
    errors = [each.code for each in verify(text) if each.severity is Severity.ERROR]
    steps = sum(len(expand(each.ladder).steps) for each in text.items if isinstance(each, SubstanceItem))
    print()
    print(f"{len(text.items)} items, {len(text.checkpoints)} checkpoints, {steps} steps; errors: {errors}")
    tell("verify for the first time", lambda: anew(text), rounds=10)
    tell("verify again", lambda: verify(text), rounds=10)


def bench_what_is_refused() -> None:
    low = PROTOCOLS["glutamine-start-low"]
    print()
    tell("refuse a scale that is too long", partial(anew, too_long(low)), rounds=5)
    tell("refuse too many comparisons", partial(anew, too_many_comparisons(of_real_size(low))), rounds=5)


def bench_no_protocol_of_a_real_size_takes_two_seconds() -> None:
    """The bound that is promised, in seconds of the processor: what else runs beside is no fault of the gate."""
    text = of_real_size(PROTOCOLS["glutamine-start-low"])
    print()
    for named, what in (("of a real size", text), ("with laboratory values", with_laboratories(text))):
        began = process_time()
        anew(what)
        taken = process_time() - began
        print(f"{named:32}{taken:8.3f} s")
        assert taken < MOST_SECONDS, named
