"""Who may start: every row of the screening, on a protocol that has one caution of each kind."""

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.authoring.caution import (
    Action,
    AgeBelow,
    AgeFrom,
    Always,
    Asked,
    BmiBelow,
    Caution,
    CautionKind,
    DailyDoseAbove,
    DosePerKgAbove,
    Trigger,
)
from protocols.authoring.questions import questions_version
from protocols.decimal_string import DecimalString
from protocols.dosing.quantity import Unit, grams_per_day, of
from protocols.plans.answer import YesNoUnknown
from protocols.plans.answered_by import ForTheClient, TheClient
from protocols.plans.person import (
    BirthDateRefused,
    Person,
    Practitioner,
    PractitionerNeeded,
    Staff,
    age_on,
    check_birth_date,
    named,
)
from protocols.plans.raising import Examined
from protocols.plans.screening import (
    Agreement,
    AgreementNeeded,
    Excluded,
    Override,
    QuestionsChanged,
    ReasonNeeded,
    ReasonTooShort,
    Screened,
    Screening,
    ScreeningMissing,
    UnknownCaution,
    screen,
)
from protocols.refusal import Malformed, Refusal
from tests.library.built_in import PROTOCOLS
from tests.plans.walking import ADA, ADULT, DAY, DAY_1, PRACTICE, REASON, begin, body, wish

YES, NO, UNKNOWN = YesNoUnknown.YES, YesNoUnknown.NO, YesNoUnknown.UNKNOWN
EXAMINED = Examined(
    age=40,
    body=body("70", "170"),
    recorded_cautions=(),
    highest_daily=DecimalString("15"),
    highest_meant=DecimalString("15"),
    samples={},
    as_of=DAY_1,
)


def caution(key: str, action: Action, *triggers: Trigger, agreed_by: str | None = None) -> Caution:
    return Caution(
        key=key,
        kind=CautionKind.PRECAUTION,
        label=key.title(),
        why="Because.",
        action=action,
        triggers=triggers or (Asked(question=f"{key}?"),),
        agreed_by=agreed_by,
    )


LIVER = caution("liver", Action.EXCLUDE)
KIDNEY = caution("kidney", Action.OVERRIDE_WITH_REASON)
CANCER = caution("cancer", Action.OVERRIDE_WITH_REASON, agreed_by="oncologist")
DIABETES = caution("diabetes", Action.INFORM)
ALL = (LIVER, KIDNEY, CANCER, DIABETES)


def screened(
    answers: dict[str, YesNoUnknown] | None = None,
    *overrides: Override,
    cautions: tuple[Caution, ...] = ALL,
    examined: Examined = EXAMINED,
    by: UUID | None = None,
) -> Screened:
    """One answer per question, no where nothing is said."""
    said = {each.key: NO for each in cautions if any(isinstance(t, Asked) for t in each.triggers)} | (answers or {})
    return screen(cautions, Screening(answers=said, by=by), overrides, examined, PRACTICE.staff, DAY_1)


def reason(key: str, why: str = REASON, agreed_on: date | None = None) -> Override:
    agreed = () if agreed_on is None else (Agreement(name="Dr. Lin", role="oncologist", on=agreed_on),)
    return Override(caution=key, reason=why, agreed_by=agreed)


def test_no_to_everything_starts() -> None:
    found = screened()
    assert (found.raised, found.not_needed, found.by, found.on) == ((), (), ADA, DAY_1)
    confirmed = screen(ALL, Screening(confirmed_none=True), (), EXAMINED, PRACTICE.staff, DAY_1)
    assert confirmed.answers == found.answers == dict.fromkeys(("liver", "kidney", "cancer", "diabetes"), NO)


# caution, answer, with a reason, what follows
ROWS: list[tuple[str, YesNoUnknown, bool, type[Refusal] | None]] = [
    ("liver", YES, False, Excluded),
    ("liver", UNKNOWN, False, Excluded),
    ("liver", YES, True, Excluded),
    ("kidney", YES, False, ReasonNeeded),
    ("kidney", UNKNOWN, False, ReasonNeeded),
    ("kidney", YES, True, None),
    ("kidney", UNKNOWN, True, None),
    ("cancer", YES, False, ReasonNeeded),
    ("cancer", YES, True, AgreementNeeded),
    ("diabetes", YES, False, None),
    ("diabetes", UNKNOWN, False, None),
]


@pytest.mark.parametrize(("key", "answer", "reasoned", "refused"), ROWS)
def test_h8_an_answer_leads_to(key: str, answer: YesNoUnknown, reasoned: bool, refused: type[Refusal] | None) -> None:
    overrides = (reason(key),) if reasoned else ()
    if refused is not None:
        with pytest.raises(refused, match=key):
            screened({key: answer}, *overrides)
        return
    (raised,) = screened({key: answer}, *overrides).raised
    assert raised.caution == key
    assert raised.because == ("Answered yes." if answer is YES else "Not known, and unknown is not no.")
    assert (raised.override is not None) is reasoned


