"""Responses report commits as they happened: committed, not committed, or an unknown outcome."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from sqlalchemy import text

from db.database import Database
from db.pool.deadlines import STATEMENT
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.counting import stopped
from tests.faulty import Fault, Network, faulty_network
from tests.tenants import Tenant

CREATE = """mutation ($name: String!) { createAccount(input: {name: $name}) {
  account { name version } userErrors { code } } }"""
COUNT = "query ($name: String!) { accounts(filter: {name: {eq: $name}}) { totalCount } }"


@dataclass
class Link:
    """An API whose network to PostgreSQL can fail, and one whose network cannot."""

    api: Api
    network: Network
    sure: Api

    async def create(self, name: str) -> httpx.Response:
        body = {"query": CREATE, "variables": {"name": name}}
        return await self.api.http.post("/graphql", json=body)

    async def count(self, name: str) -> int:
        answer = await self.sure(COUNT, name=name)
        count: int = answer["accounts"]["totalCount"]
        return count


@pytest.fixture
async def link(login_url: str, settings: Settings, tenant: Tenant, api: Api) -> AsyncIterator[Link]:
    async with faulty_network(login_url) as (url, network):
        database = await Database.connect(url, pool_size=2)
        faulty = Api(create_app(database, settings, ticks=stopped), settings, tenant)
        made = Link(faulty, network, api)
        await made.create("first")
        await faulty("{ viewer { user { id } } }")
        yield made
        await faulty.close()
        await database.close()


def codes(answer: httpx.Response) -> tuple[int, list[str]]:
    """Return the status and the codes of a response to a mutation."""
    body = answer.json()
    if "errors" in body:
        return answer.status_code, [error["extensions"]["code"] for error in body["errors"]]
    (payload,) = body["data"].values()
    return answer.status_code, [error["code"] for error in payload["userErrors"]]


async def test_nothing_is_asked_of_the_database_after_the_commit(link: Link) -> None:
    answer = await link.create("A")

    assert answer.json()["data"]["createAccount"] == {
        "account": {"name": "A", "version": 1},
        "userErrors": [],
    }
    assert link.network.after_commit == []


async def test_a_lost_reply_to_commit_is_an_unknown_outcome(link: Link) -> None:
    link.network.faults.append(Fault.LOSE_REPLY)

    assert codes(await link.create("A")) == (200, ["OUTCOME_UNKNOWN"])
    assert await link.count("A") == 1
    assert codes(await link.create("B")) == (200, [])


async def test_a_lost_commit_is_an_unknown_outcome(link: Link) -> None:
    link.network.faults.append(Fault.LOSE_COMMIT)

    assert codes(await link.create("A")) == (200, ["OUTCOME_UNKNOWN"])
    assert await link.count("A") == 0
    assert codes(await link.create("B")) == (200, [])


async def test_a_commit_that_is_not_answered_is_not_waited_for(link: Link) -> None:
    link.network.faults.append(Fault.HOLD_COMMIT)
    began = time.monotonic()

    assert codes(await link.create("A")) == (200, ["OUTCOME_UNKNOWN"])
    assert time.monotonic() - began < 8
    assert codes(await link.create("B")) == (200, [])


async def test_what_is_lost_before_the_commit_is_done_again(link: Link) -> None:
    link.network.faults.append(Fault.LOSE_STATEMENT)

    assert codes(await link.create("A")) == (200, [])
    assert link.network.faults == []
    assert await link.count("A") == 1


async def test_what_is_lost_twice_is_refused_and_not_done(link: Link) -> None:
    link.network.faults.extend([Fault.LOSE_STATEMENT] * 2)

    answer = await link.create("A")

    assert codes(answer) == (503, ["UNAVAILABLE"])
    assert answer.headers["retry-after"] == "1"
    assert await link.count("A") == 0


async def test_of_several_mutations_those_before_the_failure_stand(link: Link) -> None:
    both = """mutation { a: createAccount(input: {name: "A"}) { account { name } }
      b: createAccount(input: {name: "B"}) { account { name } } }"""
    answers = asyncio.ensure_future(link.api.http.post("/graphql", json={"query": both}))
    while link.network.commits < 2:  # noqa: ASYNC110 - the first commit was that of the fixture
        await asyncio.sleep(0)
    link.network.faults.extend([Fault.LOSE_STATEMENT] * 2)
    answer = await answers

    assert answer.status_code == 200
    assert codes(answer)[1] == ["UNAVAILABLE"]
    assert answer.json()["errors"][0]["path"] == ["b"]
    assert [await link.count(name) for name in "AB"] == [1, 0]


async def test_a_statement_is_given_up_after_its_deadline_and_not_later(
    login_url: str, tenant: Tenant
) -> None:
    """This includes SQLAlchemy's statements, although it would close the connection gracefully."""
    async with faulty_network(login_url) as (url, network):
        database = await Database.connect(url, pool_size=2)
        began = time.monotonic()

        with pytest.raises(TimeoutError):
            async with database.writing(tenant.id) as connection:
                network.silence()
                began = time.monotonic()
                await connection.scalar(text("SELECT 1"))

        assert STATEMENT <= time.monotonic() - began < STATEMENT + 1
        network.recover()
        await database.close()


async def test_a_silent_network_is_unavailable_soon_and_back_at_once(link: Link) -> None:
    ask = {"query": "{ viewer { user { id } } }"}
    link.network.silence()
    began = time.monotonic()
    reads = [link.api.http.post("/graphql", json=ask) for _ in range(3)]
    writes = [link.create("A") for _ in range(3)]

    answers = await asyncio.gather(*reads, *writes)

    assert time.monotonic() - began < 8
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.json()["errors"][0]["extensions"]["code"] for answer in answers} <= {
        "UNAVAILABLE", "OVERLOADED",
    }  # fmt: skip
    link.network.recover()
    began = time.monotonic()
    answers = await asyncio.gather(*(link.create("B") for _ in range(4)))
    assert [codes(answer) for answer in answers] == [(200, [])] * 4
    assert time.monotonic() - began < 2
    assert await link.count("A") == 0
