"""The statement for aggregates, in three levels: rows, then currencies, then groups.

Rows are aggregated to parts, one per group and currency; parts are aggregated to groups; the
groups are filtered, sorted and limited. Currencies are never added up (decision 28).
"""

from collections.abc import Mapping
from typing import Any

from db import tables
from db.planner.aggregates import functions
from db.planner.aggregates.group_by import (
    MAX_FILLED,
    MAX_SPANS,
    Step,
    name_of,
    spans_between,
    steps_of,
    to_time_zone,
)
from db.planner.aggregates.measures import CURRENCY, FAMILY, Grouping
from db.planner.errors import ReadRefused
from db.planner.filters import compare, matches
from db.planner.json_sql import collect_objects
from db.planner.plan import PlanBuilder
from db.planner.sorting import Path, SortKey
from db.scope import TenantRows, tenant_rows
from db.sql.expressions import ONE, TRUE, ZERO, Expression, Labeled, cast, literal, null
from db.sql.functions import call, count, largest, smallest, total
from db.sql.rows import Rows, identifier
from db.sql.selects import Select, union
from db.sql.sql_types import BIGINT, DATE, INTEGER, JSON_TEXT, NUMERIC, TEXT, SqlType
from db.tables.document_lines import LINE_TABLES
from domain.core.text import camel

MAX_GROUPS, DEFAULT_GROUPS = 1_000, 100

Arguments = Mapping[str, Any]


