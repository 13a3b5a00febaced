"""The command `serve` as clinic software meets it: over the loopback, with everybody asking at once."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from httpx import Client, Response, TransportError

from tests.http.calling import Caller, Json
from tests.http.contract import Contract
from tests.http.saying import new_client, start_body, tolerance

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 40.0
"""Seconds that a start, or a stop, may take on a busy machine."""


@dataclass(frozen=True)
class Served:
    """A served installation: its folder, its process, and its first practice's software."""

    data: Path
    process: subprocess.Popen[bytes]
    http: Client
    api: Caller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(http: Client, process: subprocess.Popen[bytes]) -> bool:
    """Whether the service says so before patience runs out."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if http.get("/healthz/ready").status_code == 200:
                return True
        except TransportError:
            pass  # not listening yet
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> Iterator[Served]:
    data, port = tmp_path_factory.mktemp("served"), free_port()
    own = {"GUT_DATA": str(data), "GUT_PORT": str(port), "GUT_RENDERERS": "1", "GUT_LOG_LEVEL": "info"}
    others = {name: value for name, value in os.environ.items() if not name.startswith("GUT_")}
    with (data / "log").open("wb") as log, Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
        command = [sys.executable, "-m", "api", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=others | own, stdout=log, stderr=log)
        try:
            assert ready(http, process), (data / "log").read_text()
            key = (data / "api-key").read_text(encoding="utf-8").strip()
            yield Served(data, process, http, Caller(http, contract, key))
        finally:
            process.kill()
            process.wait()


def today() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def plans(served: Served) -> list[Json]:
    """Ten clients whose first check-in is due today."""
    begun = today().date() - timedelta(days=6)
    clients = [new_client(served.api, f"MRN-{number}") for number in range(10)]
    return [served.api.post("/v1/plans", start_body(client, start_on=begun)) for client in clients]


def test_fifty_requests_at_once_are_answered(served: Served, plans: list[Json]) -> None:
    on = today().date()

    def ask(number: int) -> Response:
        where = f"/v1/plans/{plans[number % 10]['id']}"
        match number // 10:
            case 0:
                return served.api.ask("POST", f"{where}/check-ins", json=tolerance(on, on - timedelta(days=6)))
            case 1:
                return served.api.ask("GET", f"{where}/handouts/daily.pdf")
            case 2:
                return served.api.ask("GET", f"{where}/schedule")
            case _:
                return served.api.ask("GET", where)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(ask, range(50)))
    found = Counter((number // 10, answer.status_code) for number, answer in enumerate(answers))
    assert found[0, 201] == 10
    assert found[1, 200] + found[1, 503] == 10
    assert found[1, 200] >= 1
    assert found[2, 200] == 10
    assert found[3, 200] + found[4, 200] == 20
    assert {answer.json()["dose"] for answer in answers[:10]} == {"advance"}


def test_a_trivial_answer_stays_quick_while_sheets_are_printed(served: Served, plans: list[Json]) -> None:
    """Printing is pure work for another process; measured 3 ms alone and 2 s where it blocked the service."""
    sizes = [{"paper": paper, "size": size} for paper in ("a4", "letter") for size in ("regular", "large_print")]

    def print_one(number: int) -> int:
        where = f"/v1/plans/{plans[number % 3]['id']}/handouts/daily.pdf"
        return served.api.ask("GET", where, params=sizes[number % 4]).status_code

    with ThreadPoolExecutor(12) as pool:
        prints = [pool.submit(print_one, number) for number in range(12)]
        waited: list[float] = []
        while not all(each.done() for each in prints) and len(waited) < 200:
            began = time.monotonic()
            assert served.http.get("/healthz/live").status_code == 200
            waited.append(time.monotonic() - began)
            time.sleep(0.01)
        assert {each.result() for each in prints} <= {200, 503}
    assert statistics.median(waited) < 0.25


def test_the_key_and_the_secret_are_for_the_owner_alone(served: Served) -> None:
    for name in ("api-key", "secret"):
        assert (served.data / name).stat().st_mode & 0o777 == 0o600


def test_the_log_shows_the_key_once_and_no_client_ever(served: Served, plans: list[Json]) -> None:
    served.api.refused("POST", "/v1/plans", {"client_id": "Sam Rivera"})
    served.http.get("/v1/clients/Sam-Rivera?name=Rivera")
    log = (served.data / "log").read_text()
    assert log.count(served.api.key or "-") == 1
    for word in ("Rivera", "1988-04-02", "MRN-", "Traceback"):
        assert word not in log


def test_it_stops_when_it_is_asked_to(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(PATIENCE) == 0
