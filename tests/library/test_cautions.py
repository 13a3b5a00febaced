"""Who is asked what before a start, and what a yes does."""

import pytest

from api.library import catalogue
from protocols.authoring.caution import (
    Action,
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BmiBelow,
    Caution,
    DailyDoseAbove,
    DosePerKgAbove,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
    Trigger,
    question_of,
)
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Unit, grams_per_day, of
from tests.library.built_in import PROTOCOLS, SLUGS

SHARED = {entry.caution.key: entry.caution for entry in catalogue().cautions}

# the 21 questions, each with the cautions that it is asked for and what they do
ROWS = [
    (1, {"no-diagnosis": "override_with_reason"}),
    (2, {"alarm-features-unassessed": "exclude"}),
    (
        3,
        {
            "hepatic-encephalopathy": "exclude",
            "decompensated-cirrhosis": "exclude",
            "compensated-chronic-liver-disease": "override_with_reason",
        },
    ),
    (4, {"liver-risk": "inform"}),
    (
        5,
        {
            "severe-renal-impairment": "exclude",
            "moderate-renal-impairment": "override_with_reason",
            "egfr-from-65": "inform",
        },
    ),
    (6, {"hyperammonaemia-urea-cycle": "exclude", "protein-restriction": "override_with_reason"}),
    (
        7,
        {
            "critical-illness-multi-organ-failure": "exclude",
            "recent-or-planned-hospital": "override_with_reason",
        },
    ),
    (8, {"acute-abdomen": "exclude"}),
    (9, {"acute-illness": "exclude"}),
    (10, {"hypersensitivity": "exclude", "msg-sensitivity": "override_with_reason"}),
    (
        11,
        {
            "seizure-disorder": "override_with_reason",
            "anticonvulsants": "override_with_reason",
            "valproate": "override_with_reason",
        },
    ),
    (12, {"mania-bipolar": "override_with_reason"}),
    (
        13,
        {"pregnancy": "exclude", "trying-for-pregnancy": "override_with_reason", "lactation": "override_with_reason"},
    ),
    (14, {"active-malignancy-chemotherapy": "override_with_reason"}),
    (15, {"lactulose": "override_with_reason"}),
    (16, {"glucose-lowering": "override_with_reason", "diabetes": "inform"}),
    (17, {"fluid-limit": "override_with_reason"}),
    (18, {"other-glutamine-source": "inform", "prescribed-l-glutamine": "exclude"}),
    (
        19,
        {"under-18": "exclude", "underweight": "override_with_reason", "eating-disorder": "override_with_reason"},
    ),
    (20, {"swallowing-or-tube": "override_with_reason"}),
    (21, {"needs-support": "inform"}),
]

DOSE_AND_MIXING = {
    "dose-above-osl": "inform",
    "dose-above-30": "override_with_reason",
    "dose-above-40": "exclude",
    "long-course-abrupt-stop": "inform",
    "hot-or-acidic-mixing": "inform",
}

OF_ONE_PROTOCOL = {
    "glutamine-crohn-remission": {"bowel-team-agreement": "override_with_reason"},
    "glutamine-crohn-21g": {"bowel-team-informed": "inform", "only-trial-found-no-effect": "inform"},
    "glutamine-low-fodmap": {"dietitian-leads-diet": "inform"},
}


def test_there_are_21_rows() -> None:
    assert [number for number, _ in ROWS] == list(range(1, 22))


@pytest.mark.parametrize(("number", "expected"), ROWS)
def test_a_row_is_covered(number: int, expected: dict[str, str]) -> None:
    assert {key: SHARED[key].action.value for key in expected} == expected, number


@pytest.mark.parametrize("slug", SLUGS)
def test_a_protocol_carries_every_row_and_no_other(slug: str) -> None:
    expected = {key for _, row in ROWS for key in row} | set(DOSE_AND_MIXING) | set(OF_ONE_PROTOCOL.get(slug, {}))
    if slug == "glutamine-crohn-remission":
        expected -= {"egfr-from-65"}  # there 65 and over needs a reason, and eGFR is a baseline laboratory value
    assert {caution.key for caution in PROTOCOLS[slug].cautions} == expected


