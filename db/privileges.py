"""Compares the application role's privileges and the policies with what they must be.

Migrations create them. They are lost if a dump is restored where the role did not exist, or if
somebody revokes them; `salesgraph migrate` restores them (decision 39).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from db.login import APPLICATION_ROLE
from db.tables import SEARCHED
from db.tables.columns import metadata

READ, WRITE = frozenset({"SELECT"}), frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
LESS = {  # privileges that are not granted: the feed is append-only
    "changes": {"UPDATE", "DELETE"},
    "change_feeds": {"DELETE"},
    "unnumbered_changes": {"UPDATE"},
}
FUNCTIONS = {  # with whether the application's role calls them
    "public.search_words(text)": True,
    "public.search_vector(uuid,text,text[])": True,
    "public.search_condition(uuid,text)": False,
    "public.search_found(uuid,text,text[],integer)": False,
    "public.search_records(uuid,text,text[],uuid,integer)": True,
    "public.feed_position(uuid,bigint,uuid,bigint)": True,
    "public.tenant_ids()": True,
    "public.number_changes(uuid)": True,
    "public.tenants_to_number()": True,
    "jobs.fn_pgqueuer_changed()": False,
}
JOBS = ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics")
SEQUENCES = tuple(f"jobs.{table}_id_seq" for table in JOBS)

_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"
_TENANT_AS_PRINTED = "(NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid"


@dataclass(frozen=True, slots=True)
class Fault:
    """A deviation from the required privileges and policies, and the statement that repairs it."""

    subject: str  # the category, in the plural
    place: str
    statement: str


Grants = dict[tuple[str, str], frozenset[str]]  # from object type and name to privileges


async def faults(connection: Any) -> list[Fault]:
    """All deviations from what the newest revision of the schema requires.

    Any role can read the catalog for this.
    """
    tables = {table["name"]: table for table in await connection.fetch(_TABLES)}
    return [
        *_of_grants(await _read_grants(connection, APPLICATION_ROLE), expected_grants()),
        *_of_public(await _read_grants(connection, "public")),
        *(fault for name in sorted(tables_with_policies()) for fault in _of_wall(name, tables)),
        *await _of_functions(connection),
        *await _of_defaults(connection),
    ]


def expected_grants() -> Grants:
    """All privileges that the application's role must have; it must not have others."""
    expected: Grants = {("SCHEMA", schema): frozenset({"USAGE"}) for schema in ("public", "jobs")}
    for name, table in metadata.tables.items():
        own = WRITE - LESS.get(name, set()) if table.info.get("tenant") else READ
        expected["TABLE", f"public.{name}"] = own
    expected["TABLE", "public.alembic_version"] = READ
    expected |= {("TABLE", f"jobs.{table}"): WRITE for table in JOBS}
    expected |= {("SEQUENCE", name): frozenset({"USAGE", "SELECT"}) for name in SEQUENCES}
    called = (name for name, is_called in FUNCTIONS.items() if is_called)
    return expected | {("FUNCTION", name): frozenset({"EXECUTE"}) for name in called}


def tables_with_policies() -> dict[str, str]:
    """The tables with row-level security, and their column with the tenant's id."""
    tables = {name: "tenant_id" for name, t in metadata.tables.items() if t.info.get("tenant")}
    return tables | {"tenants": "id"}


async def _read_grants(connection: Any, grantee: str) -> Grants:
    grants: dict[tuple[str, str], set[str]] = {}
    names = [name for kind, name in expected_grants() if kind in {"TABLE", "SEQUENCE"}]
    for kind, name, privilege in await connection.fetch(_HELD, grantee, names, list(FUNCTIONS)):
        grants.setdefault((kind, name), set()).add(privilege)
    return {key: frozenset(privileges) for key, privileges in grants.items()}


