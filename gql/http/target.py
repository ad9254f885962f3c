"""The target of a request, which may name a host of its own."""

import re
from collections.abc import Iterable

_AUTHORITY = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)")


def other_host(url: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """The host that the target names, where it differs from the Host header; otherwise None.

    `GET http://name/path` names the host once more (RFC 9112, 3.2.2). Shown to the application as a
    second Host header, it is refused.
    """
    if url[:1] == b"/":
        return None
    named = _AUTHORITY.match(url)
    authority = named[1].lower() if named else b""
    hosts = [value.lower() for name, value in headers if name == b"host"]
    return authority if hosts and hosts != [authority] else None
