"""What repeats itself in the log: tracebacks once a minute, other programs' lines ten times.

A fault that meets every request, or a client that sends nonsense, must not fill a disk. The lines
of failed requests are all kept, because clients are told their numbers.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from types import TracebackType

MINUTE = 60.0  # seconds
MOST_LINES = 10  # a minute, of one kind from a library
_KINDS = 256  # that are remembered
_ALIKE = 40  # characters: messages of a library that begin alike are of one kind
_OURS = "salesgraph"


@dataclass(slots=True)
class _Count:
    """How often something came in the minute that began then."""

    began: float
    times: int = 0


class Repeats(logging.Filter):
    """Bounds what is written of one kind in a minute.

    A record of a kind that has had its traceback goes without. A line of a library that comes too
    often is dropped, and the first one of its kind after that minute says how many were.
    """

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._ticks = ticks
        self._traces: OrderedDict[Hashable, _Count] = OrderedDict()
        self._lines: OrderedDict[Hashable, _Count] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; sets its `has_trace` and, in `dropped`, a number."""
        record.dropped = 0
        kind = _kind(record)
        if record.name != _OURS:
            line = (record.name, record.levelno, str(record.msg)[:_ALIKE], kind)
            count, before = self._counted(self._lines, line)
            record.dropped = max(0, before - MOST_LINES)
            if count > MOST_LINES:
                return False
        record.has_trace = kind is not None and self._counted(self._traces, kind)[0] == 1
        return True

    def _counted(self, counts: OrderedDict[Hashable, _Count], key: Hashable) -> tuple[int, int]:
        """How often this came in the present minute; and before, where a new minute begins."""
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
    """The type of the exception and the place that raised it; None where there is none."""
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
