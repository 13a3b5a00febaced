"""Several practices in one transaction that is thrown away: each statement says whose it is, as a service's would."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection

from api.store.transaction import Transaction

_ACT = "SELECT set_config('app.practice_id', %(practice)s, true)"


class _Acting:
    """A connection on which every statement is a practice's."""

    def __init__(self, connection: Connection, practice_id: UUID) -> None:
        self.real = connection
        self._practice = {"practice": str(practice_id)}

    def execute(self, *asked: Any, **more: Any) -> Any:
        if self.real.dialect.name == "postgresql":
            self.real.exec_driver_sql(_ACT, self._practice)
        return self.real.execute(*asked, **more)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def acting(connection: Connection, practice_id: UUID) -> Transaction:
    """The practice's own view of an open transaction."""
    return Transaction(cast("Connection", _Acting(connection, practice_id)), practice_id)


def beside(tx: Transaction, practice_id: UUID) -> Transaction:
    """The same transaction as another practice sees it."""
    return acting(cast("_Acting", tx.connection).real, practice_id)
