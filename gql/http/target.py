"""The request target, which may name a host of its own."""

import re
from collections.abc import Iterable

_AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")


def other_host(url: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The host in the target if it differs from the Host header; otherwise None.

    `GET http://name/path` names the host once more (RFC 9112, 3.2.2). The caller adds it as a
    second Host header, so that the application refuses the request.
    """
    if url[:1] == b"/":
        return None
    match = _AUTHORITY.match(url)
    authority = match[1].lower() if match else b""
    hosts = [value.lower() for name, value in headers if name == b"host"]
    return authority if hosts and hosts != [authority] else None
