"""Practices and their keys, made and closed by whoever runs the installation."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from sqlalchemy import text

from api.__main__ import main
from api.call import utc_now
from api.keys import Purpose, derive, recognise, root_secret
from api.store import api_keys, practices
from api.store.api_keys import StoredKey, usable
from api.store.database import Database, Transaction
from api.store.reserved import FIRST_PRACTICE, NO_PRACTICE
from api.store.tables import audit_events
from protocols.plans.person import Staff
from tests.http.told import events

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


@pytest.fixture
def audited(run: Run, database: Database) -> UUID:
    """A practice whose making is told and sealed, though no service runs."""
    run("practice", "create", *OAK)
    (practice_id,) = (each.id for each in database.read(NO_PRACTICE, practices.everywhere) if each.name == "Oak Lane")
    return practice_id


def test_what_a_command_does_is_told(run: Run, audited: UUID, database: Database) -> None:
    key = shown(run("key", "create", str(audited), "--name", "Desk", "--scope", "clients:read")[1]).split("_")[1]
    run("key", "revoke", key)
    told = events(database, audited)
    where = f"/v1/api-keys/{key}"
    assert [(each.action, each.made, each.key_id) for each in told] == [
        ("createPractice", None, None),
        ("createApiKey", where, None),
        ("revokeApiKey", where, None),
    ]


@pytest.mark.usefixtures("run")
def test_the_first_start_is_told(database: Database) -> None:
    assert [each.action for each in events(database, FIRST_PRACTICE)] == ["createPractice"]


def test_an_audit_as_it_was_written(run: Run, audited: UUID) -> None:
    status, out, _ = run("audit", "verify")
    assert status == 0
    assert f"Practice {audited} (Oak Lane): 1 event under 1 seal, all as they were written.\n" in out
    assert "(Our practice): 0 events under 0 seals, all as they were written; 1 not sealed yet.\n" in out


def test_a_seal_that_was_noted_is_found_again(run: Run, audited: UUID) -> None:
    noted = run("audit", "verify", str(audited))[1].splitlines()[1].removeprefix("Last seal ")
    assert run("audit", "verify", str(audited), "--noted", noted)[0] == 0
    status, _, err = run("audit", "verify", str(audited), "--noted", f"7:{noted[2:]}")
    assert status == 1
    assert "Seal 7 was noted, and is not there" in err


def test_an_audit_that_was_changed(run: Run, audited: UUID, database: Database) -> None:
    def tamper(tx: Transaction) -> None:
        tx.connection.execute(text("DROP TRIGGER audit_events_update"))
        tx.connection.execute(audit_events.update().values(document=b"{}"))

    database.write(audited, tamper)
    status, out, err = run("audit", "verify")
    assert (status, out) == (1, "")
    assert "NOT as they were written" in err
    assert "Seal 1 (" in err


def test_a_noted_seal_is_of_one_practice(run: Run, audited: UUID) -> None:
    noted = run("audit", "verify", str(audited))[1].splitlines()[1].removeprefix("Last seal ")
    status, _, err = run("audit", "verify", "--noted", noted)
    assert (status, err) == (1, "Name the practice whose seal was noted: each practice has a chain of its own.\n")


def test_an_audit_of_nobody(run: Run) -> None:
    status, _, err = run("audit", "verify", "01980000-0000-7000-8000-000000000000")
    assert (status, "practice list" in err) == (1, True)


@pytest.mark.parametrize("noted", ["", "7", "x:00", "0:" + "0" * 64, "1:zz", "1:00"])
def test_what_is_no_seal(run: Run, noted: str) -> None:
    with pytest.raises(SystemExit):
        run("audit", "verify", "--noted", noted)
