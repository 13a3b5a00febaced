"""Protocols that nobody has written like this, and that are safe: the gate finds no error in them."""

import pytest
from msgspec.structs import replace

from protocols import wire
from protocols.authoring.finding import Severity
from protocols.authoring.item import Mode
from protocols.authoring.protocol import Protocol
from protocols.authoring.verify import verify
from protocols.checkpoints.alarm import Alarm, AlarmLevel
from protocols.checkpoints.checkpoint import Anchor
from protocols.checkpoints.measure import MeasureKind, Worse
from protocols.checkpoints.predicate import AlarmIs, AnyChange, DaysOnStepIs, FiredBefore, InARow, Not, Operator
from protocols.checkpoints.rule import BackTo
from protocols.dosing.arithmetic import PartShare
from protocols.dosing.day_part import DayPart
from protocols.dosing.ladder import Ramp, Steps, expand
from protocols.dosing.quantity import grams, grams_per_day
from protocols.dosing.substance import Substance
from protocols.evidence.link import AboutDose, AboutDuration
from tests.authoring.breaking import (
    Change,
    a_measure,
    a_rule,
    added,
    answer,
    asking,
    bands,
    both,
    changed_step,
    checkpoint,
    claimed,
    claiming,
    dosed,
    every,
    fall,
    fields,
    fixed,
    gone,
    item,
    item_of,
    laddered,
    measure,
    measured,
    measuring,
    number,
    parts,
    per_kg,
    percent,
    rise,
    rule,
    some,
    step,
    unclaimed,
)
from tests.library.built_in import PROTOCOLS

TEXT = PROTOCOLS["glutamine-start-low"]
DIET = PROTOCOLS["glutamine-low-fodmap"]
ONE_STEP = PROTOCOLS["glutamine-pi-ibs-d"]

MOOD = both(measured(a_measure("mood")), asking("mood"))
ENERGY = both(measured(a_measure("energy", worse=Worse.LOWER)), asking("energy"), asking("energy", at="baseline"))
TRAVEL = both(measured(a_measure("travel", "0", "1", kind=MeasureKind.YES_NO)), asking("travel"))
FINE_SCALE = measuring(unit=grams("0.5"), day_cap=grams_per_day("40"), dose_cap=grams("15"))
STEPS = ("s0", "s1", "s2", "s3")


def ramp(text: Protocol) -> Protocol:
    """From 5 to 15 g by 2.5 g, a week each."""
    ladder = Ramp(
        first=grams_per_day("5"),
        increment=grams_per_day("2.5"),
        last=grams_per_day("15"),
        split=parts("morning", "midday", "evening"),
        days_each=7,
        most_days_each=14,
        days_at_last=28,
    )
    keys = ("s1", "s2", "s3", "s4", "s5")
    change = both(
        unclaimed(AboutDose),
        unclaimed(AboutDuration),
        item(ladder=ladder),
        claimed("glutamine", *keys),
        checkpoint("tolerance", steps=()),
        checkpoint("review", steps=("s5",), day=14),
        checkpoint("end", steps=("s5",), day=28),
        FINE_SCALE,
    )
    return change(text)


def tapered(mode: Mode, *doses: str, **looks: object) -> Change:
    """The last step for 40 days, then down."""
    steps = tuple(step(f"t{place}", fixed(dose), split=parts("morning", "evening")) for place, dose in enumerate(doses))
    keys = tuple(each.key for each in steps)
    return both(
        item(taper=steps, mode=mode),
        claimed("glutamine", *keys),
        checkpoint("tolerance", steps=lambda before: (*before, *keys)),
        checkpoint("end", steps=("s1", keys[-1]), day=7) if mode is Mode.SCHEDULED else fields(),
        FINE_SCALE,
    )


