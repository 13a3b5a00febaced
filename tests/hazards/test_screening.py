"""What is asked before anything is swallowed."""

from typing import Final

import pytest

from protocols.authoring.caution import Asked, Caution
from tests.library.built_in import PROTOCOLS, SLUGS

AGE: Final = "under-18"
"""Known from the birth date, which nobody is asked for twice."""

RAISED_FOR_ALL: Final = {"active-malignancy-chemotherapy"}
"""In a protocol for chemotherapy it stands against everyone, and is not asked."""

QUESTIONS: Final = {
    1: ("no-diagnosis",),
    2: ("alarm-features-unassessed",),
    3: ("hepatic-encephalopathy", "decompensated-cirrhosis", "compensated-chronic-liver-disease"),
    4: ("liver-risk",),
    5: ("severe-renal-impairment", "moderate-renal-impairment"),
    6: ("hyperammonaemia-urea-cycle", "protein-restriction"),
    7: ("critical-illness-multi-organ-failure", "recent-or-planned-hospital"),
    8: ("acute-abdomen",),
    9: ("acute-illness",),
    10: ("hypersensitivity", "msg-sensitivity"),
    11: ("seizure-disorder", "anticonvulsants", "valproate"),
    12: ("mania-bipolar",),
    13: ("pregnancy", "lactation", "trying-for-pregnancy"),
    14: ("active-malignancy-chemotherapy",),
    15: ("lactulose",),
    16: ("glucose-lowering",),
    17: ("fluid-limit",),
    18: ("other-glutamine-source", "prescribed-l-glutamine"),
    19: (AGE, "underweight", "eating-disorder"),
    20: ("swallowing-or-tube",),
    21: ("needs-support",),
}
"""The screening's questions, and the cautions that each of them raises."""


def is_asked(caution: Caution) -> bool:
    return any(isinstance(trigger, Asked) for trigger in caution.triggers)


@pytest.mark.parametrize("slug", SLUGS)
def test_h8_each_built_in_protocol_asks_every_question_of_the_table(slug: str) -> None:
    cautions = {caution.key: caution for caution in PROTOCOLS[slug].cautions}
    wanted = {key for keys in QUESTIONS.values() for key in keys}
    assert wanted <= cautions.keys()
    unasked = {key for key in wanted if not is_asked(cautions[key])}
    assert unasked <= {AGE} | (RAISED_FOR_ALL if slug == "glutamine-chemotherapy" else set())
