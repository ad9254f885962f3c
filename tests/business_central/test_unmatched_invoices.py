"""O-15: invoices that cannot be taken over are listed with the reason, and tried again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db import tables
from db.database import Database
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import Deliver, Read, accepted, invoiced, there
from tests.simulator.running import Simulator
from tests.tenants import Tenant

UNMATCHED = """{ unmatchedErpInvoices { totalCount nodes { remoteId remoteNumber orderNumber
  currency totalAmount invoiceDate reason message } }
  viewer { tenant { erpConnection { health { unmatchedInvoices } } } } }"""


async def unmatched(sales: Sales) -> list[Any]:
    """Read the invoices that could not be taken over."""
    data = await sales.api(UNMATCHED)
    found: list[Any] = data["unmatchedErpInvoices"]["nodes"]
    health = data["viewer"]["tenant"]["erpConnection"]["health"]
    assert health["unmatchedInvoices"] == len(found)
    return found


Wait = Callable[[], Awaitable[None]]


@pytest.fixture
def wait(database: Database, tenant: Tenant) -> Wait:
    """Let eleven minutes pass since the invoices were looked at."""
    c = tables.unmatched_erp_invoices.c
    statement = (
        update(tables.unmatched_erp_invoices)
        .where(c.tenant_id == tenant.id)
        .values(updated_at=c.updated_at - timedelta(minutes=11))
    )

    async def pass_time() -> None:
        async with database.writing(tenant.id) as connection:
            await connection.execute(statement)

    return pass_time


async def test_an_invoice_in_another_currency_is_listed_and_not_taken_over(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    (theirs,) = there(bc, order)
    changed = bc.send(
        "PATCH", f"salesOrders({theirs['id']})", {"currencyCode": "USD"}, If_Match="*"
    )
    assert changed.status == 200, changed.text
    bc.control("POST", f"orders/{order['number']}/post")

    await read()
    await read()

    (invoice,) = await unmatched(linked)
    (posted,) = bc.invoices()
    assert (invoice["reason"], invoice["currency"]) == ("CURRENCY_DIFFERS", "USD")
    assert invoice["remoteNumber"] == posted["number"]
    assert invoice["message"]
    here = await invoiced(linked, order)
    assert (here["status"], here["invoices"]) == ("SUBMITTED", [])


async def test_an_invoice_of_a_linked_customer_without_an_order_is_listed_until_it_is_linked(
    linked: Sales, bc: Simulator, read: Read, wait: Wait
) -> None:
    bc.order("ELSEWHERE-1")
    bc.order("ELSEWHERE-2", customerNumber="20000")  # a customer that is not linked
    for number in ("ELSEWHERE-1", "ELSEWHERE-2"):
        bc.control("POST", f"orders/{number}/post")
    await read()
    (invoice,) = await unmatched(linked)
    assert (invoice["reason"], "linkErpDocument" in invoice["message"]) == ("ORDER_UNKNOWN", True)
    (posted,) = [each for each in bc.invoices() if each["number"] == invoice["remoteNumber"]]

    order = await linked.order()
    await linked.do("submitOrder", orderId=order["id"])
    given: Json = {"remoteId": posted["orderId"], "remoteNumber": posted["orderNumber"]}
    await linked.do("linkErpDocument", orderId=order["id"], **given)
    await wait()
    await read()

    assert await unmatched(linked) == []
    assert len((await invoiced(linked, order))["invoices"]) == 1


async def test_an_invoice_for_another_customer_is_taken_over_and_needs_attention(
    linked: Sales, bc: Simulator, deliver: Deliver, read: Read
) -> None:
    order = await accepted(linked, deliver)
    customer = bc.get("customers", {"$filter": "number eq '20000'"}).json["value"][0]
    bc.control("POST", f"orders/{order['number']}/post")
    await linked.do(
        "linkErpRecord",
        type="ACCOUNT",
        recordId=await linked.customer(),
        remoteId=customer["id"],
        remoteNumber="20000",
    )

    await read()

    (invoice,) = (await invoiced(linked, order))["invoices"]
    assert invoice["erp"]["needsAttention"] is True
    assert await unmatched(linked) == []
