"""The bodies that findings about doses name: the arithmetic comes to what is said of them."""

from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

import pytest

from protocols.authoring.finding import Finding
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import Body
from protocols.dosing.day_part import DayPart
from protocols.dosing.ladder import Step, expand
from protocols.dosing.substance import counts_as
from tests.authoring.breaking import Change
from tests.authoring.test_broken_doses import ERRORS, TEXT, WARNINGS, body_in
from tests.plans.walking import body


@pytest.mark.parametrize(("what", "change"), [row[:2] for row in (*ERRORS, *WARNINGS)])
def test_every_body_that_is_named_comes_to_what_is_said_of_it(what: str, change: Change) -> None:
    """The doses are worked out again for the body of the counter-example, or for anybody where none is named."""
    text = change(TEXT)
    for finding in verify(text):
        if finding.counter_example is not None and finding.code in SHOWN:
            assert SHOWN[finding.code](text, finding), (what, finding)


def shown_by(finding: Finding) -> Body:
    example = finding.counter_example
    assert example is not None
    return body() if example.weight is None else body_in(example)


def arithmetic_of(text: Protocol, finding: Finding) -> Arithmetic | None:
    """What the step comes to that the pointer means; None where nothing can be measured."""
    _, _, place, *_, number = finding.pointer.split("/")
    chosen = text.items[int(place)]
    assert isinstance(chosen, SubstanceItem)
    steps = chosen.taper if "/taper/" in finding.pointer else expand(chosen.ladder).steps
    try:
        return compute(steps[int(number)].dose, steps[int(number)].split, chosen.measuring, shown_by(finding))
    except NothingToMeasure:
        return None


def passes_cap(text: Protocol, finding: Finding) -> bool:
    known = arithmetic_of(text, finding)
    return known is not None and known.resolved.value > known.day_cap.value


def loses_units(text: Protocol, finding: Finding) -> bool:
    known = arithmetic_of(text, finding)
    return known is not None and sum(each.units for each in known.dealt) > sum(each.units for each in known.parts)


def leaves_a_part_empty(text: Protocol, finding: Finding) -> bool:
    known = arithmetic_of(text, finding)
    return known is not None and any(each.amount.value == 0 for each in known.parts)


def is_nothing(text: Protocol, finding: Finding) -> bool:
    return arithmetic_of(text, finding) is None


def doses_of(chosen: SubstanceItem, of_body: Body, steps: tuple[Step, ...]) -> list[Arithmetic]:
    found = []
    for each in steps:
        with suppress(NothingToMeasure):
            found.append(compute(each.dose, each.split, chosen.measuring, of_body))
    return found


def does_not_fall(text: Protocol, finding: Finding) -> bool:
    chosen = text.items[int(finding.pointer.split("/")[2])]
    assert isinstance(chosen, SubstanceItem)
    last = expand(chosen.ladder).steps[-1]
    daily = [each.daily.value for each in doses_of(chosen, shown_by(finding), (last, *chosen.taper))]
    return any(later >= before for before, later in pairwise(daily))


def is_too_much_at_once(text: Protocol, finding: Finding) -> bool:
    """All of the same substance: no row has two substances with a total."""
    most = []
    for chosen in text.items:
        if isinstance(chosen, SubstanceItem):
            _, share = counts_as(chosen.substance.key)
            steps = (*expand(chosen.ladder).steps, *chosen.taper)
            most.append([(each, share) for each in doses_of(chosen, shown_by(finding), steps)])
    at_once = [
        sum(
            max(sum(part.amount.value for part in each.parts if part.part is when) * share for each, share in several)
            for several in most
        )
        for when in DayPart
    ]
    return max(at_once) > 15


SHOWN: dict[str, Callable[[Protocol, Finding], bool]] = {
    "dose_above_cap": passes_cap,
    "parts_do_not_fit": loses_units,
    "part_of_nothing": leaves_a_part_empty,
    "rounds_to_zero": is_nothing,
    "taper_does_not_fall": does_not_fall,
    "dose_total_above_ceiling": is_too_much_at_once,
}


def test_each_of_them_is_shown_at_least_once() -> None:
    texts = [change(TEXT) for _, change, _, _ in (*ERRORS, *WARNINGS)]
    assert {each.code for text in texts for each in verify(text) if each.counter_example is not None} >= SHOWN.keys()
