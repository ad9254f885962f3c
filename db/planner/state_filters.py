"""Checks filters on the status and status reason of documents.

All four document types share the same enums, so the schema cannot reject a filter for orders
with the status DRAFT. This check does (decision 42).
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from sqlalchemy import Table

from db import tables
from db.planner.errors import ReadRefused
from db.tables.enum_order import WORDS
from domain.core.text import camel

_DOCUMENTS = (tables.opportunities, tables.quotes, tables.orders, tables.invoices)
_SHARED = ("status", "status_reason")


def check_states(table: Table, column: str, operators: Mapping[str, Any]) -> None:
    """Raise ReadRefused if `eq` or `in` names only states that documents of this table never have.

    An `in` with at least one possible state is accepted, so that clients can use one list of
    states for all four document types.
    """
    if table not in _DOCUMENTS or column not in _SHARED:
        return
    known = WORDS[table, column]
    for operator in ("eq", "in"):
        value = operators.get(operator)
        words = [word.value for word in _as_list(value) if isinstance(word, Enum)]
        if words and not set(words) & set(known):
            raise ReadRefused(
                f"The `{camel(column)}` of {table.name} is never {_either(words)}."
                f" Use {_either(known)}."
            )


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _either(words: Any) -> str:
    *others, last = (f"`{word}`" for word in dict.fromkeys(words))
    return f"{', '.join(others)} or {last}" if others else last
