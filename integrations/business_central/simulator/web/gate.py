"""The limits of a principal: requests processed at once, waiting, and in five minutes."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from integrations.business_central.simulator.core.clock import SECOND
from integrations.business_central.simulator.core.errors import ApiError
from integrations.business_central.simulator.web.world import World


class Gate:
    """Lets a few requests of each client through, and the others wait."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._active: dict[str, int] = defaultdict(int)
        self._waiting: dict[str, deque[asyncio.Future[None]]] = defaultdict(deque)
        self._recent: dict[str, deque[int]] = defaultdict(deque)

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Wait for a turn; raises ApiError if there are too many requests or it takes too long."""
        self._count(client)
        await self._enter(client)
        self._world.traffic.begin_processing()
        try:
            yield
        finally:
            self._world.traffic.end_processing()
            self._leave(client)

    def forget(self) -> None:
        """Forget the requests of the last minutes."""
        self._recent.clear()

    def _count(self, client: str) -> None:
        settings, now = self._world.settings, self._world.clock.now()
        recent = self._recent[client]
        while recent and recent[0] <= now - settings.window_seconds * SECOND:
            recent.popleft()
        if len(recent) >= settings.requests_per_window:
            raise _too_many("Too many requests in the last minutes.")
        recent.append(now)

    async def _enter(self, client: str) -> None:
        settings, waiting = self._world.settings, self._waiting[client]
        if self._active[client] < settings.concurrent and not waiting:
            self._active[client] += 1
            return
        if len(waiting) >= settings.queued:
            raise _too_many("Too many requests are waiting.")
        turn = asyncio.get_running_loop().create_future()
        waiting.append(turn)
        try:
            await asyncio.wait_for(asyncio.shield(turn), settings.queue_seconds)
        except TimeoutError:
            if turn in waiting:
                waiting.remove(turn)
            else:
                self._leave(client)
            raise ApiError(
                HTTPStatus.SERVICE_UNAVAILABLE, "Internal_ServerError", "The queue is too long."
            ) from None

    def _leave(self, client: str) -> None:
        waiting = self._waiting[client]
        if waiting:
            waiting.popleft().set_result(None)  # the turn goes on to the next one
        else:
            self._active[client] -= 1


def _too_many(message: str) -> ApiError:
    return ApiError(HTTPStatus.TOO_MANY_REQUESTS, "Application_TooManyRequests", message)
