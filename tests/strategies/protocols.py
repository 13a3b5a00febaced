"""Whole protocols that the publish gate has nothing against, built backwards from what they are to do."""

from typing import Final

from hypothesis import strategies as st
from msgspec.structs import replace

from protocols.authoring.caution import (
    Action,
    Asked,
    BeforePassing,
    Caution,
    CautionKind,
    DailyDoseAbove,
    DosePerKgAbove,
)
from protocols.authoring.item import SubstanceItem
from protocols.authoring.protocol import AnchoredEvent, ClientText, Protocol, Response
from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.checkpoint import Anchor, Checkpoint, CheckpointKind
from protocols.checkpoints.measure import BODY_WEIGHT, Measure, MeasureKind, Worse
from protocols.checkpoints.predicate import FallIs, Operator, Since
from protocols.decimal_string import DecimalString
from protocols.dosing.ladder import Step, expand
from protocols.dosing.quantity import Unit, grams_per_day, of
from protocols.evidence.link import About, AboutCaution, AboutDose, AboutDuration, AboutRule, Basis, Claim
from tests.strategies.items import substance_items
from tests.strategies.severity import DAYS_TAKEN, Table, tables

LONGEST: Final = 731


def _caution(key: str, action: Action, trigger: Asked | DailyDoseAbove | DosePerKgAbove) -> Caution:
    return Caution(
        key=key,
        kind=CautionKind.PRECAUTION,
        label=key.replace("-", " "),
        why="It may matter.",
        action=action,
        triggers=(trigger,),
    )


WATCH: Final = "to-be-watched"
"""The caution that stands against nothing, and may bring a look of its own."""

CAUTIONS: Final = (
    _caution("dose-above-osl", Action.INFORM, DailyDoseAbove(dose=grams_per_day("14"))),
    _caution("dose-above-30", Action.OVERRIDE_WITH_REASON, DailyDoseAbove(dose=grams_per_day("30"))),
    _caution(
        "dose-per-kg",
        Action.OVERRIDE_WITH_REASON,
        DosePerKgAbove(dose=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY)),
    ),
    _caution(WATCH, Action.INFORM, Asked(question="Is there anything to be watched?")),
    _caution("allergy", Action.EXCLUDE, Asked(question="Did it ever make you ill?")),
)

WEIGHT: Final = Measure(
    key=BODY_WEIGHT,
    kind=MeasureKind.VITAL,
    label="Body weight",
    asked="What is your weight?",
    unit="kg",
    low=DecimalString(30),
    high=DecimalString(250),
    whole=False,
    worse=Worse.LOWER,
)

TEXT: Final = ClientText(
    title="Your powder plan",
    purpose=("To find a dose that agrees with you.",),
    why_for=("Some people feel better.",),
    why_against=("We do not know if this will help you.",),
    check_in=("We ask how you are.",),
)


@st.composite
def protocols(draw: st.DrawFn) -> Protocol:
    """One to three items, one to three measures, a look at every step, an end within the course."""
    count, two_years = draw(st.integers(1, 3)), draw(st.integers(0, 15)) == 0
    items = tuple(draw(substance_items(place, count, two_years=two_years)) for place in range(count))
    table = draw(tables({item.key: len(steps_of(item)) for item in items}))
    limit = _limit(items, draw(st.sampled_from([0, 0, 20, 60])))
    checkpoints = (
        *draw(_baseline(table)),
        *(each for item in items for each in draw(_looks(item, table, one=count == 1))),
        *draw(_course(table, items[0], limit)),
        *draw(_watching(table, items[0], limit)),
        *draw(_ends(items, table)),
    )
    checkpoints = tuple(replace(each, may_ask=(*each.may_ask, WEIGHT.key)) for each in checkpoints)
    return Protocol(
        slug="made-up",
        title="Made up",
        summary="Made up.",
        for_whom="For nobody.",
        basis_note="Judgement.",
        language="en",
        tags=(),
        items=items,
        calendar_limit_days=limit,
        measures=(*table.measures, WEIGHT),
        alarms=LOCKED,
        cautions=draw(_cautions(checkpoints, table)),
        checkpoints=checkpoints,
        rules=table.rules,
        claims=_claims(items, table),
        client_text=TEXT,
        response=draw(_responses(table, checkpoints)),
        anchored_to=draw(st.sampled_from([None, None, AnchoredEvent(called="The event", days_before=3)])),
    )


