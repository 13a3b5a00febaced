"""From an outline and the catalogue to the whole protocol."""

from itertools import chain

from msgspec.structs import replace

from protocols.authoring.caution import Caution
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import LOCKED, Alarm
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.evidence.link import AboutCaution, AboutRule, Claim
from protocols.library.entries import (
    Catalogue,
    NotInCatalogue,
    RuleEntry,
    caution_named,
    measure_named,
    rule_set_named,
)
from protocols.library.outline import Difference, Outline


def compose(outline: Outline, catalogue: Catalogue) -> Protocol:
    """The protocol that the outline stands for; raises NotInCatalogue for a name that stands for nothing."""
    _check_differences(outline)
    rules = _rules(outline, catalogue)
    return Protocol(
        slug=outline.slug,
        title=outline.title,
        summary=outline.summary,
        for_whom=outline.for_whom,
        basis_note=outline.basis_note,
        language=outline.language,
        tags=outline.tags,
        items=outline.items,
        calendar_limit_days=outline.calendar_limit_days,
        measures=tuple(measure_named(catalogue, key) for key in outline.measures),
        alarms=_alarms(outline.alarms),
        cautions=tuple(_caution(outline, catalogue, key) for key in outline.cautions),
        checkpoints=tuple(_checkpoint(checkpoint, catalogue) for checkpoint in outline.checkpoints),
        rules=tuple(entry.rule for entry in rules),
        claims=(*outline.claims, *_caution_claims(outline, catalogue), *map(_rule_claim, rules)),
        client_text=outline.client_text,
        response=outline.response,
        anchored_to=outline.anchored_to,
        baseline_labs=outline.baseline_labs,
    )


def _check_differences(outline: Outline) -> None:
    for place, difference in enumerate(outline.differences):
        if difference.caution not in outline.cautions:
            pointer = f"/differences/{place}/caution"
            raise NotInCatalogue(f"{outline.slug} does not carry the caution {difference.caution}.", pointer=pointer)


def _alarms(own: tuple[Alarm, ...]) -> tuple[Alarm, ...]:
    """The locked list in its order, each replaced by the protocol's own of that key, then what the protocol adds."""
    by_key = {alarm.key: alarm for alarm in own}
    locked = tuple(by_key.pop(alarm.key, alarm) for alarm in LOCKED)
    return (*locked, *by_key.values())


def _rules(outline: Outline, catalogue: Catalogue) -> tuple[RuleEntry, ...]:
    """Every rule of every set that a checkpoint names, once, in the order of the checkpoints."""
    names = dict.fromkeys(chain.from_iterable(checkpoint.rules for checkpoint in outline.checkpoints))
    return tuple(chain.from_iterable(rule_set_named(catalogue, name).rules for name in names))


def _checkpoint(checkpoint: Checkpoint, catalogue: Catalogue) -> Checkpoint:
    entries = chain.from_iterable(rule_set_named(catalogue, name).rules for name in checkpoint.rules)
    return replace(checkpoint, rules=tuple(entry.rule.key for entry in entries))


def _difference(outline: Outline, key: str) -> Difference | None:
    return next((difference for difference in outline.differences if difference.caution == key), None)


def _caution(outline: Outline, catalogue: Catalogue, key: str) -> Caution:
    caution = caution_named(catalogue, key).caution
    difference = _difference(outline, key)
    if difference is None:
        return caution
    return replace(
        caution,
        action=difference.action or caution.action,
        triggers=(*(difference.instead or caution.triggers), *difference.also),
        brings=difference.brings or caution.brings,
        watches=caution.watches if difference.watches is None else difference.watches,
    )


def _caution_claims(outline: Outline, catalogue: Catalogue) -> tuple[Claim, ...]:
    return tuple(_caution_claim(outline, catalogue, key) for key in outline.cautions)


def _caution_claim(outline: Outline, catalogue: Catalogue, key: str) -> Claim:
    entry, difference = caution_named(catalogue, key), _difference(outline, key)
    says = entry.says if difference is None else f"{entry.says} {difference.because}"
    return Claim(about=AboutCaution(caution=key), says=says, basis=entry.basis, links=entry.links)


def _rule_claim(entry: RuleEntry) -> Claim:
    return Claim(about=AboutRule(rule=entry.rule.key), says=entry.says, basis=entry.basis, links=entry.links)
