"""What every value of the domain has in common."""

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A thing compared by its content: it cannot change, checks itself, and refuses fields it does not know."""
