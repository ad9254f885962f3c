"""What documents can be grouped by, and what can be said of a group."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Table

from db import tables
from db.reads.selection import Row
from db.sql.expressions import ZERO, Expression, literal, quoted
from db.sql.functions import coalesce
from db.sql.kinds import NUMERIC
from domain import opportunity_lifecycle, quote_lifecycle
from domain.lifecycle import State

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
    closed: OfRow | None = None  # then the days from creation to close are counted
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


def _stored(*names: str) -> dict[str, Measure]:
    return {name: column(name) for name in names}


def _has_status(*states: State) -> OfRow:
    """Whether a document has the status of one of these states, whatever its reason."""
    return _is("status", [state.status for state in states])


def _has_reason(*states: State) -> OfRow:
    return _is("status_reason", [state.reason for state in states])


def _is(name: str, words: Iterable[StrEnum]) -> OfRow:
    constants = [quoted(word.value) for word in dict.fromkeys(words)]
    return lambda row: row[name].in_(constants)


_STATES = ("status", "status_reason", "pricing_error")
_TERMS = ("payment_terms", "freight_terms", "shipping_method")
_CUSTOMERS = {"owner": "owner_id", "account": "account_id", "contact": "contact_id"}

OPPORTUNITIES = Grouping(
    tables.opportunities,
    words=(*_STATES, "stage", "rating", "forecast_category"),
    references=_CUSTOMERS,
    days=("estimated_close_date", "actual_close_date"),
    measures={
        **_stored("total_amount", "estimated_value"),
        "weighted_value": _weighted("estimated_value"),
        **_stored("actual_value", "budget_amount", "line_amount"),
        "weighted_line_amount": _weighted("line_amount"),
    },
    won=_has_status(opportunity_lifecycle.WON),
    lost=_has_status(*opportunity_lifecycle.LOST_STATES),
    closed=_has_status(opportunity_lifecycle.WON, *opportunity_lifecycle.LOST_STATES),
)
QUOTES = Grouping(
    tables.quotes,
    words=(*_STATES, *_TERMS),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("effective_from", "effective_to", "expires_on", "closed_on"),
    measures=_stored("total_amount", "line_amount"),
    won=_has_status(quote_lifecycle.WON),
    lost=_has_reason(*quote_lifecycle.LOST_STATES),
)
ORDERS = Grouping(
    tables.orders,
    words=(*_STATES, *_TERMS, "fulfillment_status", "invoicing_status"),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("request_delivery_by", "date_fulfilled"),
    measures=_stored("total_amount", "line_amount"),
)
INVOICES = Grouping(
    tables.invoices,
    words=(*_STATES, *_TERMS),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("due_date",),
    measures=_stored("total_amount", "amount_paid", "amount_due", "line_amount"),
)
