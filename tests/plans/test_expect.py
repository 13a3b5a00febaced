"""H1: whom a caller believes a plan is for, held against whom it is for."""

from datetime import date
from typing import Final

import pytest

from protocols.plans.expect import Expect, WrongClient, check_expected
from protocols.refusal import Malformed

NAME: Final = "Sam Rivera"
BORN: Final = date(1988, 2, 3)

# what the caller believes, and the pointer of what does not hold
BELIEVED: list[tuple[Expect | None, str | None]] = [
    (None, None),
    (Expect(display_name=NAME), None),
    (Expect(birth_date=BORN), None),
    (Expect(display_name="sam   RIVERA", birth_date=BORN), None),
    (Expect(display_name="\uff33am Rivera"), None),
    (Expect(display_name="Sam Riviera"), "/expect/display_name"),
    (Expect(birth_date=date(1988, 2, 4)), "/expect/birth_date"),
    (Expect(display_name=NAME, birth_date=date(1988, 2, 4)), "/expect/birth_date"),
    (Expect(display_name="Alex Kim", birth_date=BORN), "/expect/display_name"),
    (Expect(display_name="Alex Kim", birth_date=date(1988, 2, 4)), "/expect/display_name"),
]


@pytest.mark.parametrize(("expected", "pointer"), BELIEVED)
def test_h1_somebody_else_is_refused_and_not_named(expected: Expect | None, pointer: str | None) -> None:
    if pointer is None:
        check_expected(expected, NAME, BORN)
        return
    with pytest.raises(WrongClient) as refused:
        check_expected(expected, NAME, BORN)
    assert refused.value.pointer == pointer
    assert NAME not in str(refused.value)
    assert BORN.isoformat() not in str(refused.value)


def test_who_expects_nothing_does_not_say_expect() -> None:
    with pytest.raises(Malformed, match="Name the client, or give the birth date") as refused:
        Expect()
    assert refused.value.pointer == "/display_name"
