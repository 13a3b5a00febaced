"""What revisions rest on, what is said of it, and which plans carry it: found by one question, written for no plan."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from api.ids import new_id
from api.store import evidence, plans, practices, revisions, uses, worklist, works
from api.store.database import Database, Transaction
from api.store.plan_rows import StoredPlan
from api.store.reserved import LIBRARY, revision_id
from api.store.revision_rows import StoredRevision
from api.store.tables import plan_evidence_seen, revision_works
from api.store.troubles import RowRefused
from api.store.works import StoredWork, WorkWritten
from api.texts import text_of
from protocols.authoring.citing import works_cited
from protocols.evidence.work import WorkStatus
from protocols.plans.effect import EvidenceSeen
from protocols.plans.head import Head
from protocols.plans.task import TaskKind, TaskState, urgency_of_evidence
from tests.store.acting import beside
from tests.store.samples import (
    NOW,
    SLUG,
    TEXT,
    TODAY,
    after,
    built_in_plan,
    called_about,
    citing,
    client,
    draft,
    lifted,
    new_plan,
    stop,
)
from tests.store.test_works import own

DAY: Final = timedelta(days=1)
LATER: Final = NOW + DAY
CORRECTED, CONCERN, RETRACTED = WorkStatus.CORRECTED, WorkStatus.CONCERN, WorkStatus.RETRACTED
OF_THE_LIBRARY: Final = works_cited(TEXT)[0]


def said(tx: Transaction, status: WorkStatus, key: str = "our-audit", now: datetime = LATER) -> StoredWork:
    """A work of the practice in this state."""
    work = msgspec.structs.replace(own(key), status=status)
    return works.create(tx, new_id(), WorkWritten(work=work), now)


def by_the_library(tx: Transaction, status: WorkStatus, key: str, now: datetime) -> None:
    """A built-in work as a release would have it; the transaction is thrown away."""
    work = msgspec.structs.replace(own(key), status=status)
    works.create(beside(tx, LIBRARY), new_id(), WorkWritten(work=work), now)


def changed(tx: Transaction, found: StoredWork, status: WorkStatus, now: datetime) -> StoredWork:
    work = msgspec.structs.replace(found.work, status=status)
    return works.replace(tx, found, WorkWritten(work=work), now)


def doubts(tx: Transaction, revision: StoredRevision) -> list[tuple[str, WorkStatus, datetime]]:
    return [(each.work, each.status, each.status_at) for each in evidence.of_revision(tx, revision.id)]


def cited(tx: Transaction, of: UUID, owner: UUID) -> list[str]:
    row = revision_works.c
    query = select(row.work_key).where(row.practice_id == owner, row.revision_id == of).order_by(row.place)
    return list(tx.connection.execute(query).scalars())


# --- what a revision rests on


def test_h13_what_is_published_keeps_what_it_rests_on_and_a_draft_does_not(tx: Transaction) -> None:
    found = citing(tx, "our-audit", "another", "our-audit")
    assert cited(tx, found.id, tx.practice_id) == ["another", "our-audit"]
    assert cited(tx, draft(tx).id, tx.practice_id) == []
    assert cited(tx, citing(tx, slug="nothing").id, tx.practice_id) == []


def test_so_does_what_is_built_in(tx: Transaction) -> None:
    there = revision_id(SLUG, 1)
    text = text_of(revisions.pinned(tx, there))
    assert cited(tx, there, LIBRARY) == list(works_cited(text)) != []


def test_it_is_written_for_a_revision_of_the_practice_alone(
    database: Database, practice_id: UUID, stranger_id: UUID
) -> None:
    theirs = database.write(stranger_id, citing)
    with pytest.raises(RowRefused):
        database.write(practice_id, lambda tx: evidence.cite(tx, theirs.id, TEXT))


# --- which doubt counts

# the library's word, the practice's own word, each with its day; the status and day that count
COUNTS: Final = [
    ((RETRACTED, 1), None, (RETRACTED, 1)),
    (None, (RETRACTED, 1), (RETRACTED, 1)),
    ((RETRACTED, 1), (WorkStatus.OK, 2), (RETRACTED, 1)),
    ((WorkStatus.OK, 2), (CONCERN, 1), (CONCERN, 1)),
    ((CONCERN, 2), (RETRACTED, 1), (RETRACTED, 1)),
    ((RETRACTED, 1), (CONCERN, 2), (RETRACTED, 1)),
    ((CORRECTED, 2), (CONCERN, 1), (CONCERN, 1)),
    ((CONCERN, 1), (CONCERN, 2), (CONCERN, 2)),
    ((CONCERN, 2), (CONCERN, 1), (CONCERN, 2)),
    ((WorkStatus.OK, 1), (WorkStatus.UNKNOWN, 1), None),
    ((CORRECTED, 1), None, (CORRECTED, 1)),
    ((CORRECTED, 0), None, None),
    (None, (CORRECTED, 0), None),
    ((CORRECTED, 0), (CORRECTED, 1), (CORRECTED, 1)),
    ((CONCERN, 0), None, (CONCERN, 0)),
    ((RETRACTED, 0), None, (RETRACTED, 0)),
    ((CORRECTED, 2), (CONCERN, 0), (CONCERN, 0)),
]


@pytest.mark.parametrize(("theirs", "ours", "counts"), COUNTS)
def test_h13_the_graver_word_counts_and_a_correction_only_if_the_text_did_not_know_it(
    tx: Transaction,
    theirs: tuple[WorkStatus, int] | None,
    ours: tuple[WorkStatus, int] | None,
    counts: tuple[WorkStatus, int] | None,
) -> None:
    """The text is published on day 0."""
    revision = citing(tx, "our-audit")
    if theirs is not None:
        by_the_library(tx, theirs[0], "our-audit", NOW + DAY * theirs[1])
    if ours is not None:
        said(tx, ours[0], now=NOW + DAY * ours[1])
    expected = [] if counts is None else [("our-audit", counts[0], NOW + DAY * counts[1])]
    assert doubts(tx, revision) == expected


def test_a_practices_own_word_counts_for_what_is_built_in_too(tx: Transaction) -> None:
    said(tx, RETRACTED, OF_THE_LIBRARY)
    built_in = revisions.pinned(tx, revision_id(SLUG, 1))
    assert doubts(tx, built_in) == [(OF_THE_LIBRARY, RETRACTED, LATER)]
    assert doubts(tx, citing(tx, "our-audit")) == []


def test_nothing_is_in_doubt_as_the_library_is_shipped(tx: Transaction) -> None:
    assert doubts(tx, revisions.pinned(tx, revision_id(SLUG, 1))) == []


# --- what somebody has seen


def seen_rows(tx: Transaction, plan: StoredPlan) -> dict[str, str]:
    row = plan_evidence_seen.c
    own_rows = select(row.work_key, row.status).where(row.practice_id == tx.practice_id, row.plan_id == plan.id)
    return {each.work_key: each.status for each in tx.connection.execute(own_rows)}


def with_seen(plan: StoredPlan, *seen: tuple[str, WorkStatus]) -> Head:
    """The plan's head as if these had been seen."""
    by = plan.head.screened.by
    noted = tuple(EvidenceSeen(work=work, status=status, by=by, on=TODAY) for work, status in seen)
    return msgspec.structs.replace(plan.head, evidence_seen=noted)


