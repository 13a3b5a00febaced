"""Units that differ by a decimal metric prefix only."""

from typing import Final

_PREFIXES: Final = {"k": 3, "": 0, "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15}
"""UCUM's prefixes that laboratories use, and the power of ten of each."""

_ATOMS: Final = {"g": "g", "L": "L", "l": "L", "mol": "mol", "U": "U"}
"""UCUM's units that take a prefix; the litre has two codes."""


def power_of_ten(told: str, wanted: str) -> int | None:
    """The power of ten that turns a number in one UCUM unit into the other; None where anything else differs.

    `mg/L` is a tenth of `mg/dL`, and `ug/g` the same as `mg/kg`. Between mass and amount of substance (`mg/dL` and
    `umol/L`) stands the mass of a molecule, which no prefix tells, so that there is no such power.
    """
    if told == wanted:
        return 0
    one, other = _read(told), _read(wanted)
    if one is None or other is None or one[0] != other[0]:
        return None
    return one[1] - other[1]


def _read(unit: str) -> tuple[tuple[str, ...], int] | None:
    """What is divided by what, without prefixes, and the power of ten that the prefixes come to."""
    parts = [_part(part) for part in unit.split("/")]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    first, *others = known
    return tuple(atom for atom, _ in known), first[1] - sum(power for _, power in others)


def _part(written: str) -> tuple[str, int] | None:
    """A unit without its prefix; minutes and annotations such as `{1.73_m2}` take none."""
    if written in {"min", "h", "d", "1"} or (written.startswith("{") and written.endswith("}")):
        return written, 0
    for atom, called in _ATOMS.items():
        prefix = written.removesuffix(atom)
        if prefix != written and prefix in _PREFIXES:
            return called, _PREFIXES[prefix]
    return None
