"""The statement checks themselves: what they refuse, and that they see all statements."""

import pytest

from db.database import Database
from tests.api.sales import Sales
from tests.recording import Recorder
from tests.statement_lint import READING, faults

BAD = {
    "SELECT id FROM quotes WHERE id = $1": "quotes as quotes has no tenant_id",
    "SELECT id FROM quotes WHERE tenant_id = $1 OR id = $2": "quotes as quotes has no tenant_id",
    "SELECT 1 FROM quotes q JOIN orders o ON o.tenant_id = q.tenant_id WHERE q.tenant_id = $1": (
        "orders as o has no tenant_id"
    ),
    "SELECT (SELECT max(id) FROM orders o WHERE o.tenant_id = q.tenant_id)"
    " FROM quotes q WHERE q.tenant_id = $1": "orders as o has no tenant_id",
    "WITH a AS (SELECT id FROM users) SELECT * FROM a": "users as users has no tenant_id",
    "SELECT name FROM tenants": "tenants as tenants has no id",
    "UPDATE quotes SET name = $1 WHERE id = $2": "quotes as quotes has no tenant_id",
    "UPDATE quotes SET id = gen_random_uuid() WHERE tenant_id = $1": "gen_random_uuid() in an",
    "DELETE FROM quotes q USING orders o WHERE q.tenant_id = $1": "orders as o has no tenant_id",
    "INSERT INTO quotes (id) VALUES ($1)": "rows of quotes without tenant_id",
    "INSERT INTO quotes (tenant_id) SELECT unnest($1::uuid[])": "rows of quotes whose tenant",
    "SELECT unnest($1::uuid[])": "unnest() among what is selected",
    "SELECT 1 FROM quotes q, search_records($1) AS s WHERE q.tenant_id = $1": "search_records() be",
    "SELECT (SELECT name FROM quotes q WHERE q.tenant_id = $1 AND q.id = s.id)"
    " FROM search_records($1) AS s": "search_records() beside a table",
    "SELECT (SELECT 1 FROM search_records($1)) FROM quotes WHERE tenant_id = $1": (
        "search_records() beside a table"
    ),
    "BEGIN; DELETE FROM quotes; COMMIT": "quotes as quotes has no tenant_id",
}
GOOD = [
    "SELECT id FROM quotes WHERE tenant_id = $1::uuid AND id = $2",
    (
        "SELECT 1 FROM quotes q LEFT JOIN orders o ON o.tenant_id = $1 AND o.quote_id = q.id"
        " WHERE q.tenant_id = $1 FOR NO KEY UPDATE OF q"
    ),
    (
        "UPDATE quotes SET name = v.name FROM unnest($1::uuid[], $2::text[]) AS v (id, name)"
        " WHERE quotes.tenant_id = $3 AND quotes.id = v.id"
    ),
    (
        "INSERT INTO quotes (tenant_id, id) SELECT s.tenant_id, v.id FROM tenant_settings s,"
        " unnest($1::uuid[]) AS v (id) WHERE s.tenant_id = $2"
    ),
    "BEGIN; INSERT INTO quotes (id, tenant_id) VALUES ($1, 'x'); COMMIT",
    "SELECT code FROM currencies",
    "SELECT ids FROM (SELECT array_agg(s.id) AS ids FROM search_records($1) AS s) AS r",
    "SELECT id FROM quotes WHERE false",
]


@pytest.mark.parametrize("statement", BAD)
def test_a_statement_without_the_tenant_is_noticed(statement: str) -> None:
    assert any(fault.startswith(BAD[statement]) for fault in faults(statement))


@pytest.mark.parametrize("statement", GOOD)
def test_a_statement_with_the_tenant_is_let_through(statement: str) -> None:
    assert faults(statement) == []


async def test_every_function_that_reads_tables_is_known(database: Database) -> None:
    """Immutable functions read no tables."""
    of_ours = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    async with database.reading(None) as connection:
        found = await connection.fetch(f"{of_ours} AND provolatile <> 'i'")

    assert {name for (name,) in found} == READING


async def test_every_statement_of_the_application_is_heard(
    sales: Sales, recorder: Recorder
) -> None:
    recorder.known.clear()
    await sales.do("createOrderFromQuote", quoteId=(await sales.quote())["id"])
    await sales.api('{ search(text: "x", first: 3) { __typename } accounts { totalCount } }')

    heard = [" ".join(statement.split()) for statement in recorder.known]
    for beginning in (
        "BEGIN",
        "SELECT opportunities.id",
        "INSERT INTO number_series",
        "INSERT INTO orders",
        "UPDATE quotes",
        "INSERT INTO unnumbered_changes",
        "SELECT * FROM (SELECT convert_to(",
        "SELECT r2.* FROM (SELECT array_agg(",
    ):
        assert any(statement.startswith(beginning) for statement in heard), (beginning, heard)