def _of_grants(actual: Grants, expected: Grants) -> Iterator[Fault]:
    for kind, name in sorted({*actual, *expected}):
        has, needs = actual.get((kind, name), frozenset()), expected.get((kind, name), frozenset())
        if needs - has:
            missing = ", ".join(sorted(needs - has))
            statement = f"GRANT {missing} ON {kind} {name} TO {APPLICATION_ROLE}"
            yield Fault("privileges that are missing", name, statement)
        excess = has - needs - {"CONNECT"}
        if excess:
            yield _excess(kind, name, excess, APPLICATION_ROLE)


def _of_public(grants: Grants) -> Iterator[Fault]:
    """Deviations for PUBLIC, which may use schemas and connect to the database, nothing else."""
    for (kind, name), privileges in sorted(grants.items()):
        excess = privileges - {"USAGE", "CONNECT"} if kind in {"SCHEMA", "DATABASE"} else privileges
        if excess:
            yield _excess(kind, name, excess, "PUBLIC")


def _excess(kind: str, name: str, privileges: frozenset[str], grantee: str) -> Fault:
    if kind == "COLUMN":
        kind, (name, _, column) = "TABLE", name.rpartition(".")
        privileges = frozenset(f"{privilege} ({column})" for privilege in privileges)
    statement = f"REVOKE {', '.join(sorted(privileges))} ON {kind} {name} FROM {grantee}"
    return Fault("privileges that are too many", name, statement)


