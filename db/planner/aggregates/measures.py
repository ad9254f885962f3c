"""What documents are grouped by, and the numbers of a group.

The types of a group declare its keys and amounts (`gql.types.group_keys`, `gql.types.groups`);
`gql.schema.groupings` derives a `Grouping` from them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Table

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
class GroupKey:
    """A value that documents are grouped by."""

    name: str
    column: str  # of the document; for the product family, of its lines
    named: Table | None = None  # the table of a related record, by whose name groups are sorted
    is_date: bool = False  # a date or time: documents are grouped by calendar period


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount of a row, in the document's currency and in the base currency."""

    name: str
    amount: OfRow
    in_base: OfRow
    is_weighted: bool = False  # multiplied by the probability; rounded only as a group's total


def stored_measure(name: str) -> Measure:
    """The measure of a stored amount that also has a column in the base currency."""
    return Measure(name, lambda row: row[name], lambda row: row[f"{name}_in_base"])


def weighted_measure(name: str, of: str) -> Measure:
    """The measure of a stored amount that is multiplied by the probability."""

    # Not rounded per row: the sum of rounded amounts would differ from the rounded sum.
    def times(row: Row, column: str) -> Expression:
        hundred: Expression = literal(100, NUMERIC)
        chance: Expression = coalesce(row["probability"], ZERO)
        return row[column] * chance / hundred

    return Measure(
        name, lambda row: times(row, of), lambda row: times(row, f"{of}_in_base"), is_weighted=True
    )


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Which documents are won and lost, and which count for the average days to close."""

    won: OfRow
    lost: OfRow
    closed: OfRow | None = None


@dataclass(frozen=True, slots=True)
class Grouping:
    """The group keys and measures of one type of document, by name."""

    table: Table
    keys: Mapping[str, GroupKey]
    measures: Mapping[str, Measure]
    outcomes: Outcomes | None = None


def _has_status(*states: State) -> OfRow:
    """The condition that a document has the status of one of these states, for any reason."""
    return _is("status", [state.status for state in states])


def _has_reason(*states: State) -> OfRow:
    return _is("status_reason", [state.reason for state in states])


def _is(name: str, words: Iterable[StrEnum]) -> OfRow:
    constants = [constant(word.value) for word in dict.fromkeys(words)]
    return lambda row: row[name].in_(constants)


OPPORTUNITY_OUTCOMES = Outcomes(
    won=_has_status(opportunity_lifecycle.WON),
    lost=_has_status(*opportunity_lifecycle.LOST_STATES),
    closed=_has_status(opportunity_lifecycle.WON, *opportunity_lifecycle.LOST_STATES),
)
QUOTE_OUTCOMES = Outcomes(
    won=_has_status(quote_lifecycle.WON), lost=_has_reason(*quote_lifecycle.LOST_STATES)
)
