"""Revision 0017: orders that count as delivered get a shipment, while servers keep running."""

from datetime import UTC, date, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from db.admin.migrate import downgrade, upgrade
from db.database import plain_url
from tests.db.test_upgrade import TENANT, USER, fetch_rows, insert, owned_database

NOW = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
ACCOUNT = UUID(int=9)
ORDERS = [  # status, status reason, fulfillment, date, reason before invoicing
    ("ACTIVE", "PENDING", "NONE", None, None),
    ("FULFILLED", "COMPLETE", "COMPLETE", date(2026, 1, 7), None),
    ("FULFILLED", "PARTIAL", "PARTIAL", date(2026, 1, 8), None),
    ("INVOICED", "INVOICED", "NONE", None, "PENDING"),
    ("INVOICED", "INVOICED", "COMPLETE", None, "COMPLETE"),
    ("CANCELED", "NO_MONEY", "COMPLETE", date(2026, 1, 9), None),
]
LINES = [  # type, quantity; the second and third belong to the first
    ("BUNDLE", 2), ("REQUIRED_BUNDLE_PRODUCT", 4), ("OPTIONAL_BUNDLE_PRODUCT", 1),
    ("WRITE_IN", -1.5), ("WRITE_IN", 0),
]  # fmt: skip
SHIPMENTS = """
SELECT number, shipped_on, canceled_at, s.version, array(SELECT line_number || ': ' || l.quantity
  FROM shipment_lines l JOIN order_lines o ON o.id = order_line_id
  WHERE shipment_id = s.id ORDER BY line_number)
FROM shipments s JOIN orders ON orders.id = order_id ORDER BY number
"""
ALL = ["2: 4", "3: 1", "4: -1.5"]
EXPECTED = [
    ("ORD-1", date(2026, 1, 7), None, 1, ALL),
    ("ORD-2", date(2026, 1, 8), None, 1, []),
    ("ORD-4", date(2026, 1, 15), None, 1, ALL),
    ("ORD-5", date(2026, 1, 9), None, 1, ALL),
]


def id_of(order: int, line: int = 0) -> UUID:
    return UUID(int=(order + 1) * 100 + line)


async def old_orders(url: str) -> None:
    """Insert orders of revision 0014 in every state, each with a bundle and write-ins."""
    made = {"created_at": NOW, "created_by": USER, "updated_at": NOW, "updated_by": USER}
    connection = await asyncpg.connect(plain_url(url))
    await connection.execute("SELECT set_config('app.tenant_id', $1, false)", str(TENANT))
    await connection.execute(
        "INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, 'old', 'Old', $2)",
        TENANT, NOW,
    )  # fmt: skip
    await insert(connection, "tenant_currencies", id=USER, code="USD", name="US dollar",
                 precision=2, is_active=True, version=1, **made)  # fmt: skip
    await insert(connection, "users", id=USER, email="a@b.example", name="Ada", created_at=NOW)
    await insert(connection, "accounts", id=ACCOUNT, name="Buyer", owner_id=USER, version=1, **made)
    for at, (status, reason, delivered, day, before) in enumerate(ORDERS):
        await insert(
            connection, "orders", id=id_of(at), number=f"ORD-{at}", name="O", status=status,
            status_reason=reason, account_id=ACCOUNT, owner_id=USER, currency_code="USD",
            pricing_error="NONE", prices_locked=True, fulfillment_status=delivered,
            invoicing_status="NONE", date_fulfilled=day, reason_before_invoicing=before, version=3,
            **made,
        )  # fmt: skip
        for place, (kind, quantity) in enumerate(LINES):
            await insert(
                connection, "order_lines", id=id_of(at, place + 1), order_id=id_of(at),
                line_number=place + 1, write_in="Thing", line_type=kind, currency_code="USD",
                bundle_line_id=id_of(at, 1) if place in {1, 2} else None, quantity=quantity,
                is_price_overridden=False, pricing_error="NONE", invoiced_quantity=0,
            )  # fmt: skip
    await connection.close()