def zinc(text: Protocol) -> Protocol:
    """A second item with its own two steps and its own checkpoint; each rule that raises names what it raises."""
    first, looks = item_of(text), text.checkpoints[1]
    steps = tuple(replace(each, key=f"z{place}") for place, each in enumerate(expand(first.ladder).steps[:2]))
    ladder = Steps(entry="z0", steps=steps)
    substance = Substance(key="zinc", name="Zinc")
    other = replace(first, key="zinc", substance=substance, called="zinc", form="powder", ladder=ladder)
    clear = next(each for each in text.rules if each.key == "clear")
    change = both(
        fields(items=(first, other)),
        rule("clear", items=("glutamine",)),
        fields(checkpoints=(*text.checkpoints, replace(looks, key="zinc-check", item="zinc", steps=("z0", "z1")))),
        added(replace(clear, key="clear-zinc", items=("zinc",)), to=("tolerance", "zinc-check")),
        claimed("zinc", "z0", "z1"),
    )
    return change(text)


def diet_only(text: Protocol) -> Protocol:
    """Nothing to swallow: no alarms are needed, and nothing moves."""
    about = (AboutDose, AboutDuration)
    diet = text.items[1].key
    return replace(
        text,
        items=text.items[1:],
        alarms=(),
        checkpoints=tuple(replace(each, steps=()) for each in text.checkpoints),
        claims=tuple(claim for claim in text.claims if not isinstance(claim.about, about) or claim.about.item == diet),
    )


def earlier(key: str, value: int) -> Change:
    """Clearly worse than at the check-in before goes back to the last step without symptoms."""
    worse = a_rule("slid", rise(key, "at_least", value, "earlier"), "step_back", "routine", back_to=BackTo.LAST_CLEAR)
    return added(worse)


UNEQUAL = tuple(
    PartShare(part=DayPart(part), share=number(share))
    for part, share in (("morning", 2), ("midday", 1), ("evening", 1), ("bedtime", 1))
)


def entry(key: str, **new: object) -> Change:
    return lambda text: item(ladder=replace(item_of(text).ladder, entry=key, **new))(text)


def clear_twice(text: Protocol) -> Protocol:
    """The first clear check-in stays, the second in a row goes up."""
    clear = next(each for each in text.rules if each.key == "clear").when
    row = InARow(of=clear, times=2)
    return both(rule("clear", when=row), added(a_rule("once", every(clear, Not(of=row)), "hold"), to=ON_THE_WAY))(text)


ON_THE_WAY = ("tolerance", "review", "end")
HALVES = every(
    *(Not(of=rise(key, "at_least", 2)) for key in ("abdominal_pain", "nausea", "headache", "bowel_change")),
    *(Not(of=answer(key, "at_least", 7)) for key in ("abdominal_pain", "nausea", "headache", "bowel_change")),
    answer("days_taken", "at_least", 6),
    Not(of=AlarmIs(level=AlarmLevel.EMERGENCY)),
    Not(of=AlarmIs(level=AlarmLevel.TODAY)),
    Not(of=AnyChange()),
)
BACK = "step_back"
LOST = fall("body_weight", "at_least", 3, "earlier")
TIRED = every(answer("energy", "at_most", 2), fall("energy", "at_least", 2))
LOW = Not(of=some(answer("mood", "less_than", 8), rise("mood", "less_than", 3)))
TWICE = every(FiredBefore(rule="moderate", times=2), rise("nausea", "at_least", 4))
FLARE = Alarm(key="flare", level=AlarmLevel.TODAY, asked="A flare", source="judgement")
LABS = ("egfr-fall-some", "egfr-fall", "ammonia-high", "liver-tests-raised", "liver-tests-high")
NO_LABS = gone(*LABS, "weight-loss", "baseline-egfr")
TO_DAY_60 = DaysOnStepIs(operator=Operator.AT_MOST, value=number(60))
BY_WEIGHT = laddered("a", step("a", per_kg("0.1", "ideal"), 7, 21), step("b", per_kg("0.25"), 56), settled_days=56)
NEARLY, NEARLY_TOO = (
    a_rule(key, answer("nausea", "at_least", 8), "pause", "routine") for key in ("changed", "alarm-nausea")
)
SETTLED_CLAIM = claiming(AboutDuration(item="glutamine"))
UNCLAIMED = both(unclaimed(AboutDose), unclaimed(AboutDuration))
DIPEPTIDE = item(
    substance=Substance(key="l-alanyl-l-glutamine", name="Dipeptide"), called="dipeptide powder", form="powder"
)
ZINC = item(substance=Substance(key="zinc", name="Zinc"), called="zinc powder", form="powder")


