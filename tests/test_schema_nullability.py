"""A field of a record is non-null if and only if the database always has a value for it."""

from collections.abc import Iterator
from typing import Any

from graphql import GraphQLField, GraphQLObjectType, is_non_null_type
from sqlalchemy import CheckConstraint, Table

from db.planner.fields.field_sources import Amount, JsonObject, Reference, ToOne, ToOneOf, Value
from db.planner.relations import referenced_table
from gql.schema.extension_keys import SOURCE, TABLE
from gql.server.schema import graphql_of, schema

MADE_WITH_THE_TENANT = {"Tenant.letterhead", "Tenant.settings"}  # in the same transaction


def fields() -> Iterator[tuple[str, Table, GraphQLField, Any]]:
    """Yield every field of a record by type and name, with the record's table and its source."""
    for kind in graphql_of(schema).type_map.values():
        table = kind.extensions.get(TABLE)
        if isinstance(kind, GraphQLObjectType) and table is not None:
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", table, field, field.extensions[SOURCE]


def is_certain(table: Table, source: Any) -> bool | None:
    """Return whether the database always has a value; None if no column decides that."""
    if isinstance(source, Value | Amount | JsonObject | Reference):
        return not table.c[source.column].nullable
    if isinstance(source, ToOne):
        by_key = (
            source.foreign == "id" != source.local
            and referenced_table(table, source.local) is not None
        )
        return by_key and not table.c[source.local].nullable
    if isinstance(source, ToOneOf):
        columns = ", ".join(column for _, column in source.local)
        checks = [one for one in table.constraints if isinstance(one, CheckConstraint)]
        return any(str(check.sqltext) == f"num_nonnulls({columns}) = 1" for check in checks)
    return None


def test_a_field_is_nullable_where_its_column_is() -> None:
    checked, lies = 0, []
    for name, table, field, source in fields():
        certain = is_certain(table, source)
        if certain is not None and name not in MADE_WITH_THE_TENANT:
            checked += 1
            lies += [] if is_non_null_type(field.type) is certain else [f"{name}: {field.type}"]

    assert lies == []
    assert checked > 300


def test_a_document_always_shows_its_customer_and_owner() -> None:
    found = {name: str(field.type) for name, _, field, _ in fields()}

    for kind in ("Opportunity", "Quote", "Order", "Invoice"):
        assert found[f"{kind}.customer"] == "Customer!"
        assert found[f"{kind}.owner"] == "User!"
