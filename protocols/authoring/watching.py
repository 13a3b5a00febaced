"""What a caution brings to a plan that goes on in spite of it: measures to be asked, and checkpoints of their own."""

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from protocols.authoring.caution import BeforePassing, Watch
from protocols.authoring.finding import Finding, error
from protocols.authoring.protocol import Protocol, item_at, laboratory_of, substance_items
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.measure import MeasureKind
from protocols.dosing.ladder import expand


def under(protocol: Protocol, raised: Collection[str]) -> Protocol:
    """The protocol for a plan on which these cautions were raised: what they bring must be answered there."""
    meant = (each for each in protocol.checkpoints if not each.only_with or not set(each.only_with).isdisjoint(raised))
    return replace(protocol, checkpoints=tuple(_asking(protocol, each, raised) for each in meant))


def _asking(protocol: Protocol, checkpoint: Checkpoint, raised: Collection[str]) -> Checkpoint:
    more = watched(protocol, checkpoint, raised) - set(checkpoint.asks)
    if not more:
        return checkpoint
    asked = tuple(measure.key for measure in protocol.measures if measure.key in more)
    left = tuple(key for key in checkpoint.may_ask if key not in more)
    return replace(checkpoint, asks=(*checkpoint.asks, *asked), may_ask=left)


def watched(protocol: Protocol, checkpoint: Checkpoint, raised: Collection[str] | None = None) -> frozenset[str]:
    """The measures that these cautions bring to the checkpoint; none named: what any caution may bring."""
    return frozenset(
        key
        for caution in protocol.cautions
        for watch in caution.watches
        if (raised is None or caution.key in raised) and _looks(protocol, checkpoint, watch)
        for key in watch.measures
    )


def _looks(protocol: Protocol, checkpoint: Checkpoint, watch: Watch) -> bool:
    if checkpoint.kind is CheckpointKind.BASELINE:
        return watch.baseline
    if watch.day is not None and checkpoint.day == watch.day:
        return True
    return watch.each_step and _is_first_look(protocol, checkpoint)


def _is_first_look(protocol: Protocol, checkpoint: Checkpoint) -> bool:
    """Whether it is the first routine look at some step of its item, for every plan."""
    item = item_at(protocol, checkpoint)
    looks = [each for each in protocol.checkpoints if _is_routine(each) and item_at(protocol, each) == item]
    if item is None or checkpoint not in looks:
        return False
    at = ([each for each in looks if not each.steps or step.key in each.steps] for step in expand(item.ladder).steps)
    return any(min(found, key=lambda each: each.day or 0) == checkpoint for found in at if found)


def _is_routine(checkpoint: Checkpoint) -> bool:
    return checkpoint.kind is CheckpointKind.ROUTINE and not checkpoint.only_with


def never_watched(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each watching that no checkpoint does, and for each measure that its rules would not know of.

    Exact: each is looked up among the checkpoints as a plan's own are made (`under`), for any cautions that it raises.
    """
    for place, caution in enumerate(protocol.cautions):
        for number, watch in enumerate(caution.watches):
            where = f"/cautions/{place}/watches/{number}"
            yield from _unheld(protocol, watch, where)
        for number, before in enumerate(caution.before_passing):
            yield from _not_told(protocol, before, f"/cautions/{place}/before_passing/{number}")
    yield from _never_in(protocol)
    for place, checkpoint in enumerate(protocol.checkpoints):
        unknown = sorted(watched(protocol, checkpoint) - {*checkpoint.asks, *checkpoint.may_ask})
        if unknown:
            says = f"A caution brings {', '.join(unknown)} to {checkpoint.key}: it has to be among what it may ask."
            yield error("watch_not_askable", f"/checkpoints/{place}/may_ask", says)


def _not_told(protocol: Protocol, before: BeforePassing, where: str) -> Iterator[Finding]:
    """What nobody could tell before a first dose that passes the line already, and what is no value of a laboratory."""
    if all(checkpoint.kind is not CheckpointKind.BASELINE for checkpoint in protocol.checkpoints):
        yield error("before_passing_never_told", where, "There is no checkpoint before the start to tell it at.")
    kinds = {measure.key: measure.kind for measure in protocol.measures}
    for place, key in enumerate(before.measures):
        if kinds.get(key, MeasureKind.LABORATORY) is not MeasureKind.LABORATORY:
            says = f"{key} is no laboratory value: what must be known before a dose passes a line is one."
            yield error("before_passing_not_laboratory", f"{where}/measures/{place}", says)


def _never_in(protocol: Protocol) -> Iterator[Finding]:
    """Values without which nothing is taken, and that nobody could tell in time."""
    before = [each for each in protocol.checkpoints if each.kind is CheckpointKind.BASELINE]
    asked = {key for each in before for key in (*each.asks, *each.may_ask)}
    for place, key in enumerate(protocol.baseline_labs):
        if key not in laboratory_of(protocol):
            says = f"{key} is no laboratory value: what the first dose waits for is one."
            yield error("awaited_not_laboratory", f"/baseline_labs/{place}", says)
        elif key not in asked:
            says = f"The first dose waits for {key}, and no checkpoint before the start asks for it."
            yield error("awaited_never_told", f"/baseline_labs/{place}", says)


def _unheld(protocol: Protocol, watch: Watch, where: str) -> Iterator[Finding]:
    kinds = {checkpoint.kind for checkpoint in protocol.checkpoints}
    if watch.baseline and CheckpointKind.BASELINE not in kinds:
        yield error("watch_never_asked", f"{where}/baseline", "There is no checkpoint before the start.")
    on_the_way = [each for each in protocol.checkpoints if each.kind is not CheckpointKind.BASELINE]
    if watch.each_step and substance_items(protocol) and not any(_is_first_look(protocol, each) for each in on_the_way):
        yield error("watch_never_asked", f"{where}/each_step", "No checkpoint looks at each step.")
    if watch.day is not None and all(each.day != watch.day for each in on_the_way):
        yield error("watch_never_asked", f"{where}/day", f"No checkpoint is due on day {watch.day}.")
