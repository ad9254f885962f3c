"""Search: which records are found, in which order and by whom; any text is valid."""

import asyncio
from random import Random
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
import pytest
from graphql import ExecutionResult, GraphQLSchema, execute, parse

from db import tables
from db.database import plain_url
from db.planner.errors import ReadRefused
from gql.request_errors import RequestRefused
from tests.preparing import get_plan
from tests.reading import reading
from tests.reads.conftest import Pipeline, naive_schema
from tests.reads.naive_search import words
from tests.tenants import new_tenant

SEARCH = """query ($text: String!, $types: [SearchType!], $first: Int) {
  search(text: $text, types: $types, first: $first) { __typename ... on Node { id } } }"""


@pytest.fixture(scope="module")
def naive(pipeline: Pipeline) -> GraphQLSchema:
    """The oracle's schema."""
    return naive_schema(pipeline.naive)


async def agree(pipeline: Pipeline, naive: GraphQLSchema, query: str, /, **variables: Any) -> Any:
    """Return the response, after comparing it with the oracle's."""
    data = await pipeline.ask(query, **variables)
    oracle = execute(naive, parse(query), variable_values=variables)
    assert isinstance(oracle, ExecutionResult)
    assert orjson.dumps(data) == orjson.dumps(oracle.data), variables
    return data


@pytest.mark.parametrize(
    "text",
    [
        "QUO-01042", "quo01042", "1042", "01042", "quo-010", "o", "orchid", "ORCHID",
        "orchid pump", "pump orchid", "orch pu 100", "fam", "FAM-PUMPS",
        "service day on site and more", "service", "line", "example", "xyzzy", "", " ", "-",
        "'", "\\", "%", "& | ! :* ( )", "foo' & bar", "a b", "\xf6rchid", "p\xdcmp", "t", "t:",
        ":", "::", "\u4e2d", "\U0001f600", "0", "00", "and and and",
    ],
)  # fmt: skip
async def test_hits_are_those_of_the_oracle(
    pipeline: Pipeline, naive: GraphQLSchema, text: str
) -> None:
    for types in (None, ["QUOTE", "ACCOUNT"], ["PRODUCT"]):
        await agree(pipeline, naive, SEARCH, text=text, types=types, first=50)


async def test_any_text_is_answered(pipeline: Pipeline) -> None:
    chance = Random(7)  # noqa: S311
    for _ in range(150):
        codes = [chance.choice([range(1, 128), range(1, 0x3000)]) for _ in range(20)]
        text = "".join(chr(chance.choice(few)) for few in codes[: chance.randint(0, 20)])
        assert isinstance((await pipeline.ask(SEARCH, text=text))["search"], list), text
    with pytest.raises(RequestRefused):
        await pipeline.ask(SEARCH, text="a\x00b")


async def test_every_record_is_found_by_each_word_of_its_name(pipeline: Pipeline) -> None:
    for kind, table in tables.SEARCHED.items():
        for row in pipeline.rows[table][:5]:
            number = row.get("number") or ""
            for word in words(row["name"]):
                text = f"{word} {number}"
                hits = (await pipeline.ask(SEARCH, text=text, types=[kind], first=50))["search"]
                id = pipeline.ids(table)[pipeline.rows[table].index(row)]
                assert len(hits) == 50 or id in {hit["id"] for hit in hits}, (kind, text)


async def test_a_number_or_an_id_comes_first(pipeline: Pipeline) -> None:
    for table in (tables.quotes, tables.products, tables.invoices):
        row, id = pipeline.rows[table][3], pipeline.ids(table)[3]
        for text in (id, f"  {id} ", row["number"], row["number"].lower()):
            hits = (await pipeline.ask(SEARCH, text=text))["search"]
            assert hits[0]["id"] == id or table is tables.quotes, text
    account = pipeline.ids(tables.accounts)[7]
    assert (await pipeline.ask(SEARCH, text=account))["search"][0]["id"] == account


EVERYTHING = """query ($text: String!, $types: [SearchType!]) {
  search(text: $text, types: $types, first: 50) {
    __typename
    ... on Node { id }
    ... on SalesDocument { number status customer { __typename id } totalAmount { amount } }
    ... on Opportunity { stage quotes(first: 2) { nodes { revision } } }
    ... on Customer { name email }
    ... on Contact { account { name } }
    ... on Product { product: number structure }
    ... on Competitor { competitor: name }
  } }"""


@pytest.mark.parametrize("kind", [None, *tables.SEARCHED])
async def test_a_result_is_the_record_with_the_fields_of_its_type(
    pipeline: Pipeline, naive: GraphQLSchema, kind: str | None
) -> None:
    table = tables.SEARCHED[kind or "QUOTE"]
    text = words(pipeline.rows[table][0]["name"])[0]
    variables = {"text": text, "types": kind and [kind]}

    data = await agree(pipeline, naive, EVERYTHING, **variables)

    assert kind is None or {hit["__typename"] for hit in data["search"]} == {kind.title()}
    assert data["search"]
    assert all(hit["id"] for hit in data["search"])


