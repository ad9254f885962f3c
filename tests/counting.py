"""A proxy in front of PostgreSQL that counts the messages of the wire protocol.

Numbering the feed is not counted: it runs after the commit, on separate connections, once for all
requests of some milliseconds.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.relay import SOCKET, connect, url_through

_QUERY, _EXECUTE = b"Q", b"E"
_NUMBERING = b"salesgraph feed"  # the application_name of its connections


@dataclass
class Counter:
    """The statements and bytes since the last reset."""

    statements: int = 0  # including BEGIN and COMMIT
    sent: int = 0  # bytes
    received: int = 0  # bytes
    cut: Callable[[], None] = lambda: None  # ends the connections and accepts no new ones

    def reset(self) -> None:
        """Set all counts to zero."""
        self.statements = self.sent = self.received = 0


def stopped() -> float:
    """Return a constant time, so that no user is looked up again while statements are counted."""
    return 0.0


@asynccontextmanager
async def counted(url: str) -> AsyncIterator[tuple[str, Counter]]:
    """Start the proxy; yield the URL of the same database through it, and its counter."""
    counter = Counter()
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await connect(url)
        writers.extend([writer, server_writer])
        await asyncio.gather(
            _count(reader, server_writer, counter), _copy(server_reader, writer, counter)
        )

    with tempfile.TemporaryDirectory(prefix="count-") as folder:
        proxy = await asyncio.start_unix_server(serve, Path(folder) / SOCKET)

        def cut() -> None:
            proxy.close()
            for writer in writers:
                writer.close()

        counter.cut = cut
        yield url_through(folder, url), counter
        proxy.close()


async def _count(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counter: Counter
) -> None:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        head = await reader.readexactly(4)  # only the start-up message has no type
        start = await reader.readexactly(int.from_bytes(head, "big") - 4)
        writer.write(head + start)
        is_counted = _NUMBERING not in start
        while True:
            kind = await reader.readexactly(1)
            size = await reader.readexactly(4)
            body = await reader.readexactly(int.from_bytes(size, "big") - 4)
            counter.statements += is_counted and kind in {_QUERY, _EXECUTE}
            counter.sent += len(body)
            writer.write(kind + size + body)
            await writer.drain()
    writer.close()


async def _copy(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, counter: Counter
) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            counter.received += len(data)
            writer.write(data)
            await writer.drain()
    writer.close()
