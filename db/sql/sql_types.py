"""The types of PostgreSQL that expressions have."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ARRAY as _ARRAY,
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB as _JSONB, TSVECTOR as _TSVECTOR
from sqlalchemy.types import BigInteger, TypeEngine


@dataclass(frozen=True, slots=True, eq=False)
class SqlType:
    """A PostgreSQL type with its SQL name."""

    name: str
    is_integer: bool = False
    is_text: bool = False
    item: "SqlType | None" = None  # of an array

    def __repr__(self) -> str:
        return self.name


BIGINT, INTEGER, SMALLINT = (
    SqlType(name, is_integer=True) for name in ("BIGINT", "INTEGER", "SMALLINT")
)
BOOLEAN, NUMERIC, GUID, BYTEA = map(SqlType, ("BOOLEAN", "NUMERIC", "UUID", "BYTEA"))
DATE, INTERVAL = map(SqlType, ("DATE", "INTERVAL"))
TIMESTAMP, TIMESTAMPTZ = map(SqlType, ("TIMESTAMP", "TIMESTAMPTZ"))
JSONB, TSVECTOR = map(SqlType, ("JSONB", "TSVECTOR"))
TEXT = SqlType("TEXT", is_text=True)
JSON_TEXT = SqlType("TEXT", is_text=True)  # a text that is JSON
PLAIN = SqlType("TEXT", is_text=True)  # a text that needs no escaping in JSON: an id, a decimal, …

TEXTS, GUIDS, INTEGERS, BIGINTS, NUMERICS, DATES, TIMESTAMPTZS, BOOLEANS = (
    SqlType(f"{item.name}[]", item=item)
    for item in (TEXT, GUID, INTEGER, BIGINT, NUMERIC, DATE, TIMESTAMPTZ, BOOLEAN)
)
_ARRAYS = {
    kind.item: kind
    for kind in (TEXTS, GUIDS, INTEGERS, BIGINTS, NUMERICS, DATES, TIMESTAMPTZS, BOOLEANS)
}

_FOUND: list[tuple[type[TypeEngine[Any]], SqlType]] = [
    (Uuid, GUID),
    (Numeric, NUMERIC),
    (String, TEXT),
    (DateTime, TIMESTAMPTZ),
    (Date, DATE),
    (BigInteger, BIGINT),
    (SmallInteger, SMALLINT),
    (Integer, INTEGER),
    (Boolean, BOOLEAN),
    (_JSONB, JSONB),
    (LargeBinary, BYTEA),
    (_TSVECTOR, TSVECTOR),
]


def array_of(kind: SqlType) -> SqlType:
    """The array type for this item type."""
    return _ARRAYS[kind]


def sql_type_of(type_: TypeEngine[Any]) -> SqlType:
    """The type of a table's column. Raises TypeError for types that are not declared here."""
    if isinstance(type_, _ARRAY):
        return array_of(sql_type_of(type_.item_type))
    for declared, kind in _FOUND:
        if isinstance(type_, declared):
            return kind
    raise TypeError(f"no kind for {type_!r}")
