"""Each control taken out by itself, in a copy of the project: do its tests notice?

`make hazards` runs it: a line for each control, and an exit code of 1 where a control is not missed.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from tests.hazards.control import Control, Edit
from tests.hazards.controls import CONTROLS

ROOT: Final = Path(__file__).parents[2]
COPIED: Final = ("api", "migrations", "openapi", "protocols", "tests", "pyproject.toml", "README.md")
AT_ONCE: Final = 2
NOTICED, PASSED = 1, 0


def main() -> int:
    """Take out every control in turn."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        trees: SimpleQueue[Path] = SimpleQueue()
        for number in range(AT_ONCE):
            trees.put(copied(Path(folder) / str(number)))
        if asked(tree := trees.get(), sorted({test for each in CONTROLS for test in each.tests})) != PASSED:
            print("The tests do not pass with every control in place.")
            return 1
        trees.put(tree)
        missed = sum(not noticed for noticed in pool.map(lambda each: _try(each, trees), CONTROLS))
    print(f"{len(CONTROLS) - missed} of {len(CONTROLS)} controls are missed when they are taken out.")
    return 1 if missed else 0


def copied(to: Path) -> Path:
    """A copy of the project to edit."""
    to.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, to / name)
    return to


def _try(each: Control, trees: "SimpleQueue[Path]") -> bool:
    tree = trees.get()
    try:
        with taken_out(tree, each):
            # Each test by itself: one that stays green without the control is no test of it.
            silent = [test for test in each.tests if asked(tree, [test]) != NOTICED]
    finally:
        trees.put(tree)
    print(f"H{each.hazard:<3} {'NOT NOTICED' if silent else 'noticed':12} {each.says} {' '.join(silent)}", flush=True)
    return not silent


@contextmanager
def taken_out(tree: Path, control: Control) -> Iterator[None]:
    """The copy without the control, for as long as it is tried."""
    before = {edit.path: (tree / edit.path).read_text() for edit in control.edits}
    for edit in control.edits:
        file = tree / edit.path
        file.write_text(without(edit, file.read_text()))
    yield
    for path, text in before.items():
        (tree / path).write_text(text)


def without(edit: Edit, text: str) -> str:
    """The text without what the edit takes out, which stands there once."""
    if text.count(edit.there) != 1:
        raise LookupError(f"{edit.path}: not there once: {edit.there}")
    return text.replace(edit.there, edit.instead)


def asked(tree: Path, tests: list[str]) -> int:
    """What pytest answers: 0 where all pass, 1 where one fails. On SQLite: a control does not hang on the database."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "--no-header", "-p", "no:cacheprovider"]
    named = [f"tests/{test}" for test in tests]
    done = subprocess.run(
        [*command, "-k", "not postgresql", *named], cwd=tree, capture_output=True, text=True, check=False
    )
    if done.returncode not in {NOTICED, PASSED}:
        print(done.stdout[-2000:], done.stderr[-2000:])
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