class Groups:
    """The groups of one type of document for the arguments of a field."""

    def __init__(self, builder: PlanBuilder, grouping: Grouping, arguments: Arguments) -> None:
        self.builder, self.grouping, self.arguments = builder, grouping, arguments
        zone = arguments.get("timeZone")
        self._zone = "UTC" if zone is None else zone
        self._rows = self._source()
        group_by = arguments.get("groupBy") or ()
        self.steps = steps_of(builder, grouping, self._rows, group_by, self._zone)
        self.by_family = any(step.key == FAMILY for step in self.steps)
        self.by_currency = any(step.key == CURRENCY for step in self.steps)
        self.parts, self.whole, self.page = (builder.name() for _ in range(3))
        self._extras: list[Labeled] = []
        # Fields add the numbers they read. The inner selects are built last, in `page_rows`,
        # and compute only these.
        self._wanted = {"n"}

    def of_part(self, name: str) -> Expression:
        """A number of a part: the rows of a group in one currency."""
        self._wanted.add(name)
        return _column(self.parts, name)

    def of_group(self, name: str) -> Expression:
        """A number of a group on the page."""
        self._wanted.add(name)
        return _column(self.page, name)

    def key(self, step: Step) -> Expression:
        """The value of a group key, of a group on the page."""
        return _column(self.page, step.name, step.kind)

    def with_each_part(self, item: Expression) -> Expression:
        """A list with an item per currency of a group on the page."""
        # Parts that `fill` adds for empty periods have no rows, and so no currency.
        real = self.of_part("n") > ZERO
        name = f"x{len(self._extras)}"
        each = collect_objects(item, order=_column(self.parts, CURRENCY, TEXT), only=real)
        self._extras.append(each.label(name))
        return _column(self.page, name, JSON_TEXT)

    def page_rows(self) -> Rows:
        """The groups of the page, with their places and the total number of groups.

        Call it last: it contains only the numbers that were read before.
        """
        order, having = self._order(), self._having()
        place = call("row_number", kind=BIGINT).over(*order)
        groups = self._groups()
        # Window functions count all groups before LIMIT cuts them down.
        rows = Select(groups.everything, place.label("$at"), count().over().label("$all"))
        rows.of(groups).where(*having).order_by(*order).limit(self._size())
        return rows.rows(self.page)

    def _source(self) -> "_Rows":
        group_by = self.arguments.get("groupBy") or ()
        by_family = any(one["field"].value.lower() == FAMILY for one in group_by)
        return _Rows(self.builder, self.grouping, by_family=by_family)

    def _parts(self) -> Select:
        """The rows aggregated by group, and by currency if a field reads currencies."""
        rows = self._rows
        keys = [step.value.label(step.name) for step in self.steps]
        # Without such a field, one level of grouping is enough: the second one finds one part each.
        if self._extras:
            keys.append(rows[CURRENCY].label(CURRENCY))

        # The day of creation in the client's time zone; closing dates are days already.
        def created_on() -> Expression:
            return cast(to_time_zone(self.builder, rows["created_at"], self._zone), DATE)

        numbers = functions.of_rows(
            self.grouping, rows, by_family=self.by_family, created_on=created_on
        )
        values = [make().label(name) for name, make in numbers if name in self._wanted]
        condition = matches(
            self.builder, self.grouping.table, rows.rows, self.arguments.get("filter")
        )
        together = rows.select(*keys, *values).where(condition)
        return together.group_by(*(key.value for key in keys))

    def _groups(self) -> Rows:
        needed = frozenset(self._wanted)
        parts = Rows(f"({self._with_empty_spans(self._parts())})", self.parts)
        keys = [_column(self.parts, step.name, step.kind).label(step.name) for step in self.steps]
        numbers = functions.of_currencies(self.grouping, self.of_part)
        values = [make().label(name) for name, make in numbers if name in needed]
        groups = Select(*keys, *values, *self._extras).of(parts)
        return groups.group_by(*(key.value for key in keys)).rows(self.whole)

    def _with_empty_spans(self, parts: Select) -> str:
        """The parts, with an empty part for every missing calendar period if `fill` is given."""
        filled = next((step for step in self.steps if step.fill is not None), None)
        if filled is None:
            return parts.sql
        groups = Rows(self.builder.name(), self.builder.name(), kinds=parts.kinds)
        others = [step for step in self.steps if step is not filled]
        # Every combination of the other keys gets every period. CTEs, because the parts are read
        # three times: as they are, for the combinations, and for the range of the periods.
        keys = [groups[step.name].label(step.name) for step in others]
        distinct = Select(*keys, ONE.label("one")).of(groups).distinct()
        combinations = Rows(self.builder.name(), self.builder.name(), kinds=distinct.kinds)
        days = self._spans(filled, groups)
        spans = Rows(self.builder.name(), self.builder.name(), kinds=days.kinds)
        empty = [
            spans["day"]
            if name == filled.name
            else combinations[name]
            if name in combinations
            else _empty(name, kind)
            for name, kind in parts.kinds.items()
        ]
        both = union(
            Select(groups.everything).of(groups),
            Select(*empty).of(combinations).join(spans, TRUE).limit(_most(combinations, spans)),
            every=True,
        )
        parts_of = ((groups, parts), (combinations, distinct), (spans, days))
        ctes = ", ".join(f"{rows.sql} AS ({select.sql})" for rows, select in parts_of)
        return f"WITH {ctes} {both}"

    def _spans(self, filled: Step, groups: Rows) -> Select:
        """The first days of the periods from the earliest to the latest part."""
        day = groups[filled.name]
        ends = Select(smallest(day).label("a"), largest(day).label("b")).of(groups)
        both = ends.rows(self.builder.name())
        series = spans_between(self.builder, filled, both["a"], both["b"])
        days = Select(cast(series, DATE).label("day")).of(both)
        return days.limit(literal(MAX_SPANS, INTEGER))

    def _having(self) -> list[Any]:
        conditions = {
            name: one for name, one in (self.arguments.get("having") or {}).items() if one
        }
        known = {camel(name): name for name in functions.kinds(self.grouping)}
        return [
            compare(self.builder, self._number(known[name]), one)
            for name, one in conditions.items()
        ]

    def _order(self) -> list[Expression]:
        steps = {step.key: step for step in self.steps}
        order = []
        for sort in self.arguments.get("orderBy") or ():
            name = sort["field"].value.lower()
            if name in steps:
                value = self._place(steps.pop(name))
            elif name in functions.kinds(self.grouping):
                value = self._number(name)
            else:
                raise ReadRefused(
                    f"Sorting by `{name.upper()}` requires grouping by it. Add it to `groupBy`."
                )
            descends, first = sort["direction"].value == "DESC", sort["nulls"].value == "FIRST"
            key = SortKey(name, (Path(name),), value.kind, True, descends, first)  # noqa: FBT003
            order.append(key.ordering(value))
        # The keys themselves come last: names repeat, and the order of a page must be total.
        order += [self._place(step) for step in steps.values()]
        return [*order, *(_column(self.whole, step.name) for step in self.steps)]

    def _place(self, step: Step) -> Expression:
        return name_of(self.builder, step, _column(self.whole, step.name, step.kind))

    def _number(self, name: str) -> Expression:
        def column(name: str) -> Expression:
            self._wanted.add(name)
            return _column(self.whole, name)

        return functions.number(name, column, one_currency=self.by_currency)

    def _size(self) -> Expression:
        first = self.arguments.get("first")

        def size(value: int) -> int:
            if not 1 <= value <= MAX_GROUPS:
                raise ReadRefused(f"`first` must be between 1 and {MAX_GROUPS}.")
            return value

        return self.builder.bind(DEFAULT_GROUPS if first is None else first, INTEGER, size)


