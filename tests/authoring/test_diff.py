"""What changed in who may start, what is watched, what is said and what it rests on."""

from typing import Final

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import (
    Action,
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BeforePassing,
    BmiBelow,
    DailyDoseAbove,
    DosePerKgAbove,
    ResultBelow,
    ResultBetween,
    ResultNotKnown,
    Trigger,
    Watch,
)
from protocols.authoring.diff import diff
from protocols.authoring.difference import Matters
from protocols.checkpoints.alarm import AlarmLevel, FirstCall
from protocols.checkpoints.checkpoint import Anchor, CheckpointKind
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Quantity, Unit, grams_per_day, of
from protocols.evidence.link import Basis, Relation
from tests.authoring.changing import (
    LOW,
)
from tests.authoring.editing import (
    EITHER,
    OTHER,
    STRONGER,
    WEAKER,
    WORDING,
    Change,
    also,
    asked,
    check,
    entry,
    text,
    the,
    told,
    triggered,
    without,
    words,
)

CHECK = entry("checkpoints", "tolerance")


def removed(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in names if each != name)


def per_kilogram(value: str) -> Quantity:
    return of(value, Unit.GRAM_PER_KILOGRAM_PER_DAY)


CHANGES: Final[list[tuple[Change, Matters, str]]] = [
    # cautions
    (
        the("cautions", "no-diagnosis", action=Action.EXCLUDE),
        STRONGER,
        "Caution no-diagnosis: asks for a reason → excludes",
    ),
    (
        the("cautions", "under-18", action=Action.OVERRIDE_WITH_REASON),
        WEAKER,
        "Caution under-18: excludes → asks for a reason",
    ),
    (
        the("cautions", "no-diagnosis", action=Action.INFORM),
        WEAKER,
        "Caution no-diagnosis: asks for a reason → informs",
    ),
    (
        without("cautions", "no-diagnosis"),
        WEAKER,
        ("Caution no-diagnosis removed: asks for a reason, Gut symptoms that no doctor has looked into"),
    ),
    (
        the("cautions", "no-diagnosis", agreed_by="doctor"),
        STRONGER,
        "Caution no-diagnosis: who else must agree none → doctor",
    ),
    (
        the("cautions", "compensated-chronic-liver-disease", agreed_by="dietitian"),
        EITHER,
        "Caution compensated-chronic-liver-disease: who else must agree liver team → dietitian",
    ),
    (
        the("cautions", "compensated-chronic-liver-disease", brings=None),
        WEAKER,
        "Caution compensated-chronic-liver-disease: the watching that it brings removed",
    ),
    (
        asked("no-diagnosis", question="Has a doctor looked into it?"),
        EITHER,
        "Caution no-diagnosis: its question reworded",
    ),
    (the("cautions", "no-diagnosis", why="It may hide a disease."), WORDING, "Caution no-diagnosis: why reworded"),
    (
        the("cautions", "valproate", watches=()),
        WEAKER,
        "Caution valproate: watches ammonia before the start, removed",
    ),
    (
        the("cautions", "no-diagnosis", watches=(Watch(measures=("egfr", "alt"), each_step=True, day=14),)),
        STRONGER,
        "Caution no-diagnosis: watches egfr, alt at each step, on day 14, added",
    ),
    (
        the("cautions", "valproate", watches=(Watch(measures=("ammonia",), baseline=True, each_step=True),)),
        STRONGER,
        "Caution valproate: watches each step no → yes",
    ),
    (
        the("cautions", "liver-risk", before_passing=()),
        WEAKER,
        "Caution liver-risk: to be known alt, ast above 14 g/d, removed",
    ),
    (
        the("cautions", "valproate", before_passing=(BeforePassing(dose=grams_per_day("10"), measures=("ammonia",)),)),
        STRONGER,
        "Caution valproate: to be known ammonia above 10 g/d, added",
    ),
    (
        the(
            "cautions", "liver-risk", before_passing=(BeforePassing(dose=grams_per_day("20"), measures=("alt", "ast")),)
        ),
        WEAKER,
        "Caution liver-risk: to be known above 14 g/d → 20 g/d",
    ),
    (
        the("cautions", "liver-risk", before_passing=(BeforePassing(dose=grams_per_day("14"), measures=("alt",)),)),
        WEAKER,
        "Caution liver-risk no longer asks to know ast",
    ),
    # checkpoints
    (
        the("checkpoints", "review", only_with=("valproate",)),
        EITHER,
        "Checkpoint review is there with every plan → valproate",
    ),
    (the("checkpoints", "tolerance", day=8), WEAKER, "Checkpoint tolerance: day 7 → 8"),
    (the("checkpoints", "tolerance", day=6), STRONGER, "Checkpoint tolerance: day 7 → 6"),
    (the("checkpoints", "baseline", day=1), EITHER, "Checkpoint baseline: day none → 1"),
    (the("checkpoints", "review", kind=CheckpointKind.END), EITHER, "Checkpoint review: kind routine → end"),
    (without("checkpoints", "review"), WEAKER, "Checkpoint review removed: Half way, day 28"),
    (the("checkpoints", "tolerance", every=7), STRONGER, "Checkpoint tolerance is due again every none → 7 days"),
    (
        the("checkpoints", "tolerance", again_after=14),
        WEAKER,
        ("Checkpoint tolerance is due again after a hold in 7 days → 14 days"),
    ),
    (
        the("checkpoints", "tolerance", again_opens=1),
        EITHER,
        "Checkpoint tolerance opens again after a hold in 3 days → 1 day",
    ),
    (
        the("checkpoints", "tolerance", anchor=Anchor.COURSE),
        EITHER,
        "Checkpoint tolerance: day counted from the step → course",
    ),
    (the("checkpoints", "tolerance", steps=("s1",)), WEAKER, "Checkpoint tolerance looks at s0, s1, s2, s3 → s1"),
    (the("checkpoints", "tolerance", steps=()), STRONGER, "Checkpoint tolerance looks at s0, s1, s2, s3 → every step"),
    (the("checkpoints", "review", steps=("s2",)), EITHER, "Checkpoint review looks at s3 → s2"),
    (
        the("checkpoints", "tolerance", asks=CHECK.asks[1:]),
        WEAKER,
        "Checkpoint tolerance no longer asks abdominal_pain",
    ),
    (the("checkpoints", "tolerance", asks=(*CHECK.asks, "egfr")), STRONGER, "Checkpoint tolerance now asks egfr"),
    (
        the("checkpoints", "tolerance", may_ask=(*CHECK.may_ask, "ibs_sss")),
        OTHER,
        "Checkpoint tolerance now may ask ibs_sss",
    ),
    (the("checkpoints", "tolerance", may_ask=CHECK.may_ask[1:]), EITHER, "Checkpoint tolerance no longer may ask egfr"),
    (
        the("checkpoints", "tolerance", rules=removed(CHECK.rules, "severe")),
        WEAKER,
        "Checkpoint tolerance no longer applies rule severe",
    ),
    (
        the("checkpoints", "tolerance", rules=removed(CHECK.rules, "clear")),
        STRONGER,
        "Checkpoint tolerance no longer applies rule clear",
    ),
    (
        the("checkpoints", "tolerance", rules=(*CHECK.rules, "nowhere")),
        EITHER,
        "Checkpoint tolerance now applies rule nowhere",
    ),
    (the("checkpoints", "tolerance", basis="judgement"), WORDING, "Checkpoint tolerance: what it rests on reworded"),
    # alarms
    (the("alarms", "chest_pain", level=AlarmLevel.TODAY), WEAKER, "Alarm chest_pain: emergency → today"),
    (the("alarms", "fever", level=AlarmLevel.EMERGENCY), STRONGER, "Alarm fever: today → emergency"),
    (the("alarms", "seizure", final=False), WEAKER, "Alarm seizure: ends the plan for good yes → no"),
    (the("alarms", "fever", asked="Hot?"), EITHER, "Alarm fever: its question reworded"),
    (without("alarms", "fever"), WEAKER, "Alarm fever removed: Fever of 38.0 °C or more: today"),
    # measures
    (the("measures", "nausea", high=DecimalString("100")), EITHER, "Measure nausea: scale to 10 → 100"),
    (the("measures", "nausea", asked="Sick?"), EITHER, "Measure nausea: its question reworded"),
    (the("measures", "nausea", label="Sickness"), WORDING, "Measure nausea: label reworded"),
    (the("measures", "body_weight", loinc=None), OTHER, "Measure body_weight: LOINC code 29463-7 → none"),
    (without("measures", "nausea"), OTHER, "Measure nausea removed: Feeling sick, from 0 to 10"),
    (text(baseline_labs=("egfr",)), STRONGER, "The protocol now waits before the start for egfr"),
    # everything else
    (text(title="Slowly"), WORDING, "The protocol: title reworded"),
    (text(language="de"), OTHER, "Language en → de"),
    (text(tags=("titration",)), OTHER, "The protocol no longer has the tag gut-symptoms"),
    (text(response=None), OTHER, "The protocol: how a response is told its endpoints → none"),
    (
        the("alarms", "fever", first_call=FirstCall(who="your line", line="Ring it.")),
        EITHER,
        "Alarm fever: who is rung first none → your line",
    ),
    (words(purpose=("To try.",)), WORDING, "The protocol: purpose for the client reworded"),
    (
        text(claims=(*LOW.claims[:2], replace(LOW.claims[2], basis=Basis.TRIAL), *LOW.claims[3:])),
        OTHER,
        "Evidence for the dose of step s1 of glutamine rests on judgement → trial",
    ),
    (
        text(claims=LOW.claims[1:]),
        OTHER,
        (f"Evidence for the dose of step s0 of glutamine removed: judgement: {LOW.claims[0].says}"),
    ),
]


