"""Selects, built clause by clause. Each method changes the select and returns it."""

from typing import Self

from sqlalchemy import Table

from db.sql.expressions import TRUE, Expression, Labeled, and_, commas
from db.sql.rows import Rows, identifier
from db.sql.sql_types import BOOLEAN, SqlType


class Select:
    """A SELECT statement or subselect."""

    __slots__ = (
        "_columns", "_distinct", "_grouped", "_having", "_joins", "_limit", "_order", "_rows",
        "_where",
    )  # fmt: skip

    def __init__(self, *columns: Expression | Labeled) -> None:
        self._columns = list(columns)
        self._rows: list[Rows] = []
        self._joins = ""
        self._where: list[Expression] = []
        self._grouped: tuple[Expression, ...] = ()
        self._order: tuple[Expression, ...] = ()
        self._limit: Expression | None = None
        self._having = self._distinct = ""

    def of(self, rows: Rows) -> Self:
        """Add rows to the FROM clause, separated by a comma."""
        self._joins += f", {rows.source}" if self._joins else f" FROM {rows.source}"
        self._rows.append(rows)
        return self

    def join(self, rows: Rows, on: Expression, *, how: str = "") -> Self:
        """Join rows; `how` is empty for an inner join, LEFT or FULL."""
        word = f" {how} JOIN" if how else " JOIN"
        self._joins += f"{word} {rows.source} ON {on.sql}"
        self._rows.append(rows)
        return self

    def where(self, *conditions: Expression) -> Self:
        """Add conditions, all of which must hold."""
        self._where += conditions
        return self

    def add(self, *columns: Expression | Labeled) -> Self:
        """Add columns."""
        self._columns += columns
        return self

    def group_by(self, *keys: Expression) -> Self:
        """Set the GROUP BY clause."""
        self._grouped = keys
        return self

    def in_one(self) -> Self:
        """Return a single row for all rows, even if there are none and no column aggregates."""
        self._having = " HAVING true"
        return self

    def order_by(self, *keys: Expression) -> Self:
        """Set the ORDER BY clause."""
        self._order = keys
        return self

    def limit(self, most: Expression) -> Self:
        """Set the LIMIT clause."""
        self._limit = most
        return self

    def distinct(self, *on: Expression) -> Self:
        """Remove duplicates; with `on`, keep the first row for each of these values."""
        self._distinct = f" DISTINCT ON ({commas(on)})" if on else " DISTINCT"
        return self

    @property
    def kinds(self) -> dict[str, SqlType]:
        """The types of the named columns."""
        return {one.name: one.value.kind for one in self._columns if isinstance(one, Labeled)}

    @property
    def sql(self) -> str:
        """The text of the select."""
        columns = ", ".join(
            f"{one.value.sql} AS {identifier(one.name)}" if isinstance(one, Labeled) else one.sql
            for one in self._columns
        )
        text = f"SELECT{self._distinct} {columns}{self._joins}"
        for rows in self._rows:
            text += rows.with_besides()
        condition = and_(*self._where)
        if condition is not TRUE:
            text += f" WHERE {condition.sql}"
        if self._grouped:
            text += f" GROUP BY {commas(self._grouped)}"
        text += self._having
        if self._order:
            text += f" ORDER BY {commas(self._order)}"
        return text if self._limit is None else f"{text} LIMIT {self._limit.sql}"

    def rows(self, name: str, *, table: Table | None = None, may_be_absent: bool = False) -> Rows:
        """The select as a subselect with an alias; `table` if it returns all columns of a table."""
        kinds = self.kinds
        return Rows(f"({self.sql})", name, kinds=kinds, table=table, may_be_absent=may_be_absent)

    def each(self, name: str, *, table: Table | None = None) -> Rows:
        """The select as a LATERAL subselect, which can refer to the rows before it."""
        return Rows(f"LATERAL ({self.sql})", name, kinds=self.kinds, table=table)

    def as_computed(self, name: str) -> Rows:
        """The select as a LATERAL subselect whose values are computed only once.

        OFFSET 0 keeps PostgreSQL from merging the subselect, which would repeat each expression
        wherever it is read.
        """
        return Rows(f"LATERAL ({self.sql} OFFSET 0)", name, kinds=self.kinds)

    def value(self) -> Expression:
        """The select as a scalar subselect: the only column of the only row, or null."""
        (column,) = self._columns
        kind = column.value.kind if isinstance(column, Labeled) else column.kind
        return Expression(f"({self.sql})", kind)

    def exists(self) -> Expression:
        """Whether the select returns a row."""
        return Expression(f"EXISTS ({self.sql})", BOOLEAN, is_sure=True)


def union(*selects: Select, every: bool = False) -> str:
    """The rows of all selects: UNION, or UNION ALL if `every` is set."""
    return (" UNION ALL " if every else " UNION ").join(one.sql for one in selects)
