"""The commands of whoever runs an installation: its practices and their keys, without a key of one's own."""

import argparse
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from api.call import utc_now
from api.chain import seal_waiting
from api.commanded import commanded
from api.ids import new_id
from api.issued import Grant, Issued, issue
from api.keys import Purpose, derive, root_secret
from api.new_practice import NewPractice, open_practice
from api.proved_audit import AuditBroken, note, proved
from api.scopes import OPENS, Scope
from api.settings import Settings
from api.store import api_keys, practices
from api.store.api_keys import StoredKey, usable
from api.store.database import Database, Transaction
from api.store.migrate import current_revision, head_revision
from api.store.practices import PracticeSettings
from api.store.refusals import NotFound
from api.store.reserved import NO_PRACTICE
from api.trying_out import ERRORS, FINE, Told
from api.zones import check_time_zone
from protocols.refusal import Refusal

LONGEST_DAYS: Final = 3650
"""A key that is to last longer is made without an end."""


class Administers(NamedTuple):
    """A command on the installation that the settings name: its noun and verb, what it does, the words it takes."""

    noun: str
    verb: str
    run: Callable[["Installation", argparse.Namespace], str]
    takes: Callable[[argparse.ArgumentParser], None]


class Installation(NamedTuple):
    """A database, the pepper under which its keys are kept, and the key that seals its audit."""

    database: Database
    pepper: bytes
    audit_key: bytes

    def seal(self, practice_id: UUID, now: datetime) -> None:
        """Seals what a command told: a service that runs beside it knows only of its own."""
        seal_waiting(self.database, practice_id, self.audit_key, now)


def administer(command: Administers, settings: Settings, words: argparse.Namespace) -> Told:
    """What the command answers; a refusal is told in its own sentence."""
    if current_revision(settings.database_url) != head_revision():
        return Told(ERRORS, "The database is not made for this release; run `gut-protocols migrate` first.\n")
    root = root_secret(settings.secret, settings.data, embedded=settings.embedded)
    database = Database.open(settings.database_url)
    try:
        here = Installation(database, derive(root, Purpose.API_KEYS), derive(root, Purpose.AUDIT))
        return Told(FINE, command.run(here, words))
    except AuditBroken as broken:
        return Told(ERRORS, str(broken))
    except Refusal as refused:
        return Told(ERRORS, f"{refused.sentence}\n")
    finally:
        database.close()


def create_practice(here: Installation, words: argparse.Namespace) -> str:
    """Open a practice with one responsible practitioner, and print its first key, which can do everything."""
    check_time_zone(words.time_zone)
    settings = PracticeSettings(name=words.name, time_zone=words.time_zone, language=words.language, paper=words.paper)
    new = NewPractice(new_id(), settings, words.responsible, words.role)
    now = utc_now()
    first = open_practice((here.database, here.pepper), new, now)
    here.seal(new.practice_id, now)
    return f"Practice {new.practice_id}\n{_shown(first)}"


def list_practices(here: Installation, _words: argparse.Namespace) -> str:
    """Print the practices of this installation."""
    found = here.database.read(NO_PRACTICE, practices.everywhere)
    return _table(("practice", "name", "time zone"), [(str(each.id), each.name, each.time_zone) for each in found])


def create_key(here: Installation, words: argparse.Namespace) -> str:
    """Make a key of a practice, and print it: it is shown this once."""
    now = utc_now()
    expires_at = None if words.days is None else now + timedelta(days=words.days)
    scopes = tuple(sorted(set(words.scope)))
    made = issue(
        Grant(practice_id=words.practice, name=words.name, scopes=scopes, expires_at=expires_at), here.pepper, now
    )

    def step(tx: Transaction) -> None:
        practices.get(tx)
        api_keys.add(tx, made.stored)
        commanded(tx, "createApiKey", now, f"/v1/api-keys/{made.key.key_id}")

    here.database.write(words.practice, step)
    here.seal(words.practice, now)
    return _shown(made)


