"""Connections: pages of a list by keyset, in both directions, with the limit inside the database.

The page and one row more are picked first, in the direction of travel; what was chosen of them
is made afterwards, for the page's rows only. Every part of a connection reads the picked page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    Table,
    Text,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import Subquery
from sqlalchemy.types import TypeEngine

from db.reads import cursors
from db.reads.draft import Asker, Draft
from db.reads.filters import matches
from db.reads.keysets import Keyset, labelled
from db.reads.objects import to_object, to_one
from db.reads.orders import Keys, keys_of
from db.reads.refusals import ReadRefused
from db.reads.selection import Chosen, Row, Shape
from db.reads.values import actual
from db.reads.written import collected, column_of
from db.scope import Scoped, scoped

DEFAULT_PAGE, LARGEST_PAGE, LARGEST_COUNT = 25, 100, 25_001

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Connection:
    """The rows of a table, or those of them that belong to this row, in pages."""

    parts: ClassVar = 10

    table: Table
    foreign: str | None = None

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """The connection as an object."""
        parent = None if self.foreign is None else row["id"]
        page = Page(draft, self, chosen.arguments, parent, looks_ahead=_tells(chosen.shape))
        return to_one(draft, chosen.shape, page, page.statement(chosen.shape))


def _tells(shape: Shape) -> bool:
    """Whether the page is to say something about itself, for which it needs one row more."""
    return any(
        isinstance(chosen.source, Same | Said) and getattr(chosen.source, "of_rows", True)
        for chosen in shape.fields
    )


class Page:
    """The picked rows of one connection, and what can be said about them.

    Where nothing is said of them, they are neither counted nor numbered.
    """

    def __init__(
        self,
        draft: Draft,
        source: Connection,
        arguments: Arguments,
        parent: ColumnElement[Any] | None,
        *,
        looks_ahead: bool,
    ) -> None:
        self.draft, self.arguments = draft, arguments
        self.table, self.foreign, self.parent = source.table, source.foreign, parent
        self.keys: Keys = keys_of(self.table, self.arguments.get("orderBy"))
        self._back = [key.reversed() for key in self.keys]
        self.backwards = self._given("last")
        if self.backwards and self._given("first"):
            raise ReadRefused("Ask for first or for last, not for both.")
        self.looks_ahead = looks_ahead or self.backwards
        self.rows = self._numbered() if self.looks_ahead else self._picked()

    @property
    def at(self) -> ColumnElement[Any]:
        """The place of a row in the direction of travel."""
        return self.rows.c["$at"]

    @property
    def all(self) -> ColumnElement[Any]:
        """How many rows were picked."""
        return self.rows.c["$all"]

    def __getitem__(self, name: str) -> ColumnElement[Any]:
        return column_of(self.rows.name, self.table.c[name])

    def statement(self, shape: Shape) -> Select[Any]:
        """A statement over the page that has one row, however many the page has."""
        if not any(getattr(chosen.source, "of_rows", True) for chosen in shape.fields):
            return select().correlate_except(None)
        return select().select_from(self.rows).having(true()).correlate_except(self.rows)

    def each(self, item: ColumnElement[Any]) -> ColumnElement[Any]:
        """The objects of the page's rows, in the order of the list."""
        if not self.looks_ahead:
            return collected(item)
        order = self.at.desc() if self.backwards else None
        return collected(item, order=order, only=self.at <= self._size())

    def cursor(self) -> ColumnElement[Any]:
        """The cursor of a row."""
        mark = self.draft.ask(self._mark, Text())
        values = [labelled(self.rows, key, at) for at, key in enumerate(self.keys)]
        return cursors.cursor(mark, values)

    def end(self, *, start: bool) -> ColumnElement[Any]:
        """The cursor of the first or the last row, null of an empty page."""
        outermost = self.at == func.least(self.all, self._size())
        innermost = and_(self.at == literal_column("1"), self.at <= self._size())
        chosen = outermost if start is self.backwards else innermost
        return func.max(self.cursor()).filter(chosen)

    def more(self, *, before: bool) -> ColumnElement[Any]:
        """Whether the list has rows before (after) the page."""
        limit = "after" if before else "before"
        rest: ColumnElement[bool] = false()
        if self._given(limit):
            outwards = self._keyset(self._back if before else self.keys)
            rest = outwards.has_any(self._position(limit))
        if before is not self.backwards:
            return rest
        return or_(func.coalesce(func.max(self.all) > self._size(), false()), rest)

    def total(self) -> ColumnElement[Any]:
        """How many rows the list has, counted up to a limit."""
        rows = scoped(self.table)
        counted = rows.select(literal_column("1").label("one")).where(*self._wanted(rows))
        limited = counted.limit(literal_column(str(LARGEST_COUNT))).subquery()
        return select(func.count()).select_from(limited).scalar_subquery()

    def _numbered(self) -> Subquery:
        """The picked rows with their places and their number; unused columns cost nothing."""
        picked = self._picked()
        places = func.row_number().over().label("$at"), func.count().over().label("$all")
        everything: ColumnElement[Any] = literal_column(f"{picked.name}.*")
        return select(everything, *places).select_from(picked).subquery(self.draft.name())

    def _picked(self) -> Subquery:
        after, before = (
            self._position(name) if self._given(name) else None for name in ("after", "before")
        )
        size = self._size(one_more=self.looks_ahead)
        known = not isinstance(size, BindParameter)
        most = size if known else literal_column(str(LARGEST_PAGE + 1), Integer())
        if self.backwards:
            return self._keyset(self._back).page(size, most, start=before, stop=after)
        return self._keyset(self.keys).page(size, most, start=after, stop=before)

    def _keyset(self, keys: Keys) -> Keyset:
        whole = self.foreign is None and self.arguments.get("filter") is None
        return Keyset(self.draft, self.table, keys, self._wanted, whole)

    def _wanted(self, rows: Scoped) -> list[ColumnElement[bool]]:
        wanted = matches(self.draft, self.table, rows.c, self.arguments.get("filter"))
        return [wanted] if self.foreign is None else [rows.c[self.foreign] == self.parent, wanted]

    def _given(self, argument: str) -> bool:
        return self.arguments.get(argument) is not None

    def _size(self, *, one_more: bool = False) -> ColumnElement[Any]:
        name = "last" if self.backwards else "first"
        asked = self.arguments[name] if self._given(name) else DEFAULT_PAGE

        def size(value: int) -> int:
            if not 0 <= value <= LARGEST_PAGE:
                raise ReadRefused(f"{name} must be between 0 and {LARGEST_PAGE}.")
            return value + one_more

        if isinstance(asked, int):
            return literal_column(str(size(asked)), Integer())
        return self.draft.bind(asked, Integer(), size)

    def _mark(self, asker: Asker) -> str:
        wanted = actual(self.arguments.get("filter"), asker.variables)
        return cursors.tag(f"{self.table.name}.{self.foreign}", self.keys, wanted)

    def _position(self, argument: str) -> list[ColumnElement[Any]]:
        def value(at: int) -> Callable[[Asker], Any]:
            return lambda asker: cursors.position(
                actual(self.arguments[argument], asker.variables), self._mark(asker), self.keys
            )[at]

        return [self.draft.ask(value(at), _wide(key.kind)) for at, key in enumerate(self.keys)]


def _wide(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of a parameter that any number of a cursor fits."""
    return BigInteger() if isinstance(kind, Integer) else kind


class Rows:
    """The page's rows as objects: as nodes, or as the edges to them."""

    def sql(self, draft: Draft, row: Any, chosen: Chosen) -> ColumnElement[Any]:
        """The list, from the page that is given as the row."""
        return row.each(to_object(draft, chosen.shape, row))  # type: ignore[no-any-return]


class Same:
    """An object that stands for the same row or page: an edge's node, the page's info."""

    def sql(self, draft: Draft, row: Row, chosen: Chosen) -> ColumnElement[Any]:
        """What was chosen of it."""
        return to_object(draft, chosen.shape, row)


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says about itself."""

    parts: ClassVar = 4

    part: Callable[[Any], ColumnElement[Any]]
    of_rows: bool = True  # whether it reads the picked rows

    def sql(self, draft: Draft, row: Any, chosen: Chosen) -> ColumnElement[Any]:
        """The value, from the page that is given as the row."""
        return self.part(row)
