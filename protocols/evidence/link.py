"""Claims, and the works for and against them."""

from enum import StrEnum

from protocols.text import Key, Line, Prose
from protocols.value import Value


class Relation(StrEnum):
    """How a work stands to a claim."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    CONTEXT = "context"


class Basis(StrEnum):
    """What a number or a rule rests on."""

    TRIAL = "trial"
    LABEL = "label"
    PRACTITIONER_CONVENTION = "practitioner_convention"
    JUDGEMENT = "judgement"


class Link(Value, frozen=True):
    """From a claim to a work by its key, with where in the work and what to note."""

    work: Key
    relation: Relation
    note: Prose
    locator: Line | None = None


class AboutDose(Value, frozen=True, tag="dose", tag_field="kind"):
    """The daily dose of a step, with its split."""

    item: Key
    step: Key


class AboutDuration(Value, frozen=True, tag="duration", tag_field="kind"):
    """The days of a step, or of the whole item where no step is named."""

    item: Key
    step: Key | None = None


class AboutCaution(Value, frozen=True, tag="caution", tag_field="kind"):
    """A caution and what it asks for."""

    caution: Key


class AboutRule(Value, frozen=True, tag="rule", tag_field="kind"):
    """A rule and its limits."""

    rule: Key


class AboutCheckpoint(Value, frozen=True, tag="checkpoint", tag_field="kind"):
    """A checkpoint and its days."""

    checkpoint: Key


class AboutProtocol(Value, frozen=True, tag="protocol", tag_field="kind"):
    """The protocol as a whole: for whom, and to what end."""


About = AboutDose | AboutDuration | AboutCaution | AboutRule | AboutCheckpoint | AboutProtocol


class Claim(Value, frozen=True):
    """Something the protocol says, what it rests on, and the works that support, contradict or frame it."""

    about: About
    says: Prose
    basis: Basis
    links: tuple[Link, ...] = ()
