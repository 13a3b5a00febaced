"""An alarm with a telephone line of its own: who is rung first, in the sentence, the call and the words to say."""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.authoring.verify import verify
from protocols.checkpoints.alarm import LOCKED, AlarmLevel, AlarmWeakened, FirstCall, check_alarms
from protocols.decimal_string import DecimalString
from protocols.plans.check_in import CheckIn
from protocols.plans.report import Report
from protocols.plans.ringing import rung_first
from protocols.plans.sentence import calling
from protocols.plans.spoken import lowered, to_say
from tests.library.built_in import PROTOCOLS
from tests.plans.test_reports import tell
from tests.plans.walking import walk, yes
from tests.spec.protocols import day

CHEMO: Final = PROTOCOLS["glutamine-chemotherapy"]
LINE: Final = "your chemotherapy line"
RING: Final = "Ring your chemotherapy line now, day or night."
AMBULANCE: Final = "Stop taking it now, and call an ambulance (112)."
STOPPED: Final = "Stop taking it from now on. Do not start again by yourself."

# what made the call, who is rung first
REASONS: list[tuple[tuple[str, ...], str | None]] = [
    (("alarm-fever",), LINE),
    (("alarm-emergency", "alarm-fever"), LINE),
    (("temperature-high",), LINE),
    (("temperature-high", "alarm-emergency", "alarm-fever"), LINE),
    (("alarm-emergency", "alarm-fever", "alarm-seizure"), None),
    (("alarm-emergency", "alarm-chest_pain"), None),
    (("diarrhoea-severe", "temperature-high"), None),
    (("diarrhoea-severe",), None),
    ((), None),
]


@pytest.mark.parametrize(("because", "who"), REASONS)
def test_h10_who_is_rung_first(because: tuple[str, ...], who: str | None) -> None:
    assert rung_first(CHEMO, because) == who


def test_h10_everywhere_else_fever_calls_the_practice() -> None:
    for slug, protocol in PROTOCOLS.items():
        assert rung_first(protocol, ("alarm-fever",)) == (LINE if slug == CHEMO.slug else None)


# what is told at a check-in: alarms, answers; and what is said then
TOLD: list[tuple[tuple[str, ...], dict[str, Any], tuple[str, ...]]] = [
    (("fever",), {}, (f"Stop taking it now. {RING}", "If nobody answers there, call an ambulance (112).", STOPPED)),
    (
        (),
        {"temperature": DecimalString("38.2")},
        (f"Stop taking it now. {RING}", "If nobody answers there, call an ambulance (112).", STOPPED),
    ),
    (("fever", "seizure"), {}, (AMBULANCE, STOPPED)),
    (("chest_pain",), {}, (AMBULANCE, STOPPED)),
]


@pytest.mark.parametrize(("alarms", "answers", "says"), TOLD)
def test_h10_a_check_in_says_who_is_rung_first(
    alarms: tuple[str, ...], answers: dict[str, Any], says: tuple[str, ...]
) -> None:
    plan = walk(CHEMO.slug)
    before = plan.head
    well = plan.well(day(5), "before-chemotherapy")
    decision = plan.check_in(
        replace(well, answers={**well.answers, **answers}, alarms=yes(*alarms) if alarms else well.alarms)
    )
    first = RING in says[0]
    assert (decision.dose.value, decision.call.value) == ("stop", "emergency")
    assert (decision.ring_first, plan.head.calls[-1].ring_first) == ((LINE, LINE) if first else (None, None))
    last = f"{RING} Emergency: call an ambulance if nobody answers." if first else "Emergency: call an ambulance now."
    assert last in decision.sentence
    assert to_say((plan.head, day(5)), lowered(before, plan.head, day(5)), decision, "112") == says


def test_h10_a_report_says_it_too_whatever_is_told_beside_it() -> None:
    plan = walk(CHEMO.slug)
    before = plan.head
    done = tell(plan, Report(on=day(3), alarms=("fever", "dizziness")))
    assert done.effect.ring_first == plan.head.calls[-1].ring_first == LINE
    assert done.sentence.endswith(f"{RING} Emergency: call an ambulance if nobody answers.")
    assert to_say((plan.head, day(3)), lowered(before, plan.head, day(3)), done.effect, None)[1] == (
        "If nobody answers there, call an ambulance (the emergency number)."
    )
    both = walk(CHEMO.slug)
    assert tell(both, Report(on=day(3), alarms=("fever", "seizure"))).effect.ring_first is None


def test_a_line_for_an_alarm_of_today_needs_no_ambulance() -> None:
    alarms = tuple(
        replace(each, first_call=FirstCall(who="the ward", line="Ring the ward.")) if each.key == "sore_mouth" else each
        for each in CHEMO.alarms
    )
    plan = walk(CHEMO.slug)
    plan.protocol = replace(CHEMO, alarms=alarms)
    before = plan.head
    decision = plan.check_in(CheckIn(on=day(3), alarms=yes("sore_mouth")))
    assert calling(decision.call, decision.ring_first) == "Ring the ward now, day or night. A practitioner calls today."
    assert to_say((plan.head, day(3)), lowered(before, plan.head, day(3)), decision, "112") == (
        "Stop taking it now. Ring the ward now, day or night.",
        STOPPED,
        "We call you today.",
    )


FIRST: Final = FirstCall(who="us", line="Ring us first.")


@pytest.mark.parametrize("alarm", LOCKED, ids=[each.key for each in LOCKED])
def test_h10_for_a_locked_emergency_nobody_is_rung_before_the_ambulance(alarm: Any) -> None:
    changed = tuple(replace(each, first_call=FIRST) if each.key == alarm.key else each for each in LOCKED)
    if alarm.level is AlarmLevel.TODAY:
        check_alarms(changed)
        return
    with pytest.raises(AlarmWeakened, match=f"{alarm.key} calls an ambulance"):
        check_alarms(changed)


# what of the locked list is lost although the alarm has a line of its own
WEAKER: list[dict[str, Any]] = [{"level": AlarmLevel.TODAY}, {"final": False}, {"records": None}]


@pytest.mark.parametrize("less", WEAKER)
def test_h10_a_line_of_its_own_makes_no_locked_alarm_weaker(less: dict[str, Any]) -> None:
    changed = (replace(LOCKED[0], first_call=FIRST, **less), *LOCKED[1:])
    with pytest.raises(AlarmWeakened, match=r"calls at least|is final"):
        check_alarms(changed)


def test_the_gate_knows_the_rules_and_the_words_of_the_line() -> None:
    def found(**new: Any) -> set[tuple[str, str]]:
        alarms = tuple(
            replace(each, first_call=replace(each.first_call, **new)) if each.first_call else each
            for each in CHEMO.alarms
        )
        return {(each.code, each.pointer) for each in verify(replace(CHEMO, alarms=alarms))}

    place = [each.key for each in CHEMO.alarms].index("fever")
    where = f"/alarms/{place}/first_call"
    assert found(rules=("nothing-here",)) == {("unknown_name", f"{where}/rules/0")}
    assert found(line="Ring us, and you will be safe.") == {("promise", f"{where}/line")}
    assert found(who="the line that heals") == {("promise", f"{where}/who")}
