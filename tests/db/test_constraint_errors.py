"""Every database key that a race can violate has an error of its own: the last line of defense."""

import pytest
from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.exc import IntegrityError

from db import errors, tables
from db.errors import to_domain_error
from db.tables.columns import metadata
from domain.catalog.price_list import PriceListInUse, PriceListNotFound
from domain.catalog.product import ProductNotFound
from domain.catalog.product_lifecycle import ProductInUse
from domain.core.errors import DomainError
from tests.db.test_tenant_tables import rows

# API requests cannot violate these: IDs and numbers are generated, and lines keep their positions.
_NEVER = (
    "pk_",
    "uq_tenants_",
    "uq_users_",
    "uq_units_primary",
    "uq_renditions_",
    "uq_order_snapshots_",  # the order is locked
    "uq_unmatched_erp_invoices_",  # written by an upsert
)
_DRAWN = ("_number", "_line_number", "_reverses_payment_id")


async def test_every_unique_key_has_its_refusal(database_url: str) -> None:
    found = await rows(
        database_url,
        "SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE i.indisunique AND n.nspname = 'public'",
    )
    names = {row["name"] for row in found}

    unguarded = {
        name
        for name in names - errors._GUARDS.keys()
        if not name.startswith(_NEVER) and not name.endswith(_DRAWN)
    }
    assert unguarded == {"alembic_version_pkc"}
    assert errors._GUARDS.keys() <= names


class _Cause(Exception):
    def __init__(self, table: str, constraint: str) -> None:
        self.table_name, self.constraint_name = table, constraint


class _Original(Exception):
    sqlstate = "23503"


def _violated(statement: str, table: str, constraint: str) -> IntegrityError:
    original = _Original()
    original.__cause__ = _Cause(table, constraint)
    return IntegrityError(statement, {}, original)


@pytest.mark.parametrize(
    ("statement", "constraint", "refusal"),
    [
        ("DELETE FROM products WHERE", "fk_quote_lines_tenant_id_product_id", ProductInUse),
        ("INSERT INTO quote_lines", "fk_quote_lines_tenant_id_product_id", ProductNotFound),
        ("UPDATE quote_lines SET", "fk_quote_lines_tenant_id_product_id", ProductNotFound),
        ("INSERT INTO quote_lines", "fk_quote_lines_tenant_id", None),
        ("INSERT INTO quote_lines", "something else", None),
    ],
)
def test_a_foreign_key_says_what_is_gone_or_what_stays(
    statement: str, constraint: str, refusal: type[DomainError] | None
) -> None:
    found = to_domain_error(_violated(statement, "quote_lines", constraint))

    assert (type(found) if found else None) is refusal


def test_the_lists_of_documents_are_guarded_too() -> None:
    for documents in (tables.opportunities, tables.quotes, tables.orders, tables.invoices):
        name = f"fk_{documents.name}_tenant_id_price_list_id"
        inserted = to_domain_error(_violated("INSERT INTO x", documents.name, name))
        deleted = to_domain_error(_violated("DELETE FROM price_lists", documents.name, name))
        assert isinstance(inserted, PriceListNotFound)
        assert isinstance(deleted, PriceListInUse)


def test_every_record_that_is_deleted_while_others_name_it_is_guarded() -> None:
    deleted = {
        tables.order_lines,
        tables.products,
        tables.units,
        tables.price_lists,
        tables.discount_lists,
        tables.tenant_currencies,
    }
    kept = {table for table, (_, used) in errors._KEPT.items() if used is not None}
    named = {
        key.referred_table
        for table in metadata.tables.values()
        for key in table.constraints
        if isinstance(key, ForeignKeyConstraint)
    }

    assert kept == deleted
    assert deleted <= named
