"""Cancels a query, in PostgreSQL too, when its client disconnects."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.types import Receive

from gql.http.requests import ClientGone

T = TypeVar("T")

UNNOTICED = 0.1  # seconds; watching a shorter query would cost more than answering it


async def unless_gone(answer: Coroutine[Any, Any, T], receive: Receive) -> T:
    """Return the answer. Raises ClientGone, and cancels the work, if the client disconnects."""
    task = asyncio.current_task()
    if task is None:
        raise TypeError("a request must be answered in a task")
    watch = _Watch(task, receive)
    alarm = asyncio.get_running_loop().call_later(UNNOTICED, watch.begin)
    try:
        return await answer
    except asyncio.CancelledError:
        if watch.saw_it_go:
            task.uncancel()
            raise ClientGone from None
        raise
    finally:
        alarm.cancel()
        watch.end()


class _Watch:
    """Watches the client and cancels the task when it disconnects."""

    def __init__(self, task: asyncio.Task[Any], receive: Receive) -> None:
        self.saw_it_go = False
        self._task, self._receive = task, receive
        self._listening: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Start watching."""
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    def end(self) -> None:
        """Stop watching."""
        if self._listening is not None:
            self._listening.cancel()

    async def _listen(self) -> None:
        with suppress(OSError):
            while (await self._receive())["type"] != "http.disconnect":
                pass
            self.saw_it_go = True
            self._task.cancel()
