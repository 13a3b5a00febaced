"""Every setting comes from the environment, and a wrong one is told before anything is served."""

from pathlib import Path

import pytest

from api.identity.trust import Trust
from api.settings import SETTINGS, Setting, Settings, UnusableSetting

README = Path(__file__).parent.parent / "README.md"
LONG = "0123456789abcdef0123456789abcdef"


def test_an_empty_environment_serves_the_embedded_database_on_loopback() -> None:
    settings = Settings.read({})
    assert (settings.host, settings.port, settings.exposed) == ("127.0.0.1", 8000, False)
    assert (settings.data, settings.database_url) == (Path("data"), "sqlite:///data/gut-protocols.db")
    assert (settings.secret, settings.log_level, settings.embedded) == (None, "info", True)
    assert settings.renderers in {1, 2}
    assert (settings.rate_limit, settings.cors_origins, settings.hsts_seconds) == (6000, frozenset(), None)


def test_what_can_be_switched_off_is() -> None:
    settings = Settings.read({"GUT_RATE_LIMIT": "off", "GUT_HSTS_SECONDS": "off"})
    assert (settings.rate_limit, settings.hsts_seconds) == (None, None)


@pytest.mark.parametrize(
    "origin", ["https://app.example", "http://127.0.0.1:8080", "http://[::1]:3000", "https://a-b.c"]
)
def test_an_origin_is_named_as_a_browser_writes_it(origin: str) -> None:
    assert Settings.read({"GUT_CORS_ORIGINS": origin}).cors_origins == {origin}


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "null",
        "app.example",
        "https://",
        "https://*.example",
        "https://app.example/",
        "https://App.example",
        "HTTPS://app.example",
        "https://app.example:443",
        "http://app.example:80",
        "https://me@app.example",
        "https://app.example?x",
        "ftp://app.example",
        "https://app.example; https://b.example",
    ],
)
def test_what_no_browser_writes_is_no_origin(origin: str) -> None:
    with pytest.raises(UnusableSetting, match=r"^GUT_CORS_ORIGINS has "):
        Settings.read({"GUT_CORS_ORIGINS": f"https://good.example,{origin}"})


def test_every_setting_is_read() -> None:
    settings = Settings.read(
        {
            "GUT_HOST": "0.0.0.0",
            "GUT_PORT": "80",
            "GUT_EXPOSE": "yes",
            "GUT_DATA": "/srv/gut",
            "GUT_DATABASE_URL": "postgresql://gut:p%40ss@db/gut",
            "GUT_SECRET": LONG,
            "GUT_RENDERERS": "3",
            "GUT_RATE_LIMIT": "90",
            "GUT_CORS_ORIGINS": "https://app.example, http://localhost:5173,",
            "GUT_HSTS_SECONDS": "31536000",
            "GUT_LOG_LEVEL": "warning",
        }
    )
    assert settings == Settings(
        host="0.0.0.0",
        port=80,
        exposed=True,
        data=Path("/srv/gut"),
        database_url="postgresql+psycopg://gut:p%40ss@db/gut",
        secret=LONG,
        renderers=3,
        rate_limit=90,
        cors_origins=frozenset({"https://app.example", "http://localhost:5173"}),
        hsts_seconds=31536000,
        log_level="warning",
    )


def test_other_variables_are_nobodys_business_here() -> None:
    others = {"PATH": "/bin", "GUTTER": "1", "GUT_TEST_DATABASE_URL": "postgresql://db/gut"}
    assert Settings.read(others) == Settings.read({})


def test_a_variable_set_to_nothing_is_not_set() -> None:
    assert Settings.read({setting.variable: " " for setting in SETTINGS}) == Settings.read({})


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("postgres://db/gut", "postgresql+psycopg://db/gut"),
        ("postgresql+psycopg:///gut?host=/run/pg", "postgresql+psycopg:///gut?host=%2Frun%2Fpg"),
        ("sqlite:////srv/gut.db", "sqlite:////srv/gut.db"),
        ("sqlite+pysqlite:///gut.db", "sqlite:///gut.db"),
    ],
)
def test_a_database_url_gets_the_driver_we_ship(given: str, read: str) -> None:
    assert Settings.read({"GUT_DATABASE_URL": given}).database_url == read


