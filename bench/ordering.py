"""createOrderFromQuote with ten lines, compared with the same statements written by hand.

Each request needs a quote that has not been ordered. So one is created through the API and copied
some thousand times, in a separate database that is dropped afterwards.
"""

import asyncio
import json
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench.answers import difference
from bench.drive import CONNECTIONS, Load, Result, drive, duration
from bench.measuring import Effort, Measured, Unequal
from bench.questions import Question
from bench.servers import LIMIT, SALESGRAPH, Place, Running, running
from db.database import plain_url

LINES = 10
PER_SECOND = 1_200  # quotes per second of driving: more than either server can order
ORDER = """mutation Order($id: ID!) {
  createOrderFromQuote(quoteId: $id) {
    order { id number status } quote { status } userErrors { code }
  }
}"""
QUESTION = Question(
    "order",
    f"createOrderFromQuote with {LINES} lines, from the lock to the feed of changes",
    ORDER,
    (),
    (("limit", 0.5),),
)
_ACCOUNT = 'mutation { createAccount(input: { name: "Bench" }) { account { id } } }'
_DRAFT = """mutation ($input: CreateOpportunityInput!) {
  createOpportunity(input: $input) { opportunity { id } userErrors { message } } }"""
_QUOTE = """mutation ($id: ID!) {
  createQuoteFromOpportunity(opportunityId: $id) { quote { id } userErrors { message } } }"""
_ACTIVE = "mutation ($id: ID!) { activateQuote(quoteId: $id) { userErrors { message } } }"
_KEYS = {
    "opportunities": {"id": "md5('o' || n)::uuid", "number": "'OPP-B' || n"},
    "quotes": {
        "id": "md5('q' || n)::uuid",
        "number": "'QUO-B' || n",
        "opportunity_id": "md5('o' || n)::uuid",
    },
    "quote_lines": {
        "id": "md5('l' || n || line_number)::uuid",
        "quote_id": "md5('q' || n)::uuid",
        "lineage_id": "md5('l' || n || line_number)::uuid",
    },
}
_LEFT = {
    "orders": "SELECT to_jsonb(t) FROM orders t WHERE quote_id = $1",
    "order_lines": "SELECT to_jsonb(t) FROM order_lines t JOIN orders o ON o.id = t.order_id"
    " WHERE o.quote_id = $1 ORDER BY t.line_number",
    "close_records": "SELECT to_jsonb(t) FROM close_records t JOIN quotes q ON q.id = $1"
    " AND (t.quote_id = q.id OR t.opportunity_id = q.opportunity_id) ORDER BY t.revenue",
    "quotes": "SELECT to_jsonb(t) FROM quotes t WHERE id = $1",
    "quote_lines": "SELECT to_jsonb(t) FROM quote_lines t WHERE quote_id = $1 ORDER BY line_number",
    "opportunities": "SELECT to_jsonb(t) FROM opportunities t JOIN quotes q ON q.id = $1"
    " AND q.opportunity_id = t.id",
    "changes": "SELECT to_jsonb(t) FROM changes t JOIN quotes q ON q.id = $1 LEFT JOIN orders o"
    " ON o.quote_id = q.id WHERE t.record_id IN (q.id, q.opportunity_id, o.id)"
    " ORDER BY t.position",
}


def measure_orders(
    place: Place, effort: Effort, say: Callable[[str], None], *, limit: bool
) -> list[Measured]:
    """Drive both servers in turn on a copy of `place`. Raises Unequal."""
    if not limit:
        return []
    rounds, seconds = effort["rounds"], effort["seconds"]
    each = round(PER_SECOND * duration(seconds))
    with _copied(place) as copy, running([SALESGRAPH, LIMIT], copy) as servers:
        quotes = asyncio.run(_prepare(copy, servers[0], 2 * (rounds + 1) * each + 2))
        say(f"order: {len(quotes)} quotes to be ordered")
        size = asyncio.run(_compare(copy, servers, quotes))
        results = _drive(servers, quotes[2:], each, rounds, seconds)
        asyncio.run(_count(copy, results))
    for driven in results.values():
        del driven[0]  # the warm-up round
    measured = Measured(QUESTION, results, size)
    say("order: " + ", ".join(f"{name} {measured.rate(name):.0f}/s" for name in results))
    return [measured]


def _drive(
    servers: list[Running], quotes: Sequence[str], each: int, rounds: int, seconds: float
) -> dict[str, list[Result]]:
    """Drive a warm-up round and the measured rounds; every quote is sent once."""
    results: dict[str, list[Result]] = {server.peer.name: [] for server in servers}
    parts = (quotes[at : at + each] for at in range(0, len(quotes), each))
    for _ in range(rounds + 1):
        for server in servers:
            bodies = tuple(_body(server, quote) for quote in next(parts))
            load = Load(server.url(QUESTION.name), bodies, server.headers)
            results[server.peer.name].append(drive(load, seconds))
    return results


def _body(server: Running, quote: str) -> bytes:
    return json.dumps(server.peer.body(QUESTION, {"id": quote})).encode()


