"""A table that a migration creates for a new entity is guarded like the tables that exist."""

from typing import Any

import asyncpg
import sqlalchemy as sa

from db.database import plain_url
from migrations.tenant_tables import create_tenant_index, create_tenant_table, record_columns
from tests.db.test_sort_columns import migrate
from tests.postgres import migrated_database

FACTS = """
SELECT 'column', attname::text, format_type(atttypid, atttypmod), attnotnull::text
FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0
UNION ALL SELECT 'index', pg_get_indexdef(indexrelid), '', '' FROM pg_index
WHERE indrelid = $1::text::regclass
UNION ALL SELECT 'constraint', conname::text, pg_get_constraintdef(oid), '' FROM pg_constraint
WHERE conrelid = $1::text::regclass AND contype <> 'n'
UNION ALL SELECT 'policy', policyname::text, qual || with_check, roles::text || cmd
FROM pg_policies WHERE tablename = $1 AND policyname = 'tenant'
UNION ALL SELECT 'wall', relrowsecurity::text, relforcerowsecurity::text, '' FROM pg_class
WHERE oid = $1::text::regclass
UNION ALL SELECT 'grant', grantee::text, privilege_type, ''
FROM information_schema.role_table_grants
WHERE table_name = $1
"""


def make() -> None:
    create_tenant_table(
        "rivals",
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("website", "strengths", "weaknesses")),
        *record_columns(),
    )
    for column in ("created_at", "updated_at", "name", "website"):
        create_tenant_index("rivals", column, "id")


async def facts(connection: Any, table: str) -> set[tuple[str, ...]]:
    """Return the columns, keys, indexes, privileges and policies of a table."""
    found = await connection.fetch(FACTS, table)
    return {tuple(str(part).replace(table, "TABLE") for part in row) for row in found}


async def test_a_new_table_is_guarded_like_the_others(server_url: str) -> None:
    async with migrated_database(server_url) as url:
        await migrate(url, make)
        connection = await asyncpg.connect(plain_url(url))

        rivals = await facts(connection, "rivals")
        competitors = await facts(connection, "competitors")
        await connection.close()

    # Competitors can be searched, and have a column and an index for that.
    assert {fact for fact in competitors if "search" not in fact[1]} == rivals
    assert len([fact for fact in rivals if fact[0] == "grant"]) > len("SIUD")
