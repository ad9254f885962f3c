"""A network between the server and PostgreSQL that fails on demand.

The proxy reads the messages of the wire protocol. It can lose a COMMIT or its reply, drop a
connection at its next statement, delay a statement, or stop responding, at once or at a given
statement.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path

from tests.relay import SOCKET, connect, url_through

_QUERY, _PARSE, _BIND = b"Q", b"P", b"B"
CONNECTING = b"user\0"  # in the message that opens a connection, and in no other


class Fault(Enum):
    """The effects on the next matching message."""

    LOSE_REPLY = auto()  # the COMMIT arrives, and the connection ends before its reply
    LOSE_COMMIT = auto()  # the connection ends, and the COMMIT never arrives
    HOLD_COMMIT = auto()  # the COMMIT never arrives, and the connection stays open
    LOSE_STATEMENT = auto()  # the connection ends at a statement inside a transaction


@dataclass
class Network:
    """The state of the proxy, and the messages it has seen."""

    faults: list[Fault] = field(default_factory=list)
    commits: int = 0
    after_commit: list[bytes] = field(default_factory=list)  # messages of requests since the last
    holds: dict[bytes, float] = field(default_factory=dict)  # seconds by words; each happens once
    silent_at: bytes = b""  # stops responding at a message with these words, which is not forwarded
    silent_after: bytes = b""  # the same, but PostgreSQL gets the message
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: list["_Ends"] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._open.set()

    @property
    def is_silent(self) -> bool:
        """Return whether messages are being held back."""
        return not self._open.is_set()

    def silence(self) -> None:
        """Stop forwarding messages, without closing connections."""
        self._open.clear()

    async def meet(self, words: bytes) -> None:
        """Apply delays and silence before a message with these words is forwarded."""
        if self.silent_at and self.silent_at in words:
            self.silence()
        for held in [each for each in self.holds if each in words]:
            await asyncio.sleep(self.holds.pop(held))

    def recover(self) -> None:
        """Forward new connections again; silent ones stay silent, as with a firewall."""
        self.silent_at = self.silent_after = b""
        for ends in self._ends:
            ends.is_dead = True
        self._open.set()

    def take(self, *kinds: Fault) -> Fault | None:
        """Take the next fault if it is of one of these kinds; it happens once."""
        return self.faults.pop(0) if self.faults and self.faults[0] in kinds else None


class _Ends:
    """A connection through the proxy."""

    def __init__(
        self, network: Network, client: asyncio.StreamWriter, server: asyncio.StreamWriter
    ) -> None:
        self.network, self.client, self.server = network, client, server
        self.is_dead = False
        self.is_deaf = False  # replies are lost
        self.is_feed = False  # it numbers changes, for which no request waits
        self.in_transaction = False
        self._statements = dict[bytes, bytes]()  # prepared ones, by name

    def words(self, kind: bytes, body: bytes) -> bytes:
        """Return the SQL of a message; empty if it has none."""
        if self.is_feed:
            return b""
        if kind == _PARSE:
            name, sql = body.split(b"\0")[:2]
            self._statements[name] = sql
        if kind == _BIND:
            return self._statements.get(body.split(b"\0")[1], b"")
        return body if kind == _QUERY else b""

    def close(self) -> None:
        self.client.close()
        self.server.close()

    async def pass_on(self, writer: asyncio.StreamWriter, data: bytes, words: bytes = b"") -> None:
        network = self.network
        await network._open.wait()
        if not self.is_dead:
            writer.write(data)
            if network.silent_after and network.silent_after in words:
                network.silence()
            await writer.drain()


@asynccontextmanager
async def faulty_network(url: str) -> AsyncIterator[tuple[str, Network]]:
    """Start the proxy; yield the URL of the same database through it, and its network."""
    network = Network()
    tasks = set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        try:
            await network._open.wait()
            server_reader, server_writer = await connect(url)
        except BaseException:
            writer.close()
            raise
        ends = _Ends(network, writer, server_writer)
        network._ends.append(ends)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await asyncio.gather(_ask(reader, ends), _reply(server_reader, ends))
        finally:
            ends.close()

    with tempfile.TemporaryDirectory(prefix="net-") as folder:
        proxy = await asyncio.start_unix_server(serve, Path(folder) / SOCKET)
        try:
            yield url_through(folder, url), network
        finally:
            proxy.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _ask(reader: asyncio.StreamReader, ends: _Ends) -> None:
    head = await reader.readexactly(4)  # only the start-up message has no type
    size = int.from_bytes(head, "big") - 4
    start = await reader.readexactly(size)
    ends.is_feed = b"salesgraph feed" in start
    await ends.network.meet(b"" if ends.is_feed else start)
    await ends.pass_on(ends.server, head + start)
    try:
        while True:
            kind, head = await reader.readexactly(1), await reader.readexactly(4)
            body = await reader.readexactly(int.from_bytes(head, "big") - 4)
            if await _meets_fault(kind, body, ends):
                return
            words = ends.words(kind, body)
            await ends.network.meet(words)
            await ends.pass_on(ends.server, kind + head + body, words)
    except asyncio.IncompleteReadError:
        ends.close()


async def _meets_fault(kind: bytes, body: bytes, ends: _Ends) -> bool:
    """Return whether the message is lost, and its connection with it."""
    network = ends.network
    if kind == _QUERY and body.rstrip(b"\0").endswith(b"COMMIT"):
        network.commits += 1
        network.after_commit.clear()
        fault = network.take(Fault.LOSE_REPLY, Fault.LOSE_COMMIT, Fault.HOLD_COMMIT)
        ends.is_deaf = fault is Fault.LOSE_REPLY
        if fault is Fault.HOLD_COMMIT:
            await asyncio.Event().wait()
        if fault is Fault.LOSE_COMMIT:
            ends.close()
        return fault is Fault.LOSE_COMMIT
    if kind in {_QUERY, _PARSE, _BIND} and not ends.is_feed:
        network.after_commit.append(body)
        is_begin = body.startswith(b"BEGIN")
        if ends.in_transaction and not is_begin and network.take(Fault.LOSE_STATEMENT):
            ends.close()
            return True
        ends.in_transaction = is_begin or ends.in_transaction
    return False


async def _reply(reader: asyncio.StreamReader, ends: _Ends) -> None:
    while data := await reader.read(65_536):
        if ends.is_deaf:
            break
        await ends.pass_on(ends.client, data)
    ends.close()
