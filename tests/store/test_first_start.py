"""From nothing to a service that somebody can enter, whatever happens in between."""

import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from api.first_start import Home, KeyFileUnreadable, Shipped, key_file, prepare
from api.keys import ApiKey, Purpose, derive, digest, new_key, read_key, recognise
from api.library import built_in_revisions, built_in_works
from api.store import api_keys, practices
from api.store.alone import alone
from api.store.database import Database
from api.store.migrate import upgrade
from api.store.reserved import FIRST_PRACTICE, NO_PRACTICE
from tests.store.conftest import NewUrl
from tests.store.samples import NOW

REPOSITORY = Path(__file__).parents[2]
ROOT = b"r" * 32
SHIPPED = Shipped(works=built_in_works(), revisions=built_in_revisions())
NewHome = Callable[[], Home]

# A process of its own, that starts the service; with a second argument it dies where that is called.
PROGRAM = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from api import first_start
from api.first_start import Home, Shipped, prepare
from api.store.database import Database

url, data, *dies_in = sys.argv[1:]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
for name in dies_in:
    owner, _, attribute = name.rpartition(".")
    setattr(getattr(first_start, owner) if owner else first_start, attribute, die)
home = Home(data=Path(data), database=Database.open(url), root=b"r" * 32)
key = prepare(home, Shipped(works=(), revisions=()), datetime.now(UTC))
print(key.reveal() if key else "")
"""


@pytest.fixture
def home(new_url: NewUrl, tmp_path: Path) -> Home:
    return Home(data=tmp_path / "data", database=Database.open(new_url()), root=ROOT)


def start(home: Home) -> ApiKey | None:
    made = prepare(home, SHIPPED, NOW)
    home.database.close()
    return made


def opens(home: Home, written: str) -> bool:
    """Whether a caller with this key is let in, and into the first practice."""
    found = recognise(
        written,
        derive(home.root, Purpose.API_KEYS),
        lambda key_id: home.database.read(NO_PRACTICE, lambda tx: api_keys.find(tx, key_id)),
    )
    home.database.close()
    return found is not None and found.practice_id == FIRST_PRACTICE and api_keys.usable(found, NOW)


def in_file(home: Home) -> str:
    return key_file(home.data).read_text().strip()


def process(home: Home, *dies_in: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", PROGRAM, home.database.url, str(home.data), *dies_in]
    return subprocess.Popen(arguments, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_first_start_opens_a_practice_with_one_responsible_person(home: Home) -> None:
    key = start(home)
    assert key is not None
    assert in_file(home) == key.reveal()
    assert opens(home, key.reveal())
    practice = home.database.read(FIRST_PRACTICE, practices.get)
    staff = home.database.read(FIRST_PRACTICE, lambda tx: practices.staff(tx, None))
    assert (practice.settings.name, practice.settings.phone) == ("Our practice", None)
    assert [person.name for person in staff.practitioners] == ["Responsible practitioner"]
    assert staff.responsible == staff.practitioners[0].id
    home.database.close()


def test_the_keys_file_is_for_its_owner_only(home: Home) -> None:
    start(home)
    assert stat.S_IMODE(key_file(home.data).stat().st_mode) == 0o600


def test_a_second_start_changes_nothing(home: Home) -> None:
    key = start(home)
    assert prepare(home, SHIPPED, NOW + timedelta(days=1)) is None
    assert key is not None
    assert in_file(home) == key.reveal()
    assert opens(home, key.reveal())
    assert len(home.database.read(FIRST_PRACTICE, api_keys.keys)) == 1
    assert len(home.database.read(FIRST_PRACTICE, practices.people)) == 1
    assert home.database.read(FIRST_PRACTICE, practices.get).created_at == NOW
    home.database.close()


def test_a_start_without_the_file_gives_out_no_new_key(home: Home) -> None:
    key = start(home)
    key_file(home.data).unlink()
    assert start(home) is None
    assert not key_file(home.data).exists()
    assert key is not None
    assert opens(home, key.reveal())


DIES_IN = ["upgrade", "load_library", "new_key", "practices.create", "api_keys.add", "open_practice"]


@pytest.mark.parametrize("dies_in", DIES_IN)
def test_a_crash_anywhere_locks_nobody_out(home: Home, dies_in: str) -> None:
    died = process(home, dies_in)
    died.communicate(timeout=60)
    assert died.returncode == -signal.SIGKILL
    left = in_file(home) if key_file(home.data).exists() else None
    assert (left is None) == (dies_in in {"upgrade", "load_library", "new_key"})
    key = start(home)
    assert key is not None
    assert in_file(home) == key.reveal()
    assert left in {None, key.reveal()}
    assert opens(home, in_file(home))


def test_processes_that_start_at_once_make_one_key(home: Home) -> None:
    started = [process(home) for _ in range(3)]
    told = [each.communicate(timeout=90) for each in started]
    assert [each.returncode for each in started] == [0, 0, 0], told
    keys = [out.strip() for out, _ in told if out.strip()]
    assert keys == [in_file(home)]
    assert opens(home, keys[0])
    assert len(home.database.read(FIRST_PRACTICE, api_keys.keys)) == 1
    home.database.close()


def test_a_start_waits_for_one_that_is_under_way(home: Home) -> None:
    upgrade(home.database.url)
    with alone(home.database.url):
        waiting = process(home)
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(timeout=3)
        assert not key_file(home.data).exists()
    told, _ = waiting.communicate(timeout=60)
    assert told.strip() == in_file(home)
    home.database.close()


def test_a_new_database_takes_the_key_that_is_there(home: Home, new_url: NewUrl) -> None:
    key = start(home)
    moved = msgspec.structs.replace(home, database=Database.open(new_url()))
    assert start(moved) == key
    assert opens(moved, in_file(home))


def test_under_a_new_root_secret_the_file_still_opens_the_door(home: Home) -> None:
    start(home)
    renewed = msgspec.structs.replace(home, root=b"n" * 32)
    assert not opens(renewed, in_file(home))
    assert start(renewed) is None
    assert opens(renewed, in_file(home))


def test_a_revoked_key_stays_revoked_and_a_foreign_one_is_not_let_in(home: Home) -> None:
    key = start(home)
    assert key is not None
    home.database.write(FIRST_PRACTICE, lambda tx: api_keys.revoke(tx, key.key_id, NOW))
    assert start(msgspec.structs.replace(home, root=b"n" * 32)) is None
    assert not opens(msgspec.structs.replace(home, root=b"n" * 32), key.reveal())
    foreign = new_key()
    key_file(home.data).write_text(foreign.reveal())
    assert start(home) is None
    assert not opens(home, foreign.reveal())


def test_a_file_that_holds_no_key_is_told_before_anything_is_opened(home: Home) -> None:
    home.data.mkdir()
    key_file(home.data).write_text("shopping list")
    with pytest.raises(KeyFileUnreadable, match="move it away"):
        prepare(home, SHIPPED, NOW)
    assert home.database.read(FIRST_PRACTICE, practices.find) is None
    home.database.close()


def test_only_the_digest_is_in_the_database(home: Home) -> None:
    key = start(home)
    assert key is not None
    stored = home.database.read(FIRST_PRACTICE, api_keys.keys)[0]
    home.database.close()
    assert stored.digest == digest(key, derive(ROOT, Purpose.API_KEYS))
    assert key.secret not in repr(msgspec.to_builtins(stored))
    assert read_key(in_file(home)) == key
