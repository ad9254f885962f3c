"""Long work on the event loop, in turns with other tasks."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TypeVar

T = TypeVar("T")
_AT_ONCE = 500  # lines that are built or compared without a pause (2 ms)


async def in_turns(many: Sequence[T], at_once: int = _AT_ONCE) -> AsyncIterator[Sequence[T]]:
    """The items in batches; other tasks run between two batches."""
    for start in range(0, len(many), at_once):
        if start:
            await asyncio.sleep(0)
        yield many[start : start + at_once]
