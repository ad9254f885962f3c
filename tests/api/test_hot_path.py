"""A repeated query takes one statement and hardly any other work."""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from gql.http.disconnect import unless_gone
from gql.http.requests import ClientGone
from gql.server.app import create_app
from gql.settings import Settings
from gql.tokens import Bearer, issue
from tests.api.sales import Sales
from tests.client import Api
from tests.counting import counted, stopped
from tests.tenants import NOW, MakeTenant, Tenant

PAGE = """query Page($n: Int, $f: OpportunityFilter) { opportunities(first: $n, filter: $f) {
  nodes { id name quotes(first: $n) { nodes { number lines { quantity } } } }
  pageInfo { hasNextPage endCursor } } }"""


_called: Counter[str] = Counter()


def hear(frame: FrameType, event: str, _: Any) -> None:
    """Count a call of a function, by its module."""
    if event == "call":
        _called[f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}"] += 1


async def calls_of(doing: Awaitable[Any]) -> Counter[str]:
    """Return how often functions of each module were called meanwhile, in any thread."""
    _called.clear()
    sys.setprofile(hear)
    try:
        await doing
    finally:
        sys.setprofile(None)
    return Counter(_called)


@pytest_asyncio.fixture
async def heard(database: Database, settings: Settings, tenant: Tenant) -> AsyncIterator[Sales]:
    """Deals in an application whose threads are all observed: none was started before."""
    threading.setprofile(hear)
    api = Api(create_app(database, settings), settings, tenant)
    yield Sales(api)
    await api.close()
    threading.setprofile(None)


def of(called: Counter[str], module: str) -> int:
    return sum(count for name, count in called.items() if name.startswith(module))


async def test_a_warm_question_runs_neither_the_planner_nor_the_executor(heard: Sales) -> None:
    await heard.quote()
    await heard.api(PAGE, n=5)

    called = await calls_of(heard.api(PAGE, n=7, f={}))
    larger = await calls_of(heard.api(PAGE, n=9, f={}))
    again = await calls_of(heard.api(PAGE, n=9, f={}))

    assert of(called, "db.sql")  # a new shape of variables is planned once
    assert not of(called, "sqlalchemy")
    assert of(larger, "gql.cost")  # a new size is counted once
    assert not of(larger, "db.sql")
    assert not of(larger, "graphql.validation")
    assert not of(again, "gql.cost.estimate")
    assert not of(again, "db.sql")
    assert not of(again, "sqlalchemy")
    assert not of(again, "graphql.execution")
    assert not of(again, "graphql.language")
    assert not of(again, "graphql.validation")
    assert not of(again, "strawberry")
    assert not of(again, "jwt")


async def test_many_who_ask_the_same_new_question_at_once_have_it_planned_once(
    heard: Sales,
) -> None:
    question = PAGE.replace("query Page", "query Together")

    async def all_at_once() -> None:
        await asyncio.gather(*(heard.api(question, n=3) for _ in range(40)))

    called = await calls_of(all_at_once())

    assert called["db.planner.plan.finish"] == 1
    assert called["gql.engine.document_reader.read"] == 1


async def test_a_remembered_token_ends_when_it_expires(
    database: Database, settings: Settings, tenant: Tenant
) -> None:
    moments = [NOW]
    api = Api(create_app(database, settings, lambda: moments[0]), settings, tenant)
    hour = issue(
        Bearer(tenant.id, tenant.user_id),
        secret=settings.secret,
        now=NOW,
        lifetime=timedelta(hours=1),
    )
    statuses = []
    for minutes in (0, 30, 59, 61):
        moments[0] = NOW + timedelta(minutes=minutes)
        answer = await api.http.post(
            "/graphql",
            json={"query": "{ __typename }"},
            headers={"authorization": f"Bearer {hour}"},
        )
        statuses.append(answer.status_code)
    await api.close()

    assert statuses == [200, 200, 200, 401]


async def test_tenants_share_a_connection_without_a_further_statement(
    login_url: str, settings: Settings, make_tenant: MakeTenant
) -> None:
    pair = await make_tenant(), await make_tenant()
    async with counted(login_url) as (url, counter):
        database = await Database.connect(url, pool_size=1)
        app = create_app(database, settings, ticks=stopped)
        clients = [Api(app, settings, tenant) for tenant in pair]
        for _ in range(2):
            for client in clients:
                await client("{ viewer { tenant { name } } }")
        counter.reset()

        for _ in range(5):
            for client in clients:
                await client("{ viewer { tenant { name } } }")

        assert counter.statements == 10  # each statement sets its tenant itself
        for client in clients:
            await client.close()
        await database.close()


async def test_a_client_that_goes_away_has_its_statement_cancelled(
    database: Database, tenant: Tenant
) -> None:
    async def leave() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def slow() -> None:
        async with database.reading(tenant.id) as connection:
            await connection.execute("SET statement_timeout = '60s'")
            await connection.execute("SELECT 'nobody waits', pg_sleep(50)")

    with pytest.raises(ClientGone):
        async with asyncio.timeout(10):
            await unless_gone(slow(), leave)

    running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1"
    async with asyncio.timeout(10), database.reading(tenant.id) as connection:
        while await connection.fetchval(running, "SELECT 'nobody%"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_client_that_stays_is_answered(database: Database, tenant: Tenant) -> None:
    async def stay() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def slow() -> Any:
        async with database.reading(tenant.id) as connection:
            return await connection.fetchval("SELECT 1 FROM pg_sleep(0.3)")

    assert await unless_gone(slow(), stay) == 1
