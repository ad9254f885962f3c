"""Groups of documents over rows in memory: each number is computed directly from its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from db import tables
from db.planner.aggregates.measures import Grouping
from db.tables.document_lines import LINE_TABLES
from db.tables.enum_order import WORDS
from tests.reads.naive_lists import Fits, compared
from tests.reads.naive_printing import Thing

if TYPE_CHECKING:
    from tests.reads.naive import Naive

Values = dict[str, Any]
REFERENCES = {
    "owner": tables.users,
    "account": tables.accounts,
    "contact": tables.contacts,
    "opportunity": tables.opportunities,
    "product_family": tables.products,
}
WEIGHTED = {"weighted_value": "estimated_value", "weighted_line_amount": "line_amount"}


class Members:
    """The documents of one group, each with the amounts that count in the group."""

    def __init__(self, naive: "Naive", grouping: Grouping, zone: str, rows: list[Values]) -> None:
        self.naive, self.grouping, self.zone, self.rows = naive, grouping, ZoneInfo(zone), rows

    def amounts(self, name: str, *, base: bool) -> list[Decimal]:
        """Return an amount of each document that has it."""
        column = WEIGHTED.get(name, name) + ("_in_base" if base else "")
        by_family = any("line_amount" in row for row in self.rows)
        if by_family is not (column.startswith("line_amount")):
            return []
        found = [(row, row[column]) for row in self.rows if row.get(column) is not None]
        if name not in WEIGHTED:
            return [value for _, value in found]
        return [value * (row["probability"] or 0) / 100 for row, value in found]

    def figure(self, kind: str, name: str, currency: str, *, base: bool) -> Decimal | None:
        """Return the sum, the average, the minimum or the maximum."""
        amounts = self.amounts(name, base=base)
        if not amounts:
            return None
        if kind == "average":
            return self.rounded(sum(amounts) / Decimal(len(amounts)), currency)
        of_all: Any = {
            "sum": sum,
            "minimum": min,
            "maximum": max,
        }
        value: Decimal = of_all[kind](amounts)
        return self.rounded(value, currency) if name in WEIGHTED else value

    def rounded(self, value: Decimal, currency: str) -> Decimal:
        """Round to the decimals of a currency, half up."""
        known = self.naive.rows[tables.tenant_currencies]
        precision = next(one.values["precision"] for one in known if one.values["code"] == currency)
        return value.quantize(Decimal(1).scaleb(-precision), ROUND_HALF_UP)

    def in_currency(self, code: str) -> "Members":
        """Return the members in one currency."""
        rows = [row for row in self.rows if row["currency_code"] == code]
        return Members(self.naive, self.grouping, str(self.zone), rows)

    def win_rate(self) -> Decimal | None:
        """Return the share of won documents among the decided ones."""
        won = sum(row["status"] == "WON" for row in self.rows)
        if self.grouping.table is tables.opportunities:
            lost = sum(row["status"] == "LOST" for row in self.rows)
        else:
            lost = sum(row["status_reason"] in {"LOST", "CANCELED"} for row in self.rows)
        return _ratio(Decimal(won), won + lost, "0.0001")

    def days(self) -> Decimal | None:
        """Return the average days to close."""
        closed = [row for row in self.rows if row["status"] != "OPEN" and row["actual_close_date"]]
        taken = [
            (row["actual_close_date"] - row["created_at"].astimezone(self.zone).date()).days
            for row in closed
        ]
        return _ratio(Decimal(sum(taken)), len(taken), "0.1")

    def number(self, name: str, *, one_currency: bool) -> Any:
        """Return a number that groups are sorted or filtered by."""
        if name == "count":
            return len(self.rows)
        if name == "win_rate":
            return self.win_rate()
        if name == "average_days_to_close":
            return self.days()
        return (
            sum(self.amounts(name, base=not one_currency), Decimal(0))
            if self.amounts(name, base=not one_currency)
            else None
        )


class NaiveGroups:
    """The part of the oracle for groups."""

    def _groupsource(self: Any, source: Any, _: Any, __: Any, arguments: Values) -> Thing:
        first = arguments.get("first")
        groups = grouped(self, source.grouping, arguments)
        return Thing(None, {"all": groups, "page": groups[: 100 if first is None else first]})

    def _grouprows(self, _: Any, parent: Thing, *__: Any) -> Any:
        return [Thing(None, _numbers(one)) for one in parent.values["page"]]

    def _groupcount(self, _: Any, parent: Thing, *__: Any) -> Any:
        return len(parent.values["all"])

    def _inbase(self: Any, _: Any, parent: Thing, *__: Any) -> Any:
        code = self.rows[tables.tenant_settings][0].values["base_currency_code"]
        members = parent.values["$members"]
        rated = [row for row in members.rows if row["exchange_rate"] is not None]
        return Thing(None, _figures(members, code, len(rated), base=True))

    def _bycurrency(self, _: Any, parent: Thing, *__: Any) -> Any:
        members = parent.values["$members"]
        codes = sorted({row["currency_code"] for row in members.rows})
        parts = [(code, members.in_currency(code)) for code in codes]
        return [Thing(None, _figures(one, code, len(one.rows), base=False)) for code, one in parts]

    def _amounts(self, source: Any, parent: Thing, *_: Any) -> Any:
        return Thing(None, {**parent.values, "$kind": source.kind})

    def _measured(self: Any, source: Any, parent: Thing, *_: Any) -> Any:
        said = parent.values
        members, kind, code = said["$members"], said["$kind"], said["currency_code"]
        home = self.rows[tables.tenant_settings][0].values["base_currency_code"]
        base = members.figure(kind, source.measure.name, home, base=True)
        own = base if said["$base"] else members.figure(kind, source.measure.name, code, base=False)
        if own is None:
            return None
        values = {"amount": own, "currency_code": code, "in_base_currency": base}
        return Thing(None, values)


def _figures(members: "Members", code: str, count: int, *, base: bool) -> Values:
    return {"currency_code": code, "count": count, "$members": members, "$base": base}


def _numbers(group: Thing) -> Values:
    """Return the numbers of a group by field name."""
    members: Members = group.values["$members"]
    keys = {_column(name): group.values["$keys"].get(name) for name in members.grouping.keys}
    return {
        **group.values,
        **keys,
        "count": len(members.rows),
        "win_rate": members.win_rate() if members.grouping.outcomes else None,
        "average_days_to_close": members.days() if "actual_close_date" in keys else None,
    }


def _column(name: str) -> str:
    """Return the column of a group key; a related record is the ID in a column of its name."""
    return f"{name.removeprefix('product_')}_id" if name in REFERENCES else name


def _ratio(over: Decimal, under: int, step: str) -> Decimal | None:
    return (over / under).quantize(Decimal(step), ROUND_HALF_UP) if under else None


def grouped(naive: "Naive", grouping: Grouping, arguments: Values) -> list[Thing]:
    """Return all groups in order."""
    zone = arguments.get("timeZone") or "UTC"
    steps = arguments.get("groupBy") or []
    names = [step["field"].value.lower() for step in steps]
    found: dict[tuple[Any, ...], list[Values]] = {}
    for row in _rows(naive, grouping, arguments.get("filter") or {}, names):
        key = tuple(_key(step, row, zone) for step in steps)
        found.setdefault(key, []).append(row)
    if not steps:
        found.setdefault((), [])
    for key in _empty(steps, list(found)):
        found.setdefault(key, [])
    groups = [
        Thing(None, {"$keys": dict(zip(names, key, strict=True)),
                     "$members": Members(naive, grouping, zone, rows)})
        for key, rows in found.items()
    ]  # fmt: skip
    one = "currency_code" in names
    having = arguments.get("having") or {}
    groups = [group for group in groups if _fits(group, having, one_currency=one)]
    order = _Order(naive, grouping, names, one)
    return order.of(groups, arguments.get("orderBy") or [])


def _rows(naive: "Naive", grouping: Grouping, filter: Values, names: list[str]) -> Iterator[Values]:
    fits = Fits(naive, grouping.table)
    for thing in naive.rows[grouping.table]:
        if fits(thing, filter) is not True:
            continue
        if "product_family" not in names:
            yield dict(thing.values)
            continue
        table, parent = LINE_TABLES[grouping.table]
        families: dict[Any, list[Values]] = {}
        for line in naive.rows_with(table, parent, thing.values["id"]):
            product = naive.one(tables.products, "id", line.values["product_id"])
            family = product.values["parent_id"] if product else None
            families.setdefault(family, []).append(dict(line.values))
        for family, lines in families.items() or [(None, [])]:
            yield {
                **thing.values,
                "family_id": family,
                "line_amount": _sum(lines, "extended_amount"),
                "line_amount_in_base": _sum(lines, "extended_amount_in_base"),
            }


def _sum(lines: list[Values], column: str) -> Decimal | None:
    values = [line[column] for line in lines if line[column] is not None]
    return sum(values, Decimal(0)) if values else None


def _key(step: Values, row: Values, zone: str) -> Any:
    value = row[_column(step["field"].value.lower())]
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone)).date()
    return _cut(value, step) if isinstance(value, date) else value


def _cut(day: date, step: Values) -> date:
    span = step["by"].value if step.get("by") else "MONTH"
    if span == "WEEK":
        return day - timedelta(days=day.weekday())
    month = {"MONTH": day.month, "QUARTER": (day.month - 1) // 3 * 3 + 1, "YEAR": 1}
    return day if span == "DAY" else day.replace(day=1, month=month[span])


def _empty(steps: list[Values], keys: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the keys of requested periods without rows."""
    for at, step in enumerate(steps):
        fill = step.get("fill")
        if fill is None:
            continue
        days = [key[at] for key in keys if key[at] is not None]
        first = fill.get("from") or min(days, default=None)
        last = fill.get("to") or max(days, default=None)
        day = None if first is None else _cut(first, step)
        last = None if last is None else _cut(last, step)
        for _ in range(1_000):
            if day is None or last is None or day > last:
                break
            yield from {(*key[:at], day, *key[at + 1 :]) for key in keys}
            day = _next(day, step)


