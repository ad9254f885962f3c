"""A client that counts lost requests: python -m tests.proofs.faults.restart PORT TOKEN COUNT SEED.

It keeps connections open and sends requests on them, with pauses of up to several seconds, until it
has sent COUNT and its standard input has ended. It opens a new connection if the server has
announced the end of the old one, or has ended it before the request was sent. A request is lost if
no complete response arrives. A request refused for lack of room (503, OVERLOADED) is sent again
after the seconds in Retry-After. It prints its counts as JSON.
"""

import asyncio
import json
import random
import sys
from dataclasses import asdict, dataclass, field

CONNECTIONS = 8
_TIMEOUT = 60.0  # seconds that a connection or an answer may take
_ASKED = b'{"query": "{ viewer { user { id } } }"}'
_PAUSES = (0.0, 0.0, 0.0, 0.001, 0.005, 0.02, 0.05)  # seconds; rarely much longer
_LONG_PAUSES = (0.2, 1.0, 3.0)
_SELDOM = 0.01


@dataclass
class Count:
    """The number of requests by outcome."""

    answered: int = 0
    busy: int = 0  # responses that ask for a retry
    connections: int = 0
    closes: int = 0  # connections that the server ended with a response
    lost: list[str] = field(default_factory=list)


class Client:
    """A client with one connection at a time."""

    def __init__(self, port: int, token: str, count: Count) -> None:
        self._port, self._count = port, count
        head = (
            "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {token}\r\nContent-Length: {len(_ASKED)}\r\n\r\n"
        )
        self._request = head.encode() + _ASKED
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self) -> None:
        """Send a request and count its response."""
        try:
            async with asyncio.timeout(_TIMEOUT):
                reader, writer = await self._connection()
                writer.write(self._request)
                pause, is_last = await _answer(reader)
            if is_last:
                self._count.closes += 1
                self.close()
            self._count.busy += pause > 0
            self._count.answered += not pause
            await asyncio.sleep(pause)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self._count.lost.append(repr(error))
            self.close()

    def close(self) -> None:
        """Stop using the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None or self._reader.at_eof():
            self.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._count.connections += 1
        return self._reader, self._writer


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Read a response: the seconds until a retry, and whether the connection ends.

    Raises ValueError if it is neither data nor a request to retry.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers["content-length"]))
    is_busy = b'"OVERLOADED"' in body
    if not is_busy and (" 200 " not in head[0] or b'"usr_' not in body):
        raise ValueError(f"{head[0]}: {body[:200]!r}")
    return int(headers["retry-after"]) if is_busy else 0, headers.get("connection") == "close"


async def _pound(
    client: Client, count: Count, goal: int, end: asyncio.Event, chance: random.Random
) -> None:
    while count.answered + len(count.lost) < goal or not end.is_set():
        await client.ask()
        pauses = _LONG_PAUSES if chance.random() < _SELDOM else _PAUSES
        await asyncio.sleep(chance.choice(pauses))
    client.close()


async def _run(port: int, token: str, goal: int, seed: int) -> Count:
    count, end = Count(), asyncio.Event()
    chance = random.Random(seed)  # noqa: S311 - chance, not secrecy
    clients = [Client(port, token, count) for _ in range(CONNECTIONS)]
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, sys.stdin.read).add_done_callback(lambda _: end.set())
    await asyncio.gather(*(_pound(client, count, goal, end, chance) for client in clients))
    return count


if __name__ == "__main__":
    _, port, token, count, seed = sys.argv
    sys.stdout.write(json.dumps(asdict(asyncio.run(_run(int(port), token, int(count), int(seed))))))
