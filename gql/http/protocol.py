"""Parses the requests of one connection within the limits on everything that a client sends."""

from time import perf_counter

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from gql.http.arrival import Stop
from gql.http.connection import HttpConnection
from gql.http.gate import CLIENT
from gql.http.limits import MAX_HEAD_LENGTH, MAX_HEADERS, MAX_LINE_LENGTH, MAX_PIPELINED
from gql.http.raw_refusals import HEAD_TOO_LARGE, INVALID, LINE_TOO_LONG, NO_ROOM, refuse_request
from gql.http.target import other_host
from gql.http.upgrade_requests import without_upgrade

_PROBES = (b"/healthz", b"/readyz")  # always answered: a busy process is not unhealthy


class Protocol(HttpConnection):
    """Parses the requests of one connection and passes them to the application."""

    def data_received(self, data: bytes) -> None:
        """Parse bytes from the client, and measure it for the tenant (`LoopTurns`)."""
        begun = perf_counter()
        self._receive(data)
        self._spent += perf_counter() - begun

    def _receive(self, data: bytes) -> None:
        if self._lingering.is_lingering or self._reason is not None:
            self._lingering.discard(len(data))
            return
        arrival, number = self._arrival, self._arrival.number
        self._unset_keepalive_if_required()
        try:
            self._parse(data)
            if not arrival.is_going_on:
                # empty lines, or the rest of a body that nobody needs
                if arrival.since is None and self._is_idle:
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
        """Parse bytes, treating a request to upgrade as ordinary HTTP/1.1.

        Java's client offers to upgrade to HTTP/2 by default. httptools would take the body for
        bytes of the other protocol.
        """
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            head = without_upgrade(self.parser.get_method(), self.url, self.headers)
            self._is_upgrade = False
            self.parser = httptools.HttpRequestParser(self)
            self._parse(head + data[upgrade.args[0] :])

    def on_message_begin(self) -> None:
        """Start a request."""
        super().on_message_begin()
        self._arrival.begin(self.loop.time())
        self._lingering.is_sending = True

    def on_url(self, url: bytes) -> None:
        """Append a part of the request target. Raises Stop if it is too long."""
        self.url += url
        if len(self.url) > MAX_LINE_LENGTH:
            raise Stop(LINE_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header. Raises Stop at a limit.

        A trailer, which follows the body, is only counted.
        """
        arrival = self._arrival
        arrival.head += len(name) + len(value) + 4
        arrival.headers += 1  # counted inline, because a call for each header would cost too much
        if arrival.head > MAX_HEAD_LENGTH or arrival.headers > MAX_HEADERS:
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
        """Pass the request to the application once its headers are complete.

        Raises Stop if they are invalid or too many requests wait.
        """
        if self.parser.should_upgrade():
            if self.parser.get_method() == b"CONNECT":
                raise Stop(INVALID)
            self._is_upgrade = True
            return
        self._arrival.check_declared()
        if len(self.pipeline) >= MAX_PIPELINED:
            raise Stop(NO_ROOM)
        if other := other_host(self.url, self.headers):
            self.headers.append((b"host", other))
        is_full = self._under_way >= self.gate.most_in_hand and self.url not in _PROBES
        self.app = refuse_request if is_full else self.config.loaded_app
        self.scope[CLIENT] = self  # type: ignore[literal-required]
        super().on_headers_complete()
        self._arrival.is_in_head = False
        self._unanswered += 1
        if self.gate.is_draining:
            self._end_after_newest()

    def on_chunk_header(self) -> None:
        """Count a chunk of the body."""
        self._arrival.count_chunk()

    def on_body(self, body: bytes) -> None:
        """Add a part of the body and wake the application once the buffer is full. Raises Stop."""
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
        """Complete the request. Raises Stop if its body came late and there is no place for it."""
        if not self._is_upgrade:
            if self._is_body_late:
                self._note_late_body(is_late=False)
                if self._under_way > self.gate.most_in_hand:
                    raise Stop(NO_ROOM)
            self._arrival.end()
            self._lingering.is_sending = False
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Release what the answered request held, and close the connection if it must end."""
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
            # The answer did not need the body, so the rest of it is not read.
            self.transport.close()
