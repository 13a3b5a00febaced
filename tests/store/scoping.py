"""Finds statements that read, change or delete owned rows without saying whose."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, Select, Table, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.dml import Delete, Update
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList, ColumnElement
from sqlalchemy.sql.selectable import Join

from api.store.tables import api_keys, metadata, practices


def watch(engine: Engine, seen: list[str]) -> None:
    """Every statement of the engine is looked at before it runs; `seen` counts them."""

    @event.listens_for(engine, "before_execute")
    def look(_connection: Any, statement: Any, *_rest: Any) -> None:
        seen.append(type(statement).__name__)
        missing = unscoped(statement)
        assert not missing, f"{sorted(missing)} without the practice:\n{statement}"


def unscoped(statement: Any) -> set[str]:
    """The owned tables that the statement takes rows from without comparing their practice with a given one."""
    missing: set[str] = set()
    for part in visitors.iterate(statement) if hasattr(statement, "get_children") else ():
        if isinstance(part, Select):
            missing |= _missing(_tables(part), list(_conditions(part)))
        elif isinstance(part, Update | Delete):
            missing |= _missing({part.table}, list(_conjuncts(part.whereclause)))
    return missing


def _missing(tables: set[Any], conditions: list[Any]) -> set[str]:
    owned = {table for table in tables if isinstance(table, Table) and table in metadata.sorted_tables}
    return {
        table.name
        for table in owned
        if not any(_scopes(condition, table) for condition in conditions)
        and not (table is api_keys and _by_key_id(conditions))
    }


def _scopes(condition: Any, table: Table) -> bool:
    owner = table.c.id if table is practices else table.c.practice_id
    return (
        isinstance(condition, BinaryExpression)
        and condition.left is owner
        and condition.operator in {operators.eq, operators.in_op}
        and isinstance(condition.right, BindParameter)
    )


def _by_key_id(conditions: list[Any]) -> bool:
    """The one look-up that comes before the practice is known."""
    return [getattr(condition, "left", None) for condition in conditions] == [api_keys.c.key_id]


def _tables(query: Select[Any]) -> set[Any]:
    return {table for source in query.get_final_froms() for table in _leaves(source)}


def _leaves(source: Any) -> Iterator[Any]:
    if isinstance(source, Join):
        yield from _leaves(source.left)
        yield from _leaves(source.right)
    else:
        yield source


def _conditions(query: Select[Any]) -> Iterator[Any]:
    yield from _conjuncts(query.whereclause)
    for source in query.get_final_froms():
        yield from _on(source)


def _on(source: Any) -> Iterator[Any]:
    if isinstance(source, Join):
        yield from _conjuncts(source.onclause)
        yield from _on(source.left)
        yield from _on(source.right)


def _conjuncts(clause: ColumnElement[Any] | None) -> Iterator[Any]:
    """Conditions that all must hold; what stands in an OR scopes nothing."""
    if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
        for part in clause.clauses:
            yield from _conjuncts(part)
    elif clause is not None:
        yield clause
