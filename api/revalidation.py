"""Entity tags over what an answer says, and answers that say only that nothing has changed (RFC 9110, section 13).

A version alone does not tell what a plan says today: the day moves on, a revision is recalled, a person joins. So the
tag of every answer holds a digest of its bytes, behind the version where there is one: `"v7.5f2b…"`. A replacement
compares the version, a reader the whole.
"""

import hashlib
import re
from typing import Final

from api.raw_headers import RawHeaders

_VERSION: Final = re.compile(rb'"v\d+"')
_TAG: Final = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
_OF_A_BODY: Final = frozenset(
    {b"content-type", b"content-length", b"content-disposition", b"content-language", b"link"}
)
"""Headers that say something of a body, which an answer 304 does not have."""


def is_revalidated(path: str) -> bool:
    """Whether what is read there has a tag; health is always told anew."""
    return not path.startswith("/healthz/")


def is_version(headers: RawHeaders) -> bool:
    """Whether the entity tag is that of a version, to which its digest is still to come."""
    return any(name == b"etag" and _VERSION.fullmatch(value) for name, value in headers)


def tagged(headers: RawHeaders, body: bytes) -> RawHeaders:
    """The headers with the digest of the body in their entity tag; a handler's own tag that is no version stays."""
    own = next((value for name, value in headers if name == b"etag"), None)
    if own is not None and not _VERSION.fullmatch(own):
        return headers
    told = hashlib.sha256(body).hexdigest()[:16].encode()
    tag = b'"' + told + b'"' if own is None else own[:-1] + b"." + told + b'"'
    return [*((name, value) for name, value in headers if name != b"etag"), (b"etag", tag)]


def unchanged(if_none_match: bytes | None, headers: RawHeaders) -> bool:
    """Whether the reader has what these headers belong to; tags are compared weakly, and no tag matches nothing."""
    tag = next((value for name, value in headers if name == b"etag"), None)
    if if_none_match is None or tag is None:
        return False
    return if_none_match.strip() == b"*" or _strong(tag) in _TAG.findall(if_none_match)


def shortened(headers: RawHeaders) -> RawHeaders:
    """What of the headers goes with a 304."""
    return [(name, value) for name, value in headers if name not in _OF_A_BODY]


def _strong(tag: bytes) -> bytes:
    return tag.removeprefix(b"W/")
