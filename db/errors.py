"""What PostgreSQL says no to, in the words of the domain: its constraints are the last guard."""

import asyncpg
from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.exc import DBAPIError, TimeoutError as PoolTimeout

from db import tables
from db.tables.metadata import metadata
from domain.bundle import BundleItemExists, RelationshipExists
from domain.currency import CurrencyExists, CurrencyInUse, CurrencyNotFound
from domain.discount_list import (
    DiscountListInUse,
    DiscountListNameTaken,
    DiscountListNotFound,
)
from domain.errors import Conflict, DomainError
from domain.invoice import PaymentAlreadyReversed
from domain.price_list import (
    PriceListInUse,
    PriceListItemExists,
    PriceListNameTaken,
    PriceListNotFound,
)
from domain.product import ProductInUse, ProductNotFound, ProductNumberTaken
from domain.quote import QuoteAlreadyOrdered, QuoteLiveRevisionExists
from domain.tax_code import TaxCodeNotFound, TaxCodeTaken
from domain.unit import UnitGroupNameTaken, UnitInUse, UnitNameTaken, UnitNotFound


class RecordBusy(Conflict):
    """Somebody else holds the record for too long, or both of us waited for each other."""

    rule = "Somebody else is changing the record. Try again in a moment."


class OutcomeUnknown(Conflict):
    """The connection was lost while a commit was under way."""

    rule = "The change may or may not have been saved. Read the record before you try again."


# A unique key, the rule that it guards, and the input field that is at fault.
_GUARDS: dict[str, tuple[type[DomainError], str | None]] = {
    "uq_orders_tenant_id_quote_id": (QuoteAlreadyOrdered, None),
    "uq_payments_tenant_id_reverses_payment_id": (PaymentAlreadyReversed, None),
    "uq_quotes_live_revision": (QuoteLiveRevisionExists, None),
    "uq_quotes_tenant_id_number_revision": (QuoteLiveRevisionExists, None),
    "uq_products_tenant_id_number": (ProductNumberTaken, "number"),
    "uq_unit_groups_tenant_id_name": (UnitGroupNameTaken, "name"),
    "uq_units_tenant_id_unit_group_id_name": (UnitNameTaken, "name"),
    "uq_discount_lists_tenant_id_name": (DiscountListNameTaken, "name"),
    "uq_tax_codes_tenant_id_code": (TaxCodeTaken, "code"),
    "uq_price_lists_tenant_id_name": (PriceListNameTaken, "name"),
    "uq_price_list_items_tenant_id_price_list_id_product_id_unit_id": (PriceListItemExists, None),
    "uq_bundle_items_tenant_id_bundle_id_product_id": (BundleItemExists, "productId"),
    # the full name is longer than PostgreSQL's names may be
    "uq_product_relationships_tenant_id_product_id_related_p_ceb7": (RelationshipExists, "type"),
    "uq_tenant_currencies_tenant_id_code": (CurrencyExists, "code"),
}

# What a foreign key stands for: the record that was named is gone, or one that is named stays.
_KEPT: dict[Table, tuple[type[DomainError], type[DomainError] | None]] = {
    tables.products: (ProductNotFound, ProductInUse),
    tables.units: (UnitNotFound, UnitInUse),
    tables.price_lists: (PriceListNotFound, PriceListInUse),
    tables.discount_lists: (DiscountListNotFound, DiscountListInUse),
    tables.tax_codes: (TaxCodeNotFound, None),
    tables.tenant_currencies: (CurrencyNotFound, CurrencyInUse),
}
_FOREIGN = "23503"

_BUSY = {"55P03", "57014", "40P01", "40001"}  # lock and statement timeout, deadlock, serialization
_RETRY = {"40P01", "40001"}
_LOCK_TIMEOUT = "55P03"


def sqlstate(error: DBAPIError | asyncpg.PostgresError) -> str | None:
    """PostgreSQL's five-letter code of what went wrong."""
    said = error.orig if isinstance(error, DBAPIError) else error
    state: str | None = getattr(said, "sqlstate", None)
    return state


def translated(error: DBAPIError | asyncpg.PostgresError) -> DomainError | None:
    """The refusal that a database error stands for, or None where it is our own fault.

    It comes from SQLAlchemy, or from the driver where a statement was sent past it.
    """
    if sqlstate(error) in _BUSY:
        return RecordBusy()
    cause, statement = _said(error)
    constraint = getattr(cause, "constraint_name", None) or ""
    if sqlstate(error) == _FOREIGN:
        return _kept(constraint, getattr(cause, "table_name", None) or "", statement or "")
    guard, field = _GUARDS.get(constraint, (None, None))
    if guard is None:
        return None
    path = (field,) if field else ()
    return guard(path=path, record="The quote", status="", order="an order made meanwhile")


def _said(error: DBAPIError | asyncpg.PostgresError) -> tuple[object, str | None]:
    """What the driver said, and of which statement."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "__cause__", None), error.statement
    return error, getattr(error, "query", None)


def _kept(constraint: str, table: str, statement: str) -> DomainError | None:
    """What a foreign key of a table refused: to name what is gone, or to delete what is named."""
    if table not in metadata.tables:
        return None
    for key in metadata.tables[table].constraints:
        if isinstance(key, ForeignKeyConstraint) and str(key.name) == constraint:
            missing, used = _KEPT.get(key.referred_table, (None, None))
            refusal = used if statement.startswith("DELETE") else missing
            return refusal() if refusal is not None else None
    return None


def may_be_repeated(error: DBAPIError | asyncpg.PostgresError) -> bool:
    """Whether the transaction was rolled back only because it met another one."""
    return sqlstate(error) in _RETRY


def is_lock_timeout(error: BaseException | None) -> bool:
    """Whether a statement waited for a lock for as long as it may."""
    if not isinstance(error, DBAPIError | asyncpg.PostgresError):
        return False
    return sqlstate(error) == _LOCK_TIMEOUT


_AWAY = (
    TimeoutError,
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.TooManyConnectionsError,
    asyncpg.OperatorInterventionError,
    PoolTimeout,
)


def is_unavailable(error: BaseException) -> bool:
    """Whether the database cannot be reached, or has no room for us, for now."""
    if isinstance(error, DBAPIError):
        cause = getattr(error.orig, "__cause__", None)
        return error.connection_invalidated or isinstance(cause, _AWAY)
    return isinstance(error, _AWAY) and not isinstance(error, asyncpg.QueryCanceledError)
