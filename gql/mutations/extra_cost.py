"""The cost of a mutation beyond its weight, which is known only once documents are read.

A weight covers a document with a thousand lines and an opportunity with ten open quotes, and each
line of the input counts as one line. Some tenants allow longer documents, and bundles add lines.
"""

from db.planner.errors import TooComplex
from db.work_meter import WorkMeter
from domain.pricing.line import MAX_LINES
from gql.cost.estimate import OBJECT_COST
from gql.engine.context import Context

# A weight covers this many quotes that are closed with an opportunity; each further one costs 250.
FEW_QUOTES, QUOTE = 10, 250


class ExtraCost(WorkMeter):
    """Adds the surplus of one mutation to the cost of the request and of the mutations before it.

    The first mutation may work on a document of any length, because it cannot be made smaller.
    """

    def __init__(self, context: Context, weight: int) -> None:
        self._context, self._weight = context, weight
        self._points = 0

    def restart(self) -> None:
        """Reset the count, because the transaction is retried."""
        self._points = 0

    def finish(self) -> None:
        """Add the count to the request's surplus, for the mutations that follow."""
        self._context.extra_cost = (self._context.extra_cost or 0) + self._points

    def count_lines(self, lines: int) -> None:
        """Count the lines of a document. Raises TooComplex if too long for a later mutation."""
        if lines > MAX_LINES:
            self._add_to_document(self._weight * (lines - MAX_LINES) // MAX_LINES)

    def count_open_quotes(self, quotes: int) -> None:
        """Count an opportunity's quotes. Raises TooComplex if too many for a later mutation."""
        self._add_to_document(QUOTE * max(quotes - FEW_QUOTES, 0))

    def count_bundle_items(self, lines: int) -> None:
        """Count the items of bundles. Raises TooComplex if they are too many for one request."""
        # Bundles are part of the input, which can always be split; a document cannot.
        self._add(OBJECT_COST * lines, may_exceed=False)

    def _add_to_document(self, points: int) -> None:
        # None until the first mutation of the request has ended (decision 59).
        self._add(points, may_exceed=self._context.extra_cost is None)

    def _add(self, points: int, *, may_exceed: bool) -> None:
        self._points += points
        cost, most = self._context.planned.cost, self._context.settings.limits.cost
        total = (cost.requested if cost else 0) + (self._context.extra_cost or 0) + self._points
        # A mutation that adds nothing is never refused, even if the ones before it have used up
        # everything.
        if points and total > most and not may_exceed:
            raise TooComplex(
                f"With the lines and quotes that its mutations process, the request has {total:,}"
                f" cost points; at most {most:,} are allowed. Send this mutation in a separate"
                " request, or split its lines across several requests."
            )
