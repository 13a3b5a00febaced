"""What is more than the gate can try in a few seconds is refused before it is tried, and it is said what would help."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring import verify as gate
from protocols.authoring.caution import Action, Asked, Caution, CautionKind, Watch
from protocols.authoring.proof import askings as asking_plans
from protocols.authoring.proof import joined as joining
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.proof.askings import askings
from protocols.authoring.proof.bodies import builds
from protocols.authoring.proof.diagram import MOST_TRIED
from protocols.authoring.proof.joined import check_named, joined
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from tests.authoring.breaking import Change, a_measure, a_rule, added, answer, both, checkpoint, measured, rule
from tests.authoring.test_safe_protocols import zinc
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]


def large(text: Protocol) -> list[tuple[str, str]]:
    return [(each.pointer, each.says) for each in verify(text) if each.code == "too_large_to_prove"]


def many_looks(number: int, rules: int) -> Change:
    """So many more checkpoints, each with so many more rules."""
    more = tuple(a_rule(f"r{place}", answer("nausea", "at_least", place % 11), "hold") for place in range(rules))

    def change(text: Protocol) -> Protocol:
        with_rules = added(*more)(text)
        looks = with_rules.checkpoints[1]
        others = tuple(replace(looks, key=f"k{place}") for place in range(number))
        return replace(with_rules, checkpoints=(*with_rules.checkpoints, *others))

    return change


def refused(*_: Any) -> None:
    raise AssertionError("tried")


def test_too_many_rules_at_too_many_checkpoints_are_refused_before_any_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gate, "living", refused)
    says = (
        "There is more here than can be tried in full: name fewer rules at each checkpoint, or write fewer checkpoints."
    )
    assert large(many_looks(40, 40)(TEXT)) == [("/rules", says)]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_are_far_from_too_large(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of what may be would be enough for each."""
    monkeypatch.setattr(joining, "MOST_NAMED", joining.MOST_NAMED // 10)
    check_named(PROTOCOLS[slug])
    joints = [joined(PROTOCOLS[slug], place, ()) for place in range(len(PROTOCOLS[slug].checkpoints))]
    assert sum(each.tried for each in joints) < MOST_TRIED // 10
    assert max(len(each.askings) for each in joints) < asking_plans.MOST_ASKINGS // 10


def test_rules_of_several_groups_of_items_count_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    text = zinc(TEXT)
    pairs = sum(len(each.rules) ** 2 for each in text.checkpoints)
    monkeypatch.setattr(joining, "MOST_NAMED", 2 * pairs)
    check_named(text)
    monkeypatch.setattr(joining, "MOST_NAMED", 2 * pairs - 1)
    with pytest.raises(TooLarge):
        check_named(text)
    check_named(rule("clear-zinc", items=())(rule("clear", items=())(text)))


def test_what_one_checkpoint_takes_is_not_left_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = [joined(TEXT, place, ()).tried for place in range(len(TEXT.checkpoints))]
    monkeypatch.setattr(gate, "MOST_TRIED", sum(tried) + 50)
    assert large(TEXT) == []
    monkeypatch.setattr(gate, "MOST_TRIED", sum(tried[:3]))
    help_ = "let fewer rules look at several things at once, or name fewer of them at each checkpoint"
    assert large(TEXT) == [("/checkpoints/3/rules", f"There is more here than can be tried in full: {help_}.")]


def bringing(number: int) -> Change:
    """So many cautions, each of which has a measure of its own answered."""
    measures = tuple(a_measure(f"m{place}") for place in range(number))
    keys = tuple(each.key for each in measures)

    def caution(key: str) -> Caution:
        watch = Watch(measures=(key,), each_step=True)
        triggers = (Asked(question="Is it so?"),)
        return Caution(
            key=f"c-{key}",
            kind=CautionKind.PRECAUTION,
            label=key,
            why="It may matter.",
            action=Action.INFORM,
            triggers=triggers,
            watches=(watch,),
        )

    return both(
        measured(*measures),
        checkpoint("tolerance", may_ask=lambda before: (*before, *keys)),
        lambda text: replace(text, cautions=(*text.cautions, *map(caution, keys))),
    )


def test_cautions_that_bring_too_many_sets_of_measures_are_refused() -> None:
    """Each set is a plan of its own: of ten there are a thousand, of forty more than anybody could try."""
    few, many = bringing(4)(TEXT), bringing(40)(TEXT)
    assert len(askings(few, few.checkpoints[1])) == 2**4 * len(askings(TEXT, TEXT.checkpoints[1]))
    says = "let fewer cautions bring measures of their own, or the same ones together"
    assert large(many) == [("/checkpoints/1/rules", f"There is more here than can be tried in full: {says}.")]


def test_too_many_bodies_are_refused_before_they_are_tried() -> None:
    """Weights and lesser weights of which each has its own kind of dose: their pairs are counted first."""
    each_its_own = [(frozenset({(("item", 1), place)}), place, place) for place in range(200)]
    with pytest.raises(TooLarge) as refused:
        next(builds(each_its_own, each_its_own))  # type: ignore[arg-type]
    assert "dose by one basis of weight" in refused.value.helps
