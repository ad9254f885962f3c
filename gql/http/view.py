"""POST /graphql: who asks, what, and the answer with its status and its media type."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import asyncpg
import orjson
from starlette.requests import Request
from starlette.responses import Response

from db.database import Database
from db.errors import is_unavailable
from gql.context import Context
from gql.execution import Executor
from gql.http.negotiation import GRAPHQL, JSON, preferred
from gql.http.requests import Unreadable, asked_in
from gql.refusals import RequestRefused
from gql.settings import Settings
from gql.tokens import Bearer, InvalidToken, verify

log = logging.getLogger("salesgraph")


class View:
    """Answers GraphQL requests."""

    def __init__(
        self,
        executor: Executor,
        database: Database,
        settings: Settings,
        clock: Callable[[], datetime],
    ) -> None:
        self._executor, self._database = executor, database
        self._settings, self._clock = settings, clock

    async def post(self, request: Request) -> Response:
        """The answer to a POST."""
        media = preferred(request.headers.get("accept"), (JSON, GRAPHQL))
        if media is None:
            return refused(Unreadable(406, f"Answers are {JSON} or {GRAPHQL}."), JSON, 406)
        try:
            return answer(await self._answered(request), media)
        except RequestRefused as refusal:
            return refused(refusal, media, _status(refusal, media))
        except asyncpg.QueryCanceledError:
            return refused(RequestRefused("TIMEOUT", "The query took too long."), media, 503)
        except Exception as error:  # noqa: BLE001 - the last net: nothing of it reaches the client
            if is_unavailable(error):
                return self._failed(error, media, "UNAVAILABLE", "Try again in a moment.", 503)
            return self._failed(error, media, "INTERNAL_SERVER_ERROR", "Something went wrong.", 500)

    async def _answered(self, request: Request) -> bytes:
        context = self._context(request)
        asked = await asked_in(request)
        question = self._executor.question(asked.query, asked.operation_name, asked.variables)
        return await self._executor.answer(context, question)

    def _context(self, request: Request) -> Context:
        now = self._clock()
        bearer = self._bearer(request, now)
        return Context(
            database=self._database,
            settings=self._settings,
            tenant_id=bearer.tenant_id,
            user_id=bearer.user_id,
            now=now,
            base_url=str(request.base_url).rstrip("/"),
        )

    def _bearer(self, request: Request, now: datetime) -> Bearer:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise RequestRefused("UNAUTHENTICATED", "Send a bearer token.")
        try:
            return verify(token.strip(), secret=self._settings.secret, now=now)
        except InvalidToken as error:
            raise RequestRefused("UNAUTHENTICATED", str(error)) from None

    def _failed(
        self, error: Exception, media: str, code: str, message: str, status: int
    ) -> Response:
        number = uuid4().hex
        log.error("request failed, error %s", number, exc_info=error)
        return refused(RequestRefused(code, f"{message} Error {number}."), media, status)


def answer(body: bytes, media: str, status: int = 200) -> Response:
    """A body of JSON under its media type."""
    headers = {"content-type": f"{media}; charset=utf-8", "vary": "Accept"}
    if status == 401:  # noqa: PLR2004 - the number says it best
        headers["www-authenticate"] = "Bearer"
    return Response(body, status, headers)


def refused(refusal: RequestRefused, media: str, status: int) -> Response:
    """The errors of a request that was not executed."""
    body: dict[str, Any] = {"errors": refusal.formatted()}
    if refusal.cost is not None:
        body["extensions"] = {"cost": orjson.Fragment(refusal.cost)}
    return answer(orjson.dumps(body), media, status)


def _status(refusal: RequestRefused, media: str) -> int:
    """A client of the older media type sees 200 for what a GraphQL server refuses."""
    if isinstance(refusal, Unreadable):
        return refusal.status
    if refusal.code == "UNAUTHENTICATED":
        return 401
    return 400 if media == GRAPHQL else 200
