"""What can be answered to a plain question."""

from enum import StrEnum


class YesNoUnknown(StrEnum):
    """An answer to a screening, alarm or change question; unknown is not no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
