"""A client connection: its deadlines, the resources it holds, and how it ends.

A client that sends too much, too slowly, or too many requests is cut off: the server stops reading
from it, and sends the reason if a request of the client can still be answered.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import get_remote_addr

from gql.http.arrival import Arrival
from gql.http.gate import CLIENT, Gate, network_of
from gql.http.lingering_close import Lingering
from gql.http.raw_refusals import NO_ROOM, TOO_SLOW, RawRefusal
from gql.http.slow_reader import SlowReader


class HttpConnection(HttpToolsProtocol):
    """uvicorn's HTTP protocol, with a gate that all connections share."""

    def __init__(self, *, gate: Gate, **more: Any) -> None:
        super().__init__(**more)
        self.gate = gate
        self._arrival = Arrival(self.loop.time())
        self.address = ""
        self._lingering: Lingering
        # the request asks for another protocol and is parsed a second time
        self._is_upgrade = False
        self._is_body_late = False  # the application waits for the rest of a body
        self._unanswered = 0  # requests
        self._held = 0  # bytes of request bodies
        self._spent = 0.0  # seconds spent on parsing
        # set while the client reads more slowly than the server writes
        self._reader: SlowReader | None = None
        # the request after which the connection closes
        self._last: RequestResponseCycle | None = None
        # why the client was cut off; nothing more is read once it is set
        self._reason: RawRefusal | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Register a new connection."""
        self._lingering = Lingering(transport)
        super().connection_made(self._lingering)
        peer = get_remote_addr(transport)
        self.address = network_of(peer[0]) if peer else ""
        if not self.gate.enter(self):
            self._lingering.is_sending = True
            self._cut_off(NO_ROOM)

    def connection_lost(self, exc: Exception | None) -> None:
        """Release everything that a closed connection held."""
        self.gate.leave(self)
        self._note_late_body(is_late=False)
        self._release()
        if self.cycle is not None:
            self.cycle.scope.pop(CLIENT, None)  # type: ignore[misc]
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Close the connection after the next answer, because the process is shutting down.

        An idle connection stays open for as long as it otherwise would, because its client may be
        sending.
        """
        if not self._is_idle:
            self._end_after_newest()
        elif self.gate.is_hurried:
            self.transport.close()

    def pause_writing(self) -> None:
        """Start watching a client that reads more slowly than the server writes."""
        self._reader = SlowReader(self.transport, self.loop.time())
        super().pause_writing()

    def resume_writing(self) -> None:
        """Stop watching the client: it has caught up."""
        self._reader = None
        super().resume_writing()

    @property
    def unsent(self) -> int:
        """Bytes of answers that wait for a slow reader."""
        return self._reader.unsent if self._reader else 0

    @property
    def unsent_since(self) -> float:
        """When the reader became slow, in seconds of the loop's clock; 0 if it is not slow."""
        return self._reader.since if self._reader else 0.0

    @property
    def is_sending_body(self) -> bool:
        """Whether the request body is still arriving."""
        return self._is_body_late

    def take_spent(self) -> float:
        """Return the seconds spent on parsing since the last call."""
        spent, self._spent = self._spent, 0.0
        return spent

    def abort(self) -> None:
        """Close the connection at once."""
        self.transport.abort()

    def let_go_of_body(self) -> None:
        """Stop counting the body of the request, unless pipelined requests still hold theirs."""
        if self._unanswered == 1:
            self._release()

    def check(self, now: float) -> None:
        """Cut the client off if it has exceeded a deadline."""
        patience = self.gate.patience
        if self._lingering.is_overdue(now):
            self.abort()
        elif self._reader:
            if self._reader.is_overdue(now, patience):
                self.abort()
        elif self._arrival.is_late(now, patience) and not self.flow.read_paused:
            if self._arrival.is_going_on:
                self._cut_off(TOO_SLOW)
            else:
                self.transport.close()  # no request is outstanding

    @property
    def _under_way(self) -> int:
        """Requests of all clients in progress: completely received and not yet refused."""
        return len(self.tasks) - self.gate.late_bodies - self.gate.paused

    @property
    def _is_waiting_for_body(self) -> bool:
        """Whether the application has the newest request, but not its whole body."""
        return not (self._arrival.is_in_head or self.pipeline or self.cycle.response_complete)

    def _note_late_body(self, *, is_late: bool) -> None:
        if is_late is not self._is_body_late:
            self._is_body_late = is_late
            self.gate.late_bodies += 1 if is_late else -1

    @property
    def _is_idle(self) -> bool:
        """Whether no request waits for an answer."""
        return self._unanswered == 0

    @property
    def _is_short(self) -> bool:
        """Whether the arriving body is certain to come and short enough to wait for."""
        return not self.expect_100_continue and 0 < self._arrival.declared <= HIGH_WATER_LIMIT

    def _end_after_newest(self) -> None:
        """Close the connection after the answer to the newest request."""
        if self._last is not None and not self._last.response_started:
            self._last.keep_alive = True
        self._last = self.cycle if self.cycle.keep_alive else None
        self.cycle.keep_alive = False

    def _cut_off(self, reason: RawRefusal) -> None:
        """Stop reading. The client gets the reason after the answers that it still waits for."""
        if self._reason is not None or self.transport.is_closing():
            return
        self._reason, self._arrival.since = reason, None
        if self._arrival.is_going_on and not self._arrival.is_in_head:
            if self.cycle.response_started:  # the application answered without waiting for the body
                self.transport.close()
                return
            self._give_up_newest()
        if self._is_idle:
            self._tell(reason)
        else:
            self.flow.pause_reading()

    def _give_up_newest(self) -> None:
        """Withdraw a partly received request from the application."""
        self._note_late_body(is_late=False)
        self._unanswered -= 1
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        else:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _tell(self, reason: RawRefusal) -> None:
        """Send the reason and close the connection."""
        if self.gate.is_crowded:
            self.abort()
        elif not self.transport.is_closing():
            self.transport.write(reason.answer)
            self.transport.close()

    def _release(self) -> None:
        self.gate.bodies -= self._held
        self._held = 0
