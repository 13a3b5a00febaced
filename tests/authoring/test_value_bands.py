"""What the gate finds about laboratory values that a screening looks at."""

from typing import Final

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import (
    Action,
    Caution,
    CautionKind,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
    Trigger,
)
from protocols.authoring.protocol import Protocol
from protocols.authoring.value_bands import misjudged
from protocols.authoring.verify import verify
from protocols.checkpoints.measure import Worse
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import grams_per_day
from protocols.refusal import Malformed
from tests.authoring.breaking import measure
from tests.library.built_in import PROTOCOLS

LOW: Final = PROTOCOLS["glutamine-start-low"]
EXCLUDE, REASON, INFORM = Action.EXCLUDE, Action.OVERRIDE_WITH_REASON, Action.INFORM


def below(value: str, key: str = "egfr") -> Trigger:
    return ResultBelow(measure=key, below=DecimalString(value))


def between(least: str, upper: str, key: str = "egfr") -> Trigger:
    return ResultBetween(measure=key, least=DecimalString(least), below=DecimalString(upper))


def text(*raised: tuple[Trigger, Action], of: Protocol = LOW) -> Protocol:
    """The protocol with these cautions only, each raised by one trigger."""
    cautions = tuple(
        Caution(
            key=f"c{place}",
            kind=CautionKind.PRECAUTION,
            label="A caution",
            why="Because.",
            action=action,
            triggers=(trigger,),
        )
        for place, (trigger, action) in enumerate(raised)
    )
    return replace(of, cautions=cautions, claims=())


def found(protocol: Protocol) -> list[tuple[str, str, str]]:
    return [(each.severity.value, each.code, each.pointer) for each in misjudged(protocol)]


GAP, OVERLAP, OFF = "worse_value_weaker", "bands_overlap", "edge_off_scale"

BANDS: list[tuple[str, tuple[tuple[Trigger, Action], ...], list[tuple[str, str, str]]]] = [
    ("edges meet", ((below("30"), EXCLUDE), (between("30", "60"), REASON)), []),
    ("in any order", ((between("30", "60"), REASON), (below("30"), EXCLUDE)), []),
    ("one band", ((below("30"), INFORM),), []),
    ("as strong", ((below("30"), REASON), (between("30", "60"), REASON)), []),
    (
        "a gap",
        ((below("30"), EXCLUDE), (between("31", "60"), REASON)),
        [("error", GAP, "/cautions/1/triggers/0")],
    ),
    ("nothing below", ((between("30", "60"), REASON),), [("error", GAP, "/cautions/0/triggers/0")]),
    (
        "turned round",
        ((below("30"), INFORM), (between("30", "60"), EXCLUDE)),
        [("error", GAP, "/cautions/1/triggers/0")],
    ),
    (
        "an overlap",
        ((below("30"), EXCLUDE), (between("29", "60"), REASON)),
        [("warning", OVERLAP, "/cautions/1/triggers/0")],
    ),
    (
        "one inside the other",
        ((below("30"), EXCLUDE), (below("60"), REASON)),
        [("warning", OVERLAP, "/cautions/1/triggers/0")],
    ),
    ("beyond the scale", ((below("251"), EXCLUDE),), [("error", OFF, "/cautions/0/triggers/0/below")]),
    ("at its end", ((below("250"), EXCLUDE),), []),
    (
        "from its beginning",
        ((between("0", "30"), EXCLUDE),),
        [("error", OFF, "/cautions/0/triggers/0/least")],
    ),
    (
        "two measures do not meet",
        ((below("30"), EXCLUDE), (below("3", "albumin"), INFORM)),
        [],
    ),
]


@pytest.mark.parametrize(("raised", "expected"), [row[1:] for row in BANDS], ids=[row[0] for row in BANDS])
def test_h8_bands_of_one_value(
    raised: tuple[tuple[Trigger, Action], ...], expected: list[tuple[str, str, str]]
) -> None:
    both = replace(LOW, measures=(*LOW.measures, replace(EGFR, key="albumin")))
    assert found(text(*raised, of=both)) == expected


EGFR: Final = next(each for each in LOW.measures if each.key == "egfr")
NOT_KNOWN: Final = ResultNotKnown(measure="nausea", days=30)
AT: Final = "/cautions/0/triggers/0/measure"


def test_a_question_is_no_laboratory_value() -> None:
    assert found(text((NOT_KNOWN, REASON))) == [("error", "not_a_laboratory_value", AT)]


def test_a_value_that_is_asked_for_needs_no_band() -> None:
    assert found(text((replace(NOT_KNOWN, measure="egfr"), REASON))) == []


@pytest.mark.parametrize("worse", [Worse.HIGHER, None])
def test_low_values_are_the_worse_ones(worse: Worse | None) -> None:
    turned = measure("egfr", worse=worse)(text((below("30"), EXCLUDE)))
    assert found(turned) == [("error", "low_is_not_worse", AT)]


def test_a_value_that_the_protocol_does_not_measure_is_found_before_anything_else() -> None:
    (finding,) = verify(text((below("30", "sodium"), EXCLUDE)))
    assert (finding.code, finding.pointer) == ("unknown_name", AT)


def test_the_gate_looks_at_bands() -> None:
    assert (GAP, "/cautions/0/triggers/0") in {
        (each.code, each.pointer) for each in verify(text((between("30", "60"), REASON)))
    }


def test_what_is_no_band_and_no_dose_per_kg_is_refused_at_once() -> None:
    with pytest.raises(Malformed) as refused:
        between("60", "60")
    assert refused.value.pointer == "/below"
    with pytest.raises(Malformed) as other:
        ResultNotKnown(measure="egfr", days=365, dose=grams_per_day("30"))
    assert other.value.pointer == "/dose/unit"
