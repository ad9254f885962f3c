"""Promises of every mutation: versions, numbers, tenants and patches; and reads change nothing."""

import asyncio

import pytest

from tests.api.catalog import Shop
from tests.api.mutations import Json
from tests.api.sales import DOCUMENT, Sales


async def test_i_65_a_stale_version_is_refused_everywhere(sales: Sales) -> None:
    opportunity, draft, active = (
        await sales.opportunity(),
        await sales.draft(),
        await sales.quote(),
    )
    order, billed = await sales.order(), await sales.invoice()
    line = draft["lines"][0]["id"]
    stale = {"expectedVersion": 99}

    codes = [
        await sales.refusal("updateQuote", id=draft["id"], input={"name": "B"}, **stale),
        await sales.refusal("updateLine", lineId=line, input={"quantity": "3"}, **stale),
        await sales.refusal("removeLine", lineId=line, **stale),
        await sales.refusal("recalculate", documentId=draft["id"], **stale),
        await sales.refusal("activateQuote", quoteId=draft["id"], **stale),
        await sales.refusal("deleteQuote", quoteId=draft["id"], **stale),
        await sales.refusal("reviseQuote", quoteId=active["id"], **stale),
        await sales.refusal("closeQuote", quoteId=active["id"], status="LOST", **stale),
        await sales.refusal("createOrderFromQuote", quoteId=active["id"], **stale),
        await sales.refusal("holdOpportunity", opportunityId=opportunity["id"], **stale),
        await sales.refusal("winOpportunity", opportunityId=opportunity["id"], **stale),
        await sales.refusal("loseOpportunity", opportunityId=opportunity["id"], **stale),
        await sales.refusal("fulfillOrder", orderId=order["id"], **stale),
        await sales.refusal("cancelOrder", orderId=order["id"], **stale),
        await sales.refusal("createInvoiceFromOrder", orderId=order["id"], **stale),
        await sales.refusal("unlockPricing", documentId=order["id"], **stale),
        await sales.refusal("payInvoice", invoiceId=billed["id"], **stale),
        await sales.refusal("cancelInvoice", invoiceId=billed["id"], **stale),
    ]

    assert set(codes) == {"VERSION_CONFLICT"}
    before = {
        "opportunity": opportunity,
        "quote": draft,
        "order": order,
        "invoice": billed,
    }
    for noun, record in before.items():
        assert await sales.read(noun, record["id"]) == record


async def test_i_65_the_right_version_passes_and_counts_up(sales: Sales) -> None:
    draft = await sales.draft()

    payload = await sales.do(
        "updateQuote", id=draft["id"], input={"name": "B"}, expectedVersion=draft["version"]
    )

    assert payload["quote"]["version"] == draft["version"] + 1


async def test_of_two_edits_at_once_with_a_version_one_wins(sales: Sales) -> None:
    draft = await sales.draft()

    payloads = await asyncio.gather(
        *(
            sales.attempt(
                "updateQuote",
                id=draft["id"],
                input={"name": name},
                expectedVersion=draft["version"],
            )
            for name in ("A", "B", "C", "D")
        )
    )

    codes = sorted(error["code"] for payload in payloads for error in payload["userErrors"])
    assert codes == ["VERSION_CONFLICT"] * 3


async def test_i_66_numbers_are_never_reused_and_creators_do_not_wait(sales: Sales) -> None:
    await sales.customer()

    drafts = await asyncio.gather(*(sales.draft() for _ in range(12)))
    gone = max(drafts, key=lambda draft: str(draft["number"]))
    await sales.do("deleteQuote", quoteId=gone["id"])
    after = await sales.draft()

    numbers = [draft["number"] for draft in drafts]
    assert len(set(numbers)) == 12
    assert after["number"] > gone["number"]
    assert all(number.startswith("QUO-0") for number in numbers)


async def test_i_20_reading_changes_nothing(sales: Sales) -> None:
    quote = await sales.draft()

    reads = [await sales.read("quote", quote["id"]) for _ in range(3)]

    assert reads == [quote] * 3


