"""Typical mistakes of a newcomer's first hour: one sentence explains each, and nothing breaks."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands import Console, console, free_port, salesgraph
from tests.postgres import scratch_folder

ROOT = Path(__file__).parent.parent
USAGE = 2  # the exit status of a mistyped command
NOWHERE = "postgresql://u:hunter2@/x?host=/nowhere"
Terminal = tuple[Console, Path]
AWAY = "salesgraph: The database cannot be reached: "


@pytest.fixture
def folder() -> Iterator[Path]:
    with scratch_folder() as made:
        yield made


@pytest.fixture(scope="module")
def terminal() -> Iterator[Terminal]:
    """A process that runs one command after the other, and the folder with its data."""
    with scratch_folder() as made, console(SALESGRAPH_DATA=str(made / "data")) as commands:
        yield commands, made


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("serv", "No such command 'serv'. Did you mean 'serve'"),
        ("start", "No such command 'start'"),
        ("SERVE", "No such command 'SERVE'"),
        ("runserver --port 80", "No such command 'runserver'"),
        (
            "serve --port 8001",
            "No such option: --port. Set the environment variable PORT instead. `salesgraph serve",
        ),
        (
            "serve --workers=2",
            "No such option: --workers. Set the environment variable SALESGRAPH_W",
        ),
        (
            "--database-url x",
            "No such option: --database-url. Set the environment variable DATABAS",
        ),
        ("serve 8001", "Got unexpected extra argument(s) (8001)."),
        ("--verbose serve", "No such option: --verbose"),
        ("-v", "No such option: -v"),
        ("tenant", "Missing command."),
        ("tenant crate", "No such command 'crate'. Did you mean 'create'?"),
        ("tenant create", "Missing option '--slug'."),
        ("tenant create acme", "Missing option '--slug'."),
        ("user", "Missing command."),
        ("user add", "No such command 'add'."),
        ("user create --tenant acme", "Missing option '--email'."),
        ("user list", "Missing option '--tenant'."),
        ("token --tenant", "Option '--tenant' requires an argument. `salesgraph token --help`"),
        ("token --hours day", "Invalid value for '--hours': "),
        ("token --hours 0", "Invalid value for '--hours': "),
        ("token --hours 1.5", "Invalid value for '--hours': "),
        ("token demo", "Got unexpected extra argument(s) (demo)."),
        ("token --admin", "No such option: --admin"),
        ("migrate head", "Got unexpected extra argument(s) (head)."),
        ("migrate --to", "Option '--to' requires an argument."),
        ("schema --json", "No such option: --json"),
        ("settings PORT", "Got unexpected extra argument(s) (PORT)."),
        ("demo --reset", "No such option: --reset"),
        ("worker 2", "Got unexpected extra argument(s) (2)."),
    ],
)
def test_a_wrong_command_is_one_sentence(terminal: Terminal, typed: str, sentence: str) -> None:
    console, folder = terminal
    ended = console.run(*typed.split())

    assert ended.returncode == USAGE
    assert ended.stderr.startswith(f"salesgraph: {sentence}")
    assert ended.stderr.endswith("--help` shows the usage.\n")
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""
    assert list(folder.iterdir()) == []


def test_no_command_at_all_is_the_help() -> None:
    ended = salesgraph()

    assert ended.returncode == USAGE
    assert ended.stdout == ""
    assert ended.stderr.startswith("Usage: ")
    assert "serve" in ended.stderr
    assert "..." not in ended.stderr.partition("Commands:")[2]  # no description is cut off


@pytest.mark.parametrize(
    ("typed", "environ", "sentence"),
    [
        ("token --hours 25", {}, "A token is valid for at most 24 hours: SALESGRAPH_MAX_TOKEN_"),
        (
            "token --hours 3",
            {"SALESGRAPH_MAX_TOKEN_HOURS": "2"},
            "A token is valid for at most 2",
        ),
        ("token --tenant Demo", {}, "--tenant must have 1 to 63 lower-case letters"),
        ("token --user dana", {}, "--user must be an email address such as ada@example.com."),
        ("migrate --to 0", {}, "There is no revision '0': choose head, base, or one from 0001 to"),
        ("migrate --to latest", {}, "There is no revision 'latest'"),
        ("migrate --to -1", {}, "There is no revision '-1'"),
        ("migrate", {"DATABASE_URL": "localhost"}, "DATABASE_URL must be like postgresql://"),
        ("migrate", {"DATABASE_URL": NOWHERE}, AWAY[12:] + "No such file or directory. Check"),
        ("worker", {"DATABASE_URL": NOWHERE}, AWAY[12:]),
        ("demo", {"DATABASE_URL": NOWHERE, "DATABASE_OWNER_URL": NOWHERE}, AWAY[12:]),
        ("tenant list", {"DATABASE_URL": NOWHERE}, AWAY[12:]),
        ("migrate", {"DATABASE_URL": "postgresql://127.0.0.1:1/x"}, AWAY[12:] + "Connection ref"),
        ("migrate", {"DATABASE_URL": "postgresql://no.invalid/x"}, AWAY[12:]),
        ("migrate", {"DATABASE_URL": "postgresql://h/x?sslmode=maybe"}, AWAY[12:] + "`sslmode`"),
        ("migrate", {"DATABASE_URL": "postgresql://h/x?port=maybe"}, AWAY[12:]),
        ("serve", {"HOST": "no.invalid"}, "Cannot listen on no.invalid:"),
        ("serve", {"HOST": "203.0.113.1"}, "Cannot listen on 203.0.113.1:"),
        ("serve", {"HOST": "0.0.0.0:8000"}, "HOST must be a host name or an IP address"),
        ("serve", {"PORT": "http"}, 'PORT must be a whole number from 1 to 65535, not "http".'),
        ("serve", {"SALESGRAPH_DEMO": "never"}, "SALESGRAPH_DEMO must be 1, true, yes or on"),
        (
            "serve",
            {"SALESGRAPH_PORT": "80"},
            "SALESGRAPH_PORT is not a setting. Did you mean",
        ),
        ("serve", {"SALESGRAPH_SMTP_URL": "smtp://m.example"}, "SALESGRAPH_MAIL_FROM must be set"),
        ("serve", {"SALESGRAPH_SMTP_URL": "localhost:25"}, "SALESGRAPH_SMTP_URL must be like"),
        ("worker", {"SALESGRAPH_MAIL_FROM": "me"}, "SALESGRAPH_MAIL_FROM must be an address like"),
    ],
)
def test_a_wrong_value_is_one_sentence(
    folder: Path, typed: str, environ: dict[str, str], sentence: str
) -> None:
    environ = {"PORT": free_port(), "SALESGRAPH_DATA": str(folder / "data")} | environ

    ended = salesgraph(*typed.split(), **environ)

    assert_one_sentence(ended.returncode, ended.stderr, sentence)
    assert "hunter2" not in ended.stderr


def assert_one_sentence(status: int, said: str, begins: str) -> None:
    assert said.startswith(f"salesgraph: {begins}"), said
    assert said.endswith((".\n", "?\n"))
    assert said.count("\n") == 1
    assert status == 1


def is_file(data: Path) -> None:
    data.write_text("notes")


def is_in_a_file(data: Path) -> None:
    data.parent.rmdir()
    data.parent.write_text("notes")


def leads_nowhere(data: Path) -> None:
    data.symlink_to("/nowhere")


def has_empty_secret(data: Path) -> None:
    data.mkdir()
    (data / "secret").touch()


def has_lost_secret(data: Path) -> None:
    data.mkdir()
    (data / "secret").symlink_to("/nowhere")


def has_folder_as_secret(data: Path) -> None:
    (data / "secret").mkdir(parents=True)


def has_file_as_postgres(data: Path) -> None:
    data.mkdir()
    (data / "postgres").write_text("notes")


def has_something_else(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "photo.jpg").touch()


def has_an_older_postgres(data: Path) -> None:
    (data / "postgres" / "global").mkdir(parents=True)
    (data / "postgres" / "global" / "pg_control").touch()
    (data / "postgres" / "PG_VERSION").write_text("16\n")


def has_half_a_postgres(data: Path) -> None:
    (data / "postgres").mkdir(parents=True)
    (data / "postgres" / "PG_VERSION").write_text("18\n")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (is_file, "SALESGRAPH_DATA must be a folder that can be written; "),
        (is_in_a_file, "SALESGRAPH_DATA must be a folder that can be written; "),
        (leads_nowhere, "SALESGRAPH_DATA must be a folder that can be written; "),
        (has_empty_secret, "{data}/secret must have at least 32 bytes; delete it"),
        (has_lost_secret, "{data}/secret is a link to a file that does not exist."),
        (has_folder_as_secret, "{data}/secret cannot be read: Is a directory."),
        (has_file_as_postgres, "File exists: {data}/postgres."),
        (
            has_something_else,
            "{data}/postgres is not empty and holds no PostgreSQL data: set",
        ),
        (has_an_older_postgres, "{data}/postgres holds data of PostgreSQL 16, and this is"),
        (has_half_a_postgres, "PostgreSQL was not set up completely in {data}/postgres: delete"),
    ],
)
def test_a_wrong_folder_is_one_sentence(
    folder: Path, make: Callable[[Path], None], sentence: str
) -> None:
    data = folder / "outer" / "data"
    data.parent.mkdir()
    make(data)

    ended = salesgraph("migrate", SALESGRAPH_DATA=str(data))

    assert_one_sentence(ended.returncode, ended.stderr, sentence.format(data=data))


def test_a_port_in_use_is_one_sentence(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        ended = salesgraph("serve", PORT=port, SALESGRAPH_DATA=str(folder))

    assert_one_sentence(ended.returncode, ended.stderr, f"127.0.0.1:{port} is in use by another")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may listen on every port")
def test_a_privileged_port_is_one_sentence(folder: Path) -> None:
    ended = salesgraph("serve", PORT="80", SALESGRAPH_DATA=str(folder))

    assert_one_sentence(ended.returncode, ended.stderr, "127.0.0.1:80 needs privileges: set PORT")


def test_a_virtual_environment_that_was_not_finished_is_made_again(folder: Path) -> None:
    shutil.copy(ROOT / "Makefile", folder)
    for name in ("requirements.txt", "pyproject.toml"):
        (folder / name).touch()
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "python").symlink_to(sys.executable)

    planned = subprocess.run(
        ["make", "--dry-run", "serve"],  # noqa: S607
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "-m venv .venv" in planned.stdout


def test_a_downgrade_asks_first(folder: Path) -> None:
    data = {"SALESGRAPH_DATA": str(folder)}
    salesgraph("migrate", **data)

    refused = salesgraph("migrate", "--to", "base", **data)
    kept = salesgraph("tenant", "list", **data)
    done = salesgraph("migrate", "--to", "base", "--yes", **data)
    gone = salesgraph("tenant", "list", **data)

    assert_one_sentence(refused.returncode, refused.stderr, "This deletes every table, with all")
    assert kept.returncode == 0
    assert done.stdout == "The schema is at base: it is empty.\n"
    assert gone.returncode == 1
