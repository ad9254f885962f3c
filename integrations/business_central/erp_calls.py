"""Calls of Business Central that a request waits for, such as the test of a connection.

Everything else is done by workers. A request holds no connection to the database meanwhile.
"""

import asyncio
import functools
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import Context
from datetime import datetime
from uuid import UUID

import httpx2

from db.credential_cipher import CredentialCipher
from domain.sales.submission import ErpNotReached
from domain.tenant.erp_check import ErpCheck, ErpCheckSubject, ErpTestsBusy
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.check_connection import all_skipped, check_connection
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import BusinessCentralAccess, new_client
from integrations.business_central.limits import OneAtATime
from integrations.business_central.outcomes import BusinessCentralError
from integrations.business_central.withdraw_order import withdraw_order

SECONDS = 10.0  # for all requests of a test together
AT_ONCE = 8  # tests in a process, and as many withdrawals; each holds a few sockets
_TIMEOUT = httpx2.Timeout(connect=5, read=SECONDS, write=5, pool=5)
Key = tuple[UUID, int]


class ErpCalls:
    """Implements `domain.ports.erp.Erp` for Business Central."""

    def __init__(
        self,
        api_url: str,
        login_url: str,
        cipher: CredentialCipher,
        now: Callable[[], datetime],
        seconds: float = SECONDS,
    ) -> None:
        self._api_url, self._login_url = api_url, login_url
        self._cipher, self._now, self._seconds = cipher, now, seconds
        self._withdrawals = asyncio.Semaphore(AT_ONCE)
        self._running: dict[Key, asyncio.Task[list[ErpCheck]]] = {}

    async def check(self, connection: ErpConnection) -> Sequence[ErpCheck]:
        """Test a connection. Several requests at once share one test. Raises ERP_TESTS_BUSY."""
        key = connection.id, connection.version
        test = self._running.get(key)
        if test is None:
            if len(self._running) >= AT_ONCE:
                raise ErpTestsBusy
            # With a context of its own, because several requests wait for it.
            test = asyncio.create_task(self._check(connection), context=Context())
            self._running[key] = test
            test.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(test)

    async def withdraw(
        self, connection: ErpConnection, label: str, external_number: str, remote_id: str
    ) -> None:
        """Delete an order that is still a draft. Raises ORDER_IN_PROGRESS_IN_ERP, ERP_NOT_REACHED.

        Several attempts are harmless: one that was cut off leaves an order that is gone there.
        """
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._withdrawals,
                self._open(connection) as client,
            ):
                await withdraw_order(client, label, external_number, remote_id)
        except BusinessCentralError as error:
            raise ErpNotReached(problem=str(error)) from error
        except TimeoutError as error:
            problem = f"It did not answer within {self._seconds:g} seconds."
            raise ErpNotReached(problem=problem) from error

    async def _check(self, connection: ErpConnection) -> list[ErpCheck]:
        try:
            async with self._open(connection) as client:
                return await check_connection(client, connection, self._seconds)
        except BusinessCentralError as error:  # the secret cannot be decrypted
            return all_skipped(ErpCheckSubject.CREDENTIALS, str(error))

    @asynccontextmanager
    async def _open(self, connection: ErpConnection) -> AsyncIterator[BusinessCentral]:
        """A client with a new token, for a few requests. Raises BusinessCentralError."""
        # Reading the certificates takes 50 ms.
        tls = await asyncio.to_thread(_tls)
        async with httpx2.AsyncClient(timeout=_TIMEOUT, trust_env=False, verify=tls) as http:
            access = BusinessCentralAccess(
                api_url=self._api_url, login_url=self._login_url, http=http, cipher=self._cipher
            )
            # The workers leave one of the five places of the application to others.
            yield new_client(access, connection, OneAtATime(), self._now)


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)
