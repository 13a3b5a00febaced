"""The table of controls in SAFETY.md; `python -m tests.hazards.page` prints it."""

from collections.abc import Iterable

from tests.hazards.control import Control
from tests.hazards.controls import CONTROLS


def rows(controls: Iterable[Control]) -> list[str]:
    """A row for each control: hazard, what stands against it, the tests that fail without it."""
    found = ["| hazard | control | without it these fail |", "| --- | --- | --- |"]
    for each in controls:
        tests = ", ".join(f"`{test}`" for test in each.tests)
        found.append(f"| H{each.hazard} | {each.says} | {tests} |")
    return found


if __name__ == "__main__":
    print("\n".join(rows(CONTROLS)))
