"""What must hold before a protocol can be used."""

from collections.abc import Iterator

from protocols.authoring.dose_safety import unsafe_doses
from protocols.authoring.finding import Finding, Severity, error
from protocols.authoring.honesty import dishonest
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.references import dangling, steps_of
from protocols.checkpoints.alarm import AlarmWeakened, check_alarms
from protocols.checkpoints.checkpoint import CheckpointKind


def verify(protocol: Protocol) -> tuple[Finding, ...]:
    """All findings, errors first; a name that stands for nothing is found first, because nothing more can be said."""
    names = tuple(dangling(protocol))
    if names:
        return names
    found = [*_alarms(protocol), *_watched(protocol), *unsafe_doses(protocol), *dishonest(protocol)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


def _alarms(protocol: Protocol) -> Iterator[Finding]:
    if not substance_items(protocol):
        return
    try:
        check_alarms(protocol.alarms)
    except AlarmWeakened as refused:
        yield error(refused.code, refused.pointer, refused.sentence)


def _watched(protocol: Protocol) -> Iterator[Finding]:
    """Every step is looked at, and the course has an end."""
    for place, item in enumerate(substance_items(protocol)):
        for step in steps_of(item):
            looked_at = any(
                checkpoint.kind is CheckpointKind.ROUTINE and (not checkpoint.steps or step in checkpoint.steps)
                for checkpoint in protocol.checkpoints
            )
            if not looked_at:
                yield error("step_unwatched", f"/items/{place}", f"No checkpoint looks at step {step}.")
    for place, checkpoint in enumerate(protocol.checkpoints):
        if (checkpoint.day is None) != (checkpoint.kind is CheckpointKind.BASELINE):
            yield error("checkpoint_day", f"/checkpoints/{place}", "Every checkpoint but the baseline has a day.")
    if not any(checkpoint.kind is CheckpointKind.END for checkpoint in protocol.checkpoints):
        yield error("no_end", "/checkpoints", "The course has no end checkpoint.")
