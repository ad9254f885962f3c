"""Keeps a connection below the limits of Business Central: few requests at once, few a second."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

AT_ONCE = 4  # Business Central works on 5 requests of a user at once; more wait in its queue
PER_SECOND = 15.0  # 6,000 in five minutes are allowed


class RequestLimits:
    """A semaphore and a token bucket, which holds no more than `AT_ONCE` tokens."""

    def __init__(
        self,
        ticks: Callable[[], float],
        at_once: int = AT_ONCE,
        per_second: float = PER_SECOND,
    ) -> None:
        self._ticks, self._per_second, self._most = ticks, per_second, float(at_once)
        self._places = asyncio.Semaphore(at_once)
        self._tokens, self._at = float(at_once), ticks()

    @asynccontextmanager
    async def request(self) -> AsyncIterator[None]:
        """Wait for a place and a token, and hold the place while the request runs."""
        async with self._places:
            delay = self._take()
            if delay > 0:
                await asyncio.sleep(delay)
            yield

    def _take(self) -> float:
        """Take a token, in advance if there is none; return the seconds until it is due."""
        now = self._ticks()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._per_second)
        self._at = now
        self._tokens -= 1
        return max(0.0, -self._tokens / self._per_second)
