"""Whether what is measured means what the engine takes it for, and whether what looks at it can ever be decided."""

from collections.abc import Iterator

from protocols.authoring.finding import Finding, error
from protocols.authoring.protocol import Protocol
from protocols.authoring.references import placed_leaves
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.measure import BODY_WEIGHT, Measure, MeasureKind
from protocols.checkpoints.own_measures import otherwise
from protocols.checkpoints.predicate import FallIs, PercentFallIs, Predicate, Since, TimesLimitIs


def mismeasured(protocol: Protocol) -> Iterator[Finding]:
    """Measures of the engine's own that are another thing here, and conditions that no answer can decide.

    Exact: every field of such a measure is compared with its own, and every condition, however deep, with its measure.
    A rule that can never be decided holds for ever, and never does what it is there for.
    """
    for place, measure in enumerate(protocol.measures):
        for name, own in otherwise(measure).items():
            says = f"The engine itself reads {measure.key}: its {name} is {own}, in every protocol."
            yield error("measure_redefined", f"/measures/{place}/{name}", says)
    known = _known_before(protocol)
    measures = {measure.key: measure for measure in protocol.measures}
    for where, leaf in _placed(protocol):
        why = _undecided(leaf, measures) or _nothing_before(leaf, known)
        if why is not None:
            yield error("condition_undecidable", where, f"This can never be decided: {why}.")


def _placed(protocol: Protocol) -> Iterator[tuple[str, Predicate]]:
    """Every condition that is not made of others, in the rules and in the endpoints."""
    for place, rule in enumerate(protocol.rules):
        yield from placed_leaves(rule.when, f"/rules/{place}/when")
    for place, endpoint in enumerate(protocol.response.endpoints if protocol.response else ()):
        yield from placed_leaves(endpoint, f"/response/endpoints/{place}")


def _undecided(leaf: Predicate, measures: dict[str, Measure]) -> str | None:
    """Why the sort of its measure leaves it undecided."""
    match leaf:
        case TimesLimitIs():
            measure = measures[leaf.measure]
            if measure.kind is MeasureKind.LABORATORY and measure.high > 0:
                return None
            return f"no laboratory reports a limit with {leaf.measure}"
        case PercentFallIs(since=Since.BASELINE) if measures[leaf.measure].baseline_is_zero:
            return f"{leaf.measure} begins at 0, and nothing is a share of that"
        case _:
            return None


def _nothing_before(leaf: Predicate, known: frozenset[str]) -> str | None:
    """A fall since the start where nobody asks before it; a rise then begins at 0, which decides it."""
    match leaf:
        case FallIs(since=Since.BASELINE) | PercentFallIs(since=Since.BASELINE) if leaf.measure not in known:
            return f"no checkpoint before the start asks for {leaf.measure}"
        case _:
            return None


def _known_before(protocol: Protocol) -> frozenset[str]:
    """What can be known from before the start: what is asked then, the weight, zeros, and first laboratory values."""
    return frozenset(
        measure.key
        for measure in protocol.measures
        if measure.key == BODY_WEIGHT or measure.baseline_is_zero or measure.kind is MeasureKind.LABORATORY
    ) | frozenset(
        key
        for checkpoint in protocol.checkpoints
        if checkpoint.kind is CheckpointKind.BASELINE
        for key in (*checkpoint.asks, *checkpoint.may_ask)
    )
