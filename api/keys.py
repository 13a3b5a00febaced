"""Secrets: the root secret of an installation, the keys derived from it, and the API keys that callers show."""

import hmac
import re
import secrets
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.kept_file import keep
from api.store.api_keys import StoredKey

SHORTEST_SECRET: Final = 32

_API_KEY: Final = re.compile(r"gp_([0-9a-f]{16})_([0-9a-f]{64})")


class SecretUnusable(ValueError):
    """A root secret that is missing where it must be given, or too short."""


class Purpose(StrEnum):
    """What a derived key is for; one key never serves two purposes."""

    API_KEYS = "api-keys"
    CURSORS = "cursors"
    SHEETS = "sheets"
    REPLAYS = "replays"
    AUDIT = "audit"
    HANDOUT_LINKS = "handout-links"


class ApiKey(msgspec.Struct, frozen=True):
    """An API key in two parts: a public id to find it by, and the secret that proves it."""

    key_id: str
    secret: str

    def reveal(self) -> str:
        """The key as callers send it: `gp_<key id>_<secret>`."""
        return f"gp_{self.key_id}_{self.secret}"

    def __repr__(self) -> str:
        """Without the secret."""
        return f"ApiKey({self.key_id})"


_NOBODY: Final = ApiKey("0" * 16, "0" * 64)


def root_secret(given: str | None, data: Path, *, embedded: bool) -> bytes:
    """The root secret: the setting, or what `data/secret` keeps for an embedded database; raises SecretUnusable.

    Several machines may share a PostgreSQL, and each would make up its own secret: there it has to be given.
    """
    if given is None and not embedded:
        raise SecretUnusable("Set GUT_SECRET, the same for every process, when PostgreSQL keeps the data.")
    secret = keep(data / "secret", secrets.token_hex(32)) if given is None else given
    if len(secret) < SHORTEST_SECRET:
        where = "The file `secret` in the data folder" if given is None else "GUT_SECRET"
        raise SecretUnusable(f"{where} has fewer than {SHORTEST_SECRET} characters.")
    return secret.encode()


def derive(root: bytes, purpose: Purpose) -> bytes:
    """A key of 32 bytes for one purpose (HKDF with SHA-256); none of them tells anything about another or the root."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"gut-protocols:{purpose}".encode()).derive(root)


def new_key() -> ApiKey:
    """A new API key with 256 bits of secret."""
    return ApiKey(secrets.token_hex(8), secrets.token_hex(32))


def read_key(written: str) -> ApiKey | None:
    """The key that a caller sent, or None where it is not even the shape of one."""
    found = _API_KEY.fullmatch(written)
    return None if found is None else ApiKey(found[1], found[2])


def digest(key: ApiKey, pepper: bytes) -> bytes:
    """What is stored of a key: HMAC-SHA256 under `derive(root, Purpose.API_KEYS)`, bound to the key's id."""
    return hmac.digest(pepper, f"{key.key_id}\0{key.secret}".encode(), sha256)


def recognise(written: str, pepper: bytes, find: Callable[[str], StoredKey | None]) -> StoredKey | None:
    """The stored key that the caller has proved to hold, or None.

    Malformed, unknown and wrong keys all take the same look-up, the same digest and the same comparison. Whether the
    key is revoked or expired is the caller's question (`api.store.api_keys.usable`).
    """
    shown = read_key(written) or _NOBODY
    stored = find(shown.key_id)
    proved = hmac.compare_digest(digest(shown, pepper), bytes(32) if stored is None else stored.digest)
    return stored if proved else None
