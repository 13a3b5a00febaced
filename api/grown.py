"""A wire shape that is another one and more."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


def grown(kind: type[T], value: msgspec.Struct, **more: Any) -> T:
    """The value as the larger kind, with what that has besides."""
    return kind(**{name: getattr(value, name) for name in value.__struct_fields__}, **more)
