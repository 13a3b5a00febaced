"""How dates, amounts and parts of the day are written for a reader."""

import re
from datetime import date
from decimal import Decimal
from typing import Final, assert_never

from babel.dates import format_date
from babel.numbers import format_decimal

from api.press.options import Locale
from protocols.dosing.day_part import DayPart
from protocols.dosing.portion import Packets, PacketsDoNotFit, Portion, Scoops, ScoopsDoNotFit, Weighed
from protocols.dosing.quantity import DAILY_AMOUNTS, Quantity, in_grams, in_grams_per_day

# Weekday and month in letters with every date; nobody is born on a weekday that matters to a clinic.
_DAY: Final = {Locale.EN: "EEE d MMMM y"}
_SHORT_DAY: Final = {Locale.EN: "EEE d MMM"}
_BIRTH: Final = {Locale.EN: "d MMMM y"}

_PARTS: Final = {
    Locale.EN: {
        DayPart.MORNING: "Morning",
        DayPart.MIDDAY: "Noon",
        DayPart.EVENING: "Evening",
        DayPart.BEDTIME: "Bedtime",
    }
}

_NUMBER_AND_UNIT: Final = re.compile(r"(?<=[0-9]) (?=(?:g|kg|mg|mL|cm|m|°C)\b)")


def day(on: date, locale: Locale) -> str:
    """A date in full, such as "Tue 1 December 2026"."""
    return format_date(on, _DAY[locale], locale=locale)


def short_day(on: date, locale: Locale) -> str:
    """A date under a heading that names its year, such as "Tue 1 Dec"."""
    return format_date(on, _SHORT_DAY[locale], locale=locale)


def birth(on: date, locale: Locale) -> str:
    """A date of birth, such as "2 April 1988"."""
    return format_date(on, _BIRTH[locale], locale=locale)


def part(of_day: DayPart, locale: Locale) -> str:
    """A part of the day in words."""
    return _PARTS[locale][of_day]


def grams(amount: Quantity, locale: Locale) -> str:
    """An amount in grams, with a leading zero, all its digits and no trailing zero: "0.5 g", "11 g"."""
    value = in_grams_per_day(amount) if amount.unit in DAILY_AMOUNTS else in_grams(amount)
    return keep_units(f"{format_decimal(value, '0.###', locale=locale, decimal_quantization=False)} g")


def keep_units(text: str) -> str:
    """The text with a no-break space between a number and its unit, so that no line ends between them."""
    return _NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", text)


def portion(measured: Portion) -> str:
    """How an amount is measured, in words: "1 level scoop", "2 packets", "weigh it"."""
    match measured:
        case Packets(count=1):
            return "1 packet"
        case Packets(count=count):
            return f"{count} packets"
        case Scoops(count=count):
            return scoops(count)
        case Weighed():
            return "weigh it"
        case PacketsDoNotFit() | ScoopsDoNotFit():
            return "call us first"
        case _:
            assert_never(measured)


def scoops(count: Decimal) -> str:
    """Level scoops in words, from a count in halves such as 0.5, 1 or 1.5; raises ValueError for others."""
    halves = count * 2
    if halves != int(halves) or halves < 1:
        raise ValueError("Scoops are counted in halves, and at least one half.")
    match divmod(int(halves), 2):
        case (0, _):
            return "half a level scoop"
        case (1, 0):
            return "1 level scoop"
        case (whole, 0):
            return f"{whole} level scoops"
        case (whole, _):
            return f"{whole} and a half level scoops"
