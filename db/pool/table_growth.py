"""Decides when a connection must discard its plans because tables have grown (decision 57).

PostgreSQL keeps the plans of repeated statements and of foreign key checks. A plan made while a
table was small and had no statistics may use any index that begins with the tenant, because they
all look equally good. Each use then reads all rows of the tenant, so that deleting a document
with a thousand lines takes two seconds. PostgreSQL replaces such a plan only after autovacuum has
analyzed the table, which may take a minute.
"""

from collections import Counter

FEW = 50  # rows; below that, any index is fast enough


class TableGrowth:
    """Counts the rows that this process inserts into each table, over all connections."""

    __slots__ = ("_rows", "steps")

    def __init__(self) -> None:
        self.steps = 0  # how often a table has doubled
        self._rows: Counter[str] = Counter()

    def note(self, table: str, count: int) -> None:
        """Count rows that were inserted into a table."""
        before = self._rows[table]
        self._rows[table] = after = before + count
        self.steps += _doublings(after) - _doublings(before)


class PlanCache:
    """A connection that discards its plans whenever a table has doubled."""

    growth: TableGrowth
    _planned_at = 0  # steps of growth

    def forget_plans(self) -> str:
        """SQL to run before other statements: DISCARD PLANS if a table has doubled, else empty."""
        if self._planned_at == self.growth.steps:
            return ""
        self._planned_at = self.growth.steps
        return "DISCARD PLANS; "


def _doublings(rows: int) -> int:
    return (rows // FEW).bit_length()
