"""Runs coroutines on uvloop."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import TypeVar

import uvloop

T = TypeVar("T")


def run(make: Callable[[], Awaitable[T]]) -> T:
    """Run the coroutine that `make` creates and return its result.

    Ctrl-C cancels it, but is blocked until it has started: otherwise Python would warn of a
    coroutine that was never awaited.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            return runner.run(_begin(make))
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


async def _begin(make: Callable[[], Awaitable[T]]) -> T:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return await make()
