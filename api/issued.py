"""Keys that are given out: who may give what on, for how long, and when one key takes over from another."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from api.keys import ApiKey, digest, new_key
from api.scopes import Scope, ScopeMissing
from api.store.api_keys import StoredKey, usable
from protocols.refusal import Refusal
from protocols.text import Line
from protocols.value import Value


class ExpiryPast(Refusal):
    """A key that would open nothing from the first."""

    code = "expiry_past"
    title = "The key would have expired already"


class KeyNotUsable(Refusal):
    """A key that is revoked, expired or already replaced, where one that opens something is meant."""

    code = "key_not_usable"
    title = "The key opens nothing any more"


class LastAdminKey(Refusal):
    """A revocation after which no key of the practice could give out another."""

    code = "last_admin_key"
    title = "No other key could administer the practice"


class Grant(Value, frozen=True):
    """What a key is to open: whose, under which name, with which scopes, until when, given out by which key."""

    practice_id: UUID
    name: Line
    scopes: tuple[str, ...]
    expires_at: datetime | None = None
    created_by: str | None = None


class Issued(msgspec.Struct, frozen=True):
    """A key as it is shown once, and as it is kept."""

    key: ApiKey
    stored: StoredKey


def issue(grant: Grant, pepper: bytes, now: datetime, key: ApiKey | None = None) -> Issued:
    """A new key, or the `key` that a file keeps, as the grant says; raises ExpiryPast."""
    if grant.expires_at is not None and grant.expires_at <= now:
        raise ExpiryPast("Give a later instant, or none: then the key does not expire.", pointer="/expires_at")
    made = key or new_key()
    stored = StoredKey(
        key_id=made.key_id,
        practice_id=grant.practice_id,
        name=grant.name,
        digest=digest(made, pepper),
        scopes=grant.scopes,
        created_at=now,
        created_by=grant.created_by,
        expires_at=grant.expires_at,
    )
    return Issued(key=made, stored=stored)


def check_may_give(held: Collection[str], given: Collection[str]) -> None:
    """Nobody gives on what they do not hold; raises ScopeMissing."""
    beyond = set(given) - set(held)
    if beyond and Scope.ALL not in held:
        raise ScopeMissing(beyond)


def successor(old: StoredKey, by: str, now: datetime, expires_at: datetime | None) -> Grant:
    """What takes over from a key: the same scopes under the same name; raises KeyNotUsable.

    Without an `expires_at` it lasts as long from now as the old key lasted from its own first day.
    """
    if not usable(old, now) or old.replaced_by is not None:
        raise KeyNotUsable("It is revoked, expired or replaced already; make a new key instead.")
    lasts = None if old.expires_at is None else now + (old.expires_at - old.created_at)
    return Grant(
        practice_id=old.practice_id,
        name=old.name,
        scopes=old.scopes,
        expires_at=expires_at or lasts,
        created_by=by,
    )


def overlap_ends(old: StoredKey, now: datetime, overlap: timedelta) -> datetime:
    """When the old key stops opening: after the overlap, or when it expires, whichever is sooner."""
    return now + overlap if old.expires_at is None else min(old.expires_at, now + overlap)


def check_others_administer(keys: Iterable[StoredKey], without: str, now: datetime) -> None:
    """The practice keeps a key that can give out others; raises LastAdminKey."""
    rights = {Scope.ADMIN, Scope.ALL}
    if not any(key.key_id != without and usable(key, now) and rights.intersection(key.scopes) for key in keys):
        raise LastAdminKey("Make another key with `admin` first: without one, nobody could give out keys here.")
