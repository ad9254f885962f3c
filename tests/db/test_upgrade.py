"""A database that has been in use is upgraded with all its data."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import asyncpg

from db.admin.migrate import downgrade, upgrade
from db.admin.tenants import create_tenant
from db.database import plain_url
from db.tenant_ids import tenant_id_of
from tests.feed import assert_complete
from tests.postgres import empty_database

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
TENANT = tenant_id_of("old")
USER, ACCOUNT, PRODUCT, RETIRED, FIRST, SECOND, LINE, COPY = (UUID(int=n) for n in range(1, 9))


@asynccontextmanager
async def owned_database(server_url: str) -> AsyncIterator[str]:
    """A database whose owner is no superuser, so row-level security applies to the owner, too."""
    owner = f"owner_{uuid4().hex}"
    async with empty_database(server_url) as url:
        administrator = await asyncpg.connect(plain_url(url))
        database = await administrator.fetchval("SELECT current_database()")
        await administrator.execute(f"CREATE ROLE {owner} LOGIN CREATEROLE")
        await administrator.execute("GRANT salesgraph_app TO " + owner)
        await administrator.execute(f"ALTER DATABASE {database} OWNER TO {owner}")
        parts = urlsplit(url)
        place = parts.netloc.rpartition("@")[2]
        try:
            yield urlunsplit(parts._replace(netloc=f"{owner}@{place}"))
        finally:
            await administrator.execute(f"ALTER DATABASE {database} OWNER TO CURRENT_USER")
            await administrator.execute(f"DROP OWNED BY {owner}; DROP ROLE {owner}")
            await administrator.close()


async def insert(connection: Any, table: str, **values: Any) -> None:
    """Insert a row of the old tenant."""
    given = {"tenant_id": TENANT, **values}
    names, places = ", ".join(given), ", ".join(f"${at}" for at in range(1, len(given) + 1))
    await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", *given.values())


async def old_data(url: str) -> None:
    """Insert data of the first revision of the schema: products, and two revisions of a quote."""
    made = {"created_at": NOW, "created_by": USER, "updated_at": NOW, "updated_by": USER}
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(TENANT))
    await connection.execute(
        "INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, 'old', 'Old', $2)",
        TENANT, NOW,
    )  # fmt: skip
    await insert(
        connection, "tenant_settings", rounding_mode="HALF_UP", discount_method="PER_UNIT",
        pricing_precision=4,
    )  # fmt: skip
    await insert(connection, "users", id=USER, email="a@b.example", name="Ada", created_at=NOW)
    await insert(connection, "accounts", id=ACCOUNT, name="Buyer", owner_id=USER, version=1, **made)
    for id, number, is_active in ((PRODUCT, "P-1", True), (RETIRED, "P-2", False)):
        await insert(
            connection, "products", id=id, number=number, name=number, is_active=is_active,
            version=1, **made,
        )  # fmt: skip
    quotes = ((FIRST, LINE, 0, "CLOSED", "REVISED"), (SECOND, COPY, 1, "DRAFT", "IN_PROGRESS"))
    for id, line, revision, status, reason in quotes:
        await insert(
            connection, "quotes", id=id, number="QUO-1", revision=revision, name="Q",
            status=status, status_reason=reason, account_id=ACCOUNT, owner_id=USER,
            currency_code="USD", total_amount=20, version=1, **made,
        )  # fmt: skip
        await insert(
            connection, "quote_lines", id=line, quote_id=id, line_number=1, product_id=PRODUCT,
            currency_code="USD", quantity=2, price_per_unit=10, is_price_overridden=True,
            base_amount=20, extended_amount=20,
        )  # fmt: skip
    await connection.close()


async def fetch_rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of the old tenant."""
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(TENANT))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_what_was_kept_without_a_catalog_is_kept_with_one(
    server_url: str, database_url: str
) -> None:
    async with owned_database(server_url) as url:
        await upgrade(url, "0001")
        await old_data(url)

        await upgrade(url)

        settings = "SELECT rounding_mode, price_list_optional, base_currency_code"
        assert await fetch_rows(url, f"{settings} FROM tenant_settings") == [
            ("HALF_UP", True, "USD")
        ]
        products = "SELECT number, status, is_active FROM products ORDER BY number"
        assert await fetch_rows(url, products) == [
            ("P-1", "ACTIVE", True),
            ("P-2", "RETIRED", False),
        ]
        lines = (
            "SELECT line_type, lineage_id, unit_id IS NULL, base_amount_in_base FROM quote_lines"
        )
        assert await fetch_rows(url, lines) == [("PRODUCT", LINE, False, 20)] * 2
        quotes = "SELECT DISTINCT exchange_rate, total_amount_in_base, pricing_error FROM quotes"
        assert await fetch_rows(url, quotes) == [(1, 20, "NONE")]
        assert await fetch_rows(url, "SELECT company_name FROM letterheads") == [("Old",)]
        made = "SELECT type, record_id FROM changes WHERE type IN ('USER', 'PRODUCT', 'QUOTE')"
        assert await fetch_rows(url, f"{made} AND operation = 'CREATED' ORDER BY position") == [
            ("USER", USER), ("PRODUCT", PRODUCT), ("PRODUCT", RETIRED),
            ("QUOTE", FIRST), ("QUOTE", SECOND),
        ]  # fmt: skip
        await assert_complete(plain_url(url), TENANT)


async def test_making_a_tenant_again_after_the_upgrade_changes_nothing(
    server_url: str, database_url: str
) -> None:
    async with owned_database(server_url) as url:
        await upgrade(url, "0001")
        await old_data(url)
        await upgrade(url)

        await create_tenant(url, slug="old", name="Old", users={"a@b.example": "Ada"}, now=NOW)

        assert await fetch_rows(url, "SELECT count(*) FROM units") == [(1,)]
        assert await fetch_rows(url, "SELECT rounding_mode FROM tenant_settings") == [("HALF_UP",)]


async def test_the_way_down_keeps_what_the_first_revision_knew(
    server_url: str, database_url: str
) -> None:
    async with owned_database(server_url) as url:
        await upgrade(url, "0001")
        await old_data(url)
        await upgrade(url)

        await downgrade(url, "0001")

        products = "SELECT number, is_active FROM products ORDER BY number"
        assert await fetch_rows(url, products) == [("P-1", True), ("P-2", False)]
        assert await fetch_rows(url, "SELECT total_amount FROM quotes") == [(20,), (20,)]


async def test_the_tables_are_in_public_whatever_search_path_the_owner_has(server_url: str) -> None:
    async with owned_database(server_url) as url:
        connection = await asyncpg.connect(url)
        await connection.execute(
            "CREATE SCHEMA mine; ALTER ROLE CURRENT_USER SET search_path = mine"
        )

        await upgrade(url)
        await create_tenant(url, slug="old", name="Old", users={"a@b.example": "Ada"}, now=NOW)

        placed = "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace($1)"
        assert await connection.fetchval(placed, "mine") == 0
        assert await connection.fetchval("SELECT count(*) FROM public.tenants") == 1
        await connection.close()
