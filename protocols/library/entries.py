"""What the built-in protocols share: measures, cautions with what they rest on, and sets of rules."""

from protocols.authoring.caution import Caution
from protocols.checkpoints.measure import Measure
from protocols.checkpoints.rule import Rule
from protocols.evidence.link import Basis, Link
from protocols.refusal import Refusal
from protocols.text import Key, Prose
from protocols.value import Value


class NotInCatalogue(Refusal):
    """An outline that names something the catalogue does not have."""

    code = "not_in_catalogue"
    title = "The catalogue has no such entry"


class CautionEntry(Value, frozen=True):
    """A caution, with the claim that every protocol carrying it makes about it."""

    caution: Caution
    says: Prose
    basis: Basis
    links: tuple[Link, ...]


class RuleEntry(Value, frozen=True):
    """A rule, with the claim that every protocol carrying it makes about it."""

    rule: Rule
    says: Prose
    basis: Basis
    links: tuple[Link, ...]


class RuleSet(Value, frozen=True):
    """Rules that a checkpoint takes together, by a shared name."""

    key: Key
    rules: tuple[RuleEntry, ...]


class Catalogue(Value, frozen=True):
    """Everything that an outline may name."""

    measures: tuple[Measure, ...]
    cautions: tuple[CautionEntry, ...]
    rule_sets: tuple[RuleSet, ...]


def measure_named(catalogue: Catalogue, key: str) -> Measure:
    """The measure of this key; raises NotInCatalogue."""
    found = next((measure for measure in catalogue.measures if measure.key == key), None)
    if found is None:
        raise NotInCatalogue(f"The catalogue has no measure {key}.", pointer="/measures")
    return found


def caution_named(catalogue: Catalogue, key: str) -> CautionEntry:
    """The entry of the caution of this key; raises NotInCatalogue."""
    found = next((entry for entry in catalogue.cautions if entry.caution.key == key), None)
    if found is None:
        raise NotInCatalogue(f"The catalogue has no caution {key}.", pointer="/cautions")
    return found


def rule_set_named(catalogue: Catalogue, key: str) -> RuleSet:
    """The rule set of this key; raises NotInCatalogue."""
    found = next((rule_set for rule_set in catalogue.rule_sets if rule_set.key == key), None)
    if found is None:
        raise NotInCatalogue(f"The catalogue has no rule set {key}.", pointer="/checkpoints")
    return found
