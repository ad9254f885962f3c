"""Two tenants with two years of deals each, and helpers to query them."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import pytest
import pytest_asyncio
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema, GraphQLUnionType
from sqlalchemy import Table

from db import tables
from db.database import Database, plain_url
from db.planner.public_ids import PREFIXES, public_id
from db.tenant_ids import tenant_id_of, user_id_of
from demo import people
from demo.load import load_demo
from gql.engine.context import Context
from gql.engine.execution import Executor
from gql.engine.planned_operation import PlannedOperation
from gql.queries import Query
from gql.schema.extension_keys import SOURCE
from gql.server.schema import build, graphql_of
from gql.settings import Settings
from tests.feed import until_numbered
from tests.postgres import application_url, migrated_database
from tests.preparing import make_question
from tests.reads.filled import fill_empty_columns, fill_empty_tables
from tests.reads.naive import Naive
from tests.recording import Recorder
from tests.statement_lint import wrong

TEXTS = ("", "a", "QUO-011", "Alpine", "%", "_", "\\", "Ä'\"", "ada@example.com")
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
Rows = dict[Table, list[dict[str, Any]]]


@dataclass
class Pipeline:
    """A tenant with many deals."""

    database: Database
    settings: Settings
    executor: Executor
    naive: Naive
    rows: Rows
    tenant_id: UUID
    user_id: UUID
    url: str
    known: dict[Table, list[str]] = field(default_factory=dict)

    def context(self, **changes: Any) -> Context:
        """Return the context of a request of the tenant's user."""
        fields = {"tenant_id": self.tenant_id, "user_id": self.user_id} | changes
        return Context(database=self.database, settings=self.settings, now=NOW, **fields)

    def planned(self, text: str, variables: Mapping[str, Any] | None = None) -> PlannedOperation:
        """Prepare a query of the tenant."""
        return make_question(self.executor, text, None, variables)

    async def ask(self, text: str, /, **variables: Any) -> Any:
        """Execute a query and return its data."""
        body = await self.executor.answer(self.context(), self.planned(text, variables))
        return orjson.loads(body)["data"]

    def ids(self, table: Table) -> list[str]:
        """Return the public IDs of all rows of a table."""
        if table not in self.known:
            self.known[table] = [public_id(table, row["id"]) for row in self.rows[table]]
        return self.known[table]


