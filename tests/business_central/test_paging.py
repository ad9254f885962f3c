"""Lists are read page by page, whatever changes in between (2.7)."""

from integrations.business_central.connections import Connections
from tests.api.sales import Sales
from tests.simulator.running import Simulator
from tests.tenants import Tenant


async def test_c_18_what_changes_between_two_pages_is_read_as_it_is_then(
    linked: Sales, bc: Simulator, connections: Connections, tenant: Tenant
) -> None:
    first, second, third = (bc.order(f"SO-{number}") for number in range(3))
    connection = await connections.find(tenant.id)
    assert connection
    client = connections.client(tenant.id, connection)
    client.page_size = 1

    seen = list[tuple[object, object]]()
    async for order in client.records("salesOrders", orderby="lastModifiedDateTime"):
        if not seen:
            bc.control("DELETE", f"orders/{first['number']}")
            bc.send(
                "PATCH",
                f"salesOrders({second['id']})",
                {"discountAmount": 7},
                if_match=second["@odata.etag"],
            )
        seen.append((order["number"], order["discountAmount"]))

    # The changed order has moved to the end, and nothing that was not read yet is missing.
    assert seen == [(first["number"], 0), (third["number"], 0), (second["number"], 7)]
