"""The fields that each type of document can be grouped by, and the measures of its groups."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Table

from db import tables
from db.planner.selection import Row
from db.sql.expressions import ZERO, Expression, constant, literal
from db.sql.functions import coalesce
from db.sql.sql_types import NUMERIC
from domain.core.lifecycle import State
from domain.sales import opportunity_lifecycle, quote_lifecycle

OfRow = Callable[[Row], Expression]

FAMILY = "product_family"
CURRENCY = "currency_code"
LINE_MEASURES = ("line_amount", "weighted_line_amount")


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount of a row, in the document's currency and in the base currency."""

    amount: OfRow
    in_base: OfRow
    is_weighted: bool = False  # multiplied by the probability; rounded only as a group's total


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group keys and measures of one type of document."""

    table: Table
    words: tuple[str, ...]  # enum columns
    references: Mapping[str, str]  # from the group key to the column with the id
    days: tuple[str, ...]
    measures: Mapping[str, Measure]
    moments: tuple[str, ...] = ("created_at", "updated_at")
    won: OfRow | None = None
    lost: OfRow | None = None
    closed: OfRow | None = None  # rows that count for the average days to close
    keys: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        keys = (*self.words, CURRENCY, *self.references, FAMILY, *self.days, *self.moments)
        object.__setattr__(self, "keys", keys)


def column(name: str) -> Measure:
    """The measure of a stored amount that also has a column in the base currency."""
    return Measure(lambda row: row[name], lambda row: row[f"{name}_in_base"])


def _weighted_measure(name: str) -> Measure:
    # Not rounded per row: the sum of rounded amounts would differ from the rounded sum.
    def times(row: Row, column: str) -> Expression:
        hundred: Expression = literal(100, NUMERIC)
        chance: Expression = coalesce(row["probability"], ZERO)
        return row[column] * chance / hundred

    return Measure(
        lambda row: times(row, name), lambda row: times(row, f"{name}_in_base"), is_weighted=True
    )


def _stored_measures(*names: str) -> dict[str, Measure]:
    return {name: column(name) for name in names}


def _has_status(*states: State) -> OfRow:
    """The condition that a document has the status of one of these states, for any reason."""
    return _is("status", [state.status for state in states])


def _has_reason(*states: State) -> OfRow:
    return _is("status_reason", [state.reason for state in states])


def _is(name: str, words: Iterable[StrEnum]) -> OfRow:
    constants = [constant(word.value) for word in dict.fromkeys(words)]
    return lambda row: row[name].in_(constants)


_STATES = ("status", "status_reason", "pricing_error")
_TERMS = ("payment_terms", "freight_terms", "shipping_method")
_CUSTOMERS = {"owner": "owner_id", "account": "account_id", "contact": "contact_id"}

OPPORTUNITY_GROUPING = Grouping(
    tables.opportunities,
    words=(*_STATES, "stage", "rating", "forecast_category"),
    references=_CUSTOMERS,
    days=("estimated_close_date", "actual_close_date"),
    measures={
        **_stored_measures("total_amount", "estimated_value"),
        "weighted_value": _weighted_measure("estimated_value"),
        **_stored_measures("actual_value", "budget_amount", "line_amount"),
        "weighted_line_amount": _weighted_measure("line_amount"),
    },
    won=_has_status(opportunity_lifecycle.WON),
    lost=_has_status(*opportunity_lifecycle.LOST_STATES),
    closed=_has_status(opportunity_lifecycle.WON, *opportunity_lifecycle.LOST_STATES),
)
QUOTE_GROUPING = Grouping(
    tables.quotes,
    words=(*_STATES, *_TERMS),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("effective_from", "effective_to", "expires_on", "closed_on"),
    measures=_stored_measures("total_amount", "line_amount"),
    won=_has_status(quote_lifecycle.WON),
    lost=_has_reason(*quote_lifecycle.LOST_STATES),
)
ORDER_GROUPING = Grouping(
    tables.orders,
    words=(*_STATES, *_TERMS, "fulfillment_status", "invoicing_status", "erp_status"),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("request_delivery_by", "date_fulfilled"),
    measures=_stored_measures("total_amount", "line_amount"),
)
INVOICE_GROUPING = Grouping(
    tables.invoices,
    words=(*_STATES, *_TERMS),
    references={**_CUSTOMERS, "opportunity": "opportunity_id"},
    days=("due_date",),
    measures=_stored_measures("total_amount", "amount_paid", "amount_due", "line_amount"),
)
