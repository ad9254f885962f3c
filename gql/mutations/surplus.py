"""What a mutation costs beyond its weight, which is known only once documents are read.

A weight stands for a document with a thousand lines, and a line of the input for one line. Some
tenants allow longer documents, and bundles bring lines along.
"""

from db.reads.refusals import TooMuch
from db.toll import Toll
from domain.line import MOST_LINES
from gql.context import Context
from gql.cost.estimate import OBJECT


class Surplus(Toll):
    """Counts for one mutation, on top of the request's cost and of the mutations before it.

    The first mutation may work on a document of any length, because it cannot be made smaller.
    """

    def __init__(self, context: Context, weight: int) -> None:
        self._context, self._weight = context, weight
        self._points = 0

    def restart(self) -> None:
        """Forget what was counted, because the transaction begins anew."""
        self._points = 0

    def finish(self) -> None:
        """Leave to the mutations that follow what this one has not used."""
        self._context.surplus = (self._context.surplus or 0) + self._points

    def read(self, lines: int) -> None:
        """Raise TooMuch where a later mutation works on a document that is too long."""
        if lines > MOST_LINES:
            points = self._weight * (lines - MOST_LINES) // MOST_LINES
            self._add(points, may_exceed=self._context.surplus is None)

    def expand(self, lines: int) -> None:
        """Raise TooMuch where the items of bundles are too many for one request."""
        self._add(OBJECT * lines, may_exceed=False)

    def _add(self, points: int, *, may_exceed: bool) -> None:
        self._points += points
        cost, most = self._context.question.cost, self._context.settings.limits.cost
        total = (cost.requested if cost else 0) + (self._context.surplus or 0) + self._points
        if points and total > most and not may_exceed:
            raise TooMuch(
                f"With the lines of its documents and bundles, the request has {total:,} cost"
                f" points; at most {most:,} are allowed. Send this mutation in a separate request,"
                " or split its lines across several requests."
            )
