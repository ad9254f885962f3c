"""Which hosts the server answers for: every request names one of them, or is refused.

A browser that was led here by a foreign name (DNS rebinding) sends that name; so a name is
answered only if it means this machine, or the operator has listed it. Ports do not matter.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.types import Scope

from gql.addresses import bracketed, canonical, is_address, is_loopback
from gql.settings import Settings

REFUSAL = (
    "Send one Host header that names a host of this server: localhost, a loopback address, the"
    " host of SALESGRAPH_PUBLIC_URL, or one of SALESGRAPH_ALLOWED_HOSTS."
)
HOST = "salesgraph.host"  # where the scope of an admitted request has its Host

_REMEMBERED = 256  # spellings
_LONGEST = 300  # bytes of a header; a name has at most 253
# RFC 3986 without user, percent-encoding and empty ports, all of which no client sends.
_AUTHORITY = re.compile(
    r"(?:\[(?P<v6>[0-9a-f:.]+)\]|(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
_LARGEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Host:
    """A host that the server answers for, as links spell it."""

    authority: str  # in lower case, with the port that the request named
    is_own: bool  # this machine, or SALESGRAPH_PUBLIC_URL; not only one of the allowed hosts


class Hosts:
    """Knows the hosts that the server answers for."""

    def __init__(self, settings: Settings) -> None:
        public = urlsplit(settings.public_url).hostname if settings.public_url else None
        self._own = frozenset({canonical(public)} if public else ())
        self._allowed = self._own | {canonical(name) for name in settings.allowed_hosts}
        if not _is_wildcard(settings.host):
            self._allowed |= {canonical(settings.host)}
        self._seen: dict[bytes, Host] = {}

    def named_in(self, headers: Iterable[tuple[bytes, bytes]]) -> Host | None:
        """The host of a request; None where it is not ours, or not named exactly once."""
        given = [value for name, value in headers if name == b"host"]
        if len(given) != 1:
            return None
        return self._seen.get(given[0]) or self._judged(given[0])

    def _judged(self, given: bytes) -> Host | None:
        parsed = _parsed(given)
        if parsed is None:
            return None
        name, port = parsed
        is_own = name in self._own or is_loopback(name)
        if not is_own and name not in self._allowed:
            return None
        if len(self._seen) >= _REMEMBERED:
            self._seen.clear()
        bare = bracketed(name)
        found = self._seen[given] = Host(f"{bare}:{port}" if port else bare, is_own)
        return found


def is_own_address(scope: Scope) -> bool:
    """Whether the Host is the very IP address at which the request arrived.

    So it is when an orchestrator or a load balancer probes a process by its address. A browser
    that was led here by a foreign name sends that name instead.
    """
    given = [value for name, value in scope["headers"] if name == b"host"]
    server = scope.get("server")
    parsed = _parsed(given[0]) if len(given) == 1 else None
    if parsed is None or not server:
        return False
    return is_address(parsed[0]) and canonical(server[0]) == parsed[0]


def _parsed(given: bytes) -> tuple[str, str | None] | None:
    """The canonical name, and the port; None where the header is malformed."""
    if len(given) > _LONGEST:
        return None
    found = _AUTHORITY.fullmatch(given.decode("latin-1").strip(" \t").lower())
    if found is None or int(found["port"] or 1) > _LARGEST_PORT:
        return None
    if found["v6"]:
        return (canonical(found["v6"]), found["port"]) if _is_v6(found["v6"]) else None
    name = found["name"]
    if name.rpartition(".")[2].isdigit() and not is_address(name):
        return None  # an address in an odd notation, which some resolvers understand
    return name, found["port"]


def _is_v6(text: str) -> bool:
    return ":" in text and is_address(text)


def _is_wildcard(host: str) -> bool:
    return is_address(host) and ip_address(host).is_unspecified
