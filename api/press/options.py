"""How a reader wants a sheet printed."""

from enum import StrEnum

from protocols.value import Value


class Locale(StrEnum):
    """Whose way of writing dates and numbers stands on the paper (BCP 47)."""

    EN = "en"


class Paper(StrEnum):
    """The size of the paper: ISO A4, or US Letter."""

    A4 = "a4"
    LETTER = "letter"


class Size(StrEnum):
    """The size of the print: 12 pt, or 16 pt for those who read that more easily."""

    REGULAR = "regular"
    LARGE_PRINT = "large_print"


class PrintOptions(Value, frozen=True):
    """What a reader may choose about a sheet; nothing here changes what it says."""

    locale: Locale = Locale.EN
    paper: Paper = Paper.A4
    size: Size = Size.REGULAR
