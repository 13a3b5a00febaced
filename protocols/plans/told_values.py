"""The newest laboratory values of a plan, wherever they were told, with the cautions that they raise."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from protocols.authoring.caution import Caution, results_of
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result
from protocols.plans.check_in import CheckIn
from protocols.plans.head import Head
from protocols.plans.numbers import Numbers
from protocols.plans.raising import because_of_values
from protocols.plans.samples import newest, samples
from protocols.plans.screening import Raised


def known_values(head: Head) -> dict[str, Result]:
    """The newest value of each measure that the cautions look at, of those told with screenings and at check-ins."""
    return newest(head.screened.laboratory, head.results)


def with_told(protocol: Protocol, head: Head, check_in: CheckIn, told: Numbers) -> dict[str, Result]:
    """The newest values told at check-ins, with this one; in the measures' own units, each with its day.

    A sample without a day counts as one of the day that the check-in is about (judgement).
    """
    looked_at = results_of(protocol.cautions)
    now = {
        measure.key: Result(
            value=told.answers[measure.key],
            unit=measure.unit,
            upper_limit=told.limits.get(measure.key),
            taken_on=taken_on(check_in, measure.key),
        )
        for measure in protocol.measures
        if measure.key in looked_at and measure.key in told.answers
    }
    return newest(head.results, now)


def taken_on(check_in: CheckIn, key: str) -> date:
    """The day of the sample; without one, the day that the check-in is about."""
    result = check_in.laboratory.get(key)
    return check_in.on if result is None or result.taken_on is None else result.taken_on


def raised_by_values(protocol: Protocol, head: Head, today: date) -> tuple[Raised, ...]:
    """The cautions in whose bands the newest values lie, but for those that stand already, overridden or not."""
    known = samples(protocol, {}, known_values(head), today)
    return newly_raised(protocol, head, today, lambda caution: because_of_values(caution, known))


def newly_raised(
    protocol: Protocol, head: Head, today: date, because_of: Callable[[Caution], str | None]
) -> tuple[Raised, ...]:
    """The cautions that stand from today on because of something that `because_of` sees; without a reason yet."""
    standing = {each.caution for each in head.screened.raised}
    found = ((each, because_of(each)) for each in protocol.cautions if each.key not in standing)
    return tuple(
        Raised(caution=caution.key, on=today, action=caution.action, label=caution.label, because=why, override=None)
        for caution, why in found
        if why is not None
    )


def with_raised(head: Head, new: tuple[Raised, ...]) -> Head:
    """The plan as it stands once these cautions are raised, too."""
    return replace(head, screened=replace(head.screened, raised=(*head.screened.raised, *new)))
