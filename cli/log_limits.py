"""Limits repetitions in the log: a traceback once a minute, a library's message ten times.

A bug that affects every request, or a client that sends invalid data, must not fill the disk. The
lines of failed requests are all kept, because clients are given their numbers.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from types import TracebackType

MINUTE = 60.0  # seconds
MAX_LOG_LINES = 10  # lines of one kind from a library per minute
_KINDS = 256  # remembered kinds
_ALIKE = 40  # characters: messages of a library with the same beginning are of one kind
_OURS = "salesgraph"


@dataclass(slots=True)
class _Count:
    """How often a kind has occurred in the minute that began at `began`."""

    began: float
    times: int = 0


class LogLimiter(logging.Filter):
    """Limits what is written of each kind per minute.

    A repeated exception is written without its traceback. Further lines of a library are dropped,
    and the first one of its kind after the minute reports how many.
    """

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._ticks = ticks
        self._traces: OrderedDict[Hashable, _Count] = OrderedDict()
        self._lines: OrderedDict[Hashable, _Count] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the record; sets its attributes `has_trace` and `dropped`."""
        record.dropped = 0
        kind = _kind(record)
        if record.name != _OURS:
            line = (record.name, record.levelno, str(record.msg)[:_ALIKE], kind)
            count, before = self._count(self._lines, line)
            record.dropped = max(0, before - MAX_LOG_LINES)
            if count > MAX_LOG_LINES:
                return False
        record.has_trace = kind is not None and self._count(self._traces, kind)[0] == 1
        return True

    def _count(self, counts: OrderedDict[Hashable, _Count], key: Hashable) -> tuple[int, int]:
        """The count in the current minute; if a minute just ended, also the count of that one."""
        now, before = self._ticks(), 0
        count = counts.get(key)
        if count is None or now - count.began >= MINUTE:
            before = count.times if count else 0
            count = counts[key] = _Count(now)
            counts.move_to_end(key)
            if len(counts) > _KINDS:
                counts.popitem(last=False)
        count.times += 1
        return count.times, before


def _kind(record: logging.LogRecord) -> Hashable:
    """The type of the exception and the line that raised it; None if there is no exception."""
    if not record.exc_info or record.exc_info[1] is None:
        return None
    kind, _, trace = record.exc_info
    return (kind, *_place(trace))


def _place(trace: TracebackType | None) -> tuple[str, int]:
    if trace is None:
        return "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return trace.tb_frame.f_code.co_filename, trace.tb_lineno
