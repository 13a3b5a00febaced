"""Every place of a sound protocol left empty, one at a time: what has to be said and is not is found where it lacks."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from api.library import built_in_works
from protocols import wire
from protocols.authoring.honesty import dishonest, doubtful
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.predicate import measures_in
from protocols.evidence.link import AboutCaution, AboutDose, AboutDuration, Basis, Claim, Relation
from protocols.evidence.work import WorkStatus
from protocols.refusal import Refusal
from tests.authoring.finding_out import resolved
from tests.library.built_in import PROTOCOLS, SLUGS

TOLD = ("/client_text/purpose", "/client_text/why_for", "/client_text/why_against", "/client_text/check_in")
TOLD_OF_ITEMS = ("how_to_take", "how_to_measure", "instructions")
WORKS = {work.key: work for work in built_in_works()}

Path = tuple[str | int, ...]


def entries(written: Any, path: Path = ()) -> Iterator[Path]:
    """Every entry of every list, wherever it stands."""
    if isinstance(written, list):
        for place, each in enumerate(written):
            yield (*path, place)
            yield from entries(each, (*path, place))
    elif isinstance(written, dict):
        for key, each in written.items():
            yield from entries(each, (*path, key))


def without(written: Any, path: Path, *, all_of_them: bool) -> Protocol | None:
    """The protocol without this entry, or without any in its list; None where it cannot be written so."""
    changed = json.loads(json.dumps(written))
    *way, place = path
    found = changed
    for key in way:
        found = found[key]
    if all_of_them:
        found.clear()
    else:
        del found[place]
    try:
        return wire.decode(json.dumps(changed), Protocol)
    except (msgspec.ValidationError, Refusal):
        return None


def lacking(text: Protocol) -> dict[str, set[str]]:
    """What has to be said, by the pointer of the list: what is found there when the list is empty."""
    found: dict[str, set[str]] = {each: {each} for each in TOLD}
    for place, item in enumerate(text.items):
        for name in TOLD_OF_ITEMS:
            if hasattr(item, name):
                found[f"/items/{place}/{name}"] = {f"/items/{place}/{name}"}
    for place, claim in enumerate(text.claims):
        if claim.basis in {Basis.TRIAL, Basis.LABEL}:
            found[f"/claims/{place}/links"] = {f"/claims/{place}"}
    return found


def pointer(path: Path) -> str:
    return "".join(f"/{each}" for each in path)


@pytest.mark.parametrize("slug", SLUGS)
def test_an_empty_list_is_found_where_something_has_to_be_said_and_nowhere_else(slug: str) -> None:
    """Found by emptying every list of the protocol as it is sent, one after the other."""
    text = PROTOCOLS[slug]
    written, must = json.loads(wire.encode(text)), lacking(text)
    lists = {path[:-1] for path in entries(written)} - {(), ("claims",), ("cautions",), ("items",)}
    tried = {path: without(written, (*path, 0), all_of_them=True) for path in lists}
    found = {
        pointer(path): {each.pointer for each in dishonest(changed)}
        for path, changed in tried.items()
        if changed is not None and not pointer(path).endswith("/steps") and "taper" not in path
    }
    assert {where: pointers for where, pointers in found.items() if pointers} == {
        where: pointers for where, pointers in must.items() if where in found
    }
    assert must.keys() - found.keys() == set()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_claim_that_is_the_only_one_about_its_subject_is_missed(slug: str) -> None:
    text = PROTOCOLS[slug]
    for place, claim in enumerate(text.claims):
        left = replace(text, claims=text.claims[:place] + text.claims[place + 1 :])
        missed = [resolved(left, each.pointer) for each in dishonest(left)]
        assert [each["key"] for each in missed] == subjects(left, claim), claim.about


def subjects(left: Protocol, claim: Claim) -> list[str]:
    """The steps, the diet or the caution of which nothing else is said now."""
    said = [each.about for each in left.claims]
    match claim.about:
        case AboutDose(step=key) if claim.about not in said:
            return [key]
        case AboutCaution(caution=key) if claim.about not in said:
            return [key]
        case AboutDuration(item=item):
            steps = [about.step for about in said if isinstance(about, AboutDose) and about.item == item]
            if not steps:
                return [item]
            return [
                key for key in steps if not {AboutDuration(item=item), AboutDuration(item=item, step=key)} & {*said}
            ]
        case _:
            return []


@pytest.mark.parametrize("slug", SLUGS)
def test_each_claim_whose_works_all_contradict_it_is_found_where_it_rests_on_works(slug: str) -> None:
    text = PROTOCOLS[slug]
    for place, claim in enumerate(text.claims):
        against = tuple(replace(link, relation=Relation.CONTRADICTS) for link in claim.links)
        claims = (*text.claims[:place], replace(claim, links=against), *text.claims[place + 1 :])
        rests = claim.basis in {Basis.TRIAL, Basis.LABEL}
        assert [each.pointer for each in dishonest(replace(text, claims=claims))] == [f"/claims/{place}"] * rests


@pytest.mark.parametrize("slug", SLUGS)
def test_each_measure_that_were_for_research_alone_is_found_in_each_rule_over_it(slug: str) -> None:
    text = PROTOCOLS[slug]
    for place, measure in enumerate(text.measures):
        research = replace(measure, research_use_only=True)
        changed = replace(text, measures=(*text.measures[:place], research, *text.measures[place + 1 :]))
        over = {f"/rules/{number}" for number, rule in enumerate(text.rules) if measure.key in measures_in(rule.when)}
        ends = enumerate(text.response.endpoints if text.response else ())
        decided = {f"/response/endpoints/{number}" for number, end in ends if measure.key in measures_in(end)}
        assert {each.pointer for each in dishonest(changed)} == over | decided


@pytest.mark.parametrize("status", [*WorkStatus, None])
@pytest.mark.parametrize("slug", SLUGS)
def test_each_work_that_does_not_stand_is_found_at_each_link_to_it(slug: str, status: WorkStatus | None) -> None:
    """None: the work is not there."""
    text = PROTOCOLS[slug]
    named = [
        (f"/claims/{place}/links/{number}/work", link.work)
        for place, claim in enumerate(text.claims)
        for number, link in enumerate(claim.links)
    ]
    for key in {work for _, work in named}:
        changed = {**WORKS, key: replace(WORKS[key], status=status)} if status is not None else dict(WORKS)
        if status is None:
            del changed[key]
        found = {each.pointer for each in doubtful(text, changed)}
        falls = status in {WorkStatus.RETRACTED, WorkStatus.CONCERN, None}
        assert found == ({where for where, work in named if work == key} if falls else set())
