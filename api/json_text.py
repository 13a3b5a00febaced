"""What is checked in the JSON of a body before msgspec reads it.

msgspec keeps the last of two equal keys, and accepts NUL characters and integers of any size. The first could hide one
dose behind another; the others no database takes. The standard library's decoder can show every key, so one pass of it
over the same text finds them. The values themselves always come from msgspec.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeAlias

from api.faults import Fault, fragment, pointer_to

MOST_LEVELS: Final = 64
LARGEST_INTEGER: Final = 2**53 - 1  # RFC 7493 section 2.2: beyond it, readers of JSON disagree about the number
_NOT_TEXT: Final = re.compile("[\x00\ud800-\udfff]")

Path: TypeAlias = tuple[str | int, ...]


class NotJson(ValueError):
    """The text is not JSON in UTF-8."""


class _Object(list[tuple[str, Any]]):
    """A JSON object with all its pairs, equal keys included."""


def first_fault(raw: bytes) -> Fault | None:
    """The first thing in a JSON text that no value may contain; raises NotJson."""
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_Object, parse_int=_integer)
    except RecursionError:
        return _fault((), _TOO_DEEP)
    except ValueError:  # JSONDecodeError or UnicodeDecodeError, both of which quote the body
        raise NotJson from None
    return next(_faults(document), None)


def _integer(digits: str) -> int:
    """As many digits as show that a number is too large; reading all of a long one takes quadratic time."""
    return int(digits[:18])


_TOO_DEEP: Final = f"Nested more than {MOST_LEVELS} levels deep"
_TOO_LARGE: Final = "The integer is too large to be exact everywhere"
_TWICE: Final = "The same key stands twice in one object"
_BAD_TEXT: Final = "Text must not contain the character NUL or half of a surrogate pair"


def _fault(path: Path, sentence: str) -> Fault:
    return Fault(detail=sentence, pointer=fragment(pointer_to(path)))


def _faults(document: Any) -> Iterator[Fault]:
    """In document order, without recursion."""
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case list() if len(path) >= MOST_LEVELS:
                yield _fault(path, _TOO_DEEP)
            case _Object():
                yield from _faults_of_keys(path, value)
                waiting.extend(((*path, key), below) for key, below in reversed(value))
            case list():
                waiting.extend(((*path, at), value[at]) for at in reversed(range(len(value))))
            case str() if _NOT_TEXT.search(value):
                yield _fault(path, _BAD_TEXT)
            case int() if abs(value) > LARGEST_INTEGER:
                yield _fault(path, _TOO_LARGE)


def _faults_of_keys(path: Path, pairs: Sequence[tuple[str, Any]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            yield _fault((*path, key), _TWICE)
        if _NOT_TEXT.search(key):
            yield _fault(path, _BAD_TEXT)
        seen.add(key)
