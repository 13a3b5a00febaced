"""Entity tags made from version numbers, and the precondition that guards a replacement (RFC 9110, section 13)."""

import re
from typing import Final

from api.faults import Fault, RequestRefusal

_TAG: Final = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS: Final = re.compile(rf"(?:{_TAG}(?=[ \t]*(?:,|\Z))|[ \t,])+")  # no two ways to match, so no backtracking


class _IfMatchRefusal(RequestRefusal):
    """A no to the precondition of a request."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, Fault(detail=sentence, header="If-Match"))


class PreconditionMissing(_IfMatchRefusal):
    """A replacement without If-Match could overwrite what somebody else has just written."""

    code = "precondition_missing"
    title = "The request needs an If-Match header"


class PreconditionFailed(_IfMatchRefusal):
    """The thing has changed since the caller read it."""

    code = "precondition_failed"
    title = "The thing has changed since it was read"


class PreconditionUnreadable(_IfMatchRefusal):
    """If-Match holds something that is not a list of entity tags."""

    code = "precondition_unreadable"
    title = "The If-Match header cannot be read"


def etag(version: int) -> str:
    """The strong entity tag of a version, such as `"v7"` with its quotes."""
    return f'"v{version}"'


def require_match(if_match: str | None, version: int) -> None:
    """Passes only where If-Match names this version, or is `*`; a weak tag never matches."""
    if if_match is None or not if_match.strip():
        raise PreconditionMissing("Send If-Match with the ETag of the state that you have read.")
    if if_match.strip() == "*":
        return
    if not _TAGS.fullmatch(if_match):
        raise PreconditionUnreadable('Send If-Match as one or more entity tags in quotes, such as "v7".')
    # A tag goes on with a digest of what was read: `"v7.5f2b0c"`. It is the version that must not have changed.
    named = {re.sub(r'\.[0-9a-f]+"$', '"', tag) for tag in re.findall(_TAG, if_match)}
    if etag(version) not in named:
        raise PreconditionFailed("It has been changed since you read it; read it again, then repeat your change.")
