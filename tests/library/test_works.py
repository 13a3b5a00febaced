"""The works behind the protocols, and what is not known of them."""

import pytest

from api.library import built_in_works, seed_corrections
from protocols.evidence.work import Design, Verification, Work, WorkStatus
from tests.library.built_in import PROTOCOLS

WORKS = {work.key: work for work in built_in_works()}

SEED = {
    1: "uranjek-2013",
    2: "benjamin-2012",
    3: "wang-2015",
    4: "dos-santos-2010",
    5: "foitzik-1997",
    6: "benjamin-2012",
    7: "akobeng-2016",
    8: "daniele-2001",
    9: "shu-2016",
}


def test_each_work_stands_once_under_its_own_key() -> None:
    works = built_in_works()
    assert len(works) == len(WORKS) == 56
    assert all(work.key == work.csl.id for work in works)
    dois = [work.csl.doi for work in works if work.csl.doi]
    pmids = [work.csl.pmid for work in works if work.csl.pmid]
    assert len(set(dois)) == len(dois)
    assert len(set(pmids)) == len(pmids)


def test_the_nine_references_of_the_seed_article_are_eight_works() -> None:
    assert {number: work.key for work in WORKS.values() for number in work.seed_references} == SEED
    assert len(set(SEED.values())) == 8


@pytest.mark.parametrize("slug", PROTOCOLS)
def test_every_link_leads_to_a_work(slug: str) -> None:
    linked = {link.work for claim in PROTOCOLS[slug].claims for link in claim.links}
    assert linked - WORKS.keys() == set()


def test_all_seed_works_are_linked_where_their_claims_are_made() -> None:
    linked = {link.work for claim in PROTOCOLS["glutamine-start-low"].claims for link in claim.links}
    assert {*SEED.values(), "leaky-gut-article"} <= linked


def test_a_citation_in_a_claim_or_note_is_a_work() -> None:
    for protocol in PROTOCOLS.values():
        words = protocol.basis_note.replace("(", " ").replace(")", " ").replace(",", " ").replace(":", " ").split()
        cited = [word.strip(".;") for word in words if word.strip(".;")[-5:].startswith(("-19", "-20"))]
        assert set(cited) <= WORKS.keys()


@pytest.mark.parametrize(
    "key",
    ["dos-santos-2010", "foitzik-1997", "noyer-1998"],
)
def test_an_identifier_that_was_not_read_is_left_empty(key: str) -> None:
    csl = WORKS[key].csl
    assert (csl.doi, csl.pmid, csl.pmcid) == (None, None, None)
    assert "doi.org" not in (csl.url or "")
    assert WORKS[key].verification is Verification.PARTIAL


@pytest.mark.parametrize(
    "key", ["uranjek-2013", "rao-2012", "oppong-1997", "forbes-2017", "bailey-2014", "scheffler-2018"]
)
def test_a_pmid_that_was_not_established_is_left_empty(key: str) -> None:
    assert WORKS[key].csl.doi is not None
    assert WORKS[key].csl.pmid is None


def test_a_url_of_a_doi_is_that_doi() -> None:
    for work in WORKS.values():
        if work.csl.url and "doi.org" in work.csl.url:
            assert work.csl.url == f"https://doi.org/{work.csl.doi}"


def test_what_was_checked_only_in_part() -> None:
    partial = {work.key for work in WORKS.values() if work.verification is Verification.PARTIAL}
    assert partial == {
        *("dos-santos-2010", "foitzik-1997", "akobeng-2016", "noyer-1998", "holecek-2013"),
        *("forbes-2017", "singer-2019", "arends-2017", "rao-2010", "velasco-2001", "power-2021"),
        *("nice-ibs-indicators", "mhra-software", "nutrestore-label", "medicinenet-glutamine"),
        *("emedtv-glutamine", "pediatriconcall-glutamine", "leaky-gut-article"),
    }


def test_pages_and_labels_have_no_identifiers() -> None:
    pages = [work for work in WORKS.values() if work.design in {Design.REFERENCE_PAGE, Design.PRODUCT_LABEL}]
    assert {work.key for work in pages} >= {"endari-label", "consumerlab-glutamine", "nice-cg151", "examine-low-fodmap"}
    assert all((work.csl.doi, work.csl.pmid, work.csl.pmcid) == (None, None, None) for work in pages)


@pytest.mark.parametrize(
    ("key", "doi", "pmid", "participants"),
    [
        ("zhou-2019", "10.1136/gutjnl-2017-315136", "30108163", 106),
        ("benjamin-2012", "10.1007/s10620-011-1947-9", "22038507", 30),
        ("den-hond-1999", "10.1177/014860719902300107", "9888411", 14),
        ("rastgoo-2021", "10.3389/fnut.2021.746703", "34977110", 50),
        ("daniele-2001", "10.1136/gut.48.1.28", "11115819", 70),
        ("spiegel-2009", "10.1111/j.1365-2036.2009.04144.x", "19751360", None),
    ],
)
def test_the_works_that_doses_and_limits_rest_on(key: str, doi: str, pmid: str, participants: int | None) -> None:
    work = WORKS[key]
    assert (work.csl.doi, work.csl.pmid, work.participants) == (doi, pmid, participants)


def test_the_largest_effect_carries_its_critique() -> None:
    assert "Ford AC, Gibson PR" in (WORKS["zhou-2019"].critique or "")
    assert WORKS["zhou-2019"].status is WorkStatus.OK
    assert WORKS["heyland-2013"].status is WorkStatus.CORRECTED


def corrected(work: Work) -> list[str]:
    return [correction.claim for correction in work.corrections]


def test_the_corrections_stand_on_their_works() -> None:
    assert {key: len(work.corrections) for key, work in WORKS.items() if work.corrections} == {
        "uranjek-2013": 1,
        "benjamin-2012": 3,
        "wang-2015": 1,
        "dos-santos-2010": 1,
        "foitzik-1997": 1,
        "akobeng-2016": 1,
        "daniele-2001": 1,
        "shu-2016": 1,
    }
    assert corrected(WORKS["foitzik-1997"]) == corrected(WORKS["dos-santos-2010"]) == ["Animal models (4, 5)"]


def test_the_corrections_of_no_single_work_stand_apart() -> None:
    assert [correction.claim for correction in seed_corrections()] == [
        "References 1, 3, 6, 7, 8 and 9 as support",
        "10 to 35 g a day have shown effectiveness",
        "One paper notes that human trials failed, particularly in IBD",
    ]
