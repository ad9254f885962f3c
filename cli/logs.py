"""The log of a long-running command: warnings and errors on stderr, each in one line."""

import logging
import sys
import time
from traceback import FrameSummary, TracebackException
from types import TracebackType

_FRAMES = 8  # of a traceback: those nearest to the failure
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def log_to_stderr() -> None:
    """Write what is logged from now on, by us or by a library, to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)


class OneLine(logging.Formatter):
    """Time in UTC, level, logger and message; an exception with the places that it came through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The record; line breaks and control characters in it are escaped."""
        record.exc_text = None  # another formatter's
        text = super().format(record)
        record.exc_text = None
        return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the library's name
        """The exception, its causes, and where each was raised."""
        kind, error, trace = ei
        if kind is None or error is None:
            return ""
        return " caused by ".join(
            _told(one) for one in _causes(TracebackException(kind, error, trace))
        )


def _causes(error: TracebackException) -> list[TracebackException]:
    found = [error]
    while (cause := found[-1].__cause__ or found[-1].__context__) is not None:
        if found[-1].__cause__ is None and found[-1].__suppress_context__:
            break
        found.append(cause)
    return found


def _told(error: TracebackException) -> str:
    frames = " < ".join(_place(frame) for frame in reversed(error.stack[-_FRAMES:]))
    return f"{''.join(error.format_exception_only()).strip()} [{frames}]"


def _place(frame: FrameSummary) -> str:
    file = "/".join(frame.filename.split("/")[-3:])
    return f"{file}:{frame.lineno} {frame.name}"
