"""The ASGI application: routes and their handlers."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from db.credential_cipher import CredentialCipher
from db.database import Database
from db.link_signing import signing_key
from domain.ports.erp import Erp
from gql.clock import now
from gql.engine.execution import Executor
from gql.http.health import HEALTHZ, READYZ, Health
from gql.http.host_check import HostCheck
from gql.http.index_page import not_found, root
from gql.http.view import View
from gql.server.schema import graphql_of, schema
from gql.settings import Settings
from gql.tokens import Bearer
from integrations.business_central.erp_calls import ErpCalls
from integrations.business_central.notification_address import notification_key
from integrations.business_central.notification_route import ROUTE, NotificationEndpoint
from integrations.documents.printer import Printer
from integrations.documents.route import PdfEndpoint


def create_app(
    database: Database,
    settings: Settings,
    clock: Callable[[], datetime] | None = None,
    ticks: Callable[[], float] = monotonic,
    visitor: Bearer | None = None,
    *,
    erp: Erp | None = None,
) -> ASGIApp:
    """Build the application: /graphql and its console, PDFs, notifications, health checks.

    `clock` returns the current time for tokens, links and saved records; without one, records are
    dated by the database's clock. `ticks` returns monotonic seconds. `visitor` is the user that the
    console is signed in as; it is ignored unless the settings are those of a private demo. `erp`
    is what calls the ERPs of tenants, by default the client of Business Central.
    """
    executor = Executor(graphql_of(schema), settings.limits)
    erp = erp or _erp_calls(settings, clock or now)
    view = View(executor, database, settings, clock=clock, ticks=ticks, visitor=visitor, erp=erp)
    documents = PdfEndpoint(Printer(database), signing_key(settings.secret), clock or now)
    notifications = NotificationEndpoint(database, notification_key(settings.secret), ticks)
    others = _other_routes(documents, notifications, Health(database))
    return HostCheck(_route(view, others), settings)


def _route(view: View, others: ASGIApp) -> ASGIApp:
    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/graphql":
            # called directly, without a router: this is the hot path
            await view(scope, receive, send)
        else:
            await others(scope, receive, send)

    return application


def _erp_calls(settings: Settings, clock: Callable[[], datetime]) -> ErpCalls:
    cipher = CredentialCipher(settings.credential_keys)
    return ErpCalls(settings.business_central_url, settings.entra_url, cipher, clock)


def _other_routes(
    documents: PdfEndpoint, notifications: NotificationEndpoint, health: Health
) -> Starlette:
    return Starlette(
        routes=[
            Route("/", root),
            Route("/documents/{id}.pdf", documents.get),
            Route(ROUTE, notifications.receive, methods=["GET", "POST"]),
            Route(HEALTHZ, health.get_health),
            Route(READYZ, health.get_readiness),
        ],
        exception_handlers={404: not_found, 405: not_found},
    )
