"""Search among many records finds the same as among few: common, rare and recent words."""

from collections.abc import AsyncIterator, Callable
from uuid import UUID

import asyncpg
import orjson
import pytest
import pytest_asyncio

from db import tables
from db.database import plain_url
from db.planner.public_ids import public_id
from tests.reads.conftest import Pipeline
from tests.tenants import Tenant, new_tenant

ROWS = 32_000  # more than are examined before the index is used
SEARCH = """query ($text: String!) {
  search(text: $text, types: [COMPETITOR], first: 50) { ... on Node { id } } }"""
WORDS: dict[str, Callable[[int], bool]] = {
    "common": lambda at: True,
    "even": lambda at: at % 2 == 0,
    "spread": lambda at: at % 40 == 0,
    "wide": lambda at: at % 13 == 1,
    "thin": lambda at: at % 1001 == 1,
    "scarce": lambda at: at <= 5,
    "recent": lambda at: at > ROWS - 60,
    "odd": lambda at: at % 2 == 1,
}
_INSERT = """
INSERT INTO competitors (tenant_id, id, name, version, created_at, created_by, updated_at,
  updated_by)
SELECT $1, made.id, made.name, 1, made.at, $1, made.at, $1
FROM unnest($2::uuid[], $3::text[], $4::int[]) AS given (id, name, number),
  LATERAL (SELECT given.id, given.name, now() + given.number * interval '1 second' AS at) AS made
"""


def name(at: int) -> str:
    """Return the name of a competitor."""
    return " ".join(word for word, has in WORDS.items() if has(at))


def id_of(at: int) -> UUID:
    """Return the ID of a competitor."""
    return UUID(int=at + 1)


@pytest_asyncio.fixture(scope="module")
async def crowd(pipeline: Pipeline) -> AsyncIterator[Tenant]:
    """A tenant with a large number of competitors."""
    tenant = await new_tenant(pipeline.url)
    owner = await asyncpg.connect(plain_url(pipeline.url))
    await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    all_of_them = range(ROWS)
    ids, names = map(id_of, all_of_them), map(name, all_of_them)
    await owner.execute(_INSERT, tenant.id, list(ids), list(names), list(all_of_them))
    yield tenant
    await owner.execute("DELETE FROM competitors WHERE tenant_id = $1", tenant.id)
    await owner.close()


@pytest.mark.parametrize(
    "text",
    [
        "common", "com", "even", "spread", "spr com", "wide", "thin", "wide thin", "scarce",
        "scarce common even", "recent", "rec odd", "thin scarce", "even odd", "odd even common",
        "scarce recent", "nothing", "common nothing",
    ],
)  # fmt: skip
async def test_the_newest_that_have_all_the_words(
    pipeline: Pipeline, crowd: Tenant, text: str
) -> None:
    asked = [has for part in text.split() for word, has in WORDS.items() if word.startswith(part)]
    known = all(any(word.startswith(part) for word in WORDS) for part in text.split())
    newest = [at for at in reversed(range(ROWS)) if known and all(has(at) for has in asked)][:200]
    newest.sort(key=lambda at: (name(at) != text, not name(at).startswith(text)))
    context = pipeline.context(tenant_id=crowd.id, user_id=crowd.user_id)

    body = await pipeline.executor.answer(context, pipeline.planned(SEARCH, {"text": text}))

    found = [hit["id"] for hit in orjson.loads(body)["data"]["search"]]
    assert found == [public_id(tables.competitors, id_of(at)) for at in newest[:50]]
