"""Links that open without a token: signed by us, for one version of one document, for a while.

The signature is an HMAC-SHA256. Python checks it; PostgreSQL makes it, so that a list of a
hundred documents with their links is still one statement. Both build the same message.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

PURPOSE = "salesgraph pdf 1"  # begins every message and makes the key; no other use shares either
_BLOCK = 64  # bytes that SHA-256 works on


@lru_cache(maxsize=8)
def signing_key(secret: str) -> bytes:
    """The key of these links: of the server's secret, but for nothing else."""
    return hmac.digest(secret.encode(), PURPOSE.encode(), "sha256")


def message(tenant_id: UUID, document: str, version: int, expires: int) -> str:
    """What is signed: whose it is, the document's public id, its version, a second since 1970."""
    return "/".join((PURPOSE, tenant_id.hex, document, str(version), str(expires)))


def signature(key: bytes, text: str) -> str:
    """The HMAC in hex."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def is_signed(key: bytes, text: str, given: str) -> bool:
    """Whether this is the message's signature; takes as long for every wrong one."""
    return hmac.compare_digest(signature(key, text).encode(), given.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How the links of one request are made."""

    key: bytes
    base: str  # the server's address as its clients reach it, without a slash at the end
    expires: int  # seconds since 1970

    @property
    def expires_at(self) -> datetime:
        """When the links end."""
        return datetime.fromtimestamp(self.expires, UTC)

    @property
    def inner(self) -> bytes:
        """The key's inner pad (RFC 2104), to hash the message with."""
        return self._pad(0x36)

    @property
    def outer(self) -> bytes:
        """The key's outer pad, to hash the inner hash with."""
        return self._pad(0x5C)

    def _pad(self, byte: int) -> bytes:
        return bytes(one ^ byte for one in self.key.ljust(_BLOCK, b"\0"))


NO_LINKS = Links(key=b"", base="", expires=0)
