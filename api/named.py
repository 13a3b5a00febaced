"""Things that may be named by id or by a name."""

from uuid import UUID


def named(written: str) -> UUID | str:
    """The id, where it is written as one; otherwise the name."""
    try:
        return UUID(written)
    except ValueError:
        return written
