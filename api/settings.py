"""What can be set about a running service, all of it from the environment."""

import difflib
import ipaddress
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

import msgspec
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from api.identity.trust import Trust, TrustUnusable, read_trust

PREFIX: Final = "GUT_"
TESTS_PREFIX: Final = "GUT_TEST_"
"""Variables of the test suite: no setting of the service, and passed over."""

SHORTEST_SECRET: Final = 32
OFF: Final = "off"

_ORIGIN: Final = re.compile(
    r"(?P<scheme>https?)://(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::(?P<port>[1-9][0-9]{0,4}))?"
)

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]


class UnusableSetting(ValueError):
    """A variable that cannot be meant; its sentence never repeats a secret or a database URL."""


class Setting(msgspec.Struct, frozen=True):
    """One variable for the README's table: its name, its default as written there, and what it does."""

    variable: str
    default: str
    meaning: str


SETTINGS: Final = (
    Setting("GUT_HOST", "`127.0.0.1`", "Address to listen on; one beyond loopback needs `GUT_EXPOSE=yes`."),
    Setting("GUT_PORT", "`8000`", "TCP port to listen on, 1 to 65535."),
    Setting(
        "GUT_EXPOSE",
        "`no`",
        "`yes` to serve on an address beyond loopback; put TLS in front of it first.",
    ),
    Setting(
        "GUT_DATA",
        "`data`",
        "Folder of the SQLite database, the first API key and the root secret.",
    ),
    Setting(
        "GUT_DATABASE_URL",
        "`gut-protocols.db` under `GUT_DATA`",
        "`postgresql://user:password@host/name`, or `sqlite:///path/to/file.db`.",
    ),
    Setting(
        "GUT_SECRET",
        "kept in `secret` under `GUT_DATA`",
        "Root secret of at least 32 characters, the same for every process of one installation.",
    ),
    Setting(
        "GUT_IDP_ISSUER",
        "none",
        "Issuer of the identity provider whose tokens are taken; an https URL, exactly as its tokens have it in `iss`.",
    ),
    Setting("GUT_IDP_AUDIENCE", "none", "What the provider calls this service (`aud`); needed with an issuer."),
    Setting(
        "GUT_IDP_JWKS",
        "what the issuer's OpenID Connect discovery says",
        "Where the provider's keys are: an https URL, or a file.",
    ),
    Setting(
        "GUT_IDP_ALGORITHMS",
        "`RS256,ES256,EdDSA`",
        "Signatures that are taken; of RS, PS and ES each with 256, 384 and 512, and EdDSA.",
    ),
    Setting(
        "GUT_IDP_ACCESS_TOKENS",
        "`rfc9068`",
        "`untyped` to take tokens without the type `at+jwt`, for a provider that gives them none.",
    ),
    Setting("GUT_IDP_PRACTICE_CLAIM", "`practice_id`", "Claim with the id of the practice."),
    Setting(
        "GUT_IDP_SCOPE_CLAIM",
        "`scope`, or else `scp`",
        "Claim with the scopes, as a text with spaces or a list; those that are not known here are passed over.",
    ),
    Setting("GUT_IDP_PERSON_CLAIM", "`sub`", "Claim with what the practice keeps as the `subject` of a person."),
    Setting("GUT_IDP_ADMIN", "`no`", "`yes` to take `admin` and `all` from a token, too."),
    Setting("GUT_RENDERERS", "one per core, at most 2", "Number of processes that lay out PDFs, 1 to 64."),
    Setting(
        "GUT_RATE_LIMIT",
        "`6000`",
        "Requests that one key may make in a minute, 1 to 1000000; `off` counts nothing.",
    ),
    Setting(
        "GUT_CORS_ORIGINS",
        "none",
        "Origins whose pages may call the API from a browser, such as `https://app.example`, separated by commas.",
    ),
    Setting(
        "GUT_HSTS_SECONDS",
        "`off`",
        "For how long browsers shall come by TLS only, 1 to 63072000 seconds; only where all of the host has TLS.",
    ),
    Setting("GUT_LOG_LEVEL", "`info`", "`debug`, `info`, `warning` or `error`."),
)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How one process of the service runs."""

    host: str = "127.0.0.1"
    """IP address or host name to listen on; beyond loopback only where `exposed`."""
    port: int = 8000
    """TCP port to listen on."""
    exposed: bool = False
    """Whether listening beyond loopback was asked for by name."""
    data: Path = Path("data")
    """Folder of what the service keeps for itself: embedded database, first API key, root secret."""
    database_url: str
    """SQLAlchemy URL with its driver: `sqlite:///…` or `postgresql+psycopg://…`; holds a password."""
    secret: str | None = None
    """Root secret; None where it is kept in the file `secret` under `data`."""
    renderers: int
    """Number of PDF worker processes."""
    rate_limit: int | None = 6000
    """Requests that one key may make in a minute; None counts nothing."""
    cors_origins: frozenset[str] = frozenset()
    """Origins whose pages may call the API from a browser."""
    hsts_seconds: int | None = None
    """For how long browsers shall come by TLS only; None says nothing about it."""
    log_level: LogLevel = "info"
    """The least serious message that is logged."""
    trust: Trust | None = None
    """The identity provider whose tokens are taken; None where only API keys open."""

    @property
    def embedded(self) -> bool:
        """Whether the database is a SQLite file, which one web process serves."""
        return self.database_url.startswith("sqlite")

    def __repr__(self) -> str:
        """Without the secret and the database's password, so that no traceback or log can show them."""
        return f"Settings(host={self.host!r}, port={self.port}, data={str(self.data)!r})"

    @staticmethod
    def read(environ: Mapping[str, str]) -> "Settings":
        """The settings that an environment holds; raises UnusableSetting with a sentence a person can act on."""
        _refuse_unknown(environ)
        data = Path(_text(environ, "GUT_DATA", "data"))
        exposed = _choice(environ, "GUT_EXPOSE", ("no", "yes")) == "yes"
        return Settings(
            host=_host(_text(environ, "GUT_HOST", "127.0.0.1"), exposed=exposed),
            port=_whole(environ, "GUT_PORT", 8000, most=65535),
            exposed=exposed,
            data=data,
            database_url=_database_url(environ, data),
            secret=_secret(environ),
            renderers=_whole(environ, "GUT_RENDERERS", min(2, os.cpu_count() or 1), most=64),
            rate_limit=_whole_or_off(environ, "GUT_RATE_LIMIT", 6000, most=1_000_000),
            cors_origins=frozenset(_origins(environ)),
            hsts_seconds=_whole_or_off(environ, "GUT_HSTS_SECONDS", None, most=63_072_000),
            log_level=_log_level(environ),
            trust=_trust(environ),
        )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    known = [setting.variable for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith(PREFIX) and not name.startswith(TESTS_PREFIX) and name not in known:
            nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
            raise UnusableSetting(f"{name} is not a setting. The nearest is {nearest}.")


def _text(environ: Mapping[str, str], variable: str, default: str) -> str:
    # A variable set to nothing counts as not set: compose files and unit files leave such ones behind.
    return environ.get(variable, "").strip() or default


def _choice(environ: Mapping[str, str], variable: str, choices: tuple[str, ...]) -> str:
    chosen = _text(environ, variable, choices[0])
    if chosen not in choices:
        raise UnusableSetting(f"{variable} is {chosen!r}, but must be one of: {', '.join(choices)}.")
    return chosen


def _whole(environ: Mapping[str, str], variable: str, default: int, *, most: int) -> int:
    written = _text(environ, variable, str(default))
    digits = written.isascii() and written.isdecimal() and len(written) <= len(str(most))
    if not digits or not 1 <= int(written) <= most:
        raise UnusableSetting(f"{variable} is {written!r}, but must be a whole number from 1 to {most}.")
    return int(written)


def _whole_or_off(environ: Mapping[str, str], variable: str, default: int | None, *, most: int) -> int | None:
    if _text(environ, variable, OFF if default is None else str(default)) == OFF:
        return None
    return _whole(environ, variable, default or most, most=most)


def _origins(environ: Mapping[str, str]) -> Iterator[str]:
    """Each origin exactly as a browser writes it: a browser's own is compared with it character by character."""
    for written in _text(environ, "GUT_CORS_ORIGINS", "").split(","):
        if origin := written.strip():
            if not _is_origin(origin):
                raise UnusableSetting(
                    f"GUT_CORS_ORIGINS has {origin!r}, but needs origins as browsers write them, such as "
                    "https://app.example: in lower case, without a path, and without the scheme's own port."
                )
            yield origin


def _is_origin(written: str) -> bool:
    """Whether it is a scheme and a host; the scheme's own port is left out (RFC 6454, section 6.2)."""
    found = _ORIGIN.fullmatch(written)
    return found is not None and found["port"] not in {"0", {"http": "80", "https": "443"}[found["scheme"]]}


def _log_level(environ: Mapping[str, str]) -> LogLevel:
    levels: tuple[LogLevel, ...] = get_args(LogLevel)
    written = _text(environ, "GUT_LOG_LEVEL", "info")
    for level in levels:
        if written == level:
            return level
    raise UnusableSetting(f"GUT_LOG_LEVEL is {written!r}, but must be one of: {', '.join(levels)}.")


def _host(host: str, *, exposed: bool) -> str:
    if not exposed and not _is_loopback(host):
        raise UnusableSetting(
            f"GUT_HOST is {host!r}, which other machines can reach. Clients' health data would be served there "
            "without TLS: put a TLS proxy in front, or set GUT_EXPOSE=yes to say that this is meant."
        )
    return host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    written = _text(environ, "GUT_DATABASE_URL", "")
    if not written:
        return URL.create("sqlite", database=str(data / "gut-protocols.db")).render_as_string()
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):
        # The message of SQLAlchemy repeats the URL, and with it the password.
        raise UnusableSetting("GUT_DATABASE_URL cannot be read as a database URL.") from None
    match url.drivername:
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        case "sqlite" | "sqlite+pysqlite" if url.database not in {None, "", ":memory:"}:
            return url.set(drivername="sqlite").render_as_string(hide_password=False)
        case "sqlite" | "sqlite+pysqlite":
            raise UnusableSetting("GUT_DATABASE_URL names no file: write sqlite:///path/to/file.db.")
        case other:
            raise UnusableSetting(f"GUT_DATABASE_URL is for {other!r}; only postgresql and sqlite are served.")


def _trust(environ: Mapping[str, str]) -> Trust | None:
    try:
        return read_trust(environ)
    except TrustUnusable as unusable:
        raise UnusableSetting(str(unusable)) from None


def _secret(environ: Mapping[str, str]) -> str | None:
    secret = _text(environ, "GUT_SECRET", "")
    if secret and len(secret) < SHORTEST_SECRET:
        raise UnusableSetting(f"GUT_SECRET has fewer than {SHORTEST_SECRET} characters.")
    return secret or None
