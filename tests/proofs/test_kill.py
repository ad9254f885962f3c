"""A server killed during mutations loses nothing it acknowledged, and leaves nothing half done."""

import asyncio
import signal
from contextlib import suppress

import httpx

from db.database import Database, plain_url
from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api
from tests.feed import assert_complete
from tests.proofs.servers import free_port, started
from tests.reading import reading
from tests.tenants import Tenant

ROUNDS, DEALS, CLIENTS = 3, 30, 6
ORDER = """mutation ($id: ID!) { createOrderFromQuote(quoteId: $id) {
  order { id } userErrors { code } } }"""


async def ordering(port: int, token: str, quotes: list[str], acknowledged: set[str]) -> None:
    """Order quotes until the server is gone; record which orders it acknowledged."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as http:
        with suppress(httpx.TransportError):
            while quotes:
                id = quotes.pop()
                body = {"query": ORDER, "variables": {"id": id}}
                answer = (await http.post("/graphql", json=body)).json()
                assert answer["data"]["createOrderFromQuote"]["userErrors"] == []
                acknowledged.add(id)


async def test_kill_nine_in_the_middle_of_mutations(  # noqa: PLR0917 - fixtures
    api: Api,
    sales: Sales,
    database: Database,
    database_url: str,
    login_url: str,
    settings: Settings,
    tenant: Tenant,
) -> None:
    for _ in range(ROUNDS):
        quotes = [(await sales.quote(await sales.opportunity()))["id"] for _ in range(DEALS)]
        left, acknowledged = list(quotes), set[str]()
        port = free_port()
        server = await started(login_url, settings, port)
        clients = [
            asyncio.create_task(ordering(port, api.token, left, acknowledged))
            for _ in range(CLIENTS)
        ]
        while len(acknowledged) < DEALS // 3:  # noqa: ASYNC110 - the moment to kill is a count
            await asyncio.sleep(0.005)
        server.send_signal(signal.SIGKILL)
        await server.wait()
        await asyncio.gather(*clients)

        states = {id: await sales.read("quote", id) for id in quotes}
        ordered = {id for id, quote in states.items() if quote["order"] is not None}
        assert acknowledged <= ordered
        for quote in states.values():
            whole = ("WON", "WON", 1) if quote["order"] else ("ACTIVE", "OPEN", 0)
            found = quote["status"], quote["opportunity"]["status"], len(quote["closeRecords"])
            assert found == whole
    async with reading(database, tenant.id) as connection:
        halves = await connection.fetchval(
            "SELECT count(*) FROM orders o WHERE tenant_id = $1 AND"
            " (SELECT count(*) FROM order_lines l WHERE l.order_id = o.id) <> 2",
            tenant.id,
        )
    assert halves == 0
    server = await started(login_url, settings, free_port())  # it numbers what killed servers left
    await assert_complete(plain_url(database_url), tenant.id)
    server.terminate()
    await server.wait()
