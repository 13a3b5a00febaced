"""The publish gate: a built-in protocol is broken in one place, and the finding says which."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action, Always
from protocols.authoring.dose_safety import bodies
from protocols.authoring.finding import Severity
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import Protocol
from protocols.authoring.revision import NotPublishable, freeze
from protocols.authoring.verify import verify
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.outcome import DoseOutcome
from protocols.checkpoints.predicate import AnswerIs, FiredBefore, Operator
from protocols.decimal_string import DecimalString
from protocols.dosing.body import WeightBasis
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, LowerEdge, PerKgDose
from protocols.dosing.ladder import Steps, expand
from protocols.dosing.quantity import Unit, grams, grams_per_day, of
from protocols.dosing.substance import Substance
from protocols.evidence.link import (
    AboutCaution,
    AboutCheckpoint,
    AboutDose,
    AboutDuration,
    AboutProtocol,
    AboutRule,
    Basis,
    Claim,
)
from tests.library.built_in import PROTOCOLS, SLUGS

TEXT = PROTOCOLS["glutamine-start-low"]
DIET = PROTOCOLS["glutamine-low-fodmap"]
Break = Callable[[Protocol], Protocol]


def item_of(protocol: Protocol) -> SubstanceItem:
    return next(each for each in protocol.items if isinstance(each, SubstanceItem))


def at(name: str, place: int, **fields: Any) -> Break:
    """One entry of a list changed."""

    def change(text: Protocol) -> Protocol:
        entries = list(getattr(text, name))
        entries[place] = replace(entries[place], **fields)
        return replace(text, **{name: tuple(entries)})

    return change


def left_out(name: str, key: str) -> Break:
    return lambda text: replace(text, **{name: tuple(each for each in getattr(text, name) if each.key != key)})


def twice(name: str) -> Break:
    return lambda text: replace(text, **{name: (*getattr(text, name), getattr(text, name)[0])})


def claiming(about: Any, basis: Basis = Basis.JUDGEMENT) -> Break:
    return lambda text: replace(text, claims=(*text.claims, Claim(about=about, says="It is so.", basis=basis)))


def unclaimed(kind: type, **fields: str) -> Break:
    """Without the claims about this."""

    def about_it(claim: Claim) -> bool:
        return isinstance(claim.about, kind) and all(getattr(claim.about, key) == it for key, it in fields.items())

    return lambda text: replace(text, claims=tuple(claim for claim in text.claims if not about_it(claim)))


def measuring(**fields: Any) -> Break:
    return lambda text: replace(
        text, items=(replace(item_of(text), measuring=replace(item_of(text).measuring, **fields)),)
    )


def dosed(*doses: Dose) -> Break:
    """Other doses for the first steps of the ladder."""

    def change(text: Protocol) -> Protocol:
        ladder = expand(item_of(text).ladder)
        last = ladder.steps[-1]
        steps = tuple(replace(last, key=step.key, dose=dose) for step, dose in zip(ladder.steps, doses, strict=False))
        limits = replace(item_of(text).measuring, unit=grams("1"), day_cap=grams_per_day("40"), dose_cap=grams("15"))
        ladder = Steps(entry=steps[0].key, steps=(*steps, *ladder.steps[len(steps) :]))
        return replace(text, items=(replace(item_of(text), ladder=ladder, measuring=limits),))

    return change


def fixed(daily: str) -> Dose:
    return FixedDose(daily=grams_per_day(daily))


def per_kg(daily: str) -> Dose:
    return PerKgDose(daily=of(daily, Unit.GRAM_PER_KILOGRAM_PER_DAY), weight_basis=WeightBasis.ACTUAL)


def bands(*daily: str) -> Dose:
    """A lightest band, and one more from each 50 kg on."""
    edges = [None, *(LowerEdge(kilograms=DecimalString(50 * place), included=True) for place in range(1, len(daily)))]
    return ByWeightDose(
        bands=tuple(Band(from_weight=edge, daily=grams_per_day(each)) for edge, each in zip(edges, daily, strict=True))
    )


def caution(key: str, **fields: Any) -> Break:
    return lambda text: replace(
        text, cautions=tuple(replace(each, **fields) if each.key == key else each for each in text.cautions)
    )


ANSWER = AnswerIs(measure="mood", operator=Operator.AT_LEAST, value=DecimalString(1))

# what is broken, the code of the finding, where
ERRORS: list[tuple[str, Break, str, str]] = [
    ("an item twice", twice("items"), "name_twice", "/items/1/key"),
    ("a measure twice", twice("measures"), "name_twice", f"/measures/{len(TEXT.measures)}/key"),
    ("an alarm twice", twice("alarms"), "name_twice", f"/alarms/{len(TEXT.alarms)}/key"),
    ("a caution twice", twice("cautions"), "name_twice", f"/cautions/{len(TEXT.cautions)}/key"),
    ("a checkpoint twice", twice("checkpoints"), "name_twice", "/checkpoints/4/key"),
    ("a rule twice", twice("rules"), "name_twice", f"/rules/{len(TEXT.rules)}/key"),
    ("asks the unknown", at("checkpoints", 1, asks=("mood",)), "unknown_name", "/checkpoints/1/asks/0"),
    ("may ask the unknown", at("checkpoints", 1, may_ask=("mood",)), "unknown_name", "/checkpoints/1/may_ask/0"),
    ("an unknown rule", at("checkpoints", 1, rules=("calm",)), "unknown_name", "/checkpoints/1/rules/0"),
    ("an unknown step", at("checkpoints", 1, steps=("s9",)), "unknown_name", "/checkpoints/1/steps/0"),
    ("a rule over the unknown", at("rules", 0, when=ANSWER), "unknown_name", "/rules/0/when/0"),
    ("a rule after no rule", at("rules", 0, when=FiredBefore(rule="calm")), "unknown_name", "/rules/0/when/0"),
    ("awaits the unknown", lambda text: replace(text, baseline_labs=("mood",)), "unknown_name", "/baseline_labs/0"),
    (
        "a claim about no item",
        claiming(AboutDose(item="zinc", step="s1")),
        "unknown_name",
        f"/claims/{len(TEXT.claims)}/about",
    ),
    (
        "a claim about no step",
        claiming(AboutDose(item="glutamine", step="s9")),
        "unknown_name",
        f"/claims/{len(TEXT.claims)}/about",
    ),
    (
        "a claim about no caution",
        claiming(AboutCaution(caution="x")),
        "unknown_name",
        f"/claims/{len(TEXT.claims)}/about",
    ),
    ("a claim about no rule", claiming(AboutRule(rule="x")), "unknown_name", f"/claims/{len(TEXT.claims)}/about"),
    (
        "a claim about no look",
        claiming(AboutCheckpoint(checkpoint="x")),
        "unknown_name",
        f"/claims/{len(TEXT.claims)}/about",
    ),
    ("an alarm left out", left_out("alarms", "seizure"), "alarm_weakened", "/alarms"),
    ("a step nobody looks at", at("checkpoints", 1, steps=("s1", "s2", "s3")), "step_unwatched", "/items/0"),
    ("a look without a day", at("checkpoints", 1, day=None), "checkpoint_day", "/checkpoints/1"),
    ("a baseline with a day", at("checkpoints", 0, day=1), "checkpoint_day", "/checkpoints/0"),
    ("no end", at("checkpoints", 3, kind=CheckpointKind.ROUTINE), "no_end", "/checkpoints"),
    ("a cap of 41 g", measuring(day_cap=grams_per_day("40.1")), "cap_above_ceiling", "/items/0/measuring/day_cap"),
    ("a dose of 16 g", measuring(dose_cap=grams("15.1")), "dose_cap_above_ceiling", "/items/0/measuring/dose_cap"),
    ("too little to measure", measuring(unit=grams("5")), "rounds_to_zero", "/items/0/ladder/steps/0"),
    ("more than the cap", measuring(day_cap=grams_per_day("14")), "dose_above_cap", "/items/0/ladder/steps/3"),
    ("a band of nothing", dosed(bands("1", "0.5", "2")), "rounds_to_zero", "/items/0/ladder/steps/0"),
    ("a taper", dosed(fixed("15"), fixed("10")), "steps_do_not_rise", "/items/0/ladder"),
    ("two equal steps", dosed(fixed("5"), fixed("5")), "steps_do_not_rise", "/items/0/ladder"),
    ("equal for some", dosed(per_kg("0.1"), per_kg("0.11")), "steps_do_not_rise", "/items/0/ladder"),
    ("falls in one band", dosed(bands("1", "4", "1"), bands("2", "3", "5")), "steps_do_not_rise", "/items/0/ladder"),
    ("tells nothing above 14 g", caution("dose-above-osl", triggers=(Always(),)), "dose_uncautioned", "/items/0"),
    ("asks nothing above 30 g", caution("dose-above-30", action=Action.INFORM), "dose_uncautioned", "/items/0"),
    ("a dose on nothing", unclaimed(AboutDose, item="glutamine", step="s2"), "dose_unclaimed", "/items/0"),
    ("days on nothing", unclaimed(AboutDuration), "duration_unclaimed", "/items/0"),
    ("a caution on nothing", unclaimed(AboutCaution, caution="pregnancy"), "caution_unclaimed", "/cautions/"),
    ("a trial without a work", claiming(AboutProtocol(), Basis.TRIAL), "no_source", f"/claims/{len(TEXT.claims)}"),
    ("a label without a work", claiming(AboutProtocol(), Basis.LABEL), "no_source", f"/claims/{len(TEXT.claims)}"),
    ("research steers", at("measures", 0, research_use_only=True), "research_measure_in_rule", "/rules/"),
]


@pytest.mark.parametrize(("what", "broken", "code", "pointer"), ERRORS, ids=[row[0] for row in ERRORS])
def test_what_is_broken_is_found(what: str, broken: Break, code: str, pointer: str) -> None:
    findings = verify(broken(TEXT))
    assert code in {finding.code for finding in findings if finding.severity is Severity.ERROR}, what
    assert any(finding.code == code and finding.pointer.startswith(pointer) for finding in findings)
    with pytest.raises(NotPublishable):
        freeze(broken(TEXT))


def test_an_unknown_endpoint_is_found() -> None:
    assert TEXT.response is not None
    text = replace(TEXT, response=replace(TEXT.response, endpoints=(ANSWER,)))
    assert [finding.pointer for finding in verify(text)] == ["/response/endpoints/0/0"]


PROMISES: list[tuple[str, Break, str]] = [
    (
        "title",
        lambda text: replace(text, client_text=replace(text.client_text, title="Heal your gut")),
        "/client_text/title",
    ),
    (
        "also",
        lambda text: replace(text, client_text=replace(text.client_text, also=("It is safe.",))),
        "/client_text/also/0",
    ),
    (
        "first",
        lambda text: replace(text, client_text=replace(text.client_text, first="Proven to work.")),
        "/client_text/first",
    ),
    ("item", at("items", 0, how_to_take=("It will help.",)), "/items/0/how_to_take/0"),
    ("rule", at("rules", 0, client_says="This repairs you."), "/rules/0/client_says"),
]


@pytest.mark.parametrize(("what", "broken", "pointer"), PROMISES, ids=[row[0] for row in PROMISES])
def test_a_promise_is_a_warning(what: str, broken: Break, pointer: str) -> None:
    (found,) = verify(broken(TEXT))
    assert (found.code, found.severity, found.pointer) == ("promise", Severity.WARNING, pointer), what
    assert freeze(broken(TEXT)).warnings == (found,)


def test_not_knowing_is_no_promise() -> None:
    honest = replace(TEXT.client_text, also=("We do not know if this will help you.",))
    assert verify(replace(TEXT, client_text=honest)) == ()


def test_a_diet_is_read_for_promises_too() -> None:
    diet = replace(DIET.items[1], instructions=("A proven diet.",))
    assert [each.pointer for each in verify(replace(DIET, items=(DIET.items[0], diet)))] == ["/items/1/instructions/0"]


def test_much_lost_by_rounding_is_a_warning() -> None:
    text = dosed(fixed("1.2"))(TEXT)
    assert [(each.code, each.severity) for each in verify(text)] == [("lost_by_rounding", Severity.WARNING)]
    assert verify(dosed(fixed("1.1"))(TEXT)) == ()


def test_a_claim_about_the_days_of_an_item_holds_for_its_steps() -> None:
    text = claiming(AboutDuration(item="glutamine"))(unclaimed(AboutDuration)(TEXT))
    assert verify(text) == ()


def test_a_substance_without_known_limits_needs_no_cautions_for_them() -> None:
    other = replace(item_of(TEXT), substance=Substance(key="zinc", name="Zinc"))
    text = left_out("cautions", "dose-above-osl")(replace(TEXT, items=(other,)))
    assert [each.code for each in verify(unclaimed(AboutCaution, caution="dose-above-osl")(text))] == []


def test_nothing_to_swallow_needs_no_alarms() -> None:
    text = replace(
        DIET, items=DIET.items[1:], alarms=(), checkpoints=tuple(replace(each, steps=()) for each in DIET.checkpoints)
    )
    about_steps = (AboutDose, AboutDuration)
    text = replace(text, claims=tuple(claim for claim in text.claims if not isinstance(claim.about, about_steps)))
    assert verify(text) == ()


@pytest.mark.parametrize("slug", SLUGS)
def test_the_built_in_protocols_have_no_errors(slug: str) -> None:
    assert [finding for finding in verify(PROTOCOLS[slug]) if finding.severity is Severity.ERROR] == []


def test_every_weight_that_a_dose_can_tell_apart_is_tried() -> None:
    tried = [str(body.weight.value) for body in bodies(item_of(dosed(bands("1", "2"))(TEXT))) if body.weight]
    assert {"30", "49.9", "50", "50.1", "250"} <= set(tried)
    assert len(tried) == 221 + 2
    assert len(bodies(item_of(TEXT))) == 1


def test_errors_stand_first_and_the_first_is_told_with_their_number() -> None:
    both = claiming(AboutProtocol(), Basis.TRIAL)(PROMISES[0][1](left_out("alarms", "seizure")(TEXT)))
    assert [each.severity for each in verify(both)] == [Severity.ERROR, Severity.ERROR, Severity.WARNING]
    with pytest.raises(NotPublishable, match=r"seizure is missing\. \(1 more\)") as refused:
        freeze(both)
    assert refused.value.pointer == "/alarms"


def test_what_is_frozen_hashes_to_the_same() -> None:
    first, second = freeze(TEXT), freeze(TEXT)
    assert first == second
    assert first.hash.startswith("sha256:")
    assert freeze(replace(TEXT, title="Other")).hash != first.hash
    assert DoseOutcome.ADVANCE in {rule.dose for rule in TEXT.rules}
