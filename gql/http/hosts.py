"""The hosts that the server accepts; a request must name exactly one of them.

A browser that was directed here through a foreign name (DNS rebinding) sends that name, so the
server accepts only names of this machine and those that the operator has listed. Ports are ignored.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

from gql.ip_addresses import canonical, is_ip_address, is_loopback, url_host
from gql.settings import Settings

REFUSAL = (
    "Send one Host header that names a host of this server: localhost, a loopback address, the"
    " host of SALESGRAPH_PUBLIC_URL, or one of SALESGRAPH_ALLOWED_HOSTS."
)
HOST = "salesgraph.host"  # key of the Host in the ASGI scope of an accepted request

_REMEMBERED = 256  # spellings of accepted hosts
_MAX_LENGTH = 300  # bytes of a Host header; a name has at most 253
# RFC 3986 without user info, percent-encoding and empty ports, which no client sends.
_AUTHORITY = re.compile(
    r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
_MAX_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Host:
    """A host that the server accepts, as links spell it."""

    authority: str  # in lower case, with the port of the request
    # this machine or the host of SALESGRAPH_PUBLIC_URL, not just one of the allowed hosts
    is_own: bool
    is_public: bool  # the host of SALESGRAPH_PUBLIC_URL


class Hosts:
    """Decides which hosts the server accepts."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url).hostname if settings.public_url else None
        self._own = frozenset({canonical(public)} if public else ())
        self._allowed = self._own | {canonical(name) for name in settings.allowed_hosts}
        if not _is_wildcard(settings.host):
            self._allowed |= {canonical(settings.host)}
        self._seen: dict[bytes, Host] = {}

    def host_of(self, headers: Iterable[tuple[bytes, bytes]]) -> Host | None:
        """The host of a request; None if it is not accepted or not given exactly once."""
        values = [value for name, value in headers if name == b"host"]
        if len(values) != 1:
            return None
        return self._seen.get(values[0]) or self._judge(values[0])

    def _judge(self, header: bytes) -> Host | None:
        parsed = _parse_host(header)
        if parsed is None:
            return None
        name, port = parsed
        is_public = name in self._own
        is_own = is_public or is_loopback(name)
        if not is_own and name not in self._allowed:
            return None
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        bare = url_host(name)
        host = self._seen[header] = Host(f"{bare}:{port}" if port else bare, is_own, is_public)
        return host


def is_own_address(scope: Scope) -> bool:
    """Whether the Host is exactly the IP address at which the request arrived.

    Orchestrators and load balancers address a process that way. A browser that was directed here
    through a foreign name sends that name instead.
    """
    values = [value for name, value in scope["headers"] if name == b"host"]
    server = scope.get("server")
    parsed = _parse_host(values[0]) if len(values) == 1 else None
    if parsed is None or not server:
        return False
    return is_ip_address(parsed[0]) and canonical(server[0]) == parsed[0]


def _parse_host(header: bytes) -> tuple[str, str | None] | None:
    """The canonical name and the port; None if the header is malformed."""
    if len(header) > _MAX_LENGTH:
        return None
    match = _AUTHORITY.fullmatch(header.decode("latin-1").strip(" \t").lower())
    if match is None or int(match["port"] or 1) > _MAX_PORT:
        return None
    if match["v6"]:
        return (canonical(match["v6"]), match["port"]) if _is_v6(match["v6"]) else None
    name = match["name"]
    if name.rpartition(".")[2].isdigit() and not is_ip_address(name):
        return None  # an unusual notation of an IP address, which some resolvers accept
    return name, match["port"]


def _is_v6(text: str) -> bool:
    return ":" in text and is_ip_address(text)


def _is_wildcard(host: str) -> bool:
    return is_ip_address(host) and ip_address(host).is_unspecified
