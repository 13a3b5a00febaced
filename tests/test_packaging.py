"""The wheel does the main job on its own: in an empty environment, outside the checkout, beside foreign folders."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("api", "protocols", "migrations")
OWN_UV = ROOT / ".uv" / "bin" / "uv"
UV = str(OWN_UV) if OWN_UV.exists() else shutil.which("uv") or "uv"
START_SECONDS = 60


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source archive, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(UV, "build", "--quiet", "--out-dir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def command(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed command line, in an environment that holds the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("elsewhere")
    locked = folder / "locked.txt"
    run(UV, "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "-o", locked, cwd=ROOT)
    run(UV, "venv", "--quiet", "--python", sys.executable, folder / "env", cwd=folder)
    python = folder / "env" / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--python", python, "--requirement", locked, cwd=folder)
    run(UV, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel_in(built), cwd=folder)
    return python.with_name("gut-protocols")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder to start in that holds packages of our names, none of which may be imported."""
    for name in (*PACKAGES, "litestar"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('a foreign folder was imported')\n")
    return tmp_path


def run(*words: str | Path, cwd: Path | None = None) -> None:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def environment(**settings: str) -> dict[str, str]:
    """The machine's environment without what belongs to this test run."""
    ours = ("GUT_", "PYTHON", "COV_", "VIRTUAL_ENV", "UV_PROJECT")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | settings


def wheel_in(folder: Path) -> Path:
    (wheel,) = folder.glob("*.whl")
    return wheel


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving(command: Path, folder: Path, log: Path) -> Iterator[httpx.Client]:
    """The service started in that folder as a person would, stopped politely, what it says kept in the log."""
    port = free_port()
    with log.open("wb") as output:
        service = subprocess.Popen(
            [command, "serve"],
            cwd=folder,
            env=environment(GUT_PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            wait_until_ready(client, service, log)
            key = (folder / "data" / "api-key").read_text().strip()
            client.headers["Authorization"] = f"Bearer {key}"
            yield client
    finally:
        service.send_signal(signal.SIGTERM)
        try:
            left = service.wait(timeout=30)
        except subprocess.TimeoutExpired:
            service.kill()
            service.wait()
            raise
    assert left == 0, log.read_text()


def wait_until_ready(client: httpx.Client, service: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert service.poll() is None, f"the service ended by itself:\n{log.read_text()}"
        try:
            if client.get("/healthz/ready").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"not ready after {START_SECONDS} s:\n{log.read_text()}")


def made(answer: httpx.Response) -> str:
    """The id of what a POST created."""
    assert answer.status_code == httpx.codes.CREATED, answer.text
    identity: str = answer.json()["id"]
    return identity


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(built: Path) -> None:
    with zipfile.ZipFile(wheel_in(built)) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert inside == {
        str(file.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


def test_the_source_archive_holds_what_builds_and_tests_it(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        inside = {name.partition("/")[2] for name in source.getnames()}
    needed = {
        *("pyproject.toml", "uv.lock", "Makefile", "README.md", "LICENSE", ".ci/run", ".ci/install.py"),
        *("tests/test_packaging.py", "api/settings.py", "protocols/value.py"),
    }
    assert needed <= inside
    assert not {name for name in inside if name.startswith((".venv", ".uv", "data/")) or name.endswith(".pyc")}


def test_the_installed_wheel_does_the_main_job(command: Path, hostile: Path, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    with serving(command, hostile, tmp_path / "first.log") as api:
        library = api.get("/v1/protocols")
        assert library.status_code == httpx.codes.OK
        assert "glutamine-start-low" in library.text

        person = {"reference": "MRN-1042", "display_name": "Sam Rivera", "birth_date": "1988-04-02"}
        client = made(api.post("/v1/clients", json=person))
        started = {
            "client_id": client,
            "protocol": "glutamine-start-low",
            "start_on": str(today - timedelta(days=6)),
            "weight": {"value": "70", "unit": "kg"},
            "screening": {"confirmed_none": True},
        }
        plan = made(api.post("/v1/plans", json=started))

        sheet = api.get(f"/v1/plans/{plan}/handouts/daily.pdf")
        assert sheet.headers["Content-Type"].startswith("application/pdf"), sheet.text
        assert sheet.content.startswith(b"%PDF-")

        answers = {
            "abdominal_pain": "1",
            "nausea": "0",
            "headache": "0",
            "bowel_change": "1",
            "days_taken": "7",
        }
        told = {
            "checkpoint": "tolerance",
            "on": str(today),
            "answers": answers,
            "alarms": {"confirmed_none": True},
            "changes": {"confirmed_none": True},
        }
        decision = api.post(f"/v1/plans/{plan}/check-ins", json=told)
        assert decision.status_code == httpx.codes.CREATED, decision.text
        assert "advance" in decision.text

    key_file = hostile / "data" / "api-key"
    key = key_file.read_text().strip()
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "first.log").read_text().count(key) == 1

    with serving(command, hostile, tmp_path / "second.log") as api:
        listed = api.get("/v1/clients").json()["items"]
        assert [one["id"] for one in listed] == [client]
        assert api.get(f"/v1/plans/{plan}").status_code == httpx.codes.OK
    assert key_file.read_text().strip() == key
    assert key not in (tmp_path / "second.log").read_text()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"GUT_HOST": "0.0.0.0"}, "set GUT_EXPOSE=yes"),
        ({"GUT_PROT": "8001"}, "GUT_PROT is not a setting. The nearest is GUT_PORT."),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(
    command: Path, tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    ended = subprocess.run(
        [command, "serve"],
        cwd=tmp_path,
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )
    assert ended.returncode != 0
    assert sentence in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.iterdir())
