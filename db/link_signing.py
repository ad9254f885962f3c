"""Signed temporary links to PDFs, which open without a token.

A link is valid for one version of one document. Its signature is an HMAC-SHA256, created by
PostgreSQL, so that a list of documents with links is still one statement, and verified by Python.
Both build the same message (decision 22).
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID

PURPOSE = "salesgraph pdf 1"  # prefix of every message, and part of the key; for this use only
_BLOCK = 64  # block size of SHA-256 in bytes


@lru_cache(maxsize=8)
def signing_key(secret: str) -> bytes:
    """The key for links, derived from the server's secret and used for nothing else."""
    return hmac.digest(secret.encode(), PURPOSE.encode(), "sha256")


def message(tenant_id: UUID, document: str, version: int, expires: int) -> str:
    """The signed text: tenant, public id and version of the document, expiry in Unix seconds."""
    return "/".join((PURPOSE, tenant_id.hex, document, str(version), str(expires)))


def signature(key: bytes, text: str) -> str:
    """The HMAC-SHA256 of a text in hex."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def is_signed(key: bytes, text: str, claimed: str) -> bool:
    """Whether the signature is valid; compares in constant time."""
    return hmac.compare_digest(signature(key, text).encode(), claimed.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The settings for the links of one request."""

    key: bytes
    base: str  # the server's public URL, without a trailing slash
    expires: int  # Unix time in seconds

    @property
    def expires_at(self) -> datetime:
        """When the links expire, in UTC."""
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
