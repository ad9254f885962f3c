"""Building blocks of tables: constraint names, the tenant key, money, references.

Every tenant table begins each key, unique key and foreign key with tenant_id, so that the
schema can be distributed by tenant (docs/decisions.md, 4).
"""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Numeric,
    PrimaryKeyConstraint,
    String,
    Table,
    Uuid,
    text,
)
from sqlalchemy.schema import SchemaItem

from domain.core.money import MAX_AMOUNT

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# Marks a column that lists can be sorted by (db.tables.sort_keys). On a reference: lists can be
# sorted by columns of the referenced row.
SORTABLE: dict[str, Any] = {"sortable": True}


def sorted_as(words: type[StrEnum]) -> dict[str, Any]:
    """Marks an enum column that lists can be sorted by, in the order of the enum."""
    return {**SORTABLE, "words": tuple(word.value for word in words)}


def tenant_table(
    name: str, prefix: str, *items: SchemaItem, key: str = "id", feed: str | None = None
) -> Table:
    """A table of a tenant's records; `prefix` begins the public ids of its rows.

    `feed` is the type under which the change feed reports the rows; None if it does not. A change
    of a line, payment or close record is reported as an update of its document.
    """
    return Table(
        name,
        metadata,
        Column("tenant_id", Uuid, nullable=False),
        Column(key, Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("tenant_id", key),
        ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
        info={"prefix": prefix, "tenant": True, "feed": feed},
    )


def reference(
    column: str, table: str, *, nullable: bool = True, info: dict[str, Any] | None = None
) -> list[SchemaItem]:
    """A column that refers to a row of the same tenant, with its foreign key."""
    return [
        Column(column, Uuid, nullable=nullable, info=info),
        ForeignKeyConstraint(
            ["tenant_id", column],
            [f"{table}.tenant_id", f"{table}.id"],
        ),
    ]


def money(
    column: str, *, nullable: bool = False, info: dict[str, Any] | None = None
) -> list[SchemaItem]:
    """An amount, already rounded by the domain; a check excludes NaN and infinity."""
    return [
        Column(
            column,
            Numeric,
            nullable=nullable,
            server_default=None if nullable else text("0"),
            info=info,
        ),
        check_range(column, MAX_AMOUNT),
    ]


def base_amount(
    column: str, *, nullable: bool = False, info: dict[str, Any] | None = None
) -> list[SchemaItem]:
    """An amount and its value in the tenant's base currency, which is null without a rate."""
    amount = money(column, nullable=nullable, info=info)
    return [*amount, *money(f"{column}_in_base", nullable=True)]


def currency(*, nullable: bool = False, info: dict[str, Any] | None = None) -> list[SchemaItem]:
    """The code of one of the tenant's currencies."""
    return [
        Column("currency_code", String(3), nullable=nullable, info=info),
        ForeignKeyConstraint(
            ["tenant_id", "currency_code"],
            ["tenant_currencies.tenant_id", "tenant_currencies.code"],
        ),
    ]


def check_range(column: str, limit: Decimal) -> CheckConstraint:
    """A check with BETWEEN, which also excludes NaN: PostgreSQL sorts it above all numbers."""
    return CheckConstraint(f"{column} BETWEEN -{limit} AND {limit}", name=f"{column}_bounded")


def stamps(*, info: dict[str, Any] | None = SORTABLE) -> list[SchemaItem]:
    """Who created and last changed the row, and when (UTC)."""
    return [
        Column("created_at", DateTime(timezone=True), nullable=False, info=info),
        Column("created_by", Uuid, nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False, info=info),
        Column("updated_by", Uuid, nullable=False),
    ]


def version() -> Column[Any]:
    """The version of the row, incremented by every change, for optimistic locking."""
    return Column("version", Integer, nullable=False)


def tenant_index(table: Table, *columns: str, **options: Any) -> Index:
    """An index that begins with the tenant, as every index must."""
    return Index(None, table.c.tenant_id, *(table.c[column] for column in columns), **options)
