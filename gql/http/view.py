"""/graphql: authentication, execution and the response with its status and media type."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from starlette.types import Receive, Scope, Send

from db.active_users import active_users
from db.database import Database
from db.pool.deadlines import REQUEST, Budget, time_budget
from db.pool.failures import Failure
from domain.ports.erp import Erp
from gql.clock import now as present
from gql.engine.context import Context
from gql.engine.execution import Executor
from gql.engine.failures import refusal_of
from gql.http.authentication import Authenticator
from gql.http.console import LIFETIME, page
from gql.http.disconnect import unless_gone
from gql.http.gate import Gate
from gql.http.hosts import HOST, Host
from gql.http.loop_turns import LoopTurns
from gql.http.loop_use import Request
from gql.http.negotiation import GRAPHQL, HTML, JSON, choose_media_type
from gql.http.refusal_pauses import FAULTS, RefusalPauses
from gql.http.requests import ClientGone, GraphQLRequest, IncomingRequest, Unreadable
from gql.http.responses import HttpResponse, refusal_response, status_of
from gql.http.tenant_shares import TenantShares
from gql.http.users import Users
from gql.ip_addresses import is_loopback
from gql.request_errors import RequestRefused
from gql.settings import Settings
from gql.tokens import Bearer, issue


class View:
    """ASGI application that answers GraphQL over POST, and GET from a browser with the console."""

    def __init__(
        self,
        executor: Executor,
        database: Database,
        settings: Settings,
        *,
        clock: Callable[[], datetime] | None,
        ticks: Callable[[], float],
        visitor: Bearer | None,
        erp: Erp,
    ) -> None:
        self._executor, self._database, self._erp = executor, database, erp
        self._settings, self._clock = settings, clock or present
        self._dates = clock is not None
        self._visitor = visitor if settings.is_private_demo else None
        self._overloads, self._faults = RefusalPauses(), RefusalPauses(times=FAULTS)
        self._shares, self._turns = TenantShares(), LoopTurns()
        # for requests without a connection, such as those of tests
        self._gate = Gate(settings.max_connections)
        users = Users(partial(active_users, database), ticks)
        self._bearers = Authenticator(
            settings.secret, timedelta(hours=settings.max_token_hours), users
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        incoming = IncomingRequest(scope, receive)
        visitor = incoming.visitor
        request = self._turns.request(visitor.take_spent() if visitor else 0.0)
        request.work = self._respond(incoming, request, send)
        await request

    async def _respond(self, incoming: IncomingRequest, request: Request, send: Send) -> None:
        try:
            is_post = incoming.scope["method"] == "POST"
            response = await self._post(incoming, request) if is_post else self._get(incoming)
        except ClientGone:
            return
        except Unreadable as refusal:
            response = refusal_response(refusal, JSON, refusal.status)
        await response.send(send)

    def _get(self, incoming: IncomingRequest) -> HttpResponse:
        media_type = choose_media_type(incoming.accept_header(), (JSON, HTML))
        if incoming.scope["method"] == "GET" and media_type == HTML:
            return self._page(incoming)
        return refusal_response(Unreadable(405, "Send a POST request."), JSON, 405)

    def _page(self, incoming: IncomingRequest) -> HttpResponse:
        """Return the console, signed in as the demo user if there is one and the browser is local.

        A script of another page sends an Origin header and gets no token. Neither does a client
        of a proxy that the operator has not named in SALESGRAPH_PUBLIC_URL.
        """
        host: Host = incoming.scope[HOST]
        is_local = is_loopback(incoming.server_address) and host.is_own
        is_foreign = incoming.is_forwarded and not host.is_public
        if self._visitor is None or not is_local or is_foreign or incoming.header(b"origin"):
            return page(None)
        now = self._clock()
        token = issue(self._visitor, secret=self._settings.secret, now=now, lifetime=LIFETIME)
        return page(token, now + LIFETIME)

    async def _post(self, incoming: IncomingRequest, request: Request) -> HttpResponse:
        media = choose_media_type(incoming.accept_header(), (JSON, GRAPHQL))
        if media is None:
            return refusal_response(Unreadable(406, f"Accept {JSON} or {GRAPHQL}."), JSON, 406)
        budget = time_budget(REQUEST)
        try:
            return HttpResponse(await self._answer_request(incoming, request, budget), media)
        except ClientGone:
            raise
        except Exception as error:  # noqa: BLE001 - no internals reach the client
            refusal = refusal_of(error, incoming.operation)
        await self._pace(refusal, incoming, budget.left)
        return refusal_response(refusal, media, status_of(refusal, media == GRAPHQL))

    async def _pace(self, refusal: RequestRefused, incoming: IncomingRequest, left: float) -> None:
        """Wait until the refusal may be sent, at most `left` seconds. Raises ClientGone."""
        if refusal.code == Failure.OVERLOADED:
            await self._overloads.wait(incoming, self._gate_of(incoming), left)
        elif incoming.visitor is not None:
            await self._faults.wait(incoming, self._gate_of(incoming), left)

    async def _answer_request(
        self, incoming: IncomingRequest, request: Request, budget: Budget
    ) -> bytes:
        context = await self._context(incoming)
        with budget.stopped():  # The body takes as long as the client needs to send it.
            parsed = await incoming.read_body()
        self._shares.enter(context.tenant_id, self._gate_of(incoming).most_requests)
        try:
            if not self._turns.start(request, context.tenant_id):
                await self._turns.wait(request)
            try:
                with budget:
                    return await self._answer(context, incoming, parsed)
            finally:
                self._turns.end(request)
        finally:
            self._shares.leave(context.tenant_id)

    async def _answer(
        self, context: Context, incoming: IncomingRequest, parsed: GraphQLRequest
    ) -> bytes:
        request = parsed.query, parsed.operation_name, parsed.variables
        planned = self._executor.find(*request)
        if planned is None:
            planned = await self._executor.prepare(context.tenant_id, *request)
        incoming.operation = planned.operation.name
        answer = self._executor.answer(context, planned)
        if planned.operation.is_query:
            return await unless_gone(answer, incoming.receive)
        return await answer

    def _gate_of(self, incoming: IncomingRequest) -> Gate:
        visitor = incoming.visitor
        return self._gate if visitor is None else visitor.gate

    async def _context(self, incoming: IncomingRequest) -> Context:
        now = self._clock()
        if incoming.is_repeated(b"authorization"):
            raise RequestRefused("UNAUTHENTICATED", "Send only one Authorization header.")
        bearer = await self._bearers.of(incoming.header(b"authorization"), now)
        incoming.tenant_id = bearer.tenant_id
        return Context(
            database=self._database,
            settings=self._settings,
            tenant_id=bearer.tenant_id,
            user_id=bearer.user_id,
            now=now,
            dated_at=now if self._dates else None,
            base_url=lambda: incoming.base_url,
            erp=self._erp,
        )
