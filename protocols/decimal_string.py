"""Decimal numbers as they stand on the wire: strings, exact, without exponent."""

import re
from decimal import Context, Decimal
from typing import Any, Final

PATTERN: Final = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,12})?$"
_ALLOWED = re.compile(PATTERN)


class DecimalString(Decimal):
    """An exact decimal written as a string such as "2.5"; a JSON number, NaN or an exponent is refused."""

    def __str__(self) -> str:
        """Without exponent and without trailing zeros, as it is printed and sent."""
        if not self:
            return "0"
        text = format(self, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    def __format__(self, specifier: str, _context: Context | None = None, /) -> str:
        """The same inside a sentence: a trailing zero would be printed as a digit that was measured."""
        return Decimal(self).__format__(specifier) if specifier else str(self)


def read(written: object) -> DecimalString:
    """The number that a wire string stands for; raises ValueError with a sentence for a person."""
    if not isinstance(written, str):
        raise ValueError('Expected a decimal written as a string, such as "2.5"')  # noqa: TRY004 msgspec keeps the path of a ValueError
    if not _ALLOWED.fullmatch(written):
        raise ValueError('Expected a plain decimal such as "2.5": at most 12 digits before and 12 after the point')
    return DecimalString(written)


def decode_hook(wanted: type, written: Any) -> Any:
    """For msgspec: how to read a type it does not know."""
    if wanted is DecimalString:
        return read(written)
    raise NotImplementedError(wanted)


def encode_hook(value: Any) -> Any:
    """For msgspec: how to write a type it does not know."""
    if isinstance(value, DecimalString):
        return str(value)
    raise NotImplementedError(type(value))


def schema_hook(wanted: type) -> dict[str, Any]:
    """For msgspec: how a type it does not know looks in JSON Schema."""
    if wanted is DecimalString:
        return {"type": "string", "pattern": PATTERN, "examples": ["2.5"]}
    raise NotImplementedError(wanted)
