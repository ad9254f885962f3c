"""The limits of one process: what it accepts from all clients, and how long it waits for each.

Everything that a client can hold is bounded: connections, requests in progress, bytes of received
bodies, bytes of unsent answers. One timer a second checks the deadlines of all connections, so that
a request needs no timer of its own.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Protocol

from gql.http.limits import MAX_BODIES, MAX_UNSENT, USUAL, Patience
from gql.settings.definitions import MAX_CONNECTIONS

CLIENT = "salesgraph.visitor"  # key of the connection in a request's ASGI scope


class ClientConnection(Protocol):
    """A client connection as the gate sees it."""

    @property
    def gate(self) -> "Gate":
        """The gate that counts the connection."""

    @property
    def address(self) -> str:
        """The client's address; an IPv6 network counts as one address."""

    @property
    def unsent(self) -> int:
        """Bytes of answers that wait for a slow reader."""

    @property
    def unsent_since(self) -> float:
        """When the reader became slow, in seconds of the loop's clock."""

    @property
    def is_sending_body(self) -> bool:
        """Whether the request body is still arriving."""

    def check(self, now: float) -> None:
        """Cut the connection off if it has exceeded a deadline."""

    def abort(self) -> None:
        """Close the connection at once."""

    def take_spent(self) -> float:
        """Return the seconds spent on parsing since the last call."""

    def let_go_of_body(self) -> None:
        """Stop counting the request body, which the application has released."""


class Gate:
    """Counts the connections of one process and the resources they hold."""

    def __init__(
        self,
        most_connections: int = MAX_CONNECTIONS,
        *,
        patience: Patience = USUAL,
        largest_bodies: int = MAX_BODIES,
    ) -> None:
        self.most_connections, self.patience = most_connections, patience
        self.largest_bodies = largest_bodies
        self.bodies = 0  # bytes of the request bodies in progress
        # requests whose body is still arriving: they hold a connection, but no place
        self.late_bodies = 0
        self.paused = 0  # delayed refusals: they hold a connection, but no place
        # the process is shutting down: each connection closes with its next answer
        self.is_draining = False
        # it is shut down from a terminal, so idle connections close at once
        self.is_hurried = False
        self.clients: set[ClientConnection] = set()
        self._addresses: Counter[str] = Counter()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def most_requests(self) -> int:
        """Most requests of known tenants in progress at the same time, with their body received."""
        return max(self.most_connections // 4, 1)

    @property
    def most_in_hand(self) -> int:
        """Most requests in progress, including those whose tenant is not known yet.

        The tenant must be known before a request can be refused at its tenant's pace, and before
        another tenant's requests can be distinguished from a burst that arrives in one moment.
        """
        return 2 * self.most_requests

    @property
    def is_crowded(self) -> bool:
        """Whether there are so many connections that new ones are closed without an answer."""
        return len(self.clients) > self.most_connections + max(self.most_connections // 8, 8)

    def enter(self, client: ClientConnection) -> bool:
        """Count a new connection. Returns False if it exceeds a limit and must be closed."""
        self.clients.add(client)
        self._addresses[client.address] += 1
        if self._timer is None:
            self._sweep_later()
        most_of_one = (self.most_connections + 1) // 2
        return (
            len(self.clients) <= self.most_connections
            and self._addresses[client.address] <= most_of_one
        )

    def leave(self, client: ClientConnection) -> None:
        """Stop counting a connection that has ended."""
        if client in self.clients:
            self.clients.remove(client)
            self._addresses[client.address] -= 1
            if not self._addresses[client.address]:
                del self._addresses[client.address]

    def drain(self, *, hurried: bool) -> None:
        """Close each connection with its next answer; if `hurried` (Ctrl-C), idle ones at once."""
        self.is_draining = True
        self.is_hurried = hurried

    def _sweep_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self.patience.sweep, self._sweep, loop)

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        for client in tuple(self.clients):
            client.check(loop.time())
        _cut_slow_readers(self.clients)
        self._timer = None
        if self.clients:
            self._sweep_later()


def _cut_slow_readers(clients: Iterable[ClientConnection]) -> None:
    """If too much waits for slow readers, abort those that have been slow for the longest time."""
    slow = [client for client in clients if client.unsent]
    excess = sum(client.unsent for client in slow) - MAX_UNSENT
    for client in sorted(slow, key=lambda client: client.unsent_since):
        if excess <= 0:
            return
        excess -= client.unsent
        client.abort()


def network_of(address: str) -> str:
    """The address; of an IPv6 address the first 64 bits, since one customer has all the rest."""
    if ":" not in address:
        return address
    ip = ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped) if mapped else ip.exploded[:19]
