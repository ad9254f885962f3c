"""Where fields come from: a column, a pair of columns, a row or rows of another table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Numeric,
    Table,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.reads.draft import Asker, Draft
from db.reads.identifiers import id_column
from db.reads.objects import to_list, to_object, to_one
from db.reads.selection import Chosen, Row
from db.reads.written import plain, quoted, unless_null
from db.scope import scoped


@dataclass(frozen=True, slots=True)
class TypeName:
    """The name of the object's type; ours, never a client's."""

    type: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The name as a text."""
        return plain(quoted(self.type))


@dataclass(frozen=True, slots=True)
class Identity:
    """The id of a table's row, as clients know it."""

    table: Table

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The id with its prefix."""
        return id_column(self.table, row["id"])


@dataclass(frozen=True, slots=True)
class Reference:
    """The id of another table's row, as clients know it, from a column with its key."""

    table: Table
    column: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The id with its prefix, or null."""
        return id_column(self.table, row[self.column])


@dataclass(frozen=True, slots=True)
class Value:
    """A column, in the notation that the API promises for its type."""

    column: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """Decimals as texts, moments in UTC; the rest as it is."""
        value = row[self.column]
        if isinstance(value.type, Numeric):
            return plain(cast(value, Text))
        if isinstance(value.type, DateTime):
            return moment(value)
        return value


def moment(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A timestamp as RFC 3339 in UTC."""
    form: ColumnElement[str] = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""")
    return plain(func.to_char(func.timezone(literal_column("'UTC'"), value), form))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount and the currency of its row; no amount, no object."""

    column: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object of both."""
        amount = row[self.column]
        pair = {
            "amount": amount,
            "currency_code": row["currency_code"],
            "in_base_currency": self._in_base(row),
        }
        return unless_null(amount, to_object(draft, chosen.shape, pair))

    def _in_base(self, row: Row) -> ColumnElement[Any]:
        """The same in the base currency; not every amount is kept so."""
        try:
            return row[f"{self.column}_in_base"]
        except KeyError:
            return cast(null(), Numeric)


@dataclass(frozen=True, slots=True)
class ComputedAmount:
    """An amount that is not kept as such, in the currency of its row."""

    expression: Callable[[Draft, Row], ColumnElement[Any]]

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object of the amount and its currency."""
        pair = {
            "amount": self.expression(draft, row),
            "currency_code": row["currency_code"],
            "in_base_currency": cast(null(), Numeric),
        }
        return to_object(draft, chosen.shape, pair)


class _Texts:
    """The texts of a JSON document by name, as if they were columns."""

    def __init__(self, document: ColumnElement[Any]) -> None:
        self.document = document

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        key: ColumnElement[str] = literal_column(f"'{name}'", Text)
        return self.document.op("->>", return_type=Text())(key)


@dataclass(frozen=True, slots=True)
class Document:
    """An object that lies in a column of JSON."""

    column: str

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object, or null."""
        document = row[self.column]
        if not isinstance(document.type, JSONB):
            raise TypeError(f"{self.column} holds no JSON")
        return unless_null(document, to_object(draft, chosen.shape, _Texts(document)))


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression over the row."""

    expression: Callable[[Draft, Row], ColumnElement[Any]]

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The expression."""
        return self.expression(draft, row)


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row of another table whose key is in a column of this one."""

    parts: ClassVar = 2

    local: str
    foreign: str = "id"

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object, or null."""
        other = scoped(chosen.shape.rows)
        rows = other.select().where(other.c[self.foreign] == row[self.local])
        return to_one(draft, chosen.shape, other.c, rows)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A row of one of several tables, each with its own column of keys; at most one is set."""

    parts: ClassVar = 8

    local: tuple[tuple[str, str], ...]  # the type and the column with its keys

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object, or null."""
        columns = dict(self.local)
        branches = []
        for shape in chosen.shapes:
            other, key = scoped(shape.rows), row[columns[shape.type]]
            rows = other.select().where(other.c.id == key)
            branches.append((key.is_not(None), to_one(draft, shape, other.c, rows)))
        return case(*branches)


@dataclass(frozen=True, slots=True)
class ToMany:
    """The few rows of another table that belong to this one, all of them, in a fixed order."""

    parts: ClassVar = 4

    foreign: str
    order: tuple[str, ...]
    local: str = "id"

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The list of objects."""
        other = scoped(chosen.shape.rows)
        rows = other.select().where(other.c[self.foreign] == row[self.local])
        rows = rows.order_by(*(other.c[column] for column in self.order))
        return to_list(draft, chosen.shape, other.c, rows)


@dataclass(frozen=True, slots=True)
class All:
    """All rows of a small table."""

    order: tuple[str, ...]

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The list of objects."""
        rows = scoped(chosen.shape.rows)
        ordered = rows.select().order_by(*(rows.c[column] for column in self.order))
        return to_list(draft, chosen.shape, rows.c, ordered)


class Viewer:
    """Who asks."""

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The object, with the keys of the user and of the tenant to go on from."""
        keys = {
            "id": draft.ask(lambda asker: asker.user_id, Uuid()),
            "tenant_id": draft.ask(lambda asker: asker.tenant_id, Uuid()),
        }
        return to_object(draft, chosen.shape, keys)


def is_expired(draft: Draft, row: Row) -> ColumnElement[Any]:
    """Whether the validity of an offer is over: only said, never acted upon (I-64)."""
    today = draft.ask(_today, Date())
    over = or_(row["effective_to"] < today, row["expires_on"] < today)
    return func.coalesce(over, literal_column("false"))


def credit(_: Draft, row: Row) -> ColumnElement[Any]:
    """What was paid of a canceled invoice; the zero has the currency's decimals."""
    canceled = row["status"] == literal_column("'CANCELED'")
    return case((canceled, row["amount_paid"]), else_=row["amount_paid"] - row["amount_paid"])


def _today(asker: Asker) -> Any:
    return asker.today
