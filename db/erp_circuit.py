"""The circuit breaker of each tenant's ERP, shared by all workers (4.5).

After several failures in a row, no request is sent for a while; then a single one tries. Every
statement is a transaction of its own.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text

from db.database import Database
from db.erp_alerts import ALERTS

MAX_PROBLEM = 2_000  # characters
FAILURES = 5  # in a row, until the circuit opens
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)
PROBE = timedelta(minutes=3)  # as long as a request may take


class ErpCircuit:
    """The circuits of all tenants; each method works within one tenant."""

    def __init__(
        self,
        database: Database,
        *,
        first_pause: timedelta = FIRST_PAUSE,
        longest_pause: timedelta = LONGEST_PAUSE,
        probe: timedelta = PROBE,
    ) -> None:
        self._database = database
        self._pauses, self._probe = (first_pause, longest_pause), probe

    async def admit(self, tenant_id: UUID) -> timedelta | None:
        """Return None if a request may be sent, or the time after which to ask again."""
        async with self._database.writing(tenant_id) as connection:
            values = {"tenant": tenant_id, "probe": self._probe}
            row = (await connection.execute(_ADMIT, values)).one()
            wait: timedelta | None = row.wait
            return wait

    async def note_success(self, tenant_id: UUID) -> None:
        """Close the circuit, and note the time, to the minute."""
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(_SUCCEED, {"tenant": tenant_id})

    async def end_probe(self, tenant_id: UUID) -> None:
        """Let another request try, because the one that was admitted was not sent."""
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(_END_PROBE, {"tenant": tenant_id})

    async def note_failure(self, tenant_id: UUID, problem: str = "") -> None:
        """Count a failure of the ERP or of the way to it; the fifth in a row opens the circuit."""
        first, longest = self._pauses
        values = {
            "tenant": tenant_id,
            "problem": problem[:MAX_PROBLEM] or None,
            "most": FAILURES,
            "first": first,
            "longest": longest,
        }
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(_COUNT, values)
        ALERTS.warn(tenant_id, problem)

    async def hold(self, tenant_id: UUID, delay: timedelta, problem: str) -> None:
        """Send nothing for a while, because the ERP asked for it or refuses everything."""
        values = {"tenant": tenant_id, "delay": delay, "problem": problem[:MAX_PROBLEM]}
        async with self._database.writing(tenant_id) as connection:
            await connection.execute(_HOLD, values)
        ALERTS.warn(tenant_id, problem)


# Requests that were under way when the circuit opened do not open it for longer.
# Closed: admitted. Open: the time left. Open and over: the first to come probes, others wait.
_ADMIT = text("""
WITH circuit AS (
  SELECT opened_until, probing_until FROM erp_circuits
  WHERE tenant_id = :tenant FOR NO KEY UPDATE
), probe AS (
  UPDATE erp_circuits SET probing_until = now() + :probe
  WHERE tenant_id = :tenant AND opened_until <= now()
    AND (probing_until IS NULL OR probing_until <= now())
    AND EXISTS (SELECT FROM circuit)
  RETURNING true
)
SELECT CASE
  WHEN EXISTS (SELECT FROM probe) THEN NULL
  ELSE (SELECT greatest(opened_until, probing_until) - now() FROM circuit
        WHERE opened_until IS NOT NULL)
END AS wait
""")
CLOSE = text("""
UPDATE erp_circuits SET failures = 0, openings = 0, opened_until = NULL, probing_until = NULL,
  problem = NULL
WHERE tenant_id = :tenant AND (failures > 0 OR opened_until IS NOT NULL)
""")
_END_PROBE = text("""
UPDATE erp_circuits SET probing_until = NULL
WHERE tenant_id = :tenant AND probing_until IS NOT NULL
""")
# A connection that works is noted once a minute, not with each of its requests.
_SUCCEED = text("""
INSERT INTO erp_circuits (tenant_id, failures, openings, last_success_at)
VALUES (:tenant, 0, 0, now())
ON CONFLICT (tenant_id) DO UPDATE SET failures = 0, openings = 0, opened_until = NULL,
  probing_until = NULL, problem = NULL, last_success_at = now()
WHERE erp_circuits.failures > 0 OR erp_circuits.opened_until IS NOT NULL
  OR coalesce(erp_circuits.last_success_at < now() - interval '1 minute', true)
""")
_COUNT = text("""
INSERT INTO erp_circuits (tenant_id, failures, openings, last_problem_at, last_problem)
VALUES (:tenant, 1, 0, now(), CAST(:problem AS text))
ON CONFLICT (tenant_id) DO UPDATE SET
  last_problem_at = now(),
  last_problem = coalesce(CAST(:problem AS text), erp_circuits.last_problem),
  failures = erp_circuits.failures + 1,
  openings = erp_circuits.openings + (erp_circuits.failures + 1 >= :most
    AND coalesce(erp_circuits.opened_until <= now(), true))::integer,
  opened_until = CASE WHEN erp_circuits.failures + 1 >= :most
      AND coalesce(erp_circuits.opened_until <= now(), true)
    THEN now() + least(CAST(:longest AS interval),
      CAST(:first AS interval) * power(2, least(erp_circuits.openings, 6)))
    ELSE erp_circuits.opened_until END,
  probing_until = NULL
""")
_HOLD = text("""
INSERT INTO erp_circuits (tenant_id, failures, openings, opened_until, problem, last_problem_at,
  last_problem)
VALUES (:tenant, 0, 0, now() + :delay, :problem, now(), :problem)
ON CONFLICT (tenant_id) DO UPDATE SET opened_until = now() + :delay, probing_until = NULL,
  problem = :problem, last_problem_at = now(), last_problem = :problem
""")
