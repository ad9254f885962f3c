"""`salesgraph serve`: prepares the database, then serves in one or several processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from socket import socket

from starlette.types import ASGIApp, Receive, Scope, Send

from cli.databases import bring_up_to_date, connect_again, examine, open_database, open_own_database
from cli.demo import load_demo_into
from cli.demo_erp import connect_demo, run_simulator
from cli.event_loop import run
from cli.logs import log_to_stderr
from cli.tokens import bearer_of
from cli.welcome import greet
from cli.work import jobs
from db.admin.access import Access
from db.database import Database
from demo.names import ADMIN, SLUG
from gql.server.app import create_app
from gql.server.sockets import claim_port
from gql.server.tuning import tune_for_serving
from gql.server.uvicorn_server import serve
from gql.server.workers import serve_in_workers
from gql.settings import Settings


def serve_http(settings: Settings) -> None:
    """Serve requests until a signal stops the process."""
    log_to_stderr()
    with (
        claim_port(settings.host, settings.port) as listener,
        run_simulator(settings) as settings,  # noqa: PLR1704 - with the simulator's addresses
        open_own_database(settings) as access,
    ):
        bring_up_to_date(access)
        if settings.demo:
            load_demo_into(access, settings)
        if settings.demo_erp:
            connect_demo(access, settings)
        if settings.workers > 1:
            run(lambda: examine(access, settings))
            make = partial(_make_worker, access, settings)
            serve_in_workers(
                make, listener, settings.workers, lambda: greet(settings), settings.max_connections
            )
        else:
            run(lambda: _serve_on(listener, access, settings))


async def _serve_on(listener: socket, access: Access, settings: Settings) -> None:
    async with open_database(access, settings) as database, _application(database, settings) as app:
        await serve(app, listener, lambda: greet(settings), settings.max_connections)


@asynccontextmanager
async def _application(database: Database, settings: Settings) -> AsyncIterator[ASGIApp]:
    """The application, with the background work that runs beside it."""
    running = jobs(database, settings) if settings.run_jobs else nullcontext()
    async with database.numberer.sweeping(), running:
        app = create_app(database, settings, visitor=bearer_of(SLUG, ADMIN))
        tune_for_serving()
        yield app


def _make_worker(access: Access, settings: Settings) -> "WorkerApplication":
    """Create the application in a new worker process."""
    log_to_stderr()
    return WorkerApplication(access, settings)


class WorkerApplication:
    """The application in one of several processes; its database connections live as long as it."""

    def __init__(self, access: Access, settings: Settings) -> None:
        self._access, self._settings = access, settings
        self._app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or the lifespan of the process."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        database = await connect_again(self._access, self._settings)
        try:
            async with _application(database, self._settings) as self._app:
                await send({"type": "lifespan.startup.complete"})
                await receive()
        finally:
            await database.close()
        await send({"type": "lifespan.shutdown.complete"})