_VARIETY = """
UPDATE {0} SET contact_id = (SELECT id FROM contacts c WHERE c.tenant_id = {0}.tenant_id
  ORDER BY c.id OFFSET length({0}.name) LIMIT 1), account_id = NULL WHERE right(number, 1) = '7';
UPDATE {0} SET description = E'a "quoted" \\\\ line\\n\\tand \u00e4\u4e2d\U0001f600 ' || number
  WHERE right(number, 1) = '3';
UPDATE {0} SET discount_percentage = 12.5 WHERE right(number, 1) = '4';
"""
_QUOTES = """
UPDATE opportunities SET budget_amount = 1000 WHERE right(number, 1) = '5';
UPDATE opportunities SET rating = NULL, probability = NULL WHERE right(number, 1) = '8';
UPDATE quotes SET expires_on = effective_to, effective_to = NULL WHERE right(number, 1) = '5';
UPDATE quotes SET bill_to = '{"city": "Graz", "country": null}' WHERE right(number, 1) = '6';
UPDATE quotes SET purchase_order_number = 'po ' || right(number, 2) WHERE right(number, 1) < '4';
UPDATE orders SET purchase_order_number = 'PO-' || number WHERE right(number, 1) < '5';
UPDATE invoices SET purchase_order_number = '4500_' || number WHERE right(number, 1) < '6';
UPDATE quotes SET payment_terms = 'NET_30', shipping_method = 'DHL' WHERE right(number, 1) = '1';
UPDATE orders SET freight_terms = 'FOB', payment_terms = 'NET_60' WHERE right(number, 1) = '2';
UPDATE invoices SET payment_terms = (ARRAY['NET_45', 'NET_30'])[length(name) % 2 + 1],
  freight_terms = 'NO_CHARGE', shipping_method = 'UPS' WHERE right(number, 1) <> '3';
UPDATE quotes SET freight_terms = 'FOB' WHERE right(number, 1) = '2';
UPDATE orders SET shipping_method = 'FULL_LOAD' WHERE right(number, 1) = '4';
UPDATE shipments SET tracking_number = 'JD01_' || right(id::text, 6) WHERE id::text LIKE '%a';
INSERT INTO shipments (tenant_id, id, order_id, shipped_on, canceled_at, canceled_by, version,
  created_at, created_by, updated_at, updated_by)
  SELECT tenant_id, gen_random_uuid(), order_id, shipped_on, created_at, created_by, 2,
    created_at, created_by, created_at, created_by FROM shipments WHERE id::text LIKE '%b';
UPDATE orders SET request_delivery_by = '2026-02-01' WHERE right(number, 1) = '2';
UPDATE letterheads SET address_lines = E'1 Main Street\\nAustin', logo = 'picture',
  logo_type = 'image/png';
INSERT INTO renditions (tenant_id, id, document_id, version, letterhead_version, file_name,
  content, created_at)
  SELECT tenant_id, gen_random_uuid(), id, version, 1, 'x.pdf', '{}', now() FROM quotes
  WHERE right(number, 1) IN ('1', '2');
INSERT INTO mailings (tenant_id, id, quote_id, rendition_id, document_version, status, recipients,
  copies, attempts, sent_at, created_at, created_by)
  SELECT tenant_id, gen_random_uuid(), document_id, id, version, status, recipients, copies, 1,
    CASE status WHEN 'SENT' THEN now() + many * interval '1 hour' END, now(),
    (SELECT min(u.id::text)::uuid FROM users u)
  FROM renditions, (VALUES ('SENT', 'a@example.com, b@example.com', NULL, 1),
    ('SENT', 'c@example.com', 'd@example.com', 2), ('FAILED', 'e@example.com', NULL, 3))
    AS made (status, recipients, copies, many);
UPDATE accounts SET email = NULL, industry = 'Glass%_' WHERE name LIKE 'B%';
"""
_CATALOG = """
INSERT INTO units (tenant_id, id, unit_group_id, name, quantity, base_unit_id, version, created_at,
  created_by, updated_at, updated_by) SELECT tenant_id, gen_random_uuid(), unit_group_id, 'Box',
  12.5, id, 1, created_at, created_by, updated_at, updated_by FROM units;
UPDATE accounts SET description = 'Note on ' || name, default_price_list_id = (SELECT id FROM
  price_lists p WHERE p.tenant_id = accounts.tenant_id ORDER BY id LIMIT 1) WHERE name LIKE 'C%';
UPDATE contacts SET description = 'Note on ' || name, default_price_list_id = (SELECT id FROM
  price_lists p WHERE p.tenant_id = contacts.tenant_id ORDER BY id LIMIT 1) WHERE name LIKE 'A%';
UPDATE products SET description = 'Of ' || name, valid_from = '2026-01-01', valid_to = '2026-12-31',
  default_price_list_id = (SELECT id FROM price_lists p WHERE p.tenant_id = products.tenant_id
  ORDER BY id LIMIT 1) WHERE number LIKE 'VLV%';
UPDATE products SET status = 'UNDER_REVISION', published = '{"name": "Old", "description": null,
  "list_price": "1.50", "current_cost": "0.90", "standard_cost": null, "currency_code": "EUR"}'
  WHERE number LIKE 'SNS%';
UPDATE price_lists SET description = name || ' list', begins_on = '2026-01-01',
  ends_on = '2026-12-31' WHERE currency_code = 'EUR';
UPDATE discount_lists SET description = name || ' list', currency_code = 'EUR';
UPDATE price_list_items SET rounding_policy = 'UP', rounding_option = 'MULTIPLE_OF',
  rounding_amount = 1 WHERE method = 'PERCENT_OF_LIST';
UPDATE competitors SET website = 'https://' || lower(name) || '.example';
"""

_ERP = """
INSERT INTO erp_connections (tenant_id, id, mode, order_number, write_in_item, version, created_at,
  created_by, updated_at, updated_by)
  SELECT id, id, 'EXTERNAL', 'ORDER_NUMBER', 'MISC', 1, now(), id, now(), id FROM tenants;
UPDATE users SET is_integration = true WHERE name LIKE 'B%';
UPDATE orders SET status = 'SUBMITTED', status_reason = 'IN_PROGRESS',
  erp_status = CASE WHEN right(number, 1) = '1' THEN 'PENDING' ELSE 'ACCEPTED' END
  WHERE status = 'ACTIVE' AND right(number, 1) IN ('1', '2');
UPDATE orders SET erp_status = 'RECALLED' WHERE status = 'ACTIVE' AND right(number, 1) = '3';
INSERT INTO submissions (tenant_id, id, status, round, submitted_at, submitted_by, attempts,
  problem, remote_id, remote_number, remote_total, totals_mismatch, version, created_at, created_by,
  updated_at, updated_by)
  SELECT tenant_id, id, erp_status, 1, now(), created_by, 2, 'Busy.',
    CASE erp_status WHEN 'ACCEPTED' THEN number END, CASE erp_status WHEN 'ACCEPTED' THEN 'S-1' END,
    CASE erp_status WHEN 'ACCEPTED' THEN total_amount + 1 END, erp_status = 'ACCEPTED',
    1, now(), created_by, now(), created_by FROM orders WHERE erp_status IS NOT NULL;
INSERT INTO erp_attempts (tenant_id, id, order_id, round, number, succeeded, message, http_status,
  error_code, created_at, created_by)
  SELECT tenant_id, gen_random_uuid(), id, 1, tried, status = 'ACCEPTED' AND tried = 2, 'Busy.',
    503, 'Internal_ServerError', now() + tried * interval '1 minute', created_by
  FROM submissions, generate_series(1, 2) AS tried;
INSERT INTO erp_links (tenant_id, id, type, local_key, remote_id, remote_number, remote_name,
  version, created_at, created_by, updated_at, updated_by)
  SELECT tenant_id, gen_random_uuid(), 'PRODUCT', id::text, 'r-' || number, number, name, 1,
    created_at, created_by, updated_at, updated_by FROM products;
INSERT INTO erp_circuits (tenant_id, failures, openings, opened_until, probing_until, problem,
  last_success_at, last_problem_at, last_problem, invoices_read_to)
  SELECT id, 6, 1, now(), CASE WHEN slug LIKE '%1' THEN now() END, 'Busy.', now(), now(), 'Busy.',
    now() FROM tenants;
INSERT INTO unmatched_erp_invoices (tenant_id, id, remote_id, remote_number, order_number,
  invoice_date, currency_code, total_amount, reason, message, created_at, updated_at)
  SELECT tenant_id, gen_random_uuid(), id::text, 'PS-' || number, number, '2026-01-02', 'CHF',
    12.50, CASE WHEN right(number, 1) = '1' THEN 'REFUSED' ELSE 'ORDER_UNKNOWN' END, 'No.',
    created_at, updated_at FROM orders;
"""