async def test_i_21_no_input_has_a_status(sales: Sales) -> None:
    data = await sales.api(
        "{ __schema { types { name kind inputFields { name } } } }",
    )

    states = {"status", "statusReason", "totalAmount", "number", "version"}
    # Users choose product numbers; an ERP reports how its own invoice is.
    master = {"CreateProductInput", "UpdateProductInput", "PostedInvoiceInput"}
    offenders = [
        (kind["name"], field["name"])
        for kind in data["__schema"]["types"]
        if kind["kind"] == "INPUT_OBJECT" and not kind["name"].endswith(("Filter", "Having"))
        for field in kind["inputFields"]
        if field["name"] in states and kind["name"] not in master
    ]
    assert offenders == []


async def test_patches_tell_absent_null_and_a_value_apart(sales: Sales) -> None:
    draft = await sales.draft(description="Old", discountPercentage="5")

    await sales.do("updateQuote", id=draft["id"], input={"name": "New"})
    kept = await sales.read("quote", draft["id"])
    await sales.do("updateQuote", id=draft["id"], input={"discountPercentage": None})
    cleared = await sales.read("quote", draft["id"])

    assert kept["discountPercentage"] == draft["discountPercentage"] == "5"
    assert cleared["discountPercentage"] is None
    assert cleared["totalAmount"] == {"amount": "105.00"}


@pytest.mark.parametrize(
    ("mutation", "argument", "code"),
    [
        ("activateQuote", "quoteId", "QUOTE_NOT_FOUND"),
        ("createOrderFromQuote", "quoteId", "QUOTE_NOT_FOUND"),
        ("reviseQuote", "quoteId", "QUOTE_NOT_FOUND"),
        ("winOpportunity", "opportunityId", "OPPORTUNITY_NOT_FOUND"),
        ("cancelOrder", "orderId", "ORDER_NOT_FOUND"),
        ("createInvoiceFromOrder", "orderId", "ORDER_NOT_FOUND"),
        ("cancelInvoice", "invoiceId", "INVOICE_NOT_FOUND"),
        ("recalculate", "documentId", "DOCUMENT_NOT_FOUND"),
        ("removeLine", "lineId", "LINE_NOT_FOUND"),
    ],
)
@pytest.mark.parametrize("id", ["", "quo_", "nonsense", "usr_" + "0" * 32, "'; DROP TABLE quotes"])
async def test_an_id_of_nothing_is_not_found(
    sales: Sales, mutation: str, argument: str, code: str, id: str
) -> None:
    payload = await sales.attempt(mutation, **{argument: id})

    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == (code, [argument])


async def test_what_an_input_names_must_exist(sales: Sales) -> None:
    header = await sales.header()
    opportunity = await sales.opportunity()
    ghost = "0" * 32

    codes = [
        await sales.refusal("createQuote", input={**header, **wrong})
        for wrong in (
            {"customerId": f"acc_{ghost}"},
            {"customerId": f"con_{ghost}"},
            {"ownerId": f"usr_{ghost}"},
            {"currencyCode": "XXQ"},
            {"opportunityId": f"opp_{ghost}"},
            {"opportunityId": opportunity["id"], "currencyCode": "USD"},
            {"name": "   "},
            {"lines": [{"productId": f"prd_{ghost}", "quantity": "1", "pricePerUnit": "1"}]},
        )
    ]

    assert codes == [
        "CUSTOMER_NOT_FOUND",
        "CUSTOMER_NOT_FOUND",
        "USER_NOT_FOUND",
        "CURRENCY_UNKNOWN",
        "OPPORTUNITY_NOT_FOUND",
        "CURRENCY_MISMATCH",
        "TEXT_REQUIRED",
        "PRODUCT_NOT_FOUND",
    ]


