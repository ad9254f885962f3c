"""Clients over HTTP that ask again and again: the neighbour's in this process, others in one more.

python -m tests.proofs.neighbours.clients   with a Crowd as JSON on its standard input
"""

import asyncio
import json
import os
import secrets
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

NEW = "%NEW%"  # where each request has a text that no request had before


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many clients of one user, each with one request at a time, and a pause between two."""

    port: int
    token: str
    query: str
    clients: int = 1
    pause: float = 0.0
    variables: dict[str, Any] = field(default_factory=dict)
    is_patient: bool = True  # else it does not heed Retry-After


@dataclass(slots=True)
class Seen:
    """What clients were answered: how long it took, in seconds, and with which status."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers with status 200 in a second."""
        return self.statuses[200] / self.seconds

    def quantile(self, of_100: int) -> float:
        """Milliseconds within which so many of a hundred answers came."""
        return statistics.quantiles(self.times, n=100)[of_100 - 1] * 1000


async def ask(crowd: Crowd, seconds: float) -> Seen:
    """Ask for so long."""
    seen, begun = Seen(), time.monotonic()
    await asyncio.gather(*(_client(crowd, begun + seconds, seen) for _ in range(crowd.clients)))
    seen.seconds = time.monotonic() - begun
    return seen


@asynccontextmanager
async def crowded(crowd: Crowd) -> AsyncIterator[None]:
    """While a process of its own asks, with less of the machine than the server has."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE
    )
    if process.stdin is None:
        raise RuntimeError("the process has no standard input")
    process.stdin.write(json.dumps(asdict(crowd)).encode())
    process.stdin.close()
    try:
        await asyncio.sleep(3)  # until it has begun
        yield
    finally:
        process.terminate()
        await process.wait()


async def _client(crowd: Crowd, until: float, seen: Seen) -> None:
    reader, writer = await _connected(crowd)
    while (begun := time.monotonic()) < until:
        writer.write(_request(crowd))
        try:
            status, wait = await _answer(reader)
        except (OSError, asyncio.IncompleteReadError):  # a server may close an idle connection
            reader, writer = await _connected(crowd)
            continue
        seen.statuses[status] += 1
        seen.times.append(time.monotonic() - begun)
        if wait and crowd.is_patient:  # the server closes a connection that is idle for so long
            writer.close()
            await asyncio.sleep(wait)
            reader, writer = await _connected(crowd)
        else:
            await asyncio.sleep(crowd.pause)
    writer.close()


async def _connected(crowd: Crowd) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", crowd.port, limit=2**24)


def _request(crowd: Crowd) -> bytes:
    query = crowd.query.replace(NEW, secrets.token_hex(8))
    body = json.dumps({"query": query, "variables": crowd.variables}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:{crowd.port}\r\n"
        f"Authorization: Bearer {crowd.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, float]:
    """The status of an answer, and its Retry-After in seconds."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if line)
    await reader.readexactly(int(headers["content-length"]))
    return int(head[0].split(" ")[1]), float(headers.get("retry-after", 0))


if __name__ == "__main__":
    os.nice(10)  # other people's machines take nothing from the server's
    asyncio.run(ask(Crowd(**json.load(sys.stdin)), 3_600))
