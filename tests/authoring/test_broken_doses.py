"""Doses broken in one place: the gate says which, in a body for which the arithmetic comes to just that."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action, Always
from protocols.authoring.counter_example import CounterExample
from protocols.authoring.dose_safety import unsafe_doses
from protocols.authoring.finding import Severity
from protocols.authoring.item import Mode
from protocols.authoring.proof import amounts as working_out
from protocols.authoring.proof.amounts import MOST_RUNS, amounts, amounts_of, side_by_side
from protocols.authoring.proof.arrangement import TooLarge
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.dosing.arithmetic import Arithmetic, NothingToMeasure, compute
from protocols.dosing.body import Body, IdealWeight
from protocols.dosing.ladder import expand
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.plans.start import CeilingPassed, StepsDoNotRise
from tests.authoring.breaking import (
    Change,
    bands,
    both,
    caution,
    changed_step,
    claimed,
    dosed,
    fields,
    fixed,
    item,
    item_of,
    laddered,
    measuring,
    parts,
    per_kg,
    step,
)
from tests.authoring.finding_out import codes, found, resolved
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import DAY_1, begin, wish

TEXT = PROTOCOLS["glutamine-start-low"]
ONE_STEP = PROTOCOLS["glutamine-pi-ibs-d"]


TWICE = parts("morning", "evening")


def second(key: str = "more", substance: str = "l-glutamine", **new: object) -> Change:
    """A second item beside the first, alike but for what is said."""

    def change(text: Protocol) -> Protocol:
        first = item_of(text)
        steps = expand(first.ladder).steps
        other = replace(first, key=key, substance=Substance(key=substance, name=substance), **new)
        return claimed(key, *(each.key for each in steps))(replace(text, items=(first, other)))

    return change


def taper(*doses: str) -> Change:
    """Falling doses after the last step, one measurable unit of 2.5 g at a time."""
    steps = tuple(
        step(f"t{place}", fixed(dose), split=TWICE if Decimal(dose) > 5 else parts("morning"))
        for place, dose in enumerate(doses)
    )
    return both(item(taper=steps), lambda text: claimed(item_of(text).key, *(each.key for each in steps))(text))


SPREAD = dosed(fixed("1"), fixed("2"), fixed("6"), fixed("12"))
"""Over three parts of the day, so that two such items come to 8 g at once."""


def one_part(part: str) -> Change:
    """Few grams, and 10 g of the last step all in one part of the day."""
    return both(SPREAD, changed_step("s3", dose=fixed("10"), split=parts(part)))


def falling(part: str, *doses: str) -> Change:
    """A taper that is taken in one part of the day."""
    steps = tuple(step(f"t{place}", fixed(dose), split=parts(part)) for place, dose in enumerate(doses))
    return both(item(taper=steps), lambda text: claimed(item_of(text).key, *(each.key for each in steps))(text))


AT_ONCE = replace(expand(item_of(ONE_STEP).ladder).steps[0], split=parts("morning"))

# what is broken, how, the code of the finding, where
ERRORS: list[tuple[str, Change, str, str]] = [
    ("a cap of 41 g", measuring(day_cap=grams_per_day("40.1")), "cap_above_ceiling", "/items/0/measuring/day_cap"),
    ("a dose of 16 g", measuring(dose_cap=grams("15.1")), "dose_cap_above_ceiling", "/items/0/measuring/dose_cap"),
    (
        "60 g of a dipeptide",
        both(
            item(substance=Substance(key="l-alanyl-l-glutamine", name="A dipeptide")),
            measuring(day_cap=grams_per_day("60"), dose_cap=grams("20")),
        ),
        "cap_above_ceiling",
        "/items/0/measuring/day_cap",
    ),
    ("too little to measure", measuring(unit=grams("5")), "rounds_to_zero", "/items/0/ladder/steps/0"),
    ("more than the cap", measuring(day_cap=grams_per_day("14")), "dose_above_cap", "/items/0/ladder/steps/3"),
    ("a band of nothing", dosed(bands("1", "0.5", "2")), "rounds_to_zero", "/items/0/ladder/steps/0"),
    ("nothing for the lightest", dosed(per_kg("0.033")), "rounds_to_zero", "/items/0/ladder/steps/0"),
    ("a ladder that falls", dosed(fixed("15"), fixed("10")), "steps_do_not_rise", "/items/0/ladder"),
    ("two equal steps", dosed(fixed("5"), fixed("5")), "steps_do_not_rise", "/items/0/ladder"),
    ("equal for some", dosed(per_kg("0.1"), per_kg("0.11")), "steps_do_not_rise", "/items/0/ladder"),
    ("equal for the heaviest", dosed(per_kg("0.03"), fixed("7")), "steps_do_not_rise", "/items/0/ladder"),
    ("falls in one band", dosed(bands("1", "4", "1"), bands("2", "3", "5")), "steps_do_not_rise", "/items/0/ladder"),
    (
        "falls for who is heavy and short",
        dosed(per_kg("0.1", "actual"), per_kg("0.15", "ideal"), fixed("30"), fixed("35")),
        "steps_do_not_rise",
        "/items/0/ladder",
    ),
    (
        "15 g at once where 5 g fit",
        changed_step("s3", split=parts("morning")),
        "parts_do_not_fit",
        "/items/0/ladder/steps/3",
    ),
    ("a taper that rises", taper("7.5", "10"), "taper_does_not_fall", "/items/0/taper"),
    (
        "a taper that begins where it was",
        both(changed_step("s3", dose=fixed("10")), changed_step("s2", dose=fixed("7.5")), taper("10")),
        "taper_does_not_fall",
        "/items/0/taper",
    ),
    ("a taper that stays", taper("10", "10"), "taper_does_not_fall", "/items/0/taper"),
    ("a taper to nothing", taper("5", "1"), "rounds_to_zero", "/items/0/taper/1"),
    ("a calendar that raises", item(mode=Mode.SCHEDULED), "scheduled_rises", "/items/0/mode"),
    (
        "21 and 21 g of the same",
        both(dosed(fixed("5"), fixed("10"), fixed("15"), fixed("21")), second()),
        "total_above_ceiling",
        "/items/1",
    ),
    (
        "a dipeptide beside it",
        both(
            dosed(fixed("5"), fixed("10"), fixed("15"), fixed("25")),
            second(substance="l-alanyl-l-glutamine"),
        ),
        "total_above_ceiling",
        "/items/1",
    ),
    (
        "10 and 10 g in the morning",
        both(
            dosed(fixed("5"), fixed("10")),
            changed_step("s2", split=parts("morning"), dose=fixed("10")),
            changed_step("s3", dose=fixed("12")),
            second(),
        ),
        "dose_total_above_ceiling",
        "/items/1",
    ),
    *(
        (f"10 and 10 g at {part}", both(one_part(part), second()), "dose_total_above_ceiling", "/items/1")
        for part in ("morning", "midday", "evening", "bedtime")
    ),
    (
        "10 and 10 g in one part of a taper",
        both(SPREAD, falling("evening", "10"), second()),
        "dose_total_above_ceiling",
        "/items/1",
    ),
    (
        "10 g of a taper beside 10 g of a ladder",
        both(SPREAD, falling("bedtime", "10"), second(taper=(), ladder=item_of(one_part("bedtime")(TEXT)).ladder)),
        "dose_total_above_ceiling",
        "/items/1",
    ),
    ("tells nothing above 14 g", caution("dose-above-osl", triggers=(Always(),)), "dose_uncautioned", "/items/0"),
    ("asks nothing above 30 g", caution("dose-above-30", action=Action.INFORM), "dose_uncautioned", "/items/0"),
]

WARNINGS: list[tuple[str, Change, str, str]] = [
    ("a third lost", dosed(fixed("1.5")), "lost_by_rounding", "/items/0/ladder/steps/0"),
    ("much lost by somebody", dosed(per_kg("0.06")), "lost_by_rounding", "/items/0/ladder/steps/0"),
    ("no dose in the evening", dosed(fixed("2")), "part_of_nothing", "/items/0/ladder/steps/0"),
    (
        "parts too large for the heavy",
        both(dosed(fixed("1"), fixed("2"), fixed("3"), per_kg("0.5")), measuring(dose_cap=grams("10"))),
        "parts_do_not_fit",
        "/items/0/ladder/steps/3",
    ),
]

FOUND = [(row, Severity.ERROR) for row in ERRORS] + [(row, Severity.WARNING) for row in WARNINGS]
CASES = [pytest.param(*row, severity, id=row[0]) for row, severity in FOUND]


@pytest.mark.parametrize(("what", "change", "code", "pointer", "severity"), CASES)
def test_what_is_broken_is_found(what: str, change: Change, code: str, pointer: str, severity: Severity) -> None:
    finding = found(TEXT, change, code, pointer)
    assert finding.severity is severity, what
    assert resolved(change(TEXT), finding.pointer) is not None


def body_of(text: Protocol, change: Change, code: str) -> Body:
    """The body of the counter-example."""
    example = found(text, change, code, "/").counter_example
    assert example is not None
    return body_in(example)


def body_in(example: CounterExample) -> Body:
    assert example.weight is not None
    height = None if example.height is None else of(example.height, Unit.CENTIMETRE)
    ideal = None
    if example.ideal_weight is not None:
        ideal = IdealWeight(weight=of(example.ideal_weight, Unit.KILOGRAM), source="entered")
    return Body(weight=of(example.weight, Unit.KILOGRAM), height=height, ideal=ideal, confirmed=ideal is not None)


def computed(text: Protocol, place: int, body: Body) -> Arithmetic:
    item = item_of(text)
    chosen = expand(item.ladder).steps[place]
    return compute(chosen.dose, chosen.split, item.measuring, body)


def test_the_lightest_have_nothing_to_measure() -> None:
    change = dosed(per_kg("0.033"))
    body = body_of(TEXT, change, "rounds_to_zero")
    assert str(body.weight) == "30 kg"
    with pytest.raises(NothingToMeasure):
        computed(change(TEXT), 0, body)


def test_somebody_loses_more_than_a_tenth() -> None:
    change = dosed(per_kg("0.06"))
    lost = computed(change(TEXT), 0, body_of(TEXT, change, "lost_by_rounding"))
    assert lost.lost.value * 10 > lost.capped.value


@pytest.mark.parametrize(
    "change",
    [
        dosed(per_kg("0.1"), per_kg("0.11")),
        dosed(per_kg("0.03"), fixed("7")),
        dosed(per_kg("0.1", "actual"), per_kg("0.15", "ideal"), fixed("30"), fixed("35")),
    ],
    ids=["two steps per kg", "per kg and fixed", "actual and ideal"],
)
def test_a_plan_for_this_body_is_refused_because_its_steps_do_not_rise(change: Change) -> None:
    body = body_of(TEXT, change, "steps_do_not_rise")
    with pytest.raises(StepsDoNotRise):
        begin(change(TEXT), wish(change(TEXT), of_body=body), DAY_1)


def test_a_plan_for_this_body_is_refused_because_the_total_is_too_much() -> None:
    change = both(dosed(fixed("1"), fixed("2"), fixed("3"), per_kg("0.2")), second())
    body = body_of(TEXT, change, "total_above_ceiling")
    assert body.weight is not None
    assert Decimal("0.4") * body.weight.value >= 41
    with pytest.raises(CeilingPassed):
        begin(change(TEXT), wish(change(TEXT), of_body=body), DAY_1)


def test_who_has_nothing_to_measure_adds_nothing_to_the_total() -> None:
    change = both(dosed(per_kg("0.033")), second())
    assert {"rounds_to_zero"} <= set(codes(change(TEXT)))
    assert "total_above_ceiling" not in codes(change(TEXT))


def test_too_many_bodies_are_refused_and_not_sampled() -> None:
    change = both(dosed(per_kg("0.15", "actual"), per_kg("0.4", "ideal")), measuring(unit=grams("0.01")))
    assert [each.pointer for each in verify(change(TEXT)) if each.code == "too_large_to_prove"] == ["/items"]
    chosen = item_of(change(TEXT))
    with pytest.raises(TooLarge):
        list(side_by_side([amounts(chosen, each) for each in expand(chosen.ladder).steps]))


HUNDREDTHS = measuring(unit=grams("0.01"), day_cap=grams_per_day("40"), dose_cap=grams("15"))


def by_weight(*number: int, taper: int = 0) -> Change:
    """So many steps of so many g/kg/d, in thousandths, and so many that fall again."""
    rungs = tuple(step(f"w{place}", per_kg(str(Decimal(each) / 1000)), 1) for place, each in enumerate(number))
    falls = tuple(step(f"t{place}", per_kg(str(Decimal(100 - place) / 1000)), 1) for place in range(taper))
    return both(item(taper=()), laddered("w0", *rungs), item(taper=falls), HUNDREDTHS)


# how many steps by weight, what is said of them where they are too many
MANY: list[tuple[str, Change, str | None]] = [
    ("five that rise by a fine scale", by_weight(*range(100, 150, 10)), None),
    ("sixty", by_weight(*range(10, 130, 2)), "let fewer steps go by weight, or measure in larger units"),
    (
        "six, and twenty that fall",
        by_weight(*range(100, 160, 10), taper=20),
        "let fewer steps go by weight, or measure",
    ),
]


@pytest.mark.parametrize(("what", "change", "helps"), MANY, ids=[row[0] for row in MANY])
def test_more_amounts_than_can_be_tried_are_refused_before_any_is(
    what: str, change: Change, helps: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A gate that would take a minute of a request says what makes the protocol smaller instead."""
    worked_out: list[object] = []
    monkeypatch.setattr(working_out, "_computed", lambda *given: worked_out.append(given))
    large = [each for each in unsafe_doses_or_too_large(change(TEXT)) if isinstance(each, TooLarge)]
    assert [each.helps.startswith(helps or "-") for each in large] == [True] * (helps is not None), what
    assert len(worked_out) <= MOST_RUNS


