"""The demo tenant: lively, legal, and the same each time."""

from datetime import UTC, datetime
from typing import Any

from db.database import Database
from db.migrate import upgrade
from db.tenants import tenant_id_of
from demo.load import load_demo
from demo.people import SLUG
from tests.feed import assert_complete
from tests.postgres import empty_database

NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
TABLES = ("opportunities", "quotes", "quote_lines", "orders", "invoices", "close_records")


async def loaded(server_url: str) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """A digest of each table of a fresh demo, and the states that occur in it."""
    async with empty_database(server_url) as url:
        await upgrade(url)
        database = await Database.connect(url, pool_size=2)
        assert await load_demo(url, database, NOW)
        assert not await load_demo(url, database, NOW)
        async with database.reading(tenant_id_of(SLUG)) as connection:
            digests = {
                table: await connection.fetchval(
                    f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t"
                )
                for table in TABLES
            }
            states = {
                table: {
                    row[0]
                    for row in await connection.fetch(
                        f"SELECT DISTINCT status || '/' || status_reason FROM {table}"
                    )
                }
                for table in ("opportunities", "quotes", "orders", "invoices")
            }
            counts = await connection.fetchrow(
                """SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM opportunities),
                          (SELECT count(DISTINCT currency_code) FROM opportunities),
                          (SELECT max(created_at) - min(created_at) FROM opportunities),
                          (SELECT count(*) FROM quotes WHERE revision > 0),
                          (SELECT max(number) FROM opportunities)"""
            )
        await database.close()
        await assert_complete(url, tenant_id_of(SLUG))
    assert tuple(counts)[:3] == (300, 1200, 3)
    assert counts[3].days > 700
    assert counts[4] > 100
    assert counts[5] == "OPP-02200"
    return digests, states


async def test_the_demo_is_lively_and_the_same_each_time(server_url: str) -> None:
    first, states = await loaded(server_url)
    second, _ = await loaded(server_url)

    assert first == second
    assert states["quotes"] == {
        "DRAFT/IN_PROGRESS",
        "ACTIVE/IN_PROGRESS",
        "ACTIVE/OPEN",
        "WON/WON",
        "CLOSED/LOST",
        "CLOSED/CANCELED",
        "CLOSED/REVISED",
    }
    assert states["opportunities"] == {
        "OPEN/IN_PROGRESS",
        "OPEN/ON_HOLD",
        "WON/WON",
        "LOST/CANCELED",
        "LOST/OUT_SOLD",
    }
    assert len(states["orders"]) == 6
    assert len(states["invoices"]) == 4