def test_the_catalogue_holds_no_caution_that_nobody_carries() -> None:
    carried = {caution.key for protocol in PROTOCOLS.values() for caution in protocol.cautions}
    assert carried == set(SHARED)
    own = {key: action for each in OF_ONE_PROTOCOL.values() for key, action in each.items()}
    assert {key: SHARED[key].action.value for key in {**DOSE_AND_MIXING, **own}} == {**DOSE_AND_MIXING, **own}


UNASKED: dict[str, tuple[Trigger, ...]] = {
    "under-18": (AgeBelow(years=18),),
    "egfr-from-65": (AgeFrom(years=65),),
    "dose-above-osl": (DailyDoseAbove(dose=grams_per_day("14")),),
    "dose-above-30": (
        DailyDoseAbove(dose=grams_per_day("30")),
        DosePerKgAbove(dose=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY)),
    ),
    "dose-above-40": (DailyDoseAbove(dose=grams_per_day("40")),),
    "long-course-abrupt-stop": (DailyDoseAbove(dose=grams_per_day("30")),),
    "hot-or-acidic-mixing": (Always(),),
    "bowel-team-agreement": (Always(),),
    "bowel-team-informed": (Always(),),
    "only-trial-found-no-effect": (Always(),),
    "dietitian-leads-diet": (Always(),),
}


BESIDES: dict[str, tuple[Trigger, ...]] = {
    "underweight": (BmiBelow(value=DecimalString("18.5")),),
    "severe-renal-impairment": (ResultBelow(measure="egfr", below=DecimalString("30")),),
    "moderate-renal-impairment": (
        ResultBetween(measure="egfr", least=DecimalString("30"), below=DecimalString("60")),
        ResultNotKnown(measure="egfr", days=365, years=65),
        ResultNotKnown(measure="egfr", days=365, dose=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY)),
    ),
}
"""What raises a caution besides a yes to its question."""


@pytest.mark.parametrize("caution", SHARED.values(), ids=lambda caution: caution.key)
def test_what_raises_a_caution(caution: Caution) -> None:
    if caution.key in UNASKED:
        assert caution.triggers == UNASKED[caution.key]
        return
    others = tuple(trigger for trigger in caution.triggers if not isinstance(trigger, Asked))
    assert others == BESIDES.get(caution.key, ())
    assert question_of(caution) is not None


def test_every_question_can_be_answered_no() -> None:
    starts = ("Are you ", "Do you ", "Have you ", "Has a doctor ", "In the last ", "Would you ")
    for caution in SHARED.values():
        question = question_of(caution)
        assert question is None or (question.startswith(starts) and question.endswith("?")), caution.key


def test_who_else_must_agree() -> None:
    assert {caution.key: caution.agreed_by for caution in SHARED.values() if caution.agreed_by} == {
        "compensated-chronic-liver-disease": "liver team",
        "active-malignancy-chemotherapy": "oncologist",
        "bowel-team-agreement": "gastroenterology team",
    }


@pytest.mark.parametrize(
    ("key", "watching"),
    [
        ("compensated-chronic-liver-disease", "Ammonia and liver tests at baseline and at each step"),
        ("liver-risk", "Liver tests before passing 14 g a day"),
        ("moderate-renal-impairment", "Creatinine and eGFR at baseline, at 14 days and at each step"),
        ("egfr-from-65", "not older than 12 months"),
        ("valproate", "Ammonia before the start"),
        ("mania-bipolar", "mental health team is told"),
        ("glucose-lowering", "More frequent glucose checks"),
        ("fluid-limit", "soft food"),
        ("needs-support", "helper's name; large print; a language"),
    ],
)
def test_what_a_caution_brings(key: str, watching: str) -> None:
    assert watching in (SHARED[key].brings or "")


def test_lactulose_for_the_liver_is_excluded_by_the_liver_question() -> None:
    liver = SHARED["hepatic-encephalopathy"]
    assert liver.action is Action.EXCLUDE
    assert "lactulose for your liver" in (question_of(liver) or "")


@pytest.mark.parametrize("slug", SLUGS)
def test_only_what_is_named_is_raised_for_everyone(slug: str) -> None:
    always = {caution.key for caution in PROTOCOLS[slug].cautions if Always() in caution.triggers}
    expected = {"hot-or-acidic-mixing", *OF_ONE_PROTOCOL.get(slug, {})}
    if slug == "glutamine-chemotherapy":
        expected.add("active-malignancy-chemotherapy")
    assert always == expected
