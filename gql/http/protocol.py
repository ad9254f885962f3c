"""uvicorn's protocol for one connection, bounded in everything that a client can send or hold.

A client that sends too much, too slowly, or too many requests is cut off: nothing more of it is
read, and it is told why where a request of it can still be answered.
"""

import asyncio
import re
from typing import Any

import httptools
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import get_remote_addr

from gql.http.arrival import Arrival, Stop
from gql.http.cut_off import (
    HEAD_TOO_LARGE,
    INVALID,
    LINE_TOO_LONG,
    NO_ROOM,
    TOO_SLOW,
    CutOff,
)
from gql.http.downgrade import without_upgrade
from gql.http.gate import VISITOR, Gate, network_of
from gql.http.limits import LONGEST_HEAD, LONGEST_LINE, MOST_HEADERS, MOST_WAITING
from gql.http.lingering import Lingering

_PROBES = (b"/healthz", b"/readyz")  # a process that is busy is not ill
_AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")


class Protocol(HttpToolsProtocol):
    """Reads the requests of one connection and hands them to the application."""

    def __init__(self, *, gate: Gate, **more: Any) -> None:
        super().__init__(**more)
        self.gate = gate
        self._arrival = Arrival(self.loop.time())
        self.address = ""
        self._lingering: Lingering
        self._is_upgrade = False  # the request asks for another protocol, and is read once more
        self._is_body_late = False  # the application waits for the rest of a body
        self._unanswered = 0  # requests
        self._held = 0  # bytes of their bodies
        self._unsent = 0  # bytes of answers when the client began to be slow; 0 while it is not
        self.unsent_since = 0.0
        self._last: RequestResponseCycle | None = None  # after which the connection shall end
        self._reason: CutOff | None = None  # why the client was cut off: nothing more is read

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        self._lingering = Lingering(transport)
        super().connection_made(self._lingering)
        peer = get_remote_addr(transport)
        self.address = network_of(peer[0]) if peer else ""
        if not self.gate.enter(self):
            self._lingering.is_sending = True
            self._cut_off(NO_ROOM)

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self.gate.leave(self)
        self._note_late_body(is_late=False)
        self._release()
        if self.cycle is not None:
            self.cycle.scope.pop(VISITOR, None)  # type: ignore[misc]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        if self._lingering.is_lingering or self._reason is not None:
            self._lingering.discard(len(data))
            return
        arrival, number = self._arrival, self._arrival.number
        self._unset_keepalive_if_required()
        try:
            self._parse(data)
            if not arrival.is_going_on:
                if arrival.since is None and self._is_idle:  # empty lines, or a body nobody needs
                    arrival.since = self.loop.time()
            else:
                if number == arrival.number:
                    arrival.count_bytes(len(data))
                self._note_late_body(is_late=self._is_waiting_for_body)
        except Stop as stop:
            self._cut_off(stop.reason)
        except httptools.HttpParserError as error:
            stopped = error.__context__
            self._cut_off(stopped.reason if isinstance(stopped, Stop) else INVALID)

    def _parse(self, data: bytes) -> None:
        """Read a request that asks for another protocol as the HTTP/1.1 that it is.

        Java's client asks for HTTP/2 like that whenever it is not told otherwise. httptools would
        take the body for bytes of the other protocol.
        """
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            head = without_upgrade(self.parser.get_method(), self.url, self.headers)
            self._is_upgrade = False
            self.parser = httptools.HttpRequestParser(self)
            self._parse(head + data[upgrade.args[0] :])

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._arrival.begin(self.loop.time())
        self._lingering.is_sending = True

    def on_url(self, url: bytes) -> None:
        """A part of its target."""
        self.url += url
        if len(self.url) > LONGEST_LINE:
            raise Stop(LINE_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers. A trailer, which comes after the body, is counted and left out."""
        arrival = self._arrival
        arrival.head += len(name) + len(value) + 4
        arrival.headers += 1  # counted here, because a call for each header would be felt
        if arrival.head > LONGEST_HEAD or arrival.headers > MOST_HEADERS:
            raise Stop(HEAD_TOO_LARGE)
        if not arrival.is_in_head:
            return
        name = name.lower()
        if name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        elif name == b"content-length":
            arrival.declared = int(value)
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Its headers are there."""
        if self.parser.should_upgrade():
            if self.parser.get_method() == b"CONNECT":
                raise Stop(INVALID)
            self._is_upgrade = True
            return
        self._arrival.check_declared()
        if len(self.pipeline) >= MOST_WAITING:
            raise Stop(NO_ROOM)
        self._hold_to_host()
        is_full = self._under_way >= self.gate.most_in_hand and self.url not in _PROBES
        self.app = _no_room if is_full else self.config.loaded_app
        self.scope[VISITOR] = self  # type: ignore[literal-required]
        super().on_headers_complete()
        self._arrival.is_in_head = False
        self._unanswered += 1
        if self.gate.is_draining:
            self._end_after_newest()

    def _hold_to_host(self) -> None:
        """Show the application a second Host header where the target names another host.

        `GET http://name/path` names the host once more (RFC 9112, 3.2.2). The application refuses
        a request with two.
        """
        if self.url[:1] != b"/":
            named = _AUTHORITY.match(self.url)
            authority = named[1].lower() if named else b""
            hosts = [value.lower() for name, value in self.headers if name == b"host"]
            if hosts and hosts != [authority]:
                self.headers.append((b"host", authority))

    def on_chunk_header(self) -> None:
        """A chunk of its body begins."""
        self._arrival.count_chunk()

    def on_body(self, body: bytes) -> None:
        """A part of its body; the application is woken when all of it is there, or much of it."""
        cycle, size = self.cycle, len(body)
        if cycle.response_complete:
            return
        self._arrival.count_body(size)
        self._held += size
        self.gate.bodies += size
        if self.gate.bodies > self.gate.largest_bodies:
            raise Stop(NO_ROOM)
        cycle.body += body
        if len(cycle.body) > HIGH_WATER_LIMIT:
            self.flow.pause_reading()
            cycle.message_event.set()

    def on_message_complete(self) -> None:
        """All of the request is there; one whose body came late needs a place only now."""
        if not self._is_upgrade:
            if self._is_body_late:
                self._note_late_body(is_late=False)
                if self._under_way > self.gate.most_in_hand:
                    raise Stop(NO_ROOM)
            self._arrival.end()
            self._lingering.is_sending = False
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """A request was answered."""
        self._note_late_body(is_late=False)
        self._unanswered -= 1
        if self._held and not self._unanswered:
            self._release()
        super().on_response_complete()
        if self._unanswered:
            return
        if self._reason is not None:
            self._tell(self._reason)
        elif self._arrival.is_going_on and not self._is_short:
            self.transport.close()  # the answer did not need the body, so nobody waits for it

    def shutdown(self) -> None:
        """The process ends: the next answer is the connection's last.

        An idle connection stays open as long as it would have, because its client may be sending.
        """
        if not self._is_idle:
            self._end_after_newest()
        elif self.gate.is_hurried:
            self.transport.close()

    def pause_writing(self) -> None:
        """The client does not read as fast as we write."""
        self._unsent, self.unsent_since = self.transport.get_write_buffer_size(), self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._unsent = 0
        super().resume_writing()

    @property
    def unsent(self) -> int:
        """Bytes of answers that wait for a slow reader."""
        return self.transport.get_write_buffer_size() if self._unsent else 0

    @property
    def is_sending_body(self) -> bool:
        """Whether the body of its request is still arriving."""
        return self._is_body_late

    def abort(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def let_go_of_body(self) -> None:
        """Count the body of its request no longer; those of requests sent ahead are still held."""
        if self._unanswered == 1:
            self._release()

    def check(self, now: float) -> None:
        """Cut the client off where it has been waited for too long."""
        patience = self.gate.patience
        if self._lingering.is_overdue(now):
            self.abort()
        elif self._unsent:
            taken = max(self._unsent - self.unsent, 0)
            if now - self.unsent_since > patience.body + taken / patience.slowest:
                self.abort()
        elif self._arrival.is_late(now, patience) and not self.flow.read_paused:
            if self._arrival.is_going_on:
                self._cut_off(TOO_SLOW)
            else:
                self.transport.close()  # nothing was asked

    @property
    def _under_way(self) -> int:
        """Requests of all clients that are worked on: all there, and not yet refused."""
        return len(self.tasks) - self.gate.late_bodies - self.gate.paused

    @property
    def _is_waiting_for_body(self) -> bool:
        """Whether the application has the newest request, but not all of its body."""
        return not (self._arrival.is_in_head or self.pipeline or self.cycle.response_complete)

    def _note_late_body(self, *, is_late: bool) -> None:
        if is_late is not self._is_body_late:
            self._is_body_late = is_late
            self.gate.late_bodies += 1 if is_late else -1

    @property
    def _is_idle(self) -> bool:
        """Whether no request waits for its answer."""
        return self._unanswered == 0

    @property
    def _is_short(self) -> bool:
        """Whether the body that is arriving is certain to come, and soon over."""
        return not self.expect_100_continue and 0 < self._arrival.declared <= HIGH_WATER_LIMIT

    def _end_after_newest(self) -> None:
        """End the connection after the answer to the newest request, and not before."""
        if self._last is not None and not self._last.response_started:
            self._last.keep_alive = True
        self._last = self.cycle if self.cycle.keep_alive else None
        self.cycle.keep_alive = False

    def _cut_off(self, reason: CutOff) -> None:
        """Read nothing more. The client is told why after the answers that it waits for."""
        if self._reason is not None or self.transport.is_closing():
            return
        self._reason, self._arrival.since = reason, None
        if self._arrival.is_going_on and not self._arrival.is_in_head:
            if self.cycle.response_started:  # the answer did not wait for the body
                self.transport.close()
                return
            self._give_up_newest()
        if self._is_idle:
            self._tell(reason)
        else:
            self.flow.pause_reading()

    def _give_up_newest(self) -> None:
        """Take the request from the application of which only a part has come."""
        self._note_late_body(is_late=False)
        self._unanswered -= 1
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        else:
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _tell(self, reason: CutOff) -> None:
        """Say why, and close."""
        if self.gate.is_crowded:
            self.abort()
        elif not self.transport.is_closing():
            self.transport.write(reason.answer)
            self.transport.close()

    def _release(self) -> None:
        self.gate.bodies -= self._held
        self._held = 0


async def _no_room(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer a request while too many others are under way."""
    await NO_ROOM.send(send)