async def test_inactive_customers_and_products_begin_nothing_new(sales: Sales, shop: Shop) -> None:
    await shop.do("updateTenantSettings", input={"priceListOptional": True})
    account = await sales.customer()
    product = (await sales.do("createProduct", input={"number": "P-1", "name": "Pump"}))["product"]
    line = {"productId": product["id"], "quantity": "1", "pricePerUnit": "5.00"}
    quote = await sales.draft(lines=[line])

    await sales.do("retireProduct", productId=product["id"])
    refused = await sales.refusal("addLines", documentId=quote["id"], lines=[line])
    await sales.do("updateAccount", id=account, input={"isActive": False})
    code = await sales.refusal("createQuote", input=await sales.header())

    assert refused == "PRODUCT_NOT_ACTIVE"
    assert code == "CUSTOMER_INACTIVE"
    taken = await sales.refusal("createProduct", input={"number": "P-1", "name": "Other"})
    assert taken == "PRODUCT_NUMBER_TAKEN"


async def test_a_contact_can_be_the_customer(sales: Sales) -> None:
    person = await sales.do("createContact", input={"firstName": "Ada", "lastName": "Abe"})
    input = await sales.header(customerId=person["contact"]["id"])

    quote = (await sales.do("createQuote", input=input))["quote"]

    data = await sales.api(
        "query ($id: ID!) { quote(id: $id) { customer { __typename name } account { id } } }",
        id=quote["id"],
    )
    assert data["quote"] == {
        "customer": {"__typename": "Contact", "name": "Ada Abe"},
        "account": None,
    }


async def test_the_document_of_a_line_answers_as_its_own_kind(sales: Sales) -> None:
    order = (await sales.do("createOrder", input=await sales.header()))["order"]
    query = f"""mutation ($id: ID!, $lines: [LineInput!]!) {{
      addLines(documentId: $id, lines: $lines) {{
        document {{ __typename {DOCUMENT} ... on Order {{ pricesLocked }} }} }} }}"""
    lines: list[Json] = [{"writeIn": "Valve", "quantity": "1", "pricePerUnit": "2.00"}]

    data = await sales.api(query, id=order["id"], lines=lines)

    document = data["addLines"]["document"]
    assert document["__typename"] == "Order"
    assert document["pricesLocked"] is False
    assert document["totalAmount"] == {"amount": "2.00"}


@pytest.mark.parametrize(
    ("noun", "field"),
    [
        ("quote", "name"),
        ("quote", "customerId"),
        ("quote", "ownerId"),
        ("opportunity", "stage"),
        ("opportunity", "isRevenueSystemCalculated"),
    ],
)
async def test_null_is_refused_where_there_is_always_a_value(
    sales: Sales, noun: str, field: str
) -> None:
    document = await (sales.draft() if noun == "quote" else sales.opportunity())

    payload = await sales.attempt(f"update{noun.title()}", id=document["id"], input={field: None})

    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == ("VALUE_REQUIRED", ["input", field])


@pytest.mark.parametrize(
    ("input", "code", "path"),
    [
        ({"name": "a\x00b"}, "TEXT_INVALID", ["input", "name"]),
        ({"description": "\x00"}, "TEXT_INVALID", ["input", "description"]),
        ({"billTo": {"city": "c" * 81}}, "TEXT_TOO_LONG", ["input", "billTo", "city"]),
        ({"shipTo": {"postalCode": "\x00"}}, "TEXT_INVALID", ["input", "shipTo", "postalCode"]),
        ({"name": "n" * 301}, "TEXT_TOO_LONG", ["input", "name"]),
    ],
)
async def test_texts_that_no_field_can_hold(
    sales: Sales, input: Json, code: str, path: list[str]
) -> None:
    query = """mutation ($input: CreateQuoteInput!) {
      createQuote(input: $input) { quote { id } userErrors { code path } } }"""

    data = await sales.api(query, input=await sales.header(**input))

    assert data["createQuote"] == {"quote": None, "userErrors": [{"code": code, "path": path}]}
