"""For and against stand side by side."""

from protocols.evidence.balance import Balance, balance
from protocols.evidence.link import AboutProtocol, Basis, Claim, Link, Relation


def link(work: str, relation: Relation) -> Link:
    return Link(work=work, relation=relation, note="As it says.")


def claim(*links: Link) -> Claim:
    return Claim(about=AboutProtocol(), says="It may help.", basis=Basis.TRIAL, links=links)


def test_each_link_stands_on_its_side_once() -> None:
    pro, contra, frame = (link(relation.value, relation) for relation in Relation)
    found = balance([claim(frame, pro), claim(pro, contra)])
    assert found == Balance(supports=(pro,), contradicts=(contra,), context=(frame,))


def test_nothing_said_nothing_weighed() -> None:
    assert balance([]) == Balance(supports=(), contradicts=(), context=())
