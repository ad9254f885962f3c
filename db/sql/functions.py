"""Calls of PostgreSQL functions and aggregates."""

from db.sql.expressions import Expression, commas
from db.sql.sql_types import BIGINT, INTEGER, NUMERIC, SMALLINT, TEXT, SqlType, array_of

_STRICT = {"encode", "replace", "timezone", "to_char", "translate", "uuid_send"}
_MAX_ARGUMENTS = 90  # arguments of a call; PostgreSQL allows 100


def call(name: str, *arguments: Expression, kind: SqlType = TEXT) -> Expression:
    """A call of a function that returns `kind`. The name must not come from a client."""
    sure = name in _STRICT and all(one.is_sure for one in arguments)
    return Expression(f"{name}({commas(arguments)})", kind, is_sure=sure)


def coalesce(*values: Expression, kind: SqlType | None = None) -> Expression:
    """The first value that is not null."""
    sure = any(value.is_sure for value in values)
    return Expression(f"coalesce({commas(values)})", kind or values[0].kind, is_sure=sure)


def concat(*values: Expression) -> Expression:
    """The concatenated texts of any number of values; nulls are skipped."""
    parts = list(values)
    while len(parts) > _MAX_ARGUMENTS:
        parts = [
            concat(*parts[at : at + _MAX_ARGUMENTS]) for at in range(0, len(parts), _MAX_ARGUMENTS)
        ]
    return Expression(f"concat({commas(parts)})", TEXT, is_sure=True)


def count(value: Expression | None = None) -> Expression:
    """The number of rows, or of rows where `value` is not null."""
    return Expression(f"count({'*' if value is None else value.sql})", BIGINT)


def total(value: Expression) -> Expression:
    """The sum of a value over the rows."""
    kind = BIGINT if value.kind in {INTEGER, SMALLINT} else NUMERIC
    return Expression(f"sum({value.sql})", kind)


def smallest(value: Expression) -> Expression:
    """The smallest value of the rows."""
    return Expression(f"min({value.sql})", value.kind)


def largest(value: Expression) -> Expression:
    """The largest value of the rows."""
    return Expression(f"max({value.sql})", value.kind)


def gather(value: Expression, *, order: Expression) -> Expression:
    """The values of all rows as an array, in this order; null if there are no rows."""
    return Expression(f"array_agg({value.sql} ORDER BY {order.sql})", array_of(value.kind))


def array(values: list[Expression], kind: SqlType) -> Expression:
    """An array of these values."""
    return Expression(f"ARRAY[{commas(values)}]", kind)
