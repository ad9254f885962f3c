"""One tenant's load leaves other tenants, and its own other requests, their share of the database.

The tests check the order in which requests end, not the clock; `make prove-neighbours` measures.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from statistics import median_low
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from db.database import _OF_REQUESTS, Database, plain_url
from db.pool.sessions import _SETTINGS
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api
from tests.tenants import MakeTenant, Tenant

CREATE = """mutation { createAccount(input: { name: "Neighbour" }) {
  account { id } userErrors { code } } }"""
LOOK = "{ accounts(first: 1) { nodes { id } } }"
RENAME = """mutation ($id: ID!, $name: String!) { updateQuote(id: $id, input: { name: $name }) {
  quote { name } userErrors { code } } }"""
WAITING = """SELECT count(*) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'"""


@asynccontextmanager
async def locked(url: str, table: str, tenant_id: Any) -> AsyncIterator[asyncpg.Connection]:
    """Hold locks on all of a tenant's rows of a table, as another program's transaction would."""
    owner = await asyncpg.connect(plain_url(url))
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant_id))
    await owner.execute(f"SELECT FROM {table} WHERE tenant_id = $1 FOR UPDATE", tenant_id)
    try:
        yield owner
    finally:
        await transaction.rollback()
        await owner.close()


async def until_waiting(owner: Any, are_right: Callable[[int], bool]) -> None:
    """Wait until this many of the server's connections wait for a lock."""
    async with asyncio.timeout(30):
        while not are_right(await owner.fetchval(WAITING)):  # noqa: ASYNC110 - in another process
            await asyncio.sleep(0.01)


async def until_idle(database: Database, tenant: Tenant) -> None:
    """Wait until a transaction of the tenant waits long for a lock, after all others were tried."""
    async with asyncio.timeout(30):
        parties = database._writers._members
        while tenant.id not in parties or not parties[tenant.id].idle:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture
async def quiet(login_url: str) -> AsyncIterator[Database]:
    """A database that has not been used yet."""
    database = await Database.connect(login_url, pool_size=8)
    yield database
    await database.close()


