"""Checks that the application's login cannot get past row-level security.

A session can always return to its login (RESET ROLE), so the checks apply to the login, not to
the role that it has taken on (decision 39).
"""

from typing import Any

from db.login import APPLICATION_ROLE
from db.privileges import FUNCTIONS

# A role is dangerous to every login that can become it, whether by inheritance or by SET ROLE.
# Large objects and default privileges do not count: any login can make its own.
_DANGERS = """
WITH roles AS (SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')),
owned AS (
  SELECT refobjid AS owner, thing.* FROM pg_shdepend,
    pg_identify_object(classid, objid, 0) AS thing
  WHERE refclassid = 'pg_authid'::regclass AND deptype = 'o'
    AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND classid NOT IN ('pg_largeobject'::regclass, 'pg_default_acl'::regclass)
)
SELECT rolname, danger FROM (
  SELECT 1 AS rank, rolname, 'is a superuser' AS danger FROM roles WHERE rolsuper
  UNION ALL SELECT 2, rolname, 'bypasses row-level security' FROM roles WHERE rolbypassrls
  UNION ALL SELECT 3, rolname, 'may create roles and grant itself others'
    FROM roles WHERE rolcreaterole
  UNION ALL SELECT 4, rolname, 'may replicate the whole cluster' FROM roles WHERE rolreplication
  UNION ALL SELECT 5, rolname, 'owns the database' FROM roles
    JOIN pg_database AS d ON d.datdba = roles.oid AND d.datname = current_database()
  UNION ALL SELECT 6, rolname, format('owns the %s %s', type, identity)
    FROM roles JOIN owned ON owner = roles.oid
  UNION ALL SELECT 7, rolname, 'has the powers of a predefined role'
    FROM roles WHERE rolname LIKE 'pg\\_%'
) AS found ORDER BY rank, danger, rolname LIMIT 1
"""

# $1 is the application's role. Excess privileges of PUBLIC or that role on our own tables are left
# to `salesgraph migrate`.
_EXCESS = """
WITH roles AS (
  SELECT oid, quote_ident(rolname) AS role, rolname = $1 AS is_ours FROM pg_roles
  WHERE pg_has_role(session_user, oid, 'MEMBER')
  UNION ALL SELECT 0, 'PUBLIC', true
),
granted AS (
  SELECT 'DATABASE' AS kind, quote_ident(datname) AS name, '' AS own, '' AS place, acl.*
  FROM pg_database, aclexplode(datacl) AS acl WHERE datname = current_database()
  UNION ALL SELECT 'SCHEMA', quote_ident(nspname), '', nspname, acl.*
  FROM pg_namespace, aclexplode(nspacl) AS acl
  UNION ALL SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
    format('%I.%I', nspname, relname), '', nspname, acl.*
  FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace, aclexplode(relacl) AS acl
  UNION ALL SELECT 'TABLE', format('%I.%I', nspname, relname), format(' (%I)', attname), nspname,
    acl.*
  FROM pg_attribute JOIN pg_class AS c ON c.oid = attrelid
    JOIN pg_namespace AS n ON n.oid = relnamespace, aclexplode(attacl) AS acl
  UNION ALL SELECT 'ROUTINE', p.oid::regprocedure::text, '', nspname, acl.*
  FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = pronamespace, aclexplode(proacl) AS acl
  UNION ALL SELECT 'FOREIGN SERVER', quote_ident(srvname), '', 'pg_catalog', acl.*
  FROM pg_foreign_server, aclexplode(srvacl) AS acl
  UNION ALL SELECT 'PARAMETER', parname, '', 'pg_catalog', acl.*
  FROM pg_parameter_acl, aclexplode(paracl) AS acl
)
SELECT format('REVOKE %s%s%s ON %s %s FROM %s;', CASE WHEN is_grantable THEN 'GRANT OPTION FOR '
  END, privilege_type, own, kind, name, role)
FROM granted AS g JOIN roles ON roles.oid = grantee
WHERE is_grantable OR CASE
  WHEN (kind, privilege_type) IN (('DATABASE', 'CONNECT'), ('SCHEMA', 'USAGE')) THEN false
  WHEN kind = 'PARAMETER' THEN grantee <> 0 OR name = 'session_replication_role'
  WHEN is_ours THEN place = 'pg_catalog' AND grantee <> 0
    OR kind = 'SCHEMA' AND privilege_type = 'CREATE' AND place NOT IN ('public', 'jobs')
  ELSE NOT EXISTS (SELECT FROM granted AS a WHERE a.grantee = to_regrole($1) AND a.kind = g.kind
    AND a.name = g.name AND a.own IN ('', g.own) AND a.privilege_type = g.privilege_type)
  END
ORDER BY is_grantable, 1 LIMIT 1
"""