def _of_wall(name: str, tables: dict[str, Any]) -> Iterator[Fault]:
    """Deviations of a table: row-level security is off or not forced, or policies differ."""
    table, subject = f"public.{name}", "tables without row-level security"
    row, column = tables[name], tables_with_policies()[name]
    if not row["enabled"]:
        yield Fault(subject, table, f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    if not row["forced"]:
        yield Fault(subject, table, f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    printed = f"({column} = {_TENANT_AS_PRINTED})"
    mine = f"{column} = {_TENANT}"
    yield from _of_policy(
        row,
        table,
        "tenant",
        ["public", "*", printed, printed],
        f"USING ({mine}) WITH CHECK ({mine})",
    )
    opened = owners_policies()
    yield from _of_others(row, table, {"tenant", opened.get(name)})
    if name in opened:
        owner = row["owner"]
        yield from _of_policy(
            row,
            table,
            opened[name],
            [owner, "r", "true", ""],
            f"FOR SELECT TO {owner} USING (true)",
        )


def _of_others(row: Any, table: str, ours: set[str | None]) -> Iterator[Fault]:
    """Policies that salesgraph did not create and that open the table to the application."""
    for policy, roles, _, _, _, is_permissive in row["policies"]:
        opens = is_permissive == "true" and {"public", APPLICATION_ROLE} & {*roles.split(", ")}
        if opens and policy not in ours:
            drop = f"DROP POLICY {policy} ON {table}"
            yield Fault("policies of row-level security", f"{table}.{policy}", drop)


def owners_policies() -> dict[str, str]:
    """The tables of which the owner reads all rows: for search, and to list tenants' ids."""
    searched = {table.name: "search" for table in SEARCHED.values()}
    return searched | {"tenants": "owner", "unnumbered_changes": "owner"}


def _of_policy(
    row: Any, table: str, policy: str, expected: list[str], declaration: str
) -> Iterator[Fault]:
    expressions = [each[1:] for each in row["policies"] if each[0] == policy]
    if expressions != [[*expected, "true"]]:
        drop = f"DROP POLICY {policy} ON {table}; " if expressions else ""
        make = f"{drop}CREATE POLICY {policy} ON {table} {declaration}"
        yield Fault("policies of row-level security", f"{table}.{policy}", make)


async def _of_functions(connection: Any) -> list[Fault]:
    """SECURITY DEFINER functions with another owner than the tables, or without pg_temp last.

    A search path that does not end with pg_temp would let temporary tables shadow ours.
    """
    subject, faults = "functions that act as their owner", []
    for name, owner, expected_owner, path in await connection.fetch(_DEFINERS, list(FUNCTIONS)):
        if owner != expected_owner:
            faults.append(Fault(subject, name, f"ALTER FUNCTION {name} OWNER TO {expected_owner}"))
        if not path.endswith("pg_temp"):
            fixed = f"{path or 'pg_catalog'}, pg_temp"
            faults.append(Fault(subject, name, f"ALTER FUNCTION {name} SET search_path = {fixed}"))
    return faults


async def _of_defaults(connection: Any) -> list[Fault]:
    """Default privileges that would open functions of later migrations to everybody."""
    if await connection.fetchval(_DEFAULTS):
        return []
    owner = await connection.fetchval(_OWNER)
    statement = f"ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC"
    return [Fault("default privileges", owner, statement)]


_OWNER = """
SELECT quote_ident(pg_get_userbyid(relowner)) FROM pg_class WHERE oid = 'public.tenants'::regclass
"""

_DEFAULTS = """
SELECT true FROM pg_default_acl JOIN pg_class ON relowner = defaclrole
WHERE pg_class.oid = 'public.tenants'::regclass AND defaclnamespace = 0 AND defaclobjtype = 'f'
  AND NOT EXISTS (SELECT FROM aclexplode(defaclacl) WHERE grantee = 0)
"""

_TABLES = """
SELECT relname AS name, relrowsecurity AS enabled, relforcerowsecurity AS forced,
  quote_ident(pg_get_userbyid(relowner)) AS owner,
  ARRAY(SELECT ARRAY[quote_ident(polname), array_to_string(ARRAY(
      SELECT CASE role WHEN 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(role)) END
      FROM unnest(polroles) AS role), ', '),
    polcmd::text, coalesce(pg_get_expr(polqual, polrelid), ''),
    coalesce(pg_get_expr(polwithcheck, polrelid), ''), polpermissive::text]
    FROM pg_policy WHERE polrelid = pg_class.oid) AS policies
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
"""

# $1 the grantee, $2 our relations, $3 our functions.
_HELD = """
WITH grantee AS (SELECT CASE $1 WHEN 'public' THEN 0 ELSE to_regrole($1)::oid END AS id),
acls AS (
  SELECT 'DATABASE' AS kind, quote_ident(datname) AS name,
    coalesce(datacl, acldefault('d', datdba)) AS acl
  FROM pg_database WHERE datname = current_database()
  UNION ALL SELECT 'SCHEMA', nspname, nspacl FROM pg_namespace WHERE nspname IN ('public', 'jobs')
  UNION ALL SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, name, relacl
  FROM unnest($2::text[]) AS name JOIN pg_class ON pg_class.oid = to_regclass(name)
  UNION ALL SELECT 'COLUMN', format('%s.%I', name, attname), attacl
  FROM unnest($2::text[]) AS name JOIN pg_attribute ON attrelid = to_regclass(name)
  WHERE attacl IS NOT NULL
  UNION ALL SELECT 'FUNCTION', name, coalesce(proacl, acldefault('f', proowner))
  FROM unnest($3::text[]) AS name JOIN pg_proc ON pg_proc.oid = to_regprocedure(name)
)
SELECT kind, name, privilege_type FROM acls, aclexplode(acl) AS granted, grantee
WHERE granted.grantee = grantee.id
"""

_DEFINERS = """
SELECT name, quote_ident(pg_get_userbyid(proowner)), quote_ident(pg_get_userbyid(relowner)),
  coalesce((SELECT substr(one, 13) FROM unnest(proconfig) AS one
    WHERE one LIKE 'search_path=%'), '')
FROM unnest($1::text[]) AS name JOIN pg_proc ON pg_proc.oid = to_regprocedure(name),
  pg_class
WHERE pg_class.oid = 'public.tenants'::regclass AND prosecdef
"""


async def missing_objects(connection: Any) -> list[str]:
    """The tables and functions that are missing, for example after a partial restore."""
    relations = [name for kind, name in expected_grants() if kind in {"TABLE", "SEQUENCE"}]
    rows = await connection.fetch(
        "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL UNION ALL"
        " SELECT name FROM unnest($2::text[]) AS name WHERE to_regprocedure(name) IS NULL",
        relations,
        list(FUNCTIONS),
    )
    return [name for (name,) in rows]
