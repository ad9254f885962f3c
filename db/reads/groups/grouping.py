"""What documents can be grouped by, and what can be said of a group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Table

from db import tables
from db.reads.selection import Row
from db.sql.expressions import ZERO, Expression, literal, quoted
from db.sql.functions import coalesce
from db.sql.kinds import NUMERIC

OfRow = Callable[[Row], Expression]

FAMILY = "product_family"
CURRENCY = "currency_code"
LINE_AMOUNTS = ("line_amount", "weighted_line_amount")


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount of a row, and the same in the base currency."""

    amount: OfRow
    in_base: OfRow
    is_weighted: bool = False  # then it has more decimals than its currency


@dataclass(frozen=True, slots=True)
class Grouping:
    """One kind of document."""

    table: Table
    words: tuple[str, ...]
    references: Mapping[str, str]  # the key, and the column that holds it
    days: tuple[str, ...]
    measures: Mapping[str, Measure]
    moments: tuple[str, ...] = ("created_at", "updated_at")
    won: OfRow | None = None
    lost: OfRow | None = None
    counts_days: bool = False
    keys: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        keys = (*self.words, CURRENCY, *self.references, FAMILY, *self.days, *self.moments)
        object.__setattr__(self, "keys", keys)


def column(name: str) -> Measure:
    """An amount that is kept, with its value in the base currency beside it."""
    return Measure(lambda row: row[name], lambda row: row[f"{name}_in_base"])


def _weighted(name: str) -> Measure:
    def times(row: Row, column: str) -> Expression:
        hundred: Expression = literal(100, NUMERIC)
        chance: Expression = coalesce(row["probability"], ZERO)
        return row[column] * chance / hundred

    return Measure(
        lambda row: times(row, name), lambda row: times(row, f"{name}_in_base"), is_weighted=True
    )


def _is(name: str, *words: str) -> OfRow:
    return lambda row: row[name].in_([quoted(word) for word in words])


_STATES = ("status", "status_reason", "pricing_error")
_TERMS = ("payment_terms", "freight_terms", "shipping_method")
_CUSTOMERS = {"owner": "owner_id", "account": "account_id", "contact": "contact_id"}

OPPORTUNITIES = Grouping(
    tables.opportunities,
    words=(*_STATES, "stage", "rating", "forecast_category"),
    references=_CUSTOMERS,
    days=("estimated_close_date", "actual_close_date"),
    measures={
        "total_amount": column("total_amount"),
        "estimated_value": column("estimated_value"),
        "weighted_value": _weighted("estimated_value"),
        "actual_value": column("actual_value"),
        "budget_amount": column("budget_amount"),
        "line_amount": column("line_amount"),
        "weighted_line_amount": _weighted("line_amount"),
    },
    won=_is("status", "WON"),
    lost=_is("status", "LOST"),
    counts_days=True,
)
QUOTES = Grouping(
    tables.quotes,
    words=(*_STATES, *_TERMS),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("effective_from", "effective_to", "expires_on", "closed_on"),
    measures={"total_amount": column("total_amount"), "line_amount": column("line_amount")},
    won=_is("status", "WON"),
    lost=_is("status_reason", "LOST", "CANCELED"),
)
ORDERS = Grouping(
    tables.orders,
    words=(*_STATES, *_TERMS, "fulfillment_status", "invoicing_status"),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("request_delivery_by", "date_fulfilled"),
    measures={"total_amount": column("total_amount"), "line_amount": column("line_amount")},
)
INVOICES = Grouping(
    tables.invoices,
    words=(*_STATES, *_TERMS),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("due_date",),
    measures={
        "total_amount": column("total_amount"),
        "amount_paid": column("amount_paid"),
        "amount_due": column("amount_due"),
        "line_amount": column("line_amount"),
    },
)
