"""Check-ins as people tell them: in time and late, whole and with gaps, well and ill."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from protocols.authoring.protocol import Protocol
from protocols.checkpoints.alarm import LOCKED
from protocols.checkpoints.change import CHANGES
from protocols.checkpoints.checkpoint import Checkpoint, CheckpointKind
from protocols.checkpoints.laboratory import Result, highest_limit
from protocols.checkpoints.measure import BODY_WEIGHT, Measure, MeasureKind, Worse
from protocols.decimal_string import DecimalString
from protocols.plans.answer import YesNoUnknown
from protocols.plans.check_in import CheckIn, Told
from protocols.plans.head import Head
from protocols.plans.position import windows

NONE = Told(confirmed_none=True)
USUAL = {
    "days_taken": "7",
    "body_weight": "70",
    "egfr": "90",
    "albumin": "4",
    "temperature": "36.8",
    "stool_frequency": "1",
    "chemotherapy_going_ahead": "1",
    "oncology_team_agrees": "1",
}
"""Answers of somebody well where no end of the scale is simply the good one."""

OTHER_UNITS = {"mg/dL": ("mg/L", 1), "umol/L": ("mmol/L", -3), "ug/g": ("mg/kg", 0)}
"""Another unit for the same measure, and the power of ten that its numbers differ by."""

MISSED_ROWS = (0, 1, 2, 2, 3, 5, 7, 8, 14, 15, 28, 29, 40)


def check_ins(protocol: Protocol, head: Head, today: date) -> st.SearchStrategy[CheckIn]:
    """Any check-in of a plan on a day."""
    return st.randoms(use_true_random=False).map(lambda chance: a_check_in(chance, protocol, head, today))


def a_check_in(chance: Random, protocol: Protocol, head: Head, today: date) -> CheckIn:
    """One check-in as chance has it: mostly at what is due, mostly today, mostly well."""
    checkpoint = _checkpoint(chance, protocol, head, today)
    mood = chance.choice(["well", "well", "well", "well", "so-so", "ill"])
    asked = protocol.measures if checkpoint is None else _asked(chance, protocol, checkpoint)
    answers = {each.key: _answer(chance, each, mood) for each in asked if chance.random() > 0.02}
    if chance.random() < 0.85:
        answers |= {key: DecimalString(7) for key in answers if key == "days_taken"}
    on = today - timedelta(days=chance.choice([0, 0, 0, 0, 0, 0, 1, 3, 9, 25]))
    if checkpoint is None or checkpoint.kind is not CheckpointKind.BASELINE:
        answers = _as_there_were(answers, head.snapshot.start_on, on)
    if BODY_WEIGHT in answers:
        answers[BODY_WEIGHT] = _kilograms(chance, head)
    results = {each.key: _result(chance, each, answers.pop(each.key)) for each in _reported(chance, asked, answers)}
    return CheckIn(
        on=on,
        checkpoint=None if checkpoint is None else checkpoint.key,
        answers=answers,
        laboratory=results,
        alarms=_told(chance, [alarm.key for alarm in (*LOCKED, *protocol.alarms)]),
        changes=_told(chance, [change.key for change in CHANGES]),
        off_days=chance.choice(MISSED_ROWS) if chance.random() < 0.12 else None,
    )


def _as_there_were(answers: dict[str, DecimalString], start_on: date, on: date) -> dict[str, DecimalString]:
    """Nobody takes it on more days than there were, nor tells so."""
    days = max(0, min(7, (on - start_on).days + 1))
    return answers | {key: min(told, DecimalString(days)) for key, told in answers.items() if key == "days_taken"}


def all_well(protocol: Protocol, checkpoint: str | None, start_on: date, on: date) -> CheckIn:
    """Everything asked, nothing wrong, in a plan that began on a day."""
    found = next((each for each in protocol.checkpoints if each.key == checkpoint), None)
    keys = {measure.key for measure in protocol.measures} if found is None else set(found.asks)
    asked = [each for each in protocol.measures if each.key in keys]
    from_laboratory = [each for each in asked if each.kind is MeasureKind.LABORATORY]
    answers = {each.key: _best(each) for each in asked if each not in from_laboratory}
    is_baseline = found is not None and found.kind is CheckpointKind.BASELINE
    return CheckIn(
        on=on,
        checkpoint=checkpoint,
        answers=answers if is_baseline else _as_there_were(answers, start_on, on),
        laboratory={
            each.key: Result(value=_best(each), unit=each.unit, upper_limit=highest_limit(each))
            for each in from_laboratory
        },
        alarms=NONE,
        changes=NONE,
    )


def _reported(chance: Random, asked: Sequence[Measure], answers: dict[str, DecimalString]) -> list[Measure]:
    """Laboratory values are told with their unit, but now and then in a script as a bare number."""
    found = [each for each in asked if each.kind is MeasureKind.LABORATORY and each.key in answers]
    return [each for each in found if chance.random() < 0.9]


def _result(chance: Random, measure: Measure, value: DecimalString) -> Result:
    """The value in the measure's unit or a larger one, with a limit below it, at it, above it, or without one."""
    unit, power = OTHER_UNITS.get(measure.unit, (measure.unit, 0)) if chance.random() < 0.4 else (measure.unit, 0)
    times = chance.choice(["0.25", "0.4", "1", "1", "2", "10"])
    limit = min(max(value * Decimal(times), Decimal("0.001")), highest_limit(measure))
    told = [DecimalString(each.scaleb(power)) for each in (value, limit)]
    return Result(value=told[0], unit=unit, upper_limit=told[1] if chance.random() < 0.9 else None)


