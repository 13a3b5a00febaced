"""A publication that a plan rests on is doubted: the plan carries it until a named practitioner has seen it."""

from typing import Any, Final
from uuid import UUID

import pytest
from msgspec.structs import replace

from protocols.evidence.doubt import Doubt
from protocols.evidence.work import WorkStatus
from protocols.plans.acknowledging import NothingToAcknowledge
from protocols.plans.acts import AcknowledgeEvidence
from protocols.plans.decide import dosing
from protocols.plans.doubted import NotInThisDoubt, WorkNotCited, check_doubt, doubted_claims, plan_doubts
from protocols.plans.effect import Effect
from protocols.plans.entering import Entered
from protocols.plans.fold import affected
from protocols.plans.person import PractitionerNeeded
from tests.plans.walking import REASON, Walk, walk
from tests.spec.protocols import day

CORRECTED, CONCERN, RETRACTED = WorkStatus.CORRECTED, WorkStatus.CONCERN, WorkStatus.RETRACTED
WORK: Final = "heyland-2013"
ELSEWHERE: Final = "lin-2021"


def doubt(status: WorkStatus, work: str = WORK) -> Doubt:
    return Doubt(work=work, title="A randomized trial", status=status, since=day(2))


def seen(plan: Walk, status: WorkStatus, number: int = 3, **more: Any) -> None:
    plan.adjust(day(number), "acknowledge_evidence", **{"work": WORK, "status": status} | more)


# what somebody has seen, what is said now, whether the plan still carries it
CARRIES: Final[list[tuple[tuple[WorkStatus, ...], WorkStatus, bool]]] = [
    ((), CORRECTED, True),
    ((), CONCERN, True),
    ((), RETRACTED, True),
    ((CORRECTED,), CORRECTED, False),
    ((CORRECTED,), CONCERN, True),
    ((CORRECTED, CONCERN), CONCERN, False),
    ((CORRECTED, CONCERN), RETRACTED, True),
    ((CONCERN,), RETRACTED, True),
    ((CONCERN,), CORRECTED, False),
    ((RETRACTED,), RETRACTED, False),
    ((RETRACTED,), CONCERN, False),
]


@pytest.mark.parametrize(("known", "now", "carries"), CARRIES)
def test_h13_a_plan_carries_a_doubt_until_that_one_or_a_graver_one_was_seen(
    known: tuple[WorkStatus, ...], now: WorkStatus, carries: bool
) -> None:
    plan = walk()
    for number, status in enumerate(known, start=3):
        seen(plan, status, number)
    (found,) = plan_doubts(plan.protocol, plan.head, [doubt(now)])
    assert (found.work, found.status, found.since) == (WORK, now, day(2))
    assert (found.acknowledged is None) is carries


def test_who_has_seen_what_and_when_stays_with_the_plan() -> None:
    plan = walk()
    seen(plan, CONCERN, 4)
    (found,) = plan_doubts(plan.protocol, plan.head, [doubt(CONCERN)])
    assert found.acknowledged is not None
    noted = found.acknowledged
    assert (noted.by.name, noted.on, noted.status) == ("Dr. Ada Moss", day(4), CONCERN)
    seen(plan, RETRACTED, 5)
    assert [(each.status, each.on) for each in plan.head.evidence_seen] == [(RETRACTED, day(5))]


def test_what_rests_on_it_is_told() -> None:
    protocol = walk().protocol
    (found,) = doubted_claims(protocol, [doubt(RETRACTED), doubt(RETRACTED, "not-cited-here")])
    (claim,) = found.claims
    assert claim.says in {each.says for each in protocol.claims if any(link.work == WORK for link in each.links)}


def test_one_publication_seen_is_not_another() -> None:
    plan = walk()
    other = next(link.work for each in plan.protocol.claims for link in each.links if link.work != WORK)
    seen(plan, RETRACTED)
    seen(plan, CONCERN, 4, work=other)
    assert {each.work for each in plan.head.evidence_seen} == {WORK, other}


def test_it_touches_no_dose_and_no_rise_that_waits() -> None:
    plan = walk()
    plan.check_in(plan.well(day(7)), day(7), Entered.CLIENT)
    before = plan.head
    assert before.proposal is not None
    assert plan.adjust(day(8), "acknowledge_evidence", work=WORK, status=RETRACTED).sentence == (
        "Seen: heyland-2013 was retracted."
    )
    assert replace(plan.head, seq=before.seq, evidence_seen=()) == before
    assert [dosing(plan.head, day(number)) for number in range(1, 40)] == [
        dosing(before, day(number)) for number in range(1, 40)
    ]


def test_under_another_text_it_is_to_be_seen_anew() -> None:
    plan = walk()
    seen(plan, RETRACTED)
    head = plan.head
    over = affected(head, Effect(day=day(5), follows=head.follows), head.seq + 1, day(5))
    assert (len(head.evidence_seen), over.evidence_seen) == (1, ())


REFUSED: Final[list[tuple[dict[str, Any], type[Exception], str]]] = [
    ({"work": "not-cited-here"}, WorkNotCited, "/work"),
    ({"status": WorkStatus.OK}, NotInThisDoubt, "/status"),
    ({"status": WorkStatus.UNKNOWN}, NotInThisDoubt, "/status"),
    ({"by": UUID(int=9)}, PractitionerNeeded, "/by"),
]


@pytest.mark.parametrize(("told", "refusal", "pointer"), REFUSED)
def test_what_cannot_be_seen_is_refused(told: dict[str, Any], refusal: Any, pointer: str) -> None:
    with pytest.raises(refusal) as refused:
        walk().adjust(day(3), "acknowledge_evidence", **{"work": WORK, "status": RETRACTED} | told)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize("again", [RETRACTED, CONCERN, CORRECTED])
def test_nothing_is_seen_twice_nor_less_than_was_seen(again: WorkStatus) -> None:
    plan = walk()
    seen(plan, RETRACTED)
    with pytest.raises(NothingToAcknowledge) as refused:
        seen(plan, again, 4)
    assert refused.value.pointer == "/work"


# what is said now, what was told to have been seen, where that is refused
READ: Final[list[tuple[list[Doubt], WorkStatus, str | None]]] = [
    ([doubt(RETRACTED)], RETRACTED, None),
    ([doubt(CONCERN, ELSEWHERE), doubt(RETRACTED)], RETRACTED, None),
    ([doubt(RETRACTED)], CONCERN, "/status"),
    ([doubt(CORRECTED)], RETRACTED, "/status"),
    ([doubt(RETRACTED, ELSEWHERE)], RETRACTED, "/work"),
    ([], RETRACTED, "/work"),
]


@pytest.mark.parametrize(("now", "told", "pointer"), READ)
def test_h13_nobody_signs_what_is_not_said(now: list[Doubt], told: WorkStatus, pointer: str | None) -> None:
    act = AcknowledgeEvidence(reason=REASON, work=WORK, status=told)
    if pointer is None:
        check_doubt(act, now)
        return
    with pytest.raises(NotInThisDoubt) as refused:
        check_doubt(act, now)
    assert refused.value.pointer == pointer
