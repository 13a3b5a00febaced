"""What must hold before a protocol can be used."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from protocols.authoring.dose_safety import unsafe_doses
from protocols.authoring.finding import Finding, Severity, error
from protocols.authoring.honesty import dishonest, doubtful
from protocols.authoring.liveness import stuck
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.joined import Joined, joined
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.references import dangling
from protocols.authoring.rule_outcomes import misleading
from protocols.authoring.rule_use import idle, living, misused, weak_alarms
from protocols.authoring.value_bands import misjudged
from protocols.authoring.watching import never_watched
from protocols.checkpoints.alarm import AlarmWeakened, check_alarms
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.evidence.work import Work


def verify(protocol: Protocol, works: Mapping[str, Work] | None = None) -> tuple[Finding, ...]:
    """All findings, errors first; a name that stands for nothing is found first, because nothing more can be said.

    Nothing here is sampled. Doses are worked out for every weight that a body can be entered with (`proof.amounts`).
    Rules are followed through a decision diagram that leaves no combination of answers out (`proof.regions`,
    `proof.diagram`), and steps through each item's automaton (`course`). Where that is more than can be tried, the
    finding `too_large_to_prove` says so, and the protocol is not published.
    With `works`, by key, also whether what it rests on still stands.
    """
    names = tuple(dangling(protocol))
    if names:
        return names
    found = [
        *_alarms(protocol),
        *_ends(protocol),
        *_provable("/items", unsafe_doses(protocol)),
        *misused(protocol),
        *never_watched(protocol),
        *misjudged(protocol),
        *_once(_rules(protocol)),
        *dishonest(protocol),
        *(() if works is None else doubtful(protocol, works)),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


def _once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """The first that says so of a place: several checkpoints with the same rules find the same."""
    found: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        found.setdefault((finding.code, finding.pointer), finding)
    return found.values()


TOO_LARGE: Final = "too_large_to_prove"


def _too_large(pointer: str, refused: TooLarge) -> Finding:
    return error(TOO_LARGE, pointer, f"There is more here than can be tried in full: {refused.helps}.")


def _provable(pointer: str, findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings, or that there is too much to look for them."""
    try:
        yield from findings
    except TooLarge as refused:
        yield _too_large(pointer, refused)


def _rules(protocol: Protocol) -> Iterator[Finding]:
    """What the rules lead to, and where that leads the steps."""
    try:
        alive = living(protocol)
    except TooLarge as refused:
        yield _too_large("/rules", refused)
        alive = frozenset(rule.key for rule in protocol.rules)
    joints: dict[str, Joined] = {}
    for place, checkpoint in enumerate(protocol.checkpoints):
        try:
            joints[checkpoint.key] = joined(protocol, place, alive)
        except TooLarge as refused:
            yield _too_large(f"/checkpoints/{place}/rules", refused)
    for joint in joints.values():
        yield from _provable(f"/checkpoints/{joint.place}/rules", misleading(protocol, joint))
    everywhere = tuple(joints.values())
    yield from _provable("/rules", idle(protocol, alive, everywhere))
    yield from _provable("/rules", weak_alarms(protocol, everywhere, alive))
    yield from stuck(protocol, joints)


def _alarms(protocol: Protocol) -> Iterator[Finding]:
    if not substance_items(protocol):
        return
    try:
        check_alarms(protocol.alarms)
    except AlarmWeakened as refused:
        yield error(refused.code, refused.pointer, refused.sentence)


def _ends(protocol: Protocol) -> Iterator[Finding]:
    """Every checkpoint knows its day, and the course has an end."""
    for place, checkpoint in enumerate(protocol.checkpoints):
        if (checkpoint.day is None) != (checkpoint.kind is CheckpointKind.BASELINE):
            yield error("checkpoint_day", f"/checkpoints/{place}", "Every checkpoint but the baseline has a day.")
    if not any(checkpoint.kind is CheckpointKind.END for checkpoint in protocol.checkpoints):
        yield error("no_end", "/checkpoints", "The course has no end checkpoint.")
