"""Laboratory values that another text has in a unit or on a scale in which the known ones cannot be read."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from protocols.authoring.caution import results_of
from protocols.authoring.protocol import Protocol
from protocols.checkpoints.laboratory import Result, read_result
from protocols.plans.going_over import MigrationRefused
from protocols.plans.head import Head
from protocols.plans.screening import Screening
from protocols.plans.told_values import known_values
from protocols.refusal import Refusal
from protocols.text import Key

_WHERE: Final = "/screening/laboratory"


def told_anew(protocol: Protocol, head: Head, screening: Screening) -> Head:
    """The head without the values that cannot be read by the new text, where the screening tells newer ones.

    Raises MigrationRefused where it does not: a caution that such a value raises would be lost with it.
    """
    gone = {key for key, each in known_values(head).items() if not _is_readable(protocol, key, each)}
    for key in sorted(gone):
        _check_newer(protocol, key, known_values(head)[key], screening.laboratory.get(key))
    kept = {key: each for key, each in head.screened.laboratory.items() if _is_readable(protocol, key, each)}
    results = {key: each for key, each in head.results.items() if key not in gone}
    return replace(head, screened=replace(head.screened, laboratory=kept), results=results)


def _is_readable(protocol: Protocol, key: Key, known: Result) -> bool:
    """Whether the new text can read it, or looks at no such value."""
    measure = next((each for each in protocol.measures if each.key == key), None)
    if measure is None or key not in results_of(protocol.cautions):
        return True
    try:
        read_result(measure, known, _WHERE)
    except Refusal:
        return False
    return True


def _check_newer(protocol: Protocol, key: Key, known: Result, told: Result | None) -> None:
    if told is None or (told.taken_on or date.min) < (known.taken_on or date.min):
        measure = next(each for each in protocol.measures if each.key == key)
        raise MigrationRefused(
            f"{measure.label} is known as {known.value} {known.unit}, which the new text cannot read. Tell it again "
            f"with the screening, in {measure.unit}, from a sample of {known.taken_on} or later.",
            pointer=f"{_WHERE}/{key}",
        )
