"""The laboratory values that a screening looks at, each with the day of its sample."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from protocols.authoring.caution import results_of
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result, read_result
from protocols.checkpoints.measure import UnknownMeasure
from protocols.decimal_string import DecimalString
from protocols.plans.numbers import OLDEST_BASELINE_RESULT
from protocols.refusal import Refusal
from protocols.text import Line
from protocols.value import Value

_WHERE: Final = "/screening/laboratory"


class SampleDateRefused(Refusal):
    """A value told with the screening without the day of its sample, or from a day that is still to come."""

    code = "sample_date"
    title = "A value told with the screening has the day of its sample"


class Sample(Value, frozen=True):
    """The latest value that is known of a measure: as it was told, and in the measure's own unit."""

    label: Line
    value: DecimalString
    unit: Line
    upper_limit: DecimalString | None
    taken_on: date
    told: Result


Results = Mapping[str, Result]


def samples(protocol: Protocol, told: Results, known: Results, today: date) -> dict[str, Sample]:
    """The latest value of each measure that the cautions look at, of those told now and those known before.

    Raises UnknownMeasure for a value that no caution looks at, SampleDateRefused, and what cannot be meant of a number.
    """
    looked_at = results_of(protocol.cautions)
    strange = [key for key in told if key not in looked_at]
    if strange:
        raise UnknownMeasure(f"The screening looks at no value called {strange[0]}.", pointer=f"{_WHERE}/{strange[0]}")
    now = {key: _sample(protocol, key, result, today) for key, result in told.items()}
    before = {key: _sample(protocol, key, result, today) for key, result in known.items() if key in looked_at}
    return before | {key: each for key, each in now.items() if not _is_newer(before.get(key), each)}


def newest(known: Results, told: Results) -> dict[str, Result]:
    """The later value of each measure, by the days of the samples; of one day, what is told now corrects it."""
    return {**known, **{key: each for key, each in told.items() if not _is_newer(known.get(key), each)}}


def not_told_since(known: Results, before: Results, told: Results) -> dict[str, Result]:
    """Those of the known values in whose place a screening has told none: one of the same day, or of a later one."""
    new = {key: each for key, each in told.items() if before.get(key) != each}
    return {key: each for key, each in known.items() if key not in new or _is_newer(each, new[key])}


def _is_newer(before: Sample | Result | None, now: Sample | Result) -> bool:
    """Whether what was known is from a later day; of one day, what is told now corrects it."""
    return before is not None and (before.taken_on or date.min) > (now.taken_on or date.min)


def _sample(protocol: Protocol, key: str, result: Result, today: date) -> Sample:
    where = f"{_WHERE}/{key}"
    measure = next(measure for measure in protocol.measures if measure.key == key)
    read = read_result(measure, result, where)
    if result.taken_on is None or result.taken_on > today:
        raise SampleDateRefused(
            f"Say in `taken_on` on which day the sample was taken; it is not after today ({today}).",
            pointer=f"{where}/taken_on",
        )
    return Sample(
        label=measure.label,
        value=read.value,
        unit=measure.unit,
        upper_limit=read.upper_limit,
        taken_on=result.taken_on,
        told=result,
    )


def before_the_start(known: Mapping[str, Sample], start_on: date) -> dict[str, Sample]:
    """The values that later ones are compared with: from the 90 days before day 1, as those of a baseline check-in."""
    earliest = start_on - timedelta(days=OLDEST_BASELINE_RESULT)
    return {key: each for key, each in known.items() if earliest <= each.taken_on <= start_on}
