"""Another tenant's records do not exist for clients, who cannot find, change or refer to them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gql.settings import Settings
from tests.api.sales import Sales
from tests.client import Api
from tests.tenants import MakeTenant


@pytest.fixture
async def stranger(app: Any, settings: Settings, make_tenant: MakeTenant) -> AsyncIterator[Sales]:
    """A user of another tenant."""
    api = Api(app, settings, await make_tenant())
    yield Sales(api)
    await api.close()


async def test_a_stranger_finds_nothing_to_change(sales: Sales, stranger: Sales) -> None:
    opportunity, quote = await sales.opportunity(), await sales.quote()
    order, invoice = await sales.order(), await sales.invoice()
    customer = await sales.customer()

    codes = [
        await stranger.refusal("winOpportunity", opportunityId=opportunity["id"]),
        await stranger.refusal("createQuoteFromOpportunity", opportunityId=opportunity["id"]),
        await stranger.refusal("createOrderFromQuote", quoteId=quote["id"]),
        await stranger.refusal("reviseQuote", quoteId=quote["id"]),
        await stranger.refusal("removeLine", lineId=quote["lines"][0]["id"]),
        await stranger.refusal("sendQuote", quoteId=quote["id"], to=["a@example.com"]),
        await stranger.refusal("cancelOrder", orderId=order["id"]),
        await stranger.refusal("payInvoice", invoiceId=invoice["id"]),
        await stranger.refusal("recalculate", documentId=order["id"]),
        await stranger.refusal("updateAccount", id=customer, input={"name": "Mine"}),
    ]

    assert codes == [
        "OPPORTUNITY_NOT_FOUND",
        "OPPORTUNITY_NOT_FOUND",
        "QUOTE_NOT_FOUND",
        "QUOTE_NOT_FOUND",
        "LINE_NOT_FOUND",
        "QUOTE_NOT_FOUND",
        "ORDER_NOT_FOUND",
        "INVOICE_NOT_FOUND",
        "ORDER_NOT_FOUND",
        "ACCOUNT_NOT_FOUND",
    ]
    assert await sales.read("quote", quote["id"]) == quote
    assert await sales.read("order", order["id"]) == order


async def test_a_stranger_can_name_nothing_of_ours(sales: Sales, stranger: Sales) -> None:
    opportunity, customer = await sales.opportunity(), await sales.customer()
    product = (await sales.do("createProduct", input={"number": "P", "name": "P"}))["product"]
    line = {"productId": product["id"], "quantity": "1", "pricePerUnit": "1.00"}
    header = await stranger.header()

    codes = [
        await stranger.refusal("createQuote", input={**header, **ours})
        for ours in (
            {"customerId": customer},
            {"opportunityId": opportunity["id"]},
            {"lines": [line]},
        )
    ]

    assert codes == ["CUSTOMER_NOT_FOUND", "OPPORTUNITY_NOT_FOUND", "PRODUCT_NOT_FOUND"]


async def test_numbers_of_tenants_know_nothing_of_each_other(sales: Sales, stranger: Sales) -> None:
    ours, theirs = await sales.draft(), await stranger.draft()

    assert ours["number"] == theirs["number"] == "QUO-01001"
