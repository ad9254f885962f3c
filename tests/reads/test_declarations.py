"""Declarations: every field has a source, every condition a column, and every sort an index."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLObjectType,
    is_introspection_type,
)

from db.planner.filters import CUSTOMER, columns_of
from db.planner.pagination import ConnectionSource
from db.planner.relations import TO_MANY, TO_ONE
from gql.schema.extension_keys import SOURCE
from gql.schema.fields import PayloadValue
from gql.server.schema import graphql_of, schema

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
