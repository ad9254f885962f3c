"""Document numbers: unique per tenant and series, never reused, with gaps (I-66)."""

from uuid import UUID

from db.database import Database
from db.pool.deadlines import STATEMENT, time_left
from db.scope import SETS_TENANT

# Runs outside of the caller's transaction, so the row is locked for this statement only: creating
# a document does not wait for the commit of the previous one (decision 8).
_DRAW = f"""
INSERT INTO number_series AS series (tenant_id, kind, last)
SELECT $1, $2, 1000 + $3
WHERE {SETS_TENANT}
ON CONFLICT (tenant_id, kind) DO UPDATE SET last = series.last + $3
RETURNING last
"""


async def draw_numbers(database: Database, tenant_id: UUID, kind: str, count: int = 1) -> list[str]:
    """The next numbers of a series, such as QUO-01001. They are lost if no document is saved.

    Does not wait for the tenant's other reads. Raises Overloaded.
    """
    async with database.reading(tenant_id, "numbers") as connection:
        seconds = time_left(STATEMENT)
        last = await connection.fetchval(_DRAW, tenant_id, kind, count, timeout=seconds)
    return [f"{kind}-{number:05d}" for number in range(last - count + 1, last + 1)]
