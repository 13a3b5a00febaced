"""What each number rests on, for and against."""

import re

import pytest

from protocols.authoring.protocol import Protocol
from protocols.dosing.ladder import expand
from protocols.evidence.balance import balance
from protocols.evidence.link import (
    About,
    AboutCaution,
    AboutCheckpoint,
    AboutDose,
    AboutDuration,
    AboutProtocol,
    AboutRule,
    Basis,
    Claim,
)
from tests.library.built_in import PROTOCOLS, SLUGS, glutamine

# protocol, step, basis of the dose, basis of its days, works for, works against
DOSES = [
    ("glutamine-start-low", "s0", "judgement", "judgement", set(), set()),
    ("glutamine-start-low", "s1", "judgement", "judgement", set(), set()),
    ("glutamine-start-low", "s2", "judgement", "judgement", set(), set()),
    ("glutamine-start-low", "s3", "trial", "trial", {"zhou-2019"}, {"abbasi-2024", "den-hond-1999"}),
    ("glutamine-pi-ibs-d", "s1", "trial", "trial", {"zhou-2019"}, {"abbasi-2024"}),
    ("glutamine-low-fodmap", "s1", "trial", "trial", {"rastgoo-2021"}, {"abbasi-2024"}),
    ("glutamine-crohn-remission", "s1", "trial", "trial", {"benjamin-2012"}, {"benjamin-2012", "den-hond-1999"}),
    ("glutamine-chemotherapy", "s1", "trial", "trial", {"daniele-2001"}, {"daniele-2001"}),
    ("glutamine-crohn-21g", "s1", "trial", "trial", set(), {"den-hond-1999", "abbasi-2024"}),
]


def about(protocol: Protocol, subject: About) -> list[Claim]:
    return [claim for claim in protocol.claims if claim.about == subject]


@pytest.mark.parametrize(("slug", "step", "dose", "days", "supports", "contradicts"), DOSES)
def test_a_dose_and_its_days_say_what_they_rest_on(
    slug: str, step: str, dose: str, days: str, supports: set[str], contradicts: set[str]
) -> None:
    protocol = PROTOCOLS[slug]
    first, *_ = about(protocol, AboutDose(item="glutamine", step=step))
    (duration,) = about(protocol, AboutDuration(item="glutamine", step=step))
    assert (first.basis.value, duration.basis.value) == (dose, days)
    weighed = balance([first])
    assert {link.work for link in weighed.supports} == supports
    assert {link.work for link in weighed.contradicts} == contradicts


def test_no_step_is_left_out_of_the_table() -> None:
    assert sorted((slug, step) for slug, step, *_ in DOSES) == sorted(
        (slug, step.key) for slug in SLUGS for step in expand(glutamine(slug).ladder).steps
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_every_caution_rule_and_checkpoint_has_its_claim(slug: str) -> None:
    protocol = PROTOCOLS[slug]
    for caution in protocol.cautions:
        assert len(about(protocol, AboutCaution(caution=caution.key))) == 1, caution.key
    for rule in protocol.rules:
        assert about(protocol, AboutRule(rule=rule.key)), rule.key
    for checkpoint in protocol.checkpoints:
        assert len(about(protocol, AboutCheckpoint(checkpoint=checkpoint.key))) == 1, checkpoint.key
    assert about(protocol, AboutProtocol())


@pytest.mark.parametrize("slug", SLUGS)
def test_a_judgement_says_so(slug: str) -> None:
    """Where a caution or a rule rests on judgement alone, the word stands in the claim."""
    for claim in PROTOCOLS[slug].claims:
        if claim.basis is Basis.JUDGEMENT and not claim.links and isinstance(claim.about, AboutCaution | AboutRule):
            assert re.search(r"judgement|general|source", claim.says), claim.says


def test_a_trial_or_label_is_linked() -> None:
    for protocol in PROTOCOLS.values():
        assert all(claim.links for claim in protocol.claims if claim.basis in {Basis.TRIAL, Basis.LABEL})


def test_the_cautions_that_rest_on_more_than_judgement() -> None:
    found = {
        claim.about.caution: claim.basis.value
        for protocol in PROTOCOLS.values()
        for claim in protocol.claims
        if isinstance(claim.about, AboutCaution) and claim.basis is not Basis.JUDGEMENT
    }
    assert found == {
        "critical-illness-multi-organ-failure": "trial",
        "dose-above-30": "label",
        "hot-or-acidic-mixing": "label",
    }


def convention(words: str) -> Claim:
    (found,) = (
        claim
        for claim in PROTOCOLS["glutamine-start-low"].claims
        if claim.basis is Basis.PRACTITIONER_CONVENTION and words in claim.says
    )
    return found


def test_the_range_of_the_seed_article_stands_with_what_contradicts_it() -> None:
    claim = convention("10 to 35 g a day")
    assert isinstance(claim.about, AboutProtocol)
    against = {link.work for link in balance([claim]).contradicts}
    assert against == {"benjamin-2012", "den-hond-1999", "abbasi-2024", "severo-2021"}


def test_one_gram_a_day_stands_at_the_lowest_step_as_untested() -> None:
    claim = convention("About 1 g a day")
    assert claim.about == AboutDose(item="glutamine", step="s0")
    assert "No trial of 1 g a day was found" in claim.says


def test_start_low_go_slow_is_called_a_convention() -> None:
    claim = convention("Start very low, go up gradually to a comfortable dose, and stop or reduce")
    assert isinstance(claim.about, AboutProtocol)
    assert "No human trial located here went up in steps" in claim.says
    practised = {c.says for p in PROTOCOLS.values() for c in p.claims if c.basis is Basis.PRACTITIONER_CONVENTION}
    assert len(practised) == 3


COMPARED = {
    "zhou-2019": "placebo",
    "rastgoo-2021": "placebo",
    "daniele-2001": "placebo",
    "benjamin-2012": "whey",
    "den-hond-1999": "glycine",
    "galera-2010": "caseinate",
}
"""A trial's result never stands without what it was compared with."""


@pytest.mark.parametrize("slug", SLUGS)
def test_a_dose_is_never_supported_without_the_comparator(slug: str) -> None:
    for claim in PROTOCOLS[slug].claims:
        if isinstance(claim.about, AboutDose | AboutDuration):
            results = [link for link in claim.links if link.work in COMPARED]
            for link in results:
                told = " ".join(other.note for other in results if other.work == link.work)
                assert COMPARED[link.work] in told or "Everybody in the trial" in told, (slug, link.work, told)
