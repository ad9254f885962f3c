"""The log of `serve`: a line for each warning and error."""

import io
import logging
import os
import re

from cli.log_limits import MAX_LOG_LINES, MINUTE, LogLimiter
from cli.logs import OneLine


def written(error: BaseException | None, message: str, *values: object) -> str:
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("salesgraph", logging.ERROR, "", 1, message, values, trace)
    record.created = 1_800_000_000
    return OneLine().format(record)


def fail(text: str) -> None:
    try:
        os.environ["NO_SUCH_VARIABLE"]
    except KeyError as error:
        raise ValueError(text) from error


def test_a_record_is_one_line_with_time_level_and_name() -> None:
    line = written(None, "job %s failed\nagain\x1b[31m", 7)

    assert line == "2027-01-15T08:00:00Z ERROR salesgraph: job 7 failed\\nagain\\x1b[31m"


def test_an_exception_is_in_the_line_with_its_cause_and_places() -> None:
    try:
        fail("first line\nsecond line")
    except ValueError as caught:
        line = written(caught, "request failed")

    assert "\n" not in line
    assert re.search(
        r"request failed: ValueError: first line\\nsecond line"
        r" \[\S*tests/test_logs\.py:\d+ fail < \S*test_logs\.py:\d+ test_an\w+\]"
        r" caused by KeyError: 'NO_SUCH_VARIABLE' \[.*test_logs\.py:\d+ fail\]",
        line,
    ), line


def test_a_message_of_any_length_becomes_a_line_of_bounded_length() -> None:
    try:
        fail("x" * 1_000_000)
    except ValueError as caught:
        line = written(caught, "y" * 1_000_000)

    assert len(line) < 20_000


class Log:
    """A log as `serve` writes it, at times that the test sets."""

    def __init__(self) -> None:
        self.now = 0.0
        self._stream = io.StringIO()
        self._handler = logging.StreamHandler(self._stream)
        self._handler.setFormatter(OneLine())
        self._handler.addFilter(LogLimiter(lambda: self.now))

    def write(self, name: str, message: str, error: BaseException | None = None) -> None:
        trace = (type(error), error, error.__traceback__) if error else None
        record = logging.LogRecord(name, logging.ERROR, "", 1, message, (), trace)
        self._handler.handle(record)

    @property
    def lines(self) -> list[str]:
        return self._stream.getvalue().splitlines()


def caught(text: str) -> ValueError:
    try:
        fail(text)
    except ValueError as error:
        return error
    raise AssertionError


def test_of_each_kind_of_failure_one_traceback_a_minute_is_written() -> None:
    log = Log()

    for number in range(100):
        log.write("salesgraph", f"error {number}", caught(f"no {number}"))
    log.write("salesgraph", "error 100", KeyError("other"))
    log.now += MINUTE
    log.write("salesgraph", "error 101", caught("no 101"))

    assert len(log.lines) == 102
    assert all(f"error {n}: ValueError: no {n} " in log.lines[n] for n in range(100))
    with_places = [n for n, line in enumerate(log.lines) if "test_logs.py:" in line]
    assert with_places == [0, 101]


def test_lines_of_a_library_are_few_and_the_dropped_ones_are_counted() -> None:
    log = Log()
    message = "Task exception was never retrieved\nfuture: <Task {}>"

    for number in range(1_000):
        log.write("asyncio", message.format(number), caught("gone"))
        log.write("uvicorn.error", "Invalid HTTP request received.")
    log.now += MINUTE
    log.write("asyncio", message.format("last"), caught("gone"))

    assert len(log.lines) == 2 * MAX_LOG_LINES + 1
    assert log.lines[-1].endswith(f"({1_000 - MAX_LOG_LINES} more like this were not logged)")


def test_ever_new_kinds_take_bounded_memory() -> None:
    repeats = LogLimiter(lambda: 0.0)

    for number in range(5_000):
        message = f"{number} went wrong"
        repeats.filter(logging.LogRecord("a", logging.ERROR, "", 1, message, (), None))

    assert len(repeats._lines) <= 256
