"""The login of the application: what it must not be able to do, and how the embedded one is made.

Row-level security is a wall only for a login that cannot step around it. A session may always go
back to its login (RESET ROLE), so it is the login that counts and not the role it has taken on.
"""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

APPLICATION_ROLE = "salesgraph_app"


class UnfitDatabase(Exception):
    """The database cannot keep what we promise; the message says why."""


# A role is dangerous to every login that can become it, whether by inheritance or by SET ROLE.
_DANGERS = """
WITH roles AS (SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER')),
schemas AS (SELECT * FROM pg_namespace WHERE nspname IN ('public', 'jobs'))
SELECT rolname, danger FROM (
  SELECT 1 AS rank, rolname, 'is a superuser' AS danger FROM roles WHERE rolsuper
  UNION ALL SELECT 2, rolname, 'bypasses row-level security' FROM roles WHERE rolbypassrls
  UNION ALL SELECT 3, rolname, 'may create roles and grant itself others'
    FROM roles WHERE rolcreaterole
  UNION ALL SELECT 4, rolname, 'may replicate the whole cluster' FROM roles WHERE rolreplication
  UNION ALL SELECT 5, rolname, 'owns the database' FROM roles
    JOIN pg_database AS d ON d.datdba = roles.oid AND d.datname = current_database()
  UNION ALL SELECT 6, rolname, format('owns the schema %I', nspname) FROM roles
    JOIN schemas ON nspowner = roles.oid
  UNION ALL SELECT 7, rolname, format('owns %I.%I', nspname, relname) FROM roles
    JOIN pg_class AS c ON c.relowner = roles.oid
    JOIN schemas ON schemas.oid = c.relnamespace WHERE relkind <> 'i'
  UNION ALL SELECT 8, rolname, format('owns the function %I.%I', nspname, proname) FROM roles
    JOIN pg_proc AS p ON p.proowner = roles.oid
    JOIN schemas ON schemas.oid = p.pronamespace
  UNION ALL SELECT 9, rolname, 'has the powers of a predefined role'
    FROM roles WHERE rolname LIKE 'pg\\_%'
) AS found ORDER BY rank, rolname LIMIT 1
"""

# What only such a login could have been granted; what everybody or the application's role may do,
# `salesgraph migrate` puts right.
_EXCESS = """
WITH roles AS (
  SELECT * FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER') AND rolname <> $1
),
schemas AS (SELECT * FROM pg_namespace WHERE nspname IN ('public', 'jobs')),
granted AS (
  SELECT 'DATABASE' AS kind, quote_ident(datname) AS name, acl.*
  FROM pg_database, aclexplode(datacl) AS acl
  WHERE datname = current_database() AND privilege_type IN ('CREATE', 'TEMPORARY')
  UNION ALL SELECT 'SCHEMA', quote_ident(nspname), acl.*
  FROM schemas, aclexplode(nspacl) AS acl WHERE privilege_type = 'CREATE'
  UNION ALL SELECT 'TABLE', format('%I.%I', nspname, relname), acl.*
  FROM pg_class JOIN schemas ON schemas.oid = relnamespace, aclexplode(relacl) AS acl
  WHERE privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN')
    OR privilege_type <> 'SELECT' AND nspname = 'public' AND NOT relrowsecurity
)
SELECT rolname, kind, name, privilege_type FROM granted JOIN roles ON roles.oid = grantee LIMIT 1
"""


async def weakness_of_login(connection: Any) -> str | None:
    """Say what is wrong with the login of a fresh connection, and what to do; None where it is fit.

    It is not where it could become an owner or a superuser, bypass row-level security, or do to
    the database what the application's role cannot.
    """
    login = await connection.fetchval("SELECT session_user")
    danger = await connection.fetchrow(_DANGERS)
    if danger:
        role, power = danger
        how = power if role == login else f"can become {role}, which {power}"
        return (
            f"DATABASE_URL logs in as {login}, which {how}, so row-level security would not hold:"
            f" give DATABASE_URL a login that is only a member of {APPLICATION_ROLE},"
            " and DATABASE_OWNER_URL that of the owner (see docs/operations.md)."
        )
    excess = await connection.fetchrow(_EXCESS, APPLICATION_ROLE)
    if excess:
        role, kind, name, privilege = excess
        return (
            f"DATABASE_URL logs in as {login}, which has more privileges than it needs:"
            f" run REVOKE {privilege} ON {kind} {name} FROM {role};"
        )
    return None


async def missing_role(connection: Any) -> str | None:
    """Say why the login cannot take on the application's role; None where it can."""
    if not await connection.fetchval("SELECT to_regrole($1)", APPLICATION_ROLE):
        return f"The role {APPLICATION_ROLE} is missing: run salesgraph migrate."
    login, is_member = await connection.fetchrow(
        "SELECT session_user, pg_has_role(session_user, $1, 'MEMBER')", APPLICATION_ROLE
    )
    if not is_member:
        return (
            f"DATABASE_URL logs in as {login}, which is no member of {APPLICATION_ROLE}:"
            f" run GRANT {APPLICATION_ROLE} TO {login};"
        )
    return None


async def open_login(owner_url: str) -> str:
    """Let the application's role log in, for a server that only we can reach; gives its URL."""
    connection = await asyncpg.connect(owner_url)
    try:
        may = "SELECT rolcanlogin FROM pg_roles WHERE rolname = $1"
        if not await connection.fetchval(may, APPLICATION_ROLE):
            await connection.execute(f"ALTER ROLE {APPLICATION_ROLE} LOGIN")
    finally:
        await connection.close()
    return url_of(owner_url, APPLICATION_ROLE)


def url_of(url: str, login: str) -> str:
    """The same database, as another login reaches it without a password."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{login}@{place}"))
