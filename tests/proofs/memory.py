"""The memory of a worker and its backends is bounded, whatever clients send.

    make prove-memory                 # 10,000 different documents, and other floods
    DOCUMENTS=1000 make prove-memory

Everything that a worker caches is bounded in bytes, and so are the statements that PostgreSQL keeps
prepared for it. Several connections send floods of different kinds, one after the other; the memory
of the worker and of its largest backend is printed after each. Fails if either is too large.
"""

import asyncio
import itertools
import os
import random
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import psutil
from graphql import get_introspection_query

from db.database import plain_url
from db.embedded.postgres import run_postgres
from gql.settings import Settings
from gql.tokens import Bearer, issue
from tests.client import present
from tests.postgres import scratch_folder
from tests.proofs.servers import OwnServer, own_server
from tests.tenants import Tenant

CONNECTIONS = 8
WORKER, BACKEND = 250.0, 60.0  # MB
_BACKENDS = """SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'
  AND datname = current_database() AND pid <> pg_backend_pid()"""
_LISTS = ("opportunities", "accounts", "quotes", "orders", "invoices", "products")
_FILTERED = """query ($f: OpportunityFilter, $o: [OpportunitySort!]) {
  opportunities(filter: $f, orderBy: $o) { nodes { id } } }"""
Body = dict[str, Any]
Flood = Callable[[random.Random], Body]


def documents(chance: random.Random) -> Body:
    """Documents that were never sent before: short, long, wide, and with large statements."""
    alias, text = f"a{chance.getrandbits(60):x}", f"{chance.getrandbits(40):x}"
    fields = " ".join(f"{alias}{at}: id" for at in range(chance.randint(1, 20)))
    rows = f"{chance.choice(_LISTS)}(first: {chance.randint(0, 100)})"
    inner = "nodes { number lines { id } owner { name } totalAmount { amount } }"
    query = chance.choice(
        [
            f"{{ {rows} {{ nodes {{ {fields} }} }} }}",
            f"{{ {alias}: opportunities {{ nodes {{ name quotes {{ {inner} }} }} }} }}",
            f"{{ {alias}: quoteGroups(groupBy: {{ field: STATUS }}) {{ nodes {{ count }} }} }}",
            f'{{ {alias}: search(text: "{text}") {{ __typename }} }}',
            _wide(alias, chance),
            _dense(alias, chance),
            _large(alias),
        ]
    )
    return {"query": query}


def _wide(alias: str, chance: random.Random) -> str:
    """Many fields, and a lot of ignored space."""
    fields = " ".join(f"{alias}{at}: name" for at in range(chance.randint(100, 300)))
    return f"{{ accounts(first: 5) {{ nodes {{ {fields} }} }} }}" + " " * chance.randint(0, 20_000)


def _dense(alias: str, chance: random.Random) -> str:
    """Short documents with many parameters in their plans."""
    wanted = ", ".join(
        f'{{ name: {{ contains: "{chance.getrandbits(30):x}" }} }}'
        for _ in range(chance.randint(20, 100))
    )
    return f"{{ {alias}: accounts(filter: {{ or: [{wanted}] }}) {{ totalCount }} }}"


def _large(alias: str) -> str:
    """A statement of more than a hundred thousand characters."""
    fields = "id number name availableActions { action } owner { name } lines { id quantity }"
    parts = " ".join(f"{alias}{at}: quotes(first: 1) {{ nodes {{ {fields} }} }}" for at in range(9))
    return f"{{ {parts} }}"


def shapes(chance: random.Random) -> Body:
    """One document with variables of ever new shapes."""
    fields, directions = ("NAME", "NUMBER", "CREATED_AT", "TOTAL_AMOUNT"), ("ASC", "DESC")
    operators = ("eq", "ne", "contains", "startsWith")
    wanted = [
        {chance.choice(("name", "number")): {chance.choice(operators): "x"}}
        for _ in range(chance.randint(1, 200))
    ]
    order = [
        {"field": chance.choice(fields), "direction": chance.choice(directions)}
        for _ in range(chance.randint(0, 4))
    ]
    return {"query": _FILTERED, "variables": {"f": {"or": wanted}, "o": order}}


