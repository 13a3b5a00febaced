"""A course that was extended goes over to another text: what was given for the old one ends with it."""

from typing import Any

import pytest

from protocols.authoring.protocol import Protocol
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from tests.plans.test_migrate import go_over
from tests.plans.walking import Walk, reasons, walk_on
from tests.spec.protocols import PAIN, day, due, end, item, look, protocol, scale, step, taken


def lasting(days: int, limit: int = 112, called: str = "alpha powder") -> Protocol:
    """5 g for so many days, looked at weekly and on the last."""
    looks = (look("tolerance", PAIN, every=7), end(PAIN, days))
    return protocol(item("alpha", step("a1", "5", (7, days, days)), called=called), checkpoints=looks, limit=limit)


def asked(text: Protocol) -> dict[str, Any]:
    return {"screening": Screening(confirmed_none=True), "overrides": reasons(text)}


def extended() -> Walk:
    """28 days, on day 20 extended until day 60."""
    plan = walk_on(lasting(28))
    for number in (7, 14):
        plan.look(day(number))
    plan.adjust(day(20), "extend", until=day(60), **asked(plan.protocol))
    return plan


GIVEN = "The later last day of alpha powder was given for the text before: by the new one it is"

# the new text of 28 days until day 60, on day 21; the last day by it, what is said of it
OVER = [
    ("the same", lasting(28), 60, None),
    ("called otherwise", lasting(28, called="white powder"), 60, None),
    ("shorter by itself", lasting(24), 24, 24),
    ("a calendar limit that comes sooner", lasting(28, limit=25), 25, 25),
    ("longer by itself, and shorter than what was given", lasting(40), 40, 40),
    ("longer than what was given", lasting(70), 60, None),
]


@pytest.mark.parametrize(("text", "last", "says"), [row[1:] for row in OVER], ids=[row[0] for row in OVER])
def test_h15_an_extension_ends_with_the_text_that_it_was_given_for(text: Protocol, last: int, says: int | None) -> None:
    plan = extended()
    done = go_over(plan, text, day(21))
    assert (taken(plan, day(21)), plan.at(day(21)).last_day) == (("5",), day(last))
    assert max(each.day for each in plan.schedule(day(21)).days) == day(last)
    assert (GIVEN in done.sentence) is (says is not None)
    if says is not None:
        assert done.sentence.endswith(f"{GIVEN} {day(says)}.")
        assert ("end", says) in due(plan, day(21))


def test_h15_what_is_over_by_the_new_text_ends_today_though_it_was_extended() -> None:
    plan = extended()
    done = go_over(plan, lasting(14), day(21))
    assert f"by the new text its course was over with {day(14)}. It ends today." in done.sentence
    assert GIVEN not in done.sentence
    assert [taken(plan, day(number)) for number in (20, 21)] == [("5",), ("0",)]
    assert plan.at(day(21)).phase is Phase.FINISHED


def test_an_item_that_was_over_stays_so_though_it_had_been_extended() -> None:
    rules = scale("abdominal_pain", "alpha")
    beta = item("beta", step("b1", "3", (60, 100, 100)))
    first, then = (
        protocol(
            item("alpha", step("a1", "5", (7, days, days))), beta, checkpoints=(look("tolerance", rules),), rules=rules
        )
        for days in (28, 8)
    )
    plan = walk_on(first)
    plan.adjust(day(5), "extend", item="alpha", until=day(60), **asked(first))
    plan.look(day(7), abdominal_pain=9)
    done = go_over(plan, then, day(8))
    assert [taken(plan, day(number)) for number in (6, 8)] == [("5", "3"), ("0", "3")]
    assert done.items[0].says == "On a1: it was over before, and stays over."
