"""Invariants between the catalog and documents, over the API (I-60 to I-63)."""

import pytest

from tests.api.desk import KINDS, Desk, item, of, table, written
from tests.api.mutations import Json


@pytest.mark.parametrize("kind", KINDS)
async def test_i_60_only_what_is_published_is_added_to_a_document(desk: Desk, kind: str) -> None:
    await desk.settings(createProductsAsActive=False)
    draft = await desk.product(currencyCode="USD")
    await desk.settings(createProductsAsActive=True)
    retired, family = [
        await desk.product(currencyCode="USD", structure=structure)
        for structure in ("PRODUCT", "FAMILY")
    ]
    await desk.do("retireProduct", productId=retired)
    await desk.settings(priceListOptional=True)
    document = await desk.document(written("1", "1"), kind=kind)

    codes = [
        await desk.cannot_add(document, written("1", "1"), of(product))
        for product in (draft, retired, family)
    ]

    assert codes == ["PRODUCT_NOT_ACTIVE", "PRODUCT_NOT_ACTIVE", "PRODUCT_IS_FAMILY"]


async def test_i_60_under_revision_a_product_is_sold_as_it_was_published(desk: Desk) -> None:
    product = await desk.product(currencyCode="USD", listPrice="100.00")
    listed = item(product, method="PERCENT_OF_LIST", percentage="90")
    prices = await desk.price_list("USD", listed)
    await desk.do("reviseProduct", productId=product)
    await desk.do("updateProduct", id=product, input={"listPrice": "200.00"})

    revised = await desk.document(of(product), priceListId=prices)
    await desk.do("publishProduct", productId=product)
    published = await desk.document(of(product), priceListId=prices)

    assert table(revised, "pricePerUnit") == [["90.00"]]
    assert table(published, "pricePerUnit") == [["180.00"]]


async def test_i_60_a_retired_product_stays_on_the_documents_that_have_it(desk: Desk) -> None:
    product, prices = await desk.sold("10")
    quote = await desk.document(of(product), priceListId=prices)
    await desk.do("removePriceListItem", priceListItemId=await desk.item_of(prices, product))
    await desk.do("retireProduct", productId=product)

    assert table(await desk.change_line(quote, 0, quantity="2"), "quantity baseAmount") == [
        ["2", "20.00"]
    ]


async def test_i_61_numbers_names_and_items_are_unique(desk: Desk) -> None:
    product, prices = await desk.sold("10")
    taken = await desk.field(product, "Product", "number")
    named = await desk.field(prices, "PriceList", "name")

    codes = [
        await desk.refusal("createProduct", input={"number": taken, "name": "Other"}),
        await desk.refusal("createPriceList", input={"name": named, "currencyCode": "USD"}),
        await desk.refusal("addPriceListItems", priceListId=prices, items=[item(product, "9")]),
    ]

    assert codes == ["PRODUCT_NUMBER_TAKEN", "PRICE_LIST_NAME_TAKEN", "PRICE_LIST_ITEM_EXISTS"]


DEFAULTS = {
    "a customer": ("createAccount", {"name": "Willow Foods"}),
    "a contact": ("createContact", {"lastName": "Doe"}),
    "a product": ("createProduct", {"number": "X-1", "name": "X"}),
}


@pytest.mark.parametrize("of_whom", DEFAULTS)
async def test_i_62_a_default_price_list_is_not_deactivated(desk: Desk, of_whom: str) -> None:
    mutation, given = DEFAULTS[of_whom]
    _, prices = await desk.sold("10")
    record = await desk.do(mutation, input=given)
    update = mutation.replace("create", "update")
    await desk.do(update, id=record, input={"defaultPriceListId": prices})

    code = await desk.refusal("deactivatePriceList", priceListId=prices)

    assert code == "PRICE_LIST_IS_DEFAULT"
    await desk.do(update, id=record, input={"defaultPriceListId": None})
    await desk.do("deactivatePriceList", priceListId=prices)


async def test_i_62_a_used_discount_list_is_not_deleted(desk: Desk) -> None:
    tiers = await desk.discounts(("1", "2", "3"))
    product, prices = await desk.sold("10", discountListId=tiers)

    code = await desk.refusal("deleteDiscountList", discountListId=tiers)

    assert code == "DISCOUNT_LIST_IN_USE"
    await desk.do("removePriceListItem", priceListItemId=await desk.item_of(prices, product))
    await desk.do("deleteDiscountList", discountListId=tiers)


async def test_i_63_a_customer_with_an_active_quote_is_not_deactivated(desk: Desk) -> None:
    quote = await desk.act("activateQuote", await desk.document(written("1", "1")))
    customer: Json = {"id": await desk.customer(), "input": {"isActive": False}}

    code = await desk.refusal("updateAccount", **customer)

    assert code == "CUSTOMER_HAS_ACTIVE_QUOTES"
    await desk.act("closeQuote", quote, status="LOST")
    await desk.do("updateAccount", **customer)
