"""The customer's purchase order number: from quote to order to invoice, in lists and in PDFs."""

from typing import Any

import pytest

from tests.api.mutations import Json
from tests.api.sales import Sales

NUMBER, OTHER = "4500017-A", "4500018-B"
KINDS = ["quote", "order", "invoice"]


async def read(sales: Sales, kind: str, id: str) -> Any:
    query = f"query ($id: ID!) {{ {kind}(id: $id) {{ purchaseOrderNumber }} }}"
    return (await sales.api(query, id=id))[kind]["purchaseOrderNumber"]


async def create(sales: Sales, kind: str, number: str | None = NUMBER) -> Json:
    given = {
        "name": "Pumps",
        "customerId": await sales.customer(),
        "currencyCode": "EUR",
        "lines": [{"writeIn": "Pump", "quantity": "1", "pricePerUnit": "5.00"}],
        "purchaseOrderNumber": number,
    }
    payload = await sales.do(f"create{kind.title()}", input=given)
    made: Json = payload[kind]
    return made


@pytest.mark.parametrize("kind", KINDS)
async def test_it_is_set_on_creation_changed_and_cleared(sales: Sales, kind: str) -> None:
    made = await create(sales, kind)
    assert await read(sales, kind, made["id"]) == NUMBER

    for number in (OTHER, None):
        given = {"purchaseOrderNumber": number}
        await sales.do(f"update{kind.title()}", id=made["id"], input=given)
        assert await read(sales, kind, made["id"]) == number


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("number", "code"), [("x" * 101, "TEXT_TOO_LONG"), ("PO\x00", "TEXT_INVALID")]
)
async def test_what_no_field_can_hold_is_refused(
    sales: Sales, kind: str, number: str, code: str
) -> None:
    made = await create(sales, kind, "y" * 100)

    given = {"purchaseOrderNumber": number}
    payload = await sales.attempt(f"update{kind.title()}", id=made["id"], input=given)

    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == (code, ["input", "purchaseOrderNumber"])
    assert await read(sales, kind, made["id"]) == "y" * 100
    new = {
        "name": "Pumps",
        "customerId": await sales.customer(),
        "currencyCode": "EUR",
        **given,
    }
    assert await sales.refusal(f"create{kind.title()}", input=new) == code


async def test_it_goes_from_the_quote_to_its_revision_the_order_and_the_invoice(
    sales: Sales,
) -> None:
    quote = await create(sales, "quote")
    await sales.do("activateQuote", quoteId=quote["id"])
    revision = (await sales.do("reviseQuote", quoteId=quote["id"]))["revision"]
    await sales.do("activateQuote", quoteId=revision["id"])
    order = (await sales.do("createOrderFromQuote", quoteId=revision["id"]))["order"]
    invoice = (await sales.do("createInvoiceFromOrder", orderId=order["id"]))["invoice"]

    assert await read(sales, "quote", revision["id"]) == NUMBER
    assert await read(sales, "order", order["id"]) == NUMBER
    assert await read(sales, "invoice", invoice["id"]) == NUMBER


async def test_revisions_tell_that_it_differs(sales: Sales) -> None:
    quote = await create(sales, "quote")
    await sales.do("activateQuote", quoteId=quote["id"])
    revision = (await sales.do("reviseQuote", quoteId=quote["id"]))["revision"]
    given = {"purchaseOrderNumber": OTHER}
    await sales.do("updateQuote", id=revision["id"], input=given)

    query = "query ($id: ID!) { quote(id: $id) { changes { fields { field before after } } } }"
    found = (await sales.api(query, id=revision["id"]))["quote"]["changes"]["fields"]

    assert found == [{"field": "purchaseOrderNumber", "before": NUMBER, "after": OTHER}]


@pytest.mark.parametrize("kind", KINDS)
async def test_lists_are_filtered_and_sorted_by_it(sales: Sales, kind: str) -> None:
    marks = [f"{kind}-3", f"{kind}-1", f"{kind}-2"]
    made = {mark: (await create(sales, kind, mark))["id"] for mark in marks}
    query = f"""query ($where: {kind.title()}Filter, $direction: SortDirection!) {{
      {kind}s(filter: $where, orderBy: [{{field: PURCHASE_ORDER_NUMBER, direction: $direction}}])
      {{ nodes {{ id purchaseOrderNumber }} }} }}"""

    for direction in ("ASC", "DESC"):
        where = {"purchaseOrderNumber": {"startsWith": f"{kind}-"}}
        data = await sales.api(query, where=where, direction=direction)
        found = [node["purchaseOrderNumber"] for node in data[f"{kind}s"]["nodes"]]
        assert found == sorted(marks, reverse=direction == "DESC")

    where = {"purchaseOrderNumber": {"eq": marks[0]}}
    data = await sales.api(query, where=where, direction="ASC")
    assert [node["id"] for node in data[f"{kind}s"]["nodes"]] == [made[marks[0]]]