@st.composite
def _cautions(draw: st.DrawFn, checkpoints: tuple[Checkpoint, ...], table: Table) -> tuple[Caution, ...]:
    """Where a laboratory value can be told before the start, it may be asked for before 14 g a day."""
    told = tuple(each.key for each in table.measures if each.kind is MeasureKind.LABORATORY)
    first, *others = CAUTIONS
    if not told or checkpoints[0].kind is not CheckpointKind.BASELINE or draw(st.booleans()):
        return CAUTIONS
    return (replace(first, before_passing=(BeforePassing(dose=grams_per_day("14"), measures=told),)), *others)


def steps_of(item: SubstanceItem) -> tuple[Step, ...]:
    return expand(item.ladder).steps


def _limit(items: tuple[SubstanceItem, ...], slack: int) -> int:
    """The planned days of every item one after another, and no fewer than the most days of any step."""
    planned = sum(step.planned_days for item in items for step in steps_of(item))
    falling = sum(step.most_days for item in items for step in item.taper)
    most = max(step.most_days for item in items for step in steps_of(item))
    return min(LONGEST, max(planned, most) + falling + slack)


@st.composite
def _baseline(draw: st.DrawFn, table: Table) -> tuple[Checkpoint, ...]:
    if draw(st.booleans()):
        return ()
    keys = tuple(each.measure.key for each in table.severities)
    return (Checkpoint(key="baseline", kind=CheckpointKind.BASELINE, title="Before", asks=keys, rules=()),)


def _asks(table: Table) -> tuple[str, ...]:
    return (*(each.measure.key for each in table.severities if not each.may_skip), DAYS_TAKEN.key)


def _look(key: str, table: Table, day: int, kind: CheckpointKind = CheckpointKind.ROUTINE) -> Checkpoint:
    return Checkpoint(
        key=key,
        kind=kind,
        title=key,
        asks=_asks(table),
        may_ask=tuple(each.measure.key for each in table.severities if each.may_skip),
        rules=tuple(rule.key for rule in table.rules),
        day=day,
    )


@st.composite
def _looks(draw: st.DrawFn, item: SubstanceItem, table: Table, *, one: bool) -> tuple[Checkpoint, ...]:
    """Every step of an item is looked at within its planned days: by one checkpoint, or by one below the last step."""
    ladder, letter = steps_of(item), item.key[-1]
    named = None if one and draw(st.booleans()) else item.key
    again = draw(st.sampled_from([(7, 3), (7, 3), (3, 1), (14, 10)]))
    every = draw(st.sampled_from([None, 7, 7, 14, 28]))
    groups: list[tuple[tuple[Step, ...], tuple[str, ...]]] = [(ladder, ())]
    if len(ladder) > 1 and not item.taper and draw(st.booleans()):
        groups = [(each, tuple(step.key for step in each)) for each in (ladder[:-1], ladder[-1:])]
    found = []
    for number, (looked_at, keys) in enumerate(groups, start=1):
        watched = looked_at if keys else (*looked_at, *item.taper)
        latest = min(step.planned_days for step in watched)
        look = _look(f"look-{letter}{number}", table, draw(st.one_of(st.just(latest), st.integers(1, latest))))
        placed = replace(look, steps=keys, item=named, again_after=again[0], again_opens=again[1], every=every)
        found.append(placed)
    return tuple(found)


