"""The names that L-glutamine goes by, so that its limits are not lost by another spelling."""

import re
import unicodedata
from typing import Final

_STEMS: Final = (
    "glutamin",
    "levoglutamid",
    # What it is called where another script is written.
    "глутамин",
    "γλουταμιν",
    "グルタミン",
    "谷氨酰胺",
    "谷氨醯胺",
    "麩醯胺酸",
    "글루타민",
    "غلوتامين",
    "جلوتامين",
    "גלוטמין",
    # What it is sold as for a prescription, and the dipeptide for a vein.
    "endari",
    "nutrestore",
    "xyndari",
    "dipeptiven",
)

_OTHERS: Final = "glutaminas"
"""Enzymes that are called after what they work on."""

_SHORT: Final = re.compile(r"(?<![a-z0-9])(?:(?:l[ -]?)?gln|56-85-9)(?![a-z0-9])")
"""The three letters of the amino acid, and its number in the chemical register."""

_DIPEPTIDE: Final = ("alanyl", "dipeptid", "alagln")


def names_glutamine(text: str) -> bool:
    """Whether a text names glutamine, free or bound, however it is spelled or spaced."""
    read = _read(text)
    letters = _letters(read).replace(_OTHERS, "")
    return any(stem in letters for stem in _STEMS_READ) or _SHORT.search(read) is not None


def names_dipeptide(text: str) -> bool:
    """Whether a text names the dipeptide of alanine and glutamine."""
    letters = _letters(_read(text))
    return any(part in letters for part in _DIPEPTIDE)


def _read(text: str) -> str:
    """Small letters without marks; whatever an eye takes for a dash is a hyphen."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join("-" if unicodedata.category(each) == "Pd" or each == "_" else each for each in plain)


def _letters(read: str) -> str:
    """Nothing but letters and digits, so that no hyphen, space or mark parts a name."""
    return "".join(each for each in read if each.isalnum())


_STEMS_READ: Final = tuple(_letters(_read(stem)) for stem in _STEMS)
