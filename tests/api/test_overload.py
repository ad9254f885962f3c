"""An overloaded server says so: status 503, code OVERLOADED, and when to try again."""

import asyncio
from collections.abc import Collection
from time import monotonic
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import orjson
import pytest
from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString

from db.pool.overload import Overloaded
from gql.engine.execution import Executor
from gql.http.users import MAX_STRANGERS, Users
from gql.request_errors import RequestRefused
from gql.tokens import Bearer, issue
from tests.client import LIFETIME, Api, present
from tests.preparing import make_question

GRAPHQL = "application/graphql-response+json"
CONTEXT: Any = SimpleNamespace(tenant_id=None)  # these mutations need nothing else


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_too_many_unknown_users_at_once_are_told_to_come_back(api: Api, accept: str) -> None:
    tenant_id = uuid4()  # one statement looks up many users of one tenant

    async def ask() -> httpx.Response:
        stranger = Bearer(tenant_id, uuid4())
        secret = api.settings.secret
        token = issue(stranger, secret=secret, now=present(), lifetime=LIFETIME)
        headers = {"authorization": f"Bearer {token}", "accept": accept}
        return await api.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers)

    answers = await asyncio.gather(*(ask() for _ in range(MAX_STRANGERS + 50)))

    refused = [answer for answer in answers if answer.status_code == 503]
    assert {answer.status_code for answer in answers} == {401, 503}
    for answer in refused:
        assert answer.headers["retry-after"] == "1"
        assert answer.headers["content-type"] == f"{accept}; charset=utf-8"
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "OVERLOADED"}


def _full(*_: Any) -> str:
    raise Overloaded(retry_after=3)


def _schema() -> GraphQLSchema:
    """A schema with one mutation that succeeds and one that finds no room."""
    text = GraphQLNonNull(GraphQLString)
    done, full = GraphQLField(text, resolve=lambda *_: "done"), GraphQLField(text, resolve=_full)
    return GraphQLSchema(
        query=GraphQLObjectType("Query", {"a": GraphQLField(GraphQLString)}),
        mutation=GraphQLObjectType("Mutation", {"done": done, "full": full}),
    )


@pytest.mark.parametrize("document", ["{ full }", "{ __typename full }", "{ a: full b: done }"])
async def test_a_request_of_which_nothing_was_done_is_refused_as_a_whole(document: str) -> None:
    executor = Executor(_schema())

    with pytest.raises(Overloaded) as caught:
        await executor.answer(CONTEXT, make_question(executor, f"mutation {document}"))

    assert caught.value.retry_after == 3


async def test_after_a_mutation_that_was_done_only_the_error_has_the_code() -> None:
    executor = Executor(_schema())

    answer = await executor.answer(CONTEXT, make_question(executor, "mutation { done full }"))

    (error,) = orjson.loads(answer)["errors"]
    assert error["path"] == ["full"]
    assert error["extensions"] == {"code": "OVERLOADED"}


async def test_a_user_behind_a_long_line_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def find(tenant_id: UUID, ids: Collection[UUID]) -> set[UUID]:
        await asyncio.sleep(0.2)
        return set()

    monkeypatch.setattr("gql.http.users.LOOKUP_TIMEOUT", 0.3)
    users = Users(find, monotonic)
    line = [users.user(uuid4(), uuid4()) for _ in range(4)]  # a statement for each tenant

    outcomes = await asyncio.gather(*map(users.let_in, line), return_exceptions=True)

    assert isinstance(outcomes[0], RequestRefused)
    assert outcomes[0].code == "UNAUTHENTICATED"
    assert all(isinstance(outcome, Overloaded) for outcome in outcomes[2:])
