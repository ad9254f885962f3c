"""The first numbering of a tenant's changes also creates its feed.

The function of revision 0011 created the feed, and left the numbering to its next call. The
downgrade of 0011, which calls it once for each tenant, then reported changes that were being
numbered although every server was stopped.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Gives the entries of every transaction that is visible their positions, and says how many; null
# where another session is doing that. Each statement sees what was committed before it began.
# Whoever changes a record waits for the change before it, so whoever sees version 4 sees
# version 3, too. Entries are ordered by the moment of their transactions; of one record always by
# version, whatever the clock said: the first of its places gets its first version.
_NUMBER = """
CREATE OR REPLACE FUNCTION number_changes(tenant uuid) RETURNS integer LANGUAGE plpgsql AS $$
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
    IF EXISTS (SELECT FROM public.change_feeds AS f WHERE f.tenant_id = tenant) THEN
      RETURN NULL;
    END IF;
    INSERT INTO public.change_feeds (tenant_id, id, last) VALUES (tenant, gen_random_uuid(), 0)
    ON CONFLICT (tenant_id) DO NOTHING RETURNING last INTO base;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
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


def upgrade() -> None:
    """Replace the function."""
    op.execute(_NUMBER)


def downgrade() -> None:
    """Keep the function: it serves servers of revision 0011, and the downgrade of 0011 needs it."""