@pytest.fixture(autouse=True)
def statements_name_the_tenant(recorder: Recorder) -> Iterator[None]:
    """Check after each test that every statement restricts every table to the tenant."""
    recorder.take_new()
    yield
    assert wrong(recorder.take_new()) == {}


@pytest_asyncio.fixture(scope="session")
async def pipeline(
    server_url: str, settings: Settings, recorder: Recorder
) -> AsyncIterator[Pipeline]:
    """The demo tenant in a separate database, with more varied data."""
    async with migrated_database(server_url) as url:
        database = await Database.connect(await application_url(url), pool_size=4)
        await load_demo(url, database, NOW)
        owner = await asyncpg.connect(plain_url(url))
        await until_numbered(owner, tenant_id_of(people.SLUG))
        for table in ("opportunities", "quotes", "orders", "invoices"):
            await owner.execute(_VARIETY.format(table))
        await owner.execute(_QUOTES)
        await owner.execute(_CATALOG)
        await owner.execute(_ERP)
        await fill_empty_tables(owner)
        await fill_empty_columns(owner)
        await owner.close()
        yield await _pipeline(url, database, settings)
        await database.close()


async def _pipeline(database_url: str, database: Database, settings: Settings) -> Pipeline:
    tenant_id = tenant_id_of(people.SLUG)
    user_id = user_id_of(tenant_id, people.ADMIN)
    rows = await _all_rows(database_url, tenant_id)
    texts = {v for found in rows.values() for row in found for v in row.values() if type(v) is str}
    texts |= set(TEXTS)
    ranks = await _ranks(database_url, texts)
    made = graphql_of(build(Query))
    asked = Context(
        database=database, settings=settings, tenant_id=tenant_id, user_id=user_id, now=NOW
    )
    naive = Naive(rows, (user_id, tenant_id), NOW.date(), ranks, asked.request({}).links)
    return Pipeline(
        database, settings, Executor(made), naive, rows, tenant_id, user_id, database_url
    )


async def _all_rows(owner_url: str, tenant_id: UUID) -> Rows:
    owner = await asyncpg.connect(plain_url(owner_url))
    try:
        await owner.set_type_codec("jsonb", encoder=str, decoder=orjson.loads, schema="pg_catalog")
        rows: Rows = {}
        for table in (*PREFIXES, tables.currencies, tables.changes, tables.erp_circuits):
            scope = "$1::uuid" if table is tables.currencies else _owner_column(table)
            found = await owner.fetch(f"SELECT * FROM {table.name} WHERE {scope} = $1", tenant_id)
            rows[table] = [dict(row) for row in found]
        return rows
    finally:
        await owner.close()


def _owner_column(table: Table) -> str:
    return "id" if table is tables.tenants else "tenant_id"


async def _ranks(owner_url: str, texts: set[str]) -> dict[str, int]:
    """Return the position of each text in PostgreSQL's sort order."""
    owner = await asyncpg.connect(plain_url(owner_url))
    try:
        found = await owner.fetch("SELECT t FROM unnest($1::text[]) t ORDER BY t", list(texts))
        return {row["t"]: rank for rank, row in enumerate(found)}
    finally:
        await owner.close()


def naive_schema(naive: Naive) -> GraphQLSchema:
    """Return the schema with the naive resolvers."""
    made = graphql_of(build(Query))
    for kind in made.type_map.values():
        if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = naive.kind
        elif isinstance(kind, GraphQLObjectType):
            for field in kind.fields.values():
                if SOURCE in field.extensions:
                    field.resolve = naive.resolve
    return made
