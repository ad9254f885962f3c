"""The unit of work: one transaction of one user of a tenant, and its repositories."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.database import Database
from db.document_numbers import draw_numbers
from db.erp_circuit import CLOSE
from db.errors import RecordBusy, is_lock_timeout, may_be_repeated, to_domain_error
from db.job_queue import enqueue
from db.pdf_renditions import PdfRenditions
from db.pool.deadlines import LOCK_TIMEOUT, time_left
from db.pool.overload import Overloaded
from db.pool.prepared_statements import LookupStatement
from db.pool.retrying import retry_on_another_connection
from db.pool.transactions import driver_of, transaction_time
from db.repositories.documents import Documents
from db.repositories.identity_map import IdentityMap
from db.repositories.line_counts import announce_lines
from db.repositories.mapping import DOCUMENT_MAPPINGS
from db.repositories.price_books import PriceBooks
from db.repositories.records import Lookups, Records
from db.repositories.statements import bind_value, by_id
from db.repositories.tenant import Repositories
from db.repositories.usages import Usages
from db.work_meter import FREE, WorkMeter
from domain.catalog.currency import TenantCurrency
from domain.core.job import Job
from domain.ports.unit_of_work import NO_REFS, CatalogRefs, NumberKind
from domain.pricing.calculation import PricingRules
from domain.pricing.price_book import PriceBook
from domain.sales.deliverable import Deliverable
from domain.sales.document import Document
from domain.sales.erp_link import ErpLink, ErpLinkType
from domain.tenant.erp_connection import ErpConnection
from domain.tenant.letterhead import Letterhead
from domain.tenant.settings import TenantSettings

D = TypeVar("D", bound=Document[Any])
T = TypeVar("T")

_MAX_TRIES = 4
_FEW_LINES = 100  # lines that are computed in a few milliseconds
_BRIEFLY = 0.1  # seconds that any transaction may wait for a lock while holding a connection
_REPORTED = (DBAPIError, asyncpg.PostgresError)  # the latter from statements past SQLAlchemy


class _LockPatience(NamedTuple):
    """How long a transaction waits for a lock, and whether it has a turn to wait longer."""

    seconds: float = LOCK_TIMEOUT
    is_idle: bool = False


_USUAL = _LockPatience()
_lock_patience: ContextVar[_LockPatience] = ContextVar("lock_patience", default=_USUAL)


def _has_rate_or_code(c: Any) -> ColumnElement[bool]:
    return or_(c.exchange_rate.is_not(None), c.code == bind_value("code"))


def _of_key(c: Any) -> ColumnElement[bool]:
    return and_(c.type == bind_value("type"), c.local_key == bind_value("key"))


class UnitOfWork(Repositories):
    """Saves all changes or none. Actions use its interface, `domain.ports.unit_of_work`."""

    def __init__(
        self,
        database: Database,
        connection: AsyncConnection,
        *,
        tenant_id: UUID,
        user_id: UUID,
        now: datetime,
        meter: WorkMeter = FREE,
    ) -> None:
        super().__init__(IdentityMap(connection, tenant_id, user_id, now, meter))
        self.tenant_id = tenant_id
        self.user_id = user_id
        self.now = now
        self.today: date = now.date()
        self._database = database
        self._connection = connection
        self._jobs: list[Job] = []
        self._is_saved = False
        self._meter = meter
        self.usages = Usages(connection, tenant_id)
        self.lookups = Lookups(connection, tenant_id)
        self._prices = PriceBooks(connection, tenant_id)

    async def get_settings(self) -> TenantSettings:
        """The tenant's settings, locked."""
        return await Records(self.identity_map, TenantSettings).get(self.tenant_id)

    async def find_erp_connection(self) -> ErpConnection | None:
        """The tenant's connection to an ERP, locked; None if there never was one."""
        connections = await self.identity_map.load(ErpConnection, by_id, id=self.tenant_id)
        return connections[0] if connections else None

    async def close_erp_circuit(self) -> None:
        """Let requests to the ERP through again."""
        await self._connection.execute(CLOSE, {"tenant": self.tenant_id})

    async def find_erp_link(self, type: ErpLinkType, key: str) -> ErpLink | None:
        """The link of a record or code, locked; None if it is not linked."""
        found = await self.identity_map.load(ErpLink, _of_key, type=type.value, key=key)
        return found[0] if found else None

    async def get_currencies_with_rates(self, code: str) -> list[TenantCurrency]:
        """The currencies that have an exchange rate, and the one with this code, locked."""
        return await self.identity_map.load(TenantCurrency, _has_rate_or_code, code=code)

    async def get_pricing_rules(self) -> PricingRules:
        """The tenant's settings for pricing, read once."""
        return await self._prices.rules()

    async def load_price_book(
        self, currency_code: str, price_list_id: UUID | None = None, refs: CatalogRefs = NO_REFS
    ) -> PriceBook:
        """The price book for these records. Raises PRICE_LIST_NOT_FOUND."""
        return await self._prices.book(currency_code, price_list_id, refs)

    async def next_number(self, kind: NumberKind) -> str:
        """A new document number, drawn without waiting for other transactions (I-66)."""
        (number,) = await draw_numbers(self._database, self.tenant_id, kind.value)
        return number

    async def get_document(self, kind: type[D], id: UUID) -> D:
        """A document of one of the four types, locked, with its lines. Raises its NotFound."""
        return await Documents(self.identity_map, kind).get(id)

    async def get_header(self, kind: type[D], id: UUID) -> D:
        """A document of one of the four types, locked, without its lines. Raises its NotFound."""
        return await Documents(self.identity_map, kind).get_header(id)

    async def read_lines(self, document: Document[Any]) -> None:
        """Read the lines of a document that was loaded without them."""
        await self.identity_map.load_lines(type(document), [document])

    async def get_document_of_line(self, kind: type[D], line_id: UUID) -> D:
        """The document that has this line, locked, with its lines. Raises LINE_NOT_FOUND."""
        return await Documents(self.identity_map, kind).of_line(line_id)

    async def get_letterhead(self) -> Letterhead:
        """The tenant's letterhead, locked."""
        return await Records(self.identity_map, Letterhead).get(self.tenant_id)

    async def get_customer_address(
        self, account_id: UUID | None, contact_id: UUID | None
    ) -> str | None:
        """The customer's email address, or None."""
        table = tables.contacts if account_id is None else tables.accounts
        statement = select(table.c.email).where(
            table.c.tenant_id == self.tenant_id, table.c.id == (account_id or contact_id)
        )
        address: str | None = await self._connection.scalar(statement)
        return address

    async def create_rendition(self, document: Deliverable[Any]) -> UUID:
        """The id of the rendition of a document's current version; its PDF is rendered later."""
        mapping = DOCUMENT_MAPPINGS[type(document)]
        ids = [document.id]
        await announce_lines(self._connection, self.tenant_id, mapping.lines, ids, self._meter)
        renditions = PdfRenditions(self._connection, self.tenant_id)
        existing = await renditions.present(mapping.header.table, document.id)
        if existing is None:
            raise LookupError(f"{document.label} was locked, and is gone")
        return existing

    def announce_items(self, lines: int) -> None:
        """Announce the number of lines for items of bundles, before they are created."""
        self._meter.count_bundle_items(lines)

    async def compute(self, act: Callable[[], T], lines: int) -> T:
        """The result of a computation over this many lines; a long one runs in a thread."""
        if lines <= _FEW_LINES:
            return act()
        return await asyncio.to_thread(act)

    def enqueue(self, job: Job) -> None:
        """Queue a job that runs only if the transaction is committed."""
        self._jobs.append(job)

    async def save(self) -> None:
        """Write all changes and queue the jobs. Nothing can be changed afterwards."""
        if self._is_saved:
            return
        await self.identity_map.save()
        await enqueue(self._connection, self.tenant_id, self._jobs)
        self._is_saved = True

    async def fetch_row(
        self, sql: str, parameters: Sequence[Any], first: LookupStatement | None = None
    ) -> Sequence[Any]:
        """The only row of a planned query, which sees what the transaction has written so far."""
        driver = driver_of(self._connection)
        row: Sequence[Any] = await driver.prepared.fetch_row(driver, sql, parameters, first)
        return row