@pytest_asyncio.fixture
async def patient(login_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database that waits for locks longer than any machine needs to check."""
    settings = _SETTINGS.replace("statement_timeout = '5s'", "statement_timeout = '60s'")
    assert settings != _SETTINGS
    monkeypatch.setattr("db.pool.sessions._SETTINGS", settings)
    monkeypatch.setitem(_OF_REQUESTS, "command_timeout", 60.0)
    monkeypatch.setattr("db.unit_of_work.LOCK_TIMEOUT", 50.0)
    monkeypatch.setattr("gql.http.view.REQUEST", 60.0)
    database = await Database.connect(login_url, pool_size=8)
    yield database
    await database.close()


@pytest.mark.parametrize("is_crowded", [False, True], ids=["alone", "crowded"])
async def test_who_waits_for_a_locked_record_leaves_connections_to_others(
    patient: Database, settings: Settings, tenant: Tenant, database_url: str, *, is_crowded: bool
) -> None:
    """This holds whether or not a neighbor reduces the tenant's connections.

    The quote stays locked until the other record is created, and everyone waits that long.
    """
    api = Api(create_app(patient, settings), settings, tenant)
    patient._writers._is_crowded = lambda _tenant: is_crowded
    quote = await Sales(api).draft()
    renaming = list[asyncio.Task[Any]]()
    try:
        async with locked(database_url, "quotes", api.tenant.id):
            for at in range(24):
                rename = api(RENAME, id=quote["id"], name=f"Name {at}")
                renaming.append(asyncio.create_task(rename))
            await until_idle(patient, tenant)
            async with asyncio.timeout(20):
                created = await api(CREATE)
            assert created["createAccount"]["userErrors"] == []
            assert not any(task.done() for task in renaming)
    finally:
        answers = await asyncio.gather(*renaming)
        await api.close()

    assert [answer["updateQuote"]["userErrors"] for answer in answers] == [[]] * 24


async def test_a_record_that_stays_locked_is_a_refusal_and_nothing_changes(
    api: Api, sales: Sales, database_url: str
) -> None:
    quote = await sales.draft()
    async with locked(database_url, "quotes", api.tenant.id):
        answer = await api(RENAME, id=quote["id"], name="After")

    assert answer["updateQuote"]["userErrors"] == [{"code": "RECORD_BUSY"}]
    assert (await sales.read("quote", quote["id"]))["version"] == quote["version"]


async def test_long_reads_of_one_tenant_do_not_stop_another(
    quiet: Database, settings: Settings, make_tenant: MakeTenant, database_url: str
) -> None:
    """There are more reads than connections until the neighbor has its response."""
    api, heavy = (
        Api(create_app(quiet, settings), settings, await make_tenant()),
        await make_tenant(),
    )
    owner = await asyncpg.connect(plain_url(database_url))
    await owner.execute("SELECT pg_advisory_lock(4711)")
    reads = [asyncio.create_task(read_long(quiet, heavy.id)) for _ in range(24)]
    await until_waiting(owner, lambda number: number == 7)
    try:
        for _ in range(20):
            await api(LOOK)
            await api(CREATE)
        assert not any(task.done() for task in reads)
    finally:
        await owner.close()
        await asyncio.gather(*reads, return_exceptions=True)
        await api.close()


@pytest.mark.parametrize(("act", "left"), [(LOOK, 2), (CREATE, 1)], ids=["reads", "writes"])
async def test_long_reads_have_fewer_connections_beside_a_neighbour(
    quiet: Database, settings: Settings, make_tenant: MakeTenant, act: str, left: int
) -> None:
    """All connections but an eighth before the neighbor comes; then a quarter beside a reader,
    and an eighth beside a writer."""
    heavy, lent, seen = await make_tenant(), quiet._readers._lent, list[int]()
    api = Api(create_app(quiet, settings), settings, await make_tenant())

    async def client() -> None:
        for _ in range(3):
            async with quiet.reading(heavy.id) as connection:
                seen.append(sum(each.member == heavy.id for each in lent))
                await connection.execute("SELECT pg_sleep(0.11)")

    clients = [asyncio.create_task(client()) for _ in range(9)]
    await asyncio.sleep(0.05)
    while not all(task.done() for task in clients):
        await api(act)
    await asyncio.gather(*clients)
    await api.close()

    assert max(seen) == 7
    assert median_low(seen[-8:]) == left  # a neighbor that stalls for a moment counts as gone


@pytest.mark.parametrize("act", [LOOK, CREATE], ids=["reads", "writes"])
async def test_a_burst_of_long_reads_has_a_quarter_of_the_connections_beside_a_neighbour(
    quiet: Database, settings: Settings, make_tenant: MakeTenant, database_url: str, act: str
) -> None:
    """From the first moment, although nobody can know yet that they are long."""
    api, heavy = (
        Api(create_app(quiet, settings), settings, await make_tenant()),
        await make_tenant(),
    )
    owner = await asyncpg.connect(plain_url(database_url))
    await owner.execute("SELECT pg_advisory_lock(4711)")
    await api(act)

    reads = [asyncio.create_task(read_long(quiet, heavy.id)) for _ in range(24)]
    try:
        async with asyncio.timeout(30):
            while await owner.fetchval(WAITING) < 2:
                await api(act)
        for _ in range(20):
            await api(act)
            assert sum(each.member == heavy.id for each in quiet._readers._lent) == 2
    finally:
        await owner.close()
        await asyncio.gather(*reads, return_exceptions=True)
        await api.close()


async def read_long(database: Database, tenant_id: Any) -> None:
    async with database.reading(tenant_id) as connection:
        await connection.execute("SET lock_timeout = '30s'; SET statement_timeout = '30s'")
        try:
            await connection.execute("SELECT pg_advisory_lock_shared(4711)")
            await connection.execute("SELECT pg_advisory_unlock_shared(4711)")
        finally:
            await connection.execute("SET lock_timeout = '2s'; SET statement_timeout = '5s'")


async def test_reads_that_are_given_up_count_until_they_have_ended(
    login_url: str, make_tenant: MakeTenant
) -> None:
    """However quickly clients disconnect and return, they get no more connections than allowed."""
    database, tenant = await Database.connect(login_url, pool_size=3), await make_tenant()
    readers = database._readers

    async def sleep() -> None:
        async with database.reading(tenant.id) as connection:
            await connection.execute("SELECT pg_sleep(4)")

    try:
        for _ in range(20):
            reads = [asyncio.create_task(sleep()) for _ in range(3)]
            for _ in range(20):
                await asyncio.sleep(0.001)
                assert len(readers._lent) + len(readers._retiring) + readers._opening <= 3
            for read in reads:
                read.cancel()
            await asyncio.gather(*reads, return_exceptions=True)
        async with database.reading(tenant.id) as connection:
            assert await connection.fetchval("SELECT 1") == 1
    finally:
        await database.close()


async def test_importers_of_one_tenant_and_a_neighbour_take_turns(
    login_url: str, settings: Settings, make_tenant: MakeTenant
) -> None:
    """While 32 clients of one tenant overload the database, another tenant's client is not last."""
    database = await Database.connect(login_url, pool_size=2)
    app, order = create_app(database, settings), list[str]()
    many, one = [Api(app, settings, await make_tenant()) for _ in range(2)]

    async def create(api: Api, name: str, times: int) -> None:
        for _ in range(times):
            await api(CREATE)
            order.append(name)

    try:
        await asyncio.gather(*(create(many, "many", 4) for _ in range(32)), create(one, "one", 16))
    finally:
        await many.close()
        await one.close()
        await database.close()

    last = max(at for at, name in enumerate(order) if name == "one")
    assert last < 80, order  # fair: served after about as many of the others as of its own


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
async def test_who_finds_no_room_is_told_so_with_503(
    login_url: str, settings: Settings, make_tenant: MakeTenant, accept: str
) -> None:
    database = await Database.connect(login_url, pool_size=1)
    api = Api(create_app(database, settings), settings, await make_tenant())
    try:
        async with database.writing(api.tenant.id), database.reading(api.tenant.id):
            for query in (CREATE, LOOK):
                answer = await api.http.post(
                    "/graphql", json={"query": query}, headers={"accept": accept}
                )
                (error,) = answer.json()["errors"]
                assert (answer.status_code, error["extensions"]["code"]) == (503, "OVERLOADED")
                assert int(answer.headers["retry-after"]) >= 1
    finally:
        await api.close()
        await database.close()
