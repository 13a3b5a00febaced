"""When two texts mean the same number by a measure, and when they do not."""

from typing import Any

import pytest
from msgspec.structs import replace

from protocols.checkpoints.meaning import means_otherwise
from protocols.checkpoints.measure import Measure, MeasureKind, Worse
from protocols.decimal_string import DecimalString
from tests.library.built_in import PROTOCOLS

MEASURES = {each.key: each for text in PROTOCOLS.values() for each in text.measures}
NAUSEA, EGFR = MEASURES["nausea"], MEASURES["egfr"]

# the measure, what the new text has otherwise, whether it means another number
ROWS: list[tuple[str, Measure, dict[str, Any], bool]] = [
    ("the same", NAUSEA, {}, False),
    ("a longer scale", NAUSEA, {"high": DecimalString(100)}, True),
    ("a scale from 1", NAUSEA, {"low": DecimalString(1)}, True),
    ("another unit", NAUSEA, {"unit": "%"}, True),
    ("another kind", NAUSEA, {"kind": MeasureKind.COUNT}, True),
    ("the other end is the worse", NAUSEA, {"worse": Worse.LOWER}, True),
    ("asked as a change since the start", NAUSEA, {"baseline_is_zero": True}, True),
    ("other days are asked about", NAUSEA, {"recall": "the last day"}, True),
    ("another question", NAUSEA, {"asked": "How good was your appetite?"}, True),
    ("the ends mean something else", NAUSEA, {"high_means": "a little"}, True),
    ("another label", NAUSEA, {"label": "Feeling sick"}, False),
    ("a worse end where none was named", replace(NAUSEA, worse=None), {"worse": Worse.HIGHER}, False),
    ("a laboratory's value in another unit", EGFR, {"unit": "mL/s/{1.73_m2}"}, True),
    ("a laboratory's value of which more is plausible", EGFR, {"high": DecimalString(500)}, False),
    ("a laboratory's value asked in other words", EGFR, {"asked": "Kidney function"}, False),
    ("a laboratory's value with the other end worse", EGFR, {"worse": Worse.HIGHER}, True),
    ("a laboratory's value that becomes a question", EGFR, {"kind": MeasureKind.SCORE}, True),
]


@pytest.mark.parametrize(("before", "changes", "otherwise"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_what_makes_another_number_of_it(before: Measure, changes: dict[str, Any], otherwise: bool) -> None:
    assert means_otherwise(before, replace(before, **changes)) is otherwise
