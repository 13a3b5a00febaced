"""A practice opened with all that somebody needs to enter it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from api.commanded import commanded
from api.ids import new_id
from api.issued import Grant, Issued, issue
from api.keys import ApiKey
from api.scopes import Scope
from api.store import api_keys, practices
from api.store.database import Database, Transaction
from api.store.practices import PracticeSettings, StoredPractitioner


class NewPractice(NamedTuple):
    """Which practice, its settings, and the name and role of the one practitioner who answers for it."""

    practice_id: UUID
    settings: PracticeSettings
    responsible: str
    role: str


def open_practice(where: tuple[Database, bytes], new: NewPractice, now: datetime, key: ApiKey | None = None) -> Issued:
    """The practice, its responsible practitioner and its first key, which can do everything, in one transaction.

    `where` is the database, and the pepper of its keys; `key` is the one that a file keeps.
    """
    database, pepper = where
    first = issue(Grant(practice_id=new.practice_id, name="First key", scopes=(Scope.ALL,)), pepper, now, key)
    person = StoredPractitioner(id=new_id(), name=new.responsible, role=new.role, registration=None, responsible=True)

    def step(tx: Transaction) -> None:
        practices.create(tx, new.settings, now)
        practices.add_practitioner(tx, person)
        api_keys.add(tx, first.stored)
        commanded(tx, "createPractice", now)

    database.write(new.practice_id, step)
    return first
