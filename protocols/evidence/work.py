"""A publication, and what it can be used for."""

from enum import StrEnum
from typing import Annotated

import msgspec

from protocols.text import Key, Line, Prose
from protocols.value import Value


class Name(Value, frozen=True):
    """An author, as CSL-JSON writes one; `literal` is for groups."""

    family: Line | None = None
    given: Line | None = None
    literal: Line | None = None


class CslDate(Value, frozen=True, rename={"date_parts": "date-parts"}):
    """A date as CSL-JSON writes it: `{"date-parts": [[year, month, day]]}`."""

    date_parts: tuple[tuple[int, ...], ...]


class Csl(
    Value,
    frozen=True,
    rename={"container_title": "container-title", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL"},
):
    """The bibliography of a work in CSL-JSON; an identifier that could not be established is null, never guessed."""

    id: Key
    type: Line
    title: Prose
    author: tuple[Name, ...] = ()
    issued: CslDate | None = None
    container_title: Line | None = None
    publisher: Line | None = None
    volume: Line | None = None
    issue: Line | None = None
    page: Line | None = None
    doi: Annotated[str, msgspec.Meta(pattern=r"^10\.[0-9]{4,9}/\S+$", max_length=200)] | None = None
    pmid: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}$")] | None = None
    pmcid: Annotated[str, msgspec.Meta(pattern=r"^PMC[0-9]{1,9}$")] | None = None
    url: Line | None = None
    note: Prose | None = None


class Design(StrEnum):
    """How a work came to know what it says."""

    META_ANALYSIS = "meta_analysis"
    SYSTEMATIC_REVIEW = "systematic_review"
    RCT = "rct"
    PILOT_TRIAL = "pilot_trial"
    COHORT = "cohort"
    ANIMAL = "animal"
    NARRATIVE_REVIEW = "narrative_review"
    RISK_ASSESSMENT = "risk_assessment"
    GUIDELINE = "guideline"
    VALIDATION_STUDY = "validation_study"
    PRODUCT_LABEL = "product_label"
    REFERENCE_PAGE = "reference_page"


class Certainty(StrEnum):
    """How sure the work makes us of what it says."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    NOT_GRADED = "not_graded"


class Direction(StrEnum):
    """Which way an outcome went, for the substance against its comparator."""

    BENEFIT = "benefit"
    NO_DIFFERENCE = "no_difference"
    HARM = "harm"
    MIXED = "mixed"


class WorkStatus(StrEnum):
    """Whether the work still stands."""

    OK = "ok"
    CORRECTED = "corrected"
    CONCERN = "concern"
    RETRACTED = "retracted"
    UNKNOWN = "unknown"


class Verification(StrEnum):
    """How far the record itself was checked: read from a page, or resting in part on memory or a related source."""

    VERIFIED = "verified"
    PARTIAL = "partial"


class Outcome(Value, frozen=True):
    """One finding: what was measured, which way it went, with the figures."""

    measure: Line
    direction: Direction
    note: Prose | None = None


class Correction(Value, frozen=True):
    """What is often said of the work, and what it really shows."""

    claim: Prose
    finding: Prose


class Work(Value, frozen=True):
    """A publication: its bibliography, who was studied against what, what came out, how sure, how far it was checked.

    `seed_references` are its numbers in the article that this library began with.
    """

    key: Key
    csl: Csl
    design: Design
    summary: Prose
    certainty: Certainty
    certainty_basis: Line
    verification: Verification
    verification_note: Prose
    population: Prose | None = None
    participants: Annotated[int, msgspec.Meta(ge=1, le=10_000_000)] | None = None
    intervention: Prose | None = None
    comparator: Prose | None = None
    outcomes: tuple[Outcome, ...] = ()
    corrections: tuple[Correction, ...] = ()
    critique: Prose | None = None
    seed_references: tuple[int, ...] = ()
    status: WorkStatus = WorkStatus.UNKNOWN