def test_a_reason_is_kept_with_who_gave_it_and_when_to_look_again() -> None:
    (raised,) = screened({"cancer": YES}, reason("cancer", agreed_on=DAY_1)).raised
    assert raised.override is not None
    assert (raised.override.by, raised.override.on) == (ADA, DAY_1)
    assert raised.override.review_on == date(2026, 12, 23)
    assert raised.override.agreed_by[0].role == "oncologist"


def test_an_agreement_that_is_still_to_come_is_none() -> None:
    with pytest.raises(AgreementNeeded, match="still to come"):
        screened({"cancer": YES}, reason("cancer", agreed_on=DAY_1 + DAY))


def test_a_reason_that_was_not_needed_is_kept_and_marked() -> None:
    kept = reason("kidney")
    assert screened({}, kept).not_needed == (kept,)


def test_a_reason_given_where_none_was_asked_for_is_not_lost() -> None:
    (raised,) = screened({"diabetes": YES}, reason("diabetes")).raised
    assert raised.override is not None
    assert raised.override.reason == REASON


@pytest.mark.parametrize("why", ["ok", "x" * 19, "." * 60, "a. b. c. d. e. f. ...........", " " * 30])
def test_a_reason_says_something(why: str) -> None:
    with pytest.raises(ReasonTooShort):
        screened({"kidney": YES}, reason("kidney", why))


def test_a_reason_for_what_nobody_asks() -> None:
    with pytest.raises(UnknownCaution, match="no caution heart"):
        screened({}, reason("heart"))
    with pytest.raises(Malformed, match="two reasons for kidney"):
        screened({}, reason("kidney"), reason("kidney"))


@pytest.mark.parametrize(
    ("screening", "refused", "says"),
    [
        (Screening(), ScreeningMissing, "Not asked: liver, kidney, cancer, diabetes"),
        (Screening(answers={"liver": NO, "kidney": NO, "cancer": NO}), ScreeningMissing, "Not asked: diabetes"),
        (Screening(confirmed_none=True, answers={"liver": NO}), ScreeningMissing, "not both"),
        (Screening(confirmed_none=True, answers={"heart": NO}), UnknownCaution, "heart"),
    ],
)
def test_h8_a_screening_with_gaps(screening: Screening, refused: type[Refusal], says: str) -> None:
    with pytest.raises(refused, match=says):
        screen(ALL, screening, (), EXAMINED, PRACTICE.staff, DAY_1)


# what raises it, examined, raised?
TRIGGERS: list[tuple[Trigger, Examined, bool]] = [
    (AgeBelow(years=18), replace(EXAMINED, age=17), True),
    (AgeBelow(years=18), replace(EXAMINED, age=18), False),
    (AgeFrom(years=65), replace(EXAMINED, age=65), True),
    (AgeFrom(years=65), replace(EXAMINED, age=64), False),
    (BmiBelow(value=DecimalString("18.5")), replace(EXAMINED, body=body("53.4", "170")), True),
    (BmiBelow(value=DecimalString("18.5")), replace(EXAMINED, body=body("53.5", "170")), False),
    (BmiBelow(value=DecimalString("18.5")), replace(EXAMINED, body=body("74", "200")), False),
    (BmiBelow(value=DecimalString("18.5")), replace(EXAMINED, body=body("40", None)), False),
    (DailyDoseAbove(dose=grams_per_day("14")), EXAMINED, True),
    (DailyDoseAbove(dose=grams_per_day("15")), EXAMINED, False),
    (Always(), EXAMINED, True),
]


@pytest.mark.parametrize(("trigger", "examined", "raised"), TRIGGERS)
def test_what_raises_a_caution(trigger: Trigger, examined: Examined, raised: bool) -> None:
    found = screened(cautions=(caution("it", Action.INFORM, trigger),), examined=examined)
    assert bool(found.raised) is raised


HALF = DosePerKgAbove(dose=of("0.5", Unit.GRAM_PER_KILOGRAM_PER_DAY))


@pytest.mark.parametrize(
    ("daily", "kilograms", "raised"),
    [
        ("15", "30", False),
        ("18", "35.9", True),
        ("18", "36", False),
        ("21", "41.9", True),
        ("21", "42", False),
        ("30", "59.9", True),
        ("30", "60", False),
        ("30", None, False),
    ],
)
def test_h5_half_a_gram_per_kilogram_counts_for_fixed_doses_too(
    daily: str, kilograms: str | None, raised: bool
) -> None:
    examined = replace(EXAMINED, body=body(kilograms, None), highest_daily=DecimalString(daily))
    found = screened(cautions=(caution("it", Action.INFORM, HALF),), examined=examined)
    assert bool(found.raised) is raised


def test_the_lesser_of_ideal_and_actual_weight_counts() -> None:
    """120 kg at 160 cm have an ideal weight of 56.32 kg, and 30 g pass half a gram for each of these."""
    examined = replace(EXAMINED, body=body("120", "160"), highest_daily=DecimalString("30"))
    (raised,) = screened(cautions=(caution("it", Action.INFORM, HALF),), examined=examined).raised
    assert raised.because == "Up to 30 g a day, above 0.5 g per kg of 56.32 kg (the lesser of ideal and actual weight)."


