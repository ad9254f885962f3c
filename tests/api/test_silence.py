"""If the database stops responding at any moment, nobody waits more than seven seconds.

In each case the earlier steps are slow, because deadlines of single steps would add up.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from db import tables
from db.database import Database
from db.planner.public_ids import uuid_in
from db.pool.deadlines import CONNECT, time_budget
from gql.server.app import create_app
from gql.settings import Settings
from integrations.documents.printer import CONCURRENT_PRINTS, Printer
from tests.api.sales import Sales
from tests.client import Api
from tests.counting import stopped
from tests.faulty import CONNECTING, Network, faulty_network
from tests.tenants import Tenant

SOON, AT_ONCE = 7.0, 1.0  # seconds until an answer; and once the database is back
NUMBER = b"INSERT INTO number_series"
CREATE = """mutation ($name: String!, $customer: ID!) {
  createQuote(input: {name: $name, customerId: $customer, currencyCode: "EUR"}) {
    quote { description } userErrors { code } } }"""
COUNT = "query ($name: String!) { quotes(filter: {name: {eq: $name}}) { totalCount } }"
NOBODY = f"Account_{0:032x}"


@dataclass(frozen=True)
class Moment:
    """When the database stops responding, what was slow before, and the expected response."""

    silent_at: bytes
    expected: tuple[int, str]
    holds: dict[bytes, float] = field(default_factory=dict)  # seconds of silence
    is_received: bool = False  # PostgreSQL gets the last message
    act: str = "create"  # a method of `Client`


UNAVAILABLE, UNKNOWN = (503, "UNAVAILABLE"), (200, "OUTCOME_UNKNOWN")
REFUSED = (200, "CUSTOMER_NOT_FOUND")
OPENED, BEGUN = {CONNECTING: CONNECT - 1.2}, {b"BEGIN": 2.5}
MOMENTS = {
    "a connection is opened": Moment(CONNECTING, UNAVAILABLE),
    "a connection is made ready": Moment(b"SET ROLE", UNAVAILABLE, OPENED),
    "BEGIN": Moment(b"BEGIN", UNAVAILABLE, OPENED),
    "a statement": Moment(b"INSERT INTO quotes", UNAVAILABLE, BEGUN),
    "a number is drawn": Moment(NUMBER, UNAVAILABLE, BEGUN),
    "the answer is read": Moment(b"to_json(r1.description)", UNAVAILABLE, BEGUN),
    "ROLLBACK": Moment(b"ROLLBACK", REFUSED, {b"BEGIN": 4.3}, act="refuse"),
    "COMMIT": Moment(b"COMMIT", UNKNOWN, BEGUN),
    "COMMIT is answered": Moment(b"COMMIT", UNKNOWN, BEGUN, is_received=True),
    "a query": Moment(b"totalCount", UNAVAILABLE, OPENED, act="read"),
    "a document is printed": Moment(b"renditions", (503, ""), BEGUN, act="print"),
}


@dataclass
class Client:
    """A client of a server whose network to PostgreSQL can fail."""

    api: Api
    network: Network
    customer: str
    link: str

    async def create(self, name: str = "new", customer: str = "") -> httpx.Response:
        variables = {"name": name, "customer": customer or self.customer}
        return await self._post(CREATE, variables)

    async def refuse(self) -> httpx.Response:
        return await self.create(customer=NOBODY)

    async def read(self) -> httpx.Response:
        return await self._post(COUNT, {"name": "new"})

    async def print(self) -> httpx.Response:
        return await self.api.http.get(self.link)

    async def _post(self, query: str, variables: dict[str, Any]) -> httpx.Response:
        return await self.api.http.post("/graphql", json={"query": query, "variables": variables})


def status_and_code(answer: httpx.Response) -> tuple[int, str]:
    """Return the status and the code of a response; no code if it is not JSON."""
    if not answer.headers["content-type"].startswith("application/json"):
        return answer.status_code, ""
    body = answer.json()
    if "errors" in body:
        return answer.status_code, body["errors"][0]["extensions"]["code"]
    errors = body["data"]["createQuote"]["userErrors"]
    return answer.status_code, errors[0]["code"] if errors else ""


@pytest.fixture
async def clients(
    login_url: str, settings: Settings, tenant: Tenant, sales: Sales
) -> AsyncIterator[dict[str, Client]]:
    """A client for each moment, each with its own server and network, and no connection yet."""
    customer, quote = await sales.customer(), await sales.draft()

    async def open(ends: AsyncExitStack) -> Client:
        url, network = await ends.enter_async_context(faulty_network(login_url))
        database = Database.open(url, pool_size=2)
        ends.push_async_callback(database.close)
        api = Api(create_app(database, settings, ticks=stopped), settings, tenant)
        ends.push_async_callback(api.close)
        read = await api("query ($id: ID!) { quote(id: $id) { pdf { url } } }", id=quote["id"])
        database._losses.note()  # the next request opens a connection
        link = urlsplit(read["quote"]["pdf"]["url"])
        return Client(api, network, customer, f"{link.path}?{link.query}")

    stacks = [AsyncExitStack() for _ in MOMENTS]
    opened = await asyncio.gather(*map(open, stacks))
    yield dict(zip(MOMENTS, opened, strict=True))
    await asyncio.gather(*(ends.aclose() for ends in stacks))


async def time_response(client: Client, moment: Moment) -> tuple[tuple[int, str], float]:
    """Return the response while the database does not respond, and its delay in seconds."""
    network = client.network
    network.holds = dict(moment.holds)
    if moment.is_received:
        network.silent_after = moment.silent_at
    else:
        network.silent_at = moment.silent_at
    began = time.monotonic()
    answer = await getattr(client, moment.act)()
    took = time.monotonic() - began
    assert network.is_silent
    assert network.holds == {}
    return status_and_code(answer), took


async def test_each_request_is_answered_within_seven_seconds_and_at_once_afterwards(
    clients: dict[str, Client], sales: Sales
) -> None:
    asking = (time_response(clients[name], moment) for name, moment in MOMENTS.items())
    answers = dict(zip(MOMENTS, await asyncio.gather(*asking), strict=True))

    found = {name: answer for name, (answer, _) in answers.items()}
    assert found == {name: moment.expected for name, moment in MOMENTS.items()}
    assert {name: took for name, (_, took) in answers.items() if took > SOON} == {}
    saved = await sales.api(COUNT, name="new")
    assert saved["quotes"]["totalCount"] == 1  # by the COMMIT whose answer was lost
    for name, client in clients.items():
        client.network.recover()
        began = time.monotonic()
        assert (name, status_and_code(await client.create("after"))) == (name, (200, ""))
        assert time.monotonic() - began < AT_ONCE, name


async def test_a_body_that_arrives_slowly_takes_nothing_from_the_budget(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.http.view.REQUEST", 2.0)

    async def body() -> AsyncIterator[bytes]:
        yield b'{"query": "mutation { createAccount(input: {name: \\"A\\"})'
        await asyncio.sleep(2.1)
        yield b' { account { name } } }"}'

    answer = await api.http.post(
        "/graphql", content=body(), headers={"content-type": "application/json"}
    )

    assert answer.json()["data"]["createAccount"] == {"account": {"name": "A"}}


async def test_printing_that_takes_long_is_not_refused(
    database: Database, sales: Sales, tenant: Tenant
) -> None:
    quote = await sales.draft()
    printer = Printer(database)
    for _ in range(CONCURRENT_PRINTS):
        await printer._turns.acquire()
    with time_budget(3.0):
        printing = asyncio.create_task(
            printer.version(tenant.id, tables.quotes, uuid_in(quote["id"], tables.quotes), 1)
        )
    await asyncio.sleep(3.1)
    printer._turns.release()

    made = await printing

    assert made is not None
    assert made.pdf is not None
