"""The jobs that keep the subscriptions to Business Central's notifications, and end them.

A subscription lasts three days, and is lost when its receiver fails too often. What has changed in
a gap is read when a subscription was made anew; without any subscription, polling goes on.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from db.erp_circuit import ErpCircuit
from db.erp_upkeep import ErpUpkeep
from domain.actions.erp_connection import forget_erp_credentials
from domain.tenant.erp_connection import ErpConnection
from integrations.business_central.client import BusinessCentral
from integrations.business_central.connections import Connections
from integrations.business_central.notification_address import PATH, NotificationAddress
from integrations.business_central.notifications import SETS
from integrations.business_central.outcomes import BusinessCentralError, Outcome
from integrations.business_central.polling import Polling
from integrations.business_central.retry_policy import note_problem
from integrations.business_central.values import Json, quoted, text_of, time_of
from integrations.worker import RetryLater, add_jitter

log = logging.getLogger("salesgraph")

LIFETIME = timedelta(days=3)  # of a subscription
RENEW_AFTER = timedelta(hours=24)
AFTER_FAILURE = timedelta(minutes=5)
_LOST = frozenset({Outcome.GONE, Outcome.STALE})  # somebody else has just changed or deleted it


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionKeeping:
    """Keeps the subscriptions of all tenants; without an `address`, none are wanted."""

    connections: Connections
    circuit: ErpCircuit
    upkeep: ErpUpkeep
    polling: Polling
    address: NotificationAddress | None

    async def keep(self, tenant_id: UUID, _: UUID) -> None:
        """Make the subscriptions that are missing, and renew the old ones (C-17).

        Raises RetryLater if Business Central cannot be asked now.
        """
        connection = await self.connections.find(tenant_id)
        if connection is None:
            return
        if self.address is not None:
            await self._keep_all(tenant_id, connection, self.address)
        await self.upkeep.note_kept(tenant_id, connection.version)

    async def _keep_all(
        self, tenant_id: UUID, connection: ErpConnection, address: NotificationAddress
    ) -> None:
        if await self.circuit.admit(tenant_id) is not None:
            raise RetryLater(add_jitter(AFTER_FAILURE))
        try:
            client = self.connections.client(tenant_id, connection)
            if await self._keep(client, tenant_id, address):
                await self.polling.read_changes(tenant_id, connection)
        except BusinessCentralError as error:
            log.warning("the subscriptions to Business Central could not be kept: %s", error)
            if error.outcome is Outcome.REFUSED:  # the handshake failed: polling goes on
                return
            await note_problem(self.circuit, tenant_id, error)
            raise RetryLater(add_jitter(AFTER_FAILURE)) from error
        await self.circuit.note_success(tenant_id)

    async def _keep(
        self, client: BusinessCentral, tenant_id: UUID, address: NotificationAddress
    ) -> bool:
        """Return whether a subscription was made. Raises BusinessCentralError."""
        missing = {
            each: address.subscribe(tenant_id, client.place.company_id, each) for each in SETS
        }
        for there in await _own(client, tenant_id):
            wanted = next((name for name, body in missing.items() if _is_same(there, body)), None)
            if wanted is None:  # a second one, or one for another address or company
                await _end(client, there)
            elif not self._is_old(there) or await _renew(client, there, missing[wanted]):
                del missing[wanted]
        for body in missing.values():
            await client.shared("POST", "subscriptions", body)
        return bool(missing)

    def _is_old(self, there: Json) -> bool:
        expires = time_of(there, "expirationDateTime")
        return expires is None or expires - self.connections.now() < LIFETIME - RENEW_AFTER

    async def end(self, tenant_id: UUID, _: UUID) -> None:
        """End the subscriptions of a tenant that was disconnected, and erase its credentials.

        Tries only once: what is left ends at its next notification, which is answered with 404.
        """
        async with self.connections.begin_transaction(tenant_id) as work:
            connection = await work.lookups.share_erp_connection()
        if connection is None or connection.is_open or connection.client_secret is None:
            return
        try:
            client = self.connections.client(tenant_id, connection)
            for there in await _own(client, tenant_id):
                await _end(client, there)
        except BusinessCentralError as error:
            log.warning("the subscriptions to Business Central could not be ended: %s", error)
        async with self.connections.begin_transaction(tenant_id) as work:
            await forget_erp_credentials(work)


async def _own(client: BusinessCentral, tenant_id: UUID) -> list[Json]:
    """Return the subscriptions of this tenant; there are at most 200 in an environment."""
    answer = await client.shared("GET", "subscriptions")
    start = f"{PATH}/{tenant_id.hex}/"
    return [each for each in answer.get("value", ()) if start in _path(each)]


def _path(there: Json) -> str:
    return urlsplit(text_of(there, "notificationUrl") or "").path


def _is_same(there: Json, body: Json) -> bool:
    resource = (text_of(there, "resource") or "").strip("/").lower()
    is_same_url = text_of(there, "notificationUrl") == body["notificationUrl"]
    return is_same_url and resource == str(body["resource"]).strip("/").lower()


async def _renew(client: BusinessCentral, there: Json, body: Json) -> bool:
    """Renew a subscription; return False if it is not there any more."""
    try:
        await client.shared("PATCH", _key(there), body, str(there["@odata.etag"]))
    except BusinessCentralError as error:
        if error.outcome not in _LOST:
            raise
        return error.outcome is Outcome.STALE
    return True


async def _end(client: BusinessCentral, there: Json) -> None:
    try:
        await client.shared("DELETE", _key(there), etag=str(there["@odata.etag"]))
    except BusinessCentralError as error:
        if error.outcome not in _LOST:
            raise


def _key(there: Json) -> str:
    return f"subscriptions({quoted(str(there['subscriptionId']))})"
