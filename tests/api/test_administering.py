"""Practices and their keys, made and closed by whoever runs the installation."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from api.__main__ import main
from api.call import utc_now
from api.keys import Purpose, derive, recognise, root_secret
from api.store import api_keys, practices
from api.store.api_keys import StoredKey, usable
from api.store.database import Database
from api.store.reserved import FIRST_PRACTICE, NO_PRACTICE
from protocols.plans.person import Staff

OAK: Final = ("--name", "Oak Lane", "--time-zone", "Europe/Vienna", "--responsible", "Dr. Bo Lind", "--role", "GP")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line in an empty folder: status, what it prints, and what it complains of."""
    monkeypatch.setenv("GUT_DATA", str(tmp_path / "data"))

    def run(*words: str) -> tuple[int, str, str]:
        status = main(words)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


@pytest.fixture
def run(bare: Run) -> Run:
    """The command line of an installation."""
    assert bare("migrate")[0] == 0
    return bare


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(f"sqlite:///{tmp_path / 'data' / 'gut-protocols.db'}")


def shown(told: str) -> str:
    found = re.search(r"gp_[0-9a-f]+_[0-9a-f]+", told)
    assert found is not None
    return found[0]


def proved(database: Database, tmp_path: Path, written: str) -> StoredKey | None:
    """The key that the service would recognise."""
    pepper = derive(root_secret(None, tmp_path / "data", embedded=True), Purpose.API_KEYS)
    return recognise(written, pepper, lambda key_id: database.read(NO_PRACTICE, lambda tx: api_keys.find(tx, key_id)))


def test_before_there_are_tables_it_says_what_to_run(bare: Run) -> None:
    status, out, err = bare("practice", "list")
    assert (status, out) == (1, "")
    assert "gut-protocols migrate" in err


def test_a_new_practice_has_a_person_and_a_key_that_opens_it(run: Run, database: Database, tmp_path: Path) -> None:
    status, out, _ = run("practice", "create", *OAK)
    key = proved(database, tmp_path, shown(out))
    assert status == 0
    assert key is not None
    assert (key.scopes, str(key.practice_id) in out) == (("all",), True)
    staff: Staff = database.read(key.practice_id, lambda tx: practices.staff(tx, None))
    assert [(each.name, each.role, each.id == staff.responsible) for each in staff.practitioners] == [
        ("Dr. Bo Lind", "GP", True)
    ]


def test_practices_are_listed_without_the_library(run: Run) -> None:
    run("practice", "create", *OAK)
    rows = [re.split(r"  +", line)[1:] for line in run("practice", "list")[1].splitlines()]
    assert rows == [["name", "time zone"], ["Oak Lane", "Europe/Vienna"], ["Our practice", "UTC"]]


def test_a_time_zone_that_does_not_exist_makes_no_practice(run: Run) -> None:
    status, out, err = run("practice", "create", *OAK[:3], "Mars/Olympus", *OAK[4:])
    assert (status, out) == (1, "")
    assert "IANA" in err
    assert "Oak Lane" not in run("practice", "list")[1]


def test_a_key_holds_the_scopes_it_was_made_with(run: Run, database: Database, tmp_path: Path) -> None:
    words = ("--name", "Front desk", "--scope", "plans:read", "--scope", "clients:read", "--days", "30")
    status, out, _ = run("key", "create", str(FIRST_PRACTICE), *words)
    key = proved(database, tmp_path, shown(out))
    assert status == 0
    assert key is not None
    assert (key.scopes, key.created_by) == (("clients:read", "plans:read"), None)
    assert key.expires_at is not None
    assert (key.expires_at - key.created_at).days == 30
    listed = run("key", "list", str(FIRST_PRACTICE))[1].splitlines()
    assert re.split(r"  +", listed[-1]) == [
        key.key_id,
        "Front desk",
        f"until {key.expires_at.date()}",
        "never",
        "clients:read plans:read",
    ]
    assert shown(out) not in "".join(listed)


def test_a_revoked_key_opens_nothing(run: Run, database: Database, tmp_path: Path) -> None:
    made = shown(run("practice", "create", *OAK)[1])
    key_id = made.split("_")[1]
    status, out, _ = run("key", "revoke", key_id)
    assert (status, out) == (0, f"Key {key_id} (First key) opens nothing any more.\n")
    key = proved(database, tmp_path, made)
    assert key is not None
    assert not usable(key, utc_now())
    assert f"revoked {utc_now().date()}" in run("key", "list", str(key.practice_id))[1]


NOWHERE: Final = "01980000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "words",
    [("key", "create", NOWHERE, "--name", "x", "--scope", "all"), ("key", "list", NOWHERE), ("key", "revoke", "0")],
    ids=lambda words: words[1],
)
def test_what_is_not_there_is_told(run: Run, words: tuple[str, ...]) -> None:
    status, out, err = run(*words)
    assert (status, out) == (1, "")
    assert re.fullmatch(r"There is no such (practice|key)\.\n", err)


BAD: Final = {
    "an unknown scope": ("key", "create", NOWHERE, "--name", "x", "--scope", "plans:eat"),
    "no scope": ("key", "create", NOWHERE, "--name", "x"),
    "no days": ("key", "create", NOWHERE, "--name", "x", "--scope", "all", "--days", "0"),
    "no id": ("key", "list", "Oak Lane"),
    "no verb": ("practice",),
}


@pytest.mark.parametrize("words", BAD.values(), ids=BAD)
def test_what_cannot_be_meant_is_refused_before_anything_is_done(bare: Run, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as refused:
        bare(*words)
    assert refused.value.code == 2
