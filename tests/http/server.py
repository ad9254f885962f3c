"""A server in the test process, and clients with arbitrary loopback addresses."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import orjson

from gql.http.gate import Gate
from gql.server.uvicorn_server import Server, configure


@dataclass(frozen=True, slots=True)
class Site:
    """A server in this process, and a header with a token."""

    port: int
    gate: Gate
    server: Server
    bearer: str

    @asynccontextmanager
    async def visit(self, address: str = "127.0.0.1", **more: Any) -> AsyncIterator["Client"]:
        """Open a connection from a loopback address."""
        made = socket.socket()
        for option, value in more.items():
            made.setsockopt(socket.SOL_SOCKET, getattr(socket, option), value)
        made.bind((address, 0))
        made.setblocking(False)  # noqa: FBT003 - the standard library's
        await asyncio.get_running_loop().sock_connect(made, ("127.0.0.1", self.port))
        reader, writer = await asyncio.open_connection(sock=made)
        try:
            yield Client(reader, writer)
        finally:
            writer.close()


@dataclass(frozen=True, slots=True)
class Client:
    """The client's end of a connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def rest(self) -> bytes:
        """Read until the server closes the connection."""
        async with asyncio.timeout(20):
            return await self.reader.read()

    async def answer(self) -> tuple[int, dict[str, str], Any]:
        """Read one answer: status, headers and decoded JSON."""
        async with asyncio.timeout(20):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
            body = await self.reader.readexactly(int(headers["content-length"]))
        return int(head[0].split()[1]), headers, orjson.loads(body)


@asynccontextmanager
async def opened(app: Any, gate: Gate, bearer: str) -> AsyncIterator[Site]:
    """Start a server of this application with this gate; `bearer` is a header."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)  # the system's is large
    ready = asyncio.Event()
    server = Server(configure(app, gate, loop="none"), ready.set)
    running = asyncio.create_task(server._serve([listening]))
    await ready.wait()
    try:
        yield Site(listening.getsockname()[1], gate, server, bearer)
    finally:
        server._is_at_terminal = server.should_exit = True
        await running


async def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition is true."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the server sends no event
            await asyncio.sleep(0.02)
