"""Requests that offer to upgrade from HTTP/1.1: their head without the upgrade."""

from collections.abc import Iterable

_ASKING = {b"upgrade", b"http2-settings"}


def without_upgrade(method: bytes, url: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """The head of a request without its upgrade, which a server may ignore (RFC 9110, 7.8)."""
    lines = [b"%s %s HTTP/1.1" % (method, url)]
    for name, value in headers:
        if name == b"connection":
            kept = b",".join(one for one in value.split(b",") if one.strip().lower() not in _ASKING)
            lines += [b"connection: " + kept] if kept else []
        elif name not in _ASKING:
            lines.append(b"%s: %s" % (name, value))
    return b"\r\n".join([*lines, b"", b""])
