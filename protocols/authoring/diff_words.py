"""Values of a protocol in a practitioner's words."""

import textwrap
from enum import Enum
from typing import Any, Final, assert_never

from protocols.authoring.caution import (
    Action,
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BeforePassing,
    BmiBelow,
    Caution,
    DailyDoseAbove,
    DosePerKgAbove,
    OnResult,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
    Trigger,
    Watch,
)
from protocols.authoring.item import Item, Mode, SubstanceItem
from protocols.checkpoints.alarm import Alarm
from protocols.checkpoints.checkpoint import Checkpoint
from protocols.checkpoints.measure import Measure
from protocols.checkpoints.outcome import Call
from protocols.checkpoints.rule import Rule
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.body import WeightBasis
from protocols.dosing.dose import Band, ByWeightDose, Dose, FixedDose, PerKgDose
from protocols.dosing.ladder import Ladder, Ramp, Step, Steps
from protocols.evidence.link import (
    About,
    AboutCaution,
    AboutCheckpoint,
    AboutDose,
    AboutDuration,
    AboutProtocol,
    AboutRule,
    Claim,
    Link,
)

_ACTIONS: Final = {
    Action.EXCLUDE: "excludes",
    Action.OVERRIDE_WITH_REASON: "asks for a reason",
    Action.INFORM: "informs",
}
_LONGEST: Final = 300
_CALLS: Final = {
    Call.NONE: "no call",
    Call.ROUTINE: "a routine call",
    Call.TODAY: "a call today",
    Call.EMERGENCY: "an emergency call",
}


def plain(value: Any) -> str:
    """A number, a word, a name, or nothing."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Action():
            return _ACTIONS[value]
        case Call():
            return _CALLS[value]
        case Enum():
            return str(value.value).replace("_", " ")
        case _:
            return str(value)


def days(count: int | None) -> str:
    """A number of days."""
    return "none" if count is None else f"{count} day{'' if count == 1 else 's'}"


def every(name: str) -> Any:
    """Names, where none named means all."""
    return lambda named: ", ".join(named) or f"every {name}"


def dose(written: Dose) -> str:
    """A dose as it is written."""
    match written:
        case FixedDose():
            return str(written.daily)
        case PerKgDose():
            return f"{written.daily} of {_weight(written.weight_basis)}"
        case ByWeightDose():
            return f"{', '.join(map(_band, written.bands))} by {_weight(written.weight_basis)}"
        case _:
            assert_never(written)


def _weight(basis: WeightBasis) -> str:
    return "actual weight" if basis is WeightBasis.ACTUAL else "the lesser of ideal and actual weight"


def _band(band: Band) -> str:
    edge = band.from_weight
    if edge is None:
        return str(band.daily)
    return f"{'from' if edge.included else 'above'} {edge.kilograms} kg {band.daily}"


def split(parts: tuple[PartShare, ...]) -> str:
    """The parts of the day, with their shares where they are unequal."""
    return " + ".join(part.part.value if part.share is None else f"{part.part.value} {part.share}" for part in parts)


def ladder(written: Ladder) -> str:
    """A ladder in a few words."""
    match written:
        case Steps():
            return f"written steps {', '.join(dose(step.dose) for step in written.steps)}"
        case Ramp():
            return (
                f"a ramp from {written.first} to {written.last} by {written.increment} every {days(written.days_each)}"
            )
        case _:
            assert_never(written)


def mode(lowers: Mode) -> str:
    """What lowers a dose on a taper."""
    return "check-in" if lowers is Mode.GATED else "calendar"


def watch(brought: Watch) -> str:
    """What is watched, and when."""
    named = {"before the start": brought.baseline, "at each step": brought.each_step}
    when = [words for words, meant in named.items() if meant]
    on_day = [] if brought.day is None else [f"on day {brought.day}"]
    return f"{', '.join(brought.measures)} {', '.join((*when, *on_day))}"


def before_passing(before: BeforePassing) -> str:
    """What must be known, and above which total of a day."""
    return f"{', '.join(before.measures)} above {before.dose}"


def trigger(raised: Trigger) -> str:  # noqa: PLR0911 one for each kind of trigger
    """What raises a caution."""
    match raised:
        case Asked():
            return "yes to its question"
        case AgeBelow():
            return f"age below {raised.years}"
        case AgeFrom():
            return f"age {raised.years} or more"
        case BmiBelow():
            return f"body mass index below {raised.value}"
        case DailyDoseAbove() | DosePerKgAbove():
            return f"a dose above {raised.dose}"
        case ResultBelow() | ResultBetween() | ResultNotKnown():
            return _on_value(raised)
        case Always():
            return "always"
        case _:
            assert_never(raised)


def _on_value(raised: OnResult) -> str:
    match raised:
        case ResultBelow():
            return f"{raised.measure} below {raised.below}"
        case ResultBetween():
            return f"{raised.measure} from {raised.least} to below {raised.below}"
        case ResultNotKnown():
            return _not_known(raised)
        case _:
            assert_never(raised)


def _not_known(wanted: ResultNotKnown) -> str:
    age = "" if wanted.years is None else f" from age {wanted.years} on"
    dose = "" if wanted.dose is None else f" from {wanted.dose} on"
    return f"no {wanted.measure} of the last {days(wanted.days)}{age}{dose}"


def about(subject: About) -> str:
    """What a claim speaks of."""
    match subject:
        case AboutDose():
            return f"the dose of step {subject.step} of {subject.item}"
        case AboutDuration():
            return f"the days of {subject.item if subject.step is None else f'step {subject.step} of {subject.item}'}"
        case AboutCaution():
            return f"caution {subject.caution}"
        case AboutRule():
            return f"rule {subject.rule}"
        case AboutCheckpoint():
            return f"checkpoint {subject.checkpoint}"
        case AboutProtocol():
            return "the protocol"
        case _:
            assert_never(subject)


def item(written: Item) -> str:
    """An item in a few words."""
    if isinstance(written, SubstanceItem):
        return f"{written.substance.name}, {ladder(written.ladder)}"
    return f"{plain(written.__struct_config__.tag)} for {days(written.days)}"


def step(written: Step) -> str:
    """A step in a few words."""
    return f"{dose(written.dose)} for {days(written.planned_days)}"


def measure(written: Measure) -> str:
    """A measure in a few words."""
    return f"{written.label}, from {written.low} to {written.high}"


def alarm(written: Alarm) -> str:
    """An alarm in a few words."""
    return f"{written.asked}: {written.level.value}"


def caution(written: Caution) -> str:
    """A caution in a few words."""
    return f"{plain(written.action)}, {written.label}"


def checkpoint(written: Checkpoint) -> str:
    """A checkpoint in a few words."""
    return written.title if written.day is None else f"{written.title}, day {written.day}"


def rule(written: Rule) -> str:
    """A rule in a few words."""
    return f"{plain(written.dose)}, {plain(written.call)}: {written.says}"


def claim(written: Claim) -> str:
    """A claim in a few words."""
    return f"{plain(written.basis)}: {_short(written.says)}"


def link(written: Link) -> str:
    """A link in a few words."""
    return f"{plain(written.relation)}: {_short(written.note)}"


def _short(prose: str) -> str:
    """In one line; the whole stands beside the sentence."""
    return textwrap.shorten(prose, _LONGEST, placeholder=" …")
