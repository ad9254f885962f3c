"""Covers what chance may miss: each operator of each condition, and every document's actions."""

from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import ExecutionResult, GraphQLSchema, execute, get_nullable_type, is_list_type, parse
from sqlalchemy import Table

from db import tables
from db.planner.filters import CUSTOMER, columns_of
from db.planner.pagination import ConnectionSource
from db.planner.public_ids import public_id
from gql.schema.extension_keys import SOURCE
from tests.reads.conftest import Pipeline, naive_schema
from tests.reads.generator import Word, leads_on, literal
from tests.reads.naive_printing import written

LISTS = [
    "accounts",
    "contacts",
    "competitors",
    "users",
    "products",
    "unitGroups",
    "units",
    "priceLists",
    "priceListItems",
    "discountLists",
    "taxCodes",
    "currencies",
    "opportunities",
    "quotes",
    "orders",
    "shipments",
    "invoices",
]
DOCUMENTS = (tables.opportunities, tables.quotes, tables.orders, tables.invoices)


@pytest.fixture(scope="module")
def naive(pipeline: Pipeline) -> GraphQLSchema:
    """The oracle's schema."""
    return naive_schema(pipeline.naive)


async def agree(pipeline: Pipeline, naive: GraphQLSchema, text: str, **variables: Any) -> Any:
    """Return the response, after comparing it with the oracle's."""
    data = await pipeline.ask(text, **variables)
    oracle = execute(naive, parse(text), variable_values=variables)

    assert isinstance(oracle, ExecutionResult)
    assert not oracle.errors, text
    assert orjson.dumps(data) == orjson.dumps(oracle.data), text
    return data


def likely(pipeline: Pipeline, table: Table, name: str, chance: Random) -> Any:
    """Return a value that some row of the table has for this condition."""
    names = ["account_id", "contact_id"] if name == CUSTOMER else [columns_of(table)[name]]
    column = table.c[chance.choice(names)]
    held = [row[column.name] for row in pipeline.rows[table] if row[column.name] is not None]
    value = chance.choice(held)
    if not isinstance(value, UUID):
        return value
    kinds = [key.column.table for key in column.foreign_keys if key.column.name == "id"]
    return public_id(next((kind for kind in kinds if isinstance(kind, Table)), table), value)


def shown(value: Any, kind: Any) -> str:
    """Return the value as a literal of the operator's type."""
    inner = get_nullable_type(kind)
    if is_list_type(inner):
        return f"[{shown(value, inner.of_type)}]"
    word = hasattr(get_nullable_type(inner), "values")
    return literal(Word(value)) if word else literal(written(value))


@pytest.mark.parametrize("name", LISTS)
async def test_each_operator_of_each_condition(
    pipeline: Pipeline, naive: GraphQLSchema, name: str
) -> None:
    chance, parts = Random(name), []  # noqa: S311
    assert naive.query_type is not None
    field = naive.query_type.fields[name]
    source: ConnectionSource = field.extensions[SOURCE]
    conditions: Any = field.args["filter"].type
    for condition, member in conditions.fields.items():
        if leads_on(member):
            continue
        for operator, value in member.type.fields.items():
            flag = operator == "isNull"
            given = flag or likely(pipeline, source.table, condition, chance)
            parts.append(f"{{{condition}: {{{operator}: {shown(given, value.type)}}}}}")

    for at in range(0, len(parts), 12):
        asked = [
            f"a{n}: {name}(filter: {part}) {{ totalCount nodes {{ id }} }}"
            f" b{n}: {name}(filter: {{not: {part}}}, first: 3) {{ totalCount }}"
            for n, part in enumerate(parts[at : at + 12])
        ]
        await agree(pipeline, naive, f"{{ {' '.join(asked)} }}")


@pytest.mark.parametrize("name", LISTS)
async def test_each_condition_on_related_records(
    pipeline: Pipeline, naive: GraphQLSchema, name: str
) -> None:
    assert naive.query_type is not None
    conditions: Any = naive.query_type.fields[name].args["filter"].type
    parts = []
    for condition, member in conditions.fields.items():
        if condition in {"and", "or", "not"} or not leads_on(member):
            continue
        inner = '{createdAt: {gte: "2025-10-01T00:00:00Z"}}'
        if "some" in member.type.fields:
            what = "{id: {isNull: false}}" if member.type.name == "LineFilterList" else inner
            parts += [
                f"{{{condition}: {{{which}: {given}}}}}"
                for which in ("some", "none", "every")
                for given in ("{}", what)
            ]
        else:
            parts += [f"{{{condition}: {given}}}" for given in ("{}", inner)]

    for at in range(0, len(parts), 12):
        asked = [
            f"a{n}: {name}(filter: {part}) {{ totalCount nodes {{ id }} }}"
            f" b{n}: {name}(filter: {{not: {part}}}, first: 3) {{ totalCount }}"
            for n, part in enumerate(parts[at : at + 12])
        ]
        await agree(pipeline, naive, f"{{ {' '.join(asked)} }}")


@pytest.mark.parametrize("name", LISTS)
async def test_each_order_in_each_direction_with_nulls_on_each_side(
    pipeline: Pipeline, naive: GraphQLSchema, name: str
) -> None:
    assert naive.query_type is not None
    step: Any = naive.query_type.fields[name].args["orderBy"].type
    fields = step.of_type.of_type.fields["field"].type.of_type.values
    orders = [
        f"{{field: {field}, direction: {direction}, nulls: {nulls}}}"
        for field in fields
        for direction in ("ASC", "DESC")
        for nulls in ("FIRST", "LAST")
    ]

    for at in range(0, len(orders), 8):
        asked = [
            f"a{n}: {name}(first: 100, orderBy: [{order}]) {{ nodes {{ id }} }}"
            f" b{n}: {name}(last: 3, orderBy: [{order}, {orders[at - n]}]) {{ nodes {{ id }} }}"
            for n, order in enumerate(orders[at : at + 8])
        ]
        await agree(pipeline, naive, f"{{ {' '.join(asked)} }}")


@pytest.mark.parametrize("table", DOCUMENTS, ids=lambda table: str(table.name))
async def test_the_actions_of_every_document(
    pipeline: Pipeline, naive: GraphQLSchema, table: Table
) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on SalesDocument {
      availableActions { action allowed reason code } } } }"""
    ids, seen = pipeline.ids(table), set()
    for at in range(0, len(ids), 100):
        data = await agree(pipeline, naive, query, ids=ids[at : at + 100])
        for node in data["nodes"]:
            seen |= {(one["action"], one["code"]) for one in node["availableActions"]}

    assert len(seen) > 10
