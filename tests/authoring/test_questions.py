"""The version of a question set: what is asked, in which order, and nothing else."""

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Action, Asked, Caution, CautionKind, ResultBelow, Trigger
from protocols.authoring.questions import questions_version
from protocols.decimal_string import DecimalString
from tests.library.built_in import PROTOCOLS


def caution(key: str, *triggers: Trigger) -> Caution:
    return Caution(
        key=key,
        kind=CautionKind.PRECAUTION,
        label=key.title(),
        why="Because.",
        action=Action.INFORM,
        triggers=triggers or (Asked(question=f"{key}?"),),
    )


LIVER, KIDNEY = caution("liver"), caution("kidney")
BOTH = (LIVER, KIDNEY)
EGFR = ResultBelow(measure="egfr", below=DecimalString("30"))

# what is different, the cautions, whether other questions are asked
CHANGES = [
    ("nothing", (LIVER, KIDNEY), False),
    ("what it does", (replace(LIVER, action=Action.EXCLUDE), KIDNEY), False),
    ("its words for the reader", (replace(LIVER, label="Liver disease", why="Otherwise."), KIDNEY), False),
    ("the question", (replace(LIVER, triggers=(Asked(question="Any liver disease?"),)), KIDNEY), True),
    ("the key", (replace(LIVER, key="hepatic"), KIDNEY), True),
    ("the order", (KIDNEY, LIVER), True),
    ("one less", (LIVER,), True),
    ("one more", (LIVER, KIDNEY, caution("heart")), True),
    ("a value", (LIVER, replace(KIDNEY, triggers=(*KIDNEY.triggers, EGFR))), True),
]


@pytest.mark.parametrize(("cautions", "other"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_the_version_changes_with_the_questions(cautions: tuple[Caution, ...], other: bool) -> None:
    assert (questions_version(cautions) != questions_version(BOTH)) is other


def test_it_is_short_and_the_same_everywhere() -> None:
    version = questions_version(BOTH)
    assert version == questions_version(BOTH) == "09793aacdd22"
    assert questions_version(()) != version


def test_the_built_in_protocols_have_one_each() -> None:
    assert all(len(questions_version(each.cautions)) == 12 for each in PROTOCOLS.values())
