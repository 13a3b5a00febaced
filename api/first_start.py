"""From nothing to a service that somebody can enter; every later start finds it done."""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from api.commanded import commanded
from api.ids import new_id
from api.issued import Grant, issue
from api.kept_file import keep
from api.keys import ApiKey, Purpose, derive, digest, new_key, read_key
from api.scopes import Scope
from api.store import api_keys, practices
from api.store.alone import alone
from api.store.database import Database, Transaction
from api.store.library import BuiltInRevision, load_library
from api.store.migrate import upgrade
from api.store.practices import PracticeSettings, StoredPractitioner
from api.store.reserved import FIRST_PRACTICE, LIBRARY
from protocols.evidence.work import Work

SETTINGS: Final = PracticeSettings(name="Our practice", time_zone="UTC", language="en", paper="a4")
"""The first practice until it says more of itself; nothing that only it can know is made up."""


class KeyFileUnreadable(ValueError):
    """A `data/api-key` that does not hold an API key, before the first practice exists."""


class Shipped(msgspec.Struct, frozen=True):
    """What the release brings: its works, and its published revisions."""

    works: tuple[Work, ...]
    revisions: tuple[BuiltInRevision, ...]


class Home(msgspec.Struct, frozen=True):
    """Where an installation lives: its folder, its database, its root secret."""

    data: Path
    database: Database
    root: bytes

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Home({str(self.data)!r})"


def prepare(home: Home, shipped: Shipped, now: datetime) -> ApiKey | None:
    """Migrate, load the library, open the first practice; answers its key where this start made it, to be shown once.

    Processes that start together take turns. The key's file is on disk before its row is written, and a start that
    finds the file without the practice takes the key from the file: no crash in between can lock anybody out.
    """
    upgrade(home.database.url)
    with alone(home.database.url):
        home.database.write(LIBRARY, lambda tx: load_library(tx, shipped.works, shipped.revisions, now))
        if home.database.read(FIRST_PRACTICE, practices.find) is None:
            return _open_first_practice(home, now)
        _adopt(home)
        return None


def key_file(data: Path) -> Path:
    """Where the first practice's key is kept."""
    return data / "api-key"


def _open_first_practice(home: Home, now: datetime) -> ApiKey:
    key = read_key(keep(key_file(home.data), new_key().reveal()))
    if key is None:
        raise KeyFileUnreadable(f"{key_file(home.data)} does not hold an API key; move it away and start again.")
    grant = Grant(practice_id=FIRST_PRACTICE, name="First key", scopes=(Scope.ALL,))
    first = issue(grant, derive(home.root, Purpose.API_KEYS), now, key)
    person = StoredPractitioner(
        id=new_id(), name="Responsible practitioner", role="Practitioner", registration=None, responsible=True
    )

    def step(tx: Transaction) -> None:
        practices.create(tx, SETTINGS, now)
        practices.add_practitioner(tx, person)
        api_keys.add(tx, first.stored)
        commanded(tx, "createPractice", now)

    home.database.write(FIRST_PRACTICE, step)
    return key


def _adopt(home: Home) -> None:
    """After the root secret was replaced, the key in the file goes on to open its practice, unless it was revoked."""
    if not key_file(home.data).exists():
        return
    key = read_key(key_file(home.data).read_text(encoding="utf-8").strip())
    if key is not None:
        fresh = digest(key, derive(home.root, Purpose.API_KEYS))
        home.database.write(FIRST_PRACTICE, lambda tx: api_keys.replace_digest(tx, key.key_id, fresh))
