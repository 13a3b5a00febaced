"""Runs the migrations on the connection that api.store.migrate hands over."""

from alembic import context

from api.store.tables import metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is one of ours: others may live in the same database, and are not ours to drop."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=is_ours,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