def late_look(text: Protocol) -> Protocol:
    """One more checkpoint on the last step."""
    late = replace(text.checkpoints[1], key="late", title="Late", day=50, steps=("s3",))
    return replace(text, checkpoints=(*text.checkpoints, late))


SAFE: list[tuple[str, Protocol, Change]] = [
    ("a ramp", TEXT, ramp),
    ("bands of weight", ONE_STEP, dosed(bands("10", "15", "20"))),
    ("actual weight", ONE_STEP, both(dosed(per_kg("0.2")), FINE_SCALE)),
    ("ideal weight up to a cap", ONE_STEP, both(dosed(per_kg("0.3", "ideal")), measuring(day_cap=grams_per_day("25")))),
    ("both weights in two steps", TEXT, both(UNCLAIMED, BY_WEIGHT, SETTLED_CLAIM, FINE_SCALE)),
    ("an unequal day of four parts", ONE_STEP, both(changed_step("s1", split=UNEQUAL), FINE_SCALE)),
    ("begins on the lowest", TEXT, entry("s0")),
    ("begins on the last", TEXT, entry("s3")),
    ("a settled step lasts four weeks", TEXT, entry("s1", settled_days=28)),
    ("a taper by check-in", TEXT, tapered(Mode.GATED, "10", "5")),
    ("a taper by calendar", ONE_STEP, both(fields(calendar_limit_days=84), tapered(Mode.SCHEDULED, "10", "5"))),
    ("two items, each with its rules", TEXT, zinc),
    ("rules called nearly as the engine says why", TEXT, added(NEARLY, NEARLY_TOO)),
    ("nothing to swallow", DIET, diet_only),
    ("a day of the course", TEXT, checkpoint("review", anchor=Anchor.COURSE, day=42)),
    ("again every week", TEXT, checkpoint("tolerance", every=7)),
    ("up after two clear check-ins", TEXT, clear_twice),
    (
        "three in a row go back",
        TEXT,
        added(a_rule("worn", InARow(of=rise("nausea", "at_least", 2), times=3), "step_back")),
    ),
    ("worse than last time", TEXT, earlier("nausea", 3)),
    ("much worse than last time", TEXT, added(a_rule("slid", percent("nausea", "at_most", -50, "earlier"), "hold"))),
    ("twice is enough", TEXT, added(a_rule("again", TWICE, "stop", "today"))),
    (
        "lost since last time",
        TEXT,
        added(a_rule("lost", fall("body_weight", "at_least", 3, "earlier"), "hold"), to=("review",)),
    ),
    ("a scale of halves", TEXT, both(measure("nausea", whole=False), rule("clear", when=HALVES))),
    ("less is worse", TEXT, both(ENERGY, added(a_rule("tired", TIRED, "hold")))),
    ("a yes that pauses", TEXT, both(TRAVEL, added(a_rule("away", answer("travel", "equal", 1), "pause", "routine")))),
    ("a condition turned round", TEXT, both(MOOD, added(a_rule("low", LOW, "pause", "routine")))),
    ("one more alarm", TEXT, fields(alarms=(*TEXT.alarms, FLARE))),
    ("a substance without known limits", TEXT, ZINC),
    ("a dipeptide up to 59 g", ONE_STEP, both(DIPEPTIDE, measuring(day_cap=grams_per_day("59")))),
    ("no laboratory at all", TEXT, NO_LABS),
    ("persistent up to a day", TEXT, rule("persistent", when=lambda before: every(before, TO_DAY_60))),
    ("a second look on the last step", TEXT, late_look),
]


@pytest.mark.parametrize(("what", "text", "change"), SAFE, ids=[row[0] for row in SAFE])
def test_what_is_safe_is_not_found_fault_with(what: str, text: Protocol, change: Change) -> None:
    errors = [each for each in verify(change(text)) if each.severity is Severity.ERROR]
    assert errors == [], what


def test_there_are_many_and_each_is_another() -> None:
    assert len({wire.encode(change(text)) for _, text, change in SAFE}) == len(SAFE) >= 20
