"""What a live plan does about answers and products that another plan of the client was told."""

from datetime import date

import pytest
from msgspec.structs import replace

from protocols.checkpoints.laboratory import Result
from protocols.checkpoints.outcome import Call
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import grams_per_day
from protocols.plans.adjusting import Adjusting
from protocols.plans.declaring import together
from protocols.plans.event import RecordChanged
from protocols.plans.head import Head
from protocols.plans.heard_elsewhere import hear_of_cautions, hear_of_products, hear_of_values
from protocols.plans.person import Person
from protocols.plans.position import Phase, phase_on
from protocols.plans.record_changed import record_changed
from protocols.plans.screening import Screening
from protocols.plans.snapshot import Declared, Live
from protocols.plans.start import CeilingPassed
from protocols.plans.still_screened import screening_due
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import ADULT, DAY, DAY_1, Walk, begin, reasons, stamp, walk, wish

START_LOW = PROTOCOLS["glutamine-start-low"]


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def other_product(daily: str, name: str = "Tub", substance: str = "l-glutamine") -> Declared:
    return Declared(substance=substance, name=name, daily=grams_per_day(daily))


def heard(plan: Walk, done: Adjusting, on: date) -> Head:
    """The plan after it heard of something on the day."""
    told_of = plan.head.snapshot.revision.revision_id
    by = stamp(len(plan.events) + 1, on)
    plan.events.append(RecordChanged(stamp=by, sentence=done.sentence, effect=done.effect, told_of=told_of))
    return plan.head


ASKS = "Goes on. Another plan of this client was told something new: ask the screening questions in full, "
# what was answered yes there; the phase, the calls and the sentence here
CAUTIONS: list[tuple[tuple[str, ...], Phase, tuple[Call, ...], str]] = [
    (("acute-abdomen",), Phase.STOPPED, (Call.TODAY,), "Stopped at once. A practitioner calls today. "),
    (("lactation",), Phase.PAUSED, (Call.ROUTINE,), "Paused at once until the screening was asked again, "),
    (("lactation", "acute-abdomen"), Phase.STOPPED, (Call.TODAY,), "Stopped at once. "),
    (("liver-risk",), Phase.TITRATING, (), ASKS),
]


@pytest.mark.parametrize(("told", "phase", "calls", "says"), CAUTIONS)
def test_h9_what_was_answered_yes_elsewhere_does_what_the_record_would(
    told: tuple[str, ...], phase: Phase, calls: tuple[Call, ...], says: str
) -> None:
    plan = walk()
    plan.look(day(7))
    done = hear_of_cautions(plan.protocol, plan.head, told, day(7))
    assert done is not None
    assert done.sentence.startswith(says)
    assert "Answered yes in the screening of another plan." in done.sentence
    later = heard(plan, done, day(7))
    assert (phase_on(later, day(7)), tuple(call.call for call in later.calls)) == (phase, calls)
    assert later.screening_due_since == day(7)
    # The rise of the day after is taken back.
    assert plan.dose(day(8)) == (0 if phase is not Phase.TITRATING else 5)
    # Told once more, it is nothing new.
    assert hear_of_cautions(plan.protocol, later, told, day(7)) is None


def test_h9_an_allergy_elsewhere_is_final_here() -> None:
    plan = walk()
    done = hear_of_cautions(plan.protocol, plan.head, ("hypersensitivity",), day(3))
    assert done is not None
    assert done.effect.ended is not None
    assert done.effect.ended.final


@pytest.mark.parametrize("told", [(), ("no-such-caution",)])
def test_what_no_caution_of_the_plan_is_about_changes_nothing(told: tuple[str, ...]) -> None:
    plan = walk()
    assert hear_of_cautions(plan.protocol, plan.head, told, day(3)) is None


def test_a_reason_that_stands_already_is_reason_enough() -> None:
    plan = walk("glutamine-chemotherapy")
    assert hear_of_cautions(plan.protocol, plan.head, ("active-malignancy-chemotherapy",), day(3)) is None


EGFR = "record-moderate-renal-impairment"
# g a day of glutamine in the other plan's product; phase, called because, how the sentence begins. 15 g are reached.
PRODUCTS: list[tuple[Declared, Phase, tuple[str, ...], str]] = [
    (other_product("10"), Phase.TITRATING, ("change-new_medicine",), ASKS),
    (other_product("20", substance="l-alanyl-l-glutamine"), Phase.TITRATING, ("change-new_medicine",), ASKS),
    (other_product("16"), Phase.PAUSED, ("record-dose-above-30",), "Paused at once until the screening was asked"),
    (other_product("25"), Phase.PAUSED, (EGFR, "record-dose-above-30"), "Paused at once until the screening was asked"),
    (other_product("25.1"), Phase.PAUSED, ("change-new_medicine",), "Paused at once until the screening was asked"),
]


@pytest.mark.parametrize(("product", "phase", "because", "says"), PRODUCTS)
def test_h7_what_another_plan_declares_counts_here(
    product: Declared, phase: Phase, because: tuple[str, ...], says: str
) -> None:
    plan = walk()
    plan.look(day(7))
    done = hear_of_products(plan.protocol, plan.head, (product,), ADULT, day(7))
    assert done is not None
    assert done.sentence.startswith(says)
    later = heard(plan, done, day(7))
    assert later.declared == (product,)
    assert phase_on(later, day(7)) is phase
    assert [(call.call, call.because) for call in later.calls] == [(Call.ROUTINE, because)]
    assert plan.dose(day(8)) == (5 if phase is Phase.TITRATING else 0)
    assert hear_of_products(plan.protocol, later, (product,), ADULT, day(8)) is None


