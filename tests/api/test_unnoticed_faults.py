"""Regression tests of faults that were found by reading the code, because no test noticed them."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_nullable_type, is_non_null_type

from tests.api.catalog import Shop
from tests.api.desk import Desk, item, of, written
from tests.api.sales import Sales
from tests.api.stage import MUTATIONS, arguments, staged
from tests.client import Api

# Fields that always have a value: null is refused by name instead of meaning "leave unchanged".
_ALWAYS = """baseCurrencyCode code companyName currencyCode customerId defaultUnitId direction
    discountMethod forecastCategory highQuantity inactiveDiscountListsApply isActive isRequired
    isRevenueSystemCalculated lastName locale lowQuantity method name number ownerId precision
    maxLinesPerDocument priceListOptional pricingPrecision createProductsAsActive quantity
    quantityDecimals quantitySelling
    rate roundUnitPriceFirst roundingMode roundingPolicy stage type unitId"""
ALWAYS = frozenset(_ALWAYS.split())
# The same words where null means "none": a person's locale, the kind of a product, and the unit of
# a line, which reverts to that of the product.
NULLABLE = frozenset(
    {
        ("updateAccount", "locale"),
        ("updateContact", "locale"),
        ("updateProduct", "type"),
        ("updateLine", "unitId"),
    }
)


def changes() -> list[tuple[str, str]]:
    """Return every field that an update takes."""
    found = []
    for mutation, field in MUTATIONS.items():
        taken = get_nullable_type(field.args["input"].type) if "input" in field.args else None
        if mutation.startswith("update") and isinstance(taken, GraphQLInputObjectType):
            found += [(m, n) for m, n in ((mutation, name) for name in taken.fields)
                      if not is_non_null_type(taken.fields[n].type)]  # fmt: skip
    return found


async def test_null_is_refused_by_name_for_what_always_has_a_value(api: Api) -> None:
    ids, wrong = await staged(api), {}

    for mutation, name in changes():
        given = arguments(mutation, ids, ("input", name), None)
        declared = ", ".join(f"${one}: {MUTATIONS[mutation].args[one].type}" for one in given)
        passed = ", ".join(f"{one}: ${one}" for one in given)
        call = f"{mutation}({passed}) {{ userErrors {{ code message path }} }}"
        body = await api.raw(f"mutation ({declared}) {{ {call} }}", given)
        errors = body["data"][mutation]["userErrors"] if "errors" not in body else body["errors"]
        said = [
            (e.get("code"), e.get("path"), e["message"].startswith(f"`{name}` ")) for e in errors
        ]
        refused = said == [("VALUE_REQUIRED", ["input", name], True)]
        if refused is not (name in ALWAYS and (mutation, name) not in NULLABLE):
            wrong[f"{mutation}.{name}"] = errors

    assert wrong == {}


NOWHERE = "_" + "0" * 32


@pytest.mark.parametrize(
    ("call", "path"),
    [
        ('closeQuote(quoteId: "quo{0}", status: LOST, competitorId: "{1}")', "quoteId"),
        ('loseOpportunity(opportunityId: "opp{0}", competitorId: "{1}")', "opportunityId"),
        ('getProductsFromOpportunity(documentId: "quo{0}", opportunityId: "{2}")', "documentId"),
        ('getProductsFromOpportunity(documentId: "{3}", opportunityId: "opp{0}")', "opportunityId"),
        ('closeQuote(quoteId: "{3}", status: LOST, competitorId: "com{0}")', "competitorId"),
        ('updateUnit(id: "uni{0}", input: {{ baseUnitId: "{4}" }})', "id"),
    ],
)
async def test_what_is_not_there_is_told_by_the_argument_that_names_it(
    api: Api, call: str, path: str
) -> None:
    ids = await staged(api)
    there = (ids[name] for name in ("competitor", "opportunity", "quote", "unit"))

    data = await api(
        f"mutation {{ it: {call.format(NOWHERE, *there)} {{ userErrors {{ path }} }} }}"
    )

    assert data["it"]["userErrors"] == [{"path": [path]}]


async def test_activating_a_quote_of_a_former_customer_points_to_no_argument(sales: Sales) -> None:
    draft = await sales.draft()
    await sales.do("updateAccount", id=await sales.customer(), input={"isActive": False})

    payload = await sales.attempt("activateQuote", quoteId=draft["id"])

    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == ("CUSTOMER_INACTIVE", None)


async def test_a_discount_that_is_too_large_points_to_no_argument_of_another_mutation(
    desk: Desk,
) -> None:
    quote = await desk.document(written("1", "9.00"), written("1", "1.00"), discountAmount="9.50")
    call = f'removeLine(lineId: "{quote["lines"][0]["id"]}") {{ userErrors {{ code path }} }}'

    data = await desk.api(f"mutation {{ {call} }}")

    assert data["removeLine"]["userErrors"] == [{"code": "DISCOUNT_EXCEEDS_TOTAL", "path": None}]


@pytest.mark.parametrize("kind", ["account", "contact"])
async def test_a_default_price_list_of_another_currency_is_not_taken(desk: Desk, kind: str) -> None:
    euros = await desk.price_list("EUR")
    name = {"name": "Duo"} if kind == "account" else {"lastName": "Duo"}
    given = {**name, "defaultPriceListId": euros}
    customer = await desk.do(f"create{kind.title()}", input=given)

    dollars = await desk.document(currency="USD", customerId=customer)
    same = await desk.document(currency="EUR", customerId=customer)

    assert dollars["priceList"] is None
    assert same["priceList"] == {"id": euros}


async def test_a_products_own_list_of_another_currency_prices_nothing(desk: Desk) -> None:
    await desk.settings(priceListOptional=True)
    product, euros = await desk.sold("10.00", "EUR")
    await desk.do("updateProduct", id=product, input={"defaultPriceListId": euros})

    found: Any = {
        code: (await desk.document(of(product), currency=code))["lines"][0]["pricePerUnit"]
        for code in ("EUR", "USD")
    }

    assert (found["EUR"]["amount"], found["USD"]["amount"]) == ("10.00", "0.00")


async def test_a_canceled_invoice_owes_nothing_in_the_base_currency_either(desk: Desk) -> None:
    await desk.rate("EUR", "0.5")
    invoice = await desk.document(written("2", "10"), kind="invoice", currency="EUR")
    assert invoice["amountDue"]["inBaseCurrency"] == "40.00"

    canceled = await desk.act("cancelInvoice", invoice)

    assert canceled["amountDue"] | {"currencyCode": ""} == {
        "amount": "0.00",
        "inBaseCurrency": "0.00",
        "currencyCode": "",
    }


async def test_the_quantity_of_an_option_is_in_range_too(desk: Desk) -> None:
    option, bundle = await desk.product(), None
    bundle = await desk.bundle((option, "1", False))
    prices = await desk.price_list("USD", item(bundle, "5"), item(option, "1"))
    quote = await desk.document(priceListId=prices)

    line = of(bundle, options=[{"productId": option, "quantity": "100000000001"}])

    assert await desk.cannot_add(quote, line) == "LINE_QUANTITY_INVALID"


async def test_a_selling_unit_of_an_item_is_kept_where_nothing_is_said(shop: Shop) -> None:
    product = await shop.product(currencyCode="EUR")
    listed = {"productId": product["id"], "amount": "5.00", "quantitySelling": "WHOLE"}
    await shop.price_list("Standard", "EUR", listed)
    data = await shop.api("{ priceListItems { nodes { id } } }")
    (found,) = data["priceListItems"]["nodes"]

    refused = await shop.refused(
        "updatePriceListItem", id=found["id"], input={"quantitySelling": None}
    )
    kept = await shop.do("updatePriceListItem", id=found["id"], input={"amount": "6.00"})

    assert refused == ("VALUE_REQUIRED", "input.quantitySelling")
    assert kept["quantitySelling"] == "WHOLE"
