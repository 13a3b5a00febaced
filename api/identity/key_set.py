"""The public keys that an identity provider signs with (RFC 7517), and which algorithm each of them fits.

A key fits by what it is, not by what a token says: an RSA key verifies no ES256, and nothing verifies with a secret.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, TypeAlias

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

PublicKey: TypeAlias = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey | Ed448PublicKey

LEAST_RSA_BITS: Final = 2048
"""RFC 7518, section 3.3."""


class KeySetUnusable(ValueError):
    """A document that is no set of keys, or one without a key that any taken algorithm fits."""


class SigningKey(msgspec.Struct, frozen=True):
    """A public key with its name in the set, and the one algorithm it is for, where the set says so."""

    kid: str | None
    alg: str | None
    key: PublicKey


def _rsa(key: PublicKey) -> bool:
    return isinstance(key, RSAPublicKey) and key.key_size >= LEAST_RSA_BITS


def _curve(name: str) -> Callable[[PublicKey], bool]:
    return lambda key: isinstance(key, EllipticCurvePublicKey) and key.curve.name == name


def _edwards(key: PublicKey) -> bool:
    return isinstance(key, Ed25519PublicKey | Ed448PublicKey)


FITS: Final[Mapping[str, Callable[[PublicKey], bool]]] = {
    "RS256": _rsa,
    "RS384": _rsa,
    "RS512": _rsa,
    "PS256": _rsa,
    "PS384": _rsa,
    "PS512": _rsa,
    "ES256": _curve("secp256r1"),
    "ES384": _curve("secp384r1"),
    "ES512": _curve("secp521r1"),
    "EdDSA": _edwards,
}
"""Every algorithm that can be taken, each with a key pair: `none` and HS256 are not among them, and never will be."""


def read_key_set(document: bytes, algorithms: Collection[str]) -> tuple[SigningKey, ...]:
    """The keys of the set that fit one of the algorithms; what the set holds besides is passed over (RFC 7517, 5).

    Raises KeySetUnusable where none does.
    """
    try:
        told = msgspec.json.decode(document)
    except (msgspec.DecodeError, RecursionError):
        raise KeySetUnusable("The keys are not JSON.") from None
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise KeySetUnusable("The keys are not a JWK set.")
    found = (_read(each) for each in listed if isinstance(each, dict))
    keys = tuple(key for key in found if key is not None and any(_fits(key, alg) for alg in algorithms))
    if not keys:
        raise KeySetUnusable("No key fits an algorithm that is taken.")
    return keys


def pick(keys: Iterable[SigningKey], kid: str | None, alg: str) -> PublicKey | None:
    """The one key of this name that fits the algorithm, or of any name where a token gives none; None of several."""
    found = [each.key for each in keys if _fits(each, alg) and kid in {None, each.kid}]
    return found[0] if len(found) == 1 else None


def _fits(key: SigningKey, alg: str) -> bool:
    return key.alg in {None, alg} and FITS[alg](key.key)


def _read(jwk: Mapping[str, Any]) -> SigningKey | None:
    """The public key of a JWK that is for signatures; None for secrets, private keys, and what nobody here knows."""
    kid, alg, operations = jwk.get("kid"), jwk.get("alg"), jwk.get("key_ops", ["verify"])
    signs = jwk.get("use", "sig") == "sig" and isinstance(operations, list) and "verify" in operations
    if not signs or not isinstance(kid, str | None) or not isinstance(alg, str | None):
        return None
    try:
        key = PyJWK(dict(jwk)).key
    except (PyJWTError, ValueError, TypeError, RecursionError):
        return None
    return SigningKey(kid, alg, key) if isinstance(key, PublicKey) else None
