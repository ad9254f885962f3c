"""Clients that send requests repeatedly: the neighbor's in this process, others in another.

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

import uvloop

NEW = "%NEW%"  # replaced by a unique text in each request


@dataclass(frozen=True, slots=True)
class Crowd:
    """Clients of one user, each with one request at a time and a pause between two."""

    port: int
    token: str
    query: str
    clients: int = 1
    pause: float = 0.0
    burst: float = 0.0  # seconds between two moments in which all clients send at once
    variables: dict[str, Any] = field(default_factory=dict)
    is_patient: bool = True  # otherwise, it ignores Retry-After


@dataclass(slots=True)
class Seen:
    """The responses to clients: their durations in seconds, and their statuses."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """The number of responses with status 200 per second."""
        return self.statuses[200] / self.seconds

    def quantile(self, of_100: int) -> float:
        """Return the milliseconds within which this percentage of the responses arrived."""
        return statistics.quantiles(self.times, n=100)[of_100 - 1] * 1000


async def ask(crowd: Crowd, seconds: float) -> Seen:
    """Send requests for this many seconds."""
    seen, begun = Seen(), time.monotonic()
    await asyncio.gather(*(_client(crowd, begun + seconds, seen) for _ in range(crowd.clients)))
    seen.seconds = time.monotonic() - begun
    return seen


@asynccontextmanager
async def crowded(crowd: Crowd) -> AsyncIterator[None]:
    """Run a crowd in a separate process, at a lower priority than the server."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE
    )
    if process.stdin is None:
        raise RuntimeError("the process has no standard input")
    process.stdin.write(json.dumps(asdict(crowd)).encode())
    process.stdin.close()
    try:
        await asyncio.sleep(3)  # until it has started
        yield
    finally:
        process.terminate()
        await process.wait()


async def _client(crowd: Crowd, until: float, seen: Seen) -> None:
    reader, writer = await _connected(crowd)
    while time.monotonic() < until:
        if crowd.burst:
            await asyncio.sleep(crowd.burst - time.monotonic() % crowd.burst)
        begun = time.monotonic()
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
    """Return the status of a response, and its Retry-After in seconds."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if line)
    await reader.readexactly(int(headers["content-length"]))
    return int(head[0].split(" ")[1]), float(headers.get("retry-after", 0))


if __name__ == "__main__":
    os.nice(10)  # in reality, clients on other machines take no CPU time from the server
    uvloop.run(ask(Crowd(**json.load(sys.stdin)), 3_600))
