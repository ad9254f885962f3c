"""The numbers of a group: amounts by currency and in the base currency, counts, and rates.

Rows are aggregated per group and currency first, then the currencies of each group.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

from db import tables
from db.planner.aggregates.measures import LINE_MEASURES, Grouping, Outcomes
from db.planner.selection import Row
from db.scope import tenant_rows
from db.sql.expressions import ONE, ZERO, Expression, cast, literal, null
from db.sql.functions import call, coalesce, count, largest, smallest, total
from db.sql.sql_types import BIGINT, INTEGER, NUMERIC, SqlType

Kind = Literal["sum", "average", "minimum", "maximum"]
Column = Callable[[str], Expression]

# A name and a function that builds the expression; called only for numbers that are read, so
# that a statement computes nothing else.
Number = tuple[str, Callable[[], Expression]]

_PARTS: dict[str, Callable[[Expression], Expression]] = {
    "sum": total,
    "min": smallest,
    "max": largest,
    "n": count,
}


def of_rows(
    grouping: Grouping, rows: Row, *, by_family: bool, created_on: Callable[[], Expression]
) -> Iterator[Number]:
    """The numbers of the rows of a group, or of its rows in one currency."""
    yield "n", count
    # Documents without an exchange rate have no amounts in the base currency (decision 17).
    yield "bn", lambda: count(rows["exchange_rate"])
    for name, measure in grouping.measures.items():
        # By family, a document occurs several times, so only line amounts may be added up
        # (decision 28).
        known = by_family is (name in LINE_MEASURES)
        for prefix, amount in (("", measure.amount), ("b", measure.in_base)):
            yield from _amounts(f"{name}_{prefix}", partial(amount, rows) if known else _no_amount)
    if grouping.outcomes is not None:
        yield from _of_outcomes(grouping.outcomes, rows, created_on)


def _of_outcomes(
    outcomes: Outcomes, rows: Row, created_on: Callable[[], Expression]
) -> Iterator[Number]:
    for name, decided in (("won", outcomes.won), ("lost", outcomes.lost)):
        yield name, partial(_count_decided, decided, rows)
    if outcomes.closed is not None:
        closed = outcomes.closed(rows)

        def days() -> Expression:
            return rows["actual_close_date"] - created_on()

        yield "days_sum", lambda: total(days()).filter_where(closed)
        yield "days_n", lambda: count(days()).filter_where(closed)


def _amounts(name: str, amount: Callable[[], Expression]) -> Iterator[Number]:
    for part, put_together in _PARTS.items():
        yield f"{name}{part}", partial(_combine, put_together, amount)


def _combine(
    how: Callable[[Expression], Expression], amount: Callable[[], Expression]
) -> Expression:
    return how(amount())


def _no_amount() -> Expression:
    return null(NUMERIC)


def _count_decided(decided: Callable[[Row], Expression], rows: Row) -> Expression:
    return count().filter_where(decided(rows))


def of_currencies(grouping: Grouping, column: Column) -> Iterator[Number]:
    """The numbers of a group, from its parts; amounts of several currencies only in base."""
    # Averages are not built here: they follow from sums and counts, which can be added up.
    counts = ["n", "bn", *(f"{name}_bn" for name in grouping.measures)]
    counts += ["won", "lost"] if grouping.outcomes else []
    counts += ["days_sum", "days_n"] if grouping.outcomes and grouping.outcomes.closed else []
    for name in counts:
        yield _again(name, _sum, column)
    for measure in grouping.measures:
        for part, how in (("bsum", total), ("bmin", smallest), ("bmax", largest)):
            yield _again(f"{measure}_{part}", how, column)
        yield _again(f"{measure}_sum", total, column)


def _again(name: str, how: Callable[[Expression], Expression], column: Column) -> Number:
    return name, lambda: how(column(name))


def _sum(counts: Expression) -> Expression:
    return coalesce(cast(total(counts), BIGINT), ZERO)


def rate(column: Column) -> Expression:
    """The share of won among won and lost documents, from 0 to 1; null without any of them."""
    # NULLIF turns a division by zero into null.
    decided: Expression = call("nullif", column("won") + column("lost"), ZERO, kind=BIGINT)
    return call("round", cast(column("won"), NUMERIC) / decided, literal(4, INTEGER), kind=NUMERIC)


def days_to_close(column: Column) -> Expression:
    """The average number of days from creation to close; null without closed documents."""
    closed: Expression = call("nullif", column("days_n"), ZERO, kind=BIGINT)
    return call("round", cast(column("days_sum"), NUMERIC) / closed, ONE, kind=NUMERIC)


@dataclass(frozen=True, slots=True)
class Figures:
    """The amounts of a group in one currency: a currency of its documents or the base currency."""

    grouping: Grouping
    column: Column
    currency: Expression
    is_base: bool

    def amount(self, kind: Kind, name: str) -> dict[str, Expression]:
        """An amount with its currency, and its value in the base currency."""
        base = self._of(kind, name, "b", base_currency())
        own = base if self.is_base else self._of(kind, name, "", self.currency)
        return {"amount": own, "currency_code": self.currency, "in_base_currency": base}

    def _of(self, kind: Kind, name: str, prefix: str, currency: Expression) -> Expression:
        if kind == "average":
            total, count = (self.column(f"{name}_{prefix}{part}") for part in ("sum", "n"))
            return _round_to_currency(total / call("nullif", count, ZERO, kind=BIGINT), currency)
        part = {"sum": "sum", "minimum": "min", "maximum": "max"}[kind]
        value = self.column(f"{name}_{prefix}{part}")
        return (
            _round_to_currency(value, currency)
            if self.grouping.measures[name].is_weighted
            else value
        )


def _round_to_currency(value: Expression, currency: Expression) -> Expression:
    # Two decimals for a currency that the tenant does not have.
    own = tenant_rows(tables.tenant_currencies, "own_currency")
    precision = own.select(own.c.precision).where(own.c.code == currency).value()
    return call("round", value, coalesce(precision, literal(2, INTEGER)), kind=NUMERIC)


def base_currency() -> Expression:
    """The tenant's base currency."""
    settings = tenant_rows(tables.tenant_settings, "settings")
    return settings.select(settings.c.base_currency_code).value()


def kinds(grouping: Grouping) -> dict[str, SqlType]:
    """The numbers that `orderBy` and `having` accept, with their types."""
    types: dict[str, SqlType] = {"count": BIGINT}
    types |= dict.fromkeys(grouping.measures, NUMERIC)
    if grouping.outcomes:
        types["win_rate"] = NUMERIC
    if grouping.outcomes and grouping.outcomes.closed:
        types["average_days_to_close"] = NUMERIC
    return types


def number(name: str, column: Column, *, one_currency: bool) -> Expression:
    """A number to sort or filter groups by; for amounts, the sum.

    The sum is in the base currency unless each group has a single currency.
    """
    if name == "count":
        return column("n")
    if name == "win_rate":
        return rate(column)
    if name == "average_days_to_close":
        return days_to_close(column)
    return column(f"{name}_sum" if one_currency else f"{name}_bsum")
