"""How numbers, dates and colours come out on paper."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.press import tick_weeks, typeface, writing
from api.press.edition import STYLE
from api.press.options import Locale
from protocols.decimal_string import DecimalString
from protocols.dosing.day_part import DayPart
from protocols.dosing.portion import Packets, PacketsDoNotFit, Portion, Scoops, ScoopsDoNotFit, Weighed
from protocols.dosing.quantity import Quantity, Unit, grams, grams_per_day
from protocols.handouts.daily import TickDay
from protocols.refusal import Malformed
from tests.press import sheets

EN = Locale.EN


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (grams("5"), "5 g"),
        (grams("2.5"), "2.5 g"),
        (grams("2.50"), "2.5 g"),
        (grams("10"), "10 g"),
        (grams("0.5"), "0.5 g"),
        (grams("1000"), "1000 g"),
        (grams("0.123456"), "0.123456 g"),
        (grams_per_day("31"), "31 g"),
        (Quantity(value=DecimalString("500"), unit=Unit.MILLIGRAM), "0.5 g"),
        (Quantity(value=DecimalString("500"), unit=Unit.MILLIGRAM_PER_DAY), "0.5 g"),
    ],
)
def test_h4_amounts_are_in_grams_with_a_leading_zero_and_no_trailing_one(amount: Quantity, written: str) -> None:
    assert writing.grams(amount, EN) == written.replace(" ", "\N{NO-BREAK SPACE}")


def test_h4_what_is_no_mass_is_not_written_as_grams() -> None:
    with pytest.raises(Malformed):
        writing.grams(Quantity(value=DecimalString(5), unit=Unit.CENTIMETRE), EN)


@given(st.decimals(min_value=0, max_value=1000, places=6))
def test_h6_an_amount_read_back_is_the_same_number(value: DecimalString) -> None:
    written = writing.grams(grams(value), EN).removesuffix("\N{NO-BREAK SPACE}g")
    assert DecimalString(written) == value


@pytest.mark.parametrize(
    ("count", "words"),
    [
        ("0.5", "half a level scoop"),
        ("1", "1 level scoop"),
        ("1.5", "1 and a half level scoops"),
        ("2", "2 level scoops"),
        ("3.5", "3 and a half level scoops"),
    ],
)
def test_scoops_are_level_and_come_in_halves(count: str, words: str) -> None:
    assert writing.portion(Scoops(count=DecimalString(count), each=grams("5"))) == words


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (Packets(count=1, each=grams("5")), "1 packet"),
        (Packets(count=2, each=grams("5")), "2 packets"),
        (Weighed(), "weigh it"),
        (PacketsDoNotFit(each=grams("5")), "call us first"),
        (ScoopsDoNotFit(each=grams("5")), "call us first"),
    ],
)
def test_h4_a_portion_in_words(measured: Portion, words: str) -> None:
    assert writing.portion(measured) == words


@pytest.mark.parametrize("count", ["0", "0.3", "1.25", "-1"])
def test_scoops_that_nobody_can_measure_are_refused(count: str) -> None:
    with pytest.raises(ValueError, match="halves"):
        writing.scoops(DecimalString(count))


def test_dates_have_weekday_and_month_in_letters() -> None:
    on = date(2026, 12, 1)
    assert writing.day(on, EN) == "Tue 1 December 2026"
    assert writing.short_day(on, EN) == "Tue 1 Dec"
    assert writing.birth(on, EN) == "1 December 2026"


def test_the_parts_of_the_day_in_words() -> None:
    assert [writing.part(part, EN) for part in DayPart] == ["Morning", "Noon", "Evening", "Bedtime"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("15 g a day", "15_g a day"),
        ("115 to 170 g of soft food", "115 to 170_g of soft food"),
        ("38 °C or more", "38_°C or more"),
        ("240 mL", "240_mL"),
        ("2 good days", "2 good days"),
        ("no g", "no g"),
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text: str, kept: str) -> None:
    assert writing.keep_units(text) == kept.replace("_", "\N{NO-BREAK SPACE}")


@given(st.integers(0, 40), st.integers(0, 9))
def test_the_rows_of_a_calendar_hold_every_day_once_and_in_order(days: int, spare: int) -> None:
    ticks = sheets.tick_days(date(2026, 11, 23), days, (DayPart.MORNING,), spare)
    for wanted in (False, True):
        rows = tick_weeks.weeks(ticks, spare=wanted)
        assert [tick for row in rows for tick in row.days] == [tick for tick in ticks if tick.spare is wanted]
        assert all(len(row.days) == 7 for row, _ in pairwise(rows))


def test_a_row_of_a_calendar_has_its_parts_in_the_order_of_the_day() -> None:
    ticks = [
        TickDay(day=date(2026, 11, 23), parts=(DayPart.EVENING,), spare=False),
        TickDay(day=date(2026, 11, 24), parts=(DayPart.MORNING, DayPart.EVENING), spare=False),
    ]
    (row,) = tick_weeks.weeks(ticks, spare=False)
    assert row.parts == (DayPart.MORNING, DayPart.EVENING)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Zoë Łukasiewicz-Ögündüz", ""),
        ("Zoe\N{COMBINING DIAERESIS}", ""),
        ("Nguyễn Thị Ánh", ""),
        ("Ελένη Щербакова", ""),
        ("½ ≥ × ² µ ° – “ ”\n\t\N{NO-BREAK SPACE}", ""),
        ("山田", "山田"),
        ("שרה", "שרה"),
        ("a\N{RIGHT-TO-LEFT OVERRIDE}b", "\N{RIGHT-TO-LEFT OVERRIDE}"),
        ("take ✅\x00", "✅\x00"),
    ],
)
def test_which_characters_the_typeface_lacks(text: str, missing: str) -> None:
    assert typeface.lacking(text) == set(missing)


def test_a_weight_of_the_typeface_is_cut_the_same_each_time() -> None:
    regular, bold = typeface.cut(400), typeface.cut(700)
    assert regular == typeface.cut(400)
    assert regular != bold
    assert b"fvar" not in regular[:1000]


COLOURS = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", STYLE.read_text()))


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("ink", "wash"),
        ("quiet", "paper"),
        ("quiet", "wash"),
        ("accent", "paper"),
        ("accent", "wash"),
        ("paper", "alarm"),
    ],
)
def test_every_colour_of_text_has_a_contrast_of_seven_to_one(ink: str, ground: str) -> None:
    lighter, darker = sorted((luminance(COLOURS[ink]), luminance(COLOURS[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 7


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2)."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_colour_is_a_token() -> None:
    rules = STYLE.read_text().split("}", 4)[4]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)
    assert set(re.findall(r"var\(--([a-z]+)\)", rules)) <= set(COLOURS)
