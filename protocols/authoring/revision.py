"""The states of a protocol's text: draft, published, retired."""

from collections.abc import Mapping
from enum import StrEnum

from protocols import wire
from protocols.authoring.finding import Finding, Severity
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.evidence.work import Work
from protocols.refusal import Refusal
from protocols.value import Value


class NotPublishable(Refusal):
    """A draft with errors in its findings."""

    code = "not_publishable"
    title = "The draft has errors and cannot be published"


class RevisionStatus(StrEnum):
    """A draft may change; what is published is frozen; a retired revision starts no new plan."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Frozen(Value, frozen=True):
    """A protocol as it was published: its exact bytes, their hash, and the warnings that whoever published has seen."""

    document: bytes
    hash: str
    warnings: tuple[Finding, ...]


def freeze(protocol: Protocol, works: Mapping[str, Work] | None = None) -> Frozen:
    """The frozen form of a draft; raises NotPublishable with the first error and how many there are.

    With `works`, by key, nothing is frozen that rests on a work which was retracted.
    """
    findings = verify(protocol, works)
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
        raise NotPublishable(f"{errors[0].says}{more}", pointer=errors[0].pointer)
    document = wire.encode(protocol)
    return Frozen(document=document, hash=wire.content_hash(document), warnings=findings)
