"""The real service, on SQLite and on PostgreSQL, at an hour that the test says; a practice of its own for each test."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import create_app
from api.first_start import Home, Shipped, prepare
from api.identity.trust import Trust
from api.keys import Purpose, derive, root_secret
from api.library import built_in_revisions, built_in_works
from api.settings import Settings
from api.store.database import Database
from tests.http.calling import Caller
from tests.http.contract import Contract
from tests.http.provider import AUDIENCE, Provider, serving
from tests.http.service import MORNING, Clock, Practice, Service, found_practice, trusting
from tests.http.told import check_told
from tests.postgres import NewDatabase


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract(json.loads((Path(__file__).parents[2] / "openapi" / "openapi.json").read_bytes()))


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[Provider]:
    with serving(Provider()) as provider:
        yield provider


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    contract: Contract,
    identity_provider: Provider,
) -> Iterator[Service]:
    """The application as `serve` starts it: migrated, with the library and the first practice."""
    data = tmp_path_factory.mktemp("data")
    url, secret = f"sqlite:///{data / 'gut-protocols.db'}", None
    if request.param == "postgresql":
        new: NewDatabase = request.getfixturevalue("new_postgres_database")
        url, secret = new(), "a root secret of the tests, long enough"
    trust = Trust(issuer=identity_provider.url, audience=AUDIENCE)
    settings = Settings(data=data, database_url=url, secret=secret, renderers=1, rate_limit=1_000_000, trust=trust)
    root = root_secret(secret, data, embedded=settings.embedded)
    database = Database.open(url, wait_seconds=20)
    shipped = Shipped(works=built_in_works(), revisions=built_in_revisions())
    key = prepare(Home(data=data, database=database, root=root), shipped, MORNING)
    assert key is not None
    clock = Clock()
    app = create_app(settings, clock)
    with TestClient(app, raise_server_exceptions=False) as http:
        service = Service(app, http, database, root, key.reveal(), contract, clock)
        yield service
    # The service has written down by now what it noted in passing.
    check_told(database, derive(root, Purpose.AUDIT), service.shown)
    database.close()


@pytest.fixture
def service(running: Service) -> Service:
    """The service on the morning of day 1."""
    running.clock.now = MORNING
    return running


@pytest.fixture
def provider(service: Service, identity_provider: Provider) -> Iterator[Provider]:
    """The identity provider that the service trusts and has not asked yet; whatever a test does to it ends with it."""
    state = service.app.state
    before, keys = state.service, list(identity_provider.keys)
    identity_provider.asked.clear()
    trusting(service, identity_provider)
    yield identity_provider
    state.service = before
    identity_provider.keys, identity_provider.answers = keys, {}
    identity_provider.down, identity_provider.pause = False, 0


@pytest.fixture
def clock(service: Service) -> Clock:
    return service.clock


@pytest.fixture
def practice(service: Service) -> Practice:
    return found_practice(service)


@pytest.fixture
def stranger(service: Service) -> Practice:
    """Another practice of the same service."""
    return found_practice(service)


@pytest.fixture
def api(practice: Practice) -> Caller:
    return practice.api
