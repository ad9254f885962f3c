"""`salesgraph reencrypt`: encrypts all stored credentials with the first key."""

from cli.databases import open_database, open_shared_database
from cli.event_loop import run
from cli.failures import InvalidCommand
from db.admin.access import Access
from db.credential_cipher import CredentialCipher
from db.stored_credentials import Renewal, renew_credentials
from gql.settings import Settings


def renew_all(settings: Settings) -> None:
    """Encrypt the credentials of all tenants anew. Raises InvalidCommand if some are unreadable."""
    with open_shared_database(settings) as access:
        result = run(lambda: _renew(access, settings))
    print(f"Encrypted {result.renewed} credentials with the first key.")
    if result.unreadable:
        raise InvalidCommand(
            f"{result.unreadable} credentials cannot be read. Add the keys that they were encrypted"
            " with to SALESGRAPH_ENCRYPTION_KEYS, or enter them again with `connectErp`."
        )


async def _renew(access: Access, settings: Settings) -> Renewal:
    cipher, total = CredentialCipher(settings.credential_keys), Renewal()
    async with open_database(access, settings) as database:
        async with database.reading(None) as connection:
            tenants = await connection.fetch("SELECT tenant_ids()")
        for (tenant_id,) in tenants:
            total += await renew_credentials(database, tenant_id, cipher)
    return total
