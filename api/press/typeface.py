"""The typeface of every sheet: Source Sans 3, from its package.

WeasyPrint lays out a variable font with the letter widths of another weight, and cuts it anew in every print
(120 of 150 ms). HarfBuzz cuts a weight in 15 ms, once, so the workers use static ones.
"""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

import fontpkg_source_sans_3 as source_sans
import uharfbuzz as harfbuzz

from protocols.refusal import Refusal

WEIGHTS: Final = (400, 600, 700)
"""Regular, semibold, bold: the weights that the style sheet uses."""

_FILE: Final = Path(source_sans.ROOT) / "files" / "SourceSans3[wght].ttf"


class Unprintable(Refusal):
    """A text holds characters that the typeface lacks; printed, they would be empty boxes."""

    code = "unprintable"
    title = "A text of the sheet cannot be printed"

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__("A text of the practice or of the protocol holds characters that the typeface lacks.")
        self.missing = missing


def cut(weight: int) -> bytes:
    """The TrueType file of one weight, the same bytes in every process."""
    face = _face()
    wanted = harfbuzz.SubsetInput()
    wanted.keep_everything()
    wanted.pin_axis_location(face, "wght", weight)
    data: bytes = harfbuzz.subset(face, wanted).blob.data
    return data


def lacking(text: str) -> frozenset[str]:
    """The characters of a text for which the typeface has no glyph; white space needs none."""
    return frozenset(
        character
        for character in unicodedata.normalize("NFC", text)
        if ord(character) not in _covered() and character not in " \n\t"
    )


def printable(text: str) -> str:
    """The text in composed form (NFC); raises Unprintable where the typeface cannot show all of it."""
    missing = lacking(text)
    if missing:
        raise Unprintable(missing)
    return unicodedata.normalize("NFC", text)


def _face() -> harfbuzz.Face:
    return harfbuzz.Face(harfbuzz.Blob.from_file_path(str(_FILE)))


@cache
def _covered() -> frozenset[int]:
    return frozenset(_face().unicodes)
