"""Where Business Central sends a tenant's notifications, and the secrets by which they are known.

The path has a token that nobody can guess, and every notification repeats a client state.
Business Central signs nothing, so these two are all that tells its calls from others. Both are
derived from the server's secret: checking them needs no database, and a new secret makes new ones.
"""

import hmac
import re
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

PATH = "/erp/notifications"
_PURPOSE = "salesgraph erp notifications 1"
_HEX = re.compile(r"[0-9a-f]{32}")


@lru_cache(maxsize=8)
def notification_key(secret: str) -> bytes:
    """Return the key of tokens and client states, derived from the server's secret."""
    return hmac.digest(secret.encode(), _PURPOSE.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class NotificationSecrets:
    """The tokens and client states of all tenants."""

    key: bytes

    def token(self, tenant_id: UUID) -> str:
        """Return the secret part of the tenant's path."""
        return self._derive("token", tenant_id)

    def client_state(self, tenant_id: UUID) -> str:
        """Return what the tenant's notifications repeat; up to 2,048 characters are allowed."""
        return self._derive("state", tenant_id)

    def path(self, tenant_id: UUID) -> str:
        """Return the path of the tenant's notifications."""
        return f"{PATH}/{tenant_id.hex}/{self.token(tenant_id)}"

    def find_tenant(self, tenant: str, token: str) -> UUID | None:
        """Return the tenant of a path; None if the token is not its token."""
        if not _HEX.fullmatch(tenant):
            return None
        tenant_id = UUID(hex=tenant)
        known = hmac.compare_digest(self.token(tenant_id).encode(), token.encode())
        return tenant_id if known else None

    def _derive(self, use: str, tenant_id: UUID) -> str:
        return hmac.digest(self.key, f"{use}/{tenant_id.hex}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class NotificationAddress:
    """Where Business Central reaches this server, and the secrets of its calls."""

    base_url: str  # without a trailing slash
    secrets: NotificationSecrets

    def subscribe(self, tenant_id: UUID, company_id: str, entity_set: str) -> dict[str, str]:
        """Return the body that subscribes to the changes of an entity set."""
        return {
            "notificationUrl": self.base_url + self.secrets.path(tenant_id),
            "resource": f"/api/v2.0/companies({company_id})/{entity_set}",
            "clientState": self.secrets.client_state(tenant_id),
        }
