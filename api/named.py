"""Things that may be named by id or by a name, and revisions by their number."""

from typing import Annotated, TypeAlias
from uuid import UUID

from litestar.params import PathParameter

Number: TypeAlias = Annotated[int, PathParameter(ge=1, le=1_000_000, description="The revision's number.")]


def named(written: str) -> UUID | str:
    """The id, where it is written as one; otherwise the name."""
    try:
        return UUID(written)
    except ValueError:
        return written
