"""Links: what matches is linked by a worker, the rest by hand, and what is missing is named."""

from typing import Any

from db.database import Database
from integrations.business_central.connections import Connections
from integrations.business_central.match_records import RecordMatching
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.business_central.conftest import connection
from tests.simulator.running import Simulator
from tests.tenants import Tenant


async def links_of(sales: Sales) -> dict[str, str]:
    """Read the linked numbers by type; each type has at most one here."""
    return {name: link["remoteNumber"] for name, link in (await full_links_of(sales)).items()}


async def full_links_of(sales: Sales) -> dict[str, Json]:
    """Read the links by type; each type has at most one here."""
    data = await sales.api(
        "{ erpLinks(first: 50) { nodes { type localKey remoteId remoteNumber remoteName } } }"
    )
    return {link["type"]: link for link in data["erpLinks"]["nodes"]}


async def test_products_accounts_and_currencies_match_by_number_name_and_code(
    sales: Sales, bc: Simulator, tenant: Tenant, database: Database, connections: Connections
) -> None:
    await sales.do("connectErp", input=connection(bc))
    await sales.do("createProduct", input={"number": "a-100", "name": "Pump"})
    await sales.do("createAccount", input={"name": "willow foods"})
    await sales.do("createAccount", input={"name": "Nobody there"})

    await sales.do("matchErpRecords")
    await RecordMatching(database, connections).match(tenant.id, tenant.id)

    links = await full_links_of(sales)
    customer = bc.get("customers", {"$filter": "number eq '10000'"}).json["value"][0]
    assert links["PRODUCT"]["remoteNumber"] == "A-100"
    assert links["CURRENCY"]["remoteNumber"] in {"EUR", "USD"}
    assert (links["ACCOUNT"]["remoteId"], links["ACCOUNT"]["remoteNumber"]) == (
        customer["id"],
        "10000",
    )
    assert links["ACCOUNT"]["remoteName"] == customer["displayName"]


async def test_a_name_that_two_have_matches_nobody(
    sales: Sales, bc: Simulator, tenant: Tenant, database: Database, connections: Connections
) -> None:
    await sales.do("connectErp", input=connection(bc))
    for _ in range(2):
        await sales.do("createAccount", input={"name": "Willow Foods"})
    bc.control("POST", "masters/customers", number="30000", displayName="Harbour Ltd")
    await sales.do("createAccount", input={"name": "Harbour Ltd"})

    await RecordMatching(database, connections).match(tenant.id, tenant.id)

    assert "ACCOUNT" not in await links_of(sales)


async def test_what_people_have_linked_stays(
    sales: Sales, bc: Simulator, tenant: Tenant, database: Database, connections: Connections
) -> None:
    await sales.do("connectErp", input=connection(bc))
    account = (await sales.do("createAccount", input={"name": "Willow Foods"}))["account"]
    given: Json = {"type": "ACCOUNT", "recordId": account["id"]}
    await sales.do("linkErpRecord", **given, remoteId="x", remoteNumber="20000")

    await RecordMatching(database, connections).match(tenant.id, tenant.id)

    assert (await links_of(sales))["ACCOUNT"] == "20000"


async def test_a_link_can_be_replaced_and_removed(sales: Sales, bc: Simulator) -> None:
    given: Json = {"type": "CURRENCY", "code": "EUR", "remoteId": "1"}
    await sales.do("linkErpRecord", **given, remoteNumber="OLD")
    link = (await sales.do("linkErpRecord", **given, remoteNumber="NEW"))["erpLink"]

    replaced = await links_of(sales)
    await sales.do("unlinkErpRecord", linkId=link["id"])

    assert replaced == {"CURRENCY": "NEW"}
    assert await links_of(sales) == {}


async def test_a_link_names_a_record_or_a_code_that_exists(sales: Sales) -> None:
    remote: Json = {"remoteId": "1", "remoteNumber": "1"}
    nobody = "acc_" + "0" * 32
    account = await sales.customer()
    refused: list[Any] = [
        await sales.refused("linkErpRecord", type="ACCOUNT", recordId=nobody, **remote),
        await sales.refused("linkErpRecord", type="ACCOUNT", code="EUR", **remote),
        await sales.refused("linkErpRecord", type="ACCOUNT", **remote),
        await sales.refused(
            "linkErpRecord", type="ACCOUNT", recordId=account, code="EUR", **remote
        ),
        await sales.refused("linkErpRecord", type="CURRENCY", code="XXX", **remote),
        await sales.refused("linkErpRecord", type="CURRENCY", recordId=account, **remote),
        await sales.refused(
            "linkErpRecord", type="CURRENCY", recordId=account, code="EUR", **remote
        ),
        await sales.refused("linkErpRecord", type="PAYMENT_TERMS", code="NET_31", **remote),
        await sales.refused("linkErpRecord", type="FREIGHT_TERMS", code="NET_30", **remote),
    ]

    assert refused == [
        ("ACCOUNT_NOT_FOUND", "recordId"),
        ("ERP_LINK_KEY_INVALID", "recordId"),
        ("ERP_LINK_KEY_INVALID", "recordId"),
        ("ERP_LINK_KEY_INVALID", "recordId"),
        ("CURRENCY_UNKNOWN", "code"),
        ("ERP_LINK_KEY_INVALID", "code"),
        ("ERP_LINK_KEY_INVALID", "code"),
        ("ERP_LINK_KEY_INVALID", "code"),
        ("ERP_LINK_KEY_INVALID", "code"),
    ]
    assert await links_of(sales) == {}


async def test_only_business_central_can_be_asked_for_matches(sales: Sales) -> None:
    never = await sales.refusal("matchErpRecords")
    await sales.do("connectErp", input={"mode": "EXTERNAL"})
    external = await sales.refusal("matchErpRecords")

    assert (never, external) == ("ERP_CONNECTION_NOT_FOUND", "ERP_CONNECTION_NOT_FOUND")
