"""What an act tells of the person: for the record, for other plans as a report, and as answers and products."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action
from protocols.authoring.protocol import Protocol
from protocols.plans.acts import Adjustment, CloseCall, Rescreen, Resume, Stop
from protocols.plans.adverse_event import is_death
from protocols.plans.answer import YesNoUnknown
from protocols.plans.effect import StopReason
from protocols.plans.migrate import Migration
from protocols.plans.record_changed import BY_ALARM
from protocols.plans.report import Report
from protocols.plans.reporting import report
from protocols.plans.screening import Screening
from protocols.plans.telling import (
    BY_ANSWER,
    Telling,
    told_by_act,
    told_by_check_in,
    told_by_migration,
    told_by_report,
)
from tests.library.built_in import PROTOCOLS
from tests.plans.test_heard_elsewhere import day, other_product
from tests.plans.walking import DAY_1, REASON, walk, yes

PROTOCOL = PROTOCOLS["glutamine-start-low"]


def answered(**said: str) -> Screening:
    return Screening(answers={key.replace("_", "-"): YesNoUnknown(answer) for key, answer in said.items()})


# what is answered; what goes on the record for good, what other plans hear as a change, the answers that they look at
ANSWERED: list[tuple[dict[str, str], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = [
    ({}, (), (), ()),
    ({"hypersensitivity": "no", "pregnancy": "no"}, (), (), ()),
    ({"hypersensitivity": "unknown", "pregnancy": "unknown"}, (), (), ()),
    ({"hypersensitivity": "yes"}, ("hypersensitivity",), (), ("hypersensitivity",)),
    ({"pregnancy": "yes"}, (), ("pregnancy",), ("pregnancy",)),
    ({"acute_abdomen": "yes", "liver_risk": "yes", "pregnancy": "no"}, (), (), ("acute-abdomen", "liver-risk")),
]


@pytest.mark.parametrize(("said", "records", "changes", "cautions"), ANSWERED)
@pytest.mark.parametrize("act", [Rescreen, Resume])
def test_h8_h9_what_a_screening_tells(
    act: Callable[..., Adjustment],
    said: dict[str, str],
    records: tuple[str, ...],
    changes: tuple[str, ...],
    cautions: tuple[str, ...],
) -> None:
    told = told_by_act(PROTOCOL, act(reason=REASON, screening=answered(**said)), DAY_1)
    assert (told.records, told.cautions, told.because) == (records, cautions, BY_ANSWER)
    assert (() if told.report is None else told.report.report.changes) == changes
    assert told_by_migration(PROTOCOL, Migration(reason=REASON, screening=answered(**said)), DAY_1) == told


def test_h9_a_pregnancy_that_excludes_nobody_is_looked_at_by_the_other_plans_own_caution() -> None:
    told = told_by_act(with_reason(PROTOCOL), Rescreen(reason=REASON, screening=answered(pregnancy="yes")), DAY_1)
    assert (told.report, told.cautions) == (None, ("pregnancy",))


def with_reason(protocol: Protocol) -> Protocol:
    """The protocol, whose caution about a pregnancy asks for a reason alone."""
    action = Action.OVERRIDE_WITH_REASON
    return replace(
        protocol,
        cautions=tuple(replace(c, action=action) if c.key == "pregnancy" else c for c in protocol.cautions),
    )


def test_h7_products_are_told_with_the_screening_that_asks_for_them() -> None:
    tub = (other_product("10"),)
    none = Screening(confirmed_none=True)
    for act, products in ((Rescreen(reason=REASON, screening=none, declared=tub), tub), (Resume(reason=REASON), ())):
        assert told_by_act(PROTOCOL, act, DAY_1).declared == products


@pytest.mark.parametrize("act", [Resume(reason=REASON), CloseCall(reason=REASON, call=1)])
def test_what_asks_nothing_tells_nothing(act: Any) -> None:
    assert told_by_act(PROTOCOL, act, DAY_1) == Telling()
    assert told_by_migration(PROTOCOL, Migration(reason=REASON), DAY_1) == Telling()


def test_h8_h10_what_a_check_in_and_a_report_tell() -> None:
    plan = walk()
    told = Report(on=day(3), alarms=("allergic_reaction",))
    by_report = told_by_report(plan.protocol, told, report(plan.protocol, plan.head, told, day(3)))
    made = plan.check_in(replace(plan.well(day(7)), alarms=yes("allergic_reaction")))
    for telling in (by_report, told_by_check_in(plan.protocol, made)):
        assert (telling.records, telling.because) == (("hypersensitivity",), BY_ALARM)
        assert telling.report is not None
        assert telling.report.report.alarms == ("allergic_reaction",)


# why a plan is stopped by name, what other plans hear of it as a change; whether they hear of a death
STOPS = {
    StopReason.PREGNANCY: (("pregnancy",), False),
    StopReason.HOSPITAL_OR_SURGERY: (("hospital",), False),
    StopReason.NEW_CAUTION: (("new_diagnosis",), False),
    StopReason.DIED: ((), True),
}


@pytest.mark.parametrize("why", StopReason)
def test_h9_what_the_reason_of_a_stop_tells(why: StopReason) -> None:
    told = told_by_act(PROTOCOL, Stop(reason=REASON, stop_reason=why), DAY_1)
    assert (told.records, told.cautions, told.declared) == ((), (), ())
    if why not in STOPS:
        assert told.report is None
        return
    assert told.report is not None
    said = told.report.report
    assert (said.on, said.changes, is_death(said.adverse_event)) == (DAY_1, *STOPS[why])
