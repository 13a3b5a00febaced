"""What a step works with."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection

T = TypeVar("T")


class Transaction(msgspec.Struct, frozen=True):
    """An open transaction and the practice it works for; every query of the store is scoped by it."""

    connection: Connection
    practice_id: UUID


Step: TypeAlias = Callable[[Transaction], T]
"""A handler's work in one transaction. It has no other effect, because it may be run again."""
