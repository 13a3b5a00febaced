"""Whether a protocol says what its numbers rest on, and promises nothing."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from protocols.authoring.finding import Finding, error, warning
from protocols.authoring.item import Item, SubstanceItem
from protocols.authoring.protocol import ClientText, Protocol
from protocols.authoring.references import step_pointers, steps_of
from protocols.checkpoints.predicate import measures_in
from protocols.evidence.link import AboutCaution, AboutDose, AboutDuration, Basis
from protocols.evidence.work import Work, WorkStatus

PROMISES: Final = re.compile(
    r"\b(heals?|healing|cures?|repairs?|seals?|detox\w*|proven|guaranteed|safe|safely|will help)\b", re.IGNORECASE
)
"""Words that client-facing text never uses; "we do not know if this will help you" is always allowed."""

ALLOWED: Final = re.compile(r"do not know (if|whether) (this|it) will help", re.IGNORECASE)


def dishonest(protocol: Protocol) -> Iterator[Finding]:
    """A finding for each unsupported number, each promise, and each measure that may not steer a dose."""
    yield from _unclaimed(protocol)
    yield from _wordless(protocol)
    for place, claim in enumerate(protocol.claims):
        if claim.basis in {Basis.TRIAL, Basis.LABEL} and not claim.links:
            yield error("no_source", f"/claims/{place}", f"A {claim.basis} claim names the work it rests on.")
    yield from _research_only(protocol)
    for pointer, text in client_lines(protocol):
        found = PROMISES.search(ALLOWED.sub("", text))
        if found:
            yield warning("promise", pointer, f'Client-facing text does not say "{found.group()}".')


def _unclaimed(protocol: Protocol) -> Iterator[Finding]:
    abouts = [claim.about for claim in protocol.claims]
    for place, item in enumerate(protocol.items):
        if not isinstance(item, SubstanceItem):
            continue
        for step, where in zip(steps_of(item), step_pointers(item, place), strict=True):
            if AboutDose(item=item.key, step=step) not in abouts:
                yield error("dose_unclaimed", where, f"No claim says what the dose of {step} rests on.")
            if not {AboutDuration(item=item.key, step=step), AboutDuration(item=item.key)} & set(abouts):
                yield error("duration_unclaimed", where, f"No claim says what the days of {step} rest on.")
    for place, caution in enumerate(protocol.cautions):
        if AboutCaution(caution=caution.key) not in abouts:
            yield error("caution_unclaimed", f"/cautions/{place}", f"No claim says what {caution.key} rests on.")


def _research_only(protocol: Protocol) -> Iterator[Finding]:
    research = {measure.key for measure in protocol.measures if measure.research_use_only}
    for place, rule in enumerate(protocol.rules):
        for name in sorted(measures_in(rule.when) & research):
            yield error("research_measure_in_rule", f"/rules/{place}", f"{name} is for research and steers no dose.")


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
    """A finding for each work that a claim names and that is not there, was retracted, or is under a concern."""
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


def client_lines(protocol: Protocol) -> Iterable[tuple[str, str]]:
    """Every client-facing line of a protocol with its pointer."""
    yield from _text_lines(protocol.client_text)
    for place, item in enumerate(protocol.items):
        for field in _told_of(item):
            for number, line in enumerate(getattr(item, field)):
                yield f"/items/{place}/{field}/{number}", line
    for place, alarm in enumerate(protocol.alarms):
        if alarm.first_call is not None:
            yield f"/alarms/{place}/first_call/who", alarm.first_call.who
            yield f"/alarms/{place}/first_call/line", alarm.first_call.line
    for place, rule in enumerate(protocol.rules):
        if rule.client_says is not None:
            yield f"/rules/{place}/client_says", rule.client_says


def _text_lines(text: ClientText) -> Iterable[tuple[str, str]]:
    for field in ("title", "first", "before_start"):
        line = getattr(text, field)
        if line is not None:
            yield f"/client_text/{field}", line
    for field in ("purpose", "why_for", "why_against", "check_in", "also"):
        for number, line in enumerate(getattr(text, field)):
            yield f"/client_text/{field}/{number}", line
