"""Install what a fresh machine lacks: uv, the system's text libraries, the locked dependencies.

Run by make as `python3 .ci/install.py serve` or `… test`; needs nothing but Python's standard library.
"""

from __future__ import annotations  # an older Python has to get as far as the message for it

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parent.parent
UV: Final = ROOT / ".uv" / "bin" / "uv"
VENV: Final = ROOT / ".venv"

LIBRARIES: Final = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""Shared library that WeasyPrint opens → the Debian and Ubuntu package that brings it and what it needs."""

FASTER_ONLY: Final = {"libharfbuzz-subset0"}
"""Packages that WeasyPrint can do without: prints take longer then."""


def main(purpose: str) -> None:
    """Bring the checkout to where it can serve, or to where it can be tested."""
    if sys.version_info < (3, 11):  # noqa: UP036 the message is for exactly those who run an older one
        here = ".".join(map(str, sys.version_info[:2]))
        stop(f"Python 3.11 or newer is needed; this is {here}. Name another one: make PYTHON=python3.12 {purpose}")
    bring_system_packages()
    bring_uv()
    bring_dependencies(purpose)


def say(sentence: str) -> None:
    """Tell what is being done, before it is done."""
    print(f"install: {sentence}", flush=True)


def stop(sentence: str) -> NoReturn:
    """End with a sentence that says what to do."""
    sys.exit(f"install: {sentence}")


def run(*command: str | Path, silent: bool = False, env: Mapping[str, str] | None = None) -> bool:
    """Run a command in the checkout and tell whether it went well; silent leaves only what it says of errors."""
    words = [str(word) for word in command]
    output = subprocess.DEVNULL if silent else None
    return subprocess.run(words, cwd=ROOT, env=env, stdout=output, check=False).returncode == 0


def bring_system_packages() -> None:
    """Install what only the system's package manager can bring, all at once."""
    missing = lacking()
    if not missing:
        return
    say(f"not found on this machine: {', '.join(missing)}")
    install_packages(missing.values())
    missing = lacking()
    if not missing:
        return
    advice = f"As root: {apt_command(missing.values())}"
    if not FASTER_ONLY.issuperset(missing.values()):
        stop(f"{', '.join(missing)} could not be installed from here. {advice}")
    say(f"going on without {', '.join(missing)}: prints take longer. {advice}")


def lacking() -> dict[str, str]:
    """What cannot be found on this machine → the package that brings it; printing needs the libraries."""
    missing = {library: package for library, package in LIBRARIES.items() if not opens(library)}
    if usable_uv() is None and not any(map(find_spec, ("pip", "ensurepip"))):
        missing["pip"] = "python3-venv"
    return missing


def opens(library: str) -> bool:
    """Whether the dynamic linker finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_command(packages: Iterable[str]) -> str:
    """The command that a person would type as root."""
    return f"apt-get update && apt-get install --yes --no-install-recommends {' '.join(packages)}"


def install_packages(packages: Iterable[str]) -> None:
    """Install system packages as root or through sudo, where that is possible."""
    become = as_root()
    if become is None or shutil.which("apt-get") is None:
        return
    say(f"installing {' '.join(packages)} with {' '.join((*become, 'apt-get'))}")
    apt_get = (*become, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq")
    # An update that fails in part (one broken source of many) does not keep the rest from being installed.
    run(*apt_get, "update")
    run(*apt_get, "install", "--yes", "--no-install-recommends", *packages, silent=True)


def as_root() -> tuple[str, ...] | None:
    """What to put before a command to run it as root; None where nobody may."""
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") is None:
        return None
    # Without a terminal nobody can type a password, and sudo must not wait for one.
    return ("sudo",) if sys.stdin.isatty() else ("sudo", "--non-interactive")


def bring_uv() -> None:
    """Have a uv that this project accepts at .uv/bin/uv: the machine's own, else one that pip installs there."""
    uv = usable_uv()
    if uv == UV:
        return
    UV.unlink(missing_ok=True)
    UV.parent.mkdir(parents=True, exist_ok=True)
    if uv is not None:
        UV.symlink_to(uv)
        return
    say("installing uv into .uv")
    if not (pip(sys.executable) if find_spec("pip") else pip_in_environment()) or not accepts(UV):
        stop("uv could not be installed; pip's message above says why")


def usable_uv() -> Path | None:
    """The uv to use: the project's, else the machine's; None where there is none that the project accepts."""
    own = shutil.which("uv")
    candidates = (UV, Path(own).resolve()) if own else (UV,)
    return next((uv for uv in candidates if accepts(uv)), None)


def accepts(uv: Path) -> bool:
    """Whether the project's required-version accepts this uv."""
    if not uv.exists():
        return False
    asked = subprocess.run([str(uv), "version", "--short"], cwd=ROOT, capture_output=True, check=False)
    return asked.returncode == 0


def uv_requirement() -> str:
    """The requirement for pip, from pyproject.toml's one line."""
    import tomllib  # noqa: PLC0415 an older Python does not have it

    with (ROOT / "pyproject.toml").open("rb") as file:
        return "uv" + str(tomllib.load(file)["tool"]["uv"]["required-version"])


def pip(python: str | Path) -> bool:
    """Install uv into the project with the pip of that Python; a target folder is free of Debian's guard."""
    options = ("--quiet", "--disable-pip-version-check", "--upgrade", "--target", UV.parent.parent)
    # Some machines' pip.conf says `user = true`, which cannot be combined with a target.
    environment = os.environ | {"PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"}
    return run(python, "-m", "pip", "install", *options, uv_requirement(), env=environment)


def pip_in_environment() -> bool:
    """With the pip that the standard library carries."""
    with tempfile.TemporaryDirectory() as folder:
        return run(sys.executable, "-m", "venv", folder, silent=True) and pip(Path(folder) / "bin" / "python")


def bring_dependencies(purpose: str) -> None:
    """Install exactly what uv.lock says, the development tools only where they are asked for."""
    say("installing the locked dependencies into .venv")
    chosen = ("--no-dev", "--inexact") if purpose == "serve" else ()
    # An environment that is there keeps its Python: naming another one would make uv throw it away.
    python = () if (VENV / "bin" / "python").exists() else ("--python", sys.executable)
    environment = os.environ | {"UV_PROJECT_ENVIRONMENT": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    if not run(UV, "sync", "--quiet", "--frozen", *chosen, *python, env=environment):
        stop("the locked dependencies could not be installed; uv's message above says why")


if __name__ == "__main__":
    if sys.argv[1:] not in (["serve"], ["test"]):
        stop("usage: install.py serve | test")
    main(sys.argv[1])
