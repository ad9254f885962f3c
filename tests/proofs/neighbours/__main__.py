"""Measures a neighbor alone and beside others; fails if its rate halves, or its p99 doubles.

    SECONDS=10 make prove-neighbours

Everything runs on one server and one PostgreSQL on this machine. Each case is measured alone and
beside others, twice in one run, so that the other load of the machine affects both. The times are
wall-clock times: a busy machine shows a smaller difference, not a larger one.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace

import asyncpg

from db.database import plain_url
from db.embedded.postgres import run_postgres
from db.planner.public_ids import public_id
from db.tables import accounts
from gql.settings import Settings
from tests.client import token_of
from tests.postgres import scratch_folder
from tests.proofs.neighbours.clients import NEW, Crowd, Seen, ask, crowded
from tests.proofs.servers import own_server
from tests.tenants import Tenant, new_tenant

ROUNDS, KEPT = 2, 0.5
ACCOUNTS = 60_000  # of the tenant that reads much

CREATE = """mutation { createAccount(input: { name: "Neighbour" }) {
  account { id name } userErrors { code } } }"""
QUOTE = """mutation ($customer: ID!) { createQuote(input: { name: "Neighbour",
  customerId: $customer, currencyCode: "EUR", lines: [{ writeIn: "Pump", quantity: "2",
  pricePerUnit: "40.00" }] }) { quote { id } userErrors { code } } }"""
RENAME = """mutation ($id: ID!) { updateAccount(id: $id, input: { name: "Neighbour" }) {
  account { id } userErrors { code } } }"""
CHEAP = "{ __typename }"
LOOK = "{ accounts(first: 10) { nodes { id name owner { name } } } }"
_CONDITIONS = ", ".join(f'{{ name: {{ contains: "never {at}" }} }}' for at in range(30))
SCAN = f"{{ accounts(filter: {{ or: [{_CONDITIONS}] }}) {{ totalCount }} }}"
_FIELDS = " ".join(f"x{NEW}{at}: name y{NEW}{at}: email" for at in range(25))
DOCUMENT = f"{{ accounts(first: 1) {{ nodes {{ {_FIELDS} owner {{ {_FIELDS} }} }} }} }}"


@dataclass(frozen=True, slots=True)
class Case:
    """What the neighbor does, and what others do at the same time."""

    name: str
    neighbour: Crowd
    others: Crowd
    meanwhile: Callable[[], AbstractAsyncContextManager[None]]


class Stage:
    """A server, two tenants, and their requests."""

    def __init__(self, url: str, port: int, settings: Settings, few: Tenant, many: Tenant) -> None:
        self._url = url
        self._few, self._many = (
            Crowd(port, token_of(one, settings), CREATE) for one in (few, many)
        )
        self._many_id = many.id

    async def cases(self) -> list[Case]:
        """Return the rows of the table."""
        row, few, many = await self._some_account(), self._few, self._many
        looks, scans = replace(few, query=LOOK), replace(many, query=SCAN, clients=24)
        renames = replace(many, query=RENAME, clients=16, variables={"id": row})
        quotes = replace(many, query=QUOTE, clients=32, variables={"customer": row})
        documents = replace(many, query=DOCUMENT, clients=4, pause=0.5)
        storm = replace(many, clients=300, is_patient=False)
        cheap = replace(many, query=CHEAP, clients=300)
        strangers = replace(cheap, token="nonsense")
        bursts = replace(many, clients=900, burst=2.0)
        return [
            Case("one who creates, beside 32 importers", few, quotes, nothing),
            Case("other records' creates, one row locked, 16 wait", many, renames, self._locked),
            Case("small reads, beside 24 long ones", looks, scans, nothing),
            Case("creates, beside 24 long reads", few, scans, nothing),
            Case("small reads, beside new documents", looks, documents, nothing),
            Case("creates, beside 300 who never wait", few, storm, nothing),
            Case("small reads, beside 300 who never wait", looks, storm, nothing),
            Case("small reads, beside 300 cheap requests", looks, cheap, nothing),
            Case("creates, beside 300 cheap requests", few, cheap, nothing),
            Case("small reads, beside 300 small reads", looks, replace(cheap, query=LOOK), nothing),
            Case("creates, beside 300 small reads", few, replace(cheap, query=LOOK), nothing),
            Case("small reads, beside bursts of 900 creates", looks, bursts, nothing),
            Case("creates, beside bursts of 900 creates", few, bursts, nothing),
            Case("small reads, beside 300 without a token", looks, strangers, nothing),
            Case("creates, beside 300 without a token", few, strangers, nothing),
        ]

    @asynccontextmanager
    async def _owner(self) -> AsyncIterator[asyncpg.Connection]:
        owner = await asyncpg.connect(plain_url(self._url))
        await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(self._many_id))
        yield owner
        await owner.close()

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[None]:
        async with self._owner() as owner, owner.transaction():
            await owner.execute(
                "SELECT FROM accounts WHERE tenant_id = $1 AND id ="
                " (SELECT min(id::text)::uuid FROM accounts WHERE tenant_id = $1) FOR UPDATE",
                self._many_id,
            )
            yield

    async def _some_account(self) -> str:
        async with self._owner() as owner:
            id = await owner.fetchval(
                "SELECT min(id::text)::uuid FROM accounts WHERE tenant_id = $1", self._many_id
            )
            return public_id(accounts, id)


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    """Do nothing else in the meantime."""
    yield


async def fill(url: str, tenant: Tenant) -> None:
    """Create many accounts of one tenant."""
    owner = await asyncpg.connect(plain_url(url))
    await owner.execute("SELECT set_config('app.tenant_id', $1, false)", str(tenant.id))
    await owner.execute(
        "INSERT INTO accounts (tenant_id, id, name, email, owner_id, version, created_at,"
        " updated_at, created_by, updated_by) SELECT $1, gen_random_uuid(), 'Account ' || at,"
        " 'account' || at || '@example.com', $2, 1, now(), now(), $2, $2"
        " FROM generate_series(1, $3) at",
        tenant.id, tenant.user_id, ACCOUNTS,
    )  # fmt: skip
    await owner.execute("VACUUM ANALYZE accounts")
    await owner.close()


async def measure(case: Case, seconds: float) -> tuple[Seen, Seen]:
    """Measure the neighbor alone and beside the others, in turn."""
    alone, beside = Seen(), Seen()
    await ask(case.neighbour, 1)
    for _ in range(ROUNDS):
        _add(alone, await ask(case.neighbour, seconds))
        async with case.meanwhile(), crowded(case.others):
            _add(beside, await ask(case.neighbour, seconds))
        await asyncio.sleep(2)
    return alone, beside


def _add(all_rounds: Seen, one: Seen) -> None:
    all_rounds.seconds += one.seconds
    all_rounds.times += one.times
    all_rounds.statuses += one.statuses


def report_case(case: Case, alone: Seen, beside: Seen) -> float:
    """Print a row; return what the neighbor retains of its rate, or of its p99 if that is less."""
    kept, kept_p99 = beside.rate / alone.rate, alone.quantile(99) / beside.quantile(99)
    p50, p99 = (f"{alone.quantile(at):.1f} → {beside.quantile(at):.1f} ms" for at in (50, 99))
    refused = {status: n for status, n in beside.statuses.items() if status != 200}
    print(
        f"{case.name:50} {alone.rate:6.1f} → {beside.rate:6.1f}/s = {kept:4.2f}"
        f"   p50 {p50:>16}   p99 {p99:>18} = {kept_p99:4.2f}   {refused or ''}",
        flush=True,
    )
    return min(kept, kept_p99)


async def prove(url: str, seconds: float, wanted: str) -> bool:
    """Start a server and measure every case; return whether the neighbor always retains enough."""
    async with own_server(url) as server:
        many = await new_tenant(url)
        await fill(url, many)
        stage = Stage(url, server.port, server.settings, server.tenant, many)
        cases = [case for case in await stage.cases() if wanted in case.name]
        kept = [report_case(case, *(await measure(case, seconds))) for case in cases]
    return min(kept) >= KEPT


if __name__ == "__main__":
    with scratch_folder() as folder, run_postgres(folder / "pg") as server_url:
        seconds, case = float(os.environ.get("SECONDS") or 10), os.environ.get("CASE") or ""
        if not asyncio.run(prove(server_url, seconds, case)):
            sys.exit("A neighbour keeps less than half of what it does alone.")
