"""Loads the demo tenant: once, in one transaction, with records created by the domain."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, literal

from db.admin.tenant_removal import remove_tenant
from db.admin.tenants import create_tenant
from db.database import Database
from db.document_numbers import draw_numbers
from db.scope import SETS_TENANT
from db.tenant_ids import tenant_id_of, user_id_of
from db.unit_of_work import UnitOfWork, open_unit_of_work
from demo import people
from demo.catalog import RATES, catalog
from demo.deals import Story
from demo.timeline import DatedRecord, Timeline
from domain.catalog.currency import TenantCurrency
from domain.core.ids import override_ids, uuid7
from domain.core.money import Currency
from domain.ports.unit_of_work import NumberKind
from domain.sales.document import Document
from domain.sales.quote import Quote

DEALS = 1_200
DAYS = 730
_SEED = 20_260_104
_BEGAN = f"""
SELECT (SELECT min(created_at) FROM accounts WHERE tenant_id = $1) WHERE {SETS_TENANT}
"""  # noqa: S608 - no user input


async def load_demo(owner_url: str, database: Database, now: datetime) -> bool:
    """Create the demo tenant and its data. Returns False if it already exists."""
    tenant_id = await create_tenant(
        owner_url, slug=people.SLUG, name=people.NAME, users=people.USERS, now=now
    )
    if await _began(database, tenant_id):
        return False
    user_id = user_id_of(tenant_id, people.ADMIN)
    today = datetime(now.year, now.month, now.day, tzinfo=UTC)
    dated_records = business(tenant_id, today)
    await _number(database, tenant_id, [record for record, _ in dated_records])
    async with open_unit_of_work(database, tenant_id=tenant_id, user_id=user_id, now=today) as work:
        for record, at in dated_records:
            work.identity_map.add(record, at)
        await _rate(work)
    return True


async def demo_day(database: Database) -> date | None:
    """The day on which the demo was loaded, where its business ends; None without a demo."""
    began = await _began(database, tenant_id_of(people.SLUG))
    return (began + timedelta(days=DAYS)).date() if began else None


async def _began(database: Database, tenant_id: UUID) -> datetime | None:
    """The creation time of the demo's first account; None without a demo."""
    async with database.reading(tenant_id) as connection:
        began: datetime | None = await connection.fetchval(_BEGAN, tenant_id)
    return began


async def remove_demo(owner_url: str) -> None:
    """Delete the demo tenant, including everything that users added to it."""
    await remove_tenant(owner_url, tenant_id_of(people.SLUG))


def business(tenant_id: UUID, today: datetime) -> list[DatedRecord]:
    """Every record of the tenant with its creation time; the same day gives the same records.

    `today` is midnight in UTC; everything has happened before it. Documents have no numbers yet.
    """
    chance = Random(_SEED)
    with override_ids(_ids(chance, today)):
        return _records(chance, tenant_id, today)


def _records(chance: Random, tenant_id: UUID, today: datetime) -> list[DatedRecord]:
    long_ago = today - timedelta(days=DAYS)
    owners = [user_id_of(tenant_id, email) for email in people.USERS]
    accounts = people.accounts(chance, owners)
    sold = catalog(tenant_id)
    competitors = people.competitors()
    contacts = [people.contact(chance, account) for account, _ in accounts]
    undated = [a for a, _ in accounts] + sold.records() + competitors + contacts
    dated_records: list[DatedRecord] = [(record, long_ago) for record in undated]
    for day in sorted(_first_day(chance) for _ in range(DEALS)):
        account, code = chance.choice(accounts)
        story = Story(
            time=Timeline(
                chance=chance, today=today.date(), first=long_ago.date() + timedelta(days=day)
            ),
            number=lambda kind: kind.value,  # placeholder until `_number` sets the number
            account_id=account.id,
            address=account.address,
            owner_id=account.owner_id,
            currency=Currency(code, people.CURRENCIES[code]),
            prices=sold.books[code],
            competitors=[competitor.id for competitor in competitors],
        )
        dated_records += story.create_documents()
    return dated_records


def _first_day(chance: Random) -> int:
    """The first day of a deal; because the business grows, later days are more frequent."""
    return min(int(DAYS * chance.random() ** 0.75), DAYS - 1)


def _has_rate(c: Any) -> ColumnElement[bool]:
    return c.code.in_([literal(code) for code in RATES])  # type: ignore[no-any-return]


async def _rate(work: UnitOfWork) -> None:
    """Set the exchange rates of the currencies, which the tenant already has."""
    for currency in await work.identity_map.load(TenantCurrency, _has_rate):
        currency.exchange_rate = RATES[currency.code]


async def _number(database: Database, tenant_id: UUID, records: list[Any]) -> None:
    """Set the numbers of all documents; revisions of a quote share one."""
    firsts = [r for r in records if isinstance(r, Document) and not getattr(r, "revision", 0)]
    for kind in NumberKind:
        of_kind = [document for document in firsts if document.number == kind.value]
        drawn = await draw_numbers(database, tenant_id, kind.value, len(of_kind))
        for document, number in zip(of_kind, drawn, strict=True):
            document.number = number
    latest = ""
    for record in records:  # the revisions of a quote follow it in the same deal
        if isinstance(record, Quote):
            latest = record.number = latest if record.revision else record.number


def _ids(chance: Random, today: datetime) -> Callable[[], UUID]:
    """IDs from the same random generator, so that the same day always gives the same demo."""
    first = int(today.timestamp()) * 1000

    def ids() -> Iterator[UUID]:
        for count in range(1 << 40):
            yield uuid7(first - (1 << 24) + count, chance.getrandbits(80))

    maker = ids()
    return lambda: next(maker)