def test_the_embedded_database_lies_in_the_data_folder() -> None:
    assert Settings.read({"GUT_DATA": "/srv/gut"}).database_url == "sqlite:////srv/gut/gut-protocols.db"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1"])
def test_loopback_needs_no_leave(host: str) -> None:
    assert Settings.read({"GUT_HOST": host}).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "clinic.example", "localhost.example"])
def test_beyond_loopback_is_a_deliberate_setting(host: str) -> None:
    with pytest.raises(UnusableSetting, match=r"set GUT_EXPOSE=yes"):
        Settings.read({"GUT_HOST": host, "GUT_EXPOSE": "no"})
    assert Settings.read({"GUT_HOST": host, "GUT_EXPOSE": "yes"}).host == host


@pytest.mark.parametrize(
    ("unknown", "nearest"),
    [
        ("GUT_PROT", "GUT_PORT"),
        ("GUT_DATABASE", "GUT_DATABASE_URL"),
        ("GUT_RENDERER", "GUT_RENDERERS"),
        ("GUT_", "GUT_"),
    ],
)
def test_an_unknown_setting_is_refused_and_the_nearest_named(unknown: str, nearest: str) -> None:
    with pytest.raises(UnusableSetting, match=rf"^{unknown} is not a setting\. The nearest is {nearest}"):
        Settings.read({unknown: "1"})


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("GUT_PORT", "0", "GUT_PORT is '0', but must be a whole number from 1 to 65535."),
        ("GUT_PORT", "65536", "GUT_PORT is '65536', but must be a whole number from 1 to 65535."),
        ("GUT_PORT", "8_000", "GUT_PORT is '8_000', but must be a whole number from 1 to 65535."),
        ("GUT_PORT", "-1", "GUT_PORT is '-1', but must be a whole number from 1 to 65535."),
        ("GUT_RENDERERS", "many", "GUT_RENDERERS is 'many', but must be a whole number from 1 to 64."),
        ("GUT_RATE_LIMIT", "0", "GUT_RATE_LIMIT is '0', but must be a whole number from 1 to 1000000."),
        ("GUT_RATE_LIMIT", "OFF", "GUT_RATE_LIMIT is 'OFF', but must be a whole number from 1 to 1000000"),
        ("GUT_HSTS_SECONDS", "0", "GUT_HSTS_SECONDS is '0', but must be a whole number from 1 to 63072000."),
        ("GUT_EXPOSE", "true", "GUT_EXPOSE is 'true', but must be one of: no, yes."),
        (
            "GUT_LOG_LEVEL",
            "loud",
            "GUT_LOG_LEVEL is 'loud', but must be one of: debug, info, warning, error.",
        ),
        ("GUT_SECRET", "short", "GUT_SECRET has fewer than 32 characters."),
        ("GUT_DATABASE_URL", "hunter2", "GUT_DATABASE_URL cannot be read as a database URL."),
        ("GUT_DATABASE_URL", "mysql://a:hunter2@db/gut", "GUT_DATABASE_URL is for 'mysql'; only"),
        ("GUT_DATABASE_URL", "postgresql://a:hunter2@db:port/gut", "GUT_DATABASE_URL cannot be read"),
        ("GUT_DATABASE_URL", "sqlite://", "GUT_DATABASE_URL names no file"),
        ("GUT_DATABASE_URL", "sqlite:///:memory:", "GUT_DATABASE_URL names no file"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence_that_keeps_secrets(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(UnusableSetting) as refused:
        Settings.read({variable: value})
    assert str(refused.value).startswith(sentence)
    assert "hunter2" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


IDP = {"GUT_IDP_ISSUER": "https://id.clinic.example", "GUT_IDP_AUDIENCE": "https://gut.clinic.example"}


def test_an_identity_provider_is_trusted_where_it_was_set() -> None:
    assert Settings.read({}).trust is None
    assert Settings.read(IDP).trust == Trust(issuer=IDP["GUT_IDP_ISSUER"], audience=IDP["GUT_IDP_AUDIENCE"])
    every = {
        "GUT_IDP_ISSUER": "http://localhost:8080/realms/clinic",
        "GUT_IDP_AUDIENCE": "gut",
        "GUT_IDP_JWKS": "https://id.clinic.example/keys?p=1",
        "GUT_IDP_ALGORITHMS": "PS256, ES384 PS256",
        "GUT_IDP_ACCESS_TOKENS": "untyped",
        "GUT_IDP_PRACTICE_CLAIM": "https://clinic.example/practice",
        "GUT_IDP_SCOPE_CLAIM": "roles",
        "GUT_IDP_PERSON_CLAIM": "email",
        "GUT_IDP_ADMIN": "yes",
    }
    assert set(every) == {setting.variable for setting in SETTINGS if setting.variable.startswith("GUT_IDP_")}
    assert Settings.read(every).trust == Trust(
        issuer="http://localhost:8080/realms/clinic",
        audience="gut",
        jwks="https://id.clinic.example/keys?p=1",
        algorithms=("PS256", "ES384"),
        access_tokens="untyped",
        practice_claim="https://clinic.example/practice",
        scope_claim="roles",
        person_claim="email",
        administers=True,
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"GUT_IDP_ISSUER": ""}, "GUT_IDP_ISSUER is missing"),
        ({"GUT_IDP_AUDIENCE": " "}, "GUT_IDP_AUDIENCE is missing"),
        ({"GUT_IDP_ISSUER": "http://id.clinic.example"}, "GUT_IDP_ISSUER must be an https URL"),
        ({"GUT_IDP_ISSUER": "http://127.0.0.1.clinic.example"}, "GUT_IDP_ISSUER must be an https URL"),
        ({"GUT_IDP_ISSUER": "id.clinic.example"}, "GUT_IDP_ISSUER must be an https URL"),
        ({"GUT_IDP_ISSUER": "https://[id"}, "GUT_IDP_ISSUER cannot be read"),
        ({"GUT_IDP_ISSUER": "https://id.clinic.example:x"}, "GUT_IDP_ISSUER cannot be read"),
        ({"GUT_IDP_ISSUER": "https://id.clinic.example?"}, "GUT_IDP_ISSUER must be a URL without"),
        ({"GUT_IDP_ISSUER": "https://id.clinic.example#"}, "GUT_IDP_ISSUER must be a URL without"),
        ({"GUT_IDP_ISSUER": "https://hunter2@id.clinic.example"}, "GUT_IDP_ISSUER must be a URL without"),
        ({"GUT_IDP_ALGORITHMS": "none"}, "GUT_IDP_ALGORITHMS names 'none'"),
        ({"GUT_IDP_ALGORITHMS": "RS256,HS256"}, "GUT_IDP_ALGORITHMS names 'HS256'"),
        ({"GUT_IDP_ALGORITHMS": "rs256"}, "GUT_IDP_ALGORITHMS names 'rs256'"),
        ({"GUT_IDP_ALGORITHMS": ","}, "GUT_IDP_ALGORITHMS names nothing"),
        ({"GUT_IDP_JWKS": "http://id.clinic.example/keys"}, "GUT_IDP_JWKS must be an https URL"),
        ({"GUT_IDP_JWKS": "/nowhere/keys.json"}, "GUT_IDP_JWKS is neither an https URL nor a file"),
        ({"GUT_IDP_JWKS": __file__}, "GUT_IDP_JWKS: The keys are not JSON."),
        ({"GUT_IDP_ACCESS_TOKENS": "any"}, "GUT_IDP_ACCESS_TOKENS is 'any'"),
        ({"GUT_IDP_PRACTICE_CLAIM": "two words"}, "GUT_IDP_PRACTICE_CLAIM must be the name of one claim"),
        ({"GUT_IDP_ADMIN": "true"}, "GUT_IDP_ADMIN is 'true'"),
    ],
)
def test_an_identity_provider_that_cannot_be_meant_is_refused(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnusableSetting) as refused:
        Settings.read(IDP | given)
    assert str(refused.value).startswith(sentence)
    assert "hunter2" not in str(refused.value)


def test_printing_the_settings_shows_no_secret() -> None:
    shown = repr(Settings.read({"GUT_SECRET": LONG, "GUT_DATABASE_URL": "postgresql://a:hunter2@db/gut"}))
    assert LONG not in shown
    assert "hunter2" not in shown


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_the_readme_lists_every_setting(setting: Setting) -> None:
    row = f"| `{setting.variable}` | {setting.default} | {setting.meaning} |"
    assert row in README.read_text(encoding="utf-8").splitlines()
