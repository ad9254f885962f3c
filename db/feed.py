"""What a transaction adds to its tenant's feed of changes, in the order of commit.

The entries travel in one message with COMMIT. From the first of them on the row of the tenant's
feed is locked until the commit is visible, so entries become visible in the order of their
positions, none is skipped by whoever has read a later one, and the lock lasts no longer than the
commit does: no client can hold it while it thinks or is cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Table

from db.tables import FOLLOWED


class Operation(StrEnum):
    """What happened to a record."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DELETED = "DELETED"


_TYPES = {table: name for name, table in FOLLOWED.items()}


def is_followed(table: Table) -> bool:
    """Whether the feed tells of the rows of this table."""
    return table in _TYPES


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that was changed, and its version after that."""

    table: Table
    record_id: UUID
    operation: Operation
    version: int


def noted(tenant_id: UUID, user_id: UUID, at: datetime, entries: Sequence[Entry]) -> str:
    """The statement that adds the entries; it consists of ids, numbers and our own words."""
    if not entries:
        return ""
    tenant, user = UUID(str(tenant_id)), UUID(str(user_id))
    types = ",".join(_TYPES[entry.table] for entry in entries)
    ids = ",".join(str(UUID(str(entry.record_id))) for entry in entries)
    operations = ",".join(entry.operation for entry in entries)
    versions = ",".join(str(int(entry.version)) for entry in entries)
    count = len(entries)
    return f"""
WITH feed AS (
  INSERT INTO change_feeds AS feed (tenant_id, id, last)
  VALUES ('{tenant}', gen_random_uuid(), {count})
  ON CONFLICT (tenant_id) DO UPDATE SET last = feed.last + {count}
  RETURNING last - {count} AS before
)
INSERT INTO changes (tenant_id, position, type, record_id, operation, version, changed_at,
  changed_by)
SELECT '{tenant}', before + at, type, record_id, operation, version, '{at.isoformat()}', '{user}'
FROM feed, unnest('{{{types}}}'::text[], '{{{ids}}}'::uuid[], '{{{operations}}}'::text[],
  '{{{versions}}}'::int[]) WITH ORDINALITY AS entry (type, record_id, operation, version, at);
"""  # noqa: S608 - nothing in it comes from a client
