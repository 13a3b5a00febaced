"""Imports go one way: each contract in pyproject.toml holds, and each one would notice being broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT = Path(sys.executable).with_name("lint-imports")

WHAT_PROTOCOLS_MAY_LOAD = """
import importlib, pkgutil, sys
before = set(sys.modules)
import protocols
for module in pkgutil.walk_packages(protocols.__path__, "protocols."):
    importlib.import_module(module.name)
loaded = {name.split(".")[0] for name in set(sys.modules) - before}
print(sorted(loaded - sys.stdlib_module_names))
"""


@pytest.fixture(scope="module")
def contract_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the contracts speak of; a test that breaks it mends it."""
    copy = tmp_path_factory.mktemp("contracts")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in ("api", "protocols", "migrations"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-logo", "--no-cache", *options], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_contracts_hold(contract_files: Path) -> None:
    kept = lint(contract_files)
    assert kept.returncode == 0, kept.stdout
    assert "0 broken" in kept.stdout


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [
        ("reading-order", "protocols/dosing/wrong.py", "import protocols.plans"),
        ("reading-order", "protocols/nowhere.py", ""),
        ("pure-domain", "protocols/dosing/wrong.py", "import api.settings"),
        ("pure-domain", "protocols/dosing/wrong.py", "import sqlalchemy"),
        ("rooms", "api/store/wrong.py", "import api.press"),
        ("rooms", "api/press/wrong.py", "import api.store"),
        ("rooms", "api/store/wrong.py", "import api.routes"),
        ("routes-apart", "api/routes/wrong.py", "import api.routes.right"),
        ("migrations-know-tables", "migrations/wrong.py", "import api.store.plans"),
        ("migrations-know-tables", "migrations/wrong.py", "import protocols.wire"),
    ],
)
def test_a_broken_contract_is_noticed(contract_files: Path, contract: str, file: str, line: str) -> None:
    others = ("api/routes/right.py", "api/store/plans.py", "api/store/tables.py")
    made = [contract_files / name for name in (file, *others) if not (contract_files / name).exists()]
    for path in made:
        path.touch()
    try:
        (contract_files / file).write_text(f"{line}\n", encoding="utf-8")
        broken = lint(contract_files, "--contract", contract)
    finally:
        for path in made:
            path.unlink()
    assert broken.returncode == 1, broken.stdout
    assert "0 kept, 1 broken" in broken.stdout


def test_the_domain_loads_nothing_but_itself_and_msgspec() -> None:
    words = [sys.executable, "-W", "error", "-c", WHAT_PROTOCOLS_MAY_LOAD]
    loaded = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert loaded.returncode == 0, loaded.stderr
    # msgspec itself looks for typing_extensions.
    assert loaded.stdout.strip() in {"['msgspec', 'protocols']", "['msgspec', 'protocols', 'typing_extensions']"}
