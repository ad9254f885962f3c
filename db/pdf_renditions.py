"""PDF renditions of documents: content that is frozen on the first request, and the PDF.

A rendition belongs to one version of a document and one version of the letterhead (decision 22).
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    RowMapping,
    Select,
    String,
    Table,
    cast,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from db import tables
from db.planner.document_snapshot import content_of, file_name
from db.scope import tenant_rows
from db.sql.expressions import Expression
from db.sql.functions import call, coalesce
from db.sql.sql_types import GUID, INTEGER, TIMESTAMPTZ
from domain.core.ids import new_id

PRINT_LEASE = timedelta(seconds=30)  # time to render, after which another process may take over

_R = tables.renditions


@dataclass(frozen=True, slots=True)
class Rendition:
    """A rendition of a document; `pdf` is None until it is rendered."""

    id: UUID
    file_name: str
    content: str  # JSON
    pdf: bytes | None


class PdfRenditions:
    """The renditions of one tenant, in one transaction."""

    def __init__(self, connection: AsyncConnection, tenant_id: UUID) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    async def present(self, table: Table, id: UUID, version: int | None = None) -> UUID | None:
        """The id of the rendition of a document's current version, which is created if missing.

        None if the document does not exist or its version is not the given one any more.
        """
        parameters = (self._tenant_id, new_id(), id, version)
        result = await self._connection.exec_driver_sql(_frozen(table), parameters)
        rendition_id: UUID | None = result.scalar()
        return rendition_id

    async def find(self, id: UUID, version: int) -> UUID | None:
        """The id of the rendition of a version on the current letterhead, or None."""
        heads = tables.letterheads
        statement = (
            select(_R.c.id)
            .join(heads, heads.c.tenant_id == self._tenant_id)
            .where(_R.c.tenant_id == self._tenant_id, _R.c.document_id == id)
            .where(_R.c.version == version, _R.c.letterhead_version == heads.c.version)
        )
        rendition_id: UUID | None = await self._connection.scalar(statement)
        return rendition_id

    async def latest(self, id: UUID, version: int) -> UUID | None:
        """The id of the latest rendition of a version, which may be an old one, or None."""
        statement = (
            select(_R.c.id)
            .where(_R.c.tenant_id == self._tenant_id, _R.c.document_id == id)
            .where(_R.c.version == version)
            .order_by(_R.c.letterhead_version.desc())
            .limit(1)
        )
        rendition_id: UUID | None = await self._connection.scalar(statement)
        return rendition_id

    async def get(self, id: UUID) -> Rendition | None:
        """A rendition by its id, or None."""
        columns = (_R.c.id, _R.c.file_name, cast(_R.c.content, String).label("content"), _R.c.pdf)
        statement = select(*columns).where(_R.c.tenant_id == self._tenant_id, _R.c.id == id)
        row = (await self._connection.execute(statement)).mappings().one_or_none()
        return None if row is None else _record(row)

    async def lease(self, id: UUID) -> bool:
        """Lease a rendition that has no PDF yet; returns whether the caller must render it."""
        statement = (
            update(_R)
            .where(_R.c.tenant_id == self._tenant_id, _R.c.id == id, _R.c.pdf.is_(None))
            .where(or_(_R.c.leased_until.is_(None), _R.c.leased_until < func.now()))
            .values(leased_until=func.now() + PRINT_LEASE)
        )
        return bool((await self._connection.execute(statement)).rowcount)

    async def keep(self, id: UUID, pdf: bytes) -> None:
        """Store a PDF, unless there is one already, and end the lease."""
        statement = (
            update(_R)
            .where(_R.c.tenant_id == self._tenant_id, _R.c.id == id, _R.c.pdf.is_(None))
            .values(pdf=pdf, leased_until=None)
        )
        await self._connection.execute(statement)

    async def release(self, id: UUID) -> None:
        """End the lease without a PDF, so that another process can try."""
        statement = update(_R).where(_R.c.tenant_id == self._tenant_id, _R.c.id == id)
        await self._connection.execute(statement.values(leased_until=None))

    async def logo(self) -> tuple[bytes, str] | None:
        """The tenant's logo and its media type, or None."""
        heads = tables.letterheads
        statement = select(heads.c.logo, heads.c.logo_type).where(
            heads.c.tenant_id == self._tenant_id, heads.c.logo.is_not(None)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else (row.logo, row.logo_type)

    async def forget(self, older_than: timedelta) -> int:
        """Delete old renditions that were never mailed; returns how many were deleted."""
        mailings = tables.mailings
        mailed: Select[Any] = select(literal_column("1")).where(
            mailings.c.tenant_id == self._tenant_id, mailings.c.rendition_id == _R.c.id
        )
        statement = (
            _R.delete()
            .where(_R.c.tenant_id == self._tenant_id, _R.c.created_at < func.now() - older_than)
            .where(~mailed.exists())
        )
        return (await self._connection.execute(statement)).rowcount


def _record(row: RowMapping) -> Rendition:
    return Rendition(row["id"], row["file_name"], row["content"], row["pdf"])


@cache
def _frozen(table: Table) -> str:
    """The statement that inserts a rendition with all of its content, or finds the existing one.

    Its parameters are the tenant, an id for a new rendition, the document's id and its version.
    """
    # The update changes nothing; without it, RETURNING would not return an existing row.
    return (
        "INSERT INTO renditions (tenant_id, id, document_id, version, letterhead_version,"
        f" file_name, content, created_at) {_contents(table)}"
        " ON CONFLICT (tenant_id, document_id, version, letterhead_version)"
        " DO UPDATE SET file_name = excluded.file_name RETURNING renditions.id"
    )


def _contents(table: Table) -> str:
    """The row to insert for a document, if it has the given version, or any version if null."""
    document, head = tenant_rows(table, "document"), tenant_rows(tables.letterheads, "head")
    new, document_id, request = (
        Expression(f"${at}::{kind.name}", kind) for at, kind in ((2, GUID), (3, GUID), (4, INTEGER))
    )
    source = (
        document.select(
            document.c.tenant_id,
            new,
            document.c.id,
            document.c.version,
            head.c.version,
            file_name(table, document),
            content_of(document, head),
            call("now", kind=TIMESTAMPTZ),
        )
        .of(head)
        .where(head.own, document.c.id == document_id)
        .where(coalesce(request, document.c.version) == document.c.version)
    )
    return source.sql
