"""What may stand at a place of a body, among the kinds that the body itself names."""

from typing import Any

import pytest

from api.place import allowed_at, path_to
from protocols.dosing.quantity import Quantity, Unit
from protocols.plans.acts import Adjustment
from tests.api.mini import Colour, Thing

UNITS = tuple(each.value for each in Unit)
HARDLY = {"kind": "fixed", "grams": "1"}

# the type, the body, the place, what is allowed
ALLOWED: list[tuple[Any, Any, list[str | int], tuple[str, ...]]] = [
    (Colour, "x", [], ("red", "blue")),
    (Colour | None, "x", [], ("red", "blue")),
    (Thing, {"colour": "x"}, ["colour"], ("red", "blue")),
    (Thing, {"dose": {"kind": "x"}}, ["dose", "kind"], ("fixed", "per_kg")),
    (Thing, {"dose": HARDLY}, ["dose", "grams"], ()),
    (Adjustment, {"kind": "weigh", "weight": {"unit": "lb"}}, ["weight", "unit"], UNITS),
    (Adjustment, {"kind": "pause", "weight": {"unit": "lb"}}, ["weight", "unit"], ()),
    (dict[str, Quantity], {"a": {"unit": "lb"}}, ["a", "unit"], UNITS),
    (list[Quantity], [{"unit": "lb"}], [0, "unit"], UNITS),
    (list[Quantity] | Thing, [{"unit": "lb"}], [0, "unit"], UNITS),
    (int, 1, [], ()),
    (int, {"a": 1}, ["a"], ()),
]


@pytest.mark.parametrize(("wanted", "body", "path", "values"), ALLOWED)
def test_what_is_allowed(wanted: Any, body: Any, path: list[str | int], values: tuple[str, ...]) -> None:
    assert allowed_at(wanted, body, path) == values


@pytest.mark.parametrize("bad", range(5))
def test_a_value_under_a_free_key_is_found_wherever_it_stands(bad: int) -> None:
    body = {"a": {f"k{number}": {"unit": number != bad} for number in range(5)}}

    def complains(changed: Any) -> bool:
        return not all(each["unit"] for each in changed["a"].values())

    assert path_to(body, ["a", None, "unit"], complains) == ["a", f"k{bad}", "unit"]


def test_a_key_that_no_program_uses_ends_the_path() -> None:
    assert path_to({"a": {"Sam Rivera": 1}}, ["a", None], bool) == ["a"]
