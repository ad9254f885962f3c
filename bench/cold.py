"""The cost of a document that the server has not seen, and the delay for other clients.

Servers cache documents, so each one here has aliases that no earlier one had. CPU time is that of
the server's processes, without PostgreSQL. The other clients request one record by ID over eight
connections, first alone, then while a new document arrives every second.
"""

import asyncio
import json
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import psutil
from graphql import parse, print_ast

from bench.drive import Load, own
from bench.measuring import load
from bench.questions import Question
from bench.servers import SALESGRAPH, Running

SIZES = (2_800, 12_000)  # bytes per document
_WARM_UP, _EACH = 3, 30  # documents sent before and during the measurement
_EVERY = 1.0  # seconds

_numbers = count()

_OURS = """{0}: opportunity(id: $id) {{ {0}a: id number name stage createdAt
  account {{ id name }} owner {{ id name email }} totalAmount {{ amount }}
  quotes(first: 3) {{ nodes {{ {0}b: id number name status createdAt totalAmount {{ amount }}
    lines {{ id lineNumber quantity pricePerUnit {{ amount }}
      extendedAmount {{ amount }} }} }} }} }}
"""
_POSTGRAPHILE = """{0}: opportunityByTenantIdAndRowId(tenantId: $tenant, rowId: $id) {{
  {0}a: rowId number name stage createdAt account: accountByTenantIdAndAccountId {{ rowId name }}
  owner: userByTenantIdAndOwnerId {{ rowId name email }} totalAmount
  quotes: quotesByTenantIdAndOpportunityId(first: 3) {{
    nodes {{ {0}b: rowId number name status createdAt totalAmount
    lines: quoteLinesByTenantIdAndQuoteId {{
      nodes {{ rowId lineNumber quantity pricePerUnit extendedAmount }} }} }} }} }}
"""
_PARTS = {
    "salesgraph": ("query($id: ID!)", _OURS),
    "postgraphile": ("query($id: UUID!, $tenant: UUID!)", _POSTGRAPHILE),
}


@dataclass(frozen=True, slots=True)
class Cold:
    """The result for one server and one size. Times in milliseconds."""

    server: str
    size: int
    new: float  # CPU time for a new document
    again: float  # CPU time for the same document once it is cached
    alone: float  # p99 of the other clients
    beside: float  # the same while a new document arrives every second


def measure_cold(
    question: Question,
    servers: list[Running],
    *,
    seconds: float,
    say: Callable[[str], None],
) -> list[Cold]:
    """Measure all servers that accept such documents; other clients send `question`."""
    found = []
    for size in SIZES:
        for server in servers:
            if server.peer.name in _PARTS:
                one = _measure(question, server, size, seconds)
                say(f"new documents of {size} bytes, {one.server}: {one.new:.0f} ms of CPU")
                found.append(one)
    return found


def table(measured: list[Cold]) -> str:
    """The results as a table for docs/performance.md."""
    lines = [
        "| document | server | CPU ms, new | CPU ms, cached | p99 of others | p99 beside new |",
        "|---|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {one.size / 1000:.1f} kB | {one.server} | {one.new:.1f} | {one.again:.1f}"
        f" | {one.alone:.1f} ms | {one.beside:.1f} ms |"
        for one in measured
    ]
    return "\n".join(lines)


def document(server: str, size: int) -> str:
    """A document of about `size` bytes, different from all earlier ones."""
    head, part = _PARTS[server]

    def made(count: int) -> str:
        fields = "".join(part.format(f"x{next(_numbers)}") for _ in range(count))
        return print_ast(parse(f"{head} {{ {fields}}}"))  # with line breaks, as clients send it

    one, two = len(made(1)), len(made(2))
    return made(1 + -(-(size - one) // (two - one)))


def _measure(question: Question, server: Running, size: int, seconds: float) -> Cold:
    others = load(question, server)
    bodies = [_body(server, question, size) for _ in range(_WARM_UP + _EACH)]
    for body in bodies[:_WARM_UP]:
        _send(server, body)
    measured = bodies[_WARM_UP:]
    new, again = (_cpu_of(server, measured) for _ in range(2))
    return Cold(
        server.peer.name,
        size,
        new,
        again,
        asyncio.run(own(others, seconds)).p99,
        asyncio.run(_beside(others, server, question, size, seconds)),
    )


def _cpu_of(server: Running, bodies: list[bytes]) -> float:
    """The CPU time that the server needs per body, in milliseconds."""
    begun = _cpu(server)
    for body in bodies:
        _send(server, body)
    return (_cpu(server) - begun) / len(bodies) * 1000


def _cpu(server: Running) -> float:
    process = psutil.Process(server.process)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(one.user + one.system for one in times)


async def _beside(
    others: Load, server: Running, question: Question, size: int, seconds: float
) -> float:
    """The p99 of the other clients while a new document arrives every second."""

    async def arrive() -> None:
        while True:
            await asyncio.sleep(_EVERY)
            await asyncio.to_thread(_send, server, _body(server, question, size))

    arriving = asyncio.create_task(arrive())
    result = await own(others, max(seconds, 2 * _EVERY))
    arriving.cancel()
    return result.p99


def _body(server: Running, question: Question, size: int) -> bytes:
    given = server.peer.body(question, question.variables[0])["variables"]
    if server.peer is not SALESGRAPH:
        given = {**given, "tenant": str(server.tenant_id)}
    return json.dumps({"query": document(server.peer.name, size), "variables": given}).encode()


def _send(server: Running, body: bytes) -> None:
    request = urllib.request.Request(  # noqa: S310
        server.url("one"), body, {"Content-Type": "application/json", **server.headers}
    )
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        answer = json.loads(response.read())
    if answer.get("errors"):
        raise RuntimeError(f"{server.peer.name} refused a document: {answer['errors'][0]}")
