"""Clients are told about every database failure accurately, in reads and in mutations.

A separate database raises whichever error code the name of a record requests.
"""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
import pytest_asyncio

from db.database import Database, plain_url
from gql.server.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.faulty import faulty_network
from tests.postgres import application_url, migrated_database
from tests.tenants import new_tenant

RAISING = """
CREATE FUNCTION raise_code(name text) RETURNS bool LANGUAGE plpgsql AS $$
BEGIN
  IF name ~ '^FAIL ' THEN
    RAISE EXCEPTION USING ERRCODE = substr(name, 6), MESSAGE = 'a secret of the server';
  END IF;
  RETURN true;
END $$;
GRANT EXECUTE ON FUNCTION raise_code TO PUBLIC;
CREATE FUNCTION raise_on_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM raise_code(NEW.name); RETURN NEW; END $$;
CREATE TRIGGER raise_on_write BEFORE INSERT ON accounts
  FOR EACH ROW EXECUTE FUNCTION raise_on_write();
CREATE POLICY raise_on_read ON competitors AS RESTRICTIVE FOR SELECT USING (raise_code(name));
"""
UNAVAILABLE = {
    "08006", "25006", "28P01", "3D000", "53100", "53200", "57P01", "57P02", "57P03", "58030",
    "F0000", "XX001", "XX002",
}  # fmt: skip
CODES = dict.fromkeys(sorted(UNAVAILABLE), (503, "UNAVAILABLE")) | {
    "53300": (503, "OVERLOADED"),
    "57014": (503, "TIMEOUT"),
    "25P04": (503, "TIMEOUT"),
    "53400": (200, "COST_LIMIT_EXCEEDED"),
    "22012": (500, "INTERNAL_SERVER_ERROR"),
}
READS = CODES | {"55P03": (503, "TIMEOUT"), "40001": (503, "UNAVAILABLE")}
READ = "{ competitors { nodes { name } } }"
WRITE = "mutation ($name: String!) { createAccount(input: {name: $name}) { account { name } } }"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def failing(server_url: str, settings: Settings) -> AsyncIterator[tuple[Api, str]]:
    """A client of a database that fails on demand, and the URL for the database's owner."""
    async with migrated_database(server_url) as url:
        tenant = await new_tenant(url)
        database = await Database.connect(await application_url(url), pool_size=2)
        owner = await asyncpg.connect(plain_url(url))
        await owner.execute(RAISING)
        await owner.close()
        api = Api(create_app(database, settings), settings, tenant)
        yield api, url
        await api.close()
        await database.close()


async def post(api: Api, document: str, **variables: str) -> httpx.Response:
    return await api.http.post("/graphql", json={"query": document, "variables": variables})


def assert_told(answer: httpx.Response, code: str) -> None:
    """Check that the response explains the code, and leaks none of the server's own messages."""
    status, name = READS[code]
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]) == (status, {"code": name})
    assert ("retry-after" in answer.headers) is (status == 503)
    assert "secret" not in answer.text


@pytest.mark.parametrize("code", CODES)
async def test_a_write_that_fails(failing: tuple[Api, str], code: str) -> None:
    api, _ = failing

    answer = await post(api, WRITE, name=f"FAIL {code}")

    assert_told(answer, code)
    assert await api("{ accounts { totalCount } }") == {"accounts": {"totalCount": 0}}


@pytest.mark.parametrize("code", READS)
async def test_a_read_that_fails(failing: tuple[Api, str], code: str) -> None:
    api, url = failing
    owner = await asyncpg.connect(plain_url(url))
    await owner.execute("DELETE FROM competitors")
    await owner.execute(
        "INSERT INTO competitors (tenant_id, id, name, version, created_at, created_by,"
        " updated_at, updated_by) VALUES ($1, gen_random_uuid(), $2, 1, now(), $3, now(), $3)",
        api.tenant.id, f"FAIL {code}", api.tenant.user_id,
    )  # fmt: skip
    await owner.close()

    answer = await post(api, READ)

    assert_told(answer, code)


async def test_a_full_disk_is_told_by_the_health_checks_until_a_write_succeeds(
    failing: tuple[Api, str],
) -> None:
    api, _ = failing
    await post(api, WRITE, name="FAIL 53100")
    for path in ("/healthz", "/readyz"):
        answer = await api.http.get(path)
        assert (answer.status_code, answer.json()["status"]) == (503, "disk full")
        assert answer.json()["reason"].startswith("The disk of the database is full.")

    made = await post(api, 'mutation { createContact(input: {lastName: "C"}) { contact { id } } }')

    assert made.json()["data"]
    assert (await api.http.get("/readyz")).json() == {"status": "ok"}


async def test_a_lost_database_is_told_by_the_health_checks(
    login_url: str, settings: Settings, api: Api
) -> None:
    async with faulty_network(login_url) as (url, network):
        database = await Database.connect(url, pool_size=2)
        other = Api(create_app(database, settings), settings, api.tenant)
        assert (await other.http.get("/healthz")).status_code == 200
        network.silence()
        await asyncio.sleep(1)

        async with asyncio.timeout(4):
            answers = await asyncio.gather(*(other.http.get("/readyz") for _ in range(20)))

        assert {answer.status_code for answer in answers} == {503}
        assert {answer.json()["status"] for answer in answers} == {"no database"}
        network.recover()
        await asyncio.sleep(1)
        assert (await other.http.get("/healthz")).json() == {"status": "ok"}
        await other.close()
        await database.close()
