"""For every field of a protocol: how it is compared, and what a difference matters."""

from collections.abc import Hashable, Mapping
from operator import attrgetter
from typing import Any, Final

from protocols.authoring import diff_judges as judges
from protocols.authoring import diff_rows as rows
from protocols.authoring import diff_words as words
from protocols.authoring.caution import (
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BeforePassing,
    BmiBelow,
    Caution,
    DailyDoseAbove,
    DosePerKgAbove,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
    Watch,
)
from protocols.authoring.diff_judges import (
    EITHER,
    OTHER,
    STRONGER,
    UP,
    WEAKER,
    always,
    both_given,
    larger_is,
    more_is,
    rarer_is,
)
from protocols.authoring.difference import Concern
from protocols.authoring.item import DietItem, HabitItem, SubstanceItem
from protocols.authoring.protocol import AnchoredEvent, ClientText, Protocol, Response
from protocols.checkpoints.alarm import Alarm, FirstCall, call_of
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.measure import Loinc, Measure
from protocols.checkpoints.outcome import call_strength, dose_strength
from protocols.checkpoints.rule import BackTo, Rule
from protocols.dosing.arithmetic import Measuring
from protocols.dosing.ladder import Ramp, Step, Steps
from protocols.dosing.substance import Substance
from protocols.evidence.link import AboutProtocol, Claim, Link

C = Concern
_SCALE: Final = always(EITHER)


def _value(quantity: Any) -> Any:
    return quantity.value


def _subject_of(claim: Claim) -> Hashable:
    """Of the protocol as a whole there are many claims, which have nothing to do with each other."""
    return claim if isinstance(claim.about, AboutProtocol) else claim.about


def _measures_of(named: Watch | BeforePassing) -> Hashable:
    return frozenset(named.measures)


_GRAMS_UP: Final = larger_is(UP, _value)

