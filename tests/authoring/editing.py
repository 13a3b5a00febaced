"""Changes to a text, and what is said of them."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from protocols.authoring.caution import Asked, Trigger
from protocols.authoring.diff import diff
from protocols.authoring.difference import Matters
from protocols.authoring.protocol import Protocol
from protocols.decimal_string import DecimalString
from tests.authoring.changing import LOW, powder, written_steps

Change = Callable[[Protocol], Protocol]
UP, WEAKER, EITHER, DOWN, STRONGER, OTHER, WORDING = Matters


def the(name: str, key: str, **fields: Any) -> Change:
    """One entry of a list changed."""
    return lambda text: replace(
        text, **{name: tuple(replace(each, **fields) if each.key == key else each for each in getattr(text, name))}
    )


def without(name: str, key: str) -> Change:
    return lambda text: replace(text, **{name: tuple(each for each in getattr(text, name) if each.key != key)})


def also(name: str, *entries: Any) -> Change:
    return lambda text: replace(text, **{name: (*getattr(text, name), *entries)})


def text(**fields: Any) -> Change:
    return lambda before: replace(before, **fields)


def item(**fields: Any) -> Change:
    return the("items", "glutamine", **fields)


def limits(**fields: Any) -> Change:
    return lambda before: item(measuring=replace(powder(before).measuring, **fields))(before)


def ladder(**fields: Any) -> Change:
    return lambda before: item(ladder=replace(written_steps(powder(before)), **fields))(before)


def steps(change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Change:
    return lambda before: ladder(steps=change(written_steps(powder(before)).steps))(before)


def the_step(key: str, **fields: Any) -> Change:
    return steps(lambda found: tuple(replace(each, **fields) if each.key == key else each for each in found))


def both(*changes: Change) -> Change:
    def change(before: Protocol) -> Protocol:
        for each in changes:
            before = each(before)
        return before

    return change


def asked(key: str, **fields: Any) -> Change:
    """The one trigger of a caution that asks a question, changed."""
    return lambda before: the(
        "cautions",
        key,
        triggers=tuple(
            replace(each, **fields) if isinstance(each, Asked) else each
            for caution in before.cautions
            if caution.key == key
            for each in caution.triggers
        ),
    )(before)


def triggered(trigger: Trigger) -> Change:
    return the("cautions", "under-18", triggers=(trigger,))


def entry(name: str, key: str, of: Protocol = LOW) -> Any:
    return next(each for each in getattr(of, name) if each.key == key)


def words(**fields: Any) -> Change:
    return lambda before: replace(before, client_text=replace(before.client_text, **fields))


def limit(predicate: Any, value: str) -> Any:
    """The condition with another limit in the first of its leaves."""
    if hasattr(predicate, "value"):
        return replace(predicate, value=DecimalString(value))
    return replace(predicate, of=(limit(predicate.of[0], value), *predicate.of[1:]))


def told(before: Protocol, after: Protocol) -> list[tuple[Matters, str]]:
    """What matters, and how it is said, of each difference."""
    return [(each.matters, each.says) for each in diff(before, after)]


def check(change: Change, matters: Matters, says: str) -> None:
    """Made to the text that starts low, the change is said so and weighed so."""
    found = {each: weighed for weighed, each in told(LOW, change(LOW))}
    assert found.get(says) is matters, found
