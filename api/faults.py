"""Where in a request the fault lies."""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

import msgspec

from protocols.authoring.counter_example import CounterExample
from protocols.refusal import Refusal
from protocols.value import Value

# Names are told back because a caller needs them; a key that does not look like a name could be anything a client said.
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_FRAGMENT_SAFE: Final = "/~!$&'()*+,;=:@?"  # what RFC 3986 lets stand in a URI fragment


class Fault(Value, frozen=True):
    """One fault: a sentence, plus a JSON Pointer into the body, a parameter or a header.

    A finding about a draft has its `code`, its pointer leads into the draft, and its `counter_example` is the same that
    the draft's findings show.
    """

    detail: str
    code: str | msgspec.UnsetType = msgspec.UNSET
    pointer: str | msgspec.UnsetType = msgspec.UNSET
    parameter: str | msgspec.UnsetType = msgspec.UNSET
    header: str | msgspec.UnsetType = msgspec.UNSET
    counter_example: CounterExample | msgspec.UnsetType = msgspec.UNSET


class RequestRefusal(Refusal):
    """A "no" to how something was asked, rather than to what was asked for.

    `because` is the domain's own refusal where a value refused itself while it was read; it lends code and title.
    """

    def __init__(
        self,
        sentence: str,
        *faults: Fault,
        headers: Mapping[str, str] | None = None,
        because: Refusal | None = None,
    ) -> None:
        super().__init__(sentence)
        self.faults = faults
        self.headers = dict(headers or {})
        self.because = because


def is_name(word: str) -> bool:
    """Whether a word from outside looks like the name of a field, and so may be told back."""
    return _NAME.fullmatch(word) is not None


def pointer_to(path: Sequence[str | int]) -> str:
    """A path as an RFC 6901 JSON Pointer; it ends before the first key that does not look like a name."""
    pointer = ""
    for step in path:
        if isinstance(step, str) and not is_name(step):
            break
        pointer += f"/{step}"
    return pointer


def fragment(pointer: str) -> str:
    """A JSON Pointer as a URI fragment, such as `#/weight/value`."""
    return "#" + quote(pointer, safe=_FRAGMENT_SAFE)
