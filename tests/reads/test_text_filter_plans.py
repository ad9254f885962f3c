"""A page of rows whose text matches a pattern is read in sort order, without sorting all rows."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import orjson
import pytest
import pytest_asyncio

from db.database import plain_url
from tests.preparing import get_plan
from tests.reads.conftest import Pipeline
from tests.tenants import Tenant, new_tenant

ROWS = 20_000
_INSERT = """
INSERT INTO competitors (tenant_id, id, name, version, created_at, created_by, updated_at,
  updated_by)
SELECT $1, gen_random_uuid(), (CASE at % 3 WHEN 0 THEN 'Northern Pumps ' ELSE 'Pumps of the South '
  END) || md5(at::text), 1, now() + at * interval '1 second', $1, now(), $1
FROM generate_series(1, $2::int) AS at
"""


@pytest_asyncio.fixture(scope="module")
async def crowd(pipeline: Pipeline) -> AsyncIterator[Tenant]:
    """A tenant with a large number of competitors, and current statistics."""
    tenant = await new_tenant(pipeline.url)
    owner = await asyncpg.connect(plain_url(pipeline.url))
    await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    await owner.execute(_INSERT, tenant.id, ROWS)
    await owner.execute("ANALYZE competitors")
    yield tenant
    await owner.execute("DELETE FROM competitors WHERE tenant_id = $1", tenant.id)
    await owner.execute("ANALYZE competitors")
    await owner.close()


def rows_read(plan: dict[str, Any]) -> Iterator[float]:
    """Return how many rows each scan of competitors has read."""
    if plan.get("Relation Name") == "competitors":
        looked_at = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        yield looked_at * plan["Actual Loops"]
    for child in plan.get("Plans", []):
        yield from rows_read(child)


@pytest.mark.parametrize("mode", ["force_custom_plan", "force_generic_plan"])
@pytest.mark.parametrize(
    "wanted",
    [
        {"name": {"contains": "northern"}},
        {"name": {"startsWith": "Northern"}},
        {"or": [{"name": {"contains": "northern"}}, {"name": {"contains": "a needle"}}]},
        {"not": {"name": {"contains": "pumps of the south"}}},
    ],
    ids=["contains", "startsWith", "or", "not"],
)
async def test_a_page_of_frequent_texts_is_found_without_reading_all_rows(
    pipeline: Pipeline, crowd: Tenant, wanted: dict[str, Any], mode: str
) -> None:
    """Neither a custom plan, which knows the pattern, nor a generic plan reads all rows."""
    text = """query ($filter: CompetitorFilter) {
      competitors(first: 20, filter: $filter) { nodes { name } pageInfo { hasNextPage } } }"""
    planned = pipeline.planned(text, {"filter": wanted})
    made = get_plan(planned)
    request = pipeline.context(tenant_id=crowd.id, user_id=crowd.user_id).request(planned.coerced)
    async with pipeline.database.reading(crowd.id) as connection:
        await connection.execute(f"SET plan_cache_mode = {mode}; PREPARE page AS {made.sql}")
        try:
            values = ", ".join(f"'{value}'" for value in made.parameters(request))
            found = await connection.fetchval(
                f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE page ({values})"
            )
        finally:
            await connection.execute("RESET plan_cache_mode; DEALLOCATE page")

    read = list(rows_read(orjson.loads(found)[0]["Plan"]))
    assert 20 <= sum(read) < ROWS / 20
