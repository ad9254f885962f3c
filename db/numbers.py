"""Document numbers: per tenant and kind, never reused, gaps allowed (I-66)."""

from uuid import UUID

from db.database import Database

# The row is locked for this one statement only, because it runs outside the caller's
# transaction: whoever creates the next document does not wait for this one to commit.
_DRAW = """
INSERT INTO number_series AS series (tenant_id, kind, last) VALUES ($1, $2, 1001)
ON CONFLICT (tenant_id, kind) DO UPDATE SET last = series.last + 1
RETURNING last
"""


async def draw_number(database: Database, tenant_id: UUID, kind: str) -> str:
    """The next number of a series, such as QUO-01001; lost if its document is not saved."""
    async with database.reading(tenant_id) as connection:
        last = await connection.fetchval(_DRAW, tenant_id, kind)
    return f"{kind}-{last:05d}"
