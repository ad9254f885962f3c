"""The planning thread, so that slow work delays only the requests that wait for it.

There is one per process: more threads would only compete for the interpreter. The queue is bounded,
each tenant has a share of it, and tenants take turns.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from db.pool.overload import Overloaded

MAX_WAITING_REQUESTS = 64
MAX_OF_ONE = 24  # of the waiting requests, for one owner
PREPARATION_TIMEOUT = 3.0  # seconds that a request waits for its turn

T = TypeVar("T")
_Turn = asyncio.Future[None]
_URGENT = object()  # the owner of urgent work


# Does not use `db.pool.fair_queue`, which refuses late work: urgent work must never be refused.
class Background:
    """Runs one piece of work at a time in a thread. Call its methods from the event loop only."""

    def __init__(
        self,
        *,
        most_waiting: int = MAX_WAITING_REQUESTS,
        most_of_one: int = MAX_OF_ONE,
        patience: float = PREPARATION_TIMEOUT,
    ) -> None:
        self._most_waiting, self._most_of_one = most_waiting, most_of_one
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="salesgraph-plans")
        self._queues: OrderedDict[Hashable, deque[_Turn]] = OrderedDict()
        self._is_busy = False

    async def run(self, owner: Hashable, work: Callable[[], T], *, urgent: bool = False) -> T:
        """Run `work` and return its result, or raise its exception; see `run_latest`."""
        return await self.run_latest(owner, lambda: work, urgent=urgent)

    async def run_latest(
        self, owner: Hashable, choose: Callable[[], Callable[[], T]], *, urgent: bool = False
    ) -> T:
        """Choose the work when its turn comes, run it, and return its result or raise its error.

        Raises Overloaded if too many wait or the turn does not come in time. Urgent work is never
        refused, because something that has already been done depends on it.
        """
        if self._is_busy:
            await self._wait(_URGENT if urgent else owner, urgent=urgent)
        self._is_busy = True
        try:
            work = choose()
        except BaseException:
            self._pass_on()
            raise
        running = asyncio.get_running_loop().run_in_executor(self._thread, work)
        running.add_done_callback(lambda _: self._pass_on())
        return await asyncio.shield(running)

    async def _wait(self, owner: Hashable, *, urgent: bool) -> None:
        """Wait for a turn. Urgent work has its own queue, which comes first. Raises Overloaded."""
        queue = self._queues.get(owner)
        if queue is None:
            queue = self._queues[owner] = deque()
        if urgent:
            self._queues.move_to_end(owner, last=False)
        elif len(queue) >= self._most_of_one or self._waiting() >= self._most_waiting:
            raise Overloaded(
                "Too many new queries are waiting to be planned. Try again in a moment."
            )
        turn: _Turn = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            async with asyncio.timeout(None if urgent else self._patience):
                await turn
        except (TimeoutError, asyncio.CancelledError) as error:
            self._leave(owner, turn)
            if isinstance(error, TimeoutError):
                raise Overloaded(
                    "The server is busy planning queries. Try again in a moment."
                ) from None
            raise

    def _waiting(self) -> int:
        return sum(map(len, self._queues.values()))

    def _leave(self, owner: Hashable, turn: _Turn) -> None:
        """Leave the queue, or pass on the turn if it has just come."""
        queue = self._queues.get(owner)
        if queue is not None and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._queues[owner]
        elif turn.done() and not turn.cancelled():
            self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to the first in the queue of the owner that has waited longest for one."""
        while self._queues:
            owner, queue = next(iter(self._queues.items()))
            turn = queue.popleft()
            if not queue:
                del self._queues[owner]
            elif owner is not _URGENT:
                self._queues.move_to_end(owner)
            if not turn.done():
                turn.set_result(None)
                return
        self._is_busy = False
