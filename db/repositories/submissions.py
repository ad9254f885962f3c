"""Repositories of what the ERP knows: submitted orders, and invoices that it has posted."""

from uuid import UUID

from db.repositories.records import Records
from db.repositories.statements import by_id, with_same
from domain.sales.posted_invoice import PostedInvoice
from domain.sales.submission import Submission


class Submissions(Records[Submission]):
    """All submissions; each has the id of its order."""

    async def find(self, order_id: UUID) -> Submission | None:
        """The order's submission, locked; None if the order was never submitted."""
        submissions = await self.identity_map.load(Submission, by_id, id=order_id)
        return submissions[0] if submissions else None


class PostedInvoices(Records[PostedInvoice]):
    """All invoices of the ERP; each has the id of the invoice that stands for it."""

    async def find(self, remote_id: str) -> PostedInvoice | None:
        """The ERP's invoice, locked; None if it is not known here yet."""
        found = await self.identity_map.load(
            PostedInvoice, with_same("remote_id"), remote_id=remote_id
        )
        return found[0] if found else None
