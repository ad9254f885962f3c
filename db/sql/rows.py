"""What stands in a FROM: rows under a name of their own, and the columns that they have."""

import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Table

from db.sql.expressions import Expression
from db.sql.kinds import Kind, kind_of

if TYPE_CHECKING:
    from db.sql.selects import Select

_BARE = re.compile(r"[a-z_][a-z0-9_]*")
_TAKEN = {"all", "any", "array", "case", "default", "desc", "end", "from", "group", "order", "user"}


@cache
def identifier(name: str) -> str:
    """A name of ours as SQL writes it, in quotes where it needs them."""
    if _BARE.fullmatch(name) and name not in _TAKEN:
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


@cache
def columns_of(table: Table) -> Mapping[str, tuple[str, Kind, bool]]:
    """The columns of a table: how SQL writes each, its type, and whether it is never null."""
    return {
        column.name: (f".{identifier(column.name)}", kind_of(column.type), not column.nullable)
        for column in table.c
    }


class Rows:
    """Rows of the FROM of a select."""

    __slots__ = ("_beside", "_kinds", "_may_be_absent", "_table", "name", "names", "sql")

    def __init__(
        self,
        sql: str,
        name: str,
        *,
        kinds: Mapping[str, Kind] | None = None,
        table: Table | None = None,
        may_be_absent: bool = False,
    ) -> None:
        """`sql` is what they are, before AS. They have the columns of the table and of `kinds`.

        Those that may be absent are joined from the outside, so that each column may be null.
        """
        self.sql, self.name = sql, name
        self._kinds: Mapping[str, Kind] = kinds or {}
        self._table = None if table is None else columns_of(table)
        self._may_be_absent = may_be_absent
        self._beside: dict[str, Rows] = {}
        self.names = ""  # of the columns, where a function does not give them

    def __contains__(self, name: object) -> bool:
        return name in self._kinds or (self._table is not None and name in self._table)

    def __getitem__(self, name: str) -> Expression:
        """A column. Raises KeyError where there is none of this name."""
        if self._table is not None:
            found = self._table.get(name)
            if found is not None:
                text, kind, sure = found
                return Expression(self.name + text, kind, is_sure=sure and not self._may_be_absent)
        return Expression(f"{self.name}.{identifier(name)}", self._kinds[name])

    @property
    def c(self) -> "Columns":
        """The columns as attributes."""
        return Columns(self)

    @property
    def everything(self) -> Expression:
        """All columns."""
        return Expression(f"{self.name}.*", ROW)

    @property
    def source(self) -> str:
        """These rows as a FROM names them."""
        return f"{self.sql} AS {self.name}{self.names}"

    def beside(self, what: str, template: "Template") -> "Rows":
        """Values that are computed once for each row, as a row beside it.

        They are written once, however many expressions read them; what none reads is not computed.
        """
        found = self._beside.get(what)
        if found is None:
            found = template.beside(self.name, f"{self.name}_{what}")
            self._beside[what] = found
        return found

    def with_besides(self) -> str:
        """What is computed for each row, as joins."""
        return "".join([f" CROSS JOIN {rows.source}" for rows in self._beside.values()])


def rows_of_function(call: Expression, name: str, columns: Mapping[str, Kind]) -> Rows:
    """The rows that a function returns. A column called `at` is their place, from 1 on."""
    ordinality = " WITH ORDINALITY" if "at" in columns else ""
    rows = Rows(call.sql + ordinality, name, kinds=columns)
    rows.names = f"({', '.join(map(identifier, columns))})"
    return rows


class Columns:
    """The columns of rows as attributes, `rows.c.status`, and by name."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Expression:
        return self._rows[name]

    def __getitem__(self, name: str) -> Expression:
        return self._rows[name]


class Template:
    """A select of values over one row of a table, which is written once for all statements."""

    def __init__(self, table: Table, make: Callable[[Rows], "Select"]) -> None:
        self._table, self._make = table, make

    def beside(self, row: str, name: str) -> Rows:
        """The values of rows that have this name, under another name."""
        parts, kinds = self._written
        return Rows(row.join(parts), name, kinds=kinds)

    @cached_property
    def _written(self) -> tuple[list[str], Mapping[str, Kind]]:
        select = self._make(Rows("", _NAME, table=self._table))
        return select.computed("values").sql.split(_NAME), select.kinds


_NAME = "\0"  # stands for the name of the row; no SQL has this character
ROW = Kind("RECORD")
