"""Everything the first release keeps."""

from typing import Final
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LIBRARY: Final = UUID("870a6abd-4183-5c3d-896c-b3e1a4efabb3")
_SHORT_NAME: Final = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
_TABLES: Final = (
    "practices",
    "api_keys",
    "replays",
    "audit_seals",
    "audit_events",
    "audit_clients",
    "request_counts",
    "clients",
    "client_changes",
    "practitioners",
    "protocols",
    "works",
    "revisions",
    "recalled_built_ins",
    "revision_works",
    "plans",
    "plan_events",
    "plan_substances",
    "open_calls",
    "plan_tasks",
    "plan_overrides",
    "plan_evidence_seen",
    "sheets",
)

_AUDIT_EVENT: Final = ("practice_id", "id", "at", "kind", "action", "key_id", "document")
_BUILT_IN: Final = ("protocols", "works", "revisions", "revision_works")
"""What everybody reads of the library."""
_BEFORE_A_PRACTICE_IS_KNOWN: Final = ("practices", "api_keys")
"""A key tells its practice; whoever runs the installation lists its practices."""


def upgrade() -> None:
    _create_practices()
    _create_api_keys()
    _create_replays()
    _create_audit()
    _create_request_counts()
    _create_clients()
    _create_client_changes()
    _create_practitioners()
    _create_protocols()
    _create_works()
    _create_revisions()
    _create_recalled_built_ins()
    _create_revision_works()
    _create_plans()
    _create_plan_events()
    _create_plan_substances()
    _create_open_calls()
    _create_plan_tasks()
    _create_plan_overrides()
    _create_plan_evidence_seen()
    _create_sheets()
    _only_added()
    if op.get_context().dialect.name == "postgresql":
        _wall_off()


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_only_added()")


def _only_added() -> None:
    """The audit is only added to; what its events say is never changed, and each gets its seal once."""
    changed = {
        "audit_events": " OR ".join(f"NEW.{name} {{isnt}} OLD.{name}" for name in _AUDIT_EVENT)
        + " OR OLD.seal IS NOT NULL",
        "audit_clients": "TRUE",
        "audit_seals": "TRUE",
    }
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_is_only_added() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$"
        )
    for table, when in changed.items():
        for act, guard in (("UPDATE", f" WHEN ({when})"), ("DELETE", "")):
            name = f"{table}_{act.lower()}"
            if op.get_context().dialect.name == "postgresql":
                asked = guard.format(isnt="IS DISTINCT FROM")
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{asked} "
                    "EXECUTE FUNCTION audit_is_only_added()"
                )
            else:
                asked = guard.format(isnt="IS NOT")
                op.execute(
                    f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW{asked} "
                    "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END"
                )


def _wall_off() -> None:
    """Row-level security: even a query that forgets the practice sees, and changes, only its own rows.

    FORCEd, because the role that owns the tables is the one that serves. What changes rows in a later migration has to
    work practice by practice, or lift the wall for its own time.
    """
    asking = "nullif(current_setting('app.practice_id', true), '')::uuid"
    for table in _TABLES:
        own = f"{'id' if table == 'practices' else 'practice_id'} = {asking}"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} USING ({own}) WITH CHECK ({own})")
    for table in _BUILT_IN:
        op.execute(f"CREATE POLICY built_in ON {table} FOR SELECT USING (practice_id = '{_LIBRARY}')")
    for table in _BEFORE_A_PRACTICE_IS_KNOWN:
        op.execute(f"CREATE POLICY nobody_yet ON {table} FOR SELECT USING ({asking} = '{UUID(int=0)}')")


def _own_or_built_in() -> sa.ColumnElement[bool]:
    owner = sa.column("revision_owner_id", sa.Uuid)
    return sa.or_(owner == sa.column("practice_id", sa.Uuid), owner == _LIBRARY)


