"""The demo's ERP: a simulator of Business Central beside `serve`, connected to the demo tenant."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cli.databases import open_database
from cli.demo_masters import masters_of_demo
from cli.event_loop import run
from cli.failures import InvalidCommand
from cli.progress import step
from db.admin.access import Access
from db.database import Database
from db.tenant_ids import tenant_id_of
from demo.names import SLUG
from gql.clock import now
from gql.settings import Settings

AUTO_POST = 5  # seconds until the simulator ships and invoices an order
_DIRECTORY, _ENVIRONMENT = "11111111-1111-1111-1111-111111111111", "Production"
_CLIENT, _SECRET = "salesgraph", "simulator-secret"
_STATE = "business-central.sqlite"


@contextmanager
def run_simulator(settings: Settings) -> Iterator[Settings]:
    """Run the simulator if the demo has an ERP; yields the settings with its addresses.

    Raises InvalidCommand without the demo, or if the simulator does not start.
    """
    if not settings.demo_erp:
        yield settings
        return
    if not settings.demo:
        raise InvalidCommand("SALESGRAPH_DEMO_ERP needs the demo tenant: set SALESGRAPH_DEMO=1.")
    settings.data.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        *("-m", "integrations.business_central.simulator", "--demo", "--port", "0"),
        *("--auto-post", str(AUTO_POST), "--state", str(settings.data / _STATE)),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            address = _address(process)
            yield settings.model_copy(
                update={"business_central_url": address, "entra_url": address}
            )
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> str:
    line = process.stdout.readline() if process.stdout else ""
    found = re.search(r"http://\S+", line)
    if found is None:
        raise InvalidCommand("The simulator of Business Central did not start.")
    return found[0]


def connect_demo(access: Access, settings: Settings) -> None:
    """Give the simulator the demo's customers and products, and connect the demo tenant."""
    with step("Connecting the demo tenant to the simulator of Business Central"):
        run(lambda: _connect(access, settings))


async def _connect(access: Access, settings: Settings) -> None:
    from integrations.business_central.connections import open_http

    async with open_database(access, settings) as database, open_http() as http:
        url = f"{settings.business_central_url}/control/seed"
        (await http.post(url, json=await masters_of_demo(database))).raise_for_status()
        await _connect_tenant(database, settings, await _company(http, settings))
        await _match(database, settings, http)


async def _connect_tenant(database: Database, settings: Settings, company: str) -> None:
    from db.credential_cipher import CredentialCipher
    from db.unit_of_work import open_unit_of_work
    from domain.actions.erp_connection import connect_erp
    from domain.tenant.erp_connection import ErpMode

    values = {
        "mode": ErpMode.BUSINESS_CENTRAL,
        "directory_id": _DIRECTORY,
        "environment": _ENVIRONMENT,
        "company_id": company,
        "client_id": _CLIENT,
        "client_secret": CredentialCipher(settings.credential_keys).encrypt(_SECRET),
        "write_in_item": "WRITEIN",
        "freight_account": "6600",
    }
    tenant_id = tenant_id_of(SLUG)
    async with open_unit_of_work(database, tenant_id=tenant_id, user_id=tenant_id) as work:
        await connect_erp(work, values, None)


async def _match(database: Database, settings: Settings, http: Any) -> None:
    from db.credential_cipher import CredentialCipher
    from integrations.business_central.connections import BusinessCentralAccess, Connections
    from integrations.business_central.match_records import RecordMatching

    access = BusinessCentralAccess(
        api_url=settings.business_central_url,
        login_url=settings.entra_url,
        http=http,
        cipher=CredentialCipher(settings.credential_keys),
    )
    tenant_id = tenant_id_of(SLUG)
    matching = RecordMatching(database, Connections(database, access, now))
    await matching.match(tenant_id, tenant_id)


async def _company(http: Any, settings: Settings) -> str:
    """Return the ID of the simulator's company."""
    base = settings.business_central_url
    form = {"grant_type": "client_credentials", "client_id": _CLIENT, "client_secret": _SECRET}
    form["scope"] = "https://api.businesscentral.dynamics.com/.default"
    token = await http.post(f"{base}/{_DIRECTORY}/oauth2/v2.0/token", data=form)
    headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
    url = f"{base}/v2.0/{_DIRECTORY}/{_ENVIRONMENT}/api/v2.0/companies"
    companies = (await http.get(url, headers=headers)).json()["value"]
    return str(companies[0]["id"])