# A policy for one of the login's roles; the application's role itself is left to migrate.
_POLICY = """
SELECT format('DROP POLICY %I ON %s;', polname, polrelid::regclass)
FROM pg_policy, unnest(polroles) AS role
WHERE role <> 0 AND pg_has_role(session_user, role, 'MEMBER') AND role <> to_regrole($1)
ORDER BY 1 LIMIT 1
"""

# Views read with the privileges of their owner, and SECURITY DEFINER functions run with them. $1
# lists our own functions. Objects of extensions are the administrator's decision.
_WINDOWS = """
WITH RECURSIVE roles AS (
  SELECT oid FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')
),
shown AS (
  SELECT oid FROM pg_class
  WHERE relnamespace IN ('public'::regnamespace, to_regnamespace('jobs')) AND relkind IN ('r', 'p')
  UNION SELECT ev_class FROM shown JOIN pg_depend ON refobjid = shown.oid
    AND refclassid = 'pg_class'::regclass AND classid = 'pg_rewrite'::regclass
  JOIN pg_rewrite ON pg_rewrite.oid = objid
),
windows AS (
  SELECT 'TABLE' AS kind, c.oid::regclass::text AS name FROM pg_class AS c, roles
  WHERE relkind IN ('v', 'm') AND c.oid IN (SELECT oid FROM shown)
    AND NOT EXISTS (SELECT FROM pg_options_to_table(reloptions)
      WHERE option_name = 'security_invoker' AND option_value::boolean)
    AND has_any_column_privilege(roles.oid, c.oid, 'SELECT')
    AND has_schema_privilege(roles.oid, relnamespace, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
  UNION SELECT 'FUNCTION', p.oid::regprocedure::text FROM pg_proc AS p, roles
  WHERE prosecdef AND p.oid <> ALL (
      SELECT to_regprocedure(own) FROM unnest($1::text[]) AS own
      WHERE to_regprocedure(own) IS NOT NULL)
    AND has_function_privilege(roles.oid, p.oid, 'EXECUTE')
    AND has_schema_privilege(roles.oid, pronamespace, 'USAGE')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
)
SELECT kind, name FROM windows ORDER BY 1, 2 LIMIT 1
"""


async def weakness_of_login(connection: Any) -> str | None:
    """What is wrong with the login of a new connection, and what to do about it; None if nothing.

    The login must not be able to become an owner or a superuser, to bypass row-level security, or
    to do anything in the database that the application's role cannot.
    """
    login = await connection.fetchval("SELECT quote_ident(session_user)")
    return (
        await _danger(connection, login)
        or await _excess(connection, login)
        or await _window(connection, login)
    )


async def _danger(connection: Any, login: str) -> str | None:
    """A message about a dangerous role that the login has or can take on, or None."""
    danger = await connection.fetchrow(_DANGERS)
    if danger is None:
        return None
    role, power = danger
    session = await connection.fetchval("SELECT session_user")
    how = power if role == session else f"can become {role}, which {power}"
    return (
        f"DATABASE_URL logs in as {login}, which {how}, so row-level security would not hold:"
        f" give DATABASE_URL a login that is only a member of {APPLICATION_ROLE},"
        " and DATABASE_OWNER_URL that of the owner (docs/operations.md has the statements)."
        " Only for a demo, set SALESGRAPH_DEMO=1."
    )


async def _excess(connection: Any, login: str) -> str | None:
    """A message about a policy or privilege beyond what the application's role needs, or None."""
    policy = await connection.fetchval(_POLICY, APPLICATION_ROLE)
    if policy:
        return f"A policy of row-level security lets {login} see more: run {policy}"
    excess = await connection.fetchval(_EXCESS, APPLICATION_ROLE)
    if excess is None:
        return None
    return f"DATABASE_URL logs in as {login}, which has more privileges than it needs: run {excess}"


async def _window(connection: Any, login: str) -> str | None:
    """A message about a view or function that gives the login its owner's privileges, or None."""
    window = await connection.fetchrow(_WINDOWS, list(FUNCTIONS))
    if window is None:
        return None
    kind, name = window
    return (
        f"DATABASE_URL logs in as {login}, which may use {name}. It acts as its owner, so"
        " row-level security would not hold: run REVOKE ALL ON"
        f" {kind} {name} FROM PUBLIC, {APPLICATION_ROLE}, {login};"
    )
