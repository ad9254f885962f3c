"""Declarations: every field has a source, every condition a column, and every sort an index."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLObjectType,
    is_introspection_type,
)

from db import tables
from db.planner.aggregates.measures import GroupKey
from db.planner.filters import CUSTOMER, columns_of
from db.planner.pagination import ConnectionSource
from db.planner.relations import TO_MANY, TO_ONE
from gql.schema.extension_keys import SOURCE
from gql.schema.fields import column, structure, to_one
from gql.schema.groupings import grouping_of, measure
from gql.schema.payload_fields import PayloadValue
from gql.server.schema import graphql_of, schema
from gql.types.group_inputs import inputs
from gql.types.group_keys import QuoteKeys
from gql.types.groups import QUOTE_INPUTS, QuoteAmounts
from gql.types.interfaces import Money
from gql.types.prices import PriceList
from gql.types.sales import Quote

ROOTS = {"Mutation", "Subscription"}
VALUES = {"ErpCheck", "UserError", "Warning"}  # built by mutations, not read from tables
MADE = graphql_of(schema)


def _kinds() -> Iterator[Any]:
    return (kind for kind in MADE.type_map.values() if not is_introspection_type(kind))


def test_every_field_of_every_object_has_a_source() -> None:
    for kind in _kinds():
        if isinstance(kind, GraphQLObjectType) and kind.name not in ROOTS | VALUES:
            for name, field in kind.fields.items():
                assert SOURCE in field.extensions, f"{kind.name}.{name}"


def test_only_payloads_are_told_values() -> None:
    for kind in _kinds():
        if isinstance(kind, GraphQLObjectType):
            told = [
                f
                for f in kind.fields.values()
                if isinstance(f.extensions.get(SOURCE), PayloadValue)
            ]
            assert not told or kind.name.endswith("Payload")


def test_every_condition_of_a_filter_is_a_column() -> None:
    lists = 0
    for kind in _kinds():
        for field in getattr(kind, "fields", {}).values():
            source = field.extensions.get(SOURCE)
            if isinstance(source, ConnectionSource):
                names = set(field.args["filter"].type.fields) - {"and", "or", "not", CUSTOMER}
                related = TO_ONE[source.table].keys() | TO_MANY[source.table].keys()
                assert names <= columns_of(source.table).keys() | related
                lists += 1

    assert lists > 20


@structure
class MoreKeys(QuoteKeys):
    """The keys of quotes, and two more."""

    purchase_order_number: str | None = column("Customer's purchase order number.")
    price_list: PriceList | None = to_one("price_list_id", "Price list of the quotes.")


@structure
class MoreAmounts(QuoteAmounts):
    """The amounts of quotes, and one more."""

    freight_amount: Money | None = measure("Freight.")


def test_a_group_key_and_an_amount_of_groups_are_one_declaration_each() -> None:
    known, more = QUOTE_INPUTS.grouping, grouping_of(Quote, MoreKeys, MoreAmounts)
    made = inputs("MoreQuote", more)

    assert [more.keys[name] for name in more.keys if name not in known.keys] == [
        GroupKey("purchase_order_number", "purchase_order_number"),
        GroupKey("price_list", "price_list_id", named=tables.price_lists),
    ]
    assert more.measures.keys() - known.measures.keys() == {"freight_amount"}
    assert {"PURCHASE_ORDER_NUMBER", "PRICE_LIST"} <= set(made.group_by.__annotations__["field"])
