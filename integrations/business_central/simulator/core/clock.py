"""The simulator's clock: the computer's time plus a shift that tests change.

Times are integers, milliseconds since 1970 in UTC, as precise as the API shows them.
"""

import asyncio
import time
from datetime import UTC, date, datetime

SECOND, MINUTE, DAY = 1_000, 60_000, 86_400_000
_LONGEST_WAIT = 3_600.0


class Clock:
    """Tells the simulated time, which can be advanced or frozen."""

    def __init__(self) -> None:
        self.shift = 0
        self.frozen_at: int | None = None
        self._restarts = 0
        self._moved = asyncio.Event()

    def now(self) -> int:
        """Return the simulated time in milliseconds."""
        if self.frozen_at is not None:
            return self.frozen_at
        return time.time_ns() // 1_000_000 + self.shift

    def today(self) -> str:
        """Return the simulated day as an ISO date."""
        return as_day(self.now())

    def advance(self, milliseconds: int) -> None:
        """Move the time forward, and wake what waits for it."""
        self.shift += milliseconds
        if self.frozen_at is not None:
            self.frozen_at += milliseconds
        self.wake()

    def freeze(self) -> None:
        """Stop the time, so that everything gets the same timestamp."""
        self.frozen_at = self.now()

    def resume(self) -> None:
        """Let the time run on."""
        if self.frozen_at is not None:
            self.shift += self.frozen_at - (time.time_ns() // 1_000_000 + self.shift)
        self.frozen_at = None
        self.wake()

    def restart(self) -> None:
        """Show the computer's time again, and let nobody wait any longer."""
        self.shift, self.frozen_at = 0, None
        self._restarts += 1
        self.wake()

    def wake(self) -> None:
        """Make every waiting task look at the time again."""
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_until(self, due: int) -> None:
        """Wait until the simulated time is `due` or later, or until the clock restarts."""
        restarts = self._restarts
        while (left := due - self.now()) > 0 and restarts == self._restarts:
            moved, still = self._moved, self.frozen_at is not None
            try:
                await asyncio.wait_for(
                    moved.wait(), _LONGEST_WAIT if still else min(left / 1_000, _LONGEST_WAIT)
                )
            except TimeoutError:
                continue


def as_instant(milliseconds: int) -> str:
    """Return the time as the API writes it: `2026-11-29T14:30:00.5Z`, no trailing zeros."""
    moment = datetime.fromtimestamp(milliseconds // 1_000, UTC)
    fraction = f"{milliseconds % 1_000:03}".rstrip("0")
    return f"{moment:%Y-%m-%dT%H:%M:%S}{'.' if fraction else ''}{fraction}Z"


def as_day(milliseconds: int) -> str:
    """Return the day of the time as an ISO date."""
    return datetime.fromtimestamp(milliseconds // 1_000, UTC).date().isoformat()


def read_instant(text: str) -> int:
    """Return the milliseconds of an ISO time with an offset; raises ValueError if it has none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("The time has no offset.")
    passed = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (passed.days * 86_400 + passed.seconds) * 1_000 + passed.microseconds // 1_000


def read_day(text: str) -> str:
    """Return the ISO date as it is written canonically; raises ValueError if it is none."""
    if len(text) != len("2026-11-29"):
        raise ValueError("The date is not of the form YYYY-MM-DD.")
    return date.fromisoformat(text).isoformat()