def unsafe_doses_or_too_large(text: Protocol) -> list[object]:
    try:
        return list(unsafe_doses(text))
    except TooLarge as refused:
        return [refused]


def test_a_fixed_step_counts_once_and_one_by_weight_for_a_hundred_at_least() -> None:
    chosen = item_of(TEXT)
    efforts = [amounts(chosen, step("a", dose)).effort for dose in (fixed("5"), bands("5", "10"))]
    fine = item_of(HUNDREDTHS(TEXT))
    assert [*efforts, amounts(fine, step("a", per_kg("0.1"))).effort] == [1, 100, 2201]
    assert len(list(amounts_of(chosen, 4))) == 4
    with pytest.raises(TooLarge):
        list(amounts_of(item_of(dosed(bands("5", "10"))(TEXT)), 99))


def test_two_bases_beside_many_fixed_steps_are_too_much_to_look_at() -> None:
    fixed_ones = tuple(step(f"f{place}", fixed(str(place + 20))) for place in range(18))
    chosen = item_of(measuring(unit=grams("0.1"))(TEXT))
    two = (step("a", per_kg("0.1", "actual")), step("b", per_kg("0.1", "ideal")))
    assert len(list(side_by_side([amounts(chosen, each) for each in two]))) > 100
    with pytest.raises(TooLarge) as refused:
        list(side_by_side([amounts(chosen, each) for each in (*two, *fixed_ones, *fixed_ones, *fixed_ones)]))
    assert refused.value.helps == "write fewer steps, dose by one basis of weight, or measure in larger units"