def test_h8_what_stands_on_the_record_counts_whatever_is_answered() -> None:
    examined = replace(EXAMINED, recorded_cautions=("liver",))
    with pytest.raises(Excluded, match="on the client's record"):
        screened(examined=examined)


def test_an_alarm_on_the_record_excludes_from_a_protocol_that_does_not_ask() -> None:
    protocol = PROTOCOLS["glutamine-start-low"]
    own = replace(protocol, cautions=tuple(each for each in protocol.cautions if each.key != "hypersensitivity"))
    person = replace(ADULT, recorded_cautions=("hypersensitivity",))
    for text in (protocol, own):
        with pytest.raises(Excluded, match="record"):
            begin(text, wish(text), DAY_1, person)
    assert begin(own, wish(own), DAY_1, replace(ADULT, recorded_cautions=("kidney",))).client_id == UUID(int=4)
    milder = caution("hypersensitivity", Action.OVERRIDE_WITH_REASON)
    softened = replace(own, cautions=(*own.cautions, milder))
    with pytest.raises(Excluded, match="since an alarm"):
        begin(softened, wish(softened), DAY_1, person)


ROLES = (ADA, replace(ADA, id=UUID(int=9), name="Ben"))


def test_who_is_named() -> None:
    staff = Staff(practitioners=ROLES, responsible=ADA.id)
    assert named(staff, None, "/by") is ADA
    assert named(staff, UUID(int=9), "/by").name == "Ben"
    with pytest.raises(PractitionerNeeded, match="has this id"):
        named(staff, UUID(int=8), "/by")
    with pytest.raises(PractitionerNeeded, match="Name the practitioner"):
        named(Staff(practitioners=ROLES, responsible=None), None, "/by")
    assert isinstance(named(staff, None, ""), Practitioner)


def test_whoever_asked_is_kept_with_the_answers() -> None:
    staff = Staff(practitioners=ROLES, responsible=ADA.id)
    asked = Screening(confirmed_none=True, by=UUID(int=9))
    assert screen(ALL, asked, (), EXAMINED, staff, DAY_1).by.name == "Ben"


MOTHER = ForTheClient(name="Eva Rivera", relation="mother")


def test_what_was_asked_when_and_who_answered_is_kept() -> None:
    version = questions_version(ALL)
    asked = Screening(confirmed_none=True, questions=version, answered_by=MOTHER, on=DAY_1 - DAY)
    found = screen(ALL, asked, (), EXAMINED, PRACTICE.staff, DAY_1)
    assert (found.questions, found.answered_by, found.on) == (version, MOTHER, DAY_1 - DAY)
    plain = screened()
    assert (plain.questions, plain.answered_by, plain.on) == (version, TheClient(), DAY_1)


def test_answers_to_other_questions_are_refused() -> None:
    other = Screening(confirmed_none=True, questions=questions_version((LIVER,)))
    with pytest.raises(QuestionsChanged, match=questions_version(ALL)) as refused:
        screen(ALL, other, (), EXAMINED, PRACTICE.staff, DAY_1)
    assert refused.value.pointer == "/screening/questions"


@pytest.mark.parametrize(("days", "counts"), [(90, True), (91, False)])
def test_an_agreement_counts_for_90_days(days: int, counts: bool) -> None:
    agreed = reason("cancer", agreed_on=DAY_1 - DAY * days)
    if counts:
        assert len(screened({"cancer": YES}, agreed).raised) == 1
        return
    with pytest.raises(AgreementNeeded, match="90 days"):
        screened({"cancer": YES}, agreed)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 23), DAY_1, 18),
        (date(2008, 11, 24), DAY_1, 17),
        (date(2004, 2, 29), date(2025, 2, 28), 20),
        (date(2004, 2, 29), date(2025, 3, 1), 21),
    ],
)
def test_age_in_completed_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize("born", [DAY_1 + DAY, date(1, 1, 1), date(1905, 11, 22)])
def test_a_birth_date_nobody_has(born: date) -> None:
    with pytest.raises(BirthDateRefused):
        check_birth_date(born, DAY_1)
    check_birth_date(date(1906, 11, 22), DAY_1)
    check_birth_date(DAY_1, DAY_1)


def test_the_age_on_the_start_day_counts() -> None:
    protocol = PROTOCOLS["glutamine-start-low"]
    almost = Person(birth_date=date(2008, 11, 24))
    with pytest.raises(Excluded, match="Age 17"):
        begin(protocol, wish(protocol), DAY_1, almost)
    assert begin(protocol, wish(protocol, DAY_1 + DAY), DAY_1, almost).client_id == UUID(int=4)


def test_a_caution_that_cannot_be_meant() -> None:
    with pytest.raises(Malformed, match="asks one question"):
        caution("it", Action.INFORM, Asked(question="a?"), Asked(question="b?"))
    with pytest.raises(Malformed, match="names who must agree"):
        caution("it", Action.INFORM, Always(), agreed_by="oncologist")
