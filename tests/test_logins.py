"""The two logins of a database in commands: which are refused, with advice on what to do."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from db.login import UnfitDatabase, url_of
from db.pool.connections import check_login
from tests.commands import free_port, salesgraph
from tests.postgres import LOGIN, application_url, empty_database
from tests.test_cli import SECRET


def refusal_of(*arguments: str, folder: Path, **variables: str) -> str:
    """Return the message of a command that refuses to run."""
    ended = salesgraph(
        *arguments,
        SALESGRAPH_DATA=str(folder),
        SALESGRAPH_SECRET=SECRET,
        PORT=free_port(),
        **variables,
    )
    assert ended.returncode == 1, ended.stdout
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@pytest.mark.parametrize("verb", ["serve", "worker"])
def test_the_owners_login_does_not_serve(database_url: str, tmp_path: Path, verb: str) -> None:
    for more in ({}, {"SALESGRAPH_DEMO": "0"}, {"DATABASE_OWNER_URL": database_url}):
        answer = refusal_of(verb, folder=tmp_path, DATABASE_URL=database_url, **more)

        assert "which is a superuser, so row-level security would not hold" in answer
        assert "DATABASE_OWNER_URL" in answer


@pytest.mark.parametrize("verb", ["serve", "worker"])
async def test_without_the_owners_login_nothing_is_migrated(
    server_url: str, login_url: str, tmp_path: Path, verb: str
) -> None:
    async with empty_database(server_url) as url:
        answer = refusal_of(verb, folder=tmp_path, DATABASE_URL=url_of(url, LOGIN))

    assert "is at nothing" in answer
    assert "run salesgraph migrate" in answer


async def test_two_urls_of_two_databases_are_refused(
    server_url: str, login_url: str, tmp_path: Path
) -> None:
    async with empty_database(server_url) as url:
        answer = refusal_of(
            "serve", folder=tmp_path, DATABASE_URL=login_url, DATABASE_OWNER_URL=url
        )

    assert "lead to different databases" in answer


@pytest.mark.parametrize(
    "arguments",
    [
        ["tenant", "list"],
        ["tenant", "create", "--slug", "x", "--name", "X"],
        ["user", "list", "--tenant", "x"],
        ["demo"],
    ],
)
def test_what_only_the_owner_may_do_asks_for_its_login(
    login_url: str, tmp_path: Path, arguments: list[str]
) -> None:
    assert "set DATABASE_OWNER_URL" in refusal_of(
        *arguments, folder=tmp_path, DATABASE_URL=login_url
    )


async def test_the_application_does_not_migrate(server_url: str, tmp_path: Path) -> None:
    async with empty_database(server_url) as url:
        answer = refusal_of("migrate", folder=tmp_path, DATABASE_URL=url_of(url, LOGIN))

    assert "may not migrate the database" in answer
    assert "DATABASE_OWNER_URL" in answer


async def test_migrate_says_what_it_has_repaired(server_url: str, tmp_path: Path) -> None:
    async with empty_database(server_url) as url:
        settings = {"DATABASE_URL": url, "SALESGRAPH_SECRET": SECRET}
        salesgraph("migrate", **settings)
        login_url = await application_url(url)
        revoked = "REVOKE ALL ON quotes, orders FROM salesgraph_app; GRANT ALL ON users TO PUBLIC"
        await executed(url, revoked)
        answer = refusal_of("serve", folder=tmp_path, DATABASE_URL=login_url)
        repaired = salesgraph("migrate", **settings)
        again = salesgraph("migrate", **settings)

    assert "lacks privileges or policies" in answer
    lines = repaired.stdout.splitlines()
    assert "Repaired privileges that are missing: 2." in lines
    assert "Repaired privileges that are too many: 1." in lines
    assert "Repaired" not in again.stdout


async def executed(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(statement)
    await connection.close()


@pytest.mark.parametrize(
    ("user", "name", "sentence"),
    [
        (None, "no_such_database", "Let an administrator create the database: see docs/operations"),
        ("no_such_role", None, "The role must exist, have LOGIN, and be admitted by pg_hba.conf"),
        ("salesgraph_lobby", None, "The role must exist, have LOGIN, and be admitted by pg_hba"),
    ],
)
async def test_a_login_that_cannot_enter_is_told_what_to_create(
    server_url: str, user: str | None, name: str | None, sentence: str
) -> None:
    connection = await asyncpg.connect(server_url)
    with suppress(asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        await connection.execute("CREATE ROLE salesgraph_lobby NOLOGIN")
    await connection.close()
    url = url_of(server_url, user) if user else server_url

    with pytest.raises(UnfitDatabase, match=sentence):
        await check_login(urlunsplit(urlsplit(url)._replace(path=f"/{name}")) if name else url)
