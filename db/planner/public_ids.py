"""Public ids: a prefix for the type of the record and its UUID in hex, such as `quo_0197…`."""

import re
from uuid import UUID

from sqlalchemy import Table

from db import tables
from db.planner.json_sql import mark_plain
from db.sql.expressions import Expression, constant
from db.sql.functions import call
from db.sql.sql_types import BYTEA
from db.tables.columns import metadata

NOBODY = UUID(int=0)  # matches no record

_FORM = re.compile(r"([a-z]{3})_([0-9a-f]{32})")

TABLES_BY_PREFIX: dict[str, Table] = {
    table.info["prefix"]: table for table in metadata.tables.values() if "prefix" in table.info
} | {"ten": tables.tenants}
PREFIXES: dict[Table, str] = {table: prefix for prefix, table in TABLES_BY_PREFIX.items()}


def public_id(table: Table, id: UUID) -> str:
    """The public id of a table's row."""
    return f"{PREFIXES[table]}_{id.hex}"


def id_column(table: Table, column: Expression) -> Expression:
    """The public ids of a table's rows, from a column of UUIDs."""
    # uuid_send and encode instead of a cast: a cast would add hyphens that had to be removed.
    digits = call("encode", call("uuid_send", column, kind=BYTEA), constant("hex"))
    return mark_plain(constant(f"{PREFIXES[table]}_") + digits)


def prefix_of(text: str) -> str | None:
    """The known prefix that a text begins with, or None."""
    prefix = text[:3]
    return prefix if text[3:4] == "_" and prefix in TABLES_BY_PREFIX else None


def table_of(text: str) -> Table | None:
    """The table that a public id belongs to; None if the text is not a public id."""
    match = _FORM.fullmatch(text)
    return TABLES_BY_PREFIX.get(match.group(1)) if match else None


def uuid_in(text: str, table: Table) -> UUID:
    """The UUID in a public id of this table; NOBODY if the text is not such an id."""
    match = _FORM.fullmatch(text)
    if match is None or TABLES_BY_PREFIX.get(match.group(1)) is not table:
        return NOBODY
    return UUID(hex=match.group(2))
