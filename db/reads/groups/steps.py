"""By what rows are grouped: words, currencies, other records, and days cut into calendar spans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table

from db import tables
from db.reads.draft import Draft
from db.reads.groups.grouping import CURRENCY, FAMILY, Grouping
from db.reads.refusals import ReadRefused
from db.reads.selection import Row
from db.scope import scoped
from db.sql.expressions import Expression, cast, quoted
from db.sql.functions import call
from db.sql.kinds import DATE, GUID, INTEGER, INTERVAL, TEXT, TEXTS, TIMESTAMP, TIMESTAMPTZ, Kind
from db.tables.words import WORDS

_NAMED = {
    "owner": tables.users,
    "account": tables.accounts,
    "contact": tables.contacts,
    "opportunity": tables.opportunities,
    FAMILY: tables.products,
}
_SPANS = {"DAY", "WEEK", "MONTH", "QUARTER", "YEAR"}
MOST_SPANS = 1_000  # that are filled in
MOST_FILLED = 50_000  # combinations of the other keys times spans


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the rows of a group have in common."""

    key: str
    value: Expression
    kind: Kind
    words: tuple[str, ...] = ()  # in their order, where it is not the alphabet's
    named: Table | None = None  # whose names it is ordered by
    span: str | None = None
    fill: Mapping[str, Any] | None = None

    @property
    def name(self) -> str:
        """The column that holds it."""
        return f"k_{self.key}"


def steps_of(
    draft: Draft, grouping: Grouping, rows: Row, asked: Sequence[Mapping[str, Any]], zone: Any
) -> list[Step]:
    """The steps that are asked for. Raises ReadRefused where they make no sense."""
    steps = [_step(draft, grouping, rows, one, zone) for one in asked]
    if len({step.key for step in steps}) < len(steps):
        raise ReadRefused("Group by each field only once.")
    if sum(step.fill is not None for step in steps) > 1:
        raise ReadRefused("Use fill for only one field at a time.")
    return steps


def _step(draft: Draft, grouping: Grouping, rows: Row, asked: Mapping[str, Any], zone: Any) -> Step:
    key, by, fill = asked["field"].value.lower(), asked.get("by"), asked.get("fill")
    if key in grouping.days or key in grouping.moments:
        span = "MONTH" if by is None else by.value
        value = _cut(draft, rows[key], span, zone)
        return Step(key, value, DATE, span=span, fill=fill)
    if by is not None or fill is not None:
        raise ReadRefused(f"{key.upper()} is not a date or time. Omit by and fill.")
    if key in grouping.words:
        return Step(key, rows[key], TEXT, words=WORDS.get((grouping.table, key), ()))
    if key == CURRENCY:
        return Step(key, rows[key], TEXT)
    column = "family_id" if key == FAMILY else grouping.references[key]
    return Step(key, rows[column], GUID, named=_NAMED[key])


def _cut(draft: Draft, value: Expression, span: str, zone: Any) -> Expression:
    """The first day of the span of the calendar that a day or a moment lies in."""
    if span not in _SPANS:
        raise ReadRefused(f"{span} is not a calendar period.")
    value = zoned(draft, value, zone)
    if span == "DAY":
        return cast(value, DATE)
    return cast(call("date_trunc", quoted(span.lower()), value, kind=TIMESTAMP), DATE)


def zoned(draft: Draft, value: Expression, zone: Any) -> Expression:
    """A moment as the clocks of a time zone show it; a day as it is."""
    if value.kind is not TIMESTAMPTZ:
        return value
    return call("timezone", draft.bind(zone, TEXT, _zone), value, kind=TIMESTAMP)


def _zone(name: Any) -> Any:
    """PostgreSQL says whether it knows the zone; here, that it is nothing else."""
    plain = isinstance(name, str) and name.replace("/", "").replace("_", "").replace("-", "")
    if not plain or not plain.replace("+", "").isalnum() or len(name) > 64:  # noqa: PLR2004
        raise ReadRefused('timeZone must be an IANA name such as "Europe/Vienna".')
    return name


def name_of(draft: Draft, step: Step, held: Expression) -> Expression:
    """What a step is ordered by, from the column that holds it: a word's place, another's name."""
    if step.words:
        words = Expression(f"{quoted('{' + ','.join(step.words) + '}').sql}::TEXT[]", TEXTS)
        return call("array_position", words, held, kind=INTEGER)
    if step.named is None:
        return held
    other = scoped(step.named, draft.name())
    return other.select(other.c.name).where(other.c.id == held).value()


def spans_between(draft: Draft, step: Step, found: Expression, last: Expression) -> Expression:
    """The first days of all spans from one to another, or between the bounds that were given."""
    bounds = []
    for name, otherwise in (("from", found), ("to", last)):
        given = (step.fill or {}).get(name)
        day = otherwise if given is None else draft.bind(given, DATE)
        day = cast(day, TIMESTAMP)  # no zone: a span is the same wherever the session is
        bounds.append(call("date_trunc", quoted((step.span or "").lower()), day, kind=TIMESTAMP))
    length = "3 months" if step.span == "QUARTER" else f"1 {(step.span or '').lower()}"
    each = Expression(f"{quoted(length).sql}::INTERVAL", INTERVAL)
    return call("generate_series", *bounds, each, kind=TIMESTAMP)