def _create_practices() -> None:
    op.create_table(
        "practices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=300), nullable=True),
        sa.Column("out_of_hours", sa.String(length=300), nullable=True),
        sa.Column("emergency_number", sa.String(length=300), nullable=True),
        sa.Column("contact_lines", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("paper", sa.String(length=6), nullable=False),
        sa.Column("client_check_ins", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("paper IN ('a4', 'letter')", name=op.f("ck_practices_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
    )


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_api_keys_practices")),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_api_keys")),
    )
    op.create_index(op.f("ix_api_keys_practice_id"), "api_keys", ["practice_id"], unique=False)


def _create_replays() -> None:
    op.create_table(
        "replays",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.LargeBinary(length=32), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("clients", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_replays_practices")),
        sa.PrimaryKeyConstraint("practice_id", "place", name=op.f("pk_replays")),
    )
    op.create_index(op.f("ix_replays_practice_id_created_at"), "replays", ["practice_id", "created_at"], unique=False)


def _create_audit() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_audit_seals_practices")),
        sa.PrimaryKeyConstraint("practice_id", "number", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "audit_events",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=80), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("seal", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('changed', 'read')", name=op.f("ck_audit_events_kind")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_audit_events_practices")),
        sa.ForeignKeyConstraint(
            ["practice_id", "seal"],
            ["audit_seals.practice_id", "audit_seals.number"],
            name=op.f("fk_audit_events_audit_seals"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_audit_events")),
    )
    op.create_index(
        "ix_audit_events_unsealed",
        "audit_events",
        ["practice_id", "id"],
        unique=False,
        sqlite_where=sa.text("seal IS NULL"),
        postgresql_where=sa.text("seal IS NULL"),
    )
    op.create_index(
        op.f("ix_audit_events_practice_id_seal_id"), "audit_events", ["practice_id", "seal", "id"], unique=False
    )
    op.create_table(
        "audit_clients",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "event_id"],
            ["audit_events.practice_id", "audit_events.id"],
            name=op.f("fk_audit_clients_audit_events"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "client_id", "event_id", name=op.f("pk_audit_clients")),
    )


def _create_request_counts() -> None:
    op.create_table(
        "request_counts",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("caller", sa.LargeBinary(length=32), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_request_counts_practices")),
        sa.PrimaryKeyConstraint("practice_id", "caller", name=op.f("pk_request_counts")),
    )


def _create_clients() -> None:
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("display_name", sa.String(length=300), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("recorded_cautions", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at_anew", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_clients_practices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_clients_practice_id_id")),
        sa.UniqueConstraint("practice_id", "reference", name=op.f("uq_clients_practice_id_reference")),
    )


def _create_client_changes() -> None:
    op.create_table(
        "client_changes",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "client_id"],
            ["clients.practice_id", "clients.id"],
            name=op.f("fk_client_changes_clients"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "client_id", "version", name=op.f("pk_client_changes")),
    )


def _create_practitioners() -> None:
    op.create_table(
        "practitioners",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=300), nullable=False),
        sa.Column("registration", sa.String(length=300), nullable=True),
        sa.Column("responsible", sa.Boolean(), nullable=False),
        sa.Column("capacity", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.CheckConstraint("capacity IN ('practitioner', 'assistant')", name=op.f("ck_practitioners_capacity")),
        sa.CheckConstraint("capacity = 'practitioner' OR NOT responsible", name=op.f("ck_practitioners_responsible")),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_practitioners_practices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioners")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_practitioners_practice_id_id")),
        sa.UniqueConstraint("practice_id", "subject", name=op.f("uq_practitioners_practice_id_subject")),
    )


def _create_protocols() -> None:
    op.create_table(
        "protocols",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("slug", _SHORT_NAME, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_protocols_practices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocols")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_protocols_practice_id_id")),
        sa.UniqueConstraint("practice_id", "slug", name=op.f("uq_protocols_practice_id_slug")),
    )