@contextmanager
def _copied(place: Place) -> Iterator[Place]:
    """Copy the data into a separate database, and drop it at the end."""
    parts = urlsplit(place.url)
    name = f"{parts.path[1:]}_orders"
    asyncio.run(_execute(place, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    asyncio.run(_execute(place, f"CREATE DATABASE {name} TEMPLATE {parts.path[1:]}"))
    try:
        yield Place(urlunsplit(parts._replace(path=f"/{name}")), place.tenant_id)
    finally:
        asyncio.run(_execute(place, f"DROP DATABASE {name} WITH (FORCE)"))


async def _execute(place: Place, statement: str) -> None:
    beside = urlunsplit(urlsplit(place.url)._replace(path="/postgres"))
    connection = await asyncpg.connect(plain_url(beside))
    await connection.execute(statement)
    await connection.close()


async def _prepare(place: Place, salesgraph: Running, count: int) -> list[str]:
    """Create identical active quotes of open opportunities, and return their public IDs."""
    opportunity, quote = _model(salesgraph)
    connection = await asyncpg.connect(plain_url(place.url))
    named = {"opportunities": ("id", opportunity), "quotes": ("id", quote)}
    named["quote_lines"] = ("quote_id", quote)
    for table, (key, model) in named.items():
        columns = await connection.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = $1"
            " AND is_generated = 'NEVER'",
            table,
        )
        names = [row["column_name"] for row in columns]
        values = [_KEYS[table].get(name, f"t.{name}") for name in names]
        await connection.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)}"
            f" FROM {table} AS t, generate_series(1, {count}) AS n WHERE t.{key} = '{model}'"
        )
        await connection.execute(f"VACUUM ANALYZE {table}")
    found = await connection.fetch("SELECT id FROM quotes WHERE number LIKE 'QUO-B%' ORDER BY id")
    await connection.close()
    return [f"quo_{row['id'].hex}" for row in found]


def _model(server: Running) -> tuple[str, str]:
    """Create an opportunity and an active quote through the API, and return their UUIDs."""
    account = _ask(server, _ACCOUNT)["createAccount"]["account"]["id"]
    line = {"writeIn": "Feed pump", "quantity": "3", "pricePerUnit": "12.50", "tax": "1.20"}
    given = {"name": "Bench", "customerId": account, "currencyCode": "EUR", "lines": [line] * LINES}
    opportunity = _ask(server, _DRAFT, input=given)["createOpportunity"]["opportunity"]["id"]
    made = _ask(server, _QUOTE, id=opportunity)["createQuoteFromOpportunity"]
    assert _ask(server, _ACTIVE, id=made["quote"]["id"])["activateQuote"]["userErrors"] == []
    return opportunity[4:], made["quote"]["id"][4:]


def _ask(server: Running, query: str, **variables: Any) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    return json.loads(_post(server, body))["data"]


def _post(server: Running, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", **server.headers}
    request = urllib.request.Request(server.url(QUESTION.name), body, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        answer: bytes = response.read()
    return answer


async def _compare(place: Place, servers: list[Running], quotes: Sequence[str]) -> int:
    """Check that both servers write the same rows, except IDs, numbers and times.

    Returns the size of the answer in bytes. Raises Unequal.
    """
    connection = await asyncpg.connect(plain_url(place.url))
    left, sizes = [], []
    for server, quote in zip(servers, quotes, strict=False):
        sizes.append(len(_post(server, _body(server, quote))))
        while await connection.fetchval("SELECT count(*) FROM unnumbered_changes"):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        left.append(
            {
                name: [json.loads(row[0]) for row in await connection.fetch(query, quote[4:])]
                for name, query in _LEFT.items()
            }
        )
    await connection.close()
    found = difference(*(_plain(one) for one in left))
    if found:
        raise Unequal(f"order, salesgraph and limit leave different rows: {found}")
    return sizes[0]


def _plain(rows: dict[str, list[dict[str, Any]]]) -> Any:
    """The rows without values that differ in each run, and with names instead of IDs."""
    own = {"id", "number", "search", "position", "changed_at", "created_at", "updated_at"}
    names = {row["id"]: f"quote line {row['line_number']}" for row in rows["quote_lines"]}
    for table in ("opportunities", "quotes", "orders"):
        names |= {row["id"]: table for row in rows[table]}
    return {
        table: [
            {name: _named(value, names) for name, value in row.items() if name not in own}
            for row in some
        ]
        for table, some in rows.items()
    }


def _named(value: Any, names: dict[str, str]) -> Any:
    return names.get(value, value) if isinstance(value, str) else value


async def _count(place: Place, results: dict[str, list[Result]]) -> None:
    """Check that every answer created an order. Raises RuntimeError."""
    connection = await asyncpg.connect(plain_url(place.url))
    made = await connection.fetchval(
        "SELECT count(*) FROM orders o JOIN quotes q ON q.id = o.quote_id"
        " WHERE q.number LIKE 'QUO-B%'"
    )
    await connection.close()
    driven = [result for some in results.values() for result in some]
    answered = 2 + sum(result.requests for result in driven)
    if not answered <= made <= answered + CONNECTIONS * len(driven):
        raise RuntimeError(f"{answered} answers, but {made} orders.")