ROWS: Final[Mapping[type, Mapping[str, rows.Row]]] = {
    Protocol: {
        "slug": rows.catalogue("Slug"),
        "title": rows.text("title"),
        "summary": rows.text("summary"),
        "for_whom": rows.text("for whom it is"),
        "basis_note": rows.text("what it rests on", C.EVIDENCE),
        "language": rows.catalogue("Language"),
        "tags": rows.Names(C.CATALOGUE, "has the tag", always(OTHER)),
        "items": rows.Members(
            C.ITEM,
            "items",
            judges.whole_item,
            words.item,
            (lambda item: (type(item), item.key),),
            judges.order_of_items,
        ),
        "calendar_limit_days": rows.Single(
            C.COURSE, "The course ends at the latest after {before} → {after}", larger_is(WEAKER), words.days
        ),
        "measures": rows.Members(C.MEASURE, "measures", always(OTHER), words.measure),
        "alarms": rows.Members(C.ALARM, "alarms", more_is(STRONGER), words.alarm),
        "cautions": rows.Members(C.CAUTION, "cautions", more_is(STRONGER), words.caution),
        "checkpoints": rows.Members(C.CHECKPOINT, "checkpoints", more_is(STRONGER), words.checkpoint),
        "rules": rows.Members(C.RULE, "rules", judges.whole_rule, words.rule),
        "claims": rows.Members(
            C.EVIDENCE,
            "claims",
            always(OTHER),
            words.claim,
            (lambda claim: (claim.about, claim.says), _subject_of),
        ),
        "client_text": rows.Inside(C.TEXT, "words for the client", always(EITHER), words.plain),
        "response": rows.Inside(C.COURSE, "how a response is told", always(OTHER), lambda _: "its endpoints"),
        "anchored_to": rows.Inside(C.COURSE, "event that its days hang on", always(EITHER), attrgetter("called")),
        "baseline_labs": rows.Names(C.MEASURE, "waits before the start for", more_is(STRONGER)),
    },
    SubstanceItem: {
        "key": rows.fact("key", always(OTHER), C.ITEM),
        "substance": rows.Inside(C.ITEM, "substance", always(EITHER), attrgetter("name")),
        "called": rows.text("what it is called"),
        "form": rows.fact("form", always(EITHER), C.ITEM),
        "route": rows.fact("route", always(EITHER), C.ITEM),
        "measuring": rows.Inside(C.DOSE, "limits of its amounts", always(EITHER), words.plain),
        "ladder": rows.Inside(C.DOSE, "ladder", judges.ladder, words.ladder),
        "how_to_take": rows.text("how to take it"),
        "how_to_measure": rows.Text(C.DOSE, "how to measure it", always(EITHER)),
        "mode": rows.fact("the dose falls by", always(EITHER), C.DOSE, words.mode),
        "taper": rows.Members(C.DOSE, "the taper", always(EITHER), words.step, order=always(EITHER)),
    },
    DietItem: {
        "key": rows.fact("key", always(OTHER), C.ITEM),
        "called": rows.text("what it is called"),
        "days": rows.days("lasts", always(OTHER)),
        "led_by": rows.fact("led by", always(OTHER), C.ITEM),
        "instructions": rows.text("what to do"),
    },
    HabitItem: {
        "key": rows.fact("key", always(OTHER), C.ITEM),
        "called": rows.text("what it is called"),
        "days": rows.days("lasts", always(OTHER)),
        "instructions": rows.text("what to do"),
    },
    Substance: {
        "key": rows.fact("substance", always(EITHER), C.ITEM),
        "name": rows.text("name of the substance"),
    },
    Measuring: {
        "unit": rows.amount("Smallest measurable amount of", always(EITHER)),
        "day_cap": rows.amount("Cap of a day of", _GRAMS_UP),
        "dose_cap": rows.amount("Cap of one dose of", _GRAMS_UP),
    },
    Steps: {
        "entry": rows.Single(C.DOSE, "A plan on {subject} starts on step {before} → {after}", judges.entry),
        "steps": rows.Members(C.DOSE, "steps", judges.step_in_ladder, words.step, order=always(EITHER)),
        "settled_days": rows.days("goes on, once settled on a step, for", judges.settled_days),
    },
    Ramp: {
        "first": rows.amount("First dose of the ramp of", _GRAMS_UP),
        "increment": rows.amount("Each rise of the ramp of", _GRAMS_UP),
        "last": rows.amount("Last dose of the ramp of", _GRAMS_UP),
        "split": rows.Single(C.DOSE, "Split over the day of {subject}: {before} → {after}", judges.split, words.split),
        "days_each": rows.days("stays on each dose of the ramp for", larger_is(STRONGER)),
        "most_days_each": rows.days("stays on each dose of the ramp for at most", larger_is(WEAKER)),
        "days_at_last": rows.days("stays on the last dose of the ramp for", larger_is(WEAKER)),
    },
    Step: {
        "key": rows.fact("key", always(OTHER), C.DOSE),
        "dose": rows.Single(C.DOSE, "Dose of {subject}: {before} → {after}", judges.dose, words.dose),
        "split": rows.Single(C.DOSE, "Split over the day of {subject}: {before} → {after}", judges.split, words.split),
        "least_days": rows.days("lasts at least", judges.least_days),
        "planned_days": rows.days("lasts", judges.planned_days),
        "most_days": rows.days("lasts at most", larger_is(WEAKER)),
        "half_scoop": rows.fact("half a scoop allowed", always(OTHER), C.DOSE),
    },
    Measure: {
        "key": rows.fact("key", always(OTHER), C.MEASURE),
        "kind": rows.fact("kind", always(OTHER), C.MEASURE),
        "label": rows.text("label", C.MEASURE),
        "asked": rows.asked("its question", C.MEASURE),
        "unit": rows.fact("unit", _SCALE, C.MEASURE),
        "low": rows.fact("scale from", _SCALE, C.MEASURE),
        "high": rows.fact("scale to", _SCALE, C.MEASURE),
        "whole": rows.fact("whole numbers only", _SCALE, C.MEASURE),
        "recall": rows.Text(C.MEASURE, "the time that it asks about", _SCALE),
        "worse": rows.fact("the worse end", _SCALE, C.MEASURE),
        "low_means": rows.Text(C.MEASURE, "what the lowest mark means", _SCALE),
        "high_means": rows.Text(C.MEASURE, "what the highest mark means", _SCALE),
        "loinc": rows.Inside(C.MEASURE, "LOINC code", always(OTHER), attrgetter("code")),
        "baseline_is_zero": rows.fact("counts from zero", _SCALE, C.MEASURE),
        "research_use_only": rows.fact("for research only", always(EITHER), C.MEASURE),
        "note": rows.text("note", C.MEASURE),
    },
    Loinc: {
        "code": rows.fact("LOINC code", always(OTHER), C.MEASURE),
        "display": rows.text("LOINC name", C.MEASURE),
        "verification": rows.text("how the LOINC code was checked", C.MEASURE),
    },
    Alarm: {
        "key": rows.fact("key", always(OTHER), C.ALARM),
        "level": rows.Single(
            C.ALARM,
            "{subject}: {before} → {after}",
            larger_is(STRONGER, lambda level: call_strength(call_of(level))),
        ),
        "asked": rows.asked("its question", C.ALARM),
        "source": rows.text("its source", C.EVIDENCE),
        "final": rows.fact("ends the plan for good", larger_is(STRONGER), C.ALARM),
        "records": rows.fact("caution written to the client", more_is(STRONGER), C.ALARM),
        "first_call": rows.Inside(C.ALARM, "who is rung first", always(EITHER), attrgetter("who")),
    },
    FirstCall: {
        "who": rows.fact("rung first", always(EITHER), C.ALARM),
        "line": rows.asked("its line in the stop box", C.ALARM),
        "rules": rows.Names(C.ALARM, "is rung first also for the rule", always(EITHER)),
    },
    Caution: {
        "key": rows.fact("key", always(OTHER), C.CAUTION),
        "kind": rows.fact("kind", always(OTHER), C.CAUTION),
        "label": rows.text("label", C.CAUTION),
        "why": rows.text("why", C.CAUTION),
        "action": rows.Single(C.CAUTION, "{subject}: {before} → {after}", larger_is(STRONGER, judges.action_weight)),
        "triggers": rows.Members(C.CAUTION, "raised by", more_is(STRONGER), words.trigger, (type,)),
        "agreed_by": rows.fact("who else must agree", more_is(STRONGER), C.CAUTION),
        "brings": rows.asked("the watching that it brings", C.CAUTION),
        "watches": rows.Members(C.CAUTION, "watches", more_is(STRONGER), words.watch, (_measures_of,)),
        "before_passing": rows.Members(
            C.CAUTION, "to be known", more_is(STRONGER), words.before_passing, (_measures_of, attrgetter("dose"))
        ),
    },
    BeforePassing: {
        "dose": rows.fact("to be known above", larger_is(WEAKER, _value), C.CAUTION),
        "measures": rows.Names(C.CAUTION, "asks to know", more_is(STRONGER)),
    },
    Watch: {
        "measures": rows.Names(C.CAUTION, "watches", more_is(STRONGER)),
        "baseline": rows.fact("watches before the start", larger_is(STRONGER), C.CAUTION),
        "each_step": rows.fact("watches each step", larger_is(STRONGER), C.CAUTION),
        "day": rows.fact("watches on day", always(EITHER), C.CAUTION),
    },
    Asked: {"question": rows.asked("its question", C.CAUTION)},
    AgeBelow: {"years": rows.fact("raised below the age of", larger_is(STRONGER), C.CAUTION)},
    AgeFrom: {"years": rows.fact("raised from the age of", larger_is(WEAKER), C.CAUTION)},
    BmiBelow: {"value": rows.fact("raised below a body mass index of", larger_is(STRONGER), C.CAUTION)},
    DailyDoseAbove: {"dose": rows.fact("raised above", larger_is(WEAKER, _value), C.CAUTION)},
    DosePerKgAbove: {"dose": rows.fact("raised above", larger_is(WEAKER, _value), C.CAUTION)},
    ResultBelow: {
        "measure": rows.fact("looks at the latest", always(EITHER), C.CAUTION),
        "below": rows.fact("raised by a value below", larger_is(STRONGER), C.CAUTION),
    },
    ResultBetween: {
        "measure": rows.fact("looks at the latest", always(EITHER), C.CAUTION),
        "least": rows.fact("raised by a value from", larger_is(WEAKER), C.CAUTION),
        "below": rows.fact("raised by a value to below", larger_is(STRONGER), C.CAUTION),
    },
    ResultNotKnown: {
        "measure": rows.fact("wants to know", always(EITHER), C.CAUTION),
        "days": rows.days("counts a value as known for", larger_is(WEAKER), C.CAUTION),
        "years": rows.fact("wants to know it from the age of", judges.from_which_on, C.CAUTION),
        "dose": rows.fact("wants to know it from a dose of", judges.from_which_on, C.CAUTION),
    },
    Always: {},
    Checkpoint: {
        "key": rows.fact("key", always(OTHER), C.CHECKPOINT),
        "kind": rows.fact("kind", always(EITHER), C.CHECKPOINT),
        "title": rows.text("title", C.CHECKPOINT),
        "asks": rows.Names(C.CHECKPOINT, "asks", more_is(STRONGER)),
        "rules": rows.Names(C.CHECKPOINT, "applies rule", judges.rule_at_checkpoint),
        "day": rows.fact("day", both_given(larger_is(WEAKER)), C.CHECKPOINT),
        "steps": rows.Single(
            C.CHECKPOINT,
            "{subject} looks at {before} → {after}",
            judges.watched_steps,
            words.every("step"),
            judges.same_members,
        ),
        "may_ask": rows.Names(C.CHECKPOINT, "may ask", judges.may_ask),
        "only_with": rows.Single(
            C.CHECKPOINT,
            "{subject} is there with {before} → {after}",
            always(EITHER),
            lambda named: ", ".join(named) or "every plan",
            judges.same_members,
        ),
        "item": rows.fact("hangs on the item", always(EITHER), C.CHECKPOINT),
        "anchor": rows.fact("day counted from the", always(EITHER), C.CHECKPOINT),
        "every": rows.days("is due again every", rarer_is(WEAKER), C.CHECKPOINT),
        "again_after": rows.days("is due again after a hold in", larger_is(WEAKER), C.CHECKPOINT),
        "again_opens": rows.days("opens again after a hold in", always(EITHER), C.CHECKPOINT),
        "basis": rows.text("what it rests on", C.EVIDENCE),
    },
    Rule: {
        "key": rows.fact("key", always(OTHER), C.RULE),
        "when": rows.Condition(),
        "dose": rows.Single(C.RULE, "{subject}: {before} → {after}", larger_is(STRONGER, dose_strength)),
        "call": rows.Single(C.RULE, "{subject}: {before} → {after}", larger_is(STRONGER, call_strength)),
        "says": rows.text("its sentence", C.RULE),
        "client_says": rows.text("its sentence for the client", C.RULE),
        "items": rows.Single(
            C.RULE, "{subject} moves {before} → {after}", judges.moved_items, words.every("item"), judges.same_items
        ),
        "back_to": rows.fact("goes back to", larger_is(STRONGER, lambda back: back is BackTo.LAST_CLEAR), C.RULE),
        "call_on_lowest": rows.fact("on the lowest step", judges.call_on_lowest, C.RULE),
        "final": rows.fact("a stop ends the plan for good", larger_is(STRONGER), C.RULE),
        "symptom_free_days": rows.fact(
            "days without symptoms before a resume", larger_is(STRONGER, lambda days: days or 0), C.RULE
        ),
    },
    Claim: {
        "about": rows.fact("about", always(OTHER), C.EVIDENCE),
        "says": rows.text("what is claimed", C.EVIDENCE),
        "basis": rows.Single(C.EVIDENCE, "{subject} rests on {before} → {after}", always(OTHER)),
        "links": rows.Members(
            C.EVIDENCE,
            "works",
            always(OTHER),
            words.link,
            (lambda link: (link.work, link.relation), attrgetter("work")),
        ),
    },
    Link: {
        "work": rows.fact("work", always(OTHER), C.EVIDENCE),
        "relation": rows.Single(C.EVIDENCE, "{subject}: {before} → {after}", always(OTHER)),
        "note": rows.text("note", C.EVIDENCE),
        "locator": rows.text("place in the work", C.EVIDENCE),
    },
    Response: {
        "endpoints": rows.Endpoints(),
        "responded": rows.text("what is said of one"),
        "no_clear_benefit": rows.text("what is said without one"),
    },
    AnchoredEvent: {
        "called": rows.text("what the event is called"),
        "days_before": rows.Single(
            C.COURSE, "Day 1 lies before the event by {before} → {after}", always(EITHER), words.days
        ),
    },
    ClientText: {
        "title": rows.text("title for the client"),
        "purpose": rows.text("purpose for the client"),
        "why_for": rows.text("what speaks for it"),
        "why_against": rows.text("what speaks against it"),
        "check_in": rows.text("words on check-ins"),
        "first": rows.asked("first words for the client", C.TEXT),
        "before_start": rows.asked("words before the start", C.TEXT),
        "also": rows.text("further words for the client"),
    },
}
