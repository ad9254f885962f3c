"""Every sort has an index: PostgreSQL never sorts more rows than a page or a group of ties.

The plans are read, not timed. With sorting and scanning made expensive, PostgreSQL uses an index
wherever one fits, as it does by itself with a million rows (`make prove`).
"""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from db import tables
from db.planner.relations import TO_ONE
from gql.schema.extension_keys import SOURCE
from gql.server.schema import graphql_of, schema
from tests.preparing import get_plan
from tests.reads.conftest import Pipeline

MADE = graphql_of(schema)
LISTS = ["opportunities", "quotes", "orders", "invoices", "accounts", "contacts", "products"]
QUESTION = """query ($after: String) {{ {name}(first: 20, after: $after, orderBy: [{order}]) {{
  nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }}"""


def orders(name: str) -> Iterator[str]:
    """Yield every sort of a list in each direction, with nulls first and last."""
    assert MADE.query_type is not None
    step: Any = MADE.query_type.fields[name].args["orderBy"].type
    for field in step.of_type.of_type.fields["field"].type.of_type.values:
        for direction in ("ASC", "DESC"):
            for nulls in ("FIRST", "LAST"):
                yield f"{{field: {field}, direction: {direction}, nulls: {nulls}}}"


def unbounded_sorts(plan: dict[str, Any], *, limited: bool = False) -> Iterator[dict[str, Any]]:
    """Return sorts whose input has no limit below; ties in a presorted order may be sorted."""
    children = plan.get("Plans", [])
    if plan["Node Type"] == "Sort" and not all(map(is_limited, children)):
        yield plan
    for child in children:
        yield from unbounded_sorts(child)


def is_limited(plan: dict[str, Any]) -> bool:
    """Return whether no branch of a plan yields more than a page of rows."""
    if plan["Node Type"] in {"Limit", "Result"} and not plan.get("Plans"):
        return True
    if plan["Node Type"] == "Limit":
        return True
    children = plan.get("Plans", [])
    if plan["Node Type"] == "Nested Loop" and is_limited(children[1]):
        said = (children[0].get(part, "") for part in ("Index Cond", "Filter"))
        return re.search(r"\((name|number) = ", " ".join(said)) is not None  # few share a value
    return bool(children) and all(map(is_limited, children))


async def plan_of(pipeline: Pipeline, text: str, variables: dict[str, Any]) -> dict[str, Any]:
    """Return PostgreSQL's plan for a query, with sorting and scanning made expensive."""
    planned = pipeline.planned(text, variables)
    made = get_plan(planned)
    parameters = made.parameters(pipeline.context().request(planned.coerced))
    async with pipeline.database.reading(pipeline.tenant_id) as connection:
        await connection.execute("SET enable_sort = off; SET enable_seqscan = off")
        try:
            found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {made.sql}", *parameters)
        finally:
            await connection.execute("RESET enable_sort; RESET enable_seqscan")
    plan: dict[str, Any] = orjson.loads(found)[0]["Plan"]
    return plan


@pytest.mark.parametrize("name", LISTS)
async def test_no_order_sorts_the_table(pipeline: Pipeline, name: str) -> None:
    seen = 0
    for order in orders(name):
        text = QUESTION.format(name=name, order=order)
        first = (await pipeline.ask(text))[name]["pageInfo"]
        for after in (None, first["endCursor"]):
            plan = await plan_of(pipeline, text, {"after": after})
            assert not list(unbounded_sorts(plan)), (order, after, plan)
            seen += 1

    assert seen > 40


def test_every_list_says_by_what_it_can_be_ordered() -> None:
    for field in MADE.query_type.fields.values():  # type: ignore[union-attr]
        source = field.extensions.get(SOURCE)
        if not hasattr(source, "foreign") or "orderBy" not in field.args:
            continue
        step = field.args["orderBy"].type.of_type.of_type
        choices = {name.lower() for name in step.fields["field"].type.of_type.values}
        columns = set(tables.ORDERED[source.table])
        related = {name.rpartition("_")[0] for name in choices - columns}

        assert columns <= choices
        assert related - {"customer"} <= {_snake(name) for name in TO_ONE[source.table]}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
