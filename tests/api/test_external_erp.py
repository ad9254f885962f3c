"""The client of an external ERP in docs/erp.md works, over a socket and as a program of its own."""

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any

from db.database import Database
from gql.http.gate import Gate
from gql.server.app import create_app
from gql.settings import Settings
from tests.api.erp import amounts_of, invoice_of, order_of, submitted
from tests.api.sales import Sales
from tests.http.server import opened

PAGE = (Path(__file__).parents[2] / "docs" / "erp.md").read_text()
MARK = "<!-- tests/api/test_external_erp.py runs this program -->\n```python\n"


def program_of_the_page() -> str:
    """Return the client as it is printed."""
    found = re.search(f"{re.escape(MARK)}(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


async def run(port: int, token: str) -> tuple[int | None, bytes]:
    """Run the client once; return its exit code and what it has printed."""
    address = {"SALESGRAPH": f"http://localhost:{port}/graphql", "TOKEN": token}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program_of_the_page(),
        env={**os.environ, **address},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said


async def test_o_17_the_client_of_the_page_takes_orders_to_their_invoices(
    connected: Sales, program: Sales, database: Database, settings: Settings
) -> None:
    orders = [await submitted(connected), await submitted(connected)]
    waiting: Any = await connected.order()

    async with opened(create_app(database, settings), Gate(64), "") as site:
        first = await run(site.port, program.api.token)
        again = await run(site.port, program.api.token)

    assert first == again == (0, b"")
    for order in orders:
        after = await order_of(connected, order)
        assert (after["status"], after["erpStatus"]) == ("INVOICED", "INVOICED")
        (found,) = after["invoices"]["nodes"]
        invoice = await invoice_of(connected, found["id"])
        assert amounts_of(invoice, "totalAmount", "amountDue") == ["105.00", "105.00"]
        shipped = await connected.read("order", order["id"])
        assert shipped["fulfillmentStatus"] == "COMPLETE"
    assert (await order_of(connected, waiting))["status"] == "ACTIVE"


async def test_the_client_of_the_page_says_what_was_refused(
    connected: Sales, database: Database, settings: Settings
) -> None:
    """A person may not report for the ERP."""
    await submitted(connected)

    async with opened(create_app(database, settings), Gate(64), "") as site:
        code, said = await run(site.port, connected.api.token)

    assert code == 1
    assert b"Only integration users can do this." in said


def test_the_client_of_the_page_is_short() -> None:
    assert len([line for line in program_of_the_page().splitlines() if line]) <= 50
