"""What the publish gate costs: the built-in protocols, one of a real size, and how fast it refuses what is too much."""

from functools import partial

from msgspec.structs import replace

from protocols.authoring.finding import Severity
from protocols.authoring.item import SubstanceItem
from protocols.authoring.proof import dimension
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.quantity import grams, grams_per_day
from protocols.dosing.substance import Substance
from tests.authoring.changing import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    asking,
    both,
    claimed,
    fields,
    fixed,
    item_of,
    measured,
    per_kg,
    rise,
    step,
)
from tests.benchmarks.bench_plan import tell
from tests.library.built_in import PROTOCOLS


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
    text = too_long(PROTOCOLS["glutamine-start-low"])
    print()
    tell("refuse a scale that is too long", lambda: anew(text), rounds=5)