async def check(url: str) -> None:
    """Check the shipments and the quantities; orders keep their version."""
    assert await fetch_rows(url, SHIPMENTS) == EXPECTED
    shipped = """SELECT number, bool_and(shipped_quantity = l.quantity), sum(shipped_quantity)
      FROM order_lines l JOIN orders o ON o.id = order_id GROUP BY number ORDER BY number"""
    assert [row[0] for row in await fetch_rows(url, shipped) if row[1]] == [
        "ORD-1",
        "ORD-4",
        "ORD-5",
    ]
    assert [row[0] for row in await fetch_rows(url, shipped) if row[2] == 0] == [
        "ORD-0", "ORD-2", "ORD-3",
    ]  # fmt: skip
    reasons = "SELECT number, returns_to FROM orders WHERE returns_to IS NOT NULL"
    assert await fetch_rows(url, reasons) == [("ORD-3", "PENDING")]
    assert await fetch_rows(url, "SELECT DISTINCT version FROM orders") == [(3,)]
    told = "SELECT count(*), count(DISTINCT record_id) FROM changes WHERE type = 'SHIPMENT'"
    assert await fetch_rows(url, told) == [(4, 4)]


async def test_delivered_orders_get_a_shipment(server_url: str, database_url: str) -> None:
    async with owned_database(server_url) as url:
        await upgrade(url, "0014")
        await old_orders(url)

        await upgrade(url, "0017")

        await check(url)
        fits = "SELECT convalidated FROM pg_constraint WHERE conname LIKE '%shipped_within%'"
        assert await fetch_rows(url, fits) == [(True,)]
        await downgrade(url, "0014")
        assert await fetch_rows(url, "SELECT count(*) FROM changes WHERE type = 'SHIPMENT'") == [
            (0,)
        ]
        await upgrade(url, "0017")
        assert await fetch_rows(url, SHIPMENTS) == EXPECTED


MANY = """
INSERT INTO orders (tenant_id, id, number, name, status, status_reason, account_id, owner_id,
  currency_code, pricing_error, prices_locked, fulfillment_status, invoicing_status, version,
  created_at, created_by, updated_at, updated_by)
SELECT tenant_id, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'MANY-' || n, name,
  status, status_reason, account_id, owner_id, currency_code, pricing_error, prices_locked,
  fulfillment_status, invoicing_status, version, created_at, created_by, updated_at, updated_by
FROM orders, generate_series(1, 600) AS n WHERE number = 'ORD-2'
"""


async def test_an_attempt_that_was_stopped_is_continued(server_url: str, database_url: str) -> None:
    async with owned_database(server_url) as url:
        await upgrade(url, "0014")
        await old_orders(url)
        await fetch_rows(url, MANY)
        server = await asyncpg.connect(plain_url(url))
        await server.execute("ALTER ROLE CURRENT_USER SET statement_timeout = '2s'")
        await server.execute("SELECT set_config('app.tenant_id', $1, false)", str(TENANT))
        async with server.transaction():
            await server.execute("SELECT FROM tenants FOR UPDATE")  # shipments refer to it
            with pytest.raises(DBAPIError, match="statement timeout"):
                await upgrade(url, "0017")
        recorded = await fetch_rows(url, "SELECT count(*) FROM shipments")
        await server.execute("ALTER ROLE CURRENT_USER RESET statement_timeout")
        await server.close()

        await upgrade(url, "0017")

        assert recorded == [(0,)]
        assert await fetch_rows(
            url, "SELECT count(*), count(DISTINCT order_id) FROM shipments"
        ) == [(604, 604)]
        told = "SELECT count(*), count(DISTINCT record_id) FROM changes WHERE type = 'SHIPMENT'"
        assert await fetch_rows(url, told) == [(604, 604)]