def test_h7_a_screening_that_counts_the_product_answers_the_call_about_it() -> None:
    plan = walk()
    done = hear_of_products(plan.protocol, plan.head, (other_product("10"),), ADULT, day(3))
    assert done is not None
    heard(plan, done, day(3))
    assert plan.look(day(7)).dose_because == ("limit-open-call",)
    plan.adjust(day(7), "rescreen", screening=Screening(confirmed_none=True))
    assert (plan.head.calls, plan.head.declared) == ((), (other_product("10"),))
    assert plan.look(day(14)).dose.value == "advance"


# what is declared there that says nothing here: another substance, or what is declared here already with as much
NOTHING = [(), (other_product("5", substance="zinc"),), (other_product("10", "the  tub"),), (other_product("9.5"),)]


@pytest.mark.parametrize("told", NOTHING)
def test_h7_what_is_counted_already_changes_nothing(told: tuple[Declared, ...]) -> None:
    plan = walk()
    head = replace(plan.head, declared=(other_product("10"), other_product("10", "The tub")))
    assert hear_of_products(plan.protocol, head, told, ADULT, day(3)) is None


def test_h7_one_product_that_two_plans_declare_is_counted_once_with_the_larger_amount() -> None:
    here = (other_product("10"), other_product("5", "Sachet"))
    assert together(here, (other_product("10", " TUB "), other_product("4", "Sachet"))) == here
    assert together(here, (other_product("12"), other_product("1", "Bar"))) == (
        other_product("5", "Sachet"),
        other_product("12"),
        other_product("1", "Bar"),
    )


def test_h7_a_start_counts_what_other_live_plans_declare() -> None:
    tub = other_product("10")
    snapshot = begin(START_LOW, wish(START_LOW), DAY_1, live=Live(declared=(tub, other_product("3", "Z", "zinc"))))
    assert snapshot.declared == (tub,)
    with pytest.raises(CeilingPassed):
        begin(START_LOW, wish(START_LOW), DAY_1, live=Live(declared=(tub, other_product("16", "Sachet"))))


def egfr(value: str, on: date = DAY_1, unit: str = "mL/min/{1.73_m2}") -> dict[str, Result]:
    return {"egfr": Result(value=DecimalString(value), unit=unit, taken_on=on)}


# a value told in another plan; the phase, the calls here
VALUES: list[tuple[dict[str, Result], Phase, tuple[Call, ...]]] = [
    (egfr("25"), Phase.STOPPED, (Call.TODAY,)),
    (egfr("45"), Phase.PAUSED, (Call.ROUTINE,)),
    (egfr("90"), Phase.TITRATING, ()),
    (egfr("25", unit="mmol/L"), Phase.TITRATING, ()),
    ({"no-such-value": egfr("25")["egfr"]}, Phase.TITRATING, ()),
    ({}, Phase.TITRATING, ()),
]


@pytest.mark.parametrize(("told", "phase", "calls"), VALUES)
def test_h9_a_value_told_elsewhere_does_what_it_does_here(
    told: dict[str, Result], phase: Phase, calls: tuple[Call, ...]
) -> None:
    plan = walk()
    done = hear_of_values(plan.protocol, plan.head, told, day(3))
    assert (done is None) is (phase is Phase.TITRATING)
    if done is None:
        return
    later = heard(plan, done, day(3))
    assert (phase_on(later, day(3)), tuple(call.call for call in later.calls)) == (phase, calls)
    assert (later.results, later.screening_due_since) == (told, day(3))
    assert plan.dose(day(3)) == 0
    # Told once more, it is nothing new.
    assert hear_of_values(plan.protocol, later, told, day(3)) is None


def test_h9_an_older_value_told_elsewhere_is_not_the_newest() -> None:
    plan = walk()
    plan.adjust(day(3), "rescreen", screening=Screening(confirmed_none=True, laboratory=egfr("90", day(2))))
    assert hear_of_values(plan.protocol, plan.head, egfr("25"), day(3)) is None
    assert hear_of_values(plan.protocol, plan.head, egfr("25", day(3)), day(3)) is not None


def test_h9_it_says_that_another_plan_was_told_and_not_that_the_record_changed() -> None:
    plan = walk()
    done = hear_of_cautions(plan.protocol, plan.head, ("liver-risk",), day(3))
    assert done is not None
    heard(plan, done, day(3))
    assert screening_due(plan.head) == (
        f"Another plan of this client was told something new on {day(3)}: ask the screening questions in full "
        "(`rescreen`), nothing rises before."
    )
    record = Person(birth_date=ADULT.birth_date, recorded_cautions=("lactation",))
    changed = record_changed(plan.protocol, plan.head, (ADULT, record), day(4))
    assert changed is not None
    by = stamp(len(plan.events) + 1, day(4))
    plan.events.append(RecordChanged(stamp=by, sentence=changed.sentence, effect=changed.effect))
    assert (screening_due(plan.head) or "").startswith(f"The client's record changed on {day(4)}: ")
    plan.adjust(day(5), "rescreen", screening=Screening(confirmed_none=True), overrides=reasons(plan.protocol))
    assert (screening_due(plan.head), plan.head.due_by_another) == (None, False)