SEVERAL = """query ($text: String!, $other: String!, $types: [SearchType!]) {
  quotes(first: 3) { nodes { number } }
  one: search(text: $text, first: 3) { __typename ... on Node { id } }
  two: search(text: $other, types: $types) { ... on SalesDocument { number } }
  viewer { user { name } }
  three: search(text: $text, types: [CONTACT]) { ... on Contact { account { name } } }
  none: search(text: $text, first: 0) { __typename }
  four: search(text: "pump", types: $types, first: 7) { __typename ... on Product { name } } }"""


async def test_several_searches_of_one_request_are_each_answered(
    pipeline: Pipeline, naive: GraphQLSchema
) -> None:
    for text, other, types in (("pu", "1042", ["ORDER", "QUOTE"]), ("a", "orchid", None)):
        data = await agree(pipeline, naive, SEVERAL, text=text, other=other, types=types)

        assert len(data["one"]) == 3
        assert data["none"] == []
        assert data["two"]
    lookup = get_plan(pipeline.planned(SEVERAL, {"text": "a", "other": "b"})).lookup
    assert lookup is not None
    assert lookup.sql.count("search_records(") == 5


COMPETITOR = """INSERT INTO competitors (tenant_id, id, name, version, created_at, created_by,
  updated_at, updated_by) VALUES ($1, $2, $3, 1, now(), $4, now(), $4)"""
WAITING = """SELECT true FROM pg_locks WHERE NOT granted AND relation = 'users'::regclass
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


async def test_a_record_that_goes_while_a_search_is_answered_is_no_result(
    pipeline: Pipeline,
) -> None:
    """The records are read after they were found, so those deleted by then are left out."""
    names = ["Vanishing One", "Vanishing Two"]
    ids = [uuid4() for _ in names]
    ask = """{ search(text: "vanishing", types: [COMPETITOR]) {
      __typename ... on Competitor { name createdBy { name } } } }"""
    owner = await asyncpg.connect(plain_url(pipeline.url))
    for id, name in zip(ids, names, strict=True):
        await owner.execute(COMPETITOR, pipeline.tenant_id, id, name, pipeline.user_id)
    assert len((await pipeline.ask(ask))["search"]) == 2
    async with owner.transaction():
        await owner.execute("LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
        answer = asyncio.create_task(pipeline.ask(ask))  # finds them, and waits for the users
        while not answer.done() and not await owner.fetchval(WAITING):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await owner.execute("DELETE FROM competitors WHERE id = $1", ids[0])

    found = (await answer)["search"]

    await owner.execute("DELETE FROM competitors WHERE id = $1", ids[1])
    await owner.close()
    assert [hit["name"] for hit in found] == ["Vanishing Two"]
    assert found[0]["createdBy"]


async def test_nothing_is_sent_for_values_that_are_refused(pipeline: Pipeline) -> None:
    """The values of the records' fields are checked before the search is sent."""
    planned = pipeline.planned(
        """query ($n: String!) { search(text: "orchid", types: [OPPORTUNITY]) {
          ... on Opportunity { quotes(filter: { name: { contains: $n } }) { totalCount } } } }""",
        {"n": "x" * 1_001},
    )
    plan = get_plan(planned)

    assert plan.lookup is not None
    with pytest.raises(ReadRefused):
        plan.parameters(pipeline.context().request(planned.coerced))


async def test_a_long_text_is_refused(pipeline: Pipeline) -> None:
    with pytest.raises(RequestRefused, match="BAD_USER_INPUT"):
        await pipeline.ask(SEARCH, text="a" * 201)
    with pytest.raises(RequestRefused, match="BAD_USER_INPUT"):
        await pipeline.ask(SEARCH, text="a", first=51)


async def test_nobody_finds_what_is_another_tenants(pipeline: Pipeline) -> None:
    stranger = await new_tenant(pipeline.url)
    planned = pipeline.planned(SEARCH, {"text": pipeline.ids(tables.accounts)[0]})
    for text in (pipeline.ids(tables.accounts)[0], "orchid", "QUO-01042"):
        planned = pipeline.planned(SEARCH, {"text": text})
        context = pipeline.context(tenant_id=stranger.id, user_id=stranger.user_id)
        body = orjson.loads(await pipeline.executor.answer(context, planned))
        assert body["data"] == {"search": []}


async def test_the_function_answers_for_the_sessions_tenant_only(pipeline: Pipeline) -> None:
    stranger = await new_tenant(pipeline.url)
    ask = "SELECT count(*) FROM search_records($1, 'orchid', '{ACCOUNT}', $1, 50)"

    async with reading(pipeline.database, stranger.id) as connection:
        assert await connection.fetchval(ask, pipeline.tenant_id) == 0
    async with reading(pipeline.database, pipeline.tenant_id) as connection:
        assert await connection.fetchval(ask, pipeline.tenant_id) > 0
        assert await connection.fetchval(ask, None) == 0
