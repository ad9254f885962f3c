"""Tables can be distributed by tenant, and row-level security protects every tenant table."""

import asyncpg
import pytest

from db.database import APPLICATION_ROLE
from db.tables import SEARCHED, metadata

# Two functions read all rows of these as the owner, and return only IDs to the application.
OPEN = {"unnumbered_changes"} | {table.name for table in SEARCHED.values()}
SHARED = {"tenants", "currencies", "alembic_version"}
TENANT_TABLES = sorted(name for name, table in metadata.tables.items() if table.info.get("tenant"))

KEYS = """
SELECT relname, indexrelid::regclass::text AS name, attname AS first
FROM pg_index JOIN pg_class ON pg_class.oid = indrelid
JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]
WHERE relnamespace = 'public'::regnamespace
"""

FOREIGN_KEYS = """
SELECT conrelid::regclass::text AS relname, conname, confrelid::regclass::text AS target,
  confdeltype, confupdtype, own.attname AS first, theirs.attname AS target_first
FROM pg_constraint
JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
JOIN pg_attribute AS theirs ON theirs.attrelid = confrelid AND theirs.attnum = confkey[1]
WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""

WALLS = """
SELECT relname, relrowsecurity AND relforcerowsecurity AS forced, relhastriggers,
  pg_get_userbyid(relowner) AS owner,
  ARRAY(SELECT polcmd::text || ' ' || pg_get_expr(polqual, polrelid) FROM pg_policy
        WHERE polrelid = pg_class.oid AND polroles = '{0}') AS seen,
  ARRAY(SELECT polcmd::text || ' ' || pg_get_expr(polqual, polrelid) FROM pg_policy
        WHERE polrelid = pg_class.oid AND polroles = ARRAY[relowner]) AS by_owner,
  (SELECT count(*) FROM pg_policy WHERE polrelid = pg_class.oid) AS policies,
  ARRAY(SELECT pg_get_expr(polwithcheck, polrelid) FROM pg_policy
        WHERE polrelid = pg_class.oid AND polroles = '{0}') AS written
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""

MINE = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"


async def rows(url: str, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()


async def test_every_table_is_a_tenants_or_known_to_be_shared(database_url: str) -> None:
    tables = {row["relname"] for row in await rows(database_url, WALLS)}

    assert tables == {*TENANT_TABLES, *SHARED}
    assert set(metadata.tables) == {*TENANT_TABLES, *SHARED} - {"alembic_version"}


async def test_every_key_and_index_of_a_tenant_begins_with_the_tenant(database_url: str) -> None:
    found = [row for row in await rows(database_url, KEYS) if row["relname"] not in SHARED]

    assert {row["relname"] for row in found} == set(TENANT_TABLES)
    others = {row["name"] for row in found if row["first"] != "tenant_id"}
    assert others == {f"ix_{table.name}_search" for table in SEARCHED.values()}  # they index words


async def test_every_foreign_key_begins_with_the_tenant_or_leads_to_a_shared_table(
    database_url: str,
) -> None:
    found = await rows(database_url, FOREIGN_KEYS)
    inside = [row for row in found if row["target"] not in SHARED]

    assert {row["target"] for row in found} - set(TENANT_TABLES) == {"tenants"}
    assert [
        row["conname"]
        for row in inside
        if (row["first"], row["target_first"]) != ("tenant_id", "tenant_id")
    ] == []
    assert [row["conname"] for row in found if row["relname"] in SHARED] == []


async def test_nothing_happens_behind_the_applications_back(database_url: str) -> None:
    """Foreign keys only restrict, and there are no triggers and no numbers drawn by the database.

    The job queue has all of these; it lies in a schema of its own and belongs to no tenant.
    """
    actions = {
        (row["confdeltype"], row["confupdtype"]) for row in await rows(database_url, FOREIGN_KEYS)
    }
    ours = "relnamespace = 'public'::regnamespace"
    triggers = await rows(
        database_url,
        "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        f" WHERE NOT tgisinternal AND {ours}",
    )
    sequences = await rows(
        database_url, f"SELECT relname FROM pg_class WHERE relkind = 'S' AND {ours}"
    )

    assert actions == {(b"a", b"a")}
    assert triggers == []
    assert sequences == []


async def test_every_tenant_table_is_behind_the_wall(database_url: str) -> None:
    found = {row["relname"]: row for row in await rows(database_url, WALLS)}

    for table in TENANT_TABLES:
        assert found[table]["forced"], table
        assert found[table]["seen"] == [f"* {MINE}"], table
        assert found[table]["written"] == [MINE], table
        assert found[table]["by_owner"] == (["r true"] if table in OPEN else []), table
        assert found[table]["policies"] == 1 + (table in OPEN), table


async def test_a_tenant_is_behind_the_wall_too_and_only_the_owner_sees_all(
    database_url: str,
) -> None:
    (found,) = [row for row in await rows(database_url, WALLS) if row["relname"] == "tenants"]
    own = MINE.replace("tenant_id = ", "id = ")

    assert found["forced"]
    assert (found["seen"], found["written"]) == ([f"* {own}"], [own])
    assert (found["by_owner"], found["policies"]) == (["r true"], 2)


async def test_the_application_owns_nothing_and_bypasses_nothing(database_url: str) -> None:
    role = await rows(
        database_url,
        "SELECT rolsuper, rolbypassrls, rolcanlogin, rolcreaterole, rolcreatedb FROM pg_roles"
        f" WHERE rolname = '{APPLICATION_ROLE}'",
    )
    owners = {row["owner"] for row in await rows(database_url, WALLS)}

    assert [tuple(row) for row in role] == [(False,) * 5]
    assert APPLICATION_ROLE not in owners


NEVER = {  # rows are only ever added to the feed
    "changes": {"UPDATE", "DELETE"},
    "change_feeds": {"DELETE"},
    "unnumbered_changes": {"UPDATE"},
}


@pytest.mark.parametrize("table", sorted({*TENANT_TABLES, *SHARED}))
async def test_the_application_may_do_what_it_needs(database_url: str, table: str) -> None:
    verbs = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES")
    asked = ", ".join(
        f"has_table_privilege('{APPLICATION_ROLE}', 'public.{table}', '{verb}') AS {verb}"
        for verb in verbs
    )
    granted = dict(zip(verbs, (await rows(database_url, f"SELECT {asked}"))[0], strict=True))

    allowed = {verb for verb, yes in granted.items() if yes}
    if table in TENANT_TABLES:
        assert allowed == {"SELECT", "INSERT", "UPDATE", "DELETE"} - NEVER.get(table, set())
    else:
        assert allowed == {"SELECT"}


async def test_no_amount_can_be_nan_or_infinite(database_url: str) -> None:
    """Each numeric column has a check constraint with both bounds."""
    columns = await rows(
        database_url,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type = 'numeric'",
    )
    checks = await rows(
        database_url,
        "SELECT conrelid::regclass::text AS relname, pg_get_constraintdef(oid) AS body"
        " FROM pg_constraint WHERE contype = 'c'",
    )
    bounded = {
        (check["relname"], column["column_name"])
        for check in checks
        for column in columns
        if all(f"({column['column_name']} {sign} " in check["body"] for sign in (">=", "<="))
    }

    found = {(row["table_name"], row["column_name"]) for row in columns}
    within_the_quantity = {"invoiced_quantity", "shipped_quantity"}
    assert found - bounded == {("order_lines", column) for column in within_the_quantity}
