"""Documents in groups, as one statement: rows, then currencies, then the groups themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause
from sqlalchemy.types import TypeEngine

from db import tables
from db.reads.draft import Draft
from db.reads.facts import LINES
from db.reads.filters import compared, matches
from db.reads.groups import numbers
from db.reads.groups.grouping import CURRENCY, FAMILY, Grouping, Value
from db.reads.groups.steps import (
    MOST_SPANS,
    Step,
    name_of,
    nothing,
    spans_between,
    steps_of,
    zoned,
)
from db.reads.orders import Key, Path
from db.reads.refusals import ReadRefused
from db.reads.written import Json, collected
from db.scope import Scoped, scoped
from domain.text import camel

MOST_GROUPS, DEFAULT_GROUPS = 1_000, 100

Arguments = Mapping[str, Any]


class Groups:
    """The groups of one kind of document, as a question asks for them."""

    def __init__(self, draft: Draft, grouping: Grouping, arguments: Arguments) -> None:
        self.draft, self.grouping, self.arguments = draft, grouping, arguments
        zone = arguments.get("timeZone")
        self._zone = "UTC" if zone is None else zone
        self._rows = self._source()
        asked = arguments.get("groupBy") or ()
        self.steps = steps_of(draft, grouping, self._rows, asked, self._zone)
        self.by_family = any(step.key == FAMILY for step in self.steps)
        self.by_currency = any(step.key == CURRENCY for step in self.steps)
        self.parts, self.whole, self.page = (draft.name() for _ in range(3))
        self._extras: list[Value] = []
        self._wanted = {"n"}  # the numbers that the statement has to make

    def of_part(self, name: str) -> Value:
        """A number of the rows of one currency of a group."""
        self._wanted.add(name)
        return _column(self.parts, name)

    def of_group(self, name: str) -> Value:
        """A number of a group of the page."""
        self._wanted.add(name)
        return _column(self.page, name)

    def key(self, step: Step) -> Value:
        """What the rows of a group of the page have in common."""
        return _column(self.page, step.name, step.kind)

    def with_each_part(self, item: Value) -> Value:
        """The list of something that is said of each currency of a group of the page."""
        real = self.of_part("n") > literal_column("0")
        name = f"x{len(self._extras)}"
        each = collected(item, order=_column(self.parts, CURRENCY, Text()), only=real)
        self._extras.append(each.label(name))
        return _column(self.page, name, Json())

    def chosen(self) -> Subquery:
        """The groups of the page, with their places and how many there are in all.

        To be called when everything has been said of them that is to be said.
        """
        order, having = self._order(), self._having()
        places = func.row_number().over(order_by=order).label("$at"), func.count().over()
        everything: Value = literal_column(f"{self.whole}.*")
        groups = self._groups()
        rows = select(everything, places[0], places[1].label("$all")).select_from(groups)
        return rows.where(*having).order_by(*order).limit(self._size()).subquery(self.page)

    def _source(self) -> "_Rows":
        asked = self.arguments.get("groupBy") or ()
        by_family = any(one["field"].value.lower() == FAMILY for one in asked)
        return _Rows(self.draft, self.grouping, by_family=by_family)

    def _parts(self) -> Select[Any]:
        """The rows put together by group, and by currency where that is told apart."""
        rows = self._rows
        keys = [step.value.label(step.name) for step in self.steps]
        if self._extras:
            keys.append(rows[CURRENCY].label(CURRENCY))

        def born() -> Value:
            return cast(zoned(self.draft, rows["created_at"], self._zone), Date)

        made = numbers.of_rows(self.grouping, rows, by_family=self.by_family, born=born)
        values = [make().label(name) for name, make in made if name in self._wanted]
        wanted = matches(self.draft, self.grouping.table, rows.rows.c, self.arguments.get("filter"))
        together = rows.select(*keys, *values).where(wanted)
        return together.group_by(*_expressions(keys)) if keys else together

    def _groups(self) -> Subquery:
        wanted = frozenset(self._wanted)
        parts = self._filled(self._parts()).subquery(self.parts)
        keys = [_column(self.parts, step.name, step.kind).label(step.name) for step in self.steps]
        made = numbers.of_currencies(self.grouping, self.of_part)
        values = [make().label(name) for name, make in made if name in wanted]
        groups = select(*keys, *values, *self._extras).select_from(parts)
        if keys:
            groups = groups.group_by(*_expressions(keys))
        return groups.subquery(self.whole)

    def _filled(self, parts: Select[Any]) -> Any:
        """The same with a part of no rows for every span of the calendar, if that is asked for."""
        filled = next((step for step in self.steps if step.fill is not None), None)
        if filled is None:
            return parts
        found = parts.cte(self.draft.name(), nesting=True)
        others = [step for step in self.steps if step is not filled]
        held = [found.c[step.name] for step in others]
        one: Value = literal_column("1").label("one")
        combinations: FromClause = select(*held, one).distinct().subquery(self.draft.name())
        day = found.c[filled.name]
        ends = select(func.min(day).label("a"), func.max(day).label("b")).subquery()
        series = spans_between(self.draft, filled, ends.c.a, ends.c.b)
        spans = (
            select(cast(series, Date).label("day"))
            .select_from(ends)
            .limit(literal_column(str(MOST_SPANS)))
            .subquery(self.draft.name())
        )
        empty: list[Any] = []
        for column in found.c:
            if column.name == filled.name:
                empty.append(spans.c.day)
            elif column.name in combinations.c:
                empty.append(combinations.c[column.name])
            elif column.name in {"n", "bn", "won", "lost"}:
                empty.append(literal_column("0", BigInteger))
            else:
                empty.append(nothing(column.type))
        return union_all(
            select(*found.c), select(*empty).select_from(combinations.join(spans, true()))
        )

    def _having(self) -> list[Any]:
        wanted = {name: one for name, one in (self.arguments.get("having") or {}).items() if one}
        known = {camel(name): name for name in numbers.kinds(self.grouping)}
        return [
            compared(self.draft, self._number(known[name]), one) for name, one in wanted.items()
        ]

    def _order(self) -> list[Value]:
        steps = {step.key: step for step in self.steps}
        order = []
        for asked in self.arguments.get("orderBy") or ():
            name = asked["field"].value.lower()
            if name in steps:
                value = self._place(steps.pop(name))
            elif name in numbers.kinds(self.grouping):
                value = self._number(name)
            else:
                raise ReadRefused(f"The order by {name.upper()} needs groups by {name.upper()}.")
            descends, first = asked["direction"].value == "DESC", asked["nulls"].value == "FIRST"
            key = Key(name, (Path(name),), value.type, True, descends, first)  # noqa: FBT003
            order.append(key.ordering(value))
        order += [self._place(step) for step in steps.values()]
        return [*order, *(_column(self.whole, step.name) for step in self.steps)]

    def _place(self, step: Step) -> Value:
        return name_of(step, _column(self.whole, step.name, step.kind))

    def _number(self, name: str) -> Value:
        def column(name: str) -> Value:
            self._wanted.add(name)
            return _column(self.whole, name)

        return numbers.number(name, column, one_currency=self.by_currency)

    def _size(self) -> Value:
        asked = self.arguments.get("first")

        def size(value: int) -> int:
            if not 1 <= value <= MOST_GROUPS:
                raise ReadRefused(f"first must be between 1 and {MOST_GROUPS}.")
            return value

        return self.draft.bind(DEFAULT_GROUPS if asked is None else asked, Integer(), size)


class _Rows:
    """The rows that are grouped; by family, each as often as it has families on its lines."""

    def __init__(self, draft: Draft, grouping: Grouping, *, by_family: bool) -> None:
        self.rows: Scoped = scoped(grouping.table, draft.name())
        self._lines = _families(draft, grouping) if by_family else None

    def __getitem__(self, name: str) -> Value:
        if name in self.rows.c:
            return self.rows.c[name]
        if self._lines is not None and name in self._lines.c:
            return self._lines.c[name]
        return nothing(Numeric())

    def select(self, *columns: Value) -> Select[Any]:
        """These columns of the rows."""
        rows = self.rows.select(*columns)
        if self._lines is None:
            return rows
        return rows.outerjoin(self._lines, self._lines.c.document_id == self.rows.c.id)


def _families(draft: Draft, grouping: Grouping) -> Subquery:
    """The amounts of the lines of each document by the families of their products."""
    table, parent = LINES[grouping.table]
    lines, products = scoped(table), scoped(tables.products)
    found = lines.select(
        lines.c[parent].label("document_id"),
        products.c.parent_id.label("family_id"),
        func.sum(lines.c.extended_amount).label("line_amount"),
        func.sum(lines.c.extended_amount_in_base).label("line_amount_in_base"),
    )
    joined = products.joined(found, products.c.id == lines.c.product_id, outer=True)
    return joined.group_by(lines.c[parent], products.c.parent_id).subquery(draft.name())


def _expressions(labels: Sequence[Any]) -> list[Value]:
    return [label.element for label in labels]


_COUNTS = {"n", "bn", "won", "lost", "days_n", "$at", "$all"}


def _column(rows: str, name: str, kind: TypeEngine[Any] | None = None) -> Value:
    if kind is None:
        is_count = name in _COUNTS or name.endswith(("_n", "_bn"))
        kind = BigInteger() if is_count else Numeric()
    return literal_column(f'{rows}."{name}"', kind)