@pytest.mark.parametrize(("change", "matters", "says"), CHANGES)
def test_a_change_is_said_and_weighed(change: Change, matters: Matters, says: str) -> None:
    check(change, matters, says)


TRIGGERS: Final[list[tuple[Trigger, Trigger, Matters, str]]] = [
    (AgeBelow(years=18), AgeBelow(years=16), WEAKER, "Caution under-18: raised below the age of 18 → 16"),
    (AgeFrom(years=65), AgeFrom(years=70), WEAKER, "Caution under-18: raised from the age of 65 → 70"),
    (
        BmiBelow(value=DecimalString("18.5")),
        BmiBelow(value=DecimalString("20")),
        STRONGER,
        "Caution under-18: raised below a body mass index of 18.5 → 20",
    ),
    (
        DailyDoseAbove(dose=grams_per_day("30")),
        DailyDoseAbove(dose=grams_per_day("40")),
        WEAKER,
        "Caution under-18: raised above 30 g/d → 40 g/d",
    ),
    (
        DosePerKgAbove(dose=per_kilogram("0.5")),
        DosePerKgAbove(dose=per_kilogram("0.4")),
        STRONGER,
        "Caution under-18: raised above 0.5 g/kg/d → 0.4 g/kg/d",
    ),
    (
        ResultBelow(measure="egfr", below=DecimalString("30")),
        ResultBelow(measure="egfr", below=DecimalString("45")),
        STRONGER,
        "Caution under-18: raised by a value below 30 → 45",
    ),
    (
        ResultBelow(measure="egfr", below=DecimalString("30")),
        ResultBelow(measure="creatinine", below=DecimalString("30")),
        EITHER,
        "Caution under-18: looks at the latest egfr → creatinine",
    ),
    (
        ResultBetween(measure="egfr", least=DecimalString("30"), below=DecimalString("60")),
        ResultBetween(measure="egfr", least=DecimalString("45"), below=DecimalString("60")),
        WEAKER,
        "Caution under-18: raised by a value from 30 → 45",
    ),
    (
        ResultBetween(measure="egfr", least=DecimalString("30"), below=DecimalString("60")),
        ResultBetween(measure="egfr", least=DecimalString("30"), below=DecimalString("45")),
        WEAKER,
        "Caution under-18: raised by a value to below 60 → 45",
    ),
    (
        ResultNotKnown(measure="egfr", days=365),
        ResultNotKnown(measure="egfr", days=90),
        STRONGER,
        "Caution under-18 counts a value as known for 365 days → 90 days",
    ),
    (
        ResultNotKnown(measure="egfr", days=365, years=65),
        ResultNotKnown(measure="egfr", days=365),
        STRONGER,
        "Caution under-18: wants to know it from the age of 65 → none",
    ),
    (
        ResultNotKnown(measure="egfr", days=365, dose=per_kilogram("0.3")),
        ResultNotKnown(measure="egfr", days=365, dose=per_kilogram("0.5")),
        WEAKER,
        "Caution under-18: wants to know it from a dose of 0.3 g/kg/d → 0.5 g/kg/d",
    ),
]


