"""Selects, put together clause by clause. Each method adds to the select and returns it."""

from typing import Self

from sqlalchemy import Table

from db.sql.expressions import TRUE, Expression, Labelled, and_, commas
from db.sql.kinds import BOOLEAN, Kind
from db.sql.rows import Rows, identifier


class Select:
    """A select of some rows."""

    __slots__ = (
        "_columns", "_distinct", "_grouped", "_having", "_joins", "_limit", "_order", "_rows",
        "_where",
    )  # fmt: skip

    def __init__(self, *columns: Expression | Labelled) -> None:
        self._columns = list(columns)
        self._rows: list[Rows] = []
        self._joins = ""
        self._where: list[Expression] = []
        self._grouped: tuple[Expression, ...] = ()
        self._order: tuple[Expression, ...] = ()
        self._limit: Expression | None = None
        self._having = self._distinct = ""

    def of(self, rows: Rows) -> Self:
        """These rows, beside those that are there already."""
        self._joins += f", {rows.source}" if self._joins else f" FROM {rows.source}"
        self._rows.append(rows)
        return self

    def join(self, rows: Rows, on: Expression, *, how: str = "") -> Self:
        """These rows beside each of the others that they belong to; `how` is LEFT or FULL."""
        word = f" {how} JOIN" if how else " JOIN"
        self._joins += f"{word} {rows.source} ON {on.sql}"
        self._rows.append(rows)
        return self

    def where(self, *conditions: Expression) -> Self:
        """Only rows for which all of these hold."""
        self._where += conditions
        return self

    def add(self, *columns: Expression | Labelled) -> Self:
        """More columns."""
        self._columns += columns
        return self

    def group_by(self, *keys: Expression) -> Self:
        """One row for all that have the same keys."""
        self._grouped = keys
        return self

    def in_one(self) -> Self:
        """One row for all, also where there are none."""
        self._having = " HAVING true"
        return self

    def order_by(self, *keys: Expression) -> Self:
        """In this order."""
        self._order = keys
        return self

    def limit(self, most: Expression) -> Self:
        """At most so many rows."""
        self._limit = most
        return self

    def distinct(self, *on: Expression) -> Self:
        """Each row once, or one for each of these values."""
        self._distinct = f" DISTINCT ON ({commas(on)})" if on else " DISTINCT"
        return self

    @property
    def kinds(self) -> dict[str, Kind]:
        """The types of the columns that have names."""
        return {one.name: one.value.kind for one in self._columns if isinstance(one, Labelled)}

    @property
    def sql(self) -> str:
        """The text."""
        columns = ", ".join(
            f"{one.value.sql} AS {identifier(one.name)}" if isinstance(one, Labelled) else one.sql
            for one in self._columns
        )
        text = f"SELECT{self._distinct} {columns}{self._joins}"
        for rows in self._rows:
            text += rows.with_besides()
        wanted = and_(*self._where)
        if wanted is not TRUE:
            text += f" WHERE {wanted.sql}"
        if self._grouped:
            text += f" GROUP BY {commas(self._grouped)}"
        text += self._having
        if self._order:
            text += f" ORDER BY {commas(self._order)}"
        return text if self._limit is None else f"{text} LIMIT {self._limit.sql}"

    def rows(self, name: str, *, table: Table | None = None, may_be_absent: bool = False) -> Rows:
        """The rows that this finds, under a name; a table says that all its columns are there."""
        kinds = self.kinds
        return Rows(f"({self.sql})", name, kinds=kinds, table=table, may_be_absent=may_be_absent)

    def each(self, name: str, *, table: Table | None = None) -> Rows:
        """The same for each row of those before it in the FROM."""
        return Rows(f"LATERAL ({self.sql})", name, kinds=self.kinds, table=table)

    def computed(self, name: str) -> Rows:
        """The same values under a name, computed before anything reads them, and only once.

        Without OFFSET PostgreSQL would put a copy of each to wherever it is read.
        """
        return Rows(f"LATERAL ({self.sql} OFFSET 0)", name, kinds=self.kinds)

    def value(self) -> Expression:
        """The only value of the only row, or null."""
        (column,) = self._columns
        kind = column.value.kind if isinstance(column, Labelled) else column.kind
        return Expression(f"({self.sql})", kind)

    def exists(self) -> Expression:
        """Whether there is such a row."""
        return Expression(f"EXISTS ({self.sql})", BOOLEAN, is_sure=True)


def union(*selects: Select, every: bool = False) -> str:
    """The rows of all selects, each once or every one of them."""
    return (" UNION ALL " if every else " UNION ").join(one.sql for one in selects)
