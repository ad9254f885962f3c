"""The turns of requests to each tenant's ERP, shared by all worker processes.

A slot is the right to send one request at a time, so the number of slots limits how many run at
once. Claims of all slots are at least `interval` apart, which limits how many begin in a second. A
slot is leased: one whose worker was killed is free again soon. Rows instead of advisory locks,
because those do not survive a connection pooler. Every statement is a transaction of its own,
which writes no WAL, because the table is not logged.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import TextClause, text

from db.database import Database
from domain.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Slot:
    """A claimed slot."""

    number: int
    holder: UUID


class ErpRequestSlots:
    """The slots of all tenants; each method works within one tenant."""

    def __init__(
        self, database: Database, count: int, interval: timedelta, lease: timedelta
    ) -> None:
        self._database = database
        self.count, self.lease = count, lease
        self._interval = interval

    async def claim(self, tenant_id: UUID) -> Slot | timedelta:
        """Claim a slot for a request that is sent now; returns the time to wait if all are taken.

        The time is a guess where others hold the slots: they may give them back sooner.
        """
        holder = new_id()
        values = {
            "tenant": tenant_id,
            "holder": holder,
            "lease": self.lease,
            "interval": self._interval,
        }
        async with self._database.writing(tenant_id) as connection:
            row = (await connection.execute(_CLAIM, values)).one()
            if row.wait is None:  # the first request, or the first one after a crash
                await connection.execute(_CREATE, {"tenant": tenant_id, "count": self.count})
                return timedelta(0)
        return row.wait if row.slot is None else Slot(row.slot, holder)

    async def renew(self, tenant_id: UUID, slot: Slot) -> None:
        """Prolong the lease of a slot whose request still runs."""
        await self._update(_RENEW, tenant_id, slot, lease=self.lease)

    async def release(self, tenant_id: UUID, slot: Slot) -> None:
        """Give a slot back."""
        await self._update(_RELEASE, tenant_id, slot)

    async def _update(
        self, statement: TextClause, tenant_id: UUID, slot: Slot, **more: object
    ) -> None:
        values = {"tenant": tenant_id, "slot": slot.number, "holder": slot.holder, **more}
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(statement, values)


# Whoever claims locks all slots for a moment. The time is that after the wait for the locks.
_CLAIM = text("""
WITH slots AS MATERIALIZED (
  SELECT slot, leased_until, next_at FROM erp_request_slots
  WHERE tenant_id = :tenant ORDER BY slot
  FOR NO KEY UPDATE
), present AS MATERIALIZED (
  SELECT min(leased_until) AS free_at, max(next_at) AS next_at, clock_timestamp() AS now FROM slots
), claimed AS (
  UPDATE erp_request_slots AS mine
  SET holder = :holder, leased_until = present.now + :lease, next_at = present.now + :interval
  FROM present
  WHERE mine.tenant_id = :tenant AND present.next_at <= present.now AND mine.slot = (
    SELECT slot FROM slots WHERE leased_until <= present.now ORDER BY slot LIMIT 1)
  RETURNING mine.slot
)
SELECT (SELECT slot FROM claimed) AS slot, greatest(free_at, next_at) - now AS wait FROM present
""")
_CREATE = text("""
INSERT INTO erp_request_slots (tenant_id, slot, leased_until, next_at)
SELECT :tenant, slot, now(), now() FROM generate_series(1, :count) AS slot
ON CONFLICT (tenant_id, slot) DO NOTHING
""")
_RENEW = text("""
UPDATE erp_request_slots SET leased_until = now() + :lease
WHERE tenant_id = :tenant AND slot = :slot AND holder = :holder
""")
_RELEASE = text("""
UPDATE erp_request_slots SET leased_until = now(), holder = NULL
WHERE tenant_id = :tenant AND slot = :slot AND holder = :holder
""")
