"""A distant synchronous standby, which confirms each commit some milliseconds late.

It speaks PostgreSQL's streaming replication protocol, stores nothing, and confirms that it has
written what it received. So a flush takes as long as configured, and commits can share one, as on a
slow disk.
"""

import asyncio
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg

from tests.relay import connect

NAME = "slow_standby"


@asynccontextmanager
async def slow_standby(superuser_url: str, delay: float) -> AsyncIterator[None]:
    """Make every commit of this server take at least this many seconds."""
    reader, writer = await _connected(superuser_url)
    following = asyncio.create_task(_follow(reader, writer, delay))
    owner = await asyncpg.connect(superuser_url)
    try:
        await owner.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'")
        await owner.execute("SELECT pg_reload_conf()")
        async with asyncio.timeout(30):
            while min([await _seconds_of_commit(owner) for _ in range(10)]) < delay:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield
        await owner.execute("ALTER SYSTEM RESET synchronous_standby_names")
        await owner.execute("SELECT pg_reload_conf()")
        await asyncio.sleep(0.5)  # until every session has the new settings, somebody must confirm
    finally:
        await owner.close()
        following.cancel()
        writer.close()


async def _seconds_of_commit(owner: asyncpg.Connection) -> float:
    """Return how long a commit takes now; the server applies new settings with a delay."""
    begun = time.monotonic()
    await owner.execute("SELECT pg_logical_emit_message(true, 'slow_standby', '')")
    return time.monotonic() - begun


async def _connected(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """Open a connection that streams from the current end of the log."""
    parts = urlsplit(url)
    reader, writer = await connect(url)
    said = {"user": parts.username or "postgres", "replication": "true", "application_name": NAME}
    words = "".join(f"{name}\0{value}\0" for name, value in said.items()).encode() + b"\0"
    writer.write(struct.pack("!II", len(words) + 8, 0x30000) + words)
    await _until(reader, b"Z")
    _ask(writer, "IDENTIFY_SYSTEM")
    rows = await _until(reader, b"Z")
    _, timeline, position = _fields(rows[b"D"])[:3]
    _ask(writer, f"START_REPLICATION PHYSICAL {position} TIMELINE {timeline}")
    await _until(reader, b"W")
    return reader, writer


def _ask(writer: asyncio.StreamWriter, statement: str) -> None:
    words = statement.encode() + b"\0"
    writer.write(b"Q" + struct.pack("!I", len(words) + 4) + words)


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    kind = await reader.readexactly(1)
    (size,) = struct.unpack("!I", await reader.readexactly(4))
    return kind, await reader.readexactly(size - 4)


async def _until(reader: asyncio.StreamReader, wanted: bytes) -> dict[bytes, bytes]:
    """Read messages until one of the wanted kind; return the last message of each kind."""
    found: dict[bytes, bytes] = {}
    while wanted not in found:
        kind, body = await _message(reader)
        assert kind != b"E", body
        found[kind] = body
    return found


def _fields(row: bytes) -> list[str]:
    fields, at = [], 2
    for _ in range(struct.unpack_from("!H", row)[0]):
        (size,) = struct.unpack_from("!i", row, at)
        fields.append(row[at + 4 : at + 4 + max(size, 0)].decode())
        at += 4 + max(size, 0)
    return fields


async def _follow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float) -> None:
    loop = asyncio.get_running_loop()
    while True:
        _, body = await _message(reader)
        if body[:1] == b"w":  # a piece of the log, from this position on
            position = struct.unpack_from("!Q", body, 1)[0] + len(body) - 25
            loop.call_later(delay, _confirm, writer, position)


def _confirm(writer: asyncio.StreamWriter, position: int) -> None:
    said = b"r" + struct.pack("!QQQQB", position, position, position, 0, 0)
    writer.write(b"d" + struct.pack("!I", len(said) + 4) + said)