def list_keys(here: Installation, words: argparse.Namespace) -> str:
    """Print the keys of a practice, without their secrets."""

    def step(tx: Transaction) -> tuple[StoredKey, ...]:
        practices.get(tx)
        return api_keys.keys(tx)

    now = utc_now()
    rows = [
        (key.key_id, key.name, _state(key, now), _day(key.last_used_at, "never"), " ".join(key.scopes))
        for key in here.database.read(words.practice, step)
    ]
    return _table(("key", "name", "state", "last used", "scopes"), rows)


def revoke_key(here: Installation, words: argparse.Namespace) -> str:
    """Close a key at once and for good."""
    found = here.database.read(NO_PRACTICE, lambda tx: api_keys.find(tx, words.key))
    if found is None:
        raise NotFound("key")
    now = utc_now()

    def step(tx: Transaction) -> None:
        api_keys.revoke(tx, words.key, now)
        commanded(tx, "revokeApiKey", now, f"/v1/api-keys/{words.key}")

    here.database.write(found.practice_id, step)
    here.seal(found.practice_id, now)
    return f"Key {words.key} ({found.name}) opens nothing any more.\n"


def verify_audit(here: Installation, words: argparse.Namespace) -> str:
    """Check that no event of the audit was changed, added or taken away, and print the newest seal of each practice."""
    return proved(here.database, here.audit_key, words.practice, words.noted)


def _shown(made: Issued) -> str:
    return f"API key, shown this once:\n{made.key.reveal()}\n"


def _state(key: StoredKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return f"revoked {_day(key.revoked_at)}"
    if not usable(key, now):
        return f"expired {_day(key.expires_at)}"
    return "usable" if key.expires_at is None else f"until {_day(key.expires_at)}"


def _day(instant: datetime | None, otherwise: str = "") -> str:
    return otherwise if instant is None else instant.date().isoformat()


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (head, *rows)]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _practice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="what the practice is called")
    parser.add_argument("--time-zone", required=True, help="of the IANA database, such as Europe/Vienna")
    parser.add_argument("--responsible", required=True, help="who answers for acts that name nobody")
    parser.add_argument("--role", default="Practitioner", help="what that person is (Practitioner)")
    parser.add_argument("--language", default="en", choices=("en",), help="of its handouts (en)")
    parser.add_argument("--paper", default="a4", choices=("a4", "letter"), help="of its handouts (a4)")


def _key(parser: argparse.ArgumentParser) -> None:
    _of_practice(parser)
    parser.add_argument("--name", required=True, help="what holds the key, such as the clinic's software")
    named = "; ".join(f"{scope}: {told.rstrip('.').lower()}" for scope, told in OPENS.items())
    parser.add_argument("--scope", action="append", required=True, choices=[*map(str, Scope)], help=named)
    parser.add_argument("--days", type=_days, help="how many days it opens; without it, it does not expire")


def _days(written: str) -> int:
    if not written.isascii() or not written.isdigit() or not 1 <= int(written) <= LONGEST_DAYS:
        raise argparse.ArgumentTypeError(f"give a number of days from 1 to {LONGEST_DAYS}")
    return int(written)


def _of_practice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("practice", type=_uuid, help="the practice's id, as `practice list` prints it")


def _of_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", help="the key's id, the part between the underscores")


def _audit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("practice", type=_uuid, nargs="?", help="only this practice; without it, every one")
    parser.add_argument(
        "--noted", type=note, help="a seal that was noted elsewhere, as `12:9f…`: shows a chain cut off at its end"
    )


def _nothing(_parser: argparse.ArgumentParser) -> None:
    """No words."""


def _uuid(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise argparse.ArgumentTypeError("that is no id; `gut-protocols practice list` prints them") from None


ADMINISTERS: Final = (
    Administers("practice", "create", create_practice, _practice),
    Administers("practice", "list", list_practices, _nothing),
    Administers("key", "create", create_key, _key),
    Administers("key", "list", list_keys, _of_practice),
    Administers("key", "revoke", revoke_key, _of_key),
    Administers("audit", "verify", verify_audit, _audit),
)

NOUNS: Final = {
    "practice": "Work on the practices of this installation.",
    "key": "Work on the keys of this installation.",
    "audit": "Check who did and read what in this installation.",
}
"""What each noun is for."""
