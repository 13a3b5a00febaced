"""Where the provider's keys come from: its discovery document, a URL, or a file.

Every fetch is bounded in time and size, and a redirect is never followed: keys come from where they were set to be.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, TypeAlias

import httpx
import msgspec

from api.identity.key_set import KeySetUnusable, SigningKey, read_key_set
from api.identity.trust import Trust, TrustUnusable, check_address, is_file

MOST_SECONDS: Final = 5.0
"""From asking to the last byte, discovery and keys together."""
MOST_BYTES: Final = 256 * 1024
"""Of one document."""

Source: TypeAlias = Callable[[], Awaitable[tuple[SigningKey, ...]]]
"""Raises FETCH_FAILURES."""

_DISCOVERY: Final = "/.well-known/openid-configuration"


class NotFetched(ValueError):
    """An answer that is no document: too long, a redirect, an error, or not what was asked for."""


FETCH_FAILURES: Final = (NotFetched, KeySetUnusable, TrustUnusable, OSError, httpx.HTTPError, httpx.InvalidURL)
"""What can be wrong with a provider rather than with us."""


class _Discovered(msgspec.Struct, frozen=True):
    """What is read of OpenID Connect Discovery 1.0, section 3."""

    issuer: str
    jwks_uri: str


def source_of(trust: Trust) -> Source:
    """How the keys of this provider are had."""

    async def keys() -> tuple[SigningKey, ...]:
        document = await _document(trust)
        return await asyncio.to_thread(read_key_set, document, trust.algorithms)

    return keys


async def _document(trust: Trust) -> bytes:
    if trust.jwks is not None and is_file(trust.jwks):
        return await asyncio.to_thread(Path(trust.jwks).read_bytes)
    async with asyncio.timeout(MOST_SECONDS):
        verified = await asyncio.to_thread(ssl.create_default_context)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        async with httpx.AsyncClient(verify=verified, follow_redirects=False, headers=headers) as client:
            return await _get(client, trust.jwks or await _discover(client, trust.issuer))


async def _discover(client: httpx.AsyncClient, issuer: str) -> str:
    """The address of the keys; the document has to be of exactly this issuer (OpenID Connect Discovery, 4.3)."""
    written = await _get(client, issuer.removesuffix("/") + _DISCOVERY)
    try:
        told = msgspec.json.decode(written, type=_Discovered)
    except (msgspec.DecodeError, RecursionError):
        raise NotFetched("The discovery document cannot be read.") from None
    if told.issuer != issuer:
        raise NotFetched("The discovery document is of another issuer.")
    return check_address("jwks_uri", told.jwks_uri, query=True)


async def _get(client: httpx.AsyncClient, url: str) -> bytes:
    got = bytearray()
    async with client.stream("GET", url) as answer:
        if answer.status_code != httpx.codes.OK:
            raise NotFetched("The provider does not answer 200.")
        async for part in answer.aiter_raw():
            got += part
            if len(got) > MOST_BYTES:
                raise NotFetched("The provider's answer is too long.")
    return bytes(got)
