"""Notifications: changes are merged for a while, sent in one call per receiver, and retried."""

import asyncio
from typing import Any

from integrations.business_central.simulator.core.clock import MINUTE, SECOND, as_instant
from integrations.business_central.simulator.core.journal import Row
from integrations.business_central.simulator.core.store import MODIFIED, VERSION, Transaction
from integrations.business_central.simulator.model.registry import WEBHOOK_SETS
from integrations.business_central.simulator.web.world import World
from integrations.business_central.simulator.webhooks.outgoing import Unreachable, notify
from integrations.business_central.simulator.webhooks.subscriptions import remove_expired

RETRY_MINUTES = (1, 1, 1, 10, 100, 1_000)
MOST_ATTEMPTS = 5
_TEMPORARY = {408, 429}
_CREATED, _UPDATED, _DELETED = "created", "updated", "deleted"
_OTHERS = "*"  # all changes beyond those that can be told one by one


class Notifications:
    """Collects changes when they are committed, and sends them when they are due."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sending: set[str] = set()
        world.store.before_commit.append(self._collect)

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            committed, now = self._world.store.committed, self._world.clock.now()
            pending = list(self._world.store.tables["notifications"].values())
            await asyncio.gather(*(self.send(row) for row in pending if row["due"] <= now))
            later = [row["due"] for row in pending if row["due"] > now]
            await self._wait(committed, min(later, default=None))

    async def flush(self, *, times: int = 1, reverse: bool = False) -> int:
        """Send everything now; return how many receivers were called.

        A receiver is called several times if `times` says so, and not at all if it is 0: what
        waits is lost. With `reverse`, the last change comes first.
        """
        pending = list(self._world.store.tables["notifications"].values())
        for row in pending:
            await self.send(row, times=times, reverse=reverse)
        return len(pending)

    async def send(self, row: Row, *, times: int = 1, reverse: bool = False) -> None:
        """Send one receiver's notifications, and see what comes of it."""
        if row["id"] in self._sending:
            return
        self._sending.add(row["id"])
        try:
            remove_expired(self._world)
            shown = self._shown(row)
            status: int | None = 200
            for _ in range(times if shown else 0):
                status = await _status(row["url"], shown[::-1] if reverse else shown)
            self._settle(row, status)
        finally:
            self._sending.discard(row["id"])

    async def _wait(self, committed: asyncio.Event, due: int | None) -> None:
        change = asyncio.create_task(committed.wait())
        tasks: set[asyncio.Task[Any]] = {change}
        if due is not None:
            tasks.add(asyncio.create_task(self._world.clock.wait_until(due)))
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()

    def _collect(self, tx: Transaction) -> None:
        for (table, record_id), row in list(tx.changes.items()):
            if table not in WEBHOOK_SETS:
                continue
            before = self._world.store.tables[table].get(record_id)
            if before is None and row is None:
                continue
            if before and row and before.get(VERSION) == row.get(VERSION):
                continue
            kind = _DELETED if row is None else _UPDATED if before else _CREATED
            self._add(tx, table, row or before or {}, kind)

    def _add(self, tx: Transaction, table: str, row: Row, kind: str) -> None:
        now = self._world.clock.now()
        for each in tx.rows("subscriptions"):
            if each["_set"] != table or each["_company"] != row["_company"]:
                continue
            url = each["notificationUrl"]
            due = now + int(self._world.settings.webhook_seconds * SECOND)
            new = {"id": url, "url": url, "due": due, "attempts": 0, "changes": {}}
            pending = tx.edit("notifications", url) or new
            changes = pending["changes"].setdefault(each["id"], {})
            if kind == _UPDATED and changes.get(row["id"], {}).get("type") == _CREATED:
                kind = _CREATED
            modified = now if kind == _DELETED else row[MODIFIED]
            crowded = len(changes) > self._world.settings.collection_above
            key = _OTHERS if crowded and row["id"] not in changes else row["id"]
            if key == _OTHERS and changes.get(key, {}).get("type") == _DELETED:
                kind = _DELETED
            changes[key] = {"type": kind, "at": modified}
            tx.put("notifications", pending, touch=False)

    def _shown(self, row: Row) -> list[dict[str, str]]:
        shown = []
        for record_id, changes in row["changes"].items():
            subscription = self._world.store.tables["subscriptions"].get(record_id)
            if subscription is None:
                continue
            if len(changes) > self._world.settings.collection_above:
                shown.append(_collection(subscription, changes))
                continue
            shown += [_single(subscription, each, change) for each, change in changes.items()]
        return shown

    def _settle(self, row: Row, status: int | None) -> None:
        tx = self._world.store.begin()
        pending = tx.edit("notifications", row["id"])
        if pending is None:
            return
        done = status is not None and 200 <= status < 300  # noqa: PLR2004 - classes of HTTP
        temporary = status is None or status in _TEMPORARY or status >= 500  # noqa: PLR2004
        attempts = pending["attempts"] + 1
        if done:
            due = self._world.clock.now() + int(self._world.settings.webhook_seconds * SECOND)
            _remove_sent(tx, {**pending, "due": due}, row)
        elif temporary and attempts < MOST_ATTEMPTS:
            due = self._world.clock.now() + RETRY_MINUTES[attempts - 1] * MINUTE
            tx.put("notifications", {**pending, "attempts": attempts, "due": due}, touch=False)
        else:
            for record_id in pending["changes"]:
                tx.delete("subscriptions", record_id)
            tx.delete("notifications", row["id"])
        tx.commit()


def _remove_sent(tx: Transaction, pending: Row, sent: Row) -> None:
    left = {
        record_id: {
            key: change
            for key, change in changes.items()
            if sent["changes"].get(record_id, {}).get(key) != change
        }
        for record_id, changes in pending["changes"].items()
    }
    left = {record_id: changes for record_id, changes in left.items() if changes}
    if left:
        tx.put("notifications", {**pending, "changes": left, "attempts": 0}, touch=False)
    else:
        tx.delete("notifications", pending["id"])


async def _status(url: str, shown: list[dict[str, str]]) -> int | None:
    try:
        return await notify(url, shown)
    except Unreachable:
        return None


def _single(subscription: Row, record_id: str, change: Row) -> dict[str, str]:
    resource = f"{subscription['resource'].lstrip('/')}({record_id})"
    return _notification(subscription, resource, change["type"], change["at"])


def _collection(subscription: Row, changes: dict[str, Row]) -> dict[str, str]:
    resource = subscription["resource"].lstrip("/")
    earliest = min(change["at"] for change in changes.values())
    if not any(change["type"] == _DELETED for change in changes.values()):
        resource += f"?$filter=lastModifiedDateTime%20gt%20{as_instant(earliest - 1)}"
    latest = max(change["at"] for change in changes.values())
    return _notification(subscription, resource, "collection", latest)


def _notification(subscription: Row, resource: str, kind: str, at: int) -> dict[str, str]:
    return {
        "subscriptionId": subscription["id"],
        "clientState": subscription.get("clientState", ""),
        "expirationDateTime": as_instant(subscription["expirationDateTime"]),
        "resource": resource,
        "changeType": kind,
        "lastModifiedDateTime": as_instant(at),
    }
