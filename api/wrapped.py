"""Text for a terminal, at most 100 columns wide."""

import textwrap
from typing import Final

WIDTH: Final = 100


def wrapped(text: str, lead: str) -> list[str]:
    """The text after its lead, its further lines below its beginning."""
    indent = " " * len(lead)
    return textwrap.wrap(
        text, WIDTH, initial_indent=lead, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
