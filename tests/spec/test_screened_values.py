"""Laboratory values told with a screening: the rules of section 8 hold for them as for those told at a check-in."""

from datetime import date
from typing import Any, Final

import pytest
from msgspec.structs import replace

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call, DoseOutcome
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.effect import StopReason
from protocols.plans.going_over import MigrationRefused
from protocols.plans.migrate import Migration, migrate
from protocols.plans.position import Phase
from protocols.plans.screening import Screening
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY, DAY_1, PARTY, REASON, Walk, pinned, reasons, walk, walk_on

START_LOW: Final = PROTOCOLS["glutamine-start-low"]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def asked(value: str, taken: int, **answers: YesNoUnknown) -> Screening:
    """Every answer is no but for these, with an eGFR of this day."""
    told = {"egfr": Result(value=DecimalString(value), unit="mL/min/{1.73_m2}", taken_on=day(taken))}
    keys = {key.replace("_", "-"): answer for key, answer in answers.items()}
    if not keys:
        return Screening(confirmed_none=True, laboratory=told)
    known = dict.fromkeys(walk().head.screened.answers, YesNoUnknown.NO)
    return Screening(answers=known | keys, laboratory=told)


def with_baseline(text: Protocol = START_LOW, egfr: str = "90") -> Walk:
    """A plan with an eGFR from before the first dose."""
    plan = walk_on(text)
    plan.look(day(1), "baseline", egfr=egfr)
    return plan


def fall(dose: DoseOutcome) -> Protocol:
    """The text in which a fall by a quarter leads to this."""
    rules = tuple(replace(each, dose=dose) if each.key == "egfr-fall" else each for each in START_LOW.rules)
    return replace(START_LOW, rules=rules)


# eGFR told after a baseline of 90, the phase then, who is called
AT_A_SCREENING = [
    ("90", Phase.TITRATING, Call.NONE),
    ("77", Phase.TITRATING, Call.NONE),
    ("76.5", Phase.TITRATING, Call.NONE),
    ("68", Phase.TITRATING, Call.NONE),
    ("67.5", Phase.STOPPED, Call.TODAY),
    ("60", Phase.STOPPED, Call.TODAY),
    ("50", Phase.STOPPED, Call.TODAY),
    ("25", Phase.STOPPED, Call.TODAY),
]


@pytest.mark.parametrize(("value", "phase", "call"), AT_A_SCREENING)
def test_h9_an_egfr_told_with_a_screening_is_compared_with_the_baseline(value: str, phase: Phase, call: Call) -> None:
    plan = with_baseline()
    plan.adjust(day(5), "rescreen", screening=asked(value, 4))
    assert plan.at(day(5)).phase is phase
    assert [(each.call, each.because) for each in plan.head.calls] == (
        [] if call is Call.NONE else [(call, ("egfr-fall",))]
    )
    assert plan.head.earlier["egfr"] == DecimalString(value)


# an act that carries a screening, what makes it possible, its fields
ACTS: list[tuple[str, str | None, dict[str, Any]]] = [
    ("rescreen", None, {}),
    ("resume", "pause", {}),
    ("resume", "stop", {"item": None}),
    ("extend", None, {"until": day(70)}),
]


@pytest.mark.parametrize(("kind", "before", "fields"), ACTS)
def test_h9_a_value_that_stops_comes_before_the_act_it_was_told_with(
    kind: str, before: str | None, fields: dict[str, Any]
) -> None:
    plan = with_baseline(PROTOCOLS["glutamine-pi-ibs-d"])
    if before is not None:
        how = {"stop_reason": StopReason.CLIENTS_CHOICE} if before == "stop" else {}
        plan.adjust(day(4), before, **how)
    done = plan.adjust(day(5), kind, screening=asked("60", 5), **fields)
    assert done.sentence.startswith("Stop at once. eGFR is 25 % or more under the baseline, or below 30: ")
    assert done.sentence.endswith(" A practitioner calls today.")
    assert (plan.dose(day(5)), plan.at(day(5)).phase, plan.head.calls[-1].call) == (0, Phase.STOPPED, Call.TODAY)
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.REACTION, False)


