"""Ids that are the same on every installation."""

from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

NAMESPACE: Final = uuid5(NAMESPACE_URL, "urn:gut-protocols")

LIBRARY: Final = uuid5(NAMESPACE, "practice:library")
"""The practice that owns the built-in protocols and works; everybody reads it, only a release writes it."""

FIRST_PRACTICE: Final = uuid5(NAMESPACE, "practice:first")
"""The practice that the first start creates; one id, so that two processes cannot create two."""

NO_PRACTICE: Final = UUID(int=0)
"""Who asks before a key has been recognised; owns nothing."""


def protocol_id(slug: str) -> UUID:
    """The id of a built-in protocol."""
    return uuid5(NAMESPACE, f"protocol:{slug}")


def revision_id(slug: str, number: int) -> UUID:
    """The id of a built-in revision."""
    return uuid5(NAMESPACE, f"revision:{slug}:{number}")


def work_id(key: str) -> UUID:
    """The id of a built-in work."""
    return uuid5(NAMESPACE, f"work:{key}")
