"""A connection lost while being opened causes exactly one failure, which explains what happened."""

import asyncio
import gc
import io
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import uvloop

from cli.logs import handler_on
from db.pool.event_loop_pacer import Pacer
from db.pool.failures import is_curable
from db.pool.sessions import Session, open_session

TRIES = 60
RESET = b"\1\0\0\0\0\0\0\0"  # SO_LINGER: on, with a timeout of zero, so that closing sends a reset


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Capture what `serve` would log of asyncio's reports."""
    stream = io.StringIO()
    handler = handler_on(stream)
    logging.getLogger("asyncio").addHandler(handler)
    yield stream
    logging.getLogger("asyncio").removeHandler(handler)


@contextmanager
def closing_server(reply: bytes | None, *, resets: bool) -> Iterator[int]:
    """Start a server that closes at once, or after this reply to SSLRequest; yield its port."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                with door.accept()[0] as client, suppress(OSError):
                    if reply is not None:
                        client.recv(8)
                        client.sendall(reply)
                    if resets:
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)

    with socket.create_server(("127.0.0.1", 0), backlog=TRIES) as door:
        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)


async def failures(port: int) -> list[object]:
    """Return the errors of opening connections while the work of several tenants takes turns."""
    pacer, url = Pacer(), f"postgresql://someone:secret@127.0.0.1:{port}/postgres"
    work = (pacer.run(tenant % 3, open_session(url, Session)) for tenant in range(TRIES))
    ended = await asyncio.gather(*work, return_exceptions=True)
    gc.collect()
    return [*ended]


@pytest.mark.parametrize("resets", [False, True], ids=["closed", "reset"])
@pytest.mark.parametrize("reply", [None, b"N", b"S"], ids=["at once", "without TLS", "with TLS"])
async def test_what_is_lost_while_it_is_opened_is_told_once(
    log: io.StringIO, reply: bytes | None, *, resets: bool
) -> None:
    with closing_server(reply, resets=resets) as port:
        ended = await asyncio.to_thread(uvloop.run, failures(port))

    assert len(ended) == TRIES
    assert [end for end in ended if not isinstance(end, Exception) or not is_curable(end)] == []
    assert log.getvalue() == ""