@pytest.mark.parametrize(("before", "after", "matters", "says"), TRIGGERS)
def test_what_raises_a_caution(before: Trigger, after: Trigger, matters: Matters, says: str) -> None:
    assert told(triggered(before)(LOW), triggered(after)(LOW)) == [(matters, says)]


CAME: Final[list[tuple[Trigger, str]]] = [
    (Asked(question="Well?"), "yes to its question"),
    (AgeBelow(years=18), "age below 18"),
    (AgeFrom(years=65), "age 65 or more"),
    (BmiBelow(value=DecimalString("18.5")), "body mass index below 18.5"),
    (DailyDoseAbove(dose=grams_per_day("30")), "a dose above 30 g/d"),
    (ResultBelow(measure="egfr", below=DecimalString("30")), "egfr below 30"),
    (
        ResultBetween(measure="egfr", least=DecimalString("30"), below=DecimalString("60")),
        "egfr from 30 to below 60",
    ),
    (ResultNotKnown(measure="egfr", days=365), "no egfr of the last 365 days"),
    (
        ResultNotKnown(measure="egfr", days=365, years=65, dose=per_kilogram("0.5")),
        "no egfr of the last 365 days from age 65 on from 0.5 g/kg/d on",
    ),
]


@pytest.mark.parametrize(("trigger", "words"), CAME)
def test_one_more_thing_that_raises_a_caution(trigger: Trigger, words: str) -> None:
    before = triggered(Always())(LOW)
    after = the("cautions", "under-18", triggers=(Always(), trigger))(LOW)
    assert told(before, after) == [(STRONGER, f"Caution under-18: raised by {words}, added")]
    gone = triggered(trigger)(LOW)
    assert told(after, gone) == [(WEAKER, "Caution under-18: raised by always, removed")]


def test_links_and_claims_are_the_same_by_what_they_are_about() -> None:
    dose = LOW.claims[4]
    note = replace(dose, links=(replace(dose.links[0], note="Another."), *dose.links[1:]))
    stands = replace(dose, links=(replace(dose.links[0], relation=Relation.CONTEXT), *dose.links[1:]))
    fewer = replace(dose, links=dose.links[1:])
    subject = "Evidence for the dose of step s3 of glutamine"
    for claim, matters, says in (
        (note, WORDING, f"{subject}, zhou-2019: note reworded"),
        (stands, OTHER, f"{subject}, zhou-2019: supports → context"),
        (fewer, OTHER, f"{subject}, zhou-2019 removed: supports: {dose.links[0].note}"),
    ):
        moved = (claim, *LOW.claims[:4], *LOW.claims[5:])
        assert told(LOW, replace(LOW, claims=moved)) == [(matters, says)]


def test_a_long_text_is_cut_in_the_sentence_and_whole_in_the_value() -> None:
    long = replace(LOW.claims[0], says="word " * 200)
    (found,) = diff(LOW, also("claims", long)(LOW))
    assert (len(found.says) < 400, found.says.endswith("…"), len(found.after["says"])) == (True, True, 1000)
