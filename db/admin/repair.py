"""Repairs the role, privileges and policies, as the owner, for example after a restore."""

from collections import Counter
from typing import Any

import asyncpg

from db.login import APPLICATION_ROLE, UnfitDatabase
from db.privileges import Fault, faults, missing_objects


async def make_role(connection: Any) -> None:
    """Create the application's role if the cluster does not have it. Raises UnfitDatabase.

    Roles belong to the cluster, so a dump of a database does not contain them. The owner becomes
    a member of the role if it can, so that a demo needs only the owner's login.
    """
    try:
        await connection.execute(_MAKE_ROLE)
    except asyncpg.InsufficientPrivilegeError as error:
        raise UnfitDatabase(
            f"The role {APPLICATION_ROLE} is missing, and the owner of the database may not make"
            f" it: let an administrator run CREATE ROLE {APPLICATION_ROLE} LOGIN;"
        ) from error


_MAKE_ROLE = f"""
DO $$ BEGIN
  IF to_regrole('{APPLICATION_ROLE}') IS NULL THEN
    BEGIN
      CREATE ROLE {APPLICATION_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END IF;
  IF NOT pg_has_role(current_user, '{APPLICATION_ROLE}', 'MEMBER') THEN
    GRANT {APPLICATION_ROLE} TO CURRENT_USER;
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  IF to_regrole('{APPLICATION_ROLE}') IS NULL THEN RAISE; END IF;
END $$
"""


async def repair(connection: Any) -> list[str]:
    """Repair all privileges and policies; returns a line for each kind of repair.

    Raises UnfitDatabase if tables are missing, or if the owner lacks the privilege to repair.
    """
    missing = await missing_objects(connection)
    if missing:
        raise UnfitDatabase(
            f"The database lacks {', '.join(missing[:3])}{' and more' if missing[3:] else ''},"
            " though it says that it is up to date: restore the whole backup into an empty one."
        )
    to_repair = await faults(connection)
    for fault in to_repair:
        await _mend(connection, fault)
    left = await faults(connection) if to_repair else []
    if left:
        statements = "; ".join(fault.statement for fault in left[:3])
        raise UnfitDatabase(
            f"The owner of the database may not mend {len(left)} of its privileges and policies:"
            f" let an administrator run {statements};"
        )
    counts = Counter(fault.subject for fault in to_repair)
    return [f"Repaired {subject}: {count}." for subject, count in counts.items()]


async def _mend(connection: Any, fault: Fault) -> None:
    """Run the repair. If the owner is not permitted to, `repair` reports what is left."""
    try:
        await connection.execute(fault.statement)
    except asyncpg.InsufficientPrivilegeError:
        return
