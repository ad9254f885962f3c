"""The job queue (pgqueuer). Jobs are queued in the transaction that causes them.

The queue has a schema of its own and holds only ids of tenants and records, so it needs no
row-level security. A worker sets the job's tenant before it reads anything (decision 23).
"""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.core.job import Job

SCHEMA = "jobs"
CHANNEL = Channel("ch_pgqueuer")

# All names are set explicitly; otherwise pgqueuer would read them from environment variables.
_SETTINGS = DBSettings(
    prefix="",
    db_schema=SCHEMA,
    channel=CHANNEL,
    function="fn_pgqueuer_changed",
    statistics_table="pgqueuer_statistics",
    queue_status_type="pgqueuer_status",
    queue_table="pgqueuer",
    queue_table_log="pgqueuer_log",
    trigger="tg_pgqueuer_changed",
    schedules_table="pgqueuer_schedules",
)


def queries(driver: Any) -> Queries:
    """The statements of pgqueuer, executed through a driver."""
    return Queries(
        driver,
        qbe=QueryBuilderEnvironment(_SETTINGS),
        qbq=QueryQueueBuilder(_SETTINGS),
        qbs=QuerySchedulerBuilder(_SETTINGS),
    )


async def enqueue(connection: AsyncConnection, tenant_id: UUID, jobs: Sequence[Job]) -> None:
    """Queue jobs in the connection's transaction; jobs that are queued already are skipped."""
    if not jobs:
        return
    count = len(jobs)
    await queries(_InTransaction(connection)).enqueue(
        [job.kind.value for job in jobs],
        [payload(tenant_id, job.record_id) for job in jobs],
        [0] * count,
        dedupe_key=[f"{job.kind.value}/{tenant_id.hex}/{job.record_id.hex}" for job in jobs],
        on_conflict="skip",
    )


def payload(tenant_id: UUID, record_id: UUID) -> bytes:
    """The payload of a job: the ids of the tenant and the record."""
    return json.dumps([tenant_id.hex, record_id.hex]).encode()


def ids_in(payload: bytes) -> tuple[UUID, UUID]:
    """The ids of the tenant and the record in a payload."""
    tenant_id, record_id = json.loads(payload)
    return UUID(tenant_id), UUID(record_id)


class _InTransaction:
    """Executes pgqueuer's statements on SQLAlchemy's connection, in its transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fetch(self, query: str, *args: Any) -> list[dict[str, Any]]:
        """The rows of a statement."""
        result = await self._connection.exec_driver_sql(query, args)
        return [dict(row) for row in result.mappings()]
