"""The parts of a day."""

from enum import StrEnum


class DayPart(StrEnum):
    """When in the day something is taken (Universal Medication Schedule), in the order of the day."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    BEDTIME = "bedtime"


ORDER: tuple[DayPart, ...] = tuple(DayPart)