def _checkpoint(chance: Random, protocol: Protocol, head: Head, today: date) -> Checkpoint | None:
    due = [each.checkpoint for each in windows(head, today) if each.opens <= today]
    named = {each.key: each for each in protocol.checkpoints}
    if due and chance.random() < 0.7:
        return named[chance.choice(due)]
    return chance.choice([*protocol.checkpoints, None, None])


def _asked(chance: Random, protocol: Protocol, checkpoint: Checkpoint) -> list[Measure]:
    may = {key for key in checkpoint.may_ask if chance.random() < 0.5}
    return [each for each in protocol.measures if each.key in may | set(checkpoint.asks)]


def _best(measure: Measure) -> DecimalString:
    """What somebody well answers: for most questions the good end of the scale."""
    if measure.key in USUAL:
        return DecimalString(USUAL[measure.key])
    return measure.high if measure.worse is Worse.LOWER else measure.low


def _answer(chance: Random, measure: Measure, mood: str) -> DecimalString:
    """A number on the scale, at its good end or so many marks away from it."""
    if mood == "well" and chance.random() < 0.9:
        return _best(measure)
    reach = {"well": 2, "so-so": 4, "ill": 12}[mood]
    width = measure.high - measure.low
    steps = Decimal(chance.randint(0, reach)) * (1 if width <= 20 else int(width / 10))
    moved = min(steps, width)
    best = _best(measure)
    found = best - moved if measure.worse is Worse.LOWER else best + moved
    return DecimalString(min(max(found, measure.low), measure.high))


def _kilograms(chance: Random, head: Head) -> DecimalString:
    """About as much as was weighed last, now and then so much less or more that it is asked again."""
    weight = head.doses[-1].body.weight
    known = Decimal(70) if weight is None else weight.value
    times = chance.choice(["1", "1", "0.995", "0.98", "0.96", "0.93", "0.85", "1.02", "1.12", "2.2"])
    most = (known * Decimal(times)).quantize(Decimal(chance.choice(["1", "0.1", "0.01"])))
    return DecimalString(min(max(most, Decimal(30)), Decimal(250)))


def _told(chance: Random, keys: list[str]) -> Told | None:
    drawn = chance.random()
    if drawn < 0.9:
        return NONE
    if drawn < 0.93:
        return None
    said = {key: YesNoUnknown.NO for key in keys if chance.random() < 0.9}
    said[chance.choice(keys)] = chance.choice([YesNoUnknown.YES, YesNoUnknown.YES, YesNoUnknown.UNKNOWN])
    return Told(answers=said)
