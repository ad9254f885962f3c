"""Generates IDs: UUID version 7, which sort in the order of their creation."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID


def uuid7(milliseconds: int, chance: int) -> UUID:
    """Build a UUIDv7 (RFC 9562): 48 bits of time, 74 random bits. PostgreSQL 15 cannot."""
    value = (milliseconds << 80) | (chance & ((1 << 80) - 1))
    value = value & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=value & ~(0x3 << 62) | (0x2 << 62))


_last = (0, 0)  # per process: IDs of the same millisecond count up from the first


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
    """Return a new, unique ID."""
    return _maker.get()()


@contextmanager
def override_ids(maker: Callable[[], UUID]) -> Iterator[None]:
    """Generate IDs with this function instead, so that the same data can be created twice."""
    token = _maker.set(maker)
    try:
        yield
    finally:
        _maker.reset(token)
