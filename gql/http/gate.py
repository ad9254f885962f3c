"""What one process takes from all its clients together, and how long it waits for each of them.

Everything that a client can hold is bounded: connections, requests under way, bytes of bodies that
have arrived, bytes of answers that have not left. One timer a second looks after the deadlines of
all connections, so that a request costs no timer of its own.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Protocol

from gql.http.limits import LARGEST_BODIES, LARGEST_UNSENT, USUAL, Patience
from gql.settings.declared import MOST_CONNECTIONS

VISITOR = "salesgraph.visitor"  # under which a request's scope has its connection


class Visitor(Protocol):
    """A connection as the gate sees it."""

    @property
    def gate(self) -> "Gate":
        """Where it is counted."""

    @property
    def address(self) -> str:
        """Where it comes from; one network of IPv6 counts as one address."""

    @property
    def unsent(self) -> int:
        """Bytes of answers that wait for a reader who is too slow."""

    @property
    def unsent_since(self) -> float:
        """When it began to be too slow, in seconds of the loop's clock."""

    @property
    def is_sending_body(self) -> bool:
        """Whether the body of its request is still arriving."""

    def check(self, now: float) -> None:
        """Cut the connection off where it has been waited for too long."""

    def abort(self) -> None:
        """End the connection at once."""

    def let_go_of_body(self) -> None:
        """Count the body of its request no longer: the application has forgotten it."""


class Gate:
    """Counts the connections of one process and what they hold."""

    def __init__(
        self,
        most_connections: int = MOST_CONNECTIONS,
        *,
        patience: Patience = USUAL,
        largest_bodies: int = LARGEST_BODIES,
    ) -> None:
        self.most_connections, self.patience = most_connections, patience
        self.largest_bodies = largest_bodies
        self.bodies = 0  # bytes of request bodies under way
        self.late_bodies = 0  # requests whose body still arrives: they hold a connection, no place
        self.paused = 0  # refusals that are to leave later: they hold a connection, no place
        self.is_draining = False  # the process is about to end: every answer is a connection's last
        self.is_hurried = False  # and whoever ends it waits for that at a terminal
        self.visitors: set[Visitor] = set()
        self._addresses: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def most_requests(self) -> int:
        """Requests of tenants under way at the same time, whose body has arrived."""
        return max(self.most_connections // 4, 1)

    @property
    def most_in_hand(self) -> int:
        """The same, with those whose tenant is not known yet.

        It must be known before a request can be refused at its tenant's pace, and before another
        tenant's requests can be told from a burst that arrives in one moment.
        """
        return 2 * self.most_requests

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many connections that new ones are not even told so."""
        return len(self.visitors) > self.most_connections + max(self.most_connections // 8, 8)

    def enter(self, visitor: Visitor) -> bool:
        """Count a new connection; False where it is one too many, and has to leave."""
        self.visitors.add(visitor)
        self._addresses[visitor.address] += 1
        if self._timer is None:
            self._sweep_later()
        most_of_one = (self.most_connections + 1) // 2
        return (
            len(self.visitors) <= self.most_connections
            and self._addresses[visitor.address] <= most_of_one
        )

    def leave(self, visitor: Visitor) -> None:
        """The connection has ended."""
        if visitor in self.visitors:
            self.visitors.remove(visitor)
            self._addresses[visitor.address] -= 1
            if not self._addresses[visitor.address]:
                del self._addresses[visitor.address]

    def drain(self, *, hurried: bool) -> None:
        """Let every connection end with its next answer. At a terminal, idle ones end at once."""
        self.is_draining = True
        self.is_hurried = hurried

    def _sweep_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self.patience.sweep, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        for visitor in tuple(self.visitors):
            visitor.check(loop.time())
        _cut_slow_readers(self.visitors)
        self._timer = None
        if self.visitors:
            self._sweep_later()


def _cut_slow_readers(visitors: Iterable[Visitor]) -> None:
    """Where too much waits for slow readers, cut off those who have been slow for longest."""
    slow = [visitor for visitor in visitors if visitor.unsent]
    excess = sum(visitor.unsent for visitor in slow) - LARGEST_UNSENT
    for visitor in sorted(slow, key=lambda visitor: visitor.unsent_since):
        if excess <= 0:
            return
        excess -= visitor.unsent
        visitor.abort()


def network_of(address: str) -> str:
    """The address; of IPv6 the first 64 bits, of which one customer has all the rest."""
    if ":" not in address:
        return address
    found = ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped) if mapped else found.exploded[:19]
