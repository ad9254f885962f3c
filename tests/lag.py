"""Measures how long the event loop is blocked: the CPU time of its longest step."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Steps:
    """The CPU seconds of each step of the event loop."""

    taken: list[float] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """The CPU seconds of the longest step."""
        return max(self.taken, default=0.0)


@contextmanager
def steps() -> Iterator[Steps]:
    """Measure each step of asyncio's event loop in CPU time of its thread.

    Therefore, the load of the machine does not matter, and other threads do not count.
    """
    found = Steps()
    handles: Any = asyncio.Handle
    run = handles._run

    def timed(handle: Any) -> None:
        begun = time.thread_time()
        run(handle)
        found.taken.append(time.thread_time() - begun)

    handles._run = timed
    try:
        yield found
    finally:
        handles._run = run
