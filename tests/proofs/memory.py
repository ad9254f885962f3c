"""A worker's memory stays flat while it is asked ever new questions.

    MINUTES=10 make prove-memory

Everything that a worker remembers is bounded by count and by weight, so its memory grows until the
caches are full and not any further. Prints the resident memory as it goes; ends with an error where
the last quarter of the time needs a tenth more than the second one.
"""

import asyncio
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psutil

from db.embedded import embedded_postgres
from db.migrate import upgrade
from gql.app import create_app
from gql.settings import Settings
from tests.client import Api
from tests.postgres import scratch_folder
from tests.proofs.test_kill import free_port, started
from tests.tenants import new_tenant

CONNECTIONS, EVERY, ALLOWED = 8, 5.0, 1.1
_NAMED = """accounts(filter: { name: { contains: $n } }) {
  nodes { name opportunities { nodes { name quotes { totalCount } } } } } }"""
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
                f'{{ {alias}: search(text: "{text}") {{ type }} }}',
                f"{{ {alias} {{ {fields} }} }}",
                f"mutation {{ {alias}: {account} {{ account {{ id }} userErrors {{ code }} }} }}",
            ]
        )
        yield {"query": query, "variables": {"n": text}}


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


async def watch(pid: int, until: float) -> list[float]:
    """The resident memory of a process in MB, every few seconds."""
    process, seen, begun = psutil.Process(pid), [], time.monotonic()
    while time.monotonic() < until:
        await asyncio.sleep(EVERY)
        seen.append(process.memory_info().rss / 1e6)
        if len(seen) % 6 == 0:
            print(f"{time.monotonic() - begun:6.0f} s {seen[-1]:7.1f} MB", flush=True)
    return seen


async def prove(url: str, minutes: float) -> None:
    """Start a server, ask, and compare."""
    await upgrade(url)
    tenant = await new_tenant(url)
    settings = Settings(secret="a secret of the proof, 32 bytes and more", database_url=url)
    token = Api(create_app(None, settings), settings, tenant).token  # type: ignore[arg-type]
    port = free_port()
    server = await started(url, settings, port)
    until = time.monotonic() + minutes * 60
    try:
        address = f"http://127.0.0.1:{port}/graphql"
        watching = asyncio.create_task(watch(server.pid, until))
        asking = [ask(address, token, until, seed) for seed in range(CONNECTIONS)]
        asked, seen = await asyncio.gather(*asking), await watching
    finally:
        server.terminate()
        await server.wait()
    quarter = len(seen) // 4
    second, last = (
        statistics.median(part) for part in (seen[quarter : 2 * quarter], seen[-quarter:])
    )
    print(
        f"{sum(asked):,} questions, {second:.1f} MB in the second quarter, {last:.1f} in the last"
    )
    if last > second * ALLOWED:
        sys.exit("The memory grows.")


if __name__ == "__main__":
    with scratch_folder() as folder, embedded_postgres(folder / "pg") as server_url:
        asyncio.run(prove(server_url, float(os.environ.get("MINUTES") or 10)))
