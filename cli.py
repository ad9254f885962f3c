"""The command `salesgraph`: serve, worker, migrate, demo, schema, token.

The composition root: here the environment and the clock are read, and the parts meet.
"""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from socket import socket
from types import FrameType
from typing import NoReturn

import uvloop
from starlette.types import ASGIApp, Receive, Scope, Send

from db.database import Database, UnfitDatabase
from db.embedded import DataFolderInUse, embedded_postgres
from db.migrate import move, upgrade
from db.tenants import tenant_id_of, user_id_of
from demo.people import ADMIN, SLUG
from gql.serving import PortInUse, claim_port, serve, serve_in_workers
from gql.settings import BadSetting, Settings, read_settings
from gql.tokens import Bearer, issue
from integrations.mail import BadMailServer, MailServer

TOKEN_LIFETIME = timedelta(days=30)


def main() -> None:
    """Run one command; a foreseeable failure is one sentence on stderr."""
    signal.signal(signal.SIGTERM, _stop)
    arguments = _parser().parse_args()
    try:
        arguments.run(arguments)
    except (KeyboardInterrupt, asyncio.CancelledError):
        sys.exit(130)
    except (BadMailServer, BadSetting, DataFolderInUse, PortInUse, UnfitDatabase) as error:
        sys.exit(f"salesgraph: {error}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="salesgraph", description="The sales process over GraphQL."
    )
    commands = parser.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], None]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=run.__doc__, description=run.__doc__)
        made.set_defaults(run=run)
        return made

    command("serve", _serve)
    command("worker", _worker)
    migrate = command("migrate", _migrate)
    migrate.add_argument("--to", default="head", help="a revision, head, or base for nothing")
    command("demo", _demo)
    command("schema", _schema)
    token = command("token", _token)
    token.add_argument("--user", default=ADMIN, metavar="EMAIL")
    token.add_argument("--tenant", default=SLUG, metavar="SLUG")
    return parser


def _serve(_: argparse.Namespace) -> None:
    """Answer GraphQL over HTTP; without DATABASE_URL, on a PostgreSQL of its own."""
    settings = read_settings(os.environ)
    _mail_server(settings)
    with claim_port(settings.host, settings.port) as taken, _server_url(settings) as url:
        asyncio.run(upgrade(url))
        if settings.demo:
            uvloop.run(_demo_on(url, settings))
            settings = settings.model_copy(
                update={"explorer_token": _token_of(SLUG, ADMIN, settings)}
            )
        if settings.workers > 1:
            make = partial(Worker, url, settings)
            serve_in_workers(make, taken, settings.workers, lambda: _greet(settings))
        else:
            uvloop.run(_serve_on(taken, url, settings))


async def _serve_on(taken: socket, url: str, settings: Settings) -> None:
    async with _database(url, settings) as database, _application(database, settings) as app:
        await serve(app, taken, lambda: _greet(settings))


@asynccontextmanager
async def _application(database: Database, settings: Settings) -> AsyncIterator[ASGIApp]:
    """What answers, and what runs in the background meanwhile."""
    from gql.app import create_app  # noqa: PLC0415 - the other commands start faster without

    async with _jobs(database, settings) if settings.worker else nullcontext():
        yield create_app(database, settings)


class Worker:
    """The application as one of several processes runs it: its connections live as long as it."""

    def __init__(self, url: str, settings: Settings) -> None:
        self._url, self._settings = url, settings
        self._app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        database = await Database.connect(self._url, pool_size=self._settings.pool_size)
        try:
            async with _application(database, self._settings) as self._app:
                await send({"type": "lifespan.startup.complete"})
                await receive()
        finally:
            await database.close()
        await send({"type": "lifespan.shutdown.complete"})


def _greet(settings: Settings) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"salesgraph answers at http://{host}:{settings.port}/graphql (Ctrl-C stops it).")
    if settings.explorer_token:
        print(f"Bearer token of {ADMIN}:\n{settings.explorer_token}")
    sys.stdout.flush()


def _worker(_: argparse.Namespace) -> None:
    """Run background jobs: send mail."""
    settings = read_settings(os.environ)
    _mail_server(settings)
    with _server_url(settings) as url:
        asyncio.run(upgrade(url))
        uvloop.run(_work_on(url, settings))


async def _work_on(url: str, settings: Settings) -> None:
    stopped = asyncio.Event()
    async with _database(url, settings) as database, _jobs(database, settings):
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        print("The worker waits for jobs (Ctrl-C stops it).", flush=True)
        await stopped.wait()


def _mail_server(settings: Settings) -> MailServer | None:
    if settings.smtp_url is None:
        return None
    return MailServer.at(settings.smtp_url, settings.mail_from)


@asynccontextmanager
async def _jobs(database: Database, settings: Settings) -> AsyncIterator[None]:
    """A worker in the background."""
    from integrations.jobs import working  # noqa: PLC0415 - as above
    from integrations.worker import worker_of  # noqa: PLC0415

    worker = worker_of(database, _mail_server(settings), _now)
    async with working(worker):
        yield


def _migrate(arguments: argparse.Namespace) -> None:
    """Bring the schema of the database up, or down, to a revision."""
    with _server_url(read_settings(os.environ)) as url:
        asyncio.run(move(url, arguments.to))


def _demo(_: argparse.Namespace) -> None:
    """Load the demo tenant where it is absent."""
    settings = read_settings(os.environ)
    with _server_url(settings) as url:
        asyncio.run(upgrade(url))
        uvloop.run(_demo_on(url, settings))


def _schema(_: argparse.Namespace) -> None:
    """Print the schema in SDL."""
    from gql.schema import schema  # noqa: PLC0415 - the other commands start faster without

    print(schema.as_str())


def _token(arguments: argparse.Namespace) -> None:
    """Print a bearer token, by default the demo user's, and nothing else."""
    print(_token_of(arguments.tenant, arguments.user, read_settings(os.environ)))


def _token_of(slug: str, email: str, settings: Settings) -> str:
    tenant_id = tenant_id_of(slug)
    bearer = Bearer(tenant_id, user_id_of(tenant_id, email))
    return issue(bearer, secret=settings.secret, now=_now(), lifetime=TOKEN_LIFETIME)


async def _demo_on(url: str, settings: Settings) -> None:
    from demo.load import load_demo  # noqa: PLC0415 - the other commands start faster without

    async with _database(url, settings) as database:
        await load_demo(url, database, _now())


@contextmanager
def _server_url(settings: Settings) -> Iterator[str]:
    """The URL of the database's owner: the operator's, or that of a PostgreSQL started here."""
    if settings.database_url:
        yield settings.database_url
    else:
        with embedded_postgres(settings.data / "postgres") as url:
            yield url


@asynccontextmanager
async def _database(url: str, settings: Settings) -> AsyncIterator[Database]:
    """The database while it is used; a signal cancels the use and closes it all the same."""
    task = asyncio.current_task()
    assert task is not None  # noqa: S101
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    database = await Database.connect(url, pool_size=settings.pool_size)
    try:
        yield database
    finally:
        await database.close()


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one clock


def _stop(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)
