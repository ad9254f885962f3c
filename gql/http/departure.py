"""A client that goes away while it waits: its question is given up, and PostgreSQL told so."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.types import Receive

from gql.http.requests import ClientGone

T = TypeVar("T")

UNNOTICED = 0.1  # seconds; to watch over a shorter question costs more than to answer it


async def unless_gone(answer: Coroutine[Any, Any, T], receive: Receive) -> T:
    """The answer. Raises ClientGone where the client leaves meanwhile; the work is cancelled."""
    task = asyncio.current_task()
    if task is None:
        raise TypeError("a request is answered in a task")
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
    """Listens to the client, and cancels the task when there is nobody to answer."""

    def __init__(self, task: asyncio.Task[Any], receive: Receive) -> None:
        self.saw_it_go = False
        self._task, self._receive = task, receive
        self._listening: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Listen from now on."""
        self._listening = asyncio.get_running_loop().create_task(self._listen())

    def end(self) -> None:
        """Listen no more."""
        if self._listening is not None:
            self._listening.cancel()

    async def _listen(self) -> None:
        with suppress(OSError):
            while (await self._receive())["type"] != "http.disconnect":
                pass
            self.saw_it_go = True
            self._task.cancel()
