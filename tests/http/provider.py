"""A clinic's identity provider on loopback: real keys, a real server, and every way in which one can be wrong."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE: Final = "https://gut.clinic.example"
CLIENT: Final = "clinic-desk"
LASTS: Final = timedelta(minutes=5)

Answer = tuple[int, Mapping[str, str], bytes]
Json = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """A key pair under its name in the set."""

    kid: str
    alg: str
    private: Any

    def jwk(self, **more: Any) -> Json:
        """The public half as the provider shows it."""
        kind = {"R": RSAAlgorithm, "P": RSAAlgorithm, "E": OKPAlgorithm if self.alg == "EdDSA" else ECAlgorithm}
        public: Json = kind[self.alg[0]].to_jwk(self.private.public_key(), as_dict=True)
        return public | {"kid": self.kid, "use": "sig", "alg": self.alg} | more

    def sign(self, claims: Json, header: Json | None = None) -> str:
        """A token under this key; `header` overrides, and `None` leaves out."""
        named: Json = {"typ": "at+jwt", "kid": self.kid} | (header or {})
        kept = {name: value for name, value in named.items() if value is not None}
        return signed(claims, {"alg": self.alg, **kept}, self.private)


def signed(claims: Json | bytes, header: Json, private: Any) -> str:
    """Signed as JWS says (RFC 7515, 5.1), whatever the header says besides its `alg`."""
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    start = f"{b64(json.dumps(header).encode())}.{b64(body)}"
    algorithm = jwt.get_algorithm_by_name(header["alg"])
    return f"{start}.{b64(algorithm.sign(start.encode(), algorithm.prepare_key(private)))}"


def b64(told: bytes) -> str:
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def rsa_key(kid: str, alg: str = "RS256", bits: int = 2048) -> Key:
    return Key(kid, alg, rsa.generate_private_key(public_exponent=65537, key_size=bits))


def ec_key(kid: str, alg: str = "ES256") -> Key:
    curve = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}[alg]
    return Key(kid, alg, ec.generate_private_key(curve))


def ed_key(kid: str) -> Key:
    return Key(kid, "EdDSA", ed25519.Ed25519PrivateKey.generate())


def hs256_with(public: Key, claims: Json) -> list[str]:
    """The oldest trick: HS256 with what everybody knows of the public key as the secret (RFC 8725, 2.1)."""
    of = public.private.public_key()
    secrets = [
        of.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        of.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    ]
    start = f"{b64(json.dumps({'alg': 'HS256', 'typ': 'at+jwt', 'kid': public.kid}).encode())}"
    start += f".{b64(json.dumps(claims).encode())}"
    found = []
    for secret in secrets:
        code = hmac.HMAC(secret, hashes.SHA256())
        code.update(start.encode())
        found.append(f"{start}.{b64(code.finalize())}")
    return found


@dataclass
class Provider:
    """The provider, what it shows, and how often it was asked."""

    url: str = ""
    keys: list[Key] = field(default_factory=lambda: [rsa_key("rsa-1"), ec_key("ec-1"), ed_key("ed-1")])
    answers: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: bool = False
    pause: float = 0

    def claims(self, now: datetime, **more: Any) -> Json:
        """An access token as RFC 9068 has it; `None` leaves a claim out."""
        given = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "ada",
            "client_id": CLIENT,
            "iat": int(now.timestamp()),
            "exp": int((now + LASTS).timestamp()),
            "jti": sha256(repr(more).encode()).hexdigest()[:8],
            **more,
        }
        return {name: value for name, value in given.items() if value is not None}

    def token(self, now: datetime, key: Key | None = None, header: Json | None = None, **more: Any) -> str:
        """A token of this provider, unless it is told otherwise."""
        return (key or self.keys[0]).sign(self.claims(now, **more), header)

    def answer(self, path: str) -> Answer:
        """What is answered at this path."""
        self.asked.append(path)
        time.sleep(self.pause)
        if self.down:
            return 503, {}, b""
        if path in self.answers:
            return self.answers[path]()
        if path == "/.well-known/openid-configuration":
            return as_json({"issuer": self.url, "jwks_uri": f"{self.url}/keys"})
        return as_json({"keys": [key.jwk() for key in self.keys]}) if path == "/keys" else (404, {}, b"")


def as_json(told: Any, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(told).encode()


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """The provider, on a port of loopback, in a thread of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = provider.answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):  # who asked has hung up
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
