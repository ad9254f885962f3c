"""Encrypts stored credentials anew, so that old keys can be removed (docs/operations.md)."""

import logging
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from db import tables
from db.credential_cipher import CredentialCipher, CredentialUnreadable
from db.database import Database

log = logging.getLogger("salesgraph")

# Every column that holds an encrypted credential.
_ENCRYPTED = (tables.erp_connections.c.client_secret,)


@dataclass(frozen=True, slots=True)
class Renewal:
    """How many credentials were encrypted anew, and how many no key reads."""

    renewed: int = 0
    unreadable: int = 0

    def __add__(self, other: "Renewal") -> "Renewal":
        return Renewal(self.renewed + other.renewed, self.unreadable + other.unreadable)


async def renew_credentials(
    database: Database, tenant_id: UUID, cipher: CredentialCipher
) -> Renewal:
    """Encrypt a tenant's credentials with the first key, unless they are already.

    One that no key reads stays as it is, with a line in the log.
    """
    total = Renewal()
    for column in _ENCRYPTED:
        table = column.table
        own = table.c.tenant_id == tenant_id
        async with database.writing(tenant_id) as connection:
            stored = await connection.scalars(select(column).where(own, column.is_not(None)))
            for old in stored.all():
                new, outcome = _renewed(cipher, old, tenant_id)
                total += outcome
                if new is not None:
                    # Nothing else changes, so neither version nor time of the record does. If
                    # somebody has entered another credential meanwhile, that one stays.
                    change = update(table).where(own, column == old).values({column.key: new})
                    await connection.execute(change)
    return total


def _renewed(cipher: CredentialCipher, old: str, tenant_id: UUID) -> tuple[str | None, Renewal]:
    if cipher.is_current(old):
        return None, Renewal()
    try:
        return cipher.renew(old), Renewal(renewed=1)
    except CredentialUnreadable as error:
        log.warning("a credential of tenant %s cannot be read: %s", tenant_id, error)
        return None, Renewal(unreadable=1)
