"""Keyset pagination: the rows of a list after a position, read as ranges of an index.

A single range of an index holds neither "later, or equal and then later in the next key" nor
values together with nulls. So a list is read in branches: rows that share the first value of the
position, rows with a later value, and rows without a value. Each branch follows the order of the
index and is no longer than the page; the few rows of all branches are then sorted. PostgreSQL
does not start branches that the position rules out (decision 26).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from db.planner.plan import PlanBuilder
from db.planner.sorting import Condition, Keys, Path, SortKey, Value
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import ONE, TRUE, Expression, Labeled, and_, null, or_, row_of
from db.sql.functions import coalesce
from db.sql.rows import Rows, identifier
from db.sql.selects import Select, union

Position = Sequence[Value]
Conditions = Callable[[TenantRows], list[Condition]]


@dataclass(frozen=True, slots=True)
class Keyset:
    """The filtered rows of a table in a sort order."""

    builder: PlanBuilder
    table: Table
    keys: Keys
    conditions: Conditions
    whole: bool = False  # whether no filter or parent excludes rows

    def page(
        self,
        size: Value,
        most: Value,
        start: Position | None = None,
        stop: Position | None = None,
    ) -> Rows:
        """At most `size` rows after `start` and before `stop`, with all columns of the table.

        `most` is a limit that PostgreSQL knows when it plans. The values of sort keys that are
        not columns of the table are added as columns; see `_sort_labels`.
        """
        # The branches have the limit `most`, only the outer select has `size`: PostgreSQL does
        # not know a parameter in LIMIT when it makes a generic plan, assumes a tenth of the
        # table, and sorts (decision 27).
        branches = [
            branch.rows_of(stop, most).rows(self.builder.name(), table=self.table)
            for branch in self._branches(start, inclusive=False)
        ]
        rows, *others = branches
        order: list[Value] = []
        if others:
            rows = self._together(branches)
            order = [key.ordering(page_value(rows, key, at)) for at, key in enumerate(self.keys)]
        elif size is most:  # the only branch has the right limit
            return rows
        limited = Select(rows.everything).of(rows).order_by(*order).limit(size)
        return limited.rows(self.builder.name(), table=self.table)

    def _together(self, branches: list[Rows]) -> Rows:
        """The rows of several branches. These exclude each other, so UNION ALL suffices."""
        parts = [Select(branch.everything).of(branch) for branch in branches]
        return Rows(f"({union(*parts, every=True)})", self.builder.name(), table=self.table)

    def has_any(self, start: Position) -> Condition:
        """The condition that there are rows at `start` or after it."""
        branches = self._branches(start, inclusive=True)
        return or_(*(branch.any() for branch in branches))

    def _branches(self, start: Position | None, *, inclusive: bool) -> Iterator["_Branch"]:
        first = self.keys[0]
        for path in first.paths:
            yield from self._branches_with_value(path, start, inclusive=inclusive)
        if first.nullable:
            yield from self._null(start, inclusive=inclusive)

    def _branches_with_value(
        self, path: Path, start: Position | None, *, inclusive: bool
    ) -> Iterator["_Branch"]:
        """The branches of rows that have a value for the first key by this path."""
        if start is None:
            yield _Branch(self, path, lambda _: TRUE)
        elif _is_one_range(self.keys):
            yield _Branch(self, path, lambda values: _in_range(self.keys, values, start, inclusive))
        else:
            yield from self._after(path, start, inclusive=inclusive)

    def _after(self, path: Path, start: Position, *, inclusive: bool) -> Iterator["_Branch"]:
        """The branches of rows that share the first value of `start`, and of rows beyond it."""
        first = self.keys[0]
        # Apart, because an OR of both conditions is no range of the index: PostgreSQL would read
        # the list from its beginning and filter.
        yield _Branch(
            self,
            path,
            lambda values: (
                (values[0] == start[0])
                & _beyond(self.keys[1:], values[1:], start[1:], inclusive=inclusive)
            ),
            lambda value: value == start[0],
        )
        yield _Branch(
            self,
            path,
            lambda values: first.beyond(values[0], start[0]),
            lambda value: first.beyond(value, start[0]),
        )
        # With nulls first, all rows with a value follow a position among the nulls. Whether the
        # position is null is known only from the parameter, so it is a condition of the branch.
        if first.nullable and first.nulls_first:

            def begins_with_nulls(_: Any) -> Condition:
                return start[0].is_null()

            yield _Branch(self, path, begins_with_nulls, begins_with_nulls)

    def _null(self, start: Position | None, *, inclusive: bool) -> Iterator["_Branch"]:
        """The branches of rows whose first key is null."""
        if start is None:
            yield _Branch(self, None, lambda _: TRUE)
            return
        yield _Branch(
            self,
            None,
            lambda values: (
                start[0].is_null()
                & _beyond(self.keys[1:], values[1:], start[1:], inclusive=inclusive)
            ),
        )
        # With nulls last, all rows without a value follow a position that has one.
        if not self.keys[0].nulls_first:
            yield _Branch(self, None, lambda _: start[0].is_not_null())


class _Branch:
    """The rows whose first key has a value by this path, or is null if the path is None.

    `reach` is the part of the condition that concerns the first value alone.
    """

    def __init__(
        self,
        keyset: Keyset,
        path: Path | None,
        condition: Callable[[Sequence[Value]], Condition],
        reach: Callable[[Value], Condition] = lambda _: TRUE,
    ) -> None:
        self.keyset, self.builder, self.keys = keyset, keyset.builder, keyset.keys
        self.rows = tenant_rows(keyset.table, self.builder.name())
        self._joins: list[tuple[TenantRows, str, bool]] = []
        first = self.keys[0]
        self.first = self._first(path)
        # Within the branch without values the key is a constant null, so no join is needed to
        # return it.
        self._known = null(first.kind) if path is None else self.first
        self.values = [self.first, *(self._value(key) for key in self.keys[1:])]
        self._conditions = [*keyset.conditions(self.rows), condition(self.values)]
        if path is None:
            self._conditions.append(self.first.is_null())
        elif first.nullable:
            self._conditions.append(self.first.is_not_null())
        self._reach = reach
        # Only if nearly all rows are wanted: a filter would drop most of what is read per owner.
        self._goes_by_others = keyset.whole and path is not None and path.via is not None

    def rows_of(self, stop: Position | None, most: Value) -> Select:
        """The rows of the branch in the order of the list, at most `most`."""
        if stop is not None:
            back = [key.reversed() for key in self.keys]
            self._conditions.append(_beyond(back, self.values, stop, inclusive=False))
        if self._goes_by_others:
            return self._rows_by_others(most).limit(most)
        rows = self._select(self.rows.everything, *self._sort_labels())
        return rows.order_by(*self._order(self.values)).limit(most)

    def _rows_by_others(self, most: Value) -> Select:
        """The same rows, read as at most one page from each related row.

        Otherwise PostgreSQL sorts all rows of a related row, which may be half of the table: one
        owner has many documents.
        """
        # The lateral select has a limit of its own, and follows the index on the reference and
        # the remaining keys; the related rows are read in the order of their index.
        (other, via, _), *self._joins = self._joins
        own = self._select(self.rows.everything, *self._sort_labels())
        own.where(self.rows[via] == other["id"])
        own.order_by(*self._order(self.values)[1:]).limit(most)
        each = own.each(self.builder.name(), table=self.keyset.table)
        rows = other.select(each.everything).join(each, TRUE)
        rows.where(self.first.is_not_null(), self._reach(self.first))
        rest = (page_value(each, key, at) for at, key in enumerate(self.keys) if at)
        return rows.order_by(*self._order([self.first, *rest]))

    def _order(self, values: Sequence[Value]) -> list[Value]:
        first, *rest = self.keys
        # Each branch has only values or only nulls for the first key. Without NULLS FIRST or
        # NULLS LAST, the ORDER BY is that of the index.
        here = first.never_null().ordering(values[0])
        others = (key.ordering(value) for key, value in zip(rest, values[1:], strict=True))
        return [here, *others]

    def any(self) -> Condition:
        """The condition that the branch has rows."""
        return self._select(ONE).exists()

    def _select(self, *columns: Value | Labeled) -> Select:
        rows = self.rows.select(*columns).where(*self._conditions)
        for other, via, always in self._joins:
            other.join(rows, self.rows[via] == other["id"], outer=not always)
        return rows

    def _sort_labels(self) -> list[Labeled]:
        known = [self._known, *self.values[1:]]
        return [
            value.label(label(at))
            for at, (key, value) in enumerate(zip(self.keys, known, strict=True))
            if key.column is None
        ]

    def _first(self, path: Path | None) -> Value:
        first = self.keys[0]
        # A related value is null where the reference is: the reference is a column of the row.
        if path is None and first.paths[0].via is not None:
            return self.rows[first.paths[0].via]
        if path is None or path.via is None:
            return self._value(first)
        return self._join_path(path, always=True)

    def _value(self, key: SortKey) -> Value:
        values = [self._at(path) for path in key.paths]
        return values[0] if len(values) == 1 else coalesce(*values)

    def _at(self, path: Path) -> Value:
        return self.rows[path.column] if path.via is None else self._join_path(path, always=False)

    def _join_path(self, path: Path, *, always: bool) -> Value:
        if path.table is None or path.via is None:
            raise TypeError("a path by way of a column leads to a table")
        other = tenant_rows(path.table, self.builder.name())
        self._joins.append((other, path.via, always))
        return other[path.column]


def label(at: int) -> str:
    """The column of a page for the value of a sort key that is not a column of the table."""
    return f"$k{at}"


def page_value(page: Rows, key: SortKey, at: int) -> Value:
    """The value of a sort key in a page."""
    name = label(at) if key.column is None else key.column
    return Expression(f"{page.name}.{identifier(name)}", key.kind)


def _is_one_range(keys: Keys) -> bool:
    """Whether a row comparison is best: one direction, one table, no nulls, few equal values.

    If many rows share the first value, PostgreSQL misjudges a row comparison, and sorts.
    """
    directions = {key.descends for key in keys}
    plain = all(key.column is not None and not key.nullable for key in keys)
    return len(directions) == 1 and plain and keys[0].is_rare


def _in_range(
    keys: Keys,
    values: Sequence[Value],
    start: Position,
    inclusive: bool,  # noqa: FBT001
) -> Condition:
    left, right = row_of(values), row_of(start)
    if keys[0].descends:
        return left <= right if inclusive else left < right
    return left >= right if inclusive else left > right


def _beyond(keys: Keys, values: Sequence[Value], start: Position, *, inclusive: bool) -> Condition:
    """The condition that a row comes after a position, decided by the first key that differs."""
    (key, *others), (value, *rest), (than, *further) = keys, values, start
    if others:
        deeper = _beyond(others, rest, further, inclusive=inclusive)
        return or_(key.after(value, than), and_(key.same(value, than), deeper))
    if not inclusive:
        return key.after(value, than)
    return value <= than if key.descends else value >= than  # the id comes last and is never null