@asynccontextmanager
async def open_unit_of_work(
    database: Database,
    *,
    tenant_id: UUID,
    user_id: UUID,
    now: datetime | None = None,
    meter: WorkMeter = FREE,
) -> AsyncIterator[UnitOfWork]:
    """A transaction: saved and committed at the end, rolled back on any error.

    Records are dated by the database's clock, unless `now` is given. Raises the domain's error
    for a violated constraint of the database.
    """
    seconds, is_idle = _lock_patience.get()
    try:
        async with database.writing(tenant_id, seconds, is_idle=is_idle) as connection:
            now = now or await transaction_time(connection)
            who = {"tenant_id": tenant_id, "user_id": user_id}
            work = UnitOfWork(database, connection, **who, now=now, meter=meter)
            yield work
            await work.save()
    except _REPORTED as error:
        refusal = to_domain_error(error)
        if refusal is None:
            raise
        raise refusal from error


async def retry_on_conflict(
    act: Callable[[], Awaitable[T]], database: Database, tenant_id: UUID
) -> T:
    """Run a mutation under the pacer, and retry it after a deadlock or a lock timeout.

    A transaction that waits for a lock holds a connection that others need. So the first attempt
    waits only briefly; the next one starts with a turn to wait longer (decision 48).
    """
    return await database.pacer.run(tenant_id, _retry(act, database, tenant_id))


async def _retry(act: Callable[[], Awaitable[T]], database: Database, tenant_id: UUID) -> T:
    until = time.monotonic() + time_left(LOCK_TIMEOUT)
    try:
        return await _waiting(act, _LockPatience(_BRIEFLY))
    except RecordBusy as busy:
        if not is_lock_timeout(busy.__cause__):
            raise
    async with AsyncExitStack() as stack:
        try:
            seconds = until - time.monotonic()
            await stack.enter_async_context(database.lock_wait(tenant_id, seconds))
        except Overloaded as full:
            raise RecordBusy from full
        seconds = max(until - time.monotonic(), _BRIEFLY)
        return await _waiting(act, _LockPatience(seconds, is_idle=True))


async def _waiting(act: Callable[[], Awaitable[T]], patience: _LockPatience) -> T:
    """Run the mutation with this lock timeout, and retry it after a deadlock."""
    token = _lock_patience.set(patience)
    try:
        return await _after_deadlocks(act)
    finally:
        _lock_patience.reset(token)


async def _after_deadlocks(act: Callable[[], Awaitable[T]]) -> T:
    for tries in reversed(range(_MAX_TRIES)):
        try:
            return await retry_on_another_connection(act)
        except RecordBusy as busy:
            cause = busy.__cause__
            if not tries or not isinstance(cause, _REPORTED) or not may_be_repeated(cause):
                raise
    raise AssertionError  # the last try returns or raises
