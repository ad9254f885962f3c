"""Statements that lock and read records, and read the lines of documents."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, select

from db import tables
from db.repositories.mapping import DOCUMENT_MAPPINGS, DocumentMapping, RecordMapping
from db.repositories.statements import Statement, Where, any_given, mine

Columns = Callable[[], Sequence[ColumnElement[Any]]]


def no_columns() -> Sequence[ColumnElement[Any]]:
    """No columns beside those of the record."""
    return ()


@cache
def headers(mapping: RecordMapping, where: Where, beside: Columns = no_columns) -> Statement:
    """Locks and reads the rows of one type of record; for documents, without lines.

    `beside` are further columns, such as sums over other rows.
    """
    table = mapping.table
    columns: list[Any] = [table.c[name] for name in mapping.columns]
    if any(mapping is document.header for document in DOCUMENT_MAPPINGS.values()):
        columns += _rate_columns(table)
    columns += beside()
    # In the order of their IDs, so that two transactions that lock several rows do not deadlock.
    rows = select(*columns).where(mine(table.c), where(table.c)).order_by(table.c.id)
    # FOR NO KEY UPDATE: others can still insert rows that refer to this one (decision 3).
    return Statement(rows.with_for_update(key_share=True, of=table))


@cache
def lines_of(mapping: RecordMapping) -> Statement:
    """Reads the lines of documents of one type."""
    c = mapping.table.c
    columns = (c[mapping.parent].label("parent"), *(c[name] for name in mapping.columns))
    theirs = c[mapping.parent] == any_given("parents")
    return Statement(select(*columns).where(mine(c), theirs).order_by(c.line_number))


@cache
def with_lines(mapping: DocumentMapping) -> Statement:
    """Finds the documents that have lines."""
    header, lines = mapping.header.table, mapping.lines.table.c
    theirs = select(lines.id).where(mine(lines), lines[mapping.lines.parent] == header.c.id)
    condition = header.c.id == any_given("parents")
    return Statement(select(header.c.id).where(mine(header.c), condition, theirs.exists()))


def _rate_columns(table: Table) -> list[Any]:
    """The tenant's settings for the currency of each document, such as its precision."""
    # In the statement of the documents, because a mutation should need few round trips.
    settings, own = tables.tenant_settings, tables.tenant_currencies
    precision = select(own.c.precision).where(mine(own.c))
    base = precision.join(settings, mine(settings.c))
    mode = select(settings.c.rounding_mode).where(mine(settings.c))
    counted = {
        "currency_precision": precision.where(own.c.code == table.c.currency_code),
        "base_precision": base.where(own.c.code == settings.c.base_currency_code),
        "rounding_mode": mode,
    }
    return [query.correlate(table).scalar_subquery().label(name) for name, query in counted.items()]
