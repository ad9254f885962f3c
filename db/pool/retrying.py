"""Retries work once on a new connection if the first one was lost before anything was committed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from db.pool.deadlines import has_time
from db.pool.failures import is_curable

T = TypeVar("T")

_SOON = 1.0  # seconds; later failures are not retried, so that no client waits twice
_BREATH = 0.05  # seconds for the other connections to notice that they are lost too


async def retry_on_another_connection(act: Callable[[], Awaitable[T]]) -> T:
    """Call `act`, and once more if the connection was lost and nothing can have been saved.

    `act` must take a connection itself, and must not reuse results of the first attempt. Raises
    what the last attempt raised.
    """
    began = time.monotonic()
    try:
        return await act()
    except Exception as error:
        is_late = time.monotonic() - began > _SOON or not has_time()
        if is_late or not is_curable(error):
            raise
    await asyncio.sleep(_BREATH)
    return await act()
