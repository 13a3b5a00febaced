"""The states of a protocol's text: draft, published, retired."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from protocols import wire
from protocols.authoring.finding import Finding, Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.evidence.work import Work
from protocols.refusal import Refusal
from protocols.value import Value


class NotPublishable(Refusal):
    """A draft with errors in its findings, all of which it carries."""

    code = "not_publishable"
    title = "The draft has errors and cannot be published"

    def __init__(self, errors: tuple[Finding, ...]) -> None:
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{errors[0].says}{more}", pointer=errors[0].pointer)
        self.errors = errors


class SecondPersonNeeded(Refusal):
    """A publication with warnings that only one person answers for."""

    code = "second_person_needed"
    title = "A second named person is needed"


class RevisionStatus(StrEnum):
    """A draft may change; what is published is frozen; a retired revision starts no new plan.

    A recalled one turned out wrong: it starts none either, and the plans that walked it were paused.
    """

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
    RECALLED = "recalled"


class Frozen(Value, frozen=True):
    """A protocol as it was published: its exact bytes, their hash, and the warnings that whoever published has seen."""

    document: bytes
    hash: str
    warnings: tuple[Finding, ...]


def freeze(protocol: Protocol, works: Mapping[str, Work] | None = None) -> Frozen:
    """The frozen form of a draft; raises NotPublishable with the errors.

    With `works`, by key, nothing is frozen that rests on a work which was retracted.
    """
    findings = verify(protocol, works)
    errors = tuple(finding for finding in findings if finding.severity is Severity.ERROR)
    if errors:
        raise NotPublishable(errors)
    document = wire.encode(protocol)
    return Frozen(document=document, hash=wire.content_hash(document), warnings=findings)


def check_answered_for(frozen: Frozen, by: UUID, second: UUID | None) -> None:
    """Refuse warnings that no second person of the practice has seen; without warnings one person is enough."""
    if frozen.warnings and second is None:
        codes = ", ".join(dict.fromkeys(finding.code for finding in frozen.warnings))
        raise SecondPersonNeeded(
            f"There are warnings ({codes}): name a second practitioner who has seen them (`seen_by`).",
            pointer="/seen_by",
        )
    if second == by:
        raise SecondPersonNeeded("The second person is another one than who publishes.", pointer="/seen_by")
