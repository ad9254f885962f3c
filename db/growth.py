"""When the plans that a connection keeps are too old, because tables have grown.

PostgreSQL keeps the plans of repeated statements, and of the checks of foreign keys. A plan that
was made while a table was small and had no statistics may use any index that begins with the
tenant: they all look alike. Each use of it then reads all rows of the tenant, so that deleting a
document with a thousand lines takes two seconds. PostgreSQL replaces such a plan only after
autovacuum has analyzed the table, which may take a minute.
"""

from collections import Counter

FEW = 50  # rows of a table that any index finds soon enough


class Growth:
    """Counts the rows that this process inserts into each table, over all its connections."""

    __slots__ = ("_rows", "steps")

    def __init__(self) -> None:
        self.steps = 0  # how often a table has doubled
        self._rows: Counter[str] = Counter()

    def note(self, table: str, count: int) -> None:
        """So many rows were inserted into a table."""
        before = self._rows[table]
        self._rows[table] = after = before + count
        self.steps += _doublings(after) - _doublings(before)


class Planned:
    """A connection that forgets its plans whenever a table has doubled since they were made."""

    growth: Growth
    _planned_at = 0  # steps of growth

    def forget_plans(self) -> str:
        """SQL to run before anything else: empty, or what drops plans made for smaller tables."""
        if self._planned_at == self.growth.steps:
            return ""
        self._planned_at = self.growth.steps
        return "DISCARD PLANS; "


def _doublings(rows: int) -> int:
    return (rows // FEW).bit_length()
