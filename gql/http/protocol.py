"""uvicorn's protocol for one connection, closed where uvicorn is open."""

import re

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024  # bytes of a request line and headers; beyond it a client is cut off

_AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")
_TOO_LONG = b"Send at most 65536 bytes of headers.\n"
_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
    b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(_TOO_LONG), _TOO_LONG)
)


class Protocol(HttpToolsProtocol):
    """Holds an absolute request target to the Host header, and bounds what comes before a body."""

    _is_in_head = False
    _head = 0  # bytes of it that came after those with which it began
    _messages = 0

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        messages = self._messages
        super().data_received(data)
        if self._is_in_head and self._messages == messages:  # all of them were part of one head
            self._head += len(data)
            if self._head > LONGEST_HEAD and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        self._is_in_head, self._head = True, 0
        self._messages += 1

    def on_headers_complete(self) -> None:
        """Its headers are there.

        `GET http://name/path` names the host a second time (RFC 9112, 3.2.2); where it is another
        one, the application sees two Host headers, and refuses the request.
        """
        self._is_in_head = False
        if self.url[:1] != b"/":
            named = _AUTHORITY.match(self.url)
            authority = named[1].lower() if named else b""
            hosts = [value.lower() for name, value in self.headers if name == b"host"]
            if hosts and hosts != [authority]:
                self.headers.append((b"host", authority))
        super().on_headers_complete()
