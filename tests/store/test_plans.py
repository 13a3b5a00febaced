"""Plans: a log that only grows, a head that moves with it, one live plan per client and substance."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import insert as raw_insert
from sqlalchemy import select

from api.ids import new_id
from api.store import plans, revisions
from api.store.database import Database, Transaction
from api.store.plan_rows import LiveOn, NewPlan, PlanFilter, StoredPlan
from api.store.refusals import Changed, NotFound
from api.store.reserved import protocol_id
from api.store.tables import plan_events, plan_substances
from api.store.tables import plans as plans_table
from api.store.tables import revisions as revisions_table
from api.store.troubles import RowRefused
from protocols.plans.fold import fold
from protocols.plans.start import SubstanceTwice
from tests.store.samples import (
    NOW,
    SLUG,
    TODAY,
    after,
    built_in_plan,
    client,
    lifted,
    new_plan,
    published,
    stamp,
    started,
    stop,
)


def stopped(tx: Transaction, plan: StoredPlan) -> StoredPlan:
    event = stop(plan)
    return plans.append(tx, plan, (event,), after(plan, event), lifted(live=False))


def test_a_plan_comes_back_as_its_log_adds_up(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    log = plans.events(tx, plan.id)
    assert plans.get(tx, plan.id) == plan
    assert plan.head == fold(log)
    assert (plan.seq, plan.version, plan.built_in, plan.started_on) == (1, 1, True, TODAY)
    pinned = revisions.pinned(tx, plan.revision_id)
    assert (pinned.hash, pinned.protocol_id) == (plan.revision_hash, plan.protocol_id)


def test_an_event_and_the_head_move_together(tx: Transaction) -> None:
    plan = stopped(tx, plans.lock(tx, built_in_plan(tx).id))
    log = plans.events(tx, plan.id)
    assert [event.stamp.seq for event in log] == [1, 2]
    assert plan.head == fold(log)
    assert (plan.seq, plan.version, plan.phase, plan.updated_at) == (2, 2, "stopped", NOW + timedelta(minutes=2))
    kinds = select(plan_events.c.kind).where(
        plan_events.c.practice_id == tx.practice_id, plan_events.c.plan_id == plan.id
    )
    assert list(tx.connection.execute(kinds.order_by(plan_events.c.seq)).scalars()) == ["started", "adjusted"]


def test_an_event_follows_the_state_that_it_was_decided_on(tx: Transaction) -> None:
    plan = built_in_plan(tx)
    stopped(tx, plan)
    with pytest.raises(Changed):
        stopped(tx, plan)
    assert len(plans.events(tx, plan.id)) == 2


def test_one_of_two_decisions_at_once_is_kept(database: Database, practice_id: UUID) -> None:
    """Without the lock both would read the same head; with it the second sees what the first one did."""
    plan = database.write(practice_id, built_in_plan)
    meet = threading.Barrier(2)

    def decide(tx: Transaction) -> int:
        if tx.connection.dialect.name == "postgresql":
            meet.wait(timeout=20)
        locked = plans.lock(tx, plan.id)
        return stopped(tx, locked).seq if locked.seq == 1 else 0

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(database.write, practice_id, decide) for _ in range(2)]
        assert sorted(each.result(timeout=30) for each in done) == [0, 2]
    assert len(database.read(practice_id, lambda tx: plans.events(tx, plan.id))) == 2


def test_a_client_has_one_live_plan_per_substance(tx: Transaction) -> None:
    person = client(tx)
    first = built_in_plan(tx, person)
    with pytest.raises(SubstanceTwice), tx.connection.begin_nested():
        built_in_plan(tx, person)
    built_in_plan(tx, client(tx, "MRN-2"))
    assert plans.live_substances(tx, person, TODAY) == ("l-glutamine",)
    stopped(tx, first)
    assert plans.live_substances(tx, person, TODAY) == ()
    assert built_in_plan(tx, person) in plans.lock_live(tx, person, TODAY)


def test_one_of_two_starts_at_once_wins(database: Database, practice_id: UUID) -> None:
    person = database.write(practice_id, client)
    meet = threading.Barrier(3)

    def attempt(_: int) -> bool:
        def step(tx: Transaction) -> None:
            if tx.connection.dialect.name == "postgresql":
                meet.wait(timeout=20)
            built_in_plan(tx, person)

        try:
            database.write(practice_id, step)
        except SubstanceTwice:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(attempt, range(3))) == [False, False, True]
    assert len(database.write(practice_id, lambda tx: plans.lock_live(tx, person, TODAY))) == 1


def test_a_plan_that_comes_back_to_life_must_find_its_substance_free(tx: Transaction) -> None:
    person = client(tx)
    first = stopped(tx, built_in_plan(tx, person))
    built_in_plan(tx, person)
    event = stop(first)
    with pytest.raises(SubstanceTwice):
        plans.append(tx, first, (event,), after(first, event), lifted(live=True))


def test_a_plan_that_ran_out_holds_its_substance_no_longer(tx: Transaction) -> None:
    person = client(tx)
    revision = revisions.latest_published(tx, protocol_id(SLUG))
    ran_out = new_plan(tx, revision, person, lifted(holds_until=TODAY))
    tomorrow = TODAY + timedelta(days=1)
    assert plans.lock_live(tx, person, TODAY) == (ran_out,)
    assert plans.lock_live(tx, person, tomorrow) == ()
    assert plans.live_substances(tx, person, tomorrow) == ()
    plans.release_ended(tx, person, TODAY)
    assert plans.lock_live(tx, person, TODAY) == (ran_out,)
    # The next plan's own start lets it go.
    first = started(tx, revision, person)
    event = msgspec.structs.replace(first, stamp=stamp(1, revision.hash, tomorrow))
    plans.start(tx, NewPlan(id=new_id(), built_in=True, head=fold([event]), lifted=lifted()), event)


def test_lists_by_client_phase_and_due_day(tx: Transaction) -> None:
    people = [client(tx, f"MRN-{n}") for n in range(3)]
    revision = revisions.latest_published(tx, protocol_id(SLUG))
    made = [
        new_plan(tx, revision, person, lifted(next_due=TODAY + timedelta(days=n))) for n, person in enumerate(people)
    ]
    made[2] = stopped(tx, made[2])

    def found(wanted: PlanFilter) -> list[UUID]:
        return [each.id for each in plans.page(tx, wanted, None, 10)]

    assert found(PlanFilter()) == [plan.id for plan in made]
    assert found(PlanFilter(client_id=people[1])) == [made[1].id]
    assert found(PlanFilter(phase="stopped")) == [made[2].id]
    assert found(PlanFilter(due_by=TODAY)) == [made[0].id]
    assert plans.page(tx, PlanFilter(), made[0].id, 1) == (made[1],)


def test_lists_by_what_a_plan_rests_on_and_whether_it_is_live(tx: Transaction) -> None:
    built_in = revisions.latest_published(tx, protocol_id(SLUG))
    own = published(tx)
    made = [new_plan(tx, own, client(tx, "MRN-0")), new_plan(tx, built_in, client(tx, "MRN-1"))]
    made.append(stopped(tx, new_plan(tx, built_in, client(tx, "MRN-2"))))
    ran_out = new_plan(tx, built_in, client(tx, "MRN-3"), lifted(holds_until=TODAY))

    def found(on: date = TODAY, *, live: bool | None = None, **wanted: Any) -> list[UUID]:
        asked = None if live is None else LiveOn(live=live, on=on)
        return [each.id for each in plans.page(tx, PlanFilter(live=asked, **wanted), None, 10)]

    tomorrow = TODAY + timedelta(days=1)
    assert found(protocol_id=own.protocol_id) == found(revision_id=own.id) == [made[0].id]
    assert found(protocol_id=built_in.protocol_id) == [made[1].id, made[2].id, ran_out.id]
    assert found(revision_id=built_in.id, live=True) == [made[1].id, ran_out.id]
    assert found(tomorrow, revision_id=built_in.id, live=True) == [made[1].id]
    assert found(tomorrow, revision_id=built_in.id, live=False) == [made[2].id, ran_out.id]
    both = [own.id, built_in.id]
    assert plans.count_live(tx, both, TODAY) == {own.id: 1, built_in.id: 2}
    assert plans.count_live(tx, both, tomorrow) == {own.id: 1, built_in.id: 1}
    assert plans.count_live(tx, [], TODAY) == {}


def test_a_plan_may_walk_the_practices_own_revision(tx: Transaction) -> None:
    plan = new_plan(tx, published(tx), client(tx))
    assert not plan.built_in
    assert revisions.pinned(tx, plan.revision_id).title == "Calm start"


def test_the_database_keeps_plans_away_from_other_practices(
    database: Database, practice_id: UUID, stranger_id: UUID
) -> None:
    """Even a statement that no function of the store would make cannot point into another practice."""
    theirs = database.write(stranger_id, lambda tx: (client(tx), published(tx)))
    mine = database.write(practice_id, lambda tx: (client(tx), published(tx)))

    def start(client_id: UUID, revision_id: UUID, *, built_in: bool = False) -> None:
        def step(tx: Transaction) -> None:
            revision = mine[1] if revision_id == mine[1].id else theirs[1]
            event = started(tx, revision, client_id)
            new = NewPlan(id=new_id(), built_in=built_in, head=fold([event]), lifted=lifted())
            plans.start(tx, new, event)

        database.write(practice_id, step)

    with pytest.raises(RowRefused):
        start(theirs[0], mine[1].id)
    with pytest.raises(RowRefused):
        start(mine[0], theirs[1].id)
    with pytest.raises(RowRefused):
        start(mine[0], theirs[1].id, built_in=True)
    start(mine[0], mine[1].id)

    def foreign_owner(tx: Transaction) -> None:
        row = tx.connection.execute(
            select(plans_table).where(plans_table.c.practice_id == practice_id)
        ).mappings().one()  # fmt: skip
        pins = {
            "id": new_id(),
            "revision_owner_id": stranger_id,
            "protocol_id": theirs[1].protocol_id,
            "revision_id": theirs[1].id,
            "revision_hash": theirs[1].hash,
        }
        tx.connection.execute(raw_insert(plans_table), dict(row) | pins)

    with pytest.raises(RowRefused, match=r"revision_is_own_or_built_in|CHECK"):
        database.write(practice_id, foreign_owner)


def test_a_pinned_text_cannot_change(database: Database, practice_id: UUID) -> None:
    revision = database.write(practice_id, published)
    database.write(practice_id, lambda tx: new_plan(tx, revision, client(tx)))
    own = (revisions_table.c.practice_id == practice_id, revisions_table.c.id == revision.id)
    with pytest.raises(RowRefused):
        database.write(
            practice_id,
            lambda tx: tx.connection.execute(revisions_table.update().where(*own).values(hash="sha256:0")),
        )


def test_a_number_in_the_log_is_given_once(database: Database, practice_id: UUID) -> None:
    plan = database.write(practice_id, built_in_plan)

    def again(tx: Transaction) -> None:
        row = tx.connection.execute(
            select(plan_events).where(plan_events.c.practice_id == practice_id)
        ).mappings().one()  # fmt: skip
        tx.connection.execute(raw_insert(plan_events), dict(row))

    with pytest.raises(RowRefused):
        database.write(practice_id, again)
    assert len(database.read(practice_id, lambda tx: plans.events(tx, plan.id))) == 1


def test_nothing_is_not_found(tx: Transaction) -> None:
    for attempt in (plans.get, plans.lock, plans.events):
        with pytest.raises(NotFound, match="There is no such plan"):
            attempt(tx, new_id())


def test_a_second_live_row_is_refused_by_the_database_itself(database: Database, practice_id: UUID) -> None:
    person = database.write(practice_id, client)
    first = database.write(practice_id, lambda tx: built_in_plan(tx, person))
    database.write(practice_id, lambda tx: stopped(tx, plans.lock(tx, first.id)))
    second = database.write(practice_id, lambda tx: built_in_plan(tx, person))
    rows = (plan_substances.c.practice_id == practice_id, plan_substances.c.plan_id.in_([first.id, second.id]))
    with pytest.raises(RowRefused):
        database.write(
            practice_id, lambda tx: tx.connection.execute(plan_substances.update().where(*rows).values(live=True))
        )
    assert database.read(practice_id, lambda tx: plans.live_substances(tx, person, TODAY)) == ("l-glutamine",)