def _create_works() -> None:
    op.create_table(
        "works",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("key", _SHORT_NAME, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("doi", sa.String(length=200), nullable=True),
        sa.Column("pmid", sa.String(length=9), nullable=True),
        sa.Column("design", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_by", sa.Uuid(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=71), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practices.id"], name=op.f("fk_works_practices")),
        sa.ForeignKeyConstraint(
            ["practice_id", "status_by"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_works_practitioners"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
        sa.UniqueConstraint("practice_id", "key", name=op.f("uq_works_practice_id_key")),
    )


def _create_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=71), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(status = 'draft') = (number IS NULL)", name=op.f("ck_revisions_only_drafts_have_no_number")
        ),
        sa.CheckConstraint(
            "(status IN ('retired', 'recalled')) = (retired_at IS NOT NULL)", name=op.f("ck_revisions_retired_when")
        ),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired', 'recalled')", name=op.f("ck_revisions_status")),
        sa.CheckConstraint(
            "(number IS NULL) = (published_at IS NULL)", name=op.f("ck_revisions_numbered_when_published")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "protocol_id"],
            ["protocols.practice_id", "protocols.id"],
            name=op.f("fk_revisions_protocols"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "published_by"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_revisions_practitioners"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "seen_by"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_revisions_seen_by"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint(
            "practice_id", "protocol_id", "id", "hash", name=op.f("uq_revisions_practice_id_protocol_id_id_hash")
        ),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_revisions_practice_id_id")),
        sa.UniqueConstraint(
            "practice_id", "protocol_id", "number", name=op.f("uq_revisions_practice_id_protocol_id_number")
        ),
    )
    op.create_index(
        "uq_revisions_draft",
        "revisions",
        ["practice_id", "protocol_id"],
        unique=True,
        sqlite_where=sa.text("status = 'draft'"),
        postgresql_where=sa.text("status = 'draft'"),
    )