def refused(chance: random.Random) -> Body:
    """Documents that are refused: unparsable, invalid or too large."""
    alias = f"a{chance.getrandbits(60):x}"
    fields = " ".join(f"{alias}{at}" for at in range(chance.randint(1, 900)))
    return {
        "query": chance.choice(
            [
                f"{{ {alias} " + "x" * chance.randint(0, 50_000),
                f"{{ quotes {{ nodes {{ {fields} }} }} }}",
                f"{{ {alias}: quotes {{ nodes {{ id }} }} " + "viewer { user { id } } " * 280 + "}",
            ]
        )
    }


def introspection(chance: random.Random) -> Body:
    """The whole schema, under a new name each time: 800 kB."""
    name = f"a{chance.getrandbits(60):x}"
    return {"query": get_introspection_query().replace("IntrospectionQuery", name)}


def mutations(chance: random.Random) -> Body:
    """Mutations that were never sent before."""
    alias = f"a{chance.getrandbits(60):x}"
    answer = "{ account { id } userErrors { code } }"
    made = f'{alias}: createAccount(input: {{ name: "{alias}" }})'
    return {"query": f"mutation {{ {made} {answer} }}"}


def one(_: random.Random) -> Body:
    """The same query each time, for the flood of tokens."""
    return {"query": "{ viewer { user { id } } }"}


# Each flood, and its number of requests as a fraction of DOCUMENTS.
FLOODS: dict[str, tuple[Flood, float]] = {
    "documents": (documents, 1.0),
    "shapes of variables": (shapes, 0.2),
    "refused documents": (refused, 0.3),
    "tokens": (one, 0.5),
    "mutations": (mutations, 0.1),
    "introspection": (introspection, 0.01),
}


async def send(base: str, flood: Flood, tokens: Iterator[str], requests: Iterator[int]) -> None:
    """Send the remaining requests of a flood on one connection."""
    async with httpx.AsyncClient(base_url=base, timeout=60) as http:
        for number in requests:
            body = flood(random.Random(f"{flood.__name__} {number}"))  # noqa: S311 - repeatable
            headers = {"Authorization": f"Bearer {next(tokens)}"}
            response = await http.post("/graphql", json=body, headers=headers)
            while response.status_code == 503:  # the server may ask a flood to retry later
                await asyncio.sleep(int(response.headers["retry-after"]))
                response = await http.post("/graphql", json=body, headers=headers)
            assert response.status_code in {200, 400}, response.text[:500]


async def measure(pid: int, url: str) -> tuple[float, float]:
    """Return the worker's resident memory and its largest backend's private memory, in MB."""
    connection = await asyncpg.connect(plain_url(url))
    rows = await connection.fetch(_BACKENDS)
    await connection.close()
    own = [psutil.Process(row["pid"]).memory_full_info().uss for row in rows]
    return psutil.Process(pid).memory_info().rss / 1e6, max(own) / 1e6


def tokens_of(tenant: Tenant, settings: Settings, *, fresh: bool) -> Iterator[str]:
    """Yield the same token repeatedly, or new ones each time."""
    bearer, now = Bearer(tenant.id, tenant.user_id), present()
    for number in itertools.count():
        life = timedelta(hours=2, seconds=number if fresh else 0)
        yield issue(bearer, secret=settings.secret, now=now, lifetime=life)


async def prove(url: str, most: int) -> None:
    """Start a server, flood it and measure its memory."""
    async with own_server(url) as server:
        failed = [
            name
            for name, (flood, part) in FLOODS.items()
            if await _is_too_much(server, name, flood, max(CONNECTIONS, round(most * part)))
        ]
    if failed:
        limits = f"a worker {WORKER:.0f} MB, a backend {BACKEND:.0f} MB"
        sys.exit(f"Too much memory after {', '.join(failed)}: at most {limits}.")


async def _is_too_much(server: OwnServer, name: str, flood: Flood, count: int) -> bool:
    """Send a flood, print the memory after it, and return whether it exceeds a limit."""
    requests = iter(range(count))
    tokens = tokens_of(server.tenant, server.settings, fresh=flood is one)
    base = f"http://127.0.0.1:{server.port}"
    await asyncio.gather(*(send(base, flood, tokens, requests) for _ in range(CONNECTIONS)))
    worker, backend = await measure(server.pid, server.url)
    took = f"worker {worker:6.1f} MB, backend {backend:5.1f} MB"
    print(f"{count:7,} {name:20} {took}", flush=True)
    return worker > WORKER or backend > BACKEND


if __name__ == "__main__":
    with scratch_folder() as folder, run_postgres(folder / "pg") as server_url:
        asyncio.run(prove(server_url, int(os.environ.get("DOCUMENTS") or 10_000)))
