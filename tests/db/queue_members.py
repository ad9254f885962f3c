"""Simulates members that always want turns, on a simulated clock."""

import asyncio
import heapq
import itertools
from collections import Counter

from db.pool.fair_queue import FairQueue, Turn

EVER = 1e6


class Shop:
    """Members that always want more turns, each with its own duration, on a simulated clock."""

    def __init__(self, size: int, lengths: dict[str, float]) -> None:
        self.now = 0.0
        self.parts = 1
        self.turns = FairQueue(
            size,
            patience=EVER,
            clock=lambda: self.now,
            parts_for=lambda _member: self.parts,
        )
        self.lengths = lengths
        self.used = dict.fromkeys(lengths, 0.0)
        self.most: Counter[str] = Counter()
        self._held: Counter[str] = Counter()
        self._ends: list[tuple[float, int, str, Turn]] = []
        self._order = itertools.count()
        self.tasks: set[asyncio.Task[None]] = set()

    def want(self, member: str) -> None:
        """Add a client of a member that asks for the next turn as soon as its turn ends."""
        task = asyncio.get_running_loop().create_task(self._wait(member))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _wait(self, member: str) -> None:
        turn = self.turns.take_now(member) or await self.turns.wait(member)
        self._held[member] += 1
        self.most[member] = max(self.most[member], self._held[member])
        end = self.now + self.lengths[member]
        heapq.heappush(self._ends, (end, next(self._order), member, turn))

    async def run(self, until: float) -> None:
        """Simulate turns until this time."""
        await settle()
        while self._ends and self._ends[0][0] <= until:
            self.now, _, member, turn = heapq.heappop(self._ends)
            self._held[member] -= 1
            self.used[member] += self.lengths[member]
            self.turns.give_back(turn)
            self.want(member)
            await settle()

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def settle() -> None:
    for _ in range(4):
        await asyncio.sleep(0)