def _create_recalled_built_ins() -> None:
    op.create_table(
        "recalled_built_ins",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("revision_owner_id", sa.Uuid(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            sa.column("revision_owner_id", sa.Uuid) == _LIBRARY,
            name=op.f("ck_recalled_built_ins_revision_is_built_in"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "recalled_by"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_recalled_built_ins_practitioners"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_owner_id", "revision_id"],
            ["revisions.practice_id", "revisions.id"],
            name=op.f("fk_recalled_built_ins_revisions"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "revision_id", name=op.f("pk_recalled_built_ins")),
    )


def _create_revision_works() -> None:
    op.create_table(
        "revision_works",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("work_key", _SHORT_NAME, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "revision_id"],
            ["revisions.practice_id", "revisions.id"],
            name=op.f("fk_revision_works_revisions"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "revision_id", "place", name=op.f("pk_revision_works")),
    )
    op.create_index(op.f("ix_revision_works_work_key"), "revision_works", ["work_key"], unique=False)


def _create_plans() -> None:
    op.create_table(
        "plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("revision_owner_id", sa.Uuid(), nullable=False),
        sa.Column("protocol_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("revision_hash", sa.String(length=71), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=False),
        sa.Column("next_due", sa.Date(), nullable=True),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_own_or_built_in(), name=op.f("ck_plans_revision_is_own_or_built_in")),
        sa.ForeignKeyConstraint(
            ["practice_id", "client_id"], ["clients.practice_id", "clients.id"], name=op.f("fk_plans_clients")
        ),
        sa.ForeignKeyConstraint(
            ["revision_owner_id", "protocol_id", "revision_id", "revision_hash"],
            ["revisions.practice_id", "revisions.protocol_id", "revisions.id", "revisions.hash"],
            name=op.f("fk_plans_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("practice_id", "id", "client_id", name=op.f("uq_plans_practice_id_id_client_id")),
        sa.UniqueConstraint("practice_id", "id", name=op.f("uq_plans_practice_id_id")),
    )
    op.create_index(op.f("ix_plans_practice_id_client_id"), "plans", ["practice_id", "client_id"], unique=False)
    op.create_index(op.f("ix_plans_practice_id_next_due"), "plans", ["practice_id", "next_due"], unique=False)
    op.create_index(
        op.f("ix_plans_practice_id_protocol_id_revision_id"),
        "plans",
        ["practice_id", "protocol_id", "revision_id"],
        unique=False,
    )
    op.create_index(op.f("ix_plans_revision_id"), "plans", ["revision_id"], unique=False)


def _create_plan_events() -> None:
    op.create_table(
        "plan_events",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_plan_events_seq")),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id"], ["plans.practice_id", "plans.id"], name=op.f("fk_plan_events_plans")
        ),
        sa.PrimaryKeyConstraint("practice_id", "plan_id", "seq", name=op.f("pk_plan_events")),
    )


def _create_plan_substances() -> None:
    op.create_table(
        "plan_substances",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("substance", _SHORT_NAME, nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id", "client_id"],
            ["plans.practice_id", "plans.id", "plans.client_id"],
            name=op.f("fk_plan_substances_plans"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "plan_id", "substance", name=op.f("pk_plan_substances")),
    )
    op.create_index(
        "uq_plan_substances_live",
        "plan_substances",
        ["practice_id", "client_id", "substance"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )


def _create_open_calls() -> None:
    op.create_table(
        "open_calls",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("call", sa.String(length=40), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("ring_first", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id", "client_id"],
            ["plans.practice_id", "plans.id", "plans.client_id"],
            name=op.f("fk_open_calls_plans"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id", "event"],
            ["plan_events.practice_id", "plan_events.plan_id", "plan_events.seq"],
            name=op.f("fk_open_calls_plan_events"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "plan_id", "event", name=op.f("pk_open_calls")),
    )
    op.create_index(
        op.f("ix_open_calls_practice_id_urgency_opened_at_plan_id_event"),
        "open_calls",
        ["practice_id", "urgency", "opened_at", "plan_id", "event"],
        unique=False,
    )


def _create_plan_tasks() -> None:
    op.create_table(
        "plan_tasks",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("about", _SHORT_NAME, nullable=False),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("shows_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hides_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("hides_at IS NULL OR hides_at > shows_at", name=op.f("ck_plan_tasks_shows_before_it_hides")),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id", "client_id"],
            ["plans.practice_id", "plans.id", "plans.client_id"],
            name=op.f("fk_plan_tasks_plans"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "plan_id", "number", name=op.f("pk_plan_tasks")),
    )
    op.create_index(
        op.f("ix_plan_tasks_practice_id_urgency_since_at_plan_id_number"),
        "plan_tasks",
        ["practice_id", "urgency", "since_at", "plan_id", "number"],
        unique=False,
    )


def _create_plan_overrides() -> None:
    op.create_table(
        "plan_overrides",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("caution", _SHORT_NAME, nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id", "event"],
            ["plan_events.practice_id", "plan_events.plan_id", "plan_events.seq"],
            name=op.f("fk_plan_overrides_plan_events"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "plan_id", "revision_id", "caution", name=op.f("pk_plan_overrides")),
    )
    op.create_index(
        op.f("ix_plan_overrides_practice_id_revision_id_caution"),
        "plan_overrides",
        ["practice_id", "revision_id", "caution"],
        unique=False,
    )


def _create_plan_evidence_seen() -> None:
    op.create_table(
        "plan_evidence_seen",
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("work_key", _SHORT_NAME, nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("gravity", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id"], ["plans.practice_id", "plans.id"], name=op.f("fk_plan_evidence_seen_plans")
        ),
        sa.PrimaryKeyConstraint("practice_id", "plan_id", "work_key", name=op.f("pk_plan_evidence_seen")),
    )


def _create_sheets() -> None:
    op.create_table(
        "sheets",
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("practice_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("use_until", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.String(length=71), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "plan_id", "seq"],
            ["plan_events.practice_id", "plan_events.plan_id", "plan_events.seq"],
            name=op.f("fk_sheets_plan_events"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_sheets")),
    )
    op.create_index(op.f("ix_sheets_practice_id_plan_id"), "sheets", ["practice_id", "plan_id"], unique=False)
