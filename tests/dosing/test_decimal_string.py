"""Decimals on the wire: strings, exact, nothing else."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols import wire
from protocols.decimal_string import DecimalString, decode_hook, encode_hook, read, schema_hook


@pytest.mark.parametrize(
    ("written", "said"), [("2.5", "2.5"), ("0", "0"), ("-0", "0"), ("2.50", "2.5"), ("-1.0", "-1")]
)
def test_a_plain_decimal_is_read_and_said_without_what_was_not_measured(written: str, said: str) -> None:
    assert str(read(written)) == said
    assert f"{read(written)}" == said


@pytest.mark.parametrize(
    "wrong", ["", "2,5", "1e3", "NaN", "Infinity", ".5", "5.", "05", "+1", " 1", "1234567890123", "0.1234567890123"]
)
def test_anything_else_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="Expected a plain decimal"):
        read(wrong)


@pytest.mark.parametrize("wrong", [b"2.5", b"3", b"true", b"null"])
def test_a_json_number_is_refused(wrong: bytes) -> None:
    with pytest.raises(msgspec.ValidationError, match="Expected a decimal written as a string"):
        wire.decode(wrong, DecimalString)


@given(st.decimals(min_value="-999999999999", max_value="999999999999", places=12))
def test_what_is_sent_is_read_back(number: object) -> None:
    value = DecimalString(str(number))
    assert wire.decode(wire.encode(value), DecimalString) == value


def test_only_this_type_is_known() -> None:
    assert schema_hook(DecimalString)["type"] == "string"
    assert f"{DecimalString('2.5'):.2f}" == "2.50"
    for hook, unknown in ((decode_hook, (int, "1")), (encode_hook, (1,)), (schema_hook, (int,))):
        with pytest.raises(NotImplementedError):
            hook(*unknown)
