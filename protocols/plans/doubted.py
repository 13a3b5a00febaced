"""Publications in doubt that a plan rests on, and who has seen it."""

from collections.abc import Iterable
from datetime import date

from protocols.authoring.citing import Resting, claims_on, works_cited
from protocols.authoring.protocol import Protocol
from protocols.evidence.doubt import Doubt, gravity, said_of
from protocols.evidence.work import WorkStatus
from protocols.plans.acknowledging import NothingToAcknowledge
from protocols.plans.acts import AcknowledgeEvidence
from protocols.plans.adjusting import Adjusting
from protocols.plans.asked_again import Party
from protocols.plans.effect import Effect, EvidenceSeen
from protocols.plans.head import Head
from protocols.plans.person import named
from protocols.refusal import Refusal
from protocols.text import Key, Prose
from protocols.value import Value


class WorkNotCited(Refusal):
    """A work that the text which the plan follows does not rest on."""

    code = "work_not_cited"
    title = "The plan's protocol does not rest on this publication"


class NotInThisDoubt(Refusal):
    """A work that is not in doubt, or of which something else was said than what was read."""

    code = "not_in_this_doubt"
    title = "The publication is not in this doubt"


class DoubtedClaims(Value, frozen=True):
    """A publication in doubt that a protocol rests on: what was said of it and when, and the claims that name it."""

    work: Key
    title: Prose
    status: WorkStatus
    since: date
    claims: tuple[Resting, ...]


class PlanDoubt(DoubtedClaims, frozen=True):
    """A publication in doubt that a plan rests on.

    `acknowledged` says who has seen this doubt, or a graver one of the same work; null: nobody has.
    """

    acknowledged: EvidenceSeen | None


def doubted_claims(protocol: Protocol, doubts: Iterable[Doubt]) -> tuple[DoubtedClaims, ...]:
    """Each doubt with what rests on it; doubts of works that the protocol does not name are left out."""
    cited = works_cited(protocol)
    return tuple(_resting(protocol, each) for each in doubts if each.work in cited)


def _resting(protocol: Protocol, doubt: Doubt) -> DoubtedClaims:
    claims = claims_on(protocol, doubt.work)
    return DoubtedClaims(work=doubt.work, title=doubt.title, status=doubt.status, since=doubt.since, claims=claims)


def plan_doubts(protocol: Protocol, head: Head, doubts: Iterable[Doubt]) -> tuple[PlanDoubt, ...]:
    """The doubts that the plan carries, seen or not; `protocol` is the text that it follows."""
    return tuple(
        PlanDoubt(
            work=each.work,
            title=each.title,
            status=each.status,
            since=each.since,
            claims=each.claims,
            acknowledged=evidence_seen(head, each.work, each.status),
        )
        for each in doubted_claims(protocol, doubts)
    )


def evidence_seen(head: Head, work: str, status: WorkStatus) -> EvidenceSeen | None:
    """Who has seen this doubt, or a graver one of the same work; None: nobody has."""
    known = (each for each in head.evidence_seen if each.work == work and gravity(each.status) >= gravity(status))
    return next(known, None)


def check_doubt(act: AcknowledgeEvidence, doubts: Iterable[Doubt]) -> None:
    """Refuse to take note of what is not said of the work now, so that nobody signs what has not been read."""
    found = next((each for each in doubts if each.work == act.work), None)
    if found is None:
        raise NotInThisDoubt("It is not among the plan's `doubts` now.", pointer="/work")
    if found.status is not act.status:
        raise NotInThisDoubt(f"This publication {said_of(found.status)}: read that first.", pointer="/status")


def acknowledge_evidence(
    protocol: Protocol, head: Head, act: AcknowledgeEvidence, party: Party, today: date
) -> Adjusting:
    """Who has seen what was said of a publication; raises WorkNotCited, NotInThisDoubt, NothingToAcknowledge."""
    who = named(party.staff, act.by, "/by")
    if act.work not in works_cited(protocol):
        raise WorkNotCited("The plan's `doubts` list the publications that it rests on.", pointer="/work")
    if not gravity(act.status):
        raise NotInThisDoubt("A publication of this status is in no doubt.", pointer="/status")
    if evidence_seen(head, act.work, act.status) is not None:
        raise NothingToAcknowledge("Somebody has seen this; it stands in the plan's `doubts`.", pointer="/work")
    seen = EvidenceSeen(work=act.work, status=act.status, by=who, on=today)
    return Adjusting(
        effect=Effect(day=today, evidence_seen=(seen,)), sentence=f"Seen: {act.work} {said_of(act.status)}."
    )
