"""Keys of stored credentials: replaced without downtime, and a lost one is told in words."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from db import tables
from db.credential_cipher import CredentialCipher, derived_key
from db.database import Database
from db.erp_circuit import ErpCircuit
from db.stored_credentials import renew_credentials
from domain.core.job import JobKind
from gql.settings import Settings
from integrations.business_central.connections import BusinessCentralAccess, Connections, open_http
from integrations.business_central.deliver_order import OrderDelivery
from integrations.business_central.match_records import RecordMatching
from integrations.handlers import erp_handlers
from integrations.maintenance import Maintenance
from integrations.worker import RetryLater
from tests.api.sales import Sales
from tests.business_central.conftest import Shifting, connection, erp_of, order_id, submitted
from tests.commands import salesgraph
from tests.simulator.running import SECRET, Simulator
from tests.tenants import Tenant

NEW, OTHER = derived_key("a new key"), derived_key("a key of somebody else")


async def stored(database: Database, tenant: Tenant) -> tuple[str, int]:
    """Return the encrypted secret and the version of the connection."""
    c = tables.erp_connections.c
    async with database.writing(tenant.id) as opened:
        statement = select(c.client_secret, c.version).where(c.tenant_id == tenant.id)
        secret, version = (await opened.execute(statement)).one()
    return secret, version


async def test_the_maintenance_encrypts_with_the_first_key_and_the_old_one_can_go(
    sales: Sales, bc: Simulator, database: Database, settings: Settings, tenant: Tenant
) -> None:
    await sales.do("connectErp", input=connection(bc))
    before, version = await stored(database, tenant)

    await Maintenance(database, CredentialCipher([NEW, *settings.credential_keys]))()

    after, same_version = await stored(database, tenant)
    assert after != before
    assert CredentialCipher([NEW]).decrypt(after) == SECRET
    assert same_version == version
    await Maintenance(database, CredentialCipher([NEW, *settings.credential_keys]))()
    assert (await stored(database, tenant))[0] == after  # not again every hour


async def test_what_no_key_reads_stays_and_is_logged(
    sales: Sales,
    bc: Simulator,
    database: Database,
    tenant: Tenant,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await sales.do("connectErp", input=connection(bc))
    before = await stored(database, tenant)

    with caplog.at_level(logging.WARNING, "salesgraph"):
        renewal = await renew_credentials(database, tenant.id, CredentialCipher([OTHER]))

    assert (renewal.renewed, renewal.unreadable) == (0, 1)
    assert await stored(database, tenant) == before
    assert "SALESGRAPH_ENCRYPTION_KEYS" in caplog.text
    assert SECRET not in caplog.text


async def test_the_first_key_of_the_setting_reads_what_the_secret_has_encrypted(
    settings: Settings,
) -> None:
    stored = CredentialCipher(settings.credential_keys).encrypt(SECRET)

    with_key = settings.model_copy(update={"encryption_keys": (NEW,)})

    cipher = CredentialCipher(with_key.credential_keys)
    assert cipher.decrypt(stored) == SECRET
    assert CredentialCipher([NEW]).decrypt(cipher.renew(stored)) == SECRET


@pytest_asyncio.fixture
async def lost(database: Database, clock: Shifting) -> AsyncIterator[Connections]:
    """A worker whose keys read nothing; it fails before it would send anything."""
    nowhere, cipher = "http://127.0.0.1:9", CredentialCipher([OTHER])
    async with open_http() as http:
        access = BusinessCentralAccess(api_url=nowhere, login_url=nowhere, http=http, cipher=cipher)
        yield Connections(database, access, clock)


async def test_a_lost_key_pauses_the_connection_with_a_problem_in_words(
    linked: Sales,
    database: Database,
    tenant: Tenant,
    lost: Connections,
    caplog: pytest.LogCaptureFixture,
) -> None:
    order = await submitted(linked)
    circuit = ErpCircuit(database)
    await RecordMatching(database, lost).match(tenant.id, tenant.id)  # ends, without a loop
    await circuit.note_success(tenant.id)
    with pytest.raises(RetryLater):
        await erp_handlers(database, lost)[JobKind.READ_ERP_INVOICES](tenant.id, tenant.id)
    assert await circuit.admit(tenant.id) is not None
    await circuit.note_success(tenant.id)
    with pytest.raises(RetryLater) as later:
        await OrderDelivery(connections=lost, circuit=circuit).deliver(tenant.id, order_id(order))

    erp = await erp_of(linked, order)
    assert later.value.delay > timedelta(minutes=10)
    assert (erp["status"], erp["attempts"]) == ("PENDING", 0)
    assert "SALESGRAPH_ENCRYPTION_KEYS" in erp["problem"]
    assert not any(record.exc_info for record in caplog.records)


async def test_the_command_says_what_was_encrypted_and_what_cannot_be_read(
    sales: Sales, bc: Simulator, database: Database, settings: Settings, tenant: Tenant
) -> None:
    await sales.do("connectErp", input=connection(bc))
    given = {"DATABASE_URL": str(settings.database_url), "SALESGRAPH_SECRET": settings.secret}

    done = salesgraph("reencrypt", **given, SALESGRAPH_ENCRYPTION_KEYS=NEW)

    assert done.returncode == 0, done.stderr
    assert "with the first key" in done.stdout
    assert CredentialCipher([NEW]).decrypt((await stored(database, tenant))[0]) == SECRET
    lost = salesgraph("reencrypt", **given, SALESGRAPH_ENCRYPTION_KEYS=OTHER)
    assert lost.returncode == 1
    assert "cannot be read" in lost.stderr
    assert "connectErp" in lost.stderr