def test_only_what_changed_is_written(tx: Transaction, statements: list[str]) -> None:
    plan = built_in_plan(tx)
    heads = [
        plan.head,
        with_seen(plan, ("a", CONCERN)),
        with_seen(plan, ("a", CONCERN), ("b", CORRECTED)),
        with_seen(plan, ("b", CORRECTED), ("a", RETRACTED)),
        plan.head,
        plan.head,
    ]
    found, sent = [], []
    for before, later in pairwise(heads):
        statements.clear()
        evidence.keep_seen(tx, plan.id, before, later)
        sent.append(list(statements))
        found.append(seen_rows(tx, plan))
    assert found == [
        {"a": "concern"},
        {"a": "concern", "b": "corrected"},
        {"a": "retracted", "b": "corrected"},
        {},
        {},
    ]
    assert sent == [["Insert"], ["Insert"], ["Delete", "Insert"], ["Delete"], []]


def test_it_belongs_to_a_plan_of_the_practice(database: Database, practice_id: UUID, stranger_id: UUID) -> None:
    theirs: StoredPlan = database.write(stranger_id, built_in_plan)
    seen = with_seen(theirs, ("a", CONCERN))
    with pytest.raises(RowRefused):
        database.write(practice_id, lambda tx: evidence.keep_seen(tx, theirs.id, theirs.head, seen))


