"""Who may do what to a plan: the acts of a practitioner, and those that an assistant may enter."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.dosing.product import Product
from protocols.dosing.quantity import Unit, grams, of
from protocols.evidence.work import WorkStatus
from protocols.plans.adjust import adjust
from protocols.plans.asked_again import Party
from protocols.plans.check_in import CheckIn
from protocols.plans.effect import StopReason
from protocols.plans.entering import (
    ClientCheckInsOff,
    Entered,
    check_client_may,
    check_one_enters,
    entered,
)
from protocols.plans.person import (
    Capacity,
    NotInOwnName,
    Practitioner,
    PractitionerNeeded,
    PractitionerOnly,
    Staff,
    answering,
    beside,
    check_responsible,
    named,
    whoever,
)
from protocols.plans.raising import Examined
from protocols.plans.report import Report
from protocols.plans.screening import Override, Screening, screen
from protocols.plans.start import highest_daily, highest_meant
from protocols.plans.who_may import who_did
from protocols.refusal import Malformed, Refusal
from tests.plans.walking import ACTS, ADA, ADULT, DAY, DAY_1, NONE, REASON, Walk, body, reasons, walk, yes

BEN: Final = Practitioner(id=UUID(int=9), name="Ben", role="Front desk", registration=None, capacity=Capacity.ASSISTANT)
STAFF: Final = Staff(practitioners=(ADA, BEN), responsible=ADA.id)
ADA_SIGNED_IN: Final = replace(STAFF, signed_in=ADA.id)
BEN_SIGNED_IN: Final = replace(STAFF, signed_in=BEN.id)
STRANGER: Final = UUID(int=5)
ALL_NO: Final = Screening(confirmed_none=True)


def day(number: int) -> date:
    return DAY_1 + DAY * (number - 1)


def rising() -> Walk:
    plan = walk()
    plan.look(day(7))
    return plan


def called() -> Walk:
    plan = walk()
    plan.look(day(3), None, abdominal_pain=9)
    return plan


def paused() -> Walk:
    plan = walk()
    plan.adjust(day(6), "pause")
    return plan


def waiting() -> Walk:
    plan = walk()
    plan.check_in(plan.well(day(7)), day(7), Entered.CLIENT)
    return plan


KG: Final = of("70", Unit.KILOGRAM)

# the act on day 7, the plan, whether an assistant may enter it
MAY: list[tuple[str, Any, dict[str, Any], bool]] = [
    ("pause", walk, {}, True),
    ("hold", rising, {}, True),
    ("stop", walk, {"stop_reason": StopReason.CLIENTS_CHOICE}, True),
    ("stop", walk, {"stop_reason": StopReason.DIED}, True),
    ("stop", walk, {"stop_reason": StopReason.ENTERED_IN_ERROR}, False),
    ("set_step", walk, {"step": "s0"}, True),
    ("set_step", rising, {"step": "s1"}, True),
    ("set_step", walk, {"step": "s2"}, False),
    ("confirm_rise", waiting, {"event": 2}, False),
    ("resume", paused, {}, False),
    ("settle", walk, {}, False),
    ("weigh", walk, {"weight": KG}, True),
    ("weigh", walk, {"weight": KG, "loss_was_planned": True}, False),
    ("product", walk, {"product": Product(scoop=grams("5"))}, True),
    ("rescreen", walk, {"screening": ALL_NO}, False),
    ("close_call", called, {"call": 2}, False),
    ("complete", walk, {}, False),
    ("entered_in_error", walk, {}, False),
    ("acknowledge", walk, {"about": "dose-above-osl"}, False),
    ("acknowledge_evidence", walk, {"work": "heyland-2013", "status": WorkStatus.RETRACTED}, False),
    (
        "review_override",
        lambda: walk("glutamine-chemotherapy"),
        {"caution": "active-malignancy-chemotherapy"},
        False,
    ),
    ("extend", lambda: walk("glutamine-pi-ibs-d"), {"until": day(60), "screening": ALL_NO}, False),
]


@pytest.mark.parametrize(
    ("kind", "make", "fields", "may"), MAY, ids=[f"{row[0]}-{index}" for index, row in enumerate(MAY)]
)
def test_what_an_assistant_may_enter(kind: str, make: Any, fields: dict[str, Any], may: bool) -> None:
    plan = make()
    party = Party(person=ADULT, staff=STAFF)
    for who in (ADA.id, None):
        adjust(plan.protocol, plan.head, ACTS[kind](reason=REASON, by=who, **fields), party, day(7))
    theirs = ACTS[kind](reason=REASON, by=BEN.id, **fields)
    if may:
        adjust(plan.protocol, plan.head, theirs, party, day(7))
        return
    with pytest.raises(PractitionerOnly, match="Name the practitioner") as refused:
        adjust(plan.protocol, plan.head, theirs, party, day(7))
    assert refused.value.pointer == "/by"


# what was told to have changed, the act that answers it
ANSWERS: list[tuple[str, str, dict[str, Any]]] = [
    ("product_changed", "product", {"product": Product(scoop=grams("5"))}),
    ("weight_changed", "weigh", {"weight": KG}),
]


@pytest.mark.parametrize(("change", "kind", "fields"), ANSWERS)
@pytest.mark.parametrize(
    ("staff", "by", "closes"),
    [(STAFF, ADA.id, True), (STAFF, None, True), (STAFF, BEN.id, False)],
    ids=["practitioner", "responsible", "assistant"],
)
def test_h10_what_answers_a_call_closes_it_in_a_practitioner_s_name_alone(
    staff: Staff, by: UUID | None, closes: bool, change: str, kind: str, fields: dict[str, Any]
) -> None:
    plan = walk()
    plan.check_in(CheckIn(on=day(3), alarms=NONE, changes=yes(change)))
    assert [each.because for each in plan.head.calls] == [(f"change-{change}",)]
    act = ACTS[kind](reason=REASON, by=by, **fields)
    done = adjust(plan.protocol, plan.head, act, Party(person=ADULT, staff=staff), day(4))
    assert done.effect.closes_calls == ((2,) if closes else ())
    assert done.sentence.endswith("stays open until a practitioner closes it.") is not closes
    assert (done.effect.product or done.effect.resolved) is not None
    # Without a call there is nothing to say about one.
    quiet = adjust(plan.protocol, walk().head, act, Party(person=ADULT, staff=staff), day(4))
    assert "call" not in quiet.sentence


# the act on day 7, the plan, whether the client may do it without asking
CLIENT_MAY: list[tuple[str, Any, dict[str, Any], bool]] = [
    ("pause", walk, {}, True),
    ("hold", rising, {}, True),
    ("set_step", walk, {"step": "s0"}, True),
    ("set_step", rising, {"step": "s1"}, True),
    ("set_step", walk, {"step": "s2"}, False),
    ("stop", walk, {"stop_reason": StopReason.CLIENTS_CHOICE}, True),
    ("stop", walk, {"stop_reason": StopReason.NO_BENEFIT}, False),
    ("stop", walk, {"stop_reason": StopReason.ENTERED_IN_ERROR}, False),
]


@pytest.mark.parametrize(
    ("kind", "make", "fields", "may"), CLIENT_MAY, ids=[f"{row[0]}-{index}" for index, row in enumerate(CLIENT_MAY)]
)
def test_a_client_may_always_take_less_or_stop(kind: str, make: Any, fields: dict[str, Any], may: bool) -> None:
    """Also in a practice where nobody answers for acts without a name."""
    plan = make()
    party = Party(person=ADULT, staff=NOBODY_ANSWERS)
    act = ACTS[kind](reason=REASON, entered_by="client", **fields)
    assert who_did(act, NOBODY_ANSWERS) is None
    if may:
        adjust(plan.protocol, plan.head, act, party, day(7))
        return
    with pytest.raises(PractitionerOnly) as refused:
        adjust(plan.protocol, plan.head, act, party, day(7))
    assert refused.value.pointer == "/entered_by"


def test_acts_that_are_not_less_have_no_client_who_enters_them() -> None:
    with_field = {kind for kind, act in ACTS.items() if "entered_by" in act.__struct_fields__}
    assert with_field == {kind for kind, *_ in CLIENT_MAY}


def test_every_act_is_in_the_table_but_what_needs_another_plan() -> None:
    assert set(ACTS) - {kind for kind, *_ in MAY} <= {"move_event"}


def test_an_assistant_asks_the_screening_and_gives_no_reason() -> None:
    plan = walk("glutamine-chemotherapy")
    examined = Examined(
        age=40,
        body=body(),
        recorded_cautions=(),
        highest_daily=highest_daily(plan.head.doses[-1].items, ()),
        highest_meant=highest_meant(plan.head.doses[-1].items, ()),
        samples={},
        as_of=DAY_1,
    )
    asked = Screening(confirmed_none=True, by=BEN.id)

    def by(who: UUID | None) -> tuple[Override, ...]:
        given = reasons(plan.protocol)
        return tuple(Override(caution=o.caution, reason=o.reason, agreed_by=o.agreed_by, by=who) for o in given)

    assert screen(plan.protocol.cautions, asked, by(ADA.id), examined, STAFF, DAY_1).by == BEN
    with pytest.raises(PractitionerOnly) as refused:
        screen(plan.protocol.cautions, asked, by(BEN.id), examined, STAFF, DAY_1)
    assert refused.value.pointer == "/overrides"


def test_who_answers_for_an_act() -> None:
    assert answering(STAFF, None, "/by") == ADA
    with pytest.raises(PractitionerOnly):
        answering(STAFF, BEN.id, "/seen_by")
    with pytest.raises(PractitionerNeeded):
        answering(STAFF, UUID(int=5), "/by")


# who is named, who is signed in, whose the act is: a person, nobody's, or the refusal
WHOSE: list[tuple[UUID | None, Staff, Practitioner | type[Refusal]]] = [
    (None, STAFF, ADA),
    (BEN.id, STAFF, BEN),
    (STRANGER, STAFF, PractitionerNeeded),
    (None, ADA_SIGNED_IN, ADA),
    (ADA.id, ADA_SIGNED_IN, ADA),
    (BEN.id, ADA_SIGNED_IN, NotInOwnName),
    (STRANGER, ADA_SIGNED_IN, NotInOwnName),
    # Whoever is signed in comes before whoever is responsible.
    (None, BEN_SIGNED_IN, BEN),
    (ADA.id, BEN_SIGNED_IN, NotInOwnName),
    # Signed in, and no person of the practice any more.
    (None, replace(STAFF, signed_in=STRANGER), PractitionerNeeded),
    (STRANGER, replace(STAFF, signed_in=STRANGER), PractitionerNeeded),
]


@pytest.mark.parametrize(("who", "staff", "whose"), WHOSE)
def test_whoever_is_signed_in_acts_in_no_other_name(
    who: UUID | None, staff: Staff, whose: Practitioner | type[Refusal]
) -> None:
    if isinstance(whose, Practitioner):
        assert named(staff, who, "/by") == whose
        return
    with pytest.raises(whose) as refused:
        named(staff, who, "/screening/by")
    assert getattr(refused.value, "pointer", None) == "/screening/by"


def test_whoever_is_signed_in_answers_only_as_what_that_person_is() -> None:
    assert answering(ADA_SIGNED_IN, None, "/by") == ADA
    with pytest.raises(PractitionerOnly):
        answering(BEN_SIGNED_IN, None, "/by")
    with pytest.raises(NotInOwnName):
        answering(BEN_SIGNED_IN, ADA.id, "/by")


def test_what_needs_no_name_is_nobody_s_only_where_nobody_is_signed_in() -> None:
    assert whoever(STAFF, None, "/by") is None
    assert whoever(STAFF, BEN.id, "/by") == BEN
    assert whoever(BEN_SIGNED_IN, None, "/by") == BEN
    with pytest.raises(NotInOwnName):
        whoever(BEN_SIGNED_IN, ADA.id, "/by")


def test_a_second_person_is_another_than_the_one_who_is_signed_in() -> None:
    for staff in (STAFF, BEN_SIGNED_IN):
        assert beside(staff, ADA.id, "/seen_by") == ADA
        with pytest.raises(PractitionerOnly):
            beside(staff, BEN.id, "/seen_by")
        with pytest.raises(PractitionerNeeded):
            beside(staff, STRANGER, "/seen_by")


@pytest.mark.parametrize(
    ("kind", "make", "fields"),
    [
        ("settle", walk, {}),
        ("set_step", walk, {"step": "s2"}),
        ("complete", walk, {}),
        ("close_call", called, {"call": 2}),
        ("confirm_rise", waiting, {"event": 2}),
    ],
)
def test_h10_an_assistant_who_is_signed_in_borrows_no_name(kind: str, make: Any, fields: dict[str, Any]) -> None:
    plan, party = make(), Party(person=ADULT, staff=BEN_SIGNED_IN)
    for by, refusal in ((None, PractitionerOnly), (BEN.id, PractitionerOnly), (ADA.id, NotInOwnName)):
        with pytest.raises(refusal) as refused:
            adjust(plan.protocol, plan.head, ACTS[kind](reason=REASON, by=by, **fields), party, day(7))
        assert getattr(refused.value, "pointer", None) == "/by"


def test_an_assistant_answers_for_nobody_else() -> None:
    check_responsible(Capacity.PRACTITIONER, responsible=True)
    check_responsible(Capacity.ASSISTANT, responsible=False)
    with pytest.raises(PractitionerOnly) as refused:
        check_responsible(Capacity.ASSISTANT, responsible=True)
    assert refused.value.pointer == "/responsible"


NOBODY_ANSWERS: Final = Staff(practitioners=(ADA, BEN), responsible=None)

# who is named, the practice, whether the client enters it, the capacity
ENTERS = [
    (ADA, STAFF, False, Entered.PRACTITIONER),
    (ADA, NOBODY_ANSWERS, False, Entered.PRACTITIONER),
    (BEN, STAFF, False, Entered.ASSISTANT),
    (None, STAFF, False, Entered.PRACTITIONER),
    (None, NOBODY_ANSWERS, False, Entered.NOBODY),
    (None, STAFF, True, Entered.CLIENT),
]


@pytest.mark.parametrize(("who", "staff", "by_client", "capacity"), ENTERS)
def test_in_which_capacity(who: Practitioner | None, staff: Staff, by_client: bool, capacity: Entered) -> None:
    assert entered(who, staff, by_client=by_client) is capacity


def test_a_client_enters_only_where_the_practice_says_so() -> None:
    check_client_may("client", allowed=True)
    check_client_may(None, allowed=False)
    with pytest.raises(ClientCheckInsOff, match="An alarm is always taken") as refused:
        check_client_may("client", allowed=False)
    assert refused.value.pointer == "/entered_by"


def test_one_of_the_two_enters() -> None:
    check_one_enters(ADA.id, None)
    for make in (
        lambda: CheckIn(on=DAY_1, by=ADA.id, entered_by="client"),
        lambda: Report(on=DAY_1, alarms=("fever",), by=ADA.id, entered_by="client"),
        lambda: ACTS["pause"](reason=REASON, by=ADA.id, entered_by="client"),
    ):
        with pytest.raises(Malformed) as refused:
            make()
        assert refused.value.pointer == "/entered_by"
    assert CheckIn(on=DAY_1, entered_by="client").by is None
