"""The log of `serve`: a line for each warning and error."""

import logging
import os
import re

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
        r"request failed\\nValueError: first line\\nsecond line"
        r" \[\S*tests/test_logs\.py:\d+ fail < \S*test_logs\.py:\d+ test_an\w+\]"
        r" caused by KeyError: 'NO_SUCH_VARIABLE' \[.*test_logs\.py:\d+ fail\]",
        line,
    ), line