# --- the worklist


def listed(tx: Transaction, kind: TaskKind | None = TaskKind.EVIDENCE) -> list[worklist.StoredTask]:
    return list(worklist.page(tx, worklist.Asked(at=LATER, today=TODAY, kind=kind), None, 100))


def flagged(tx: Transaction) -> list[tuple[UUID, str | None, TaskState]]:
    return [(each.plan_id, each.about, each.state) for each in listed(tx)]


def walkers(tx: Transaction, revision: StoredRevision, many: int) -> list[StoredPlan]:
    return [new_plan(tx, revision, client(tx, f"MRN-{new_id()}")) for _ in range(many)]


def test_h13_every_live_plan_that_rests_on_it_is_flagged_and_nothing_is_written(
    tx: Transaction, statements: list[str]
) -> None:
    first, second = walkers(tx, citing(tx, "our-audit", "another"), 2)
    built_in_plan(tx)
    assert flagged(tx) == []
    statements.clear()
    work = said(tx, RETRACTED)
    assert statements == ["Insert", "Select"]
    assert flagged(tx) == [(first.id, "our-audit", TaskState.RETRACTED), (second.id, "our-audit", TaskState.RETRACTED)]
    said(tx, CONCERN, "another", LATER + DAY)
    assert [(each.plan_id, each.number, each.at) for each in listed(tx)] == [
        (first.id, 1, LATER),
        (second.id, 1, LATER),
        (first.id, 0, LATER + DAY),
        (second.id, 0, LATER + DAY),
    ]
    changed(tx, work, WorkStatus.OK, LATER)
    assert {about for _, about, _ in flagged(tx)} == {"another"}


def test_what_is_over_is_flagged_no_more(tx: Transaction) -> None:
    by_name, by_calendar, going = walkers(tx, citing(tx, "our-audit"), 3)
    said(tx, RETRACTED)
    event = stop(by_name)
    plans.append(tx, by_name, (event,), after(by_name, event), lifted(live=False))
    ended = stop(by_calendar)
    plans.append(tx, by_calendar, (ended,), by_calendar.head, lifted(holds_until=TODAY - DAY))
    assert [plan_id for plan_id, _, _ in flagged(tx)] == [going.id]
    assert worklist.counts(tx, LATER, TODAY)[TaskKind.EVIDENCE] == 1


# what was seen, what is said now, whether the plan is flagged
FLAGGED: Final = [
    (None, CORRECTED, True),
    (CORRECTED, CORRECTED, False),
    (CORRECTED, CONCERN, True),
    (CONCERN, RETRACTED, True),
    (RETRACTED, RETRACTED, False),
    (RETRACTED, CONCERN, False),
]


@pytest.mark.parametrize(("known", "now", "is_flagged"), FLAGGED)
def test_h13_what_was_seen_is_flagged_anew_by_something_graver_alone(
    tx: Transaction, known: WorkStatus | None, now: WorkStatus, is_flagged: bool
) -> None:
    plan, other = walkers(tx, citing(tx, "our-audit"), 2)
    said(tx, now)
    if known is not None:
        evidence.keep_seen(tx, plan.id, plan.head, with_seen(plan, ("our-audit", known)))
    evidence.keep_seen(tx, other.id, other.head, with_seen(other, ("another", RETRACTED)))
    assert [each for each, _, _ in flagged(tx)] == [plan.id] * is_flagged + [other.id]


