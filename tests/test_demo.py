"""The demo tenant is lively and legal, and always the same."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from db.admin.tenants import create_tenant
from db.database import Database
from db.tenant_ids import tenant_id_of, user_id_of
from db.unit_of_work import open_unit_of_work
from demo.load import DAYS, business, demo_day, load_demo
from demo.people import ADMIN, NAME, SLUG, USERS
from domain.sales.document import Document
from domain.sales.invoice import Invoice
from domain.sales.opportunity import Opportunity
from domain.sales.opportunity_lifecycle import OpportunityStatus
from domain.sales.order import InvoicingStatus, Order
from domain.sales.order_lifecycle import OrderStatus
from domain.sales.party import Account
from domain.sales.quote import Quote
from domain.sales.quote_lifecycle import QuoteStatus
from tests.client import present
from tests.commands import salesgraph
from tests.feed import assert_complete
from tests.postgres import application_url, migrated_database
from tests.reading import reading

T = TypeVar("T")
NOW = datetime(2026, 3, 31, 9, 0, tzinfo=UTC)
TABLES = (
    *("opportunities", "quotes", "quote_lines", "orders", "shipments", "shipment_lines"),
    *("invoices", "close_records"),
)


async def loaded(server_url: str, now: datetime) -> tuple[dict[str, Any], dict[str, set[str]]]:
    """A digest of each table of a fresh demo, and the states in it."""
    async with migrated_database(server_url) as url:
        database = await Database.connect(await application_url(url), pool_size=2)
        assert await load_demo(url, database, now)
        assert not await load_demo(url, database, now)
        async with reading(database, tenant_id_of(SLUG)) as connection:
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
    first, states = await loaded(server_url, NOW)
    second, _ = await loaded(server_url, NOW + timedelta(hours=14))

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
    assert states["invoices"] == {
        "ACTIVE/NEW",
        "ACTIVE/BILLED",
        "PAID/PARTIAL",
        "PAID/COMPLETE",
        "CANCELED/CANCELED",
    }


async def day_of(url: str) -> date | None:
    """Return the day on which the demo in a database was loaded."""
    database = await Database.connect(await application_url(url), pool_size=2)
    try:
        return await demo_day(database)
    finally:
        await database.close()


async def begin_demo(url: str, now: datetime) -> None:
    """Return the first record of a demo that was loaded at this time."""
    tenant_id = await create_tenant(url, slug=SLUG, name=NAME, users=USERS, now=now)
    user_id = user_id_of(tenant_id, ADMIN)
    database = await Database.connect(await application_url(url), pool_size=2)
    async with open_unit_of_work(database, tenant_id=tenant_id, user_id=user_id, now=now) as work:
        account = Account(name="Old", owner_id=user_id)
        work.identity_map.add(account, now - timedelta(days=DAYS))
    await database.close()


async def test_an_old_demo_says_how_to_renew_it(server_url: str, tmp_path: Path) -> None:
    today = present()
    old = today - timedelta(days=60)
    variables = {"SALESGRAPH_SECRET": "x" * 32, "SALESGRAPH_DATA": str(tmp_path)}
    async with migrated_database(server_url) as url:
        variables |= {"DATABASE_URL": await application_url(url), "DATABASE_OWNER_URL": url}
        assert await day_of(url) is None
        await begin_demo(url, old)

        told = await asyncio.to_thread(salesgraph, "demo", **variables)
        refused = await asyncio.to_thread(salesgraph, "demo", "--fresh", **variables)
        before = await day_of(url)
        renewed = await asyncio.to_thread(salesgraph, "demo", "--fresh", "--yes", **variables)
        after = await day_of(url)

    assert f"The demo data ends on {old.date()}. `salesgraph demo --fresh`" in told.stdout
    assert refused.returncode == 1
    assert refused.stderr.endswith(": run it again with --yes.\n")
    assert before == old.date()
    assert renewed.returncode == 0, renewed.stderr
    assert "--fresh" not in renewed.stdout
    assert after is not None
    assert after >= today.date()


class Demo:
    """The records of the demo for one day, by kind, and the day on which it begins."""

    def __init__(self, today: date) -> None:
        self.today = today
        midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
        dated_records = business(tenant_id_of(SLUG), midnight)
        self.began = {record.id: at.date() for record, at in dated_records}
        self.latest = max(at for _, at in dated_records)
        self.records: list[Any] = [record for record, _ in dated_records]

    def all(self, kind: type[T]) -> list[T]:
        return [record for record in self.records if isinstance(record, kind)]


TODAY = NOW.date()
SOME_DAYS = [TODAY, date(2028, 2, 29), date(2027, 1, 1)]


@pytest.fixture(scope="module", params=SOME_DAYS, ids=str)
def demo(request: pytest.FixtureRequest) -> Demo:
    """Load the demo for a day."""
    return Demo(request.param)


def test_open_opportunities_close_soon_and_a_few_are_overdue(demo: Demo) -> None:
    days = [
        (found.estimated_close_date - demo.today).days
        for found in demo.all(Opportunity)
        if found.status is OpportunityStatus.OPEN and found.estimated_close_date
    ]

    overdue, soon = [day for day in days if day < 0], [day for day in days if 0 <= day < 120]
    assert len(soon) > 100
    assert 5 < len(overdue) < len(days) / 5
    assert len(soon) + len(overdue) == len(days)
    assert min(overdue) > -60
    assert sum(day < 30 for day in soon) > 20


def test_open_invoices_are_aged_as_in_life(demo: Demo) -> None:
    open_ones = [found for found in demo.all(Invoice) if found.amount_due > 0]
    days = [(demo.today - found.due_date).days for found in open_ones if found.due_date]
    ages = [range(-100, 1), range(1, 31), range(31, 61), range(61, 1000)]

    counts = [sum(day in age for day in days) for age in ages]

    assert sum(counts) == len(open_ones)
    assert all(count >= 10 for count in counts)
    assert sum(found.amount_paid > 0 for found in open_ones) >= 10
    assert sum(found.amount_due == 0 for found in demo.all(Invoice)) > 4 * len(open_ones)


def test_quotes_expire_soon_and_orders_are_at_all_stages(demo: Demo) -> None:
    ends = [
        (quote.effective_to - demo.today).days
        for quote in demo.all(Quote)
        if quote.status is QuoteStatus.ACTIVE and quote.effective_to
    ]
    stages = Counter((order.status, order.invoicing_status) for order in demo.all(Order))

    assert sum(0 <= day < 7 for day in ends) >= 3
    assert sum(0 <= day < 30 for day in ends) >= 20
    assert 0 < sum(day < 0 for day in ends) < len(ends) / 4
    assert stages[OrderStatus.ACTIVE, InvoicingStatus.NONE] > 20
    assert stages[OrderStatus.FULFILLED, InvoicingStatus.NONE] > 10
    assert stages[OrderStatus.FULFILLED, InvoicingStatus.PARTIAL] >= 3
    assert stages[OrderStatus.INVOICED, InvoicingStatus.FULL] > 300
    assert stages[OrderStatus.CANCELED, InvoicingStatus.NONE] > 10


def test_nothing_happens_today_or_before_what_it_follows_from(demo: Demo) -> None:
    for record in demo.all(Document):
        began = demo.began[record.id]
        for name in ("opportunity_id", "quote_id", "order_id"):
            if origin := getattr(record, name, None):
                assert demo.began[origin] < began
        closed = [closing.close_date for closing in record.close_records]
        later = [*closed, *(getattr(record, name, None) for name in PAST)]
        later += [payment.paid_on for payment in getattr(record, "payments", ())]
        assert all(began <= day < demo.today for day in later if day)
        assert all(began <= day for name in DATES if (day := getattr(record, name, None)))
    for quote in demo.all(Quote):
        assert quote.effective_from is not None
        assert quote.effective_to is not None
        assert quote.effective_from < quote.effective_to
    assert demo.latest.date() < demo.today


PAST = ("actual_close_date", "closed_on", "date_fulfilled")
DATES = ("estimated_close_date", "effective_from", "effective_to", "due_date")
