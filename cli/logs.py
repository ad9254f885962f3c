"""The log of a long-running command: warnings and errors on stderr, one line each."""

import logging
import sys
import time
from collections.abc import Iterator
from itertools import islice
from traceback import FrameSummary, extract_tb, format_exception_only
from types import TracebackType
from typing import TextIO

from cli.log_limits import LogLimiter

_FRAMES = 8  # of a traceback: those nearest to the failure
_CAUSES = 5  # causes of an exception that are logged
_MAX_MESSAGE_LENGTH = 300  # characters of an exception's message, which may contain a statement
_MAX_LINE_LENGTH = 6_000  # characters
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def log_to_stderr() -> None:
    """Write everything that is logged from now on, here or in libraries, to stderr."""
    logging.basicConfig(level=logging.WARNING, handlers=[handler_on(sys.stderr)], force=True)
    logging.captureWarnings(capture=True)


def handler_on(stream: TextIO) -> logging.Handler:
    """A handler that writes one line per record and limits repetitions."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OneLine())
    handler.addFilter(LogLimiter())
    return handler


class OneLine(logging.Formatter):
    """Time in UTC, level, logger and message; an exception with the frames that it passed through.

    The frames are omitted if `LogLimiter` has set `has_trace` to False.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Format the record on one line; line breaks and control characters are escaped."""
        record.message = record.getMessage()
        record.asctime = self.formatTime(record, self.datefmt)
        text = self.formatMessage(record)[:_MAX_LINE_LENGTH]
        if record.exc_info and record.exc_info[1] is not None:
            text += f": {_exception(record.exc_info[1], places=getattr(record, 'has_trace', True))}"
        if dropped := getattr(record, "dropped", 0):
            text += f" ({dropped} more like this were not logged)"
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _exception(error: BaseException, *, places: bool) -> str:
    """The exception and its causes; with `places`, the frames of each."""
    line = " caused by ".join(
        _one_line(one, places=places) for one in islice(_causes(error), _CAUSES)
    )
    return line[:_MAX_LINE_LENGTH]


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and the chain of its causes and contexts."""
    seen = set[int]()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        hidden = cause.__suppress_context__
        cause = cause.__cause__ or (None if hidden else cause.__context__)


def _one_line(error: BaseException, *, places: bool) -> str:
    lines = "".join(format_exception_only(error)).strip()
    cut = lines if len(lines) <= _MAX_MESSAGE_LENGTH else f"{lines[:_MAX_MESSAGE_LENGTH]}…"
    if not places:
        return cut
    frames = reversed(extract_tb(error.__traceback__, limit=-_FRAMES))
    return f"{cut} [{' < '.join(_place(frame) for frame in frames)}]"


def _place(frame: FrameSummary) -> str:
    file = "/".join(frame.filename.split("/")[-3:])
    return f"{file}:{frame.lineno} {frame.name}"
