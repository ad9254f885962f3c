"""Payloads: the records of a mutation are read in one statement, as the client selected them."""

from typing import Any

import orjson
import strawberry

from db import tables
from db.planner.public_ids import uuid_in
from domain.sales.quote import QuoteNotFound
from gql.engine.context import Context
from gql.engine.execution import Executor
from gql.engine.payload_reader import (
    payload,
    payload_record,
    payload_value,
    read_payload,
    refused_payload,
)
from gql.queries import Query
from gql.server.schema import build, graphql_of
from gql.types.documents import SalesDocument
from gql.types.sales import Quote
from tests.preparing import make_question
from tests.reads.conftest import Pipeline

Info = strawberry.Info[Context, None]


@payload
class TouchPayload:
    """The touched records."""

    quote: Quote | None = payload_record("One record.")
    others: list[Quote] = payload_record("Several records.")
    document: SalesDocument | None = payload_record("A record of any kind.")
    word: str | None = payload_value("A plain value.")


@strawberry.type
class Touch:
    """A mutation that changes nothing."""

    @strawberry.mutation
    async def touch(self, info: Info, ids: list[strawberry.ID]) -> TouchPayload:
        """Return the records without changing them."""
        if not ids:
            return refused_payload(info, QuoteNotFound())  # type: ignore[return-value]
        uuids = [uuid_in(id, tables.quotes) for id in ids]
        found = {"quote": uuids[0], "others": uuids, "document": ids[0], "word": "done"}
        return await read_payload(info, found)  # type: ignore[return-value]


MUTATION = """mutation ($ids: [ID!]!) { a: touch(ids: $ids) {
  one: quote { id number } quote { total: totalAmount { amount } }
  others { id __typename } document { __typename id ... on Quote { revision } }
  word userErrors { code message } __typename } }"""


async def touch(pipeline: Pipeline, ids: list[str]) -> Any:
    executor = Executor(graphql_of(build(Query, Touch)))
    planned = make_question(executor, MUTATION, None, {"ids": ids})
    return orjson.loads(await executor.answer(pipeline.context(), planned))["data"]["a"]


async def test_a_payload_is_read_as_it_was_chosen(pipeline: Pipeline) -> None:
    rows, ids = pipeline.rows[tables.quotes], pipeline.ids(tables.quotes)

    answer = await touch(pipeline, [ids[4], ids[2], ids[9]])

    assert answer == {
        "one": {"id": ids[4], "number": rows[4]["number"]},
        "quote": {"total": {"amount": format(rows[4]["total_amount"], "f")}},
        "others": [{"id": ids[n], "__typename": "Quote"} for n in (4, 2, 9)],
        "document": {"__typename": "Quote", "id": ids[4], "revision": rows[4]["revision"]},
        "word": "done",
        "userErrors": [],
        "__typename": "TouchPayload",
    }


async def test_a_refusal_is_nothing_but_the_error(pipeline: Pipeline) -> None:
    answer = await touch(pipeline, [])

    assert answer["userErrors"] == [
        {"code": "QUOTE_NOT_FOUND", "message": "The quote does not exist. Check its ID."}
    ]
    assert [answer[name] for name in ("one", "quote", "document", "word")] == [None] * 4
    assert answer["others"] == []
