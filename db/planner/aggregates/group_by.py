"""Group keys: enums, currencies, related records, and dates truncated to calendar periods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from db.planner.aggregates.measures import Grouping, GroupKey
from db.planner.errors import ReadRefused
from db.planner.plan import PlanBuilder
from db.planner.selection import Row
from db.scope import tenant_rows
from db.sql.expressions import Expression, cast, constant
from db.sql.functions import call
from db.sql.sql_types import (
    DATE,
    GUID,
    INTEGER,
    INTERVAL,
    TEXT,
    TEXTS,
    TIMESTAMP,
    TIMESTAMPTZ,
    SqlType,
)
from db.tables.enum_order import WORDS

_SPANS = {"DAY", "WEEK", "MONTH", "QUARTER", "YEAR"}
MAX_SPANS = 1_000  # periods that `fill` may add
MAX_FILLED = 50_000  # combinations of the other keys times periods


@dataclass(frozen=True, slots=True)
class Step:
    """A group key: a value that all rows of a group share."""

    key: str
    value: Expression
    kind: SqlType
    words: tuple[str, ...] = ()  # enum values in the order of the enum, to sort by
    named: Table | None = None  # the table of a related record, whose name is sorted by
    span: str | None = None
    fill: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The column with the value of the key."""
        return f"k_{self.key}"


def steps_of(
    builder: PlanBuilder,
    grouping: Grouping,
    rows: Row,
    group_by: Sequence[Mapping[str, Any]],
    zone: Any,
) -> list[Step]:
    """The group keys in `groupBy`.

    Raises ReadRefused for a repeated field, more than one `fill`, and `by` or `fill` on a field
    that is not a date.
    """
    steps = [_step(builder, grouping, rows, one, zone) for one in group_by]
    if len({step.key for step in steps}) < len(steps):
        raise ReadRefused("Name each field only once in `groupBy`.")
    if sum(step.fill is not None for step in steps) > 1:
        raise ReadRefused("Use `fill` for only one field at a time.")
    return steps


def _step(
    builder: PlanBuilder, grouping: Grouping, rows: Row, requested: Mapping[str, Any], zone: Any
) -> Step:
    key, by, fill = _requested_key(grouping, requested), requested.get("by"), requested.get("fill")
    value = rows[key.column]
    if key.is_date:
        span = "MONTH" if by is None else by.value
        first_day = _first_day_of_span(builder, value, span, zone)
        return Step(key.name, first_day, DATE, span=span, fill=fill)
    if by is not None or fill is not None:
        raise ReadRefused(f"`{key.name.upper()}` is not a date or time. Omit `by` and `fill`.")
    if key.named is not None:
        return Step(key.name, value, GUID, named=key.named)
    return Step(key.name, value, TEXT, words=WORDS.get((grouping.table, key.column), ()))


def _requested_key(grouping: Grouping, requested: Mapping[str, Any]) -> GroupKey:
    return grouping.keys[requested["field"].value.lower()]


def _first_day_of_span(builder: PlanBuilder, value: Expression, span: str, zone: Any) -> Expression:
    """The first day of the calendar period that a date or timestamp falls into."""
    # `span` becomes part of the SQL below, hence the check against our own list.
    if span not in _SPANS:
        raise ReadRefused(f"`{span}` is not a calendar period.")
    value = to_time_zone(builder, value, zone)
    if span == "DAY":
        return cast(value, DATE)
    return cast(call("date_trunc", constant(span.lower()), value, kind=TIMESTAMP), DATE)


def to_time_zone(builder: PlanBuilder, value: Expression, zone: Any) -> Expression:
    """A timestamp as local time in a time zone; dates are returned unchanged."""
    if value.kind is not TIMESTAMPTZ:
        return value
    return call("timezone", builder.bind(zone, TEXT, _zone), value, kind=TIMESTAMP)


def _zone(name: Any) -> Any:
    """Checks the form of a time zone name; PostgreSQL checks that the zone exists.

    Raises ReadRefused.
    """
    plain = isinstance(name, str) and name.replace("/", "").replace("_", "").replace("-", "")
    if not plain or not plain.replace("+", "").isalnum() or len(name) > 64:  # noqa: PLR2004
        raise ReadRefused("`timeZone` must be an IANA name such as `Europe/Vienna`.")
    return name


def name_of(builder: PlanBuilder, step: Step, held: Expression) -> Expression:
    """What groups are sorted by in this key: an enum's position, a record's name, or the value."""
    # The enum's order, not the alphabet's: stages follow the sales process.
    if step.words:
        words = Expression(f"{constant('{' + ','.join(step.words) + '}').sql}::TEXT[]", TEXTS)
        return call("array_position", words, held, kind=INTEGER)
    if step.named is None:
        return held
    other = tenant_rows(step.named, builder.name())
    return other.select(other.c.name).where(other.c.id == held).value()


def spans_between(
    builder: PlanBuilder, step: Step, first: Expression, last: Expression
) -> Expression:
    """The first days of all periods between two dates, or between `from` and `to` of `fill`."""
    bounds = []
    for name, otherwise in (("from", first), ("to", last)):
        bound = (step.fill or {}).get(name)
        day = otherwise if bound is None else builder.bind(bound, DATE)
        # A timestamp without time zone, so that periods do not depend on the session's time zone.
        day = cast(day, TIMESTAMP)
        bounds.append(call("date_trunc", constant((step.span or "").lower()), day, kind=TIMESTAMP))
    length = "3 months" if step.span == "QUARTER" else f"1 {(step.span or '').lower()}"
    each = Expression(f"{constant(length).sql}::INTERVAL", INTERVAL)
    return call("generate_series", *bounds, each, kind=TIMESTAMP)
