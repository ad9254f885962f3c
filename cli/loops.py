"""Runs what is asynchronous, on uvloop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

import uvloop

T = TypeVar("T")


def run(make: Callable[[], Awaitable[T]]) -> T:
    """The result of what `make` makes. Ctrl-C cancels it, and never comes before it has begun.

    Else Python would warn of a coroutine that nobody has awaited.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_begun(make))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


async def _begun(make: Callable[[], Awaitable[T]]) -> T:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return await make()
