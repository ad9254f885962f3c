"""POST /erp/notifications/{tenant}/{token}: receives the notifications of Business Central.

Business Central deletes a subscription whose receiver answers with anything but 2xx, 408, 429 or
5xx. So whatever arrives at a connected tenant's path is answered with 200 within a second, junk as
well. The exception is 503: the database did not store it, so Business Central sends it again.
"""

import asyncio
import logging
import re
from collections.abc import Callable
from contextvars import Context
from functools import partial
from time import monotonic
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from db.database import Database
from db.erp_inbox import ErpChange, ErpInbox
from db.pool.deadlines import REQUEST, time_budget
from db.pool.retrying import retry_on_another_connection
from integrations.business_central.notification_address import PATH, NotificationSecrets
from integrations.business_central.notifications import read_notifications

log = logging.getLogger("salesgraph")

ROUTE = f"{PATH}/{{tenant}}/{{token}}"
MAX_BODY = 1_000_000  # bytes
MAX_TOKEN = 512  # characters of a validation token
MAX_STORING = 16  # calls whose notifications are being stored
ANSWER_WITHIN = 0.8  # seconds
REPORT_EVERY = 60.0  # seconds between two lines in the log about refused notifications
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# The validation token comes from outside; a browser must never take it for a page.
_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}


class NotificationEndpoint:
    """Handles calls of Business Central."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        ticks: Callable[[], float] = monotonic,
        answer_within: float = ANSWER_WITHIN,
    ) -> None:
        self._inbox, self._secrets = ErpInbox(database), NotificationSecrets(key)
        self._storing: set[asyncio.Task[Response]] = set()
        self._answer_within = answer_within
        self.refusals = Refusals(ticks)

    async def receive(self, request: Request) -> Response:
        """Answer a handshake with its token, and store what notifications say."""
        parts = request.path_params
        tenant_id = self._secrets.find_tenant(parts["tenant"], parts["token"])
        if tenant_id is None:
            return _answer("There is nothing at this path.", 404)
        token = request.query_params.get("validationToken")
        if token is not None:
            return _shake_hands(token)
        if request.method != "POST":
            return _answer("Business Central sends its notifications here.", 200)
        body = await _read(request)
        if body is None:
            self.refusals.count(1)
            return _answer("", 200)
        return await self._take(tenant_id, body)

    async def _take(self, tenant_id: UUID, body: bytes) -> Response:
        found = read_notifications(body, self._secrets.client_state(tenant_id))
        self.refusals.count(found.refused)
        if not found.changes:
            return _answer("", 200)
        if len(self._storing) >= MAX_STORING:
            return _unstored()
        # Canceling a transaction could undo what is almost stored, so a slow one goes on.
        storing = asyncio.create_task(self._store(tenant_id, found.changes), context=Context())
        self._storing.add(storing)
        storing.add_done_callback(self._storing.discard)
        await asyncio.wait({storing}, timeout=self._answer_within)
        return storing.result() if storing.done() else _unstored()

    async def _store(self, tenant_id: UUID, changes: frozenset[ErpChange]) -> Response:
        try:
            with time_budget(REQUEST):
                is_connected = await retry_on_another_connection(
                    partial(self._inbox.add, tenant_id, changes)
                )
        except Exception:  # nobody waits for the task if it was slow
            log.exception("notifications of Business Central could not be stored")
            return _unstored()
        # Without a connection nobody wants notifications: this answer ends the subscription.
        return _answer("", 200) if is_connected else _answer("Nothing is connected here.", 404)


class Refusals:
    """Counts notifications that were malformed or not ours, and logs them once a minute."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks, self._told_at = ticks, -REPORT_EVERY
        self.total = self._untold = 0

    def count(self, notifications: int) -> None:
        """Count notifications, and log how many there were since the last time."""
        if not notifications:
            return
        self.total += notifications
        self._untold += notifications
        now = self._ticks()
        if now - self._told_at >= REPORT_EVERY:
            log.warning(
                "%s notifications of Business Central were malformed or had a wrong client state",
                self._untold,
            )
            self._told_at, self._untold = now, 0


def _shake_hands(token: str) -> Response:
    if not 0 < len(token) <= MAX_TOKEN or _CONTROL.search(token):
        return _answer(
            f"The validation token must have 1 to {MAX_TOKEN} printable characters.", 400
        )
    return _answer(token, 200)


async def _read(request: Request) -> bytes | None:
    """Return the body; None if it is too long or ends early."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)


def _unstored() -> Response:
    return _answer("The notifications could not be stored. Send them again.", 503)


def _answer(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, _HEADERS)
