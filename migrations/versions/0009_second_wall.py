"""Close what a session of the application could use to get past row-level security.

Temporary tables, which shadowed the tables that the search reads as their owner; new objects in
the schema public; functions that anybody may execute; and the list of tenants.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"
RECORDS = "search_records(uuid, text, text[], uuid, integer)"
FOUND = "search_found(uuid, text, text[], integer)"
VECTOR = "search_vector(uuid, text, text[])"
WORDS = "search_words(text)"
POSITION = "feed_position(uuid, bigint, uuid, bigint)"
CONDITION = "search_condition(uuid, text)"
NOTIFY = "jobs.fn_pgqueuer_changed()"
USED_BY_APPLICATION = (WORDS, VECTOR, POSITION, "tenant_ids()")

# The worker makes a round through all tenants. It learns their ids and nothing else of them.
_TENANT_IDS = """
CREATE FUNCTION tenant_ids() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT id FROM public.tenants
$$
"""


def upgrade() -> None:
    """Name pg_temp last in search paths, hide tenants from each other, revoke what is not used."""
    for function in (RECORDS, FOUND):  # PostgreSQL looks in pg_temp first unless it is named
        op.execute(f"ALTER FUNCTION {function} SET search_path = pg_catalog, public, pg_temp")
    _hide_tenants()
    for function in (*USED_BY_APPLICATION, CONDITION, NOTIFY):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    for function in USED_BY_APPLICATION:
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {ROLE}")
    op.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
    for schema in ("public", "jobs"):
        op.execute(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {ROLE}")
    _on_database(f"REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, {ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {ROLE}")  # it checks whether it is up to date


def _hide_tenants() -> None:
    mine = "id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute("ALTER TABLE tenants ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE tenants FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY tenant ON tenants USING ({mine}) WITH CHECK ({mine})")
    op.execute("CREATE POLICY owner ON tenants FOR SELECT TO CURRENT_USER USING (true)")
    op.execute(_TENANT_IDS)


def _on_database(statement: str) -> None:
    op.execute(f"DO $$ BEGIN EXECUTE format('{statement}', current_database()); END $$")


def downgrade() -> None:
    """Back to what PostgreSQL grants by itself."""
    op.execute(f"REVOKE SELECT ON alembic_version FROM {ROLE}")
    _on_database("GRANT TEMPORARY ON DATABASE %I TO PUBLIC")
    op.execute("ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC")
    op.execute("DROP FUNCTION tenant_ids()")
    for function in (WORDS, VECTOR, POSITION):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM {ROLE}")
    for function in (WORDS, VECTOR, POSITION, CONDITION, NOTIFY):
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC")
    for policy in ("owner", "tenant"):
        op.execute(f"DROP POLICY {policy} ON tenants")
    op.execute("ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE tenants DISABLE ROW LEVEL SECURITY")
    for function in (RECORDS, FOUND):
        op.execute(f"ALTER FUNCTION {function} SET search_path = pg_catalog, public")
