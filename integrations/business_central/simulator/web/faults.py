"""Faults that the control door orders: answers that are errors, delayed, lost or committed late."""

import re
from dataclasses import dataclass
from typing import Any

_MOST = 1_000
_NAMES = {
    *("method", "path", "times", "skip", "status", "code", "message", "retryAfter"),
    *("delaySeconds", "drop", "commitAfterSeconds", "body", "contentType", "afterCommit"),
}


@dataclass
class Fault:
    """What happens to the next requests that match."""

    method: str | None = None
    path: str | None = None
    times: int = 1
    skip: int = 0
    status: int | None = None
    code: str | None = None
    message: str | None = None
    retry_after: str | None = None
    delay_seconds: float = 0
    drop: str | None = None
    commit_after_seconds: float | None = None
    body: str | None = None
    content_type: str = "text/html"
    after_commit: bool = False

    def matches(self, method: str, path: str) -> bool:
        """Return whether the request is meant: its method, and a pattern found in its path."""
        return (self.method is None or self.method.upper() == method) and (
            self.path is None or re.search(self.path, path) is not None
        )


class Faults:
    """The faults that are still to come, in order."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, values: dict[str, Any]) -> Fault:
        """Order a fault; raises ValueError if it cannot be understood."""
        if unknown := values.keys() - _NAMES:
            raise ValueError(f"A fault has no {min(unknown)}.")
        if len(self.waiting) >= _MOST:
            raise ValueError(f"There are {_MOST} faults waiting already.")
        fault = Fault(**{_snake(name): value for name, value in values.items()})
        if fault.drop not in {None, "BEFORE", "AFTER", "DURING"}:
            raise ValueError("drop is BEFORE or AFTER the commit, or DURING the answer.")
        if not isinstance(fault.times, int) or not isinstance(fault.skip, int):
            raise TypeError("times and skip are whole numbers.")
        _check_pattern(fault.path or "")
        self.waiting.append(fault)
        return fault

    def take(self, method: str, path: str) -> Fault | None:
        """Return the fault of a request, which is used up."""
        for fault in self.waiting:
            if not fault.matches(method, path):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self.waiting.remove(fault)
            return fault
        return None


def _check_pattern(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"path is not a regular expression: {error}.") from None


def _snake(name: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", name).lower()
