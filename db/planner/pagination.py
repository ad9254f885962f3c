"""Connections: keyset pagination in both directions, with the limit inside the database.

The rows of the page and one more are selected first, in the direction of travel; the selected
fields are then computed for the rows of the page only. All parts of a connection read this page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Table

from db.planner import cursors
from db.planner.errors import ReadRefused
from db.planner.filters import matches
from db.planner.json_objects import to_object, to_one
from db.planner.json_sql import collect_objects
from db.planner.keyset import Keyset, page_value
from db.planner.plan import PlanBuilder, RequestContext
from db.planner.selection import ObjectSelection, Row, SelectedField
from db.planner.sorting import Keys, keys_of
from db.planner.variables import actual
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import FALSE, ONE, Expression, and_, literal, or_
from db.sql.functions import call, coalesce, count, largest
from db.sql.rows import Rows as SqlRows, Template
from db.sql.selects import Select
from db.sql.sql_types import BIGINT, INTEGER, TEXT, SqlType

DEFAULT_PAGE, MAX_PAGE, MAX_COUNT = 25, 100, 25_001

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ConnectionSource:
    """A paginated list of a table's rows, or of those that refer to the parent row."""

    parts: ClassVar = 10

    table: Table
    foreign: str | None = None

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The connection as an object."""
        parent = None if self.foreign is None else row["id"]
        page = Page(
            builder, self, selected.arguments, parent, looks_ahead=_tells(selected.selection)
        )
        return to_one(builder, selected.selection, page, page.statement(selected.selection))


def _tells(selection: ObjectSelection) -> bool:
    """Whether fields of the page, such as `pageInfo`, need to know if more rows follow."""
    return any(
        isinstance(selected.source, SameRow | PageField)
        and getattr(selected.source, "of_rows", True)
        for selected in selection.fields
    )


class Page:
    """The rows of one page, and the fields of the connection that depend on them.

    The rows are counted and numbered only if a selected field needs it.
    """

    def __init__(
        self,
        builder: PlanBuilder,
        source: ConnectionSource,
        arguments: Arguments,
        parent: Expression | None,
        *,
        looks_ahead: bool,
    ) -> None:
        self.builder, self.arguments = builder, arguments
        self.table, self.foreign, self.parent = source.table, source.foreign, parent
        self.keys: Keys = keys_of(self.table, self.arguments.get("orderBy"))
        self._back = [key.reversed() for key in self.keys]
        self.backwards = self._has_argument("last")
        if self.backwards and self._has_argument("first"):
            raise ReadRefused("Give either `first` or `last`, not both.")
        # A backward page is read in reverse; its rows need numbers to be put in order again.
        self.looks_ahead = looks_ahead or self.backwards
        filter_ = self.arguments.get("filter")
        self._cursors = cursors.Cursors.of(f"{self.table.name}.{self.foreign}", self.keys, filter_)
        self._mark: Expression | None = None  # a parameter shared by all cursors of the page
        self.rows = self._number_rows() if self.looks_ahead else self._select_page()

    @property
    def at(self) -> Expression:
        """The place of a row in the direction of travel, from 1."""
        return self.rows["$at"]

    @property
    def all(self) -> Expression:
        """The number of rows that were read: those of the page, and one more if it exists."""
        return self.rows["$all"]

    def __getitem__(self, name: str) -> Expression:
        return self.rows[name]

    def beside(self, what: str, template: Template) -> SqlRows:
        """Values that are computed once per row of the page."""
        return self.rows.beside(what, template)

    def statement(self, selection: ObjectSelection) -> Select:
        """A select over the page that always returns a single row."""
        # Only `totalCount` is selected: the page itself need not be read.
        if not any(getattr(selected.source, "of_rows", True) for selected in selection.fields):
            return Select()
        return Select().of(self.rows).in_one()

    def each(self, item: Expression) -> Expression:
        """A list with an item per row of the page, in the order of the list."""
        if not self.looks_ahead:
            return collect_objects(item)
        order = self.at.desc() if self.backwards else None
        return collect_objects(item, order=order, only=self.at <= self._size())

    def cursor(self) -> Expression:
        """The cursor of a row."""
        # The digest depends on the filter's variables, so it is computed per request; the cursor
        # is put together in SQL, where the values of the row are.
        if self._mark is None:
            self._mark = self.builder.ask(self._cursors.mark, TEXT)
        values = [page_value(self.rows, key, at) for at, key in enumerate(self.keys)]
        return cursors.cursor(self._mark, values)

    def end(self, *, start: bool) -> Expression:
        """The cursor of the first or the last row; null for an empty page."""
        outermost = self.at == call("least", self.all, self._size(), kind=BIGINT)
        innermost = and_(self.at == ONE, self.at <= self._size())
        selected = outermost if start is self.backwards else innermost
        return largest(self.cursor()).filter_where(selected)

    def more(self, *, before: bool) -> Expression:
        """Whether the list has rows before (or after) the page."""
        # In the direction of travel, the extra row tells. In the other direction, rows exist if
        # any is at the client's cursor or beyond it; without a cursor the list starts here.
        limit = "after" if before else "before"
        rest = FALSE
        if self._has_argument(limit):
            outwards = self._keyset(self._back if before else self.keys)
            rest = outwards.has_any(self._position(limit))
        if before is not self.backwards:
            return rest
        return or_(coalesce(largest(self.all) > self._size(), FALSE), rest)

    def total(self) -> Expression:
        """The number of rows of the list, counted up to MAX_COUNT."""
        # The limit bounds the cost of a count; one row more than the reported maximum shows that
        # there are more.
        rows = tenant_rows(self.table, self.builder.name())
        counted = rows.select(ONE.label("one")).where(*self._conditions(rows))
        limited = counted.limit(literal(MAX_COUNT, INTEGER)).rows(self.builder.name())
        return Select(count()).of(limited).value()

    def _number_rows(self) -> SqlRows:
        """The rows with their places and their number."""
        page_rows = self._select_page()
        # All columns pass through: PostgreSQL drops those that no field reads.
        places = call("row_number", kind=BIGINT).over().label("$at"), count().over().label("$all")
        numbered = Select(page_rows.everything, *places).of(page_rows)
        return numbered.rows(self.builder.name(), table=self.table)

    def _select_page(self) -> SqlRows:
        after, before = (
            self._position(name) if self._has_argument(name) else None
            for name in ("after", "before")
        )
        size = self._size(one_more=self.looks_ahead)
        # A size given as a literal is its own limit. For a variable, the branches are limited to
        # the largest page, so that one kept plan is good for all sizes (decision 27).
        most = size if self._knows_size else literal(MAX_PAGE + 1, INTEGER)
        if self.backwards:
            return self._keyset(self._back).page(size, most, start=before, stop=after)
        return self._keyset(self.keys).page(size, most, start=after, stop=before)

    def _keyset(self, keys: Keys) -> Keyset:
        whole = self.foreign is None and self.arguments.get("filter") is None
        return Keyset(self.builder, self.table, keys, self._conditions, whole)

    def _conditions(self, rows: TenantRows) -> list[Expression]:
        condition = matches(self.builder, self.table, rows, self.arguments.get("filter"))
        return (
            [condition]
            if self.parent is None
            else [rows[str(self.foreign)] == self.parent, condition]
        )

    def _has_argument(self, argument: str) -> bool:
        return self.arguments.get(argument) is not None

    @property
    def _asked_size(self) -> Any:
        name = "last" if self.backwards else "first"
        return self.arguments[name] if self._has_argument(name) else DEFAULT_PAGE

    @property
    def _knows_size(self) -> bool:
        return isinstance(self._asked_size, int)

    def _size(self, *, one_more: bool = False) -> Expression:
        requested, name = self._asked_size, "last" if self.backwards else "first"

        def size(value: int) -> int:
            if not 0 <= value <= MAX_PAGE:
                raise ReadRefused(f"`{name}` must be between 0 and {MAX_PAGE}.")
            return value + one_more

        if isinstance(requested, int):
            return literal(size(requested), INTEGER)
        return self.builder.bind(requested, INTEGER, size)

    def _position(self, argument: str) -> list[Expression]:
        cursor, known = self.arguments[argument], self._cursors

        def value(at: int) -> Callable[[RequestContext], Any]:
            return lambda request: known.position(actual(cursor, request.variables), request)[at]

        return [self.builder.ask(value(at), _wide(key.kind)) for at, key in enumerate(self.keys)]


def _wide(kind: SqlType) -> SqlType:
    """The type of a cursor parameter, wide enough for every integer that a cursor may contain."""
    return BIGINT if kind.is_integer else kind


class Nodes:
    """The rows of the page as objects: the nodes, or the edges that contain them."""

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The list; `row` is the page."""
        return row.each(to_object(builder, selected.selection, row))  # type: ignore[no-any-return]


class SameRow:
    """An object over the same row: the node of an edge, or the `pageInfo` of a page."""

    def sql(self, builder: PlanBuilder, row: Row, selected: SelectedField) -> Expression:
        """The object with the selected fields."""
        return to_object(builder, selected.selection, row)


@dataclass(frozen=True, slots=True)
class PageField:
    """A value of the page itself, such as `hasNextPage`."""

    parts: ClassVar = 4

    part: Callable[[Any], Expression]
    of_rows: bool = True  # whether it reads the rows of the page

    def sql(self, builder: PlanBuilder, row: Any, selected: SelectedField) -> Expression:
        """The value; `row` is the page."""
        return self.part(row)
