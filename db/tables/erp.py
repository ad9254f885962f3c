"""The connection to an ERP, and the orders that were submitted to it."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import (
    SORTABLE,
    check_range,
    metadata,
    money,
    reference,
    stamps,
    tenant_index,
    tenant_table,
    version,
)
from domain.core.money import MAX_AMOUNT

__all__ = [
    "erp_attempts",
    "erp_circuits",
    "erp_connections",
    "erp_inbox",
    "erp_links",
    "erp_request_slots",
    "order_snapshots",
    "posted_invoices",
    "submissions",
    "unmatched_erp_invoices",
]

_RECORD_ID = (
    "CASE WHEN type = ANY (ARRAY['ACCOUNT'::text, 'CONTACT'::text, 'PRODUCT'::text, 'UNIT'::text])"
    " THEN local_key::uuid ELSE NULL::uuid END"
)

erp_connections = Table(
    "erp_connections",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("id", Uuid, nullable=False),  # the tenant's own id, as with settings
    Column("mode", Text, nullable=False),
    Column("directory_id", Text),
    Column("environment", Text),
    Column("company_id", Text),
    Column("client_id", Text),
    Column("client_secret", Text),  # encrypted
    Column("order_number", Text, nullable=False),
    Column("write_in_item", Text),
    Column("freight_account", Text),
    Column("post_orders", Boolean, nullable=False, server_default=text("false")),
    version(),
    *stamps(info=None),  # a tenant has one: there is no list
    PrimaryKeyConstraint("tenant_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    CheckConstraint("id = tenant_id", name="id"),
    info={"prefix": "erp", "tenant": True},
)

submissions = tenant_table(
    "submissions",
    "sub",
    ForeignKeyConstraint(["tenant_id", "id"], ["orders.tenant_id", "orders.id"]),
    Column("status", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("submitted_by", Uuid, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_attempt_at", DateTime(timezone=True)),
    Column("next_attempt_at", DateTime(timezone=True)),
    Column("problem", Text),
    Column("remote_id", Text),
    Column("remote_number", Text),
    Column("accepted_at", DateTime(timezone=True)),
    *money("remote_total", nullable=True),
    Column("totals_mismatch", Boolean, nullable=False, server_default=text("false")),
    Column("leased_until", DateTime(timezone=True)),
    Column("unknown_since", DateTime(timezone=True)),
    version(),
    *stamps(info=None),  # read through their orders: there is no list
)

erp_attempts = tenant_table(
    "erp_attempts",
    "era",
    *reference("order_id", "orders", nullable=False),
    Column("round", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("succeeded", Boolean, nullable=False),
    Column("message", Text),
    Column("http_status", Integer),
    Column("error_code", Text),
    Column("correlation_id", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
)

# What the ERP calls our records: customers, products, units, currencies, terms.
erp_links = tenant_table(
    "erp_links",
    "erl",
    Column("type", Text, nullable=False),
    Column("local_key", Text, nullable=False),  # a record's id, or a code
    # For relations from the records; PostgreSQL compares UUIDs with UUIDs only.
    Column("record_id", Uuid, Computed(_RECORD_ID, persisted=True)),
    Column("remote_id", Text, nullable=False),
    Column("remote_number", Text, nullable=False),
    Column("remote_name", Text),
    version(),
    *stamps(),
    UniqueConstraint("tenant_id", "type", "local_key"),
)

# Whether requests to the ERP make sense at present, and how far it was read; for all workers.
erp_circuits = Table(
    "erp_circuits",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("openings", Integer, nullable=False),  # since the last success
    Column("opened_until", DateTime(timezone=True)),
    Column("probing_until", DateTime(timezone=True)),  # one request tries until then
    Column("problem", Text),
    Column("last_success_at", DateTime(timezone=True)),  # to the minute
    Column("last_problem_at", DateTime(timezone=True)),
    Column("last_problem", Text),
    Column("invoices_read_to", DateTime(timezone=True)),  # by the ERP's clock
    Column("orders_read_to", DateTime(timezone=True)),
    Column("subscriptions_kept_at", DateTime(timezone=True)),
    Column("kept_for_version", Integer),  # of the connection
    Column("reconciled_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("tenant_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"tenant": True},
)

# The turns of requests to the ERP, for all workers.
erp_request_slots = Table(
    "erp_request_slots",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("slot", SmallInteger, nullable=False),
    Column("holder", Uuid),
    Column("leased_until", DateTime(timezone=True), nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False),  # one request in each interval
    PrimaryKeyConstraint("tenant_id", "slot"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"tenant": True},
)

# What the ERP has said to have changed, until a worker has read it (db.erp_inbox).
erp_inbox = Table(
    "erp_inbox",
    metadata,
    Column("tenant_id", Uuid, nullable=False),
    Column("resource", Text, nullable=False),  # the entity set
    Column("record_id", Text, nullable=False),  # empty: any record of the set
    Column("notices", Integer, nullable=False, server_default=text("1")),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=text("now()")),
    PrimaryKeyConstraint("tenant_id", "resource", "record_id"),
    ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
    info={"tenant": True},
)

order_snapshots = tenant_table(
    "order_snapshots",
    "osn",
    *reference("order_id", "orders", nullable=False),
    Column("round", Integer, nullable=False),
    Column("content", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Uuid, nullable=False),
    UniqueConstraint("tenant_id", "order_id", "round"),
)

# The invoices that the ERP has posted; each has the id of the invoice that stands for it.
posted_invoices = tenant_table(
    "posted_invoices",
    "pin",
    # Deferred, because this row is written before the invoice.
    ForeignKeyConstraint(
        ["tenant_id", "id"],
        ["invoices.tenant_id", "invoices.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    *reference("order_id", "orders", nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("remote_number", Text, nullable=False),
    Column("invoice_date", Date, nullable=False),
    Column("needs_attention", Boolean, nullable=False),
    version(),
    *stamps(info=None),  # read through their invoices: there is no list
    # Exactly one invoice here for one there, whatever repetitions and races (O-13).
    UniqueConstraint("tenant_id", "remote_id"),
)

# The ERP's invoices that are not here, with the reason (db.unmatched_invoices).
unmatched_erp_invoices = tenant_table(
    "unmatched_erp_invoices",
    "uei",
    Column("remote_id", Text, nullable=False),
    Column("remote_number", Text, nullable=False),
    Column("order_number", Text),  # as the ERP names the order
    Column("invoice_date", Date),
    Column("currency_code", Text),  # the ERP's, which may be none of ours
    Column("total_amount", Numeric),
    Column("reason", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, info=SORTABLE),
    Column("updated_at", DateTime(timezone=True), nullable=False, info=SORTABLE),
    check_range("total_amount", MAX_AMOUNT),
    UniqueConstraint("tenant_id", "remote_id"),
)

for column in ("created_at", "updated_at"):
    tenant_index(unmatched_erp_invoices, column, "id")

# The few that a person should look at.
tenant_index(submissions, "id", postgresql_where=submissions.c.totals_mismatch)
tenant_index(posted_invoices, "order_id")
tenant_index(erp_attempts, "order_id", "created_at", "id")
for column in ("record_id", "local_key"):
    tenant_index(erp_links, column)
for column in ("created_at", "updated_at"):
    tenant_index(erp_links, column, "id")
