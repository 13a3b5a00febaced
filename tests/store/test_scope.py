"""House rule: every query on an owned table takes the practice, and a stranger finds nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import and_, delete, or_, select, update

import api.store
from api.ids import new_id
from api.store import (
    api_keys,
    audit,
    audit_seals,
    client_changes,
    clients,
    erasing,
    evidence,
    exporting,
    open_calls,
    overrides,
    plan_tasks,
    plans,
    practices,
    protocols,
    recalls,
    replays,
    request_counts,
    revisions,
    sheets,
    uses,
    worklist,
    works,
)
from api.store.audit import AuditFilter
from api.store.database import Database, Transaction
from api.store.plan_rows import PlanFilter, StoredPlan
from api.store.protocols import ProtocolFilter
from api.store.refusals import Changed, NotFound
from api.store.reserved import protocol_id
from api.store.revision_rows import Edit, NewIds, StoredRevision
from api.store.tables import clients as clients_table
from api.store.tables import plans as plans_table
from api.store.tables import practices as practices_table
from api.store.worklist import Asked
from api.store.works import WorkWritten
from tests.store.acting import beside
from tests.store.samples import (
    NOW,
    RECORD,
    RENAMED,
    SETTINGS,
    TODAY,
    after,
    asking_more,
    built_in_plan,
    called_about,
    citing,
    client,
    draft,
    gone_over,
    lifted,
    new_plan,
    new_practice,
    overridden,
    publication,
    published,
    stop,
    text,
    written,
)
from tests.store.scoping import unscoped
from tests.store.test_audit import FIRST_SEAL, told
from tests.store.test_practices import BO, key
from tests.store.test_sheets import sheet
from tests.store.test_works import own, retracted

STORES = (
    api_keys,
    audit,
    audit_seals,
    client_changes,
    clients,
    erasing,
    evidence,
    exporting,
    open_calls,
    overrides,
    plan_tasks,
    plans,
    practices,
    protocols,
    recalls,
    replays,
    request_counts,
    revisions,
    sheets,
    uses,
    worklist,
    works,
)
LATER = NOW + timedelta(days=1)


PLACE = b"p" * 32


class World:
    """One of everything, owned by one practice."""

    def __init__(self, tx: Transaction) -> None:
        self.client_id: UUID = client(tx)
        clients.update(tx, self.client_id, RENAMED, 1, written())
        self.plan: StoredPlan = built_in_plan(tx, self.client_id)
        self.called = called_about(tx, built_in_plan(tx, client(tx, "MRN-2")), urgent=True)
        overrides.keep(tx, self.plan.id, None, overridden(self.plan))
        self.sheet = sheets.record(tx, sheet(self.plan.id))
        self.gone_over = built_in_plan(tx, client(tx, "MRN-4"))
        sheets.record(tx, sheet(self.gone_over.id))
        gone_over(tx, self.gone_over)
        self.draft: StoredRevision = draft(tx)
        self.published: StoredRevision = published(tx, "calmer")
        self.asking: StoredRevision = asking_more(tx, "bee-keeping")
        self.work = works.create(tx, new_id(), WorkWritten(work=retracted()), NOW)
        self.citing: StoredRevision = citing(tx, "our-audit")
        new_plan(tx, self.citing, client(tx, "MRN-3"))
        self.key = key(tx)
        audit.keep(tx, (told(self.client_id), told()))
        self.sealed, self.waiting = (event_id for event_id, _ in audit_seals.unsealed(tx, 2))
        audit_seals.keep(tx, FIRST_SEAL, [self.sealed])
        assert replays.claim(tx, PLACE, b"f" * 32, NOW) is None
        replays.keep(tx, PLACE, b"an answer about every client so far")
        self.person = replace(practices.people(tx)[0], subject=str(tx.practice_id))
        practices.update_practitioner(tx, self.person)
        self.recalled = revisions.recall(tx, (protocol_id("glutamine-pi-ibs-d"), 1), self.person.id, NOW)


# What another practice is told, function by function, when it asks for the things of a World.
REFUSED: dict[Callable[..., Any], Callable[[Transaction, World], Any]] = {
    clients.get: lambda tx, w: clients.get(tx, w.client_id),
    clients.lock: lambda tx, w: clients.lock(tx, w.client_id),
    clients.lock_of_plan: lambda tx, w: clients.lock_of_plan(tx, w.plan.id),
    clients.update: lambda tx, w: clients.update(tx, w.client_id, RECORD, 2, written()),
    plans.get: lambda tx, w: plans.get(tx, w.plan.id),
    plans.lock: lambda tx, w: plans.lock(tx, w.plan.id),
    plans.events: lambda tx, w: plans.events(tx, w.plan.id),
    plans.append: lambda tx, w: plans.append(tx, w.plan, (stop(w.plan),), after(w.plan, stop(w.plan)), lifted()),
    practices.update_practitioner: lambda tx, w: practices.update_practitioner(tx, w.person),
    protocols.get: lambda tx, w: protocols.get(tx, w.draft.protocol_id),
    revisions.draft: lambda tx, w: revisions.draft(tx, w.draft.protocol_id),
    revisions.add_draft: lambda tx, w: revisions.add_draft(
        tx, NewIds(protocol=w.published.protocol_id, revision=new_id()), text("calmer"), NOW
    ),
    revisions.replace_draft: lambda tx, w: revisions.replace_draft(
        tx, w.draft.protocol_id, Edit(text=text(), expected_version=1), NOW
    ),
    revisions.publish: lambda tx, w: revisions.publish(tx, w.draft.protocol_id, publication(w.draft), NOW),
    revisions.retire: lambda tx, w: revisions.retire(tx, w.published.protocol_id, 1, NOW),
    revisions.recall: lambda tx, w: revisions.recall(tx, (w.published.protocol_id, 1), practices.people(tx)[0].id, NOW),
    revisions.get: lambda tx, w: revisions.get(tx, w.published.protocol_id, 1),
    revisions.pinned: lambda tx, w: revisions.pinned(tx, w.published.id),
    revisions.latest_published: lambda tx, w: revisions.latest_published(tx, w.published.protocol_id),
    works.get: lambda tx, w: works.get(tx, w.work.id),
    works.replace: lambda tx, w: works.replace(tx, w.work, WorkWritten(work=own()), NOW),
    api_keys.get: lambda tx, w: api_keys.get(tx, w.key.key_id),
    api_keys.get_for_change: lambda tx, w: api_keys.get_for_change(tx, w.key.key_id),
    api_keys.revoke: lambda tx, w: api_keys.revoke(tx, w.key.key_id, NOW),
}
NOTHING: dict[Callable[..., Any], Callable[[Transaction, World], Any]] = {
    client_changes.page: lambda tx, w: client_changes.page(tx, w.client_id, 0, 100),
    clients.page: lambda tx, _: clients.page(tx, None, 100),
    plans.page: lambda tx, _: plans.page(tx, PlanFilter(), None, 100),
    plans.count_live: lambda tx, w: plans.count_live(tx, [w.plan.revision_id], TODAY),
    plans.lock_live: lambda tx, w: plans.lock_live(tx, w.client_id, TODAY),
    plans.lock_several: lambda tx, w: plans.lock_several(tx, {w.plan.id}),
    plans.turns: lambda tx, w: plans.turns(tx, {w.plan.id}),
    plans.newest: lambda tx, w: plans.newest(tx, w.client_id, 3),
    plans.lock_live_on: lambda tx, w: plans.lock_live_on(tx, w.plan.revision_id, TODAY),
    open_calls.page: lambda tx, _: open_calls.page(tx, None, None, 100),
    open_calls.urgent: lambda tx, w: open_calls.urgent(tx, w.called.client_id),
    worklist.page: lambda tx, _: worklist.page(tx, Asked(at=LATER, today=TODAY), None, 100),
    evidence.of_revision: lambda tx, w: evidence.of_revision(tx, w.citing.id),
    evidence.doubted: lambda tx, _: [
        row for row in tx.connection.execute(evidence.doubted(tx)) if row.work_key == "our-audit"
    ],
    uses.revisions_on: lambda tx, _: uses.revisions_on(tx, "our-audit"),
    uses.plans_on: lambda tx, _: uses.plans_on(tx, "our-audit", TODAY, None, 100),
    overrides.counts: lambda tx, w: overrides.counts(tx, w.plan.revision_id),
    overrides.plans_on: lambda tx, w: overrides.plans_on(tx, w.plan.revision_id),
    worklist.counts: lambda tx, _: worklist.counts(tx, LATER, TODAY),
    clients.several: lambda tx, w: clients.several(tx, [w.client_id]),
    plans.live_substances: lambda tx, w: plans.live_substances(tx, w.client_id, TODAY),
    plans.release_ended: lambda tx, w: plans.release_ended(tx, w.client_id, TODAY.replace(year=2099)),
    recalls.as_read: lambda tx, w: [
        row for row in tx.connection.execute(select(recalls.as_read(tx))) if row.status == w.recalled.status
    ],
    sheets.of_plan: lambda tx, w: sheets.of_plan(tx, w.plan.id),
    sheets.out_by_others: lambda tx, w: sheets.out_by_others(tx, (w.gone_over.protocol_id, new_id()), TODAY),
    revisions.page: lambda tx, w: revisions.page(tx, w.published.protocol_id, None, 100),
    revisions.caution_keys: lambda tx, _: revisions.caution_keys(tx) & {"bee-keeping"},
    revisions.numbered: lambda tx, w: revisions.numbered(tx, w.published.protocol_id, [1]),
    revisions.with_hashes: lambda tx, w: revisions.with_hashes(tx, w.published.protocol_id, [w.published.hash]),
    audit.page: lambda tx, _: audit.page(tx, AuditFilter(), None, 100),
    audit_seals.last: lambda tx, _: audit_seals.last(tx),
    audit_seals.after: lambda tx, _: audit_seals.after(tx, 0, 100),
    audit_seals.unsealed: lambda tx, _: audit_seals.unsealed(tx, 100),
    audit_seals.count_unsealed: lambda tx, _: audit_seals.count_unsealed(tx),
    audit_seals.held_by: lambda tx, _: audit_seals.held_by(tx, 1),
    replays.find: lambda tx, _: replays.find(tx, PLACE),
    replays.keep: lambda tx, _: replays.keep(tx, PLACE, b"another answer"),
    replays.forget: lambda tx, _: replays.forget(tx, LATER),
    replays.forget_about: lambda tx, w: replays.forget_about(tx, w.client_id),
    erasing.count_open_calls: lambda tx, w: erasing.count_open_calls(tx, w.called.client_id),
    erasing.erase: lambda tx, w: any(erasing.erase(tx, w.client_id)),
    exporting.plans_of: lambda tx, w: exporting.plans_of(tx, w.client_id),
    api_keys.opens: lambda tx, w: api_keys.opens(tx, w.key.key_id, NOW),
    api_keys.page: lambda tx, _: api_keys.page(tx, None, 100),
    api_keys.replace: lambda tx, w: api_keys.replace(tx, w.key.key_id, "0" * 16, NOW),
    api_keys.note_use: lambda tx, w: api_keys.note_use(tx, w.key.key_id, LATER),
    api_keys.keys: lambda tx, _: api_keys.keys(tx),
    api_keys.replace_digest: lambda tx, w: api_keys.replace_digest(tx, w.key.key_id, b"e" * 32),
    works.cited: lambda tx, _: works.cited(tx, ["our-audit"], built_in=False),
    protocols.page: lambda tx, _: [p for p in protocols.page(tx, ProtocolFilter(), None, 100) if not p.built_in],
    works.page: lambda tx, _: [work for work in works.page(tx, None, None, 100) if not work.built_in],
    practices.people: lambda tx, w: [person for person in practices.people(tx) if person == w.person],
    practices.who_signs_in: lambda tx, w: practices.who_signs_in(tx, str(w.person.subject)),
    practices.still_signs_in: lambda tx, w: practices.still_signs_in(tx, str(w.person.subject), w.person.id),
    practices.staff: lambda tx, w: [p for p in practices.staff(tx, None).practitioners if p.id == w.person.id],
}
# Those of them that change something.
CHANGING: list[Callable[..., Any]] = [
    plans.release_ended,
    api_keys.replace_digest,
    api_keys.replace,
    api_keys.note_use,
    replays.keep,
    replays.forget,
    replays.forget_about,
    erasing.erase,
]
# These name nothing of anybody else's: they make something new, or mean the transaction's own practice.
OWN_ONLY: set[Callable[..., Any]] = {
    api_keys.add,
    audit.keep,
    audit_seals.under_no_seal,  # foreign keys let none be, so there is nothing to find: tests/store/test_audit.py
    audit_seals.keep,  # seals the practice's own events alone: tests/store/test_audit.py
    api_keys.find,  # tells which practice; see its docstring
    clients.create,
    evidence.cite,  # held by a foreign key, and called by revisions.publish and the library alone
    evidence.keep_seen,  # held by a foreign key, and called by plans.append alone
    open_calls.keep,  # held by foreign keys, and called by plans.append alone
    overrides.keep,  # held by foreign keys, and called by plans.start and plans.append alone
    plan_tasks.keep,  # held by foreign keys, and called by plans.start and plans.append alone
    replays.claim,  # each practice has places of its own: the next test
    request_counts.add,  # each practice has rows of its own: tests/store/test_request_counts.py
    recalls.keep,  # held by foreign keys, and called by revisions.recall alone
    plans.start,  # what it points to is held by foreign keys: tests/store/test_plans.py
    practices.before_a_dose,
    practices.before_a_recall,
    practices.add_practitioner,
    practices.create,
    practices.everywhere,  # for whoever runs the installation; no route calls it
    practices.find,
    practices.get,
    practices.take_turn,
    practices.update,
    protocols.copy,
    protocols.create,
    sheets.record,
    works.create,
}


def functions_on_a_transaction(module: ModuleType) -> set[Callable[..., Any]]:
    found = inspect.getmembers(module, inspect.isfunction)
    return {
        function
        for name, function in found
        if not name.startswith("_")
        and function.__module__ == module.__name__
        and next(iter(inspect.signature(function).parameters), "") == "tx"
    }


def test_every_function_of_the_store_is_tried() -> None:
    everything: set[Callable[..., Any]] = set().union(*map(functions_on_a_transaction, STORES))
    assert everything == REFUSED.keys() | NOTHING.keys() | OWN_ONLY


def test_every_file_of_the_store_with_functions_on_a_transaction_is_known() -> None:
    shared = {"writing", "library", "revision_rows"}
    named = {
        info.name
        for info in pkgutil.iter_modules(api.store.__path__)
        if functions_on_a_transaction(importlib.import_module(f"api.store.{info.name}"))
    }
    assert named - shared == {store.__name__.rsplit(".", 1)[1] for store in STORES}


def name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__.rsplit('.', 1)[1]}.{function.__name__}"


@pytest.fixture(scope="module")
def owner_id(database: Database) -> UUID:
    return new_practice(database)


@pytest.fixture(scope="module")
def world(database: Database, owner_id: UUID) -> World:
    """For all that changes nothing, or is refused, which takes back what it changed."""
    return database.write(owner_id, World)


@pytest.mark.parametrize("function", REFUSED, ids=name_of)
def test_a_strangers_id_is_not_there(
    database: Database, practice_id: UUID, world: World, function: Callable[..., Any]
) -> None:
    refusal = Changed if function in {plans.append, works.replace} else NotFound
    with pytest.raises(refusal):
        database.write(practice_id, lambda tx: REFUSED[function](tx, world))


@pytest.mark.parametrize("function", [each for each in NOTHING if each not in CHANGING], ids=name_of)
def test_a_strangers_things_are_in_no_list(
    database: Database, practice_id: UUID, owner_id: UUID, world: World, function: Callable[..., Any]
) -> None:
    assert not database.write(practice_id, lambda tx: NOTHING[function](tx, world))
    # The same question finds something for whoever owns it.
    assert database.write(owner_id, lambda tx: NOTHING[function](tx, world))


@pytest.mark.parametrize("function", CHANGING, ids=name_of)
def test_a_strangers_things_are_not_changed(
    database: Database, practice_id: UUID, stranger_id: UUID, function: Callable[..., Any]
) -> None:
    world = database.write(stranger_id, World)
    assert not database.write(practice_id, lambda tx: NOTHING[function](tx, world))
    # The same call does something, or still has something to do, for whoever owns it.
    if function is plans.release_ended:
        assert database.read(stranger_id, lambda tx: plans.live_substances(tx, world.client_id, TODAY))
    else:
        assert database.write(stranger_id, lambda tx: NOTHING[function](tx, world))


@pytest.mark.usefixtures("world")
def test_a_place_that_a_stranger_has_claimed_is_free(database: Database, practice_id: UUID) -> None:
    assert database.write(practice_id, lambda tx: replays.claim(tx, PLACE, b"g" * 32, NOW)) is None


MINE = new_id()
SCOPED = [
    select(clients_table).where(clients_table.c.practice_id == MINE),
    select(practices_table).where(practices_table.c.id == MINE),
    update(clients_table).where(clients_table.c.practice_id == MINE, clients_table.c.id == MINE),
]
UNSCOPED = [
    select(clients_table),
    select(practices_table),
    select(clients_table).where(clients_table.c.id == MINE),
    select(clients_table).where(or_(clients_table.c.practice_id == MINE, clients_table.c.id == MINE)),
    select(clients_table).where(clients_table.c.practice_id != MINE),
    select(clients_table).where(clients_table.c.practice_id == plans_table.c.practice_id),
    select(clients_table)
    .join(plans_table, and_(plans_table.c.client_id == clients_table.c.id))
    .where(clients_table.c.practice_id == MINE),
    select(clients_table).where(
        clients_table.c.practice_id == MINE, clients_table.c.id.in_(select(plans_table.c.client_id))
    ),
    select(select(clients_table).subquery().c.id),
    update(clients_table).where(clients_table.c.id == MINE),
    delete(clients_table),
]


@pytest.mark.parametrize("statement", SCOPED)
def test_a_scoped_statement_passes(statement: Any) -> None:
    assert unscoped(statement) == set()


@pytest.mark.parametrize("statement", UNSCOPED)
def test_an_unscoped_statement_is_noticed(statement: Any) -> None:
    assert unscoped(statement)


def test_every_statement_of_the_store_is_looked_at(
    database: Database, practice_id: UUID, statements: list[str]
) -> None:
    statements.clear()
    database.write(practice_id, World)
    assert {"Insert", "Select", "Update", "Delete"} <= set(statements)
    with pytest.raises(AssertionError, match="clients"):
        database.read(practice_id, lambda tx: tx.connection.execute(select(clients_table)))


def test_settings_and_people_belong_to_the_practice_that_asks(tx: Transaction, stranger_id: UUID) -> None:
    practices.add_practitioner(tx, BO)
    other = beside(tx, stranger_id)
    practices.update(other, SETTINGS, 1, NOW)
    assert practices.get(tx).version == 1
    assert BO not in practices.people(other)
