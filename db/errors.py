"""Translates database errors, such as violated constraints, into errors of the domain."""

import re
from functools import cache

import asyncpg
from sqlalchemy import ForeignKeyConstraint, Table
from sqlalchemy.exc import DBAPIError

from db import tables
from db.tables.columns import metadata
from domain.catalog.bundle import BundleItemExists, RelationshipExists
from domain.catalog.currency import CurrencyExists, CurrencyInUse, CurrencyNotFound
from domain.catalog.discount_list import (
    DiscountListInUse,
    DiscountListNameTaken,
    DiscountListNotFound,
)
from domain.catalog.price_list import (
    PriceListInUse,
    PriceListItemExists,
    PriceListNameTaken,
    PriceListNotFound,
)
from domain.catalog.product import ProductNotFound, ProductNumberTaken
from domain.catalog.product_lifecycle import ProductInUse
from domain.catalog.tax_code import TaxCodeNotFound, TaxCodeTaken
from domain.catalog.unit import UnitGroupNameTaken, UnitInUse, UnitNameTaken, UnitNotFound
from domain.core.errors import Conflict, DomainError
from domain.pricing.line import LineNotFound
from domain.sales.delivery_refusals import OrderLineInUse
from domain.sales.payment import PaymentAlreadyReversed
from domain.sales.posted_invoice import PostedInvoiceConflict
from domain.sales.quote_lifecycle import QuoteAlreadyOrdered, QuoteLiveRevisionExists


class RecordBusy(Conflict):
    """Another transaction held a lock for too long, or there was a deadlock."""

    rule = "Another request is changing the record. Try again in a moment."


class OutcomeUnknown(Conflict):
    """The connection was lost during COMMIT."""

    rule = "The change may or may not have been saved. Read the record before you try again."


# Unique constraints, the error for a violation, and the input field that caused it.
_GUARDS: dict[str, tuple[type[DomainError], str | None]] = {
    "uq_orders_tenant_id_quote_id": (QuoteAlreadyOrdered, None),
    # The ERP's number, taken for another of its invoices meanwhile; ours are drawn from a series.
    "uq_invoices_tenant_id_number": (RecordBusy, None),
    "uq_posted_invoices_tenant_id_remote_id": (PostedInvoiceConflict, "remoteId"),
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
    # the full name exceeds PostgreSQL's limit of 63 bytes
    "uq_product_relationships_tenant_id_product_id_related_p_ceb7": (RelationshipExists, "type"),
    "uq_tenant_currencies_tenant_id_code": (CurrencyExists, "code"),
    # linked by two requests at once: the second one finds the link and replaces it
    "uq_erp_links_tenant_id_type_local_key": (RecordBusy, None),
}

# Errors for foreign keys: the referenced record does not exist, or it is still referenced.
_KEPT: dict[Table, tuple[type[DomainError], type[DomainError] | None]] = {
    tables.products: (ProductNotFound, ProductInUse),
    tables.units: (UnitNotFound, UnitInUse),
    tables.price_lists: (PriceListNotFound, PriceListInUse),
    tables.discount_lists: (DiscountListNotFound, DiscountListInUse),
    tables.tax_codes: (TaxCodeNotFound, None),
    tables.tenant_currencies: (CurrencyNotFound, CurrencyInUse),
    tables.order_lines: (LineNotFound, OrderLineInUse),
}
_FOREIGN = "23503"
_CONSTRAINT = re.compile(r'constraint "([^"]+)"')
_SHARD = re.compile(r"_\d{6,}$")
_HASH = re.compile(r"_[0-9a-f]{8}$")

_BUSY = {"55P03", "40P01", "40001"}  # lock timeout, deadlock, serialization
_RETRY = {"40P01", "40001"}
_LOCK_TIMEOUT = "55P03"


def sqlstate(error: DBAPIError | asyncpg.PostgresError) -> str | None:
    """The SQLSTATE code of a database error, or None."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    state: str | None = getattr(cause, "sqlstate", None)
    return state


def to_domain_error(error: DBAPIError | asyncpg.PostgresError) -> DomainError | None:
    """The domain error for a database error; None if the error is a bug of ours.

    The error comes from SQLAlchemy, or from asyncpg if the statement bypassed SQLAlchemy.
    """
    if sqlstate(error) in _BUSY:
        return RecordBusy()
    if sqlstate(error) == _FOREIGN:
        return _foreign_key_error(error)
    guard, field = _GUARDS.get(constraint_of(error), (None, None))
    if guard is None:
        return None
    path = (field,) if field else ()
    return guard(path=path, record="The quote", status="", order="an order made meanwhile")


def constraint_of(error: DBAPIError | asyncpg.PostgresError) -> str:
    """The name of the violated constraint, or "".

    On Citus, a shard's constraint ends with the shard's number, and forwarded errors may have the
    name only in their message.
    """
    cause, _ = _message_and_statement(error)
    constraint = str(getattr(cause, "constraint_name", None) or "")
    if not constraint:
        match = _CONSTRAINT.search(str(cause or error))
        constraint = match[1] if match else ""
    return _without_shard(constraint)


def _without_shard(name: str) -> str:
    """The name of the table's constraint for a name that may be a shard's.

    Citus appends `_` and the shard's number. It truncates long names first, and inserts `_` and a
    hash.
    """
    own = _SHARD.sub("", name)
    if own == name or own in _names():
        return own
    start = _HASH.sub("", own)
    shards = [each for each in _names() if start != own and each.startswith(start)]
    return shards[0] if len(shards) == 1 else own


@cache
def _names() -> frozenset[str]:
    return frozenset(_GUARDS) | {str(key.name) for key in _foreign_keys()}


def _message_and_statement(error: DBAPIError | asyncpg.PostgresError) -> tuple[object, str | None]:
    """The error of asyncpg and the statement that failed."""
    if isinstance(error, DBAPIError):
        return getattr(error.orig, "__cause__", None), error.statement
    return error, getattr(error, "query", None)


def _foreign_key_error(error: DBAPIError | asyncpg.PostgresError) -> DomainError | None:
    """The error for a violated foreign key: the record is missing, or still referenced."""
    constraint = constraint_of(error)
    key = next((key for key in _foreign_keys() if str(key.name) == constraint), None)
    if key is None:
        return None
    missing, used = _KEPT.get(key.referred_table, (None, None))
    refusal = used if _is_still_named(error) else missing
    return refusal() if refusal is not None else None


def _is_still_named(error: DBAPIError | asyncpg.PostgresError) -> bool:
    """Whether a record could not be deleted because others refer to it."""
    cause, statement = _message_and_statement(error)
    return (statement or "").startswith("DELETE") or "still referenced" in str(
        getattr(cause, "detail", None)
    )


@cache
def _foreign_keys() -> tuple[ForeignKeyConstraint, ...]:
    constraints = (each for table in metadata.tables.values() for each in table.constraints)
    return tuple(each for each in constraints if isinstance(each, ForeignKeyConstraint))


def may_be_repeated(error: DBAPIError | asyncpg.PostgresError) -> bool:
    """Whether the transaction can be retried: it failed only because of a concurrent one."""
    return sqlstate(error) in _RETRY


def is_lock_timeout(error: BaseException | None) -> bool:
    """Whether a statement reached its lock timeout."""
    if not isinstance(error, DBAPIError | asyncpg.PostgresError):
        return False
    return sqlstate(error) == _LOCK_TIMEOUT
