"""Secrets: one root, a key per purpose, API keys that are proved and not stored."""

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kept_file import keep
from api.keys import (
    ApiKey,
    Purpose,
    SecretUnusable,
    derive,
    digest,
    new_key,
    read_key,
    recognise,
    root_secret,
)
from api.store.api_keys import StoredKey
from tests.store.samples import NOW

NOBODY = UUID(int=0)
ROOT = b"r" * 32
PEPPER = derive(ROOT, Purpose.API_KEYS)


def stored(key: ApiKey) -> StoredKey:
    return StoredKey(
        key_id=key.key_id,
        practice_id=NOBODY,
        name="Front desk",
        digest=digest(key, PEPPER),
        scopes=("all",),
        created_at=NOW,
    )


def test_keys_of_different_purposes_and_roots_differ() -> None:
    made = {derive(root, purpose) for root in (ROOT, b"q" * 32) for purpose in Purpose}
    assert len(made) == 2 * len(Purpose)
    assert {len(each) for each in made} == {32}


def test_derivation_is_hkdf_with_sha_256() -> None:
    """RFC 5869 written out: extract with an empty salt, one block of expand."""
    extracted = hmac.digest(bytes(32), ROOT, hashlib.sha256)
    assert hmac.digest(extracted, b"gut-protocols:api-keys\x01", hashlib.sha256) == PEPPER


def test_a_key_is_read_as_it_was_written() -> None:
    key = new_key()
    assert read_key(key.reveal()) == key
    assert key.reveal() == f"gp_{key.key_id}_{key.secret}"
    assert new_key() != key


@given(st.text() | st.from_regex(r"gp_[0-9a-f]{15,17}_[0-9a-fA-F]{63,65}\n?", fullmatch=True))
def test_nothing_else_is_a_key(written: str) -> None:
    key = read_key(written)
    assert key is None or key.reveal() == written


def test_only_the_right_secret_is_recognised() -> None:
    right, other = new_key(), new_key()
    keys = {right.key_id: stored(right)}
    assert recognise(right.reveal(), PEPPER, keys.get) == keys[right.key_id]
    wrong = [
        other.reveal(),
        ApiKey(right.key_id, other.secret).reveal(),
        ApiKey(other.key_id, right.secret).reveal(),
        right.reveal() + "0",
        right.reveal().upper(),
        "",
    ]
    for written in wrong:
        assert recognise(written, PEPPER, keys.get) is None
    assert recognise(right.reveal(), derive(ROOT, Purpose.CURSORS), keys.get) is None


def test_a_digest_is_bound_to_its_id() -> None:
    right = new_key()
    moved = ApiKey("f" * 16, right.secret)
    assert recognise(moved.reveal(), PEPPER, {moved.key_id: stored(right)}.get) is None


def test_malformed_unknown_and_wrong_keys_take_the_same_look_up() -> None:
    right = new_key()
    asked: list[str] = []

    def find(key_id: str) -> StoredKey | None:
        asked.append(key_id)
        return None

    for written in ("nonsense", new_key().reveal(), right.reveal()):
        recognise(written, PEPPER, find)
    assert len(asked) == 3


def test_nobody_holds_the_key_that_stands_in_for_none() -> None:
    assert recognise("nonsense", PEPPER, lambda _: stored(new_key())) is None


def test_no_repr_shows_a_secret() -> None:
    key = new_key()
    assert key.secret not in repr(key)
    assert repr(digest(key, PEPPER)) not in repr(stored(key))


def test_an_embedded_installation_makes_its_root_secret_once(tmp_path: Path) -> None:
    first = root_secret(None, tmp_path / "data", embedded=True)
    assert root_secret(None, tmp_path / "data", embedded=True) == first
    assert len(first) == 64
    file = tmp_path / "data" / "secret"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["secret"]


def test_a_given_root_secret_leaves_no_file(tmp_path: Path) -> None:
    assert root_secret("s" * 32, tmp_path / "data", embedded=True) == b"s" * 32
    assert not (tmp_path / "data").exists()


def test_unusable_root_secrets_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SecretUnusable, match="GUT_SECRET"):
        root_secret(None, tmp_path, embedded=False)
    with pytest.raises(SecretUnusable, match="fewer than 32"):
        root_secret("short", tmp_path, embedded=False)
    (tmp_path / "secret").write_text("")
    with pytest.raises(SecretUnusable, match="fewer than 32"):
        root_secret(None, tmp_path, embedded=True)


def test_whoever_comes_second_reads_what_the_first_wrote(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda n: keep(tmp_path / "kept", f"content of {n}"), range(40)))
    assert len(found) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["kept"]


def test_a_kept_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    """What a crash between writing and naming leaves behind is not the file."""
    (tmp_path / ".kept.0123").write_text("half of a li")
    assert keep(tmp_path / "kept", "whole") == "whole"
