"""The entries that a transaction adds to its tenant's change feed.

They are sent in one message with COMMIT, without positions, so that transactions do not wait for
each other. `db/change_numbering.py` assigns positions after the commit (decision 49).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Table

from db.tables import FOLLOWED
from domain.core.ids import new_id


class ChangeOperation(StrEnum):
    """What happened to a record."""

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    DELETED = "DELETED"


_TYPES = {table: name for name, table in FOLLOWED.items()}


def is_followed(table: Table) -> bool:
    """Whether the feed reports the rows of this table."""
    return table in _TYPES


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that was changed, and its version after the change."""

    table: Table
    record_id: UUID
    operation: ChangeOperation
    version: int


def insert_changes(tenant_id: UUID, user_id: UUID, at: datetime, entries: Sequence[Entry]) -> str:
    """The statement that inserts entries to be numbered; empty if there are no entries.

    It has no parameters, so that it can be sent with COMMIT, and contains only ids, numbers and
    constants. Send it while the transaction holds its locks: the feed orders transactions by the
    time at which it runs.
    """
    if not entries:
        return ""
    tenant, user = UUID(str(tenant_id)), UUID(str(user_id))
    types = ",".join(_TYPES[entry.table] for entry in entries)
    ids = ",".join(str(UUID(str(entry.record_id))) for entry in entries)
    operations = ",".join(entry.operation for entry in entries)
    versions = ",".join(str(int(entry.version)) for entry in entries)
    return f"""
INSERT INTO unnumbered_changes (tenant_id, id, moment, types, record_ids, operations, versions,
  changed_at, changed_by)
VALUES ('{tenant}', '{new_id()}', clock_timestamp(), '{{{types}}}', '{{{ids}}}', '{{{operations}}}',
  '{{{versions}}}', '{at.isoformat()}', '{user}');
"""  # noqa: S608 - nothing in it comes from a client
