"""Small files that are made once and then kept."""

import os
import secrets
from pathlib import Path


def keep(path: Path, content: str) -> str:
    """The one line in the file: ours where the file was not there yet, else what whoever came first wrote.

    The file appears whole and on disk, or not at all, and only its owner can read it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        _create(path, content)
    return path.read_text(encoding="utf-8").strip()


def _create(path: Path, content: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        _write(beside, content)
        os.link(beside, path)  # unlike a rename, it fails where the name is taken
    except FileExistsError:
        return
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _write(path: Path, content: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{content}\n")
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
