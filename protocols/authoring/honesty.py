"""Whether a protocol says what its numbers rest on, and promises nothing."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from protocols.authoring.client_facing import client_facing
from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import Item, SubstanceItem
from protocols.authoring.promises import promises_in
from protocols.authoring.protocol import Protocol
from protocols.authoring.references import step_pointers, steps_of
from protocols.checkpoints.predicate import measures_in
from protocols.dosing.ladder import expand
from protocols.evidence.link import About, AboutCaution, AboutDose, AboutDuration, Basis, Claim, Relation
from protocols.evidence.work import Work, WorkStatus


def dishonest(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each unsupported number, each promise, and each measure that may not steer a dose.

    Why this is exact: nothing is inferred. Every dose, every duration and every caution is looked up among the claims
    by its own key, every rule for each measure in it, however deep, and every text by the type of its field
    (`client_facing`), so that a new field is read without being named here. What a text means nobody can prove: a
    promise is one of the listed words in any spelling (`promises`), and a warning.
    """
    yield from _unclaimed(protocol)
    yield from _wordless(protocol)
    for place, claim in enumerate(protocol.claims):
        if claim.basis in {Basis.TRIAL, Basis.LABEL} and not _rests_on_a_work(claim):
            says = f"A {claim.basis} claim names the work it rests on; one that contradicts it is none."
            yield error("no_source", f"/claims/{place}", says)
    yield from _research_only(protocol)
    yield from promising(protocol)


def _rests_on_a_work(claim: Claim) -> bool:
    """Whatever it is about. A trial that gave the dose and found no effect stands beside it as context."""
    return any(link.relation is not Relation.CONTRADICTS for link in claim.links)


def promising(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each text that may reach a client and promises something."""
    for pointer, text in client_facing(protocol):
        words = promises_in(text)
        if words:
            said = ", ".join(f'"{word}"' for word in words)
            yield warning("promise", pointer, f"Client-facing text does not say {said}.")


def _unclaimed(protocol: Protocol) -> Iterator[Finding]:
    abouts = [claim.about for claim in protocol.claims]
    for place, item in enumerate(protocol.items):
        yield from _days_of_all(item, f"/items/{place}", abouts)
        if isinstance(item, SubstanceItem):
            yield from _unclaimed_steps(item, place, abouts)
    for place, caution in enumerate(protocol.cautions):
        if AboutCaution(caution=caution.key) not in abouts:
            yield error("caution_unclaimed", f"/cautions/{place}", f"No claim says what {caution.key} rests on.")


def _days_of_all(item: Item, where: str, abouts: Collection[About]) -> Iterator[Finding]:
    """The days that belong to no step: those of a diet or a habit, and those of whichever step is settled on."""
    if AboutDuration(item=item.key) in abouts:
        return
    if not isinstance(item, SubstanceItem):
        yield error("duration_unclaimed", where, f"No claim says what the days of {item.key} rest on.")
    elif expand(item.ladder).settled_days is not None:
        says = f"No claim about {item.key} as a whole says what the days of a settled step rest on."
        yield error("duration_unclaimed", f"{where}/ladder/settled_days", says)


def _unclaimed_steps(item: SubstanceItem, place: int, abouts: Collection[About]) -> Iterator[Finding]:
    for step, where in zip(steps_of(item), step_pointers(item, place), strict=True):
        if AboutDose(item=item.key, step=step) not in abouts:
            yield error("dose_unclaimed", where, f"No claim says what the dose of {step} rests on.")
        if AboutDuration(item=item.key, step=step) not in abouts and AboutDuration(item=item.key) not in abouts:
            yield error("duration_unclaimed", where, f"No claim says what the days of {step} rest on.")


NO_LIMIT: Final = frozenset({"zonulin_serum", "zonulin_stool", "lactulose_mannitol_ratio"})
"""Measures for research, and one without an agreed limit: they may be recorded, whatever a protocol calls them."""


def _research_only(protocol: Protocol) -> Iterator[Finding]:
    """A rule steers the dose, and an endpoint says whether it did any good: neither looks at such a measure."""
    research = {
        measure.key
        for measure in protocol.measures
        if measure.research_use_only or measure.key.replace("-", "_") in NO_LIMIT
    }
    for place, rule in enumerate(protocol.rules):
        for name in sorted(measures_in(rule.when) & research):
            says = f"{name} may be recorded, and steers no dose."
            yield error("research_measure_in_rule", f"/rules/{place}", says)
    for place, endpoint in enumerate(protocol.response.endpoints if protocol.response else ()):
        for name in sorted(measures_in(endpoint) & research):
            says = f"{name} may be recorded, and decides no benefit."
            yield error("research_measure_in_endpoint", f"/response/endpoints/{place}", says)


def _wordless(protocol: Protocol) -> Iterator[Finding]:
    """What the client reads in every handout is there."""
    for field in ("purpose", "why_for", "why_against", "check_in"):
        if not getattr(protocol.client_text, field):
            yield error("client_text_missing", f"/client_text/{field}", f"The client is told nothing under {field}.")
    for place, item in enumerate(protocol.items):
        for field in _told_of(item):
            if not getattr(item, field):
                says = f"The client is told nothing under {field} of {item.key}."
                yield error("client_text_missing", f"/items/{place}/{field}", says)


def _told_of(item: Item) -> tuple[str, ...]:
    return ("how_to_take", "how_to_measure") if isinstance(item, SubstanceItem) else ("instructions",)


def doubtful(protocol: Protocol, works: Mapping[str, Work]) -> Iterator[Finding]:
    """A finding for each work that a claim names and that is not there, was retracted, or is under a concern.

    Exact for the works as they are now: every link of every claim is looked up.
    """
    for place, claim in enumerate(protocol.claims):
        for number, link in enumerate(claim.links):
            where = f"/claims/{place}/links/{number}/work"
            work = works.get(link.work)
            if work is None:
                yield error("work_unknown", where, f"No work is called {link.work}.")
            elif work.status is WorkStatus.RETRACTED:
                yield error("work_retracted", where, f"{link.work} was retracted: nothing rests on it.")
            elif work.status is WorkStatus.CONCERN:
                yield warning("work_of_concern", where, f"An expression of concern stands beside {link.work}.")
