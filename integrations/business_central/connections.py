"""The clients of all tenants, each with its token, its limits and its links."""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import httpx2
from sqlalchemy import select

from db import tables
from db.credential_cipher import CredentialCipher, CredentialUnreadable
from db.database import Database
from db.erp_request_slots import ErpRequestSlots
from db.unit_of_work import UnitOfWork, open_unit_of_work
from domain.sales.erp_link import ErpLinkType
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.client import TIMEOUT, BusinessCentral, Place
from integrations.business_central.limits import Limits, RequestLimits, request_slots
from integrations.business_central.order_mapping import Linked, Links
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.tokens import Credentials, TokenSource

MAX_CLIENTS = 200  # tenants whose token is remembered


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessCentralAccess:
    """How a worker reaches Business Central: addresses, HTTP client, keys of stored secrets."""

    api_url: str
    login_url: str
    http: httpx2.AsyncClient
    cipher: CredentialCipher


class Connections:
    """Opens the clients of tenants, and keeps the most recent ones."""

    def __init__(
        self,
        database: Database,
        access: BusinessCentralAccess,
        now: Callable[[], datetime],
        slots: ErpRequestSlots | None = None,
    ) -> None:
        self._database, self._access, self.now = database, access, now
        self._slots = slots or request_slots(database)
        self._clients: OrderedDict[UUID, tuple[int, BusinessCentral]] = OrderedDict()

    def begin_transaction(self, tenant_id: UUID) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction in which the system acts, instead of one of the tenant's users."""
        return open_unit_of_work(self._database, tenant_id=tenant_id, user_id=tenant_id)

    async def find(self, tenant_id: UUID) -> ErpConnection | None:
        """Return the tenant's connection to Business Central; None if it has none."""
        async with self.begin_transaction(tenant_id) as work:
            connection = await work.lookups.share_erp_connection()
        return connection if connection is not None and connection.is_called else None

    async def open(
        self, tenant_id: UUID, connection: ErpConnection
    ) -> tuple[BusinessCentral, Links]:
        """Return the tenant's client and links. Raises BusinessCentralError."""
        return self.client(tenant_id, connection), await self._links(tenant_id)

    def client(self, tenant_id: UUID, connection: ErpConnection) -> BusinessCentral:
        """Return the tenant's client. Raises BusinessCentralError if its secret is unreadable."""
        version, client = self._clients.get(tenant_id, (0, None))
        if client is None or version != connection.version:
            limits = RequestLimits(self._slots, tenant_id)
            client = new_client(self._access, connection, limits, self.now)
            self._clients[tenant_id] = connection.version, client
        self._clients.move_to_end(tenant_id)
        while len(self._clients) > MAX_CLIENTS:
            self._clients.popitem(last=False)
        return client

    async def _links(self, tenant_id: UUID) -> Links:
        table = tables.erp_links
        columns = (table.c.type, table.c.local_key, table.c.remote_id, table.c.remote_number)
        statement = select(*columns).where(table.c.tenant_id == tenant_id)
        async with self._database.writing(tenant_id) as connection:
            rows = (await connection.execute(statement)).all()
        return {
            (ErpLinkType(name), key): Linked(remote_id, number)
            for name, key, remote_id, number in rows
        }


def new_client(
    access: BusinessCentralAccess,
    connection: ErpConnection,
    limits: Limits,
    now: Callable[[], datetime],
) -> BusinessCentral:
    """Return a client without a token. Raises BusinessCentralError if the secret is unreadable."""
    try:
        secret = access.cipher.decrypt(connection.client_secret or "")
    except CredentialUnreadable as error:
        raise BusinessCentralError(Outcome.MISCONFIGURED, str(error)) from error
    directory = connection.directory_id or ""
    credentials = Credentials(directory, connection.client_id or "", secret)
    place = Place(
        access.api_url,
        directory,
        connection.environment or "",
        connection.company_id or "",
    )
    tokens = TokenSource(access.http, access.login_url, credentials, time.monotonic)
    return BusinessCentral(access.http, place, tokens, limits, now)


@asynccontextmanager
async def open_http() -> AsyncIterator[httpx2.AsyncClient]:
    """The HTTP client of all tenants, without redirects and proxies."""
    limits = httpx2.Limits(max_connections=50, max_keepalive_connections=20)
    async with httpx2.AsyncClient(timeout=TIMEOUT, limits=limits, trust_env=False) as http:
        yield http
