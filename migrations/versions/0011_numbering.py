"""Changes get their positions in the feed after the commit, so that commits need not wait."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROLE = "salesgraph_app"

# Gives the entries of every transaction that is visible their positions, and says how many; null
# where another session is doing that. Each statement sees what was committed before it began.
# Whoever changes a record waits for the change before it, so whoever sees version 4 sees
# version 3, too. Entries are ordered by the moment of their transactions; of one record always by
# version, whatever the clock said: the first of its places gets its first version.
_NUMBER = """
CREATE FUNCTION number_changes(tenant uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  numbered uuid[];
  base bigint;
  added integer;
BEGIN
  EXECUTE format('SET LOCAL app.tenant_id = %L', tenant);
  IF NOT EXISTS (SELECT FROM public.unnumbered_changes AS u WHERE u.tenant_id = tenant) THEN
    RETURN 0;
  END IF;
  SELECT f.last INTO base FROM public.change_feeds AS f WHERE f.tenant_id = tenant
  FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT FROM public.change_feeds AS f WHERE f.tenant_id = tenant) THEN
      INSERT INTO public.change_feeds (tenant_id, id, last) VALUES (tenant, gen_random_uuid(), 0)
      ON CONFLICT (tenant_id) DO NOTHING;
    END IF;
    RETURN NULL;
  END IF;
  SELECT array_agg(u.id) INTO numbered FROM public.unnumbered_changes AS u
  WHERE u.tenant_id = tenant;
  INSERT INTO public.changes (tenant_id, position, type, record_id, operation, version, changed_at,
    changed_by)
  SELECT tenant_id, base + nth_value(place, turn) OVER (
      PARTITION BY tenant_id, record_id ORDER BY place
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
    type, record_id, operation, version, changed_at, changed_by
  FROM (
    SELECT u.tenant_id, e.type, e.record_id, e.operation, e.version, u.changed_at, u.changed_by,
      row_number() OVER (PARTITION BY u.tenant_id ORDER BY u.moment, u.id, e.at) AS place,
      (row_number() OVER (PARTITION BY u.tenant_id, e.record_id
        ORDER BY e.version, e.operation = 'DELETED'))::integer AS turn
    FROM public.unnumbered_changes AS u,
      unnest(u.types, u.record_ids, u.operations, u.versions)
        WITH ORDINALITY AS e (type, record_id, operation, version, at)
    WHERE u.tenant_id = tenant AND u.id = ANY (numbered)
  ) AS entry;
  GET DIAGNOSTICS added = ROW_COUNT;
  UPDATE public.change_feeds AS f SET last = base + added WHERE f.tenant_id = tenant;
  DELETE FROM public.unnumbered_changes AS u WHERE u.tenant_id = tenant AND u.id = ANY (numbered);
  RETURN added;
END $$
"""

# A server learns for whom a process that has died left changes, and nothing else of them.
_TENANTS = """
CREATE FUNCTION tenants_to_number() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT tenant_id FROM public.unnumbered_changes
$$
"""

_NUMBER_ALL = """
DO $$ DECLARE tenant uuid;
BEGIN
  FOR tenant IN SELECT * FROM tenants_to_number() LOOP
    IF number_changes(tenant) IS NULL THEN
      RAISE EXCEPTION 'Changes are being numbered: stop all servers, and try again.';
    END IF;
  END LOOP;
END $$
"""


def upgrade() -> None:
    """Make the table, its wall and the functions."""
    op.create_table(
        "unnumbered_changes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("moment", sa.DateTime(timezone=True), nullable=False),
        sa.Column("types", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("record_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("operations", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("versions", sa.ARRAY(sa.Integer()), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_unnumbered_changes")),
        sa.ForeignKeyConstraint(
            ["tenant_id"], ["tenants.id"], name=op.f("fk_unnumbered_changes_tenant_id")
        ),
    )
    often = "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000"
    op.execute(f"ALTER TABLE unnumbered_changes SET ({often})")  # every row is deleted soon
    _raise_wall()
    op.execute(_NUMBER)
    op.execute(_TENANTS)
    for function in ("number_changes(uuid)", "tenants_to_number()"):
        op.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO {ROLE}")


def _raise_wall() -> None:
    op.execute(f"GRANT SELECT, INSERT, DELETE ON unnumbered_changes TO {ROLE}")
    op.execute("ALTER TABLE unnumbered_changes ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE unnumbered_changes FORCE ROW LEVEL SECURITY")
    mine = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
    op.execute(f"CREATE POLICY tenant ON unnumbered_changes USING ({mine}) WITH CHECK ({mine})")
    op.execute("CREATE POLICY owner ON unnumbered_changes FOR SELECT TO CURRENT_USER USING (true)")


def downgrade() -> None:
    """Number what is left, and go back to changes that are numbered by their transactions."""
    op.execute(_NUMBER_ALL)
    op.execute("DROP FUNCTION number_changes(uuid)")
    op.execute("DROP FUNCTION tenants_to_number()")
    op.drop_table("unnumbered_changes")
