"""The repository of submissions: orders that were handed over to the ERP."""

from uuid import UUID

from db.repositories.records import Records
from db.repositories.statements import by_id
from domain.sales.submission import Submission


class Submissions(Records[Submission]):
    """All submissions; each has the id of its order."""

    async def find(self, order_id: UUID) -> Submission | None:
        """The order's submission, locked; None if the order was never submitted."""
        submissions = await self.identity_map.load(Submission, by_id, id=order_id)
        return submissions[0] if submissions else None