AT_NIGHT = item_of(one_part("bedtime")(TEXT)).ladder


@pytest.mark.parametrize(
    ("change", "is_found"),
    [
        (both(SPREAD, second()), False),
        (both(SPREAD, falling("evening", "7"), second()), False),
        (both(SPREAD, falling("evening", "8"), second()), True),
        (both(SPREAD, falling("bedtime", "5"), second(taper=(), ladder=AT_NIGHT)), False),
        (both(SPREAD, falling("bedtime", "6"), second(taper=(), ladder=AT_NIGHT)), True),
    ],
    ids=["no taper", "7 and 7", "8 and 8", "5 beside 10", "6 beside 10"],
)
def test_15_g_at_once_are_not_passed_by_the_doses_of_a_taper(change: Change, *, is_found: bool) -> None:
    """On its last gram: 7 and 7 g in the evening, 10 g at bedtime of a ladder beside 5 g of a taper."""
    assert ("dose_total_above_ceiling" in codes(change(TEXT))) == is_found


def safe() -> Iterator[Change]:
    yield laddered("s1", step("s1", bands("5", "10", "15"), 28), step("s2", bands("10", "15", "20"), 28))
    yield taper("10", "5", "2.5")
    yield both(dosed(fixed("2"), fixed("4"), fixed("6"), fixed("12")), second())
    yield both(
        dosed(fixed("5"), fixed("10"), fixed("15"), fixed("22")),
        second(substance="l-alanyl-l-glutamine"),
    )
    yield fields(title="Another title")


@pytest.mark.parametrize("change", list(safe()), ids=["bands", "a taper", "two items", "a dipeptide", "nothing"])
def test_what_holds_for_everybody_is_not_found_fault_with(change: Change) -> None:
    about_doses = {row[2] for row in ERRORS}
    assert not about_doses & set(codes(change(TEXT)))
