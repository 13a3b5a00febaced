"""What the check of the audit tells whoever runs the installation."""

import argparse
from typing import Final
from uuid import UUID

from api.chain import Verified, verify
from api.store import practices
from api.store.database import Database
from api.store.reserved import NO_PRACTICE

Noted = tuple[int, bytes]
_DIGEST_LENGTH: Final = 32


class AuditBroken(Exception):
    """What does not fit, in lines for people."""


def proved(database: Database, key: bytes, only: UUID | None, noted: Noted | None) -> str:
    """A line for each practice, or for one; raises AuditBroken where something was changed behind our back."""
    if noted is not None and only is None:
        raise AuditBroken("Name the practice whose seal was noted: each practice has a chain of its own.\n")
    everybody = database.read(NO_PRACTICE, practices.everywhere)
    found = [(each, verify(database, each.id, key, noted)) for each in everybody if only in (None, each.id)]
    told = "".join(_told(practice.id, practice.name, verified) for practice, verified in found)
    if not found:
        raise AuditBroken("There is no such practice; `gut-protocols practice list` prints them.\n")
    if any(verified.broken for _, verified in found):
        raise AuditBroken(told)
    return told


def note(written: str) -> Noted:
    """A seal as it was printed: its number, a colon, its digest."""
    number, _, digest = written.partition(":")
    try:
        seal = (int(number), bytes.fromhex(digest))
    except ValueError:
        seal = (0, b"")
    if seal[0] < 1 or len(seal[1]) != _DIGEST_LENGTH:
        raise argparse.ArgumentTypeError("give a seal as `audit verify` printed it, such as 12:9f…")
    return seal


def _told(practice_id: UUID, name: str, verified: Verified) -> str:
    head = f"Practice {practice_id} ({name}): {_many(verified.events, 'event')} under {_many(verified.seals, 'seal')}"
    waiting = f"; {verified.unsealed} not sealed yet" if verified.unsealed else ""
    if verified.broken:
        return "".join(f"{line}\n" for line in (f"{head}, NOT as they were written{waiting}:", *verified.broken))
    last = "" if verified.last is None else f"Last seal {verified.last.number}:{verified.last.digest.hex()}\n"
    return f"{head}, all as they were written{waiting}.\n{last}"


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
