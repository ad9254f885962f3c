"""What is computed of a group: amounts by currency, the same in the base currency, rates.

First the rows of each group and currency are put together, then the currencies of each group.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from sqlalchemy import BigInteger, Numeric, cast, func, literal_column
from sqlalchemy.types import TypeEngine

from db import tables
from db.reads.facts import text
from db.reads.groups.grouping import LINE_AMOUNTS, Grouping, Value
from db.reads.groups.steps import nothing
from db.reads.selection import Row
from db.scope import scoped

Kind = Literal["sum", "average", "minimum", "maximum"]
Column = Callable[[str], Value]

Number = tuple[str, Callable[[], Value]]  # a name, and what makes it where it is wanted

_PARTS: dict[str, Callable[[Value], Value]] = {
    "sum": func.sum,
    "min": func.min,
    "max": func.max,
    "n": func.count,
}


def of_rows(
    grouping: Grouping, rows: Row, *, by_family: bool, born: Callable[[], Value]
) -> Iterator[Number]:
    """What can be put together of the rows of a group, or of those of one currency."""
    yield "n", func.count
    yield "bn", lambda: func.count(rows["exchange_rate"])
    for name, measure in grouping.measures.items():
        known = by_family is (name in LINE_AMOUNTS)
        for prefix, amount in (("", measure.amount), ("b", measure.in_base)):
            yield from _amounts(f"{name}_{prefix}", partial(amount, rows) if known else _no_amount)
    if grouping.won is not None and grouping.lost is not None:
        for name, decided in (("won", grouping.won), ("lost", grouping.lost)):
            yield name, partial(_counted, decided, rows)
    if grouping.counts_days:

        def days() -> Value:
            return rows["actual_close_date"] - born()

        closed = rows["status"] != text("OPEN")
        yield "days_sum", lambda: func.sum(days()).filter(closed)
        yield "days_n", lambda: func.count(days()).filter(closed)


def _amounts(name: str, amount: Callable[[], Value]) -> Iterator[Number]:
    for part, put_together in _PARTS.items():
        yield f"{name}{part}", partial(_put_together, put_together, amount)


def _put_together(how: Callable[[Value], Value], amount: Callable[[], Value]) -> Value:
    return how(amount())


def _no_amount() -> Value:
    return nothing(Numeric())


def _counted(decided: Callable[[Row], Value], rows: Row) -> Value:
    return func.count().filter(decided(rows))


def of_currencies(grouping: Grouping, column: Column) -> Iterator[Number]:
    """What can be put together of a group's parts; of amounts, all in the base currency."""
    counts = ["n", "bn", *(f"{name}_bn" for name in grouping.measures)]
    counts += ["won", "lost"] if grouping.won is not None else []
    counts += ["days_sum", "days_n"] if grouping.counts_days else []
    for name in counts:
        yield _again(name, _sum, column)
    for measure in grouping.measures:
        for part, how in (("bsum", func.sum), ("bmin", func.min), ("bmax", func.max)):
            yield _again(f"{measure}_{part}", how, column)
        yield _again(f"{measure}_sum", func.sum, column)


def _again(name: str, how: Callable[[Value], Value], column: Column) -> Number:
    return name, lambda: how(column(name))


def _sum(counts: Value) -> Value:
    return func.coalesce(cast(func.sum(counts), BigInteger), literal_column("0"))


def rate(column: Column) -> Value:
    """Won, of won and lost; null of a group without either."""
    decided: Value = func.nullif(column("won") + column("lost"), literal_column("0"))
    return func.round(cast(column("won"), Numeric) / decided, literal_column("4"), type_=Numeric)


def days_to_close(column: Column) -> Value:
    """The mean of the days from creation to close; null of a group without closed ones."""
    closed: Value = func.nullif(column("days_n"), literal_column("0"))
    return func.round(
        cast(column("days_sum"), Numeric) / closed, literal_column("1"), type_=Numeric
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The amounts of a group in one currency, a document's or the base currency."""

    grouping: Grouping
    column: Column
    currency: Value
    is_base: bool

    def amount(self, kind: Kind, name: str) -> dict[str, Value]:
        """One of them as an amount with its currency."""
        base = self._of(kind, name, "b", base_currency())
        own = base if self.is_base else self._of(kind, name, "", self.currency)
        return {"amount": own, "currency_code": self.currency, "in_base_currency": base}

    def _of(self, kind: Kind, name: str, prefix: str, currency: Value) -> Value:
        if kind == "average":
            total, count = (self.column(f"{name}_{prefix}{part}") for part in ("sum", "n"))
            return _rounded(total / func.nullif(count, literal_column("0")), currency)
        part = {"sum": "sum", "minimum": "min", "maximum": "max"}[kind]
        value = self.column(f"{name}_{prefix}{part}")
        return _rounded(value, currency) if self.grouping.measures[name].is_weighted else value


def _rounded(value: Value, currency: Value) -> Value:
    own = scoped(tables.tenant_currencies)
    precision = own.select(own.c.precision).where(own.c.code == currency).scalar_subquery()
    return func.round(value, func.coalesce(precision, literal_column("2")), type_=Numeric)


def base_currency() -> Value:
    """The tenant's base currency."""
    settings = scoped(tables.tenant_settings)
    return settings.select(settings.c.base_currency_code).scalar_subquery()


def kinds(grouping: Grouping) -> dict[str, TypeEngine[Any]]:
    """The numbers of a group that lists of groups are ordered and cut down by."""
    found: dict[str, TypeEngine[Any]] = {"count": BigInteger()}
    found |= {name: Numeric() for name in grouping.measures}
    if grouping.won is not None:
        found["win_rate"] = Numeric()
    if grouping.counts_days:
        found["average_days_to_close"] = Numeric()
    return found


def number(name: str, column: Column, *, one_currency: bool) -> Value:
    """Such a number: of amounts the sum, in the base currency unless there is only one."""
    if name == "count":
        return column("n")
    if name == "win_rate":
        return rate(column)
    if name == "average_days_to_close":
        return days_to_close(column)
    return column(f"{name}_sum" if one_currency else f"{name}_bsum")