def test_what_excludes_keeps_its_end_and_the_rule_adds_its_call() -> None:
    plan = with_baseline()
    done = plan.adjust(day(5), "rescreen", screening=asked("25", 4, pregnancy=YesNoUnknown.YES))
    assert plan.head.ended is not None
    assert (plan.head.ended.reason, plan.head.ended.final) == (StopReason.PREGNANCY, True)
    assert [each.because for each in plan.head.calls] == [("record-pregnancy", "egfr-fall")]
    assert done.sentence.startswith("Stopped at once. ")
    assert done.sentence.count("A practitioner calls today.") == 1


def test_a_fall_of_less_takes_back_what_was_about_to_rise_and_is_told_again_first() -> None:
    plan = with_baseline()
    plan.look(day(7))
    assert plan.dose(day(8)) == 10
    says = plan.adjust(day(7), "rescreen", screening=asked("75", 7)).sentence
    assert says.startswith(
        "Screened again: nothing stands against going on. eGFR is 15 to below 25 % under the baseline"
    )
    assert plan.dose(day(8)) == 5
    held = plan.look(day(17))
    assert (held.dose.value, held.dose_because) == ("hold", ("limit-repeat-first",))
    plan.adjust(day(18), "rescreen", screening=asked("88", 18))
    assert plan.look(day(24)).dose.value == "advance"


def test_a_fall_of_less_leaves_a_resume_and_an_extension_as_they_are() -> None:
    plan = with_baseline(PROTOCOLS["glutamine-pi-ibs-d"])
    plan.adjust(day(4), "pause")
    plan.adjust(day(5), "resume", screening=asked("75", 5))
    assert plan.dose(day(5)) == 15
    plan.adjust(day(6), "extend", until=day(70), screening=asked("75", 6))
    assert plan.at(day(6)).last_day == day(70)


# what an author's rule asks for, the phase and the dose then
OTHERS = [
    (DoseOutcome.PAUSE, Phase.PAUSED, "0", "Pause at once. "),
    (DoseOutcome.STEP_BACK, Phase.TITRATING, "2.5", "Lower at once. "),
]


@pytest.mark.parametrize(("dose", "phase", "daily", "says"), OTHERS)
def test_what_an_author_asks_for_is_done_as_at_a_check_in(
    dose: DoseOutcome, phase: Phase, daily: str, says: str
) -> None:
    plan = with_baseline(fall(dose))
    assert plan.adjust(day(5), "rescreen", screening=asked("60", 4)).sentence.startswith(says)
    assert (plan.at(day(5)).phase, plan.dose(day(5))) == (phase, DecimalString(daily))


def test_the_first_value_is_the_baseline_of_those_after_it() -> None:
    plan = walk()
    limit = replace(asked("90", 3).laboratory["egfr"], upper_limit=DecimalString("120"))
    plan.adjust(day(3), "rescreen", screening=Screening(confirmed_none=True, laboratory={"egfr": limit}))
    assert (plan.head.baseline["egfr"], plan.head.baseline_limits["egfr"]) == (DecimalString(90), DecimalString(120))
    assert "egfr" in plan.head.within_rules
    plan.adjust(day(5), "rescreen", screening=asked("60", 5))
    assert plan.at(day(5)).phase is Phase.STOPPED


def test_a_value_that_is_older_than_the_newest_is_no_news() -> None:
    plan = with_baseline()
    plan.look(day(4), None, egfr=88)
    plan.adjust(day(5), "rescreen", screening=asked("60", 2))
    assert plan.at(day(5)).phase is Phase.TITRATING


def test_h9_a_value_that_stops_is_not_lost_while_going_over() -> None:
    plan = with_baseline()
    second = (START_LOW, replace(pinned(START_LOW), number=2))
    for value, refused in (("60", True), ("75", False)):
        wished = Migration(reason=REASON, screening=asked(value, 5), overrides=reasons(START_LOW))
        if refused:
            with pytest.raises(MigrationRefused, match="Nothing of this is recorded") as caught:
                migrate(second, (plan.protocol, plan.head), wished, PARTY, day(5))
            assert caught.value.pointer == "/screening/laboratory"
        else:
            assert migrate(second, (plan.protocol, plan.head), wished, PARTY, day(5)).effect.follows is not None
