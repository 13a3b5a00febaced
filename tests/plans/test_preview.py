"""What a protocol would do with somebody made up: doses, cautions, schedule."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from protocols.plans.assumed import Lacks
from protocols.plans.person import Staff
from protocols.plans.preview import preview
from protocols.plans.screening import AgreementNeeded
from protocols.plans.script import person_of
from protocols.plans.tried_in import TriedIn
from protocols.refusal import Refusal
from tests.library.built_in import PROTOCOLS
from tests.plans.scripting import NONE, TRIED_IN, script, tried
from tests.plans.walking import ADA, DAY_1, REASON, walk

CROHN = "glutamine-crohn-remission"
AGREED = [{"name": "Dr. Lin", "role": "gastroenterologist", "on": "2026-11-20"}]


@pytest.mark.parametrize("slug", PROTOCOLS)
def test_the_schedule_is_that_of_a_real_start(slug: str) -> None:
    found = tried(slug)
    assert found.schedule == walk(slug).schedule(DAY_1)
    assert (found.slug, found.title, found.course) == (slug, PROTOCOLS[slug].title, None)
    assert found.hash == walk(slug).head.snapshot.revision.hash


def test_every_step_with_its_arithmetic_in_lines() -> None:
    steps = tried().steps
    assert [(each.step, each.entry, each.tapers, each.planned_days) for each in steps] == [
        ("s0", False, False, 7),
        ("s1", True, False, 7),
        ("s2", False, False, 7),
        ("s3", False, False, 56),
    ]
    assert steps[3].lines == ("5 + 5 + 5 = 15 g a day",)
    (crohn,) = tried(CROHN).steps
    assert crohn.lines == (
        (
            "Height 170 cm makes an ideal weight of 63.58 kg (22 kg per square metre). Weight 70 kg. "
            "The lesser counts: 63.58 kg."
        ),
        "0.5 g for each kg: 31.79 g a day.",
        "Rounded down to what can be measured, 1 g at a time.",
        "11 + 10 + 10 = 31 g a day",
    )
    assert crohn.arithmetic == walk(CROHN).head.snapshot.items[0].steps[0].arithmetic


def test_the_doses_of_a_taper_are_shown_as_such() -> None:
    (item,) = PROTOCOLS["glutamine-pi-ibs-d"].items
    lower = PROTOCOLS["glutamine-start-low"].items[0].ladder.steps[2]  # type: ignore[union-attr]
    tapered = replace(item, taper=(lower,))
    found = preview(replace(PROTOCOLS["glutamine-pi-ibs-d"], items=(tapered,)), script(), TRIED_IN, DAY_1)
    assert [(each.step, each.tapers, str(each.arithmetic.daily.value)) for each in found.steps] == [
        ("s1", False, "15"),
        ("s2", True, "10"),
    ]


def lacking(found: Any) -> dict[str, Lacks | None]:
    return {each.caution: each.lacks for each in found.cautions if each.action.value == "override_with_reason"}


def override(caution: str, **more: Any) -> dict[str, Any]:
    return {"caution": caution, "reason": REASON} | more


def test_reasons_that_are_lacking_are_named_and_assumed() -> None:
    found = tried(CROHN, otherwise="well")
    assert lacking(found) == {"bowel-team-agreement": Lacks.REASON, "dose-above-30": Lacks.REASON}
    assert (found.objection, found.course is None) == (None, False)


def test_reasons_that_are_written_are_taken() -> None:
    told = [override("dose-above-30"), override("bowel-team-agreement")]
    found = tried(CROHN, overrides=told, otherwise="well")
    assert lacking(found) == {"bowel-team-agreement": Lacks.AGREEMENT, "dose-above-30": None}
    assert found.course is not None
    agreed = [override("bowel-team-agreement", agreed_by=AGREED)]
    assert lacking(tried(CROHN, overrides=agreed)) == {"bowel-team-agreement": None, "dose-above-30": Lacks.REASON}


# what the client told of the kidneys, what stands on the record of answers, what is lacking
LACKING: list[tuple[dict[str, Any], Lacks | None]] = [
    ({}, Lacks.VALUE),
    ({"answers": {"moderate-renal-impairment": "yes"}}, Lacks.REASON),
    ({"laboratory": {"egfr": {"value": "45", "unit": "mL/min/{1.73_m2}", "taken_on": "2026-10-20"}}}, Lacks.REASON),
]


@pytest.mark.parametrize(("screening", "lacks"), LACKING)
def test_a_value_that_nobody_told_is_lacking_where_nothing_else_is(
    screening: dict[str, Any], lacks: Lacks | None
) -> None:
    found = tried(age=70, screening=screening, otherwise="well")
    assert lacking(found) == {"moderate-renal-impairment": lacks}
    assert (found.objection, found.course is None) == (None, False)
    told = {"laboratory": {"egfr": {"value": "80", "unit": "mL/min/{1.73_m2}", "taken_on": "2026-10-20"}}}
    assert lacking(tried(age=70, screening=told)) == {}


def test_an_agreement_that_is_written_is_not_replaced_by_an_assumed_one() -> None:
    tomorrow = [AGREED[0] | {"on": str(DAY_1 + timedelta(days=1))}]
    with pytest.raises(AgreementNeeded, match="still to come"):
        tried(CROHN, overrides=[override("bowel-team-agreement", agreed_by=tomorrow)])


def test_a_caution_says_what_raises_it_why_and_what_it_does() -> None:
    (told,) = [each for each in tried(CROHN).cautions if each.caution == "bowel-team-agreement"]
    caution = next(each for each in PROTOCOLS[CROHN].cautions if each.key == "bowel-team-agreement")
    assert (told.label, told.why, told.agreed_by, told.brings) == (
        caution.label,
        caution.why,
        caution.agreed_by,
        caution.brings,
    )
    assert told.because == "Asked of everyone on this protocol."


def test_what_a_caution_brings_is_told() -> None:
    brings = {each.caution: each.brings for each in tried(screening={"answers": {"valproate": "yes"}}).cautions}
    assert brings["valproate"] == "Ammonia before the start."


# what is said, what stands against the start, what raises it
EXCLUDED: list[tuple[dict[str, Any], str, str]] = [
    ({"age": 17}, "under-18", "Age 17"),
    ({"birth_date": "2008-11-24"}, "under-18", "Age 17"),
    ({"screening": {"answers": {"pregnancy": "yes"}}}, "pregnancy", "Answered yes"),
    ({"screening": {"answers": {"pregnancy": "unknown"}}}, "pregnancy", "unknown is not no"),
]


@pytest.mark.parametrize(("said", "caution", "because"), EXCLUDED)
def test_who_is_excluded_sees_why_and_gets_no_course(said: dict[str, Any], caution: str, because: str) -> None:
    found = tried(otherwise="well", **said)
    assert found.objection is not None
    assert (found.objection.code, caution in found.objection.says) == ("excluded", True)
    (raised,) = [each for each in found.cautions if each.action.value == "exclude"]
    assert (raised.caution, because in raised.because, raised.lacks) == (caution, True, None)
    assert found.course is None
    assert len(found.steps) == 4


def test_another_source_of_the_substance_is_declared_or_nothing_starts() -> None:
    told = {"answers": {"other-glutamine-source": "yes"}}
    found = tried(screening=told, otherwise="well")
    assert found.objection is not None
    assert (found.objection.code, found.course) == ("amount_not_declared", None)
    other = {"substance": "l-glutamine", "name": "Recovery mix", "daily": {"value": "3", "unit": "g/d"}}
    declared = tried(screening=told, declared=[other], otherwise="well")
    assert (declared.objection, declared.course is None) == (None, False)
    assert "Up to 18 g a day" in {each.caution: each.because for each in declared.cautions}["dose-above-osl"]


def test_confirmed_none_and_nothing_said_are_the_same() -> None:
    assert tried(screening=NONE, otherwise="well") == tried(otherwise="well")


def test_nothing_said_is_somebody_of_40_who_starts_today() -> None:
    found = preview(PROTOCOLS["glutamine-start-low"], script(start_on=None), TRIED_IN, DAY_1)
    assert (found.age, found.start_on, found.body.weighed_on, found.objection) == (40, DAY_1, DAY_1, None)


@pytest.mark.parametrize("age", [0, 18, 40, 120])
def test_an_age_is_that_of_day_1(age: int) -> None:
    leap = date(2028, 2, 29)
    assert preview(PROTOCOLS[CROHN], script(age=age, start_on=str(leap)), TRIED_IN, DAY_1).age == age
    assert tried(age=age).age == age


@pytest.mark.parametrize("year", [1900, 2999])
def test_a_course_starts_in_any_year_that_can_be_meant(year: int) -> None:
    assert tried(start_on=f"{year}-01-01").start_on == date(year, 1, 1)


def test_unusual_measurements_are_taken_when_they_are_confirmed() -> None:
    heavy: dict[str, Any] = {"weight": {"value": "250", "unit": "kg"}, "height": {"value": "150", "unit": "cm"}}
    assert str(tried(**heavy, confirmed=True).body.weight) == "250 kg"


def test_a_birth_date_is_taken_as_it_is() -> None:
    assert person_of(script(birth_date="1988-04-02"), DAY_1).birth_date == date(1988, 4, 2)
    assert tried(birth_date="1988-04-02").age == 38


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    (CROHN, {"weight": None}, "measurement_missing", "/weight"),
    (CROHN, {"height": None}, "measurement_missing", "/height"),
    ("glutamine-start-low", {"birth_date": "2026-11-24"}, "birth_date_refused", "/birth_date"),
    ("glutamine-start-low", {"screening": {"answers": {"luck": "no"}}}, "unknown_caution", "/screening/answers"),
    (
        "glutamine-start-low",
        {"screening": {"confirmed_none": True, "answers": {"pregnancy": "no"}}},
        "screening_missing",
        "/screening/confirmed_none",
    ),
    ("glutamine-start-low", {"overrides": [override("luck")]}, "unknown_caution", "/overrides/0/caution"),
    (CROHN, {"overrides": [override("dose-above-30") | {"reason": "ok"}]}, "reason_too_short", "/overrides/0/reason"),
    (CROHN, {"overrides": [override("dose-above-30")] * 2}, "malformed", "/overrides/1/caution"),
    (CROHN, {"overrides": [override("dose-above-30", by="0" * 32)]}, "practitioner_needed", "/overrides"),
    (
        "glutamine-start-low",
        {"declared": [{"substance": "l-glutamine", "name": "Mix", "daily": {"value": "26", "unit": "g/d"}}]},
        "ceiling_passed",
        "/declared",
    ),
]


@pytest.mark.parametrize(("slug", "said", "code", "pointer"), REFUSED)
def test_what_cannot_be_meant_is_refused(slug: str, said: dict[str, Any], code: str, pointer: str) -> None:
    with pytest.raises(Refusal) as refused:
        tried(slug, **said)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


def test_where_nobody_is_responsible_anybody_does() -> None:
    both = TriedIn(staff=Staff(practitioners=(ADA,), responsible=None))
    said = script(overrides=[override("dose-above-30", by=str(ADA.id))], otherwise="well")
    found = preview(PROTOCOLS[CROHN], said, both, DAY_1)
    assert found.course is not None


def test_nothing_looks_at_a_clock() -> None:
    said = script(otherwise="well")
    assert preview(PROTOCOLS[CROHN], said, TRIED_IN, DAY_1) == preview(
        PROTOCOLS[CROHN], said, TRIED_IN, date(2031, 1, 1)
    )
