"""Once more on another connection, where the first one was lost before anything was committed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from db.failures import is_curable
from db.patience import has_time

T = TypeVar("T")

_SOON = 1.0  # seconds; what fails later is not tried again, so that nobody waits twice
_BREATH = 0.05  # seconds in which the other connections notice that they are lost, too


async def on_another_connection(act: Callable[[], Awaitable[T]]) -> T:
    """Act; once more where the database was lost meanwhile, and nothing can have been saved.

    `act` takes a connection itself, and builds anew what it made of the first one's answers.
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
