"""Loading the demo tenant: once, in one transaction, everything made by the domain."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from db.database import Database
from db.numbers import draw_numbers
from db.tenants import create_tenant, user_id_of
from db.work import UnitOfWork, begin
from demo import people
from demo.deals import Born, Story
from domain.identity import ids_made_by, uuid7
from domain.money import Currency
from domain.work import NumberKind

DEALS = 1_200
DAYS = 730
_SEED = 20_260_101
_RATES = {"EUR": Decimal(1), "USD": Decimal("1.1"), "JPY": Decimal(160)}


async def load_demo(owner_url: str, database: Database, now: datetime) -> bool:
    """Make the demo tenant and its data; False where it is there already."""
    tenant_id = await create_tenant(
        owner_url, slug=people.SLUG, name=people.NAME, users=people.USERS, now=now
    )
    async with database.reading(tenant_id) as connection:
        if await connection.fetchval("SELECT true FROM accounts WHERE tenant_id = $1", tenant_id):
            return False
    user_id = user_id_of(tenant_id, people.ADMIN)
    chance = Random(_SEED)
    numbers = await _numbers(database, tenant_id)
    with ids_made_by(_ids(chance, now)):
        async with begin(database, tenant_id=tenant_id, user_id=user_id, now=now) as work:
            _write(work, chance, numbers, tenant_id, now)
    return True


def _write(
    work: UnitOfWork,
    chance: Random,
    number: Callable[[NumberKind], str],
    tenant_id: UUID,
    now: datetime,
) -> None:
    long_ago = now - timedelta(days=DAYS)
    owners = [user_id_of(tenant_id, email) for email in people.USERS]
    accounts = people.accounts(chance, owners)
    products = people.products()
    competitors = people.competitors()
    contacts = [people.contact(chance, account) for account, _ in accounts]
    masters = [a for a, _ in accounts] + [p for p, _ in products] + competitors + contacts
    for record in masters:
        work.store.add(record, long_ago)
    starts = sorted(chance.randrange(DAYS * 24 * 60) for _ in range(DEALS))
    for start in starts:
        account, code = chance.choice(accounts)
        story = Story(
            chance=chance,
            number=number,
            today=now.date(),
            start=long_ago + timedelta(minutes=start),
            account_id=account.id,
            address=account.address,
            owner_id=account.owner_id,
            currency=Currency(code, people.CURRENCIES[code]),
            prices=[(p.id, p.name, Decimal(price) * _RATES[code]) for p, price in products],
            competitors=[competitor.id for competitor in competitors],
        )
        _save(work, story.tell())


def _save(work: UnitOfWork, born: list[Born]) -> None:
    for document, at in born:
        work.store.add(document, at)


def _ids(chance: Random, now: datetime) -> Callable[[], UUID]:
    """Ids from the same chance, so that a demo made again on the same day is the same."""
    first = int(datetime(now.year, now.month, now.day, tzinfo=UTC).timestamp()) * 1000

    def ids() -> Iterator[UUID]:
        for count in range(1 << 40):
            yield uuid7(first - (1 << 24) + count, chance.getrandbits(80))

    made = ids()
    return lambda: next(made)


async def _numbers(database: Database, tenant_id: UUID) -> Callable[[NumberKind], str]:
    """Numbers drawn in advance; those left over are the gaps that every series may have."""
    most = dict.fromkeys(NumberKind, 2 * DEALS) | {NumberKind.OPPORTUNITY: DEALS}
    drawn = {
        kind: iter(await draw_numbers(database, tenant_id, kind.value, count))
        for kind, count in most.items()
    }
    return lambda kind: next(drawn[kind])
