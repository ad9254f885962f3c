"""From an empty PostgreSQL to the first request; and tenants and users next to a running server."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from db.login import url_of
from tests.commands import Console, console, free_port, salesgraph, serving
from tests.postgres import LOGIN, application_url, empty_database, scratch_folder

SECRET = "a secret of the tests, 32 bytes and more"
ACME = ("--slug", "acme", "--name", "Acme Ltd", "--currency", "eur")
ADA = ("--admin-email", "Ada@acme.example", "--admin-name", "Ada Jones")
VIEWER = "{ viewer { user { name } tenant { name settings { baseCurrencyCode } } } }"
NOTICE = 6  # seconds until a server notices that a user was deactivated


def ask(port: str, token: str) -> httpx.Response:
    return httpx.post(
        f"http://127.0.0.1:{port}/graphql",
        headers={"Authorization": f"Bearer {token}"},
        json={
            "query": "{ viewer { user { name } tenant { name settings { baseCurrencyCode } } } }"
        },
    )


async def test_an_operator_goes_live_on_an_empty_database(server_url: str, tmp_path: Path) -> None:
    async with empty_database(server_url) as url:
        port = free_port()
        variables = {
            "DATABASE_URL": url_of(url, LOGIN),
            "DATABASE_OWNER_URL": url,
            "SALESGRAPH_SECRET": SECRET,
            "PORT": port,
            "SALESGRAPH_DATA": str(tmp_path / "unused"),
        }
        before = salesgraph("tenant", "create", *ACME, **variables)
        migrated = salesgraph("migrate", **variables)
        created = salesgraph("tenant", "create", *ACME, *ADA, **variables)
        token = salesgraph("token", "--tenant", "acme", "--user", "ada@acme.example", **variables)
        await application_url(url)
        with serving(**variables):
            answer = ask(port, token.stdout.strip())

    assert before.returncode == 1
    assert before.stderr == (
        "salesgraph: The schema of the database is not up to date: run salesgraph migrate.\n"
    )
    assert migrated.stdout.startswith("The schema is at 0")
    assert created.stdout.splitlines() == [
        "Created tenant acme with base currency EUR.",
        "Created user ada@acme.example of tenant acme. For a bearer token, run:",
        "  salesgraph token --tenant acme --user ada@acme.example",
    ]
    assert answer.json()["data"]["viewer"] == {
        "user": {"name": "Ada Jones"},
        "tenant": {"name": "Acme Ltd", "settings": {"baseCurrencyCode": "EUR"}},
    }
    assert not (tmp_path / "unused").exists()


@pytest.fixture(scope="module")
def live() -> Iterator[dict[str, str]]:
    """The settings of a `serve` that runs an embedded PostgreSQL."""
    with scratch_folder() as folder:
        variables = {
            "SALESGRAPH_DATA": str(folder),
            "SALESGRAPH_DEMO": "no",
            "PORT": free_port(),
        }
        with serving(**variables) as server:
            yield variables
            server.terminate()
            assert server.wait(30) == 0


def run(*arguments: str, **variables: str) -> str:
    ended = salesgraph(*arguments, **variables)
    assert ended.stderr == ""
    assert ended.returncode == 0
    return ended.stdout


def until_status(port: str, token: str, status: int) -> None:
    deadline = time.monotonic() + NOTICE
    while (found := ask(port, token).status_code) != status:
        assert time.monotonic() < deadline, found
        time.sleep(0.2)


def test_tenants_and_users_are_made_beside_a_running_server(live: dict[str, str]) -> None:
    run("tenant", "create", *ACME, **live)
    bob = ("--tenant", "acme", "--email", "bob@acme.example")
    run("user", "create", *bob, "--name", "Bob Smith", **live)
    token = run("token", "--tenant", "acme", "--user", "bob@acme.example", **live).strip()

    assert ask(live["PORT"], token).json()["data"]["viewer"]["user"] == {"name": "Bob Smith"}
    assert "bob@acme.example" in run("user", "list", "--tenant", "acme", **live)
    assert re.search(r"^acme +Acme Ltd +20", run("tenant", "list", **live), re.MULTILINE)

    assert "is now deactivated" in run("user", "deactivate", *bob, **live)
    assert "was already deactivated" in run("user", "deactivate", *bob, **live)
    assert "deactivated 20" in run("user", "list", "--tenant", "acme", **live)
    until_status(live["PORT"], token, 401)

    assert "is now active" in run("user", "activate", *bob, **live)
    assert "was already active" in run("user", "activate", *bob, **live)
    until_status(live["PORT"], token, 200)


def test_the_database_is_migrated_beside_a_running_server(live: dict[str, str]) -> None:
    assert "The schema is at" in run("migrate", **live)
    assert httpx.get(f"http://127.0.0.1:{live['PORT']}/healthz").status_code == 200


def test_a_second_server_on_the_same_folder_is_refused(live: dict[str, str]) -> None:
    ended = salesgraph("serve", **live | {"PORT": free_port()})

    assert ended.returncode == 1
    assert ended.stderr == (
        f"salesgraph: {live['SALESGRAPH_DATA']}/postgres is in use by another salesgraph: stop that"
        " one, or set SALESGRAPH_DATA to another folder.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("tenant", "create", "--slug", "twice", "--name", "x"), "There is already a tenant"),
        (("tenant", "create", "--slug", "a b", "--name", "x"), "--slug must have 1 to 63 lower"),
        (("tenant", "create", "--slug", "Acme", "--name", "x"), "--slug must have 1 to 63 lower"),
        (("tenant", "create", "--slug", "-", "--name", "x"), "--slug must have 1 to 63 lower-case"),
        (("tenant", "create", "--slug", "b", "--name", " "), "--name must not be empty."),
        (("tenant", "create", "--slug", "b", "--name", "\u200b"), "--name must not be empty."),
        (("tenant", "create", "--slug", "b", "--name", "x" * 201), "--name has 201 characters; at"),
        (("tenant", "create", "--slug", "b", "--name", "x\nBcc: y"), "--name must be one line of"),
        (
            ("tenant", "create", "--slug", "b", "--name", "x", "--currency", "EURO"),
            "EURO is not a currency code of ISO 4217, such as EUR.",
        ),
        (
            ("tenant", "create", "--slug", "b", "--name", "x", "--admin-email", "a@b.example"),
            "Pass both --admin-email and --admin-name, or neither.",
        ),
        (
            ("tenant", "create", "--slug", "b", "--name", "x", "--admin-email", "ada",
             "--admin-name", "Ada"),
            "--admin-email must be an email address such as ada@example.com.",
        ),
        (("user", "list", "--tenant", "nowhere"), "There is no tenant nowhere: `salesgraph tenant"),
        (
            ("user", "create", "--tenant", "nowhere", "--email", "a@b.example", "--name", "A"),
            "There is no tenant nowhere",
        ),
        (
            ("user", "create", "--tenant", "twice", "--email", "two@b.example", "--name", "A"),
            "Tenant twice already has a user two@b.example.",
        ),
        (
            ("user", "create", "--tenant", "twice", "--email", "nobody", "--name", "A"),
            "--email must be an email address such as ada@example.com.",
        ),
        (
            ("user", "deactivate", "--tenant", "twice", "--email", "none@b.example"),
            "Tenant twice has no user none@b.example.",
        ),
        (
            ("user", "activate", "--tenant", "nowhere", "--email", "none@b.example"),
            "There is no tenant nowhere",
        ),
    ],
)  # fmt: skip
def test_a_wrong_tenant_or_user_is_one_sentence(
    twice: Console, arguments: tuple[str, ...], sentence: str
) -> None:
    before = twice.run("tenant", "list").stdout

    ended = twice.run(*arguments)

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith(f"salesgraph: {sentence}")
    assert ended.stderr.count("\n") == 1
    assert twice.run("tenant", "list").stdout == before != ""


@pytest.fixture(scope="module")
def twice(live: dict[str, str]) -> Iterator[Console]:
    """Commands that try to create an existing tenant or user again."""
    two = ("--admin-email", "two@b.example", "--admin-name", "Two")
    with console(**live) as commands:
        made = commands.run("tenant", "create", "--slug", "twice", "--name", "Twice", *two)
        assert (made.returncode, made.stderr) == (0, "")
        yield commands


def test_make_explains_every_target() -> None:
    root = Path(__file__).parent.parent
    listed = subprocess.run(
        ["make", "--no-print-directory"],  # noqa: S607 - whichever make runs these tests
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (root / "Makefile").read_text(), re.MULTILINE)

    assert [line.split()[1] for line in listed.splitlines()] == phony.split()
    assert all(len(line.split()) > 3 for line in listed.splitlines())
