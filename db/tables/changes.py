"""The change feed: an entry for each record that was created, updated or deleted."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)

from db.tables.columns import metadata

__all__ = ["change_feeds", "changes", "unnumbered_changes"]

change_feeds = Table(
    "change_feeds",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),  # another one after a backup was restored
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"tenant": True},
)

changes = Table(
    "changes",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("record_id", Uuid, nullable=False),
    Column("operation", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Uuid, nullable=False),
    PrimaryKeyConstraint("tenant_id", "position"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    CheckConstraint("operation IN ('CREATED', 'UPDATED', 'DELETED')", name="operation"),
    info={"tenant": True},
)

Index(None, changes.c.tenant_id, changes.c.type, changes.c.position)

# The changes of each transaction, from its commit until its entries have positions: one row per
# transaction, one array element per entry (decision 49).
unnumbered_changes = Table(
    "unnumbered_changes",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("moment", DateTime(timezone=True), nullable=False),  # taken under its locks
    Column("types", ARRAY(Text), nullable=False),
    Column("record_ids", ARRAY(Uuid), nullable=False),
    Column("operations", ARRAY(Text), nullable=False),
    Column("versions", ARRAY(Integer), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("changed_by", Uuid, nullable=False),
    PrimaryKeyConstraint("tenant_id", "id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"tenant": True},
)
