"""The letterhead, the PDFs that were made, the mails that carried them, the queue of jobs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.job_queue import CREATE

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
NEW_TABLES = ("letterheads", "renditions", "mailings")
PARENTS = {"quote_id": "quotes", "order_id": "orders", "invoice_id": "invoices"}


def upgrade() -> None:
    """Make the tables, give every tenant a letterhead of its name, make the queue."""
    for table in ("accounts", "contacts"):
        op.add_column(table, sa.Column("locale", sa.Text(), nullable=True))
    _create_letterheads()
    _create_renditions()
    _create_mailings()
    op.execute(
        "INSERT INTO letterheads (tenant_id, id, company_name, locale, version, created_at,"
        " created_by, updated_at, updated_by)"
        " SELECT id, id, name, 'en', 1, now(), id, now(), id FROM tenants"
    )
    _raise_walls()
    _create_queue()


def _create_letterheads() -> None:
    texts = ("address_lines", "phone", "email", "website", "tax_id", "footer")
    op.create_table(
        "letterheads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in texts),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(logo IS NULL) = (logo_type IS NULL)", name=op.f("ck_letterheads_logo")
        ),
        sa.CheckConstraint("octet_length(logo) <= 524288", name=op.f("ck_letterheads_logo_size")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_letterheads")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_letterheads_tenant_id")
        ),
    )


def _create_renditions() -> None:
    key = ("tenant_id", "document_id", "version", "letterhead_version")
    op.create_table(
        "renditions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("letterhead_version", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_renditions")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_renditions_tenant_id")
        ),
        sa.UniqueConstraint(*key, name=op.f(f"uq_renditions_{'_'.join(key)}")),
    )
    _index("renditions", "created_at")


def _create_mailings() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "mailings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in PARENTS),
        sa.Column("rendition_id", sa.Uuid(), nullable=False),
        sa.Column("document_version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("copies", "subject", "message", "reason")
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", moment, nullable=True),
        sa.Column("handed_over_at", moment, nullable=True),
        sa.Column("is_repeated", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("sent_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "num_nonnulls(quote_id, order_id, invoice_id) = 1",
            name=op.f("ck_mailings_one_document"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_mailings")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_mailings_tenant_id")),
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{table}.tenant_id", f"{table}.id"],
                name=op.f(f"fk_mailings_tenant_id_{column}"),
            )
            for column, table in (PARENTS | {"rendition_id": "renditions"}).items()
        ),
    )
    for column in PARENTS:
        _index("mailings", column, "created_at", "id")
    _index("mailings", "rendition_id")
    _index("mailings", "created_at", "id", only="status = 'QUEUED'")


def _index(table: str, *columns: str, only: str | None = None) -> None:
    names = ("tenant_id", *columns)
    where = None if only is None else sa.text(only)
    name = op.f(f"ix_{table}_{'_'.join(names)}")
    op.create_index(name, table, list(names), unique=False, postgresql_where=where)


def _raise_walls() -> None:
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(NEW_TABLES)} TO {ROLE}")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    for table in NEW_TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine})")


def _create_queue() -> None:
    """A schema of its own: the queue is no tenant's, and holds nothing but ids."""
    op.execute("CREATE SCHEMA jobs")
    for statement in CREATE:
        op.execute(statement)
    op.execute(f"GRANT USAGE ON SCHEMA jobs TO {ROLE}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA jobs TO {ROLE}")
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA jobs TO {ROLE}")


def downgrade() -> None:
    """Back to documents that nobody prints; queued mails are lost."""
    op.execute("DROP SCHEMA jobs CASCADE")
    for table in reversed(NEW_TABLES):
        op.drop_table(table)
    for table in ("accounts", "contacts"):
        op.drop_column(table, "locale")