def test_a_task_has_the_title_and_the_day_of_the_plans_own_time_zone(tx: Transaction) -> None:
    """In Berlin it is the next day already."""
    (plan,) = walkers(tx, citing(tx, "our-audit"), 1)
    said(tx, CONCERN, now=NOW.replace(hour=23, minute=30))
    (found,) = listed(tx)
    assert (found.title, found.says, found.since) == ("Our own audit", None, TODAY + DAY)
    assert (found.client_id, found.urgency, found.event) == (plan.client_id, urgency_of_evidence(), None)


def test_it_stands_between_calls_and_the_rest_whole_or_page_by_page(tx: Transaction) -> None:
    first = called_about(tx, built_in_plan(tx))
    plan, _ = walkers(tx, citing(tx, "our-audit", "another"), 2)
    said(tx, RETRACTED)
    said(tx, RETRACTED, "another")
    whole = listed(tx, None)
    kinds = [each.kind for each in whole]
    assert kinds == [TaskKind.CALL, *[TaskKind.CHECK_IN] * 3, *[TaskKind.EVIDENCE] * 4]
    assert (whole[0].plan_id, {each.plan_id for each in whole[4:6]}) == (first.id, {plan.id})
    for seen, last in enumerate(whole):
        place = worklist.Place(urgency=last.urgency, at=last.at, plan_id=last.plan_id, number=last.number)
        asked = worklist.Asked(at=LATER, today=TODAY)
        assert list(worklist.page(tx, asked, place, 100)) == whole[seen + 1 :]
        assert list(worklist.page(tx, asked, place, 1)) == whole[seen + 1 : seen + 2]


def test_another_practice_is_told_nothing(tx: Transaction, stranger_id: UUID) -> None:
    other = beside(tx, stranger_id)
    built_in_plan(other)
    said(tx, RETRACTED, OF_THE_LIBRARY)
    assert flagged(other) == []
    assert doubts(other, revisions.pinned(other, revision_id(SLUG, 1))) == []
    mine = built_in_plan(tx)
    assert [plan_id for plan_id, _, _ in flagged(tx)] == [mine.id]


# --- what rests on a work


def test_revisions_and_live_plans_that_rest_on_a_work(tx: Transaction) -> None:
    ours = citing(tx, OF_THE_LIBRARY, slug="ours")
    going, gone = walkers(tx, ours, 2)
    built_in = built_in_plan(tx)
    walkers(tx, citing(tx, "our-audit"), 1)
    event = stop(gone)
    plans.append(tx, gone, (event,), after(gone, event), lifted(live=False))
    evidence.keep_seen(tx, going.id, going.head, with_seen(going, (OF_THE_LIBRARY, CONCERN), ("our-audit", RETRACTED)))
    found = uses.revisions_on(tx, OF_THE_LIBRARY)
    assert [(each.slug, each.number, each.built_in) for each in found if each.slug in {"ours", SLUG}] == [
        (SLUG, 1, True),
        ("ours", 1, False),
    ]
    rows = uses.plans_on(tx, OF_THE_LIBRARY, TODAY, None, 100)
    assert [(each.plan_id, each.slug, each.number, each.acknowledged) for each in rows] == [
        (going.id, "ours", 1, CONCERN),
        (built_in.id, SLUG, 1, None),
    ]
    assert (rows[0].client_id, rows[0].display_name) == (going.client_id, "Sam Rivera")
    assert uses.plans_on(tx, OF_THE_LIBRARY, TODAY, None, 1) == rows[:1]
    assert uses.plans_on(tx, OF_THE_LIBRARY, TODAY, going.id, 100) == rows[1:]


def test_another_practice_rests_on_nothing_of_ours(tx: Transaction, stranger_id: UUID) -> None:
    other = beside(tx, stranger_id)
    walkers(other, citing(other, "our-audit"), 1)
    assert (uses.revisions_on(tx, "our-audit"), uses.plans_on(tx, "our-audit", TODAY, None, 100)) == ((), ())
    assert len(uses.plans_on(other, "our-audit", TODAY, None, 100)) == 1
    assert practices.get(other).id == stranger_id
