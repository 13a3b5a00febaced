"""Which works a protocol rests on, and what rests on one of them."""

from msgspec.structs import replace

from protocols.authoring.citing import claims_on, works_cited
from protocols.evidence.link import AboutProtocol, Basis, Claim, Link, Relation
from tests.library.built_in import PROTOCOLS


def claim(says: str, *links: tuple[str, Relation]) -> Claim:
    found = tuple(Link(work=work, relation=relation, note="Read.") for work, relation in links)
    return Claim(about=AboutProtocol(), says=says, basis=Basis.TRIAL, links=found)


FOR, AGAINST = Relation.SUPPORTS, Relation.CONTRADICTS
TEXT = replace(
    PROTOCOLS["glutamine-start-low"],
    claims=(
        claim("It helps.", ("b", FOR), ("a", AGAINST)),
        claim("It is safe for a week.", ("a", FOR)),
        claim("Nobody looked."),
        claim("It is safe for a week.", ("a", FOR), ("a", FOR)),
    ),
)


def test_each_work_stands_once_in_order() -> None:
    assert works_cited(TEXT) == ("a", "b")
    assert works_cited(replace(TEXT, claims=())) == ()


def test_what_rests_on_a_work_is_told_with_how_it_stands_to_it() -> None:
    assert [(each.says, each.relation) for each in claims_on(TEXT, "a")] == [
        ("It helps.", AGAINST),
        ("It is safe for a week.", FOR),
    ]
    assert claims_on(TEXT, "c") == ()
