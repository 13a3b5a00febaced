"""What must hold before a protocol can be used."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Final, TypeVar

from protocols.authoring.dose_safety import unsafe_doses
from protocols.authoring.finding import Finding, Ranked, Severity, error, shortest_of
from protocols.authoring.honesty import dishonest, doubtful
from protocols.authoring.liveness import stuck
from protocols.authoring.living import living
from protocols.authoring.measuring import mismeasured
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.diagram import MOST_TRIED
from protocols.authoring.proof.joined import Joined, check_named, joined
from protocols.authoring.protocol import Protocol, substance_items
from protocols.authoring.reach import Reach, reach
from protocols.authoring.references import dangling
from protocols.authoring.rule_outcomes import misleading
from protocols.authoring.rule_use import idle, misused, weak_alarms
from protocols.authoring.substance_names import unlimited
from protocols.authoring.value_bands import misjudged
from protocols.authoring.watching import never_watched
from protocols.checkpoints.alarm import AlarmWeakened, check_alarms
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.evidence.work import Work


def verify(protocol: Protocol, works: Mapping[str, Work] | None = None) -> tuple[Finding, ...]:
    """All findings, errors first; a name that stands for nothing is found first, because nothing more can be said.

    Nothing here is sampled. Doses are worked out for every weight that a body can be entered with (`proof.amounts`).
    Rules are followed through a decision diagram that leaves no combination of answers out (`proof.regions`,
    `proof.diagram`), and steps through each item's automaton from the start on (`course`, `reach`, `living`). Where
    that is more than can be tried, the finding `too_large_to_prove` says so, and the protocol is not published.
    With `works`, by key, also whether what it rests on still stands.
    """
    names = tuple(dangling(protocol))
    if names:
        return names
    found = [
        *_alarms(protocol),
        *_ends(protocol),
        *_provable(unsafe_doses(protocol), partial(_too_large, "/items")),
        *unlimited(protocol),
        *mismeasured(protocol),
        *misused(protocol),
        *never_watched(protocol),
        *misjudged(protocol),
        *shortest_of(_provable(_rules(protocol), _refused())),
        *dishonest(protocol),
        *(() if works is None else doubtful(protocol, works)),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))


TOO_LARGE: Final = "too_large_to_prove"


def _too_large(pointer: str, refused: TooLarge) -> Finding:
    return error(TOO_LARGE, pointer, f"There is more here than can be tried in full: {refused.helps}.")


T = TypeVar("T")


def _provable(findings: Iterator[T], too_large: Callable[[TooLarge], T]) -> Iterator[T]:
    """The findings, or that there is too much to look for them."""
    try:
        yield from findings
    except TooLarge as refused:
        yield too_large(refused)


def _rules(protocol: Protocol) -> Iterator[Ranked]:
    """What the rules lead to, and where that leads the steps; raises TooLarge."""
    check_named(protocol)
    named = frozenset(chain.from_iterable(checkpoint.rules for checkpoint in protocol.checkpoints))
    try:
        alive = living(protocol)
    except TooLarge as why:
        yield _refused()(why)
        alive = named
    joints, refused = _joints(protocol, alive)
    yield from (_refused(place)(why) for place, why in refused.items())
    try:
        known = reach(protocol, joints)
    except TooLarge as why:
        yield _refused()(why)
        known = Reach(rules=alive, begins={})
    for joint in joints.values():
        yield from _provable(misleading(protocol, joint), _refused(joint.place))
    proved = tuple(joints.values())
    unranked = chain(idle(protocol, alive, proved), stuck(protocol, joints, known))
    yield from _provable((Ranked(finding=finding) for finding in unranked), _refused())
    yield from _provable(weak_alarms(protocol, proved, alive), _refused())


def _refused(place: int | None = None) -> Callable[[TooLarge], Ranked]:
    """What says that the rules of the checkpoint at this place, or all of them, cannot be tried."""
    pointer = "/rules" if place is None else f"/checkpoints/{place}/rules"
    return lambda why: Ranked(finding=_too_large(pointer, why))


def _joints(protocol: Protocol, can_fire: Collection[str]) -> tuple[dict[str, Joined], dict[int, TooLarge]]:
    """The checkpoints by their keys, and by their places why others cannot be tried."""
    found: dict[str, Joined] = {}
    refused: dict[int, TooLarge] = {}
    left = MOST_TRIED
    for place, checkpoint in enumerate(protocol.checkpoints):
        try:
            joint = joined(protocol, place, can_fire, left)
        except TooLarge as why:
            refused[place] = why
        else:
            found[checkpoint.key] = joint
            left -= joint.tried
    return found, refused


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
