"""Strings with bounds: what may stand in a name, a sentence, a key."""

from typing import Annotated

import msgspec

Key = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z0-9]+([-_][a-z0-9]+)*$",
        max_length=64,
        description="A short name that programs use: small letters, digits, single hyphens or underscores.",
    ),
]
"""A stable name inside a document."""

Line = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f][^\x00-\x1f\x7f]*$",
        min_length=1,
        max_length=300,
        description="One line of text with at least one visible character.",
    ),
]
"""One line of text."""

Prose = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$",
        min_length=1,
        max_length=4000,
        description="Plain text; line breaks are allowed, other control characters are not.",
    ),
]
"""Plain text of some sentences."""
