"""What a step works with."""

from collections.abc import Callable, Iterable
from typing import TypeAlias, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from protocols.plans.event import Actor

T = TypeVar("T")


class Transaction(msgspec.Struct, frozen=True):
    """An open transaction and the practice it works for; every query of the store is scoped by it.

    The store notes in passing whose data was read or changed, and which people of the practice answer for the changes:
    what is noted where rows are read and written cannot be forgotten by who asks for them.
    """

    connection: Connection
    practice_id: UUID
    clients: set[UUID] = msgspec.field(default_factory=set)
    people: set[UUID] = msgspec.field(default_factory=set)

    def concerns(self, clients: Iterable[UUID]) -> None:
        """Data of these clients is read or changed."""
        self.clients.update(clients)

    def answered_for(self, by: Actor) -> None:
        """Whoever was named with a change answers for it."""
        if by.practitioner is not None:
            self.people.add(by.practitioner.id)


Step: TypeAlias = Callable[[Transaction], T]
"""A handler's work in one transaction. It has no other effect, because it may be run again."""
