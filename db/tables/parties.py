"""Accounts, contacts and competitors."""

from sqlalchemy import Boolean, Column, Text, text
from sqlalchemy.dialects.postgresql import JSONB

from db.tables.columns import SORTABLE, reference, stamps, tenant_index, tenant_table, version

__all__ = ["accounts", "competitors", "contacts"]

accounts = tenant_table(
    "accounts",
    "acc",
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("email", Text, info=SORTABLE),
    Column("phone", Text),
    Column("locale", Text),
    Column("website", Text),
    Column("industry", Text, info=SORTABLE),
    Column("description", Text),
    Column("address", JSONB(none_as_null=True)),
    *reference("default_price_list_id", "price_lists"),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    *reference("owner_id", "users", nullable=False, info=SORTABLE),
    version(),
    *stamps(),
    feed="ACCOUNT",
)

contacts = tenant_table(
    "contacts",
    "con",
    Column("first_name", Text),
    Column("last_name", Text, nullable=False),
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("email", Text, info=SORTABLE),
    Column("phone", Text),
    Column("locale", Text),
    Column("job_title", Text),
    Column("description", Text),
    Column("address", JSONB(none_as_null=True)),
    *reference("default_price_list_id", "price_lists"),
    Column("is_active", Boolean, nullable=False, server_default=text("true")),
    *reference("account_id", "accounts", info=SORTABLE),
    *reference("owner_id", "users", nullable=False, info=SORTABLE),
    version(),
    *stamps(),
    feed="CONTACT",
)

competitors = tenant_table(
    "competitors",
    "cmp",
    Column("name", Text, nullable=False, info=SORTABLE),
    Column("website", Text, info=SORTABLE),
    Column("strengths", Text),
    Column("weaknesses", Text),
    version(),
    *stamps(),
    feed="COMPETITOR",
)

for party in (accounts, contacts, competitors):
    tenant_index(party, "created_at", "id")
    tenant_index(party, "updated_at", "id")
    tenant_index(party, "name", "id")
tenant_index(accounts, "default_price_list_id")
tenant_index(contacts, "default_price_list_id")
tenant_index(contacts, "account_id", "created_at", "id")
tenant_index(accounts, "owner_id", "created_at", "id")
