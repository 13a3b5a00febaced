"""Every table.

Each owned row carries its practice, and foreign keys carry it along, so that a row of one practice cannot point into
another's. Frozen things are whole JSON documents, with the columns that are searched or constrained lifted out of them.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    or_,
    text,
)

from api.store.columns import JsonText, ShortName, Strings, UtcDateTime
from api.store.reserved import LIBRARY

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

practices = Table(
    "practices",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", String(300), nullable=False),
    Column("phone", String(300)),
    Column("out_of_hours", String(300)),
    Column("emergency_number", String(300)),
    Column("contact_lines", Strings, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("language", String(5), nullable=False),
    Column("paper", String(6), nullable=False),
    Column("client_check_ins", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    CheckConstraint("paper IN ('a4', 'letter')", name="paper"),
)

practitioners = Table(
    "practitioners",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, ForeignKey("practices.id"), nullable=False),
    Column("name", String(300), nullable=False),
    Column("role", String(300), nullable=False),
    Column("registration", String(300)),
    Column("responsible", Boolean, nullable=False),
    Column("capacity", String(12), nullable=False),
    Column("subject", String(300)),
    UniqueConstraint("practice_id", "id"),
    UniqueConstraint("practice_id", "subject"),
    CheckConstraint("capacity IN ('practitioner', 'assistant')", name="capacity"),
    CheckConstraint("capacity = 'practitioner' OR NOT responsible", name="responsible"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("practice_id", Uuid, ForeignKey("practices.id"), nullable=False, index=True),
    Column("name", String(300), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("scopes", Strings, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(80)),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    Column("replaced_by", String(32)),
)

replays = Table(
    "replays",
    metadata,
    Column("practice_id", Uuid, ForeignKey("practices.id"), primary_key=True),
    Column("place", LargeBinary(32), primary_key=True),
    Column("fingerprint", LargeBinary(32), nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("clients", Strings, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index(None, "practice_id", "created_at"),
)

# Who did and read what. Nothing is changed or taken away here: each gets its seal once, a trigger refuses the rest.
audit_events = Table(
    "audit_events",
    metadata,
    Column("practice_id", Uuid, ForeignKey("practices.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(7), nullable=False),
    Column("action", String(64), nullable=False),
    Column("key_id", String(80)),
    Column("document", JsonText, nullable=False),
    Column("seal", Integer),
    CheckConstraint("kind IN ('changed', 'read')", name="kind"),
    ForeignKeyConstraint(["practice_id", "seal"], ["audit_seals.practice_id", "audit_seals.number"]),
    Index(
        "ix_audit_events_unsealed",
        "practice_id",
        "id",
        sqlite_where=text("seal IS NULL"),
        postgresql_where=text("seal IS NULL"),
    ),
    Index(None, "practice_id", "seal", "id"),
)

# Whose data an event concerns, to find it by; the event's document says the same.
audit_clients = Table(
    "audit_clients",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("client_id", Uuid, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    ForeignKeyConstraint(["practice_id", "event_id"], ["audit_events.practice_id", "audit_events.id"]),
)

# The chain over them: each seal holds the one before and what it seals.
audit_seals = Table(
    "audit_seals",
    metadata,
    Column("practice_id", Uuid, ForeignKey("practices.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("events", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
)

request_counts = Table(
    "request_counts",
    metadata,
    Column("practice_id", Uuid, ForeignKey("practices.id"), primary_key=True),
    Column("caller", LargeBinary(32), primary_key=True),
    Column("minute", Integer, nullable=False),
    Column("used", Integer, nullable=False),
)

protocols = Table(
    "protocols",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, ForeignKey("practices.id"), nullable=False),
    Column("slug", ShortName, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("practice_id", "slug"),
    UniqueConstraint("practice_id", "id"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("protocol_id", Uuid, nullable=False),
    Column("number", Integer),
    Column("status", String(9), nullable=False),
    Column("title", String(300), nullable=False),
    Column("tags", Strings, nullable=False),
    Column("language", String(5), nullable=False),
    Column("search_text", Text, nullable=False),
    Column("document", JsonText, nullable=False),
    Column("hash", String(71), nullable=False),
    Column("warnings", JsonText),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime),
    Column("published_by", Uuid),
    Column("seen_by", Uuid),
    Column("retired_at", UtcDateTime),
    ForeignKeyConstraint(["practice_id", "protocol_id"], ["protocols.practice_id", "protocols.id"]),
    ForeignKeyConstraint(["practice_id", "published_by"], ["practitioners.practice_id", "practitioners.id"]),
    ForeignKeyConstraint(
        ["practice_id", "seen_by"], ["practitioners.practice_id", "practitioners.id"], name="fk_revisions_seen_by"
    ),
    UniqueConstraint("practice_id", "protocol_id", "number"),
    UniqueConstraint("practice_id", "id"),
    # What a plan pins: as long as a plan points here, neither the id's protocol nor its text can change.
    UniqueConstraint("practice_id", "protocol_id", "id", "hash"),
    CheckConstraint("status IN ('draft', 'published', 'retired', 'recalled')", name="status"),
    CheckConstraint("(status = 'draft') = (number IS NULL)", name="only_drafts_have_no_number"),
    CheckConstraint("(number IS NULL) = (published_at IS NULL)", name="numbered_when_published"),
    CheckConstraint("(status IN ('retired', 'recalled')) = (retired_at IS NOT NULL)", name="retired_when"),
)
Index(
    "uq_revisions_draft",
    revisions.c.practice_id,
    revisions.c.protocol_id,
    unique=True,
    sqlite_where=text("status = 'draft'"),
    postgresql_where=text("status = 'draft'"),
)

# Built-in revisions that a practice has taken back for itself; the library's own row stays what the release says.
recalled_built_ins = Table(
    "recalled_built_ins",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("revision_id", Uuid, primary_key=True),
    Column("revision_owner_id", Uuid, nullable=False),
    Column("recalled_at", UtcDateTime, nullable=False),
    Column("recalled_by", Uuid, nullable=False),
    ForeignKeyConstraint(["revision_owner_id", "revision_id"], ["revisions.practice_id", "revisions.id"]),
    ForeignKeyConstraint(["practice_id", "recalled_by"], ["practitioners.practice_id", "practitioners.id"]),
)
recalled_built_ins.append_constraint(
    CheckConstraint(recalled_built_ins.c.revision_owner_id == LIBRARY, name="revision_is_built_in")
)

# The works that a published revision rests on, lifted out of its text; `place` is theirs in the order of their keys.
revision_works = Table(
    "revision_works",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("revision_id", Uuid, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("work_key", ShortName, nullable=False),
    ForeignKeyConstraint(["practice_id", "revision_id"], ["revisions.practice_id", "revisions.id"]),
    Index(None, "work_key"),
)

works = Table(
    "works",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, ForeignKey("practices.id"), nullable=False),
    Column("key", ShortName, nullable=False),
    Column("title", Text, nullable=False),
    Column("doi", String(200)),
    Column("pmid", String(9)),
    Column("design", String(40), nullable=False),
    Column("status", String(40), nullable=False),
    Column("status_at", UtcDateTime, nullable=False),
    Column("status_by", Uuid),
    Column("year", Integer),
    Column("search_text", Text, nullable=False),
    Column("document", JsonText, nullable=False),
    Column("hash", String(71), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["practice_id", "status_by"], ["practitioners.practice_id", "practitioners.id"]),
    UniqueConstraint("practice_id", "key"),
)

clients = Table(
    "clients",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, ForeignKey("practices.id"), nullable=False),
    Column("reference", String(300), nullable=False),
    Column("display_name", String(300), nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("recorded_cautions", Strings, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("looked_at_anew", UtcDateTime),
    UniqueConstraint("practice_id", "reference"),
    UniqueConstraint("practice_id", "id"),
)

# What was written to a client's record: append-only, one row for each version but the first.
client_changes = Table(
    "client_changes",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("client_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", JsonText, nullable=False),
    Column("reason", Text),
    Column("before", JsonText, nullable=False),
    Column("after", JsonText, nullable=False),
    ForeignKeyConstraint(["practice_id", "client_id"], ["clients.practice_id", "clients.id"]),
)

plans = Table(
    "plans",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("revision_owner_id", Uuid, nullable=False),
    Column("protocol_id", Uuid, nullable=False),
    Column("revision_id", Uuid, nullable=False),
    Column("revision_hash", String(71), nullable=False),
    Column("phase", String(40), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("holds_until", Date, nullable=False),
    Column("next_due", Date),
    Column("head", JsonText, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["practice_id", "client_id"], ["clients.practice_id", "clients.id"]),
    ForeignKeyConstraint(
        ["revision_owner_id", "protocol_id", "revision_id", "revision_hash"],
        ["revisions.practice_id", "revisions.protocol_id", "revisions.id", "revisions.hash"],
    ),
    UniqueConstraint("practice_id", "id"),
    UniqueConstraint("practice_id", "id", "client_id"),
    Index(None, "practice_id", "client_id"),
    Index(None, "practice_id", "next_due"),
    Index(None, "practice_id", "protocol_id", "revision_id"),
    Index(None, "revision_id"),
)
plans.append_constraint(
    CheckConstraint(
        or_(plans.c.revision_owner_id == plans.c.practice_id, plans.c.revision_owner_id == LIBRARY),
        name="revision_is_own_or_built_in",
    )
)

plan_substances = Table(
    "plan_substances",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("plan_id", Uuid, primary_key=True),
    Column("substance", ShortName, primary_key=True),
    Column("client_id", Uuid, nullable=False),
    Column("live", Boolean, nullable=False),
    ForeignKeyConstraint(["practice_id", "plan_id", "client_id"], ["plans.practice_id", "plans.id", "plans.client_id"]),
)
# One client has at most one live plan per substance, whoever wins a race.
Index(
    "uq_plan_substances_live",
    plan_substances.c.practice_id,
    plan_substances.c.client_id,
    plan_substances.c.substance,
    unique=True,
    sqlite_where=text("live"),
    postgresql_where=text("live"),
)

plan_events = Table(
    "plan_events",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("plan_id", Uuid, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("document", JsonText, nullable=False),
    ForeignKeyConstraint(["practice_id", "plan_id"], ["plans.practice_id", "plans.id"]),
    CheckConstraint("seq >= 1", name="seq"),
)

# Calls that nobody has closed, lifted out of the heads of plans so that a practice can list them.
open_calls = Table(
    "open_calls",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("plan_id", Uuid, primary_key=True),
    Column("event", Integer, primary_key=True, autoincrement=False),
    Column("client_id", Uuid, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("call", String(40), nullable=False),
    Column("because", Strings, nullable=False),
    Column("ring_first", Text),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_on", Date, nullable=False),
    ForeignKeyConstraint(["practice_id", "plan_id", "client_id"], ["plans.practice_id", "plans.id", "plans.client_id"]),
    ForeignKeyConstraint(
        ["practice_id", "plan_id", "event"], ["plan_events.practice_id", "plan_events.plan_id", "plan_events.seq"]
    ),
    Index(None, "practice_id", "urgency", "opened_at", "plan_id", "event"),
)

# What there is to do about plans, lifted out of their heads: each row holds from one instant to another, so that a task
# shows on its day although nothing is written then. `number` only tells the rows of a plan apart.
plan_tasks = Table(
    "plan_tasks",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("plan_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("client_id", Uuid, nullable=False),
    Column("urgency", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("state", String(40), nullable=False),
    Column("about", ShortName, nullable=False),
    Column("event", Integer),
    Column("since", Date, nullable=False),
    Column("since_at", UtcDateTime, nullable=False),
    Column("due", Date),
    Column("says", Text, nullable=False),
    Column("shows_at", UtcDateTime, nullable=False),
    Column("hides_at", UtcDateTime),
    ForeignKeyConstraint(["practice_id", "plan_id", "client_id"], ["plans.practice_id", "plans.id", "plans.client_id"]),
    CheckConstraint("hides_at IS NULL OR hides_at > shows_at", name="shows_before_it_hides"),
    Index(None, "practice_id", "urgency", "since_at", "plan_id", "number"),
)

# Cautions that plans have gone on in spite of, lifted out of their heads so that a practice can count them.
plan_overrides = Table(
    "plan_overrides",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("plan_id", Uuid, primary_key=True),
    Column("revision_id", Uuid, primary_key=True),
    Column("caution", ShortName, primary_key=True),
    Column("event", Integer, nullable=False),
    ForeignKeyConstraint(
        ["practice_id", "plan_id", "event"], ["plan_events.practice_id", "plan_events.plan_id", "plan_events.seq"]
    ),
    Index(None, "practice_id", "revision_id", "caution"),
)

# Doubts of publications that somebody has seen, lifted out of the heads of plans; `gravity` orders what was said.
plan_evidence_seen = Table(
    "plan_evidence_seen",
    metadata,
    Column("practice_id", Uuid, primary_key=True),
    Column("plan_id", Uuid, primary_key=True),
    Column("work_key", ShortName, primary_key=True),
    Column("status", String(40), nullable=False),
    Column("gravity", Integer, nullable=False),
    ForeignKeyConstraint(["practice_id", "plan_id"], ["plans.practice_id", "plans.id"]),
)

sheets = Table(
    "sheets",
    metadata,
    Column("number", String(64), primary_key=True),
    Column("practice_id", Uuid, nullable=False),
    Column("plan_id", Uuid, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(64), nullable=False),
    Column("options", JsonText, nullable=False),
    Column("printed_on", Date, nullable=False),
    Column("printed_at", UtcDateTime, nullable=False),
    Column("use_until", Date),
    Column("content_hash", String(71), nullable=False),
    ForeignKeyConstraint(
        ["practice_id", "plan_id", "seq"], ["plan_events.practice_id", "plan_events.plan_id", "plan_events.seq"]
    ),
    Index(None, "practice_id", "plan_id"),
)
