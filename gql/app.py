"""The composition root: the ASGI application, and the only place that reads the clock."""

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from db.database import Database
from db.signing import signing_key
from gql.execution import Executor
from gql.http.console import POLICY, page
from gql.http.negotiation import HTML, JSON, preferred
from gql.http.requests import Unreadable
from gql.http.view import View, refused
from gql.schema import graphql_of, schema
from gql.settings import Settings
from integrations.documents.printer import Printer
from integrations.documents.route import Documents


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)  # noqa: TID251 - this is the composition root


def create_app(
    database: Database, settings: Settings, clock: Callable[[], datetime] = now
) -> Starlette:
    """The application: POST /graphql, its page for browsers, signed links to PDFs, /healthz."""
    view = View(Executor(graphql_of(schema), settings.limits), database, settings, clock)
    documents = Documents(Printer(database), signing_key(settings.secret), clock)

    async def graphql(request: Request) -> Response:
        if request.method == "POST":
            return await view.post(request)
        if preferred(request.headers.get("accept"), (JSON, HTML)) == HTML:
            headers = {"content-security-policy": POLICY, "vary": "Accept"}
            return HTMLResponse(page(settings.explorer_token), headers=headers)
        response = refused(Unreadable(405, "Send a POST."), JSON, 405)
        response.headers["allow"] = "POST"
        return response

    async def healthz(_request: Request) -> Response:
        try:
            async with database.pool.acquire(timeout=3) as connection:
                await connection.fetchval("SELECT 1", timeout=3)
        except Exception:  # noqa: BLE001 - whatever it is, we cannot answer
            return JSONResponse({"status": "no database"}, 503)
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[
            Route("/graphql", graphql, methods=["GET", "POST"]),
            Route("/documents/{id}.pdf", documents.get),
            Route("/healthz", healthz),
        ]
    )
