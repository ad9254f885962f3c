"""A request of the API from its arrival to its answer: faults, token, turn, commit."""

import asyncio
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from integrations.business_central.simulator.core.clock import SECOND, as_instant
from integrations.business_central.simulator.core.errors import (
    ApiError,
    no_such_segment,
    record_locked,
)
from integrations.business_central.simulator.core.store import RowLocked, Transaction
from integrations.business_central.simulator.web.api import answer, supported_resources
from integrations.business_central.simulator.web.batch import run_batch
from integrations.business_central.simulator.web.faults import Fault
from integrations.business_central.simulator.web.gate import Gate
from integrations.business_central.simulator.web.messages import ApiRequest, ApiResponse
from integrations.business_central.simulator.web.replies import (
    Dropped,
    Truncated,
    error_reply,
    fault_reply,
    reply,
)
from integrations.business_central.simulator.web.tokens import client_of, issue_token
from integrations.business_central.simulator.web.traffic import Seen
from integrations.business_central.simulator.web.world import World
from integrations.business_central.simulator.webhooks.subscriptions import Subscriptions

LARGEST_BODY = 64 * 2**20
_LOCK_SECONDS = 30
_SHOWN = 20_000
_HEADERS = ("if-match", "prefer", "isolation", "data-access-intent", "accept-language")
_API, _RUNTIME = ["api", "v2.0"], ["api", "microsoft", "runtime", "beta"]


class Endpoint:
    """Answers every request outside of the control door."""

    def __init__(self, world: World, gate: Gate, subscriptions: Subscriptions) -> None:
        self._world, self._gate, self._subscriptions = world, gate, subscriptions

    async def __call__(self, request: Request) -> Response:
        """Answer a request; a fault that was ordered for it comes first."""
        traffic, path = self._world.traffic, unquote(request.url.path)
        body = await _read(request)
        if body is None:
            return error_reply(ApiError(413, "BadRequest", "The request is too large."))
        seen = self._note(request, path, body)
        traffic.begin(seen)
        try:
            response = await self._answer(request, path, body, seen)
        finally:
            traffic.end()
        lost = isinstance(response, Dropped | Truncated)
        seen.status = 0 if lost else response.status_code
        return response

    def _note(self, request: Request, path: str, body: bytes) -> Seen:
        query = unquote(request.url.query)
        full = f"{path}?{query}" if query else path
        secret = path.endswith("/token")
        text = "" if secret else body[:_SHOWN].decode("utf-8", "replace")
        headers = {name: request.headers[name] for name in _HEADERS if name in request.headers}
        at = as_instant(self._world.clock.now())
        return Seen(at, request.method, full, "", text, headers)

    async def _answer(self, request: Request, path: str, body: bytes, seen: Seen) -> Response:
        fault = self._world.faults.take(request.method, path) or Fault()
        late = fault.after_commit or fault.drop in {"AFTER", "DURING"}
        try:
            if path.endswith("/oauth2/v2.0/token") and request.method == "POST":
                await _pause(fault.delay_seconds)
                if fault.drop or fault.status:
                    return _spoil(fault)
                media_type = request.headers.get("content-type", "")
                return reply(issue_token(self._world, path.split("/")[1], media_type, body))
            if (fault.drop or fault.status) and not late:
                await _pause(fault.delay_seconds)
                return _spoil(fault)
            seen.client = client_of(self._world, request.headers.get("authorization", ""))
            async with self._gate.turn(seen.client):
                await _pause(fault.delay_seconds + self._world.settings.latency_seconds)
                response = await self._perform(_api_request(self._world, request, body), fault)
        except ApiError as error:
            return _spoil(fault, error_reply(error)) if late else error_reply(error)
        return _spoil(fault, reply(response)) if late else reply(response)

    async def _perform(self, request: ApiRequest, fault: Fault) -> ApiResponse:
        if request.base.endswith("/beta"):
            return supported_resources(self._world.store.begin(), request)
        if request.path and request.path[0].startswith("subscriptions"):
            return await self._subscriptions.answer(request)
        try:
            async with asyncio.timeout(_LOCK_SECONDS):
                tx, response = await self._run_unlocked(request)
        except TimeoutError:
            raise record_locked() from None
        if request.method != "GET":
            await self._commit(tx, fault)
        return response

    async def _run_unlocked(self, request: ApiRequest) -> tuple[Transaction, ApiResponse]:
        while True:
            committed = self._world.store.committed
            try:
                return self._run(request)
            except RowLocked:
                await committed.wait()

    def _run(self, request: ApiRequest) -> tuple[Transaction, ApiResponse]:
        if request.path == ["$batch"] and request.method == "POST":
            return run_batch(self._world, request)
        tx = self._begin(request)
        return tx, answer(self._world, tx, request)

    def _begin(self, request: ApiRequest) -> Transaction:
        """Begin a transaction, for a read with the intent ReadOnly on the replica."""
        lag, store = self._world.settings.replica_lag_seconds, self._world.store
        intent = request.headers.get("data-access-intent", "").lower()
        if request.method != "GET" or intent != "readonly" or not lag:
            return store.begin()
        return store.begin_earlier(self._world.clock.now() - int(lag * SECOND))

    async def _commit(self, tx: Transaction, fault: Fault) -> None:
        if fault.commit_after_seconds is None or not tx.changes:
            tx.commit()
            return
        await tx.commit_late(self._world.clock.now() + int(fault.commit_after_seconds * SECOND))


def _api_request(world: World, request: Request, body: bytes) -> ApiRequest:
    raw = request.scope["raw_path"].decode("latin-1").split("?")[0]
    segments = [unquote(segment) for segment in raw.split("/") if segment]
    root = _root_of(world, segments)
    base = f"{request.url.scheme}://{request.url.netloc}/{'/'.join(segments[:root])}"
    query = parse_qsl(request.url.query, keep_blank_values=True)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return ApiRequest(request.method, segments[root:], query, headers, body, base)


def _root_of(world: World, segments: list[str]) -> int:
    """Return how many segments come before the entity set; raise ApiError for unknown ones."""
    settings = world.settings
    start = 2 if len(segments) > 1 and segments[1].lower() == settings.tenant.lower() else 1
    if not segments or segments[0] != "v2.0":
        raise no_such_segment(segments[0] if segments else "")
    if len(segments) <= start or segments[start].lower() != settings.environment.lower():
        name = segments[start] if len(segments) > start else ""
        raise ApiError(
            HTTPStatus.NOT_FOUND, "NoEnvironment", f"Environment '{name}' does not exist."
        )
    for root in (_API, _RUNTIME):
        if segments[start + 1 : start + 1 + len(root)] == root:
            return start + 1 + len(root)
    raise no_such_segment("/".join(segments[start + 1 :]))


def _spoil(fault: Fault, real: Response | None = None) -> Response:
    if fault.drop == "DURING" and real is not None:
        return Truncated(real)
    return Dropped() if fault.drop else fault_reply(fault)


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


async def _pause(seconds: float) -> None:
    if seconds:
        await asyncio.sleep(seconds)
