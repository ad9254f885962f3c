"""The ASGI application: its routes, and what they are made of."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from db.database import Database
from db.signing import signing_key
from gql.clock import now
from gql.execution import Executor
from gql.http.directions import astray, root
from gql.http.entrance import Entrance
from gql.http.health import HEALTHZ, READYZ, Health
from gql.http.view import View
from gql.schema import graphql_of, schema
from gql.settings import Settings
from gql.tokens import Bearer
from integrations.documents.printer import Printer
from integrations.documents.route import Documents


def create_app(
    database: Database,
    settings: Settings,
    clock: Callable[[], datetime] | None = None,
    ticks: Callable[[], float] = monotonic,
    visitor: Bearer | None = None,
) -> ASGIApp:
    """The application: /graphql and its page for browsers, signed links to PDFs, health checks.

    `clock` says what time it is, for tokens, links and what is saved; without one, what is saved is
    dated by the database's clock. `ticks` says how many seconds have passed. `visitor` is who the
    page is signed in as; nobody is unless the settings are those of a private demo.
    """
    executor = Executor(graphql_of(schema), settings.limits)
    view = View(executor, database, settings, clock=clock, ticks=ticks, visitor=visitor)
    documents = Documents(Printer(database), signing_key(settings.secret), clock or now)
    others = _other_routes(documents, Health(database))

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql":
            await view(scope, receive, send)  # nothing stands between it and the socket
        else:
            await others(scope, receive, send)

    return Entrance(application, settings)


def _other_routes(documents: Documents, health: Health) -> Starlette:
    return Starlette(
        routes=[
            Route("/", root),
            Route("/documents/{id}.pdf", documents.get),
            Route(HEALTHZ, health.get_health),
            Route(READYZ, health.get_readiness),
        ],
        exception_handlers={404: astray, 405: astray},
    )
