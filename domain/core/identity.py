"""New ids: UUID version 7, so that records made later sort later."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID


def uuid7(milliseconds: int, chance: int) -> UUID:
    """A UUIDv7 (RFC 9562): 48 bits of time, then 74 bits of chance. PostgreSQL 15 has none."""
    value = (milliseconds << 80) | (chance & ((1 << 80) - 1))
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


_last = (0, 0)  # of this process: ids of one millisecond count on from the first


def _now_and_chance() -> UUID:
    global _last  # noqa: PLW0603 - one counter for the process is the point
    now = time.time_ns() // 1_000_000
    if now > _last[0]:
        _last = now, int.from_bytes(os.urandom(10), "big") >> 1
    else:
        _last = _last[0], _last[1] + 1
    return uuid7(*_last)


_maker: ContextVar[Callable[[], UUID]] = ContextVar("maker", default=_now_and_chance)


def new_id() -> UUID:
    """An id that nothing else has."""
    return _maker.get()()


@contextmanager
def ids_made_by(maker: Callable[[], UUID]) -> Iterator[None]:
    """Take new ids from elsewhere, so that the same data can be made twice."""
    token = _maker.set(maker)
    try:
        yield
    finally:
        _maker.reset(token)
