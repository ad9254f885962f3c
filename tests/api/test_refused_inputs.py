"""Inputs that were once accepted silently are refused over the API, by code, path and message."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.api.catalog import Shop
from tests.api.mutations import Json
from tests.api.sales import Sales
from tests.client import Api

ERRORS = "userErrors { code message path }"


async def refused(api: Api, call: str, **variables: Any) -> Json:
    """Return the only user error of a mutation."""
    kinds = {"id": "ID!", "date": "Date", "input": "CreateQuoteInput!"}
    declared = ", ".join(f"${name}: {kinds[name]}" for name in variables)
    head = f"mutation ({declared})" if variables else "mutation"
    data = await api(f"{head} {{ it: {call} {{ {ERRORS} }} }}", **variables)
    (error,) = data["it"]["userErrors"]
    found: Json = error
    return found


async def born(sales: Sales, noun: str, id: str) -> str:
    """Return the day on which a document was created, in UTC."""
    data = await sales.api(f"query ($id: ID!) {{ {noun}(id: $id) {{ createdAt }} }}", id=id)
    created: str = data[noun]["createdAt"]
    return created[:10]


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(
    ("noun", "call", "field"),
    [
        ("opportunity", "winOpportunity(opportunityId: $id, closeDate: $date)", "closeDate"),
        ("opportunity", "loseOpportunity(opportunityId: $id, closeDate: $date)", "closeDate"),
        ("quote", "closeQuote(quoteId: $id, status: LOST, closeDate: $date)", "closeDate"),
        ("quote", "createOrderFromQuote(quoteId: $id, dateWon: $date)", "dateWon"),
        ("order", "cancelOrder(orderId: $id, cancelDate: $date)", "cancelDate"),
        ("invoice", "cancelInvoice(invoiceId: $id, cancelDate: $date)", "cancelDate"),
    ],
)
async def test_nothing_is_closed_before_it_was_created(
    sales: Sales, noun: str, call: str, field: str
) -> None:
    document = await getattr(sales, noun)()
    created = await born(sales, noun, document["id"])

    error = await refused(sales.api, call, id=document["id"], date=day_before(created))
    payload = await sales.api(
        f"mutation ($id: ID!, $date: Date) {{ it: {call} {{ userErrors {{ code }} }} }}",
        id=document["id"],
        date=created,
    )

    assert (error["code"], error["path"]) == ("CLOSE_DATE_INVALID", [field])
    assert f"`{field}` is {day_before(created)}" in error["message"]
    assert f"was created on {created} (UTC)" in error["message"]
    assert payload["it"]["userErrors"] == []


async def test_a_payment_is_not_reversed_before_it_came(sales: Sales) -> None:
    invoice = await sales.invoice()
    paid = await sales.do(
        "recordPayment", invoiceId=invoice["id"], input={"amount": "1.00", "date": "2030-01-02"}
    )

    call = "reversePayment(paymentId: $id, date: $date)"
    error = await refused(sales.api, call, id=paid["payment"]["id"], date="2030-01-01")

    assert (error["code"], error["path"]) == ("REVERSAL_DATE_INVALID", ["date"])


@pytest.mark.parametrize("lines", ["[]", '[{ orderLineId: "LINE", quantity: "0" }]'])
async def test_an_invoice_of_nothing_says_what_is_wrong(sales: Sales, lines: str) -> None:
    order = await sales.order()
    named = lines.replace("LINE", order["lines"][0]["id"])

    call = f"createInvoiceFromOrder(orderId: $id, lines: {named})"
    error = await refused(sales.api, call, id=order["id"])

    if lines == "[]":
        assert (error["code"], error["path"]) == ("INVOICE_LINES_REQUIRED", ["lines"])
        assert "omit `lines` to invoice everything that is left" in error["message"]
    else:
        assert error["code"] == "INVOICE_QUANTITY_INVALID"
        assert error["path"] == ["lines", "0", "quantity"]
        assert "must not be zero" in error["message"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"effectiveFrom": "2030-02-02", "effectiveTo": "2030-02-01"}, "effectiveTo"),
        ({"effectiveFrom": "2030-02-02", "expiresOn": "2030-02-01"}, "expiresOn"),
    ],
)
async def test_a_quote_does_not_end_before_it_begins(sales: Sales, given: Json, path: str) -> None:
    draft = await sales.draft(effectiveFrom="2030-01-01", effectiveTo="2030-01-31")
    header = await sales.header(**given)

    created = await refused(sales.api, "createQuote(input: $input)", input=header)
    change = 'updateQuote(id: $id, input: { effectiveFrom: "2030-02-01" })'
    updated = await refused(sales.api, change, id=draft["id"])

    assert (created["code"], created["path"]) == ("QUOTE_VALIDITY_INVALID", ["input", path])
    assert updated["path"] == ["input", "effectiveFrom"]
    assert "(2030-02-01) must not be later than `effectiveTo` (2030-01-31)" in updated["message"]


async def test_a_price_list_does_not_end_before_it_begins(shop: Shop) -> None:
    made = await shop.price_list()
    dates = {"beginsOn": "2030-02-01", "endsOn": "2030-01-31"}
    new = {"name": "New", "currencyCode": "EUR", **dates}

    created = await shop.refused("createPriceList", input=new)
    updated = await shop.refused("updatePriceList", id=made["id"], input=dates)

    assert created == updated == ("PRICE_LIST_VALIDITY_INVALID", "input.endsOn")


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ('closeQuote(quoteId: $id, status: LOST, competitorId: "")', "competitorId"),
        (
            'loseOpportunity(opportunityId: $id, competitorId: "", cancelOpenQuotes: true)',
            "competitorId",
        ),
    ],
)
async def test_an_empty_competitor_is_no_competitor(sales: Sales, call: str, path: str) -> None:
    opportunity = await sales.opportunity()
    quote = await sales.quote(opportunity)
    id = (quote if "quoteId" in call else opportunity)["id"]

    error = await refused(sales.api, call, id=id)

    assert (error["code"], error["path"]) == ("COMPETITOR_NOT_FOUND", [path])


async def other_customer(sales: Sales) -> str:
    made = await sales.do("createAccount", input={"name": "Somebody else"})
    id: str = made["account"]["id"]
    return id


@pytest.mark.parametrize("kind", ["Quote", "Order", "Invoice"])
async def test_documents_of_an_opportunity_have_its_customer(sales: Sales, kind: str) -> None:
    opportunity, other = await sales.opportunity(), await other_customer(sales)
    theirs = await sales.header(opportunityId=opportunity["id"])

    payload = await sales.attempt(f"create{kind}", input={**theirs, "customerId": other})
    made = (await sales.do(f"create{kind}", input=theirs))[kind.lower()]
    changed = await sales.attempt(f"update{kind}", id=made["id"], input={"customerId": other})

    for (error,) in (payload["userErrors"], changed["userErrors"]):
        assert (error["code"], error["path"]) == ("CUSTOMER_MISMATCH", ["input", "customerId"])


async def test_an_account_and_its_contacts_are_one_customer(sales: Sales) -> None:
    opportunity, other = await sales.opportunity(), await other_customer(sales)
    ours = await sales.do(
        "createContact", input={"lastName": "Byron", "accountId": await sales.customer()}
    )
    theirs = await sales.do("createContact", input={"lastName": "Else", "accountId": other})
    nobodys = await sales.do("createContact", input={"lastName": "Free"})
    given = await sales.header(opportunityId=opportunity["id"])

    made = await sales.do("createQuote", input={**given, "customerId": ours["contact"]["id"]})
    back = {"customerId": await sales.customer()}
    await sales.do("updateQuote", id=made["quote"]["id"], input=back)

    for contact in (theirs, nobodys):
        wrong = {**given, "customerId": contact["contact"]["id"]}
        assert await sales.refusal("createQuote", input=wrong) == "CUSTOMER_MISMATCH"


async def test_an_opportunity_with_documents_keeps_its_customer(sales: Sales) -> None:
    bare, busy = await sales.opportunity(), await sales.opportunity()
    other = {"customerId": await other_customer(sales)}
    await sales.draft(busy)

    code = await sales.refusal("updateOpportunity", id=busy["id"], input=other)
    await sales.do("updateOpportunity", id=bare["id"], input=other)
    same = {"customerId": await sales.customer()}
    await sales.do("updateOpportunity", id=busy["id"], input=same)

    assert code == "CUSTOMER_FIXED"


async def test_a_document_of_its_own_may_change_its_customer(sales: Sales) -> None:
    quote = await sales.draft()
    other = await other_customer(sales)

    await sales.do("updateQuote", id=quote["id"], input={"customerId": other})

    data = await sales.api(
        "query ($id: ID!) { quote(id: $id) { customer { id } } }", id=quote["id"]
    )
    assert data["quote"]["customer"]["id"] == other


@pytest.mark.parametrize(
    ("closes", "warned"), [("true", []), ("false", ["ACTUAL_REVENUE_NOT_RECORDED"])]
)
async def test_a_revenue_that_goes_nowhere_is_told(
    sales: Sales, closes: str, warned: list[str]
) -> None:
    quote = await sales.quote(await sales.opportunity())

    data = await sales.api(
        f"""mutation ($id: ID!) {{ createOrderFromQuote(quoteId: $id, actualRevenue: "5.00",
          closeOpportunity: {closes}) {{ order {{ id }} warnings {{ code message path }}
          {ERRORS} }} }}""",
        id=quote["id"],
    )

    payload = data["createOrderFromQuote"]
    assert payload["order"]["id"].startswith("ord_")
    assert [warning["code"] for warning in payload["warnings"]] == warned
    for warning in payload["warnings"]:
        assert warning["path"] == ["actualRevenue"]
        assert "`actualRevenue` was not recorded" in warning["message"]


async def test_refused_orders_warn_of_nothing(sales: Sales) -> None:
    draft = await sales.draft()

    data = await sales.api(
        """mutation ($id: ID!) { createOrderFromQuote(quoteId: $id, actualRevenue: "5.00")
          { warnings { code } userErrors { code } } }""",
        id=draft["id"],
    )

    assert data["createOrderFromQuote"] == {
        "warnings": [],
        "userErrors": [{"code": "QUOTE_NOT_ACTIVE"}],
    }


async def test_a_stale_version_is_told_in_the_words_of_the_schema(shop: Shop) -> None:
    euro = await shop.currency("EUR")
    call = f'updateCurrency(id: $id, input: {{ symbol: "E" }}, expectedVersion: {10**6})'

    error = await refused(shop.api, call, id=euro["id"])

    said = f"Currency is at version {euro['version']}, not 1000000. The record has"
    assert error["message"].startswith(said)
    assert error["path"] is None
