"""The job that links our records to those of Business Central that certainly are the same.

Products match by number; accounts, units and currencies by name or code, if exactly one record of
each side has it. Links that exist are kept. What stays unlinked needs a person.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, Table, bindparam, select

from db import tables
from db.database import Database
from db.erp_circuit import ErpCircuit
from domain.actions.erp_links import Match, add_matches
from domain.sales.erp_link import ErpLinkType
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import Connections
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.retry_policy import note_problem
from integrations.business_central.values import Json, id_of, text_of
from integrations.worker import AFTER_FAILURE, RetryLater, add_jitter

_AT_ONCE = 500  # links in a transaction
Local = Mapping[str, str]  # the key of each record by its name or number, in lower case


@dataclass(frozen=True, slots=True)
class RecordMatching:
    """Matches the records of all tenants."""

    database: Database
    connections: Connections

    async def match(self, tenant_id: UUID, _: UUID) -> None:
        """Link everything that matches and is not linked yet. Raises RetryLater.

        What only a person can correct ends the job: the person asks for the matches again.
        """
        connection = await self.connections.find(tenant_id)
        if connection is None:
            return
        try:
            await self._match(tenant_id, connection)
        except BusinessCentralError as error:
            await note_problem(ErpCircuit(self.database), tenant_id, error)
            if error.outcome not in {Outcome.MISCONFIGURED, Outcome.REFUSED, Outcome.GONE}:
                raise RetryLater(add_jitter(error.retry_after or AFTER_FAILURE)) from error

    async def _match(self, tenant_id: UUID, connection: ErpConnection) -> None:
        client = self.connections.client(tenant_id, connection)
        matches = [each async for each in self._matches(tenant_id, client)]
        for start in range(0, len(matches), _AT_ONCE):
            async with self.connections.begin_transaction(tenant_id) as work:
                await add_matches(work, matches[start : start + _AT_ONCE])

    async def _matches(self, tenant_id: UUID, client: BusinessCentral) -> AsyncIterator[Match]:
        customers = [each async for each in client.records("customers", select=_CUSTOMER)]
        items = [each async for each in client.records("items", select=_ITEM)]
        units = [each async for each in client.records("unitsOfMeasure", select=_CODED)]
        currencies = [each async for each in client.records("currencies", select=_CODED)]
        products = await self._local(tenant_id, _PRODUCTS)
        accounts = await self._local(tenant_id, _ACCOUNTS)
        ours = await self._local(tenant_id, _UNITS)
        codes = await self._local(tenant_id, _CURRENCIES)
        for one in _pairs(ErpLinkType.PRODUCT, products, items, "number", "number"):
            yield one
        for one in _pairs(ErpLinkType.ACCOUNT, accounts, customers, "displayName", "number"):
            yield one
        for name in ("code", "displayName"):
            for one in _pairs(ErpLinkType.UNIT, ours, units, name, "code"):
                yield one
        for one in _pairs(ErpLinkType.CURRENCY, codes, currencies, "code", "code"):
            yield one
        for one in _local_currency(codes, customers):
            yield one

    async def _local(self, tenant_id: UUID, statement: Select[object, str]) -> Local:
        """Our records with a unique name or number."""
        async with self.database.writing(tenant_id) as connection:
            rows = (await connection.execute(statement, {"tenant": tenant_id})).all()
        names = Counter(name.strip().lower() for _, name in rows)
        return {
            name.strip().lower(): str(key) for key, name in rows if names[name.strip().lower()] == 1
        }


def _names(table: Table, key: str, name: str) -> Select[object, str]:
    return select(table.c[key], table.c[name]).where(table.c.tenant_id == bindparam("tenant"))


_PRODUCTS = _names(tables.products, "id", "number")
_ACCOUNTS = _names(tables.accounts, "id", "name")
_UNITS = _names(tables.units, "id", "name")
_CURRENCIES = _names(tables.tenant_currencies, "code", "code")
_CUSTOMER = "id,number,displayName,currencyId,currencyCode"
_ITEM, _CODED = "id,number,displayName", "id,code,displayName"


def _pairs(
    link: ErpLinkType, local: Local, remote: Iterable[Json], name: str, number: str
) -> Iterable[Match]:
    """Yield what both sides have exactly once."""
    found = [(text_of(each, name), each) for each in remote]
    names = Counter(text.lower() for text, _ in found if text)
    for text, each in found:
        key = local.get(text.lower()) if text and names[text.lower()] == 1 else None
        if key is not None:
            yield Match(link, key, str(each["id"]), str(each[number]), text_of(each, "displayName"))


def _local_currency(codes: Local, customers: Iterable[Json]) -> Iterable[Match]:
    """Yield the currency of Business Central's company, which is not among its currencies."""
    for each in customers:
        code = text_of(each, "currencyCode")
        if code and id_of(each, "currencyId") is None and code.lower() in codes:
            yield Match(ErpLinkType.CURRENCY, codes[code.lower()], code, code, None)
            return
