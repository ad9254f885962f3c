"""Repositories of master records, and look-ups of the records that an input refers to."""

from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, exists, or_, select

from db import tables
from db.repositories.erp_lookups import ErpLookups
from db.repositories.identity_map import IdentityMap
from db.repositories.statements import bind_value, by_id
from domain.catalog.currency import CurrencyInactive
from domain.catalog.price_list import PriceListInactive, PriceListNotFound
from domain.catalog.product import ProductNotFound
from domain.catalog.unit import Unit, UnitGroupNotFound, UnitNotFound
from domain.core.errors import NotFound
from domain.core.money import Currency, CurrencyUnknown, RoundingMode
from domain.core.record import Record
from domain.sales.erp_link import ErpLinkType
from domain.sales.party import (
    AccountNotFound,
    CompetitorNotFound,
    ContactNotFound,
    CustomerInactive,
    CustomerNotFound,
    UserNotFound,
)

M = TypeVar("M", bound=Record)


class Records(Generic[M]):
    """The repository of one type of master record."""

    def __init__(self, identity_map: IdentityMap, kind: type[M]) -> None:
        self.identity_map = identity_map
        self.kind = kind

    async def get(self, id: UUID) -> M:
        """The record, locked. Raises the record's NotFound."""
        records = await self.identity_map.load(self.kind, by_id, id=id)
        if not records:
            raise self.kind.not_found
        record: M = records[0]
        return record

    def add(self, record: M) -> None:
        """Register a new record, to be saved."""
        self.identity_map.add(record)

    def delete(self, record: M) -> None:
        """Mark a loaded record to be deleted."""
        self.identity_map.delete(record)


def _primary(c: Any) -> ColumnElement[bool]:
    return and_(c.unit_group_id == bind_value("group_id"), c.base_unit_id.is_(None))


class Units(Records[Unit]):
    """All units."""

    async def primary(self, unit_group_id: UUID) -> Unit:
        """The unit that the group's other units are based on. Raises UNIT_GROUP_NOT_FOUND."""
        units: list[Unit] = await self.identity_map.load(Unit, _primary, group_id=unit_group_id)
        if not units:
            raise UnitGroupNotFound(path=("unitGroupId",))
        return units[0]


_LINKED: dict[ErpLinkType, tuple[Table, type[NotFound]]] = {
    ErpLinkType.ACCOUNT: (tables.accounts, AccountNotFound),
    ErpLinkType.CONTACT: (tables.contacts, ContactNotFound),
    ErpLinkType.PRODUCT: (tables.products, ProductNotFound),
    ErpLinkType.UNIT: (tables.units, UnitNotFound),
}