def _next(day: date, step: Values) -> date:
    span = step["by"].value if step.get("by") else "MONTH"
    if span in {"DAY", "WEEK"}:
        return day + timedelta(days=1 if span == "DAY" else 7)
    months = {"MONTH": 1, "QUARTER": 3, "YEAR": 12}[span] + day.month - 1
    return date(day.year + months // 12, months % 12 + 1, 1)


def _fits(group: Thing, having: Values, *, one_currency: bool) -> bool:
    members: Members = group.values["$members"]
    for camel, operators in having.items():
        name = "".join(f"_{c.lower()}" if c.isupper() else c for c in camel)
        value = members.number(name, one_currency=one_currency)
        if operators and not all(compared(members.naive, value, *one) for one in operators.items()):
            return False
    return True


@dataclass(frozen=True)
class _Order:
    naive: "Naive"
    grouping: Grouping
    names: list[str]
    one_currency: bool

    def of(self, groups: list[Thing], asked: list[Values]) -> list[Thing]:
        steps: dict[str, Values | None] = {}
        for one in asked:
            steps.setdefault(one["field"].value.lower(), one)
        for name in self.names:
            steps.setdefault(name, None)
        for name in reversed(self.names):
            groups = _by(groups, [group.values["$keys"][name] for group in groups], None)
        for name, step in reversed(steps.items()):
            groups = _by(groups, [self._value(name, group) for group in groups], step)
        return groups

    def _value(self, name: str, group: Thing) -> Any:
        if name in self.names:
            return _place(self.naive, self.grouping, name, group.values["$keys"][name])
        return group.values["$members"].number(name, one_currency=self.one_currency)


def _place(naive: "Naive", grouping: Grouping, name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in REFERENCES:
        thing = naive.one(REFERENCES[name], "id", value)
        assert thing is not None
        return naive.sortable(thing.values["name"])
    words = WORDS.get((grouping.table, name))
    return words.index(value) if words else naive.sortable(value)


def _by(groups: list[Thing], values: list[Any], one: Values | None) -> list[Thing]:
    pairs = list(zip(values, groups, strict=True))
    nulls = [group for value, group in pairs if value is None]
    descends = one is not None and one["direction"].value == "DESC"
    held = sorted(
        [pair for pair in pairs if pair[0] is not None], key=lambda pair: pair[0], reverse=descends
    )
    rest = [group for _, group in held]
    first = one is not None and one["nulls"].value == "FIRST"
    return nulls + rest if first else rest + nulls
