"""The oracle: the same schema, executed by graphql-core over rows in memory.

It shares only the field declarations of the types with the planner, and uses no SQL.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo, get_named_type, is_abstract_type
from sqlalchemy import Table

from db import tables
from db.link_signing import Links
from db.planner import pagination
from db.planner.fields import erp, field_sources
from db.planner.fields.actions import Actions
from db.planner.public_ids import public_id, table_of, uuid_in
from db.planner.root_fields import ById, ByIds
from gql.schema.extension_keys import SOURCE, TABLE
from tests.reads import naive_breakdown
from tests.reads.naive_facts import Facts
from tests.reads.naive_feed import NaiveFeed
from tests.reads.naive_groups import NaiveGroups
from tests.reads.naive_lists import Fits, ordered, steps
from tests.reads.naive_printing import NaivePrinting, Thing, written
from tests.reads.naive_search import NaiveSearch
from tests.reads.revisions import Compared

Values = dict[str, Any]


@dataclass(frozen=True)
class Slice:
    """A page of a connection, with the rows of the whole list around it."""

    rows: list[Thing]
    whole: list[Thing]
    start: int

    def field(self, name: str) -> Any:
        """Return a field of the page."""
        return {
            "hasNextPage": self.start + len(self.rows) < len(self.whole),
            "hasPreviousPage": self.start > 0,
            "totalCount": min(len(self.whole), 25_001),
        }[name]


class Naive(Compared, NaiveFeed, NaiveGroups, NaiveSearch, NaivePrinting):
    """The rows of a tenant, and the resolvers over them."""

    def __init__(
        self,
        rows: Mapping[Table, list[Values]],
        viewer: tuple[UUID, UUID],
        today: date,
        ranks: Mapping[str, int],
        links: Links,
    ) -> None:
        self.rows = {table: [Thing(table, row) for row in found] for table, found in rows.items()}
        self.viewer, self.today, self.ranks, self.links = viewer, today, ranks, links
        self._indexes: dict[tuple[Table, str], dict[Any, list[Thing]]] = {}

    def resolve(self, parent: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        """Resolve any field that has a source."""
        source = info.parent_type.fields[info.field_name].extensions[SOURCE]
        how = getattr(self, f"_{type(source).__name__.lower()}")
        return how(source, parent, info, arguments)

    def kind(self, thing: Any, info: GraphQLResolveInfo[Any], abstract: Any) -> str:
        """Return the type of an object behind an interface."""
        for possible in info.schema.get_possible_types(abstract):
            if possible.extensions.get(TABLE) is thing.table:
                return possible.name
        raise LookupError(thing)

    def rows_with(self, table: Table, column: str, value: Any) -> list[Thing]:
        """Return the rows with this value."""
        if value is None:
            return []
        key = (table, column)
        if key not in self._indexes:
            index: dict[Any, list[Thing]] = {}
            for thing in self.rows[table]:
                index.setdefault(thing.values[column], []).append(thing)
            self._indexes[key] = index
        return self._indexes[key].get(value, [])

    def one(self, table: Table, column: str, value: Any) -> Thing | None:
        """Return the only row with this value, or None."""
        return next(iter(self.rows_with(table, column, value)), None)

    # One method for each kind of source.

    def _identity(self, source: field_sources.Identity, parent: Thing, *_: Any) -> Any:
        return public_id(source.table, parent.values["id"])

    def _reference(self, source: field_sources.Reference, parent: Thing, *_: Any) -> Any:
        key = parent.values[source.column]
        return None if key is None else public_id(source.table, key)

    def _value(self, source: field_sources.Value, parent: Thing, *_: Any) -> Any:
        return written(parent.values.get(source.column))

    def _amount(self, source: field_sources.Amount, parent: Thing, *_: Any) -> Any:
        amount = parent.values[source.column]
        if amount is None:
            return None
        return Thing(
            None,
            {
                "amount": amount,
                "currency_code": parent.values["currency_code"],
                "in_base_currency": parent.values.get(f"{source.column}_in_base"),
            },
        )

    def _jsonobject(self, source: field_sources.JsonObject, parent: Thing, *_: Any) -> Any:
        document = parent.values[source.column]
        return None if document is None else Thing(None, document)

    def _computed(self, source: field_sources.Computed, parent: Thing, *_: Any) -> Any:
        if source.expression is field_sources.backordered:
            left = parent.values["quantity"] - parent.values["shipped_quantity"]
            return format(left.normalize(), "f") if left else "0"
        if source.expression is erp.fulfilment:
            order = self.one(tables.orders, "id", parent.values["id"])
            assert order is not None
            status = order.values["fulfillment_status"]
            return "FULL" if status == "COMPLETE" else status
        if source.expression is erp.circuit_state:
            return _circuit_state(parent.values)
        ends = [parent.values["effective_to"], parent.values["expires_on"]]
        return any(end is not None and end < self.today for end in ends)

    def _computedamount(self, _: Any, parent: Thing, *__: Any) -> Any:
        paid, canceled = parent.values["amount_paid"], parent.values["status"] == "CANCELED"
        amount = paid if canceled else paid - paid
        values = {"amount": amount, "currency_code": parent.values["currency_code"]}
        return Thing(None, {**values, "in_base_currency": None})

    def _health(self, *_: Any) -> Any:
        return next(iter(self.rows[tables.erp_circuits]), None)

    def _orderswith(self, source: erp.OrdersWith, *_: Any) -> Any:
        return len(self.rows_with(tables.orders, "erp_status", source.status.value))

    def _unmatchedinvoicecount(self, *_: Any) -> Any:
        return len(self.rows[tables.unmatched_erp_invoices])

    def _remotetotal(self, _: Any, parent: Thing, *__: Any) -> Any:
        order = self.one(tables.orders, "id", parent.values["id"])
        amount = parent.values["remote_total"]
        if order is None or amount is None:
            return None
        code = order.values["currency_code"]
        return Thing(None, {"amount": amount, "currency_code": code, "in_base_currency": None})

    def _toone(self, source: field_sources.ToOne, parent: Thing, info: Any, _: Any) -> Any:
        table = get_named_type(info.return_type).extensions[TABLE]
        return self.one(table, source.foreign, parent.values[source.local])

    def _tooneof(self, source: field_sources.ToOneOf, parent: Thing, info: Any, _: Any) -> Any:
        for kind, column in source.local:
            if parent.values[column] is not None:
                table = info.schema.type_map[kind].extensions[TABLE]
                return self.one(table, "id", parent.values[column])
        return None

    def _tomany(
        self, source: field_sources.ToMany, parent: Thing, info: Any, arguments: Values
    ) -> Any:
        table = get_named_type(info.return_type).extensions[TABLE]
        rows = self.rows_with(table, source.foreign, parent.values[source.local])
        rows = sorted(rows, key=lambda row: [row.values[name] for name in source.order])
        return rows[: arguments.get("first")]

    def _viewersource(self, *_: Any) -> Any:
        return Thing(None, {"id": self.viewer[0], "tenant_id": self.viewer[1]})

    def _byid(self, _: ById, __: Any, info: Any, arguments: Values) -> Any:
        return self._named(arguments["id"], info)

    def _byids(self, _: ByIds, __: Any, info: Any, arguments: Values) -> Any:
        return [self._named(one, info) for one in arguments["ids"]]

    def _named(self, named: str, info: Any) -> Any:
        table = table_of(named)
        kind = get_named_type(info.return_type)
        if table is None or (not is_abstract_type(kind) and kind.extensions[TABLE] is not table):
            return None
        possible = info.schema.get_possible_types(kind) if is_abstract_type(kind) else [kind]
        if not any(one.extensions.get(TABLE) is table for one in possible):
            return None
        return self.one(table, "id", uuid_in(named, table))

    def _pricesoutdated(self, source: Any, parent: Thing, *_: Any) -> Any:
        return naive_breakdown.is_outdated(self, source.table, parent.values)

    def _suggestions(self, source: Any, parent: Thing, *_: Any) -> Any:
        return [
            Thing(None, one) for one in naive_breakdown.suggested(self, source.table, parent.values)
        ]

    def _linebreakdown(self, _: Any, parent: Thing, *__: Any) -> Any:
        return [Thing(None, step) for step in naive_breakdown.of_line(dict(parent.values))]

    def _documentbreakdown(self, _: Any, parent: Thing, *__: Any) -> Any:
        return [Thing(None, step) for step in naive_breakdown.of_document(dict(parent.values))]

    def _actions(self, source: Actions, parent: Thing, *_: Any) -> Any:
        facts = Facts(self, parent)
        words = (parent.values["status"], parent.values["status_reason"])
        states = {(one.status.value, one.reason.value): one for one in source.lifecycle.states()}
        offers = []
        for transition in source.lifecycle.by_action.values():
            if not transition.offered:
                continue
            refusal = transition.refusal(states[words], facts)
            offers.append(
                Thing(
                    None,
                    {
                        "action": transition.action.value,
                        "allowed": refusal is None,
                        "reason": refusal and refusal.rule,
                        "code": refusal and refusal.code,
                    },
                )
            )
        return offers

    def _connectionsource(
        self, source: pagination.ConnectionSource, parent: Any, _: Any, arguments: Values
    ) -> Slice:
        rows = self.rows[source.table]
        if source.foreign is not None:
            rows = self.rows_with(source.table, source.foreign, parent.values["id"])
        fits = Fits(self, source.table)
        whole = [row for row in rows if fits(row, arguments.get("filter") or {}) is True]
        for name, descends, nulls_first in reversed(steps(arguments.get("orderBy"))):
            whole = ordered(self, whole, name, descends=descends, nulls_first=nulls_first)
        if arguments.get("last") is not None:
            start = max(len(whole) - arguments["last"], 0)
            return Slice(whole[start:], whole, start)
        first = arguments.get("first")
        return Slice(whole[: 25 if first is None else first], whole, 0)

    def sortable(self, value: Any) -> Any:
        """Return a value that sorts as in PostgreSQL."""
        return self.ranks[value] if isinstance(value, str) else value

    def _nodes(self, _: Any, parent: Slice, *__: Any) -> Any:
        return parent.rows

    def _samerow(self, _: Any, parent: Any, *__: Any) -> Any:
        return parent

    def _pagefield(self, _: Any, parent: Slice, info: Any, __: Any) -> Any:
        return parent.field(info.field_name)


def _circuit_state(circuit: Mapping[str, Any]) -> str:
    if circuit["opened_until"] is None:
        return "CLOSED"
    return "OPEN" if circuit["probing_until"] is None else "HALF_OPEN"
