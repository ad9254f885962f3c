"""Letterheads, PDF renditions and mailings."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import metadata, reference, stamps, tenant_index, tenant_table, version

__all__ = ["letterheads", "mailings", "renditions"]

letterheads = Table(
    "letterheads",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),  # the tenant's own id: a letterhead is a record like others
    Column("company_name", Text, nullable=False),
    Column("address_lines", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("website", Text),
    Column("tax_id", Text),
    Column("footer", Text),
    Column("locale", Text, nullable=False),
    Column("logo", LargeBinary),
    Column("logo_type", Text),
    CheckConstraint("(logo IS NULL) = (logo_type IS NULL)", name="logo"),
    CheckConstraint("octet_length(logo) <= 524288", name="logo_size"),
    version(),
    *stamps(info=None),  # a tenant has one: there is no list
    PrimaryKeyConstraint("tenant_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"prefix": "let", "tenant": True},
)

renditions = Table(
    "renditions",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),
    Column("document_id", Uuid, nullable=False),  # no foreign key: a draft may be deleted
    Column("version", Integer, nullable=False),
    Column("letterhead_version", Integer, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("content", JSONB, nullable=False),  # the document as it was in this version
    Column("pdf", LargeBinary),  # null until it is first requested
    Column("leased_until", DateTime(timezone=True)),  # a process renders it until then
    Column("created_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("tenant_id", "id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    UniqueConstraint("tenant_id", "document_id", "version", "letterhead_version"),
    info={"tenant": True},
)

mailings = tenant_table(
    "mailings",
    "mai",
    *reference("quote_id", "quotes"),
    *reference("order_id", "orders"),
    *reference("invoice_id", "invoices"),
    CheckConstraint("num_nonnulls(quote_id, order_id, invoice_id) = 1", name="one_document"),
    *reference("rendition_id", "renditions", nullable=False),
    Column("document_version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("recipients", Text, nullable=False),
    Column("copies", Text),
    Column("subject", Text),
    Column("message", Text),
    Column("reason", Text),
    Column("attempts", Integer, nullable=False),
    Column("leased_until", DateTime(timezone=True)),  # a worker sends it until then
    Column("handed_over_at", DateTime(timezone=True)),  # the last attempt may have arrived
    Column("is_repeated", Boolean, nullable=False, server_default=text("false")),
    Column("sent_at", DateTime(timezone=True)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
)

tenant_index(renditions, "created_at")
for parent in ("quote_id", "order_id", "invoice_id"):
    tenant_index(mailings, parent, "created_at", "id")
tenant_index(mailings, "rendition_id")
tenant_index(mailings, "created_at", "id", postgresql_where=mailings.c.status == text("'QUEUED'"))
