"""Keeps a connection below the limits of Business Central: few requests at once, few a second.

The limits hold for all worker processes together; `db.erp_request_slots` shares the turns.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from db.database import Database
from db.erp_request_slots import ErpRequestSlots, Slot
from db.pool.failures import failure_of
from integrations.business_central.outcomes import BusinessCentralError, Outcome

log = logging.getLogger("salesgraph")

AT_ONCE = 4  # Business Central works on 5 requests of a user at once; more wait in its queue
PER_SECOND = 15.0  # 6,000 in five minutes are allowed
LEASE = timedelta(seconds=30)  # until a killed worker's turn is free again
_MARGIN = 1.05  # so that the limit holds where requests arrive, too
_LOOK_AGAIN = 0.1  # seconds; another process may give its turn back at any time


def request_slots(
    database: Database,
    *,
    at_once: int = AT_ONCE,
    per_second: float = PER_SECOND,
    lease: timedelta = LEASE,
) -> ErpRequestSlots:
    """Return the turns of all connections."""
    interval = timedelta(seconds=_MARGIN / per_second)
    return ErpRequestSlots(database, at_once, interval, lease)


class Limits(Protocol):
    """What a client waits for before it sends a request."""

    def request(self) -> AbstractAsyncContextManager[None]:
        """Wait for a turn, and hold it while the request runs."""
        ...


class OneAtATime:
    """Lets a client send one request after the other, such as for a test of the connection."""

    def __init__(self) -> None:
        self._place = asyncio.Lock()

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Wait until no other request runs."""
        async with self._place:
            yield


class RequestLimits:
    """The limits of one connection, for all workers together."""

    def __init__(self, slots: ErpRequestSlots, tenant_id: UUID) -> None:
        self._slots, self._tenant_id = slots, tenant_id
        # Those who could not get a turn anyway do not ask the database.
        self._places = asyncio.Semaphore(slots.count)

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Wait for a turn, and hold it while the request runs.

        Raises BusinessCentralError if the database is not available; then nothing was sent.
        """
        async with self._places:
            slot = await self._claim()
            keeping = asyncio.create_task(self._keep(slot))
            try:
                yield
            finally:
                keeping.cancel()
                await self._release(slot)

    async def _claim(self) -> Slot:
        while True:
            try:
                slot = await self._slots.claim(self._tenant_id)
            except Exception as error:
                if failure_of(error) is None:
                    raise
                raise BusinessCentralError(
                    Outcome.NOT_SENT, "The database was not available, so nothing was sent."
                ) from error
            if isinstance(slot, Slot):
                return slot
            jitter = secrets.SystemRandom().uniform(0, _LOOK_AGAIN / 10)
            await asyncio.sleep(min(slot.total_seconds(), _LOOK_AGAIN) + jitter)

    async def _keep(self, slot: Slot) -> None:
        while True:
            await asyncio.sleep(self._slots.lease.total_seconds() / 3)
            with suppress(Exception):  # the request goes on; another worker may take the turn
                await self._slots.renew(self._tenant_id, slot)

    async def _release(self, slot: Slot) -> None:
        try:
            await self._slots.release(self._tenant_id, slot)
        except Exception:
            log.warning("a turn at Business Central was not given back", exc_info=True)
