"""Filters and sort orders over rows in memory."""

import operator
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Table

from db.planner.filters import columns_of
from db.planner.public_ids import public_id
from db.planner.relations import TO_MANY, TO_ONE, Relation, referenced_table
from db.tables.enum_order import WORDS
from tests.reads.naive_printing import Thing

if TYPE_CHECKING:
    from tests.reads.naive import Naive

Values = dict[str, Any]


class Fits:
    """Decides whether a row matches a filter; a comparison with null is false."""

    def __init__(self, naive: "Naive", table: Table) -> None:
        self.naive, self.table, self.columns = naive, table, columns_of(table)

    def __call__(self, row: Thing, filter: Values) -> bool:
        return all(
            self._holds(row, name, part) for name, part in filter.items() if part is not None
        )

    def _holds(self, row: Thing, name: str, part: Any) -> bool:
        if name == "and":
            return all(self(row, one) for one in part)
        if name == "or":
            return any(self(row, one) for one in part)
        if name == "not":
            return not self(row, part)
        if name in TO_ONE[self.table]:
            way = TO_ONE[self.table][name]
            found = self.naive.rows_with(way.table, way.foreign, row.values[way.local])
            return any(Fits(self.naive, way.table)(one, part) for one in found)
        if name in TO_MANY[self.table]:
            return self._among(row, TO_MANY[self.table][name], part)
        value = self._value(row, name)
        return all(compared(self.naive, value, how, operand) for how, operand in part.items())

    def _among(self, row: Thing, way: Relation, part: Values) -> bool:
        found = self.naive.rows_with(way.table, way.foreign, row.values[way.local])
        fits = Fits(self.naive, way.table)
        tests: dict[str, Any] = {"some": any, "every": all, "none": lambda held: not any(held)}
        return all(
            tests[which]([fits(one, filter) for one in found]) for which, filter in part.items()
        )

    def _value(self, row: Thing, name: str) -> Any:
        if name == "customerId":
            name = "accountId" if row.values["account_id"] is not None else "contactId"
        column = self.columns[name]
        value = row.values[column]
        if not isinstance(value, UUID):
            return value
        table = self.table
        for key in self.table.c[column].foreign_keys:
            if key.column.name == "id":
                table = key.column.table
        return public_id(table, value)


_COMPARISONS = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def compared(naive: "Naive", value: Any, how: str, operand: Any) -> bool:
    """Return whether a value matches an operator; comparisons with null are false."""
    operand = [_plain(one) for one in operand] if isinstance(operand, list) else _plain(operand)
    if how in {"isNull", "ne"}:
        return (value is None) is operand if how == "isNull" else bool(value != operand)
    if value is None:
        return False
    if how in {"contains", "startsWith"}:
        small, part = value.lower(), operand.lower()
        return part in small if how == "contains" else bool(small.startswith(part))
    if how in {"eq", "in"}:
        return value in (operand if how == "in" else [operand])
    left, right = naive.sortable(value), naive.sortable(operand)
    return bool(_COMPARISONS[how](left, right))


def ordered(
    naive: "Naive", rows: list[Thing], name: str, *, descends: bool, nulls_first: bool
) -> list[Thing]:
    """Sort the rows by one field of an order."""
    valued = [(_ordered_by(naive, row, name), row) for row in rows]
    nulls = [row for value, row in valued if value is None]
    others = sorted(
        ((value, row) for value, row in valued if value is not None),
        key=lambda pair: pair[0],
        reverse=descends,
    )
    rest = [row for _, row in others]
    return nulls + rest if nulls_first else rest + nulls


def _ordered_by(naive: "Naive", row: Thing, name: str) -> Any:
    """Return the value to sort by, of the row or of a related one."""
    assert row.table is not None
    if name in row.table.c:
        value, words = row.values[name], WORDS.get((row.table, name))
        if value is None:
            return None
        return words.index(value) if words else naive.sortable(value)
    relation, _, rest = name.rpartition("_")
    for way in ["account", "contact"] if relation == "customer" else [relation]:
        target = referenced_table(row.table, f"{way}_id")
        found = target is not None and naive.one(target, "id", row.values[f"{way}_id"])
        if found:
            return naive.sortable(found.values[rest])
    return None


def steps(asked: list[Values] | None) -> list[tuple[str, bool, bool]]:
    """Return the fields of an order, whether each is descending, and whether nulls come first."""
    steps: dict[str, tuple[bool, bool]] = {}
    for step in asked or []:
        way = (step["direction"].value == "DESC", step["nulls"].value == "FIRST")
        steps.setdefault(step["field"].value.lower(), way)
    steps = steps or {"created_at": (False, False)}
    steps.setdefault("id", list(steps.values())[-1])
    return [(name, *way) for name, way in steps.items()]


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
