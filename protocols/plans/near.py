"""What may have been meant by a key that nobody knows."""

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final

MOST: Final = 3
"""Keys that are offered at most; of more nobody can choose."""


def near(key: str, known: Collection[str]) -> str:
    """A question that names the known keys that look like this one, the nearest first; empty where none does."""
    found = get_close_matches(key, sorted(known), n=MOST)
    return f" Is {' or '.join(found)} meant?" if found else ""
