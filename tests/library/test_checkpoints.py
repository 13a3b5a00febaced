"""When each protocol looks, and what it asks then."""

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import Watch
from protocols.authoring.protocol import Response
from protocols.checkpoints.checkpoint import CheckpointKind
from protocols.checkpoints.predicate import FallIs, Operator, PercentFallIs
from protocols.decimal_string import DecimalString
from tests.library.built_in import PROTOCOLS, SLUGS, TOLERANCE, checkpoint

OVERRIDE_LABS = {"egfr", "creatinine", "ammonia", "alt", "ast"}
"""May be recorded at every look, because an override can bring them."""

BLOODS = {
    "egfr",
    "creatinine",
    "urea_nitrogen",
    "alt",
    "ast",
    "bilirubin_total",
    "albumin",
    "faecal_calprotectin",
    "crp",
}

# protocol, checkpoint, step-day, steps, asked besides the symptoms, may be asked besides override laboratory values
LOOKS: list[tuple[str, str, int | None, tuple[str, ...], set[str], set[str]]] = [
    ("glutamine-start-low", "baseline", None, (), {"body_weight"}, {"stool_frequency", "ibs_sss"}),
    ("glutamine-start-low", "tolerance", 7, ("s0", "s1", "s2", "s3"), {"days_taken"}, set()),
    ("glutamine-start-low", "review", 28, ("s3",), {"days_taken", "body_weight"}, {"ibs_sss"}),
    ("glutamine-start-low", "end", 56, ("s3",), {"days_taken"}, {"ibs_sss", "body_weight"}),
    (
        *("glutamine-pi-ibs-d", "baseline", None, (), {"body_weight"}),
        {"stool_frequency", "bristol_stool_form", "ibs_sss", "lactulose_mannitol_ratio"},
    ),
    ("glutamine-pi-ibs-d", "tolerance", 7, ("s1",), {"days_taken"}, {"stool_frequency", "bristol_stool_form"}),
    (
        *("glutamine-pi-ibs-d", "kidney", 14, ("s1",), {"days_taken", "egfr", "creatinine"}),
        {"stool_frequency", "bristol_stool_form"},
    ),
    (
        *("glutamine-pi-ibs-d", "review", 28, ("s1",), {"days_taken", "body_weight"}),
        {"ibs_sss", "stool_frequency", "bristol_stool_form"},
    ),
    (
        *("glutamine-pi-ibs-d", "end", 56, ("s1",), {"days_taken"}),
        {"ibs_sss", "stool_frequency", "bristol_stool_form", "body_weight", "lactulose_mannitol_ratio"},
    ),
    ("glutamine-low-fodmap", "baseline", None, (), {"body_weight"}, {"stool_frequency", "ibs_sss"}),
    ("glutamine-low-fodmap", "tolerance", 7, ("s1",), {"days_taken", "body_weight"}, set()),
    (
        *("glutamine-low-fodmap", "kidney", 14, ("s1",)),
        {"days_taken", "body_weight", "egfr", "creatinine"},
        set(),
    ),
    ("glutamine-low-fodmap", "review", 21, ("s1",), {"days_taken", "body_weight"}, {"ibs_sss"}),
    ("glutamine-low-fodmap", "end", 42, ("s1",), {"days_taken", "body_weight"}, {"ibs_sss"}),
    (
        *("glutamine-crohn-remission", "baseline", None, (), {"body_weight", *BLOODS}),
        {"stool_frequency", "lactulose_mannitol_ratio"},
    ),
    ("glutamine-crohn-remission", "tolerance", 7, ("s1",), {"days_taken"}, set()),
    ("glutamine-crohn-remission", "labs", 14, ("s1",), {"days_taken", "egfr", "creatinine", "urea_nitrogen"}, set()),
    ("glutamine-crohn-remission", "review", 30, ("s1",), {"days_taken", "body_weight"}, set()),
    (
        *("glutamine-crohn-remission", "end", 60, ("s1",), {"days_taken", "faecal_calprotectin"}),
        {"body_weight", "lactulose_mannitol_ratio", "crp"},
    ),
    ("glutamine-chemotherapy", "baseline", None, (), {"body_weight", "stool_frequency"}, set()),
    (
        *("glutamine-chemotherapy", "before-chemotherapy", 5, ("s1",)),
        {"days_taken", "stool_frequency", "temperature", "chemotherapy_going_ahead", "oncology_team_agrees"},
        set(),
    ),
    (
        *("glutamine-chemotherapy", "after-chemotherapy", 11, ("s1",)),
        {"days_taken", "stool_frequency", "temperature"},
        set(),
    ),
    (
        *("glutamine-chemotherapy", "kidney", 14, ("s1",)),
        {"days_taken", "stool_frequency", "temperature", "egfr", "creatinine"},
        set(),
    ),
    ("glutamine-chemotherapy", "end", 15, ("s1",), {"days_taken", "stool_frequency", "temperature"}, {"body_weight"}),
    ("glutamine-crohn-21g", "baseline", None, (), {"body_weight", "crp", "faecal_calprotectin"}, {"stool_frequency"}),
    ("glutamine-crohn-21g", "tolerance", 7, ("s1",), {"days_taken"}, set()),
    ("glutamine-crohn-21g", "review", 14, ("s1",), {"days_taken", "body_weight"}, set()),
    ("glutamine-crohn-21g", "end", 28, ("s1",), {"days_taken", "crp", "faecal_calprotectin"}, {"body_weight"}),
]


