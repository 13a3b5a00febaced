"""Whether the laboratory values that cautions look at are judged without a gap."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, pairwise

from protocols.authoring.caution import Action, OnResult, ResultBelow, ResultBetween, ResultNotKnown, results_of
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.measure import Measure, MeasureKind, Worse
from protocols.value import Value


class _Band(Value, frozen=True):
    """From which value to below which one a caution is raised, how strongly, and where that is written."""

    least: Decimal
    below: Decimal
    action: Action
    where: str


def misjudged(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each trigger that cannot read its value, and for each worse value that is answered more weakly.

    Exact: between the edges of its bands every value of a measure is answered alike.
    """
    measures = {measure.key: measure for measure in protocol.measures}
    found = (_unreadable(trigger, measures[trigger.measure], where) for where, _, trigger in _triggers(protocol))
    bands = (_uneven(measures[key], _bands(protocol, measures[key])) for key in results_of(protocol.cautions))
    yield from chain.from_iterable((*found, *bands))


def _triggers(protocol: Protocol) -> Iterator[tuple[str, Action, OnResult]]:
    for place, caution in enumerate(protocol.cautions):
        for number, trigger in enumerate(caution.triggers):
            if isinstance(trigger, OnResult):
                yield f"/cautions/{place}/triggers/{number}", caution.action, trigger


def _unreadable(trigger: OnResult, measure: Measure, where: str) -> Iterator[Finding]:
    if measure.kind is not MeasureKind.LABORATORY:
        says = f"{measure.key} is no laboratory value: the screening is told none, so that this is never raised by one."
        yield error("not_a_laboratory_value", f"{where}/measure", says)
    if isinstance(trigger, ResultNotKnown):
        return
    if measure.worse is not Worse.LOWER:
        says = f"A caution is raised by low values; of {measure.key} low ones are not said to be the worse."
        yield error("low_is_not_worse", f"{where}/measure", says)
    edges = {"below": trigger.below} | ({"least": trigger.least} if isinstance(trigger, ResultBetween) else {})
    for name, edge in edges.items():
        if not measure.low < edge <= measure.high:
            says = f"{measure.label} goes from {measure.low} to {measure.high} {measure.unit}; {edge} is no edge there."
            yield error("edge_off_scale", f"{where}/{name}", says)


def _bands(protocol: Protocol, measure: Measure) -> tuple[_Band, ...]:
    return tuple(
        _Band(
            least=measure.low if isinstance(trigger, ResultBelow) else trigger.least,
            below=trigger.below,
            action=action,
            where=where,
        )
        for where, action, trigger in _triggers(protocol)
        if trigger.measure == measure.key and not isinstance(trigger, ResultNotKnown)
    )


def _uneven(measure: Measure, bands: tuple[_Band, ...]) -> Iterator[Finding]:
    """Between two edges that follow each other the same bands hold; each stretch is looked at from the worst end on."""
    edges = sorted({measure.low, *(band.least for band in bands), *(band.below for band in bands)})
    stretches = [(least, below, _over(bands, least)) for least, below in pairwise(edges)]
    for (least, _, worse), (_, below, better) in pairwise(stretches):
        if _strongest(worse) < _strongest(better):
            says = f"{measure.label}: a value from {least} is answered more weakly than one just below {below}."
            yield error("worse_value_weaker", better[0].where, says)
    for least, below, over in stretches:
        if len(over) > 1:
            says = f"{measure.label}: a value from {least} to below {below} lies in {len(over)} bands."
            yield warning("bands_overlap", over[1].where, says)


def _over(bands: tuple[_Band, ...], value: Decimal) -> list[_Band]:
    return [band for band in bands if band.least <= value < band.below]


def _strongest(bands: list[_Band]) -> int:
    """0 where nothing is raised; an exclusion is the strongest."""
    return max((len(Action) - list(Action).index(band.action) for band in bands), default=0)
