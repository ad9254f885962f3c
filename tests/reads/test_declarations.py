"""Declarations: every field has a source, every condition a column, every order an index."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLObjectType,
    is_introspection_type,
)

from db.reads.connections import Connection
from db.reads.filters import CUSTOMER, columns_of
from gql.fields import Told
from gql.schema import graphql_of, schema
from gql.wiring import SOURCE

ROOTS = {"Mutation", "Subscription"}
VALUES = {"UserError"}  # given by mutations as they are
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
            told = [f for f in kind.fields.values() if isinstance(f.extensions.get(SOURCE), Told)]
            assert not told or kind.name.endswith("Payload")


def test_every_condition_of_a_filter_is_a_column() -> None:
    lists = 0
    for kind in _kinds():
        for field in getattr(kind, "fields", {}).values():
            source = field.extensions.get(SOURCE)
            if isinstance(source, Connection):
                names = set(field.args["filter"].type.fields) - {"and", "or", "not", CUSTOMER}
                assert names <= columns_of(source.table).keys()
                choices = field.args["orderBy"].type.of_type.of_type.fields["field"].type.of_type
                assert {name.lower() for name in choices.values} <= set(source.table.c.keys())
                lists += 1

    assert lists > 20


def test_every_order_has_its_index() -> None:
    for field in MADE.query_type.fields.values():  # type: ignore[union-attr]
        source = field.extensions.get(SOURCE)
        if not isinstance(source, Connection):
            continue
        indexes = [[c.name for c in one.columns] for one in source.table.indexes]
        indexes += [list(one.columns.keys()) for one in source.table.constraints]  # type: ignore[attr-defined]
        choices = field.args["orderBy"].type.of_type.of_type.fields["field"].type.of_type
        for name in choices.values:
            wanted = ["tenant_id", name.lower()]
            assert any(index[:2] == wanted for index in indexes), (source.table.name, name)
