"""The memory of a worker and of its backends stays flat while ever new questions are asked.

    MINUTES=10 make prove-memory

Everything that a worker remembers is bounded by count and by weight, as are the statements that it
keeps prepared in PostgreSQL; so memory grows until that is full and not any further. Prints as it
goes; ends with an error where the last quarter of the time needs a tenth more than the second one.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import asyncpg
import httpx
import psutil

from db.database import plain_url
from db.embedded import embedded_postgres
from db.login import open_login
from db.migrate import upgrade
from gql.settings import Settings
from tests.client import token_of
from tests.postgres import scratch_folder
from tests.proofs.test_kill import free_port, started
from tests.tenants import new_tenant

CONNECTIONS, EVERY, ALLOWED = 8, 5.0, 1.1
_NAMED = """accounts(filter: { name: { contains: $n } }) {
  nodes { name opportunities { nodes { name quotes { totalCount } } } } } }"""
_BACKENDS = """SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
  AND datname = current_database() AND pid <> pg_backend_pid()"""
_GROUPS = "opportunityGroups(groupBy: [{ field: STAGE }]) { nodes { count } }"
_LISTS = ("opportunities", "accounts", "quotes", "orders", "invoices", "products")


def questions(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Documents that nobody has sent before: valid, refused, with and without variables."""
    while True:
        alias, text = f"a{chance.getrandbits(60):x}", f"{chance.getrandbits(40):x}"
        fields = " ".join(f"{alias}{at}: id" for at in range(chance.randint(1, 20)))
        rows = f"{chance.choice(_LISTS)}(first: {chance.randint(0, 100)})"
        account = f'createAccount(input: {{ name: "{text}" }})'
        query = chance.choice(
            [
                f"{{ {rows} {{ nodes {{ {fields} }} }} }}",
                f"query ($n: String!) {{ {alias}: {_NAMED}",
                f"{{ {alias}: {_GROUPS} }}",
                f'{{ {alias}: search(text: "{text}") {{ __typename }} }}',
                f"{{ {alias} {{ {fields} }} }}",
                f"mutation {{ {alias}: {account} {{ account {{ id }} userErrors {{ code }} }} }}",
                _long(alias, chance),
                _dense(alias, chance),
            ]
        )
        yield {"query": query, "variables": {"n": text}}


def _long(alias: str, chance: random.Random) -> str:
    """As long as may be remembered, or longer."""
    fields = " ".join(f"{alias}{at}: name" for at in range(chance.randint(100, 300)))
    return f"{{ accounts(first: 5) {{ nodes {{ {fields} }} }} }}" + " " * chance.randint(0, 20_000)


def _dense(alias: str, chance: random.Random) -> str:
    """Short, but with many parameters in its plan."""
    wanted = ", ".join(
        f'{{ name: {{ contains: "{chance.getrandbits(30):x}" }} }}'
        for _ in range(chance.randint(20, 100))
    )
    return f"{{ {alias}: accounts(filter: {{ or: [{wanted}] }}) {{ totalCount }} }}"


async def ask(url: str, token: str, until: float, seed: int) -> int:
    """One connection that asks again and again; gives how often."""
    asked, headers = 0, {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(headers=headers, timeout=60) as http:
        for question in questions(random.Random(seed)):  # noqa: S311
            if time.monotonic() > until:
                break
            response = await http.post(url, json=question)
            assert response.status_code in {200, 400}, response.text
            asked += 1
    return asked


async def watch(pid: int, url: str, until: float) -> list[tuple[float, float]]:
    """What the worker has resident, and what its backends have for themselves, in MB."""
    process, seen, begun = psutil.Process(pid), [], time.monotonic()
    connection = await asyncpg.connect(plain_url(url))
    while time.monotonic() < until:
        await asyncio.sleep(EVERY)
        backends = [psutil.Process(row["pid"]) for row in await connection.fetch(_BACKENDS)]
        own = sum(backend.memory_full_info().uss for backend in backends)
        seen.append((process.memory_info().rss / 1e6, own / 1e6))
        if len(seen) % 6 == 0:
            worker, others = seen[-1]
            print(
                f"{time.monotonic() - begun:6.0f} s: worker {worker:.1f} MB,"
                f" {len(backends)} backends {others:.1f} MB",
                flush=True,
            )
    await connection.close()
    return seen


async def prove(url: str, minutes: float) -> None:
    """Start a server, ask, and compare."""
    await upgrade(url)
    tenant = await new_tenant(url)
    login = await open_login(url)
    settings = Settings(secret="a secret of the proof, 32 bytes and more", database_url=login)
    token = token_of(tenant, settings)
    port = free_port()
    server = await started(login, settings, port)
    until = time.monotonic() + minutes * 60
    try:
        address = f"http://127.0.0.1:{port}/graphql"
        watching = asyncio.create_task(watch(server.pid, url, until))
        asking = [ask(address, token, until, seed) for seed in range(CONNECTIONS)]
        asked, seen = await asyncio.gather(*asking), await watching
    finally:
        server.terminate()
        await server.wait()
    quarter = len(seen) // 4
    parts = (seen[quarter : 2 * quarter], seen[-quarter:])
    print(f"{sum(asked):,} questions")
    for at, name in enumerate(("worker", "backends")):
        second, last = (statistics.median(both[at] for both in part) for part in parts)
        print(f"{name}: {second:.1f} MB in the second quarter, {last:.1f} in the last")
        if last > second * ALLOWED:
            sys.exit("The memory grows.")


if __name__ == "__main__":
    with scratch_folder() as folder, embedded_postgres(folder / "pg") as server_url:
        asyncio.run(prove(server_url, float(os.environ.get("MINUTES") or 10)))
