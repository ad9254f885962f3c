"""Sources of fields: a column, a pair of columns, a row or rows of another table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Table

from db.planner.errors import ReadRefused
from db.planner.json_objects import to_list, to_object, to_one
from db.planner.json_sql import mark_plain, unless_null
from db.planner.plan import PlanBuilder, RequestContext
from db.planner.public_ids import id_column
from db.planner.selection import Row, SelectedField
from db.scope import tenant_rows
from db.sql.expressions import FALSE, Expression, case, cast, constant, null, or_
from db.sql.functions import call, coalesce
from db.sql.sql_types import DATE, GUID, INTEGER, NUMERIC, PLAIN, TIMESTAMP, TIMESTAMPTZ
from domain.sales.invoice_lifecycle import CANCELED
from domain.sales.quote import OFFER_ENDS


@dataclass(frozen=True, slots=True)
class TypeName:
    """The name of the object's type, for `__typename`."""

    type: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The name as text."""
        return constant(self.type, PLAIN)


@dataclass(frozen=True, slots=True)
class Identity:
    """The public id of a table's row."""

    table: Table

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The id with its prefix."""
        return id_column(self.table, row["id"])


@dataclass(frozen=True, slots=True)
class Reference:
    """The public id of another table's row, from the column with its key."""

    table: Table
    column: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The id with its prefix, or null."""
        return id_column(self.table, row[self.column])


@dataclass(frozen=True, slots=True)
class Value:
    """A column, formatted as the API defines for its type."""

    column: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """Decimals as text, timestamps in UTC, all other types unchanged."""
        value = row[self.column]
        # Clients parse JSON numbers as binary floats, and lose cents and trailing zeros.
        if value.kind is NUMERIC:
            return cast(value, PLAIN)
        if value.kind is TIMESTAMPTZ:
            return moment(value)
        return value


def moment(value: Expression) -> Expression:
    """A timestamp in RFC 3339 format, in UTC, with microseconds."""
    # to_char instead of to_json: the text is known to need no escaping, and does not depend on
    # the time zone of the session.
    there = call("timezone", constant("UTC"), value, kind=TIMESTAMP)
    return mark_plain(call("to_char", there, constant('YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with the currency of its row; null if the amount is null."""

    column: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The money object, or null."""
        amount = row[self.column]
        pair = {
            "amount": amount,
            "currency_code": row["currency_code"],
            "in_base_currency": self._in_base(row),
        }
        return unless_null(amount, to_object(builder, selected.selection, pair))

    def _in_base(self, row: Row) -> Expression:
        """The amount in the base currency; null for amounts that are not stored in it."""
        try:
            return row[f"{self.column}_in_base"]
        except KeyError:
            return null(NUMERIC)


@dataclass(frozen=True, slots=True)
class ComputedAmount:
    """An amount that is computed from other columns, in the currency of its row."""

    expression: Callable[[PlanBuilder, Row], Expression]

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The money object, without a value in the base currency."""
        pair = {
            "amount": self.expression(builder, row),
            "currency_code": row["currency_code"],
            "in_base_currency": null(NUMERIC),
        }
        return to_object(builder, selected.selection, pair)


class _Texts:
    """The members of a JSON document as a row of text columns."""

    def __init__(self, document: Expression) -> None:
        self.document = document

    def __getitem__(self, name: str) -> Expression:
        return self.document.text_at(name)


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object stored in a JSON column."""

    column: str

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object, or null."""
        document = row[self.column]
        return unless_null(document, to_object(builder, selected.selection, _Texts(document)))


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression over the row."""

    expression: Callable[[PlanBuilder, Row], Expression]

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The expression."""
        return self.expression(builder, row)


@dataclass(frozen=True, slots=True)
class ToOne:
    """The row of another table that a column of this row refers to."""

    parts: ClassVar = 2

    local: str
    foreign: str = "id"

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object, or null."""
        # A scalar subselect instead of a join: it cannot multiply rows, is independent of its
        # siblings, and runs for the rows of the page only.
        other = tenant_rows(selected.selection.rows, builder.name())
        rows = other.select().where(other[self.foreign] == row[self.local])
        return to_one(builder, selected.selection, other, rows)


@dataclass(frozen=True, slots=True)
class ToOneOf:
    """A row of one of several tables, each referred to by its own column; at most one is set."""

    parts: ClassVar = 8

    local: tuple[tuple[str, str], ...]  # pairs of a type and the column with its keys

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object, or null."""
        columns = dict(self.local)
        branches = []
        for selection in selected.selections:
            other, key = tenant_rows(selection.rows, builder.name()), row[columns[selection.type]]
            rows = other.select().where(other["id"] == key)
            branches.append((key.is_not_null(), to_one(builder, selection, other, rows)))
        return case(*branches)


@dataclass(frozen=True, slots=True)
class ToMany:
    """The rows of another table that belong to this row, in a fixed order.

    For short lists: all rows, or the first ones if the argument `first` is given.
    """

    parts: ClassVar = 4

    foreign: str
    order: tuple[str, ...]
    local: str = "id"
    largest: int = 0  # the upper limit of `first`

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The list of objects. Raises ReadRefused if `first` is out of range."""
        other = tenant_rows(selected.selection.rows, builder.name())
        rows = other.select().where(other[self.foreign] == row[self.local])
        rows.order_by(*(other[column] for column in self.order))
        first = selected.arguments.get("first")
        if first is not None:
            rows.limit(builder.bind(first, INTEGER, self._size))
        return to_list(builder, selected.selection, other, rows)

    def _size(self, first: int) -> int:
        if not 0 <= first <= self.largest:
            raise ReadRefused(f"`first` must be between 0 and {self.largest}.")
        return first


class ViewerSource:
    """The authenticated user and the tenant of the request."""

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object; its fields start from the keys of the user and the tenant."""
        # Parameters, so that all tenants share the plan.
        keys = {
            "id": builder.ask(lambda request: request.user_id, GUID),
            "tenant_id": builder.ask(lambda request: request.tenant_id, GUID),
        }
        return to_object(builder, selected.selection, keys)


def is_expired(builder: PlanBuilder, row: Row) -> Expression:
    """Whether a day on which the offer ends is past. Reported only, never enforced (I-64)."""
    # A parameter instead of CURRENT_DATE, which would depend on the time zone of the session.
    today = builder.ask(_today, DATE)
    return coalesce(or_(*(row[name] < today for name in OFFER_ENDS)), FALSE)


def backordered(_: PlanBuilder, row: Row) -> Expression:
    """The quantity of an order line that has not been shipped, without trailing zeros."""
    left = row["quantity"] - row["shipped_quantity"]
    return cast(call("trim_scale", left, kind=NUMERIC), PLAIN)


def credit(_: PlanBuilder, row: Row) -> Expression:
    """The amount paid on an invoice that was canceled; zero for all other invoices."""
    # Zero by subtraction, so that it has the decimals of the currency.
    canceled = row["status"] == constant(CANCELED.status.value)
    return case((canceled, row["amount_paid"]), otherwise=row["amount_paid"] - row["amount_paid"])


def _today(request: RequestContext) -> Any:
    return request.today
