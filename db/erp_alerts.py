"""One line a minute in the log about connections that do not work, however many there are."""

import logging
import math
from collections.abc import Callable
from time import monotonic
from uuid import UUID

log = logging.getLogger("salesgraph")

EVERY = 60.0  # seconds


class Alerts:
    """Logs the first problem of each minute, and how many others it stands for."""

    def __init__(self, ticks: Callable[[], float] = monotonic) -> None:
        self._ticks = ticks
        self._next, self._others = -math.inf, 0

    def warn(self, tenant_id: UUID, problem: str) -> None:
        """Log the problem of a tenant's connection, unless one was logged within a minute."""
        now = self._ticks()
        if now < self._next:
            self._others += 1
            return
        log.warning(
            "the connection of tenant %s to Business Central has a problem: %s (%d others since the"
            " last line)",
            tenant_id,
            problem,
            self._others,
        )
        self._next, self._others = now + EVERY, 0


ALERTS = Alerts()