def _most(combinations: Rows, spans: Rows) -> Expression:
    """The limit for empty groups; -1, which PostgreSQL refuses with 2201W, for too many of them.

    PostgreSQL counts both sides and evaluates LIMIT before it joins them, so a request that is
    too large fails before the work is done.
    """
    counted = (Select(count()).of(rows).sql for rows in (combinations, spans))
    product = " * ".join(f"({one})" for one in counted)
    return Expression(
        f"(SELECT CASE WHEN {product} <= {MAX_FILLED} THEN {MAX_FILLED} ELSE -1 END)", INTEGER
    )


class _Rows:
    """The rows to group; by product family, a document occurs once per family on its lines."""

    def __init__(self, builder: PlanBuilder, grouping: Grouping, *, by_family: bool) -> None:
        self.rows: TenantRows = tenant_rows(grouping.table, builder.name())
        self._lines = _families(builder, grouping) if by_family else None

    def __getitem__(self, name: str) -> Expression:
        if name in self.rows:
            return self.rows[name]
        if self._lines is not None and name in self._lines:
            return self._lines[name]
        return null(NUMERIC)  # line amounts, when not grouped by family

    def select(self, *columns: Labeled) -> Select:
        """A select of these columns of the rows."""
        rows = self.rows.select(*columns)
        if self._lines is None:
            return rows
        # A left join: documents without lines form a group without a family.
        same = self._lines["document_id"] == self.rows["id"]
        return rows.join(self._lines, same, how="LEFT")


def _families(builder: PlanBuilder, grouping: Grouping) -> Rows:
    """The line amounts of each document by product family."""
    # Aggregated before the join, so that a document occurs once per family and not once per line.
    table, parent = LINE_TABLES[grouping.table]
    lines, products = (
        tenant_rows(table, builder.name()),
        tenant_rows(tables.products, builder.name()),
    )
    sums = lines.select(
        lines[parent].label("document_id"),
        products.c.parent_id.label("family_id"),
        total(lines.c.extended_amount).label("line_amount"),
        total(lines.c.extended_amount_in_base).label("line_amount_in_base"),
    )
    joined = products.join(sums, products.c.id == lines.c.product_id, outer=True)
    return joined.group_by(lines[parent], products.c.parent_id).rows(builder.name())


_COUNTS = {"n", "bn", "won", "lost", "days_n", "days_sum", "$at", "$all"}


def _column(rows: str, name: str, kind: SqlType | None = None) -> Expression:
    if kind is None:
        is_count = name in _COUNTS or name.endswith(("_n", "_bn"))
        kind = BIGINT if is_count else NUMERIC
    return Expression(f"{rows}.{identifier(name)}", kind)


def _empty(name: str, kind: SqlType) -> Expression:
    """A number of an empty period: zero for counts, null for amounts."""
    return ZERO if name in {"n", "bn", "won", "lost"} else null(kind)
