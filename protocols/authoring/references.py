"""Whether every name that a protocol uses stands for something in it."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from protocols.authoring.caution import OnResult
from protocols.authoring.finding import Finding, error
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol, item_at, substance_items
from protocols.checkpoints.predicate import (
    AllOf,
    AnyOf,
    FiredBefore,
    InARow,
    Measured,
    Not,
    Predicate,
)
from protocols.dosing.ladder import Ramp, expand
from protocols.evidence.link import (
    About,
    AboutCaution,
    AboutCheckpoint,
    AboutDose,
    AboutDuration,
    AboutProtocol,
    AboutRule,
)


def dangling(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each name that stands for nothing, and for each that stands twice.

    Exact: every field that names something is looked up in the one list that it can name.
    """
    yield from _twice(protocol)
    yield from _in_checkpoints(protocol)
    yield from _in_rules(protocol)
    for place, claim in enumerate(protocol.claims):
        missing = _missing_subject(protocol, claim.about)
        if missing is not None:
            yield _unknown(f"/claims/{place}/about", missing)
    for place, caution in enumerate(protocol.cautions):
        for number, watch in enumerate(caution.watches):
            where = f"/cautions/{place}/watches/{number}/measures"
            yield from _unknown_among(watch.measures, _measures(protocol), where)
        for number, trigger in enumerate(caution.triggers):
            if isinstance(trigger, OnResult) and trigger.measure not in _measures(protocol):
                yield _unknown(f"/cautions/{place}/triggers/{number}/measure", trigger.measure)
        for number, before in enumerate(caution.before_passing):
            where = f"/cautions/{place}/before_passing/{number}/measures"
            yield from _unknown_among(before.measures, _measures(protocol), where)
    for place, alarm in enumerate(protocol.alarms):
        named = () if alarm.first_call is None else alarm.first_call.rules
        yield from _unknown_among(named, {rule.key for rule in protocol.rules}, f"/alarms/{place}/first_call/rules")
    yield from _unknown_among(protocol.baseline_labs, _measures(protocol), "/baseline_labs")


def steps_of(item: SubstanceItem) -> tuple[str, ...]:
    """The keys of an item's steps, in order: its ladder, then its taper."""
    return tuple(step.key for step in (*expand(item.ladder).steps, *item.taper))


def step_pointers(item: SubstanceItem, place: int) -> tuple[str, ...]:
    """The JSON pointers of an item's steps, in the same order; a ramp stands for the steps that it does not write."""
    ladder, where = item.ladder, f"/items/{place}"
    written = (
        [f"{where}/ladder"] * len(expand(ladder).steps)
        if isinstance(ladder, Ramp)
        else [f"{where}/ladder/steps/{number}" for number in range(len(ladder.steps))]
    )
    return (*written, *(f"{where}/taper/{number}" for number in range(len(item.taper))))


def _measures(protocol: Protocol) -> set[str]:
    return {measure.key for measure in protocol.measures}


def _unknown(pointer: str, name: str) -> Finding:
    return error("unknown_name", pointer, f"Nothing in this protocol is called {name}.")


def _unknown_among(names: Iterable[str], known: set[str], pointer: str) -> Iterator[Finding]:
    return (_unknown(f"{pointer}/{place}", name) for place, name in enumerate(names) if name not in known)


def _twice(protocol: Protocol) -> Iterator[Finding]:
    lists = {
        "items": [item.key for item in protocol.items],
        "measures": [measure.key for measure in protocol.measures],
        "alarms": [alarm.key for alarm in protocol.alarms],
        "cautions": [caution.key for caution in protocol.cautions],
        "checkpoints": [checkpoint.key for checkpoint in protocol.checkpoints],
        "rules": [rule.key for rule in protocol.rules],
    }
    for name, keys in lists.items():
        for place, key in enumerate(keys):
            if key in keys[:place]:
                yield error("name_twice", f"/{name}/{place}/key", f"{key} already names another entry.")


def _in_checkpoints(protocol: Protocol) -> Iterator[Finding]:
    rules = {rule.key for rule in protocol.rules}
    cautions = {caution.key for caution in protocol.cautions}
    items = {item.key for item in substance_items(protocol)}
    for place, checkpoint in enumerate(protocol.checkpoints):
        where = f"/checkpoints/{place}"
        if checkpoint.item is not None and checkpoint.item not in items:
            yield _unknown(f"{where}/item", checkpoint.item)
        item = item_at(protocol, checkpoint)
        steps = set() if item is None else set(steps_of(item))
        yield from _unknown_among(checkpoint.asks, _measures(protocol), f"{where}/asks")
        yield from _unknown_among(checkpoint.may_ask, _measures(protocol), f"{where}/may_ask")
        yield from _unknown_among(checkpoint.rules, rules, f"{where}/rules")
        yield from _unknown_among(checkpoint.steps, steps, f"{where}/steps")
        yield from _unknown_among(checkpoint.only_with, cautions, f"{where}/only_with")


def _in_rules(protocol: Protocol) -> Iterator[Finding]:
    rules = {rule.key for rule in protocol.rules}
    items = {item.key for item in substance_items(protocol)}
    for place, rule in enumerate(protocol.rules):
        yield from _in_condition(rule.when, f"/rules/{place}/when", _measures(protocol), rules)
        yield from _unknown_among(rule.items, items, f"/rules/{place}/items")
    for place, endpoint in enumerate(protocol.response.endpoints if protocol.response else ()):
        yield from _in_condition(endpoint, f"/response/endpoints/{place}", _measures(protocol), rules)


def _in_condition(predicate: Predicate, pointer: str, measures: set[str], rules: set[str]) -> Iterator[Finding]:
    for where, leaf in placed_leaves(predicate, pointer):
        if isinstance(leaf, Measured) and leaf.measure not in measures:
            yield _unknown(f"{where}/measure", leaf.measure)
        elif isinstance(leaf, FiredBefore) and leaf.rule not in rules:
            yield _unknown(f"{where}/rule", leaf.rule)


def placed_leaves(predicate: Predicate, pointer: str) -> Iterator[tuple[str, Predicate]]:
    """Every condition inside that is not made of others, with its JSON pointer."""
    match predicate:
        case AllOf() | AnyOf():
            for place, each in enumerate(predicate.of):
                yield from placed_leaves(each, f"{pointer}/of/{place}")
        case Not() | InARow():
            yield from placed_leaves(predicate.of, f"{pointer}/of")
        case _:
            yield pointer, predicate


def _missing_subject(protocol: Protocol, about: About) -> str | None:
    match about:
        case AboutDose(item=item, step=step) | AboutDuration(item=item, step=step):
            return _missing_step(protocol, item, step)
        case AboutCaution(caution=name):
            known = {caution.key for caution in protocol.cautions}
        case AboutRule(rule=name):
            known = {rule.key for rule in protocol.rules}
        case AboutCheckpoint(checkpoint=name):
            known = {checkpoint.key for checkpoint in protocol.checkpoints}
        case AboutProtocol():
            return None
        case _:
            assert_never(about)
    return None if name in known else name


def _missing_step(protocol: Protocol, key: str, step: str | None) -> str | None:
    found = next((item for item in protocol.items if item.key == key), None)
    if found is None:
        return key
    if step is None or (isinstance(found, SubstanceItem) and step in steps_of(found)):
        return None
    return f"{key}/{step}"