class Lookups(ErpLookups):
    """Checks that the records an input refers to exist and can be used; locks nothing."""

    async def check_customer(self, account_id: UUID | None, contact_id: UUID | None) -> None:
        """Raise CUSTOMER_NOT_FOUND or CUSTOMER_INACTIVE."""
        table = tables.contacts if account_id is None else tables.accounts
        customer_id = account_id or contact_id
        is_active = await self._flag(table, customer_id, "is_active") if customer_id else None
        if is_active is None:
            raise CustomerNotFound(path=("customerId",))
        if not is_active:
            raise CustomerInactive(path=("customerId",))

    async def lock_customer(self, account_id: UUID | None, contact_id: UUID | None) -> None:
        """Lock the customer until the transaction ends (I-63). Raises CUSTOMER_INACTIVE."""
        table = tables.contacts if account_id is None else tables.accounts
        statement = select(table.c.is_active).where(
            table.c.tenant_id == self._tenant_id, table.c.id == (account_id or contact_id)
        )
        # A shared lock: activations of the customer's other quotes do not wait.
        if not await self._connection.scalar(statement.with_for_update(read=True)):
            raise CustomerInactive

    async def get_company(self, account_id: UUID | None, contact_id: UUID | None) -> UUID | None:
        """The account of a customer; for a contact without an account, the contact."""
        if contact_id is None:
            return account_id
        account: UUID | None = await self._flag(tables.contacts, contact_id, "account_id")
        return account or contact_id

    async def check_user(self, id: UUID) -> None:
        """Raise USER_NOT_FOUND."""
        if await self._flag(tables.users, id, "id") is None:
            raise UserNotFound(path=("ownerId",))

    async def check_linkable(self, type: ErpLinkType, key: str) -> None:
        """Raise the NotFound error of a record or code that does not exist."""
        if type is ErpLinkType.CURRENCY:
            try:
                await self.get_currency(key)
            except (CurrencyUnknown, CurrencyInactive) as refusal:
                refusal.path = ("code",)
                raise
        elif type in _LINKED:
            table, error = _LINKED[type]
            if await self._flag(table, UUID(key), "id") is None:
                raise error(path=("recordId",))

    async def is_invoice_number_taken(self, number: str) -> bool:
        """Whether an invoice has this number."""
        c = tables.invoices.c
        taken = exists().where(c.tenant_id == self._tenant_id, c.number == number)
        return bool(await self._connection.scalar(select(taken)))

    async def check_account(self, id: UUID) -> None:
        """Raise ACCOUNT_NOT_FOUND."""
        if await self._flag(tables.accounts, id, "id") is None:
            raise AccountNotFound(path=("accountId",))

    async def check_competitor(self, id: UUID) -> None:
        """Raise COMPETITOR_NOT_FOUND."""
        if await self._flag(tables.competitors, id, "id") is None:
            raise CompetitorNotFound(path=("competitorId",))

    async def get_currency(self, code: str) -> Currency:
        """The tenant's currency with this code. Raises CURRENCY_UNKNOWN or CURRENCY_INACTIVE."""
        if not (code.isascii() and code.isalpha()):
            raise CurrencyUnknown(path=("currencyCode",))
        own, base = tables.tenant_currencies, tables.tenant_currencies.alias()
        settings = tables.tenant_settings
        statement = (
            select(own.c.precision, own.c.is_active, base.c.precision, settings.c.rounding_mode)
            .select_from(own)
            .join(settings, settings.c.tenant_id == self._tenant_id)
            .join(
                base,
                (base.c.tenant_id == self._tenant_id)
                & (base.c.code == settings.c.base_currency_code),
            )
            .where(own.c.tenant_id == self._tenant_id, own.c.code == code)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            raise CurrencyUnknown(path=("currencyCode",))
        precision, is_active, base_precision, mode = row
        if not is_active:
            raise CurrencyInactive(path=("currencyCode",))
        return Currency(code, precision, base_precision, RoundingMode(mode))

    async def has_base_amounts(self) -> bool:
        """Whether any document has amounts in the base currency."""
        kinds = (tables.opportunities, tables.quotes, tables.orders, tables.invoices)
        rated = (
            # Without a rate, a document has no base amounts (decision 17).
            exists().where(kind.c.tenant_id == self._tenant_id, kind.c.exchange_rate.is_not(None))
            for kind in kinds
        )
        return bool(await self._connection.scalar(select(or_(*rated))))

    async def check_price_list(self, id: UUID) -> None:
        """Raise PRICE_LIST_NOT_FOUND or PRICE_LIST_INACTIVE."""
        is_active = await self._flag(tables.price_lists, id, "is_active")
        if is_active is None:
            raise PriceListNotFound(path=("priceListId",))
        if not is_active:
            raise PriceListInactive(path=("priceListId",))

    async def find_default_price_list(
        self, account_id: UUID | None, contact_id: UUID | None, currency_code: str
    ) -> UUID | None:
        """The customer's default price list, if it is active and in this currency (3.2)."""
        customers = tables.contacts if account_id is None else tables.accounts
        lists = tables.price_lists
        statement = (
            select(lists.c.id)
            .join(
                customers,
                (customers.c.tenant_id == self._tenant_id)
                & (customers.c.default_price_list_id == lists.c.id),
            )
            .where(
                lists.c.tenant_id == self._tenant_id,
                customers.c.id == (account_id or contact_id),
                # A default in another currency or an inactive one is ignored, not refused: nobody
                # asked for it.
                lists.c.currency_code == currency_code,
                lists.c.is_active,
            )
        )
        return await self._connection.scalar(statement)

    async def _flag(self, table: Table, id: UUID, column: str) -> Any:
        statement = select(table.c[column]).where(
            table.c.tenant_id == self._tenant_id, table.c.id == id
        )
        return await self._connection.scalar(statement)