@st.composite
def _course(draw: st.DrawFn, table: Table, item: SubstanceItem, limit: int) -> tuple[Checkpoint, ...]:
    """Now and then a look on a day of the course, whatever step the first item is on, or on some of them alone."""
    if draw(st.integers(0, 3)):
        return ()
    look = _look("course", table, draw(st.integers(1, min(limit, 60))))
    steps = draw(_some(item).filter(lambda keys: not keys or keys_by(item, look.day) & set(keys)))
    return (replace(look, anchor=Anchor.COURSE, steps=steps, every=draw(st.sampled_from([None, None, 7]))),)


def keys_by(item: SubstanceItem, day: int | None) -> set[str]:
    """The steps that can have begun by the day; of those below entry a plan may start on each."""
    ladder, since, found = expand(item.ladder), 1, set[str]()
    below = True
    for step in ladder.steps:
        below = below and step.key != ladder.entry
        if below or since <= (day or 1):
            found.add(step.key)
        since += 0 if below else step.least_days
    return found


@st.composite
def _watching(draw: st.DrawFn, table: Table, item: SubstanceItem, limit: int) -> tuple[Checkpoint, ...]:
    """Now and then a look that a caution brings, on a day of the course or of the steps."""
    if draw(st.integers(0, 2)):
        return ()
    look = _look("watching", table, draw(st.integers(1, min(limit, 20))))
    anchor, every = draw(st.sampled_from(list(Anchor))), draw(st.sampled_from([None, None, 5]))
    return (replace(look, anchor=anchor, steps=draw(_some(item)), every=every, only_with=(WATCH,)),)


def _some(item: SubstanceItem) -> st.SearchStrategy[tuple[str, ...]]:
    """None, which means every step, or some of the item's steps."""
    keys = [step.key for step in (*steps_of(item), *item.taper)]
    return st.one_of(st.just(()), st.lists(st.sampled_from(keys), min_size=1, unique=True).map(tuple))


@st.composite
def _ends(draw: st.DrawFn, items: tuple[SubstanceItem, ...], table: Table) -> tuple[Checkpoint, ...]:
    """An end for each item on the last planned day of its last step, or one for all where the first takes longest."""
    planned = [sum(step.planned_days for step in steps_of(item)) for item in items]
    if len(items) == 1 or (planned[0] == max(planned) and draw(st.booleans())):
        return (_end("end", items[0], table, named=False),)
    return tuple(_end(f"end-{item.key[-1]}", item, table, named=True) for item in items)


def _end(key: str, item: SubstanceItem, table: Table, *, named: bool) -> Checkpoint:
    last = steps_of(item)[-1]
    look = _look(key, table, last.planned_days, CheckpointKind.END)
    return replace(look, steps=(last.key,), item=item.key if named else None)


@st.composite
def _responses(draw: st.DrawFn, table: Table, checkpoints: tuple[Checkpoint, ...]) -> Response | None:
    """Where nobody asks before the start, the first answer of the course is what there is to compare with."""
    if draw(st.booleans()):
        return None
    fall = FallIs(
        measure=table.severities[0].measure.key,
        operator=Operator.AT_LEAST,
        value=DecimalString(draw(st.integers(1, 3))),
        since=Since.BASELINE if checkpoints[0].kind is CheckpointKind.BASELINE else Since.EARLIER,
    )
    return Response(endpoints=(fall,), responded="It went down.", no_clear_benefit="It did not go down.")


def _claims(items: tuple[SubstanceItem, ...], table: Table) -> tuple[Claim, ...]:
    abouts: list[About] = [
        AboutDose(item=item.key, step=step.key) for item in items for step in (*steps_of(item), *item.taper)
    ]
    abouts += [AboutDuration(item=item.key) for item in items]
    abouts += [AboutCaution(caution=caution.key) for caution in CAUTIONS]
    abouts += [AboutRule(rule=rule.key) for rule in table.rules]
    return tuple(Claim(about=about, says="Made up for a test.", basis=Basis.JUDGEMENT) for about in abouts)
