"""The only door to a table for a read: it adds the tenant, and later what the viewer may see."""

from sqlalchemy import Table

from db.sql.expressions import TRUE, Expression, Labelled, and_
from db.sql.kinds import GUID
from db.sql.rows import Rows, identifier
from db.sql.selects import Select

TENANT = Expression("$1::UUID", GUID, is_sure=True)  # the first parameter of every statement

# The outermost condition of a read: it always holds, and sets the tenant for this statement alone.
# PostgreSQL evaluates it once, before anything that a policy guards.
SETS_TENANT = f"(SELECT set_config('app.tenant_id', {TENANT.sql}::text, true)) IS NOT NULL"


class Scoped(Rows):
    """A table under a name of its own, cut down to the rows of the tenant."""

    __slots__ = ("own", "table")

    def __init__(self, table: Table, name: str) -> None:
        super().__init__(identifier(table.name), name, table=table)
        self.table = table
        self.own = self._own()  # whether a row is the tenant's

    def select(self, *columns: Expression | Labelled) -> Select:
        """These columns of the tenant's rows."""
        return Select(*columns).of(self).where(self.own)

    def joined(self, rows: Select, on: Expression, *, outer: bool = False) -> Select:
        """A select of other rows with these beside them."""
        return rows.join(self, and_(self.own, on), how="LEFT" if outer else "")

    def _own(self) -> Expression:
        if self.table.info.get("tenant"):
            return self["tenant_id"] == TENANT
        if self.table.name == "tenants":
            return self["id"] == TENANT
        return TRUE


def scoped(table: Table, name: str) -> Scoped:
    """Name a table in a statement. Every statement of the read road names its tables here.

    The name is the draft's (`Draft.name`), or one of ours in a text that is made once, where no
    rows inside of these have the same.
    """
    return Scoped(table, name)
