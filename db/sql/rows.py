"""Items of a FROM clause: rows with an alias, and their columns."""

import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING

from sqlalchemy import Table

from db.sql.expressions import Expression
from db.sql.sql_types import SqlType, sql_type_of

if TYPE_CHECKING:
    from db.sql.selects import Select

_BARE = re.compile(r"[a-z_][a-z0-9_]*")
_TAKEN = {"all", "any", "array", "case", "default", "desc", "end", "from", "group", "order", "user"}


@cache
def identifier(name: str) -> str:
    """A name as an SQL identifier, quoted if necessary."""
    if _BARE.fullmatch(name) and name not in _TAKEN:
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


@cache
def columns_of(table: Table) -> Mapping[str, tuple[str, SqlType, bool]]:
    """The columns of a table by name: SQL text, type, and whether the column is never null."""
    return {
        column.name: (f".{identifier(column.name)}", sql_type_of(column.type), not column.nullable)
        for column in table.c
    }


class Rows:
    """An item of a FROM clause."""

    __slots__ = ("_beside", "_kinds", "_may_be_absent", "_table", "name", "names", "sql")

    def __init__(
        self,
        sql: str,
        name: str,
        *,
        kinds: Mapping[str, SqlType] | None = None,
        table: Table | None = None,
        may_be_absent: bool = False,
    ) -> None:
        """`sql` is the text before AS. The rows have the columns of `table` and of `kinds`.

        `may_be_absent` marks rows of an outer join, in which every column may be null.
        """
        self.sql, self.name = sql, name
        self._kinds: Mapping[str, SqlType] = kinds or {}
        self._table = None if table is None else columns_of(table)
        self._may_be_absent = may_be_absent
        self._beside: dict[str, Rows] = {}
        self.names = ""  # the column list of a function that does not name its columns

    def __contains__(self, name: object) -> bool:
        return name in self._kinds or (self._table is not None and name in self._table)

    def __getitem__(self, name: str) -> Expression:
        """A column. Raises KeyError if the rows have no column with this name."""
        if self._table is not None:
            expression = self._table.get(name)
            if expression is not None:
                text, kind, sure = expression
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
        """The text of the item in a FROM clause."""
        return f"{self.sql} AS {self.name}{self.names}"

    def beside(self, what: str, template: "Template") -> "Rows":
        """Values that are computed once per row, in a lateral join.

        The SQL appears once, no matter how many expressions read it; values that no expression
        reads are not computed.
        """
        rows = self._beside.get(what)
        if rows is None:
            rows = template.beside(self.name, f"{self.name}_{what}")
            self._beside[what] = rows
        return rows

    def with_besides(self) -> str:
        """The lateral joins for all values computed per row."""
        return "".join([f" CROSS JOIN {rows.source}" for rows in self._beside.values()])


def rows_of_function(call: Expression, name: str, columns: Mapping[str, SqlType]) -> Rows:
    """The rows that a function returns. A column called `at` is their ordinality, from 1."""
    ordinality = " WITH ORDINALITY" if "at" in columns else ""
    rows = Rows(call.sql + ordinality, name, kinds=columns)
    rows.names = f"({', '.join(map(identifier, columns))})"
    return rows


class Columns:
    """The columns of rows, as attributes (`rows.c.status`) and by name."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getattr__(self, name: str) -> Expression:
        return self._rows[name]

    def __getitem__(self, name: str) -> Expression:
        return self._rows[name]


class Template:
    """A select of values over a row of a table. Its text is built once for all statements."""

    def __init__(self, table: Table, make: Callable[[Rows], "Select"]) -> None:
        self._table, self._make = table, make

    def beside(self, row: str, name: str) -> Rows:
        """The values for the rows with the alias `row`, as rows with the alias `name`."""
        parts, kinds = self._columns_and_kinds
        return Rows(row.join(parts), name, kinds=kinds)

    @cached_property
    def _columns_and_kinds(self) -> tuple[list[str], Mapping[str, SqlType]]:
        select = self._make(Rows("", _NAME, table=self._table))
        return select.as_computed("values").sql.split(_NAME), select.kinds


_NAME = "\0"  # placeholder for the alias of the row; does not occur in SQL
ROW = SqlType("RECORD")
