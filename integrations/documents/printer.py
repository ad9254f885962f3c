"""Creates PDFs on demand; each version of a document is rendered once, on the first request."""

import asyncio
import logging
from uuid import UUID

from db.database import Database
from db.pdf_renditions import PdfRenditions, Rendition
from db.pool.deadlines import restart_budget
from db.tables import Table
from integrations.documents.print_process import print_in_subprocess

log = logging.getLogger("salesgraph")

CONCURRENT_PRINTS = 2  # documents that one process renders in parallel; typst itself uses all cores
PRINT_TIMEOUT = 40  # seconds to wait for another process to finish; longer than a lease
_NAP = 0.1


class NotPrinted(Exception):
    """The rendition does not exist, or is no longer stored."""


class Printer:
    """Creates and stores PDFs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = asyncio.Semaphore(CONCURRENT_PRINTS)

    async def version(
        self, tenant_id: UUID, table: Table, id: UUID, version: int
    ) -> Rendition | None:
        """The PDF of a version; None if it was never rendered and is not the current version."""
        async with self._database.writing(tenant_id) as connection:
            renditions = PdfRenditions(connection, tenant_id)
            document_version = (
                await renditions.find(id, version)
                or await renditions.present(table, id, version)
                or await renditions.latest(id, version)
            )
        return (
            None if document_version is None else await self.rendition(tenant_id, document_version)
        )

    async def rendition(self, tenant_id: UUID, id: UUID) -> Rendition:
        """The PDF of a rendition, created once however many requests ask for it at the same time.

        Raises NotPrinted, PrintingFailed, and TimeoutError if another process takes too long.
        """
        async with asyncio.timeout(PRINT_TIMEOUT):
            while True:
                async with self._database.writing(tenant_id) as connection:
                    renditions = PdfRenditions(connection, tenant_id)
                    rendition = await renditions.get(id)
                    if rendition is None:
                        raise NotPrinted
                    if rendition.pdf is not None:
                        return rendition
                    is_ours = await renditions.lease(id)
                    logo = await renditions.logo() if is_ours else None
                # Outside the transaction: printing takes up to a second, and connections are few.
                if is_ours:
                    await self._make(tenant_id, rendition, logo)
                else:
                    await asyncio.sleep(_NAP)

    async def _make(
        self, tenant_id: UUID, rendition: Rendition, logo: tuple[bytes, str] | None
    ) -> None:
        try:
            pdf = await self._print(rendition.content, logo)
        # Also if the request is canceled; others would wait until the lease ends.
        except BaseException:
            async with self._database.writing(tenant_id) as connection:
                await PdfRenditions(connection, tenant_id).release(rendition.id)
            raise
        async with self._database.writing(tenant_id) as connection:
            await PdfRenditions(connection, tenant_id).keep(rendition.id, pdf)

    async def _print(self, content: str, logo: tuple[bytes, str] | None) -> bytes:
        """Create the PDF; its time does not count as time spent on the database."""
        try:
            async with self._turns:
                return await print_in_subprocess(content, logo)
        finally:
            restart_budget()
