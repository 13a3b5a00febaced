"""Which media types a caller takes (RFC 9110, section 12.5.1).

Asked before anything is done: an answer that cannot be read must not hide that something was written. Problems are sent
whatever is accepted, because a refusal that nobody reads helps nobody.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final, NamedTuple

from litestar import Request
from litestar.handlers import HTTPRouteHandler

from api.body import JSON
from api.faults import Fault, RequestRefusal
from api.raw_headers import QUOTED, WORD

# Between two semicolons there is one way to match spaces, so that a long row of them takes no longer than it is.
_PARAMETER: Final = rf"[ \t]*{WORD}=(?:{WORD}|{QUOTED})"
_RANGE: Final = re.compile(
    rf"(?P<type>{WORD})/(?P<subtype>{WORD})(?P<parameters>(?:[ \t]*;(?:{_PARAMETER})?)*)[ \t]*(?=,|\Z)"
)
_ONE: Final = re.compile(rf"(?P<name>{WORD})=(?P<value>{WORD}|{QUOTED})")
_NOTHING: Final = re.compile(r"0(?:\.0{0,3})?")
_ANY: Final = "*"


class NotAcceptable(RequestRefusal):
    """The answer exists only in media types that the caller does not take."""

    code = "not_acceptable"
    title = "The answer has none of the accepted media types"

    def __init__(self, offered: str) -> None:
        sentence = f"The answer is {offered}; accept that, or leave Accept out."
        super().__init__(sentence, Fault(detail=sentence, header="Accept"))


class _Range(NamedTuple):
    """One member of an Accept header: how exactly it names a type, and whether it wants it."""

    precision: int
    wanted: bool


def require_acceptable(request: Request[Any, Any, Any]) -> None:
    """Raises NotAcceptable; a header that cannot be read says nothing, and an answer without a body fits every one."""
    sent = ", ".join(request.headers.getall("Accept", []))
    offered = _offered(request.route_handler)
    if sent.strip(" \t,") and offered is not None and not accepts(sent, offered):
        raise NotAcceptable(offered)


def accepts(header: str, offered: str) -> bool:
    """Whether an Accept header takes a media type; the most exact of its members decides."""
    members: list[_Range] = []
    at = 0
    while at < len(header):
        if header[at] in ", \t":
            at += 1
            continue
        found = _RANGE.match(header, at)
        if found is None:
            return True
        members += _about(found, offered)
        at = found.end()
    return max(members, default=_Range(0, wanted=False)).wanted


def _about(found: re.Match[str], offered: str) -> Iterator[_Range]:
    """What a member says of the media type, if anything; its parameters other than the weight name none of ours."""
    kind, subtype = offered.split("/")
    named = (found["type"].lower(), found["subtype"].lower())
    parameters = {each["name"].lower(): each["value"] for each in _ONE.finditer(found["parameters"])}
    wanted = not _NOTHING.fullmatch(parameters.get("q", "1"))
    for precision, shape in enumerate(((_ANY, _ANY), (kind, _ANY), (kind, subtype)), start=1):
        if named == shape:
            yield _Range(precision, wanted)


def _offered(handler: HTTPRouteHandler) -> str | None:
    """The media type of the handler's answer, JSON where it names none; None where it has no body."""
    if handler.status_code == HTTPStatus.NO_CONTENT:
        return None
    return str(getattr(handler.media_type, "value", handler.media_type)).partition(";")[0] or JSON
