"""Records say what the ERP calls them, and lists find those that are not linked yet."""

from tests.api.sales import Sales

UNLINKED = """{
  accounts(filter: { not: { erpLink: {} },
    orders: { some: { status: { in: [ACTIVE, SUBMITTED] } } } }) { nodes { name } }
  products(filter: { not: { erpLink: {} } }) { nodes { number } }
  currencies(filter: { not: { erpLink: {} }, code: { eq: "EUR" } }) { nodes { code } } }"""
LINKED = """{ accounts(filter: { erpLink: { remoteNumber: { eq: "10000" } } }) {
  nodes { name erpLink { remoteNumber type } } }
  products { nodes { number erpLink { remoteNumber } } } }"""


async def test_what_is_not_linked_is_found_until_it_is_linked(connected: Sales) -> None:
    await connected.order()
    customer = await connected.customer()
    await connected.do("createAccount", input={"name": "Without orders"})
    products = [
        (await connected.do("createProduct", input={"number": number, "name": number}))["product"]
        for number in ("A-1", "B-1")
    ]
    before = await connected.api(UNLINKED)

    remote = {"remoteId": "r", "remoteNumber": "10000"}
    await connected.do("linkErpRecord", type="ACCOUNT", recordId=customer, **remote)
    await connected.do("linkErpRecord", type="PRODUCT", recordId=products[0]["id"], **remote)
    await connected.do("linkErpRecord", type="CURRENCY", code="EUR", **remote)
    after = await connected.api(UNLINKED)
    linked = await connected.api(LINKED)

    assert before["accounts"]["nodes"] == [{"name": "Alpine Foods"}]
    assert [each["number"] for each in before["products"]["nodes"]] == ["A-1", "B-1"]
    assert {"code": "EUR"} in before["currencies"]["nodes"]
    assert after["accounts"]["nodes"] == []
    assert after["products"]["nodes"] == [{"number": "B-1"}]
    assert {"code": "EUR"} not in after["currencies"]["nodes"]
    assert linked["accounts"]["nodes"] == [
        {"name": "Alpine Foods", "erpLink": {"remoteNumber": "10000", "type": "ACCOUNT"}}
    ]
    assert [each["erpLink"] for each in linked["products"]["nodes"]] == [
        {"remoteNumber": "10000"},
        None,
    ]
