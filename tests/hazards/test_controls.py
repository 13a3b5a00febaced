"""The table of controls says what is there: places in the code, tests with the hazard's number, rows of SAFETY.md."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from tests.hazards.control import Control
from tests.hazards.controls import CONTROLS
from tests.hazards.page import rows
from tests.hazards.taking_out import ROOT, without

NAMES: Final = [f"H{each.hazard} {each.says}" for each in CONTROLS]


def defined(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("control", CONTROLS, ids=NAMES)
def test_a_control_stands_where_the_table_says(control: Control) -> None:
    for edit in control.edits:
        text = (ROOT / edit.path).read_text()
        assert without(edit, text) != text


@pytest.mark.parametrize("control", CONTROLS, ids=NAMES)
def test_its_tests_carry_the_number_of_the_hazard(control: Control) -> None:
    assert control.tests
    for test in control.tests:
        path, name = test.split("::")
        assert name in defined(ROOT / "tests" / path), test
        assert f"_h{control.hazard}_" in name, test


def test_every_hazard_has_a_control() -> None:
    assert {control.hazard for control in CONTROLS} == set(range(1, 16))


def test_the_page_lists_every_control_with_its_tests() -> None:
    page = (ROOT / "SAFETY.md").read_text()
    assert "\n".join(rows(CONTROLS)) in page


def test_the_page_names_every_hazard() -> None:
    page = (ROOT / "SAFETY.md").read_text()
    named = re.findall(r"^\| \*\*H(\d+)\*\* \|", page, re.MULTILINE)
    assert named == [str(number) for number in range(1, 16)]
