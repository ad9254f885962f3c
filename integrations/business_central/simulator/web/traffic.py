"""The requests seen: the last ones, how many at once, how many in a second."""

import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

_KEPT = 2_000


@dataclass
class Seen:
    """A request, as the client sent it, and its answer; status 0 stands for a closed connection."""

    at: str
    method: str
    path: str
    client: str
    body: str
    headers: dict[str, str]
    status: int | None = None


class Traffic:
    """Counts requests of the API and of the token endpoint."""

    def __init__(self) -> None:
        self.seen: deque[Seen] = deque(maxlen=_KEPT)
        self.total = self.open = self.most_open = 0
        self.processing = self.most_processing = 0
        self.tokens = self.most_per_second = 0
        self._recent: deque[float] = deque()

    def clear(self) -> None:
        """Forget what was seen; what is open stays counted."""
        self.seen.clear()
        self._recent.clear()
        self.total = self.tokens = self.most_per_second = 0
        self.most_open, self.most_processing = self.open, self.processing

    def begin(self, seen: Seen) -> None:
        """Count a request that has arrived."""
        self.seen.append(seen)
        self.total += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        now = time.monotonic()
        self._recent.append(now)
        while self._recent[0] <= now - 1:
            self._recent.popleft()
        self.most_per_second = max(self.most_per_second, len(self._recent))

    def end(self) -> None:
        """Count a request that is answered."""
        self.open -= 1

    def begin_processing(self) -> None:
        """Count a request that has a turn."""
        self.processing += 1
        self.most_processing = max(self.most_processing, self.processing)

    def end_processing(self) -> None:
        """Count a request that gives its turn back."""
        self.processing -= 1

    def report(self) -> dict[str, Any]:
        """Return the counters."""
        return {
            "requests": self.total,
            "tokenRequests": self.tokens,
            "mostOpen": self.most_open,
            "mostProcessing": self.most_processing,
            "mostPerSecond": self.most_per_second,
        }

    def log(self) -> list[dict[str, Any]]:
        """Return the last requests, oldest first."""
        return [asdict(each) for each in self.seen]
