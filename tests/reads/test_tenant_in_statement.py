"""Each query sets its own tenant: before any policy applies, in every plan, only for itself."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import orjson
import pytest

from db.planner.plan import Plan
from db.planner.search import DEFAULT_HITS
from db.pool.prepared_statements import LookupStatement
from db.scope import SETS_TENANT
from gql.queries import Query
from gql.server.schema import build, graphql_of
from tests.reading import reading
from tests.reads.conftest import Pipeline

UNSET = "$1 IS NOT NULL"  # instead of the condition that sets the tenant
SHOWN = "SELECT current_setting('app.tenant_id', true)"
PLANS = {
    "kept or new": "RESET plan_cache_mode",
    "kept": "SET plan_cache_mode = force_generic_plan",
    "new": "SET plan_cache_mode = force_custom_plan",
    "parallel": "SET plan_cache_mode = force_generic_plan; SET parallel_setup_cost = 0;"
    " SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;"
    " SET min_parallel_index_scan_size = 0",
}
RESET = "; ".join(
    f"RESET {name}"
    for name in (
        "plan_cache_mode",
        "parallel_setup_cost",
        "parallel_tuple_cost",
        "min_parallel_table_scan_size",
        "min_parallel_index_scan_size",
    )
)
GROUPS = "(groupBy: [{field: STATUS}]) { nodes { count } }"
OTHERS = {
    "viewer": "{ user { name } tenant { name } }",
    "search": '(text: "a") { __typename ... on Node { id } }',
    "changes": "(first: 5) { nodes { recordId } }",
    "opportunityGroups": GROUPS,
    "quoteGroups": GROUPS,
    "orderGroups": GROUPS,
    "invoiceGroups": GROUPS,
}
FIELDS = sorted(graphql_of(build(Query)).query_type.fields)  # type: ignore[union-attr]


async def document(ask: Callable[[str], Awaitable[Any]], name: str) -> str:
    """Build a query of one root field that finds something."""
    if name in OTHERS:
        return f"{{ {name}{OTHERS[name]} }}"
    if name.endswith("s") and name != "nodes":
        return f"{{ {name}(first: 3) {{ nodes {{ id }} totalCount }} }}"
    plural = {"node": "quotes", "nodes": "quotes", "opportunity": "opportunities",
              "currency": "currencies"}.get(name, f"{name}s")  # fmt: skip
    found = await ask(f"{{ {plural}(first: 1) {{ nodes {{ id }} }} }}")
    id = found[plural]["nodes"][0]["id"]
    argument = f'ids: ["{id}"]' if name == "nodes" else f'id: "{id}"'
    return f"{{ {name}({argument}) {{ id }} }}"


async def planned(
    pipeline: Pipeline, name: str
) -> tuple[Plan, Sequence[Any], LookupStatement | None]:
    """Return the statement of a root field, its parameters, and the statement that precedes it."""
    planned = pipeline.planned(await document(pipeline.ask, name))
    assert planned.root_plan is not None
    plan, request = planned.root_plan.plan, pipeline.context().request(planned.coerced)
    return (
        plan,
        plan.parameters(request),
        None if plan.lookup is None else plan.lookup.first(request),
    )


async def filled(
    connection: Any, parameters: Sequence[Any], first: LookupStatement | None, condition: str
) -> Sequence[Any]:
    """Return the parameters, filled by the first statement, whose `condition` sets the tenant."""
    if first is None:
        return parameters
    sql = first.sql.replace(SETS_TENANT, condition)
    return first.fill(parameters, await connection.fetchrow(sql, *first.parameters))


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("how", PLANS)
async def test_every_root_field_finds_its_tenants_rows_in_every_plan(
    pipeline: Pipeline, name: str, how: str
) -> None:
    """The results equal those of a connection that reads for the tenant; nothing is left behind."""
    plan, given, first = await planned(pipeline, name)
    async with reading(pipeline.database, pipeline.tenant_id) as connection:
        parameters = await filled(connection, given, first, UNSET)
        wanted = await connection.fetchrow(plan.sql.replace(SETS_TENANT, UNSET), *parameters)
    async with pipeline.database.reading(pipeline.tenant_id) as connection:
        await connection.execute(PLANS[how])
        try:
            for _ in range(7):  # PostgreSQL keeps a generic plan from the sixth execution on
                assert await filled(connection, given, first, SETS_TENANT) == parameters
                assert await connection.fetchval(SHOWN) == ""
                assert await connection.fetchrow(plan.sql, *parameters) == wanted
                assert await connection.fetchval(SHOWN) == ""
        finally:
            await connection.execute(RESET)

    assert orjson.loads(wanted[0]) not in (None, [], {"nodes": []}, {"nodes": [], "totalCount": 0})


@pytest.mark.parametrize("name", FIELDS)
async def test_a_question_that_does_not_set_a_tenant_finds_nobodys_rows(
    pipeline: Pipeline, name: str
) -> None:
    plan, given, first = await planned(pipeline, name)
    unset = plan.sql.replace(SETS_TENANT, UNSET)
    assert unset != plan.sql

    async with pipeline.database.reading(pipeline.tenant_id) as connection:
        for parameters in (
            await filled(connection, given, first, UNSET),
            await filled(connection, given, first, SETS_TENANT),  # to clients that know the IDs
        ):
            row = await connection.fetchrow(unset, *parameters)

            found = orjson.loads(row[0])
            assert "nodes" not in (found or {}) or found["nodes"] == []
            assert name in {"viewer", "changes"} or found in (
                None, [], [None], {"nodes": []}, {"nodes": [], "totalCount": 0},
            )  # fmt: skip


async def test_a_look_up_that_does_not_set_a_tenant_finds_nothing(pipeline: Pipeline) -> None:
    _, _, first = await planned(pipeline, "search")
    assert first is not None

    async with pipeline.database.reading(pipeline.tenant_id) as connection:
        found = await connection.fetchrow(first.sql, *first.parameters)
        unset = first.sql.replace(SETS_TENANT, UNSET)
        nothing = await connection.fetchrow(unset, *first.parameters)

    assert len(found["ids"]) == DEFAULT_HITS
    assert list(nothing.values()) == [None, None]


async def test_a_failed_question_leaves_no_tenant_behind(pipeline: Pipeline) -> None:
    plan, parameters, _ = await planned(pipeline, "accounts")
    failing = plan.sql.replace("SELECT * FROM", "SELECT 1 / 0, * FROM", 1)

    async with pipeline.database.reading(pipeline.tenant_id) as connection:
        with pytest.raises(Exception, match="division by zero"):
            await connection.fetchrow(failing, *parameters)
        assert await connection.fetchval(SHOWN) == ""
