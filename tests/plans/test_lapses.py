"""The law of lapses: only days on which nobody came in make a plan lapse, and nothing that happens takes a day away.

Every life in the suite keeps it (`promises.check_no_lapse`). Here it stands for every day of the courses themselves.
"""

from collections.abc import Iterator
from datetime import date
from random import Random

import pytest

from protocols.authoring.caution import Action, Asked
from protocols.authoring.protocol import Protocol
from protocols.plans.adjust import adjust
from protocols.plans.decide import dosing
from protocols.plans.fold import affected
from protocols.plans.head import Head
from protocols.plans.position import LIVE, Phase, phase_on, windows
from protocols.plans.record_changed import record_changed
from protocols.plans.screening import Screening
from protocols.plans.windows import ran_out
from tests.authoring.test_safe_protocols import SAFE
from tests.library.built_in import PROTOCOLS, SLUGS
from tests.plans.test_whole_life import walk_on as live_on
from tests.plans.walking import ACTS, ADULT, DAY, DAY_1, PARTY, REASON, Walk, reasons, walk_on
from tests.spec.protocols import taken
from tests.spec.test_watching import screened

CHANGED = [change(text) for _, text, change in SAFE]


def bringing(protocol: Protocol) -> tuple[str, ...]:
    """The cautions that are asked about and bring a look of their own, but for those that exclude."""
    keys = {key for checkpoint in protocol.checkpoints for key in checkpoint.only_with}
    asked = (each for each in protocol.cautions if any(isinstance(trigger, Asked) for trigger in each.triggers))
    return tuple(each.key for each in asked if each.key in keys and each.action is not Action.EXCLUDE)


def days_all_well(protocol: Protocol) -> Iterator[tuple[Walk, date]]:
    """The plan on each day of its course, every look answered on the day on which it is due."""
    plan, today = walk_on(protocol), DAY_1
    while plan.at(today).phase in LIVE:
        for each in windows(plan.head, today):
            if each.due == today and plan.at(today).phase in LIVE:
                plan.look(today, each.checkpoint)
        yield plan, today
        today += DAY


def screened_with(plan: Walk, today: date, caution: str) -> Head:
    """The plan after a screening that raises the caution, with its reason."""
    asked, given = screened(plan.protocol, caution), reasons(plan.protocol, today)
    act = ACTS["rescreen"](reason=REASON, screening=Screening(answers=asked.answers), overrides=given)
    done = adjust(plan.protocol, plan.head, act, PARTY, today)
    return affected(plan.head, done.effect, plan.head.seq + 1, today)


def recorded(plan: Walk, today: date, caution: str) -> Head:
    """The plan after the client's record says so."""
    now = type(ADULT)(birth_date=ADULT.birth_date, recorded_cautions=(caution,))
    done = record_changed(plan.protocol, plan.head, (ADULT, now), today)
    return plan.head if done is None else affected(plan.head, done.effect, plan.head.seq + 1, today)


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@pytest.mark.parametrize(
    "protocol", [PROTOCOLS[slug] for slug in SLUGS] + CHANGED, ids=[*SLUGS, *(what for what, _, _ in SAFE)]
)
def test_h15_no_caution_found_on_any_day_lapses_a_plan_whose_looks_were_answered(protocol: Protocol) -> None:
    for plan, today in days_all_well(protocol):
        before = [taken(plan, today - DAY * ago) for ago in range(1, 30)]
        for caution in bringing(protocol):
            for head in (screened_with(plan, today, caution), recorded(plan, today, caution)):
                assert ran_out(head, today) is ran_out(head, today + DAY) is None, (caution, today)
                assert [taken_by(head, today - DAY * ago) for ago in range(1, 30)] == before, (caution, today)
            on = screened_with(plan, today, caution)
            assert phase_on(on, today) in LIVE - {Phase.PAUSED}, (caution, today)
        assert ran_out(plan.head, today) is None


def taken_by(head: Head, on: date) -> tuple[str, ...]:
    return tuple("0" if each.arithmetic is None else str(each.arithmetic.daily.value) for each in dosing(head, on))


def test_there_are_such_cautions_to_find() -> None:
    assert sum(bool(bringing(protocol)) for protocol in [*PROTOCOLS.values(), *CHANGED]) > 3


@pytest.mark.no_cover  # a search: whatever it finds gets a row of its own
@pytest.mark.parametrize("what", [row[0] for row in SAFE])
def test_a_life_on_what_is_unusual_but_safe(what: str) -> None:
    _, text, change = next(row for row in SAFE if row[0] == what)
    assert live_on(change(text), Random(f"{what} 1"), 40) >= 1