@pytest.mark.parametrize(
    ("slug", "key", "day", "steps", "asks", "may"), LOOKS, ids=[f"{slug}-{key}" for slug, key, *_ in LOOKS]
)
def test_a_checkpoint_is_exactly_this(
    slug: str, key: str, day: int | None, steps: tuple[str, ...], asks: set[str], may: set[str]
) -> None:
    found = checkpoint(slug, key)
    assert (found.day, found.steps) == (day, steps)
    assert set(found.asks) == {*TOLERANCE, *asks}
    assert set(found.may_ask) == (may | OVERRIDE_LABS) - asks
    assert (found.again_after, found.again_opens) == (7, 3)


def test_no_checkpoint_is_left_out_of_the_table() -> None:
    assert [(slug, key) for slug, key, *_ in sorted(LOOKS, key=lambda look: look[0])] == [
        (slug, each.key) for slug in SLUGS for each in PROTOCOLS[slug].checkpoints
    ]


def test_only_the_first_is_a_baseline_and_only_the_last_an_end() -> None:
    for protocol in PROTOCOLS.values():
        kinds = [each.kind for each in protocol.checkpoints]
        middle = [CheckpointKind.ROUTINE] * (len(kinds) - 2)
        assert kinds == [CheckpointKind.BASELINE, *middle, CheckpointKind.END]


@pytest.mark.parametrize(
    ("slug", "labs"),
    [("glutamine-crohn-remission", BLOODS), ("glutamine-crohn-21g", {"crp", "faecal_calprotectin"})],
    ids=["remission", "21g"],
)
def test_crohn_plans_wait_for_their_results(slug: str, labs: set[str]) -> None:
    protocol = PROTOCOLS[slug]
    assert set(protocol.baseline_labs) == labs
    wait = "Do not start until we have told you that your test results are in."
    assert protocol.client_text.before_start == wait


def test_no_other_plan_waits() -> None:
    waiting = {slug for slug in SLUGS if PROTOCOLS[slug].baseline_labs or PROTOCOLS[slug].client_text.before_start}
    assert waiting == {"glutamine-crohn-remission", "glutamine-crohn-21g"}


SCORE = FallIs(measure="ibs_sss", operator=Operator.AT_LEAST, value=DecimalString("50"))
PAIN = FallIs(measure="abdominal_pain", operator=Operator.AT_LEAST, value=DecimalString("3"))
BY_45 = PercentFallIs(measure="ibs_sss", operator=Operator.MORE_THAN, value=DecimalString("45"))


def test_what_counts_as_a_response() -> None:
    def endpoints(response: Response | None) -> tuple[object, ...]:
        return () if response is None else response.endpoints

    assert {slug: endpoints(PROTOCOLS[slug].response) for slug in SLUGS} == {
        "glutamine-start-low": (SCORE, PAIN),
        "glutamine-pi-ibs-d": (SCORE, PAIN),
        "glutamine-low-fodmap": (BY_45,),
        "glutamine-crohn-remission": (),
        "glutamine-chemotherapy": (),
        "glutamine-crohn-21g": (),
    }


def test_no_clear_benefit_says_what_follows() -> None:
    for slug in ("glutamine-start-low", "glutamine-pi-ibs-d", "glutamine-low-fodmap"):
        response = PROTOCOLS[slug].response
        assert response is not None
        assert response.no_clear_benefit == "No clear benefit; do not repeat without a new reason."


def test_zonulin_and_the_sugar_test_steer_nothing() -> None:
    for protocol in PROTOCOLS.values():
        named = {measure.key for measure in protocol.measures}
        assert not named & {"zonulin_serum", "zonulin_stool"}
        assert not any("lactulose" in str(rule.when) or "zonulin" in str(rule.when) for rule in protocol.rules)


OWN_LOOKS = {(slug, "kidney") for slug in ("glutamine-chemotherapy", "glutamine-low-fodmap", "glutamine-pi-ibs-d")}


def test_only_the_look_on_day_14_is_not_for_everyone() -> None:
    found = {(slug, each.key): each.only_with for slug in SLUGS for each in PROTOCOLS[slug].checkpoints}
    assert {look for look, cautions in found.items() if cautions} == OWN_LOOKS
    assert {found[look] for look in OWN_LOOKS} == {("moderate-renal-impairment",)}


LIVER = Watch(measures=("ammonia", "alt", "ast"), baseline=True, each_step=True)
KIDNEY = Watch(measures=("creatinine", "egfr"), baseline=True, each_step=True, day=14)
AMMONIA = Watch(measures=("ammonia",), baseline=True)


@pytest.mark.parametrize("slug", SLUGS)
def test_what_cautions_bring_to_check_ins(slug: str) -> None:
    found = {each.key: each.watches for each in PROTOCOLS[slug].cautions if each.watches}
    kidney = replace(KIDNEY, day=None) if slug == "glutamine-start-low" else KIDNEY
    expected = {
        "compensated-chronic-liver-disease": (LIVER,),
        "moderate-renal-impairment": (kidney,),
        "valproate": (AMMONIA,),
    }
    if slug == "glutamine-crohn-21g":
        expected["egfr-from-65"] = (Watch(measures=("egfr",), day=14),)
    assert found == expected
