"""`salesgraph token` refuses users whom the server would refuse, if it can ask a database."""

import socket
import time
from pathlib import Path

import pytest

from cli.user_check import check_user
from db.admin.user_accounts import create_user, deactivate_user
from gql.settings import Settings
from tests.commands import free_port, salesgraph
from tests.tenants import NOW, Tenant
from tests.test_cli import SECRET

UNCHECKED = (
    "salesgraph: The user was not checked, because the database cannot be reached. The server"
    " refuses the token if the user does not exist or is deactivated.\n"
)


async def test_only_users_who_can_sign_in_get_a_token(
    database_url: str, login_url: str, tenant: Tenant
) -> None:
    slug = tenant.slug
    for email in ("here@example.com", "gone@example.com"):
        await create_user(database_url, slug, email, "Bo", NOW)
    await deactivate_user(database_url, slug, "gone@example.com", NOW)

    def answer(slug: str, email: str) -> tuple[int, bool, str]:
        variables = {"DATABASE_URL": login_url, "SALESGRAPH_SECRET": SECRET}
        ended = salesgraph("token", "--tenant", slug, "--user", email, **variables)
        return ended.returncode, bool(ended.stdout), ended.stderr

    assert answer(slug, "Here@example.com") == (0, True, "")
    for (which, email), sentence in {
        (
            slug,
            "gone@example.com",
        ): f"User gone@example.com of tenant {slug} is deactivated: restore"
        f" access with `salesgraph user activate --tenant {slug} --email gone@example.com`.",
        (slug, "nobody@example.com"): f"Tenant {slug} has no user nobody@example.com:"
        f" `salesgraph user list --tenant {slug}` shows all.",
        ("nope", "here@example.com"): "There is no tenant nope: `salesgraph tenant list` shows all."
        " Name one with --tenant.",
    }.items():
        assert answer(which, email) == (1, False, f"salesgraph: {sentence}\n")


def test_without_a_database_a_token_is_printed_unchecked(tmp_path: Path) -> None:
    ended = salesgraph("token", SALESGRAPH_DATA=str(tmp_path))

    assert ended.returncode == 0
    assert ended.stdout.count(".") == 2
    assert ended.stderr == UNCHECKED
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]  # no PostgreSQL was started


@pytest.mark.parametrize("url", ["postgresql:///x?host=/nowhere", "postgresql://u@127.0.0.1:{}/x"])
def test_an_unreachable_database_does_not_prevent_a_token(
    capsys: pytest.CaptureFixture[str], url: str
) -> None:
    check_user(Settings(secret=SECRET, database_url=url.format(free_port())), "acme", "a@b.de")

    assert capsys.readouterr().err == UNCHECKED


def test_a_database_that_does_not_answer_is_waited_for_briefly(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://u@127.0.0.1:{silent.getsockname()[1]}/x"
        began = time.monotonic()
        check_user(Settings(secret=SECRET, database_url=url), "acme", "a@b.de")

    assert time.monotonic() - began < 10  # a second, on an idle machine
    assert capsys.readouterr().err == UNCHECKED
