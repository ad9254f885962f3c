"""A token is valid only while its user exists and is active; changes take effect within seconds."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from uuid import uuid4

import asyncpg
import httpx
import pytest
import pytest_asyncio

from db.admin.user_accounts import deactivate_user
from db.database import Database, plain_url
from db.tables import metadata
from gql.http.users import BELIEVED, RENEWED
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api, present
from tests.counting import Counter, counted
from tests.tenants import MakeTenant, Tenant

QUERY = "{ viewer { user { name } } }"
CREATE = 'mutation { createAccount(input: {name: "A"}) { account { id } userErrors { code } } }'
A_MOMENT = 0.01


@dataclass
class Door:
    """An application of its own, whose clock advances only when a test says so."""

    app: object
    settings: Settings
    counter: Counter
    database: Database
    elapsed: float = 0.0

    def api(self, tenant: Tenant) -> Api:
        return Api(self.app, self.settings, tenant)


@pytest_asyncio.fixture
async def door(login_url: str, settings: Settings) -> AsyncIterator[Door]:
    async with counted(login_url) as (url, counter):
        database = await Database.connect(url, pool_size=4)
        made = Door(None, settings, counter, database)
        made.app = create_app(database, settings, ticks=lambda: made.elapsed)
        yield made
        await database.close()


async def ask(api: Api, query: str = QUERY) -> httpx.Response:
    return await api.http.post("/graphql", json={"query": query})


def assert_refused(answer: httpx.Response) -> None:
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    (error,) = answer.json()["errors"]
    assert error["message"] == "The user of this token does not exist or has been deactivated."
    assert error["extensions"] == {"code": "UNAUTHENTICATED"}


@pytest.mark.parametrize("query", [QUERY, CREATE, "{ __typename }", "{ nonsense", ""])
async def test_an_unknown_user_or_tenant_gets_nothing(
    door: Door, tenant: Tenant, make_tenant: MakeTenant, query: str
) -> None:
    other = await make_tenant()
    strangers = [
        replace(tenant, user_id=uuid4()),
        replace(tenant, id=uuid4()),
        replace(tenant, id=uuid4(), user_id=uuid4()),
        replace(tenant, id=other.id),  # a user, but of another tenant
    ]

    for stranger in strangers:
        api = door.api(stranger)
        assert_refused(await ask(api, query))
        await api.close()


async def test_a_deactivated_user_is_refused_after_five_seconds(
    door: Door, tenant: Tenant, database_url: str
) -> None:
    api = door.api(tenant)
    assert (await ask(api)).status_code == 200

    await deactivate_user(database_url, tenant.slug, tenant.email, present())
    door.elapsed = BELIEVED

    assert_refused(await ask(api))
    assert_refused(await ask(api, CREATE))
    await api.close()


async def test_a_user_who_keeps_asking_is_refused_earlier(
    door: Door, tenant: Tenant, database_url: str
) -> None:
    api = door.api(tenant)
    await ask(api)
    await deactivate_user(database_url, tenant.slug, tenant.email, present())

    door.elapsed = RENEWED - A_MOMENT
    assert (await ask(api)).status_code == 200
    door.elapsed = RENEWED
    assert (await ask(api)).status_code == 200  # looks up the user without waiting for it
    async with asyncio.timeout(5):
        while (answer := await ask(api)).status_code == 200:  # noqa: ASYNC110
            await asyncio.sleep(A_MOMENT)

    assert_refused(answer)
    await api.close()


async def test_a_reactivated_user_comes_in_at_once(
    door: Door, tenant: Tenant, database_url: str
) -> None:
    api = door.api(tenant)
    await deactivate_user(database_url, tenant.slug, tenant.email, present())
    assert_refused(await ask(api))

    async with door.database.writing(tenant.id) as connection:
        await connection.exec_driver_sql(
            f"UPDATE users SET deactivated_at = NULL WHERE tenant_id = '{tenant.id}'"
        )

    assert (await ask(api)).status_code == 200
    await api.close()


async def test_a_deactivated_user_stays_the_owner_of_records(
    door: Door, tenant: Tenant, database_url: str
) -> None:
    colleague = replace(tenant, user_id=uuid4())
    async with door.database.writing(tenant.id) as connection:
        await connection.exec_driver_sql(
            "INSERT INTO users (tenant_id, id, email, name, created_at)"
            f" VALUES ('{tenant.id}', '{colleague.user_id}', 'bo@example.com', 'Bo', now())"
        )
    owner, api = door.api(tenant), door.api(colleague)
    await owner(CREATE)
    await deactivate_user(database_url, tenant.slug, tenant.email, present())

    accounts = await api("{ accounts { nodes { owner { name } } } users { totalCount } }")

    assert accounts["accounts"]["nodes"] == [{"owner": {"name": "Ada Test"}}]
    assert accounts["users"] == {"totalCount": 2}
    await owner.close()
    await api.close()


async def test_a_tenant_that_is_gone_lets_nobody_in(
    door: Door, tenant: Tenant, database_url: str
) -> None:
    api = door.api(tenant)
    await ask(api)

    owner = await asyncpg.connect(plain_url(database_url))
    await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    await owner.execute("SET session_replication_role = replica")  # in any order
    for table in metadata.sorted_tables:
        if "tenant_id" in table.c:
            await owner.execute(f"DELETE FROM {table.name} WHERE tenant_id = $1", tenant.id)
    await owner.execute("DELETE FROM tenants WHERE id = $1", tenant.id)
    await owner.close()
    door.elapsed = BELIEVED

    assert_refused(await ask(api))
    await api.close()


async def test_a_warm_request_sends_its_own_statement_and_no_other(
    door: Door, tenant: Tenant
) -> None:
    api = door.api(tenant)
    await ask(api)
    door.counter.reset()

    for tenth in range(20):
        door.elapsed = tenth / 10
        await ask(api)

    assert door.counter.statements == 20
    await api.close()


async def test_many_requests_of_a_new_user_share_one_lookup(
    door: Door, tenant: Tenant, make_tenant: MakeTenant
) -> None:
    earlier, api = door.api(await make_tenant()), door.api(tenant)
    await asyncio.gather(*(ask(earlier) for _ in range(40)))  # opens all connections
    door.counter.reset()

    answers = await asyncio.gather(*(ask(api) for _ in range(40)))

    assert {answer.status_code for answer in answers} == {200}
    changing_the_tenant, looking_up = 5, 1  # 4 connections for reads, and one to look up users
    assert door.counter.statements <= 40 + changing_the_tenant + looking_up
    await earlier.close()
    await api.close()


async def test_a_flood_of_strangers_neither_evicts_nor_delays_a_user(
    door: Door, tenant: Tenant
) -> None:
    api = door.api(tenant)
    await ask(api)
    strangers = [door.api(replace(tenant, id=uuid4(), user_id=uuid4())) for _ in range(300)]

    flood = asyncio.gather(*(ask(one) for one in strangers))
    for tenth in range(1, 40):  # time passes: the user is looked up again during the request
        door.elapsed = tenth / 10
        assert (await ask(api)).status_code == 200
    for answer in await flood:
        assert_refused(answer)
    door.counter.reset()

    assert (await ask(api)).status_code == 200
    assert door.counter.statements == 1  # the tenant's connection has not been taken, either
    for one in (*strangers, api):
        await one.close()


async def test_without_a_database_nobody_is_called_a_stranger(
    door: Door, tenant: Tenant, make_tenant: MakeTenant
) -> None:
    api, newcomer = door.api(tenant), door.api(await make_tenant())
    await ask(api)
    door.counter.cut()
    door.elapsed = BELIEVED

    for answer in (await ask(api), await ask(newcomer)):
        assert answer.status_code == 503
        assert answer.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
    await api.close()
    await newcomer.close()
