"""Access to tables for reads. Every statement names its tables here, which adds the tenant."""

from sqlalchemy import Table

from db.sql.expressions import TRUE, Expression, Labeled, and_
from db.sql.rows import Rows, identifier
from db.sql.selects import Select
from db.sql.sql_types import GUID

TENANT = Expression("$1::UUID", GUID, is_sure=True)  # the first parameter of every statement

# The outermost condition of a read: it is always true, and sets the tenant for this statement only.
# PostgreSQL evaluates it once, before any row-level security policy (decision 50).
SETS_TENANT = f"(SELECT set_config('app.tenant_id', {TENANT.sql}::text, true)) IS NOT NULL"


class TenantRows(Rows):
    """A table with an alias, restricted to the rows of the tenant."""

    __slots__ = ("own", "table")

    def __init__(self, table: Table, name: str) -> None:
        super().__init__(identifier(table.name), name, table=table)
        self.table = table
        self.own = self._own()  # the condition that a row belongs to the tenant

    def select(self, *columns: Expression | Labeled) -> Select:
        """A select of these columns of the tenant's rows."""
        return Select(*columns).of(self).where(self.own)

    def join(self, rows: Select, on: Expression, *, outer: bool = False) -> Select:
        """Join the tenant's rows to a select of other rows."""
        return rows.join(self, and_(self.own, on), how="LEFT" if outer else "")

    def _own(self) -> Expression:
        if self.table.info.get("tenant"):
            return self["tenant_id"] == TENANT
        if self.table.name == "tenants":
            return self["id"] == TENANT
        return TRUE


def tenant_rows(table: Table, name: str) -> TenantRows:
    """A table with an alias, restricted to the tenant. All reads name their tables with it.

    The alias comes from `PlanBuilder.name`, or is a constant in a text that is built once, and
    must then be unique among nested selects.
    """
    return TenantRows(table, name)
