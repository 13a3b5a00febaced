"""A sheet as it reads on paper: without white space, because lines break where the paper ends."""

from datetime import date
from io import BytesIO
from typing import Final

from pypdf import PdfReader

from tests.http.calling import Json

PART: Final = {"morning": "Morning", "midday": "Noon", "evening": "Evening", "bedtime": "Bedtime"}


def text(pdf: bytes) -> list[str]:
    """What each page says, without white space."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def long(day: date) -> str:
    return f"{day:%a}{day.day}{day:%B}{day.year}"


def short(day: date) -> str:
    return f"{day:%a}{day.day}{day:%b}"


def grams(quantity: Json) -> str:
    return f"{quantity['value']}g"


def table(parts: list[Json], whole_day: Json) -> str:
    """A dose as the table of the sheet reads: a row of names, a row of amounts."""
    names = "".join(PART[part["part"]] for part in parts)
    return f"{names}Wholeday{''.join(grams(part['amount']) for part in parts)}{grams(whole_day)}"
