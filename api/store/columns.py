"""Columns that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from typing import Final

import msgspec
from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator

_strings: Final = msgspec.json.Decoder(tuple[str, ...])


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: any offset on the way in, UTC on the way out; one without an offset is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 SQLAlchemy's signature
        """What is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant is stored with its offset")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 SQLAlchemy's signature
        """What was stored: SQLite gives it back without its offset, PostgreSQL in the session's time zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[bytes]):
    """A JSON document, byte for byte as it was written, because hashes are taken over its bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002 SQLAlchemy's signature
        """What is stored."""
        return None if value is None else value.decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 SQLAlchemy's signature
        """What was stored."""
        return None if value is None else value.encode()


class Strings(TypeDecorator[tuple[str, ...]]):
    """A few short strings in their order, as a JSON list."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 SQLAlchemy's signature
        """What is stored."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002 SQLAlchemy's signature
        """What was stored."""
        return None if value is None else _strings.decode(value)


ShortName: Final = String(64).with_variant(String(64, collation="C"), "postgresql")
"""A key or slug; compared by its bytes on both databases, so that lists have one order everywhere."""
