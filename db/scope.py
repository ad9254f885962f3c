"""The only door to a table for a read: it adds the tenant, and later what the viewer may see."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Uuid, and_, bindparam, select, true

TENANT = "tenant"

_tenant = bindparam(TENANT, type_=Uuid)


class Scoped:
    """A table under a name of its own, cut down to the rows of the tenant."""

    def __init__(self, table: Table, name: str | None = None) -> None:
        self.table = table
        self.rows = table.alias(name)
        self.c = self.rows.c

    def select(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """These columns of the tenant's rows; names of outer statements stay theirs."""
        statement = select(*columns).select_from(self.rows).where(self._predicate())
        return statement.correlate_except(self.rows)

    def joined(
        self, rows: Select[Any], on: ColumnElement[bool], *, outer: bool = False
    ) -> Select[Any]:
        """A statement over other rows with these beside them."""
        return rows.join(self.rows, and_(self._predicate(), on), isouter=outer)

    def _predicate(self) -> ColumnElement[bool]:
        if self.table.info.get("tenant"):
            return self.c.tenant_id == _tenant
        if self.table.name == "tenants":
            return self.c.id == _tenant
        return true()


def scoped(table: Table, name: str | None = None) -> Scoped:
    """Name a table in a statement. Every statement of the read road names its tables here."""
    return Scoped(table, name)
